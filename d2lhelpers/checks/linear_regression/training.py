"""Exercise 2.5: a training with four mistakes, mended."""

from itertools import combinations
from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, NotYet, exercise, kind_of, number, same, show_value

Trained = tuple[Tensor, Tensor, list[float]]

ADVICE = "Take two batches of two examples, and do the first two steps on paper: what differs?"
WHAT_IS_LEFT = {
    "table": "the prediction is a column and y[rows] is flat, so every y meets every prediction",
    "order": "one order serves all epochs",
    "bias": "the gradient of b is never set to zero, so old steps are dragged along",
    "last": "the history holds the loss of the last batch, not the epoch's mean",
}


def _trained(
    X: Tensor,
    y: Tensor,
    rate: float,
    epochs: int,
    batch_size: int,
    generator: torch.Generator,
    **options: Any,
) -> Trained:
    """The training; `left` are mistakes that stay in it, the other options make further ones."""
    left = options.get("left", ())
    w, b, history = torch.zeros(X.shape[1], 1), torch.zeros(1), []
    old_w, old_b = torch.zeros_like(w), torch.zeros_like(b)
    order = torch.randperm(len(X), generator=generator) if "order" in left else None
    for _ in range(epochs):
        rows = torch.randperm(len(X), generator=generator) if order is None else order
        losses = []
        for part in rows.split(batch_size):
            target = y[part] if "table" in left else y[part].reshape(-1, 1)
            errors = X[part] @ w + b - target
            total = len(part) if options.get("total") else 1
            losses.append(total * (errors**2).mean().item())
            for_w = 2 * X[part].T @ errors.mean(dim=1, keepdim=True) / len(part)
            for_b = 2 * errors.mean().reshape(1)
            if options.get("weight"):
                for_w = old_w = for_w + old_w
            if "bias" in left:
                for_b = old_b = for_b + old_b
            step = rate * options.get("scale", lambda m: 1.0)(len(part))
            w, b = w - step * for_w, b - step * for_b * options.get("b_scale", 1.0)
        history.append(_kept(losses, left, options))
    return w, b, history


def _kept(losses: list[float], left: Any, options: Any) -> float:
    if "last" in left:
        return losses[-1]
    return float(options.get("keep", _mean_of)(losses))


def _read(result: Any) -> Any:
    """w, b and the history as numbers; what is no such triple is left to be told by its kind."""
    if not isinstance(result, tuple | list) or len(result) != 3:
        return result
    w, b, history = result
    if isinstance(history, list | tuple):
        history = [number(v) if isinstance(v, Tensor) and v.numel() == 1 else v for v in history]
    return w, b, list(history) if isinstance(history, tuple) else history


def _dice(seed: int = 3) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@exercise("2.5")
def train_line(attempt: Attempt) -> None:
    """Mini-batch descent on the mean squared error."""
    X, y = attempt.randn(11, 2), attempt.randn(11) + 2
    _begins_and_draws(attempt, X, y)
    attempt.agrees(
        "two features, batches of four",
        _trained,
        X,
        y,
        0.05,
        4,
        4,
        _dice(),
        read=_read,
        advice=ADVICE,
    )
    cases = {
        "one feature": (X[:, :1], y, 0.05, 3, 4, _dice()),
        "one epoch": (X, y, 0.05, 1, 4, _dice()),
        "full batches": (X, y, 0.05, 3, 20, _dice()),
        "single examples": (X, y, 0.02, 2, 1, _dice()),
        "one example": (X[:1], y[:1], 0.05, 3, 4, _dice()),
        "another generator": (X, y, 0.05, 3, 5, _dice(4)),
    }
    attempt.each(_trained, cases, read=_read, advice=ADVICE)
    _, _, history = attempt(X, y, 0.05, 2, 4, _dice())
    advice = (
        "Plain numbers are asked for: .item() takes them out of tensors, which may keep a graph."
    )
    plain = not any(isinstance(value, Tensor) for value in history)
    attempt.law("the history holds plain numbers", plain, advice, rows={"got": repr(history[0])})


