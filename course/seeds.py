"""Hold every claim at five other seeds, and measure how far from failing each one is: `make seeds`.

A chapter is run with every seed shifted; its claims raise where they no longer hold. The full-size cells are passed
over here: their claims are held by the tests at the committed seed.

A claim that compares numbers has at each seed a distance from failing, the gap between its two sides, and a slack, the
distance over the larger side. Its safety is the slack beside its own wobble: mean over standard deviation at the seeds.
Beside zero every slack is 1, so there the distance stands in.
"""

import ast
import inspect
import math
import os
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from .chapters import NOTEBOOKS, code, read, without_full_size

SHIFTS = (1_000, 2_000, 3_000, 4_000, 5_000)
SIGNS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
LEAST_SAFETY = 2.0  # below it, a claim holds by a hair

Margin = tuple[float, float]  # slack and distance of one comparison


def compared(signs: list[str], *values: Any) -> Any:
    """`a < b < …` as Python decides it, with its margins printed; put into the chapters' kernels, so it imports what it uses."""
    import operator

    import numpy as np

    relations = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
    truth = True
    for sign, left, right in zip(signs, values, values[1:], strict=False):
        truth = truth and relations[sign](left, right)
        low, high = (left, right) if sign in ("<", "<=") else (right, left)
        low, high = (np.asarray(side.detach() if hasattr(side, "detach") else side, dtype=float) for side in (low, high))
        gaps, larger = high - low, np.maximum(abs(low), abs(high))
        pick = np.min if np.asarray(truth).all() else np.max  # all() stands with its least element, any() with its greatest
        print("margin:", pick(gaps / np.where(larger > 0, larger, 1.0)), pick(gaps))
    return truth


class Measured(ast.NodeTransformer):
    """Code whose claims print the margin of each comparison by size before they are confirmed."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Look into `claim(sentence, truth)` alone."""
        if isinstance(node.func, ast.Name) and node.func.id == "claim" and len(node.args) == 2:
            node.args[1] = _Comparisons().visit(node.args[1])
            return node
        return self.generic_visit(node)


class _Comparisons(ast.NodeTransformer):
    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        if not all(type(op) in SIGNS for op in node.ops):
            return node
        signs = ast.List([ast.Constant(SIGNS[type(op)]) for op in node.ops], ast.Load())
        return ast.Call(ast.Name("compared", ast.Load()), [signs, node.left, *node.comparators], [])


def measured(notebook: NotebookNode) -> NotebookNode:
    """The notebook with claims that print their margins."""
    for cell in code(notebook):
        cell.outputs = []  # those of the committed run: cells behind a failure keep theirs
        if "claim(" in cell.source and not cell.source.startswith("%"):
            cell.source = ast.unparse(ast.fix_missing_locations(Measured().visit(ast.parse(cell.source))))
    notebook.cells.insert(0, new_code_cell("from typing import Any\n\n" + inspect.getsource(compared)))
    return notebook


def margins(printed: str) -> dict[str, list[Margin]]:
    """Claims that were confirmed, with the margins printed before each, in order."""
    found: dict[str, list[Margin]] = {}
    waiting: list[Margin] = []
    for line in printed.splitlines():
        if line.startswith("margin: "):
            slack, distance = map(float, line.split()[1:])
            waiting.append((slack, distance))
        elif line.startswith("confirmed: "):
            found.setdefault(line.removeprefix("confirmed: "), []).extend(waiting)
            waiting = []
    return found


def run(path: Path, shift: int) -> tuple[dict[str, list[Margin]], str]:
    """Run a chapter with shifted seeds; return each confirmed claim's margins, and the failure in a line, if any."""
    os.environ["D2LHELPERS_SEED_SHIFT"] = str(shift)
    notebook, failure = measured(without_full_size(read(path))), ""
    try:
        NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    except CellExecutionError as error:
        failure = f"{error.ename}: {error.evalue}"
    printed = "\n".join("".join(output.get("text", "") for output in cell.outputs) for cell in code(notebook))
    return margins(printed), failure


def safeties(runs: Sequence[dict[str, list[Margin]]]) -> list[tuple[float, float, str]]:
    """Least slack, safety and sentence of each claim whose comparisons move with the seed, least safe first."""
    rows = []
    for sentence in dict.fromkeys(sentence for one in runs for sentence in one):
        by_seed = [one[sentence] for one in runs if sentence in one]
        for comparison in zip(*by_seed, strict=False):
            slacks, distances = zip(*comparison, strict=True)
            values = slacks if len(set(slacks)) > 1 else distances
            if all(map(math.isfinite, values)) and (spread := statistics.pstdev(values)):
                rows.append((min(slacks), statistics.mean(values) / spread, sentence))
    return sorted(rows, key=lambda row: row[1])


def main(names: list[str]) -> int:
    """Print a table of chapters and seeds, and one of margins; 1 where a claim failed."""
    paths = [Path(name).resolve() for name in names] or NOTEBOOKS
    failures, table = [], []
    for path in paths:
        started, runs, counts = time.perf_counter(), [], []
        for shift in SHIFTS:
            confirmed, failure = run(path, shift)
            runs.append(confirmed)
            counts.append("failed" if failure else str(len(confirmed)))
            failures += [f"{path.name}, seeds + {shift}: {failure}"] if failure else []
        table += [(path.stem[:2], *row) for row in safeties(runs)]
        print(f"{path.stem:32}{''.join(count.rjust(8) for count in counts)}   claims, {time.perf_counter() - started:.0f} s", flush=True)
    print("\nComparisons that move with the seed, least safe first\nleast slack  safety  chapter")
    for chapter, slack, safety, sentence in sorted(table, key=lambda row: row[2]):
        hair = "  <- by a hair" if safety < LEAST_SAFETY else ""
        print(f"{slack:11.0%}{safety:8.1f}  {chapter}  {sentence}{hair}")
    print("\n".join(failures) if failures else "every claim holds at every seed")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
