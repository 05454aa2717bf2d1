"""Exercise 3.2: softmax of rows, for scores of any size."""

import torch
from torch import Tensor

from ..frame import Attempt, Mistakes, exercise, same

# square: a lost dimension raises no error there
SMALL = torch.tensor([[1.0, 2.0, 3.0], [0.5, 0.0, -1.0], [3.0, 1.0, 2.0]])
FAR = torch.tensor(
    [
        [0.0, 0.0, 300.0],
        [-1000.0, -1001.0, -1002.0],
        [0.0, 120.0, 120.0],
        [1398.0, 1400.0, 1401.0],
        [1000.0, 1001.0, 1002.0],
    ]
)
KEEPDIM = (
    "the rows' {} without keepdim: their shape is (examples,), and beside a matrix they line up "
    "with its columns. With as many examples as classes nothing raises."
)
COLUMN = "a missing keepdim: a row's maximum or sum must stand as a column, of shape (examples, 1)."


def _softmax(X: Tensor) -> Tensor:
    return X.softmax(1)


def _share(X: Tensor) -> Tensor:
    return X.exp() / X.exp().sum(1, keepdim=True)


def _powers(X: Tensor) -> Tensor:
    return (X - X.amax(1, keepdim=True)).exp()


@exercise("3.2")
def stable_softmax(attempt: Attempt) -> None:
    """Rows of probabilities for scores of any size."""
    attempt.forbid("softmax", "logsumexp", instead="exp, sum and amax or max")
    attempt.agrees("exp(score) over the sum of its row", _softmax, SMALL)
    cases = {
        "four examples of six classes": (2 * attempt.randn(4, 6),),
        "six examples of two classes": (2 * attempt.randn(6, 2),),
        "one example keeps its row": (SMALL[:1],),
        "one class alone has all of the probability": (torch.tensor([[3.0], [-2.0]]),),
        "equal scores have equal shares": (torch.zeros(2, 4),),
    }
    attempt.each(_softmax, cases)
    got = attempt(FAR, like=FAR)
    lost = same(got[3], torch.full((3,), 1 / 3))
    attempt.law(
        "scores of 1398, 1400 and 1401 have different shares",
        not lost,
        looks_like="clamped scores: cutting them to one limit makes them equal, "
        "and the differences are lost.",
        rows={"X": FAR[3:4], "got": got[3:4]},
    )
    advice = (
        "Print the scores after your subtraction: the largest of every row must be exactly 0. "
        "Else exp gives inf, or only zeros."
    )
    law = "scores of any size give what their differences say"
    attempt.agrees(law, _softmax, FAR, mistakes=far, probe=(FAR.flip(0),), advice=advice)
    shifted = attempt.randn(4, 6) + 50 * attempt.randn(4, 1)
    attempt.agrees("a constant added to a row changes nothing", _softmax, shifted, tolerance=1e-3)
    attempt.precise(_softmax, SMALL)


stable_softmax.symptom("must match the size", COLUMN)
stable_softmax.symptom(
    "return_types",
    "X.max(dim=1), which returns two things: the values, and where they stand. Use "
    ".values, or X.amax(dim=1).",
)


@stable_softmax.mistake(
    "sums over the examples (dim=0). The classes of one example lie along dim=1."
)
def along_examples(X: Tensor) -> Tensor:
    return X.softmax(0)


@stable_softmax.mistake(
    "sums over the examples (dim=0), though the maxima are right. The classes lie along dim=1."
)
def summed_along_examples(X: Tensor) -> Tensor:
    return _powers(X) / _powers(X).sum(0)


@stable_softmax.mistake("one sum over the whole batch. Every row is a forecast of its own.")
def one_sum(X: Tensor) -> Tensor:
    return X.exp() / X.exp().sum()


@stable_softmax.mistake(
    "one sum over the whole batch, though the maxima are right. Every row is a forecast of its own."
)
def one_sum_of_shifted(X: Tensor) -> Tensor:
    return _powers(X) / _powers(X).sum()


@stable_softmax.mistake(KEEPDIM.format("sums"))
def sums_lost(X: Tensor) -> Tensor:
    return X.exp() / X.exp().sum(1)


@stable_softmax.mistake(KEEPDIM.format("sums") + " (The maxima are right.)")
def sums_of_shifted_lost(X: Tensor) -> Tensor:
    return _powers(X) / _powers(X).sum(1)


@stable_softmax.mistake(KEEPDIM.format("maxima and sums"))
def both_lost(X: Tensor) -> Tensor:
    powers = (X - X.amax(1)).exp()
    return powers / powers.sum(1)


@stable_softmax.mistake(KEEPDIM.format("maxima"))
def maxima_lost(X: Tensor) -> Tensor:
    return _share(X - X.amax(1))


@stable_softmax.mistake(
    "maxima over the examples (dim=0): the scores of a row are shifted by different amounts, "
    "and that changes its probabilities."
)
def maxima_of_columns(X: Tensor) -> Tensor:
    return _share(X - X.amax(0))


@stable_softmax.mistake("exponentials of shifted scores over a sum of unshifted ones.")
def unlike_parts(X: Tensor) -> Tensor:
    return _powers(X) / X.exp().sum(1, keepdim=True)


