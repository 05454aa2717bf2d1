"""Grading one submission: its cells and calls in the sandbox, the tests out here. Needs no other student and changes nothing."""

import builtins
import contextlib
import hashlib
import io
import json
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

from d2lhelpers import homework
from d2lhelpers.homework import AnswerError, PackError

from . import notebook as notebooks
from .course import Course
from .notebook import Submission, Test, Unreadable
from .sandbox import PACKAGE, Kernel, KernelDied, Limits, Ran, leaks

TIMEOUTS = 2  # after so many calls that ran too long, an answer is not called again


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
    own = sorted([*Path(__file__).parent.glob("*.py"), *PACKAGE.rglob("*.py")])
    parts = [hashlib.sha256(file.read_bytes()).hexdigest() for file in [path, course.source(assignment), *own]]
    return hashlib.sha256("\n".join([*parts, course.secret, repr(limits), str(unsafe)]).encode()).hexdigest()


class Turn:
    """What all gradings of a process share while test code runs: torch's dice and printing. One has it at a time.

    While a grading waits for its sandbox it hands its turn on, and finds its dice again as it left them.
    """

    lock = threading.Lock()

    def __enter__(self) -> None:
        self.lock.acquire()
        self.quiet = contextlib.ExitStack()
        self.quiet.enter_context(contextlib.redirect_stdout(io.StringIO()))
        self.quiet.enter_context(contextlib.redirect_stderr(io.StringIO()))

    def __exit__(self, *_: object) -> None:
        self.quiet.close()
        self.lock.release()

    @contextlib.contextmanager
    def handed_on(self) -> Iterator[None]:
        """Let others have it meanwhile."""
        dice = torch.get_rng_state()
        self.__exit__()
        try:
            yield
        finally:
            self.__enter__()
            torch.set_rng_state(dice)


class SandboxedAnswers:
    """The answers of one submission, as tests see them: a `homework.Place` whose calls go to a sandboxed kernel.

    A kernel that dies is started anew and runs the cells again, without those that killed it.
    """

    hidden = False

    def __init__(self, setup: list[str], cells: list[str], secret: str, limits: Limits, unsafe: bool) -> None:
        self.setup, self.cells, self.secret, self.limits, self.unsafe = setup, cells, secret, limits, unsafe
        self.turn = Turn()
        self.deadline = time.monotonic() + limits.notebook_seconds
        self.outputs: list[list[dict[str, Any]]] = [[] for _ in cells]
        self.remarks: list[str] = []
        self.numbers: dict[str, float] = {}
        self.deadly: set[int] = set()  # cells that killed a kernel
        self.refused: dict[str, str] = {}  # answers that are not called again, and why
        self.timeouts: dict[str, int] = {}
        self.starts = 0
        self.kernel: Kernel | None = None
        self.stack = contextlib.ExitStack()

    def __enter__(self) -> "SandboxedAnswers":
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def start(self) -> Kernel:
        """A kernel in which every cell was run.

        Raises
        ------
        AnswerError: no kernel can be had any more.
        """
        while self.kernel is None:
            if self.starts > self.limits.restarts:
                raise AnswerError("your notebook's kernel died too often")
            if time.monotonic() > self.deadline:
                raise AnswerError("your notebook's time was used up")
            self.starts += 1
            try:
                self.kernel = self.stack.enter_context(Kernel(self.limits, self.deadline, self.unsafe))
                for code in self.setup:
                    self.kernel.run(code, self.limits.cell_seconds)
                self._run_cells(self.kernel)
            except KernelDied as death:
                self._lose(f"the kernel died: {death}")
        return self.kernel

    def _run_cells(self, kernel: Kernel) -> None:
        for i, code in enumerate(self.cells):
            if i in self.deadly:
                continue
            try:
                ran = kernel.run(code, self.limits.cell_seconds)
            except KernelDied as death:
                self.deadly.add(i)
                self.outputs[i] = [_error("KernelDied", str(death))]
                self._lose(f"{_name(code)} killed the kernel: {death}; it was left out")
                raise
            self._keep(i, code, ran)

    def _keep(self, i: int, code: str, ran: Ran) -> None:
        self.outputs[i] = ran.outputs + ([_error("Stopped", ran.trouble)] if ran.trouble else [])
        errors = [output for output in ran.outputs if output["output_type"] == "error"]
        if ran.trouble:
            self.remark(f"{_name(code)}: {ran.trouble}")
        elif errors:
            self.remark(f"{_name(code)} raised {errors[0]['ename'][:60]}")

    def _lose(self, remark: str) -> None:
        self.remark(remark)
        self.kernel = None
        self.stack.close()

    def remark(self, sentence: str) -> None:
        """Note a sentence once."""
        if sentence not in self.remarks:
            self.remarks.append(sentence)

    def call(self, name: str, arguments: str, seconds: float) -> str:
        """Call an answer in the sandbox; AnswerError says why there is no result."""
        if name in self.refused:
            raise AnswerError(self.refused[name])
        kernel = self.start()
        room = self.limits.reply // 2
        expression = f'__import__("d2lhelpers.homework.replying", fromlist=["reply"]).reply(globals(), {name!r}, {arguments!r}, {room})'
        try:
            with self.turn.handed_on():
                ran = kernel.run("", seconds, expression)
        except KernelDied as death:
            self.refused[name] = f"calling {name} killed the kernel: {death}"
            self._lose(self.refused[name])
            raise AnswerError(self.refused[name]) from None
        if ran.trouble:
            self.remark(f"calling {name}: {ran.trouble}")
            self.timeouts[name] = self.timeouts.get(name, 0) + 1
            if self.timeouts[name] >= TIMEOUTS:
                self.refused[name] = f"{name} ran too long in {TIMEOUTS} calls, and was not called again"
            raise AnswerError(f"{name}: {ran.trouble}")
        return self._result(name, ran.reply)

    def _result(self, name: str, reply: str | None) -> str:
        try:
            answer = json.loads(reply or "")
            if "result" in answer:
                return str(answer["result"])
            kind, message = map(str, answer["raised"])
        except (ValueError, TypeError, KeyError, RecursionError):
            self.remark(f"calling {name} gave no readable reply")
            raise AnswerError(f"{name} gave no readable reply") from None
        if kind == "PackError":
            self.remark(f"{name} returned what cannot be handed over: {message}")
        if self.hidden:  # a student's own message could carry a hidden test's inputs out
            known = isinstance(getattr(builtins, kind, None), type) or kind in ("PackError", "AnswerError")
            raise AnswerError(f"{name} raised an exception ({kind if known else 'of its own kind'})")
        raise AnswerError(message if kind == "AnswerError" else f"{name} raised {kind}: {message}")

    def sources(self) -> list[str]:
        """The student's code cells."""
        return self.cells

    def report(self, name: str, value: float) -> None:
        """Keep a number for the leaderboard."""
        self.numbers[name] = value


