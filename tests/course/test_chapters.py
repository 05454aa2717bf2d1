"""The one reader of chapters, and the tables made from what it reads."""

import re

import nbformat
import pytest

from course import tables
from course.chapters import CHAPTERS, Chapter, Misdescribed, heading, markdown, read
from tests.checks.test_exercises import bank


def written(path, title="# 42 A trial", **course):
    """A small chapter on disk."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(title)], metadata={"course": course} if course else {})
    nbformat.write(notebook, path)
    return Chapter(path)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.path.stem)
def test_a_chapter_describes_itself(chapter):
    assert chapter.title and chapter.question.endswith("?") and chapter.part
    assert chapter.minutes.keys() == {"read", "exercises"} and all(minutes > 0 for minutes in chapter.minutes.values())
    assert all(number < chapter.number for number in chapter.builds_on)
    assert chapter.notes.read_text(encoding="utf-8").startswith(f"# {chapter.number} {chapter.title}\n")


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.path.stem)
def test_the_text_says_the_minutes_of_the_table(chapter):
    assert re.search(rf"\*\*Time[.:]?\*\*:? {chapter.minutes['read']} minutes to read", markdown(read(chapter.path)))


def test_chapters_are_numbered_through_and_their_modules_are_there():
    assert [chapter.number for chapter in CHAPTERS] == [f"{i:02d}" for i in range(len(CHAPTERS))]
    assert all(bank(chapter.path.stem) for chapter in CHAPTERS)


@pytest.mark.parametrize("chapter", CHAPTERS[1:], ids=lambda chapter: chapter.path.stem)
def test_a_chapter_links_to_each_that_it_builds_on(chapter):
    text = markdown(read(chapter.path))
    for other in CHAPTERS:
        if other.number in chapter.builds_on:
            assert f"({other.path.name}" in text, f"{chapter.path.name} builds on {other.number} and never links to it"


@pytest.mark.parametrize("key", ["question", "part", "minutes", "builds_on", "problem_set"])
def test_what_is_missing_is_named(tmp_path, key):
    with pytest.raises(Misdescribed, match=f"42-a-trial.ipynb.*`{key}`"):
        getattr(written(tmp_path / "42-a-trial.ipynb"), key)


def test_a_heading_of_another_number_is_refused(tmp_path):
    with pytest.raises(Misdescribed, match="# 42 Title"):
        _ = written(tmp_path / "42-a-trial.ipynb", "# 41 A trial").title


@pytest.mark.parametrize(("path", "text"), tables.pages().items(), ids=lambda value: getattr(value, "name", ""))
def test_the_tables_say_what_the_chapters_say(path, text):
    assert path.read_text(encoding="utf-8") == text, "run: make tables"


def test_a_chapter_that_is_added_is_in_every_table_and_on_the_map(tmp_path, monkeypatch):
    described = {"question": "does it appear?", "part": "Trials", "minutes": {"read": 75, "exercises": 60}, "builds_on": ["03"]}
    added = written(tmp_path / "42-a-trial.ipynb", problem_set="ps4", **described)
    monkeypatch.setattr(Chapter, "notes", tmp_path / "notes.md")
    (tmp_path / "notes.md").write_text("# 42 A trial\n\n| session | at home | homework |\n|---|---|---|\n| all of it | 42.1 | |\n")
    monkeypatch.setattr(tables, "CHAPTERS", [*CHAPTERS, added])
    row = "[42 A trial](notebooks/42-a-trial.ipynb) | does it appear? |"
    assert row in tables.chapters("notebooks/") and "| **Trials** | |" in tables.chapters("notebooks/")
    assert "does it appear? | 2 h 15 |" in tables.journey("")
    assert "[42 A trial](../notebooks/42-a-trial.ipynb): all of it | 42.1 | |" in tables.sessions("../notebooks/")
    assert tables.problem_sets("").count("42 A trial") == 1
    assert ">a trial</text>" in tables.course_map()


def test_a_page_without_markers_is_refused_by_name(tmp_path):
    with pytest.raises(Misdescribed, match=r"page.md: the table is to stand between <!-- chapters --> and <!-- /chapters -->"):
        tables.filled("no table here", "chapters", "| a |", tmp_path / "page.md")


def test_a_heading_is_found_and_its_absence_too():
    assert heading(nbformat.v4.new_markdown_cell("text\n\n## A heading \n")) == "A heading"
    assert heading(nbformat.v4.new_markdown_cell("#no heading")) == heading(nbformat.v4.new_code_cell("# a comment")) == ""
