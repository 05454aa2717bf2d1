"""The problem sets: complete, fair, and each wrong answer earning what it deserves."""

import contextlib
import importlib
import io
import os
import re
from collections.abc import Iterable

import matplotlib.pyplot as plt
import nbformat
import pytest

from course.chapters import CHAPTERS, code, markdown, read
from d2lhelpers import homework
from d2lhelpers.homework import SECRET, AnswerError, ForbiddenError
from d2lhelpers.homework.calling import reply
from homework.grader import notebook as notebooks
from homework.grader import run
from homework.grader.course import HERE, Course
from homework.grader.turn import Turn

COURSE = Course(HERE)
NAMES = sorted(path.name for path in (HERE / "source").glob("*/"))
SOURCES = {name: COURSE.source(name) for name in NAMES}
WRONG = [
    pytest.param(name, *answers, id=f"{name}-{answers[0]}")
    for name in NAMES
    for answers in importlib.import_module(f"tests.homework.wrong_submissions.{name}").PARTIAL
]
each_set = pytest.mark.parametrize("name", NAMES)


class Here:
    """Answers that live in this process: fast, for answers that we wrote ourselves."""

    def __init__(self, cells: list[str], secret: str) -> None:
        self.secret, self.hidden, self.numbers = secret, False, {}
        self.turn = Turn()
        self.names = {"__name__": "answers"}
        for source in cells:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):  # what depends on a wrong answer may fail
                exec(compile(source, "<answer>", "exec"), self.names)

    def call(self, name: str, arguments: str, forbidden: tuple[str, ...], seconds: float) -> str:
        said = reply(self.names, name, arguments, forbidden, 10**7)
        if "result" in said:
            return said["result"]
        kind, message = said["raised"]
        raise ForbiddenError(message) if kind == "ForbiddenError" else AnswerError(message)

    def report(self, name: str, value: float) -> None:
        self.numbers[name] = value


def answers_of(name: str, instead: dict[str, str]) -> list[str]:
    """The code cells with solutions, but for tests and figures; some replaced by other definitions of their function."""
    all_of_them = code(nbformat.read(SOURCES[name], as_version=4))
    cells = [cell.source for cell in all_of_them if not run_by_grader(cell) and "show(" not in cell.source]
    for function, definition in instead.items():
        (place,) = [i for i, source in enumerate(cells) if f"def {function}(" in source]
        cells[place] = definition
    return cells


def run_by_grader(cell: nbformat.NotebookNode) -> bool:
    return cell.metadata.get("nbgrader", {}).get("grade", False)


def graded(
    name: str, cells: list[str], monkeypatch, secret: str = homework.SELF_STUDY, of: Iterable[str] = ()
) -> tuple[float, dict[str, str]]:
    """The points of these cells, and what the failed tests said.

    Parameters
    ----------
    of: run only the tests that call one of these functions; the others give their points. All tests are run where it is empty.
    """
    source = notebooks.read_source(SOURCES[name], COURSE.config)
    monkeypatch.setattr("matplotlib.pyplot.style.use", lambda style: None)
    points, said = 0.0, {}
    place = Here(cells, secret)
    with homework.answers_from(place):
        setup = run._setup(source.setup, place.turn)
        for test in source.tests:
            called = not of or any(f'"{function}"' in test.code for function in of)
            place.hidden = test.hidden
            message = run._test(test, dict(setup), place) if called else ""
            points += 0 if message else test.points
            said |= {test.grade_id: message} if message else {}
    plt.close("all")
    return points, said


def test_there_are_four_problem_sets():
    assert NAMES == ["ps1", "ps2", "ps3", "ps4"]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.path.stem)
def test_chapters_and_problem_sets_name_each_other(chapter):
    named = [f"ps{number}" for number in re.findall(r"\*\*Problem set (\d)\*\*", markdown(read(chapter.path)))]
    assert named == ([chapter.problem_set] if chapter.problem_set else [])
    for name in NAMES:
        first = nbformat.read(SOURCES[name], as_version=4).cells[0].source
        assert (f"notebooks/{chapter.path.name}" in first) == (name == chapter.problem_set)


@each_set
def test_a_set_has_forty_points_by_tests_half_of_them_hidden_and_ten_by_hand(name):
    source = notebooks.read_source(SOURCES[name], COURSE.config)
    assert sum(test.points for test in source.tests) == 40
    assert sum(test.points for test in source.tests if test.hidden) >= 20
    assert list(source.written.values()) == [10]
    text = SOURCES[name].read_text()
    assert "=== BEGIN MARK SCHEME ===" in text and "notebooks/0" in text


@each_set
def test_a_set_was_run_from_top_to_bottom_with_its_solutions(name):
    cells = code(nbformat.read(SOURCES[name], as_version=4))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        assert "execution" not in cell.metadata
        assert not [output for output in cell.outputs if output.output_type == "error" or output.get("name") == "stderr"]


@each_set
def test_hidden_tests_are_hidden_as_a_whole_and_announced(name):
    for cell in code(nbformat.read(SOURCES[name], as_version=4)):
        if "HIDDEN TESTS" in cell.source:
            lines = cell.source.strip().splitlines()
            assert re.match(r"# Hidden tests?: .{5,}", lines[0]), lines[0]
            assert lines[1] == "### BEGIN HIDDEN TESTS" and lines[-1] == "### END HIDDEN TESTS"


@each_set
@pytest.mark.parametrize("secret", [homework.SELF_STUDY, *(f"course {i}" for i in range(4))])
def test_the_solutions_earn_every_point_whatever_the_secret(name, secret, monkeypatch):
    assert graded(name, answers_of(name, {}), monkeypatch, secret) == (40, {})


@each_set
def test_the_untouched_release_earns_nothing(name, monkeypatch):
    blank = nbformat.reads(notebooks.blank(SOURCES[name], COURSE.config), as_version=4)
    points, said = graded(name, [cell.source for cell in code(blank) if not run_by_grader(cell)], monkeypatch)
    assert points == 0
    assert all(said.values())


@pytest.mark.parametrize(("name", "_", "instead", "points", "phrase"), WRONG)
def test_a_wrong_answer_earns_what_it_deserves_and_hears_why(name, _, instead, points, phrase, monkeypatch):
    earned, said = graded(name, answers_of(name, instead), monkeypatch, of=instead)
    assert earned == points, said
    assert phrase in "\n".join(said.values())


@each_set
def test_there_are_six_wrong_answers_or_more_and_they_earn_something_in_between(name):
    scores = [param.values[3] for param in WRONG if param.values[0] == name]
    assert len(scores) >= 6 and all(0 < score < 40 for score in scores)


@each_set
def test_hidden_tests_draw_from_the_secret(name):
    hidden = [test.code for test in notebooks.read_source(SOURCES[name], COURSE.config).tests if test.hidden]
    assert sum("generator(" in source for source in hidden) >= len(hidden) / 2


def test_the_environment_of_tests_keeps_no_secret():
    assert SECRET not in os.environ
