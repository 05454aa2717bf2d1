"""Exercise 1.8: the step to trust, chosen from slopes whose truth the check holds back."""

import math
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, NotYet, exercise, is_number, kind_of, show_value

Slopes = dict[float, float]

ENOUGH = 50.0  # how many times the smallest error a chosen step's may be
NEAR = "near the truth"
STEPS = {
    torch.float64: [10.0**-k for k in (4, 2, 6, 8, 12, 14, 1, 3, 5, 7, 9, 11, 13, 10)],
    torch.float32: [10.0**-k for k in (4, 2, 6, 8, 1, 3, 5, 9, 7)],
}
POINTS: list[tuple[str, Callable[[Tensor], Tensor], float, float]] = [
    ("1000 sin(x) at 0.4", lambda x: 1000 * torch.sin(x), 0.4, 1000 * math.cos(0.4)),
    ("exp at 0.7", torch.exp, 0.7, math.exp(0.7)),
    ("sin at 1", torch.sin, 1.0, math.cos(1)),
    ("1/x at 0.8", lambda x: 1 / x, 0.8, -1 / 0.64),
    ("sin(20 x) at 0.3", lambda x: torch.sin(20 * x), 0.3, 20 * math.cos(6)),
]


def _slopes(
    f: Callable[[Tensor], Tensor], x: float, dtype: torch.dtype, steps: list[float]
) -> Slopes:
    at = torch.tensor(x, dtype=dtype)
    return {h: ((f(at + h) - f(at - h)) / (2 * h)).item() for h in steps}


def _moves(slopes: Slopes) -> tuple[list[float], list[float]]:
    """The steps from the largest down, and by how much the slope moves from each to the next."""
    steps = sorted(slopes, reverse=True)
    return steps, [abs(slopes[a] - slopes[b]) for a, b in pairwise(steps)]


def _steady(slopes: Slopes) -> float:
    """The last step, from the largest down, that brought the slopes closer together."""
    steps, moves = _moves(slopes)
    last = 0
    while last + 1 < len(moves) and moves[last + 1] < moves[last]:
        last += 1
    return steps[last + 1]


def _read(step: Any, slopes: Slopes, truth: float) -> str:
    """`NEAR`, or the step whose slope is not; ends the check where it is no step of the dict."""
    if step is None:
        rows = {"got": "None"}
        raise NotYet(rows, "Nothing came back. Does the function end in `return`, in every case?")
    got = {"got": f"{kind_of(step)}: {show_value(step)}"}
    if not is_number(step):
        raise NotYet(got, "Return one step: a key of the dict.")
    chosen = min(slopes, key=lambda h: abs(h - float(step)))
    if not math.isclose(chosen, float(step), rel_tol=1e-6):
        slope = any(math.isclose(float(step), s, rel_tol=1e-6) for s in slopes.values())
        place = float(step).is_integer() and 0 <= float(step) < len(slopes)
        like = "a slope: return its step, the key of the dict" if slope else "a step of your own"
        like = "a place in a list: return the step that stands there" if place else like
        raise NotYet(got, f"This looks like {like}. It is to be one of the dict's keys.")
    errors = {h: abs(s - truth) for h, s in slopes.items()}
    return NEAR if errors[chosen] <= ENOUGH * min(errors.values()) else f"{chosen:g}"


@exercise("1.8")
def choose_step(attempt: Attempt) -> None:
    """A step whose slope is near the truth, chosen from the slopes alone."""
    advice = (
        "The error of this step's slope is more than 50 times that of the best. Sort the steps "
        "and print by how much "
        "the slope moves from each to the next: where is it the bend that moves it, and where "
        "rounding?"
    )
    for dtype, steps in STEPS.items():
        for name, f, x, truth in POINTS:
            slopes = _slopes(f, x, dtype, steps)
            read = partial(_read, slopes=slopes, truth=truth)
            law = f"{name}, {str(dtype)[6:]}"
            attempt.agrees(law, _steady, slopes, read=read, advice=advice)
    slopes = _slopes(torch.exp, 0.7, torch.float64, [10.0**-k for k in range(1, 7)])
    read = partial(_read, slopes=slopes, truth=math.exp(0.7))
    attempt.agrees("six steps, none of them too small", _steady, slopes, read=read, advice=advice)


@choose_step.mistake("the smallest step: on its side of the valley rounding decides.")
def smallest(slopes: Slopes) -> float:
    return min(slopes)


@choose_step.mistake("the largest step: on its side of the valley the bend decides.")
def largest(slopes: Slopes) -> float:
    return max(slopes)


@choose_step.mistake(
    "the two slopes that agree best. Rounded digits agree by chance, and all slopes of 0 do, "
    "where x + h was rounded to x: one pair is too little to trust."
)
def closest_pair(slopes: Slopes) -> float:
    steps, moves = _moves(slopes)
    return steps[moves.index(min(moves)) + 1]


@choose_step.mistake(
    "the two slopes that agree best. Rounded digits agree by chance: one pair is too little to "
    "trust."
)
def closest_pair_above(slopes: Slopes) -> float:
    steps, moves = _moves(slopes)
    return steps[moves.index(min(moves))]


@choose_step.mistake("the step where the slopes move most: they settle where it is right.")
def liveliest(slopes: Slopes) -> float:
    steps, moves = _moves(slopes)
    return steps[moves.index(max(moves))]


@choose_step.mistake("the first step of the dict: it stands in any order.")
def first(slopes: Slopes) -> float:
    return next(iter(slopes))


@choose_step.mistake("the last step of the dict: it stands in any order.")
def last(slopes: Slopes) -> float:
    return list(slopes)[-1]


def _nearest(slopes: Slopes, h: float) -> float:
    return min(slopes, key=lambda step: abs(math.log(step / h)))


@choose_step.mistake(
    "the same step, about 1e-5, whatever the slopes say: that suits float64 and a gentle bend."
)
def as_for_float64(slopes: Slopes) -> float:
    return _nearest(slopes, 1e-5)


@choose_step.mistake("the same step, 0.01, whatever the slopes say: that suits float32.")
def as_for_float32(slopes: Slopes) -> float:
    return _nearest(slopes, 1e-2)


@choose_step.mistake("the same step, 0.001, whatever the slopes say.")
def thousandth(slopes: Slopes) -> float:
    return _nearest(slopes, 1e-3)


@choose_step.mistake("the step in the middle: the valley lies elsewhere in each table.")
def middle(slopes: Slopes) -> float:
    return sorted(slopes)[(len(slopes) - 1) // 2]
