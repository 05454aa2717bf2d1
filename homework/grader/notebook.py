"""Reading the instructor's source and whatever a student handed in."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions
from nbgrader.utils import compute_checksum
from traitlets.config import Config

from d2lhelpers.homework.packing import clean

from .answers import Step
from .cells import asked, defines, is_code, names
from .course import LARGEST, MB

HIDDEN = "BEGIN HIDDEN TESTS"
PARTS = 5_000_000  # of a file, in JSON
MOST_CELLS = 1_000  # empty ones are not counted
LONGEST_CELL = 200_000  # characters
ATTACHED = 10 * MB  # characters of the pictures attached to one cell


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
    shown: the texts of the release's other cells: they explain, try answers out and draw figures.
    """

    setup: list[str]
    tests: list[Test]
    written: dict[str, float]
    release: dict[str, NotebookNode]
    shown: set[str]


@dataclass
class Submission:
    """A student's notebook, cleaned.

    Attributes
    ----------
    notebook: its cells in their order; recognized cells carry the source's nbgrader metadata, tests the source's text.
    steps: the code cells to be run.
    places: for each test, how many of the steps come before it.
    recognized: the grade_ids of the cells that are there.
    remarks: what was found and done about it, a sentence each.
    """

    notebook: NotebookNode
    steps: list[Step] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    recognized: set[str] = field(default_factory=set)
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
    released = _released(path, config)
    shown = {cell.source.strip() for cell in released if not _grade_id(cell)}
    return Source(setup, tests, written, {cell.metadata.nbgrader.grade_id: cell for cell in released if _grade_id(cell)}, shown)


def _released(path: Path, config: Config) -> list[NotebookNode]:
    """The cells without solutions, hidden tests and mark schemes, as `nbgrader generate_assignment` makes them."""
    notebook, resources = nbformat.read(path, as_version=4), dict[str, Any]()
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
    for cell in _cells(path, found.remarks):
        grade_id = _recognize(cell, source)
        if grade_id in found.recognized:
            found.remarks.append(f"cell {grade_id} is there more than once")
            grade_id = None
        if grade_id is not None:
            found.recognized.add(grade_id)
            _adopt(found, source.release[grade_id], cell)
        found.notebook.cells.append(cell)
    _restore(found, source)
    _gather_written(found, source)
    for i, cell in enumerate(found.notebook.cells):
        cell.id = f"cell-{i}"
    _plan(found, source)
    return found


def _cells(path: Path, remarks: list[str]) -> list[NotebookNode]:
    """The cells of a file, with their text and what nbgrader knows of them, and nothing else."""
    size = path.stat().st_size
    if size > LARGEST:
        raise Unreadable(f"the file has {size / MB:.0f} MB; up to {LARGEST / MB:.0f} MB are read")
    if size > 10 * MB:
        remarks.append(f"the file has {size / MB:.0f} MB; its outputs were left aside")
    data = path.read_bytes()
    if sum(map(data.count, (b"{", b"[", b","))) > PARTS:  # known before the memory is spent
        raise Unreadable(f"the file has more than {PARTS:,} parts")
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"the file is no notebook: it cannot be read as JSON ({clean(str(error))[:80]})") from None
    if isinstance(content, dict) and isinstance(content.get("worksheets"), list):  # notebooks before 2015
        sheets = [sheet.get("cells") for sheet in content["worksheets"] if isinstance(sheet, dict)]
        content = {"cells": [cell for cells in sheets if isinstance(cells, list) for cell in cells]}
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise Unreadable("the file is no notebook: it has no list of cells")
    cells = [cell for cell in content["cells"] if isinstance(cell, dict)]
    if not cells:
        raise Unreadable("the notebook has no cells")
    texts = [(cell, _text(cell)) for cell in cells]
    kept = [(cell, text) for cell, text in texts if len(text) <= LONGEST_CELL and (text.strip() or _known(cell))]
    if any(len(text) > LONGEST_CELL for _, text in texts):
        remarks.append(f"cells of more than {LONGEST_CELL:,} characters were left aside")
    if len(kept) > MOST_CELLS:
        remarks.append(f"the notebook has {len(kept):,} cells; those behind the first {MOST_CELLS:,} were left aside")
    return [_clean(cell, text) for cell, text in kept[:MOST_CELLS]]


