"""Exercise 9.8: a cross-validation that leaks, on pure noise."""

from collections.abc import Callable

import torch
from torch import Tensor

from ...data import k_folds
from ..frame import Attempt, exercise

Rows = Tensor
Chooser = Callable[[Rows, Rows], Rows]  # from training and held-out rows to the rows that are used


def _train(train: Rows, held: Rows) -> Rows:
    return train


def _held(train: Rows, held: Rows) -> Rows:
    return held


def _both(train: Rows, held: Rows) -> Rows:
    return torch.cat([train, held])


def _fold_errors(
    X: Tensor,
    y: Tensor,
    k: int,
    keep: int,
    choose: Chooser = _train,
    center: Chooser = _train,
    center_held: Chooser | None = None,
    level: Chooser = _train,
) -> Tensor:
    """The RMSE of each fold, shape (k,), by which rows choose columns and center what."""
    errors = []
    for train, held in k_folds(len(y), k):
        rows = choose(train, held)
        A, t = X[rows] - X[rows].mean(dim=0), y[rows] - y[rows].mean()
        columns = ((A.T @ t).abs() / A.norm(dim=0)).topk(keep).indices
        Z, mean = X[:, columns], y[level(train, held)].mean()
        middle = Z[center(train, held)].mean(dim=0)
        weights = torch.linalg.lstsq(Z[train] - middle, (y[train] - mean)[:, None]).solution
        if center_held is not None:
            middle = Z[center_held(train, held)].mean(dim=0)
        guess = ((Z[held] - middle) @ weights).flatten() + mean
        errors.append((guess - y[held]).square().mean().sqrt())
    return torch.stack(errors)


def _honest(X: Tensor, y: Tensor, k: int, keep: int) -> float:
    return float(_fold_errors(X, y, k, keep).mean())


def _noise(n: int, columns: int, seed: int) -> tuple[Tensor, Tensor]:
    """Columns with means of their own that have nothing to do with the targets."""
    dice = torch.Generator().manual_seed(seed)
    X = torch.randn(n, columns, generator=dice, dtype=torch.float64) + torch.arange(columns)
    return X, 3 + torch.randn(n, generator=dice, dtype=torch.float64)


@exercise("9.8")
def honest_score(attempt: Attempt) -> None:
    """The cross-validated error of least squares on columns that are chosen inside the folds."""
    advice = "Which lines see the held-out rows before they are held out?"
    small, probe = _noise(16, 9, seed=1), _noise(21, 12, seed=2)
    law = "noise: 16 examples, 9 columns, 3 folds, 2 columns kept"
    attempt.agrees(law, _honest, *small, 3, 2, probe=(*probe, 4, 3), advice=advice)
    X, y = _noise(50, 300, seed=3)
    strong = torch.cat([y[:, None] + 0.1 * X[:, :1], X], dim=1)
    cases = {
        "noise: 50 examples, 300 columns": (X, y, 5, 4),
        "one column kept": (*small, 4, 1),
        "two folds": (*small, 2, 2),
        "as many folds as examples": (*small, 16, 2),
        "a column that does matter": (strong, y, 5, 2),
        "large targets": (small[0], 1000 * small[1], 3, 2),
    }
    attempt.each(_honest, cases, advice=advice)


@honest_score.mistake("the code as it came: columns and means still see the held-out rows.")
def as_it_came(X: Tensor, y: Tensor, k: int, keep: int) -> float:
    return float(_fold_errors(X, y, k, keep, _both, _both, None, _both).mean())


@honest_score.mistake("columns that are still chosen on all rows: that is the large leak.")
def chosen_on_all(X: Tensor, y: Tensor, k: int, keep: int) -> float:
    return float(_fold_errors(X, y, k, keep, choose=_both).mean())


@honest_score.mistake("columns chosen inside, but inputs and targets still centered by all rows.")
def centered_on_all(X: Tensor, y: Tensor, k: int, keep: int) -> float:
    return float(_fold_errors(X, y, k, keep, center=_both, level=_both).mean())


@honest_score.mistake("targets that are still centered by all rows: a mean of prices leaks, too.")
def targets_on_all(X: Tensor, y: Tensor, k: int, keep: int) -> float:
    return float(_fold_errors(X, y, k, keep, level=_both).mean())


@honest_score.mistake("inputs that are still centered by all rows.")
def inputs_on_all(X: Tensor, y: Tensor, k: int, keep: int) -> float:
    return float(_fold_errors(X, y, k, keep, center=_both).mean())


@honest_score.mistake("held-out inputs centered by their own mean: take that of the training rows.")
def held_by_own(X: Tensor, y: Tensor, k: int, keep: int) -> float:
    return float(_fold_errors(X, y, k, keep, center_held=_held).mean())


@honest_score.mistake("columns chosen on the held-out rows: those are the ones to keep away from.")
def chosen_on_held(X: Tensor, y: Tensor, k: int, keep: int) -> float:
    return float(_fold_errors(X, y, k, keep, choose=_held).mean())


@honest_score.mistake("a sum over the folds: their mean is asked for.")
def total(X: Tensor, y: Tensor, k: int, keep: int) -> float:
    return float(_fold_errors(X, y, k, keep).sum())


@honest_score.mistake("the best fold: the mean over all folds is asked for.")
def best_fold(X: Tensor, y: Tensor, k: int, keep: int) -> float:
    return float(_fold_errors(X, y, k, keep).min())


@honest_score.mistake("the last fold alone: is the return inside the loop, or the list made anew?")
def last_fold(X: Tensor, y: Tensor, k: int, keep: int) -> float:
    return float(_fold_errors(X, y, k, keep)[-1])


@honest_score.mistake("the first fold alone: is the return inside the loop?")
def first_fold(X: Tensor, y: Tensor, k: int, keep: int) -> float:
    return float(_fold_errors(X, y, k, keep)[0])
