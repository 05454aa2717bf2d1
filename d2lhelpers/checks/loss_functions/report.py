"""Exercise 10.5: a colleague's report on alarms, to be mended."""

import torch
from torch import Tensor

from ..frame import Attempt, Mistakes, exercise

SCORES = torch.tensor([2.0, 0.5, -0.2, 1.5, -1.0, 0.9, -2.0, 0.1, -0.6])
LABELS = torch.tensor([1, 1, 1, 1, 0, 0, 0, 1, 1])


def _shares(said: Tensor, labels: Tensor) -> Tensor:
    """Precision, recall and false alarm rate; a share of nothing is 0."""
    yes = labels == 1
    true, false = (said & yes).sum(), (said & ~yes).sum()
    over = [said.sum(), yes.sum(), (~yes).sum()]
    return torch.stack([n / d.clamp(min=1) for n, d in zip([true, true, false], over, strict=True)])


def _right(scores: Tensor, labels: Tensor, threshold: float) -> Tensor:
    return _shares(scores.flatten().sigmoid() > threshold, labels)


@exercise("10.5")
def report(attempt: Attempt) -> None:
    """Precision, recall and false alarm rate at a threshold on the probability."""
    advice = "Count by hand: how many alarms, how many yeses, how many noes, and how many of each?"
    attempt.agrees("nine examples, threshold 0.6", _right, SCORES, LABELS, 0.6, advice=advice)
    column = SCORES[:, None]
    edge = torch.tensor([0.0, 1.0, -1.0, 0.5]), torch.tensor([1, 1, 0, 0]), 0.5
    many = attempt.randn(40), attempt.randint(0, 2, 40)
    cases = {
        "a column of scores": (column, LABELS, 0.6),
        "a column with one example": (column[:1], LABELS[:1], 0.6),
        "a threshold of 1/21": (SCORES, LABELS, 1 / 21),
        "a threshold of 0.3": (SCORES, LABELS, 0.3),
        "a probability equal to the threshold gives no alarm": edge,
        "no alarm at all": (SCORES, LABELS, 0.99),
        "no yes among the labels": (SCORES, torch.zeros_like(LABELS), 0.6),
        "no no among the labels": (SCORES, torch.ones_like(LABELS), 0.6),
        "forty fresh examples": (*many, 0.45),
        "a fresh column": (many[0][:, None], many[1], 0.45),
    }
    attempt.each(_right, cases, mistakes=later, advice=advice)


later = Mistakes()  # those that the first law cannot see
mistake = report.mistake


@mistake("a threshold on the score: it is a probability, so compare it with sigmoid's.")
def on_scores(scores: Tensor, labels: Tensor, threshold: float) -> Tensor:
    return _shares(scores.flatten() > threshold, labels)


@mistake("precision divided by the number of yeses: it is a share of the alarms.")
def precision_of_yeses(scores: Tensor, labels: Tensor, threshold: float) -> Tensor:
    _, recall, false = _right(scores, labels, threshold)
    return torch.stack([recall, recall, false])


@mistake("false alarms divided by all examples: they are a share of the noes.")
def alarms_of_all(scores: Tensor, labels: Tensor, threshold: float) -> Tensor:
    precision, recall, false = _right(scores, labels, threshold)
    return torch.stack([precision, recall, false * (labels == 0).sum() / len(labels)])


@mistake("false alarms divided by all alarms: they are a share of the noes.")
def alarms_of_alarms(scores: Tensor, labels: Tensor, threshold: float) -> Tensor:
    precision, recall, _ = _right(scores, labels, threshold)
    return torch.stack([precision, recall, 1 - precision])


@mistake("precision and recall exchanged.")
def exchanged(scores: Tensor, labels: Tensor, threshold: float) -> Tensor:
    precision, recall, false = _right(scores, labels, threshold)
    return torch.stack([recall, precision, false])


@mistake("an alarm where the probability is below the threshold.")
def below(scores: Tensor, labels: Tensor, threshold: float) -> Tensor:
    return _shares(scores.flatten().sigmoid() < threshold, labels)


@mistake("a threshold of ½, whatever the argument says.")
def at_half(scores: Tensor, labels: Tensor, threshold: float) -> Tensor:
    return _shares(scores.flatten() > 0, labels)


@mistake("accuracy in the place of precision.")
def accuracy(scores: Tensor, labels: Tensor, threshold: float) -> Tensor:
    _, recall, false = _right(scores, labels, threshold)
    said = scores.flatten().sigmoid() > threshold
    return torch.stack([(said == (labels == 1)).float().mean(), recall, false])


@mistake("counts. Shares are asked for.")
def counts(scores: Tensor, labels: Tensor, threshold: float) -> Tensor:
    said, yes = scores.flatten().sigmoid() > threshold, labels == 1
    return torch.stack([(said & yes).sum(), yes.sum(), (said & ~yes).sum()]).float()


@later.mistake("0/0 where nothing is counted: a share of nothing is 0.")
def nothing_of_nothing(scores: Tensor, labels: Tensor, threshold: float) -> Tensor:
    said, yes = scores.flatten().sigmoid() > threshold, labels == 1
    true, false = (said & yes).sum(), (said & ~yes).sum()
    return torch.stack([true / said.sum(), true / yes.sum(), false / (~yes).sum()])


@later.mistake("a column of scores beside a row of labels: a table of n × n. Flatten the scores.")
def table(scores: Tensor, labels: Tensor, threshold: float) -> Tensor:
    said, yes = scores.sigmoid() > threshold, labels == 1
    true, false = (said & yes).sum(), (said & ~yes).sum()
    over = [said.sum(), yes.sum(), (~yes).sum()]
    return torch.stack([n / d.clamp(min=1) for n, d in zip([true, true, false], over, strict=True)])


@later.mistake("a probability equal to the threshold taken for an alarm: only above it.")
def at_least(scores: Tensor, labels: Tensor, threshold: float) -> Tensor:
    return _shares(scores.flatten().sigmoid() >= threshold, labels)
