"""Grades in the sheet that a learning platform exported, ready to be imported there: one column is filled, every other byte stays.

Moodle's offline grading worksheet has a row for each participant, found by `Identifier`; its importer compares the two columns "Last
modified" with its own, so they must stay as they came. Canvas's gradebook has `ID`, `SIS User ID` and `SIS Login ID`, and a column for
each assignment, whose header ends in its number. Read from public documentation and source, not tried against a running platform.
"""

import re
import shutil
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from .clean import line
from .course import CourseError, write_whole
from .people import Person

MODIFIED = "Last modified (submission)"
PLATFORMS_OWN = ("Identifier", "ID")  # hold the number that stands in the names of an export's files
IDENTIFIERS = (*PLATFORMS_OWN, "SIS User ID", "SIS Login ID", "Email address", "ID number", "Username")
NAMES = ("Full name", "Student", "Student Name")
DATES = ("%A, %d %B %Y, %I:%M %p", "%A, %d %B %Y, %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")
ASSIGNMENT = re.compile(r"(?P<name>.+) \(\d+\)")  # a column of Canvas


@dataclass(frozen=True)
class Field:
    """A field of a sheet: its value, and where it stands in the text, quotes included."""

    value: str
    start: int
    end: int


@dataclass
class Filled:
    """What filling a sheet did.

    Attributes
    ----------
    column: the header of the column that was filled.
    filled: the grades written, by student.
    not_in_sheet: students without a row of their own, each with the reason.
    without_grade: names of rows that stayed as they were, each with the reason.
    remarks: what else the instructor should know.
    """

    column: str
    filled: dict[str, float] = field(default_factory=dict)
    not_in_sheet: dict[str, str] = field(default_factory=dict)
    without_grade: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


