"""What is measured does not depend on how the examples are cut into batches; shapes that would broadcast are refused."""

import functools
import math

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, mse_loss
from torch.utils.data import DataLoader, IterableDataset, TensorDataset

from d2lhelpers import accuracy, batches, evaluate, fit
from d2lhelpers.measures import Pass

X = torch.randn(30, 4, generator=torch.Generator().manual_seed(0))
LABELS = torch.randint(3, (30,), generator=torch.Generator().manual_seed(1))
REAL = torch.randn(30, 1, generator=torch.Generator().manual_seed(2))


def classifier() -> nn.Module:
    torch.manual_seed(0)
    return nn.Linear(4, 3)


def root(outputs: Tensor, targets: Tensor) -> Tensor:
    return mse_loss(outputs, targets).sqrt()


def largest(outputs: Tensor, targets: Tensor) -> Tensor:
    return (outputs - targets).abs().max()


MEASURES = {
    "mean": cross_entropy,
    "sum": nn.CrossEntropyLoss(reduction="sum"),
    "sum of a function": functools.partial(cross_entropy, reduction="sum"),
    "class weights": nn.CrossEntropyLoss(weight=torch.tensor([0.1, 5.0, 1.0])),
    "label smoothing and an ignored class": nn.CrossEntropyLoss(ignore_index=1, label_smoothing=0.1),
    "the share of one class": lambda scores, labels: (scores.argmax(1) == labels)[labels == 2].float().mean(),
    "F1": lambda scores, labels: (
        2 * ((scores.argmax(1) == 1) & (labels == 1)).sum() / ((scores.argmax(1) == 1).sum() + (labels == 1).sum())
    ),
}


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("size", [1, 4, 30])
def test_the_value_is_that_of_all_examples_whatever_the_batch_size(name, size):
    model, measure = classifier(), MEASURES[name]
    expected = pytest.approx(float(measure(model(X).detach(), LABELS)), rel=1e-5)
    ready = batches(X, LABELS, batch_size=size)
    assert evaluate(model, cross_entropy, ready, {"it": measure})["it"] == expected
    idle = torch.optim.SGD(model.parameters(), lr=0.0)
    history = fit(model, cross_entropy, idle, ready, ready, epochs=1, metrics={"it": measure})
    assert history["train_it"] == [expected] and history["valid_it"] == [expected]


@pytest.mark.parametrize("loss", [MEASURES[name] for name in list(MEASURES)[:5]])
@pytest.mark.parametrize("size", [4, 30])
def test_so_is_that_of_the_loss(loss, size):
    model = classifier()
    expected = pytest.approx(loss(model(X), LABELS).item(), rel=1e-5)
    ready = batches(X, LABELS, batch_size=size)
    history = fit(model, loss, torch.optim.SGD(model.parameters(), lr=0.0), ready, ready, epochs=1)
    assert evaluate(model, loss, ready)["loss"] == expected
    assert history["train_loss"] == [expected] and history["valid_loss"] == [expected]


def test_a_loss_that_is_known_to_be_a_mean_keeps_no_outputs_while_training_and_gives_the_same_value():
    model, kept = classifier(), []
    known = nn.CrossEntropyLoss(ignore_index=1)
    made = Pass({"loss": known})
    for inputs, labels in batches(X, LABELS, batch_size=4):
        made.add(model(inputs), labels, known(model(inputs), labels).item())
        kept.append(len(made.outputs))
    assert set(kept) == {0} and dict(made.values())["loss"] == pytest.approx(known(model(X), LABELS).item(), rel=1e-6)
    labels = LABELS.clone()
    labels[:6] = -100  # as padding is marked
    idle = torch.optim.SGD(model.parameters(), lr=0.0)
    values = [
        fit(model, loss, idle, batches(X, labels, batch_size=8), epochs=1)["train_loss"][0]
        for loss in (cross_entropy, lambda *a: cross_entropy(*a))
    ]
    assert values == [pytest.approx(cross_entropy(model(X), labels).item(), rel=1e-6)] * 2


