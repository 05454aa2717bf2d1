"""Checks of chapter 08, distribution shift."""

from .loss import weighted_loss
from .naming import name_the_shift
from .online import online
from .shares import target_shares
from .shuffles import p_value
from .size import clipped_size
from .weights import importance_weights

__all__ = [
    "clipped_size",
    "importance_weights",
    "name_the_shift",
    "online",
    "p_value",
    "target_shares",
    "weighted_loss",
]
