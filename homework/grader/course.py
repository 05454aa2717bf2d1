"""The folders of a course, and nbgrader's view of it."""

import hashlib
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from traitlets.config import Config, PyFileConfigLoader

from d2lhelpers.homework import SECRET

HERE = Path(__file__).resolve().parent.parent
MB = 1_000_000
LARGEST = 200 * MB  # of what is read of one student


class CourseError(RuntimeError):
    """Something that the instructor has to mend; the message says how."""


@dataclass(frozen=True)
class Course:
    """A course folder: `source/` is kept by hand, everything else is made from it and from what students hand in.

    Attributes
    ----------
    root: the folder that holds `nbgrader_config.py` and `source/`.
    """

    root: Path = HERE

    def source(self, assignment: str) -> Path:
        """The notebook with solutions and hidden tests."""
        path = self.root / "source" / assignment / f"{assignment}.ipynb"
        if not path.exists():
            there = ", ".join(self.assignments()) or "none"
            raise CourseError(f"there is no assignment {assignment!r} in {self.root / 'source'}; there are: {there}")
        return path

    def assignments(self) -> list[str]:
        """The names of all assignments."""
        return sorted(path.name for path in (self.root / "source").glob("*/"))

    def submitted(self, assignment: str) -> dict[str, Path]:
        """The collected notebooks, by student."""
        return {path.parent.parent.name: path for path in sorted((self.root / "submitted").glob(f"*/{assignment}/{assignment}.ipynb"))}

    def result(self, assignment: str, student: str) -> Path:
        """Where the result of one student is kept."""
        return self.root / "results" / assignment / f"{student}.json"

    def autograded(self, assignment: str, student: str) -> Path:
        """The graded copy that formgrader and feedback show."""
        return self.root / "autograded" / student / assignment / f"{assignment}.ipynb"

    def collected(self, assignment: str) -> Path:
        """What collecting had to say about each student."""
        return self.root / "results" / assignment / ".collected.json"

    @property
    def grades(self) -> Path:
        """The table of all grades."""
        return self.root / "grades.csv"

    @cached_property
    def config(self) -> Config:
        """nbgrader's configuration of this course."""
        return PyFileConfigLoader("nbgrader_config.py", path=str(self.root)).load_config()

    @property
    def db_url(self) -> str:
        """The address of the gradebook."""
        return self.config.CourseDirectory.db_url

    @cached_property
    def secret(self) -> str:
        """The course secret: from the environment, else from the file `secret`, which is made when it is first needed."""
        if os.environ.get(SECRET):
            return os.environ[SECRET]
        path = self.root / "secret"
        if not path.exists():
            write_whole(path, hashlib.sha256(os.urandom(32)).hexdigest() + "\n", mode=0o600)
        return path.read_text().strip()


def write_whole(path: Path, content: str | bytes, mode: int = 0o644) -> None:
    """Write a file whole or not at all: beside it first, then into its place. Missing folders are made; text is written as UTF-8."""
    data = content.encode() if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(beside, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()


def with_environment_first(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment variables with this Python's own programs first on the path: nbgrader calls alembic by name."""
    return dict(environ) | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), environ.get("PATH", "")])}
