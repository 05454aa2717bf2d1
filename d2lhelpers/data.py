"""From tensors in memory to batches: iterate, split, fold, standardize, simulate."""

from collections.abc import Iterator
from numbers import Integral

import torch
from torch import Tensor

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
        if isinstance(batch_size, bool) or not isinstance(batch_size, Integral):
            raise TypeError(f"batch_size must be a whole number, not {batch_size!r}")
        if batch_size < 1:
            raise ValueError(f"batch_size must be 1 or more, not {batch_size}")
        self.tensors, self.batch_size, self.shuffle = tensors, int(batch_size), shuffle
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


def k_folds(n: int, k: int, generator: torch.Generator | None = None) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield (training rows, validation rows) for k-fold cross-validation; every row is held out exactly once.

    Parameters
    ----------
    n: number of examples.
    k: number of folds, 2 to n. Their sizes differ by one at most.
    generator: where the order is drawn from; without one the folds are contiguous.

    Raises
    ------
    ValueError: k is less than 2 or more than n.
    """
    if not 2 <= k <= n:
        raise ValueError(f"k must lie between 2 and the number of examples, {n}, not {k}")
    order = torch.arange(n) if generator is None else torch.randperm(n, generator=generator)
    folds = order.tensor_split(k)
    return ((torch.cat([*folds[:i], *folds[i + 1 :]]), folds[i]) for i in range(k))


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
    ValueError: a part has another number of features.
    """
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
        if not isinstance(t, Tensor):
            raise TypeError(f"expected tensors, got a {type(t).__name__}: turn it into one with torch.as_tensor")
        if t.ndim == 0 or len(t) == 0:
            raise ValueError(f"a tensor of shape {tuple(t.shape)} holds no examples")
    lengths = [len(t) for t in tensors]
    if len(set(lengths)) > 1:
        raise ValueError(f"the tensors have different numbers of examples: {', '.join(map(str, lengths))}")
