"""Collecting: whose is what in the exports of platforms, and nothing that one student hands in stops or touches another."""

import io
import json
import os
import zipfile
from pathlib import Path

import nbformat
import pytest

from homework.grader import archives
from homework.grader import collect as collecting
from homework.grader.course import Course, CourseError
from homework.grader.people import Person, Upload, upload

from .bank import assignment

TEXT = '{"cells": [{"cell_type": "code", "source": "ann"}]}'


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course with the assignment ps0, not released: nbgrader has no part in collecting."""
    folder = tmp_path / "course" / "source" / "ps0"
    folder.mkdir(parents=True)
    nbformat.write(assignment(), folder / "ps0.ipynb")
    return Course(tmp_path / "course")


def zipped(path: Path, files: dict[str, str | bytes]) -> Path:
    """A zip with these files; names go in as they are."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return path


def inner(files: dict[str, str | bytes]) -> bytes:
    """A zip as a student hands it in."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return memory.getvalue()


def taken(course: Course) -> dict[str, str]:
    """What was taken of each student."""
    return {student: path.read_text() for student, path in course.submitted("ps0").items()}


# Names

UPLOADS = [
    ("Ann Lee_12345_assignsubmission_file_ps1.ipynb", Upload(Person("Ann Lee", "12345"), "ps1.ipynb")),
    ("Participant_7_assignsubmission_file_ps1.ipynb", Upload(Person("Participant", "7"), "ps1.ipynb")),
    ("Default group_assignsubmission_file_ps1.ipynb", Upload(Person("Default group"), "ps1.ipynb")),
    ("Ann_1_assignsubmission_file_Bob_2_assignsubmission_file_x.ipynb", Upload(Person("Ann", "1"), "Bob_2_assignsubmission_file_x.ipynb")),
    ("Ann_1_assignsubmission_file_bob_2_3_x.ipynb", Upload(Person("Ann", "1"), "bob_2_3_x.ipynb")),
    ("leeann_12345_678901_ps1.ipynb", Upload(Person("leeann", "12345"), "ps1.ipynb")),
    ("leeann_LATE_12345_678901_ps1-2.ipynb", Upload(Person("leeann", "12345"), "ps1.ipynb", True, 2)),
    ("leeann_12345_678901_01_ps1.ipynb", Upload(Person("leeann", "12345"), "01_ps1.ipynb")),
    ("leeann_12345_678901_Bob_2_assignsubmission_file_x.ipynb", Upload(Person("leeann", "12345"), "Bob_2_assignsubmission_file_x.ipynb")),
    ("lab_3_567_890_ps1.ipynb", Upload(Person("lab_3", "567"), "ps1.ipynb")),
    ("lab_4_LATE_568_891_ps1.ipynb", Upload(Person("lab_4", "568"), "ps1.ipynb", True)),
    ("anon_aB3x9_890_ps1.ipynb", Upload(Person("anon", "aB3x9"), "ps1.ipynb")),
    ("LATE_anon_aB3x9_890_ps1.ipynb", Upload(Person("anon", "aB3x9"), "ps1.ipynb", True)),
    ("leeann_12345_text.html", Upload(Person("leeann", "12345"), "text.html")),
    ("李雷_5_6_ps1.ipynb", Upload(Person("李雷", "5"), "ps1.ipynb")),
    ("carl.ipynb", None),
    ("ps1_final.ipynb", None),
]


@pytest.mark.parametrize(("name", "expected"), UPLOADS, ids=[name for name, _ in UPLOADS])
def test_a_name_is_read_as_the_platform_wrote_it(name, expected):
    assert upload(name) == expected


@pytest.mark.parametrize("ending", ["_assignsubmission_file_", "_assignsubmission_file", "_assignsubmission_onlinetext_"])
def test_folders_of_moodle_carry_name_and_number(ending):
    assert upload(f"Ann Lee_12345{ending}", folder=True) == Upload(Person("Ann Lee", "12345"))
    assert upload("team_1_2_final", folder=True) is None  # no platform makes such a folder


def test_keys_keep_apart_what_differs():
    names = ["a/b", "a:b", "a_b", "x" * 200, "x" * 201, "李" * 100, "李" * 101, "..", "", "Zoë", "प्रिया", "=1+1", "\udc80"]
    people = [*map(Person, names), Person("Ann", "1"), Person("Ann", "2"), Person("Ann (1)"), Person("Ann")]
    keys = [person.key for person in people]
    assert len(set(keys)) == len(keys)
    assert all(0 < len(key.encode()) < 120 and "/" not in key and not key.startswith((".", "-")) for key in keys)
    assert {"Zoë", "प्रिया", "Ann (1)", "Ann"} < set(keys)


def test_two_spellings_of_one_name_in_unicode_are_one_student():
    assert Person("Zoe\u0308").key == Person("Zo\u00eb").key


# Exports


def test_a_platforms_zip_is_taken_apart_by_student(course, tmp_path):
    moodle = {f"{who}_assignsubmission_file_/ps0.ipynb": TEXT for who in ("Ann Lee_1", "Ann Lee_2", "Participant_7", "Participant_8")}
    moodle |= {"Jürgen_22_assignsubmission_file/a/b/ps0.ipynb": TEXT, "__MACOSX/Ann Lee_1_assignsubmission_file_/._ps0.ipynb": "x"}
    zipped(tmp_path / "moodle.zip", moodle)
    canvas = ["leeann_12_34_ps0-1.ipynb", "obi_LATE_13_34_ps0.ipynb", "lab_3_14_35_ps0.ipynb", "lab_4_15_36_ps0.ipynb"]
    zipped(tmp_path / "canvas.zip", dict.fromkeys(canvas, TEXT))
    zipped(tmp_path / "flat.zip", {"Eva Ott_5_assignsubmission_file_ps0.ipynb": TEXT, "Eva Ott_6_assignsubmission_file_ps0.ipynb": TEXT})
    zipped(tmp_path / "folders.zip", {"week 1/carl/ps0.ipynb": TEXT, "week 1/dora/ps0.ipynb": TEXT})
    for name in ("moodle", "canvas", "flat", "folders"):
        collecting.collect(course, "ps0", tmp_path / f"{name}.zip")
    expected = {"Ann Lee (1)", "Ann Lee (2)", "Participant (7)", "Participant (8)", "Jürgen (22)", "leeann (12)", "obi (13)"}
    assert set(course.submitted("ps0")) == expected | {"lab_3 (14)", "lab_4 (15)", "Eva Ott (5)", "Eva Ott (6)", "carl", "dora"}
    known = collecting.people(course, "ps0")
    assert known["obi (13)"].late and not known["leeann (12)"].late
    assert known["Ann Lee (2)"].person == Person("Ann Lee", "2")
    assert known["leeann (12)"].remarks == []  # Canvas's -1 is no wrong name


def test_an_unpacked_export_is_collected_like_the_zip(course, tmp_path):
    zipped(tmp_path / "canvas.zip", {"leeann_12_34_ps0.ipynb": TEXT, "obi_13_35_ps0.ipynb": TEXT})
    with zipfile.ZipFile(tmp_path / "canvas.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    (tmp_path / "unpacked" / "notes.txt").write_text("mine")
    collected = collecting.collect(course, "ps0", tmp_path / "unpacked")
    assert set(collected.remarks) == {"leeann (12)", "obi (13)"}
    assert collected.nobodys == ["notes.txt is in no student's folder and was left aside"]


def test_the_latest_resubmission_is_taken(course, tmp_path):
    files = {"leeann_12_34_ps0.ipynb": TEXT.replace("ann", '\\"ps0-q1'), "leeann_12_36_ps0-2.ipynb": TEXT, "leeann_12_35_ps0-1.ipynb": "{}"}
    collecting.collect(course, "ps0", zipped(tmp_path / "canvas.zip", files))
    assert taken(course) == {"leeann (12)": TEXT}


def test_a_folder_around_a_whole_export_is_nobodys(course, tmp_path):
    canvas = zipped(tmp_path / "canvas.zip", {f"submissions/{name}_ps0.ipynb": TEXT for name in ("leeann_12_34", "obi_13_35")})
    moodle = {f"ps0/{who}_assignsubmission_file/ps0.ipynb": TEXT for who in ("Ann Lee_1", "Bob Day_2")}
    assert set(collecting.collect(course, "ps0", canvas).remarks) == {"leeann (12)", "obi (13)"}
    collected = collecting.collect(course, "ps0", zipped(tmp_path / "moodle.zip", moodle))
    assert set(collected.remarks) == {"Ann Lee (1)", "Bob Day (2)"} and "all lies in a folder 'ps0'" in collected.nobodys[0]


def test_one_id_under_two_spellings_of_a_name_is_one_student(course, tmp_path):
    files = {"Ann: Lee_1_assignsubmission_file_/notes.txt": "x", "Ann_ Lee_1_assignsubmission_file_/ps0.ipynb": TEXT}
    assert collecting.collect(course, "ps0", zipped(tmp_path / "in.zip", files)).remarks == {"Ann_ Lee (1)": []}
    assert taken(course) == {"Ann_ Lee (1)": TEXT}


@pytest.mark.parametrize("owner", ["Ann_1_assignsubmission_file_", "ann"])
def test_a_folder_called_like_another_student_belongs_to_who_handed_it_in(course, tmp_path, owner):
    if owner == "ann":
        collecting.collect(course, "ps0", zipped(tmp_path / "before.zip", {"ann/ps0.ipynb": "{}", "bob/ps0.ipynb": "{}"}))
    files = {f"{owner}/{other}/ps0.ipynb": TEXT for other in ("bob", "Carl_2_assignsubmission_file_")}
    collected = collecting.collect(course, "ps0", zipped(tmp_path / "in.zip", files))
    (student,) = collected.remarks
    assert student in ("Ann (1)", "ann") and taken(course)[student] == TEXT
    assert taken(course).get("bob") in (None, "{}") and "Carl (2)" not in taken(course)


def test_names_that_differ_in_case_alone_stay_two_students_again_and_again(course, tmp_path):
    where = zipped(tmp_path / "in.zip", {"ann/ps0.ipynb": TEXT, "Ann/ps0.ipynb": "{}"})
    first = collecting.collect(course, "ps0", where).remarks
    assert len({key.casefold() for key in first}) == 2
    assert collecting.collect(course, "ps0", where).remarks == first
    assert sorted(taken(course).values()) == sorted([TEXT, "{}"])


# One student's files and the others

FINE = {"bob/ps0.ipynb": TEXT, "zed/ps0.ipynb": TEXT}


def bad_crc(name: str) -> bytes:
    """A zip whose only file is damaged."""
    content = bytearray(inner({name: TEXT * 50}))
    content[60] ^= 0xFF
    return bytes(content)


def encrypted() -> bytes:
    """A zip whose only file is said to be encrypted."""
    content = bytearray(inner({"ps0.ipynb": TEXT}))
    content[6] |= 1
    content[content.index(archives.CENTRAL) + 8] |= 1
    return bytes(content)


ODD = {
    "colon in a name": ({"ann/ps0: final.ipynb": TEXT}, "wrong file name"),
    "backslash in a name": ({"ann/work\\ps0.ipynb": TEXT}, ""),
    "points outside": ({"ann/../bob/ps0.ipynb": "{}", "ann/ps0.ipynb": TEXT}, "points outside"),
    "damaged zip": ({"ann/ps0.zip": b"PK\x03\x04 damaged"}, "is a damaged zip"),
    "damaged file in a zip": ({"ann/work.zip": bad_crc("ps0.ipynb")}, "could not be read"),
    "encrypted zip": ({"ann/work.zip": encrypted()}, "encrypted"),
    "an entry that is a dot": ({"ann/work.zip": inner({".": "", "./": "", "/": "", "ps0.ipynb": TEXT})}, ""),
    "absolute path in a zip": (
        {"ann/work.zip": inner({"/tmp/escaped.txt": "x", "C:\\escaped.ipynb": "x", "ps0.ipynb": TEXT})},
        "points outside",
    ),
    "zip in a zip": ({"ann/work.zip": inner({"inner.zip": inner({"ps0.ipynb": TEXT})})}, "was not opened"),
    "very long name": ({f"ann/{'x' * 5000}.ipynb": TEXT}, "(cut)"),
    "very deep path": ({f"ann/{'a/' * 5000}ps0.ipynb": TEXT}, ""),
    "names in other case": ({"ann/ps0.ipynb": TEXT, "ann/PS0.ipynb": "{}"}, "ps0.ipynb was taken, not PS0.ipynb"),
    "turned direction of writing": ({"ann/\u202ebnypi.ipynb": TEXT}, "[U+202E]"),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_files_of_one_student_leave_the_others_alone(course, tmp_path, name):
    files, phrase = ODD[name]
    collected = collecting.collect(course, "ps0", zipped(tmp_path / "in.zip", {**files, **FINE}))
    assert set(collected.remarks) == {"ann", "bob", "zed"}
    assert collected.remarks["bob"] == collected.remarks["zed"] == []
    assert taken(course)["bob"] == taken(course)["zed"] == TEXT and taken(course).get("ann") in (None, TEXT)
    assert phrase in "; ".join(collected.remarks["ann"])
    assert all(len(remark) < 500 and remark.isprintable() for remark in collected.remarks["ann"])


def test_a_file_of_nobody_is_named_and_left_aside(course, tmp_path):
    evil = {"../../gradebook.db": "x", "/etc/passwd": "x", "C:\\x.ipynb": "x", "readme.txt": "x", **FINE}
    (course.root / "gradebook.db").write_text("points")
    collected = collecting.collect(course, "ps0", zipped(tmp_path / "in.zip", evil))
    assert set(collected.remarks) == {"bob", "zed"} and len(collected.nobodys) == 4
    assert (course.root / "gradebook.db").read_text() == "points"


def test_large_files_and_bombs_are_left_aside_and_said(course, tmp_path, monkeypatch):
    monkeypatch.setattr(archives.HandedIn, "__init__", _with_room(archives.HandedIn.__init__, 1_000_000))
    bomb = inner({"ps0.ipynb": b"0" * 50_000_000})
    files = {"ann/big.ipynb": b"0" * 2_000_000, "ann/ps0.ipynb": TEXT, "eve/bomb.zip": bomb, **FINE}
    collected = collecting.collect(course, "ps0", zipped(tmp_path / "in.zip", files))
    assert "big.ipynb has 2 MB and was left aside" in collected.remarks["ann"][0] and taken(course)["ann"] == TEXT
    assert "ps0.ipynb has 50 MB and was left aside" in collected.remarks["eve"][0] and "eve" not in taken(course)
    assert taken(course)["zed"] == TEXT


def _with_room(original, room: int):
    def init(self, *rest) -> None:
        original(self, *rest)
        self.room = room

    return init


def test_too_many_files_of_one_student_do_not_crowd_out_the_others(course, tmp_path):
    many = {f"ann/{i}.txt": "" for i in range(archives.FILES + 5)}
    files = {**many, "eve/many.zip": inner({f"{i}.ipynb": "" for i in range(archives.FILES + 5)}), **FINE}
    collected = collecting.collect(course, "ps0", zipped(tmp_path / "in.zip", files))
    assert "more than 20,000 files" in collected.remarks["ann"][0] and "more than 20,000 files" in collected.remarks["eve"][0]
    assert taken(course) == {"bob": TEXT, "zed": TEXT}


def test_links_and_special_files_in_a_folder_are_left_aside(course, tmp_path):
    folder = tmp_path / "in"
    for name in ("ann", "bob"):
        (folder / name).mkdir(parents=True)
    (folder / "bob" / "ps0.ipynb").write_text(TEXT)
    os.symlink(course.source("ps0"), folder / "ann" / "ps0.ipynb")
    os.symlink(course.root / "source", folder / "ann" / "source")
    os.mkfifo(folder / "ann" / "pipe.ipynb")
    link = zipfile.ZipInfo("ps0.ipynb")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(folder / "ann" / "work.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    said = collecting.collect(course, "ps0", folder).remarks
    assert taken(course) == {"bob": TEXT}
    assert sum("a link points elsewhere" in remark for remark in said["ann"]) == 3
    assert "something is no file and was left aside: ann/pipe.ipynb" in said["ann"]


def test_a_newer_submission_replaces_an_older_one_which_is_kept(course, tmp_path):
    (tmp_path / "in" / "ann").mkdir(parents=True)
    for text in ('{"cells": [1]}', '{"cells": [2]}', '{"cells": [2]}'):
        (tmp_path / "in" / "ann" / "ps0.ipynb").write_text(text)
        said = collecting.collect(course, "ps0", tmp_path / "in").remarks
    assert said == {"ann": []}  # the third is the second
    assert course.submitted("ps0")["ann"].read_text() == '{"cells": [2]}'
    assert [path.read_text() for path in (course.root / "replaced").rglob("*.ipynb")] == ['{"cells": [1]}']


@pytest.mark.parametrize("where", ["nowhere", "empty", "text.txt", "broken.zip", "."])
def test_collecting_from_what_holds_no_submissions_says_so(course, tmp_path, where):
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.txt").write_text("hello")
    (tmp_path / "broken.zip").write_bytes(zipped(tmp_path / "whole.zip", FINE).read_bytes()[:-30])
    with pytest.raises(CourseError):
        collecting.collect(course, "ps0", tmp_path / where)
    with pytest.raises(CourseError, match="there are: ps0"):
        collecting.collect(course, "ps9", tmp_path / "empty")


def test_what_is_known_of_students_survives_odd_names(course, tmp_path):
    (tmp_path / "in" / "a\udc80b").mkdir(parents=True)
    (tmp_path / "in" / "a\udc80b" / "ps0.ipynb").write_text(TEXT)
    (key,) = collecting.collect(course, "ps0", tmp_path / "in").remarks
    assert taken(course) == {key: TEXT} and key.isprintable()
    json.loads(course.collected("ps0").read_text())
