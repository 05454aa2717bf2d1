"""Checks of chapter 09, house prices."""

from .errors import mean_and_error
from .folds import fold_rows
from .gain import paired_gain
from .scaling import fill_and_scale
from .score import log_rmse
from .submission import submission_problems
from .words import one_hot

__all__ = [
    "fill_and_scale",
    "fold_rows",
    "log_rmse",
    "mean_and_error",
    "one_hot",
    "paired_gain",
    "submission_problems",
]
