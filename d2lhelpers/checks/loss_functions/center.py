"""Exercise 10.3: a Huber center whose border comes from the data."""

import torch
from torch import Tensor

from ..frame import Attempt, exercise

X = torch.tensor([3.6, 1.9, 3.1, 1.6, 8.0, 2.9, 7.7, 7.7, 30.0])
STEPS = 2000


def _lowest(x: Tensor, delta: Tensor | float) -> Tensor:
    """The number with the smallest sum of Huber losses with this border."""
    c = x.double().median()
    for _ in range(STEPS):
        c = c + (x.double() - c).clamp(-float(delta), float(delta)).mean()
    return c.to(x.dtype)


def _spread(x: Tensor) -> Tensor:
    return (x - x.median()).abs().median()


def _right(x: Tensor) -> Tensor:
    return _lowest(x, 1.5 * _spread(x))


def _unit(x: Tensor) -> float:
    """A tolerance of 0.5 % of the border, beside the larger of 1 and the answer's size."""
    return float(5e-3 * 1.5 * _spread(x) / max(1.0, abs(float(_right(x)))))


@exercise("10.3")
def robust_center(attempt: Attempt) -> None:
    """The Huber center with a border of 1.5 median distances from the median."""
    advice = (
        "Print the median, the median distance and δ. At the answer the clamped distances add up "
        "to 0: do yours, and are there enough steps?"
    )
    shuffled = X[torch.tensor([5, 1, 8, 0, 3, 7, 2, 6, 4])]
    cases = {
        "nine numbers, one of them far off": X,
        "the same in another order": shuffled,
        "in a unit 1,000 times as small": 1000 * X,
        "in a unit 1,000 times as large": X / 1000,
        "far from 0": X + 500,
        "negative": -X,
        "two outliers": torch.cat([X, torch.tensor([80.0, -3.0])]),
        "an even count": X[:8],
        "three numbers": torch.tensor([1.0, 2.0, 10.0]),
        "sixty fresh numbers": 3 + 2 * attempt.randn(60),
    }
    for law, x in cases.items():
        attempt.agrees(law, _right, x, tolerance=_unit(x), advice=advice)
    attempt.agrees("float64", _right, X.double(), tolerance=_unit(X), advice=advice)


mistake = robust_center.mistake


@mistake("the mean: the outlier pulls it.")
def mean(x: Tensor) -> Tensor:
    return x.mean()


@mistake("the median: the start of the search, not its end.")
def median(x: Tensor) -> Tensor:
    return x.median()


@mistake("δ = 1, whatever the unit of the data.")
def one(x: Tensor) -> Tensor:
    return _lowest(x, 1.0)


@mistake("δ = 1.5, whatever the unit of the data.")
def one_and_a_half(x: Tensor) -> Tensor:
    return _lowest(x, 1.5)


@mistake("δ without the factor 1.5.")
def no_factor(x: Tensor) -> Tensor:
    return _lowest(x, _spread(x))


@mistake("a δ of 1.5 standard deviations: the outlier makes it large.")
def by_deviation(x: Tensor) -> Tensor:
    return _lowest(x, 1.5 * x.std())


@mistake("a mean of the distances from the median. Their median is asked for.")
def by_mean_distance(x: Tensor) -> Tensor:
    return _lowest(x, 1.5 * (x - x.median()).abs().mean())


@mistake("distances from the mean. They are taken from the median.")
def from_mean(x: Tensor) -> Tensor:
    return _lowest(x, 1.5 * (x - x.mean()).abs().median())


@mistake("δ from the size of x itself: subtract the median before you take sizes.")
def of_sizes(x: Tensor) -> Tensor:
    return _lowest(x, 1.5 * x.abs().median())


@mistake("a single step from the median. Repeat it until nothing moves.")
def one_step(x: Tensor) -> Tensor:
    c = x.median()
    return c + (x - c).clamp(-1.5 * _spread(x), 1.5 * _spread(x)).mean()


@mistake("the mean of x cut off at δ: it is the distances from c that are cut, not x.")
def cut_values(x: Tensor) -> Tensor:
    return x.clamp(-1.5 * _spread(x), 1.5 * _spread(x)).mean()


@mistake("the mean of the numbers within δ of the median: the others still count, with δ.")
def left_out(x: Tensor) -> Tensor:
    return x[(x - x.median()).abs() <= 1.5 * _spread(x)].mean()
