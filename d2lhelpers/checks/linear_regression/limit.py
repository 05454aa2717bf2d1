"""Exercise 2.7: the limit of the learning rate for a weighted loss."""

from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, exercise

X4 = torch.tensor([[1.0, 2.0], [-3.0, 0.5], [0.5, 1.0], [2.0, -1.0]])
COUNTS4 = torch.tensor([2.0, 0.5, 3.0, 0.0])
ADVICE = "With all counts 1 this must be the limit of the text: compare both on a small X."


def _with_ones(X: Tensor) -> Tensor:
    return torch.cat([X, torch.ones_like(X[:, :1])], dim=1)


def _hessian(A: Tensor, counts: Tensor) -> Tensor:
    return 2 * A.T @ (counts.reshape(-1, 1) * A) / counts.sum()


def _limit(X: Tensor, counts: Tensor) -> Tensor:
    return 2 / _steepest(_with_ones(X), counts)


def _steepest(A: Tensor, counts: Tensor) -> Tensor:
    return torch.linalg.eigvalsh(_hessian(A, counts))[-1]


def _number(result: Any) -> Any:
    """A tensor with one number, whatever its shape, as a number; a real one where it is complex."""
    if isinstance(result, Tensor) and result.numel() == 1:
        return (result.real if result.is_complex() else result).reshape(())
    return result


@exercise("2.7")
def largest_rate(attempt: Attempt) -> None:
    """2/λmax of the Hessian of the weighted mean squared error, with a bias."""
    attempt.agrees("four examples, two features", _limit, X4, COUNTS4, read=_number, advice=ADVICE)
    X, counts = (
        attempt.randn(20, 3) * torch.tensor([1.0, 2.0, 0.5]) + 0.7,
        0.2 + attempt.randn(20).abs(),
    )
    cases = {
        "all counts 1": (X4, torch.ones(4)),
        "twenty random examples": (X, counts),
        "the same examples with doubled counts": (X, 2 * counts),
        "counts that sum to less than 1": (X, counts / 100),
        "one feature": (X[:, :1], counts),
        "one example": (X4[:1], COUNTS4[:1]),
        "only one count is not 0": (X4, torch.tensor([0.0, 4.0, 0.0, 0.0])),
        "small features: the bias is the steepest direction": (X / 100, counts),
        "features in large units": (100 * X, counts),
        "a feature that is always 0": (X * torch.tensor([1.0, 0.0, 1.0]), counts),
    }
    attempt.each(_limit, cases, read=_number, advice=ADVICE)
    attempt.precise(_limit, X, counts, read=_number)


@largest_rate.mistake("a Hessian of the features alone: the bias is a direction, too.")
def no_bias(X: Tensor, counts: Tensor) -> Tensor:
    return 2 / _steepest(X, counts)


@largest_rate.mistake(
    "1 / λmax, which lands at the bottom of the steepest direction. The limit is twice that."
)
def bottom(X: Tensor, counts: Tensor) -> Tensor:
    return _limit(X, counts) / 2


@largest_rate.mistake("a missing factor 2 in the Hessian: the derivative of c · e² has one.")
def no_two(X: Tensor, counts: Tensor) -> Tensor:
    return _limit(X, counts) * 2


@largest_rate.mistake("a factor 4 too small: the limit is 2/λmax, and H has one factor 2.")
def quarter(X: Tensor, counts: Tensor) -> Tensor:
    return _limit(X, counts) / 4


@largest_rate.mistake("counts that were forgotten: an example with count 0 must not matter.")
def uncounted(X: Tensor, counts: Tensor) -> Tensor:
    return _limit(X, torch.ones_like(counts))


@largest_rate.mistake("a division by n: the loss divides by something else.")
def over_n(X: Tensor, counts: Tensor) -> Tensor:
    return _limit(X, counts) / counts.mean()


@largest_rate.mistake(
    "a Hessian that is not divided at all: the limit would shrink with every further example."
)
def undivided(X: Tensor, counts: Tensor) -> Tensor:
    return _limit(X, counts) / counts.sum()


@largest_rate.mistake("a division by how many counts are not 0, in place of their sum.")
def over_positive(X: Tensor, counts: Tensor) -> Tensor:
    return _limit(X, counts) * (counts > 0).sum() / counts.sum()


@largest_rate.mistake(
    "squared counts: they stand before e² as they are, so between Aᵀ and A they stand once."
)
def squared(X: Tensor, counts: Tensor) -> Tensor:
    return _limit(X, counts**2) * counts.sum() / (counts**2).sum()


