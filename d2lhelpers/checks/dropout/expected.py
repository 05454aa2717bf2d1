"""Exercise 6.4: the exact mean of f over all masks."""

import itertools
import math
import statistics
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from ..frame import Attempt, exercise, is_number, number

Function = Callable[[Tensor], Tensor]
Mask = tuple[float, ...]


def _chance(mask: Sequence[float], p: float) -> float:
    """The probability of a mask: 1 - p for each unit kept, p for each dropped."""
    return math.prod(1 - p if kept else p for kept in mask)


def _mean_over_masks(
    f: Function,
    x: Tensor,
    p: float,
    chance: Callable[[Mask, float], float] = _chance,
    divisor: float | None = None,
    only: Callable[[Mask], bool] = lambda mask: True,
) -> float:
    by = 1 - p if divisor is None else divisor
    masks = filter(only, itertools.product([0.0, 1.0], repeat=len(x)))
    return sum(chance(mask, p) * f(x * torch.tensor(mask) / by).item() for mask in masks)


def _right(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p)


def _bent(v: Tensor) -> Tensor:
    """No line, not 0 at 0, another weight for each unit, and one vector at a time."""
    return (v.dot(torch.arange(1.0, len(v) + 1)) - 4).square() + v[0].relu()


def _total(v: Tensor) -> Tensor:
    return v.sum()


def _text_example(v: Tensor) -> Tensor:
    return v.dot(torch.tensor([1.0, 1.0, -1.0])).relu()


@exercise("6.4")
def expected_output(attempt: Attempt) -> None:
    """The mean of f over all masks, weighted by their probabilities."""
    x = torch.tensor([3.0, -1.0, 2.0])
    twice = attempt(_bent, x, 0.2), attempt(_bent, x, 0.2)
    by_chance = all(map(is_number, twice)) and number(twice[0]) != number(twice[1])
    looks_like = (
        "masks drawn at random. Go through all of them with itertools.product: the result is exact."
    )
    attempt.law("two calls give the same number", not by_chance, looks_like=looks_like)
    bent = "f(v) = (v[0] + 2 v[1] + 3 v[2] + … − 4)² + relu(v[0])"
    longer = torch.tensor([0.5, -2.0, 1.5, 4.0, -1.0])
    cases = {
        bent: (_bent, x, 0.2),
        f"p = 0.7, five units, {bent}": (_bent, longer, 0.7),
        f"one unit, {bent}": (_bent, x[:1], 0.3),
        f"with a unit that is 0, {bent}": (_bent, torch.tensor([0.0, 2.0, 0.0]), 0.3),
        f"p = 0 leaves the mask alone that keeps all, {bent}": (_bent, x, 0.0),
        "the sum, f(v) = v.sum()": (_total, longer, 0.2),
        "f(v) = (v @ [1, 1, −1]).relu() with p = 0.5": (_text_example, torch.arange(1.0, 4), 0.5),
    }
    advice = "Write down the masks of one or two units, and for each its probability and its f."
    attempt.each(_right, cases, advice=advice)


expected_output.symptom(
    "1D tensors expected",
    "all masks handed to f at once. f takes one tensor of shape (n,): call it for each mask.",
)
expected_output.symptom(
    "out of bounds",
    "entries taken out of x. A dropped unit stays in its place, as a 0: f takes shape (n,).",
)
expected_output.symptom(
    "must match the size",
    "masks of another length than x: each has len(x) entries, whatever x is.",
)


@expected_output.mistake(
    "a probability that breaks down at p = 0, by a logarithm of 0 or a division by it. Powers do "
    "not: 0**0 is 1."
)
def breaks_down(f: Function, x: Tensor, p: float) -> float:
    return _right(f, x, p) if p else math.nan


@expected_output.mistake(
    "f of the undropped x, the single pass, or of the mean of the masked x, which is the same. "
    "Put each mask's output through f first, then take the mean."
)
def single_pass(f: Function, x: Tensor, p: float) -> float:
    return f(x).item()


