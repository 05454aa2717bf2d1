"""Exercise 8.3: cross-entropy in which each example has its weight."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from ..frame import Attempt, exercise, same

LOGITS = torch.tensor([[1.0, 0.2, -1.0], [0.2, 2.0, 1.2], [0.3, -0.4, 0.9], [-0.8, 0.6, 1.7]])
LABELS = torch.tensor([1, 2, 0, 2])
WEIGHTS = torch.tensor([0.7, 2.6, 0.4, 1.5])
CUT_OFF = (
    "a result that is cut off from its graph: turned into a number by .item(), detached, made anew "
    "by torch.tensor, or made of an argmax or a comparison, which have no slope."
)


def _losses(logits: Tensor, labels: Tensor) -> Tensor:
    return F.cross_entropy(logits, labels, reduction="none")


def _weighted(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return (weights * _losses(logits, labels)).sum() / weights.sum()


def _one_number(result: Any) -> Any:
    """The tensor () for one with a number in brackets: backward() starts from both."""
    return result.reshape(()) if isinstance(result, Tensor) and result.numel() == 1 else result


@exercise("8.3")
def weighted_loss(attempt: Attempt) -> None:
    """Cross-entropy in which each example has its weight."""
    _can_be_differentiated(attempt)
    advice = _where(attempt)
    law, inputs = "four examples of three classes", (LOGITS, LABELS, WEIGHTS)
    attempt.agrees(law, _weighted, *inputs, read=_one_number, advice=advice)
    some = attempt.randn(6, 4), torch.tensor([0, 3, 2, 1, 1, 2])
    weights = torch.tensor([1.0, 3.0, 0.5, 2.0, 0.2, 1.3])
    two = LOGITS[:, :2], torch.tensor([1, 0, 0, 1])
    cases = {
        "six examples of four classes": (*some, weights),
        "weights twice as large give the same loss": (*some, 2 * weights),
        "weights that add up to less than 1": (*some, weights / 100),
        "weights all equal: the plain mean": (*some, torch.full((6,), 2.5)),
        "a weight of 0: the example does not count": (*some, weights * (weights != 3.0)),
        "two classes": (*two, WEIGHTS),
        "one example": (LOGITS[:1], LABELS[:1], WEIGHTS[:1]),
        "one class: nothing can surprise": (LOGITS[:, :1], 0 * LABELS, WEIGHTS),
    }
    attempt.each(_weighted, cases, read=_one_number)
    _is_not_rounded(attempt)
    attempt.precise(_weighted, LOGITS, LABELS, WEIGHTS, read=_one_number)
    got = attempt.run(lambda: _gradient(attempt.value))
    advice = (
        "The loss is right, but its gradient is not: is a part of it detached, or computed under "
        "no_grad?"
    )
    rows = {"logits": LOGITS, "labels": LABELS, "weights": WEIGHTS}
    law = "its gradient is that of the weighted mean"
    attempt.equal(law, got, _gradient(_weighted), advice=advice, rows=rows)


def _can_be_differentiated(attempt: Attempt) -> None:
    """One number that depends on the logits: without it the gradient says nothing."""
    result = attempt(LOGITS.clone().requires_grad_(), LABELS, WEIGHTS)
    one_number = not isinstance(result, Tensor) or result.numel() == 1
    looks_like = "one loss for each example: the sum over them is missing."
    if isinstance(result, Tensor) and result.ndim == 2:
        looks_like = "a table of examples and classes: one loss for each example comes first."
    attempt.law("the result is one number", one_number, looks_like=looks_like, rows={"got": result})
    if isinstance(result, Tensor | float):
        on_graph = isinstance(result, Tensor) and result.grad_fn is not None
        law = "the result can be differentiated"
        attempt.law(law, on_graph, looks_like=CUT_OFF, rows={"got": result})


def _where(attempt: Attempt) -> str:
    """Which half of an unknown mistake is to be looked for: in the losses or in their weights."""
    ones = torch.ones(len(LABELS))
    got = _one_number(attempt(LOGITS, LABELS, ones))
    if same(got, _weighted(LOGITS, LABELS, ones)):
        return "With equal weights the result is right. How do the weights come in?"
    return "With weights that are all 1 this is not the mean of the cross-entropies either."


def _is_not_rounded(attempt: Attempt) -> None:
    """Logits far apart: a probability rounds to 0 there, its logarithm does not."""
    logits = torch.tensor([[200.0, -200.0, 0.0], [1.0, 0.5, -1.0], [30.0, 0.0, -10.0]])
    advice = (
        "This looks like the logarithm of a probability that was rounded to 0 (or kept from 0 by a "
        "small number). cross_entropy and log_softmax work with the logits themselves."
    )
    law = "logits that are far apart"
    attempt.agrees(law, _weighted, logits, LABELS[:3], WEIGHTS[:3], read=_one_number, advice=advice)


def _gradient(loss: Callable[..., Tensor]) -> Tensor:
    leaf = LOGITS.clone().requires_grad_()
    return torch.autograd.grad(loss(leaf, LABELS, WEIGHTS).sum(), leaf)[0]


weighted_loss.symptom(
    "weight tensor should be defined",
    "the weights of classes: the argument `weight` of cross_entropy has an entry for each class, "
    "not for each example.",
)


weighted_loss.symptom(
    "does not require grad",
    "a backward() inside the function: return the loss, its caller goes backward.",
)


@weighted_loss.mistake(
    "a sum of the weights that is kept above 1: weights that add up to less are no error."
)
def sum_above_one(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return (weights * _losses(logits, labels)).sum() / weights.sum().clamp(min=1)


@weighted_loss.mistake(
    "a mean over the examples: divide by the sum of the weights, or the scale of the weights "
    "changes the loss."
)
def mean(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return (weights * _losses(logits, labels)).mean()


@weighted_loss.mistake("a sum that is not divided at all: divide by the sum of the weights.")
def not_divided(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return (weights * _losses(logits, labels)).sum()


@weighted_loss.mistake(
    "weights on the logits: larger logits are a surer model, not more important examples. Weights "
    "belong to the losses."
)
def on_the_logits(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return F.cross_entropy(logits * weights[:, None], labels)


@weighted_loss.mistake(
    "weights on the logits, and divided by their sum. Weights belong to the losses."
)
def on_the_logits_divided(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return _losses(logits * weights[:, None], labels).sum() / weights.sum()


@weighted_loss.mistake("a softmax too many: cross_entropy takes logits.")
def softmax_twice(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return _weighted(logits.softmax(1), labels, weights)


@weighted_loss.mistake(
    "losses without weights. (A mean that is taken before the weights come cancels them: "
    "reduction='none' gives one loss for each example.)"
)
def no_weights(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return _losses(logits, labels).mean()


@weighted_loss.mistake(
    "losses that are averaged before they meet their weights: then all weights cancel. Use "
    "reduction='none'."
)
def averaged_before(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return (weights * _losses(logits, labels).mean()).mean()


@weighted_loss.mistake(
    "losses that are averaged before they meet their weights, and no division by the weights' sum."
)
def averaged_times_sum(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return (weights * _losses(logits, labels).mean()).sum()


@weighted_loss.mistake(
    "the weights of classes: the argument `weight` of cross_entropy has an entry for each class, "
    "not for each example."
)
def of_classes(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return F.cross_entropy(logits, labels, weight=weights[: logits.shape[1]])


@weighted_loss.mistake("a square of the weights: each loss is multiplied by its weight once.")
def squared_weights(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return _weighted(logits, labels, weights**2)


@weighted_loss.mistake("a root of the weights: each loss is multiplied by its weight itself.")
def root_of_weights(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return _weighted(logits, labels, weights.sqrt())


@weighted_loss.mistake(
    "weights that count twice: above the line once, and the division is by the sum of their "
    "squares."
)
def divided_by_squares(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return (weights * _losses(logits, labels)).sum() / (weights**2).sum()


@weighted_loss.mistake(
    "losses divided by their weights: a large weight makes an example count more."
)
def divided_by_weights(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return (_losses(logits, labels) / weights).sum() / weights.sum()


@weighted_loss.mistake(
    "a weighted mean with the weights upside down: a large weight makes an example count more."
)
def inverse_weights(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return _weighted(logits, labels, 1 / weights)


@weighted_loss.mistake(
    "a softmax over the weights: they are votes as they are, only divided by their sum."
)
def softmax_of_weights(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return (weights.softmax(0) * _losses(logits, labels)).sum()


@weighted_loss.mistake(
    "a logarithm that is missing: nll_loss takes logarithms of probabilities, cross_entropy takes "
    "logits."
)
def no_logarithm(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return (weights * F.nll_loss(logits, labels, reduction="none")).sum() / weights.sum()


@weighted_loss.mistake(
    "a probability in the place of its logarithm: surprise is minus the logarithm."
)
def no_logarithm_of_softmax(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    losses = F.nll_loss(logits.softmax(1), labels, reduction="none")
    return (weights * losses).sum() / weights.sum()


@weighted_loss.mistake(
    "losses that were added up without their weights: multiply each by its weight first "
    "(reduction='none')."
)
def sum_without_weights(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return _losses(logits, labels).sum() / weights.sum()


@weighted_loss.mistake(
    "a table of n × n: weights of shape (n, 1) beside losses of shape (n,) pair every weight with "
    "every loss."
)
def table(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return _losses(logits, labels).sum()


@weighted_loss.mistake(
    "a mean over a table of n × n: weights of shape (n, 1) beside losses of shape (n,) pair every "
    "weight with every loss."
)
def mean_of_table(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return (weights[:, None] * _losses(logits, labels)).mean() / weights.sum()


@weighted_loss.mistake("a turned sign: surprise is minus the logarithm.")
def turned_sign(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return -_weighted(logits, labels, weights)


@weighted_loss.mistake("a weighted sum that is divided twice: by the weights' sum is enough.")
def divided_twice(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return _weighted(logits, labels, weights) / len(labels)


@weighted_loss.mistake(
    "a softmax over the examples (dim=0): the classes of each example add up to 1, dim=1."
)
def over_examples(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    losses = F.nll_loss(logits.log_softmax(0), labels, reduction="none")
    return (weights * losses).sum() / weights.sum()


@weighted_loss.mistake("a division by the largest weight: divide by the sum of the weights.")
def by_the_largest(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return (weights * _losses(logits, labels)).sum() / weights.max()


@weighted_loss.mistake("a division by the mean of the weights: divide by their sum.")
def by_the_mean(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return (weights * _losses(logits, labels)).sum() / weights.mean()


@weighted_loss.mistake("a division by n − 1: divide by the sum of the weights.")
def one_less(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return (weights * _losses(logits, labels)).sum() / (len(labels) - 1)


@weighted_loss.mistake(
    "copies of the examples: a weight may be 0.4, and no example can be copied 0.4 times."
)
def copies(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return _losses(logits, labels).repeat_interleave(weights.round().long()).mean()


@weighted_loss.mistake("weights that were turned into whole numbers: a weight may be 0.4.")
def whole_weights(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return _weighted(logits, labels, weights.long())


@weighted_loss.mistake(
    "weights cut off at 1: an example may have more votes, that is what its weight says."
)
def cut_weights(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return _weighted(logits, labels, weights.clamp(max=1))


@weighted_loss.mistake(
    "two classes alone (the difference of the first two logits): here there may be any number."
)
def two_classes(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    margin, y = logits[:, 1] - logits[:, 0], labels.to(logits.dtype)
    losses = F.binary_cross_entropy_with_logits(margin, y, reduction="none")
    return (weights * losses).sum() / weights.sum()


@weighted_loss.mistake("losses against one-hot targets by squares: cross-entropy is asked for.")
def squares(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    targets = F.one_hot(labels, logits.shape[1]).to(logits.dtype)
    losses = (logits.softmax(1) - targets).square().sum(1)
    return (weights * losses).sum() / weights.sum()


@weighted_loss.mistake("the first example alone: a return inside the loop?")
def first_alone(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return weights[0] * _losses(logits, labels)[0] / weights.sum()


@weighted_loss.mistake("the last example alone: add the losses up, total = total + …")
def last_alone(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return weights[-1] * _losses(logits, labels)[-1] / weights.sum()


@weighted_loss.mistake("a division by the length of the weights (norm): divide by their sum.")
def by_the_norm(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return (weights * _losses(logits, labels)).sum() / weights.norm()


@weighted_loss.mistake("smoothed labels: the plain cross-entropy is asked for.")
def smoothed(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    losses = F.cross_entropy(logits, labels, reduction="none", label_smoothing=0.1)
    return (weights * losses).sum() / weights.sum()


@weighted_loss.mistake("a small number added to the sum of the weights: it is above 0 as it is.")
def sum_and_a_little(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return (weights * _losses(logits, labels)).sum() / (weights.sum() + 1e-8)


@weighted_loss.mistake("a squeeze() of the logits: with one example, or one class, they lose it.")
def squeezed(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return _weighted(logits.squeeze(), labels, weights)
