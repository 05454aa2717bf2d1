"""Claims: confirmed, contradicted, or not a yes-or-no at all. Identities: equal, or different at a place that is named."""

import configparser
import doctest
import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch

from d2lhelpers import ClaimError, IdentityError, claim, claims, identity

YES = [True, np.bool_(True), torch.tensor(True), torch.tensor([True]), np.array(True), np.array([[True]])]
NO = [False, np.bool_(False), torch.tensor(False), torch.tensor([False]), np.array([False])]
NEITHER = [1, 0, 0.5, "yes", "", None, [], [True], torch.tensor(1), torch.tensor(0.3), np.float64(1), torch.ones(2).bool()]
NEITHER += [np.ones(2, bool), torch.zeros(0).bool(), object()]


@pytest.mark.parametrize("truth", YES, ids=lambda value: type(value).__name__)
def test_a_true_claim_is_printed_as_confirmed(truth, capsys):
    claim("water is wet", truth)
    assert capsys.readouterr().out == "confirmed: water is wet\n"


@pytest.mark.parametrize("truth", NO, ids=lambda value: type(value).__name__)
def test_a_false_claim_raises_its_sentence_and_prints_nothing(truth, capsys):
    with pytest.raises(ClaimError, match="not confirmed: water is dry"):
        claim("water is dry", truth)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("truth", NEITHER, ids=lambda value: type(value).__name__)
def test_what_is_no_single_yes_or_no_is_refused(truth, capsys):
    with pytest.raises(TypeError, match="a claim is decided by"):
        claim("water is water", truth)
    assert capsys.readouterr().out == ""


def test_a_failed_claim_counts_as_a_failed_assertion():
    assert issubclass(ClaimError, AssertionError)


# Identities

EQUAL = {
    "numbers": (0.5, 0.5),
    "a whole number by hand": (2.0, 2),
    "a tensor and a number": (torch.tensor(2.0), 2),
    "a tensor and a list": (torch.tensor([1.0, 2.0]), [1, 2]),
    "a tensor and an array": (torch.tensor([1.5]), np.array([1.5])),
    "float32 beside float64": (torch.tensor([0.5]), torch.tensor([0.5], dtype=torch.float64)),
    "bfloat16": (torch.tensor([0.5], dtype=torch.bfloat16), [0.5]),
    "with a gradient": (torch.ones(2, requires_grad=True), torch.ones(2)),
    "truth values": (torch.tensor([True, False]), [True, False]),
    "NaN": (math.nan, torch.tensor(math.nan)),
    "NaN in a tensor": (torch.tensor([1.0, math.nan]), torch.tensor([1.0, math.nan])),
    "infinite": (torch.tensor([math.inf, -math.inf]), torch.tensor([math.inf, -math.inf])),
    "complex": (1j * 1j, -1 + 0j),
    "words": ("one", "one"),
    "nothing": (None, None),
    "nested": ({"a": [1, (torch.ones(2), "b")]}, {"a": (1, [np.ones(2), "b"])}),
    "states": (torch.nn.Linear(1, 1).state_dict().keys(), torch.nn.Linear(1, 1).state_dict().keys()),
    "columns of words": (pd.Series(["a", "b"]), ["a", "b"]),
    "tensors of no dimension": ([torch.tensor(1.0), torch.tensor(2.0)], torch.tensor([1.0, 2.0])),
}


@pytest.mark.parametrize("name", EQUAL)
def test_what_is_equal_is_printed_as_exactly_equal(name, capsys):
    identity("both ways meet", *EQUAL[name])
    assert capsys.readouterr().out == "equal: both ways meet (exactly)\n"


