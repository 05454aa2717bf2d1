"""Reading the instructor's source and whatever a student handed in."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions
from nbgrader.utils import compute_checksum
from traitlets.config import Config

from .course import LARGEST, MB

HIDDEN = "BEGIN HIDDEN TESTS"


class Unreadable(ValueError):
    """A file that is no notebook; the message says in which way."""


@dataclass(frozen=True)
class Test:
    """A graded test cell of the source."""

    grade_id: str
    points: float
    code: str
    hidden: bool


@dataclass
class Source:
    """An assignment: what is run before a student's cells, what is tested, and the cells as students get them.

    Attributes
    ----------
    setup: the locked code cells that are not tests, in order.
    tests: the test cells, with their hidden parts.
    written: the manually graded answers, grade_id by grade_id, with their points.
    release: the cells as the release has them, by grade_id, with checksums.
    """

    setup: list[str]
    tests: list[Test]
    written: dict[str, float]
    release: dict[str, NotebookNode]


@dataclass
class Submission:
    """A student's notebook, cleaned.

    Attributes
    ----------
    notebook: its cells in their order; recognised cells carry the source's nbgrader metadata, tests the source's text.
    own: the positions of the code cells that are the student's own and are to be run.
    remarks: what was found and done about it, a sentence each.
    """

    notebook: NotebookNode
    own: list[int] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_source(path: Path, config: Config) -> Source:
    """Read an assignment's source."""
    cells = nbformat.read(path, as_version=4).cells
    marked = [(cell, cell.metadata.nbgrader) for cell in cells if "nbgrader" in cell.metadata]
    tests = [
        Test(meta.grade_id, float(meta.points), cell.source, HIDDEN in cell.source)
        for cell, meta in marked
        if meta.grade and not meta.solution
    ]
    setup = [cell.source for cell, meta in marked if cell.cell_type == "code" and meta.locked and not meta.grade]
    written = {meta.grade_id: float(meta.points) for _, meta in marked if meta.grade and meta.solution}
    return Source(setup, tests, written, {cell.metadata.nbgrader.grade_id: cell for cell in _released(path, config) if _grade_id(cell)})


def _released(path: Path, config: Config) -> list[NotebookNode]:
    """The cells without solutions, hidden tests and mark schemes, as `nbgrader generate_assignment` makes them."""
    notebook, resources = nbformat.read(path, as_version=4), {}
    for kind in (ClearSolutions, ClearHiddenTests, ClearMarkScheme):
        notebook, resources = kind(config=config).preprocess(notebook, resources)
    for cell in notebook.cells:
        if _grade_id(cell):
            cell.metadata.nbgrader.checksum = compute_checksum(cell)
    return notebook.cells