@pytest.mark.parametrize("measure", [root, largest])
def test_a_root_of_a_mean_and_a_maximum_are_those_of_all_examples(measure):
    model = nn.Linear(4, 1)
    values = [evaluate(model, mse_loss, batches(X, REAL, batch_size=size), {"it": measure})["it"] for size in (4, 7, 30)]
    assert values == [pytest.approx(float(measure(model(X).detach(), REAL)))] * 3


@pytest.mark.parametrize("loss", [nn.CrossEntropyLoss(reduction="none"), lambda outputs, targets: outputs.sum(0)])
def test_a_measure_of_many_numbers_is_refused_in_words(loss):
    model, ready = classifier(), batches(X, LABELS, batch_size=10)
    for go in (
        lambda: evaluate(model, loss, ready),
        lambda: evaluate(model, cross_entropy, ready, {"it": loss}),
        lambda: fit(model, loss, torch.optim.SGD(model.parameters(), lr=0.1), ready, epochs=1),
    ):
        with pytest.raises(ValueError, match=r"(loss|it) returned a tensor of shape \(\d+,\), where one number is needed"):
            go()


def test_outputs_may_be_tuples_and_dicts_of_tensors():
    class Two(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(4, 1)

        def forward(self, inputs):
            made = self.layer(inputs)
            return {"value": made, "parts": (made, inputs)}

    model = Two()

    def loss(outputs, targets):
        return mse_loss(outputs["value"], targets) + outputs["parts"][1].mean()

    ready = batches(X, REAL, batch_size=7)
    assert evaluate(model, loss, ready)["loss"] == pytest.approx(loss(model(X), REAL).item())
    assert len(fit(model, loss, torch.optim.SGD(model.parameters(), lr=0.1), ready, ready, epochs=2)) == 2


def test_batches_whose_examples_differ_in_shape_are_refused_in_words():
    ready = [(torch.randn(2, length, 4), torch.randn(2, length, 3)) for length in (5, 6)]
    with pytest.raises(ValueError, match=r"\(5, 3\) and \(6, 3\).*pad them to one length"):
        evaluate(classifier(), mse_loss, ready)


def test_what_is_kept_of_a_pass_is_the_outputs_alone():
    whole = torch.randn(6, 1000, 2)
    seen = []

    class Last(nn.Module):
        def forward(self, inputs):
            return inputs[:, -1]

    evaluate(
        Last(), mse_loss, batches(whole, whole[:, 0], batch_size=3), {"it": lambda o, t: seen.append(o.untyped_storage().nbytes()) or 0.0}
    )
    assert seen == [6 * 2 * 4]


@pytest.mark.parametrize(
    ("ready", "error", "says"),
    [
        ([X], ValueError, r"a pair \(inputs, targets\), not a Tensor"),
        ([(X,)], ValueError, "not 1 things"),
        ([(X, LABELS, LABELS)], ValueError, "not 3 things"),
        ([(X.numpy(), LABELS.numpy())], TypeError, "a ndarray: make it one with torch.as_tensor"),
        ([(X[:0], LABELS[:0])], ValueError, "no examples"),
    ],
)
def test_batches_that_are_no_pairs_of_tensors_are_refused_in_words(ready, error, says):
    model = classifier()
    for go in (
        lambda: evaluate(model, cross_entropy, ready),
        lambda: fit(model, cross_entropy, torch.optim.SGD(model.parameters(), lr=0.1), ready, epochs=1),
    ):
        with pytest.raises(error, match=says):
            go()


def test_a_stream_without_a_length_serves_evaluate_and_fit_with_a_board():
    class Stream(IterableDataset):
        def __iter__(self):
            return iter(zip(X, LABELS, strict=True))

    class Board:
        def __init__(self):
            self.at = []

        def add(self, at, **_):
            self.at.append(at)

        def close(self):
            pass

    model, loader, board = classifier(), DataLoader(Stream(), batch_size=8), Board()
    with pytest.raises(TypeError):
        len(loader)
    assert evaluate(model, cross_entropy, loader)["loss"] > 0
    assert len(fit(model, cross_entropy, torch.optim.SGD(model.parameters(), lr=0.1), loader, loader, epochs=2, board=board)) == 2
    assert board.at == [1, 1, 1, 1, 1, 2, 2, 2, 2, 2]


def test_a_loader_with_workers_serves_more_batches_than_a_process_may_open_files():
    import resource

    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (200, limit[1]))
    try:
        data = TensorDataset(torch.randn(600, 4), torch.randint(3, (600,)))
        assert evaluate(classifier(), cross_entropy, DataLoader(data, batch_size=1, num_workers=1))["loss"] > 0
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limit)


