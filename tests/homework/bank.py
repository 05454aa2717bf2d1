"""A small assignment, and a bank of submissions with the scores that they deserve: right, wrong, broken and hostile ones."""

import json
import zipfile
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


def with_first_answer(release: NotebookNode, code: str, after: str = "") -> NotebookNode:
    """The release with the second question solved, the first one answered by `code`, and `after` in a cell of its own."""
    notebook = nbformat.from_dict(json.loads(json.dumps(release)))
    by_id = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    by_id["ps0-q1-answer"].source = code
    by_id["ps0-q2-answer"].source = SUMMARY.replace("    ### BEGIN SOLUTION\n", "").replace("\n    ### END SOLUTION", "")
    by_id["ps0-q3-answer"].source = "So that no power overflows."
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


def _answers(code: str, after: str = "") -> Callable[[Path, NotebookNode], None]:
    return lambda folder, release: _write(folder, with_first_answer(release, code, after))


def _changed(change: Callable[[NotebookNode], None], code: str = RIGHT) -> Callable[[Path, NotebookNode], None]:
    def hand_in(folder: Path, release: NotebookNode) -> None:
        notebook = with_first_answer(release, code)
        change(notebook)
        _write(folder, notebook)

    return hand_in


def _write(folder: Path, notebook: NotebookNode, name: str = "ps0.ipynb") -> None:
    (folder / name).write_text(json.dumps(notebook), encoding="utf-8")


def _tests(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if "test" in cell.metadata.get("nbgrader", {}).get("grade_id", "")]


def _edit_tests(notebook: NotebookNode) -> None:
    for cell in _tests(notebook):
        cell.source = "pass"
        cell.metadata.nbgrader.points = 1000


def _delete_tests(notebook: NotebookNode) -> None:
    notebook.cells = [cell for cell in notebook.cells if not cell.metadata.get("nbgrader", {}).get("points")]


def _delete_metadata(notebook: NotebookNode) -> None:
    for i, cell in enumerate(notebook.cells):
        cell.metadata = {}
        cell.id = f"new-{i}"


def _grow(notebook: NotebookNode) -> None:
    notebook.cells[2].outputs = [nbformat.v4.new_output("stream", text="x" * 50_000_000)]


def _pickled_outputs(notebook: NotebookNode) -> None:
    harm = "gASVHgAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAR0cnVllIWUUpQu"  # os.system("true")
    notebook.cells[2].outputs = [nbformat.v4.new_output("display_data", data={"application/x-python-pickle": harm})]


def _zip_with_traversal(folder: Path, release: NotebookNode) -> None:
    with zipfile.ZipFile(folder / "homework.zip", "w") as archive:
        archive.writestr("ps0.ipynb", json.dumps(with_first_answer(release, RIGHT)))
        archive.writestr("../../../../escaped.txt", "out")
        archive.writestr("/tmp/escaped.txt", "out")


def _function(body: str) -> str:
    return "def softmax(X):\n" + "\n".join(f"    {line}" for line in body.splitlines())