class Sheet:
    """A platform's sheet.

    Raises
    ------
    CourseError: the file cannot be read, or is no such sheet.
    """

    def __init__(self, path: Path) -> None:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CourseError(f"the sheet {path} cannot be read: {error.strerror}") from None
        if b"\0" in content:
            raise CourseError(f"{path} is no CSV file in UTF-8: export it as CSV, or save it as “CSV UTF-8”")
        self.path = path
        self.text = content.decode("utf-8", "surrogateescape")  # what is not UTF-8 is written back as it came
        for self.delimiter in ",;\t":
            rows = _rows(self.text, self.delimiter)
            self.header = [cell.value.strip() for cell in rows[0]] if rows else []
            self.ids = [name for name in self.header if name in IDENTIFIERS]
            if self.ids and len(self.header) > 1:
                break
        else:
            raise CourseError(
                f"{path} is neither Moodle's grading worksheet nor Canvas's gradebook, exported in English: its first line has none of "
                f"the columns {', '.join(IDENTIFIERS)}. It begins with: {line(self.text, 100)}"
            )
        self.names = next((name for name in NAMES if name in self.header), None)
        self.rows: list[list[Field]] = []
        self.others: list[list[Field]] = []  # Canvas's points possible, for one
        for row in rows[1:]:
            complete = len(row) == len(self.header) and any(self.value(row, name).strip() for name in self.ids)
            (self.rows if complete else self.others).append(row)

    def value(self, row: list[Field], column: str) -> str:
        """The value of a row in a column."""
        return row[self.header.index(column)].value

    def person(self, row: list[Field]) -> str:
        """What to call a row."""
        name = self.value(row, self.names) if self.names else ""
        return line(name or next(self.value(row, column) for column in self.ids if self.value(row, column)), 80)

    def column(self, assignment: str, wanted: str | None) -> str:
        """The header of the column for an assignment's grades."""
        if wanted is not None:
            found = [name for name in self.header if name == wanted or re.fullmatch(re.escape(wanted) + r" \(\d+\)", name)]
        elif "Identifier" in self.header:
            found = [name for name in self.header if name == "Grade"]
        else:
            columns = {name: match["name"] for name in self.header if (match := ASSIGNMENT.fullmatch(name))}
            found = [name for name, title in columns.items() if re.search(rf"\b{re.escape(assignment)}\b", title, re.IGNORECASE)]
            found = found or (list(columns) if len(columns) == 1 else [])
        if len(found) != 1:
            there = ", ".join(line(name, 60) for name in self.header)
            raise CourseError(f'which column takes the grades of {assignment}? Say it: COLUMN="…", one of: {there}')
        return found[0]

    def times(self, students: dict[str, Person]) -> dict[str, datetime]:
        """When students handed in, where the sheet tells it in a way that can be read."""
        if MODIFIED not in self.header:
            return {}
        found, _ = self.match(students)
        read = {student: _date(self.value(row, MODIFIED)) for student, row in found.items()}
        return {student: when for student, when in read.items() if when is not None}

    def match(self, students: dict[str, Person]) -> tuple[dict[str, list[Field]], dict[str, str]]:
        """The row of each student, and why a student has none.

        By id; where one side has none, by name, if there is only one of that name on either side. Never by a name against an id.
        """
        own, any_id, by_name = self._rows_by()
        namesakes = Counter(_letters(person.name) for person in students.values())
        found: dict[str, list[Field]] = {}
        missing: dict[str, str] = {}
        for student, person in students.items():
            rows = own.get(person.id.casefold(), []) if person.id else any_id.get(person.name.casefold(), [])
            name = _letters(person.name)
            if not rows and not person.id:
                rows = by_name.get(name, [])
                if rows and namesakes[name] > 1:
                    missing[student] = "several students have this name"
                    continue
            if not rows:
                missing[student] = "no row has this id" if person.id else "no row has this name"
            elif len(rows) > 1:
                missing[student] = f"{len(rows)} rows fit"
            elif person.id and not self._agrees(person, rows[0]):
                missing[student] = f"the id belongs to {self.person(rows[0])}: another course's, or a group's"
            else:
                found[student] = rows[0]
        taken = [row[0].start for row in found.values()]
        for student in [student for student, row in found.items() if taken.count(row[0].start) > 1]:
            missing[student] = f"several students fit the row of {self.person(found.pop(student))}"
        return found, missing

    def _rows_by(self) -> tuple[dict[str, list[list[Field]]], ...]:
        """The rows by the platform's own id, by any id, and by name."""
        own: dict[str, list[list[Field]]] = {}
        any_id: dict[str, list[list[Field]]] = {}
        by_name: dict[str, list[list[Field]]] = {}
        for row in self.rows:
            values = {column: self.value(row, column).strip().casefold() for column in self.ids}
            number = re.search(r"\d+\Z", values.get("Identifier", ""))  # Moodle writes its word for a participant before it
            values |= {"Identifier": number[0]} if number else {}
            for key in {values[column] for column in PLATFORMS_OWN if values.get(column)}:
                own.setdefault(key, []).append(row)
            for key in {*values.values(), self.value(row, "Identifier").casefold() if number else ""} - {""}:
                any_id.setdefault(key, []).append(row)
            if self.names:
                by_name.setdefault(_letters(self.value(row, self.names)), []).append(row)
        return own, any_id, by_name

    def _agrees(self, person: Person, row: list[Field]) -> bool:
        """Whether a row may be this person's: any word of the name is there, or one of both has no name, as under blind marking."""
        words = re.findall(r"\w+", _plain(self.value(row, self.names))) if self.names else []
        words = [word for word in words if len(word) > 1] or words
        name = "".join(re.findall(r"[^\W\d_]", _plain(person.name)))
        anonymous = {"anon", *("".join(re.findall(r"[^\W\d_]", _plain(self.value(row, column)))) for column in self.ids)}
        return not words or name in anonymous or any(word in _letters(person.name) for word in words)


