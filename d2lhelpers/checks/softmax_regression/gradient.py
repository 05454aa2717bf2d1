"""Exercise 3.4: the gradient of the mean cross-entropy with smoothed labels."""

import torch
from torch import Tensor
from torch.nn import functional as F

from ..frame import Attempt, exercise

LOGITS = torch.tensor([[2.0, 1.0, -1.0, 0.5], [0.3, -0.7, 1.1, 0.0], [-1.2, 0.4, 0.9, 2.1]])
LABELS = torch.tensor([2, 0, 3])


def _hot(logits: Tensor, labels: Tensor) -> Tensor:
    return F.one_hot(labels, logits.shape[1]).to(logits.dtype)


def _target(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return (1 - epsilon) * _hot(logits, labels) + epsilon / logits.shape[1]


def _gradient(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return (logits.softmax(1) - _target(logits, labels, epsilon)) / len(labels)


@exercise("3.4")
def smoothed_gradient(attempt: Attempt) -> None:
    """Softmax minus target, over the number of examples."""
    attempt.forbid("derivative", "cross_entropy", "kl_div", instead="a formula")
    attempt.agrees("the gradient of the mean loss", _gradient, LOGITS, LABELS, 0.3)
    logits = attempt.randn(3, 5)
    cases = {
        "no example of the last class": (logits, torch.tensor([0, 1, 0]), 0.2),
        "as many examples as classes": (attempt.randn(4, 4), torch.tensor([1, 3, 0, 0]), 0.1),
        "without smoothing": (LOGITS, LABELS, 0.0),
        "all belief spread evenly": (LOGITS, LABELS, 1.0),
        "one example keeps its row": (LOGITS[1:2], LABELS[1:2], 0.3),
        "two classes": (attempt.randn(5, 2), torch.tensor([0, 1, 1, 0, 1]), 0.4),
        "a single class": (attempt.randn(3, 1), torch.tensor([0, 0, 0]), 0.4),
        "twelve classes": (attempt.randn(6, 12), torch.tensor([11, 3, 10, 0, 11, 7]), 0.2),
        "scores of a thousand": (1000 + LOGITS, LABELS, 0.3),
    }
    attempt.each(_gradient, cases)
    attempt.agrees("logits in float64", _gradient, LOGITS.double(), LABELS, 0.3)


smoothed_gradient.symptom(
    "must match the size",
    "a one-hot table that has not as many columns as the logits: it needs "
    "num_classes, else the largest label decides.",
)


@smoothed_gradient.mistake("a missing division by the number of examples: the loss is their mean.")
def not_divided(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return _gradient(logits, labels, epsilon) * len(labels)


@smoothed_gradient.mistake("a division by the number of classes. The mean runs over the examples.")
def over_classes(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return _gradient(logits, labels, epsilon) * len(labels) / logits.shape[1]


@smoothed_gradient.mistake(
    "a division by all entries of the table. The mean runs over the examples."
)
def over_entries(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return _gradient(logits, labels, epsilon) / logits.shape[1]


@smoothed_gradient.mistake("the push, which goes against the gradient. Asked is the gradient.")
def push(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return -_gradient(logits, labels, epsilon)


@smoothed_gradient.mistake("plain one-hot labels: epsilon has no effect.")
def not_smoothed(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return _gradient(logits, labels, 0.0)


@smoothed_gradient.mistake(
    "a target that sums to less than 1: the share that the label has lost is spread nowhere."
)
def share_lost(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return (logits.softmax(1) - (1 - epsilon) * _hot(logits, labels)) / len(labels)


@smoothed_gradient.mistake(
    "a target that sums to more than 1: ε is shared by all classes, it is not given to each."
)
def epsilon_for_each(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return (logits.softmax(1) - (1 - epsilon) * _hot(logits, labels) - epsilon) / len(labels)


@smoothed_gradient.mistake(
    "a target that sums to more than 1: the label is to give up what is spread."
)
def nothing_given_up(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    target = _hot(logits, labels) + epsilon / logits.shape[1]
    return (logits.softmax(1) - target) / len(labels)


@smoothed_gradient.mistake(
    "a spread over the other classes alone. The text spreads over all k, the label's included."
)
def over_others(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    hot, others = _hot(logits, labels), max(logits.shape[1] - 1, 1)
    return (logits.softmax(1) - (1 - epsilon) * hot - epsilon / others * (1 - hot)) / len(labels)


@smoothed_gradient.mistake(
    "ε/k for the other classes, and a label that has only 1 − ε: it has its ε/k on top."
)
def label_left_out(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    hot = _hot(logits, labels)
    target = (1 - epsilon) * hot + epsilon / logits.shape[1] * (1 - hot)
    return (logits.softmax(1) - target) / len(labels)


@smoothed_gradient.mistake("a spread over the number of examples: it is over the k classes.")
def over_examples(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    target = (1 - epsilon) * _hot(logits, labels) + epsilon / len(labels)
    return (logits.softmax(1) - target) / len(labels)


@smoothed_gradient.mistake("ε and 1 − ε exchanged: the label keeps 1 − ε.")
def swapped(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return _gradient(logits, labels, 1 - epsilon)


@smoothed_gradient.mistake("smoothed probabilities. It is the labels that are smoothed.")
def forecast_smoothed(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    smooth = (1 - epsilon) * logits.softmax(1) + epsilon / logits.shape[1]
    return (smooth - _hot(logits, labels)) / len(labels)


@smoothed_gradient.mistake("softmax along dim=0, which runs over the examples.")
def along_examples(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return (logits.softmax(0) - _target(logits, labels, epsilon)) / len(labels)


@smoothed_gradient.mistake("scores minus target: the softmax is missing.")
def no_softmax(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return (logits - _target(logits, labels, epsilon)) / len(labels)


@smoothed_gradient.mistake("logarithms of probabilities in the place of probabilities.")
def log_softmax(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return (logits.log_softmax(1) - _target(logits, labels, epsilon)) / len(labels)


@smoothed_gradient.mistake("softmax taken twice.")
def softmax_twice(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return (logits.softmax(1).softmax(1) - _target(logits, labels, epsilon)) / len(labels)


@smoothed_gradient.mistake("softmax alone: the target is still to be subtracted.")
def no_target(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return logits.softmax(1) / len(labels)


@smoothed_gradient.mistake(
    "a target alone that was divided by n. Subtract first, then divide the difference."
)
def target_divided(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return logits.softmax(1) - _target(logits, labels, epsilon) / len(labels)


@smoothed_gradient.mistake(
    "a softmax alone that was divided by n. Subtract first, then divide the difference."
)
def softmax_divided(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return logits.softmax(1) / len(labels) - _target(logits, labels, epsilon)


@smoothed_gradient.mistake(
    "entries at the labels only. The scores of the other classes are pushed, too."
)
def labels_only(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return _gradient(logits, labels, epsilon) * _hot(logits, labels)


@smoothed_gradient.mistake("whole columns: P[:, labels] changes them for every row.")
def whole_columns(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    P = logits.softmax(1) - epsilon / logits.shape[1]
    P[:, labels] -= 1 - epsilon
    return P / len(labels)


@smoothed_gradient.mistake(
    "one-hot rows of the model's own answer. The target is made from the labels."
)
def own_answer(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return _gradient(logits, logits.argmax(1), epsilon)


@smoothed_gradient.mistake("class numbers that were subtracted: make them one-hot rows first.")
def class_numbers(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    target = (1 - epsilon) * labels[:, None] + epsilon / logits.shape[1]
    return (logits.softmax(1) - target) / len(labels)


@smoothed_gradient.mistake(
    "the derivative with respect to p. Go on to the scores by the chain rule."
)
def with_respect_to_p(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return -_target(logits, labels, epsilon) / logits.softmax(1) / len(labels)


@smoothed_gradient.mistake("squeeze(): a batch of one example loses its row.")
def squeezed(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return _gradient(logits, labels, epsilon).squeeze()


@smoothed_gradient.mistake("one row for all examples: each example keeps its own row of gradients.")
def one_row(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return _gradient(logits, labels, epsilon).sum(0)


@smoothed_gradient.mistake(
    "exponentials that overflow: for scores of a thousand use "
    "logits.softmax(dim=1), or subtract the largest."
)
def overflows(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    powers = logits.exp()
    shares = powers / powers.sum(1, keepdim=True)
    return (shares - _target(logits, labels, epsilon)) / len(labels)


@smoothed_gradient.mistake("ten classes, whatever the logits say: logits.shape[1] counts them.")
def ten_classes(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    target = (1 - epsilon) * F.one_hot(labels, 10) + epsilon / 10
    return (logits.softmax(1) - target) / len(labels)


@smoothed_gradient.mistake("a spread over ten classes, whatever the logits say.")
def a_tenth(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return (logits.softmax(1) - (1 - epsilon) * _hot(logits, labels) - epsilon / 10) / len(labels)


@smoothed_gradient.mistake("batches of 64, whatever comes in: len(labels) counts the examples.")
def always_64(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return _gradient(logits, labels, epsilon) * len(labels) / 64


@smoothed_gradient.mistake(
    "as many classes as the largest label needs. Classes without an example count, too."
)
def classes_that_occur(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    made, k = torch.zeros_like(logits), int(labels.max()) + 1
    made[:, :k] = _gradient(logits[:, :k], labels, epsilon)
    return made


@smoothed_gradient.mistake("the even share added: it belongs to the target, which is subtracted.")
def share_added(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    smooth = logits.softmax(1) + epsilon / logits.shape[1]
    return (smooth - (1 - epsilon) * _hot(logits, labels)) / len(labels)


@smoothed_gradient.mistake(
    "the plain gradient times 1 − ε: ε times the forecast was subtracted, not ε "
    "times an even share."
)
def scaled(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return (1 - epsilon) * _gradient(logits, labels, 0.0)


@smoothed_gradient.mistake("the target alone. The soft maximum has a derivative, too.")
def target_alone(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return _target(logits, labels, epsilon) / len(labels)


@smoothed_gradient.mistake("minus the target alone. The soft maximum has a derivative, too.")
def minus_target(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return -_target(logits, labels, epsilon) / len(labels)


@smoothed_gradient.mistake("labels that were smoothed twice.")
def smoothed_twice(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    target = (1 - epsilon) * _target(logits, labels, epsilon) + epsilon / logits.shape[1]
    return (logits.softmax(1) - target) / len(labels)


@smoothed_gradient.mistake("a fixed ε of 0.1, whatever comes in.")
def always_a_tenth(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return _gradient(logits, labels, 0.1)


@smoothed_gradient.mistake(
    "a spread over as many classes as the largest label needs. logits.shape[1] counts them."
)
def spread_over_occurring(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    target = (1 - epsilon) * _hot(logits, labels) + epsilon / (int(labels.max()) + 1)
    return (logits.softmax(1) - target) / len(labels)


@smoothed_gradient.mistake("the loss itself. Asked is its gradient, a table of the logits' shape.")
def the_loss(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    return -(_target(logits, labels, epsilon) * logits.log_softmax(1)).sum(1).mean()