def _begins_and_draws(attempt: Attempt, X: Tensor, y: Tensor) -> None:
    """What no other law can name: other numbers at the start, and an order from other dice."""
    found = attempt.agrees(
        "no epochs", _trained, X, y, 0.05, 0, 4, _dice(), mistakes=(), read=_kinds
    )
    zeros = not any(part.any() for part in found[:2])
    advice = "Before the first step w and b are zeros."
    attempt.law("it begins at zeros", zeros, advice, rows={"w": found[0], "b": found[1]})
    one, again, other = (_read(attempt(X, y, 0.05, 2, 4, _dice(seed))) for seed in (3, 3, 4))
    advice = (
        "Two generators with the same seed, and two results: draw every order from `generator`."
    )
    attempt.law("same generator, same result", same(one, again), advice)
    advice = (
        "Generators with different seeds, and the same result: draw every order from `generator`."
    )
    attempt.law("another generator, another result", not same(one, other), advice)


def _kinds(result: Any) -> Any:
    """Shapes and lengths only."""
    read = _read(result)
    if not isinstance(read, tuple) or len(read) != 3:
        return read
    w, b, history = read
    if isinstance(w, list) or (isinstance(w, Tensor) and isinstance(b, Tensor) and w.ndim < b.ndim):
        raise NotYet({"got": show_value(result)}, "The order is w, b, history.")
    if not isinstance(history, list):
        got = {"history": f"{kind_of(history)}: {show_value(history)}"}
        raise NotYet(got, "The history is a list, with one plain number for each epoch.")
    return (*(0 * v if isinstance(v, Tensor) else v for v in (w, b)), history)


def _register() -> None:
    """Every way to leave some of the four mistakes in the training."""
    for count in range(1, 5):
        for left in combinations(WHAT_IS_LEFT, count):
            sentence = f"a training with {count} of its four mistakes left: "
            sentence += "; ".join(WHAT_IS_LEFT[name] for name in left) + "."

            def spoiled(*inputs: Any, left: Any = left) -> Trained:
                return _trained(*inputs, left=left)

            train_line.mistake(sentence)(spoiled)


_register()


@train_line.mistake("gradients that are never set to zero: each step drags all old ones along.")
def never_zeroed(*inputs: Any) -> Trained:
    return _trained(*inputs, left=("bias",), weight=True)


@train_line.mistake("the gradient of w never set to zero: each step drags the old ones along.")
def w_never_zeroed(*inputs: Any) -> Trained:
    return _trained(*inputs, weight=True)


@train_line.mistake(
    "gradients that are set to zero before the step: nothing is left to step along (or no step "
    "is made)."
)
def zeroed_too_early(*inputs: Any) -> Trained:
    return _trained(*inputs, scale=lambda m: 0.0)


@train_line.mistake("a bias that stays where it was: b needs its step, too.")
def bias_untrained(*inputs: Any) -> Trained:
    return _trained(*inputs, b_scale=0.0)


@train_line.mistake("a step uphill: subtract rate · gradient.")
def uphill(*inputs: Any) -> Trained:
    return _trained(*inputs, scale=lambda m: -1.0)


@train_line.mistake("a step along the sum of the squared errors: take their mean.")
def sum_of_squares(*inputs: Any) -> Trained:
    return _trained(*inputs, scale=float, total=True)


def _mean_of(losses: list[float]) -> float:
    return sum(losses) / len(losses)


@train_line.mistake("a step along half of the gradient: the loss has no factor ½.")
def half(*inputs: Any) -> Trained:
    return _trained(*inputs, scale=lambda m: 0.5)


@train_line.mistake("a history of sums: it holds the mean of the losses of an epoch's batches.")
def sums(*inputs: Any) -> Trained:
    return _trained(*inputs, keep=sum)


@train_line.mistake("a history of each epoch's first loss: it holds the mean over its batches.")
def first_loss(*inputs: Any) -> Trained:
    return _trained(*inputs, keep=lambda losses: losses[0])


@train_line.mistake("a history of each epoch's lowest loss: it holds the mean over its batches.")
def lowest_loss(*inputs: Any) -> Trained:
    return _trained(*inputs, keep=min)


