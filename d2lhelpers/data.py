"""From tensors in memory to batches: iterate, split, fold, standardize, simulate."""

import operator
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import torch
from torch import Tensor

Batch = tuple[Tensor, ...]  # what fit and evaluate take: inputs and targets

SMALL = 16 * 2**20  # bytes: sets up to this size are permuted once an epoch, larger ones are indexed batch by batch


def batches(
    *tensors: Tensor,
    batch_size: int,
    shuffle: bool = False,
    generator: torch.Generator | None = None,
    drop_last: bool = False,
) -> "Batches":
    """Cut tensors into batches of examples, anew each time they are iterated.

    Parameters
    ----------
    tensors: each of shape (n, …), with the same n: inputs, targets, …
    batch_size: examples in a batch; the last batch is smaller where it does not divide n.
    shuffle: draw a new order of the examples for every epoch.
    generator: where the order is drawn from; torch's global one by default.
    drop_last: leave a smaller last batch out.

    Returns
    -------
    An object with a length (the number of batches) that yields tuples with one tensor of shape (batch_size, …) for
    each of `tensors`. Shuffled batches are copies; without shuffling they are views into `tensors`.

    Raises
    ------
    TypeError: something is not a tensor, or the batch size is no whole number.
    ValueError: no tensors, no examples, tensors of different lengths, or a batch size below 1.

    Examples
    --------
    >>> x = torch.arange(5)
    >>> [batch.tolist() for (batch,) in batches(x, batch_size=2)]
    [[0, 1], [2, 3], [4]]
    """
    return Batches(tensors, batch_size, shuffle, generator, drop_last)


class Batches:
    """What `batches` returns: iterable any number of times, with a length."""

    def __init__(
        self, tensors: tuple[Tensor, ...], batch_size: int, shuffle: bool, generator: torch.Generator | None, drop_last: bool
    ) -> None:
        _require_tensors(tensors)
        self.batch_size = whole_number("batch_size", batch_size)
        if self.batch_size < 1:
            raise ValueError(f"batch_size must be 1 or more, not {batch_size}")
        self.tensors, self.shuffle = tensors, shuffle
        self.generator, self.drop_last = generator, drop_last
        self._size = sum(t.nbytes for t in tensors)

    def __len__(self) -> int:
        whole, rest = divmod(len(self.tensors[0]), self.batch_size)
        return whole + (rest > 0 and not self.drop_last)

    def __iter__(self) -> Iterator[tuple[Tensor, ...]]:
        n = len(self.tensors[0])
        end = n - n % self.batch_size if self.drop_last else n
        if end == 0:  # splitting nothing would give one empty batch
            return iter(())
        if not self.shuffle:
            return zip(*(t[:end].split(self.batch_size) for t in self.tensors), strict=True)
        order = torch.randperm(n, generator=self.generator)
        if end < n:
            order = order[:end]
        if self.tensors[0].device != order.device:  # tensors on a GPU
            order = order.to(self.tensors[0].device)
        if self._size <= SMALL:
            return zip(*(t.index_select(0, order).split(self.batch_size) for t in self.tensors), strict=True)
        return (tuple(t.index_select(0, rows) for t in self.tensors) for rows in order.split(self.batch_size))


def split(*tensors: Tensor, fraction: float, generator: torch.Generator | None = None) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...]]:
    """Split the examples at random into two parts, the second holding `fraction` of them (rounded, at least one).

    Parameters
    ----------
    tensors: each of shape (n, …), with the same n.
    fraction: share of the second part, between 0 and 1.
    generator: where the order is drawn from.

    Returns
    -------
    Two tuples of tensors: the first part (for training), the second part (held out).

    Raises
    ------
    ValueError: the fraction is not between 0 and 1, or leaves a part empty, or the lengths differ.
    """
    _require_tensors(tensors)
    if not 0 < fraction < 1:
        raise ValueError(f"fraction must lie between 0 and 1, not {fraction}")
    n = len(tensors[0])
    held_out = max(1, round(n * fraction))
    if held_out >= n:
        raise ValueError(f"holding out {held_out} of {n} examples leaves none for training")
    order = torch.randperm(n, generator=generator)
    first, second = order[held_out:], order[:held_out]
    return tuple(t[first] for t in tensors), tuple(t[second] for t in tensors)


