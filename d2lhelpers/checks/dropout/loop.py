"""Exercise 6.6: a loop mended, with training mode in steps and eval mode in measurements."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import torch
from torch import Tensor, nn, optim
from torch.nn import functional as F

from ..frame import Attempt, changing, exercise

EPOCHS = 5
SEED = 37  # with it all mistakes lead to weights and accuracies of their own


@dataclass(frozen=True)
class _Pass:
    """One call of the model: on which part, in which mode, and whether a graph was recorded."""

    part: str
    training: bool
    recorded: bool
    by_flag: bool  # `training` was set at the model, but not at its layers


class _Log(list[_Pass]):
    """What was called: one list for a model and its copies."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "_Log":
        return self


class _Spy(nn.Module):
    """A linear model that writes down its calls; near to 0, so that steps change what it says."""

    def __init__(self, start: Tensor, n_train: int, log: _Log) -> None:
        super().__init__()
        self.linear, self.drop = nn.Linear(3, 4), nn.Dropout(0.0)
        self.linear.load_state_dict({"weight": start, "bias": torch.zeros(4)})
        self.n_train, self.log = n_train, log

    def forward(self, X: Tensor) -> Tensor:
        scores: Tensor = self.drop(self.linear(X))
        part = "train" if len(X) <= self.n_train else "test"
        mode = self.drop.training
        self.log.append(_Pass(part, mode, scores.requires_grad, self.training is not mode))
        return scores


@dataclass(frozen=True)
class _Data:
    """Training and test examples, and the weights to begin with; always the same."""

    X: Tensor
    y: Tensor
    X_test: Tensor
    y_test: Tensor
    start: Tensor

    @classmethod
    def drawn(cls, seed: int) -> "_Data":
        """12 examples to train on and 60 to test, of four classes."""
        dice = torch.Generator().manual_seed(seed)
        X, X_test = torch.randn(12, 3, generator=dice), torch.randn(60, 3, generator=dice)
        truth = torch.randn(3, 4, generator=dice)
        y, y_test = (X @ truth).argmax(1), (X_test @ truth).argmax(1)
        return cls(X, y, X_test, y_test, 0.01 * torch.randn(4, 3, generator=dice))

    def model(self, log: _Log) -> _Spy:
        """A new model with the weights to begin with."""
        return _Spy(self.start, len(self.X), log)


@dataclass(frozen=True)
class _Run:
    """What a training leads to: the weights, and an entry an epoch in each list."""

    weights: Tensor
    after: list[float]
    before: list[float]
    on_train: list[float]
    losses: list[float]
    train_losses: list[float]


def _adam(model: nn.Module) -> optim.Optimizer:
    return optim.Adam(model.parameters(), lr=0.005)


def _run(
    data: _Data,
    *,
    make: Callable[[nn.Module], optim.Optimizer] = _adam,
    loss: Callable[[Tensor, Tensor], Tensor] = F.cross_entropy,
    zero: bool = True,
    anew: bool = False,
    steps: int = 1,
    on_test: bool = False,
    epochs: int = EPOCHS,
) -> _Run:
    """The loop as it should be, or with one mistake made."""
    model = data.model(_Log())
    X, y = (data.X_test, data.y_test) if on_test else (data.X, data.y)
    optimizer = make(model)
    run = _Run(model.linear.weight.detach(), [], [], [], [], [])
    for _ in range(epochs):
        run.before.append(_accuracy(model, data.X_test, data.y_test))
        optimizer = make(model) if anew else optimizer
        for _ in range(steps):
            value = loss(model(X), y)
            if zero:
                optimizer.zero_grad()
            value.backward()
            optimizer.step()
        run.train_losses.append(value.item())
        run.after.append(_accuracy(model, data.X_test, data.y_test))
        run.on_train.append(_accuracy(model, data.X, data.y))
        run.losses.append(F.cross_entropy(model(data.X_test), data.y_test).item())
    return run


