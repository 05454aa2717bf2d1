"""Checks of chapter 06, dropout."""

from .expected import expected_output
from .inverted import inverted_dropout
from .loop import train_and_measure
from .paper import sub_networks, unit_by_hand
from .votes import vote

__all__ = [
    "expected_output",
    "inverted_dropout",
    "sub_networks",
    "train_and_measure",
    "unit_by_hand",
    "vote",
]
