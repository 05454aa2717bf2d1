"""Speed, in CPU seconds at one thread: `make bench`.

Each ratio compares two ways of doing the same work. The two take turns, so that a busy machine slows both; the ratio is
of medians. Chapters are run five times each, from the start of their kernel to its end, without the full-size cells; the
median of the five counts.
"""

import ast
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from d2lhelpers import accuracy, batches, datasets, fit

from .chapters import CHAPTERS, read, without_full_size

ROUNDS = 5
CHAPTER_TARGET = 20.0  # CPU seconds of a chapter's main line
OWN_TARGET = {"19": 40.0}  # with the processes that it starts
PART_TARGET, COURSE_TARGET = {"Foundations": 130.0}, 320.0
SIZE = 256


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def ratio(work: Callable[[], object], *references: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median cost of `work` over that of the cheapest reference, all of them taking turns."""
    for one in (work, *references):  # warm up
        one()
    costs = [[cpu(one) for one in (work, *references)] for _ in range(rounds)]
    own, *others = (statistics.median(column) for column in zip(*costs, strict=True))
    return own / min(others)


def images() -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor], str]:
    """Fashion-MNIST where it is here, else noise of the same shape: the cost is the same."""
    if datasets.available("fashion_mnist"):
        train, test, _ = datasets.fashion_mnist()
        return train, test, "Fashion-MNIST"
    noise = [(torch.rand(n, 28, 28), torch.randint(10, (n,))) for n in (60_000, 10_000)]
    return noise[0], noise[1], "noise of Fashion-MNIST's shape"


def raw_epoch(model: nn.Module, train: tuple[Tensor, Tensor], valid: tuple[Tensor, Tensor]) -> None:
    """The same epoch as `fit`'s by hand: training with its loss and accuracy, then validation."""
    (X, y), (Xv, yv) = train, valid
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    order = torch.randperm(len(X))
    loss_sum = right = 0.0
    for rows in order.split(SIZE):
        inputs, labels = X.index_select(0, rows), y.index_select(0, rows)
        scores = model(inputs)
        loss = cross_entropy(scores, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(labels)
        right += (scores.argmax(1) == labels).sum().item()
    with torch.inference_mode():
        for inputs, labels in zip(Xv.split(SIZE), yv.split(SIZE), strict=True):
            scores = model(inputs)
            loss_sum += cross_entropy(scores, labels).item() * len(labels)
            right += (scores.argmax(1) == labels).sum().item()


def fit_epoch(model: nn.Module, train: tuple[Tensor, Tensor], valid: tuple[Tensor, Tensor]) -> None:
    """One epoch by the package."""
    shuffled, in_order = batches(*train, batch_size=SIZE, shuffle=True), batches(*valid, batch_size=SIZE)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    fit(model, cross_entropy, optimizer, shuffled, in_order, epochs=1, metrics={"accuracy": accuracy}, progress=False)


def softmax() -> nn.Module:
    """Softmax regression on 28 by 28 pixels."""
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))


def perceptron() -> nn.Module:
    """784-256-10."""
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))


def iterator(n: int, features: int, size: int, repeats: int) -> float:
    """`batches` against permute-once-and-split and index-slice, whichever is cheaper."""
    X, y = torch.randn(n, features), torch.randint(10, (n,))
    ready = batches(X, y, batch_size=size, shuffle=True)

    def packaged() -> None:
        for _ in range(repeats):
            for _ in ready:
                pass

    def permuted() -> None:
        for _ in range(repeats):
            order = torch.randperm(n)
            for _ in zip(X.index_select(0, order).split(size), y.index_select(0, order).split(size), strict=True):
                pass

    def indexed() -> None:
        for _ in range(repeats):
            for rows in torch.randperm(n).split(size):
                X.index_select(0, rows), y.index_select(0, rows)

    return ratio(packaged, permuted, indexed, rounds=9)


BOARD = """
import time
from d2lhelpers import LiveBoard

def run(live):
    started = time.process_time()
    for i in range(3_000):
        end = time.process_time() + 0.001
        while time.process_time() < end:
            pass
        if live:
            live.add(i / 100, train_loss=1 / (i + 1))
    if live:
        live.close()
    return time.process_time() - started

run(None)
[(run(LiveBoard("bench")), run(None)) for _ in range(ROUNDS)]
"""