DIFFERENT = {
    "numbers": (0.5, 0.75, "got 0.5, expected 0.75; they differ by 0.25, and 0 is allowed"),
    "in a tensor": (
        torch.tensor([[1.0, 2.0], [3.0, 9.0]]),
        torch.tensor([[1.5, 2.0], [3.0, 4.0]]),
        r"got 9.0, expected 4.0 at \[1, 1\]; .* 5,",
    ),
    "deep inside": ({"w": [0, np.array([1.0, 2.0])]}, {"w": [0, np.array([1.0, 3.0])]}, r"at \['w'\]\[1\]\[1\]"),
    "NaN beside a number": (torch.tensor([1.0, math.nan]), torch.tensor([1.0, 2.0]), r"got nan, expected 2.0 at \[1\]; they differ by inf"),
    "a number beside NaN": (2.0, math.nan, "got 2.0, expected nan"),
    "infinities": (math.inf, -math.inf, "differ by inf"),
    "an infinity beside a number": (torch.tensor([math.inf]), [1.0], r"got inf, expected 1.0 at \[0\]"),
    "large whole numbers": (torch.tensor([2**53 + 1]), torch.tensor([2**53]), "differ by 1,"),
    "larger ones": (2**80 + 1, 2**80, "they differ by 1,|got 1208925819614629174706177, expected"),
    "truth values": (torch.tensor([True, True]), torch.tensor([True, False]), r"got True, expected False at \[1\]"),
    "words": ("one", "two", "got 'one', expected 'two'"),
    "shapes that broadcast": (torch.ones(3, 1), torch.ones(3), r"got shape \(3, 1\), expected \(3,\)"),
    "a number beside a tensor of many": (torch.ones(2), 1.0, r"got shape \(2,\), expected \(\)"),
    "kinds": (torch.tensor([1, 2]), torch.tensor([1.0, 2.0]), "got whole numbers, expected real numbers"),
    "truth beside numbers": (torch.tensor([True]), [1], "got truth values, expected whole numbers"),
    "lengths": ([1, 2], [1, 2, 3], "2 items, expected 3"),
    "keys": ({"a": 1}, {"b": 1}, r"the keys are \['a'\], expected \['b'\]"),
    "a word beside a number": ("1", 1, "got '1', expected 1"),
    "nothing beside a number": (None, 0.0, "got None, expected 0.0"),
    "an empty side": (torch.ones(0), torch.ones(1), r"got shape \(0,\)"),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_differs_raises_its_sentence_and_the_place_of_the_largest_difference(name, capsys):
    got, expected, says = DIFFERENT[name]
    with pytest.raises(IdentityError, match=f"not equal: both ways meet: .*({says})"):
        identity("both ways meet", got, expected)
    assert capsys.readouterr().out == "" and issubclass(IdentityError, ClaimError)


def test_the_tolerance_is_the_largest_difference_that_passes(capsys):
    identity("close", torch.tensor([1.0, 2.5]), torch.tensor([1.0, 2.25]), tolerance=0.25)
    with pytest.raises(IdentityError, match=r"differ by 0\.25, and 0\.2 is allowed"):
        identity("close", torch.tensor([1.0, 2.5]), torch.tensor([1.0, 2.25]), tolerance=0.2)


@pytest.mark.parametrize(("difference", "said"), [(3e-8, "1e-7"), (1e-7, "1e-7"), (0.25, "1e0"), (30.0, "1e2"), (5e-324, "1e-323")])
def test_a_difference_is_told_as_the_next_power_of_ten(difference, said, capsys):
    identity("close", difference, 0, tolerance=100)
    assert capsys.readouterr().out == f"equal: close (largest difference at most {said})\n"


def test_outputs_that_differ_in_the_size_of_a_rounding_error_alone_are_the_same_to_nbval(capsys):
    rules = configparser.RawConfigParser()
    rules.read(Path(__file__).parent.parent / "notebooks" / "nbval_sanitize.cfg")
    rule = rules["differences"]
    for got in (1.0, 1.0 + 1e-9, 1.5):
        identity("close", got, 1.0, tolerance=1)
    lines = [re.sub(rule["regex"], rule["replace"], line) for line in capsys.readouterr().out.splitlines()]
    assert lines == ["equal: close (DIFFERENCE)"] * 3


@pytest.mark.parametrize("empty", [[], {}, torch.ones(0), torch.ones(3, 0), ([], {})])
def test_an_identity_over_nothing_is_refused_since_it_could_not_fail(empty):
    with pytest.raises(ValueError, match="nothing to compare"):
        identity("all of nothing", empty, empty)


@pytest.mark.parametrize("tolerance", [-1e-9, math.nan])
def test_a_tolerance_that_makes_no_sense_is_refused(tolerance):
    with pytest.raises(ValueError, match="0 or more"):
        identity("close", 1, 1, tolerance=tolerance)


def test_the_examples_in_the_documentation_hold():
    assert doctest.testmod(claims).attempted and not doctest.testmod(claims).failed
