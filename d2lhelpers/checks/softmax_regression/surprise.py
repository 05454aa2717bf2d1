"""Exercise 3.3: the mean surprise of yes-or-no answers, from one score each."""

import math

import torch
from torch import Tensor

from ..frame import Attempt, Mistakes, exercise

LOSSES = (
    "cross_entropy",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "bce",
    "bce_with_logits",
    "soft_margin",
    "multilabel_soft_margin",
    "multi_label_soft_margin",
)
SCORES = torch.tensor([2.0, -0.5, 0.7, -3.0, 1.3])
LABELS = torch.tensor([1, 1, 0, 0, 0])
CUT = (
    "a result that was cut from the scores, by .item(), float(), .detach() or no_grad(): "
    "backward() cannot start from it."
)


def _each(scores: Tensor, labels: Tensor) -> Tensor:
    return torch.logaddexp(torch.zeros_like(scores), scores) - labels * scores


def _mean(scores: Tensor, labels: Tensor) -> Tensor:
    return _each(scores, labels).mean()


def _happened(scores: Tensor, labels: Tensor) -> Tensor:
    """The probability of what happened."""
    return torch.sigmoid(torch.where(labels == 1, scores, -scores))


@exercise("3.3")
def yes_no_surprise(attempt: Attempt) -> None:
    """Logistic loss from one logit."""
    instead = "torch.logsumexp, torch.log1p, exp and log"
    attempt.forbid(*LOSSES, "logsigmoid", "log_sigmoid", "softplus", instead=instead)
    attempt.agrees("the mean of −log p(what happened)", _mean, SCORES, LABELS)
    yes, no = torch.ones(3, dtype=torch.int64), torch.zeros(3, dtype=torch.int64)
    cases = {
        "one example": (SCORES[:1], LABELS[:1]),
        "two examples": (SCORES[1:3], LABELS[1:3]),
        "only yes": (SCORES[:3], yes),
        "only no": (SCORES[:3], no),
        "scores of 0 cost log 2": (torch.zeros(3), LABELS[:3]),
        "thirty examples": (2 * attempt.randn(30), attempt.randint(0, 2, 30)),
    }
    attempt.each(_mean, cases)
    for law, scores, labels in (
        ("a large score on the right side costs nothing", [100.0, -0.5, 1.0], [1, 0, 1]),
        ("a very negative score, and it was a no", [-100.0, -0.5, 1.0], [0, 0, 1]),
        ("a surprise of 30", [30.0, -0.5, 1.0], [0, 0, 1]),
        ("a surprise of 95", [95.0, -0.5, 1.0], [0, 0, 1]),
        ("a surprise of 95, and it was a yes", [-95.0, -0.5, 1.0], [1, 0, 1]),
        ("a surprise of 200", [200.0, -0.5, 1.0], [0, 0, 1]),
        ("a surprise of 200, and it was a yes", [-200.0, -0.5, 1.0], [1, 0, 1]),
        ("scores of thousands", [1000.0, -1000.0, 3000.0], [0, 1, 1]),
    ):
        inputs = torch.tensor(scores), torch.tensor(labels)
        attempt.agrees(law, _mean, *inputs, mistakes=far)
    _gradients(attempt)
    attempt.precise(_mean, SCORES, LABELS)


def _gradients(attempt: Attempt) -> None:
    scores = torch.tensor([2.0, -0.5, 0.4, 200.0, -200.0, 1000.0], requires_grad=True)
    labels = torch.tensor([1, 0, 1, 0, 1, 1])
    loss = attempt.run(lambda s: attempt.value(s, labels), scores, unchanged=False)
    linked = isinstance(loss, Tensor) and loss.requires_grad
    attempt.law("backward() can start from the result", linked, looks_like=CUT)
    scores = scores.detach().requires_grad_()
    loss = attempt.value(scores, labels)
    got = torch.autograd.grad(loss, scores, allow_unused=True)[0]
    expected = (torch.sigmoid(scores.detach()) - labels) / len(labels)
    mistakes = {
        "scores that were clamped: at 200 on the wrong side nothing pushes any more.": (
            expected * (scores.detach().abs() < 80)
        ),
    }
    nan = got is not None and bool(got.isnan().any())
    branch = (
        "an overflow in a branch that torch.where does not take: its gradient "
        "is 0 · inf, which is nan."
    )
    rows = {"scores": scores.detach(), "labels": labels}
    law = "the gradient pushes at scores of any size"
    attempt.law("the gradient holds no nan", not nan, looks_like=branch, rows=rows | {"got": got})
    attempt.equal(law, got, expected, mistakes=mistakes, rows=rows)


yes_no_surprise.symptom(
    "Expected size", "scores and zeros of different shapes: zeros_like keeps them equal."
)


@yes_no_surprise.mistake("a sum over the examples. The loss is their mean.")
def summed(scores: Tensor, labels: Tensor) -> Tensor:
    return _each(scores, labels).sum()


