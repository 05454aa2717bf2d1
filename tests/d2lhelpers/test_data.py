"""Batches, splits, folds, scaling and simulated data."""

import doctest

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch.utils.data import TensorDataset

from d2lhelpers import batches, data, k_folds, split, standardize, synthetic_linear


@pytest.fixture(params=["permuted at once", "indexed batch by batch"])
def way(request, monkeypatch):
    """Both ways of shuffling: small sets are permuted at once, large ones indexed."""
    if request.param == "indexed batch by batch":
        monkeypatch.setattr(data, "SMALL", 0)


def numbers(n: int) -> torch.Tensor:
    return torch.arange(n)


def listed(made) -> list[list[int]]:
    return [first.tolist() for first, *_ in made]


@pytest.mark.parametrize("shuffle", [False, True])
@pytest.mark.parametrize("drop_last", [False, True])
@pytest.mark.parametrize(("n", "size"), [(10, 5), (10, 3), (1, 1), (3, 5), (7, 1)])
def test_the_length_is_the_number_of_batches_that_come(way, n, size, drop_last, shuffle):
    made = batches(numbers(n), numbers(n), batch_size=size, shuffle=shuffle, drop_last=drop_last)
    sizes = [len(x) for x, _ in made]
    assert len(made) == len(sizes) == (n // size if drop_last else -(-n // size))
    assert all(s == size for s in sizes[:-1]) and 0 not in sizes
    assert sum(sizes) == (n - n % size if drop_last else n)


def test_without_shuffling_the_order_stays_in_every_epoch():
    made = batches(numbers(5), batch_size=2)
    assert listed(made) == listed(made) == [[0, 1], [2, 3], [4]]


def test_every_epoch_has_a_fresh_order_of_all_examples(way):
    made = batches(numbers(50), batch_size=8, shuffle=True, generator=torch.Generator().manual_seed(0))
    first, second = ([i for batch in listed(made) for i in batch] for _ in range(2))
    assert first != second
    assert sorted(first) == sorted(second) == list(range(50))


def test_generators_of_the_same_seed_give_the_same_order(way):
    orders = [listed(batches(numbers(30), batch_size=4, shuffle=True, generator=torch.Generator().manual_seed(s))) for s in (1, 1, 2)]
    assert orders[0] == orders[1] != orders[2]


def test_both_ways_of_shuffling_give_the_same_batches(monkeypatch):
    def drawn():
        return listed(batches(numbers(30), batch_size=4, shuffle=True, generator=torch.Generator().manual_seed(1)))

    at_once = drawn()
    monkeypatch.setattr(data, "SMALL", 0)
    assert drawn() == at_once


def test_without_a_generator_the_global_one_decides(way):
    torch.manual_seed(3)
    first = listed(batches(numbers(30), batch_size=30, shuffle=True))
    torch.manual_seed(3)
    assert listed(batches(numbers(30), batch_size=30, shuffle=True)) == first


def test_inputs_and_targets_stay_together(way):
    x = torch.randn(40, 3)
    for part, doubled, row in batches(x, 2 * x, numbers(40), batch_size=7, shuffle=True):
        assert torch.equal(doubled, 2 * part) and torch.equal(part, x[row])


def test_shuffled_batches_are_copies(way):
    x = torch.zeros(10)
    for (part,) in batches(x, batch_size=3, shuffle=True):
        part += 1
    assert x.sum() == 0


def test_two_loops_over_one_set_do_not_disturb_each_other(way):
    made = batches(numbers(6), batch_size=2, shuffle=True)
    assert sum(1 for _ in made for _ in made) == 9


def test_a_batch_size_of_numpy_is_a_whole_number_too():
    assert listed(batches(numbers(3), batch_size=np.int64(2))) == [[0, 1], [2]]


@pytest.mark.parametrize(
    ("tensors", "size", "error", "says"),
    [
        ((), 2, ValueError, "no tensors"),
        (([1, 2],), 2, TypeError, "a list"),
        ((np.zeros(3),), 2, TypeError, "a ndarray"),
        ((torch.zeros(0, 3),), 2, ValueError, "no examples"),
        ((torch.tensor(1.0),), 2, ValueError, "no examples"),
        ((torch.zeros(3), torch.zeros(4)), 2, ValueError, "3, 4"),
        ((torch.zeros(3),), 0, ValueError, "1 or more"),
        ((torch.zeros(3),), -1, ValueError, "1 or more"),
        ((torch.zeros(3),), 2.0, TypeError, "whole number"),
        ((torch.zeros(3),), True, TypeError, "whole number"),
    ],
)
def test_what_cannot_be_cut_into_batches_is_refused_in_words(tensors, size, error, says):
    with pytest.raises(error, match=says):
        batches(*tensors, batch_size=size)


TABLE = pd.DataFrame({"area": [1.5, 2.5], "rooms": [3, 4], "garden": [True, False]})
MADE_OF = {
    "a table": TABLE,
    "a column": TABLE["area"],
    "a column of whole numbers": TABLE["rooms"],
    "an array": np.ones((2, 3)),
    "an array of objects": TABLE.to_numpy(),
    "an array of half bytes": np.ones(2, "uint16"),
    "a list": [[1.0, 2.0], [3.0, 4.0]],
    "a list of tensors": [torch.ones(3), torch.zeros(3)],
    "a range": range(2),
}


@pytest.mark.parametrize("name", MADE_OF)
@pytest.mark.parametrize("use", [lambda x: batches(x, batch_size=1), lambda x: split(x, fraction=0.5), lambda x: standardize(x)])
def test_the_advice_for_what_is_no_tensor_works_as_it_is_written(name, use):
    x = MADE_OF[name]
    with pytest.raises(TypeError, match=f"expected a tensor, got a {type(x).__name__}: turn it into one with ") as caught:
        use(x)
    tensor = eval(str(caught.value).rpartition("turn it into one with ")[2], {"torch": torch, "x": x})
    assert len(tensor) == 2 and len(batches(tensor, batch_size=1)) == 2


def test_a_data_set_is_sent_to_a_data_loader():
    with pytest.raises(TypeError, match=r"got a TensorDataset: a data set of your own goes into torch\.utils\.data\.DataLoader"):
        batches(TensorDataset(numbers(3)), batch_size=2)


@pytest.mark.parametrize(("n", "fraction", "held_out"), [(10, 0.2, 2), (10, 0.25, 2), (3, 0.01, 1), (100, 0.5, 50)])
def test_split_shares_the_examples_out_and_keeps_pairs(n, fraction, held_out):
    x = numbers(n)
    (x1, y1), (x2, y2) = split(x, -x, fraction=fraction, generator=torch.Generator().manual_seed(0))
    assert len(x2) == held_out
    assert sorted(torch.cat([x1, x2]).tolist()) == x.tolist()
    assert torch.equal(y1, -x1) and torch.equal(y2, -x2)


def test_split_repeats_itself_with_the_same_seed_alone():
    parts = [split(numbers(50), fraction=0.3, generator=torch.Generator().manual_seed(s))[1][0].tolist() for s in (1, 1, 2)]
    assert parts[0] == parts[1] != parts[2]


@pytest.mark.parametrize("fraction", [0, 1, -0.1, 1.5, float("nan")])
def test_split_refuses_a_fraction_outside_0_and_1(fraction):
    with pytest.raises(ValueError, match="between 0 and 1"):
        split(numbers(5), fraction=fraction)


def test_split_refuses_to_leave_nothing_for_training():
    with pytest.raises(ValueError, match="none for training"):
        split(numbers(5), fraction=0.95)


@pytest.mark.parametrize(("n", "k"), [(10, 5), (10, 3), (7, 7), (5, 2)])
@pytest.mark.parametrize("generator", [None, torch.Generator().manual_seed(0)])
def test_folds_hold_every_row_out_exactly_once(n, k, generator):
    folds = list(k_folds(n, k, generator))
    sizes = [len(held_out) for _, held_out in folds]
    assert len(folds) == k and max(sizes) - min(sizes) <= 1
    assert sorted(torch.cat([held_out for _, held_out in folds]).tolist()) == list(range(n))
    for train, held_out in folds:
        assert sorted(torch.cat([train, held_out]).tolist()) == list(range(n))


def test_folds_kept_in_a_name_serve_every_model():
    folds = k_folds(10, 5, torch.Generator().manual_seed(0))
    first, second = ([held_out.tolist() for _, held_out in folds] for _ in range(2))
    assert first == second and len(folds) == len(first) == 5
    assert sum(1 for _ in folds for _ in folds) == 25


@pytest.mark.parametrize(("n", "k"), [(10.0, 5), (10, 2.0), (True, 2), ("10", 5)])
def test_folds_of_what_is_no_whole_number_are_refused(n, k):
    with pytest.raises(TypeError, match="must be a whole number"):
        k_folds(n, k)


def test_folds_are_contiguous_without_a_generator_and_drawn_with_one():
    assert [held_out.tolist() for _, held_out in k_folds(6, 3)] == [[0, 1], [2, 3], [4, 5]]
    drawn = torch.cat([held_out for _, held_out in k_folds(50, 5, torch.Generator().manual_seed(0))])
    assert drawn.tolist() != list(range(50))


@pytest.mark.parametrize("k", [1, 0, 6])
def test_a_number_of_folds_that_makes_no_sense_is_refused(k):
    with pytest.raises(ValueError, match="between 2 and"):
        k_folds(5, k)


def test_standardize_uses_the_training_part_alone():
    train, other = torch.randn(100, 3) * 5 + 2, torch.randn(20, 3) + 100
    scaled, scaled_other = standardize(train, other)
    torch.testing.assert_close(scaled.mean(0), torch.zeros(3), atol=1e-5, rtol=0)
    torch.testing.assert_close(scaled.std(0, correction=0), torch.ones(3))
    torch.testing.assert_close(scaled_other, (other - train.mean(0)) / train.std(0, correction=0))
    assert torch.equal(standardize(train)[0], scaled)  # another part changes nothing


@pytest.mark.parametrize("value", [0.0, 0.1, 7.3, 1e6])
def test_a_constant_column_becomes_zero_and_never_blows_up(value):
    train = torch.cat([torch.full((1000, 1), value), torch.randn(1000, 1)], 1)
    scaled, other = standardize(train, torch.tensor([[value + 1, 0.0]]))
    assert torch.equal(scaled[:, 0], torch.zeros(1000))
    assert other[0, 0] == pytest.approx(1, rel=0.1)


def test_standardize_refuses_another_number_of_features():
    with pytest.raises(ValueError, match=r"\(3,\).*\(2,\)"):
        standardize(torch.zeros(4, 3), torch.zeros(4, 2))


def test_simulated_data_follow_their_own_formula():
    w, generator = torch.tensor([2.0, -3.4]), torch.Generator().manual_seed(0)
    X, y = synthetic_linear(w, 4.2, 5000, noise=0.5, generator=generator)
    error = y - (X @ w.reshape(-1, 1) + 4.2)
    assert X.shape == (5000, 2) and y.shape == (5000, 1)
    assert error.std().item() == pytest.approx(0.5, rel=0.05) and abs(error.mean().item()) < 0.03
    assert X.std().item() == pytest.approx(1, rel=0.05)


def test_simulated_data_without_noise_lie_on_the_line_and_repeat_by_seed():
    w = torch.tensor([1.0, 2.0, 3.0])
    (X, y), (again, _) = (synthetic_linear(w, -1, 20, noise=0, generator=torch.Generator().manual_seed(5)) for _ in range(2))
    torch.testing.assert_close(y.squeeze(1), X @ w - 1)
    assert torch.equal(X, again)


def test_the_examples_in_the_documentation_hold():
    results = doctest.testmod(data)
    assert results.attempted and not results.failed


# Laws that hold for every size. Few and small examples: they look for the cases that lists above forget.

law = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
sizes, seeds = st.integers(1, 60), st.integers(0, 2**32)


@law
@given(n=sizes, size=st.integers(1, 70), shuffle=st.booleans(), drop_last=st.booleans(), seed=seeds)
def test_law_batches_hold_every_example_once_but_those_dropped(way, n, size, shuffle, drop_last, seed):
    ready = batches(
        numbers(n), -numbers(n), batch_size=size, shuffle=shuffle, drop_last=drop_last, generator=torch.Generator().manual_seed(seed)
    )
    for _ in range(2):
        pairs = list(ready)
        seen = [i for first, _ in pairs for i in first.tolist()]
        assert len(pairs) == len(ready) and len(seen) == len(set(seen)) == (n - n % size if drop_last else n)
        assert all(torch.equal(second, -first) for first, second in pairs)
        assert all(len(first) == size for first, _ in pairs[:-1]) and (not drop_last or not pairs or len(pairs[-1][0]) == size)
        assert shuffle or seen == list(range(len(seen)))


@law
@given(n=sizes, size=st.integers(1, 70), seed=seeds)
def test_law_both_ways_of_shuffling_are_one(n, size, seed):
    def drawn(small):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(data, "SMALL", small)
            return listed(batches(numbers(n), batch_size=size, shuffle=True, generator=torch.Generator().manual_seed(seed)))

    assert drawn(0) == drawn(2**30)


@law
@given(n=st.integers(2, 60), fraction=st.floats(0, 1), seed=seeds)
def test_law_a_split_shares_all_examples_out_or_is_refused(n, fraction, seed):
    held_out = max(1, round(n * fraction))
    if fraction in (0, 1) or held_out >= n:
        with pytest.raises(ValueError):
            split(numbers(n), fraction=fraction)
        return
    (x1, y1), (x2, y2) = split(numbers(n), -numbers(n), fraction=fraction, generator=torch.Generator().manual_seed(seed))
    assert len(x2) == held_out and sorted([*x1.tolist(), *x2.tolist()]) == list(range(n))
    assert torch.equal(y1, -x1) and torch.equal(y2, -x2)


@law
@given(n=st.integers(2, 60), k=st.integers(0, 62), seed=st.none() | seeds)
def test_law_folds_hold_every_row_out_once_or_are_refused(n, k, seed):
    generator = None if seed is None else torch.Generator().manual_seed(seed)
    if not 2 <= k <= n:
        with pytest.raises(ValueError, match="between 2 and"):
            k_folds(n, k, generator)
        return
    folds = k_folds(n, k, generator)
    held_out = [valid.tolist() for _, valid in folds]
    assert len(folds) == len(held_out) == k and sorted(i for fold in held_out for i in fold) == list(range(n))
    assert {len(fold) for fold in held_out} <= {n // k, n // k + 1}
    assert all(sorted([*train.tolist(), *valid.tolist()]) == list(range(n)) for train, valid in folds)
    assert held_out == [valid.tolist() for _, valid in folds]
