"""The learner's progress: kept on this machine, through crashes and in several notebooks at once."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from d2lhelpers import journal, progress
from d2lhelpers.checks.frame import progress as table


@pytest.fixture(autouse=True)
def three_exercises(monkeypatch):
    """Pretend that the course has these exercises alone."""
    names = {"98.1": "first", "98.2": "second <&>", "99.10": "third"}
    made = {number: SimpleNamespace(__name__=name) for number, name in names.items()}
    monkeypatch.setattr(table, "all_exercises", lambda: made)


def states() -> dict[str, tuple[int, bool]]:
    return {number: (state.tries, state.passed) for number, state in journal.states().items()}


def test_tries_are_counted_and_a_pass_stays_a_pass():
    for number, passed in [("98.1", False), ("98.1", True), ("98.1", False), ("98.2", False)]:
        assert journal.record(number, passed) == ""
    assert states() == {"98.1": (3, True), "98.2": (1, False)}
    assert len(journal.journal_file().read_text().splitlines()) == 4


def test_a_journal_that_is_not_there_counts_as_empty(tmp_path, monkeypatch):
    assert states() == {}
    monkeypatch.setenv("D2LHELPERS_PROGRESS", str(tmp_path / "new" / "folder" / "p.jsonl"))
    assert journal.record("98.1", True) == "" and states() == {"98.1": (1, True)}


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_line_torn_by_a_crash_costs_that_line_alone(cut):
    journal.record("98.1", True)
    journal.record("98.2", True)
    path = journal.journal_file()
    path.write_bytes(path.read_bytes()[:-cut])
    journal.record("98.1", False)
    journal.record("99.10", True)
    found = states()
    assert found["98.1"] == (2, True) and found["99.10"] == (1, True)
    assert ("98.2" in found) == (cut == 1)  # without its line break alone the line is whole


@pytest.mark.parametrize("garbage", [b"\n\n", b"\x00\xff\xfe", b"null", b"[1]", b'"a"', b"17", b"{}", b'{"exercise"', b"[" * 100_000])
def test_lines_of_garbage_are_passed_over(garbage):
    journal.record("98.1", True)
    with journal.journal_file().open("ab") as file:
        file.write(garbage + b"\n")
    journal.record("98.2", False)
    assert states() == {"98.1": (1, True), "98.2": (1, False)}


def test_a_folder_that_cannot_be_written_is_said_and_nothing_raises(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("D2LHELPERS_PROGRESS", str(tmp_path / "file" / "p.jsonl"))
    assert "D2LHELPERS_PROGRESS" in journal.record("98.1", True)
    assert states() == {} and "not started" in repr(progress())
    progress(forget="98.1")
    assert "progress is not kept" in capsys.readouterr().out


def test_a_folder_in_the_place_of_the_file_does_no_harm(tmp_path, monkeypatch):
    monkeypatch.setenv("D2LHELPERS_PROGRESS", str(tmp_path))
    assert "not kept" in journal.record("98.1", True) and states() == {}


def test_two_notebooks_at_once_lose_nothing():
    code = "import sys; from d2lhelpers import journal\nfor i in range(2000): journal.record(sys.argv[1], i == 1999)"
    running = [subprocess.Popen([sys.executable, "-c", code, number]) for number in ("98.1", "98.2")]
    assert [process.wait(60) for process in running] == [0, 0]
    assert states() == {"98.1": (2000, True), "98.2": (2000, True)}
    lines = journal.journal_file().read_text().splitlines()
    assert all(json.loads(line) for line in lines if line)  # an empty line is what two writers leave at worst


def test_the_table_shows_every_exercise_as_text_and_as_html():
    journal.record("98.1", False)
    journal.record("98.1", False)
    journal.record("98.2", True)
    lines = repr(progress()).splitlines()
    assert [line.split() for line in lines] == [
        ["exercise", "what", "state"],
        ["98.1", "first", "2", "tries,", "not", "yet"],
        ["98.2", "second", "<&>", "passed"],
        ["99.10", "third", "not", "started"],
    ]
    assert len({line.find(word) for line, word in zip(lines, ["state", "2 tries", "passed", "not started"], strict=True)}) == 1
    html = progress()._repr_html_()
    assert "second &lt;&amp;&gt;" in html and html.count("<tr>") == 4 and "2 tries, not yet" in html


def test_the_table_can_be_of_one_chapter():
    assert [row[0] for row in progress(98).rows] == ["98.1", "98.2"]
    assert [row[0] for row in progress(99).rows] == ["99.10"]


def test_a_chapter_without_exercises_is_refused_and_the_others_named():
    with pytest.raises(ValueError, match=r"chapter 9 .*98, 99"):
        progress(9)


def test_an_exercise_that_is_forgotten_counts_as_not_started_until_it_is_tried_again():
    journal.record("98.1", True)
    journal.record("98.2", True)
    progress(forget="98.1")
    assert states() == {"98.2": (1, True)}
    journal.record("98.1", False)
    assert states()["98.1"] == (1, False)


def test_forgetting_an_exercise_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"98\.1, 98\.2, 99\.10"):
        progress(forget="98.3")
    assert not os.path.exists(journal.journal_file())


def test_progress_lies_in_the_users_data_folder_unless_named(monkeypatch):
    monkeypatch.delenv("D2LHELPERS_PROGRESS")
    assert journal.journal_file().name == "progress.jsonl" and "d2lhelpers" in str(journal.journal_file())
