"""Checks of chapter 08, distribution shift."""

from .choice import choose_model
from .corrected import corrected
from .loss import weighted_loss
from .naming import name_the_shift
from .online import online
from .shares import target_shares
from .shuffles import swap_p_value
from .size import limit_for
from .weights import pile_weights

__all__ = [
    "choose_model",
    "corrected",
    "limit_for",
    "name_the_shift",
    "online",
    "pile_weights",
    "swap_p_value",
    "target_shares",
    "weighted_loss",
]
