"""Exercise 10.7: a threshold, chosen on validation data, judged on a test part held out."""

import math
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from ..frame import Attempt, exercise

WITHIN = 1.15  # of the best threshold's mean cost on the test part
N = 12_000


class Model(NamedTuple):
    """What a model makes of honest logits, the costs, and advice where the choice is bad."""

    made: Callable[[Tensor], Tensor]
    miss: float
    alarm: float
    advice: str


def _by_theory(scores: Tensor, labels: Tensor, miss: float, alarm: float) -> float:
    return math.log(alarm / miss)


MODELS = {
    "honest logits": Model(
        lambda z: z,
        20.0,
        1.0,
        "Here theory is right: a miss counts 20 times an alarm. Is your cost?",
    ),
    "a model trained with class weights": Model(
        lambda z: z + math.log(30),
        5.0,
        1.0,
        "A weighted model's logits are shifted. Look at what each threshold costs on the data.",
    ),
    "scores that are no logits": Model(
        lambda z: 100 + 7 * z.sigmoid() ** 3,
        8.0,
        1.0,
        "These scores keep a good order and are no logits. Try thresholds that lie among them.",
    ),
    "an alarm that costs more than a miss": Model(
        lambda z: 3 * z, 1.0, 3.0, "Here an alarm costs three times a miss. Which cost is which?"
    ),
}


def _cost(scores: Tensor, labels: Tensor, threshold: float, miss: float, alarm: float) -> float:
    """The mean cost of calling out above a threshold."""
    said, yes = scores > threshold, labels == 1
    costs = miss * (~said & yes).double() + alarm * (said & ~yes).double()
    return costs.mean().item()


def _best(scores: Tensor, labels: Tensor, miss: float, alarm: float) -> float:
    """The score above which calling out costs least; below all of them where that is never."""
    ordered, order = scores.sort()
    yes = labels[order].double()
    below = torch.cat([torch.zeros(1).double(), yes.cumsum(0)])
    above = (1 - yes).sum() - torch.cat([torch.zeros(1).double(), (1 - yes).cumsum(0)])
    place = int((miss * below + alarm * above).argmin())
    return float(ordered[place - 1]) if place else float(ordered[0]) - 1


def _drawn(attempt: Attempt, model: Model) -> tuple[Tensor, Tensor]:
    """Scores and labels: about one yes in ten, drawn by honest logits."""
    honest = 2 * attempt.randn(N) - 3.5
    labels = (torch.rand(N, generator=attempt.rng) < honest.sigmoid()).long()
    return model.made(honest), labels


def _smallest_cost(scores: Tensor, labels: Tensor, miss: float, alarm: float) -> float:
    return _cost(scores, labels, _best(scores, labels, miss, alarm), miss, alarm)


@exercise("10.7")
def choose(attempt: Attempt) -> None:
    """A threshold that costs little on examples that it was not chosen on."""
    scores = torch.tensor([-1.5, 1.5, -2.0, -0.7, 2.5, 0.8, 1.0, -1.0, -0.2])
    true = torch.tensor([1, 0, 0, 1, 0, 1, 1, 0, 1])
    for law, labels, miss, alarm in (
        ("nine examples, a miss costs 3", true, 3.0, 2.0),
        ("nine examples, an alarm costs 9", true, 1.0, 9.0),
        ("nine examples, a miss costs 50, and the lowest score is a yes", 1 - true, 50.0, 1.0),
    ):
        told = attempt(scores, labels, miss, alarm, like=0.0)
        got = _cost(scores, labels, float(told), miss, alarm)
        attempt.equal(
            f"{law}: the smallest mean cost on them",
            got,
            _smallest_cost(scores, labels, miss, alarm),
            mistakes=_mistaken(scores, labels, miss, alarm) if miss == 3 else None,
            advice="Write down what each threshold between two scores costs. Which is cheapest?",
            rows={"threshold": told},
        )
    for name, model in MODELS.items():
        _holds(attempt, name, model)


def _holds(attempt: Attempt, name: str, model: Model) -> None:
    valid, test = _drawn(attempt, model), _drawn(attempt, model)
    told = attempt(*valid, model.miss, model.alarm, like=0.0)
    got = _cost(*test, float(told), model.miss, model.alarm)
    least = _smallest_cost(*test, model.miss, model.alarm)
    rows = {"threshold": told, "mean cost on the test part": got, "of the best threshold": least}
    law = f"{name}: a cost on new examples within 15 % of the best"
    attempt.law(law, got <= WITHIN * least, model.advice, rows=rows)


def _mistaken(scores: Tensor, labels: Tensor, miss: float, alarm: float) -> dict[str, float]:
    """What known mistakes cost on these examples."""
    thresholds = {
        "the two costs exchanged.": _best(scores, labels, alarm, miss),
        "a machine that never calls out.": math.inf,
        "a machine that always calls out.": -math.inf,
        "the score of theory for honest logits. These need not be any.": _by_theory(
            scores, labels, miss, alarm
        ),
        "a median or mean score, or ½: what the errors cost must decide.": 0.5,
    }
    return {s: _cost(scores, labels, t, miss, alarm) for s, t in thresholds.items()}
