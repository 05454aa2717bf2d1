"""Taking in what students handed in: from a folder with a subfolder a student, or from a learning platform's zip.

Nothing is overwritten: a submission that is replaced by a newer one is kept in `replaced/`.
"""

import hashlib
import io
import json
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from .course import LARGEST, MB, Course, CourseError, write_whole

FILES = 20_000  # in one zip

# Moodle: "Ann Lee_12345_assignsubmission_file_/ps1.ipynb"; Canvas: "leeann_12345_678901_ps1.ipynb", "leeann_LATE_12345_678901_ps1-2.ipynb"
MOODLE = re.compile(r"^(?P<student>.+?)_\d+_assignsubmission_(file|onlinetext)_?$")
CANVAS = re.compile(r"^(?P<student>[^_]+)_(LATE_)?\d+_\d+_(?P<file>.+)$")


@dataclass
class HandedIn:
    """What one student handed in.

    Attributes
    ----------
    files: name and content of each file found.
    remarks: what was odd, a sentence each.
    """

    files: list[tuple[str, bytes]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def collect(course: Course, assignment: str, where: Path) -> dict[str, list[str]]:
    """Copy submissions into `submitted/<student>/<assignment>/<assignment>.ipynb`.

    Parameters
    ----------
    where: a folder with one subfolder a student, or a zip of such a folder, or a zip of files named after students.

    Returns
    -------
    remarks by student; students without a usable notebook are among them.

    Raises
    ------
    CourseError: `where` is neither a folder nor a zip, or holds nothing.
    """
    course.source(assignment)  # or the assignment's name is wrong
    if course.root.resolve().is_relative_to(where.resolve()):
        raise CourseError(f"{where.resolve()} holds this course itself: name the folder or the zip that students' work came in")
    found: dict[str, HandedIn] = {}
    names: dict[str, str] = {}
    for name, handed_in in _handed_in(where):
        known = found.setdefault(_student(name, names), HandedIn())
        known.files += handed_in.files
        known.remarks += handed_in.remarks
    if not found:
        raise CourseError(f"{where} holds no submissions: expected a subfolder for each student, or a zip of such a folder")
    remarks = {student: _keep(course, assignment, student, handed_in) for student, handed_in in sorted(found.items())}
    known = remarks_of_collecting(course, assignment) | remarks
    write_whole(course.collected(assignment), json.dumps(known, ensure_ascii=False, indent=1))
    return remarks


def remarks_of_collecting(course: Course, assignment: str) -> dict[str, list[str]]:
    """What collecting said about each student of whom something was handed in."""
    path = course.collected(assignment)
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _handed_in(where: Path) -> Iterator[tuple[str, HandedIn]]:
    """What is there for each student, by the name under which it lies."""
    if where.is_dir():
        for folder in sorted(path for path in where.iterdir() if path.is_dir() and not path.name.startswith(".")):
            yield folder.name, _from_folder(folder)
    elif zipfile.is_zipfile(where):
        yield from _from_zip(where)
    else:
        raise CourseError(f"{where} is neither a folder nor a zip file")


def _from_folder(folder: Path) -> HandedIn:
    handed_in = HandedIn()
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            handed_in.remarks.append(f"a link was left aside: {path.name}")
        elif path.is_file() and path.stat().st_size > LARGEST:
            handed_in.remarks.append(f"{path.name} has {path.stat().st_size / MB:.0f} MB and was left aside")
        elif path.is_file() and ".ipynb_checkpoints" not in path.parts:
            _take(handed_in, path.name, path.read_bytes())
    return handed_in


def _from_zip(where: Path) -> Iterator[tuple[str, HandedIn]]:
    """A platform's zip: a folder a student, all of them perhaps in one folder more, or files that carry the student's name."""
    outside: list[str] = []
    entries = [(PurePosixPath(name.replace("\\", "/")), content) for name, content in _entries(zipfile.ZipFile(where), outside)]
    if outside:
        raise CourseError(f"{where} was not made by a learning platform, nothing was collected: {'; '.join(outside[:5])}")
    while entries and len({path.parts[0] for path, _ in entries}) == 1 and all(len(path.parts) > 2 for path, _ in entries):
        entries = [(PurePosixPath(*path.parts[1:]), content) for path, content in entries]
    for path, content in entries:
        handed_in = HandedIn()
        flat = CANVAS.match(path.name) if len(path.parts) == 1 else None
        _take(handed_in, flat["file"] if flat else path.name, content)
        yield flat["student"] if flat else path.parts[0].removesuffix(".ipynb"), handed_in


def _take(handed_in: HandedIn, name: str, content: bytes) -> None:
    """Add a file; what a student zipped is opened."""
    if name.lower().endswith(".zip"):
        try:
            handed_in.files += _entries(zipfile.ZipFile(io.BytesIO(content)), handed_in.remarks)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            handed_in.remarks.append(f"{name} is a damaged zip ({error})")
    else:
        handed_in.files.append((name, content))


def _entries(archive: zipfile.ZipFile, remarks: list[str]) -> list[tuple[str, bytes]]:
    """The files of a zip, read into memory: nothing is ever written where a zip says."""
    found, room = [], 10 * LARGEST
    for entry in archive.infolist()[:FILES]:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if entry.is_dir() or "__MACOSX" in path.parts or ".ipynb_checkpoints" in path.parts:
            continue
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            remarks.append(f"a file in the zip points outside of it and was left aside: {entry.filename}")
            continue
        with archive.open(entry) as file:
            content = file.read(min(LARGEST, room) + 1)  # the size that a zip states may be a lie
        if len(content) > min(LARGEST, room):
            remarks.append(f"{path.name} unpacks to more than {LARGEST / MB:.0f} MB and was left aside")
            continue
        room -= len(content)
        found.append((str(path), content))
    return found


def _student(name: str, names: dict[str, str]) -> str:
    """A student's name as a folder's: letters of any script, digits, spaces, dots, dashes. `names` tells whose it is."""
    moodle = MOODLE.match(name)
    plain = unicodedata.normalize("NFC", moodle["student"] if moodle else name)
    safe = re.sub(r"[^\w .@'-]", "_", plain).strip(" .")[:100] or "nameless"
    if names.setdefault(safe, plain) != plain:  # two names that differ only in what was replaced
        safe = f"{safe}-{hashlib.sha256(plain.encode()).hexdigest()[:6]}"
    return safe


def _keep(course: Course, assignment: str, student: str, handed_in: HandedIn) -> list[str]:
    """Choose a student's notebook and put it into its place."""
    remarks = list(handed_in.remarks)
    notebooks = [(name, content) for name, content in handed_in.files if name.lower().endswith(".ipynb")]
    if not notebooks:
        names = ", ".join(name for name, _ in handed_in.files[:5]) or "nothing"
        return [*remarks, f"no notebook was handed in (found: {names})"]
    name, content = max(notebooks, key=lambda file: (_likeness(file, assignment), file[0]))
    if PurePosixPath(name).name != f"{assignment}.ipynb":
        remarks.append(f"wrong file name: {PurePosixPath(name).name}")
    if len(notebooks) > 1:
        others = ", ".join(PurePosixPath(other).name for other, _ in notebooks if other != name)
        remarks.append(f"{len(notebooks)} notebooks were handed in: {PurePosixPath(name).name} was taken, not {others}")
    place = course.root / "submitted" / student / assignment / f"{assignment}.ipynb"
    if place.exists() and place.read_bytes() != content:
        old = hashlib.sha256(place.read_bytes()).hexdigest()[:8]
        kept = course.root / "replaced" / student / assignment / f"{old}.ipynb"
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(place, kept)
        remarks.append(f"an earlier submission was replaced; it is kept in {kept.relative_to(course.root)}")
    write_whole(place, content)
    return remarks


def _likeness(file: tuple[str, bytes], assignment: str) -> tuple[bool, int]:
    """How much a file looks like the assignment's notebook: by name, then by the graded cells that it mentions."""
    return PurePosixPath(file[0]).name == f"{assignment}.ipynb", file[1].count(f'"{assignment}-'.encode())