def _accuracy(model: nn.Module, X: Tensor, y: Tensor) -> float:
    return (model(X).argmax(1) == y).float().mean().item()


def _wrong_weights(data: _Data) -> dict[str, Tensor]:
    """The weights that known mistakes lead to."""

    def rate(lr: float) -> Tensor:
        return _run(data, make=lambda model: optim.Adam(model.parameters(), lr=lr)).weights

    def with_softmax(scores: Tensor, y: Tensor) -> Tensor:
        return F.cross_entropy(scores.softmax(1), y)

    keep = "Keep Adam with 0.005."
    return {
        "a missing optimizer.zero_grad(): gradients of earlier steps are added to the new one.": (
            _run(data, zero=False).weights
        ),
        (
            "an optimizer made anew in each epoch: Adam forgets its averages. Make it once, "
            "before the loop."
        ): _run(data, anew=True).weights,
        "softmax in front of cross_entropy, which has its own: hand it the scores.": (
            _run(data, loss=with_softmax).weights
        ),
        "two steps an epoch: one was asked for.": _run(data, steps=2).weights,
        "an epoch too many: their number is `epochs`.": _run(data, epochs=EPOCHS + 1).weights,
        "the squared error as the loss: keep cross_entropy.": (
            _run(data, loss=lambda scores, y: F.mse_loss(scores, F.one_hot(y, 4).float())).weights
        ),
        "a step on the test examples: they are there to be measured.": (
            _run(data, on_test=True).weights
        ),
        f"another rate, 0.01. {keep}": rate(0.01),
        f"another rate, 0.05. {keep}": rate(0.05),
        f"Adam's own rate, 0.001. {keep}": rate(0.001),
        f"SGD in place of Adam. {keep}": _run(
            data, make=lambda model: optim.SGD(model.parameters(), lr=0.005)
        ).weights,
        "weights moved uphill: backward() is called on the loss as it is.": (
            _run(data, loss=lambda scores, y: -F.cross_entropy(scores, y)).weights
        ),
    }


def _wrong_lists(run: _Run) -> dict[str, Any]:
    """What known mistakes return after the right steps."""
    right = run.after
    return {
        "measurements before the step. First the step, then the measurement.": run.before,
        "accuracies on the training examples. Measure on the test examples.": run.on_train,
        "the last accuracy for every epoch: measure after each step.": [right[-1]] * EPOCHS,
        "the last accuracy alone, in a list. Return the accuracies of all epochs.": right[-1:],
        "the last accuracy alone. Return the list of all epochs.": right[-1],
        "the mean of the accuracies. Return the list of all epochs.": sum(right) / EPOCHS,
        "the best accuracy. Return the list of all epochs.": max(right),
        "accuracies rounded to one decimal.": [round(value, 1) for value in right],
        "accuracies rounded to two decimals.": [round(value, 2) for value in right],
        "accuracies added up from epoch to epoch.": list(accumulate(right)),
        "errors, 1 − accuracy.": [1 - value for value in right],
        "percent. An accuracy lies between 0 and 1.": [100 * value for value in right],
        "numbers of right answers: divide by the number of examples.": [60 * v for v in right],
        "test losses. Accuracies were asked for.": run.losses,
        "training losses. Accuracies were asked for, on the test examples.": run.train_losses,
        "the accuracies from the last epoch to the first.": right[::-1],
        "a measurement before the first step, too: one after each step.": run.before[:1] + right,
    }


