"""A bank of submissions with the scores that they deserve."""

from .assignment import AUTOMATIC, HALF, RIGHT, WRONG, Entry, assignment, with_first_answer
from .broken import BROKEN
from .detours import DETOURS
from .floods import FLOODS
from .honest import HONEST

BANK = [*BROKEN, *HONEST, *DETOURS, *FLOODS]

__all__ = ["AUTOMATIC", "BANK", "DETOURS", "HALF", "HONEST", "RIGHT", "WRONG", "Entry", "assignment", "with_first_answer"]
