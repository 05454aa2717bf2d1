"""Exercise 5.4: ridge regression in closed form, with a price for each weight."""

import torch
from torch import Tensor

from ..frame import Attempt, exercise

Fit = tuple[Tensor, Tensor]


def _solve(A: Tensor, y: Tensor, prices: Tensor) -> Tensor:
    return torch.linalg.solve(A.T @ A + prices.diag(), A.T @ y)


def _with_bias(X: Tensor, y: Tensor, w: Tensor) -> Fit:
    return w, y.mean(0) - X.mean(0) @ w


def _centered(X: Tensor, y: Tensor, prices: Tensor) -> Fit:
    return _with_bias(X, y, _solve(X - X.mean(0), y - y.mean(0), prices))


def _ridge(X: Tensor, y: Tensor, lams: Tensor) -> Fit:
    return _centered(X, y, len(X) / 2 * lams)


@exercise("5.4")
def priced_ridge(attempt: Attempt) -> None:
    """Closed form of a loss whose weights have prices of their own, and whose bias is free."""
    X = torch.tensor(
        [[1.0, 2.0, 0.0], [3.0, 0.0, 1.0], [0.0, 1.0, 5.0], [4.0, 5.0, 2.0], [2.0, 0.0, 3.0]]
    )
    y = torch.tensor([[3.0], [10.0], [1.0], [8.0], [4.0]])
    lams = torch.tensor([0.8, 3.0, 0.1])
    attempt.agrees("five examples, not centered", _ridge, X, y, lams, tolerance=1e-3)
    x, line = torch.tensor([[-1.0], [0.0], [1.0]]), torch.tensor([[1.0], [4.0], [7.0]])
    law = "three points of 3x + 4 with λ = 4: w = 6/8 = 0.75 and b = 4"
    attempt.agrees(law, _ridge, x, line, torch.tensor([4.0]))
    random_X = attempt.randn(12, 3) + torch.tensor([1.0, -2.0, 0.5])
    random_y = random_X @ torch.tensor([[2.0], [-1.0], [0.5]]) + 4 + 0.3 * attempt.randn(12, 1)
    law = "twelve random examples, not centered"
    w, b = attempt.agrees(law, _ridge, random_X, random_y, lams, tolerance=1e-3)
    mean = (random_X @ w + b - random_y).mean()
    attempt.law("the errors have mean 0", mean.abs() < 1e-2, rows={"mean": mean.item()})
    wide, few = attempt.randn(5, 9) + 1, attempt.randn(5, 1)
    cases = {
        "one weight that costs nothing": (random_X, random_y, torch.tensor([0.8, 0.0, 0.1])),
        "no weight costs anything": (random_X, random_y, torch.zeros(3)),
        "one weight with a huge price": (random_X, random_y, torch.tensor([0.8, 1e6, 0.1])),
        "the same price for all": (random_X, random_y, torch.full((3,), 0.8)),
        "more features than examples": (wide, few, torch.arange(1.0, 10.0)),
        "one example: its y is the bias": (X[:1], y[:1], lams),
    }
    attempt.each(_ridge, cases, tolerance=1e-3)
    attempt.precise(_ridge, X, y, lams)


@priced_ridge.mistake("a bias that is charged as well: with a column of ones, its price must be 0.")
def charged_bias(X: Tensor, y: Tensor, lams: Tensor) -> Fit:
    prices = torch.cat([lams, lams.mean().reshape(1)])
    both = _solve(torch.cat([X, torch.ones_like(X[:, :1])], dim=1), y, len(X) / 2 * prices)
    return both[:-1], both[-1]


@priced_ridge.mistake(
    "λ alone on the diagonal: the loss is a mean with the derivative 2/n · …, so it is nλ/2."
)
def lambda_alone(X: Tensor, y: Tensor, lams: Tensor) -> Fit:
    return _centered(X, y, lams)


@priced_ridge.mistake("nλ on the diagonal: the derivative of a square has a 2, so it is nλ/2.")
def no_half(X: Tensor, y: Tensor, lams: Tensor) -> Fit:
    return _centered(X, y, len(X) * lams)


