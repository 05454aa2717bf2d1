"""Grades in the sheets of Moodle and Canvas: one column filled by id, every other byte as it came, and everybody missing is named."""

import random
from datetime import datetime
from pathlib import Path

import pytest

from homework.grader.course import CourseError
from homework.grader.people import Person
from homework.grader.sheets import Filled, Sheet, fill

MOODLE = (
    "Identifier,\"Full name\",\"Email address\",Status,Grade,\"Maximum Grade\",\"Grade can be changed\",\"Last modified (submission)\","
    "\"Last modified (grade)\",\"Feedback comments\"\r\n"
    "\"Participant 12\",\"Ann Lee\",ann@x.org,\"Submitted for grading - \",,50.00,Yes,\"Monday, 5 October 2026, 11:58 PM\",-,\r\n"
    "\"Participant 13\",\"Ann Lee\",ann2@x.org,\"Submitted for grading - \",\"7.00\",50.00,Yes,\"Tuesday, 6 October 2026, 12:10 AM\",-,"
    "\"<p>two\nlines, and \"\"quotes\"\"</p>\"\r\n"
    "\"Participant 14\",\"Zoë O'Brien\",zoe@x.org,\"No submission - \",,50.00,Yes,-,-,\r\n"
    "\"Participant 15\",\"Bob Day\",bob@x.org,\"Submitted for grading - \",3,50.00,No,-,-,=1+1\r\n"
)  # fmt: skip
CANVAS = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Exercise 1 (998),Problem set 1 (ps1) (1001),Current Score\n"
    "    Points Possible,,,,,10.0,50.0,(read only)\n"
    "\"Lee, Ann\",12,s13,ann,A,3.0,,50\n"
    "\"O'Brien, Zoë\",13,12,zoe,A,4.0,2.5,60\n"
    "\"Day, Bob\",14,s14,bob,A,5.0,,70\n"
    "\"Student, Test\",99,,t,A,,,\n"
)  # fmt: skip


def filled(path: Path, text: str, people: dict[str, Person], points: dict[str, float], column: str | None = None) -> tuple[Filled, str]:
    path.write_bytes(text.encode())
    done = fill(Sheet(path), "ps1", people, points, 50, column)
    return done, path.read_bytes().decode()


def test_moodles_worksheet_is_filled_by_number_and_nothing_else_changes(tmp_path):
    people = {"Ann Lee (12)": Person("Ann Lee", "12"), "Ann Lee (13)": Person("Ann Lee", "13"), "Bob Day (15)": Person("Bob Day", "15")}
    people |= {"Eve (77)": Person("Eve", "77")}
    done, text = filled(tmp_path / "grades.csv", MOODLE, people, {"Ann Lee (12)": 41.5, "Ann Lee (13)": 8, "Bob Day (15)": 4})
    assert text == MOODLE.replace('grading - ",,50', 'grading - ",41.5,50').replace('"7.00"', '"8"')
    assert done.filled == {"Ann Lee (12)": 41.5, "Ann Lee (13)": 8}
    assert done.not_in_sheet == {"Eve (77)": "no row has this id"}
    assert done.without_grade == {"Bob Day": "the platform does not let this grade be changed", "Zoë O'Brien": "nothing was collected"}
    assert (tmp_path / "grades.csv.before").read_bytes().decode() == MOODLE


def test_canvas_gradebook_is_filled_by_its_own_id_and_nothing_else_changes(tmp_path):
    people = {"leeann (12)": Person("leeann", "12"), "obrienzoë (13)": Person("obrienzoë", "13"), "lab_3 (14)": Person("lab_3", "14")}
    done, text = filled(tmp_path / "grades.csv", CANVAS, people, dict.fromkeys(people, 40.0))
    assert text == CANVAS.replace("A,3.0,,50", "A,3.0,40,50").replace("A,4.0,2.5,60", "A,4.0,40,60")
    assert set(done.filled) == {"leeann (12)", "obrienzoë (13)"}
    assert "belongs to Day, Bob" in done.not_in_sheet["lab_3 (14)"]  # a group's work is one member's by number only
    assert done.without_grade == {"Day, Bob": "nothing was collected", "Student, Test": "nothing was collected"}
    assert done.remarks == []


def test_folders_named_after_logins_ids_or_people_find_their_rows(tmp_path):
    people = {name: Person(name) for name in ("ann", "s14", "Zoe O'Brien")}
    done, text = filled(tmp_path / "grades.csv", CANVAS, people, {"ann": 1, "s14": 2, "Zoe O'Brien": 3})
    assert done.filled == {"ann": 1, "s14": 2, "Zoe O'Brien": 3} and done.not_in_sheet == {}
    assert [line.split(",")[-2] for line in text.splitlines()[2:5]] == ["1", "3", "2"]


def test_names_decide_only_where_they_are_unambiguous(tmp_path):
    done, text = filled(tmp_path / "a.csv", MOODLE, {"Ann Lee": Person("Ann Lee"), "Zoë O'Brien": Person("Zoë O'Brien")}, {"Ann Lee": 1})
    assert text == MOODLE and done.not_in_sheet == {"Ann Lee": "2 rows fit"}
    assert done.without_grade["Zoë O'Brien"] == "has no grade yet"
    two = {"Bob Day": Person("Bob Day"), "Day Bob": Person("Day Bob")}
    done, text = filled(tmp_path / "b.csv", MOODLE, two, dict.fromkeys(two, 1.0))
    assert text == MOODLE and set(done.not_in_sheet.values()) == {"several students have this name"}


