"""Exercise 8.8: which model goes into use in the target, decided on weighted source examples."""

from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, exercise

LABELS = torch.tensor([0, 1, 2, 1, 0, 2, 1, 0])
WEIGHTS = torch.tensor(
    [0.5, 3.0, 0.25, 0.5, 0.25, 2.0, 0.75, 0.75]
)  # worth 64/14.75 = 4.34 examples


def _answers() -> Tensor:
    """Eight models: where each is right, in the eight examples."""
    right = ["03467", "0234567", "023467", "123467", "1", "15", "", "0167"]
    rows = [
        [int(label) if str(i) in places else (int(label) + 1) % 3 for i, label in enumerate(LABELS)]
        for places in right
    ]
    return torch.tensor(rows)


def _size(weights: Tensor) -> float:
    return float(weights.sum() ** 2 / (weights**2).sum())


def _hits(answers: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return ((answers == labels) * weights).sum(1)


def _choice(answers: Tensor, labels: Tensor, weights: Tensor, enough: float) -> int:
    return -1 if _size(weights) < enough else int(_hits(answers, labels, weights).argmax())


def _plain(result: Any) -> Any:
    return int(result) if isinstance(result, Tensor) and result.numel() == 1 else result


@exercise("8.8")
def choose_model(attempt: Attempt) -> None:
    """The model that weighted source examples expect to be best in the target, or −1."""
    answers = _answers()
    law = "eight models on eight examples that are worth 4.3, where 4 are enough"
    probe = answers[[3, 2, 1, 0, 7, 6, 5, 4]], LABELS, WEIGHTS, 4
    attempt.agrees(law, _choice, answers, LABELS, WEIGHTS, 4, probe=probe, read=_plain)
    cases: dict[str, tuple[Tensor, Tensor, Tensor, float]] = {
        "the same, where 5 are wanted: no decision": (answers, LABELS, WEIGHTS, 5),
        "the same models in another order": (answers.flip(0), LABELS, WEIGHTS, 4),
        "weights a hundred times as large": (answers, LABELS, 100 * WEIGHTS, 4),
        "weights a hundredth as large": (answers, LABELS, WEIGHTS / 100, 4),
        "weights all equal, as many as wanted: the plain accuracy": (
            answers,
            LABELS,
            torch.ones(8),
            8,
        ),
        "three equal models: the first": (answers[[4, 3, 3, 3]], LABELS, WEIGHTS, 2),
        "one model": (answers[:1], LABELS, WEIGHTS, 4),
        "one example": (answers[:, 1:2], LABELS[1:2], WEIGHTS[1:2], 1),
        "weights of 0": (answers, LABELS, WEIGHTS * (torch.arange(8) > 3), 2),
        "no model is right on anything": (answers[[6, 6]], LABELS, WEIGHTS, 3),
        "one weight outweighs a thousand examples: no decision": (
            torch.zeros(2, 1000, dtype=torch.int64),
            torch.ones(1000, dtype=torch.int64),
            torch.cat([torch.ones(999), torch.tensor([1e4])]),
            30,
        ),
    }
    attempt.each(_choice, cases, read=_plain)
    _stands_in_the_target(attempt)


def _stands_in_the_target(attempt: Attempt) -> None:
    """Three rules on a bent border; labels of the target, which the answer does not see, judge."""
    x = attempt.randn(2, 4000) + torch.tensor([[0.0], [0.8]])  # the source's inputs, the target's
    heights = 2 * attempt.randn(2, 4000)
    labels = (heights > -1.5 * x.abs()).long()
    rules = [1.5 * x, -1.5 * x, -0.6 + 0 * x]
    answers = torch.stack([(heights > rule).long() for rule in rules])  # (rules, 2, 4000)
    weights = (0.8 * (x[0] - 0.4)).exp()
    chosen = attempt(answers[:, 0], labels[0], weights, 100, like=0)
    then = (answers[:, 1] == labels[1]).float().mean(1)
    rows = {"chosen": chosen, "right in the target": then}
    good = 0 <= int(chosen) < 3 and bool(then[int(chosen)] >= then.max() - 0.03)
    attempt.law(
        "three rules, judged by labels of the target",
        good,
        "Another rule is better there.",
        rows=rows,
    )


@choose_model.mistake("the model that is best on the source: the weights do not come in.")
def best_on_source(answers: Tensor, labels: Tensor, weights: Tensor, enough: float) -> int:
    return -1 if _size(weights) < enough else int((answers == labels).sum(1).argmax())


@choose_model.mistake("a choice by the weights squared: each example has its weight once.")
def squared(answers: Tensor, labels: Tensor, weights: Tensor, enough: float) -> int:
    return -1 if _size(weights) < enough else int(_hits(answers, labels, weights**2).argmax())


@choose_model.mistake("the model that is wrong most often.")
def worst(answers: Tensor, labels: Tensor, weights: Tensor, enough: float) -> int:
    return -1 if _size(weights) < enough else int(_hits(answers, labels, weights).argmin())


@choose_model.mistake("models counted from 1: rows are counted from 0.")
def from_one(answers: Tensor, labels: Tensor, weights: Tensor, enough: float) -> int:
    found = _choice(answers, labels, weights, enough)
    return found if found < 0 else found + 1


@choose_model.mistake("the weighted accuracy. Asked is the number of the model that has it.")
def accuracy(answers: Tensor, labels: Tensor, weights: Tensor, enough: float) -> float:
    return float(_hits(answers, labels, weights).max() / weights.sum())


@choose_model.mistake(
    "a decision that the weights do not allow: what they are worth is their effective size, "
    "not their number or their sum."
)
def always(answers: Tensor, labels: Tensor, weights: Tensor, enough: float) -> int:
    return int(_hits(answers, labels, weights).argmax())


@choose_model.mistake("the last of equal models: asked is the first.")
def last(answers: Tensor, labels: Tensor, weights: Tensor, enough: float) -> int:
    found = len(answers) - 1 - int(_hits(answers, labels, weights).flip(0).argmax())
    return -1 if _size(weights) < enough else found


@choose_model.mistake(
    "a decision refused that the weights allow: they are worth at least `enough` examples."
)
def refused(answers: Tensor, labels: Tensor, weights: Tensor, enough: float) -> int:
    return -1
