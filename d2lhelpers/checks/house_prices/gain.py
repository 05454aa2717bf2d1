"""Exercise 9.6: the gain of a new model on the same folds."""

import torch
from torch import Tensor

from ..frame import Attempt, exercise, same
from .pairs import Pair, as_pair, mean_with_error

# no order is the other's, and the new model is worse on the second fold
OLD = torch.tensor([3.1, 2.6, 3.4])
NEW = torch.tensor([2.3, 3.0, 2.0])


def _paired(old: Tensor, new: Tensor) -> Pair:
    return mean_with_error(old - new)


def _gain(old: Tensor, new: Tensor) -> Tensor:
    return (old - new).mean()


@exercise("9.6")
def paired_gain(attempt: Attempt) -> None:
    """Mean gain of a new model on the same folds and its standard error."""
    law = "by hand: differences 0.8, −0.4 and 1.4, their mean is 0.6"
    advice = _advice(attempt(OLD, NEW))
    attempt.agrees(law, _paired, OLD, NEW, tolerance=1e-5, advice=advice)
    old = 2 + attempt.randn(6).abs()
    new = old - 0.1 + 0.3 * attempt.randn(6)
    cases = {
        "a new model that is worse": (NEW, OLD),
        "six folds": (torch.cat([OLD, NEW]), torch.cat([NEW, OLD.flip(0)])),
        "on six random folds": (old, new),
        "two folds": (OLD[:2], NEW[:2]),
        "a model gains nothing on itself": (old, old),
        "the same gain on every fold": (OLD + 0.5, OLD),
    }
    attempt.each(_paired, cases, tolerance=1e-5)
    attempt.precise(_paired, OLD, NEW)


def _advice(result: object) -> str:
    """Which of the two values is wrong, where no known mistake has led to them."""
    if not isinstance(result, tuple | list) or len(result) != 2:
        return ""
    gain, error = (same(got, right) for got, right in zip(result, _paired(OLD, NEW), strict=True))
    if gain:
        return "The first value is right, the standard error is not."
    if error:
        return "The standard error is right, the first value is not."
    return "Neither value is right: are the k differences those of the text?"


@paired_gain.mistake(
    "an absolute gain beside the right standard error: a new model that is worse gains less than 0."
)
def absolute_gain(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new).abs(), torch.tensor(_paired(old, new)[1]))


@paired_gain.mistake("a gain that is cut off at 0: a new model that is worse gains less than 0.")
def cut_off(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new).clamp(min=0), torch.tensor(_paired(old, new)[1]))


@paired_gain.mistake("a sign turned: a lower error of the new model is a gain, so it is old − new.")
def sign_turned(old: Tensor, new: Tensor) -> Pair:
    return _paired(new, old)


@paired_gain.mistake(
    "the two models' own standard errors joined: the noise that both share must cancel first, in "
    "the differences."
)
def joined(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new), ((old.var() + new.var()) / len(old)).sqrt())


@paired_gain.mistake(
    "the two standard errors added up: take the differences first, then their spread."
)
def added_up(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new), (old.std() + new.std()) / len(old) ** 0.5)


@paired_gain.mistake(
    "the difference of the two standard errors: take the differences of the errors, fold by fold."
)
def difference(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new), (old.std() - new.std()) / len(old) ** 0.5)


@paired_gain.mistake(
    "the distance of the two standard errors: take the differences of the errors, fold by fold."
)
def distance(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new), (old.std() - new.std()).abs() / len(old) ** 0.5)


@paired_gain.mistake(
    "the mean of the two standard errors: take the differences first, then their spread."
)
def mean_of_both(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new), (old.std() + new.std()) / 2 / len(old) ** 0.5)


@paired_gain.mistake(
    "the spread of all errors of both models together: take the differences first."
)
def all_together(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new), torch.cat([old, new]).std() / (2 * len(old)) ** 0.5)


@paired_gain.mistake("the spread of the differences without the division by √k.")
def deviation(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new), (old - new).std())


@paired_gain.mistake("a division by k in place of its root.")
def by_k(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new), (old - new).std() / len(old))


@paired_gain.mistake("a spread that divides by k (correction=0) in place of k − 1.")
def no_correction(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new), (old - new).std(correction=0) / len(old) ** 0.5)


@paired_gain.mistake("a spread that divides by k (correction=0), and no division by √k afterwards.")
def deviation_no_correction(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new), (old - new).std(correction=0))


@paired_gain.mistake("the variance in the place of the standard deviation.")
def variance(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new), (old - new).var() / len(old) ** 0.5)


@paired_gain.mistake(
    "a missing root: the variance divided by k is the square of the standard error."
)
def no_root(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new), (old - new).var() / len(old))


@paired_gain.mistake(
    "a root mean square of the differences (or a test against 0): subtract their mean first, as "
    "std() does."
)
def root_mean_square(old: Tensor, new: Tensor) -> Pair:
    k = len(old)
    return as_pair(_gain(old, new), ((old - new).square().sum() / (k - 1) / k).sqrt())


