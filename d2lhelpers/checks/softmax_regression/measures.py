"""Exercise 3.8: mean surprise, accuracy and mean sureness over batches of any sizes."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from ..frame import Attempt, Mistakes, NotYet, exercise, is_number, number, wrong_kind

Batches = Sequence[tuple[Tensor, Tensor]]
NAMES = ("surprise", "accuracy", "sureness")
SCORES = 2 * torch.randn(11, 4, generator=torch.Generator().manual_seed(4))
LABELS = torch.tensor([0, 2, 1, 3, 0, 2, 1, 1, 3, 0, 2])


def _cut(sizes: Sequence[int]) -> Batches:
    return list(zip(SCORES.split(list(sizes)), LABELS.split(list(sizes)), strict=True))


def _whole(model: nn.Module, data: Batches) -> tuple[Tensor, Tensor]:
    inputs, labels = (torch.cat(part) for part in zip(*data, strict=True))
    return model(inputs).detach().log_softmax(1), labels


def _own(log_p: Tensor, labels: Tensor) -> Tensor:
    return log_p[torch.arange(len(labels)), labels]


def _report(model: nn.Module, data: Batches) -> tuple[float, float, float]:
    log_p, labels = _whole(model, data)
    right = (log_p.argmax(1) == labels).double()
    means = -_own(log_p, labels).mean(), right.mean(), log_p.exp().amax(1).mean()
    return means[0].item(), means[1].item(), means[2].item()


def _three(result: Any) -> list[float]:
    """The three numbers of a result, as floats."""
    values = result.tolist() if isinstance(result, Tensor) else result
    if not isinstance(values, tuple | list) or len(values) != 3:
        row, advice = wrong_kind(values, (0.0, 0.0, 0.0)) or ("", "")
        raise NotYet({"got": row}, advice)
    for name, value in zip(NAMES, values, strict=True):
        if not is_number(value):
            row, advice = wrong_kind(value, 0.0) or ("", "")
            raise NotYet({name: row}, advice)
    return [number(value) for value in values]


def _part(i: int) -> Callable[[Any], float]:
    def read(result: Any) -> float:
        return _three(result)[i]

    return read


@exercise("3.8")
def report(attempt: Attempt) -> None:
    """Three means over all examples, in three lines that each had a bug."""
    model = nn.Identity()
    probe = _cut([1, 5, 5])
    cases = {
        "two batches, of seven and of four": _cut([7, 4]),
        "one batch": _cut([11]),
        "batches of one": _cut([1] * 11),
        "the small batch first": probe,
        "the small batch last": _cut([5, 5, 1]),
    }
    for title, data in cases.items():
        for i, (name, family) in enumerate(FAMILIES.items()):
            attempt.agrees(
                f"{title}: {name} over all examples",
                _report,
                model,
                data,
                mistakes=family,
                probe=(model, probe),
                read=_part(i),
            )
    linear = nn.Linear(4, 3)
    inputs = [(attempt.randn(n, 4), attempt.randint(0, 3, n)) for n in (4, 4, 3)]
    attempt.agrees(
        "another model, whose inputs are no scores", _report, linear, inputs, read=_three
    )
    far = [(torch.tensor([[0.0, 200.0], [1.0, 0.0]]), torch.tensor([0, 0]))]
    advice = (
        "Scores 200 apart are allowed: take log_softmax, and never the "
        "logarithm of a probability that is 0."
    )
    attempt.agrees("scores 200 apart", _report, model, far, read=_three, advice=advice)


order, surprises, rights, surenesses = Mistakes(), Mistakes(), Mistakes(), Mistakes()
Three = tuple[Any, Any, Any]


@order.mistake("the three numbers in another order: surprise, accuracy, sureness.")
def sureness_second(model: nn.Module, data: Batches) -> Three:
    surprise, right, sure = _report(model, data)
    return surprise, sure, right


@order.mistake(
    "the three numbers in another order: surprise, accuracy, sureness, and surprise comes first."
)
def accuracy_first(model: nn.Module, data: Batches) -> Three:
    surprise, right, sure = _report(model, data)
    return right, surprise, sure


def _batch_means(model: nn.Module, data: Batches) -> Tensor:
    return torch.tensor([_report(model, [batch]) for batch in data], dtype=torch.float64)


@order.mistake(
    "a mean of batch means: the examples of a small batch count more than the "
    "others. How many examples are there?"
)
def of_batches(model: nn.Module, data: Batches) -> Three:
    return tuple(_batch_means(model, data).mean(0).tolist())


@order.mistake(
    "sums over the examples, divided by the number of batches. How many examples are there?"
)
def sums_over_batches(model: nn.Module, data: Batches) -> Three:
    n = sum(len(labels) for _, labels in data)
    surprise, right, sure = (value * n / len(data) for value in _report(model, data))
    return surprise, right, sure


@order.mistake("sums over the examples that were never divided.")
def sums(model: nn.Module, data: Batches) -> Three:
    n = sum(len(labels) for _, labels in data)
    surprise, right, sure = (value * n for value in _report(model, data))
    return surprise, right, sure


@order.mistake("batch means, divided by the number of examples. Add up sums, not means.")
def means_over_examples(model: nn.Module, data: Batches) -> Three:
    n = sum(len(labels) for _, labels in data)
    return tuple((_batch_means(model, data).sum(0) / n).tolist())


@order.mistake("the first batch alone: does `return` stand inside the loop?")
def first_batch(model: nn.Module, data: Batches) -> Three:
    return _report(model, data[:1])


@order.mistake("the last batch alone: what was there before is overwritten. Add up.")
def last_batch(model: nn.Module, data: Batches) -> Three:
    return _report(model, data[-1:])


@order.mistake("sums, divided by the size of the last batch. Count the examples of all batches.")
def over_last_size(model: nn.Module, data: Batches) -> Three:
    n = sum(len(labels) for _, labels in data)
    surprise, right, sure = (value * n / len(data[-1][1]) for value in _report(model, data))
    return surprise, right, sure


@order.mistake("sums, divided as if all batches were as large as the first. Count the examples.")
def over_first_size(model: nn.Module, data: Batches) -> Three:
    n, taken = sum(len(labels) for _, labels in data), len(data) * len(data[0][1])
    surprise, right, sure = (value * n / taken for value in _report(model, data))
    return surprise, right, sure


def _columns(model: nn.Module, data: Batches) -> list[Tensor]:
    return [-model(inputs).log_softmax(1)[:, labels] for inputs, labels in data]


@surprises.mistake(
    "the whole columns of the labels, for every row. Each row has one label of its own."
)
def columns_of_batches(model: nn.Module, data: Batches) -> Three:
    return torch.stack([part.mean() for part in _columns(model, data)]).mean(), 0.0, 0.0


@surprises.mistake(
    "the whole columns of the labels, for every row, though the batches have their "
    "weights. Each row has one label of its own."
)
def columns_weighted(model: nn.Module, data: Batches) -> Three:
    n = sum(len(labels) for _, labels in data)
    parts = zip(_columns(model, data), data, strict=True)
    return sum(part.mean() * len(labels) for part, (_, labels) in parts) / n, 0.0, 0.0


@surprises.mistake("the whole columns of the labels, added up. Each row has one label of its own.")
def columns_summed(model: nn.Module, data: Batches) -> Three:
    n = sum(len(labels) for _, labels in data)
    return sum(part.sum() for part in _columns(model, data)) / n, 0.0, 0.0


@surprises.mistake("a missing minus: a surprise is positive.")
def negative(model: nn.Module, data: Batches) -> Three:
    return -_report(model, data)[0], 0.0, 0.0


@surprises.mistake("the mean probability of the labels: −log is missing.")
def probability(model: nn.Module, data: Batches) -> Three:
    return _own(*_whole(model, data)).exp().mean(), 0.0, 0.0


@surprises.mistake("the surprise of the model's own answer. Take the probability of the label.")
def own_answer(model: nn.Module, data: Batches) -> Three:
    return -_whole(model, data)[0].amax(1).mean(), 0.0, 0.0


@surprises.mistake("a mean over all classes. Only the label's probability counts.")
def all_classes(model: nn.Module, data: Batches) -> Three:
    return -_whole(model, data)[0].mean(), 0.0, 0.0


@rights.mistake("the share of errors: one minus what is asked.")
def errors(model: nn.Module, data: Batches) -> Three:
    return 0.0, 1 - _report(model, data)[1], 0.0


def _sureness(model: nn.Module, data: Batches, of: Callable[[Tensor, Tensor], Tensor]) -> Three:
    log_p, labels = _whole(model, data)
    return 0.0, 0.0, of(log_p, labels)


@surenesses.mistake(
    "the surest example of each batch. Every example has a largest probability of its own."
)
def surest_of_batches(model: nn.Module, data: Batches) -> Three:
    tops = [model(inputs).softmax(1).max() for inputs, _ in data]
    return 0.0, 0.0, torch.stack(tops).mean()


@surenesses.mistake(
    "the surest example of each batch, with the batch's weight. Every example has "
    "a largest probability of its own."
)
def surest_weighted(model: nn.Module, data: Batches) -> Three:
    n = sum(len(labels) for _, labels in data)
    tops = [model(inputs).softmax(1).max() * len(labels) for inputs, labels in data]
    return 0.0, 0.0, sum(tops) / n


@surenesses.mistake(
    "the surest example of each batch, counted once. Every example has a largest "
    "probability of its own."
)
def surest_once(model: nn.Module, data: Batches) -> Three:
    n = sum(len(labels) for _, labels in data)
    return 0.0, 0.0, sum(model(inputs).softmax(1).max() for inputs, _ in data) / n


@surenesses.mistake(
    "the maxima along the examples (dim=0). The classes of one example lie along dim=1."
)
def along_examples(model: nn.Module, data: Batches) -> Three:
    return 0.0, 0.0, torch.cat([model(x).softmax(1).amax(0) for x, _ in data]).mean()


@surenesses.mistake("the maxima along the examples (dim=0), added up. The classes lie along dim=1.")
def along_examples_summed(model: nn.Module, data: Batches) -> Three:
    n = sum(len(labels) for _, labels in data)
    return 0.0, 0.0, sum(model(x).softmax(1).amax(0).sum() for x, _ in data) / n


@surenesses.mistake(
    "the probability of the label. Sureness asks for the largest one, right or wrong."
)
def label_probability(model: nn.Module, data: Batches) -> Three:
    return _sureness(model, data, lambda log_p, labels: _own(log_p, labels).exp().mean())


@surenesses.mistake("the logarithm of the largest probability. Sureness is the probability itself.")
def logarithm(model: nn.Module, data: Batches) -> Three:
    return _sureness(model, data, lambda log_p, labels: log_p.amax(1).mean())


@surenesses.mistake(
    "a mean over all classes: that is one over their number, whatever the model says."
)
def over_classes(model: nn.Module, data: Batches) -> Three:
    return _sureness(model, data, lambda log_p, labels: log_p.exp().mean())


@surenesses.mistake("the largest score. Sureness is a probability.")
def score(model: nn.Module, data: Batches) -> Three:
    return 0.0, 0.0, torch.cat([model(inputs).amax(1) for inputs, _ in data]).mean()


FAMILIES = {
    "surprise": [*order, *surprises],
    "accuracy": [*order, *rights],
    "sureness": [*order, *surenesses],
}
