"""Checks of chapter 07: underflow, variance, Xavier, Kaiming, gain, growing, clipping."""

from .clipping import clip_gradients
from .gain import leaky_gain
from .growing import grow
from .mending import mended_start
from .paper import silent_zero, variance_of_z
from .unknown import start_for
from .xavier import xavier_uniform

__all__ = [
    "clip_gradients",
    "grow",
    "leaky_gain",
    "mended_start",
    "silent_zero",
    "start_for",
    "variance_of_z",
    "xavier_uniform",
]