@paired_gain.mistake("a root mean square of the differences: subtract their mean, as std() does.")
def root_mean_square_by_k(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new), (old - new).square().mean().sqrt() / len(old) ** 0.5)


@paired_gain.mistake(
    "absolute distances from the mean: the standard deviation squares them, and takes a root."
)
def absolute_distances(old: Tensor, new: Tensor) -> Pair:
    gains = old - new
    return as_pair(gains.mean(), (gains - gains.mean()).abs().mean() / len(old) ** 0.5)


@paired_gain.mistake(
    "absolute differences: folds where the new model is worse must count against it."
)
def absolute(old: Tensor, new: Tensor) -> Pair:
    return mean_with_error((old - new).abs())


@paired_gain.mistake(
    "differences that are cut off at 0: folds where the new model is worse count, too."
)
def differences_cut_off(old: Tensor, new: Tensor) -> Pair:
    return mean_with_error((old - new).clamp(min=0))


@paired_gain.mistake("a gain relative to the old error: asked is the difference itself.")
def relative(old: Tensor, new: Tensor) -> Pair:
    return mean_with_error((old - new) / old)


@paired_gain.mistake("a quotient of the errors: asked is their difference.")
def quotient(old: Tensor, new: Tensor) -> Pair:
    return mean_with_error(new / old)


@paired_gain.mistake("a division by √(k − 1) on top of the k − 1 inside std(): divide by √k.")
def one_less_twice(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new), (old - new).std() / (len(old) - 1) ** 0.5)


@paired_gain.mistake("a division by √5: the number of folds is len(old).")
def five_folds(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new), (old - new).std() / 5**0.5)


@paired_gain.mistake("a division by √(2k): both models ran on the same k folds.")
def twice_the_folds(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new), (old - new).std() / (2 * len(old)) ** 0.5)


@paired_gain.mistake("a multiplication by √k: the mean is surer than a single fold, so divide.")
def multiplied(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new), (old - new).std() * len(old) ** 0.5)


@paired_gain.mistake("the new model's own standard error: asked is that of the differences.")
def of_the_new(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new), new.std() / len(new) ** 0.5)


@paired_gain.mistake("the old model's own standard error: asked is that of the differences.")
def of_the_old(old: Tensor, new: Tensor) -> Pair:
    return as_pair(_gain(old, new), old.std() / len(old) ** 0.5)


@paired_gain.mistake("the median of the differences: the mean is asked for.")
def median(old: Tensor, new: Tensor) -> Pair:
    return as_pair((old - new).median(), torch.tensor(_paired(old, new)[1]))


@paired_gain.mistake("the sum of the gains: the mean is asked for.")
def total(old: Tensor, new: Tensor) -> Pair:
    return as_pair((old - new).sum(), torch.tensor(_paired(old, new)[1]))


@paired_gain.mistake("the largest gain of a fold: the mean is asked for.")
def largest(old: Tensor, new: Tensor) -> Pair:
    return as_pair((old - new).max(), torch.tensor(_paired(old, new)[1]))


@paired_gain.mistake("the share of folds on which the new model is better: asked is by how much.")
def share_of_folds(old: Tensor, new: Tensor) -> Pair:
    return as_pair((old > new).float().mean(), torch.tensor(_paired(old, new)[1]))


@paired_gain.mistake(
    "sorted errors: that pairs the folds of one model with other folds of the other."
)
def sorted_errors(old: Tensor, new: Tensor) -> Pair:
    return _paired(old.sort().values, new.sort().values)


@paired_gain.mistake("two standard errors: one is asked for.")
def two_errors(old: Tensor, new: Tensor) -> Pair:
    gain, error = _paired(old, new)
    return gain, 2 * error


@paired_gain.mistake("1.96 standard errors, half of an interval: one is asked for.")
def interval(old: Tensor, new: Tensor) -> Pair:
    gain, error = _paired(old, new)
    return gain, 1.96 * error


@paired_gain.mistake("the gain in standard errors (a t value) in the place of the second value.")
def t_value(old: Tensor, new: Tensor) -> Pair:
    gain, error = _paired(old, new)
    return gain, gain / error


@paired_gain.mistake(
    "the ends of an interval, gain − error and gain + error: the two themselves are asked for."
)
def ends(old: Tensor, new: Tensor) -> Pair:
    gain, error = _paired(old, new)
    return gain - error, gain + error


@paired_gain.mistake("differences in hundredths: nothing is to be multiplied by 100.")
def per_cent(old: Tensor, new: Tensor) -> Pair:
    return _paired(100 * old, 100 * new)


@paired_gain.mistake("the two values in the wrong order.")
def swapped(old: Tensor, new: Tensor) -> Pair:
    return _paired(old, new)[::-1]
