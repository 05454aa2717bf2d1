"""Graded homework: how a test reaches an answer.

A test asks for an answer by its name, `submission("softmax")`, and calls it. In a student's notebook that calls their function;
in grading it calls the function in a sandboxed kernel, while the test itself runs outside of it. Both ways arguments and
results are packed into plain text and unpacked again, so that what passes in the notebook passes in grading.
"""

from .calling import AnswerError, ForbiddenError
from .packing import PackError, pack, unpack
from .places import SECRET, SELF_STUDY, Answer, Place, ThisNotebook, answers_from, submission
from .testing import expect, expect_equal, forbid, generator, leaderboard

__all__ = [
    "SECRET",
    "SELF_STUDY",
    "Answer",
    "AnswerError",
    "ForbiddenError",
    "PackError",
    "Place",
    "ThisNotebook",
    "answers_from",
    "expect",
    "expect_equal",
    "forbid",
    "generator",
    "leaderboard",
    "pack",
    "submission",
    "unpack",
]
