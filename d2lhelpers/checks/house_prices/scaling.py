"""Exercise 9.2: gaps filled and columns scaled by the training part alone."""

import math
from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, exercise, show_value

Parts = tuple[Tensor, Tensor]

# a gap in both parts, and one in a column that has none in the training part
TRAIN = torch.tensor([[1.0, 10.0], [math.nan, 40.0], [2.0, 20.0], [6.0, 90.0], [5.0, 15.0]])
OTHER = torch.tensor([[4.0, math.nan], [math.nan, 60.0], [8.5, 5.0]])


def _filled(part: Tensor, value: Tensor | float) -> Tensor:
    return torch.where(part.isnan(), torch.as_tensor(value, dtype=part.dtype), part)


def _mean(train: Tensor) -> Tensor:
    return train.nanmean(dim=0)


def _std(train: Tensor) -> Tensor:
    return (_filled(train, _mean(train)) - _mean(train)).square().mean(dim=0).sqrt()


def _by(train: Tensor, other: Tensor, fill: Tensor | float, mean: Tensor, std: Tensor) -> Parts:
    """Both parts filled with `fill`, then less `mean` and divided by `std`."""
    return (_filled(train, fill) - mean) / std, (_filled(other, fill) - mean) / std


def _fill_and_scale(train: Tensor, other: Tensor) -> Parts:
    return _by(train, other, _mean(train), _mean(train), _std(train))


@exercise("9.2")
def fill_and_scale(attempt: Attempt) -> None:
    """Gaps filled and columns scaled by the training part alone."""
    law = "two columns; the first has a gap in both parts, the second in the other part alone"
    advice = _advice(attempt(TRAIN, OTHER))
    attempt.agrees(law, _fill_and_scale, TRAIN, OTHER, advice=advice)
    small = "Is something added to a standard deviation, or is it kept above a limit?"
    law = "columns with small spreads"
    attempt.agrees(law, _fill_and_scale, TRAIN / 1e4, OTHER / 1e4, advice=small)
    train = 3 * attempt.randn(9, 3) + torch.tensor([5.0, -2.0, 40.0])
    other = 2 * attempt.randn(6, 3) + torch.tensor([7.0, -2.0, 30.0])
    whole = train, other
    train, other = train.clone(), other.clone()
    train[2, 0] = train[5, 0] = train[4, 2] = other[1, 0] = other[3, 1] = math.nan
    empty = other.clone()
    empty[:, 1], empty[:, 2] = math.nan, 40.0
    cases = {
        "on random parts with gaps, some of them in the other part alone": (train, other),
        "without any gap": whole,
        "a house is scaled alike, whoever stands beside it": (train, other[:1]),
        "more held-out rows than training rows": (train[:4], torch.cat([other, other])),
        "another part with a column of gaps, and one that is constant": (train, empty),
        "one column": (TRAIN[:, :1], OTHER[:, :1]),
        "no other house": (train, other[:0]),
        "zeros are numbers, no gaps": (TRAIN - 1.0, OTHER - 4.0),
    }
    attempt.each(_fill_and_scale, cases)
    attempt.precise(_fill_and_scale, TRAIN / 3, OTHER / 3)


def _advice(result: Any) -> str:
    """What shows in a result, where no known mistake has led to it."""
    parts = result if isinstance(result, tuple | list) else [result]
    if any(isinstance(part, Tensor) and bool(part.isnan().any()) for part in parts):
        return (
            "Some gaps are still there. The mean of a column with a gap is a gap (use nanmean), "
            "and x == nan is never true (use isnan)."
        )
    if len(parts) != 2 or not all(isinstance(part, Tensor) for part in parts):
        return ""
    right, good = _fill_and_scale(TRAIN, OTHER), []
    for got, expected in zip(parts, right, strict=True):
        good.append(got.shape == expected.shape and torch.allclose(got, expected, atol=1e-4))
    if all(good):
        return ""
    if good[0]:
        return "The training part is right, the other part is not: what differs in its treatment?"
    if good[1]:
        return "The other part is right, the training part is not."
    return _about(parts[0]) if parts[0].shape == TRAIN.shape else ""


