"""A newcomer's machine: a new home, no caches, a folder with a space and an umlaut, a course and a cache that cannot be written."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from course.chapters import ROOT, code, exercises, read
from d2lhelpers import datasets

FIRST = "00-start-here.ipynb"
pytestmark = pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed: apt-get install bubblewrap")


def newcomer(folder: Path, *arguments: str, locked: tuple[str, ...]) -> subprocess.CompletedProcess:
    """Run Python as an ordinary user on a machine of which only `/tmp` and the user's home can be written.

    Parameters
    ----------
    locked: folders of the home that cannot be written either.
    """
    home = folder / "Zoë"
    command = ["bwrap", "--die-with-parent", "--unshare-user", "--uid", "1000", "--gid", "1000", "--clearenv"]
    command += ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--ro-bind", str(folder), str(folder)]
    for visible in (ROOT, Path(sys.prefix), Path(sys.base_prefix)):  # they may lie below /tmp
        command += ["--ro-bind", str(visible), str(visible)]
    command += ["--bind", str(home), str(home)]
    for name in locked:
        (home / name).mkdir(parents=True, exist_ok=True)
        command += ["--ro-bind", str(home / name), str(home / name)]
    for name, value in {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"}.items():
        command += ["--setenv", name, value]
    command += ["--chdir", str(folder / "Kurs für Anfänger" / "notebooks"), "--", sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder with the course and an empty home."""
    course = tmp_path / "Kurs für Anfänger"
    for part in ("notebooks", "data"):
        shutil.copytree(ROOT / part, course / part)
    notebook = read(course / "notebooks" / FIRST)
    for exercise in exercises(course / "notebooks" / FIRST)[:1]:
        notebook.cells[exercise.stub].source = exercise.solution
    nbformat.write(notebook, course / "notebooks" / FIRST)
    (tmp_path / "Zoë").mkdir()
    return tmp_path


def run_first_chapter(machine: Path, *locked: str) -> nbformat.NotebookNode:
    command = ("-m", "nbconvert", "--to", "notebook", "--execute", "--stdout", FIRST)
    done = newcomer(machine, *command, locked=(".cache", *locked))
    assert done.returncode == 0, done.stderr
    return nbformat.reads(done.stdout, as_version=4)


def printed(notebook: nbformat.NotebookNode) -> str:
    return "".join(str(output.get("text", "")) for cell in code(notebook) for output in cell.outputs)


def test_a_chapter_runs_where_neither_course_nor_cache_can_be_written_and_progress_is_kept(machine):
    text = printed(run_first_chapter(machine))
    assert "passed (" in text and "progress is not kept" not in text
    assert (machine / "Zoë" / ".local/share/d2lhelpers/progress.jsonl").read_text().count("\n") >= 1


def test_where_progress_cannot_be_kept_the_check_says_why_and_what_to_do(machine):
    text = printed(run_first_chapter(machine, ".local/share/d2lhelpers"))
    assert "passed (" in text
    assert "progress is not kept: Read-only file system" in text and "Set D2LHELPERS_PROGRESS to a file you may write" in text


def test_a_set_that_cannot_be_downloaded_and_kept_names_the_folder_and_the_offline_choice(machine):
    done = newcomer(machine, "-c", "from d2lhelpers import datasets; datasets.download('fashion_mnist')", locked=(".cache",))
    assert done.returncode == 1
    assert "could not be" in done.stderr and "digits()" in done.stderr
    assert os.fspath(datasets.cache_folder().name) in done.stderr
