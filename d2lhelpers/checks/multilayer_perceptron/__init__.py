"""Checks of chapter 04: forward and backward by hand, widths, dead units, a bug, a device."""

from .dead import dead_for_certain
from .device import decide
from .gradients import hidden_gradients
from .hand import output_by_hand
from .leaky import leaky_and_slope
from .mended import mended
from .switches import three_switches
from .widest import widest

__all__ = [
    "dead_for_certain",
    "decide",
    "hidden_gradients",
    "leaky_and_slope",
    "mended",
    "output_by_hand",
    "three_switches",
    "widest",
]
