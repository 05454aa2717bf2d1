"""Taking in what students handed in: from a folder with a subfolder a student, or from a learning platform's export.

Nothing is overwritten: a submission that is replaced by a newer one is kept in `replaced/`. What is wrong with one student's files
is said of that student, and touches nobody else.
"""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from .archives import Entry, HandedIn, Notebook, in_folder, in_zip
from .clean import line
from .course import Course, CourseError, write_whole
from .people import Person, Upload, digest, upload


@dataclass
class Collected:
    """What collecting found.

    Attributes
    ----------
    remarks: what was odd, by student; students without a usable notebook are among them.
    nobodys: what was odd about files that belong to no student.
    """

    remarks: dict[str, list[str]] = field(default_factory=dict)
    nobodys: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """What is known of a student who handed something in.

    Attributes
    ----------
    late: whether the platform marked something as late.
    remarks: what collecting said, a sentence each.
    """

    person: Person
    late: bool
    remarks: list[str]


def collect(course: Course, assignment: str, where: Path) -> Collected:
    """Copy submissions into `submitted/<student>/<assignment>/<assignment>.ipynb`.

    Parameters
    ----------
    where: a folder with one subfolder a student, or a zip of such a folder, or an export of Moodle or Canvas, zipped or unpacked.

    Raises
    ------
    CourseError: `where` is neither a folder nor a zip, or holds nothing.
    """
    course.source(assignment)  # or the assignment's name is wrong
    if course.root.resolve().is_relative_to(where.resolve()):
        raise CourseError(f"{where.resolve()} holds this course itself: name the folder or the zip that students' work came in")
    collected = Collected()
    known = people(course, assignment)
    if where.is_dir():
        _collect(course, assignment, _by_person(in_folder(where), collected.nobodys, plain_files=False), collected, known)
    else:
        with _opened(where) as archive:
            entries = _unwrapped(list(in_zip(archive)), course, collected.nobodys)
            _collect(course, assignment, _by_person(entries, collected.nobodys, plain_files=True), collected, known)
    if not collected.remarks:
        left = "; ".join(["", *collected.nobodys[:5]])
        raise CourseError(f"{where} holds no submissions: expected a subfolder for each student, or the zip of Moodle or Canvas{left}")
    kept = {key: {"name": k.person.name, "id": k.person.id, "late": k.late, "remarks": k.remarks} for key, k in known.items()}
    write_whole(course.collected(assignment), json.dumps(kept, indent=1))  # ASCII: a folder's name may hold lone surrogates
    return collected


def people(course: Course, assignment: str) -> dict[str, Known]:
    """Those of whom something was collected, by their folder."""
    path = course.collected(assignment)
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {key: Known(Person(k["name"], k["id"]), k["late"], k["remarks"]) for key, k in kept.items()}


def find(course: Course, assignment: str, wanted: str) -> str:
    """The folder of a student who is called by it, by name or by id.

    Raises
    ------
    CourseError: nobody is called so, or more than one.
    """
    known = people(course, assignment)
    everybody = {key: known[key].person if key in known else Person(key) for key in [*course.submitted(assignment), *known]}
    found = [wanted] if wanted in everybody else [key for key, person in everybody.items() if wanted in (person.name, person.id)]
    if len(found) != 1:
        there = ", ".join(sorted(found or everybody)[:50]) or "nobody"
        raise CourseError(
            f"{'several students are' if found else 'no student of ' + assignment + ' is'} called {wanted!r}; there are: {there}"
        )
    return found[0]


def remarks_of_collecting(course: Course, assignment: str) -> dict[str, list[str]]:
    """What collecting said about each student of whom something was handed in."""
    return {key: known.remarks for key, known in people(course, assignment).items()}