@yes_no_surprise.mistake("one surprise for each example. Take their mean.")
def not_reduced(scores: Tensor, labels: Tensor) -> Tensor:
    return _each(scores, labels)


@yes_no_surprise.mistake("a missing minus. The logarithm of a probability is negative.")
def negative(scores: Tensor, labels: Tensor) -> Tensor:
    return -_mean(scores, labels)


@yes_no_surprise.mistake(
    "yes and no exchanged: a high score speaks for yes, and yes is the label 1."
)
def exchanged(scores: Tensor, labels: Tensor) -> Tensor:
    return _mean(scores, 1 - labels)


@yes_no_surprise.mistake(
    "the surprises of the yes alone. Where the label is 0, −log of the probability of no counts."
)
def only_yes(scores: Tensor, labels: Tensor) -> Tensor:
    return (_each(scores, labels) * labels).mean()


@yes_no_surprise.mistake(
    "the surprises of the no alone. Where the label is 1, −log of the probability of yes counts."
)
def only_no(scores: Tensor, labels: Tensor) -> Tensor:
    return (_each(scores, labels) * (1 - labels)).mean()


@yes_no_surprise.mistake("the surprise of a yes everywhere, whatever the label.")
def always_yes(scores: Tensor, labels: Tensor) -> Tensor:
    return _mean(scores, torch.ones_like(labels))


@yes_no_surprise.mistake("the surprise of a no everywhere: the score of what happened is missing.")
def always_no(scores: Tensor, labels: Tensor) -> Tensor:
    return _mean(scores, torch.zeros_like(labels))


@yes_no_surprise.mistake("logarithms to base 2. The course uses natural logarithms.")
def to_base_2(scores: Tensor, labels: Tensor) -> Tensor:
    return _mean(scores, labels) / math.log(2)


@yes_no_surprise.mistake("logarithms to base 10. The course uses natural logarithms.")
def to_base_10(scores: Tensor, labels: Tensor) -> Tensor:
    return _mean(scores, labels) / math.log(10)


@yes_no_surprise.mistake("one minus the mean probability: the logarithm is missing.")
def one_minus(scores: Tensor, labels: Tensor) -> Tensor:
    return 1 - _happened(scores, labels).mean()


@yes_no_surprise.mistake("the mean probability of what happened: −log of each is missing.")
def mean_probability(scores: Tensor, labels: Tensor) -> Tensor:
    return _happened(scores, labels).mean()


@yes_no_surprise.mistake(
    "the logarithm of the mean probability. First the logarithms, then the mean."
)
def log_of_mean(scores: Tensor, labels: Tensor) -> Tensor:
    return -_happened(scores, labels).mean().log()


@yes_no_surprise.mistake("the larger of 0 and the score in place of the soft maximum of both.")
def hard_maximum(scores: Tensor, labels: Tensor) -> Tensor:
    return (scores.clamp(min=0) - labels * scores).mean()


@yes_no_surprise.mistake("the score of what happened, without the soft maximum.")
def score_alone(scores: Tensor, labels: Tensor) -> Tensor:
    return -(labels * scores).mean()


@yes_no_surprise.mistake("−s in the place of 0 as the score of no: the odds are then e to the 2s.")
def both_signs(scores: Tensor, labels: Tensor) -> Tensor:
    return _mean(2 * scores, labels)


@yes_no_surprise.mistake("a score whose sign was turned: e to the s are the odds for yes.")
def turned(scores: Tensor, labels: Tensor) -> Tensor:
    return (torch.logaddexp(torch.zeros_like(scores), -scores) - labels * scores).mean()


@yes_no_surprise.mistake(
    "softmax along the examples. Yes and no of one example share the probability."
)
def along_examples(scores: Tensor, labels: Tensor) -> Tensor:
    both = torch.stack([torch.zeros_like(scores), scores], dim=1)
    return -both.log_softmax(0)[torch.arange(len(labels)), labels].mean()


@yes_no_surprise.mistake("sigmoid taken twice: this loss takes scores, not probabilities.")
def sigmoid_twice(scores: Tensor, labels: Tensor) -> Tensor:
    return _mean(torch.sigmoid(scores), labels)


@yes_no_surprise.mistake(
    "a mean over both classes too. Sum over yes and no, then take the mean of the examples."
)
def halved(scores: Tensor, labels: Tensor) -> Tensor:
    return _mean(scores, labels) / 2


@yes_no_surprise.mistake("whole columns for every row: pick one entry from each row.")
def whole_columns(scores: Tensor, labels: Tensor) -> Tensor:
    both = torch.stack([torch.zeros_like(scores), scores], dim=1)
    return -both.log_softmax(1)[:, labels].mean()


@yes_no_surprise.mistake("a squared error of the probability.")
def squared(scores: Tensor, labels: Tensor) -> Tensor:
    return (torch.sigmoid(scores) - labels).square().mean()


@yes_no_surprise.mistake("the first example alone: does `return` stand inside the loop?")
def first_alone(scores: Tensor, labels: Tensor) -> Tensor:
    return _mean(scores[:1], labels[:1])


