"""Exercises: the check of each, made from its laws and its known mistakes, and the list of all."""

import functools
import importlib
from collections.abc import Callable
from typing import Any

import torch

from ... import journal
from .. import CHAPTERS
from . import limits
from .attempts import Attempt
from .errors import message
from .mistakes import Mistakes
from .reports import NotStarted, NotYet, Verdict, report
from .state import Dice, World

EXERCISES: dict[str, "Exercise"] = {}
SECONDS = 20.0  # of CPU time for a check

Laws = Callable[[Attempt], None]


class Exercise(Mistakes):
    """A check: called with an answer it prints the verdict. It never raises.

    Attributes
    ----------
    number: chapter and exercise, e.g. "3.2".
    laws: the function that states laws about an `Attempt`.
    known: the mistakes, each added by `@name.mistake("its sentence")`.
    """

    __name__: str

    def __init__(self, number: str, laws: Laws) -> None:
        super().__init__()
        self.number, self.laws = number, laws
        self.symptoms: dict[str, str] = {}
        functools.update_wrapper(self, laws)
        self.__annotations__ = {"answer": Any, "return": None}

    def __call__(self, answer: Any) -> None:
        """Print whether the answer passes, or which law it breaks, and keep the result."""
        verdict = self.judge(answer)
        trouble = "" if verdict.passed is None else journal.record(self.number, verdict.passed)
        print(f"{verdict.text}\n({trouble})" if trouble else verdict.text)

    def symptom(self, words: str, sentence: str) -> None:
        """Tell an exception whose message contains these words by this sentence, which goes on after "This looks like"."""
        self.symptoms[words] = sentence

    def judge(self, answer: Any, seconds: float = SECONDS) -> Verdict:
        """The verdict on an answer; nothing is printed but the first lines that the answer prints, and nothing is kept."""
        title = f"{self.number} {self.__name__}"
        attempt = Attempt(answer, self, self.symptoms)
        world = World.now()
        try:
            with Dice(), torch.enable_grad(), limits.first_lines(), limits.cpu_limit(seconds):
                attempt.require_start()
                self.laws(attempt)
            return Verdict(f"{title}: passed ({attempt.held} laws held)", True, attempt.trials)
        except NotStarted:
            return Verdict(
                f"{title}: not started. Replace the ... in the cell above, run that cell, then run this one again.",
                None,
            )
        except NotYet as finding:
            return Verdict(report(title, finding), False, attempt.trials)
        except KeyboardInterrupt:
            return Verdict(
                f"{title}: interrupted. Does every loop in your code come to an end?", None
            )
        except limits.TooLong:
            rows = {"stopped": f"after {seconds:g} s of work"}
            found = NotYet(rows, "Does every loop in your code come to an end?")
            return Verdict(report(title, found), False, attempt.trials)
        except (
            BaseException
        ) as error:  # a check never raises: what is left is an answer no law foresaw
            advice = "Your answer does something that this check cannot read. Compare what it returns with the exercise's text."
            return Verdict(
                report(title, NotYet({"it raised": message(error)}, advice)), False, attempt.trials
            )
        finally:
            world.restore()


def exercise(number: str) -> Callable[[Laws], Exercise]:
    """Make an exercise out of the function that states its laws.

    Parameters
    ----------
    number: chapter and exercise, e.g. "3.2"; it is what the report and the progress table show.
    """

    def make(laws: Laws) -> Exercise:
        EXERCISES[number] = Exercise(number, laws)
        return EXERCISES[number]

    return make


def all_exercises() -> dict[str, Exercise]:
    """Every exercise of every chapter by its number, in order."""
    for chapter in CHAPTERS:
        importlib.import_module(f"{__package__.rpartition('.')[0]}.{chapter}")
    return dict(
        sorted(EXERCISES.items(), key=lambda item: [int(part) for part in item[0].split(".")])
    )
