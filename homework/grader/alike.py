"""Submissions that are nearly the same: a hint for the instructor's eyes, proof of nothing.

Code is read as a sequence of tokens in which every name of a student's own is the same and comments, layout and texts do not count, so that
renaming does not hide a copy; prose as a sequence of words. Two submissions are compared by the runs of tokens that both hold (Schleimer,
Wilkerson and Aiken 2003 call them k-grams); what the released notebook holds does not count.
"""

import builtins
import io
import keyword
import re
import token
import tokenize
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

RUN = 8  # tokens: shorter runs are common Python
ENOUGH = 40  # runs of one's own: below it, right answers look alike
ALIKE = 0.8  # of the runs that either holds, held by both
LAYOUT = {token.COMMENT, token.NL, token.NEWLINE, token.INDENT, token.DEDENT, token.ENDMARKER}
KEPT = {*keyword.kwlist, *dir(builtins), "torch", "nn", "F", "np", "pd", "plt"}


@dataclass(frozen=True)
class Pair:
    """Two students whose submissions are alike.

    Attributes
    ----------
    share: how much of what either wrote both wrote, from 0 to 1.
    """

    one: str
    other: str
    share: float


def alike(submissions: Mapping[str, Iterable[Mapping[str, Any]]], release: Iterable[Mapping[str, Any]]) -> list[Pair]:
    """The pairs of submissions that are nearly the same, the most alike first.

    Parameters
    ----------
    submissions: each student's cells.
    release: the cells that everybody started from.
    """
    given = runs(release)
    own = {student: runs(cells) - given for student, cells in submissions.items()}
    own = {student: found for student, found in own.items() if len(found) >= ENOUGH}
    pairs = [Pair(one, other, _share(own[one], own[other])) for one, other in combinations(sorted(own), 2)]
    return sorted((pair for pair in pairs if pair.share >= ALIKE), key=lambda pair: (-pair.share, pair.one, pair.other))


def _share(one: set[int], other: set[int]) -> float:
    """How much of what either holds both hold; not counted out where the sizes alone say that it is too little."""
    largest, smallest = max(len(one), len(other)), min(len(one), len(other))
    return len(one & other) / len(one | other) if smallest >= ALIKE * largest else 0.0


def runs(cells: Iterable[Mapping[str, Any]]) -> set[int]:
    """The runs of tokens in these cells, as numbers that are equal where runs are."""
    found: set[int] = set()
    for cell in cells:
        words = tokens(cell["source"]) if cell["cell_type"] == "code" else re.findall(r"\w+", cell["source"].casefold())
        found |= {hash(tuple(words[i : i + RUN])) for i in range(max(len(words) - RUN + 1, 1 if words else 0))}
    return found


def tokens(code: str) -> list[str]:
    """The tokens of Python code: names of one's own are all alike, and so are texts; attributes and keywords stay."""
    found: list[str] = []
    before = token.NEWLINE
    try:
        for part in tokenize.generate_tokens(io.StringIO(code).readline):
            alone = part.type == token.STRING and before in LAYOUT  # a docstring
            if part.type == token.NAME and part.string not in KEPT and found[-1:] != ["."]:
                found.append("name")
            elif part.type not in LAYOUT and not alone:
                found.append("text" if part.type == token.STRING else part.string)
            before = part.type
    except (tokenize.TokenError, SyntaxError):
        pass  # magics, or code that is no Python: what was read so far counts
    return found
