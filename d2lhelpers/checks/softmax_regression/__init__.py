"""Checks of chapter 03: softmax, surprise, gradient, measures of a classifier, temperature."""

from .by_hand import lowest_loss, probabilities_by_hand
from .confusion import confusion_matrix
from .gradient import smoothed_gradient
from .measures import report
from .softmax import stable_softmax
from .surprise import yes_no_surprise
from .temperatures import temperature
from .top_k import top_k_accuracy

__all__ = [
    "confusion_matrix",
    "lowest_loss",
    "probabilities_by_hand",
    "report",
    "smoothed_gradient",
    "stable_softmax",
    "temperature",
    "top_k_accuracy",
    "yes_no_surprise",
]
