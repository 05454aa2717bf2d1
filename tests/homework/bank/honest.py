"""Honest submissions that are unusual: none may lose a point by it."""

import nbformat
from nbformat import NotebookNode

from .assignment import AUTOMATIC, RIGHT, Entry, answers, changed, function

HELPER = """\
def scaled(X):
    return torch.exp(X - X.max(dim=1, keepdim=True).values)
"""
WITH_HELPER = HELPER + function("powers = scaled(X)\nreturn powers / powers.sum(dim=1, keepdim=True)")
METHOD = """\
class Layer:
    def softmax(self, X):
        powers = torch.exp(X - X.max(dim=1, keepdim=True).values)
        return powers / powers.sum(dim=1, keepdim=True)

"""
LOADER = """\
from torch.utils.data import DataLoader
rows = torch.cat(list(DataLoader(X, batch_size=2, num_workers=2)))
powers = torch.exp(rows - rows.max(dim=1, keepdim=True).values)
return powers / powers.sum(dim=1, keepdim=True)"""
RECURSION = """\
def total_even(row, i=0):
    return row[i] + total_odd(row, i + 1) if i < len(row) else 0.0

def total_odd(row, i):
    return row[i] + total_even(row, i + 1) if i < len(row) else 0.0

"""
THREADS = """\
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(8) as pool:
    rows = torch.stack(list(pool.map(lambda row: torch.exp(row - row.max()), X)))
return rows / rows.sum(dim=1, keepdim=True)"""


def _windows(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.source = cell.source.replace("\n", "\r\n")


def _kind(notebook: NotebookNode, name: str, kind: str) -> NotebookNode:
    """Turn a cell into one of another kind; return it."""
    (cell,) = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name]
    cell.cell_type = kind
    return cell


def _fenced(notebook: NotebookNode) -> None:
    cell = _kind(notebook, "ps0-q1-answer", "markdown")
    cell.source = f"```python\n{cell.source}\n```"


def _written_elsewhere(notebook: NotebookNode) -> None:
    notebook.cells[-1].source = "Your answer here."
    notebook.cells.append(nbformat.v4.new_markdown_cell("So that no power overflows."))


def _answer_behind_its_tests(notebook: NotebookNode) -> None:
    (i,) = [i for i, cell in enumerate(notebook.cells) if cell.metadata.get("nbgrader", {}).get("grade_id") == "ps0-q1-answer"]
    notebook.cells.insert(5, nbformat.v4.new_code_cell(notebook.cells[i].source))
    notebook.cells[i].source = "def softmax(X):\n    ...  # your code here"


def _many_experiments(code: str, count: int) -> str:
    """`count` cells in one text: `changed` takes them apart."""
    return "\n# next\n".join([code] * count)


def _apart(notebook: NotebookNode) -> None:
    for i, cell in reversed(list(enumerate(notebook.cells))):
        if "\n# next\n" in cell.source:
            notebook.cells[i : i + 1] = [nbformat.v4.new_code_cell(part) for part in cell.source.split("\n# next\n")]


def _experiments(code: str, count: int):
    def change(notebook: NotebookNode) -> None:
        notebook.cells.insert(5, nbformat.v4.new_code_cell(_many_experiments(code, count)))
        _apart(notebook)

    return changed(change)


HONEST = [
    Entry("pip above the answer", AUTOMATIC, "start a program", answers("!pip install torch\n%pip install numpy\n" + RIGHT)),
    Entry("time magic above the answer", AUTOMATIC, "", answers("%%time\n" + RIGHT)),
    Entry("prints a lot in calls", AUTOMATIC, "printed more than", answers(RIGHT.replace("\n", "\n    print('x' * 300_000)\n", 1))),
    Entry("prints a lot in a cell", AUTOMATIC, "printed more than", answers(RIGHT, "print('x' * 300_000)")),
    Entry("a data loader with workers", AUTOMATIC, "", answers(function(LOADER))),
    Entry("a method of that name", AUTOMATIC, "", answers(METHOD + function("return Layer().softmax(X)"))),
    Entry(
        "mutual recursion",
        AUTOMATIC,
        "",
        answers(
            RECURSION
            + function(
                "powers = torch.exp(X - X.max(dim=1, keepdim=True).values)\n"
                "return powers / torch.stack([torch.as_tensor(total_even(row)) for row in powers])[:, None]"
            )
        ),
    ),
    Entry("threads", AUTOMATIC, "", answers(function(THREADS))),
    Entry("sleeps a little", AUTOMATIC, "", answers(RIGHT.replace("\n", "\n    __import__('time').sleep(0.3)\n", 1))),
    Entry("line ends of Windows", AUTOMATIC, "", changed(_windows)),
    Entry("an answer in a Markdown cell", AUTOMATIC, "is Markdown", changed(lambda n: _kind(n, "ps0-q1-answer", "markdown") and None)),
    Entry("an answer between fences", AUTOMATIC, "is Markdown", changed(_fenced)),
    Entry("a written answer in a code cell", AUTOMATIC, "is code", changed(lambda n: _kind(n, "ps0-q3-answer", "code") and None)),
    Entry("a written answer in a cell of its own", AUTOMATIC, "was left as it was", changed(_written_elsewhere)),
    Entry("an answer behind its tests", AUTOMATIC, "", changed(_answer_behind_its_tests)),
    Entry("an experiment under the answer's name", AUTOMATIC, "", answers(RIGHT, behind="softmax = softmax(torch.ones(2, 2))")),
    Entry("an experiment redefines a helper", AUTOMATIC, "", answers(WITH_HELPER, behind="def scaled(x):\n    return 2 * x")),
    Entry("an experiment changes the default dtype", AUTOMATIC, "", answers(RIGHT, behind="torch.set_default_dtype(torch.float64)")),
    Entry("an experiment asks for no gradients", AUTOMATIC, "", answers(RIGHT, behind="torch.set_grad_enabled(False)")),
    Entry("slow experiments", AUTOMATIC, "ran longer than", _experiments("while True:\n    pass", 4)),
    Entry("deadly experiments", AUTOMATIC, "killed the kernel", _experiments("import os\nos._exit(1)", 8)),
    Entry("an experiment that sleeps", AUTOMATIC, "slept", answers(RIGHT, behind="import time\ntime.sleep(10**6)")),
    Entry("braces in a first line", AUTOMATIC, "raised", answers(RIGHT, "{x}, {0:>600000000}, {} = 1 / 0, 2, 3")),
]
