"""Exercise 2.4: the mean squared error, whatever the shapes."""

from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, changing, exercise

P, Y = torch.tensor([1.4, 2.4, 3.4, 0.5]), torch.tensor([1.0, -1.0, 4.0, 2.0])
TABLE = "every y subtracted from every prediction: a column minus a row is broadcast to (n, n). "
ONE_SHAPE = "Bring both to one shape first."


def _mse(prediction: Tensor, y: Tensor) -> Tensor:
    return ((prediction.reshape(-1) - y.reshape(-1)) ** 2).mean()


def _table(prediction: Tensor, y: Tensor) -> Tensor:
    return (prediction.reshape(-1, 1) - y.reshape(1, -1)) ** 2


@exercise("2.4")
def mean_squared_error(attempt: Attempt) -> None:
    """The mean of n squared errors, whatever the shapes."""
    cases = {
        "two flat tensors": (P, Y),
        "two columns of shape (n, 1)": (P.reshape(-1, 1), Y.reshape(-1, 1)),
        "a column of predictions and a flat y": (P.reshape(-1, 1), Y),
        "flat predictions and a column of y": (P, Y.reshape(-1, 1)),
        "fifty random numbers": (attempt.randn(50, 1), attempt.randn(50)),
        "one example, both flat": (P[:1], Y[:1]),
        "one example, both columns": (P[:1].reshape(1, 1), Y[:1].reshape(1, 1)),
        "one example, a column and a flat y": (P[:1].reshape(1, 1), Y[:1]),
        "an exact prediction": (P.reshape(-1, 1), P),
        "large errors": (1000 * P, Y.reshape(-1, 1)),
    }
    attempt.each(_of_shape(attempt), cases)
    attempt.precise(_mse, P.reshape(-1, 1), Y)
    for law, (prediction, y) in list(cases.items())[:6]:
        _gradient_holds(attempt, law, prediction, y)


def _of_shape(attempt: Attempt) -> Any:
    """The right answer, once the answer is known to give a tensor of shape ()."""
    value = attempt(P, Y)
    advice = "One number, but in brackets: the mean of all errors has the shape ()."
    bracketed = isinstance(value, Tensor) and value.ndim and value.numel() == 1
    attempt.law("the result has shape ()", not bracketed, advice, rows={"got": value})
    number = isinstance(value, float)
    advice = "A plain number has forgotten where it came from: leave out .item() or float()."
    attempt.law("the result is a tensor", not number, advice, rows={"got": value})
    anew = isinstance(value, Tensor) and value.requires_grad
    advice = (
        "It requires a gradient, and nothing that came in does: it was made anew, so "
        "backward() ends at it. Return what the operations gave."
    )
    attempt.law("the result comes from the inputs", not anew, advice, rows={"got": value})
    return _mse


def _gradient_holds(attempt: Attempt, law: str, prediction: Tensor, y: Tensor) -> None:
    leaf = prediction.clone().requires_grad_()
    value = attempt(changing(leaf), y)
    advice = (
        "The result is cut off from the prediction: by .item(), .detach(), NumPy or no_grad, "
        "or made anew by torch.tensor."
    )
    found = None
    if isinstance(value, Tensor) and value.requires_grad:
        (found,) = torch.autograd.grad(value, leaf, allow_unused=True)
    attempt.law(
        f"backward() reaches the prediction: {law}", found is not None, advice, rows={"got": value}
    )
    right = 2 * (prediction.reshape(-1) - y.reshape(-1)).reshape(prediction.shape) / y.numel()
    advice = (
        "The value is right and its gradient is not: is a part of the errors cut off from the "
        "graph?"
    )
    attempt.equal(f"its gradient is right: {law}", found, right, advice=advice)


mean_squared_error.symptom(
    "AssertionError",
    "an assert that refuses what the exercise allows: a column may meet a flat y. Bring both "
    "to one shape.",
)


@mean_squared_error.mistake(TABLE + ONE_SHAPE)
def table(prediction: Tensor, y: Tensor) -> Tensor:
    return _table(prediction, y).mean()


@mean_squared_error.mistake(TABLE + "And the n² squares are divided by n. " + ONE_SHAPE)
def table_over_n(prediction: Tensor, y: Tensor) -> Tensor:
    return _table(prediction, y).sum() / y.numel()


@mean_squared_error.mistake("the sum in place of the mean.")
def summed(prediction: Tensor, y: Tensor) -> Tensor:
    return _mse(prediction, y) * y.numel()


@mean_squared_error.mistake("half of the mean squared error. The factor ½ was not asked for here.")
def halved(prediction: Tensor, y: Tensor) -> Tensor:
    return _mse(prediction, y) / 2


@mean_squared_error.mistake("half of the sum. The mean was asked for, without a factor ½.")
def half_sum(prediction: Tensor, y: Tensor) -> Tensor:
    return _mse(prediction, y) * y.numel() / 2


@mean_squared_error.mistake("the root of the mean squared error: stop before the root.")
def root(prediction: Tensor, y: Tensor) -> Tensor:
    return _mse(prediction, y).sqrt()


@mean_squared_error.mistake("absolute errors: square them instead.")
def absolute(prediction: Tensor, y: Tensor) -> Tensor:
    return (prediction.reshape(-1) - y.reshape(-1)).abs().mean()


@mean_squared_error.mistake(
    "the square of the mean error: errors above and below cancel before they are squared."
)
def mean_first(prediction: Tensor, y: Tensor) -> Tensor:
    return (prediction.reshape(-1) - y.reshape(-1)).mean() ** 2


@mean_squared_error.mistake(
    "the mean of the errors themselves, not squared: those above and below cancel."
)
def not_squared(prediction: Tensor, y: Tensor) -> Tensor:
    return (prediction.reshape(-1) - y.reshape(-1)).mean()


@mean_squared_error.mistake("a division by n − 1, as for a sample variance. Divide by n.")
def over_n_less_one(prediction: Tensor, y: Tensor) -> Tensor:
    return _mse(prediction, y) * y.numel() / (y.numel() - 1)


@mean_squared_error.mistake("a division by the 1,000 examples of the text: n is whatever comes in.")
def over_thousand(prediction: Tensor, y: Tensor) -> Tensor:
    return _mse(prediction, y) * y.numel() / 1000


@mean_squared_error.mistake("the difference of the squares: subtract first, then square.")
def difference_of_squares(prediction: Tensor, y: Tensor) -> Tensor:
    return (prediction.reshape(-1) ** 2 - y.reshape(-1) ** 2).mean()


@mean_squared_error.mistake("both sorted: that tears the pairs apart. Prediction i belongs to y i.")
def both_sorted(prediction: Tensor, y: Tensor) -> Tensor:
    return _mse(prediction.reshape(-1).sort().values, y.reshape(-1).sort().values)


@mean_squared_error.mistake("one number for each example: take their mean.")
def not_averaged(prediction: Tensor, y: Tensor) -> Tensor:
    return (prediction.reshape(-1) - y.reshape(-1)) ** 2


@mean_squared_error.mistake(
    "the variance of the errors: their mean was taken off before they were squared."
)
def variance(prediction: Tensor, y: Tensor) -> Tensor:
    return (prediction.reshape(-1) - y.reshape(-1)).var(correction=0)