def _text(cell: dict[str, Any]) -> str:
    text = cell.get("source", cell.get("input", ""))
    text = "".join(map(str, text)) if isinstance(text, list) else str(text)
    return clean(text).replace("\r\n", "\n").replace("\r", "\n")


def _known(cell: dict[str, Any]) -> str:
    """What nbgrader calls a cell; nothing where it does not know it."""
    metadata = cell.get("metadata")
    known = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return str(known.get("grade_id", "")) if isinstance(known, dict) else ""


def _clean(cell: dict[str, Any], text: str) -> NotebookNode:
    names = {"was": _known(cell), "id": str(cell.get("id"))}
    if cell.get("cell_type") == "code":
        return nbformat.v4.new_code_cell(text, metadata=names)
    return nbformat.v4.new_markdown_cell(text, metadata=names, attachments=_attached(cell))


def _attached(cell: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The pictures that are attached to a cell, by name and kind."""
    given, room, kept = cell.get("attachments"), ATTACHED, dict[str, dict[str, str]]()
    for name, kinds in list(given.items())[:20] if isinstance(given, dict) else ():
        pictures = {kind: data for kind, data in kinds.items() if isinstance(data, str)} if isinstance(kinds, dict) else {}
        room -= sum(map(len, pictures.values()))
        if pictures and room > 0:
            kept[clean(name)] = {clean(kind): clean(data) for kind, data in pictures.items()}
    return kept


def _recognize(cell: NotebookNode, source: Source) -> str | None:
    """Which cell of the source this one is: by nbgrader's metadata, else by its id, else by its unchanged text."""
    was, cell_id, text = cell.metadata.pop("was"), cell.metadata.pop("id"), cell.source.strip()
    if was in source.release:
        return was
    for grade_id, released in source.release.items():
        if cell_id == released.id or (text == released.source.strip() and released.cell_type == cell.cell_type):
            return grade_id
    return None


def _adopt(found: Submission, released: NotebookNode, cell: NotebookNode) -> None:
    """Give a recognized cell its metadata, and its kind; a test its text. Say what was changed."""
    meta, grade_id = released.metadata.nbgrader, released.metadata.nbgrader.grade_id
    if cell.cell_type != released.cell_type:
        _turn_back(found, released, cell)
    edited = cell.source.strip() != released.source.strip()
    if meta.grade and not meta.solution:
        if edited:
            found.remarks.append(f"test cell {grade_id} was edited: the original was used")
        cell.source = released.source
    elif meta.locked and edited:
        found.remarks.append(f"locked cell {grade_id} was edited: the original ran first, then theirs")
    cell.metadata["nbgrader"] = meta.copy()


def _turn_back(found: Submission, released: NotebookNode, cell: NotebookNode) -> None:
    """Make a cell what it was in the release: code that became Markdown is run, a written answer in a code cell is read."""
    text = re.sub(r"\A\s*```\w*\n(.*?)\n?```\s*\Z", r"\1", cell.source, flags=re.DOTALL)
    was, is_now = ("a code", "Markdown") if released.cell_type == "code" else ("a Markdown", "code")
    done = "read" if released.cell_type != "code" else "run" if is_code(text) else "run, but is no code"
    found.remarks.append(f"cell {released.metadata.nbgrader.grade_id} was {was} cell and is {is_now}: it was {done} all the same")
    make = nbformat.v4.new_code_cell if released.cell_type == "code" else nbformat.v4.new_markdown_cell
    turned = make(text, metadata=cell.metadata)
    cell.clear()
    cell.update(turned)


def _restore(found: Submission, source: Source) -> None:
    """Put back what is missing of the cells that are graded, behind the cell that came before it, and say so."""
    cells, before = found.notebook.cells, -1
    for grade_id, released in source.release.items():
        place = next((i for i, cell in enumerate(cells) if _grade_id(cell) == grade_id), None)
        if place is not None:
            before = place
        elif released.metadata.nbgrader.grade:
            make = nbformat.v4.new_code_cell if released.cell_type == "code" else nbformat.v4.new_markdown_cell
            before += 1
            cells.insert(before, make(released.source, metadata={"nbgrader": released.metadata.nbgrader.copy()}))
            if grade_id in source.written:
                found.remarks.append(f"the cell of the written answer {grade_id} is missing: look for the answer in the other cells")
                cells[before].source = "The cell of this answer was missing. Look for the answer in the notebook's other cells."
            else:
                found.remarks.append(f"test cell {grade_id} was deleted: the original was used")


def _gather_written(found: Submission, source: Source) -> None:
    """Where a written answer was left as it was, repeat in its cell what the student wrote into cells of their own."""
    own = [cell for cell in found.notebook.cells if cell.cell_type == "markdown" and not _grade_id(cell)]
    own = [cell for cell in own if cell.source.strip() not in source.shown]
    for cell in found.notebook.cells:
        grade_id = _grade_id(cell)
        if own and grade_id in source.written and cell.source.strip() == source.release[grade_id].source.strip():
            found.remarks.append(f"the written answer {grade_id} was left as it was: other text of the student's is shown in its place")
            cell.source = "*(Written in other cells of the notebook:)*\n\n" + "\n\n".join(other.source for other in own)
            cell.attachments = {name: kinds for other in own for name, kinds in other.get("attachments", {}).items()}


def _plan(found: Submission, source: Source) -> None:
    """Which cells are run, and after how many of them each test is."""
    own: list[tuple[int, str, bool, bool, set[str]]] = []
    for position, cell in enumerate(found.notebook.cells):
        grade_id = _grade_id(cell)
        released = source.release.get(grade_id or "")
        meta: Any = released.metadata.nbgrader if released is not None else None
        unchanged = released is not None and cell.source.strip() == released.source.strip()
        if grade_id and meta.grade and not meta.solution:
            found.places[grade_id] = len(own)
        elif cell.cell_type == "code" and (own or not (unchanged and meta.locked)):  # the set-up has just run, before all others
            stub = unchanged and meta.solution
            own.append(
                (position, cell.source, meta is not None, cell.source.strip() in source.shown, defines(cell.source) if not stub else set())
            )
    answers = {name for test in source.tests for name in asked(test.code)}
    used = [names(code) for _, code, _, shown, _ in own if not shown]
    for position, code, known, shown, defined in own:
        shows = shown and not any(defined & others for others in used)
        found.steps.append(Step(position, code, known or bool(defined & answers), shows))
    for test in source.tests:  # an answer that only comes behind its test is judged at the end
        wanted, place = asked(test.code), found.places[test.grade_id]
        there = set().union(*(defined for *_, defined in own[:place]))
        later = set().union(*(defined for *_, defined in own[place:]))
        if not wanted <= there and wanted & later:
            found.places[test.grade_id] = len(own)


def _grade_id(cell: NotebookNode) -> str | None:
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def shorter(remarks: list[str]) -> list[str]:
    """Remarks that differ only in the name of a cell, joined."""
    joined: dict[str, list[str]] = {}
    for remark in remarks:
        name = re.search(r"\bcell (ps\S+?)(?=[ :])", remark)
        if name is None:
            joined.setdefault(remark, [])
        else:
            joined.setdefault(f"{remark[: name.start(1)]}\0{remark[name.end(1) :]}", []).append(name[1])
    return [_filled(text, list(dict.fromkeys(names))) for text, names in joined.items()]


def _filled(text: str, names: list[str]) -> str:
    before, blank, after = text.partition("\0")
    if not blank:
        return text
    return f"{before[:-1]}s {', '.join(names)}{after}" if len(names) > 1 else f"{before}{names[0]}{after}"