@priced_ridge.mistake(
    "λ/2 on the diagonal, without the n: the loss is a mean over the n examples, so it is nλ/2."
)
def no_n(X: Tensor, y: Tensor, lams: Tensor) -> Fit:
    return _centered(X, y, lams / 2)


@priced_ridge.mistake(
    "the number of features in the place of n: n counts the examples, the rows of X, without the "
    "n of columns."
)
def columns_counted(X: Tensor, y: Tensor, lams: Tensor) -> Fit:
    return _centered(X, y, X.shape[1] / 2 * lams)


@priced_ridge.mistake("2nλ on the diagonal: the 2 stands below. It is nλ/2.")
def twice(X: Tensor, y: Tensor, lams: Tensor) -> Fit:
    return _centered(X, y, 2 * len(X) * lams)


@priced_ridge.mistake(
    "a ridge that is subtracted: the penalty's gradient adds λw, so nλ/2 is added."
)
def subtracted(X: Tensor, y: Tensor, lams: Tensor) -> Fit:
    return _centered(X, y, -len(X) / 2 * lams)


@priced_ridge.mistake("one mean for all of X: every feature has its own, X.mean(0).")
def one_mean(X: Tensor, y: Tensor, lams: Tensor) -> Fit:
    return _with_bias(X, y, _solve(X - X.mean(), y - y.mean(), len(X) / 2 * lams))


@priced_ridge.mistake("no ridge at all: nλ/2 is to be added to the diagonal.")
def no_ridge(X: Tensor, y: Tensor, lams: Tensor) -> Fit:
    return _centered(X, y, torch.zeros_like(lams))


@priced_ridge.mistake("a fit through the origin: X and y were not centered, and there is no bias.")
def through_the_origin(X: Tensor, y: Tensor, lams: Tensor) -> Fit:
    return _solve(X, y, len(X) / 2 * lams), torch.zeros_like(y[0])


@priced_ridge.mistake("weights for data that were not centered, and a bias added afterwards.")
def bias_afterwards(X: Tensor, y: Tensor, lams: Tensor) -> Fit:
    return _with_bias(X, y, _solve(X, y, len(X) / 2 * lams))


@priced_ridge.mistake("weights for data that were not centered, beside the mean of y.")
def mean_of_y(X: Tensor, y: Tensor, lams: Tensor) -> Fit:
    return _solve(X, y, len(X) / 2 * lams), y.mean(0)


@priced_ridge.mistake(
    "the bias of the centered data: for data as they are it is mean(y) − mean(x) w."
)
def centered_bias(X: Tensor, y: Tensor, lams: Tensor) -> Fit:
    return _ridge(X, y, lams)[0], y.mean(0)


@priced_ridge.mistake("a bias of 0 beside the right weights: it is mean(y) − mean(x) w.")
def no_bias(X: Tensor, y: Tensor, lams: Tensor) -> Fit:
    return _ridge(X, y, lams)[0], torch.zeros_like(y[0])


@priced_ridge.mistake(
    "prices added to whole columns of XᵀX: they belong on the diagonal. torch.diag puts them there."
)
def everywhere(X: Tensor, y: Tensor, lams: Tensor) -> Fit:
    Xc, yc = X - X.mean(0), y - y.mean(0)
    return _with_bias(X, y, torch.linalg.solve(Xc.T @ Xc + len(X) / 2 * lams, Xc.T @ yc))


@priced_ridge.mistake("the right values in the wrong order: first the weights, then the bias.")
def swapped(X: Tensor, y: Tensor, lams: Tensor) -> Fit:
    w, b = _ridge(X, y, lams)
    return b, w


@priced_ridge.mistake("the mean of the prices for every weight: each has its own.")
def mean_price(X: Tensor, y: Tensor, lams: Tensor) -> Fit:
    return _ridge(X, y, lams.mean().expand_as(lams))


@priced_ridge.mistake("the first price for every weight: each has its own.")
def first_price(X: Tensor, y: Tensor, lams: Tensor) -> Fit:
    return _ridge(X, y, lams[0].expand_as(lams))


@priced_ridge.mistake("squares of the prices: it is the weights that are squared.")
def squared_prices(X: Tensor, y: Tensor, lams: Tensor) -> Fit:
    return _ridge(X, y, lams**2)