@stable_softmax.mistake("exponentials of unshifted scores over a sum of shifted ones.")
def unlike_parts_swapped(X: Tensor) -> Tensor:
    return X.exp() / _powers(X).sum(1, keepdim=True)


@stable_softmax.mistake("the exponentials alone: the division by the row's sum is missing.")
def exponentials(X: Tensor) -> Tensor:
    return X.exp()


@stable_softmax.mistake("the shifted exponentials alone: the division by the row's sum is missing.")
def shifted_exponentials(X: Tensor) -> Tensor:
    return _powers(X)


@stable_softmax.mistake("logarithms of probabilities (log-softmax). Take their exponential.")
def logarithms(X: Tensor) -> Tensor:
    return X.log_softmax(1)


@stable_softmax.mistake(
    "shares of the scores, without exp. A negative score gets a negative share."
)
def without_exp(X: Tensor) -> Tensor:
    return X / X.sum(1, keepdim=True)


@stable_softmax.mistake(
    "shares of the shifted scores, without exp. After the subtraction comes the exponential."
)
def shifted_without_exp(X: Tensor) -> Tensor:
    shifted = X - X.amax(1, keepdim=True)
    return shifted / shifted.sum(1, keepdim=True)


@stable_softmax.mistake(
    "softmax of the negative scores: the lowest score got the highest probability."
)
def negative(X: Tensor) -> Tensor:
    return (-X).softmax(1)


@stable_softmax.mistake(
    "scores divided by their row's largest. Softmax sees differences, and a division changes them."
)
def divided_by_largest(X: Tensor) -> Tensor:
    return _share(X / X.amax(1, keepdim=True))


@stable_softmax.mistake("exponentials taken twice.")
def twice(X: Tensor) -> Tensor:
    return _share(_powers(X))


@stable_softmax.mistake("powers of 2. Softmax takes exponentials to the base e.")
def to_base_2(X: Tensor) -> Tensor:
    return _share(X * torch.tensor(2.0).log())


@stable_softmax.mistake("the first row alone: does `return` stand inside the loop?")
def first_row(X: Tensor) -> Tensor:
    return X[:1].softmax(1)


@stable_softmax.mistake("squeeze(): a batch of one example loses its row.")
def squeezed(X: Tensor) -> Tensor:
    return X.softmax(1).squeeze()


@stable_softmax.mistake("something added to the sums. After the subtraction no sum is near 0.")
def added_below(X: Tensor) -> Tensor:
    return _powers(X) / (_powers(X).sum(1, keepdim=True) + 1e-2)


far = Mistakes()


@far.mistake(
    "exp() of the scores as they came: exp(1000) is inf, and inf / inf is nan. "
    "What can be subtracted first?"
)
def as_they_came(X: Tensor) -> Tensor:
    return _share(X)


@far.mistake(
    "exponentials divided by their largest: by then they have overflowed. Subtract "
    "before exp, not after."
)
def divided_too_late(X: Tensor) -> Tensor:
    powers = X.exp() / X.exp().amax(1, keepdim=True)
    return powers / powers.sum(1, keepdim=True)


@far.mistake(
    "the row's mean, subtracted. The largest score is then still above 0, and its exp can overflow."
)
def mean_subtracted(X: Tensor) -> Tensor:
    return _share(X - X.mean(1, keepdim=True))


@far.mistake(
    "the row's smallest score, subtracted. All the others are then above 0, and "
    "their exp can overflow."
)
def smallest_subtracted(X: Tensor) -> Tensor:
    return _share(X - X.amin(1, keepdim=True))


@far.mistake(
    "the largest absolute value, subtracted. In a row of negative scores it is not "
    "the largest score: "
    "every exponential becomes 0, and 0 / 0 is nan."
)
def absolute_subtracted(X: Tensor) -> Tensor:
    return _share(X - X.abs().amax(1, keepdim=True))


@far.mistake(
    "one maximum for the whole batch. In a row far below it every exponential is "
    "0, and 0 / 0 is nan."
)
def one_maximum(X: Tensor) -> Tensor:
    return _share(X - X.max())


@far.mistake("one mean for the whole batch, subtracted. Every row needs a number of its own.")
def one_mean(X: Tensor) -> Tensor:
    return _share(X - X.mean())


@far.mistake("a fixed number, subtracted. It suits the scores of the example only.")
def fixed_number(X: Tensor) -> Tensor:
    return _share(X - 1000)


@far.mistake("double precision alone: exp then overflows at 710 in place of 89.")
def doubled(X: Tensor) -> Tensor:
    return _share(X.double()).to(X.dtype)


@far.mistake(
    "clamped scores: cutting them to one limit makes them equal, and the differences are lost."
)
def clamped(X: Tensor) -> Tensor:
    return _share(X.clamp(-80, 80))


@far.mistake("numbers swept clean of nan. Where the scores are prepared well, no nan arises.")
def swept(X: Tensor) -> Tensor:
    return _share(X).nan_to_num()


@far.mistake("a 1 in the place of each nan. Where the scores are prepared well, no nan arises.")
def swept_to_one(X: Tensor) -> Tensor:
    return _share(X).nan_to_num(1.0)