def grade(path: Path, student: str, assignment: str, course: Course, limits: Limits, unsafe: bool = False) -> Result:
    """Grade one submission."""
    started = time.monotonic()
    source = notebooks.read_source(course.source(assignment), course.config)
    result = Result(student, assignment, fingerprint(path, course, assignment, limits, unsafe), {}, unsafe=unsafe)
    result.points = {test.grade_id: 0.0 for test in source.tests}
    try:
        submission = notebooks.read_submission(path, source)
    except Unreadable as problem:
        result.remarks.append(str(problem))
        return result
    cells = [submission.notebook.cells[i].source for i in submission.own]
    with SandboxedAnswers(source.setup, cells, course.secret, limits, unsafe) as answers, homework.answers_from(answers):
        with contextlib.suppress(AnswerError):  # every test will say so
            answers.start()
        names = _setup(source.setup, answers.turn)
        for test in source.tests:
            message = _test(test, dict(names), answers)
            result.points[test.grade_id] = 0.0 if message else test.points
            result.messages |= {test.grade_id: message} if message else {}
    result.remarks = notebooks.shorter(submission.remarks + answers.remarks)
    result.remarks += ["graded WITHOUT a sandbox (--unsafe)"] if unsafe else []
    result.numbers = answers.numbers
    result.cells = _with_outputs(submission, answers, result)
    result.seconds = round(time.monotonic() - started, 2)
    return result


def _setup(cells: Iterable[str], turn: "Turn") -> dict[str, Any]:
    """The names that the source's locked cells give to the tests."""
    names: dict[str, Any] = {}
    with turn:
        for code in cells:
            exec(compile(code, "<set-up>", "exec"), names)
    return names


def _test(test: Test, names: dict[str, Any], answers: SandboxedAnswers) -> str:
    """Run one test; return why it failed, in words fit for the student, or nothing."""
    answers.hidden = test.hidden
    try:
        with answers.turn, torch.enable_grad():
            torch.manual_seed(0)
            exec(compile(test.code, "<test>", "exec"), names)
    except (AssertionError, AnswerError) as failure:
        return str(failure) or "a test failed"
    except PackError:
        return "the answer's result could not be read"
    except Exception as error:
        return "the test could not use the answer's result" + ("" if test.hidden else f" ({type(error).__name__}: {error})")
    finally:
        answers.hidden = False
    return ""


def _with_outputs(submission: Submission, answers: SandboxedAnswers, result: Result) -> list[dict[str, Any]]:
    """The cells of the graded copy: the student's with what they printed, the tests with what they said."""
    cells = submission.notebook.cells
    for i, outputs in zip(submission.own, answers.outputs, strict=True):
        cells[i].outputs = outputs
    for cell in cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in result.messages:
            cell.outputs = [_error("Failed", result.messages[grade_id])]
    return cells


def _error(kind: str, message: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": kind, "evalue": message, "traceback": [f"{kind}: {message}"]}


def _name(code: str) -> str:
    """A cell by its first line."""
    first = next((line.strip() for line in code.splitlines() if line.strip()), "an empty cell")
    return f"the cell {first[:40]!r}"


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