def fill(sheet: Sheet, assignment: str, students: dict[str, Person], points: dict[str, float], most: float, column: str | None) -> Filled:
    """Write points into a sheet; the file as it was is kept beside it.

    Parameters
    ----------
    students: everybody of whom something was collected.
    points: the points of those who have a grade.
    most: the points that the assignment has in all.
    column: the header of the column; None to find it.
    """
    result = Filled(sheet.column(assignment, column))
    found, result.not_in_sheet = sheet.match(students)
    place = sheet.header.index(result.column)
    numbers = [
        row[i].value for row in sheet.rows + sheet.others for i in range(len(row)) if re.fullmatch(r"\s*\d+[.,]\d+\s*", row[i].value)
    ]
    comma = sheet.delimiter != "," and any("," in number for number in numbers)
    changes: list[tuple[Field, str]] = []
    for student, row in found.items():
        if student not in points:
            result.without_grade[sheet.person(row)] = "has no grade yet"
        elif "Grade can be changed" in sheet.header and sheet.value(row, "Grade can be changed").strip().lower() == "no":
            result.without_grade[sheet.person(row)] = "the platform does not let this grade be changed"
        else:
            result.filled[student] = points[student]
            changes.append((row[place], f"{round(points[student], 4):g}".replace(".", "," if comma else ".")))
    matched = {row[0].start for row in found.values()}
    result.without_grade |= {sheet.person(row): "nothing was collected" for row in sheet.rows if row[0].start not in matched}
    result.remarks = [
        f"the sheet counts up to {other:g} points, {assignment} up to {most:g}: the points were not converted"
        for other in sorted(_maxima(sheet, place) - {most})
    ]
    _write(sheet, changes)
    return result


def _write(sheet: Sheet, changes: list[tuple[Field, str]]) -> None:
    """Put new values into their places, in quotes where the old ones were."""
    text = sheet.text
    for cell, value in sorted(changes, key=lambda change: -change[0].start):
        quoted = text[cell.start : cell.start + 1] == '"'
        text = text[: cell.start] + (f'"{value}"' if quoted else value) + text[cell.end :]
    if text != sheet.text:
        names = (sheet.path.with_name(f"{sheet.path.name}.before{number or ''}") for number in range(1000))
        shutil.copyfile(sheet.path, next(path for path in names if not path.exists()))
        write_whole(sheet.path, text.encode("utf-8", "surrogateescape"))


def _rows(text: str, delimiter: str) -> list[list[Field]]:
    """A CSV file's rows, with the place of each field. Quotes hold delimiters, line ends and doubled quotes."""
    field_and_end = re.compile(rf'(?:"((?:[^"]|"")*)"|([^{delimiter}\r\n]*))({delimiter}|\r\n|\n|\r|\Z)')
    rows: list[list[Field]] = [[]]
    for match in field_and_end.finditer(text, 1 if text.startswith("\ufeff") else 0):
        if match.start() == len(text) and not rows[-1]:
            break  # behind the last line's end
        value = match[2] if match[1] is None else match[1].replace('""', '"')
        rows[-1].append(Field(value, match.start(), match.start(3)))
        if match[3] != delimiter:
            rows.append([])
    return [row for row in rows if row]


def _maxima(sheet: Sheet, place: int) -> set[float]:
    """The points that the sheet says one can reach."""
    written = [sheet.value(row, "Maximum Grade") for row in sheet.rows] if "Maximum Grade" in sheet.header else []
    written += [row[place].value for row in sheet.others if len(row) > place and any("Points Possible" in cell.value for cell in row)]
    return {float(value.strip().replace(",", ".")) for value in written if re.fullmatch(r"\s*\d+([.,]\d+)?\s*", value)}


def _plain(name: str) -> str:
    """A name without accents and in lower case."""
    return "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(c))


def _letters(name: str) -> str:
    """The words of a name in one order, for comparison: "Lee, Ann" is "Ann Lee"."""
    return "".join(sorted(re.findall(r"\w+", _plain(name))))


def _date(value: str) -> datetime | None:
    for form in DATES:
        try:
            return datetime.strptime(value.strip(), form)
        except ValueError:
            continue
    return None