def _opened(where: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(where)
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
        raise CourseError(f"{where} is neither a folder nor a zip file that can be read: {error}") from None


# Whose is what


@dataclass
class _Files:
    """The files of one person, and whether one is marked as late."""

    person: Person
    entries: list[Entry] = field(default_factory=list)
    late: bool = False


def _unwrapped(entries: list[Entry], course: Course, nobodys: list[str]) -> list[Entry]:
    """The entries without a folder around all students' folders, where a zip has one."""
    usable = [entry.parts for entry in entries if not entry.trouble]
    tops = {parts[0] for parts in usable}
    inside = [(parts[1], len(parts) > 2) for parts in usable if len(parts) > 1]  # name, and whether it is a folder
    of_students = all(is_folder or upload(name) for name, is_folder in inside) and len(set(inside)) > 1
    if len(tops) != 1 or len(inside) < len(usable) or not of_students:
        return entries
    (top,) = tops
    if upload(top, folder=True) or (course.root / "submitted" / Person(top).key).exists():
        return entries  # the folder is a student's: what lies in it belongs to that student, whatever it is called
    nobodys.append(f"all lies in a folder {line(top)!r}, so what lies directly in it was taken for the students' work")
    return [replace(entry, parts=entry.parts[1:]) if entry.parts[0] == top and len(entry.parts) > 1 else entry for entry in entries]


def _by_person(entries: Iterable[Entry], nobodys: list[str], plain_files: bool) -> dict[str, _Files]:
    """The files of each person, by their key. `plain_files`: whether a notebook without a folder is a student's, named after it."""
    found: dict[str, _Files] = {}
    for entry in entries:
        first, flat = entry.parts[0], len(entry.parts) == 1
        sent = upload(first, folder=not flat)
        stem, _, ending = first.rpartition(".")
        if sent is None and entry.trouble and (flat or first in ("/", "..") or first.endswith(":")):
            nobodys.append(f"{entry.trouble} and was left aside: {entry}")
            continue
        if sent is None and flat and not (plain_files and ending.lower() in ("ipynb", "zip")):
            nobodys.append(f"{entry} is in no student's folder and was left aside")
            continue
        sent = sent or Upload(Person(stem if flat else first))
        files = found.setdefault(sent.person.key, _Files(sent.person))
        name = sent.file if flat and sent.file else entry.parts[-1]
        files.entries.append(replace(entry, parts=(*entry.parts[:-1], name), resubmission=sent.resubmission))
        files.late |= sent.late
    return found


# Keeping it


def _collect(course: Course, assignment: str, found: dict[str, _Files], collected: Collected, known: dict[str, Known]) -> None:
    """Keep everybody's notebook, one student after the other, and note what is known of them."""
    folders = {path.name.casefold(): path.name for path in (course.root / "submitted").glob("*/")}
    for key in sorted(found):
        files, key = found[key], _own_folder(key, folders)
        handed_in = HandedIn()
        handed_in.take(files.entries)
        remarks = _keep(course, assignment, key, handed_in)
        remarks += ["marked as late by the platform"] if files.late else []
        collected.remarks[key] = remarks
        known[key] = Known(files.person, files.late, remarks)


def _own_folder(key: str, folders: dict[str, str]) -> str:
    """The folder for a key: with a mark where another's differs in case alone, which some file systems cannot tell apart."""
    if folders.setdefault(key.casefold(), key) != key:
        key = f"{key}-{digest(key)}"
    return key


def _keep(course: Course, assignment: str, student: str, handed_in: HandedIn) -> list[str]:
    """Choose a student's notebook and put it into its place."""
    remarks = handed_in.remarks
    if not handed_in.notebooks:
        names = ", ".join(line(name, 60) for name in handed_in.others[:5]) or "nothing"
        return [*remarks, f"no notebook was handed in (found: {names})"]

    chosen = max(handed_in.notebooks, key=lambda file: _likeness(file, assignment))
    name, content = chosen.name, chosen.content
    if name != f"{assignment}.ipynb":
        remarks.append(f"wrong file name: {line(name)}")
    if len(handed_in.notebooks) > 1:
        others = ", ".join(line(file.name, 60) for file in [file for file in handed_in.notebooks if file is not chosen][:10])
        remarks.append(f"{len(handed_in.notebooks)} notebooks were handed in: {line(name)} was taken, not {others}")
    place = course.root / "submitted" / student / assignment / f"{assignment}.ipynb"
    if place.exists() and place.read_bytes() != content:
        old = hashlib.sha256(place.read_bytes()).hexdigest()[:8]
        kept = course.root / "replaced" / student / assignment / f"{old}.ipynb"
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(place, kept)
        remarks.append(f"an earlier submission was replaced; it is kept in {kept.relative_to(course.root)}")
    write_whole(place, content)
    return remarks


def _likeness(file: Notebook, assignment: str) -> tuple[bool, int, int, str]:
    """How much a file looks like what is to be graded: by its name, by being the latest, by the graded cells that it mentions."""
    return file.name == f"{assignment}.ipynb", file.resubmission, file.content.count(f'"{assignment}-'.encode()), file.name
