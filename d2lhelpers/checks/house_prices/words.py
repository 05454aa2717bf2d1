"""Exercise 9.3: words as columns of 0 and 1."""

import itertools
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, exercise

TRAIN = ["Wood", "Gas", "Gas", "Coal", "Solar", "Gas"]
WORDS = ["Gas", "Wood", "Peat", "Coal", "Wood"]


def _table(levels: Sequence[str], words: Sequence[str]) -> Tensor:
    rows = [[float(word == level) for level in levels] for word in words]
    return torch.tensor(rows).reshape(len(words), len(levels))


def _levels(train_words: list[str]) -> list[str]:
    return sorted(set(train_words))


def _one_hot(train_words: list[str], words: list[str]) -> Tensor:
    return _table(_levels(train_words), words)


def _unseen_in(train_words: list[str], words: list[str], column: int) -> Tensor:
    table = _one_hot(train_words, words)
    for row, word in zip(table, words, strict=True):
        if word not in train_words:
            row[column] = 1.0
    return table


@exercise("9.3")
def one_hot(attempt: Attempt) -> None:
    """A column for each training word; zeros for a word never seen."""
    law = "columns Coal, Gas, Solar, Wood; the row of Peat is all zeros"
    probe = (["c", "a", "b", "a"], ["b", "z", "a"])
    advice = _advice(attempt(TRAIN, WORDS))
    attempt.agrees(law, _one_hot, TRAIN, WORDS, probe=probe, advice=advice)
    letters = [f"level {letter}" for letter in "dbacfeg"]
    train = [letters[i] for i in attempt.randint(0, 5, 12).tolist()] + letters[:5]
    words = [letters[i] for i in attempt.randint(0, 7, 9).tolist()] + letters[5:]
    cases = {
        "on random words, two of them never seen": (train, words),
        "words that are all new give rows of zeros alone": (["a", "b"], ["x", "y", "z"]),
        "words with one word inside another": (["gas", "gas oil", "oil"], ["oil", "gas", "as"]),
        "upper and lower case are different words": (["b", "A", "a", "B"], ["a", "B"]),
        "an empty word is a word": (["", "a"], ["a", ""]),
        "one training word, one word": (["a"], ["a"]),
    }
    attempt.each(_one_hot, cases)
    attempt.repeats(TRAIN, WORDS)


def _advice(result: Any) -> str:
    """A set has no order: the columns may then come in any."""
    levels = itertools.permutations(_levels(TRAIN))
    if isinstance(result, Tensor) and any(torch.equal(result, _table(x, WORDS)) for x in levels):
        return "This looks like levels in an order of chance (a set has none): sort them."
    return ""


@one_hot.mistake(
    "columns for the words of both lists: a word that only the second list has gets no column."
)
def both_lists(train_words: list[str], words: list[str]) -> Tensor:
    return _table(_levels(train_words + words), words)


@one_hot.mistake(
    "columns for the second list's own words: the columns are the training words', whatever comes "
    "later."
)
def own_words(train_words: list[str], words: list[str]) -> Tensor:
    return _one_hot(words, words)


@one_hot.mistake("columns in the order in which the words come: sort them.")
def as_they_come(train_words: list[str], words: list[str]) -> Tensor:
    return _table(list(dict.fromkeys(train_words)), words)


@one_hot.mistake("rows and columns exchanged: a row for every word, a column for every level.")
def transposed(train_words: list[str], words: list[str]) -> Tensor:
    return _one_hot(train_words, words).T


@one_hot.mistake("columns in falling order of the alphabet.")
def falling(train_words: list[str], words: list[str]) -> Tensor:
    return _one_hot(train_words, words).flip(1)


@one_hot.mistake(
    "an unseen word that was put into the last column (an index of −1?): its row is all zeros."
)
def unseen_in_last(train_words: list[str], words: list[str]) -> Tensor:
    return _unseen_in(train_words, words, -1)


@one_hot.mistake("an unseen word that was put into the first column: its row is all zeros.")
def unseen_in_first(train_words: list[str], words: list[str]) -> Tensor:
    return _unseen_in(train_words, words, 0)


@one_hot.mistake("unseen words left out: every word has its row, if only of zeros.")
def unseen_left_out(train_words: list[str], words: list[str]) -> Tensor:
    return _one_hot(train_words, [word for word in words if word in train_words])


@one_hot.mistake("a first column left out, as for a reference level: here every level has one.")
def reference_level(train_words: list[str], words: list[str]) -> Tensor:
    return _one_hot(train_words, words)[:, 1:]


@one_hot.mistake(
    "a column for every training word, repeated ones too: each different word has one, "
    "set(train_words)."
)
def repeated(train_words: list[str], words: list[str]) -> Tensor:
    return _table(sorted(train_words), words)


@one_hot.mistake("the training words themselves encoded: the rows stand for `words`.")
def training_words(train_words: list[str], words: list[str]) -> Tensor:
    return _one_hot(train_words, train_words)


@one_hot.mistake("a column more, for unseen words: their rows are all zeros.")
def column_for_unseen(train_words: list[str], words: list[str]) -> Tensor:
    unseen = torch.tensor([[float(word not in train_words)] for word in words])
    return torch.cat([_one_hot(train_words, words), unseen], dim=1)


@one_hot.mistake("the number of each word's column: a column for each level is asked for.")
def numbers(train_words: list[str], words: list[str]) -> Tensor:
    levels = _levels(train_words)
    return torch.tensor([float(levels.index(w)) if w in levels else -1.0 for w in words])


@one_hot.mistake("a test for a part of the word (`in`): the whole word must be equal, ==.")
def part_of_the_word(train_words: list[str], words: list[str]) -> Tensor:
    levels = _levels(train_words)
    return torch.tensor([[float(word in level) for level in levels] for word in words])


@one_hot.mistake('words in lower case: "a" and "A" are different words.')
def lower_case(train_words: list[str], words: list[str]) -> Tensor:
    return _one_hot([word.lower() for word in train_words], [word.lower() for word in words])


@one_hot.mistake("float64 in place of float32: a layer of torch takes float32.")
def double(train_words: list[str], words: list[str]) -> Tensor:
    return _one_hot(train_words, words).double()


@one_hot.mistake(
    "whole numbers or True/False: float(…) makes the 0.0 and 1.0 that a layer can multiply."
)
def whole_numbers(train_words: list[str], words: list[str]) -> Tensor:
    return _one_hot(train_words, words).long()
