"""Exercise 10.4: the focal loss from scores."""

import torch
from torch import Tensor
from torch.nn import functional as F

from ..frame import Attempt, Mistakes, NotYet, changing, exercise, show_value

SCORES = torch.tensor([2.0, -0.5, 0.7, -3.0, 1.3])
LABELS = torch.tensor([1.0, 1.0, 0.0, 0.0, 0.0])
LOSSES = ("binary_cross_entropy", "binary_cross_entropy_with_logits", "bce", "bce_with_logits")


def _toward(scores: Tensor, labels: Tensor) -> Tensor:
    """The scores with their signs turned where the answer is no."""
    return torch.where(labels == 1, scores, -scores)


def _each(scores: Tensor, labels: Tensor, gamma: float) -> Tensor:
    m = _toward(scores, labels)
    return (gamma * F.logsigmoid(-m)).exp() * -F.logsigmoid(m)


def _right(scores: Tensor, labels: Tensor, gamma: float) -> Tensor:
    return _each(scores, labels, gamma).mean()


@exercise("10.4")
def focal_loss(attempt: Attempt) -> None:
    """A yes-or-no loss in which easy examples count less."""
    attempt.forbid(*LOSSES, "soft_margin", instead="F.logsigmoid, or exp, log1p and clamp")
    attempt.agrees("five examples, γ = 2", _right, SCORES, LABELS, 2.0)
    cases = {
        "γ = 0: the binary cross-entropy": (SCORES, LABELS, 0.0),
        "γ = ½": (SCORES, LABELS, 0.5),
        "one example": (SCORES[:1], LABELS[:1], 2.0),
        "only yes": (SCORES, torch.ones(5), 2.0),
        "only no": (SCORES, torch.zeros(5), 2.0),
        "fresh scores": (2 * attempt.randn(30), attempt.randint(0, 2, 30).float(), 1.5),
    }
    attempt.each(_right, cases)
    far = "Some score is far from 0. Is a probability formed, and rounded to 0 or 1 on the way?"
    large = {
        "wrong by 200, and it was a no": (torch.tensor([200.0, 1.0]), torch.zeros(2), 2.0),
        "wrong by 200, and it was a yes": (torch.tensor([-200.0, 1.0]), torch.ones(2), 2.0),
        "right by 200": (torch.tensor([200.0, 1.0]), torch.ones(2), 2.0),
        "wrong by 30": (torch.tensor([30.0, 1.0]), torch.zeros(2), 2.0),
    }
    attempt.each(_right, large, mistakes=later, advice=far)
    for gamma in (2.0, 0.0):
        _slopes(attempt, gamma)
    attempt.precise(_right, SCORES / 3, LABELS, 2.0)


def _slopes(attempt: Attempt, gamma: float) -> None:
    scores = torch.tensor([2.0, -0.5, 0.4, 200.0, -200.0, 300.0], requires_grad=True)
    labels = torch.tensor([1.0, 0.0, 1.0, 0.0, 1.0, 1.0])
    [expected] = torch.autograd.grad(_right(scores, labels, gamma), scores)
    loss = attempt(changing(scores), labels, gamma)
    if not isinstance(loss, Tensor) or not loss.requires_grad:
        rows = {"got": show_value(loss)}
        raise NotYet(rows, "backward() cannot start from this: leave out .item() and .detach().")
    [got] = torch.autograd.grad(loss, scores)
    advice = (
        "The values are right and the slopes are not. A weight that is detached, or an infinite "
        "number that is replaced afterwards, spoils them."
    )
    law = f"the slopes, some scores wrong by 200, γ = {gamma:g}"
    attempt.equal(law, got, expected, advice=advice)


mistake = focal_loss.mistake
later = Mistakes()  # those that only large scores can show


@mistake("a sum. Asked is the mean over the examples.")
def summed(scores: Tensor, labels: Tensor, gamma: float) -> Tensor:
    return _each(scores, labels, gamma).sum()


@mistake("one loss for each example. The mean is missing.")
def each_example(scores: Tensor, labels: Tensor, gamma: float) -> Tensor:
    return _each(scores, labels, gamma)


@mistake("p_t to the power γ: it is 1 − p_t that makes easy examples count less.")
def hard_ones_less(scores: Tensor, labels: Tensor, gamma: float) -> Tensor:
    m = _toward(scores, labels)
    return ((gamma * F.logsigmoid(m)).exp() * -F.logsigmoid(m)).mean()


@mistake("plain binary cross-entropy: γ has no effect.")
def without_gamma(scores: Tensor, labels: Tensor, gamma: float) -> Tensor:
    return _right(scores, labels, 0.0)


@mistake("the same loss for yes and no: turn the sign of the score where the answer is no.")
def always_yes(scores: Tensor, labels: Tensor, gamma: float) -> Tensor:
    return _right(scores, torch.ones_like(labels), gamma)


@mistake("yes and no exchanged.")
def turned(scores: Tensor, labels: Tensor, gamma: float) -> Tensor:
    return _right(scores, 1 - labels, gamma)


@mistake("the logarithm without its minus: a surprise is never negative.")
def negative(scores: Tensor, labels: Tensor, gamma: float) -> Tensor:
    return -_right(scores, labels, gamma)


@mistake("the probability of yes in the weight, where that of what happened is due.")
def weight_of_yes(scores: Tensor, labels: Tensor, gamma: float) -> Tensor:
    m = _toward(scores, labels)
    return ((gamma * F.logsigmoid(-scores)).exp() * -F.logsigmoid(m)).mean()


@mistake("γ times (1 − p_t), where its power is due.")
def times_gamma(scores: Tensor, labels: Tensor, gamma: float) -> Tensor:
    m = _toward(scores, labels)
    return (gamma * F.logsigmoid(-m).exp() * -F.logsigmoid(m)).mean()


@mistake("a weight formed of the mean loss: each example has a weight of its own.")
def of_the_mean(scores: Tensor, labels: Tensor, gamma: float) -> Tensor:
    mean = _right(scores, labels, 0.0)
    return (1 - (-mean).exp()) ** gamma * mean


@later.mistake("probabilities formed by sigmoid, and a log of 0: far off they round to 0 or 1.")
def by_probability(scores: Tensor, labels: Tensor, gamma: float) -> Tensor:
    p = scores.sigmoid()
    happened = torch.where(labels == 1, p, 1 - p)
    return ((1 - happened) ** gamma * -happened.log()).mean()


@later.mistake(
    "a small number added inside the logarithm: far off the loss is cut, and the slope 0."
)
def with_epsilon(scores: Tensor, labels: Tensor, gamma: float) -> Tensor:
    p = scores.sigmoid()
    happened = torch.where(labels == 1, p, 1 - p)
    return ((1 - happened) ** gamma * -(happened + 1e-7).log()).mean()
