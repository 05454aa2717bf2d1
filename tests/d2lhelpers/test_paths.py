"""Paths as people write them."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from d2lhelpers.paths import as_path, holds, nearest, why_no_folder


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("RUNS", "runs")
    return tmp_path


@pytest.mark.parametrize(
    "written",
    [
        "~/runs/a.pt",
        '"~/runs/a.pt"',
        "'~/runs/a.pt'",
        "“~/runs/a.pt”",
        "  ~/runs/a.pt \n",
        ' " ~/runs/a.pt " ',
        "'\"~/runs/a.pt\"'",
        "~/runs/a.pt/",
        "~/runs//a.pt",
        "$HOME/runs/a.pt",
        "${HOME}/$RUNS/a.pt",
        "~/$RUNS/a.pt",
        Path("~/runs/a.pt"),
        Path("~") / "runs" / "a.pt",
    ],
)
def test_what_people_write_is_the_path_that_they_mean(written, home):
    assert as_path(written) == home / "runs" / "a.pt"


def test_a_blank_as_a_terminal_shows_it_is_a_blank(home):
    assert as_path("~/my\\ runs/a.pt") == home / "my runs" / "a.pt"


@pytest.mark.parametrize("written", ["", "  ", '""', "' '", "\t\n"])
def test_an_empty_path_is_refused(written):
    with pytest.raises(ValueError, match="checkpoint is empty: write the name"):
        as_path(written, "checkpoint")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("$NOWHERE/a.pt", r"no environment variable \$NOWHERE"),
        ("~/${NOWHERE}", r"no environment variable \$\{NOWHERE\}"),
        ("~nobody_of_this_name/sets", "no user of that name"),
        ("https://example.org/sets", "is an address"),
        ("file:///home/me", "is an address"),
        ('"~/sets', "a quote that nothing closes"),
        ("a\0b", "zero character"),
    ],
)
def test_what_cannot_be_understood_is_named(written, says, home):
    with pytest.raises(ValueError, match=f"^D2LHELPERS_DATA .*{says}"):
        as_path(written, "D2LHELPERS_DATA")


@pytest.mark.parametrize("name", ["$NOWHERE", "'quoted'", '"open', "a\\ b"])
def test_a_name_that_exists_as_it_is_written_is_left_alone(name, home, monkeypatch):
    monkeypatch.chdir(home)
    (home / name).mkdir()
    assert as_path(name) == Path(name)
    assert as_path(str(home / name)) == home / name


def test_the_tilde_is_home_even_where_a_folder_of_that_name_was_made_by_mistake(home, monkeypatch):
    below = home / "below"
    (below / "~").mkdir(parents=True)
    monkeypatch.chdir(below)
    assert as_path("~") == home and as_path("./~") == Path("~")


def test_what_is_no_path_is_a_type_error():
    with pytest.raises(TypeError):
        as_path(3)


PLAIN = st.text(st.characters(categories=("L", "N"), include_characters=" -_.()"), min_size=1).filter(lambda text: text == text.strip())


@given(st.lists(PLAIN, min_size=1, max_size=4), st.sampled_from(['"{}"', "'{}'", " {} ", "{}", "{}/", '"{}/" ']))
def test_plain_paths_come_back_from_any_wrapping(parts, wrapping):
    plain = os.sep + os.sep.join(parts)
    assert as_path(wrapping.format(plain)) == Path(plain)


@given(PLAIN)
def test_a_path_once_read_is_read_the_same_again(text):
    assert as_path(as_path(text)) == as_path(text)


def test_nearest_names_pass_over_case_and_are_sorted_by_likeness():
    assert nearest("Hosue_prices", ["digits", "house_price", "HOUSE_PRICES"]) == ["HOUSE_PRICES", "house_price"]
    assert nearest("FASHION_MNIST", ["fashion_mnist", "covid"]) == ["fashion_mnist"]
    assert nearest("x", ["fashion_mnist"]) == []


def test_a_folder_says_what_it_holds_in_a_few_words(tmp_path):
    assert holds(tmp_path) == "nothing" == holds(tmp_path / "nowhere")
    for name in "gfedcba":
        (tmp_path / name).touch()
    (tmp_path / ".hidden").touch()
    assert holds(tmp_path) == "a, b, c, d, e and 2 more"


def test_why_a_path_is_no_folder(tmp_path):
    (tmp_path / "sets").mkdir()
    (tmp_path / "notes.txt").touch()
    assert why_no_folder(tmp_path / "sets") is None
    assert why_no_folder(tmp_path / "setz" / "deep") == f"{tmp_path / 'setz' / 'deep'} does not exist; did you mean {tmp_path / 'sets'}?"
    assert why_no_folder(tmp_path / "quite other").endswith(f"does not exist; {tmp_path} holds notes.txt, sets")
    for wrong in (tmp_path / "notes.txt", tmp_path / "notes.txt" / "house_prices"):
        assert why_no_folder(wrong) == f"{tmp_path / 'notes.txt'} is a file, not a folder"
