"""Checks of chapter 07: underflow, variance, Xavier, Kaiming, gain, symmetry, clipping."""

from .clipping import clip_gradients
from .gain import leaky_gain
from .kaiming import kaiming
from .paper import silent_zero, variance_of_z
from .symmetry import break_symmetry
from .xavier import xavier_uniform

__all__ = [
    "break_symmetry",
    "clip_gradients",
    "kaiming",
    "leaky_gain",
    "silent_zero",
    "variance_of_z",
    "xavier_uniform",
]
