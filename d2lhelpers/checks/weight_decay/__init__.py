"""Checks of chapter 05, weight decay."""

from .choice import choose_lambda
from .groups import parameter_groups
from .penalty import by_hand, penalised_loss
from .ridge import ridge
from .step import decayed_step
from .threshold import soft_threshold

__all__ = [
    "by_hand",
    "choose_lambda",
    "decayed_step",
    "parameter_groups",
    "penalised_loss",
    "ridge",
    "soft_threshold",
]
