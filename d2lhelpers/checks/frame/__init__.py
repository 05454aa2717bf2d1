"""The frame around every check: run the learner's code safely, test laws on it, say what went wrong.

A check is a function that takes an `Attempt`, calls the learner's answer through it and states laws. The first
law that fails ends the check; its report names the law, the input, what came and what was expected, and the
mistake it looks like. Mistakes are recognized by doing them:

    @exercise("0.2")
    def brightness(attempt: Attempt) -> None:
        attempt.agrees("each image has the mean of its own pixels", lambda X: X.mean((1, 2)), attempt.randn(3, 8, 8))

    @brightness.mistake("a mean over the images (dim=0). The images are the direction that stays.")
    def over_images(X: Tensor) -> Tensor:
        return X.mean(0)
"""

from .attempts import Attempt
from .exercises import EXERCISES, Exercise, all_exercises, exercise
from .mistakes import Mistake, Mistakes
from .reports import NotYet, Trial, Verdict
from .showing import kind_of, show_value
from .state import changing
from .values import is_number, number, same, wrong_kind

__all__ = [
    "EXERCISES",
    "Attempt",
    "Exercise",
    "Mistake",
    "Mistakes",
    "NotYet",
    "Trial",
    "Verdict",
    "all_exercises",
    "changing",
    "exercise",
    "is_number",
    "kind_of",
    "number",
    "same",
    "show_value",
    "wrong_kind",
]
