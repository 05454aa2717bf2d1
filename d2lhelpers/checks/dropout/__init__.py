"""Checks of chapter 06, dropout."""

from .channels import channel_dropout
from .expected import expected_output
from .loop import train_and_measure
from .paper import sub_networks, unit_by_hand
from .votes import vote
from .worth import worth_it

__all__ = [
    "channel_dropout",
    "expected_output",
    "sub_networks",
    "train_and_measure",
    "unit_by_hand",
    "vote",
    "worth_it",
]
