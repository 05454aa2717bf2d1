"""The answers of one submission, as tests reach them: in a sandboxed kernel that has run the notebook up to the test's place."""

import contextlib
from dataclasses import dataclass
from typing import Any

from d2lhelpers.homework import AnswerError, ForbiddenError

from .kernel import Kernel, KernelDied, MachineFailed, Ran, Sandbox
from .outputs import ROOM
from .turn import Turn

TIMEOUTS = 2  # after so many calls that ran too long, an answer is not called again
SPARE = 1.0  # seconds for a cell where the time of all of them is used up


@dataclass(frozen=True)
class Step:
    """A code cell to be run.

    Attributes
    ----------
    position: where it stands in the notebook.
    needed: whether it may hold an answer, so that it is run whatever other cells have done.
    shows: whether it came with the release, is unchanged, and nothing uses what it defines: it only shows something.
    """

    position: int
    code: str
    needed: bool = False
    shows: bool = False


class SandboxedAnswers:
    """A `homework.Place` whose calls go to a sandboxed kernel.

    The kernel runs the locked cells, then the notebook's cells up to where the test stands (`at`). One that dies is
    replaced by another, which runs the cells again, without those that killed it.

    Parameters
    ----------
    setup: the locked cells. steps: the cells to be run, in their order.
    secret: what the inputs of tests are drawn from.
    last_attempt: code that sleeps is the student's own fault; before, it ends the attempt, since nobody knows.
    """

    def __init__(self, sandbox: Sandbox, setup: list[str], steps: list[Step], secret: str, last_attempt: bool = False) -> None:
        self.sandbox, self.limits, self.setup, self.steps = sandbox, sandbox.limits, setup, steps
        self.secret, self.last_attempt = secret, last_attempt
        self.turn = Turn()
        self.hidden = False
        self.at = self.done = 0
        self.outputs: dict[int, list[dict[str, Any]]] = {}
        self.room = ROOM
        self.remarks: list[str] = []
        self.numbers: dict[str, float] = {}
        self.left_out: set[Step] = set()
        self.deaths = 0
        self.refused: dict[str, str] = {}  # answers that are not called again, and why
        self.timeouts: dict[str, int] = {}
        self.for_cells, self.for_calls = self.limits.notebook_seconds, self.limits.calls_seconds
        self.kernel: Kernel | None = None
        self.stack = contextlib.ExitStack()

    def __enter__(self) -> "SandboxedAnswers":
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def fresh(self, hidden: bool) -> None:
        """Let the next test begin with a kernel that has seen no test, at the notebook's top."""
        self.stack.close()
        self.kernel, self.hidden, self.at = None, hidden, 0

    def ready(self) -> Kernel:
        """A kernel in which the cells up to `at` were run."""
        while True:
            if self.kernel is None:
                self.kernel = self.stack.enter_context(Kernel(self.sandbox))
                self.done = 0
                self._set_up(self.kernel)
            try:
                while self.done < self.at:
                    self._run(self.kernel, self.steps[self.done])
                    self.done += 1
            except KernelDied:
                self._lose()
                continue
            return self.kernel

    def _set_up(self, kernel: Kernel) -> None:
        for code in self.setup:
            try:
                ran = kernel.run(code, self.limits.cell_seconds)
            except (KernelDied, MachineFailed) as problem:
                raise MachineFailed(f"a locked cell could not be run: {problem}") from None
            errors = [output["evalue"] for output in ran.outputs if output["output_type"] == "error"]
            if ran.trouble or errors:
                raise MachineFailed(f"a locked cell could not be run: {ran.trouble or errors[0]}")

    def _run(self, kernel: Kernel, step: Step) -> None:
        """Run one cell; raise KernelDied where it is the kernel's last."""
        if step in self.left_out or (step.shows and self.hidden) or not step.code.strip():
            return
        if self.deaths > self.limits.restarts and not step.needed:
            self.remark(f"kernels died in more than {self.limits.restarts} cells: from then on only cells that hold answers were run")
            return
        seconds = self.limits.cell_seconds if step.needed or self.for_cells > 0 else SPARE
        try:
            ran = kernel.run(step.code, seconds)
        except KernelDied as death:
            self._leave_out(step, f"killed the kernel: {death}")
            raise
        except MachineFailed as problem:
            if not (problem.asleep and self.last_attempt):
                raise
            self._leave_out(step, str(problem))
            raise KernelDied(str(problem)) from None
        if not step.needed:
            self.for_cells -= ran.seconds
        self._keep(step, ran)

    def _leave_out(self, step: Step, why: str) -> None:
        self.deaths += 1
        self.left_out.add(step)
        self.outputs[step.position] = [error_output("KernelDied", why)]
        self.remark(f"{cell_name(step.code)} {why}; it was left out")

    def _keep(self, step: Step, ran: Ran) -> None:
        name = cell_name(step.code)
        errors = [output for output in ran.outputs if output["output_type"] == "error"]
        if ran.trouble:
            self.remark(f"{name}: {ran.trouble}")
        elif errors:
            self.remark(f"{name} raised {errors[0]['ename'][:60]}")
        if ran.printed > self.limits.printed:
            self.remark(f"{name} printed more than {self.limits.printed} characters; the rest was cut")
        if ran.programs:
            self.remark(f"{name} wanted to start a program, which is not done in grading: {ran.programs[0]}")
        if self.hidden:  # what is shown comes from the kernel that sees no hidden test
            return
        self.room -= sum(len(str(output)) for output in ran.outputs)
        shown = ran.outputs if self.room > 0 else [error_output("Cut", "the notebook shows too much: this output was left out")]
        self.outputs[step.position] = shown + ([error_output("Stopped", ran.trouble)] if ran.trouble else [])

    def _lose(self) -> None:
        self.kernel = None
        self.stack.close()

    def remark(self, sentence: str) -> None:
        """Note a sentence once."""
        if sentence not in self.remarks:
            self.remarks.append(sentence)

    def call(self, name: str, arguments: str, forbidden: tuple[str, ...], seconds: float) -> str:
        """Call an answer in the sandbox; AnswerError says why there is no result."""
        if name in self.refused:
            raise AnswerError(self.refused[name])
        with self.turn.handed_on():
            ran = self._called(name, arguments, forbidden, min(seconds, max(self.for_calls, SPARE)))
        self.for_calls -= ran.seconds
        if ran.printed > self.limits.printed:
            self.remark(f"calling {name}: it printed more than {self.limits.printed} characters")
        if ran.trouble:
            self.remark(f"calling {name}: {ran.trouble}")
            self.timeouts[name] = self.timeouts.get(name, 0) + 1
            if self.timeouts[name] >= TIMEOUTS:
                self.refused[name] = f"{name} ran too long in {TIMEOUTS} calls, and was not called again"
            raise AnswerError(f"{name}: {ran.trouble}")
        return self.result(name, ran)

    def _called(self, name: str, arguments: str, forbidden: tuple[str, ...], seconds: float) -> Ran:
        kernel = self.ready()
        try:
            return kernel.call(name, arguments, forbidden, seconds)
        except KernelDied as death:
            self.refused[name] = f"calling {name} killed the kernel: {death}"
        except MachineFailed as problem:
            if not (problem.asleep and self.last_attempt):
                raise
            self.refused[name] = f"calling {name}: {problem}"
        self.remark(self.refused[name])
        self._lose()
        raise AnswerError(self.refused[name])

    def result(self, name: str, ran: Ran) -> str:
        """The packed result of a call; AnswerError or ForbiddenError say why there is none."""
        if ran.result:
            return ran.result
        if ran.raised is None:
            self.remark(f"calling {name} gave no readable reply")
            raise AnswerError(f"{name} gave no readable reply")
        kind, message = ran.raised
        if kind == "PackError":
            self.remark(f"{name} returned what cannot be handed over: {message}")
        if kind == "ForbiddenError":
            raise ForbiddenError(message)
        raise AnswerError(message if kind == "AnswerError" else f"{name} raised {kind}: {message}")

    def report(self, name: str, value: float) -> None:
        """Keep a number for the leaderboard."""
        self.numbers[name] = value


def error_output(kind: str, message: str) -> dict[str, Any]:
    """An error as a notebook's output."""
    return {"output_type": "error", "ename": kind, "evalue": message, "traceback": [f"{kind}: {message}"]}


def cell_name(code: str) -> str:
    """A cell by its first line."""
    first = next((line.strip() for line in code.splitlines() if line.strip()), "an empty cell")
    return f"the cell {first[:40]!r}"
