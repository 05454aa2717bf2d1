"""Exercise 9.3: words as columns of 0 and 1, with one column for all rare ones."""

from collections import Counter
from collections.abc import Sequence

import torch
from torch import Tensor

from ..frame import Attempt, exercise

# counts 2, 2, 3, 1 and 1; by the alphabet, as they come and by their counts, the columns differ
TRAIN = ["Coal", "Wood", "Gas", "Gas", "Peat", "Wood", "Oil", "Gas", "Coal"]
WORDS = ["Gas", "Peat", "Wood", "Solar", "Wood", "Coal", "Wood"]
PROBE = (["c", "a", "b", "a", "c", "a", "d", "b"], ["a", "d", "b", "x", "b", "c"], 2)


def _common(train_words: Sequence[str], least: int) -> list[str]:
    counts = Counter(train_words)
    return sorted(word for word in counts if counts[word] >= least)


def _table(levels: Sequence[str], words: Sequence[str]) -> Tensor:
    """A column for each level, and a last one for all other words."""
    rows = [[float(w == level) for level in levels] + [float(w not in levels)] for w in words]
    return torch.tensor(rows).reshape(len(words), len(levels) + 1)


def _one_hot(train_words: list[str], words: list[str], least: int) -> Tensor:
    return _table(_common(train_words, least), words)


@exercise("9.3")
def one_hot_with_rest(attempt: Attempt) -> None:
    """A column for each common word, and a last one for all others."""
    law = "at least 2 times: columns Coal, Gas, Wood and the rest"
    advice = "Each row has exactly one 1. Which column is it in, and which should it be in?"
    attempt.agrees(law, _one_hot, TRAIN, WORDS, 2, probe=PROBE, advice=advice)
    letters = [f"level {letter}" for letter in "dbacfeg"]
    train = [letters[i] for i in attempt.randint(0, 5, 15).tolist()] + letters[:5]
    words = [letters[i] for i in attempt.randint(0, 7, 9).tolist()] + letters[5:]
    cases = {
        "on random words, at least 4 times": (train, words, 4),
        "at least once: every training word has a column": (["b", "a", "b"], ["a", "b", "x"], 1),
        "at least 3 times": (["a", "b", "b", "c", "c", "c"], ["c", "b", "a"], 3),
        "no word is common: the rest is the only column": (["a", "b"], ["b", "x"], 2),
        "one word inside another": (["gas", "gas", "gas oil", "gas oil"], ["gas oil", "as"], 2),
        "upper and lower case are different words": (["A", "a", "a"], ["a", "A"], 2),
        "one word": (["a"], ["a"], 1),
    }
    attempt.each(_one_hot, cases, advice=advice)
    attempt.repeats(TRAIN, WORDS, 2)


@one_hot_with_rest.mistake("more than `least` times: words with just `least` belong in, too (>=).")
def more_than(train_words: list[str], words: list[str], least: int) -> Tensor:
    return _one_hot(train_words, words, least + 1)


@one_hot_with_rest.mistake("a column for every training word, however rare it is.")
def all_words(train_words: list[str], words: list[str], least: int) -> Tensor:
    return _one_hot(train_words, words, 1)


@one_hot_with_rest.mistake(
    "words counted in both lists together: only the training words decide on the columns."
)
def both_counted(train_words: list[str], words: list[str], least: int) -> Tensor:
    return _one_hot(train_words + words, words, least)


@one_hot_with_rest.mistake(
    "words counted in the second list: only the training words decide on the columns."
)
def second_counted(train_words: list[str], words: list[str], least: int) -> Tensor:
    return _one_hot(words, words, least)


@one_hot_with_rest.mistake("no column for the rest: rows of rare and new words are all zeros.")
def no_rest(train_words: list[str], words: list[str], least: int) -> Tensor:
    return _one_hot(train_words, words, least)[:, :-1]


@one_hot_with_rest.mistake("a column for the rest that stands first: it comes last.")
def rest_first(train_words: list[str], words: list[str], least: int) -> Tensor:
    return _one_hot(train_words, words, least).roll(1, dims=1)


@one_hot_with_rest.mistake(
    "new words with rows of zeros: they belong to the rest, as rare ones do."
)
def new_words_zero(train_words: list[str], words: list[str], least: int) -> Tensor:
    known = torch.tensor([[float(word in train_words)] for word in words])
    return _one_hot(train_words, words, least) * known


@one_hot_with_rest.mistake(
    "rare words with rows of zeros: they belong to the rest, as new ones do."
)
def rare_words_zero(train_words: list[str], words: list[str], least: int) -> Tensor:
    common = _common(train_words, least)
    kept = [[float(word in common or word not in train_words)] for word in words]
    return _one_hot(train_words, words, least) * torch.tensor(kept)


@one_hot_with_rest.mistake("rare and new words left out: every word has its row.")
def rows_left_out(train_words: list[str], words: list[str], least: int) -> Tensor:
    common = _common(train_words, least)
    return _table(common, [word for word in words if word in common])


@one_hot_with_rest.mistake("two columns for the rest, one for rare words and one for new ones.")
def two_rests(train_words: list[str], words: list[str], least: int) -> Tensor:
    table = _one_hot(train_words, words, least)
    new = torch.tensor([[float(word not in train_words)] for word in words])
    return torch.cat([table[:, :-1], table[:, -1:] - new, new], dim=1)


@one_hot_with_rest.mistake("columns in the order in which the words come: sort them.")
def as_they_come(train_words: list[str], words: list[str], least: int) -> Tensor:
    common = _common(train_words, least)
    return _table([word for word in dict.fromkeys(train_words) if word in common], words)


@one_hot_with_rest.mistake("columns by how often the words occur: the alphabet is the order.")
def by_count(train_words: list[str], words: list[str], least: int) -> Tensor:
    counts = Counter(train_words).most_common()
    return _table([word for word, count in counts if count >= least], words)


@one_hot_with_rest.mistake("columns in falling order of the alphabet.")
def falling(train_words: list[str], words: list[str], least: int) -> Tensor:
    return _table(_common(train_words, least)[::-1], words)


@one_hot_with_rest.mistake("rows and columns exchanged: a row for every word.")
def transposed(train_words: list[str], words: list[str], least: int) -> Tensor:
    return _one_hot(train_words, words, least).T


@one_hot_with_rest.mistake("the training words themselves encoded: the rows stand for `words`.")
def training_words(train_words: list[str], words: list[str], least: int) -> Tensor:
    return _one_hot(train_words, train_words, least)


@one_hot_with_rest.mistake("float64 in place of float32: a layer of torch takes float32.")
def double(train_words: list[str], words: list[str], least: int) -> Tensor:
    return _one_hot(train_words, words, least).double()


@one_hot_with_rest.mistake("whole numbers or True/False: a layer multiplies 0.0 and 1.0.")
def whole_numbers(train_words: list[str], words: list[str], least: int) -> Tensor:
    return _one_hot(train_words, words, least).long()
