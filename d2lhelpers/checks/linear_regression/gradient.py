"""Exercise 2.1: the gradient of a weighted mean squared error, by formula."""

from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, exercise

Gradient = tuple[Tensor, Tensor]

X5, Y5 = torch.tensor([1.0, 2.0, 4.0, -1.0, 0.5]), torch.tensor([3.0, -1.0, 0.5, 2.0, 1.0])
COUNTS5 = torch.tensor([2.0, 0.5, 3.5, 0.0, 0.0])
ADVICE = (
    "With all counts 1 this must be the gradient of the text: compare both on the three points."
)


def _weighted(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    errors = w * x + b - y
    return _mean(errors * x, counts), _mean(errors, counts)


def _mean(values: Tensor, counts: Tensor) -> Tensor:
    """Twice the weighted mean."""
    return 2 * (counts * values).sum() / counts.sum()


def _scaled(found: Gradient, for_w: Any, for_b: Any) -> Gradient:
    return found[0] * for_w, found[1] * for_b


def _two(result: Any) -> Any:
    """A tensor of two numbers as two values."""
    return tuple(result) if isinstance(result, Tensor) and result.shape == (2,) else result


@exercise("2.1")
def weighted_gradient(attempt: Attempt) -> None:
    """Derivatives of the weighted mean squared error of a line, by formula."""
    attempt.forbid("derivative", instead="your own formulas")
    attempt.agrees(
        "five points with five counts",
        _weighted,
        X5,
        Y5,
        COUNTS5,
        0.7,
        0.3,
        read=_two,
        advice=ADVICE,
    )
    x, y = attempt.randn(9), attempt.randn(9) + 1
    counts = 0.2 + attempt.randn(9).abs()
    cases = {
        "all counts 1: the plain mean": (x, y, torch.ones(9), 0.5, -1.5),
        "the same count for all changes nothing": (x, y, torch.full((9,), 7.0), 0.5, -1.5),
        "nine random examples": (x, y, counts, 0.5, -1.5),
        "counts that sum to less than 1": (x, y, counts / 100, 0.5, -1.5),
        "only one count is not 0": (X5, Y5, torch.tensor([0.0, 4.0, 0.0, 0.0, 0.0]), 0.7, 0.3),
        "one example": (X5[:1], Y5[:1], COUNTS5[:1], 0.7, 0.3),
        "a line through all points has gradient 0": (x, 2 * x + 5, counts, 2.0, 5.0),
        "the line 0": (x, y, counts, 0.0, 0.0),
    }
    attempt.each(_weighted, cases, read=_two, advice=ADVICE)
    attempt.precise(_weighted, x, y, counts, 0.5, -1.5, read=_two)


@weighted_gradient.mistake("the gradient with its sign turned. A step against it would climb.")
def sign(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _scaled(_weighted(x, y, counts, w, b), -1, -1)


@weighted_gradient.mistake("a missing factor 2: the derivative of error² is 2 · error.")
def no_two(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _scaled(_weighted(x, y, counts, w, b), 0.5, 0.5)


@weighted_gradient.mistake("a missing factor 2 in the weight's part alone.")
def no_two_in_w(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _scaled(_weighted(x, y, counts, w, b), 0.5, 1)


@weighted_gradient.mistake("a missing factor 2 in the bias's part alone.")
def no_two_in_b(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _scaled(_weighted(x, y, counts, w, b), 1, 0.5)


@weighted_gradient.mistake("counts that were forgotten: each example counts the same here.")
def uncounted(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _weighted(x, y, torch.ones_like(counts), w, b)


@weighted_gradient.mistake(
    "a division by the number of examples: divide by what the loss divides by."
)
def over_n(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    share = counts.mean()
    return _scaled(_weighted(x, y, counts, w, b), share, share)


@weighted_gradient.mistake("a sum that is not divided: it would grow with every example.")
def undivided(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _scaled(_weighted(x, y, counts, w, b), counts.sum(), counts.sum())


@weighted_gradient.mistake("a sum that is not divided, and a missing factor 2.")
def undivided_no_two(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _scaled(_weighted(x, y, counts, w, b), counts.sum() / 2, counts.sum() / 2)


@weighted_gradient.mistake("a division by the number of examples, and a missing factor 2.")
def over_n_no_two(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _scaled(_weighted(x, y, counts, w, b), counts.mean() / 2, counts.mean() / 2)


@weighted_gradient.mistake("a division by how many counts are not 0, in place of their sum.")
def over_positive(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    factor = counts.sum() / (counts > 0).sum()
    return _scaled(_weighted(x, y, counts, w, b), factor, factor)


@weighted_gradient.mistake("a division that happens twice: by the sum of the counts and by n.")
def divided_twice(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _scaled(_weighted(x, y, counts, w, b), 1 / len(x), 1 / len(x))


@weighted_gradient.mistake("a division by the sum of the counts that happens twice.")
def divided_twice_by_sum(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _scaled(_weighted(x, y, counts, w, b), 1 / counts.sum(), 1 / counts.sum())


@weighted_gradient.mistake(
    "counts that only say yes or no: an example with count 3 counts three times."
)
def yes_or_no(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _weighted(x, y, (counts > 0).to(counts.dtype), w, b)


@weighted_gradient.mistake(
    "counts that are squared with the error: the loss is c · e², not (c · e)²."
)
def squared_counts(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    factor = (counts**2).sum() / counts.sum()
    return _scaled(_weighted(x, y, counts**2, w, b), factor, factor)


@weighted_gradient.mistake("counts that are squared, in the sum below the fraction as well.")
def squared_twice(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _weighted(x, y, counts**2, w, b)


@weighted_gradient.mistake("square roots of the counts: c stands before e² as it is.")
def rooted(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _weighted(x, y, counts.sqrt(), w, b)


@weighted_gradient.mistake("counts that are missing in the weight's part.")
def uncounted_w(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return uncounted(x, y, counts, w, b)[0], _weighted(x, y, counts, w, b)[1]


@weighted_gradient.mistake("counts that are missing in the bias's part.")
def uncounted_b(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _weighted(x, y, counts, w, b)[0], uncounted(x, y, counts, w, b)[1]


@weighted_gradient.mistake(
    "the bias's part not divided: both parts are derivatives of one weighted mean."
)
def undivided_b(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _scaled(_weighted(x, y, counts, w, b), 1, counts.sum())


@weighted_gradient.mistake(
    "the weight's derivative without its x: w acts on the error through w · x."
)
def no_x(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _weighted(x, y, counts, w, b)[1], _weighted(x, y, counts, w, b)[1]


@weighted_gradient.mistake("an x too many in the bias's derivative: b is added as it is.")
def x_in_b(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _weighted(x, y, counts, w, b)[0], _weighted(x, y, counts, w, b)[0]


@weighted_gradient.mistake(
    "two means multiplied: the mean of error · x is not the product of the two means."
)
def two_means(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    for_b = _weighted(x, y, counts, w, b)[1]
    return for_b * _mean(x, counts) / 2, for_b


@weighted_gradient.mistake(
    "the right values in the wrong order: first the weight's, then the bias's."
)
def swapped(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _weighted(x, y, counts, w, b)[::-1]


@weighted_gradient.mistake("a prediction without its bias: it is w · x + b.")
def no_bias(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _weighted(x, y, counts, w, 0.0)


@weighted_gradient.mistake(
    "errors that are squared already: the derivative of error² has the error itself in it."
)
def squared_errors(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    errors = (w * x + b - y) ** 2
    return _mean(errors * x, counts), _mean(errors, counts)


@weighted_gradient.mistake("counts that multiply the prediction: they multiply the squared error.")
def counted_prediction(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    errors = counts * (w * x + b) - y
    return 2 * (errors * x).sum() / counts.sum(), 2 * errors.sum() / counts.sum()


@weighted_gradient.mistake(
    "the new w and b after a step. The two derivatives themselves were asked for."
)
def stepped(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    for_w, for_b = _weighted(x, y, counts, w, b)
    return w - 0.1 * for_w, b - 0.1 * for_b


@weighted_gradient.mistake("one number for each example: add them up before you divide.")
def not_summed(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    errors = 2 * counts * (w * x + b - y) / counts.sum()
    return errors * x, errors


@weighted_gradient.mistake(
    "a sum of the parts with counts divided by their mean: each part is n times too large."
)
def n_times(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    n = len(x)
    return _scaled(_weighted(x, y, counts, w, b), n, n)


@weighted_gradient.mistake("a division by n − 1: divide by what the loss divides by.")
def over_n_less_one(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    factor = counts.sum() / (len(x) - 1)
    return _scaled(_weighted(x, y, counts, w, b), factor, factor)


@weighted_gradient.mistake("a division by the largest count, in place of their sum.")
def over_largest(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    factor = counts.sum() / counts.max()
    return _scaled(_weighted(x, y, counts, w, b), factor, factor)


@weighted_gradient.mistake(
    "a sum of count · x below the fraction: it is the sum of the counts in both parts."
)
def over_counted_x(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _scaled(_weighted(x, y, counts, w, b), counts.sum() / (counts * x).sum(), 1)


@weighted_gradient.mistake("x² in the weight's part: the derivative of w · x has x once.")
def x_squared(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    found = _weighted(x, y, counts, w, b)
    return _mean((w * x + b - y) * x**2, counts), found[1]


@weighted_gradient.mistake("y in the place of x: w is multiplied by x.")
def y_for_x(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _mean((w * x + b - y) * y, counts), _weighted(x, y, counts, w, b)[1]


@weighted_gradient.mistake("an error with y added: it is prediction − y.")
def y_added(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _weighted(x, -y, counts, w, b)


@weighted_gradient.mistake("counts cut to whole numbers: they may be fractions.")
def whole_counts(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _weighted(x, y, counts.trunc(), w, b)


@weighted_gradient.mistake("a number in the place of a sum: other examples have other counts.")
def written_number(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    factor = counts.sum() / 6.0
    found = _weighted(x, y, counts, w, b)
    return _scaled(found, factor, factor)


@weighted_gradient.mistake("the loss itself: its two derivatives are asked for.")
def loss(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _mean((w * x + b - y) ** 2, counts) / 2  # type: ignore[return-value]


@weighted_gradient.mistake("the weight's part alone: two values are asked for.")
def only_w(x: Tensor, y: Tensor, counts: Tensor, w: float, b: float) -> Gradient:
    return _weighted(x, y, counts, w, b)[0]  # type: ignore[return-value]
