"""Exercise 9.4: folds that keep groups together."""

from collections.abc import Sequence
from typing import Any

from ..frame import Attempt, exercise

Rows = list[list[list[int]]]
GROUPS = ["b", "a", "a", "b", "c", "d", "e", "c"]


def _dealt(fold_of: Sequence[int], k: int) -> Rows:
    """The pairs of k rounds, from the fold of each row."""
    rows = range(len(fold_of))
    return [
        [[i for i in rows if fold_of[i] != j], [i for i in rows if fold_of[i] == j]]
        for j in range(k)
    ]


def _in_turn(order: Sequence[str], groups: Sequence[str], k: int) -> Rows:
    return _dealt([order.index(group) % k for group in groups], k)


def _group_folds(groups: list[str], k: int) -> Rows:
    return _in_turn(list(dict.fromkeys(groups)), groups, k)


def _plain(value: Any) -> Any:
    """Lists in the place of tuples, ranges, arrays and tensors."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if hasattr(value, "__next__"):
        value = list(value)
    return [_plain(v) for v in value] if isinstance(value, list | tuple | range) else value


@exercise("9.4")
def group_folds(attempt: Attempt) -> None:
    """Pairs of training and held-out rows for k folds, no group on both sides."""
    attempt.forbid("GroupKFold", "KFold", "k_folds", instead="lists and %")
    advice = "Look at the rows of each round, training and held out, one after the other."
    options: dict[str, Any] = {"read": _plain, "advice": advice}
    probe = (["z", "x", "y", "z", "w", "x", "v"], 3)
    law = "groups b, a, c, d, e in 3 folds: b and d are held out first"
    attempt.agrees(law, _group_folds, GROUPS, 3, probe=probe, **options)
    cases = {
        "the example: [([1, 3], [0, 2]), ([0, 2], [1, 3])]": (["x", "y", "x", "y"], 2),
        "two folds": (GROUPS, 2),
        "as many folds as groups": (GROUPS, 5),
        "every row a group of its own": (["d", "c", "b", "a"], 3),
        "one group larger than all others together": (["p", "q", "p", "p", "r", "p"], 2),
        "groups whose rows stand together": (["n", "n", "m", "m", "m", "l"], 2),
        "one fold: all rows are held out, none is left to train on": (["a", "b"], 1),
        "groups by whole words": (["ab", "a", "b", "ab", "a"], 3),
    }
    attempt.each(_group_folds, cases, **options)
    drawn = [f"owner {i}" for i in attempt.randint(0, 9, 20).tolist()]
    attempt.agrees("random groups", _group_folds, [*drawn, "x", "y", "z"], 3, **options)


@group_folds.mistake("rows dealt out one by one: rows of a group land on both sides.")
def rows_in_turn(groups: list[str], k: int) -> Rows:
    return _dealt([i % k for i in range(len(groups))], k)


@group_folds.mistake("groups in the order of the alphabet: they are dealt as they first appear.")
def sorted_groups(groups: list[str], k: int) -> Rows:
    return _in_turn(sorted(set(groups)), groups, k)


@group_folds.mistake("groups in the order of their last row: the first row decides.")
def last_seen(groups: list[str], k: int) -> Rows:
    return _in_turn(list(dict.fromkeys(groups[::-1]))[::-1], groups, k)


@group_folds.mistake("groups in blocks: they are dealt out in turn, like cards.")
def blocks(groups: list[str], k: int) -> Rows:
    order = list(dict.fromkeys(groups))
    return _dealt([order.index(group) * k // len(order) for group in groups], k)


@group_folds.mistake("a group that ends where another row comes between: it goes on later.")
def runs(groups: list[str], k: int) -> Rows:
    run, fold_of = -1, []
    for i, group in enumerate(groups):
        run += i == 0 or group != groups[i - 1]
        fold_of.append(run % k)
    return _dealt(fold_of, k)


@group_folds.mistake("a deal that begins with the second fold: the first group is held out first.")
def from_one(groups: list[str], k: int) -> Rows:
    order = list(dict.fromkeys(groups))
    return _dealt([(order.index(group) + 1) % k for group in groups], k)


@group_folds.mistake("the first row of each group alone held out: all its rows go together.")
def first_rows(groups: list[str], k: int) -> Rows:
    kept = [i for i, group in enumerate(groups) if groups.index(group) == i]
    return [[train, [i for i in out if i in kept]] for train, out in _group_folds(groups, k)]


@group_folds.mistake("an overlap: the held-out rows are among the training rows as well.")
def overlap(groups: list[str], k: int) -> Rows:
    return [[list(range(len(groups))), out] for _, out in _group_folds(groups, k)]


@group_folds.mistake("the pair the wrong way round: (training rows, held-out rows).")
def swapped(groups: list[str], k: int) -> Rows:
    return [[out, train] for train, out in _group_folds(groups, k)]


@group_folds.mistake("rows counted from 1: they are counted from 0.")
def counted_from_one(groups: list[str], k: int) -> Rows:
    return [[[i + 1 for i in part] for part in pair] for pair in _group_folds(groups, k)]


@group_folds.mistake("a round for every group: k rounds are asked for.")
def round_a_group(groups: list[str], k: int) -> Rows:
    return _group_folds(groups, len(set(groups)))


@group_folds.mistake("the groups in the place of their rows: row numbers are asked for.")
def names(groups: list[str], k: int) -> list[list[list[str]]]:
    return [[[groups[i] for i in part] for part in pair] for pair in _group_folds(groups, k)]


@group_folds.mistake(
    "the held-out rows alone: each round is a pair (training rows, held-out rows)."
)
def held_out_alone(groups: list[str], k: int) -> list[list[int]]:
    return [out for _, out in _group_folds(groups, k)]
