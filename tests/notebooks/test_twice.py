"""A cell that is run a second time in a row does what it did: learners press Shift-Enter twice."""

import copy
import os

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_notebook

from course.chapters import NOTEBOOKS, code, read, tags, without_full_size

ONCE = {"raises-exception", "exercise", "check"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_of_a_chapter_stands_a_second_run_in_a_row(path, tmp_path):
    doubled = new_notebook()
    for cell in code(without_full_size(read(path))):
        again = copy.deepcopy(cell)
        again.id = f"{cell.id[:50]}-again"
        doubled.cells += [cell] if tags(cell) & ONCE else [cell, again]
    client = NotebookClient(doubled, timeout=300, allow_errors=True, resources={"metadata": {"path": str(path.parent)}})
    client.execute(env=os.environ | {"D2LHELPERS_LIVE": "0", "D2LHELPERS_PROGRESS": str(tmp_path / "progress.jsonl")})
    assert len(doubled.cells) > len(code(read(path)))
    broken = [
        f"{cell.id}:\n{cell.source}\n{output.ename}: {output.evalue}"
        for cell in doubled.cells
        if "raises-exception" not in tags(cell)
        for output in cell.outputs
        if output.output_type == "error"
    ]
    assert not broken, "\n\n".join(broken)
