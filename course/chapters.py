"""Reading the chapters: what every test about them shares."""

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def read(path: Path) -> NotebookNode:
    """A notebook as it lies on disk."""
    return nbformat.read(path, as_version=4)


def tags(cell: NotebookNode) -> set[str]:
    """The tags of a cell."""
    return set(cell.metadata.get("tags", []))


@dataclass
class Exercise:
    """An exercise of a chapter: its number, and where its cells stand in the notebook."""

    number: str
    stub: int
    check: int
    solution: str
    check_source: str


def exercises(path: Path) -> list[Exercise]:
    """The exercises of a chapter, in order; each `exercise` cell takes the next `check` and `solution` cells."""
    cells, found, heading = read(path).cells, [], ""
    for i, cell in enumerate(cells):
        if cell.cell_type == "markdown" and (match := re.search(r"^#+ Exercise (\d+\.\d+)", cell.source, re.M)):
            heading = match[1]
        if "exercise" in tags(cell):
            check = next(j for j in range(i, len(cells)) if "check" in tags(cells[j]))
            answer = next(c for c in cells[i:] if "solution" in tags(c))
            code = re.search(r"```python\n(.*?)```", answer.source, re.S)
            found.append(Exercise(heading, i, check, code[1] if code else "", cells[check].source))
    return found


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
