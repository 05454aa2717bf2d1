"""The folder that D2LHELPERS_DATA names, as people name it: understood, or told what is wrong with it."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from d2lhelpers import datasets
from d2lhelpers.datasets import clothing, houses

from .servers import SMALL, command

FILES = {"train.csv": b"Id\n1\n", "test.csv": b"Id\n2\n"}
HINT = "D2LHELPERS_DATA"
IT_IS_IN = "it is in {home}/course/sets, so set D2LHELPERS_DATA to that"


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A home with both sets in ~/course/sets; nobody serves them."""
    for folder, files in {"fashion_mnist": SMALL, "house_prices": FILES}.items():
        (tmp_path / "course" / "sets" / folder).mkdir(parents=True)
        for name, raw in files.items():
            (tmp_path / "course" / "sets" / folder / name).write_bytes(raw)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("D2LHELPERS_MIRROR", raising=False)
    hashes = {name: hashlib.sha256(raw).hexdigest() for name, raw in SMALL.items()}
    small = replace(clothing.FASHION_MNIST, mirrors=(), files=hashes)
    monkeypatch.setattr(clothing, "FASHION_MNIST", small)
    monkeypatch.setitem(datasets.SETS, "fashion_mnist", small)
    return tmp_path


@pytest.mark.parametrize(
    "written",
    ["~/course/sets", '"~/course/sets"', "'~/course/sets/'", " ~/course/sets/ ", "$HOME/course/sets", "${HOME}/course/../course/sets"],
)
def test_a_folder_is_found_as_people_write_it(written, home, monkeypatch, capsys):
    monkeypatch.setenv(HINT, written)
    assert datasets.available() == {"digits": True, "fashion_mnist": True, "mnist": False, "house_prices": True}
    assert datasets.fashion_mnist().train[1].tolist() == [0, 1, 2, 3, 4, 5]
    assert HINT not in capsys.readouterr().out


def test_a_folder_written_relative_to_this_one_is_found(home, monkeypatch):
    monkeypatch.chdir(home / "course")
    monkeypatch.setenv(HINT, "sets")
    assert datasets.available("fashion_mnist") is True


def test_upper_and_lower_case_make_no_difference(home, monkeypatch):
    sets = home / "course" / "sets"
    (sets / "fashion_mnist" / next(iter(SMALL))).rename(sets / "fashion_mnist" / next(iter(SMALL)).upper())
    (sets / "fashion_mnist").rename(sets / "Fashion_MNIST")
    monkeypatch.setenv(HINT, str(sets))
    assert len(datasets.fashion_mnist().train[1]) == 6


def test_a_set_is_found_where_its_own_folder_is_named(home, monkeypatch):
    monkeypatch.setenv(HINT, str(home / "course" / "sets" / "fashion_mnist"))
    assert len(datasets.fashion_mnist().train[1]) == 6


NOT_THERE = {
    "a typing error": ("~/course/setz", "{home}/course/setz does not exist; did you mean {home}/course/sets?"),
    "a typing error further up": ("~/coursse/sets", "{home}/coursse/sets does not exist; did you mean {home}/course?"),
    "something else altogether": ("~/course/sets/xyz/w", "does not exist; {home}/course/sets holds fashion_mnist, house_prices"),
    "nothing": ("", "is empty"),
    "blanks": ("  ", "is empty"),
    "an unknown variable": ("$COURSES/sets", "no environment variable $COURSES"),
    "an address": ("https://example.org/sets", "is an address"),
    "a file": ("~/course/sets/house_prices/train.csv", "{home}/course/sets/house_prices/train.csv is a file, not a folder"),
    "another set's folder": (
        "~/course/sets/fashion_mnist",
        f"but no folder house_prices: {IT_IS_IN}",
    ),
    "one folder too high": (
        "~/course",
        f"holds sets but no folder house_prices: {IT_IS_IN}",
    ),
    "a link to nowhere": ("~/gone", "{home}/gone is a link to {home}/deleted, which does not exist"),
}


