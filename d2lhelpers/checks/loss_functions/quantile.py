"""Exercise 10.2: the quantile loss."""

from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, NotYet, changing, exercise, show_value

P = torch.tensor([1.0, 4.0, 2.5, -1.0, 0.5])
Y = torch.tensor([3.0, 3.5, 2.5, -2.5, 4.5])
SLOPES = "The values are right and the slopes are not: is something detached, rounded or made anew?"


def _cost(e: Tensor, low: float, high: float) -> Tensor:
    """Slopes `low` where the prediction was too low, `high` where it was too high."""
    return torch.where(e > 0, low * e, -high * e)


def _right(prediction: Tensor, target: Tensor, q: float) -> Tensor:
    return _cost(target - prediction, q, 1 - q).mean()


@exercise("10.2")
def quantile_loss(attempt: Attempt) -> None:
    """A mean with one slope for too low and another for too high."""
    attempt.agrees("five numbers, q = 0.8", _right, P, Y, 0.8)
    cases = {
        "q = 0.1": (P, Y, 0.1),
        "q = ½ is half the absolute error": (P, Y, 0.5),
        "columns of shape (n, 1)": (P[:, None], Y[:, None], 0.3),
        "a table of targets": (P[:4].view(2, 2), Y[:4].view(2, 2), 0.3),
        "one number": (P[:1], Y[:1], 0.3),
        "all exact": (P, P, 0.3),
        "fresh numbers": (attempt.randn(40), attempt.randn(40), 0.7),
    }
    attempt.each(_right, cases)
    for law, one, other in (
        ("a column and a row", P[:, None], Y),
        ("a row and a column", P, Y[:, None]),
        ("one prediction for five targets", P[:1], Y),
    ):
        _refuses(attempt, f"{law}: a ValueError", one, other)
    _slopes(attempt)
    attempt.precise(_right, P / 3, Y, 0.7)


def _refuses(attempt: Attempt, law: str, prediction: Tensor, target: Tensor) -> None:
    shapes = {"shapes": f"{tuple(prediction.shape)} and {tuple(target.shape)}"}
    raised: BaseException | None = None
    got: Any = None
    try:
        got = attempt(prediction, target, 0.3)
    except NotYet as finding:
        raised = finding.error
        if raised is None:
            raise
    if raised is None:
        advice = (
            "No error came: the two were broadcast, or made one shape. Compare the shapes first."
        )
        attempt.law(law, False, advice, rows=shapes | {"got": show_value(got)})
    kind = type(raised).__name__
    advice = f"A {kind} came. Where the shapes differ, `raise ValueError(…)` yourself."
    attempt.law(law, isinstance(raised, ValueError), advice, rows=shapes)


def _slopes(attempt: Attempt) -> None:
    prediction = P.clone().requires_grad_()
    keep = torch.tensor([True, True, False, True, True])  # where the error is 0 there is a corner
    loss = attempt(changing(prediction), Y, 0.8)
    if not isinstance(loss, Tensor) or not loss.requires_grad:
        rows = {"got": show_value(loss)}
        raise NotYet(rows, "backward() cannot start from this: leave out .item() and .detach().")
    loss.backward()
    slopes = torch.zeros(5) if prediction.grad is None else prediction.grad
    expected = torch.tensor([-0.8, 0.2, 0.0, 0.2, -0.8]) / 5
    law = "the slopes for q = 0.8, without the one at the corner"
    attempt.equal(law, slopes[keep], expected[keep], advice=SLOPES)


mistake = quantile_loss.mistake


@mistake("q and 1 − q exchanged: too low costs q. Or is e = prediction − target?")
def exchanged(prediction: Tensor, target: Tensor, q: float) -> Tensor:
    return _right(prediction, target, 1 - q)


@mistake("a sum. Asked is the mean over all numbers.")
def summed(prediction: Tensor, target: Tensor, q: float) -> Tensor:
    return _right(prediction, target, q) * prediction.numel()


@mistake("the smaller of the two lines, which is negative: take the larger one.")
def smaller(prediction: Tensor, target: Tensor, q: float) -> Tensor:
    e = target - prediction
    return torch.minimum(q * e, (q - 1) * e).mean()


@mistake("a loss that is negative where the prediction was too high: there −e is the size.")
def signed(prediction: Tensor, target: Tensor, q: float) -> Tensor:
    return _cost(target - prediction, q, q - 1).mean()


@mistake("the same slope on both sides: too high costs 1 − q.")
def even(prediction: Tensor, target: Tensor, q: float) -> Tensor:
    return (q * (target - prediction).abs()).mean()


@mistake("squared errors. The quantile loss has straight lines.")
def squares(prediction: Tensor, target: Tensor, q: float) -> Tensor:
    e = target - prediction
    return torch.where(e > 0, q * e**2, (1 - q) * e**2).mean()


@mistake("nothing charged for a prediction that was too high: it costs 1 − q.")
def too_high_free(prediction: Tensor, target: Tensor, q: float) -> Tensor:
    return _cost(target - prediction, q, 0.0).mean()


@mistake("q left out where the prediction was too low, or 1 − q where it was too high: full size.")
def full_size(prediction: Tensor, target: Tensor, q: float) -> Tensor:
    return _cost(target - prediction, q, 1.0).mean()


@mistake("one loss for each number. The mean is missing.")
def each_number(prediction: Tensor, target: Tensor, q: float) -> Tensor:
    return _cost(target - prediction, q, 1 - q)
