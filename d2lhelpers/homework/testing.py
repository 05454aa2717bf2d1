"""What tests of homework are made of: dice, expectations, forbidden names, numbers for the leaderboard."""

import hashlib
import math
from typing import Any

import torch

from ..checks.frame import same, show_value, wrong_kind
from .places import PLACE, Answer


def generator(label: str) -> torch.Generator:
    """Random numbers for a test's inputs. In grading they depend on the course secret, so that nobody knows them beforehand.

    Parameters
    ----------
    label: tells the tests of a course apart, e.g. "ps1 q2".
    """
    digest = hashlib.sha256(f"{PLACE.get().secret}/{label}".encode()).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest[:7], "big"))


def expect(truth: Any, because: str) -> None:
    """Fail the test where `truth` is false, saying `because`: what the question asks for, without this test's numbers."""
    if not bool(truth):
        raise AssertionError(because)


def expect_equal(got: Any, expected: Any, because: str, tolerance: float = 1e-4) -> None:
    """Fail the test where `got` is not `expected`: in kind, shape, dtype, and in value within `tolerance` of the larger of 1 and its size.

    Visible tests show both values; hidden ones only say `because`.
    """
    if same(got, expected, tolerance):
        return
    if PLACE.get().hidden:
        raise AssertionError(because)
    wrong = wrong_kind(got, expected)
    lines = [because, f"  got       {wrong[0] if wrong else show_value(got)}", f"  expected  {show_value(expected)}"]
    raise AssertionError("\n".join(lines + ([f"  {wrong[1]}"] if wrong else [])))


def forbid(answer: Answer, *names: str) -> None:
    """From now on, fail the test where a call of the answer uses one of these, by whatever name, itself or through other code.

    Parameters
    ----------
    names: functions ("softmax": of any library, as a function, a method, a layer), families of `watching.FAMILIES`
        ("derivative"), modules with all that is in them ("torch.optim"), and data of the notebook ("houses"). A function of
        the student's own is free to bear such a name.
    """
    answer.forbidden += names


def leaderboard(name: str, value: float) -> None:
    """Show a measured number; in grading it also goes into the class's leaderboard, smaller being better.

    Raises
    ------
    AssertionError: the number is NaN or infinite.
    """
    expect(math.isfinite(value), f"{name} is not a finite number")
    PLACE.get().report(name, float(value))
