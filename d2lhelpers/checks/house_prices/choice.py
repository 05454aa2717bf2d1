"""Exercise 9.5: the simplest model within one standard error of the best."""

import torch
from torch import Tensor

from ..frame import Attempt, exercise

BEST = torch.tensor([0.12, 0.14, 0.10, 0.13, 0.11])  # mean 0.12, standard error 0.00707
# how many of these standard errors each model's mean lies above that of the best, model 8;
# each way to choose takes another model
ABOVE = (9.0, 6.0, 2.15, 1.98, 0.96, 1.5, 0.88, 0.43, 0.0, 0.9, 3.0)


def _standard_error(errors: Tensor) -> Tensor:
    return errors.std(dim=-1) / errors.shape[-1] ** 0.5


def _table() -> Tensor:
    """Errors of eleven models on five folds, model 1 with folds that differ wildly."""
    rows = torch.stack([BEST.roll(i) + a * _standard_error(BEST) for i, a in enumerate(ABOVE)])
    rows[1] += 12 * (rows[1] - rows[1].mean())
    return rows


def _first_below(errors: Tensor, limit: Tensor) -> int:
    return int((errors.mean(dim=1) <= limit).int().argmax())


def _within(errors: Tensor, times: float = 1.0) -> int:
    """The simplest within so many standard errors of the best."""
    means = errors.mean(dim=1)
    best = int(means.argmin())
    return _first_below(errors, means[best] + times * _standard_error(errors[best]))


def _simplest(errors: Tensor) -> int:
    return _within(errors)


def _read(result: object) -> object:
    return int(result) if isinstance(result, Tensor) and result.numel() == 1 else result


@exercise("9.5")
def simplest_within_error(attempt: Attempt) -> None:
    """The number of the simplest model within one standard error of the best."""
    table = _table()
    advice = (
        "Write down the means, the lowest one, its standard error, and the limit that they make."
    )
    law = "eleven models on five folds"
    attempt.agrees(law, _simplest, table, probe=(3 * table + 0.2,), read=_read, advice=advice)
    two = torch.tensor([[0.30, 0.34], [0.20, 0.24], [0.17, 0.21]])
    cases = {
        "one model": (table[:1],),
        "two folds": (two,),
        "the simplest is the best": (table[[8, 4, 2]],),
        "the simplest within reach comes first": (table[[4, 3, 8]],),
        "only the best is within reach": (table[[0, 2, 3, 8]],),
        "all alike": (table[[8, 8, 8]],),
        "folds without any spread: only the best will do": (
            torch.full((3, 4), 0.1) + torch.tensor([[0.1], [0.05], [0.0]]),
        ),
        "the best comes last": (torch.cat([table[[0, 5, 6, 8]], table[8:9] - 0.0003]),),
        "twelve random models on seven folds": (1 + attempt.randn(12, 7).abs(),),
    }
    attempt.each(_simplest, cases, read=_read, advice=advice)


@simplest_within_error.mistake(
    "the lowest mean: part of its lead is luck, and a simpler model is as good."
)
def lowest(errors: Tensor) -> int:
    return int(errors.mean(dim=1).argmin())


@simplest_within_error.mistake("a standard deviation in place of the standard error: divide by √k.")
def deviation(errors: Tensor) -> int:
    return _within(errors, errors.shape[1] ** 0.5)


@simplest_within_error.mistake("two standard errors: one is asked for.")
def two_errors(errors: Tensor) -> int:
    return _within(errors, 2)


@simplest_within_error.mistake("a division by k in place of its root.")
def by_k(errors: Tensor) -> int:
    return _within(errors, errors.shape[1] ** -0.5)


@simplest_within_error.mistake("a spread that divides by k (correction=0): here it is k − 1.")
def no_correction(errors: Tensor) -> int:
    k = errors.shape[1]
    return _within(errors, ((k - 1) / k) ** 0.5)


@simplest_within_error.mistake(
    "each model's own standard error: that of the best model sets the limit."
)
def own_error(errors: Tensor) -> int:
    means = errors.mean(dim=1)
    return int((means - _standard_error(errors) <= means.min()).int().argmax())


@simplest_within_error.mistake("the last model within the limit: the simplest is the first.")
def last(errors: Tensor) -> int:
    means = errors.mean(dim=1)
    best = int(means.argmin())
    within = (means <= means[best] + _standard_error(errors[best])).nonzero()
    return int(within[-1])


@simplest_within_error.mistake("a number counted from 1: models are counted from 0.")
def counted_from_one(errors: Tensor) -> int:
    return _simplest(errors) + 1


@simplest_within_error.mistake("the highest mean: errors are the better the lower they are.")
def highest(errors: Tensor) -> int:
    return int(errors.mean(dim=1).argmax())


@simplest_within_error.mistake("the mean error in place of the model's number.")
def its_mean(errors: Tensor) -> float:
    return float(errors.mean(dim=1)[_simplest(errors)])


@simplest_within_error.mistake("all models within the limit: the first of them is asked for.")
def all_within(errors: Tensor) -> list[int]:
    means = errors.mean(dim=1)
    best = int(means.argmin())
    return (means <= means[best] + _standard_error(errors[best])).nonzero().flatten().tolist()
