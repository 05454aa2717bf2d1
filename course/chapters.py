"""The one reader of chapters: what tests, lectures, tables, seeds and measures of speed know of a notebook, they know from here.

A chapter is described by its own file. Its number and slug are the file's name, its title is its first heading; the rest stands in
the notebook's metadata under `course`: `part`, `question`, `minutes` (to `read`, and for the `exercises`), `builds_on` (the numbers of
the chapters that it stands on) and `problem_set` (the one that goes on from it, or null).
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent
SLIDE_TYPES = ("slide", "subslide", "fragment", "-", "skip")


class Misdescribed(ValueError):
    """A chapter whose name, heading or metadata lack something; the message says what to write where."""


def read(path: Path) -> NotebookNode:
    """A notebook as it lies on disk."""
    return nbformat.read(path, as_version=4)


def tags(cell: NotebookNode) -> set[str]:
    """The tags of a cell."""
    return set(cell.metadata.get("tags", []))


def needs(cell: NotebookNode) -> str | None:
    """The data set that a cell tagged `full-size` or `real-data` needs, as its metadata name it under `data`; None for others."""
    return cell.metadata.get("data")


def slide_type(cell: NotebookNode) -> str | None:
    """The slide type of a cell, None where it has none."""
    return cell.metadata.get("slideshow", {}).get("slide_type")


def heading(cell: NotebookNode) -> str:
    """The first heading of a Markdown cell, "" where there is none."""
    found = re.search(r"^#+ +(.+?) *$", cell.source, re.M) if cell.cell_type == "markdown" else None
    return found[1] if found else ""


def code(notebook: NotebookNode) -> list[NotebookNode]:
    """The code cells of a notebook."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def markdown(notebook: NotebookNode) -> str:
    """The Markdown of a notebook's cells."""
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def without_full_size(notebook: NotebookNode) -> NotebookNode:
    """The notebook's main line alone."""
    notebook.cells = [cell for cell in notebook.cells if "full-size" not in tags(cell)]
    return notebook


@dataclass(frozen=True)
class Exercise:
    """An exercise of a chapter: its number, and where its cells stand in the notebook."""

    number: str
    stub: int
    check: int
    solution: str
    check_source: str


def exercises(path: Path) -> list[Exercise]:
    """The exercises of a chapter, in order; each `exercise` cell takes the next `check` and `solution` cells."""
    cells, found, number = read(path).cells, [], ""
    for i, cell in enumerate(cells):
        if match := re.match(r"Exercise (\d+\.\d+)", heading(cell)):
            number = match[1]
        if "exercise" in tags(cell):
            check = next(j for j in range(i, len(cells)) if "check" in tags(cells[j]))
            answer = next(c for c in cells[i:] if "solution" in tags(c))
            fenced = re.search(r"```python\n(.*?)```", answer.source, re.S)
            found.append(Exercise(number, i, check, fenced[1] if fenced else "", cells[check].source))
    return found


@dataclass(frozen=True)
class Chapter:
    """A chapter as its notebook describes it.

    Raises
    ------
    Misdescribed: when something that is asked for is missing, with what to write where.
    """

    path: Path

    @property
    def number(self) -> str:
        """Two digits, e.g. "03"."""
        return self.path.stem[:2]

    @property
    def module(self) -> str:
        """The name of the modules that hold its checks and its bank of answers, e.g. "softmax_regression"."""
        return self.path.stem[3:].replace("-", "_")

    @property
    def notes(self) -> Path:
        """Where its lecturer's notes are."""
        return ROOT / "lectures" / "notes" / f"{self.path.stem}.md"

    @cached_property
    def title(self) -> str:
        """The first heading, without the number."""
        number, _, title = heading(self._notebook.cells[0]).partition(" ")
        if number != self.number or not title:
            raise Misdescribed(f"{self.path.name}: the first cell is to begin with a heading `# {self.number} Title`")
        return title

    @property
    def question(self) -> str:
        """The question that it answers."""
        return self._described("question", str)

    @property
    def part(self) -> str:
        """The part of the course that it belongs to."""
        return self._described("part", str)

    @property
    def minutes(self) -> dict[str, int]:
        """How long it takes: to `read`, and for the `exercises`."""
        return self._described("minutes", dict)

    @property
    def builds_on(self) -> list[str]:
        """The numbers of the chapters that it stands on."""
        return self._described("builds_on", list)

    @property
    def problem_set(self) -> str | None:
        """The problem set that goes on from it, if there is one."""
        return self._described("problem_set", str | None)

    @cached_property
    def _notebook(self) -> NotebookNode:
        return read(self.path)

    def _described(self, key: str, kind: Any) -> Any:
        value = self._notebook.metadata.get("course", {}).get(key, ...)
        if not isinstance(value, kind):
            wanted = getattr(kind, "__name__", str(kind))
            raise Misdescribed(
                f"{self.path.name}: its metadata under `course` are to hold `{key}` ({wanted}); course/chapters.py says what it is"
            )
        return value


NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb"))
CHAPTERS = [Chapter(path) for path in NOTEBOOKS]
