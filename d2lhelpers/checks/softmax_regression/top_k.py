"""Exercise 3.6: share of labels among the k highest scores."""

from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, exercise, is_number, number

LADDER = torch.tensor([-1.6, -1.1, 0.0, 1.5, 2.0, 3.0])  # no ties, by size or by absolute size
ORDER = torch.rand(29, 6, generator=torch.Generator().manual_seed(70)).argsort(1)
SCORES = torch.cat([LADDER[ORDER], torch.full((29, 1), -2.2)], dim=1)  # no hit for the last class
LABELS = torch.arange(29) * 5 % 7
BEST = torch.tensor([[0.5, 3.0, -1.0, 2.0]])
COLUMN = "Each row is to meet its own label: the labels must stand as a column."


def _hits(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    return (scores.topk(k, 1).indices == labels[:, None]).any(1)


def _share(scores: Tensor, labels: Tensor, k: int) -> float:
    return _hits(scores, labels, k).double().mean().item()


def _number(result: Any) -> Any:
    return number(result) if is_number(result) else result


@exercise("3.6")
def top_k_accuracy(attempt: Attempt) -> None:
    """Share of examples whose label is among the k highest scores."""
    probe = (-SCORES[:, [2, 0, 1, 4, 3, 6, 5]], LABELS.flip(0), 3)
    law = "the share of examples whose label is among their own k highest scores"
    attempt.agrees(law, _share, SCORES, LABELS, 4, probe=probe, read=_number)
    cases = {
        "the highest score alone": (SCORES, LABELS, 1),
        "the two highest": (SCORES, LABELS, 2),
        "all but one": (SCORES, LABELS, 6),
        "as many as there are classes": (SCORES, LABELS, 7),
        "one example, among its best three": (BEST, torch.tensor([3]), 3),
        "one example, not its best": (BEST, torch.tensor([3]), 1),
        "one example, its best": (BEST, torch.tensor([1]), 1),
        "as many examples as candidates": (SCORES[:3], LABELS[:3], 3),
        "a single class": (SCORES[:3, :1], torch.zeros(3, dtype=torch.int64), 1),
        "negative scores": (SCORES - 4, LABELS, 2),
        "random scores": (attempt.randn(60, 6), attempt.randint(0, 6, 60), 2),
    }
    attempt.each(_share, cases, probe=probe, read=_number)
    doubles = (SCORES.double(), LABELS, 2)
    attempt.agrees("scores in float64", _share, *doubles, probe=probe, read=_number)


top_k_accuracy.symptom(
    "non-singleton dimension",
    "labels of shape (examples,) beside candidates of shape (examples, k), or [:k] "
    "in place of [:, :k].",
)
top_k_accuracy.symptom(
    "Boolean value of Tensor", "`in` on all that topk returns. It gives values and indices."
)
top_k_accuracy.symptom(
    "Input dtype must be either",
    "a mean of True and False, which torch does not take: .float() first.",
)
top_k_accuracy.symptom(
    "Too many indices", "squeeze(): with one example, or k = 1, a dimension is lost."
)


@top_k_accuracy.mistake("the ordinary accuracy: k changes nothing.")
def highest_alone(scores: Tensor, labels: Tensor, k: int) -> float:
    return _share(scores, labels, 1)


@top_k_accuracy.mistake("the two highest, whatever k is.")
def always_two(scores: Tensor, labels: Tensor, k: int) -> float:
    return _share(scores, labels, min(2, scores.shape[1]))


@top_k_accuracy.mistake("labels that are looked for among the candidates of all rows. " + COLUMN)
def any_row(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    return torch.isin(labels, scores.topk(k, 1).indices).double().mean()


@top_k_accuracy.mistake("labels that meet the candidates of other rows. " + COLUMN)
def other_rows(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    return (scores.topk(k, 1).indices == labels).any(1).double().mean()


@top_k_accuracy.mistake("a mean over all candidates. An example has at most one hit among its k.")
def over_candidates(scores: Tensor, labels: Tensor, k: int) -> float:
    return _share(scores, labels, k) / k


@top_k_accuracy.mistake("a count. Divide by the number of examples.")
def counted(scores: Tensor, labels: Tensor, k: int) -> float:
    return _share(scores, labels, k) * len(labels)


@top_k_accuracy.mistake("a division by the number of classes. Divide by the number of examples.")
def over_classes(scores: Tensor, labels: Tensor, k: int) -> float:
    return _share(scores, labels, k) * len(labels) / scores.shape[1]


@top_k_accuracy.mistake("one answer for each example. Take their mean.")
def yes_or_no(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    return _hits(scores, labels, k)


@top_k_accuracy.mistake("one number for each example. Take their mean.")
def ones_and_zeros(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    return _hits(scores, labels, k).float()


@top_k_accuracy.mistake("the k lowest scores. The best candidates have the highest.")
def lowest(scores: Tensor, labels: Tensor, k: int) -> float:
    return _share(-scores, labels, k)


@top_k_accuracy.mistake("the k-th candidate alone. The label may stand anywhere among the first k.")
def last_candidate(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    return (scores.topk(k, 1).indices[:, -1] == labels).double().mean()


@top_k_accuracy.mistake(
    "the k highest scores, compared with the labels. The classes are their places."
)
def values(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    return (scores.topk(k, 1).values == labels[:, None]).any(1).double().mean()


@top_k_accuracy.mistake("one candidate too many.")
def one_more(scores: Tensor, labels: Tensor, k: int) -> float:
    return _share(scores, labels, min(k + 1, scores.shape[1]))


@top_k_accuracy.mistake("one candidate too few.")
def one_less(scores: Tensor, labels: Tensor, k: int) -> float:
    return _share(scores, labels, k - 1) if k > 1 else 0.0


@top_k_accuracy.mistake("the k highest along the examples (dim=0). The classes lie along dim=1.")
def along_examples(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    best = scores.topk(k, 0).indices.T
    return (best[: len(labels)] == labels[: len(best), None]).any(1).double().mean()


@top_k_accuracy.mistake("all() in place of any(): a label equals one of its candidates, not all.")
def all_of_them(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    return (scores.topk(k, 1).indices == labels[:, None]).all(1).double().mean()


@top_k_accuracy.mistake(
    "any() over the whole table. It is to run along dim=1, once for each example."
)
def any_at_all(scores: Tensor, labels: Tensor, k: int) -> float:
    return float(_hits(scores, labels, k).any())


@top_k_accuracy.mistake("the share of misses: one minus what is asked.")
def misses(scores: Tensor, labels: Tensor, k: int) -> float:
    return 1 - _share(scores, labels, k)


@top_k_accuracy.mistake("per cents. A share lies between 0 and 1.")
def per_cent(scores: Tensor, labels: Tensor, k: int) -> float:
    return 100 * _share(scores, labels, k)


@top_k_accuracy.mistake("absolute scores. A score of −2 is lower than one of 0.1.")
def absolute(scores: Tensor, labels: Tensor, k: int) -> float:
    return _share(scores.abs(), labels, k)


@top_k_accuracy.mistake("the first example alone: does `return` stand inside the loop?")
def first_example(scores: Tensor, labels: Tensor, k: int) -> float:
    return _share(scores[:1], labels[:1], k) / len(labels)


@top_k_accuracy.mistake("the first k classes, not the k classes with the highest scores.")
def first_classes(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    return (labels < k).double().mean()


@top_k_accuracy.mistake("squeeze(): for k = 1, or with one example, a dimension is lost.")
def squeezed(scores: Tensor, labels: Tensor, k: int) -> float:
    candidates = scores.topk(k, 1).indices.squeeze()
    return (candidates == labels.squeeze()[:, None]).any(1).double().mean().item()


@top_k_accuracy.mistake("a rounded share. Return it with all its digits.")
def rounded(scores: Tensor, labels: Tensor, k: int) -> float:
    return round(_share(scores, labels, k), 2)
