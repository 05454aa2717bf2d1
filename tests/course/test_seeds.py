"""How far each claim is from failing: margins are read from real claims, run in a kernel, and judged as they should be."""

import math
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from course import seeds

CELL = """
import torch
from d2lhelpers import claim, identity, seed_everything

values = torch.tensor([2.0, 4.0], requires_grad=True)
identity("what is true by construction has no margin", values * 2, values + values)
claim("by size", 3 < 4)
claim("every element counts", (values > 1).all())
claim("any element will do", (values > 3).any())
claim("a chain", 0 < 1 < 4)
claim("joined", 1 < 2 and 5 >= 4)
claim("within a tolerance", abs(1.5 - 1) < 2)
claim("exact", 2 == 2 and torch.equal(values, values))
claim("an element of a list", 1 in [1, 2])
for k in (10, 20):
    claim("said twice", k > 5)
"""


@pytest.fixture
def notebook(tmp_path: Path):
    def write(*sources: str) -> Path:
        path = tmp_path / "chapter.ipynb"
        nbformat.write(new_notebook(cells=[new_code_cell(source) for source in sources]), path)
        return path

    return write


def test_each_comparison_by_size_has_a_slack_and_a_distance(notebook):
    found, failure = seeds.run(notebook(CELL), 0)
    assert failure == ""
    assert found == {
        "by size": [(0.25, 1)],
        "every element counts": [(0.5, 1)],
        "any element will do": [(0.25, 1)],
        "a chain": [(1, 1), (0.75, 3)],
        "joined": [(0.5, 1), (pytest.approx(0.2), 1)],
        "within a tolerance": [(0.75, 1.5)],
        "exact": [],
        "an element of a list": [],
        "said twice": [(0.5, 5), (0.75, 15)],
    }


def test_a_claim_that_fails_still_fails_and_says_so(notebook):
    found, failure = seeds.run(notebook('from d2lhelpers import claim\nclaim("first", 1 < 2)\nclaim("second", 2 < 1)'), 0)
    assert list(found) == ["first"] and failure == "ClaimError: not confirmed: second"


def test_what_was_confirmed_behind_a_failure_when_the_chapter_was_committed_does_not_count(notebook):
    path = notebook('from d2lhelpers import claim\nclaim("no", 2 < 1)', 'claim("late", 1 < 2)')
    committed = nbformat.read(path, as_version=4)
    committed.cells[1].outputs = [new_output("stream", text="confirmed: late\n")]
    nbformat.write(committed, path)
    assert seeds.run(path, 0)[0] == {}


def test_the_seeds_are_shifted(notebook):
    source = 'from d2lhelpers import claim, seed_everything\nclaim("moves", seed_everything(0).initial_seed() > 1)'
    assert seeds.run(notebook(source), 1_000)[0] == {"moves": [(0.999, 999)]}


def test_safety_is_the_mean_slack_by_its_standard_deviation():
    runs = [{"safe": [(0.4, 9.0)], "tight": [(0.25, 1.0)], "fixed": [(0.01, 1.0)], "exact": []},
            {"safe": [(0.6, 11.0)], "tight": [(0.75, 3.0)], "fixed": [(0.01, 1.0)], "exact": []}]  # fmt: skip
    assert seeds.safeties(runs) == [(0.25, 2.0, "tight"), (0.4, pytest.approx(5.0), "safe")]


def test_beside_zero_the_distance_stands_in():
    runs = [{"above zero": [(1.0, 1.0)], "endless": [(1.0, math.inf)]}, {"above zero": [(1.0, 3.0)], "endless": [(1.0, 2.0)]}]
    assert seeds.safeties(runs) == [(1.0, 2.0, "above zero")]


def test_a_claim_that_was_not_reached_at_every_seed_is_judged_by_the_others():
    assert seeds.safeties([{"late": [(0.25, 1.0)]}, {}, {"late": [(0.75, 3.0)]}]) == [(0.25, 2.0, "late")]


def test_the_table_marks_what_holds_by_a_hair(notebook, monkeypatch, capsys):
    margins = iter([{"close": [(0.1, 1.0)], "far": [(0.5, 9.0)]}, {"close": [(0.5, 4.0)], "far": [(0.6, 10.0)]}])
    monkeypatch.setattr(seeds, "SHIFTS", (1, 2))
    monkeypatch.setattr(seeds, "run", lambda path, shift: (next(margins), ""))
    assert seeds.main([str(notebook("1"))]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any("close" in line and "by a hair" in line for line in lines)
    assert any("far" in line and "by a hair" not in line for line in lines)
    assert lines[-1] == "every claim holds at every seed"


def test_a_failure_is_named_and_makes_the_command_fail(notebook, monkeypatch, capsys):
    monkeypatch.setattr(seeds, "SHIFTS", (7,))
    assert seeds.main([str(notebook('from d2lhelpers import claim\nclaim("no", 2 < 1)'))]) == 1
    assert "chapter.ipynb, seeds + 7: ClaimError: not confirmed: no" in capsys.readouterr().out
