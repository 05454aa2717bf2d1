"""Under what conditions nbval runs the chapters: progress of its own for each, real-data outputs only where data are."""

import os

import pytest

from course.chapters import needs
from d2lhelpers import datasets


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where a set is missing, the cells that show it run all the same, but their outputs are not compared."""
    here = datasets.available()
    for item in items:
        cell = getattr(item, "cell", None)
        if cell is not None and needs(cell) and not here[needs(cell)]:
            item.options["check"] = False


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give each notebook a fresh progress file before its kernel starts; the learner's own is never touched."""
    if getattr(item, "cell", None) is not None:
        folder = item.config._tmp_path_factory.getbasetemp()
        os.environ["D2LHELPERS_PROGRESS"] = str(folder / f"progress-{item.path.stem}.jsonl")
