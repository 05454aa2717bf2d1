"""What instructors are asked to do, and told: what to grade by hand, late work, one student anew, statistics, near copies."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from homework.grader import collect as collecting
from homework.grader import record, report, whole_class
from homework.grader.alike import alike, tokens
from homework.grader.course import Course, CourseError
from homework.grader.late import enter_times
from homework.grader.run import Result
from homework.grader.sandbox import Limits

from .bank import RIGHT, with_first_answer
from .test_collect import zipped
from .test_grader import new_course

DUE = datetime(2026, 10, 5, 23, 59, tzinfo=UTC)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return new_course(tmp_path / "course")


def result(course: Course, student: str, written: str = "So that no power overflows.", code: str = RIGHT, **changes) -> Result:
    """The result of a submission with right answers, as grading gives it."""
    release = nbformat.read(course.root / "release" / "ps0" / "ps0.ipynb", as_version=4)
    cells = with_first_answer(release, code).cells
    next(cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "ps0-q3-answer").source = written
    points = {"ps0-q1-test": 2.0, "ps0-q1-hidden": 3.0, "ps0-q2-test": 2.0, "ps0-q2-hidden": 3.0}
    return Result(student, "ps0", "", points, cells=json.loads(json.dumps(cells)), **changes)


def by_hand(course: Course, student: str, points: float, cell: str = "ps0-q3-answer") -> None:
    """Give points as formgrader does."""
    with Gradebook(course.db_url) as gradebook:
        grade = gradebook.find_grade(cell, "ps0", "ps0", student)
        grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()


def waiting(course: Course) -> set[str]:
    """Who has something to be graded by hand."""
    return set(record.points(course, "ps0")[2])


def rows(course: Course) -> dict[str, dict[str, str]]:
    record.write_grades(course)
    with open(course.grades, encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


# By hand


def test_only_answers_that_changed_come_back_for_grading_by_hand(course):
    record.record(course, "ps0", [result(course, name) for name in ("ann", "bob", "eve")])
    assert waiting(course) == {"ann", "bob", "eve"}
    for name in ("ann", "bob"):
        by_hand(course, name, 4)
    by_hand(course, "ann", 1, "ps0-q1-test")  # a test's points, overruled
    assert waiting(course) == {"eve"}
    again = [result(course, "ann"), result(course, "bob", "Because powers grow fast."), result(course, "eve"), result(course, "new")]
    record.record(course, "ps0", again)
    assert waiting(course) == {"bob", "eve", "new"}
    assert {name: row["score"] for name, row in rows(course).items()} == {"ann": "13", "bob": "14", "eve": "10", "new": "10"}
    record.record(course, "ps0", [result(course, "bob", "Because powers grow fast.")])
    assert "bob" in waiting(course)  # nobody has looked since


def test_another_picture_is_another_answer(course):
    def drawn(content: str) -> Result:
        made = result(course, "ann", "![](attachment:a.png)")
        next(cell for cell in made.cells if "attachment" in cell["source"])["attachments"] = {"a.png": {"image/png": content}}
        return made

    record.record(course, "ps0", [drawn("AAAA")])
    by_hand(course, "ann", 4)
    record.record(course, "ps0", [drawn("AAAA")])
    assert waiting(course) == set()
    record.record(course, "ps0", [drawn("BBBB")])
    assert waiting(course) == {"ann"}


def test_a_test_whose_points_were_overruled_comes_back_where_its_outcome_changed(course):
    record.record(course, "ps0", [result(course, "ann", written="x")])
    by_hand(course, "ann", 4)
    by_hand(course, "ann", 1, "ps0-q1-test")
    failed = result(course, "ann", written="x")
    cell = next(cell for cell in failed.cells if cell["metadata"].get("nbgrader", {}).get("grade_id") == "ps0-q1-test")
    cell["outputs"] = [{"output_type": "error", "ename": "Failed", "evalue": "", "traceback": []}]
    record.record(course, "ps0", [failed])
    assert waiting(course) == {"ann"}


def test_an_unreadable_file_in_place_of_a_graded_one_is_seen_again(course):
    record.record(course, "ps0", [result(course, "ann")])
    by_hand(course, "ann", 4)
    record.record(course, "ps0", [Result("ann", "ps0", "", {}, remarks=["the file is no notebook"])])
    assert waiting(course) == {"ann"}


# Late


def policy(course: Course, line: str) -> Course:
    """The course with a policy for late work."""
    path = course.root / "nbgrader_config.py"
    path.write_text(path.read_text() + f"\n{line}\n")
    return Course(course.root)


def test_without_a_policy_late_work_loses_nothing(course, tmp_path):
    record.release(course, "ps0", DUE)
    record.record(course, "ps0", [result(course, "ann")])
    enter_times(course, "ps0", {"ann": DUE + timedelta(days=9)})
    assert rows(course)["ann"]["late penalty"] == "0" and rows(course)["ann"]["score"] == "10"


@pytest.mark.parametrize(
    ("line", "late", "lost"),
    [
        ("c.PerDay.points = 2", timedelta(minutes=1), 2),
        ("c.PerDay.points = 2", timedelta(days=1), 2),
        ("c.PerDay.points = 2", timedelta(days=1, seconds=1), 4),
        ("c.PerDay.points = 2", timedelta(days=30), 10),
        ("c.PerDay.percent = 10", timedelta(days=2), 2),
        ("c.PerDay.points = 2", -timedelta(minutes=1), 0),
    ],
)
def test_a_day_that_has_begun_costs_what_the_policy_says(course, line, late, lost):
    course = policy(course, line)
    record.release(course, "ps0", DUE)
    record.record(course, "ps0", [result(course, "ann"), result(course, "bob")])
    enter_times(course, "ps0", {"ann": DUE + late})
    table = rows(course)
    assert float(table["ann"]["late penalty"]) == lost and float(table["ann"]["score"]) == 10 - lost
    assert table["bob"]["late penalty"] == "0"
    record.feedback(course, "ps0")
    page = (course.root / "feedback" / "ann" / "ps0" / "ps0.html").read_text()
    assert (f"Late submission penalty (Score: -{float(lost)})" in page) == (lost > 0)


def test_points_given_by_hand_later_count_for_a_penalty_in_per_cent(course):
    course = policy(course, "c.PerDay.percent = 50")
    record.release(course, "ps0", DUE)
    record.record(course, "ps0", [result(course, "ann")])
    enter_times(course, "ps0", {"ann": DUE + timedelta(hours=1)})
    by_hand(course, "ann", 4)
    assert rows(course)["ann"]["late penalty"] == "7" and rows(course)["ann"]["score"] == "7"


def test_canvas_late_costs_a_day_and_nbgraders_timestamp_counts(course, tmp_path):
    course = policy(course, "c.PerDay.points = 1")
    record.release(course, "ps0", DUE)
    text = (course.root / "release" / "ps0" / "ps0.ipynb").read_text()
    files = {"leeann_LATE_12_34_ps0.ipynb": text, "obi_13_35_ps0.ipynb": text}
    collecting.collect(course, "ps0", zipped(tmp_path / "canvas.zip", files))
    folder = course.root / "submitted" / "ada" / "ps0"
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text("2026-10-08 00:00:00 UTC")
    record.record(course, "ps0", [result(course, name) for name in ("leeann (12)", "obi (13)", "ada")])
    table = rows(course)
    assert {name: row["late penalty"] for name, row in table.items()} == {"leeann (12)": "1", "obi (13)": "0", "ada": "3"}
    assert "marked as late" in table["leeann (12)"]["remarks"]
    assert (table["leeann (12)"]["name"], table["leeann (12)"]["id"]) == ("leeann", "12")
    with Gradebook(course.db_url) as gradebook:
        assert gradebook.find_student("leeann (12)").lms_user_id == "12"


# One student anew


def test_one_student_is_graded_anew_by_name_or_id(course, tmp_path, monkeypatch):
    text = (course.root / "release" / "ps0" / "ps0.ipynb").read_text()
    files = {f"{who}_assignsubmission_file_/ps0.ipynb": text for who in ("Ann Lee_1", "Ann Lee_2", "Bob Day_3")}
    collecting.collect(course, "ps0", zipped(tmp_path / "in.zip", files))
    for name in course.submitted("ps0"):
        path = course.result("ps0", name)
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(result(course, name).to_text())
    calls: list[str] = []

    def attempt(path: Path, student: str, *rest: object) -> tuple[str, Result]:
        calls.append(student)
        return student, Result(student, "ps0", "new", {})

    monkeypatch.setattr(whole_class, "_attempt", attempt)
    monkeypatch.setattr(whole_class, "_workers", _serial)
    monkeypatch.setattr(whole_class, "_trust_this_machine", lambda *_: None)
    graded = whole_class.grade_class(course, "ps0", Limits(), only=collecting.find(course, "ps0", "Bob Day"))
    assert calls == ["Bob Day (3)"]
    assert {r.student: r.score for r in graded.results} == {"Ann Lee (1)": 10, "Ann Lee (2)": 10, "Bob Day (3)": 0}
    assert collecting.find(course, "ps0", "2") == collecting.find(course, "ps0", "Ann Lee (2)") == "Ann Lee (2)"
    for wanted in ("Ann Lee", "nobody"):
        with pytest.raises(CourseError, match=r"Ann Lee \(1\), Ann Lee \(2\)"):
            collecting.find(course, "ps0", wanted)


def _serial(workers, dask):
    from contextlib import nullcontext

    return nullcontext(lambda tasks: (function(*args, **named) for function, args, named in tasks))


# Statistics


def test_the_report_tells_how_many_passed_what_went_wrong_and_how_points_are_spread(course):
    results = [result(course, f"s{i}") for i in range(4)]
    for i in range(3):
        results[i].points["ps0-q1-test"] = 0.0
        results[i].messages["ps0-q1-test"] = "rows must sum to 1 | <b>" if i else "x" * 500
    results.append(Result("nobody", "ps0", "", {}))
    report.write_report(course, "ps0", whole_class.Graded(results))
    text = (course.root / "reports" / "ps0.md").read_text()
    (line,) = [line for line in text.splitlines() if line.startswith("| ps0-q1-test |")]
    assert "| 1 of 4 (25%) |" in line and "2 × rows must sum to 1 \\| &lt;b>; 1 × xxx" in line and len(line) < 300
    assert "mean 8.5, standard deviation 0.9, lowest 8, quartiles 8, 8 and 8.5, highest 10" in text
    assert "alike" not in text


LONG = """
def fit(X, y, rate, epochs):
    # gradient descent
    w = torch.zeros(X.shape[1])
    losses = []
    for epoch in range(epochs):
        residual = X @ w - y
        w = w - rate * 2 * X.T @ residual / len(y)
        losses.append((residual ** 2).mean().item())
    return w, losses
