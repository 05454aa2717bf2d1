"""Where answers are, and how a test calls them: in the student's own notebook, or in a sandboxed copy of it."""

import contextlib
import os
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, Protocol

from .calling import call_packed
from .packing import pack, unpack

SECRET = "D2LHELPERS_COURSE_SECRET"  # the environment variable that holds the course secret in grading
SELF_STUDY = "self-study"  # takes the place of the course secret where there is none


class Place(Protocol):
    """Where the answers are: the student's own notebook, or a sandboxed copy of it."""

    hidden: bool  # whether what a test says must not give away its inputs and expected values

    @property
    def secret(self) -> str:
        """What the inputs of tests are drawn from."""

    def call(self, name: str, arguments: str, forbidden: tuple[str, ...], seconds: float) -> str:
        """Call an answer with packed arguments and return its packed result.

        Raises
        ------
        AnswerError: there is no result.
        ForbiddenError: the answer uses what is forbidden.
        """

    def report(self, name: str, value: float) -> None:
        """Keep a measured number for the leaderboard."""


class ThisNotebook:
    """The notebook in which the test runs."""

    hidden = False

    @property
    def secret(self) -> str:
        """The course secret where the environment holds one."""
        return os.environ.get(SECRET, SELF_STUDY)

    def call(self, name: str, arguments: str, forbidden: tuple[str, ...], seconds: float) -> str:
        """Call the student's own function; its exceptions come through as they are, with their traceback."""
        return pack(call_packed(vars(sys.modules["__main__"]), name, arguments, forbidden))

    def report(self, name: str, value: float) -> None:
        """Print the number."""
        print(f"{name}: {value:.4f}")


THIS_NOTEBOOK = ThisNotebook()
PLACE: ContextVar[Place] = ContextVar("PLACE", default=THIS_NOTEBOOK)  # a variable of the context: threads may grade side by side


@contextlib.contextmanager
def answers_from(place: Place) -> Iterator[None]:
    """Let tests reach the answers of another place."""
    token = PLACE.set(place)
    try:
        yield
    finally:
        PLACE.reset(token)


class Answer:
    """An answer that tests can call like a function.

    It is called on copies: an answer that changes its inputs in place changes nothing outside.
    """

    def __init__(self, name: str, seconds: float) -> None:
        self.name, self.seconds = name, seconds
        self.forbidden: tuple[str, ...] = ()

    def __call__(self, *inputs: Any, **named: Any) -> Any:
        """Call the answer and return its result.

        Raises
        ------
        AnswerError: in grading, where the answer raised, took too long, or returned what cannot be handed over.
        ForbiddenError: it uses what was forbidden.
        """
        return unpack(PLACE.get().call(self.name, pack((list(inputs), named)), self.forbidden, self.seconds))


def submission(name: str, seconds: float = 10) -> Answer:
    """The answer that stands under this name in the student's notebook.

    Parameters
    ----------
    name: the function's name, as the question gives it.
    seconds: how long one call may take in grading, in seconds of processor time.
    """
    return Answer(name, seconds)
