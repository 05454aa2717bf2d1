"""Submissions a minute, by this grader with one and two workers and by plain `nbgrader autograde`: `make bench`.

The same ten submissions (ps1 with its solutions) in one run. Wall-clock time, because workers are there to save it; read the
ratios. The grader's own trial on known submissions, once a class, is counted apart.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from homework.grader import run, whole_class
from homework.grader.course import HERE, Course, with_environment_first
from homework.grader.record import record, release
from homework.grader.sandbox import Limits, require_bubblewrap

COUNT = 10
PLAIN = "\ndel c.Autograde['sanitize_preprocessors']  # back to nbgrader's own\n"


def main() -> int:
    """Print the table."""
    require_bubblewrap()
    with tempfile.TemporaryDirectory() as folder:
        course = Course(Path(folder))
        shutil.copytree(HERE / "source" / "ps1", course.root / "source" / "ps1")
        (course.root / "nbgrader_config.py").write_text((HERE / "nbgrader_config.py").read_text() + PLAIN)
        release(course, "ps1")
        for i in range(COUNT):
            place = course.root / "submitted" / f"student {i}" / "ps1" / "ps1.ipynb"
            place.parent.mkdir(parents=True)
            shutil.copy(course.source("ps1"), place)
        minutes = {"nbgrader autograde": _timed(lambda: _plain(course))}
        shutil.rmtree(course.root / "autograded")
        for workers in (1, 2):
            minutes[f"this grader, workers: {workers}"] = _timed(partial(_ours, course, workers))
        trial = _timed(lambda: run.canary("ps1", course, Limits(), unsafe=False))
    print(f"{'ps1, ten submissions':28}{'a minute':>10}{'ratio':>8}")
    plain = minutes["nbgrader autograde"]
    for name, spent in minutes.items():
        print(f"{name:28}{COUNT / spent:10.1f}{plain / spent:8.2f}")
    print(f"the trial on known submissions, once a class: {60 * trial:.0f} s")
    return 0


def _timed(work: Callable[[], object]) -> float:
    """Minutes of wall-clock time."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) / 60


def _plain(course: Course) -> None:
    command = [sys.executable, "-m", "nbgrader", "autograde", "ps1"]
    subprocess.run(command, cwd=course.root, env=with_environment_first(os.environ), check=True, capture_output=True)


def _ours(course: Course, workers: int) -> None:
    original = whole_class._trust_this_machine
    whole_class._trust_this_machine = lambda *_: None
    try:
        graded = whole_class.grade_class(course, "ps1", Limits(), workers=workers, again=True)
    finally:
        whole_class._trust_this_machine = original
    record(course, "ps1", graded.results)


if __name__ == "__main__":
    sys.exit(main())
