"""Checks of chapter 02: gradient, batches, loss, training, closed form, limit, choice of a run."""

from .batches import endless_batches, total_iterations
from .choice import choose_run
from .closed import fit_parabola
from .gradient import weighted_gradient
from .limit import largest_rate
from .loss import mean_squared_error
from .training import train_line

__all__ = [
    "choose_run",
    "endless_batches",
    "fit_parabola",
    "largest_rate",
    "mean_squared_error",
    "total_iterations",
    "train_line",
    "weighted_gradient",
]