HALF = AUTOMATIC / 2
BANK = [
    Entry("perfect", AUTOMATIC, "", _answers(RIGHT)),
    Entry("blank", 0, "", lambda folder, release: _write(folder, release)),
    Entry("half right", HALF, "", _answers(WRONG)),
    Entry("right but for large scores", 7, "", _answers("def softmax(X):\n    p = X.exp()\n    return p / p.sum(1, keepdim=True)")),
    Entry("raises everywhere", HALF, "raised ZeroDivisionError", _answers(_function("1 / 0"), "1 / 0")),
    Entry(
        "forbidden function", HALF, "", _answers("from torch.nn.functional import softmax as s\ndef softmax(X):\n    return s(X, dim=1)")
    ),
    Entry("endless call", HALF, "ran longer than", _answers(_function("while True:\n    pass"))),
    Entry("endless cell", AUTOMATIC, "ran longer than", _answers(RIGHT + "\nwhile True:\n    pass")),
    Entry(
        "endless call that ignores interrupts",
        HALF,
        "ignored",
        _answers(_function("import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass")),
    ),
    Entry(
        "endless cell that ignores interrupts",
        HALF,
        "ignored",
        _answers(RIGHT + "\nimport signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass"),
    ),
    Entry("cell that kills the kernel", AUTOMATIC, "killed the kernel", _answers(RIGHT, "import os\nos._exit(1)")),
    Entry("call that kills the kernel", HALF, "killed the kernel", _answers(_function("import os\nos.kill(os.getpid(), 9)"))),
    Entry("call that crashes", HALF, "segmentation fault", _answers(_function("import ctypes\nctypes.string_at(0)"))),
    Entry("leaves Python", AUTOMATIC, "SystemExit", _answers(RIGHT, "import sys\nsys.exit(1)")),
    Entry("asks for input", AUTOMATIC, "StdinNotImplementedError", _answers(RIGHT, "input('your name?')")),
    Entry("too much memory", AUTOMATIC, "raised RuntimeError", _answers(RIGHT, "torch.ones(10**11)")),
    Entry("too large a file", AUTOMATIC, "raised OSError", _answers(RIGHT, "open('/tmp/x', 'wb').write(bytes(200_000_000))")),
    Entry(
        "too many files",
        AUTOMATIC,
        "raised OSError",
        _answers(RIGHT, "for i in range(20):\n    open(f'/tmp/{i}', 'wb').write(bytes(20_000_000))"),
    ),
    Entry("new processes", AUTOMATIC, "raised PermissionError", _answers(RIGHT, "import os\nwhile True:\n    os.fork()")),
    Entry("shell commands", AUTOMATIC, "raised PermissionError", _answers(RIGHT, "!yes")),
    Entry("tests edited", HALF, "was edited", _changed(_edit_tests, WRONG)),
    Entry("tests deleted", HALF, "was deleted", _changed(_delete_tests, WRONG)),
    Entry("tests deleted, answers right", AUTOMATIC, "was deleted", _changed(_delete_tests)),
    Entry("metadata deleted", AUTOMATIC, "the written answer ps0-q3-answer is missing", _changed(_delete_metadata)),
    Entry("cells reordered", AUTOMATIC, "", _changed(lambda notebook: notebook.cells.reverse())),
    Entry("cells duplicated", AUTOMATIC, "more than once", _changed(lambda notebook: notebook.cells.extend(notebook.cells))),
    Entry("not JSON", 0, "cannot be read as JSON", lambda folder, _: (folder / "ps0.ipynb").write_text("Dear Sir or Madam") and None),
    Entry(
        "cut in the middle", 0, "cannot be read as JSON", lambda folder, r: (folder / "ps0.ipynb").write_text(json.dumps(r)[:900]) and None
    ),
    Entry("no cells", 0, "no list of cells", lambda folder, _: (folder / "ps0.ipynb").write_text("[1, 2]") and None),
    Entry("nothing handed in", 0, "no notebook was handed in", lambda folder, _: (folder / "essay.docx").write_text("") and None),
    Entry(
        "wrong file name",
        AUTOMATIC,
        "wrong file name: My Homework (2).ipynb",
        lambda folder, release: _write(folder, with_first_answer(release, RIGHT), "My Homework (2).ipynb"),
    ),
    Entry("zip with path traversal", AUTOMATIC, "points outside", _zip_with_traversal),
    Entry("fifty megabytes", AUTOMATIC, "50 MB", _changed(_grow)),
    Entry("Zoë O'Brien 李 雷", AUTOMATIC, "", _answers(RIGHT)),
    Entry(
        "comparisons patched",
        HALF,
        "",
        _answers(
            "yes = lambda *a, **k: True\ntorch.allclose = torch.equal = torch.isclose = yes\n"
            "torch.Tensor.__eq__ = torch.Tensor.__bool__ = torch.Tensor.all = yes\n"
            "import d2lhelpers.checks.frame as e, d2lhelpers.homework as h\ne.same = h.same = h.expect_equal = yes\n" + WRONG
        ),
    ),
    Entry(
        "equal to everything",
        HALF,
        "cannot be handed over",
        _answers(
            "class Yes:\n    shape, dtype, ndim, requires_grad = (2, 4), torch.float32, 2, False\n"
            "    def __eq__(self, other):\n        return True\n    __ne__ = __lt__ = __gt__ = __eq__\n" + _function("return Yes()")
        ),
    ),
    Entry(
        "tensor equal to everything",
        HALF,
        "",
        _answers(
            "class Yes(torch.Tensor):\n    @classmethod\n    def __torch_function__(cls, *a, **k):\n        return True\n"
            + _function("return torch.ones(X.shape).as_subclass(Yes)")
        ),
    ),
    Entry(
        "input transformers",
        HALF,
        "",
        _answers(
            "ip = get_ipython()\nip.input_transformers_post.append(lambda lines: ['pass\\n' if 'expect' in l else l for l in lines])\n"
            + WRONG
        ),
    ),
    Entry("tracing", HALF, "", _answers("import sys\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)\n" + WRONG)),
    Entry(
        "reads the tests",
        HALF,
        "",
        _answers(
            _function(
                "import os\nfor folder, _, files in os.walk('/'):\n    for f in files:\n"
                "        if f.startswith('ps0') or f in ('gradebook.db', 'secret'):\n            raise RuntimeError('found ' + f)\nreturn X"
            )
        ),
    ),
    Entry(
        "writes the gradebook",
        AUTOMATIC,
        "raised OperationalError",
        _answers(RIGHT, "import sqlite3\nsqlite3.connect('COURSE/gradebook.db').execute('update grade set auto_score = 1000')"),
    ),
    Entry("opens a socket", AUTOMATIC, "raised OSError", _answers(RIGHT, "import socket\nsocket.create_connection(('1.1.1.1', 80), 2)")),
    Entry("pickles in outputs", AUTOMATIC, "", _changed(_pickled_outputs)),
    Entry(
        "returns what unpickles to harm",
        HALF,
        "cannot be handed over",
        _answers("class Harm:\n    def __reduce__(self):\n        return print, ('harm',)\n" + _function("return Harm()")),
    ),
    Entry("returns too much", HALF, "too large", _answers(_function("return torch.zeros(7_000_000)"))),
    Entry("returns without end", HALF, "cannot be handed over", _answers("import itertools\n" + _function("return itertools.count()"))),
    Entry("returns itself", HALF, "cannot be handed over", _answers(_function("x = []\nx.append(x)\nreturn x"))),
    Entry(
        "talks nonsense to the grader",
        HALF,
        "no readable reply",
        _answers(
            "import d2lhelpers.homework as h\nold = h.reply\n"
            "h.reply = lambda names, name, *a: h.Reply('[' * 10**6) if name == 'softmax' else old(names, name, *a)"
        ),
    ),
    Entry(
        "breaks Jupyter's protocol",
        0,
        "no readable reply",
        _answers(
            RIGHT,
            "ip = get_ipython()\nsession, iopub = ip.kernel.session, ip.kernel.iopub_socket\n"
            "message = session.msg('display_data', content={'data': [1]}, parent=ip.kernel.get_parent())\n"
            "session.send(iopub, message)\nsession.send(iopub, message | {'parent_header': [1]})\n"
            "ip.user_expressions = lambda expressions: [1]",
        ),
    ),
    Entry("prints without end", HALF, "printed more than", _answers(_function("while True:\n    print('x' * 1000)"))),
    Entry(
        "warns",
        AUTOMATIC,
        "",
        _answers(RIGHT.replace("):\n", "):\n    import sys, warnings\n    warnings.warn('!')\n    print('!', file=sys.stderr)\n", 1)),
    ),
    Entry(
        "tells what it was asked",
        HALF,
        "",
        _answers(_function("raise ValueError(f'the input was {X.tolist()}')")),
    ),
]
