"""Checks of chapter 09: log-RMSE, fill and scale, one-hot, fold rows, standard error, paired gain, submission."""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .exercise import Attempt, exercise, names_used

Rows = list[tuple[list[int], list[int]]]

# 9.1


def _log_rmse(prediction: Tensor, price: Tensor) -> Tensor:
    return (prediction.log() - price.log()).square().mean().sqrt()


LOG_RMSE_MISTAKES: Mapping[str, Callable[..., Tensor]] = {
    "the RMSE of the prices in dollars: take the logarithm of both first.": lambda p, q: (p - q).square().mean().sqrt(),
    "the logarithm of the RMSE: the logarithm comes first, of each price, and the error second.": lambda p, q: (
        (p - q).square().mean().sqrt().log()
    ),
    "a missing root: this is the mean of the squares.": lambda p, q: (p.log() - q.log()).square().mean(),
    "absolute errors of the logarithms: square them, and take the root of their mean.": lambda p, q: (p.log() - q.log()).abs().mean(),
    "a sum in place of the mean.": lambda p, q: (p.log() - q.log()).square().sum().sqrt(),
    "logarithms to base 10: the score has natural ones, .log().": lambda p, q: (p.log10() - q.log10()).square().mean().sqrt(),
    "logarithms to base 2: the score has natural ones, .log().": lambda p, q: (p.log2() - q.log2()).square().mean().sqrt(),
    "errors as shares of the price: close to the difference of the logarithms for small errors, but not the same.": lambda p, q: (
        ((p - q) / q).square().mean().sqrt()
    ),
    "the mean of the errors squared: errors of opposite signs cancel. Square first, then take the mean.": lambda p, q: (
        (p.log() - q.log()).mean().abs()
    ),
    "logarithms of the squared prices, or 2 times the error.": lambda p, q: 2 * _log_rmse(p, q),
    "log1p, the logarithm of 1 + price: with prices above 0 nothing is to be added.": lambda p, q: (
        (p.log1p() - q.log1p()).square().mean().sqrt()
    ),
    "prices clipped to 1 or more: they are positive, which is enough for the logarithm.": lambda p, q: _log_rmse(
        p.clamp(min=1), q.clamp(min=1)
    ),
    "predictions clipped to 1 or more: they are positive, which is enough for the logarithm.": lambda p, q: _log_rmse(p.clamp(min=1), q),
    "a standard deviation: it subtracts the mean error, so a model that is always too high looks good.": lambda p, q: (
        p.log() - q.log()
    ).std(correction=0),
    "a standard deviation (and with n − 1): it subtracts the mean error first.": lambda p, q: (p.log() - q.log()).std(),
    "a root of the sum divided by n: divide inside the root.": lambda p, q: (p.log() - q.log()).square().sum().sqrt() / len(p),
}


@exercise("9.1")
def log_rmse(a: Attempt) -> None:
    """Root mean squared error of the natural logarithms of prices."""
    prediction, price = torch.tensor([300_000.0, 50_000.0]), torch.tensor([100_000.0, 100_000.0])
    law = "by hand: errors log 3 and −log 2, so the root of ((log 3)² + (log 2)²) / 2, about 0.9185"
    a.agrees(law, _log_rmse, prediction, price, mistakes=LOG_RMSE_MISTAKES)
    price = (11.5 + 0.5 * a.randn(7)).exp()
    prediction = price * (0.1 + 0.3 * a.randn(7)).exp()
    a.agrees("on seven random houses", _log_rmse, prediction, price, mistakes=LOG_RMSE_MISTAKES)
    million = prediction / 1e6, price / 1e6
    a.agrees("millions of dollars in place of dollars change nothing", _log_rmse, *million, mistakes=LOG_RMSE_MISTAKES)
    a.agrees("a perfect prediction has the error 0", _log_rmse, price, price, mistakes=LOG_RMSE_MISTAKES)


# 9.2


