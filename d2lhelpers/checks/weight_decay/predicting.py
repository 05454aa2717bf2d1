"""Exercise 5.8: three bugs in a prediction by ridge on standardized inputs."""

from collections.abc import Collection
from functools import partial
from itertools import combinations

import torch
from torch import Tensor

from ..frame import Attempt, exercise

BUGS = {
    "own": "the new examples are standardized by their own mean and deviation",
    "no_n": "the diagonal lacks the n, as if the loss were a sum",
    "charged": "the bias is charged like a weight",
}


def _predicted(
    X: Tensor, y: Tensor, X_new: Tensor, lam: float, bugs: Collection[str] = ()
) -> Tensor:
    """The predictions, with some of the three bugs."""
    middle, spread = X.mean(0), X.std(0)
    A = torch.cat([(X - middle) / spread, torch.ones_like(X[:, :1])], dim=1)
    if "own" in bugs:
        middle, spread = X_new.mean(0), X_new.std(0)
    prices = torch.full_like(A[0], (1 if "no_n" in bugs else len(X)) * lam / 2)
    prices[-1] *= "charged" in bugs
    w = torch.linalg.solve(A.T @ A + prices.diag(), A.T @ y)
    return (X_new - middle) / spread @ w[:-1] + w[-1]


@exercise("5.8")
def predict_new(attempt: Attempt) -> None:
    """Predictions of ridge on inputs that are standardized by the training part."""
    X = torch.tensor([[1.0, 20.0], [3.0, 0.0], [0.0, 10.0], [4.0, 50.0], [2.0, 5.0], [7.0, 30.0]])
    y = torch.tensor([[13.0], [20.0], [8.0], [15.0], [14.0], [25.0]])
    new = torch.tensor([[5.0, 20.0], [1.0, 60.0], [2.0, -10.0]])
    attempt.agrees("six examples, three new ones", _predicted, X, y, new, 0.8, tolerance=1e-3)
    random_X = attempt.randn(9, 3) * torch.tensor([1.0, 100.0, 0.1]) + 5
    random_y, random_new = attempt.randn(9, 1) + 50, random_X[:4] + attempt.randn(4, 3)
    cases = {
        "one new example": (X, y, new[:1], 0.8),
        "without a penalty": (X, y, new, 0.0),
        "a huge λ leaves the mean of y": (X, y, new, 1e6),
        "the training examples themselves": (X, y, X, 0.8),
        "one feature": (X[:, :1], y, new[:, :1], 0.8),
        "targets of about 1,000": (X, y + 1000, new, 0.8),
        "nine random examples": (random_X, random_y, random_new, 0.5),
    }
    attempt.each(_predicted, cases, tolerance=1e-3)
    attempt.precise(_predicted, X, y, new, 0.8)


for _count in (1, 2, 3):
    for _left in combinations(BUGS, _count):
        _what = "; ".join(BUGS[bug] for bug in _left)
        predict_new.mistake(
            f"{('one', 'two', 'three')[_count - 1]} of the bugs still there: {_what}."
        )(partial(_predicted, bugs=_left))


@predict_new.mistake("new examples that are not standardized, though the model expects it.")
def raw_new(X: Tensor, y: Tensor, X_new: Tensor, lam: float) -> Tensor:
    return _predicted(X, y, X_new * X.std(0) + X.mean(0), lam)


@predict_new.mistake("new examples that are divided by the deviation, but not shifted by the mean.")
def not_shifted(X: Tensor, y: Tensor, X_new: Tensor, lam: float) -> Tensor:
    return _predicted(X, y, X_new + X.mean(0), lam)


@predict_new.mistake("no standardizing at all: the penalty charges the weights of scaled inputs.")
def no_scaling(X: Tensor, y: Tensor, X_new: Tensor, lam: float) -> Tensor:
    centered = X - X.mean(0)
    ridge = len(X) * lam / 2 * torch.eye(X.shape[1], dtype=X.dtype)
    w = torch.linalg.solve(centered.T @ centered + ridge, centered.T @ (y - y.mean(0)))
    return (X_new - X.mean(0)) @ w + y.mean(0)


@predict_new.mistake(
    "a mean and a deviation of all examples, old and new: use the training part's."
)
def together(X: Tensor, y: Tensor, X_new: Tensor, lam: float) -> Tensor:
    both = torch.cat([X, X_new])
    A = torch.cat([(X - both.mean(0)) / both.std(0), torch.ones_like(X[:, :1])], dim=1)
    prices = torch.full_like(A[0], len(X) * lam / 2)
    prices[-1] = 0
    w = torch.linalg.solve(A.T @ A + prices.diag(), A.T @ y)
    return (X_new - both.mean(0)) / both.std(0) @ w[:-1] + w[-1]


@predict_new.mistake("nλ on the diagonal: the derivative of a square has a 2, so it is nλ/2.")
def no_half(X: Tensor, y: Tensor, X_new: Tensor, lam: float) -> Tensor:
    return _predicted(X, y, X_new, 2 * lam)


@predict_new.mistake("no penalty at all: a 0 is meant for the bias alone.")
def no_penalty(X: Tensor, y: Tensor, X_new: Tensor, lam: float) -> Tensor:
    return _predicted(X, y, X_new, 0.0)


@predict_new.mistake("predictions without their bias.")
def no_bias(X: Tensor, y: Tensor, X_new: Tensor, lam: float) -> Tensor:
    return _predicted(X, y, X_new, lam) - y.mean(0)
