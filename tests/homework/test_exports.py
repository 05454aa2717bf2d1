"""The README's two ways from a release to a filled sheet, command by command, with exports made by the platforms' rules."""

import csv
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from course.chapters import ROOT
from homework.grader.course import HERE, Course

from .test_grader import needs_sandbox

README = (HERE / "README.md").read_text(encoding="utf-8")
MOODLE_SHEET = """\
Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed","Last modified (submission)",\
"Last modified (grade)","Feedback comments"
"Participant 101","Ann Lee",ann@x.org,"Submitted for grading",,50.00,Yes,"Monday, 5 October 2026, 9:00 PM",-,
"Participant 102","Ann Lee",ann2@x.org,"Submitted for grading",,50.00,Yes,"Wednesday, 7 October 2026, 9:00 PM",-,"keep ""this"", too"
"Participant 103","Zoë O'Brien",zoe@x.org,"No submission",,50.00,Yes,-,-,
"""
CANVAS_SHEET = """\
\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,ps1 (9001),Current Score
    Points Possible,,,,,50.0,(read only)
"Lee, Ann",101,s1,ann,A,,80.5
"O'Brien, Zoë",102,s2,zoe,A,,90
"Day, Bob",103,s3,bob,A,,70
"""


def commands(heading: str) -> list[str]:
    """The commands of the README's part that begins with this word."""
    part = README.split("## From an export to the filled sheet")[1].split("\n## ")[0].split(f"**{heading}.**")[1]
    return re.search(r"```sh\n(.*?)```", part, re.DOTALL)[1].splitlines()


def run(command: str, course: Course, home: Path) -> str:
    """Run a `make` command as it stands, but with this Python, on a course of the test's own; return what it printed."""
    shown = _bash(f"{command} --dry-run VENV={sys.prefix} --old-file={sys.prefix}/installed", home)
    (line,) = [line for line in shown.splitlines() if "-m homework.grader" in line]
    return _bash(line.replace("-m homework.grader", f"-m homework.grader --course '{course.root}'"), home)


def _bash(line: str, home: Path) -> str:
    settings = dict(os.environ) | {"HOME": str(home), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, text=True, check=False, env=settings)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course with ps1, where a day's delay costs two points."""
    course = Course(tmp_path / "course")
    shutil.copytree(HERE / "source" / "ps1", course.root / "source" / "ps1")
    policy = "\nc.PerDay.points = 2\n"
    (course.root / "nbgrader_config.py").write_text((HERE / "nbgrader_config.py").read_text() + policy)
    return course


def export(path: Path, course: Course, names: dict[str, bool]) -> None:
    """A zip with a notebook under each name: the solutions where True, else the untouched release."""
    path.parent.mkdir(exist_ok=True)
    solved, blank = course.source("ps1"), course.root / "release" / "ps1" / "ps1.ipynb"
    assert len(nbformat.read(blank, as_version=4).cells) == len(nbformat.read(solved, as_version=4).cells)
    with zipfile.ZipFile(path, "w") as archive:
        for name, right in names.items():
            archive.write(solved if right else blank, name)


def follow(heading: str, course: Course, home: Path, names: dict[str, bool], sheet: str, text: str) -> dict[str, str]:
    """Do what the README says; return what each command printed."""
    printed = {}
    for command in commands(heading):
        verb = command.split()[1]
        if verb == "formgrader":  # somebody looks; the solutions' written answers are no answers, and stay at 0 points
            continue
        printed[verb] = run(command, course, home)
        if verb == "release":
            export(home / "Downloads" / "submissions.zip", course, names)
            (home / "Downloads" / sheet).write_text(text, encoding="utf-8", newline="")
    return printed


@needs_sandbox
def test_moodle_from_release_to_the_filled_worksheet(course, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    names = {"Ann Lee_101_assignsubmission_file/ps1.ipynb": True, "Ann Lee_102_assignsubmission_file/ps1.ipynb": True}
    printed = follow("Moodle", course, home, names, "worksheet.csv", MOODLE_SHEET)
    filled = (home / "Downloads" / "worksheet.csv").read_text(encoding="utf-8")
    on_time, late = "40", "36"  # two days have begun
    rows = MOODLE_SHEET.split("\n")
    rows[1] = rows[1].replace('grading",,', f'grading",{on_time},')
    rows[2] = rows[2].replace('grading",,', f'grading",{late},')
    assert filled == "\n".join(rows)
    assert "2 grades are in" in printed["grades"] and "left as it was: Zoë O'Brien: nothing was collected" in printed["grades"]
    pages = {path.parent.parent.name for path in (course.root / "feedback").rglob("ps1.html")}
    assert pages == {"Ann Lee (101)", "Ann Lee (102)"}
    with open(course.grades, encoding="utf-8-sig", newline="") as file:
        assert [(row["name"], row["id"], row["score"], row["late penalty"]) for row in csv.DictReader(file)] == [
            ("Ann Lee", "101", on_time, "0"),
            ("Ann Lee", "102", late, "4"),
        ]


@needs_sandbox
def test_canvas_from_release_to_the_filled_gradebook(course, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    names = {"leeann_LATE_101_5001_ps1.ipynb": True, "obrienzoë_102_5002_ps1-1.ipynb": False}
    printed = follow("Canvas", course, home, names, "gradebook.csv", CANVAS_SHEET)
    filled = (home / "Downloads" / "gradebook.csv").read_text(encoding="utf-8")
    assert filled == CANVAS_SHEET.replace("ann,A,,80.5", "ann,A,38,80.5").replace("zoe,A,,90", "zoe,A,0,90")
    assert "left as it was: Day, Bob: nothing was collected" in printed["grades"]
    assert (home / "Downloads" / "gradebook.csv.before").read_text(encoding="utf-8") == CANVAS_SHEET