def _about(scaled: Tensor) -> str:
    """What the training part has that a standardized one has not."""
    means, stds = scaled.mean(dim=0), scaled.std(dim=0, correction=0)
    if means.abs().max() > 0.01:
        return f"The training part's columns have the means {show_value(means)}, and not 0."
    if (stds - 1).abs().max() > 0.01:
        return f"The training part's columns have the spreads {show_value(stds)}, and not 1."
    if scaled[1, 0].abs() > 0.01:
        return "A gap that was filled with the mean of its column is 0 when it has been scaled."
    return "Mean 0 and spread 1 are there: is a sign turned, or something rounded?"


@fill_and_scale.mistake(
    "a leak: means and spreads of both parts together. Only the training part may be asked."
)
def both_together(train: Tensor, other: Tensor) -> Parts:
    scaled, _ = _fill_and_scale(torch.cat([train, other]), other)
    return scaled[: len(train)], scaled[len(train) :]


@fill_and_scale.mistake(
    "the other part scaled by its own mean and spread: it is to be measured with the training "
    "part's."
)
def each_its_own(train: Tensor, other: Tensor) -> Parts:
    return _fill_and_scale(train, train)[0], _fill_and_scale(other, other)[0]


@fill_and_scale.mistake(
    "the other part filled with the training part's means, but scaled by its own mean and spread."
)
def own_scale(train: Tensor, other: Tensor) -> Parts:
    filled = _filled(other, _mean(train))
    return _fill_and_scale(train, train)[0], _fill_and_scale(filled, filled)[0]


@fill_and_scale.mistake(
    "the other part's gaps filled with its own means: fill them with the training part's."
)
def own_fill(train: Tensor, other: Tensor) -> Parts:
    return _fill_and_scale(train, _filled(other, _mean(other)))


@fill_and_scale.mistake(
    "gaps filled with means of both parts together: that is a leak. Only the training part may be "
    "asked."
)
def fill_of_both(train: Tensor, other: Tensor) -> Parts:
    fill = _mean(torch.cat([train, other]))
    filled = _filled(train, fill)
    return _by(train, other, fill, filled.mean(0), filled.std(0, correction=0))


@fill_and_scale.mistake(
    "gaps filled with 0 before the scaling: an area of 0 is no guess for an unknown one. Fill with "
    "the column's mean."
)
def zeros(train: Tensor, other: Tensor) -> Parts:
    filled = _filled(train, 0.0)
    return _by(train, other, 0.0, filled.mean(0), filled.std(0, correction=0))


@fill_and_scale.mistake(
    "gaps filled with 0 beside the right mean and spread: fill them with the column's mean."
)
def zeros_late(train: Tensor, other: Tensor) -> Parts:
    return _by(train, other, 0.0, _mean(train), _std(train))


@fill_and_scale.mistake(
    "a standard deviation without the filled gaps: first fill, then take the spread of the filled "
    "column."
)
def without_gaps(train: Tensor, other: Tensor) -> Parts:
    std = (train - _mean(train)).square().nanmean(dim=0).sqrt()
    return _by(train, other, _mean(train), _mean(train), std)


@fill_and_scale.mistake(
    "a standard deviation without the filled gaps, and with n − 1: first fill, then take the "
    "spread with correction=0."
)
def without_gaps_sample(train: Tensor, other: Tensor) -> Parts:
    squares = (train - _mean(train)).square()
    std = (squares.nansum(dim=0) / ((~squares.isnan()).sum(0) - 1)).sqrt()
    return _by(train, other, _mean(train), _mean(train), std)


