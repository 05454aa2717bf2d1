"""Exercise 8.4: the limit at which clipped weights are worth a wanted number of examples."""

from collections.abc import Callable

import torch
from torch import Tensor

from ..frame import Attempt, exercise

HAND = torch.tensor([0.25, 1.9, 0.15, 0.1, 0.4, 1.3, 0.2, 0.35])
WITHIN = 2e-3  # the text says 1 part in 1,000; `same` measures by the larger of 1 and the size
ADVICE = (
    "Clip the weights at your limit and compute their effective size: is it `wanted`? (A grid of "
    "limits must be fine enough for 1 part in 1,000.)"
)


def _size(weights: Tensor) -> float:
    return float(weights.sum() ** 2 / (weights**2).sum())


def _clipped(weights: Tensor, limit: float) -> float:
    return _size(weights.clamp(max=limit))


def _kept(weights: Tensor, limit: float) -> float:
    return _size(weights[weights <= limit])


def _halved(weights: Tensor, wanted: float, size: Callable[[Tensor, float], float]) -> float:
    """The largest limit at which this size is at least `wanted`."""
    w = weights.double()
    low, high = float(w.min()), float(w.max())
    if size(w, high) >= wanted:
        return high
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if size(w, middle) >= wanted else (low, middle)
    return low


def _limit(weights: Tensor, wanted: float) -> float:
    return _halved(weights, wanted, _clipped)


@exercise("8.4")
def limit_for(attempt: Attempt) -> None:
    """The largest limit at which the clipped weights are worth the wanted number of examples."""
    law = "eight weights that are to be worth 4.5 examples"
    probe = torch.tensor([0.25, 2.1, 0.15, 0.12, 0.45, 1.2, 0.22, 0.33]), 4.4
    attempt.agrees(law, _limit, HAND, 4.5, probe=probe, tolerance=WITHIN / 2, advice=ADVICE)
    weights = attempt.randn(40).exp()
    cases = {
        "eight weights that are to be worth 5.5 examples": (HAND, 5.5),
        "a wanted size that they have unclipped: the largest weight": (HAND, 2.0),
        "a wanted size of 1: the largest weight": (HAND, 1.0),
        "weights all equal: the largest weight": (torch.full((5,), 0.75), 4.0),
        "two weights": (torch.tensor([3.0, 0.5]), 1.8),
        "whole thousands": (1000 * HAND, 4.5),
        "one huge weight among small ones": (torch.tensor([0.5, 0.75, 5e3, 1.0]), 3.0),
        "forty random weights that are to be worth 33.3": (weights, 33.3),
    }
    attempt.each(_limit, cases, tolerance=WITHIN, advice=ADVICE)
    small = HAND / 100
    attempt.agrees("small weights", _limit, small, 4.5, tolerance=WITHIN / 50, advice=ADVICE)


@limit_for.mistake("the largest weight. Unclipped, the weights are worth fewer than are wanted.")
def largest(weights: Tensor, wanted: float) -> float:
    return float(weights.max())


@limit_for.mistake(
    "the smallest weight: with it as limit all are equal. Asked is the largest limit that is "
    "low enough."
)
def smallest(weights: Tensor, wanted: float) -> float:
    return float(weights.min())


@limit_for.mistake(
    "a limit taken from the weights themselves: the best one lies between two of them."
)
def among_the_weights(weights: Tensor, wanted: float) -> float:
    enough = [float(w) for w in weights if _size(weights.clamp(max=float(w))) >= wanted]
    return max(enough, default=float(weights.min()))


@limit_for.mistake("a limit among whole numbers: the best one lies between them.")
def whole(weights: Tensor, wanted: float) -> float:
    top = int(min(float(weights.max()), 10_000))
    return max(
        (k for k in range(1, top + 1) if _size(weights.clamp(max=float(k))) >= wanted), default=1
    )


@limit_for.mistake("a grid of tenths: it must come within 1 part in 1,000.")
def tenths(weights: Tensor, wanted: float) -> float:
    return int(10 * _limit(weights, wanted)) / 10


@limit_for.mistake("the effective size in the place of the limit.")
def the_size(weights: Tensor, wanted: float) -> float:
    return _size(weights.clamp(max=_limit(weights, wanted)))


@limit_for.mistake("the effective size of the unclipped weights.")
def unclipped_size(weights: Tensor, wanted: float) -> float:
    return _size(weights)


@limit_for.mistake(
    "large weights thrown away or set to 0: clipping lowers them to the limit, it keeps the "
    "examples."
)
def thrown_away(weights: Tensor, wanted: float) -> float:
    return _halved(weights, wanted, _kept)


@limit_for.mistake(
    "a limit for weights that were divided by their sum: it is for the weights as they are."
)
def of_shares(weights: Tensor, wanted: float) -> float:
    return _limit(weights / weights.sum(), wanted)


@limit_for.mistake(
    "a limit for weights that were divided by their mean: it is for the weights as they are."
)
def of_mean_one(weights: Tensor, wanted: float) -> float:
    return _limit(weights / weights.mean(), wanted)


@limit_for.mistake("a size without the square of the sum: Kish's is (Σw)² / Σw².")
def no_square(weights: Tensor, wanted: float) -> float:
    def size(w: Tensor, limit: float) -> float:
        cut = w.clamp(max=limit)
        return float(cut.sum() / (cut**2).sum())

    return _halved(weights, wanted, size)


@limit_for.mistake("the sum of the clipped weights in the place of their effective size.")
def by_sum(weights: Tensor, wanted: float) -> float:
    def below(w: Tensor, limit: float) -> float:
        return -float(w.clamp(max=limit).sum())

    return _halved(weights, -wanted, below)


@limit_for.mistake(
    "a share of the largest weight: the effective size does not grow in step with the limit."
)
def in_proportion(weights: Tensor, wanted: float) -> float:
    return float(weights.max()) * _size(weights) / wanted


@limit_for.mistake(
    "a limit at the quantile of the weights: how many are clipped says little of their size."
)
def quantile(weights: Tensor, wanted: float) -> float:
    return float(weights.quantile(min(1.0, wanted / len(weights))))