# Shapes

BROADCAST = {
    "a column beside a row": (mse_loss, (8, 1), torch.randn(8)),
    "a row beside a column": (lambda o, t: (o - t).square().mean(), (8,), torch.randn(8, 1)),
    "a column beside whole numbers": (lambda o, t: (o - t).abs().mean(), (8, 1), torch.arange(8)),
    "many columns beside one": (lambda o, t: (o - t).square().mean(), (8, 3), torch.randn(8, 1)),
    "one column beside many": (nn.SmoothL1Loss(), (8, 1), torch.randn(8, 3)),
    "one answer for all": (mse_loss, (1, 3), torch.randn(8, 3)),
    "a channel too many": (lambda o, t: (o - t).abs().mean(), (8, 1, 5, 5), torch.randn(8, 5, 5)),
    "as many classes as examples": (nn.MSELoss(), (8, 8), torch.arange(8)),
    "so by a partial": (functools.partial(mse_loss, reduction="mean"), (8, 8), torch.arange(8)),
    "a batch of one": (mse_loss, (1, 1), torch.randn(1)),
    "numbers of no dimension": (lambda o, t: (o - t).square().mean(), (), torch.randn(8)),
}


class Shaped(nn.Module):
    """A model whose outputs have a given shape."""

    def __init__(self, shape):
        super().__init__()
        self.value = nn.Parameter(torch.rand(shape))

    def forward(self, inputs):
        return self.value * 1.0


@pytest.mark.parametrize("name", BROADCAST)
def test_shapes_that_would_broadcast_are_refused_with_both_shapes_before_a_step(name):
    loss, shape, targets = BROADCAST[name]
    model = Shaped(shape)
    before, ready = model.value.clone(), [(torch.zeros(len(targets), 2), targets)]
    both = rf"outputs of shape {shape} beside targets of shape {tuple(targets.shape)} would broadcast".replace("(", r"\(").replace(
        ")", r"\)"
    )
    with pytest.raises(ValueError, match=both):
        evaluate(model, loss, ready)
    with pytest.raises(ValueError, match=both):
        fit(model, loss, torch.optim.SGD(model.parameters(), lr=0.1), ready, epochs=1)
    assert torch.equal(before, model.value)


FINE = {
    "scores and class numbers": (cross_entropy, (8, 3), torch.randint(3, (8,))),
    "as many classes as examples": (cross_entropy, (8, 8), torch.randint(8, (8,))),
    "a batch of one": (cross_entropy, (1, 3), torch.randint(3, (1,))),
    "probabilities": (cross_entropy, (8, 3), torch.rand(8, 3)),
    "places": (cross_entropy, (8, 3, 5, 5), torch.randint(3, (8, 5, 5))),
    "one place": (cross_entropy, (8, 3, 1), torch.randint(3, (8, 1))),
    "words, classes last": (lambda o, t: cross_entropy(o.transpose(1, 2), t), (8, 5, 3), torch.randint(3, (8, 5))),
    "one word, classes last": (lambda o, t: cross_entropy(o.transpose(1, 2), t), (8, 1, 3), torch.randint(3, (8, 1))),
    "columns": (binary_cross_entropy_with_logits, (8, 1), torch.rand(8, 1)),
    "rows": (mse_loss, (8,), torch.rand(8)),
    "mean and spread": (lambda o, t: ((o[:, 0] - t) / o[:, 1].exp()).square().mean(), (8, 2), torch.rand(8)),
    "mean and spread of one": (lambda o, t: ((o[:, 0] - t) / o[:, 1].exp()).square().mean(), (1, 2), torch.rand(1)),
    "mean and spread of two": (lambda o, t: ((o[:, 0] - t) / o[:, 1].exp()).square().mean(), (2, 2), torch.rand(2)),
}


