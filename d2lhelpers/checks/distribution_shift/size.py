"""Exercise 8.4: the effective sample size of clipped weights."""

import torch
from torch import Tensor

from ..frame import Attempt, exercise


def _size(weights: Tensor) -> float:
    return float(weights.sum() ** 2 / (weights**2).sum())


def _clipped(weights: Tensor, limit: float) -> float:
    return _size(weights.clamp(max=limit))


@exercise("8.4")
def clipped_size(attempt: Attempt) -> None:
    """How many equal examples a set of clipped weights is worth."""
    hand = torch.tensor([0.25, 0.25, 0.5, 4.0])
    law = "by hand: ¼, ¼, ½ and 4, clipped at ¾: 1.75² / (1/16 + 1/16 + 1/4 + 9/16) = 49/15"
    attempt.agrees(law, _clipped, hand, 0.75)
    weights = attempt.randn(12).exp()
    cases = {
        "a limit above all weights: nothing is clipped": (hand, 100.0),
        "twelve random weights": (weights, 1.0),
        "a limit below all weights: they become equal, all n count": (weights, 0.001),
        "small weights": (hand / 1000, 0.00075),
        "weights of just the limit": (torch.tensor([0.5, 2.0, 2.0, 1.0, 4.0]), 2.0),
        "one weight is worth one example": (weights[:1], 1.0),
    }
    attempt.each(_clipped, cases)
    attempt.precise(_clipped, torch.tensor([0.1, 1 / 3, 2.3, 9.0]), 2.7)


@clipped_size.mistake("weights that were not clipped.")
def not_clipped(weights: Tensor, limit: float) -> float:
    return _size(weights)


@clipped_size.mistake(
    "large weights thrown away or set to 0: clipping lowers them to the limit, it keeps the "
    "examples."
)
def thrown_away(weights: Tensor, limit: float) -> float:
    return _size(weights[weights <= limit])


@clipped_size.mistake(
    "clamp(min=…): that lifts small weights up to the limit. Asked is the other side."
)
def lifted(weights: Tensor, limit: float) -> float:
    return _size(weights.clamp(min=limit))


@clipped_size.mistake(
    "the same in both places, which gives 1: above the line the sum is squared, below it each "
    "weight is squared before the sum."
)
def both_alike(weights: Tensor, limit: float) -> float:
    return 1.0


@clipped_size.mistake("a sum without its square: (Σw)² above the line.")
def no_square(weights: Tensor, limit: float) -> float:
    w = weights.clamp(max=limit)
    return float(w.sum() / (w**2).sum())


@clipped_size.mistake("a fraction upside down.")
def upside_down(weights: Tensor, limit: float) -> float:
    return 1 / _clipped(weights, limit)


@clipped_size.mistake("a share of n: asked is a number of examples, between 1 and n.")
def share(weights: Tensor, limit: float) -> float:
    return _clipped(weights, limit) / len(weights)


@clipped_size.mistake("squares that were clipped: clip the weights first, then square them.")
def clipped_squares(weights: Tensor, limit: float) -> float:
    return float(weights.clamp(max=limit).sum() ** 2 / (weights**2).clamp(max=limit).sum())


@clipped_size.mistake("a mean below the line: both are sums.")
def mean_below(weights: Tensor, limit: float) -> float:
    return _clipped(weights, limit) * len(weights)


@clipped_size.mistake("a count of the weights up to the limit: those above it have votes, too.")
def count(weights: Tensor, limit: float) -> float:
    return float((weights <= limit).sum())


@clipped_size.mistake("the sum of the clipped weights. It is no size: it grows with their scale.")
def total(weights: Tensor, limit: float) -> float:
    return float(weights.clamp(max=limit).sum())


@clipped_size.mistake("a square root too many.")
def root(weights: Tensor, limit: float) -> float:
    return _clipped(weights, limit) ** 0.5


@clipped_size.mistake(
    "clipped weights above the line, unclipped ones below: use the same ones in both places."
)
def unclipped_below(weights: Tensor, limit: float) -> float:
    return float(weights.clamp(max=limit).sum() ** 2 / (weights**2).sum())


@clipped_size.mistake(
    "unclipped weights above the line, clipped ones below: use the same ones in both places."
)
def unclipped_above(weights: Tensor, limit: float) -> float:
    return float(weights.sum() ** 2 / (weights.clamp(max=limit) ** 2).sum())


@clipped_size.mistake(
    "weights divided by their sum, then clipped: the limit is for the weights as they are."
)
def shares_clipped(weights: Tensor, limit: float) -> float:
    return _clipped(weights / weights.sum(), limit)


@clipped_size.mistake(
    "weights divided by their mean, then clipped: the limit is for the weights as they are."
)
def mean_of_one_clipped(weights: Tensor, limit: float) -> float:
    return _clipped(weights / weights.mean(), limit)


@clipped_size.mistake("weights all set to the limit: only those above it are cut down to it.")
def all_equal(weights: Tensor, limit: float) -> float:
    return float(len(weights))