def blank(path: Path, config: Config) -> str:
    """The text of the notebook that a student starts from."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = _released(path, config)
    return nbformat.writes(notebook)


def read_submission(path: Path, source: Source) -> Submission:
    """Read what a student handed in, as tolerantly as can be: what is not needed for grading is not asked for.

    Raises
    ------
    Unreadable: the file is too large, no JSON, or holds no cells.
    """
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    found = Submission(nbformat.v4.new_notebook(metadata={"kernelspec": kernel}))
    cells = _cells(path, found.remarks)
    taken: set[str] = set()
    for cell in cells:
        grade_id = _recognise(cell, source)
        if grade_id in taken:
            found.remarks.append(f"cell {grade_id} is there more than once")
            grade_id = None
        _add(found, source, cell, grade_id)
        taken |= {grade_id} if grade_id else set()
    _restore(found, source, taken)
    for i, cell in enumerate(found.notebook.cells):
        cell.id = f"cell-{i}"
    return found


def _cells(path: Path, remarks: list[str]) -> list[NotebookNode]:
    """The cells of a file, with their text and what nbgrader knows of them, and nothing else."""
    size = path.stat().st_size
    if size > LARGEST:
        raise Unreadable(f"the file has {size / MB:.0f} MB; up to {LARGEST / MB:.0f} MB are read")
    if size > 10 * MB:
        remarks.append(f"the file has {size / MB:.0f} MB; its outputs were left aside")
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"the file is no notebook: it cannot be read as JSON ({str(error)[:80]})") from None
    if isinstance(content, dict) and "worksheets" in content:  # notebooks before 2015
        content = {"cells": [cell for sheet in content["worksheets"] for cell in sheet.get("cells", [])]}
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise Unreadable("the file is no notebook: it has no list of cells")
    cells = [_clean(cell) for cell in content["cells"] if isinstance(cell, dict)]
    if not cells:
        raise Unreadable("the notebook has no cells")
    return cells


def _clean(cell: dict[str, Any]) -> NotebookNode:
    text = cell.get("source", cell.get("input", ""))
    text = "".join(map(str, text)) if isinstance(text, list) else str(text)
    metadata = cell.get("metadata") if isinstance(cell.get("metadata"), dict) else {}
    known = metadata.get("nbgrader") if isinstance(metadata.get("nbgrader"), dict) else {}
    make: Callable[..., NotebookNode] = nbformat.v4.new_code_cell if cell.get("cell_type") == "code" else nbformat.v4.new_markdown_cell
    return make(text.encode("utf-8", "replace").decode(), metadata={"was": str(known.get("grade_id")), "id": str(cell.get("id"))})


def _recognise(cell: NotebookNode, source: Source) -> str | None:
    """Which cell of the source this one is: by nbgrader's metadata, else by its id, else by its unchanged text."""
    was = cell.metadata.pop("was"), cell.metadata.pop("id")
    for grade_id, released in source.release.items():
        if was[0] == grade_id and released.cell_type == cell.cell_type:
            return grade_id
    for grade_id, released in source.release.items():
        if released.cell_type == cell.cell_type and (was[1] == released.id or (cell.source.strip() == released.source.strip())):
            return grade_id
    return None


def _add(found: Submission, source: Source, cell: NotebookNode, grade_id: str | None) -> None:
    """Put a cell into the cleaned notebook, and remember it if it is to be run."""
    released = source.release.get(grade_id or "")
    own = cell.cell_type == "code"
    if released is not None:
        meta = released.metadata.nbgrader
        edited = cell.source.strip() != released.source.strip()
        if meta.grade and not meta.solution:
            if edited:
                found.remarks.append(f"test cell {grade_id} was edited: the original was used")
            cell.source, own = released.source, False
        elif meta.locked and edited:
            found.remarks.append(f"locked cell {grade_id} was edited: the original ran first, then theirs")
        elif meta.locked:
            own = False
        cell.metadata["nbgrader"] = meta.copy()
    if own:
        found.own.append(len(found.notebook.cells))
    found.notebook.cells.append(cell)


def _restore(found: Submission, source: Source, taken: set[str]) -> None:
    """Add what is missing of the cells that are graded, and say so."""
    missing = [grade_id for grade_id, cell in source.release.items() if cell.metadata.nbgrader.grade and grade_id not in taken]
    for grade_id in missing:
        cell = source.release[grade_id]
        kind = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
        found.notebook.cells.append(kind(cell.source, metadata={"nbgrader": cell.metadata.nbgrader.copy()}))
        if grade_id in source.written:
            found.remarks.append(f"the cell of the written answer {grade_id} is missing: look for the answer in the other cells")
            found.notebook.cells[-1].source = "The cell of this answer was missing. Look for the answer in the notebook's other cells."
        else:
            found.remarks.append(f"test cell {grade_id} was deleted: the original was used")


def _grade_id(cell: NotebookNode) -> str | None:
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def shorter(remarks: list[str]) -> list[str]:
    """Remarks that differ only in the name of a cell, joined."""
    joined: dict[str, list[str]] = {}
    for remark in remarks:
        names = re.findall(r"\bcell (ps\S+?)(?=[ :])", remark)
        joined.setdefault(re.sub(r"\bcell ps\S+?(?=[ :])", "cells {}", remark) if names else remark, []).extend(names)
    return [text.format(", ".join(dict.fromkeys(names))) if names else text for text, names in joined.items()]