@fill_and_scale.mistake(
    "std() as it comes, which divides by n − 1: here correction=0 is asked for."
)
def sample_std(train: Tensor, other: Tensor) -> Parts:
    return _by(train, other, _mean(train), _mean(train), _filled(train, _mean(train)).std(dim=0))


@fill_and_scale.mistake("one mean and spread for the whole table: each column has its own (dim=0).")
def whole_table(train: Tensor, other: Tensor) -> Parts:
    mean = train.nanmean()
    filled = _filled(train, mean)
    return _by(train, other, mean, filled.mean(), filled.std(correction=0))


@fill_and_scale.mistake(
    "gaps filled with the mean of the whole table: each column has its own (dim=0)."
)
def fill_of_table(train: Tensor, other: Tensor) -> Parts:
    filled = _filled(train, train.nanmean())
    return _by(train, other, train.nanmean(), filled.mean(0), filled.std(0, correction=0))


@fill_and_scale.mistake(
    "one standard deviation for the whole table: each column has its own (dim=0)."
)
def std_of_table(train: Tensor, other: Tensor) -> Parts:
    std = _filled(train, _mean(train)).std(correction=0)
    return _by(train, other, _mean(train), _mean(train), std)


@fill_and_scale.mistake("means and spreads of the rows (dim=1): the columns are features, dim=0.")
def of_rows(train: Tensor, other: Tensor) -> Parts:
    mean = train.nanmean(dim=1, keepdim=True)
    filled = torch.where(train.isnan(), mean, train)
    std, m = filled.std(dim=1, correction=0, keepdim=True), len(other)
    return (filled - mean) / std, (torch.where(other.isnan(), mean[:m], other) - mean[:m]) / std[:m]


@fill_and_scale.mistake(
    "means and spreads of each part's own rows: the columns are features, dim=0."
)
def of_own_rows(train: Tensor, other: Tensor) -> Parts:
    return _fill_and_scale(train.T, train.T)[0].T, _fill_and_scale(other.T, other.T)[0].T


@fill_and_scale.mistake("the median in the place of the mean.")
def medians(train: Tensor, other: Tensor) -> Parts:
    fill = train.nanmedian(dim=0).values
    filled = _filled(train, fill)
    return _by(train, other, fill, filled.mean(0), filled.std(0, correction=0))


@fill_and_scale.mistake(
    "mean() in the place of nanmean(): the mean of a column with a gap is a gap, so that the whole "
    "column is lost."
)
def mean_with_gaps(train: Tensor, other: Tensor) -> Parts:
    mean = train.mean(dim=0)
    return _by(train, other, mean, mean, _filled(train, mean).std(dim=0, correction=0))


@fill_and_scale.mistake(
    "gaps that were not found: x == nan is never true, not even for nan. Use isnan()."
)
def not_found(train: Tensor, other: Tensor) -> Parts:
    std = train.std(dim=0, correction=0)
    return (train - _mean(train)) / std, (other - _mean(train)) / std


@fill_and_scale.mistake("gaps of the other part that were not filled: it has some, too.")
def gaps_of_other(train: Tensor, other: Tensor) -> Parts:
    return _fill_and_scale(train, train)[0], (other - _mean(train)) / _std(train)


@fill_and_scale.mistake("rows with gaps thrown away: every house keeps its row.")
def rows_thrown_away(train: Tensor, other: Tensor) -> Parts:
    train, other = (part[~part.isnan().any(dim=1)] for part in (train, other))
    return _fill_and_scale(train, other)


@fill_and_scale.mistake(
    "the other part's gaps filled after the scaling, with the mean in the old units: there the "
    "column's mean is 0."
)
def filled_late(train: Tensor, other: Tensor) -> Parts:
    scaled = (other - _mean(train)) / _std(train)
    return _fill_and_scale(train, train)[0], _filled(scaled, _mean(train))


