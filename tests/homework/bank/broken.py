"""Right, wrong and broken submissions, and hostile ones that reach for points, other files and the machine."""

import json
import zipfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from .assignment import AUTOMATIC, HALF, RIGHT, WRONG, Entry, answers, changed, function, tests_of, with_first_answer, write

WIRE = """\
import gc, socket
(wire,) = [s for s in gc.get_objects() if isinstance(s, socket.socket) and s.fileno() >= 0][:1]
"""


def _edit_tests(notebook: NotebookNode) -> None:
    for cell in tests_of(notebook):
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


BROKEN = [
    Entry("perfect", AUTOMATIC, "", answers(RIGHT)),
    Entry("blank", 0, "", lambda folder, release: write(folder, release)),
    Entry("half right", HALF, "", answers(WRONG)),
    Entry("right but for large scores", 7, "", answers("def softmax(X):\n    p = X.exp()\n    return p / p.sum(1, keepdim=True)")),
    *(
        Entry(f"raises a {kind} of its own, without words", HALF, "", answers(function(f"raise type('{kind}', (Exception,), {{}})()")))
        for kind in ("AnswerError", "ForbiddenError", "PackError", "AssertionError")
    ),
    Entry("raises everywhere", HALF, "raised ZeroDivisionError", answers(function("1 / 0"), "1 / 0")),
    Entry("forbidden function", HALF, "", answers("from torch.nn.functional import softmax as s\ndef softmax(X):\n    return s(X, dim=1)")),
    Entry("endless call", HALF, "ran longer than", answers(function("while True:\n    pass"))),
    Entry("endless cell", AUTOMATIC, "ran longer than", answers(RIGHT + "\nwhile True:\n    pass")),
    Entry(
        "endless call that ignores interrupts",
        HALF,
        "ignored",
        answers(function("import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass")),
    ),
    Entry(
        "endless cell that ignores interrupts",
        HALF,
        "ignored",
        answers(RIGHT + "\nimport signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass"),
    ),
    Entry("cell that kills the kernel", AUTOMATIC, "killed the kernel", answers(RIGHT, "import os\nos._exit(1)")),
    Entry("call that kills the kernel", HALF, "killed the kernel", answers(function("import os\nos.kill(os.getpid(), 9)"))),
    Entry("call that crashes", HALF, "segmentation fault", answers(function("import ctypes\nctypes.string_at(0)"))),
    Entry("leaves Python", AUTOMATIC, "SystemExit", answers(RIGHT, "import sys\nsys.exit(1)")),
    Entry("asks for input", AUTOMATIC, "StdinNotImplementedError", answers(RIGHT, "input('your name?')")),
    Entry("too much memory", AUTOMATIC, "raised RuntimeError", answers(RIGHT, "torch.ones(10**11)")),
    Entry("too large a file", AUTOMATIC, "raised OSError", answers(RIGHT, "open('/tmp/x', 'wb').write(bytes(200_000_000))")),
    Entry(
        "too many files",
        AUTOMATIC,
        "raised OSError",
        answers(RIGHT, "for i in range(20):\n    open(f'/tmp/{i}', 'wb').write(bytes(20_000_000))"),
    ),
    Entry("new processes", AUTOMATIC, "raised PermissionError", answers(RIGHT, "import os\nwhile True:\n    os.fork()")),
    Entry("shell commands", AUTOMATIC, "start a program", answers(RIGHT, "!yes")),
    Entry("tests edited", HALF, "was edited", changed(_edit_tests, WRONG)),
    Entry("tests deleted", HALF, "was deleted", changed(_delete_tests, WRONG)),
    Entry("tests deleted, answers right", AUTOMATIC, "was deleted", changed(_delete_tests)),
    Entry("metadata deleted", AUTOMATIC, "the written answer ps0-q3-answer is missing", changed(_delete_metadata)),
    Entry("cells reordered", AUTOMATIC, "", changed(lambda notebook: notebook.cells.reverse())),
    Entry("cells duplicated", AUTOMATIC, "more than once", changed(lambda notebook: notebook.cells.extend(notebook.cells))),
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
        lambda folder, release: write(folder, with_first_answer(release, RIGHT), "My Homework (2).ipynb"),
    ),
    Entry("zip with path traversal", AUTOMATIC, "points outside", _zip_with_traversal),
    Entry("fifty megabytes", AUTOMATIC, "50 MB", changed(_grow)),
    Entry("Zoë O'Brien 李 雷", AUTOMATIC, "", answers(RIGHT)),
    Entry(
        "comparisons patched",
        HALF,
        "",
        answers(
            "yes = lambda *a, **k: True\ntorch.allclose = torch.equal = torch.isclose = yes\n"
            "torch.Tensor.__eq__ = torch.Tensor.__bool__ = torch.Tensor.all = yes\n"
            "import d2lhelpers.checks.frame as e, d2lhelpers.homework as h\ne.same = h.same = h.expect_equal = yes\n" + WRONG
        ),
    ),
    Entry(
        "equal to everything",
        HALF,
        "cannot be handed over",
        answers(
            "class Yes:\n    shape, dtype, ndim, requires_grad = (2, 4), torch.float32, 2, False\n"
            "    def __eq__(self, other):\n        return True\n    __ne__ = __lt__ = __gt__ = __eq__\n" + function("return Yes()")
        ),
    ),
    Entry(
        "tensor equal to everything",
        HALF,
        "",
        answers(
            "class Yes(torch.Tensor):\n    @classmethod\n    def __torch_function__(cls, *a, **k):\n        return True\n"
            + function("return torch.ones(X.shape).as_subclass(Yes)")
        ),
    ),
    Entry(
        "input transformers",
        HALF,
        "",
        answers(
            "ip = get_ipython()\nip.input_transformers_post.append(lambda lines: ['pass\\n' if 'expect' in l else l for l in lines])\n"
            + WRONG
        ),
    ),
    Entry("tracing", HALF, "", answers("import sys\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)\n" + WRONG)),
    Entry(
        "reads the tests",
        HALF,
        "",
        answers(
            function(
                "import os\nfor folder, _, files in os.walk('/'):\n    for f in files:\n"
                "        if f.startswith('ps0') or f in ('gradebook.db', 'secret'):\n            raise RuntimeError('found ' + f)\nreturn X"
            )
        ),
    ),
    Entry(
        "writes the gradebook",
        AUTOMATIC,
        "raised OperationalError",
        answers(RIGHT, "import sqlite3\nsqlite3.connect('COURSE/gradebook.db').execute('update grade set auto_score = 1000')"),
    ),
    Entry("opens a socket", AUTOMATIC, "raised OSError", answers(RIGHT, "import socket\nsocket.create_connection(('1.1.1.1', 80), 2)")),
    Entry("pickles in outputs", AUTOMATIC, "", changed(_pickled_outputs)),
    Entry(
        "returns what unpickles to harm",
        HALF,
        "cannot be handed over",
        answers("class Harm:\n    def __reduce__(self):\n        return print, ('harm',)\n" + function("return Harm()")),
    ),
    Entry("returns too much", HALF, "too large", answers(function("return torch.zeros(7_000_000)"))),
    Entry("returns without end", HALF, "cannot be handed over", answers("import itertools\n" + function("return itertools.count()"))),
    Entry("returns itself", HALF, "cannot be handed over", answers(function("x = []\nx.append(x)\nreturn x"))),
    Entry("talks nonsense to the grader", HALF, "no readable reply", answers(WIRE + function("wire.sendall(b'[' * 10**6)\nreturn X"))),
    Entry("looks for Jupyter's kernel", AUTOMATIC, "raised AttributeError", answers(RIGHT, "get_ipython().kernel.session")),
    Entry("prints without end", HALF, "printed more than", answers(function("while True:\n    print('x' * 1000)"))),
    Entry(
        "warns",
        AUTOMATIC,
        "",
        answers(RIGHT.replace("):\n", "):\n    import sys, warnings\n    warnings.warn('!')\n    print('!', file=sys.stderr)\n", 1)),
    ),
    Entry(
        "tells what it was asked",
        HALF,
        "",
        answers(function("raise ValueError(f'the input was {X.tolist()}')")),
    ),
]
