"""Submissions that are too much: for the machine, for the grader's memory, or for those who write down what they say."""

import json
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from .assignment import AUTOMATIC, HALF, RIGHT, Entry, answers, changed, function, with_first_answer
from .broken import WIRE

PICTURE = "from IPython.display import Image, display\nimport os\ndisplay(Image(os.urandom(700_000), format='png'))"


def _empty_cells(notebook: NotebookNode) -> None:
    notebook.cells[2:2] = [nbformat.v4.new_code_cell("")] * 30_000


def _pictures(notebook: NotebookNode) -> None:
    notebook.cells[6:6] = [nbformat.v4.new_code_cell(PICTURE) for _ in range(40)]


def _worksheets(folder: Path, _: NotebookNode) -> None:
    (folder / "ps0.ipynb").write_text('{"worksheets": [1, {"cells": 3}, {"cells": [{"cell_type": "code", "input": 7}]}]}')


def _parts(folder: Path, release: NotebookNode) -> None:
    text = json.dumps(with_first_answer(release, RIGHT))
    (folder / "ps0.ipynb").write_text(text[:-1] + ', "more": [' + ",".join(["{}"] * 3_000_000) + "]}")


def _surrogates_in_metadata(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.metadata["\ud800"] = "\udfff"
    notebook.cells.insert(2, nbformat.v4.new_code_cell("# \ud83d\nprint('\ud800')"))


FLOODS = [
    Entry("keys that collide", HALF, "cannot be handed over", answers(function("return {k * (2**61 - 1): 0 for k in range(4_000)}"))),
    Entry("keys of tuples", HALF, "cannot be handed over", answers(function("return {(k, (k,)): 0 for k in range(40_000)}"))),
    Entry(
        "a frame of many columns",
        HALF,
        "cannot be handed over",
        answers(function("import pandas as pd\nreturn pd.DataFrame(torch.zeros(1, 200_000).numpy())")),
    ),
    Entry("a deep list", HALF, "cannot be handed over", answers(function("x = []\nfor _ in range(500):\n    x = [x]\nreturn x"))),
    Entry("a list of millions", HALF, "cannot be handed over", answers(function("return [0] * 3_000_000"))),
    Entry("a number of many digits", HALF, "cannot be handed over", answers(function("return 10**5000"))),
    Entry(
        "floods the wire",
        HALF,
        "no readable reply",
        answers(WIRE + function("for _ in range(40):\n    wire.sendall(b'j02faf080' + bytes(50_000_000))\nreturn X")),
    ),
    Entry(
        "floods the wire with messages",
        HALF,
        "no readable reply",
        answers(WIRE + function("while True:\n    wire.sendall(b'j00000014{\"stream\": [1,[2]]}' )\nreturn X")),
    ),
    Entry("memory files", AUTOMATIC, "raised PermissionError", answers(RIGHT, "import os\nos.memfd_create('x')")),
    Entry(
        "thousands of threads",
        AUTOMATIC,
        "threads, and was stopped",
        answers(
            RIGHT,
            "import threading, time\nthreading.stack_size(65536)\n"
            "for _ in range(3000):\n    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()\ntime.sleep(30)",
        ),
    ),
    Entry(
        "files that come and go",
        AUTOMATIC,
        "",
        answers(
            RIGHT,
            "import os, threading\ndef busy():\n    while True:\n        os.makedirs('/tmp/a/b', exist_ok=True)\n"
            "        os.removedirs('/tmp/a/b')\nthreading.Thread(target=busy, daemon=True).start()",
        ),
    ),
    Entry(
        "600 MB in folders",
        AUTOMATIC,
        "raised OSError",
        answers(
            RIGHT, "import os\nfor i in range(60):\n    os.makedirs(f'/tmp/{i}')\n    open(f'/tmp/{i}/x', 'wb').write(bytes(10_000_000))"
        ),
    ),
    Entry("kills what starts kernels", AUTOMATIC, "raised PermissionError", answers(RIGHT, "import os\nos.kill(os.getppid(), 9)")),
    Entry("a call kills what starts kernels", HALF, "", answers(function("import os\nos.kill(os.getppid(), 9)"))),
    Entry(
        "limits what starts kernels",
        AUTOMATIC,
        "raised PermissionError",
        answers(RIGHT, "import os, resource\nresource.prlimit(os.getppid(), resource.RLIMIT_CPU, (0, 0))"),
    ),
    Entry("sleeps for ever", HALF, "slept", answers(function("import time\ntime.sleep(10**6)"))),
    Entry("halves of characters in messages", HALF, "", answers(function("raise ValueError('\\ud800' * 9)"), "1 / 0\n# \ud800")),
    Entry("halves of characters in results", HALF, "", answers(function("return '\\udfff'"), "print('\\ud800')\n'\\udc00'")),
    Entry("halves of characters in kinds", HALF, "", answers(function("raise type('E\\ud800', (Exception,), {})('x')"))),
    Entry("halves of characters in the file", AUTOMATIC, "", changed(_surrogates_in_metadata)),
    Entry(
        "exceptions that raise",
        HALF,
        "",
        answers("class E(Exception):\n    def __str__(self):\n        return 1 / 0\n" + function("raise E")),
    ),
    Entry("many empty cells", AUTOMATIC, "", changed(_empty_cells)),
    Entry("pictures in many cells", AUTOMATIC, "", changed(_pictures)),
    Entry("odd worksheets", 0, "was deleted", _worksheets),
    Entry("a file of millions of parts", 0, "more than 5,000,000 parts", _parts),
]