@pytest.mark.parametrize("name", FINE)
def test_shapes_that_belong_together_pass(name):
    loss, shape, targets = FINE[name]
    model = Shaped(shape)
    ready = [(torch.zeros(len(targets), 2), targets)]
    expected = pytest.approx(loss(model.value, targets).item())
    assert evaluate(model, loss, ready)["loss"] == expected
    assert fit(model, loss, torch.optim.SGD(model.parameters(), lr=0.0), ready, epochs=1)["train_loss"] == [expected]


# Accuracy

ANSWERS = {
    "logits": ([[2.0, 1.0], [0.0, 1.0], [3.0, 1.0], [0.0, 5.0]], [0, 1, 1, 1], 0.75),
    "labels of whole floats": ([[2.0, 1.0], [0.0, 1.0]], [0.0, 0.0], 0.5),
    "one-hot rows": ([[2.0, 1.0], [0.0, 1.0]], [[1, 0], [1, 0]], 0.5),
    "probabilities of each class": ([[2.0, 1.0], [0.0, 1.0]], [[0.9, 0.1], [0.2, 0.8]], 1.0),
    "one column of logits": ([[2.0], [-1.0], [0.5], [-3.0]], [1, 0, 0, 0], 0.75),
    "one column beside one column": ([[2.0], [-1.0], [0.5], [-3.0]], [[1.0], [0.0], [0.0], [0.0]], 0.75),
    "a row of logits": ([2.0, -1.0, 0.5, -3.0], [1, 0, 0, 1], 0.5),
    "truth values": ([2.0, -1.0], [True, False], 1.0),
    "NaN among the scores": ([[math.nan, 1.0], [0.0, 1.0]], [0, 1], 0.5),
    "a NaN logit": ([[math.nan], [1.0]], [0, 1], 0.5),
    "places": ([[[2.0, 0.0], [1.0, 5.0]]], [[0, 0]], 0.5),
    "one example": ([[2.0, 1.0]], [0], 1.0),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_accuracy_is_the_share_of_right_answers(name):
    scores, labels, expected = ANSWERS[name]
    assert accuracy(torch.tensor(scores), torch.tensor(labels)).item() == expected


REFUSED = {
    "labels in a column": (torch.rand(4, 3), torch.zeros(4, 1).long(), r"\(4, 3\) and labels of shape \(4, 1\) do not belong together"),
    "too few labels": (torch.rand(4, 3), torch.zeros(3).long(), r"\(4, 3\) and labels of shape \(3,\)"),
    "too few beside a column": (torch.rand(4, 1), torch.zeros(3).long(), r"\(4, 1\) and labels of shape \(3,\)"),
    "one-hot beside a column": (torch.rand(4, 1), torch.zeros(4, 2), "do not belong together"),
    "no examples": (torch.rand(0, 3), torch.zeros(0).long(), "no examples"),
    "half labels": (torch.rand(2, 3), torch.tensor([0.5, 1.0]), "whole numbers"),
    "minus one and one": (torch.rand(2, 1), torch.tensor([-1, 1]), "0 or 1"),
    "several classes at once": (torch.rand(2, 3), torch.tensor([[1, 1, 0], [0, 0, 0]]), "each row with the sum 1"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_accuracy_cannot_judge_is_refused_in_words(name):
    scores, labels, says = REFUSED[name]
    with pytest.raises(ValueError, match=says):
        accuracy(scores, labels)


def test_accuracy_as_a_metric_of_one_column_of_logits():
    torch.manual_seed(0)
    model, y = nn.Linear(4, 1), (X[:, :1] > 0).float()
    history = fit(
        model,
        nn.BCEWithLogitsLoss(),
        torch.optim.Adam(model.parameters(), lr=0.1),
        batches(X, y, batch_size=8),
        epochs=40,
        metrics={"accuracy": accuracy},
    )
    right = ((model(X) > 0) == y.bool()).float().mean().item()
    assert history["train_accuracy"][-1] > 0.9 and right > 0.9


def test_a_metric_of_numpy_is_a_number_as_well():
    assert evaluate(classifier(), cross_entropy, batches(X, LABELS, batch_size=9), {"n": lambda o, t: np.float32(len(t))})["n"] == 30