def k_folds(n: int, k: int, generator: torch.Generator | None = None) -> "Folds":
    """The pairs (training rows, validation rows) of k-fold cross-validation; every row is held out exactly once.

    Parameters
    ----------
    n: number of examples.
    k: number of folds, 2 to n. Their sizes differ by one at most.
    generator: where the order is drawn from, once; without one the folds are contiguous.

    Returns
    -------
    An object with the length k that can be iterated any number of times, so that every model is tried on the same folds.

    Raises
    ------
    TypeError: n or k is no whole number.
    ValueError: k is less than 2 or more than n.

    Examples
    --------
    >>> [(train.tolist(), valid.tolist()) for train, valid in k_folds(3, 3)]
    [([1, 2], [0]), ([0, 2], [1]), ([0, 1], [2])]
    """
    return Folds(whole_number("n", n), whole_number("k", k), generator)


class Folds:
    """What `k_folds` returns: iterable any number of times, with a length."""

    def __init__(self, n: int, k: int, generator: torch.Generator | None) -> None:
        if not 2 <= k <= n:
            raise ValueError(f"k must lie between 2 and the number of examples, {n}, not {k}")
        order = torch.arange(n) if generator is None else torch.randperm(n, generator=generator)
        self.folds = order.tensor_split(k)

    def __len__(self) -> int:
        return len(self.folds)

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        return ((torch.cat([*self.folds[:i], *self.folds[i + 1 :]]), held_out) for i, held_out in enumerate(self.folds))


def standardize(train: Tensor, *others: Tensor) -> tuple[Tensor, ...]:
    """Scale each column to mean 0 and standard deviation 1 by the training part alone.

    Parameters
    ----------
    train: shape (n, features); the mean and the standard deviation are taken from it.
    others: shape (m, features) each; scaled with the training part's numbers, so that nothing leaks from them.

    Returns
    -------
    The scaled training part, then the scaled others. A column that is constant in the training part is only shifted: 0 there.

    Raises
    ------
    TypeError: something is not a tensor.
    ValueError: a part has another number of features.
    """
    for part in (train, *others):
        _require_tensor(part)
    for other in others:
        if other.shape[1:] != train.shape[1:]:
            raise ValueError(f"the training part has features of shape {tuple(train.shape[1:])}, another part {tuple(other.shape[1:])}")
    mean, std = train.mean(0), train.std(0, correction=0)
    constant = (train == train[0]).all(0)  # rounding gives such a column a tiny spread, which must not be divided by
    mean, std = torch.where(constant, train[0], mean), torch.where(constant, torch.ones_like(std), std)
    return tuple((part - mean) / std for part in (train, *others))


def synthetic_linear(w: Tensor, b: float, n: int, noise: float = 0.01, generator: torch.Generator | None = None) -> tuple[Tensor, Tensor]:
    """Draw n examples of y = X w + b + noise, with X standard normal.

    Parameters
    ----------
    w: true weights, shape (features,).
    b: true bias.
    n: number of examples.
    noise: standard deviation of the noise, in units of y.
    generator: where X and the noise are drawn from.

    Returns
    -------
    X of shape (n, features) and y of shape (n, 1).
    """
    X = torch.randn(n, len(w), generator=generator)
    y = X @ w.reshape(-1, 1) + b
    return X, y + noise * torch.randn(y.shape, generator=generator)


def _require_tensors(tensors: tuple[Tensor, ...]) -> None:
    if not tensors:
        raise ValueError("no tensors were given: hand over the inputs and the targets")
    for t in tensors:
        _require_tensor(t)
        if t.ndim == 0 or len(t) == 0:
            raise ValueError(f"a tensor of shape {tuple(t.shape)} holds no examples")
    lengths = [len(t) for t in tensors]
    if len(set(lengths)) > 1:
        raise ValueError(f"the tensors have different numbers of examples: {', '.join(map(str, lengths))}")


def _require_tensor(value: Any) -> None:
    if not isinstance(value, Tensor):
        raise TypeError(f"expected a tensor, got a {type(value).__name__}: {_to_a_tensor(value)}")


def _to_a_tensor(value: Any) -> str:
    """What to write to make a tensor of a value."""
    if hasattr(value, "to_numpy"):  # of pandas; its mixed columns would give an array of objects
        return 'turn it into one with torch.tensor(x.to_numpy(dtype="float32"))'
    if getattr(getattr(value, "dtype", None), "kind", "") == "O":
        return 'turn it into one with torch.tensor(x.astype("float32"))'
    if isinstance(value, tuple | list) and value and all(isinstance(part, Tensor) for part in value):
        return "turn it into one with torch.stack(x)"
    if isinstance(value, tuple | list | range) or hasattr(value, "__array__"):
        return "turn it into one with torch.as_tensor(x)"
    return "a data set of your own goes into torch.utils.data.DataLoader"


def whole_number(name: str, value: Any) -> int:
    """A whole number as Python's int; one of NumPy is whole, too."""
    if not isinstance(value, bool):
        with suppress(TypeError):
            return operator.index(value)
    raise TypeError(f"{name} must be a whole number, not {value!r}")