@largest_rate.mistake(
    "squared shares: each count stands between Aᵀ and A once, divided by the sum once."
)
def squared_shares(X: Tensor, counts: Tensor) -> Tensor:
    share = counts / counts.sum()
    return _limit(X, share**2) / (share**2).sum()


@largest_rate.mistake("counts that only say yes or no: an example with count 3 counts three times.")
def yes_or_no(X: Tensor, counts: Tensor) -> Tensor:
    return _limit(X, (counts > 0).to(counts.dtype))


@largest_rate.mistake("the smallest eigenvalue: it belongs to the flattest direction.")
def flattest(X: Tensor, counts: Tensor) -> Tensor:
    return 2 / torch.linalg.eigvalsh(_hessian(_with_ones(X), counts))[0]


@largest_rate.mistake("the quickest rate, 2/(λmin + λmax). The limit is where it stops converging.")
def quickest(X: Tensor, counts: Tensor) -> Tensor:
    return 2 / torch.linalg.eigvalsh(_hessian(_with_ones(X), counts))[[0, -1]].sum()


@largest_rate.mistake("λmax itself.")
def curvature(X: Tensor, counts: Tensor) -> Tensor:
    return _steepest(_with_ones(X), counts)


@largest_rate.mistake("the trace, which is the sum of all eigenvalues.")
def trace(X: Tensor, counts: Tensor) -> Tensor:
    return 2 / _hessian(_with_ones(X), counts).trace()


@largest_rate.mistake(
    "the largest entry on the diagonal: the steepest direction can lie between two parameters."
)
def diagonal(X: Tensor, counts: Tensor) -> Tensor:
    return 2 / _hessian(_with_ones(X), counts).diagonal().max()


@largest_rate.mistake("the largest entry of the Hessian: it is no eigenvalue.")
def largest_entry(X: Tensor, counts: Tensor) -> Tensor:
    return 2 / _hessian(_with_ones(X), counts).abs().sum(dim=1).max()


@largest_rate.mistake("counts on the targets' side: the row of ones is to be weighted, too.")
def ones_unweighted(X: Tensor, counts: Tensor) -> Tensor:
    share = (counts / counts.sum()).sqrt().reshape(-1, 1)
    A = _with_ones(share * X)
    return 1 / torch.linalg.eigvalsh(A.T @ A)[-1]


@largest_rate.mistake("all eigenvalues: the steepest direction alone sets the limit.")
def all_directions(X: Tensor, counts: Tensor) -> Tensor:
    return 2 / torch.linalg.eigvalsh(_hessian(_with_ones(X), counts))


@largest_rate.mistake(
    "the norm of the Hessian, which counts all directions: the steepest alone decides."
)
def norm(X: Tensor, counts: Tensor) -> Tensor:
    return 2 / torch.linalg.matrix_norm(_hessian(_with_ones(X), counts))


@largest_rate.mistake("the mean of the eigenvalues: the largest decides.")
def mean(X: Tensor, counts: Tensor) -> Tensor:
    return 2 / torch.linalg.eigvalsh(_hessian(_with_ones(X), counts)).mean()


@largest_rate.mistake("the determinant, a product of all eigenvalues: the largest decides.")
def determinant(X: Tensor, counts: Tensor) -> Tensor:
    return 2 / torch.linalg.det(_hessian(_with_ones(X), counts))


@largest_rate.mistake("a division that happens twice: by the sum of the counts and by n.")
def divided_twice(X: Tensor, counts: Tensor) -> Tensor:
    return _limit(X, counts) * len(X)


@largest_rate.mistake("features whose mean was taken off: X comes as it is.")
def centered(X: Tensor, counts: Tensor) -> Tensor:
    return _limit(X - X.mean(dim=0), counts)


@largest_rate.mistake(
    "singular values of A in the place of the eigenvalues of H: those are their squares."
)
def singular(X: Tensor, counts: Tensor) -> Tensor:
    return 2 / torch.linalg.svdvals(_with_ones(X))[0]


@largest_rate.mistake("A Aᵀ in the place of Aᵀ A, and no counts.")
def outer(X: Tensor, counts: Tensor) -> Tensor:
    A = _with_ones(X)
    return 2 / torch.linalg.eigvalsh(A @ A.T)[-1]


@largest_rate.mistake(
    "an eigenvector in the place of an eigenvalue: eigh returns both, the values first."
)
def eigenvector(X: Tensor, counts: Tensor) -> Tensor:
    return 2 / torch.linalg.eigh(_hessian(_with_ones(X), counts)).eigenvectors