@pytest.mark.parametrize("what", NOT_THERE)
def test_what_is_wrong_with_the_named_folder_stands_below_the_announcement_of_the_stand_in(what, home, monkeypatch, capsys):
    written, says = NOT_THERE[what]
    (home / "gone").symlink_to(home / "deleted")
    monkeypatch.setenv(HINT, written)
    assert datasets.house_prices().simulated is True
    first, second = capsys.readouterr().out.splitlines()
    assert "SIMULATED" in first and HINT in second and says.format(home=home) in second
    assert datasets.available("house_prices") is False
    assert says.format(home=home) in capsys.readouterr().out


def test_a_folder_that_lacks_the_set_is_named_with_what_it_holds(home, monkeypatch, capsys):
    sets = home / "course" / "sets"
    (sets / "house_prices").rename(sets / "house-prices")
    monkeypatch.setenv(HINT, str(sets))
    datasets.house_prices()
    expected = (
        f"{sets}, which holds fashion_mnist, house-prices but no folder house_prices: is it {sets / 'house-prices'}? Then rename that"
    )
    assert expected in capsys.readouterr().out


def test_files_that_lie_in_the_named_folder_itself_belong_into_one_of_the_set(home, monkeypatch, capsys):
    downloads = home / "Downloads"
    (home / "course" / "sets" / "house_prices").rename(downloads)
    monkeypatch.setenv(HINT, str(downloads))
    assert datasets.house_prices().simulated is True
    assert f"put the files that belong to the set into {downloads / 'house_prices'}" in capsys.readouterr().out


def test_files_one_folder_too_deep_are_told_by_what_lies_in_their_place(home, monkeypatch, capsys):
    place = home / "course" / "sets" / "house_prices"
    place.rename(home / "unpacked")
    place.mkdir()
    (home / "unpacked").rename(place / "unpacked")
    monkeypatch.setenv(HINT, str(place.parent))
    assert datasets.house_prices().simulated is True
    assert f"{place} holds unpacked but no train.csv, test.csv" in capsys.readouterr().out


def test_a_file_of_a_slightly_other_name_is_seen_in_the_list(home, monkeypatch, capsys):
    place = home / "course" / "sets" / "house_prices"
    (place / "train.csv").rename(place / "train (1).csv")
    monkeypatch.setenv(HINT, str(place.parent))
    assert datasets.house_prices().simulated is True
    assert f"{place} holds test.csv, train (1).csv but no train.csv" in capsys.readouterr().out


def test_a_file_in_the_place_of_the_folder_of_a_set_is_named(home, monkeypatch, capsys):
    place = home / "course" / "sets" / "house_prices"
    place.rename(home / "elsewhere")
    place.touch()
    monkeypatch.setenv(HINT, str(place.parent))
    datasets.house_prices()
    assert f"{place} is a file, not a folder" in capsys.readouterr().out


def test_the_folder_of_the_stand_in_is_called_that(home, monkeypatch, capsys):
    stand_in = houses.HOUSE_PRICES.stand_in.folder
    for folder in (stand_in, stand_in.parent):
        monkeypatch.setenv(HINT, str(folder))
        assert datasets.house_prices().simulated is True
        assert f"{HINT} is {folder}, the folder of the stand-in itself" in capsys.readouterr().out


def test_a_set_that_must_be_fetched_says_first_why_the_named_folder_does_not_do(home, monkeypatch, capsys):
    monkeypatch.setenv(HINT, "~/course/setz")
    with pytest.raises(datasets.DataMissing, match="no address serves it") as caught:
        datasets.fashion_mnist()
    assert "did you mean" in capsys.readouterr().out and "did you mean" in str(caught.value)


def test_the_command_line_says_what_is_wrong_with_the_named_folder(home):
    listed = command("data", D2LHELPERS_DATA="~/course/setz", HOME=str(home)).stdout
    assert listed.splitlines()[-1] == f"D2LHELPERS_DATA: {home}/course/setz does not exist; did you mean {home}/course/sets?"
