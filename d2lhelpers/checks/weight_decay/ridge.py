"""Exercise 5.4: ridge regression in closed form."""

import torch
from torch import Tensor

from ..frame import Attempt, exercise

Fit = tuple[Tensor, Tensor]


def _solve(A: Tensor, y: Tensor, diagonal: float) -> Tensor:
    return torch.linalg.solve(A.T @ A + diagonal * torch.eye(A.shape[1], dtype=A.dtype), A.T @ y)


def _with_bias(X: Tensor, y: Tensor, w: Tensor) -> Fit:
    return w, y.mean(0) - X.mean(0) @ w


def _centered(X: Tensor, y: Tensor, diagonal: float) -> Fit:
    return _with_bias(X, y, _solve(X - X.mean(0), y - y.mean(0), diagonal))


def _ridge(X: Tensor, y: Tensor, lam: float) -> Fit:
    return _centered(X, y, len(X) * lam / 2)


@exercise("5.4")
def ridge(attempt: Attempt) -> None:
    """Closed form of the penalized loss, with a bias that costs nothing."""
    X = torch.tensor(
        [[1.0, 2.0, 0.0], [3.0, 0.0, 1.0], [0.0, 1.0, 5.0], [4.0, 5.0, 2.0], [2.0, 0.0, 3.0]]
    )
    y = torch.tensor([[3.0], [10.0], [1.0], [8.0], [4.0]])
    attempt.agrees("five examples, not centered", _ridge, X, y, 0.8, tolerance=1e-3)
    x, line = torch.tensor([[-1.0], [0.0], [1.0]]), torch.tensor([[1.0], [4.0], [7.0]])
    attempt.agrees(
        "three points of 3x + 4 with λ = 4: w = 6/8 = 0.75 and b = 4", _ridge, x, line, 4.0
    )
    X = attempt.randn(12, 3) + torch.tensor([1.0, -2.0, 0.5])
    y = X @ torch.tensor([[2.0], [-1.0], [0.5]]) + 4 + 0.3 * attempt.randn(12, 1)
    w, b = attempt.agrees("twelve random examples, not centered", _ridge, X, y, 0.8, tolerance=1e-3)
    mean = (X @ w + b - y).mean()
    attempt.law("the errors have mean 0", mean.abs() < 1e-2, rows={"mean": mean.item()})
    wide, few = attempt.randn(5, 9) + 1, attempt.randn(5, 1)
    cases = {
        "more features than examples": (wide, few, 0.5),
        "a huge λ leaves the mean of y": (X, y, 1e6),
        "one example: its y is the bias": (X[:1], y[:1], 0.8),
    }
    attempt.each(_ridge, cases, tolerance=1e-3)
    attempt.precise(_ridge, X, y, 0.8)


@ridge.mistake(
    "a bias that is charged as well: with a column of ones, its place on the diagonal must be 0."
)
def charged_bias(X: Tensor, y: Tensor, lam: float) -> Fit:
    both = _solve(torch.cat([X, torch.ones_like(X[:, :1])], dim=1), y, len(X) * lam / 2)
    return both[:-1], both[-1]


@ridge.mistake(
    "λ alone on the diagonal: the loss is a mean with the derivative 2/n · …, so it is nλ/2."
)
def lambda_alone(X: Tensor, y: Tensor, lam: float) -> Fit:
    return _centered(X, y, lam)


@ridge.mistake("nλ on the diagonal: the derivative of a square has a 2, so it is nλ/2.")
def no_half(X: Tensor, y: Tensor, lam: float) -> Fit:
    return _centered(X, y, len(X) * lam)


@ridge.mistake(
    "λ/2 on the diagonal, without the n: the loss is a mean over the n examples, so it is nλ/2."
)
def no_n(X: Tensor, y: Tensor, lam: float) -> Fit:
    return _centered(X, y, lam / 2)


@ridge.mistake(
    "the number of features in the place of n: n counts the examples, the rows of X, without the "
    "n of columns."
)
def columns_counted(X: Tensor, y: Tensor, lam: float) -> Fit:
    return _centered(X, y, X.shape[1] * lam / 2)


@ridge.mistake("2nλ on the diagonal: the 2 stands below. It is nλ/2.")
def twice(X: Tensor, y: Tensor, lam: float) -> Fit:
    return _centered(X, y, 2 * len(X) * lam)


@ridge.mistake("a ridge that is subtracted: the penalty's gradient adds λw, so nλ/2 is added.")
def subtracted(X: Tensor, y: Tensor, lam: float) -> Fit:
    return _centered(X, y, -len(X) * lam / 2)


@ridge.mistake("one mean for all of X: every feature has its own, X.mean(0).")
def one_mean(X: Tensor, y: Tensor, lam: float) -> Fit:
    return _with_bias(X, y, _solve(X - X.mean(), y - y.mean(), len(X) * lam / 2))


@ridge.mistake("no ridge at all: nλ/2 is to be added to the diagonal.")
def no_ridge(X: Tensor, y: Tensor, lam: float) -> Fit:
    return _centered(X, y, 0.0)


@ridge.mistake("a fit through the origin: X and y were not centered, and there is no bias.")
def through_the_origin(X: Tensor, y: Tensor, lam: float) -> Fit:
    return _solve(X, y, len(X) * lam / 2), torch.zeros_like(y[0])


@ridge.mistake("weights for data that were not centered, and a bias added afterwards.")
def bias_afterwards(X: Tensor, y: Tensor, lam: float) -> Fit:
    return _with_bias(X, y, _solve(X, y, len(X) * lam / 2))


@ridge.mistake("weights for data that were not centered, beside the mean of y.")
def mean_of_y(X: Tensor, y: Tensor, lam: float) -> Fit:
    return _solve(X, y, len(X) * lam / 2), y.mean(0)


@ridge.mistake("the bias of the centered data: for data as they are it is mean(y) − mean(x) w.")
def centered_bias(X: Tensor, y: Tensor, lam: float) -> Fit:
    return _ridge(X, y, lam)[0], y.mean(0)


@ridge.mistake("a bias of 0 beside the right weights: it is mean(y) − mean(x) w.")
def no_bias(X: Tensor, y: Tensor, lam: float) -> Fit:
    return _ridge(X, y, lam)[0], torch.zeros_like(y[0])


@ridge.mistake(
    "a ridge added to every place of XᵀX: only the diagonal has one. torch.eye makes it."
)
def everywhere(X: Tensor, y: Tensor, lam: float) -> Fit:
    Xc, yc = X - X.mean(0), y - y.mean(0)
    return _with_bias(X, y, torch.linalg.solve(Xc.T @ Xc + len(X) * lam / 2, Xc.T @ yc))


@ridge.mistake("the right values in the wrong order: first the weights, then the bias.")
def swapped(X: Tensor, y: Tensor, lam: float) -> Fit:
    w, b = _ridge(X, y, lam)
    return b, w
