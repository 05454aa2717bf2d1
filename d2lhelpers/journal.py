"""The learner's progress: which exercises were tried and passed, kept on this machine only.

The file is a journal, one JSON object a line, appended to and never rewritten: a crash in the middle of a write
costs at most that line, and two notebooks that run at once do not overwrite each other.
"""

import html
import json
import os
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from .paths import as_path


def journal_file() -> Path:
    """Where progress is kept: `$D2LHELPERS_PROGRESS`, else a file in the user's data folder."""
    usual, named = Path(platformdirs.user_data_dir("d2lhelpers")) / "progress.jsonl", os.environ.get("D2LHELPERS_PROGRESS")
    if not named:
        return usual
    try:
        return as_path(named, "D2LHELPERS_PROGRESS")
    except ValueError as error:
        warnings.warn(f"{error}. Progress is kept in {usual} meanwhile.", stacklevel=2)
        return usual


def record(exercise: str, passed: bool) -> str:
    """Append one attempt; return an empty string, or in words why it could not be kept."""
    return _append({"exercise": exercise, "passed": passed, "time": round(time.time())})


def _append(entry: dict[str, object]) -> str:
    path = journal_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file:
            torn = file.tell() > 0 and _last_byte(file) != b"\n"  # a crash left half a line: end it first
            file.write((b"\n" if torn else b"") + json.dumps(entry).encode() + b"\n")
    except OSError as error:
        return f"progress is not kept: {error.strerror or error} ({path}). Set D2LHELPERS_PROGRESS to a file you may write."
    return ""


def _last_byte(file) -> bytes:
    file.seek(-1, os.SEEK_END)
    return file.read(1)


@dataclass
class State:
    """How far one exercise has come: the number of tries, and whether any passed."""

    tries: int = 0
    passed: bool = False


def states() -> dict[str, State]:
    """Read the journal: exercise number to its state. Lines that a crash cut off are passed over."""
    found: dict[str, State] = {}
    try:
        lines = journal_file().read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return found
    for line in lines:
        try:
            entry = json.loads(line)
            number = str(entry["exercise"])
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
        if entry.get("forgotten"):
            found.pop(number, None)
            continue
        state = found.setdefault(number, State())
        state.tries += 1
        state.passed |= bool(entry.get("passed"))
    return found


class ProgressTable:
    """The table that `progress()` shows, as HTML in a notebook and as text elsewhere."""

    def __init__(self, rows: list[tuple[str, str, str]]) -> None:
        self.rows = rows

    def __repr__(self) -> str:
        head = ("exercise", "what", "state")
        widths = [max(len(row[i]) for row in [head, *self.rows]) for i in range(3)]
        return "\n".join("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in [head, *self.rows])

    def _repr_html_(self) -> str:
        cells = "".join("<tr>" + "".join(f"<td style='text-align:left'>{html.escape(c)}</td>" for c in row) + "</tr>" for row in self.rows)
        head = "".join(f"<th style='text-align:left'>{name}</th>" for name in ("exercise", "what", "state"))
        return f"<table><thead><tr>{head}</tr></thead><tbody>{cells}</tbody></table>"


def progress(chapter: int | None = None, *, forget: str | None = None) -> ProgressTable:
    """Every exercise and how far you are with it.

    Parameters
    ----------
    chapter: show this chapter's exercises alone, e.g. 3.
    forget: an exercise number, e.g. "3.2", to count as not started again.

    Raises
    ------
    ValueError: no exercise has that number, or no chapter has that number.
    """
    from .checks.exercise import all_exercises

    names = all_exercises()
    if forget is not None:
        if forget not in names:
            raise ValueError(f"there is no exercise {forget!r}; the numbers are {', '.join(names)}")
        trouble = _append({"exercise": forget, "forgotten": True, "time": round(time.time())})
        if trouble:
            print(trouble)
    found = states()
    rows = []
    for number, name in names.items():
        if chapter is None or number.split(".")[0] == str(chapter):
            state = found.get(number, State())
            tries = "1 try" if state.tries == 1 else f"{state.tries} tries"
            rows.append((number, name, "passed" if state.passed else f"{tries}, not yet" if state.tries else "not started"))
    if not rows:
        chapters = sorted({number.split(".")[0] for number in names}, key=int)
        raise ValueError(f"chapter {chapter!r} has no exercises here; chapters with exercises: {', '.join(chapters)}")
    return ProgressTable(rows)
