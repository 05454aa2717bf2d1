"""Checks of chapter 05, weight decay."""

from .choice import choose_lambda
from .deciding import decide
from .groups import parameter_groups
from .penalty import by_hand, penalized_loss
from .predicting import predict_new
from .ridge import priced_ridge
from .rows import shrink_rows
from .step import anchored_step

__all__ = [
    "anchored_step",
    "by_hand",
    "choose_lambda",
    "decide",
    "parameter_groups",
    "penalized_loss",
    "predict_new",
    "priced_ridge",
    "shrink_rows",
]