@expected_output.mistake("f of x with all units kept: the other masks are missing.")
def all_kept(f: Function, x: Tensor, p: float) -> float:
    return f(x / (1 - p)).item()


@expected_output.mistake(
    "the p = 0.5 of the example in place of p, in the probabilities and in the scaling."
)
def p_of_the_example(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, 0.5)


@expected_output.mistake(
    "equal weights for all masks, right for p = 0.5 only: each has its probability, a product of "
    "one factor for each unit."
)
def equal_weights(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p, lambda mask, p: 0.5 ** len(mask))


@expected_output.mistake("probabilities exchanged: a kept unit contributes 1 − p, a dropped one p.")
def exchanged(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p, lambda mask, p: _chance(mask, 1 - p))


@expected_output.mistake(
    "probabilities exchanged, and x divided by p: kept has the probability 1 − p, in both places."
)
def exchanged_everywhere(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, 1 - p)


@expected_output.mistake(
    "masked but unscaled numbers: kept units are divided by 1 − p before f sees them."
)
def unscaled(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p, divisor=1.0)


@expected_output.mistake("f scaled after the fact. Dropout divides what goes INTO f by 1 − p.")
def scaled_afterwards(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p, divisor=1.0) / (1 - p)


@expected_output.mistake("a scaling that is done twice: before f, and again behind it.")
def scaled_twice(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p) / (1 - p)


@expected_output.mistake("a multiplication by 1 − p. Kept units are divided by it.")
def multiplied(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p, divisor=1 / (1 - p))


@expected_output.mistake("a division by p. Kept units are divided by 1 − p.")
def divided_by_p(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p, divisor=p)


@expected_output.mistake(
    "a division by the share of units that a mask happens to keep. Divide by the probability, "
    "1 − p."
)
def by_share(f: Function, x: Tensor, p: float) -> float:
    masks = itertools.product([0.0, 1.0], repeat=len(x))
    scaled = [(m, x * torch.tensor(m) * len(m) / max(sum(m), 1)) for m in masks]
    return sum(_chance(m, p) * f(v).item() for m, v in scaled)


@expected_output.mistake("a sum over the masks without their probabilities.")
def without_probabilities(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p, lambda mask, p: 1.0)


@expected_output.mistake(
    "the probability of the kept units only: a dropped one contributes its p too."
)
def kept_only(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p, lambda mask, p: (1 - p) ** sum(mask))


@expected_output.mistake(
    "the probability of the dropped units only: a kept one contributes its 1 − p too."
)
def dropped_only(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p, lambda mask, p: p ** (len(mask) - sum(mask)))


@expected_output.mistake(
    "the probability of one order of the coins counted for all of them (a binomial coefficient): "
    "each mask is one order already."
)
def binomial(f: Function, x: Tensor, p: float) -> float:
    def chance(mask: Mask, p: float) -> float:
        return math.comb(len(mask), int(sum(mask))) * _chance(mask, p)

    return _mean_over_masks(f, x, p, chance)


@expected_output.mistake("probabilities that are added: those of independent coins are multiplied.")
def added(f: Function, x: Tensor, p: float) -> float:
    def chance(mask: Mask, p: float) -> float:
        return sum(1 - p if kept else p for kept in mask)

    return _mean_over_masks(f, x, p, chance)


@expected_output.mistake(
    "masks with one unit dropped at most. Every unit has its own coin: go through all 2^n masks."
)
def one_dropped_at_most(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p, only=lambda mask: len(mask) - sum(mask) <= 1)


@expected_output.mistake(
    "one unit that is dropped with probability p. Every unit has its own coin: go through all 2^n "
    "masks."
)
def one_unit_at_a_time(f: Function, x: Tensor, p: float) -> float:
    n = len(x)
    without = [f(x * (torch.arange(n) != i) / (1 - p)).item() for i in range(n)]
    return (1 - p) * f(x / (1 - p)).item() + p * sum(without) / n


@expected_output.mistake("one coin for the whole tensor: each unit has a coin of its own.")
def one_coin(f: Function, x: Tensor, p: float) -> float:
    return (1 - p) * f(x / (1 - p)).item() + p * f(0 * x).item()