def board() -> float:
    """3,000 steps of 1 ms with a live board against the same steps without, in a notebook's kernel."""
    cell = new_code_cell(BOARD.replace("ROUNDS", str(ROUNDS)))
    NotebookClient(new_notebook(cells=[cell]), timeout=300).execute()
    pairs = ast.literal_eval(cell.outputs[-1].data["text/plain"])
    drawn, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    return drawn / bare


def imports() -> float:
    """Importing what a chapter imports against importing torch, in CPU seconds of fresh processes."""
    names = "batches, checks, claim, datasets, evaluate, fit, progress, seed_everything, show"

    def cost(statement: str) -> float:
        code = f"import time; {statement}; print(time.process_time())"
        return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)

    pairs = [(cost(f"import torch; from d2lhelpers import {names}"), cost("import torch")) for _ in range(ROUNDS + 2)]
    own, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    return own / bare


def children() -> float:
    """CPU seconds, user and system, of the processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def cost(path: Path) -> float:
    """CPU seconds of a chapter's main line, kernel start included; the learner's progress is not touched."""
    before = children()
    with tempfile.TemporaryDirectory() as folder:
        quiet = {"D2LHELPERS_LIVE": "0", "D2LHELPERS_PROGRESS": str(Path(folder) / "progress.jsonl"), "OMP_NUM_THREADS": "1"}
        client = NotebookClient(without_full_size(read(path)), timeout=300, resources={"metadata": {"path": str(path.parent)}})
        client.execute(env=os.environ | quiet)
    return children() - before


def chapters() -> None:
    """Print what each chapter costs, and each part and the whole course."""
    print(f"\nCPU seconds at one thread, from the start of a chapter's kernel to its end: the median of {ROUNDS}, and all")
    runs = [[cost(chapter.path) for chapter in CHAPTERS] for _ in range(ROUNDS)]
    medians: dict[str, list[float]] = {}
    for chapter, column in zip(CHAPTERS, zip(*runs, strict=True), strict=True):
        medians.setdefault(chapter.part, []).append(statistics.median(column))
        target = OWN_TARGET.get(chapter.number, CHAPTER_TARGET)
        print(line(chapter.path.stem, medians[chapter.part][-1], target), f"  ({', '.join(f'{one:.1f}' for one in column)})")
    for part, costs in medians.items():
        if part in PART_TARGET:
            print(line(f"all of {part}", sum(costs), PART_TARGET[part]))
    print(line("the whole course", sum(map(sum, medians.values())), COURSE_TARGET))


def line(name: str, measured: float, target: float) -> str:
    """A row of a table, with its verdict."""
    return f"{name:66}{measured:7.2f}{target:8.2f}  {'met' if measured <= target else 'missed'}"


def main() -> None:
    """Print the table of ratios, and what the chapters cost."""
    torch.set_num_threads(1)
    train, valid, what = images()
    rows = []
    for name, make, target in (("softmax", softmax, 1.05), ("MLP 784-256-10", perceptron, 1.05)):
        ours, raw = make(), make()
        measured = ratio(partial(fit_epoch, ours, train, valid), partial(raw_epoch, raw, train, valid))
        rows.append((f"epoch of {name} on {what}, by a raw loop", measured, target))
    rows.append(("batches, 1,000 × 20, size 32, by the better of two raw ways", iterator(1_000, 20, 32, 100), 1.10))
    rows.append(("batches, 20,000 × 64, size 256", iterator(20_000, 64, 256, 5), 1.10))
    rows.append(("batches, 60,000 × 784, size 256", iterator(60_000, 784, 256, 1), 1.10))
    rows.append(("live board on 3,000 steps of 1 ms, by none", board(), 1.03))
    rows.append(("import what a chapter imports, by import torch", imports(), 1.05))
    print(f"\nCPU seconds at one thread, ratio of medians\n{'what':66}{'ratio':>7}{'target':>8}")
    for name, measured, target in rows:
        print(line(name, measured, target))
    chapters()


if __name__ == "__main__":
    main()
