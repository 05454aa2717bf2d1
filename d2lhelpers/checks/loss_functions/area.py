"""Exercise 10.6: the area under the ROC curve, by pairs."""

import torch
from torch import Tensor

from ..frame import Attempt, Mistakes, exercise

SCORES = torch.tensor([0.9, 0.2, 0.7, 0.7, -0.4, 0.2, 1.3, -0.4])
LABELS = torch.tensor([1, 0, 1, 0, 0, 1, 0, 1])


def _signs(scores: Tensor, labels: Tensor) -> Tensor:
    """For each yes (row) and no (column): 1, 0 or −1."""
    return (scores[labels == 1][:, None] - scores[labels != 1]).sign()


def _right(scores: Tensor, labels: Tensor) -> Tensor:
    return (_signs(scores, labels) / 2 + 0.5).mean()


@exercise("10.6")
def area(attempt: Attempt) -> None:
    """The share of pairs in which the yes scores above the no."""
    advice = "Take two yeses and two noes, write down the four pairs, and count 1, ½ or 0 for each."
    attempt.agrees("eight examples with ties", _right, SCORES, LABELS, advice=advice)
    half = torch.tensor([1, 0, 0, 0, 0, 0, 0, 0])
    cases = {
        "one yes": (SCORES, half),
        "one no": (SCORES, 1 - half),
        "one of each": (SCORES[:2], LABELS[:2]),
        "all scores equal": (torch.ones(5), LABELS[:5]),
        "a perfect order": (torch.arange(8.0), (torch.arange(8) > 5).long()),
        "the order turned round": (-torch.arange(8.0), (torch.arange(8) > 5).long()),
        "scores that differ by little": (1 + SCORES / 1e4, LABELS),
        "large scores": (1e6 * SCORES, LABELS),
        "forty fresh examples": (attempt.randn(40), torch.arange(40) % 3 // 2),
        "with ties": (attempt.randint(0, 4, 40).float(), torch.arange(40) % 3 // 2),
    }
    attempt.each(_right, cases, mistakes=later, advice=advice)
    attempt.precise(_right, SCORES, LABELS)


later = Mistakes()  # those that the first law cannot see
mistake = area.mistake


@mistake("a tie counted as 0: such a pair counts half.")
def ties_lost(scores: Tensor, labels: Tensor) -> Tensor:
    return (_signs(scores, labels) > 0).to(scores.dtype).mean()


@mistake("a tie counted as 1: such a pair counts half.")
def ties_won(scores: Tensor, labels: Tensor) -> Tensor:
    return (_signs(scores, labels) >= 0).to(scores.dtype).mean()


@mistake("the noes above the yeses: the pair counts where the yes has the larger score.")
def turned(scores: Tensor, labels: Tensor) -> Tensor:
    return 1 - _right(scores, labels)


@mistake("a sum over the pairs. Asked is their share.")
def summed(scores: Tensor, labels: Tensor) -> Tensor:
    return (_signs(scores, labels) / 2 + 0.5).sum()


@mistake("a mean of the signs, from −1 to 1. A pair counts 1, ½ or 0.")
def signs(scores: Tensor, labels: Tensor) -> Tensor:
    return _signs(scores, labels).mean()


@mistake("a division by all pairs of examples. Only pairs of a yes and a no count.")
def all_pairs(scores: Tensor, labels: Tensor) -> Tensor:
    return (_signs(scores, labels) / 2 + 0.5).sum() / len(scores) ** 2


@mistake("accuracy at the score 0. The area needs no threshold.")
def accuracy(scores: Tensor, labels: Tensor) -> Tensor:
    return ((scores > 0) == (labels == 1)).to(scores.dtype).mean()


@mistake("the difference of the mean scores. Only the order counts, not the distance.")
def distance(scores: Tensor, labels: Tensor) -> Tensor:
    return scores[labels == 1].mean() - scores[labels != 1].mean()


@mistake("the steps of the ROC curve in the order of a sort: it breaks ties as it likes.")
def by_sorting(scores: Tensor, labels: Tensor) -> Tensor:
    hit = labels[scores.argsort(descending=True, stable=True)].to(scores.dtype)
    recall = hit.cumsum(0) / hit.sum()
    return (recall * (1 - hit)).sum() / (1 - hit).sum()


@later.mistake("differences rounded to a tie: scores that differ by little are not equal.")
def tolerant(scores: Tensor, labels: Tensor) -> Tensor:
    gaps = scores[labels == 1][:, None] - scores[labels != 1]
    signs = torch.where(gaps.abs() < 1e-3, torch.zeros_like(gaps), gaps.sign())
    return (signs / 2 + 0.5).mean()


@mistake("pairs of the first yes with the first no, and so on: each yes meets each no.")
def in_order(scores: Tensor, labels: Tensor) -> Tensor:
    yes, no = scores[labels == 1], scores[labels != 1]
    n = min(len(yes), len(no))
    return ((yes[:n] - no[:n]).sign() / 2 + 0.5).mean()
