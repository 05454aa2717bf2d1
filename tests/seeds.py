"""Hold every claim at five other seeds: `make seeds`.

A chapter is run with every seed shifted; its claims raise where they no longer hold. The full-size cells are passed
over here: their claims are held by the tests at the committed seed.
"""

import os
import sys
import time
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from .chapters import NOTEBOOKS, code, read, without_full_size

SHIFTS = (1_000, 2_000, 3_000, 4_000, 5_000)


def run(path: Path, shift: int) -> tuple[int, str]:
    """Run a chapter with shifted seeds; return how many claims it confirmed, and the failure in a line, if any."""
    os.environ["D2LHELPERS_SEED_SHIFT"] = str(shift)
    notebook, failure = without_full_size(read(path)), ""
    try:
        NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    except CellExecutionError as error:
        failure = f"{error.ename}: {error.evalue}"
    printed = "".join(output.get("text", "") for cell in code(notebook) for output in cell.outputs)
    return sum(line.startswith("confirmed: ") for line in printed.splitlines()), failure


def main(names: list[str]) -> int:
    """Print a table of chapters and seeds; 1 where a claim failed."""
    paths = [Path(name).resolve() for name in names] or NOTEBOOKS
    failures = []
    for path in paths:
        started = time.perf_counter()
        counts = []
        for shift in SHIFTS:
            count, failure = run(path, shift)
            counts.append("failed" if failure else str(count))
            failures += [f"{path.name}, seeds + {shift}: {failure}"] if failure else []
        cells = "".join(count.rjust(8) for count in counts)
        print(f"{path.stem:32}{cells}   claims confirmed, {time.perf_counter() - started:.0f} s", flush=True)
    print("\n".join(failures) if failures else "every claim holds at every seed")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