@exercise("6.6")
def train_and_measure(attempt: Attempt) -> None:
    """Training mode in every step, eval mode and no gradients in every measurement."""
    data = _Data.drawn(SEED)
    for mode in (True, False):
        log = _Log()
        model = data.model(log).train(mode)
        rows = {"the model came": "in training mode" if mode else "in eval mode"}
        inputs = data.X, data.y, data.X_test, data.y_test
        got = attempt(changing(model), *inputs, EPOCHS)
        _passes(attempt, log, rows)
        weights = model.linear.weight.detach()
        advice = (
            "The weights are as before. Is backward() called, then optimizer.step(), with no "
            "zero_grad() between the two, and on the model itself, not a copy?"
        )
        attempt.law("the weights move", not torch.equal(weights, data.start), advice, rows=rows)
        run = _run(data)
        attempt.equal(
            "the weights after the last step",
            weights,
            run.weights,
            mistakes=_wrong_weights(data),
            tolerance=1e-5,
            advice="Keep the optimizer (Adam, 0.005), the loss, and one step an epoch.",
            rows=rows,
        )
        attempt.equal(
            "the test accuracy after each step",
            got.tolist() if hasattr(got, "tolist") else got,
            run.after,
            mistakes=_wrong_lists(run),
            advice="One number for each epoch: the share of test examples that are right.",
            rows=rows,
        )


def _passes(attempt: Attempt, log: Sequence[_Pass], rows: dict[str, str]) -> None:
    """Laws about the calls of the model: how many, in which mode, in which order."""
    steps = [p for p in log if p.part == "train" and p.recorded]
    measured = [p for p in log if p.part == "test"]
    advice = "Each epoch makes one step: one pass of the training examples through the model."
    if len(steps) == 1:
        advice += " Does a return stand inside the loop?"
    shown = rows | {"passes": str(len(steps)), "epochs": str(EPOCHS)}
    attempt.law("one training pass an epoch", len(steps) >= EPOCHS, advice, rows=shown)
    on_train = len(log) - len(steps) - len(measured) >= EPOCHS
    advice = "After each step comes one measurement on the test examples" + (
        ", not on the training examples." if on_train else ". Is it inside the loop?"
    )
    shown = rows | {"measurements": str(len(measured)), "epochs": str(EPOCHS)}
    attempt.law("one measurement an epoch", len(measured) >= EPOCHS, advice, rows=shown)
    shown = rows | {"training passes": _modes(steps)}
    law = "every training pass is in training mode"
    attempt.law(law, all(p.training for p in steps), looks_like=_eval_mode(steps), rows=shown)
    shown |= {"measurements": _modes(measured)}
    looks_like = "a forgotten model.eval(): a random thinned network is measured."
    if any(p.by_flag for p in measured):
        looks_like = "a flag set by hand: it does not reach the layers. model.eval() does."
    law = "every measurement is in eval mode"
    attempt.law(law, not any(p.training for p in measured), looks_like=looks_like, rows=shown)
    looks_like = (
        "a missing `with torch.no_grad():` around the model's call. eval() switches dropout off; "
        "gradients are recorded all the same."
    )
    recorded = any(p.recorded for p in measured)
    law = "no measurement records gradients"
    attempt.law(law, not recorded, looks_like=looks_like, rows=rows)
    looks_like = "measurements before the step. First the step, then the measurement."
    order = [p.part for p in log if p in steps or p in measured]
    ends = order[0], order[-1]
    rows = rows | {"order": ", ".join(order)}
    law = "a step first, a measurement last"
    attempt.law(law, ends == ("train", "test"), looks_like=looks_like, rows=rows)


def _modes(passes: Sequence[_Pass]) -> str:
    return ", ".join("training mode" if p.training else "eval mode" for p in passes)


def _eval_mode(steps: Sequence[_Pass]) -> str:
    """What it looks like that some of these steps are not in training mode."""
    if any(p.by_flag for p in steps):
        return "a flag set by hand: it does not reach the layers. model.train() does."
    if steps[0].training:
        return (
            "a model that stays in eval mode after the first measurement: dropout is off in the "
            "next forward pass. model.train() belongs inside the loop, before the model's call."
        )
    if any(p.training for p in steps):
        return (
            "a first step in the mode in which the model came. model.train() comes first, before "
            "the model's call."
        )
    return (
        "a missing model.train(): in eval mode dropout does nothing, and the network trains "
        "without it."
    )
