"""The grader: every submission of the bank earns what it deserves, nothing leaks, nothing is lost."""

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import nbformat
import pytest

from course.chapters import ROOT
from d2lhelpers import homework
from d2lhelpers.homework import SECRET
from homework.grader import collect as collecting
from homework.grader import kernel, record, report, run, sandbox, whole_class
from homework.grader import notebook as notebooks
from homework.grader.clean import markdown_cell
from homework.grader.course import HERE, MB, Course, with_environment_first, write_whole
from homework.grader.people import Person

from .bank import AUTOMATIC, BANK, HALF, RIGHT, WRONG, Entry, assignment, with_first_answer

SANDBOX = shutil.which("bwrap") is not None
needs_sandbox = pytest.mark.skipif(not SANDBOX, reason="bubblewrap is not installed: apt-get install bubblewrap")
LIMITS = sandbox.Limits(cell_seconds=3, notebook_seconds=8)
CLASS = int(os.environ.get("D2LHELPERS_CLASS", "24"))  # make grade-many
ASSIGNMENTS = sorted(path.name for path in (HERE / "source").glob("*/"))


def new_course(root: Path) -> Course:
    """A course of its own with the assignment ps0, released."""
    (root / "source" / "ps0").mkdir(parents=True)
    nbformat.write(assignment(), root / "source" / "ps0" / "ps0.ipynb")
    shutil.copy(HERE / "nbgrader_config.py", root)
    course = Course(root)
    record.release(course, "ps0")
    return course


def hand_in(folder: Path, entries: list[Entry], course: Course) -> Path:
    """The entries' submissions, a subfolder each."""
    text = (course.root / "release" / "ps0" / "ps0.ipynb").read_text()
    for entry in entries:
        (folder / entry.name).mkdir(parents=True)
        entry.hand_in(folder / entry.name, nbformat.reads(text, as_version=4))
    for path in folder.rglob("*.ipynb"):
        path.write_text(path.read_text().replace("COURSE", str(course.root)))
    return folder


def rows(course: Course) -> dict[str, dict[str, str]]:
    """grades.csv by student."""
    with open(course.grades, encoding="utf-8-sig") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def grade_all(course: Course, **options) -> whole_class.Graded:
    graded = whole_class.grade_class(course, "ps0", LIMITS, **options)
    record.record(course, "ps0", graded.results)
    record.write_grades(course)
    report.write_report(course, "ps0", graded)
    return graded


# The bank


@pytest.fixture(scope="module")
def bank(tmp_path_factory) -> tuple[Course, dict[str, dict[str, str]], dict[str, run.Result]]:
    """The whole bank, collected and graded."""
    course = new_course(tmp_path_factory.mktemp("bank") / "course")
    collecting.collect(course, "ps0", hand_in(course.root / "inbox", BANK, course))
    graded = grade_all(course)
    assert graded.failed == {} and graded.not_graded == {}
    return course, rows(course), {result.student: result for result in graded.results}


each_entry = pytest.mark.parametrize("entry", BANK, ids=lambda entry: entry.name)
in_one_process = pytest.mark.xdist_group("bank")


@needs_sandbox
@in_one_process
@each_entry
def test_a_submission_earns_what_it_deserves_and_the_report_says_what_happened(bank, entry):
    course, table, _ = bank
    name = Person(entry.name).key
    assert float(table[name]["automatic"]) == entry.score, table[name]
    assert entry.phrase in table[name]["remarks"]
    (line,) = [line for line in (course.root / "reports" / "ps0.md").read_text().splitlines() if line.startswith(f"| {name} |")]
    assert f"| {entry.score:g} |" in line and markdown_cell(entry.phrase) in line


@needs_sandbox
@in_one_process
def test_the_bank_earns_the_same_when_it_is_graded_again(bank):
    course, table, _ = bank
    again = whole_class.grade_class(course, "ps0", LIMITS, again=True)
    assert {result.student: f"{result.score:g}" for result in again.results} == {name: row["automatic"] for name, row in table.items()}


@needs_sandbox
@in_one_process
def test_hostile_submissions_leave_nothing_behind(bank):
    course, _, _ = bank
    assert not Path("/tmp/escaped.txt").exists() and not list(course.root.parent.rglob("escaped.txt"))
    inside = {path.name for path in course.root.iterdir()}
    known = {"inbox", "source", "nbgrader_config.py", "release", "gradebook.db", "secret", "submitted", "results", "autograded", "reports"}
    assert inside - known <= {"grades.csv", "exchange", "__pycache__"}