@fill_and_scale.mistake(
    "gaps filled after the scaling, with the mean in the old units: there the column's mean is 0."
)
def both_filled_late(train: Tensor, other: Tensor) -> Parts:
    std = (train - _mean(train)).square().nanmean(dim=0).sqrt()
    late = ((part - _mean(train)) / std for part in (train, other))
    scaled_train, scaled_other = (_filled(part, _mean(train)) for part in late)
    return scaled_train, scaled_other


@fill_and_scale.mistake("a division by the variance: divide by the standard deviation.")
def variance(train: Tensor, other: Tensor) -> Parts:
    return _by(train, other, _mean(train), _mean(train), _std(train) ** 2)


@fill_and_scale.mistake("a multiplication by the standard deviation: divide by it.")
def multiplied(train: Tensor, other: Tensor) -> Parts:
    return _by(train, other, _mean(train), _mean(train), 1 / _std(train))


@fill_and_scale.mistake("a shift without the scaling: divide by the standard deviation, too.")
def no_scaling(train: Tensor, other: Tensor) -> Parts:
    return _by(train, other, _mean(train), _mean(train), torch.ones_like(train[0]))


@fill_and_scale.mistake("a scaling without the shift: subtract the mean first.")
def no_shift(train: Tensor, other: Tensor) -> Parts:
    return _by(train, other, _mean(train), torch.zeros_like(train[0]), _std(train))


@fill_and_scale.mistake("a mean that is added: subtract it.")
def added(train: Tensor, other: Tensor) -> Parts:
    return _by(train, other, _mean(train), -_mean(train), _std(train))


@fill_and_scale.mistake(
    "missing brackets: x − mean / std divides the mean alone, (x − mean) / std divides both."
)
def no_brackets(train: Tensor, other: Tensor) -> Parts:
    mean, one = _mean(train), torch.ones_like(train[0])
    return _by(train, other, mean, mean / _std(train), one)


@fill_and_scale.mistake("filled parts that were not scaled.")
def not_scaled(train: Tensor, other: Tensor) -> Parts:
    return _filled(train, _mean(train)), _filled(other, _mean(train))


@fill_and_scale.mistake("the other part filled, but not scaled.")
def other_not_scaled(train: Tensor, other: Tensor) -> Parts:
    return _fill_and_scale(train, train)[0], _filled(other, _mean(train))


@fill_and_scale.mistake(
    "the other part as it came: it is filled and scaled like the training part."
)
def other_as_it_came(train: Tensor, other: Tensor) -> Parts:
    return _fill_and_scale(train, train)[0], other


@fill_and_scale.mistake("the training part filled, but not scaled.")
def train_not_scaled(train: Tensor, other: Tensor) -> Parts:
    return _filled(train, _mean(train)), _fill_and_scale(train, other)[1]


@fill_and_scale.mistake(
    "a scaling to the range from 0 to 1: subtract the mean and divide by the standard deviation."
)
def to_range(train: Tensor, other: Tensor) -> Parts:
    filled = _filled(train, _mean(train))
    low, high = filled.amin(dim=0), filled.amax(dim=0)
    return _by(train, other, _mean(train), low, high - low)


@fill_and_scale.mistake("a division by the largest size: divide by the standard deviation.")
def by_the_largest(train: Tensor, other: Tensor) -> Parts:
    largest = (_filled(train, _mean(train)) - _mean(train)).abs().amax(dim=0)
    return _by(train, other, _mean(train), _mean(train), largest)


@fill_and_scale.mistake(
    "a small number added to the standard deviation: no training column is constant."
)
def std_and_a_little(train: Tensor, other: Tensor) -> Parts:
    return _by(train, other, _mean(train), _mean(train), _std(train) + 1e-8)


@fill_and_scale.mistake("the training part twice: the second result is the other part.")
def train_twice(train: Tensor, other: Tensor) -> Parts:
    return _fill_and_scale(train, train)


@fill_and_scale.mistake("the two parts in the wrong order: (train, other).")
def swapped(train: Tensor, other: Tensor) -> Parts:
    return _fill_and_scale(train, other)[::-1]
