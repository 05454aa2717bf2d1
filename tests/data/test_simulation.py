"""The dice that simulators share: they fall as told, on every machine the same."""

import runpy
from pathlib import Path

import numpy as np
import pytest

SHARED = runpy.run_path(str(Path(__file__).parents[2] / "data" / "simulation.py"))


class Dice(SHARED["Dice"]):
    """Dice for a file of 6,000 rows and one of 4,000."""

    seed, parts = 5, (6000, 4000)


def test_the_first_draws_are_those_of_every_machine():
    assert Dice("a").uniform()[:3].tolist() == [0.04378037999823803, 0.22828863812634037, 0.893248156186877]


def test_each_name_has_its_own_stream_and_the_same_one_again():
    first, again, other = Dice("a").uniform(), Dice("a").uniform(), Dice("b").uniform()
    assert (first == again).all() and abs(np.corrcoef(first, other)[0, 1]) < 0.04


def test_uniform_and_normal_draws_have_their_moments():
    u, z = Dice("u").uniform(), Dice("z").normal(2.0)
    assert u.shape == z.shape == (10_000,) and u.min() >= 0 and u.max() < 1
    assert u.mean() == pytest.approx(0.5, abs=0.012) and u.var() == pytest.approx(1 / 12, abs=0.003)
    assert z.mean() == pytest.approx(0, abs=0.08) and z.std() == pytest.approx(2, abs=0.06)
    assert (np.abs(z) > 4).mean() == pytest.approx(0.0455, abs=0.009)


def test_chances_may_differ_from_row_to_row():
    likely = np.repeat([0.0, 0.3, 1.0], [2000, 6000, 2000])
    fell = Dice("c").chance(likely)
    assert not fell[:2000].any() and fell[-2000:].all() and fell[2000:8000].mean() == pytest.approx(0.3, abs=0.025)


def test_levels_are_shared_out_by_their_weights_almost_exactly():
    levels = Dice("l").level({"a": 1, "b": 3, "c": 0})
    assert (levels == "a").sum() == 2500 and (levels == "b").sum() == 7500
    by_row = Dice("l").level({1: np.repeat([1, 0], 5000), 2: np.repeat([0, 1], 5000)})
    assert by_row.tolist() == [1] * 5000 + [2] * 5000


def test_so_many_rows_of_each_part_are_picked_where_they_may_be():
    where = np.arange(10_000) % 2 == 0
    picked = Dice("p").pick(where, 7, 3)
    assert picked[:6000].sum() == 7 and picked[6000:].sum() == 3 and not (picked & ~where).any()
    assert Dice("p").pick(np.arange(10_000) < 2, 7, 3).sum() == 2
    with pytest.raises(ValueError, match="zip"):
        Dice("p").pick(where, 7)


def test_grades_and_whole_numbers():
    assert SHARED["grade"](np.array([-1.0, 0.5, 9.0]), (0.0, 1.0), "Po TA Ex").tolist() == ["Po", "TA", "Ex"]
    whole = SHARED["whole"](np.array([-3.0, 1.4, 1.6, 99.0]), 0, 50)
    assert whole.tolist() == [0, 1, 2, 50] and whole.dtype == np.int64


def test_tables_are_written_with_the_same_bytes_everywhere(tmp_path):
    table = {"a": np.array([1, 2, 3]), "b": np.array(["é", "x,y", "NA"], dtype=object), "hidden": np.zeros(3)}
    SHARED["write_csv"](tmp_path / "t.csv", table, ["b", "a"], range(1, 3))
    assert (tmp_path / "t.csv").read_bytes() == b'b,a\n"x,y",2\nNA,3\n'
    SHARED["write_csv"](tmp_path / "t.csv", table, ["b"], [0])
    assert (tmp_path / "t.csv").read_bytes() == "b\né\n".encode()


@pytest.mark.parametrize("written", [None, "~/sets", '"~/sets/"', " $HOME/sets "])
def test_the_folder_to_write_into_is_read_as_people_write_it(written, tmp_path, monkeypatch):
    (tmp_path / "sets").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["simulate.py"] + ([] if written is None else [written]))
    assert SHARED["folder_argument"](tmp_path) == (tmp_path if written is None else tmp_path / "sets")


@pytest.mark.parametrize(
    ("written", "says"), [("~/setz", "did you mean .*sets"), ("", "FOLDER is empty"), ("$NO/sets", "no environment variable")]
)
def test_a_folder_that_is_none_ends_the_program_with_a_message(written, says, tmp_path, monkeypatch):
    (tmp_path / "sets").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["simulate.py", written])
    with pytest.raises(SystemExit, match=says):
        SHARED["folder_argument"](tmp_path)