@needs_sandbox
@in_one_process
def test_feedback_shows_messages_but_no_hidden_test_and_no_script(bank):
    course, _, results = bank
    record.feedback(course, "ps0")
    pages = {path.parent.parent.name: path.read_text() for path in (course.root / "feedback").glob("*/ps0/ps0.html")}
    assert len(pages) == len(results)  # also for those whose file could not be read
    for page in pages.values():
        assert "BEGIN HIDDEN" not in page and "100 * torch.randn" not in page and course.secret not in page
    assert "large scores must not overflow" in pages["right but for large scores"]
    assert "the input was" not in results["tells what it was asked"].messages["ps0-q1-hidden"]
    assert "the input was" in results["tells what it was asked"].messages["ps0-q1-test"]  # a visible test hides nothing
    for result in results.values():
        for name, message in result.messages.items():
            assert "hidden" not in name or not re.search(r"expected|\d\.\d", message), message


@needs_sandbox
@in_one_process
def test_formgrader_finds_the_written_answers_and_points_given_by_hand_stay(bank):
    from nbgrader.api import Gradebook

    course, table, _ = bank
    assert table["perfect"]["to be graded by hand"] == "yes" and table["blank"]["to be graded by hand"] == "no"
    with Gradebook(course.db_url) as gradebook:
        grade = gradebook.find_grade("ps0-q3-answer", "ps0", "ps0", "perfect")
        grade.manual_score, grade.needs_manual_grade = 4, False
        gradebook.db.commit()
    grade_all(course)
    again = rows(course)["perfect"]
    assert again["score"] == "14" and again["written"] == "4" and again["to be graded by hand"] == "no"
    assert rows(course)["half right"]["score"] == f"{HALF:g}"


# A class


def copies(count: int, course: Course, folder: Path) -> dict[str, float]:
    """Hand in a class of that many, from three of the bank; return the scores that they deserve."""
    kinds = BANK[:3]
    students = [Entry(f"student {i:02d}", kinds[i % 3].score, "", kinds[i % 3].hand_in) for i in range(count)]
    collecting.collect(course, "ps0", hand_in(folder, students, course))
    return {student.name: student.score for student in students}


def command(course: Course, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "homework.grader", "--course", str(course.root), *arguments]


def most_memory(pid: int) -> int:
    """The most bytes of memory that a process has had so far; 0 where it has ended."""
    with suppress(OSError):
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
        return int(found[1]) * 1024 if found else 0
    return 0


@needs_sandbox
def test_a_class_is_killed_in_the_middle_and_resumed(tmp_path):
    course = new_course(tmp_path / "course")
    deserved = copies(CLASS, course, tmp_path / "inbox")
    results = course.root / "results" / "ps0"
    grading = subprocess.Popen(command(course, "grade", "ps0"), cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)
    while len(list(results.glob("*.json"))) < CLASS // 6:
        assert grading.poll() is None
        time.sleep(0.05)
    os.killpg(grading.pid, signal.SIGKILL)
    grading.wait()
    kept, memory = {path: path.stat().st_mtime_ns for path in results.glob("*.json")}, 0
    assert CLASS // 6 <= len(kept) < CLASS
    errors = tmp_path / "errors"
    with open(errors, "w") as file:
        resumed = subprocess.Popen(command(course, "grade", "ps0"), cwd=ROOT, stderr=file, stdout=subprocess.DEVNULL)
        while resumed.poll() is None:
            time.sleep(0.5)
            memory = most_memory(resumed.pid) or memory
    assert resumed.returncode == 0 and memory < 500 * MB
    assert f"{len(kept)}/{CLASS}" in errors.read_text()  # the bar starts where the first run was killed
    assert all(path.stat().st_mtime_ns == modified for path, modified in kept.items())
    assert {name: float(row["score"]) for name, row in rows(course).items()} == deserved


@needs_sandbox
def test_a_class_is_graded_by_two_dask_workers(tmp_path):
    course = new_course(tmp_path / "course")
    deserved = copies(6, course, tmp_path / "inbox")
    subprocess.run(command(course, "grade", "ps0", "--dask", "local"), cwd=ROOT, check=True, capture_output=True)
    assert {name: float(row["score"]) for name, row in rows(course).items()} == deserved


