"""Checks of chapter 00, Start here."""

from .better import clearly_better
from .brightness import brightness
from .scores import scores
from .shape import flat_shape
from .spread import summary

__all__ = ["brightness", "clearly_better", "flat_shape", "scores", "summary"]
