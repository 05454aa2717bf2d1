"""Exercise 3.5: counts of true against predicted classes."""

import torch
from torch import Tensor

from ..frame import Attempt, NotYet, exercise, same

TRUE = torch.tensor([0, 0, 0, 1, 2, 2, 0])
PREDICTED = torch.tensor([0, 1, 1, 1, 0, 1, 2])


def _counts(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    pairs = true * classes + predicted
    return torch.bincount(pairs, minlength=classes**2).reshape(classes, classes)


@exercise("3.5")
def confusion_matrix(attempt: Attempt) -> None:
    """Counts, true classes down, predicted classes across."""
    attempt.forbid("histogram2d", "histogramdd", instead="PyTorch or a loop over the pairs")
    law = "entry (i, j) counts the examples of true class i predicted as j"
    got = attempt(TRUE, PREDICTED, 3)
    _require_int64(got, _counts(TRUE, PREDICTED, 3))
    probe = (torch.tensor([1, 0, 2, 2, 3]), torch.tensor([2, 2, 0, 0, 3]), 4)
    attempt.agrees(law, _counts, TRUE, PREDICTED, 3, probe=probe)
    cases = {
        "classes that never occur keep rows and columns": (TRUE[:3], PREDICTED[:3], 5),
        "the last class occurs, a class in the middle does not": (
            torch.tensor([3, 3, 0]),
            torch.tensor([3, 0, 0]),
            4,
        ),
        "one example": (torch.tensor([1]), torch.tensor([0]), 2),
        "a single class": (torch.tensor([0, 0]), torch.tensor([0, 0]), 1),
        "twelve classes": (attempt.randint(0, 12, 60), attempt.randint(0, 12, 60), 12),
        "a pair that occurs 2,501 times": (
            torch.tensor([1] * 2501 + [0]),
            torch.tensor([0] * 2501 + [1]),
            2,
        ),
    }
    attempt.each(_counts, cases, probe=probe)


def _require_int64(got: object, expected: Tensor) -> None:
    kinds = (torch.int64, torch.bool)
    if isinstance(got, Tensor) and got.dtype not in kinds and same(got.double(), expected.double()):
        rows = {"got": f"dtype {got.dtype}", "expected": "dtype torch.int64"}
        advice = "The numbers are right, but counts are whole: the text asks for an int64 tensor."
        raise NotYet(rows, advice)


confusion_matrix.symptom(
    "shape '[",
    "a bincount that ends at the last pair that occurs. minlength= makes it long enough.",
)
confusion_matrix.symptom(
    "out of bounds",
    "a table that is too small: the number of classes is given, it is not counted from the data.",
)


@confusion_matrix.mistake(
    "rows and columns exchanged: true classes go down, predicted ones across."
)
def exchanged(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return _counts(predicted, true, classes)


@confusion_matrix.mistake(
    "counts[true, predicted] += 1: it reads, adds and writes back, so a pair that "
    "occurs several times counts once."
)
def once_each(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return (_counts(true, predicted, classes) > 0).long()


@confusion_matrix.mistake("shares of each row. Return the counts themselves.")
def row_shares(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    counts = _counts(true, predicted, classes)
    return counts / counts.sum(1, keepdim=True)


@confusion_matrix.mistake("shares of each column. Return the counts themselves.")
def column_shares(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    counts = _counts(true, predicted, classes)
    return counts / counts.sum(0, keepdim=True)


@confusion_matrix.mistake("shares of all examples. Return the counts themselves.")
def shares(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return _counts(true, predicted, classes) / len(true)


@confusion_matrix.mistake(
    "a table that ends at the largest class that occurs. Classes without examples "
    "keep their rows and columns."
)
def ends_early(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return _counts(true, predicted, int(max(true.max(), predicted.max())) + 1)


@confusion_matrix.mistake(
    "a table of the classes that occur. Classes without examples keep their rows and columns."
)
def only_occurring(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    occurring = torch.cat([true, predicted]).unique()
    return _counts(true, predicted, classes)[occurring][:, occurring]


@confusion_matrix.mistake("the right answers only. Wrong ones are counted beside the diagonal.")
def right_only(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return torch.diag(_counts(true, predicted, classes).diag())


@confusion_matrix.mistake("the errors only. Right answers are counted, too, on the diagonal.")
def errors_only(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return _counts(true, predicted, classes).fill_diagonal_(0)


@confusion_matrix.mistake(
    "the diagonal alone, as a list. The table has a row and a column for each class."
)
def diagonal(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return _counts(true, predicted, classes).diag()


@confusion_matrix.mistake("counts without their table: they are to stand in rows and columns.")
def flat(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return _counts(true, predicted, classes).flatten()


@confusion_matrix.mistake(
    "rows that are all the same row: [[0] * classes] * classes names one list several times."
)
def one_list(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return torch.bincount(predicted, minlength=classes).repeat(classes, 1)


@confusion_matrix.mistake("the first pair alone: does `return` stand inside the loop?")
def first_pair(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return _counts(true[:1], predicted[:1], classes)


@confusion_matrix.mistake("a loop that stops one example too early.")
def last_forgotten(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return _counts(true[:-1], predicted[:-1], classes)


@confusion_matrix.mistake("a loop that begins one example too late.")
def first_forgotten(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return _counts(true[1:], predicted[1:], classes)


@confusion_matrix.mistake("a count of true classes against true classes.")
def true_twice(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return _counts(true, true, classes)


@confusion_matrix.mistake("a table of ten classes, whatever their number.")
def ten_classes(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return _counts(true, predicted, 10)


@confusion_matrix.mistake("a table with one class too many: class numbers begin at 0.")
def one_more(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return _counts(true, predicted, classes + 1)


@confusion_matrix.mistake("a table that begins with ones. Before the first pair every count is 0.")
def from_ones(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return _counts(true, predicted, classes) + 1


@confusion_matrix.mistake(
    "both directions counted together: (i, j) and (j, i) are different errors."
)
def symmetric(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    counts = _counts(true, predicted, classes)
    return counts + counts.T


@confusion_matrix.mistake(
    "class numbers that begin at 1: row 0 is that of class 0, not the last one."
)
def minus_one(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return _counts(true, predicted, classes).roll((-1, -1), (0, 1))


@confusion_matrix.mistake("class numbers that begin at 1: row 0 is that of class 0.")
def from_one(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return _counts(true, predicted, classes).roll((1, 1), (0, 1))


@confusion_matrix.mistake("yes and no for each pair. Return how many examples there are.")
def yes_or_no(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return _counts(true, predicted, classes) > 0


@confusion_matrix.mistake(
    "a number format that is too small for large counts: make the table int64 from the start."
)
def eight_bits(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return _counts(true, predicted, classes) % 256
