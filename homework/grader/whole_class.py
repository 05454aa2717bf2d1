"""Grading a whole class: many submissions at once, each result kept as soon as it is there."""

import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from joblib import Parallel, delayed, parallel_config
from tqdm import tqdm

from .collect import remarks_of_collecting
from .course import Course, CourseError, write_whole
from .kernel import MachineFailed
from .processor import end_with_parent
from .run import Result, canary, fingerprint, grade
from .sandbox import Limits

Outcome = Result | MachineFailed | str  # of grading one submission; a traceback where the grader itself failed


@dataclass
class Graded:
    """What a run over a class gave.

    Attributes
    ----------
    results: one for each student, sorted by name.
    failed: students whose submission the grader itself could not grade, with the traceback; their work is untouched.
    not_graded: students whose submission could not be graded because of the machine, and why; the same command tries again.
    """

    results: list[Result]
    failed: dict[str, str] = field(default_factory=dict)
    not_graded: dict[str, str] = field(default_factory=dict)


def grade_class(
    course: Course,
    assignment: str,
    limits: Limits,
    workers: int = 2,
    dask: str | None = None,
    unsafe: bool = False,
    again: bool = False,
    only: str | None = None,
) -> Graded:
    """Grade every collected submission. What was graded before, and has not changed since, is not graded again.

    Parameters
    ----------
    workers: how many submissions at once.
    dask: None for processes of this machine; `local` or a scheduler's address for dask.
    again: grade everything anew.
    only: grade this student anew and nobody else; the others' results stay as they are.

    Raises
    ------
    CourseError: nothing was collected, or the grader does not give known submissions their known scores on this machine.
    """
    submitted, remarks = course.submitted(assignment), remarks_of_collecting(course, assignment)
    if not submitted and not remarks:
        raise CourseError(f"no submission of {assignment} was collected yet: make collect PS={assignment} FROM=…")
    done = {student: Result(student, assignment, "", {}) for student in remarks.keys() - submitted.keys()}  # without a notebook
    for student, result in done.items():
        write_whole(course.result(assignment, student), result.to_text())
    to_do: dict[str, Path] = {}
    for student, path in submitted.items():
        known = None if again or student == only else Result.read(course.result(assignment, student))
        if only not in (None, student):
            done |= {student: known} if known is not None else {}
        elif known is not None and known.fingerprint == fingerprint(path, course, assignment, limits, unsafe):
            done[student] = known
        else:
            to_do[student] = path
    if to_do:
        _trust_this_machine(course, assignment, limits, unsafe)
    graded, counts = Graded([]), Counter({"without points": 0, "not graded": 0, "failed": 0})
    with tqdm(total=len(submitted), initial=len(submitted) - len(to_do), unit="submission") as bar:
        for last, at_once in ((False, workers), (True, 1)):  # what the machine was too slow for is tried again, alone
            if not to_do:
                break
            tasks = [delayed(_attempt)(path, student, assignment, course, limits, unsafe, last) for student, path in to_do.items()]
            again_alone: dict[str, Path] = {}
            with _workers(at_once, dask) as pool:
                for student, outcome in pool(tasks):
                    if isinstance(outcome, MachineFailed) and not last:
                        again_alone[student] = to_do[student]
                        continue
                    _note(graded, counts, course, assignment, student, outcome)
                    bar.set_postfix({name: str(count) for name, count in counts.items()}, refresh=False)
                    bar.update()
            to_do = again_alone
    done |= {result.student: result for result in graded.results}
    graded.results = [done[student] for student in sorted(done)]
    return graded


def _note(graded: Graded, counts: Counter[str], course: Course, assignment: str, student: str, outcome: Outcome) -> None:
    """Keep a result; remember who has none, and why."""
    if isinstance(outcome, Result):
        write_whole(course.result(assignment, student), outcome.to_text())
        graded.results.append(outcome)
        counts["without points"] += outcome.score == 0
    elif isinstance(outcome, MachineFailed):
        graded.not_graded[student] = str(outcome)
        counts["not graded"] += 1
    else:
        graded.failed[student] = outcome
        counts["failed"] += 1


def _attempt(path: Path, student: str, *options: Any) -> tuple[str, Outcome]:
    """Grade one submission; a fault of the grader's own stops nobody else's grading."""
    end_with_parent()
    try:
        return student, grade(path, student, *options)
    except MachineFailed as failure:
        return student, failure
    except Exception:
        return student, traceback.format_exc()


@contextmanager
def _workers(workers: int, dask: str | None) -> Iterator[Parallel]:
    """joblib on this machine, or on a dask cluster: `local` starts one here, anything else is a scheduler's address."""
    if dask is None:
        with parallel_config(backend="loky", n_jobs=workers, inner_max_num_threads=1), Parallel(return_as="generator_unordered") as pool:
            yield pool
        return
    from distributed import Client, LocalCluster

    local = dask == "local"
    cluster = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) if local else nullcontext(dask)
    with (
        cluster as where,
        Client(where) as client,
        parallel_config(backend="dask", client=client),
        Parallel(return_as="generator_unordered") as pool,
    ):
        yield pool


def _trust_this_machine(course: Course, assignment: str, limits: Limits, unsafe: bool) -> None:
    print(f"trying the grader out on the solutions and on the untouched release of {assignment} …", flush=True)
    wrong = canary(assignment, course, limits, unsafe)
    if wrong:
        raise CourseError("grading cannot be trusted here, nothing was graded:\n  " + "\n  ".join(wrong))
