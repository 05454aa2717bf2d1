"""Every exercise: right answers pass, its stub is told apart, and wrong answers are refused by the name of their mistake."""

import contextlib
import importlib
import io

import pytest
import torch
from torch import Tensor

from course.chapters import NOTEBOOKS, Exercise, code, exercises, read
from d2lhelpers.checks.frame import all_exercises

ALL = [(path, exercise) for path in NOTEBOOKS for exercise in exercises(path)]
NAMES = [f"{path.stem[:2]}-{exercise.number}" for path, exercise in ALL]
FUNCTIONS = [(path, exercise) for path, exercise in ALL if exercise.solution.lstrip().startswith("def ")]
NAMES_OF_FUNCTIONS = [f"{path.stem[:2]}-{exercise.number}" for path, exercise in FUNCTIONS]
LEAST_WRONG = 3
# whose text asks for numbers of any kind, though their solution returns tensors
PLAIN_NUMBERS = {"0.4", "6.4", "7.7", "8.4", "8.7", "9.1", "9.6", "9.8"}


def bank(stem: str) -> list[tuple[str, str, str]]:
    """The wrong answers of a chapter: (exercise, what the check must say, code)."""
    return importlib.import_module(f"tests.checks.answers.{stem[3:].replace('-', '_')}").WRONG


def right_bank(stem: str) -> list[tuple[str, str]]:
    """The right answers of a chapter beside its solutions: (exercise, code)."""
    return importlib.import_module(f"tests.checks.answers.{stem[3:].replace('-', '_')}").RIGHT


def names_of(path, source: str) -> dict:
    """Run a chapter's imports and an answer; return the names they left."""
    names: dict = {"__name__": "answer"}
    exec(code(read(path))[0].source, names)
    exec(compile(source, "<answer>", "exec"), names)
    return names


def answer_of(path, exercise: Exercise, source: str) -> tuple[str, dict]:
    """Run a chapter's imports, an answer and its check; return what the check prints and the names it left."""
    names = names_of(path, source)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(exercise.check_source, names)
    return printed.getvalue(), names


def test_there_are_exercises():
    assert len(FUNCTIONS) > len(ALL) / 2
    assert {path.stem for path, _ in ALL} == {path.stem for path in NOTEBOOKS}
    assert [exercise.number for _, exercise in ALL] == list(all_exercises())


@pytest.mark.parametrize(("path", "exercise"), ALL, ids=NAMES)
def test_the_stub_counts_as_not_started(path, exercise):
    printed, _ = answer_of(path, exercise, read(path).cells[exercise.stub].source)
    assert ": not started" in printed


@pytest.mark.parametrize(("path", "exercise"), ALL, ids=NAMES)
def test_wrong_answers_are_refused_by_the_name_of_their_mistake(path, exercise):
    wrong = [(says, source) for number, says, source in bank(path.stem) if number == exercise.number]
    assert len(wrong) >= LEAST_WRONG, f"{exercise.number} has {len(wrong)} wrong answers in the bank"
    for says, source in wrong:
        printed, _ = answer_of(path, exercise, source)
        assert ": not yet" in printed, f"accepted:\n{source}\n{printed}"
        assert says in printed, f"{says!r} is not said of\n{source}\n{printed}"


@pytest.mark.parametrize(("path", "exercise"), ALL, ids=NAMES)
def test_right_answers_pass_however_they_are_written(path, exercise):
    for source in [exercise.solution, *(source for number, source in right_bank(path.stem) if number == exercise.number)]:
        printed, _ = answer_of(path, exercise, source)
        assert ": passed" in printed, f"refused:\n{source}\n{printed}"


class Spoiled:
    """A right function with its results spoiled; `changed` says whether any result could be."""

    def __init__(self, right, spoil):
        self.right, self.spoil, self.changed = right, spoil, False

    def __call__(self, *inputs, **named):
        return self._spoiled(self.right(*inputs, **named))

    def _spoiled(self, value):
        if isinstance(value, tuple):
            return tuple(map(self._spoiled, value))
        result = self.spoil(value)
        self.changed |= result is not value
        return result


def _is_plain_float(value):
    return isinstance(value, Tensor) and value.is_floating_point() and not value.requires_grad


def _raise(value):
    raise ValueError("nothing works today")


def _leave(value):
    raise SystemExit(3)


SPOILS = {
    "raises": _raise,
    "leaves": _leave,
    "returns None": lambda value: None,
    "returns a list": lambda value: value.tolist() if isinstance(value, Tensor) and value.ndim else value,
    "hangs on its graph": lambda value: value.detach().clone().requires_grad_() if _is_plain_float(value) else value,
    "is float64": lambda value: value.double() if isinstance(value, Tensor) and value.dtype == torch.float32 else value,
}


@pytest.mark.parametrize("spoil", SPOILS)
@pytest.mark.parametrize(("path", "exercise"), FUNCTIONS, ids=NAMES_OF_FUNCTIONS)
def test_a_spoiled_solution_is_explained_and_never_a_traceback(path, exercise, spoil):
    _, names = answer_of(path, exercise, exercise.solution)
    name = exercise.check_source.rstrip(")\n ").rsplit("(", 1)[1]
    names[name] = spoiled = Spoiled(names[name], SPOILS[spoil])
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(exercise.check_source, names)
    text = printed.getvalue()
    assert "Traceback" not in text
    told = spoiled.changed and not (spoil in ("hangs on its graph", "is float64") and exercise.number in PLAIN_NUMBERS)
    if spoil in ("raises", "leaves", "returns None") or told:
        assert ": not yet" in text, text
    if spoil == "raises":
        assert "nothing works today" in text
