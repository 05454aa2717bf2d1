"""Exercise 9.4: the rows of k contiguous folds."""

from collections.abc import Sequence
from typing import Any

from ..frame import Attempt, exercise

Rows = list[list[list[int]]]


def _cut(n: int, ends: Sequence[int]) -> Rows:
    """The folds that end before these rows, the last one before n."""
    folds = zip([0, *ends], [*ends, n], strict=True)
    return [[[*range(start), *range(end, n)], list(range(start, end))] for start, end in folds]


def _ends(sizes: list[int]) -> list[int]:
    return [sum(sizes[: i + 1]) for i in range(len(sizes) - 1)]


def _fold_rows(n: int, k: int) -> Rows:
    return _cut(n, _ends([n // k + (i < n % k) for i in range(k)]))


def _plain(value: Any) -> Any:
    """Lists in the place of tuples, ranges, arrays and tensors."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, set | frozenset):
        value = sorted(value)
    if hasattr(value, "__next__"):
        value = list(value)
    return [_plain(v) for v in value] if isinstance(value, list | tuple | range) else value


@exercise("9.4")
def fold_rows(attempt: Attempt) -> None:
    """Pairs of training and held-out rows for k contiguous folds."""
    attempt.forbid("KFold", "k_folds", instead="range, // and %")
    advice = "Look at the rows of each round, training and held out, one after the other."
    law = "10 rows in 4 folds have the sizes 3, 3, 2, 2"
    attempt.agrees(law, _fold_rows, 10, 4, probe=(17, 5), read=_plain, advice=advice)
    k = int(attempt.randint(4, 7, 1))
    cases = {
        "the example: [([3, 4], [0, 1, 2]), ([0, 1, 2], [3, 4])]": (5, 2),
        "9 rows in 4 folds have the sizes 3, 2, 2, 2": (9, 4),
        "without a remainder": (3 * k, k),
        "with a remainder of k − 1": (4 * k - 1, k),
        "one row a fold (k = n)": (4, 4),
        "one fold: all rows are held out, none is left to train on": (3, 1),
    }
    attempt.each(_fold_rows, cases, read=_plain, advice=advice)


@fold_rows.mistake(
    "a last fold that takes all rows that are left over. The first n % k folds take one of them "
    "each."
)
def rest_to_last(n: int, k: int) -> Rows:
    return _cut(n, [(i + 1) * (n // k) for i in range(k - 1)])


@fold_rows.mistake(
    "a first fold that takes all rows that are left over. The first n % k folds take one of them "
    "each."
)
def rest_to_first(n: int, k: int) -> Rows:
    return _cut(n, [n % k + (i + 1) * (n // k) for i in range(k - 1)])


@fold_rows.mistake(
    "rows left out: n // k rows a fold do not reach the end. Every row is held out once."
)
def rest_dropped(n: int, k: int) -> Rows:
    return _cut(k * (n // k), [(i + 1) * (n // k) for i in range(k - 1)])


@fold_rows.mistake(
    "folds of n // k rows: the rows behind the last one are trained on every time, and never held "
    "out."
)
def rest_never_held_out(n: int, k: int) -> Rows:
    size = n // k
    starts = range(0, k * size, size)
    return [[[*range(s), *range(s + size, n)], list(range(s, s + size))] for s in starts]


@fold_rows.mistake("folds of the right sizes, but the smaller ones first.")
def larger_last(n: int, k: int) -> Rows:
    return _cut(n, _ends([n // k + (i >= k - n % k) for i in range(k)]))


@fold_rows.mistake(
    "folds of n / k rows, rounded up: the first folds take too much, and the last gets less than "
    "its share, or nothing."
)
def rounded_up(n: int, k: int) -> Rows:
    return _cut(n, [min(n, (i + 1) * -(-n // k)) for i in range(k - 1)])


@fold_rows.mistake(
    "ends n · i / k, rounded: the sizes differ by one, but the larger ones do not come first."
)
def rounded(n: int, k: int) -> Rows:
    return _cut(n, [round((i + 1) * n / k) for i in range(k - 1)])


@fold_rows.mistake(
    "ends n · i / k, rounded down: the sizes differ by one, but the larger ones do not come first."
)
def rounded_down(n: int, k: int) -> Rows:
    return _cut(n, [(i + 1) * n // k for i in range(k - 1)])


@fold_rows.mistake(
    "one larger fold too many: row n % k is counted from 0, so it is i < n % k, not i <= n % k."
)
def one_too_many(n: int, k: int) -> Rows:
    sizes = [n // k + (i <= n % k) for i in range(k)]
    starts = [0, *_ends(sizes)]
    return [
        [[*range(s), *range(s + size, n)], list(range(s, s + size))]
        for s, size in zip(starts, sizes, strict=True)
    ]


@fold_rows.mistake(
    "a row behind each fold left out of the training rows: they go on where the fold ends."
)
def row_behind_left_out(n: int, k: int) -> Rows:
    return [[[i for i in rows if i != out[-1] + 1], out] for rows, out in _fold_rows(n, k)]


@fold_rows.mistake("rows dealt out in turn, like cards: here the folds are contiguous.")
def dealt_out(n: int, k: int) -> Rows:
    return [
        [[i for i in range(n) if i % k != j], [i for i in range(n) if i % k == j]] for j in range(k)
    ]


@fold_rows.mistake(
    "an overlap: the held-out rows are among the training rows as well. Such a score is no test."
)
def overlap(n: int, k: int) -> Rows:
    return [[list(range(n)), out] for _, out in _fold_rows(n, k)]


@fold_rows.mistake("the pair the wrong way round: (training rows, held-out rows).")
def swapped(n: int, k: int) -> Rows:
    return [[out, rows] for rows, out in _fold_rows(n, k)]


@fold_rows.mistake(
    "training on the rows before the fold alone: those behind it belong to the training, too."
)
def before_alone(n: int, k: int) -> Rows:
    return [[[i for i in rows if i < out[0]], out] for rows, out in _fold_rows(n, k)]


@fold_rows.mistake(
    "training on the rows behind the fold alone: those before it belong to the training, too."
)
def behind_alone(n: int, k: int) -> Rows:
    return [[[i for i in rows if i > out[-1]], out] for rows, out in _fold_rows(n, k)]


@fold_rows.mistake(
    "training rows that are not in rising order: first those before the fold, then those behind it."
)
def behind_first(n: int, k: int) -> Rows:
    return [
        [[i for i in rows if i > out[-1]] + [i for i in rows if i < out[0]], out]
        for rows, out in _fold_rows(n, k)
    ]


@fold_rows.mistake("rows counted from 1: the first row is 0.")
def from_one(n: int, k: int) -> Rows:
    return [[[i + 1 for i in part] for part in pair] for pair in _fold_rows(n, k)]


@fold_rows.mistake("the held-out rows alone: each round needs its training rows, too.")
def held_out_alone(n: int, k: int) -> list[list[int]]:
    return [out for _, out in _fold_rows(n, k)]


@fold_rows.mistake("one round alone: a return inside the loop?")
def first_round(n: int, k: int) -> Rows:
    return _fold_rows(n, k)[:1]
