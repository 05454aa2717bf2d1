"""Checks of chapter 09, house prices."""

from .choice import simplest_within_error
from .folds import group_folds
from .gain import paired_gain
from .leak import honest_score
from .scaling import fill_and_scale
from .score import best_price
from .submission import submission_problems
from .words import one_hot_with_rest

__all__ = [
    "best_price",
    "fill_and_scale",
    "group_folds",
    "honest_score",
    "one_hot_with_rest",
    "paired_gain",
    "simplest_within_error",
    "submission_problems",
]
