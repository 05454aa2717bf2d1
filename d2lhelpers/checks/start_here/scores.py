"""Exercise 0.3: two mistakes that raise no error."""

import torch
from torch import Tensor

from ..frame import Attempt, exercise


def _right(X: Tensor, w: Tensor, b: float) -> Tensor:
    return X @ w.T + b


@exercise("0.3")
def scores(attempt: Attempt) -> None:
    """The sum of weights times features plus a bias, a column with a row for each example."""
    X, w = torch.tensor([[1.0, -2.0], [3.0, 4.0], [0.0, 6.0]]), torch.tensor([[2.0, 5.0]])
    attempt.agrees("three examples with two features", _right, X, w, 7.0)
    X, w = attempt.randn(4, 3), attempt.randn(1, 3)
    cases = {
        "four examples with three features": (X, w, 2.0),
        "as many examples as features": (X[:3], w, -1.5),
        "one example": (X[:1], w, 2.0),
        "one feature": (X[:, :1], w[:, :1], 2.0),
        "one example with one feature": (X[:1, :1], w[:, :1], 2.0),
        "without a bias (b = 0)": (X, w, 0.0),
        "features of 0 leave the bias": (torch.zeros(2, 3), w, 2.0),
    }
    attempt.each(_right, cases)
    thirds = torch.tensor([[1.0, -2.0], [3.0, 4.0]]) / 3
    attempt.precise(_right, thirds, thirds[:1], 0.1)


scores.symptom(
    "invalid for input of size",
    "a number of features or examples written into the code: it must work for any.",
)


@scores.mistake("the colleague's function as it stands: both mistakes are still in it.")
def as_it_stands(X: Tensor, w: Tensor, b: float) -> Tensor:
    return (X * (w + b)).sum(dim=1)


@scores.mistake(
    "a bias that is added to the weights: it is multiplied by the features then. The sum comes "
    "first, then the bias."
)
def bias_in_the_weights(X: Tensor, w: Tensor, b: float) -> Tensor:
    return X @ (w + b).T


@scores.mistake("a bias inside the sum: it is counted once for each feature.")
def bias_for_each_feature(X: Tensor, w: Tensor, b: float) -> Tensor:
    return (X * w + b).sum(dim=1, keepdim=True)


@scores.mistake("a bias inside the sum, counted once for each feature, and shape (n,), not (n, 1).")
def bias_for_each_feature_flat(X: Tensor, w: Tensor, b: float) -> Tensor:
    return (X * w + b).sum(dim=1)


@scores.mistake("scores without the bias: b is missing.")
def no_bias(X: Tensor, w: Tensor, b: float) -> Tensor:
    return X @ w.T


@scores.mistake("a bias that is subtracted.")
def bias_subtracted(X: Tensor, w: Tensor, b: float) -> Tensor:
    return X @ w.T - b


@scores.mistake("products that were not summed: `*` multiplies number by number and stops there.")
def not_summed(X: Tensor, w: Tensor, b: float) -> Tensor:
    return X * w + b


@scores.mistake("products that were not summed, with the bias in the weights.")
def not_summed_bias_in_the_weights(X: Tensor, w: Tensor, b: float) -> Tensor:
    return X * (w + b)


@scores.mistake("a sum over the examples (dim=0): each example has a score of its own.")
def over_examples(X: Tensor, w: Tensor, b: float) -> Tensor:
    return (X * w).sum(dim=0) + b


@scores.mistake("a sum over the examples (dim=0), kept as a row: each example has its own score.")
def over_examples_row(X: Tensor, w: Tensor, b: float) -> Tensor:
    return (X * w).sum(dim=0, keepdim=True) + b


@scores.mistake("one score for all examples together: sum along the features only.")
def over_everything(X: Tensor, w: Tensor, b: float) -> Tensor:
    return (X * w).sum() + b


@scores.mistake("a mean over the features: a score is a sum.")
def mean_of_products(X: Tensor, w: Tensor, b: float) -> Tensor:
    return (X * w).mean(dim=1, keepdim=True) + b


@scores.mistake("a shape of (n,). The scores are to be a column, (n, 1).")
def flat(X: Tensor, w: Tensor, b: float) -> Tensor:
    return X @ w[0] + b


@scores.mistake("one row of scores, (1, n). The examples are the first direction: (n, 1).")
def row(X: Tensor, w: Tensor, b: float) -> Tensor:
    return w @ X.T + b


@scores.mistake(
    "a shape of (n,) beside (n, 1): broadcasting makes a table of n × n out of them. Look at the "
    "shape of each part."
)
def table(X: Tensor, w: Tensor, b: float) -> Tensor:
    return (X @ w[0]).expand(len(X), -1) + b


@scores.mistake("a squeeze(): with one example or one feature it drops a direction that is needed.")
def squeezed(X: Tensor, w: Tensor, b: float) -> Tensor:
    return (X @ w.squeeze() + b).reshape(-1, 1)
