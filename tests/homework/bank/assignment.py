"""A small assignment, and what entries of the bank are made of."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

SETUP = """\
import torch
from d2lhelpers.homework import expect, expect_equal, forbid, generator, submission"""
SOFTMAX = """\
def softmax(X):
    ### BEGIN SOLUTION
    powers = torch.exp(X - X.max(dim=1, keepdim=True).values)
    return powers / powers.sum(dim=1, keepdim=True)
    ### END SOLUTION"""
SOFTMAX_TEST = """\
answer = submission("softmax", seconds=3)
forbid(answer, "softmax", "log_softmax")
expect_equal(answer(torch.zeros(2, 4)), torch.full((2, 4), 0.25), "equal scores give equal probabilities")"""
SOFTMAX_HIDDEN = """\
# Hidden test: large scores
### BEGIN HIDDEN TESTS
answer = submission("softmax", seconds=3)
forbid(answer, "softmax", "log_softmax")
X = 100 * torch.randn(5, 7, generator=generator("ps0 q1")) + 500
expect_equal(answer(X), torch.softmax(X, dim=1), "large scores must not overflow")
### END HIDDEN TESTS"""
SUMMARY = """\
def summary(x):
    ### BEGIN SOLUTION
    return {"mean": x.mean().item(), "largest": x.max().item()}
    ### END SOLUTION"""
SUMMARY_TEST = """\
answer = submission("summary", seconds=3)
expect_equal(answer(torch.tensor([1.0, 2.0, 6.0])), {"mean": 3.0, "largest": 6.0}, "mean and largest of 1, 2, 6")"""
SUMMARY_HIDDEN = """\
# Hidden test: other numbers
### BEGIN HIDDEN TESTS
answer = submission("summary", seconds=3)
x = torch.randn(50, generator=generator("ps0 q2"))
expect_equal(answer(x), {"mean": x.mean().item(), "largest": x.max().item()}, "mean and largest of other numbers")
### END HIDDEN TESTS"""
WRITTEN = "=== BEGIN MARK SCHEME ===\nA sentence about overflow.\n=== END MARK SCHEME ===\n\nWhy subtract the maximum?"
AUTOMATIC = 10  # points of the four tests
HALF = AUTOMATIC / 2


def _cell(kind: str, source: str, name: str, points: int | None = None, solution: bool = False) -> NotebookNode:
    meta = {"grade_id": name, "grade": points is not None, "solution": solution, "locked": not solution, "task": False, "schema_version": 3}
    meta |= {"points": points} if points is not None else {}
    make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    return make(source, metadata={"nbgrader": meta}, id=name)


def assignment() -> NotebookNode:
    """The source of the assignment ps0, with solutions."""
    cells = [
        nbformat.v4.new_markdown_cell("# Problem set 0", id="title"),
        _cell("code", SETUP, "ps0-setup"),
        _cell("code", SOFTMAX, "ps0-q1-answer", solution=True),
        _cell("code", SOFTMAX_TEST, "ps0-q1-test", points=2),
        _cell("code", SOFTMAX_HIDDEN, "ps0-q1-hidden", points=3),
        _cell("code", SUMMARY, "ps0-q2-answer", solution=True),
        _cell("code", SUMMARY_TEST, "ps0-q2-test", points=2),
        _cell("code", SUMMARY_HIDDEN, "ps0-q2-hidden", points=3),
        _cell("markdown", WRITTEN, "ps0-q3-answer", points=5, solution=True),
    ]
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


RIGHT = SOFTMAX.replace("    ### BEGIN SOLUTION\n", "").replace("\n    ### END SOLUTION", "")
WRONG = "def softmax(X):\n    return torch.ones_like(X) / 3"


def with_first_answer(release: NotebookNode, code: str, after: str = "", behind: str = "") -> NotebookNode:
    """The release with the second question solved and the first one answered by `code`.

    Parameters
    ----------
    after: a cell of its own between that answer and its tests. behind: one between those tests and the second question.
    """
    notebook = nbformat.from_dict(json.loads(json.dumps(release)))
    by_id = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    by_id["ps0-q1-answer"].source = code
    by_id["ps0-q2-answer"].source = SUMMARY.replace("    ### BEGIN SOLUTION\n", "").replace("\n    ### END SOLUTION", "")
    by_id["ps0-q3-answer"].source = "So that no power overflows."
    if behind:
        notebook.cells.insert(5, nbformat.v4.new_code_cell(behind))
    if after:
        notebook.cells.insert(3, nbformat.v4.new_code_cell(after))
    return notebook


@dataclass(frozen=True)
class Entry:
    """A submission of the bank.

    Attributes
    ----------
    name: the student's name, too.
    score: the automatic points that it deserves.
    phrase: what the report must say of it; empty where there is nothing to say.
    hand_in: writes it into the student's folder, given the release.
    """

    name: str
    score: float
    phrase: str
    hand_in: Callable[[Path, NotebookNode], None]


def answers(code: str, after: str = "", behind: str = "") -> Callable[[Path, NotebookNode], None]:
    """Hand in this answer to the first question, with cells of one's own."""
    return lambda folder, release: write(folder, with_first_answer(release, code, after, behind))


def changed(change: Callable[[NotebookNode], None], code: str = RIGHT) -> Callable[[Path, NotebookNode], None]:
    """Hand in a notebook that was changed by hand."""

    def hand_in(folder: Path, release: NotebookNode) -> None:
        notebook = with_first_answer(release, code)
        change(notebook)
        write(folder, notebook)

    return hand_in


def write(folder: Path, notebook: NotebookNode, name: str = "ps0.ipynb") -> None:
    """Put a notebook into a student's folder."""
    (folder / name).write_text(json.dumps(notebook), encoding="utf-8")


def tests_of(notebook: NotebookNode) -> list[NotebookNode]:
    """The cells of its tests."""
    return [cell for cell in notebook.cells if "test" in cell.metadata.get("nbgrader", {}).get("grade_id", "")]


def function(body: str) -> str:
    """An answer to the first question with this body."""
    return "def softmax(X):\n" + "\n".join(f"    {line}" for line in body.splitlines())