def test_an_id_is_never_overruled_by_a_name(tmp_path):
    people = {"Zoë O'Brien (99)": Person("Zoë O'Brien", "99"), "Bob Day (14)": Person("Bob Day", "14")}
    done, text = filled(tmp_path / "a.csv", MOODLE, people, dict.fromkeys(people, 1.0))
    assert text == MOODLE and done.filled == {}
    assert done.not_in_sheet["Zoë O'Brien (99)"] == "no row has this id"
    assert "the id belongs to Zoë O'Brien" in done.not_in_sheet["Bob Day (14)"]


def test_two_students_in_one_row_get_nothing(tmp_path):
    people = {"ann": Person("ann"), "leeann (12)": Person("leeann", "12")}
    done, text = filled(tmp_path / "a.csv", CANVAS, people, dict.fromkeys(people, 1.0))
    assert text == CANVAS and set(done.not_in_sheet) == set(people)


@pytest.mark.parametrize("name", ["Participant", "Teilnehmer/in"])
def test_blind_marking_goes_by_number_with_and_without_names_in_the_sheet(tmp_path, name):
    people = {"Participant (12)": Person(name.replace("/", "_"), "12")}
    for i, sheet in enumerate(
        (MOODLE, MOODLE.replace('"Full name",', "").replace('"Ann Lee",', "").replace('"Zoë O\'Brien",', "").replace('"Bob Day",', ""))
    ):
        done, _ = filled(tmp_path / f"{i}.csv", sheet.replace("Participant", name), people, {"Participant (12)": 9})
        assert done.filled == {"Participant (12)": 9}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\r\n", "\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.removesuffix("\r\n"),
        lambda text: text.replace("Zoë", "Zo\udceb"),  # Latin-1 in the middle of it
        lambda text: text + "\r\n\r\nodd,line\r\n",
        lambda text: text.replace("50.00", "50,00").replace(",", ";").replace("50;00", "50,00"),
        lambda text: text.replace(",", "\t"),
    ],
    ids=["line feeds", "byte order mark", "no last line end", "not UTF-8", "odd lines", "semicolons and decimal commas", "tabs"],
)
def test_every_other_byte_stays_however_the_sheet_was_written(tmp_path, change):
    path = tmp_path / "grades.csv"
    text = change(MOODLE)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    done = fill(Sheet(path), "ps1", {"a": Person("Ann Lee", "12")}, {"a": 41.5}, 50, None)
    assert done.filled == {"a": 41.5}
    delimiter, number = (";", "41,5") if ";50,00" in text else ("\t", "41.5") if "\t" in text else (",", "41.5")
    old, new = f'grading - "{delimiter}{delimiter}50', f'grading - "{delimiter}{number}{delimiter}50'
    assert path.read_bytes() == text.replace(old, new).encode("utf-8", "surrogateescape")


def test_fields_with_anything_in_them_survive(tmp_path):
    """Random sheets: only the one field that is written changes."""
    dice = random.Random(0)
    path = tmp_path / "grades.csv"
    for _ in range(200):
        odd = ["".join(dice.choice("a\",;\n\r\t'= ü{}") for _ in range(dice.randrange(8))) for _ in range(6)]
        cells = ['"' + text.replace('"', '""') + '"' for text in odd]
        rows = [["Identifier", "Grade", "Feedback"], *(["Participant " + str(i), '"0"', cells[i]] for i in range(6))]
        end = dice.choice(["\n", "\r\n", "\r"])
        text = end.join(map(",".join, rows)) + dice.choice(["", end])
        path.write_bytes(text.encode())
        fill(Sheet(path), "ps1", {"p": Person("p", "3")}, {"p": 5}, 50, None)
        assert path.read_bytes().decode() == text.replace('Participant 3,"0"', 'Participant 3,"5"')


def test_the_column_of_canvas_is_found_or_asked_for(tmp_path):
    path = tmp_path / "grades.csv"
    path.write_text(CANVAS.replace("(ps1) ", ""))
    with pytest.raises(CourseError, match=r"COLUMN=.*Exercise 1 \(998\)"):
        Sheet(path).column("ps1", None)
    assert Sheet(path).column("ps1", "Problem set 1") == "Problem set 1 (1001)"
    assert Sheet(path).column("ps1", "Exercise 1 (998)") == "Exercise 1 (998)"
    path.write_text(CANVAS.replace("Exercise 1 (998)", "Section 2").replace("(ps1) ", ""))
    assert Sheet(path).column("ps1", None) == "Problem set 1 (1001)"
    with pytest.raises(CourseError, match="COLUMN"):
        Sheet(path).column("ps1", "ps11")


@pytest.mark.parametrize("content", [b"", b"\0\0", b"name,points\nann,3\n", "Nummer;Bewertung\n1;2\n".encode("utf-16")])
def test_what_is_no_sheet_is_refused(tmp_path, content):
    path = tmp_path / "grades.csv"
    path.write_bytes(content)
    with pytest.raises(CourseError):
        Sheet(path)
    with pytest.raises(CourseError, match="cannot be read"):
        Sheet(tmp_path / "nowhere.csv")
    assert path.read_bytes() == content


def test_other_maxima_are_said(tmp_path):
    done, _ = filled(tmp_path / "a.csv", MOODLE.replace("50.00", "100.00"), {}, {})
    assert "counts up to 100 points" in done.remarks[0]
    done, _ = filled(tmp_path / "b.csv", CANVAS.replace("50.0,(read", "100.0,(read"), {}, {})
    assert "counts up to 100 points" in done.remarks[0]


def test_moodles_sheet_tells_when_something_was_handed_in(tmp_path):
    path = tmp_path / "grades.csv"
    path.write_text(MOODLE)
    people = {"one": Person("Ann Lee", "12"), "two": Person("Ann Lee", "13"), "none": Person("Zoë O'Brien", "14")}
    assert Sheet(path).times(people) == {"one": datetime(2026, 10, 5, 23, 58), "two": datetime(2026, 10, 6, 0, 10)}
