"""Checks of chapter 01: slopes by hand, by nudging and backwards, and the step of a check."""

from .by_hand import divide_rule, hand_gradient
from .differences import numeric_gradient
from .jacobian import jacobian
from .lowest import lowest_point
from .network import two_layer_gradients
from .order import backward_order
from .step import choose_step

__all__ = [
    "backward_order",
    "choose_step",
    "divide_rule",
    "hand_gradient",
    "jacobian",
    "lowest_point",
    "numeric_gradient",
    "two_layer_gradients",
]