@train_line.mistake("a short last batch that is left out: here it stays.")
def short_dropped(
    X: Tensor, y: Tensor, rate: float, epochs: int, batch_size: int, generator: torch.Generator
) -> Trained:
    w, b, history = torch.zeros(X.shape[1], 1), torch.zeros(1), []
    for _ in range(epochs):
        rows = torch.randperm(len(X), generator=generator)
        losses = []
        for part in rows[: len(X) - len(X) % batch_size].split(batch_size):
            errors = X[part] @ w + b - y[part].reshape(-1, 1)
            losses.append((errors**2).mean().item())
            w, b = w - rate * 2 * X[part].T @ errors / len(part), b - rate * 2 * errors.mean(0)
        history.append(_mean_of(losses))
    return w, b, history


@train_line.mistake("losses that are measured after the step: measure each batch before its step.")
def measured_after(
    X: Tensor, y: Tensor, rate: float, epochs: int, batch_size: int, generator: torch.Generator
) -> Trained:
    w, b, history = torch.zeros(X.shape[1], 1), torch.zeros(1), []
    for _ in range(epochs):
        losses = []
        for part in torch.randperm(len(X), generator=generator).split(batch_size):
            errors = X[part] @ w + b - y[part].reshape(-1, 1)
            w, b = w - rate * 2 * X[part].T @ errors / len(part), b - rate * 2 * errors.mean(0)
            losses.append(((X[part] @ w + b - y[part].reshape(-1, 1)) ** 2).mean().item())
        history.append(_mean_of(losses))
    return w, b, history


@train_line.mistake(
    "one loss of all examples after each epoch: the mean of the batches' losses is asked for."
)
def whole_loss(
    X: Tensor, y: Tensor, rate: float, epochs: int, batch_size: int, generator: torch.Generator
) -> Trained:
    history: list[float] = []
    for epoch in range(1, epochs + 1):
        again = torch.Generator(generator.device).set_state(generator.get_state())
        w, b, _ = _trained(X, y, rate, epoch, batch_size, again)
        history.append(((X @ w + b - y.reshape(-1, 1)) ** 2).mean().item())
    return (*_trained(X, y, rate, epochs, batch_size, generator)[:2], history)


@train_line.mistake("a history of every batch: it holds one number for each epoch.")
def every_batch(*inputs: Any) -> Any:
    kept: list[float] = []

    def keep(losses: list[float]) -> float:
        kept.extend(losses)
        return 0.0

    w, b, _ = _trained(*inputs, keep=keep)
    return w, b, kept


@train_line.mistake("a step along the sum of the squared errors, and the mean in the history.")
def sum_in_step(*inputs: Any) -> Trained:
    return _trained(*inputs, scale=float)


@train_line.mistake("the rate 0.1 in place of `rate`: the caller decides how long the step is.")
def written_rate(
    X: Tensor, y: Tensor, rate: float, epochs: int, batch_size: int, generator: torch.Generator
) -> Trained:
    return _trained(X, y, 0.1, epochs, batch_size, generator)


@train_line.mistake(
    "a mean over the examples: the history holds the mean over the batches, each once."
)
def mean_over_examples(
    X: Tensor, y: Tensor, rate: float, epochs: int, batch_size: int, generator: torch.Generator
) -> Trained:
    return _trained(
        X, y, rate, epochs, batch_size, generator, total=True, keep=lambda m: sum(m) / len(X)
    )


@train_line.mistake("one step for each epoch: every batch has a step of its own.")
def step_an_epoch(
    X: Tensor, y: Tensor, rate: float, epochs: int, batch_size: int, generator: torch.Generator
) -> Trained:
    w, b, history = torch.zeros(X.shape[1], 1), torch.zeros(1), []
    for _ in range(epochs):
        losses, for_w, for_b = [], torch.zeros_like(w), torch.zeros_like(b)
        for part in torch.randperm(len(X), generator=generator).split(batch_size):
            errors = X[part] @ w + b - y[part].reshape(-1, 1)
            losses.append((errors**2).mean().item())
            for_w, for_b = for_w + 2 * X[part].T @ errors / len(part), for_b + 2 * errors.mean(0)
        w, b = w - rate * for_w, b - rate * for_b
        history.append(_mean_of(losses))
    return w, b, history


@train_line.mistake("a history of medians: it holds the mean of an epoch's losses.")
def medians(*inputs: Any) -> Trained:
    return _trained(*inputs, keep=lambda losses: sorted(losses)[len(losses) // 2])
