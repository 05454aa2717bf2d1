"""Claims: confirmed, contradicted, or not a yes-or-no at all."""

import numpy as np
import pytest
import torch

from d2lhelpers import ClaimError, claim

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
