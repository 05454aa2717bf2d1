"""A mean and its standard error, which several exercises return."""

from torch import Tensor

Pair = tuple[float, float]


def as_pair(first: Tensor, second: Tensor) -> Pair:
    """Two tensors of shape () as plain numbers."""
    return float(first), float(second)


def mean_with_error(values: Tensor) -> Pair:
    """The mean of values of shape (k,), and its standard error: std (k − 1) / √k."""
    return as_pair(values.mean(), values.std() / len(values) ** 0.5)
