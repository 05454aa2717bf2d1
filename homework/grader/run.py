"""Grading one submission: its cells and calls in the sandbox, the tests out here. Needs no other student and changes nothing."""

import hashlib
import json
import tempfile
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import torch

from d2lhelpers import homework
from d2lhelpers.homework import AnswerError, ForbiddenError, PackError
from d2lhelpers.homework.packing import clean

from . import notebook as notebooks
from .answers import SandboxedAnswers, error_output
from .cells import asked
from .course import Course
from .kernel import MachineFailed, Sandbox, leaks
from .notebook import Submission, Test, Unreadable
from .sandbox import INSIDE, PACKAGE, Limits
from .turn import Turn

MESSAGE = 5_000  # characters of what a test says


@dataclass
class Result:
    """What grading one submission gave.

    Attributes
    ----------
    fingerprint: what the result depends on; another one means that it is out of date.
    points: what each automatically graded cell earned, by grade_id.
    messages: why a cell earned nothing, by grade_id, fit for the student's eyes.
    remarks: what happened, for the instructor, a sentence each.
    numbers: what tests measured for the leaderboard.
    cells: the graded copy's cells, with outputs; empty where the file could not be read.
    seconds: how long grading took.
    unsafe: whether the student's code ran without a sandbox.
    """

    student: str
    assignment: str
    fingerprint: str
    points: dict[str, float]
    messages: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    numbers: dict[str, float] = field(default_factory=dict)
    cells: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0
    unsafe: bool = False

    @property
    def score(self) -> float:
        """The automatic points in all."""
        return sum(self.points.values())

    def to_text(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @staticmethod
    def read(path: Path) -> "Result | None":
        """The result that a file keeps; None where there is none, or it is damaged."""
        try:
            return Result(**json.loads(path.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None


def fingerprint(path: Path, course: Course, assignment: str, limits: Limits, unsafe: bool) -> str:
    """A text that changes when the submission, the assignment, the secret, the limits or the grader change."""
    parts = [hashlib.sha256(file.read_bytes()).hexdigest() for file in (path, course.source(assignment))]
    return hashlib.sha256("\n".join([*parts, _of_the_grader(), course.secret, repr(limits), str(unsafe)]).encode()).hexdigest()


@cache
def _of_the_grader() -> str:
    """A text that changes with the code that grades: this package's, and the course's package, which submissions import."""
    files = sorted([*INSIDE.parent.glob("*.py"), *PACKAGE.rglob("*.py")])
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def grade(
    path: Path, student: str, assignment: str, course: Course, limits: Limits, unsafe: bool = False, last_attempt: bool = False
) -> Result:
    """Grade one submission.

    Parameters
    ----------
    last_attempt: whether what sleeps until nobody waits any longer is taken for the student's own fault.

    Raises
    ------
    MachineFailed: the work could not be graded, and that is not, or may not be, the student's fault.
    """
    started = time.monotonic()
    source = notebooks.read_source(course.source(assignment), course.config)
    result = Result(student, assignment, fingerprint(path, course, assignment, limits, unsafe), {}, unsafe=unsafe)
    result.points = {test.grade_id: 0.0 for test in source.tests}
    try:
        submission = notebooks.read_submission(path, source)
    except Unreadable as problem:
        result.remarks.append(str(problem))
        return result
    other = _other_set(path, submission, assignment, course)
    with (
        Sandbox(limits, source.setup, unsafe) as sandbox,
        SandboxedAnswers(sandbox, source.setup, submission.steps, course.secret, last_attempt) as answers,
        homework.answers_from(answers),
    ):
        names = _setup(source.setup, answers.turn)
        for hidden in (False, True):
            answers.fresh(hidden)
            for test in sorted((test for test in source.tests if test.hidden == hidden), key=lambda test: submission.places[test.grade_id]):
                answers.at = submission.places[test.grade_id]
                message = _test(test, dict(names), answers)
                result.points[test.grade_id] = 0.0 if message else test.points
                result.messages |= {test.grade_id: message} if message else {}
            if not hidden:
                answers.at = len(submission.steps)
                answers.ready()  # for the outputs of what comes behind the last test
    result.remarks = [other] if other else notebooks.shorter(submission.remarks + answers.remarks)
    result.remarks += ["graded WITHOUT a sandbox (--unsafe)"] if unsafe else []
    result.numbers = answers.numbers
    result.cells = _with_outputs(submission, answers, result)
    result.seconds = round(time.monotonic() - started, 2)
    return result


def _other_set(path: Path, submission: Submission, assignment: str, course: Course) -> str:
    """A sentence where another problem set of the course was handed in; nothing otherwise."""
    here = len(submission.recognized)
    for name in course.assignments():
        if name != assignment:
            there = notebooks.read_source(course.source(name), course.config)
            found = len(notebooks.read_submission(path, there).recognized) if here * 2 < len(there.release) else 0
            if found > 2 * here:
                return f"this is another problem set: {found} of its cells are those of {name}, {here} those of {assignment}"
    return ""


def _setup(cells: Iterable[str], turn: Turn) -> dict[str, Any]:
    """The names that the source's locked cells give to the tests."""
    names: dict[str, Any] = {}
    with turn:
        for code in cells:
            exec(compile(code, "<set-up>", "exec"), names)
    return names


def _test(test: Test, names: dict[str, Any], answers: SandboxedAnswers) -> str:
    """Run one test; return why it failed, in words fit for the student, or nothing."""
    name = ", ".join(sorted(asked(test.code))) or "the answer"
    try:
        with answers.turn, torch.enable_grad():
            torch.manual_seed(0)
            exec(compile(test.code, "<test>", "exec"), names)
    except MachineFailed:
        raise
    except ForbiddenError as failure:
        return f"{name} uses what this question forbids" if test.hidden else _words(failure)
    except AnswerError as failure:  # in a hidden test, kind and message could carry its inputs out
        return f"{name} gave no result: it raised an exception, ran too long, or ended its kernel" if test.hidden else _words(failure)
    except AssertionError as failure:
        return _words(failure)
    except PackError:
        return "the answer's result could not be read"
    except Exception as error:
        return "the test could not use the answer's result" + (
            "" if test.hidden else clean(f" ({type(error).__name__}: {error})")[:MESSAGE]
        )
    return ""


def _words(failure: Exception) -> str:
    """What a failed test says: never nothing, which would mean that it passed."""
    return clean(str(failure))[:MESSAGE].strip() or "the test failed"


def _with_outputs(submission: Submission, answers: SandboxedAnswers, result: Result) -> list[dict[str, Any]]:
    """The cells of the graded copy: the student's with what they printed, the tests with what they said."""
    cells = submission.notebook.cells
    for position, outputs in answers.outputs.items():
        cells[position].outputs = outputs
    for cell in cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in result.messages:
            cell.outputs = [error_output("Failed", result.messages[grade_id])]
    return cells


def canary(assignment: str, course: Course, limits: Limits, unsafe: bool) -> list[str]:
    """Grade two submissions whose scores are known: the solutions must earn every point, the untouched release none.

    Returns
    -------
    What is wrong, a sentence each; none where grading on this machine can be trusted.
    """
    path = course.source(assignment)
    at_home = [entry for entry in Path.home().iterdir() if entry.is_file()][:20]
    wrong = [] if unsafe else leaks([path, course.root / "secret", *at_home])
    full = grade(path, "canary", assignment, course, limits, unsafe)
    wrong += [f"the solution fails {name}: {message}" for name, message in full.messages.items()]
    with tempfile.TemporaryDirectory() as folder:
        blank = Path(folder) / path.name
        blank.write_text(notebooks.blank(path, course.config), encoding="utf-8")
        none = grade(blank, "canary", assignment, course, limits, unsafe)
    return wrong + [f"the untouched release earns {points:g} points in {name}" for name, points in none.points.items() if points]
