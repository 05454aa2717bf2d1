"""The learner's journal: which exercises were tried and passed, kept on this machine only.

The file is a journal, one JSON object a line, appended to and never rewritten: a crash in the middle of a write
costs at most that line, and two notebooks that run at once do not overwrite each other.
"""

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import platformdirs


def journal_file() -> Path:
    """Where progress is kept: `$D2LHELPERS_PROGRESS`, else a file in the user's data folder."""
    named = os.environ.get("D2LHELPERS_PROGRESS")
    return Path(named) if named else Path(platformdirs.user_data_dir("d2lhelpers")) / "progress.jsonl"


def record(exercise: str, passed: bool) -> str:
    """Append one attempt; return an empty string, or in words why it could not be kept."""
    return _append({"exercise": exercise, "passed": passed, "time": round(time.time())})


def forget(exercise: str) -> str:
    """Count an exercise as not started again; return an empty string, or in words why that could not be kept."""
    return _append({"exercise": exercise, "forgotten": True, "time": round(time.time())})


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


def _last_byte(file: BinaryIO) -> bytes:
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