@needs_sandbox
def test_a_result_is_used_again_until_something_changes(tmp_path, monkeypatch):
    course = new_course(tmp_path / "course")
    copies(3, course, tmp_path / "inbox")
    first = {result.student: result.fingerprint for result in grade_all(course).results}
    calls: list[str] = []
    monkeypatch.setattr(whole_class, "_attempt", lambda path, student, *rest: calls.append(student))
    assert {r.student: r.fingerprint for r in whole_class.grade_class(course, "ps0", LIMITS).results} == first and not calls
    path = course.result("ps0", "student 01")
    path.write_text(path.read_text()[:50])  # a damaged file is work to be done again
    changed = course.submitted("ps0")["student 02"]
    changed.write_text(changed.read_text().replace("no power", "none"))
    other = {student: run.fingerprint(p, course, "ps0", LIMITS, False) for student, p in course.submitted("ps0").items()}
    assert {student for student in other if other[student] != first[student]} == {"student 02"}
    assert run.fingerprint(changed, course, "ps0", LIMITS, True) != other["student 02"]


@needs_sandbox
def test_a_fault_of_the_grader_on_one_submission_stops_nobody_else(tmp_path, monkeypatch, capsys):
    course = new_course(tmp_path / "course")
    copies(3, course, tmp_path / "inbox")
    original = run.grade
    monkeypatch.setattr(
        whole_class, "grade", lambda path, student, *rest: 1 / 0 if student == "student 01" else original(path, student, *rest)
    )
    monkeypatch.setattr(whole_class, "_workers", serial)
    graded = grade_all(course)
    assert set(graded.failed) == {"student 01"} and "ZeroDivisionError" in graded.failed["student 01"]
    assert set(rows(course)) == {"student 00", "student 02"}
    assert "| student 01 | not graded |" in (course.root / "reports" / "ps0.md").read_text()


def serial(workers, dask):
    """Stands in for a pool: one task after the other, in this process."""
    from contextlib import nullcontext

    return nullcontext(lambda tasks: (function(*args, **named) for function, args, named in tasks))


# The machine


def test_without_bubblewrap_grading_is_refused_with_the_line_that_installs_it(tmp_path, monkeypatch, capsys):
    from homework.grader.__main__ import main

    course = new_course(tmp_path / "course")
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    assert main(["--course", str(course.root), "grade", "ps0"]) == 1
    assert "apt-get install bubblewrap" in capsys.readouterr().err


def test_unsafe_grading_says_so_everywhere(tmp_path, monkeypatch):
    course = new_course(tmp_path / "course")
    copies(3, course, tmp_path / "inbox")
    monkeypatch.setattr(sandbox, "_bubblewrap", None)  # it is not asked for
    monkeypatch.setattr(whole_class, "_workers", serial)
    grade_all(course, unsafe=True)
    assert [row["automatic"] for row in rows(course).values()] == ["10", "0", "5"]
    assert all("WITHOUT a sandbox" in row["remarks"] for row in rows(course).values())
    assert "Graded without a sandbox" in (course.root / "reports" / "ps0.md").read_text()


@needs_sandbox
def test_the_canary_notices_an_assignment_whose_solution_fails_or_whose_blank_earns_points(tmp_path):
    course = new_course(tmp_path / "course")
    wrong = assignment()
    wrong.cells[2].source = wrong.cells[2].source.replace("powers.sum(dim=1", "powers.sum(dim=0")
    wrong.cells[6].source = "pass"
    nbformat.write(wrong, course.source("ps0"))
    found = " ".join(run.canary("ps0", course, LIMITS, unsafe=False))
    assert "the solution fails ps0-q1-test: equal scores" in found
    assert "the untouched release earns 2 points in ps0-q2-test" in found


@needs_sandbox
def test_the_canary_notices_a_sandbox_that_leaks(tmp_path, monkeypatch):
    secret = tmp_path / "secret"
    secret.write_text("x")
    assert kernel.leaks([secret, tmp_path]) == []
    monkeypatch.setattr(sandbox, "_bubblewrap", lambda *_: [])
    monkeypatch.setattr(sandbox, "filter_of_calls", lambda: b"")
    monkeypatch.setattr(sandbox, "WRITABLE", ())
    found = " ".join(kernel.leaks([secret]))
    assert "can read" in found and "has a network" in found and "start processes" in found


# nbgrader's own ways


def nbgrader(course: Course, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess:
    """Run nbgrader as an instructor does in the course folder, or as a student in theirs."""
    home = folder or course.root
    settings = with_environment_first(os.environ) | {"HOME": str(home), "JUPYTER_CONFIG_DIR": str(home / "config")}
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=home, env=settings, capture_output=True, text=True, check=False
    )


