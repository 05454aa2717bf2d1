"""The files that lie in a folder or a zip: listed first, read one by one, never written where a zip says."""

import io
import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from .clean import line
from .course import LARGEST, MB

FILES = 20_000  # of one student
CENTRAL = b"PK\x01\x02"  # begins a zip's record of one file
UNWANTED = {"__MACOSX", ".ipynb_checkpoints"}


@dataclass(frozen=True)
class Entry:
    """A file, not yet read.

    Attributes
    ----------
    parts: the folders that it lies in, and its name.
    size: in bytes, as stated; no more than that is ever read.
    read: returns the content; raises whatever reading it raises.
    trouble: why it must be left aside; empty where nothing is wrong.
    resubmission: how often the student had handed it in before.
    """

    parts: tuple[str, ...]
    size: int
    read: Callable[[], bytes]
    trouble: str = ""
    resubmission: int = 0

    def __str__(self) -> str:
        return line(str(PurePosixPath(*self.parts)))


@dataclass(frozen=True)
class Notebook:
    """A file that may be a notebook."""

    name: str
    content: bytes
    resubmission: int = 0


@dataclass
class HandedIn:
    """What one student handed in.

    Attributes
    ----------
    notebooks: those that were found.
    others: the names of files that are no notebooks.
    remarks: what was odd, a sentence each.
    """

    notebooks: list[Notebook] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    room: int = LARGEST

    def take(self, entries: Iterable[Entry], inside: str = "") -> None:
        """Read the notebooks among these files and in zips among them. What is wrong with one file is said of that file alone."""
        for count, entry in enumerate(entries):
            if count == FILES:
                self.remarks.append(f"more than {FILES:,} files were handed in: the others were left aside")
                return
            name = entry.parts[-1]
            kind = name.lower().rpartition(".")[2]
            if entry.trouble:
                self.remarks.append(f"{entry.trouble} and was left aside: {entry}")
            elif kind not in ("ipynb", "zip"):
                self.others.append(name)
            elif entry.size > self.room:
                self.remarks.append(
                    f"{line(name)} has {entry.size / MB:.0f} MB and was left aside; {LARGEST / MB:.0f} MB of a student are read"
                )
            elif kind == "zip" and inside:
                self.remarks.append(f"{line(name)} is a zip inside of {line(inside)} and was not opened")
            else:
                self._read(entry, kind)

    def _read(self, entry: Entry, kind: str) -> None:
        name = entry.parts[-1]
        try:
            content = entry.read()
            self.room -= len(content)
            if kind == "ipynb":
                self.notebooks.append(Notebook(name, content, entry.resubmission))
            elif content.count(CENTRAL) > FILES:
                self.remarks.append(f"{line(name)} holds more than {FILES:,} files and was left aside")
            else:
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    self.take((replace(inner, resubmission=entry.resubmission) for inner in in_zip(archive)), name)
        except Exception as error:  # damaged, encrypted, packed in a way that nobody knows, vanished: there is no list of what can be wrong
            what = "is a damaged zip" if kind == "zip" else "could not be read"
            self.remarks.append(f"{line(name)} {what} ({line(str(error) or type(error).__name__, 100)})")


def in_folder(where: Path) -> Iterator[Entry]:
    """The files in a folder and below it, sorted; links are not followed."""
    for folder, subfolders, names in os.walk(where):
        subfolders.sort()
        for name in sorted(names + [name for name in subfolders if (Path(folder) / name).is_symlink()]):
            path = Path(folder) / name
            parts = path.relative_to(where).parts
            if UNWANTED.isdisjoint(parts):
                yield _file(path, parts)


def _file(path: Path, parts: tuple[str, ...]) -> Entry:
    try:
        found = path.lstat()
    except OSError:
        return Entry(parts, 0, path.read_bytes, "a file cannot be reached")
    if stat.S_ISLNK(found.st_mode):
        return Entry(parts, 0, path.read_bytes, "a link points elsewhere")
    return Entry(parts, found.st_size, path.read_bytes, "" if stat.S_ISREG(found.st_mode) else "something is no file")


def in_zip(archive: zipfile.ZipFile) -> Iterator[Entry]:
    """The files in a zip, in its order."""
    for info in archive.infolist():
        name = info.filename.replace("\\", "/")
        parts = tuple(part for part in name.split("/") if part not in ("", "."))
        if info.is_dir() or not parts or not UNWANTED.isdisjoint(parts):
            continue
        parts = ("/", *parts) if name.startswith("/") else parts
        trouble = ""
        if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:/", name):
            trouble = "a file in the zip points outside of it"
        elif stat.S_ISLNK(info.external_attr >> 16):
            trouble = "a link points elsewhere"
        elif info.flag_bits & 1:
            trouble = "a file is encrypted"
        yield Entry(parts, info.file_size, lambda info=info: archive.read(info), trouble)  # type: ignore[misc]
