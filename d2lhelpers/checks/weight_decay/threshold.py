"""Exercise 5.7: the soft threshold, L1's step."""

import torch
from torch import Tensor

from ..frame import Attempt, exercise


def _soft(v: Tensor, t: float) -> Tensor:
    return v.sign() * (v.abs() - t).clamp(min=0)


@exercise("5.7")
def soft_threshold(attempt: Attempt) -> None:
    """Every entry moves towards zero by t, never past it."""
    attempt.forbid("softshrink", instead="abs, clamp and sign, or torch.where")
    v = torch.tensor([3.0, 0.25, -0.5, -3.5, 0.0, 1.0, -1.0])
    attempt.agrees("by hand with t = 0.75: 2.25, 0, 0, −2.75, 0, 0.25, −0.25", _soft, v, 0.75)
    v = 2 * attempt.randn(4, 5)
    result = attempt.agrees("on twenty random numbers", _soft, v, 0.8)
    inside = v.abs() <= 0.8
    advice = "They are close to 0, but not equal to it. `clamp(min=0)` gives an exact 0."
    rows = {"input": v[inside], "got": result[inside]}
    attempt.law(
        "entries no larger than t become exactly 0", not result[inside].any(), advice, rows=rows
    )
    cases = {
        "t = 0 changes nothing": (v, 0.0),
        "entries of just ±t become 0": (torch.tensor([0.5, -0.5]), 0.5),
        "opposite entries have opposite results": (torch.cat([v[0], -v[0]]), 0.4),
        "one number": (torch.tensor(-3.0), 1.0),
        "no entry at all": (torch.zeros(0), 1.0),
    }
    attempt.each(_soft, cases)
    attempt.precise(_soft, v, 0.8)


soft_threshold.symptom(
    "ambiguous",
    "towards_zero of the text: Python's max and if decide once, for one number. "
    "A tensor has many: .clamp(min=0) and .sign() decide for every entry.",
)


@soft_threshold.mistake("a step past zero: small entries come out on the other side. Stop at 0.")
def past_zero(v: Tensor, t: float) -> Tensor:
    return v - t * v.sign()


@soft_threshold.mistake("lost signs: negative entries must stay negative.")
def lost_signs(v: Tensor, t: float) -> Tensor:
    return (v.abs() - t).clamp(min=0)


@soft_threshold.mistake(
    "negative entries that were not treated by their size: −3 with t = 1 comes to −2, not to 0."
)
def negative_cut(v: Tensor, t: float) -> Tensor:
    return (v - t).clamp(min=0)


@soft_threshold.mistake(
    "a hard threshold: small entries become 0, but the others must move by t, too."
)
def hard(v: Tensor, t: float) -> Tensor:
    return v * (v.abs() > t)


@soft_threshold.mistake("entries cut off at ±t: that is what is taken away, not what is left.")
def cut_off(v: Tensor, t: float) -> Tensor:
    return v.clamp(-t, t)


@soft_threshold.mistake("t subtracted from every entry: negative ones move away from 0.")
def same_direction(v: Tensor, t: float) -> Tensor:
    return v - t


@soft_threshold.mistake("a step away from zero: subtract t from the size.")
def away(v: Tensor, t: float) -> Tensor:
    return v.sign() * (v.abs() + t)


@soft_threshold.mistake(
    "an L2 step: every entry shrunk by a share. Here each loses the same amount t."
)
def share(v: Tensor, t: float) -> Tensor:
    return (1 - t) * v


@soft_threshold.mistake("L2's proximal step, v / (1 + t). Here each entry loses the same amount t.")
def proximal(v: Tensor, t: float) -> Tensor:
    return v / (1 + t)


@soft_threshold.mistake(
    "negative entries that move away from 0: for them t is added, not subtracted."
)
def negative_away(v: Tensor, t: float) -> Tensor:
    return torch.where(v.abs() > t, v - t, torch.zeros_like(v))


@soft_threshold.mistake("sizes multiplied by v: only its sign is to come back, v.sign().")
def times_v(v: Tensor, t: float) -> Tensor:
    return (v.abs() - t).clamp(min=0) * v


@soft_threshold.mistake(
    "an upper limit of 0: clamp(max=0) keeps what is below 0, and that is what is to go."
)
def upper_limit(v: Tensor, t: float) -> Tensor:
    return v.sign() * (v.abs() - t).clamp(max=0)


@soft_threshold.mistake(
    "a second case that begins at t: entries between −t and t become 0, only those below −t move "
    "by +t."
)
def second_case(v: Tensor, t: float) -> Tensor:
    return torch.where(v > t, v - t, torch.where(v < t, v + t, torch.zeros_like(v)))


@soft_threshold.mistake("half of t: the whole t is taken.")
def half(v: Tensor, t: float) -> Tensor:
    return _soft(v, t / 2)


@soft_threshold.mistake(
    "a clamp after the sign: all negative entries are lost. Clamp the size, then give the sign "
    "back."
)
def late_clamp(v: Tensor, t: float) -> Tensor:
    return (v.sign() * (v.abs() - t)).clamp(min=0)