def _filled(part: Tensor, value: Tensor | float) -> Tensor:
    return torch.where(part.isnan(), torch.as_tensor(value, dtype=part.dtype), part)


def _fill_and_scale(train: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    mean = train.nanmean(dim=0)
    std = _filled(train, mean).std(dim=0, correction=0)
    return (_filled(train, mean) - mean) / std, (_filled(other, mean) - mean) / std


def _with_both(train: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    scaled, _ = _fill_and_scale(torch.cat([train, other]), other)
    return scaled[: len(train)], scaled[len(train) :]


def _each_its_own(train: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    return _fill_and_scale(train, train)[0], _fill_and_scale(other, other)[0]


def _by(train: Tensor, other: Tensor, fill: Tensor | float, mean: Tensor, std: Tensor) -> tuple[Tensor, Tensor]:
    return (_filled(train, fill) - mean) / std, (_filled(other, fill) - mean) / std


def _zeros_first(train: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    zeros = _filled(train, 0.0)
    return _by(train, other, 0.0, zeros.mean(0), zeros.std(0, correction=0))


def _own_fill(train: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    return _fill_and_scale(train, _filled(other, other.nanmean(dim=0)))


def _std_without_gaps(train: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    mean = train.nanmean(dim=0)
    std = (train - mean).square().nanmean(dim=0).sqrt()
    return _by(train, other, mean, mean, std)


def _sample_std(train: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    mean = train.nanmean(dim=0)
    return _by(train, other, mean, mean, _filled(train, mean).std(dim=0))


def _one_mean(train: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    mean = train.nanmean()
    filled = _filled(train, mean)
    return _by(train, other, mean, filled.mean(), filled.std(correction=0))


def _medians(train: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    filled = _filled(train, train.nanmedian(dim=0).values)
    return _by(train, other, train.nanmedian(dim=0).values, filled.mean(0), filled.std(0, correction=0))


def _to_range(train: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    filled = _filled(train, train.nanmean(dim=0))
    low, high = filled.amin(dim=0), filled.amax(dim=0)
    return _by(train, other, train.nanmean(dim=0), low, high - low)


FILL_MISTAKES: Mapping[str, Callable[..., tuple[Tensor, Tensor]]] = {
    "a leak: means and spreads of both parts together. Only the training part may be asked.": _with_both,
    "the other part scaled by its own mean and spread: it is to be measured with the training part's.": _each_its_own,
    "the other part's gaps filled with its own means: fill them with the training part's.": _own_fill,
    "gaps filled with 0 before the scaling: an area of 0 is no guess for an unknown one. Fill with the column's mean.": _zeros_first,
    "a standard deviation without the filled gaps: first fill, then take the spread of the filled column.": _std_without_gaps,
    "std() as it comes, which divides by n − 1: here correction=0 is asked for.": _sample_std,
    "one mean and spread for the whole table: each column has its own (dim=0).": _one_mean,
    "the median in the place of the mean.": _medians,
    "a division by the variance: divide by the standard deviation.": lambda train, other: _by(
        train,
        other,
        train.nanmean(dim=0),
        train.nanmean(dim=0),
        _filled(train, train.nanmean(dim=0)).var(dim=0, correction=0),
    ),
    "a shift without the scaling: divide by the standard deviation, too.": lambda train, other: _by(
        train, other, train.nanmean(dim=0), train.nanmean(dim=0), torch.ones(train.shape[1])
    ),
    "filled parts that were not scaled.": lambda train, other: (
        _filled(train, train.nanmean(dim=0)),
        _filled(other, train.nanmean(dim=0)),
    ),
    "the other part filled, but not scaled.": lambda train, other: (
        _fill_and_scale(train, other)[0],
        _filled(other, train.nanmean(dim=0)),
    ),
    "one standard deviation for the whole table: each column has its own (dim=0).": lambda train, other: _by(
        train, other, train.nanmean(dim=0), train.nanmean(dim=0), _filled(train, train.nanmean(dim=0)).std(correction=0)
    ),
    "a scaling to the range from 0 to 1: subtract the mean and divide by the standard deviation.": _to_range,
    "the two parts in the wrong order: (train, other).": lambda train, other: _fill_and_scale(train, other)[::-1],
}


@exercise("9.2")
def fill_and_scale(a: Attempt) -> None:
    """Gaps filled and columns scaled by the training part alone."""
    gap = math.nan
    train, other = torch.tensor([[100.0], [gap], [gap], [300.0]]), torch.tensor([[250.0], [gap], [150.0]])
    law = "by hand: mean 200, std 70.71: −1.414, 0, 0, 1.414, and held out 0.7071, 0, −0.7071"
    expected = _fill_and_scale(train, other)
    result = a(train, other)
    a.law(
        "no gap is left",
        not any(
            isinstance(part, Tensor) and bool(part.isnan().any()) for part in (result if isinstance(result, tuple | list) else [result])
        ),
        "Some gaps are still there. The mean of a column with a gap is a gap (use nanmean), and x == nan is never true (use isnan).",
        train=train,
        other=other,
        got=result,
    )
    a.equal(law, result, expected, mistakes=_made(FILL_MISTAKES, train, other), train=train, other=other)
    train, other = 3 * a.randn(9, 3) + torch.tensor([5.0, -2.0, 40.0]), 2 * a.randn(6, 3) + torch.tensor([7.0, -2.0, 30.0])
    train[2, 0] = train[5, 0] = train[4, 2] = other[1, 0] = other[3, 1] = gap
    a.agrees("on random parts with gaps, some of them in the other part alone", _fill_and_scale, train, other, mistakes=FILL_MISTAKES)
    alone = a(train, other[:1])
    expected = tuple(part[:1] for part in _fill_and_scale(train, other))
    a.equal(
        "a house is scaled alike, whoever stands beside it",
        alone[1] if isinstance(alone, tuple | list) and len(alone) == 2 else alone,
        expected[1],
        advice="Its result depends on the other held-out rows: that is a leak.",
        other=other[:1],
    )


def _made(mistakes: Mapping[str, Callable[..., Any]], *inputs: Any) -> dict[str, Any]:
    """What each mistake gives on these inputs, where it can be made."""
    made = {}
    for sentence, wrong in mistakes.items():
        try:
            made[sentence] = wrong(*inputs)
        except Exception:  # this mistake cannot be made on these inputs
            continue
    return made


# 9.3


def _table(levels: Sequence[str], words: Sequence[str]) -> Tensor:
    return torch.tensor([[float(word == level) for level in levels] for word in words])


def _one_hot(train_words: list[str], words: list[str]) -> Tensor:
    return _table(sorted(set(train_words)), words)


def _numbered(train_words: list[str], words: list[str], unseen: int) -> Tensor:
    levels = sorted(set(train_words))
    table = torch.zeros(len(words), len(levels))
    for row, word in enumerate(words):
        table[row, levels.index(word) if word in levels else unseen] = 1.0
    return table


ONE_HOT_MISTAKES: Mapping[str, Callable[..., Tensor]] = {
    "columns for the words of both lists: a word that only the second list has gets no column.": lambda train, words: _table(
        sorted(set(train) | set(words)), words
    ),
    "columns for the second list's own words: the columns are the training words', whatever comes later.": lambda train, words: _table(
        sorted(set(words)), words
    ),
    "columns in the order in which the words come: sort them.": lambda train, words: _table(list(dict.fromkeys(train)), words),
    "rows and columns exchanged: a row for every word, a column for every level.": lambda train, words: _one_hot(train, words).T,
    "columns in falling order of the alphabet.": lambda train, words: _table(sorted(set(train), reverse=True), words),
    "an unseen word that was put into the last column (an index of −1?): its row is all zeros.": lambda train, words: _numbered(
        train, words, -1
    ),
    "an unseen word that was put into the first column: its row is all zeros.": lambda train, words: _numbered(train, words, 0),
    "unseen words left out: every word has its row, if only of zeros.": lambda train, words: _table(
        sorted(set(train)), [word for word in words if word in train]
    ),
    "a first column left out, as for a reference level: here every level has one.": lambda train, words: _one_hot(train, words)[:, 1:],
    "a column for every training word, repeated ones too: each different word has one, set(train_words).": lambda train, words: _table(
        sorted(train), words
    ),
    "the training words themselves encoded: the rows stand for `words`.": lambda train, words: _one_hot(train, train),
    "a column more, for unseen words: their rows are all zeros.": lambda train, words: torch.cat(
        [_one_hot(train, words), torch.tensor([[float(word not in train)] for word in words])], dim=1
    ),
}


@exercise("9.3")
def one_hot(a: Attempt) -> None:
    """A column for each training word; zeros for a word never seen."""
    train, words = ["Wood", "Gas", "Gas", "Coal"], ["Gas", "Wood", "Solar"]
    expected = _one_hot(train, words)
    result = a(train, words)
    kind = isinstance(result, Tensor) and result.dtype in (torch.int64, torch.int32, torch.bool, torch.uint8)
    a.law(
        "the numbers are float32",
        not kind,
        "Whole numbers or True/False came: float(…) makes the 0.0 and 1.0 that a layer can multiply.",
        got=result,
    )
    made = _made(ONE_HOT_MISTAKES, train, words)
    shuffled = [_table(order, words) for order in itertools.permutations(sorted(set(train)))]
    unsorted = isinstance(result, Tensor) and any(torch.equal(result, table) for table in shuffled)
    advice = "This looks like levels in an order of chance (a set has none): sort them." if unsorted else ""
    law = "by hand: columns Coal, Gas, Wood; rows [0, 1, 0], [0, 0, 1], and zeros for Solar"
    shown = {"train_words": train, "words": words}
    a.equal(law, result, expected, mistakes=made, advice=advice, **shown)
    letters = [f"level {letter}" for letter in "dbacfeg"]
    train = [letters[i] for i in a.randint(0, 5, 12).tolist()] + letters[:5]
    words = [letters[i] for i in a.randint(0, 7, 9).tolist()] + letters[5:]
    a.agrees("on random words, two of them never seen", _one_hot, train, words, mistakes=ONE_HOT_MISTAKES)
    a.agrees("words that are all new give rows of zeros alone", _one_hot, ["a", "b"], ["x", "y", "z"], mistakes=ONE_HOT_MISTAKES)


# 9.4


def _cut(n: int, ends: Sequence[int]) -> Rows:
    return [([*range(start), *range(end, n)], list(range(start, end))) for start, end in zip([0, *ends], [*ends, n], strict=False)]


def _fold_rows(n: int, k: int) -> Rows:
    sizes = [n // k + (i < n % k) for i in range(k)]
    return _cut(n, [sum(sizes[: i + 1]) for i in range(k - 1)])


def _rest_to_last(n: int, k: int) -> Rows:
    return _cut(n, [(i + 1) * (n // k) for i in range(k - 1)])


def _rest_dropped(n: int, k: int) -> Rows:
    return _cut(k * (n // k), [(i + 1) * (n // k) for i in range(k - 1)])


def _larger_last(n: int, k: int) -> Rows:
    sizes = [n // k + (i >= k - n % k) for i in range(k)]
    return _cut(n, [sum(sizes[: i + 1]) for i in range(k - 1)])


def _rounded_up(n: int, k: int) -> Rows:
    return _cut(n, [min(n, (i + 1) * -(-n // k)) for i in range(k - 1)])


def _rounded(n: int, k: int) -> Rows:
    return _cut(n, [round((i + 1) * n / k) for i in range(k - 1)])


def _interleaved(n: int, k: int) -> Rows:
    return [([i for i in range(n) if i % k != j], [i for i in range(n) if i % k == j]) for j in range(k)]


FOLD_MISTAKES: Mapping[str, Callable[[int, int], Rows]] = {
    "a last fold that takes all rows that are left over. The first n % k folds take one of them each.": _rest_to_last,
    "rows left out: n // k rows a fold do not reach the end. Every row is held out once.": _rest_dropped,
    "folds of the right sizes, but the smaller ones first.": _larger_last,
    "folds of n / k rows, rounded up: the first folds take too much, and the last gets less than its share, or nothing.": _rounded_up,
    "ends n · i / k, rounded: the sizes differ by one, but the larger ones do not come first.": _rounded,
    "a row behind each fold left out of the training rows: they go on where the fold ends.": lambda n, k: [
        ([i for i in rows if i != out[-1] + 1], out) for rows, out in _fold_rows(n, k)
    ],
    "rows dealt out in turn, like cards: here the folds are contiguous.": _interleaved,
    "an overlap: the held-out rows are among the training rows as well. Such a score is no test.": lambda n, k: [
        (list(range(n)), out) for _, out in _fold_rows(n, k)
    ],
    "the pair the wrong way round: (training rows, held-out rows).": lambda n, k: [(out, rows) for rows, out in _fold_rows(n, k)],
    "training on the rows before the fold alone: those behind it belong to the training, too.": lambda n, k: [
        ([i for i in rows if i < out[0]], out) for rows, out in _fold_rows(n, k)
    ],
    "rows counted from 1: the first row is 0.": lambda n, k: [
        ([i + 1 for i in rows], [i + 1 for i in out]) for rows, out in _fold_rows(n, k)
    ],
}


def _plain(value: Any) -> Any:
    """Lists in the place of tuples, ranges, arrays and tensors."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, set):
        value = sorted(value)
    return [_plain(v) for v in value] if isinstance(value, list | tuple | range) else value


@exercise("9.4")
def fold_rows(a: Attempt) -> None:
    """Pairs of training and held-out rows for k contiguous folds."""
    used = {"KFold", "k_folds"} & names_used(a.value)
    a.law("it is your own", not used, "KFold and k_folds are what you are to build.")
    _compare_folds(a, "8 rows in 3 folds have the sizes 3, 3, 2", 8, 3)
    _compare_folds(a, "the example: [([3, 4], [0, 1, 2]), ([0, 1, 2], [3, 4])]", 5, 2)
    k = int(a.randint(4, 7, 1))
    n = k * int(a.randint(2, 5, 1)) + k - 1
    _compare_folds(a, "with a remainder of k − 1", n, k)
    _compare_folds(a, "with a remainder of 1: 9 rows in 4 folds have the sizes 3, 2, 2, 2", 9, 4)
    _compare_folds(a, "without a remainder", 3 * k, k)
    _compare_folds(a, "one row a fold (k = n)", 4, 4)


def _compare_folds(a: Attempt, law: str, n: int, k: int) -> None:
    result = a(n, k, like=None)
    result = list(result) if hasattr(result, "__next__") else result
    expected = [[rows, out] for rows, out in _fold_rows(n, k)]
    got = _plain(result)
    made = {sentence: [[rows, out] for rows, out in wrong(n, k)] for sentence, wrong in FOLD_MISTAKES.items()}
    if isinstance(got, list) and got != expected:
        made["the held-out rows alone: each round needs its training rows, too."] = [out for _, out in expected]
        named = next((sentence for sentence, value in made.items() if got == value), "")
        advice = f"This looks like {named}" if named else "Look at the rows of each round: which are missing, which are there twice?"
        a.law(law, False, advice, n=n, k=k, got=got, expected=expected)
    a.equal(law, got, expected, n=n, k=k)


# 9.5 and 9.6


def _mean_and_error(errors: Tensor) -> tuple[Tensor, Tensor]:
    return errors.mean(), errors.std() / len(errors) ** 0.5


ERROR_MISTAKES: Mapping[str, Callable[[Tensor], tuple[Tensor, Tensor]]] = {
    "the standard deviation itself: it tells how single folds differ. Divide by the root of their number.": lambda e: (e.mean(), e.std()),
    "a division by k in place of its root.": lambda e: (e.mean(), e.std() / len(e)),
    "a spread that divides by k (correction=0): one number was spent on the mean, so it is k − 1.": lambda e: (
        e.mean(),
        e.std(correction=0) / len(e) ** 0.5,
    ),
    "the variance in the place of the standard deviation.": lambda e: (e.mean(), e.var() / len(e) ** 0.5),
    "a missing root: the variance divided by k is the square of the standard error.": lambda e: (e.mean(), e.var() / len(e)),
    "a division by √(k − 1) on top of the k − 1 inside std(): divide by √k.": lambda e: (e.mean(), e.std() / (len(e) - 1) ** 0.5),
    "a multiplication by √k: the mean is surer than a single fold, so divide.": lambda e: (e.mean(), e.std() * len(e) ** 0.5),
    "the median in the place of the mean.": lambda e: (e.median(), e.std() / len(e) ** 0.5),
    "a division by √5: the number of folds is len(errors).": lambda e: (e.mean(), e.std() / 5**0.5),
    "a root mean square: subtract the mean before you square (std() does).": lambda e: (
        e.mean(),
        e.square().mean().sqrt() / len(e) ** 0.5,
    ),
    "two standard errors: one is asked for.": lambda e: (e.mean(), 2 * e.std() / len(e) ** 0.5),
    "a sum in the place of the mean.": lambda e: (e.sum(), e.std() / len(e) ** 0.5),
    "the two values in the wrong order.": lambda e: (e.std() / len(e) ** 0.5, e.mean()),
}


def _two(value: Any) -> Any:
    """A pair of numbers from whatever holds two: a tensor or an array of shape (2,), numpy's numbers."""
    if isinstance(value, Tensor | np.ndarray) and value.shape == (2,):
        value = tuple(value)
    if isinstance(value, tuple | list):
        return tuple(float(v) if isinstance(v, np.number | np.ndarray) and np.ndim(v) == 0 else v for v in value)
    return value


def _agree(a: Attempt, law: str, reference: Callable[..., Any], *inputs: Tensor, mistakes: Mapping[str, Callable[..., Any]]) -> None:
    names = ("errors",) if len(inputs) == 1 else ("old", "new")
    shown = dict(zip(names, inputs, strict=True))
    a.equal(law, _two(a(*inputs)), reference(*inputs), mistakes=_made(mistakes, *inputs), tolerance=1e-5, **shown)


@exercise("9.5")
def mean_and_error(a: Attempt) -> None:
    """Mean of the folds' errors and its standard error."""
    errors = torch.tensor([0.10, 0.12, 0.17])
    law = "by hand: the mean is 0.13, the std √0.0013 ≈ 0.0361, so the standard error ≈ 0.0208"
    _agree(a, law, _mean_and_error, errors, mistakes=ERROR_MISTAKES)
    _agree(a, "on random errors of 4 folds", _mean_and_error, 1 + a.randn(4).abs(), mistakes=ERROR_MISTAKES)
    errors = 1 + a.randn(10).abs()
    _agree(a, "on random errors of 10 folds", _mean_and_error, errors, mistakes=ERROR_MISTAKES)


def _paired(old: Tensor, new: Tensor) -> tuple[Tensor, Tensor]:
    return _mean_and_error(old - new)


def _apart(old: Tensor, new: Tensor) -> Tensor:
    return ((old.var() + new.var()) / len(old)).sqrt()


PAIRED_MISTAKES: Mapping[str, Callable[..., tuple[Tensor, Tensor]]] = {
    "a sign turned: a lower error of the new model is a gain, so it is old − new.": lambda old, new: _paired(new, old),
    "the two models' own standard errors joined: the noise that both share must cancel first, in the differences.": lambda old, new: (
        (old - new).mean(),
        _apart(old, new),
    ),
    "the two standard errors added up: take the differences first, then their spread.": lambda old, new: (
        (old - new).mean(),
        _mean_and_error(old)[1] + _mean_and_error(new)[1],
    ),
    "the difference of the two standard errors: take the differences of the errors, fold by fold.": lambda old, new: (
        (old - new).mean(),
        _mean_and_error(old)[1] - _mean_and_error(new)[1],
    ),
    "the spread of the differences without the division by √k.": lambda old, new: ((old - new).mean(), (old - new).std()),
    "a division by k in place of its root.": lambda old, new: ((old - new).mean(), (old - new).std() / len(old)),
    "a spread that divides by k (correction=0) in place of k − 1.": lambda old, new: (
        (old - new).mean(),
        (old - new).std(correction=0) / len(old) ** 0.5,
    ),
    "absolute differences: folds where the new model is worse must count against it.": lambda old, new: _mean_and_error((old - new).abs()),
    "a gain relative to the old error: asked is the difference itself.": lambda old, new: _mean_and_error((old - new) / old),
    "a division by √(k − 1) on top of the k − 1 inside std(): divide by √k.": lambda old, new: (
        (old - new).mean(),
        (old - new).std() / (len(old) - 1) ** 0.5,
    ),
    "the new model's own standard error: asked is that of the differences.": lambda old, new: (
        (old - new).mean(),
        new.std() / len(new) ** 0.5,
    ),
    "the share of folds on which the new model is better: asked is by how much.": lambda old, new: (
        (old > new).float().mean(),
        (old - new).std() / len(old) ** 0.5,
    ),
    "sorted errors: that pairs the folds of one model with other folds of the other.": lambda old, new: _mean_and_error(
        old.sort().values - new.sort().values
    ),
    "the two values in the wrong order.": lambda old, new: _paired(old, new)[::-1],
}


@exercise("9.6")
def paired_gain(a: Attempt) -> None:
    """Mean gain of a new model on the same folds and its standard error."""
    old, new = torch.tensor([0.10, 0.20, 0.15]), torch.tensor([0.11, 0.17, 0.14])
    law = "by hand: differences −0.01, 0.03, 0.01; mean 0.01, std 0.02, standard error 0.01155"
    _agree(a, law, _paired, old, new, mistakes=PAIRED_MISTAKES)
    old = 2 + a.randn(6).abs()
    new = old - 0.1 + 0.3 * a.randn(6)
    _agree(a, "on six random folds", _paired, old, new, mistakes=PAIRED_MISTAKES)
    _agree(a, "a model gains nothing on itself", _paired, old, old, mistakes=PAIRED_MISTAKES)


# 9.7

WORDS = ["length", "ids", "order", "not finite", "not positive"]


def _problems(ids: list[int], prices: list[float], test_ids: list[int]) -> list[str]:
    found = {
        "length": not len(ids) == len(prices) == len(test_ids),
        "ids": sorted(ids) != sorted(test_ids),
        "order": sorted(ids) == sorted(test_ids) and ids != test_ids,
        "not finite": not all(map(math.isfinite, prices)),
        "not positive": any(price <= 0 for price in prices),
    }
    return [word for word, wrong in found.items() if wrong]


CASES: list[tuple[str, list[int], list[float], str]] = [
    ("a valid submission has none", [7, 8, 9], [1.0, 2.0, 3.0], "A valid file is refused. Which of your tests is true here?"),
    (
        "a price of 0 is not positive",
        [7, 8, 9],
        [1.0, 0.0, 3.0],
        "This looks like a test for negative prices alone (0 is not positive either, use <= 0), "
        "or one that asks whether all prices are bad: any(…).",
    ),
    ("a negative price", [7, 8, 9], [1.0, -2.0, 3.0], "Is every price compared with 0?"),
    (
        "NaN is not finite, and neither positive nor negative",
        [7, 8, 9],
        [1.0, math.nan, 3.0],
        "This looks like a comparison with NaN (it equals nothing, not even itself, and is neither above nor below), "
        "a test for infinity alone, or one that asks whether all prices are bad. np.isfinite knows both; one bad price is enough.",
    ),
    (
        "infinity is not finite",
        [7, 8, 9],
        [1.0, math.inf, 3.0],
        "This looks like a test for NaN alone (isnan): infinity is not finite either.",
    ),
    (
        "the right ids in another order",
        [8, 7, 9],
        [1.0, 2.0, 3.0],
        "This looks like a comparison of sets or sorted ids alone, or one that takes another order for other ids: "
        'the prices would go to the wrong houses. The word is "order".',
    ),
    ("an id that is no test id", [7, 8, 5], [1.0, 2.0, 3.0], 'Other ids are "ids", and then "order" is not said.'),
    (
        "an id that stands twice",
        [7, 8, 8],
        [1.0, 2.0, 3.0],
        "This looks like a comparison that does not count: are all ids among the test ids, and how often? sorted lists tell.",
    ),
    (
        "several problems, all named",
        [8, 7, 9],
        [math.nan, -2.0, 3.0],
        "This looks like a return at the first problem (or elif between tests that do not depend on each other): all are asked for.",
    ),
    (
        "as many ids and prices, but a row too few",
        [7, 8],
        [1.0, 2.0],
        "This looks like a length that was compared with the other list of the file alone: the test ids decide how many there must be.",
    ),
    ("a price too few", [7, 8, 9], [1.0, 2.0], "This looks like a length of the ids alone: the prices are counted, too."),
    ("an id too few", [7, 8], [1.0, 2.0, 3.0], "This looks like a length of the prices alone: the ids are counted, too."),
    (
        "a row too many: an id stands twice, though all test ids are there",
        [7, 8, 9, 9],
        [1.0, 2.0, 3.0, 4.0],
        "This looks like a comparison of sets, which forget how often an id stands there, or a length that looks for missing rows alone.",
    ),
    ("a price too many", [7, 8, 9], [1.0, 2.0, 3.0, 4.0], "This looks like a length that looks for missing rows alone."),
    (
        "an id twice and in another order is a problem of the ids alone",
        [9, 8, 8],
        [1.0, 2.0, 3.0],
        '"order" is said only of the right ids.',
    ),
]


@exercise("9.7")
def submission_problems(a: Attempt) -> None:
    """Words for all that is wrong with a submission."""
    test_ids = [7, 8, 9]
    for law, ids, prices, advice in CASES:
        _compare_problems(a, law, ids, prices, test_ids, advice)
    first = int(a.randint(10, 1000, 1))
    test_ids = list(range(first, first + 6))
    order = torch.randperm(6, generator=a.rng).tolist()
    ids = [test_ids[i] for i in order]
    advice = "Compare with the test ids that are handed over, not with 7, 8, 9."
    _compare_problems(a, "six random ids in a random order", ids, [1.0] * 6, test_ids, advice)


def _compare_problems(a: Attempt, law: str, ids: list[int], prices: list[float], test_ids: list[int], advice: str) -> None:
    expected, got = _problems(ids, prices, test_ids), a(ids, prices, test_ids)
    shown = {"ids": ids, "prices": prices, "test ids": test_ids}
    if isinstance(got, bool | str):
        advice = "This looks like True, False or a single word: a list of words is asked for, empty where all is well."
    elif isinstance(got, list | tuple | set) and not set(map(str, got)) <= set(WORDS):
        advice = f"The words are {', '.join(WORDS)}, spelled like this."
    elif isinstance(got, list | tuple | set) and sorted(map(str, got)) == sorted(expected):
        advice = "The right words, but not as a list in the order of the exercise's text."
    a.law(law, isinstance(got, list) and got == expected, advice, **shown, got=got, expected=expected)
