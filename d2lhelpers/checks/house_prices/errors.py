"""Exercise 9.5: the mean of the folds' errors, and its standard error."""

import torch
from torch import Tensor

from ..frame import Attempt, exercise

Pair = tuple[float, float]


def as_pair(mean: Tensor, error: Tensor) -> Pair:
    """Two tensors of shape () as plain numbers."""
    return float(mean), float(error)


def mean_with_error(errors: Tensor) -> Pair:
    """The mean of values of shape (k,), and its standard error: std (k − 1) / √k."""
    return as_pair(errors.mean(), errors.std() / len(errors) ** 0.5)


@exercise("9.5")
def mean_and_error(attempt: Attempt) -> None:
    """Mean of the folds' errors and its standard error."""
    errors = torch.tensor([0.9, 1.1, 2.2])
    law = "by hand: the mean is 1.4, the squared distances from it add up to 0.98"
    attempt.agrees(law, mean_with_error, errors, tolerance=1e-5)
    errors = 1 + attempt.randn(10).abs()
    cases = {
        "on random errors of 10 folds": (errors,),
        "two folds": (errors[:2],),
        "folds that are all alike have the standard error 0": (torch.full((4,), 0.5),),
    }
    attempt.each(mean_with_error, cases, tolerance=1e-5)
    attempt.precise(mean_with_error, torch.tensor([0.1, 0.123, 1.7, 0.4]))


@mean_and_error.mistake(
    "the standard deviation itself: it tells how single folds differ. Divide by the root of their "
    "number."
)
def deviation(errors: Tensor) -> Pair:
    return as_pair(errors.mean(), errors.std())


@mean_and_error.mistake("a division by k in place of its root.")
def by_k(errors: Tensor) -> Pair:
    return as_pair(errors.mean(), errors.std() / len(errors))


@mean_and_error.mistake(
    "a spread that divides by k (correction=0): one number was spent on the mean, so it is k − 1."
)
def no_correction(errors: Tensor) -> Pair:
    return as_pair(errors.mean(), errors.std(correction=0) / len(errors) ** 0.5)


@mean_and_error.mistake("the variance in the place of the standard deviation.")
def variance(errors: Tensor) -> Pair:
    return as_pair(errors.mean(), errors.var() / len(errors) ** 0.5)


@mean_and_error.mistake(
    "a missing root: the variance divided by k is the square of the standard error."
)
def no_root(errors: Tensor) -> Pair:
    return as_pair(errors.mean(), errors.var() / len(errors))


@mean_and_error.mistake("a division by √(k − 1) on top of the k − 1 inside std(): divide by √k.")
def one_less_twice(errors: Tensor) -> Pair:
    return as_pair(errors.mean(), errors.std() / (len(errors) - 1) ** 0.5)


@mean_and_error.mistake("a multiplication by √k: the mean is surer than a single fold, so divide.")
def multiplied(errors: Tensor) -> Pair:
    return as_pair(errors.mean(), errors.std() * len(errors) ** 0.5)


@mean_and_error.mistake("the median in the place of the mean.")
def median(errors: Tensor) -> Pair:
    return as_pair(errors.median(), errors.std() / len(errors) ** 0.5)


@mean_and_error.mistake("a division by √5: the number of folds is len(errors).")
def five_folds(errors: Tensor) -> Pair:
    return as_pair(errors.mean(), errors.std() / 5**0.5)


@mean_and_error.mistake("a root mean square: subtract the mean before you square (std() does).")
def root_mean_square(errors: Tensor) -> Pair:
    return as_pair(errors.mean(), errors.square().mean().sqrt() / len(errors) ** 0.5)


@mean_and_error.mistake("two standard errors: one is asked for.")
def two_errors(errors: Tensor) -> Pair:
    return as_pair(errors.mean(), 2 * errors.std() / len(errors) ** 0.5)


@mean_and_error.mistake("1.96 standard errors, half of an interval: one is asked for.")
def interval(errors: Tensor) -> Pair:
    return as_pair(errors.mean(), 1.96 * errors.std() / len(errors) ** 0.5)


@mean_and_error.mistake("a sum in the place of the mean.")
def total(errors: Tensor) -> Pair:
    return as_pair(errors.sum(), errors.std() / len(errors) ** 0.5)


@mean_and_error.mistake("absolute distances from the mean: the standard deviation squares them.")
def absolute(errors: Tensor) -> Pair:
    spread = (errors - errors.mean()).abs().mean()
    return as_pair(errors.mean(), spread / len(errors) ** 0.5)


@mean_and_error.mistake("the two values in the wrong order.")
def swapped(errors: Tensor) -> Pair:
    return mean_with_error(errors)[::-1]
