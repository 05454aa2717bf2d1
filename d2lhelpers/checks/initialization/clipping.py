"""Exercise 7.7: one length for all gradients, and one factor."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, NotYet, exercise

Gradients = list[Tensor | None]
Clipped = tuple[list[Tensor], float]


@dataclass(frozen=True)
class _After:
    """What a call leaves: the list of parameters, those that were handed over, and the result."""

    listed: list[Tensor]
    parameters: list[Tensor]
    gradients: Gradients
    returned: Any


def _clipped_by(answer: Callable[[list[Tensor], float], Any]) -> Callable[..., _After]:
    """The answer as a function of gradients: parameters of ones are made around them."""

    def clip(gradients: Gradients, limit: float) -> _After:
        shapes = [torch.ones(2) if g is None else torch.ones_like(g) for g in gradients]
        parameters = [ones.requires_grad_() for ones in shapes]
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.grad = None if gradient is None else gradient.clone()
        listed = list(parameters)
        return _After(listed, parameters, gradients, answer(listed, limit))

    return clip


def _read(result: Any) -> Any:
    """Gradients and length; `NotYet` where something else was changed."""
    if not isinstance(result, _After):  # what the right answer and the mistakes return
        return result
    if any(bool((p != 1).any()) for p in result.parameters):
        raise NotYet({"law": "the parameters themselves stay as they were"}, PARAMETERS)
    if list(map(id, result.listed)) != list(map(id, result.parameters)):
        advice = "Your function changed the list of parameters, which belongs to the caller."
        raise NotYet({"law": "the list stays as it was"}, advice)
    if [p.grad is None for p in result.parameters] != [g is None for g in result.gradients]:
        law = "a `.grad` that was None is None afterwards, and no other"
        advice = "Leave the parameters without a gradient alone: they took no part."
        raise NotYet({"law": law}, advice)
    if isinstance(result.returned, list | tuple):
        law, got = "the length before clipping is returned", f"{len(result.returned)} values"
        advice = (
            "This looks like the gradients returned. They stay in `.grad`; return the length, one "
            "number."
        )
        raise NotYet({"law": law, "got": got}, advice)
    return [p.grad for p in result.parameters if p.grad is not None], result.returned


PARAMETERS = (
    "This looks like `p *= factor`: it changes the parameters themselves. It is their `.grad` that "
    "is to be shortened."
)


def _there(gradients: Gradients) -> list[Tensor]:
    return [g for g in gradients if g is not None]


def _length(gradients: Sequence[Tensor]) -> float:
    return math.sqrt(sum(g.double().square().sum().item() for g in gradients))


def _by_length(
    gradients: Gradients, limit: float, length: Callable[[list[Tensor]], float]
) -> Clipped:
    """Clipped by what is taken for the length, which is returned."""
    there, size = _there(gradients), length(_there(gradients))
    return [g * limit / size if size > limit else g for g in there], size


def _right(gradients: Gradients, limit: float) -> Clipped:
    return _by_length(gradients, limit, _length)


@exercise("7.7")
def clip_gradients(attempt: Attempt) -> None:
    """One length for all gradients, one factor."""
    if not callable(attempt.value):
        attempt()
    attempt.value = _clipped_by(attempt.value)
    long: Gradients = [
        torch.tensor([[6.0, -8.0], [0.0, 5.0]]),
        torch.tensor([-24.0, 3.0, 1.0]),
        torch.tensor([[-2.0], [7.0]]),
    ]
    matrix, vector, column = _there(long)
    advice = "One length for all, and one factor for all, where the length exceeds the limit."
    cases: dict[str, tuple[Gradients, float]] = {
        "gradients longer than the limit are shortened to it": (long, 6.5),
        "gradients shorter than the limit stay": ([0.01 * matrix, 0.01 * vector], 2.0),
        "gradients of 0 stay 0": ([torch.zeros(2), torch.zeros(1, 3)], 1.0),
        "parameters without a gradient (None) are left out": (
            [None, matrix, vector, None, column],
            20,
        ),
        "one parameter of one number": ([torch.tensor([-3.0])], 2.0),
        "a parameter of shape (), one of four dimensions": (
            [torch.tensor(4.0), torch.linspace(-2, 3, 24).reshape(2, 3, 2, 2)],
            3.0,
        ),
        "a limit below 1": (long, 0.3),
        "float64": ([vector.double(), column.double()], 2.0),
    }
    attempt.each(_right, cases, read=_read, advice=advice)


for _words, _sentence in {
    "leaf Variable": PARAMETERS.removeprefix("This looks like "),
    "NoneType": "a `.grad` that is None. Leave those parameters out.",
    "assigned grad": (
        "a number put in the place of a gradient, or a tensor of another shape or dtype. Multiply "
        "the gradient by limit / length; its direction stays."
    ),
    "number of dimensions": (
        "tensors joined as they are. Their shapes differ: flatten each, or add up their sums of "
        "squares."
    ),
    "equal size": (
        "tensors stacked as they are. Their shapes differ: flatten each and use cat, or add up "
        "their sums of squares."
    ),
    "dimensional": (
        "tensors joined as they are, one of them of shape (). Flatten each, or add up their sums "
        "of squares."
    ),
    "division by zero": (
        "a division by a length of 0. Divide only where the length exceeds the limit."
    ),
    "0-d tensor": "a loop over the entries of a gradient: one of shape () has none to loop over.",
}.items():
    clip_gradients.symptom(_words, _sentence)


SQUARES = "Lengths add up as in a right-angled triangle: by their squares."
ROOT = "The length is the root of the sum of squares, over all tensors."


def _size(gradients: Sequence[Tensor]) -> int:
    return sum(g.numel() for g in gradients)


def _spectral(g: Tensor) -> float:
    values: Tensor = torch.linalg.svdvals(g.double()) if g.ndim == 2 else g.norm()
    return values.amax().item()


WRONG_LENGTHS: dict[str, Callable[[list[Tensor]], float]] = {
    "the length of the parameters: it is their gradients' length that is limited.": (
        lambda there: _size(there) ** 0.5  # they are ones
    ),
    f"the sum of the tensors' lengths as the length. {SQUARES}": (
        lambda there: sum(_length([g]) for g in there)
    ),
    f"the mean of the tensors' lengths as the length. {SQUARES}": (
        lambda there: sum(_length([g]) for g in there) / len(there)
    ),
    f"the sum of all sizes as the length. {ROOT}": (
        lambda there: sum(g.abs().sum().item() for g in there)
    ),
    "a length without its root.": lambda there: _length(there) ** 2,
    f"the largest number as the length. {ROOT}": (
        lambda there: max(g.abs().max().item() for g in there)
    ),
    f"the longest tensor's length for all. {ROOT}": lambda there: max(_length([g]) for g in there),
    f"the first tensor's length for all. {ROOT}": lambda there: _length(there[:1]),
    f"the last tensor's length for all. {ROOT}": lambda there: _length(there[-1:]),
    "the mean of the squares in place of their sum, over all numbers.": (
        lambda there: _length(there) / _size(there) ** 0.5
    ),
    "the mean of the squares of each tensor, added up: take their sums.": (
        lambda there: sum(g.square().mean().item() for g in there) ** 0.5
    ),
    "the squares of the tensors' sums: square each number first, then add up.": (
        lambda there: math.hypot(*(g.sum().item() for g in there))
    ),
    (
        "a matrix norm: torch.linalg.matrix_norm or norm(…, 2) of a matrix is its largest singular "
        "value. The length of all its numbers is asked for."
    ): lambda there: math.hypot(*map(_spectral, there)),
}
for _sentence, _wrong in WRONG_LENGTHS.items():
    clip_gradients.mistake(_sentence)(partial(_by_length, length=_wrong))


@clip_gradients.mistake(
    "a limit for each tensor by itself: the arrow turns. All tensors together have one length, and "
    "get one factor."
)
def each_by_itself(gradients: Gradients, limit: float) -> Clipped:
    there = _there(gradients)
    return [g * min(1, limit / max(_length([g]), 1e-9)) for g in there], _length(there)


@clip_gradients.mistake(
    "a limit for each number (a clamp): the arrow turns. All numbers are to be multiplied by one "
    "factor."
)
def clamped(gradients: Gradients, limit: float) -> Clipped:
    there = _there(gradients)
    return [g.clamp(-limit, limit) for g in there], _length(there)


@clip_gradients.mistake(
    "numbers cut at the limit from above only, and one by one. All are to be multiplied by one "
    "factor."
)
def clamped_above(gradients: Gradients, limit: float) -> Clipped:
    there = _there(gradients)
    return [g.clamp(max=limit) for g in there], _length(there)


@clip_gradients.mistake(
    "a decision for each tensor by itself: some are longer than the limit, others are not. The "
    "common length decides for all."
)
def decided_each(gradients: Gradients, limit: float) -> Clipped:
    there, length = _there(gradients), _length(_there(gradients))
    return [g * limit / length if _length([g]) > limit else g for g in there], length


@clip_gradients.mistake(
    "gradients that were not changed. `g = g * factor` makes a new tensor that nobody sees: use "
    "`g *= factor`, or set `p.grad = …`. (Or is the condition the wrong way round?)"
)
def unchanged(gradients: Gradients, limit: float) -> Clipped:
    there = _there(gradients)
    return there, _length(there)


@clip_gradients.mistake(
    "gradients of length 1: the limit is missing in the factor, or is 1 whatever `limit` says."
)
def of_length_1(gradients: Gradients, limit: float) -> Clipped:
    there, length = _there(gradients), _length(_there(gradients))
    return [g / length if length > min(limit, 1) else g for g in there], length


@clip_gradients.mistake("the limit as the factor. It is limit / length.")
def limit_as_factor(gradients: Gradients, limit: float) -> Clipped:
    there, length = _there(gradients), _length(_there(gradients))
    return [g * limit if length > limit else g for g in there], length


@clip_gradients.mistake("gradients divided by the limit. The factor is limit / length.")
def divided_by_limit(gradients: Gradients, limit: float) -> Clipped:
    there, length = _there(gradients), _length(_there(gradients))
    return [g / limit if length > limit else g for g in there], length


@clip_gradients.mistake("the factor upside down, length over limit: the gradients have grown.")
def upside_down(gradients: Gradients, limit: float) -> Clipped:
    there, length = _there(gradients), _length(_there(gradients))
    return [g * length / limit if length > limit else g for g in there], length


@clip_gradients.mistake(
    "gradients set to 0 where they are too long (or a factor rounded down to 0 by //). Shorten "
    "them, keeping their direction."
)
def set_to_0(gradients: Gradients, limit: float) -> Clipped:
    there, length = _there(gradients), _length(_there(gradients))
    return [g * (length <= limit) for g in there], length


@clip_gradients.mistake(
    "a length that is still growing while the first tensors are shortened. Compute the whole "
    "length first."
)
def growing(gradients: Gradients, limit: float) -> Clipped:
    there, squares, result = _there(gradients), 0.0, []
    for g in there:
        squares += _length([g]) ** 2
        result.append(g * min(1.0, limit / max(squares, 1e-9) ** 0.5))
    return result, _length(there)


@clip_gradients.mistake(
    "a sum of lengths that is still growing while the first tensors are shortened. Compute the "
    "whole length first, from the squares."
)
def growing_sum(gradients: Gradients, limit: float) -> Clipped:
    there, total, result = _there(gradients), 0.0, []
    for g in there:
        total += _length([g])
        result.append(g * limit / total if total > limit else g)
    return result, total


@clip_gradients.mistake(
    "a length that is measured anew for each tensor, when those before it are shortened already. "
    "Compute it once, and one factor."
)
def measured_anew(gradients: Gradients, limit: float) -> Clipped:
    there = list(_there(gradients))
    before = _length(there)
    for i, g in enumerate(there):
        now = _length(there)
        there[i] = g * limit / now if now > limit else g
    return there, before


@clip_gradients.mistake(
    "the limit subtracted from each number: the arrow turns. All numbers are to be multiplied by "
    "one factor."
)
def subtracted(gradients: Gradients, limit: float) -> Clipped:
    there, length = _there(gradients), _length(_there(gradients))
    return [g - limit if length > limit else g for g in there], length


@clip_gradients.mistake(
    "only the first tensor shortened: does a return stand inside the loop? All get the same factor."
)
def first_only(gradients: Gradients, limit: float) -> Clipped:
    there, (clipped, length) = _there(gradients), _right(gradients, limit)
    return clipped[:1] + there[1:], length


@clip_gradients.mistake("only the last tensor shortened. All get the same factor.")
def last_only(gradients: Gradients, limit: float) -> Clipped:
    there, (clipped, length) = _there(gradients), _right(gradients, limit)
    return there[:-1] + clipped[-1:], length


@clip_gradients.mistake(
    "parameters left out behind the first `.grad` that is None: use continue, not break."
)
def until_none(gradients: Gradients, limit: float) -> Clipped:
    until = gradients[: [*(g is None for g in gradients), True].index(True)]
    clipped, length = _right(until, limit)
    return clipped + _there(gradients[len(until) :]), length


@clip_gradients.mistake(
    "short gradients made longer, up to the limit. The factor is never above 1: clipping only "
    "shortens."
)
def always_scaled(gradients: Gradients, limit: float) -> Clipped:
    there, length = _there(gradients), _length(_there(gradients))
    return [g * limit / length if length else g for g in there], length


@clip_gradients.mistake(
    "a division by a length of 0: 0/0 is nan. Divide only where the length exceeds the limit."
)
def divided_by_0(gradients: Gradients, limit: float) -> Clipped:
    clipped, length = _right(gradients, limit)
    return [g if length else g * math.nan for g in clipped], length


@clip_gradients.mistake(
    "the length after clipping. Compute and keep the length before the gradients are changed."
)
def length_after(gradients: Gradients, limit: float) -> Clipped:
    clipped, length = _right(gradients, limit)
    return clipped, min(length, limit)


@clip_gradients.mistake("the factor. The length before clipping was asked for.")
def factor(gradients: Gradients, limit: float) -> Clipped:
    clipped, length = _right(gradients, limit)
    return clipped, limit / max(length, 1e-9)


@clip_gradients.mistake("the square of the length returned: its root is missing there.")
def square_returned(gradients: Gradients, limit: float) -> Clipped:
    clipped, length = _right(gradients, limit)
    return clipped, length**2


@clip_gradients.mistake("the excess, length − limit. The length before clipping was asked for.")
def excess(gradients: Gradients, limit: float) -> Clipped:
    clipped, length = _right(gradients, limit)
    return clipped, length - limit
