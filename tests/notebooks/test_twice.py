"""A chapter with its solutions in place of the stubs, each cell run twice in a row: learners press Shift-Enter twice."""

import copy
import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from course.chapters import NOTEBOOKS, code, exercises, read, tags, without_full_size

ONCE = {"raises-exception", "exercise", "check"}
each_chapter = pytest.mark.parametrize(
    "path", [pytest.param(path, id=path.stem, marks=pytest.mark.xdist_group(path.stem)) for path in NOTEBOOKS]
)


@cache
def run_twice(path: Path) -> NotebookNode:
    """The chapter's code cells with their outputs, one run for all tests."""
    notebook, doubled = read(path), new_notebook()
    for exercise in exercises(path):
        notebook.cells[exercise.stub].source = exercise.solution
    for cell in code(without_full_size(notebook)):
        again = copy.deepcopy(cell)
        again.id = f"{cell.id[:50]}-again"
        doubled.cells += [cell] if tags(cell) & ONCE else [cell, again]
    client = NotebookClient(doubled, timeout=300, allow_errors=True, resources={"metadata": {"path": str(path.parent)}})
    with TemporaryDirectory() as folder:
        client.execute(env=os.environ | {"D2LHELPERS_LIVE": "0", "D2LHELPERS_PROGRESS": str(Path(folder) / "progress.jsonl")})
    return doubled


@each_chapter
def test_every_cell_of_a_chapter_stands_a_second_run_in_a_row(path):
    cells = run_twice(path).cells
    assert len(cells) > len(code(read(path)))
    broken = [
        f"{cell.id}:\n{cell.source}\n{output.ename}: {output.evalue}"
        for cell in cells
        if "raises-exception" not in tags(cell)
        for output in cell.outputs
        if output.output_type == "error"
    ]
    assert not broken, "\n\n".join(broken)


@each_chapter
def test_solutions_in_place_of_the_stubs_pass_in_the_whole_chapter(path):
    checks = [cell for cell in run_twice(path).cells if "check" in tags(cell)]
    for exercise, check in zip(exercises(path), checks, strict=True):
        printed = "".join(output.get("text", "") for output in check.outputs)
        assert f"{exercise.number} " in printed and ": passed" in printed, printed
