"""The way back through a perceptron with one hidden layer, and inputs to try it on."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

Four = tuple[Tensor, Tensor, Tensor, Tensor]


def _numbers(seed: int, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def case(n: int, inputs: int, units: int, classes: int, labels: list[int]) -> tuple[Tensor, ...]:
    """Fixed inputs of these sizes, and parameters."""
    parts = (_numbers(2, inputs, units), _numbers(3, units), _numbers(4, units, classes))
    return (_numbers(1, n, inputs), torch.tensor(labels), *parts, _numbers(5, classes))


FIRST = case(7, 3, 5, 4, [2, 0, 3, 3, 1, 0, 2])
SQUARE = case(4, 4, 4, 4, [3, 1, 0, 1])
MISSING = case(5, 3, 6, 4, [0, 2, 1, 0, 1])  # no example of the last class


def zeros() -> tuple[Tensor, ...]:
    """Inputs at which some units are exactly at their bend."""
    X, labels, W1, b1, W2, b2 = case(6, 3, 5, 4, [0, 1, 2, 3, 0, 1])
    X[::2], b1 = 0.0, b1 * torch.tensor([0.0, 1, 0, 1, 0])
    return X, labels, W1, b1, W2, b2


def large() -> tuple[Tensor, ...]:
    """Scores of several hundred."""
    X, labels, W1, b1, W2, b2 = FIRST
    return X, labels, W1, b1, 300 * W2, b2


@dataclass
class Steps:
    """What the way forward and the way back meet, each step where it can be spoiled."""

    Z: Tensor
    H: Tensor
    S: Tensor
    S_bar: Tensor
    H_bar: Tensor
    Z_bar: Tensor

    @classmethod
    def of(
        cls, X: Tensor, labels: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor
    ) -> "Steps":
        """The steps done right."""
        Z = X @ W1 + b1
        H = Z.clamp(min=0)
        S = H @ W2 + b2
        S_bar = (S.softmax(1) - F.one_hot(labels, S.shape[1])) / len(labels)
        H_bar = S_bar @ W2.T
        return cls(Z, H, S, S_bar, H_bar, H_bar * (Z > 0))


def collected(X: Tensor, H: Tensor, S_bar: Tensor, Z_bar: Tensor) -> Four:
    return X.T @ Z_bar, Z_bar.sum(0), H.T @ S_bar, S_bar.sum(0)


def right(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    steps = Steps.of(X, labels, *parts)
    return collected(X, steps.H, steps.S_bar, steps.Z_bar)


def with_scores(S_bar: Tensor, X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    """The gradients for another gradient of the scores."""
    steps = Steps.of(X, labels, *parts)
    return collected(X, steps.H, S_bar, (S_bar @ parts[2].T) * (steps.Z > 0))


def with_hidden(slope: Tensor, X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    """The gradients for another slope of relu."""
    steps = Steps.of(X, labels, *parts)
    return collected(X, steps.H, steps.S_bar, steps.H_bar * slope)