@yes_no_surprise.mistake(
    "one log-sum-exp over the whole batch. Each example has a soft maximum of its own."
)
def one_maximum(scores: Tensor, labels: Tensor) -> Tensor:
    both = torch.stack([torch.zeros_like(scores), scores], dim=1)
    return (torch.logsumexp(both.flatten(), 0) - labels * scores).mean()


@yes_no_surprise.mistake(
    "the score of what happened added: it is subtracted from the soft maximum."
)
def added(scores: Tensor, labels: Tensor) -> Tensor:
    return (torch.logaddexp(torch.zeros_like(scores), scores) + labels * scores).mean()


@yes_no_surprise.mistake("1 as the score of no. The score of no is 0, and its exponential is 1.")
def one_for_no(scores: Tensor, labels: Tensor) -> Tensor:
    return (torch.logaddexp(torch.ones_like(scores), scores) - labels * scores).mean()


@yes_no_surprise.mistake("the mean over the yes alone: the examples with the label 0 count, too.")
def mean_of_yes(scores: Tensor, labels: Tensor) -> Tensor:
    return _each(scores, labels)[labels == 1].mean()


@yes_no_surprise.mistake(
    "a log-sum-exp along dim=0, over the examples. Each example has a soft maximum of its own."
)
def maxima_along_examples(scores: Tensor, labels: Tensor) -> Tensor:
    both = torch.stack([torch.zeros_like(scores), scores], dim=1)
    return (torch.logsumexp(both, 0).sum() - labels * scores).mean()


@yes_no_surprise.mistake("the sum of all the yes's scores, subtracted from every example.")
def scores_of_all(scores: Tensor, labels: Tensor) -> Tensor:
    return (torch.logaddexp(torch.zeros_like(scores), scores) - scores[labels == 1].sum()).mean()


far = Mistakes()


@far.mistake(
    "exp of the score as it came: from 89 on it is inf. What does log-sum-exp do about that?"
)
def overflows(scores: Tensor, labels: Tensor) -> Tensor:
    return (scores.exp().log1p() - labels * scores).mean()


@far.mistake("exp of the negative score as it came: for very negative scores it is inf.")
def overflows_below(scores: Tensor, labels: Tensor) -> Tensor:
    return ((-scores).exp().log1p() + (1 - labels) * scores).mean()


@far.mistake("0 · inf, which is nan: the label 0 does not switch off a logarithm that is infinite.")
def zero_times_infinite(scores: Tensor, labels: Tensor) -> Tensor:
    p = torch.sigmoid(scores)
    return -(labels * p.log() + (1 - labels) * (1 - p).log()).mean()


@far.mistake("nan and inf that were swept away. Where no probability is formed, none arises.")
def swept(scores: Tensor, labels: Tensor) -> Tensor:
    p = torch.sigmoid(scores)
    each = labels * p.log() + (1 - labels) * (1 - p).log()
    return -each.nan_to_num().mean()


@far.mistake(
    "1 − p of a p that was rounded to 1: it is exactly 0 from a score of 17 on. Form no p at all."
)
def rounded_to_one(scores: Tensor, labels: Tensor) -> Tensor:
    p = torch.sigmoid(scores)
    return -torch.where(labels == 1, p, 1 - p).log().mean()


@far.mistake("exp of a surprise, which overflows from 89 on. What does log-sum-exp do about that?")
def overflows_when_wrong(scores: Tensor, labels: Tensor) -> Tensor:
    return ((1 - 2 * labels) * scores).exp().log1p().mean()


@far.mistake(
    "the logarithm of a probability that has become exactly 0. Form no probability at all."
)
def log_of_zero(scores: Tensor, labels: Tensor) -> Tensor:
    return -_happened(scores, labels).log().mean()


@far.mistake("a small number inside the logarithm: a surprise of 200 is then cut off far below.")
def small_number(scores: Tensor, labels: Tensor) -> Tensor:
    return -(_happened(scores, labels) + 1e-12).log().mean()


@far.mistake("a small number inside the logarithm: it cuts off a surprise of 200 far below.")
def smaller_number(scores: Tensor, labels: Tensor) -> Tensor:
    return -(_happened(scores, labels) + 1e-8).log().mean()


@far.mistake("a small number beside 1 − p: it hides that p was rounded to 1. Form no p at all.")
def small_beside_rounded(scores: Tensor, labels: Tensor) -> Tensor:
    p = torch.sigmoid(scores)
    return -(torch.where(labels == 1, p, 1 - p) + 1e-12).log().mean()


@far.mistake("probabilities that were clamped: it cuts off a surprise of 200 far below.")
def clamped_probability(scores: Tensor, labels: Tensor) -> Tensor:
    return -_happened(scores, labels).clamp(min=1e-7).log().mean()


@far.mistake("scores that were clamped: a surprise of 200 is then cut off.")
def clamped_scores(scores: Tensor, labels: Tensor) -> Tensor:
    return _mean(scores.clamp(-80, 80), labels)