@expected_output.mistake(
    "a missing mask, the one that drops everything: it has its probability, and f is not 0 there."
)
def without_the_empty(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p, only=lambda mask: sum(mask) > 0)


@expected_output.mistake(
    "a missing mask, the one that keeps everything: it has its probability, too."
)
def without_the_full(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p, only=lambda mask: sum(mask) < len(mask))


@expected_output.mistake("equal weights for all masks, and unscaled numbers: two things at once.")
def equal_and_unscaled(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p, lambda mask, p: 0.5 ** len(mask), divisor=1.0)


@expected_output.mistake("probabilities exchanged, and unscaled numbers: two things at once.")
def exchanged_and_unscaled(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p, lambda mask, p: _chance(mask, 1 - p), divisor=1.0)


@expected_output.mistake("masks of −1 and 1: a dropped unit is 0.")
def signs(f: Function, x: Tensor, p: float) -> float:
    masks = itertools.product([0.0, 1.0], repeat=len(x))
    return sum(_chance(m, p) * f(x * (2 * torch.tensor(m) - 1) / (1 - p)).item() for m in masks)


@expected_output.mistake("the largest f over the masks: the mean is asked for.")
def largest(f: Function, x: Tensor, p: float) -> float:
    masks = itertools.product([0.0, 1.0], repeat=len(x))
    return max(f(x * torch.tensor(m) / (1 - p)).item() for m in masks)


@expected_output.mistake("a median over the masks: the mean is asked for.")
def median(f: Function, x: Tensor, p: float) -> float:
    masks = itertools.product([0.0, 1.0], repeat=len(x))
    return statistics.median(f(x * torch.tensor(m) / (1 - p)).item() for m in masks)


@expected_output.mistake("the right mean, rounded: return it with all its digits.")
def rounded(f: Function, x: Tensor, p: float) -> float:
    return round(_right(f, x, p), 2)


@expected_output.mistake("the right mean, rounded to three decimals: return all its digits.")
def rounded_to_three(f: Function, x: Tensor, p: float) -> float:
    return round(_right(f, x, p), 3)


@expected_output.mistake(
    "masks that are counted several times: itertools.product has each of them once."
)
def permutations(f: Function, x: Tensor, p: float) -> float:
    masks = itertools.permutations([0.0, 1.0] * len(x), len(x))
    return sum(_chance(m, p) * f(x * torch.tensor(m) / (1 - p)).item() for m in masks)


@expected_output.mistake(
    "a mean of the weighted values. The probabilities add up to 1 already: take the sum."
)
def mean_of_weighted(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p) / 2 ** len(x)


@expected_output.mistake(
    "one mask for each number of kept units, the first ones. Which units are kept matters too: go "
    "through all 2^n masks."
)
def first_units(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p, only=lambda mask: list(mask) == sorted(mask, reverse=True))


@expected_output.mistake(
    "one mask for each number of kept units, the last ones. Which units are kept matters too: go "
    "through all 2^n masks."
)
def last_units(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p, only=lambda mask: list(mask) == sorted(mask))


@expected_output.mistake(
    "the first mask alone, which drops everything: does a return stand inside the loop?"
)
def first_mask(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p, only=lambda mask: sum(mask) == 0)


@expected_output.mistake(
    "one mask alone, which keeps everything: does a return stand inside the loop, or is the total "
    "set anew for each mask instead of added to?"
)
def last_mask(f: Function, x: Tensor, p: float) -> float:
    return _mean_over_masks(f, x, p, only=lambda mask: sum(mask) == len(mask))


@expected_output.mistake(
    "kept units counted by their values: a unit that is 0 counts as dropped then. Count in the "
    "mask."
)
def counted_by_values(f: Function, x: Tensor, p: float) -> float:
    def chance(mask: Mask, p: float) -> float:
        return _chance([kept * value for kept, value in zip(mask, x.tolist(), strict=True)], p)

    return _mean_over_masks(f, x, p, chance)