def test_nbgraders_exchange_hands_out_and_takes_in(tmp_path):
    course = new_course(tmp_path / "course")
    student = tmp_path / "student"
    (student / "config").mkdir(parents=True)
    exchange = f"c.Exchange.root = {str(course.root / 'exchange')!r}\nc.CourseDirectory.course_id = 'deep-learning-by-experiment'\n"
    (student / "nbgrader_config.py").write_text("c = get_config()\n" + exchange)
    assert nbgrader(course, "release_assignment", "ps0").returncode == 0
    for step in ("fetch_assignment", "submit"):
        done = nbgrader(course, step, "ps0", folder=student)
        assert done.returncode == 0, done.stderr
    assert nbgrader(course, "collect", "ps0").returncode == 0
    (path,) = course.submitted("ps0").values()
    assert path.read_text() == (student / "ps0" / "ps0.ipynb").read_text()


def test_nbgraders_own_autograde_is_refused_with_the_command_to_use(tmp_path):
    course = new_course(tmp_path / "course")
    copies(1, course, tmp_path / "inbox")
    done = nbgrader(course, "autograde", "ps0")
    assert done.returncode != 0
    assert "make grade PS=ps0" in done.stderr and not (course.root / "autograded").exists()


# Leaks


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_release_holds_no_solution_no_hidden_test_no_mark_scheme_and_no_output(name, tmp_path):
    course = Course(tmp_path / "course")
    shutil.copytree(HERE / "source", course.root / "source")
    shutil.copy(HERE / "nbgrader_config.py", course.root)
    path = record.release(course, name)
    source, released = nbformat.read(course.source(name), as_version=4), nbformat.read(path, as_version=4)
    text = "\n".join(cell.source for cell in released.cells)
    assert not re.search("SOLUTION|HIDDEN TESTS|MARK SCHEME", text)
    secret = re.compile(r"### BEGIN (?:SOLUTION|HIDDEN TESTS)\n(.*?)\n *### END|=== BEGIN MARK SCHEME ===\n(.*?)\n=== END", re.DOTALL)
    visible = "\n".join(secret.sub("", cell.source) for cell in source.cells)
    lines = [line.strip() for cell in source.cells for found in secret.findall(cell.source) for line in "".join(found).splitlines()]
    assert len(lines) > 50
    assert [line for line in lines if line and line in text and line not in visible] == []
    assert not any(cell.get("outputs") for cell in released.cells)
    assert [cell.id for cell in released.cells] == [cell.id for cell in source.cells]


def test_the_course_secret_is_made_once_kept_private_and_not_tracked(tmp_path, monkeypatch):
    monkeypatch.delenv(SECRET, raising=False)
    course = Course(tmp_path)
    assert len(course.secret) == 64 and Course(tmp_path).secret == course.secret
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0
    monkeypatch.setenv(SECRET, "another")
    assert Course(tmp_path).secret == "another"
    assert "homework/secret" in (ROOT / ".gitignore").read_text().splitlines()


def test_hidden_inputs_depend_on_the_secret_and_exist_without_one(monkeypatch):
    import torch

    def numbers() -> torch.Tensor:
        return torch.randn(3, generator=homework.generator("ps0 q1"))

    monkeypatch.delenv(SECRET, raising=False)
    self_study = numbers()
    assert torch.equal(numbers(), self_study)
    monkeypatch.setenv(SECRET, "course 2026")
    assert not torch.equal(numbers(), self_study)


# What the grader shares with students


def test_files_are_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "folder" / "file"
    write_whole(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\ud800")
    assert path.read_text() == "old" and [p.name for p in path.parent.iterdir()] == ["file"]


def test_an_edited_setup_cell_runs_behind_the_original(tmp_path):
    course = new_course(tmp_path / "course")
    source = notebooks.read_source(course.source("ps0"), course.config)
    release = nbformat.read(course.root / "release" / "ps0" / "ps0.ipynb", as_version=4)
    handed_in = with_first_answer(release, RIGHT)
    handed_in.cells[1].source += "\nimport math"
    path = tmp_path / "ps0.ipynb"
    path.write_text(json.dumps(handed_in))
    submission = notebooks.read_submission(path, source)
    assert any("the original ran first" in remark for remark in submission.remarks)
    assert "import math" in submission.steps[0].code


def test_a_notebook_of_the_third_format_is_read(tmp_path):
    course = new_course(tmp_path / "course")
    source = notebooks.read_source(course.source("ps0"), course.config)
    old = {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": [WRONG], "metadata": {}}]}]}
    path = tmp_path / "ps0.ipynb"
    path.write_text(json.dumps(old))
    submission = notebooks.read_submission(path, source)
    assert [step.code for step in submission.steps] == [WRONG]
    assert sum(test.points for test in source.tests) == AUTOMATIC