"""
RENAMED = '''
def fit(X, y, lr, n):
    """My own work."""
    weights = torch.zeros(X.shape[1])
    history = []
    for i in range(n):


        r = X @ weights - y   # what is left
        weights = weights - lr * 2 * X.T @ r / len(y)
        history.append((r ** 2).mean().item())
    return weights, history
'''
OTHER = """
def fit(X, y, rate, epochs):
    model = torch.nn.Linear(X.shape[1], 1, bias=False)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    history = [step(model, optimizer, X, y) for _ in range(epochs)]
    return model.weight.detach().flatten(), [loss.item() for loss in history]

def step(model, optimizer, X, y):
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(model(X).flatten(), y)
    loss.backward()
    optimizer.step()
    return loss
"""


def cells(*codes: str) -> list[dict[str, str]]:
    return [{"cell_type": "code", "source": code} for code in codes]


def test_a_renamed_copy_is_found_and_other_work_is_not():
    pairs = alike({"ann": cells(LONG), "bob": cells("", RENAMED), "eve": cells(OTHER), "zed": cells("x = 1")}, [])
    assert [(pair.one, pair.other) for pair in pairs] == [("ann", "bob")] and pairs[0].share > 0.9


def test_what_was_released_does_not_count_as_copied():
    assert alike({"ann": cells(OTHER, LONG), "bob": cells(RENAMED, OTHER)}, cells(LONG, OTHER)) == []
    (pair,) = alike({"ann": cells(OTHER, LONG), "bob": cells(RENAMED, OTHER)}, cells(OTHER))
    assert pair.share > 0.9


@pytest.mark.parametrize("code", ["!pip install x\nx = 1", "x = '", "def f(:", "\x00", "%%time\nx = 1", "(" * 300, ""])
def test_code_that_is_no_python_is_read_as_far_as_it_goes(code):
    assert isinstance(tokens(code), list)
    assert alike({"a": cells(code), "b": cells(code)}, []) == []


def test_near_copies_are_named_where_students_do_not_look(course):
    results = [result(course, name, code=code) for name, code in {"ann": LONG, "bob": RENAMED, "eve": OTHER}.items()]
    report.write_report(course, "ps0", whole_class.Graded(results))
    listed = (course.root / "reports" / "ps0-alike.md").read_text()
    assert "| ann | bob |" in listed and "eve" not in listed
    record.record(course, "ps0", results)
    record.feedback(course, "ps0")
    assert not [path for path in (course.root / "feedback").rglob("*") if "alike" in path.name]
