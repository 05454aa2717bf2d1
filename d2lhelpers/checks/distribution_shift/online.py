"""Exercise 8.9: online learning, example by example."""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, exercise, same

Run = tuple[Tensor, Tensor]

# a first z of exactly 0, an example of zeros, one z between 0 and ½, and labels of both kinds
X = torch.tensor([[1.0, 1.0], [2.0, 1.0], [0.0, 0.0], [-1.0, 2.0], [1.0, -0.5]])
Y = torch.tensor([1.0, 0.0, 1.0, 0.0, 1.0])
W = torch.tensor([0.25, -0.25])
RATE = 0.4


def _said(z: Tensor) -> Tensor:
    return (z > 0).float()


def _error(z: Tensor, label: Tensor) -> Tensor:
    return torch.sigmoid(z) - label


def _follow(
    X: Tensor,
    y: Tensor,
    w: Tensor,
    rate: float,
    *,
    push: Callable[[Tensor, Tensor], Tensor] = _error,
    say: Callable[[Tensor], Tensor] = _said,
    early: bool = False,
) -> Run:
    """Online learning; the options are mistakes: another error, answer, or order."""
    said = []
    for x, label in zip(X, y, strict=True):
        z = w @ x
        new = w - rate * push(z, label) * x
        said.append(say((new if early else w) @ x))
        w = new
    return torch.stack(said), w


@exercise("8.9")
def online(attempt: Attempt) -> None:
    """Predict, see the label, take a step; example by example."""
    some = attempt.randn(40, 3)
    y = (some @ torch.tensor([-1.0, 1.0, 0.5]) > 0).float()
    w = torch.tensor([0.5, -0.5, 0.2])
    _keeps_the_order(attempt, some, y, w)
    law = "five examples; the first z is 0, and 0 is not above 0"
    probe = (X[[3, 1, 4, 2]] + 0.25, Y[[3, 1, 4, 2]], W + 0.5, 0.7)
    advice = _where(attempt)
    attempt.agrees(law, _follow, X, Y, W, RATE, probe=probe, advice=advice)
    cases = {
        "forty random examples": (some, y, w, 0.8),
        "a rate of 0 leaves w as it was": (some, y, w, 0.0),
        "one example": (X[1:2], Y[1:2], W, RATE),
        "one feature": (X[:, :1], Y, W[:1], RATE),
        "labels that are all 1": (X, torch.ones(5), W, RATE),
        "a z of −1000 and one of 1000": (
            torch.tensor([[-1000.0, 0.0], [1000.0, 0.0], [0.5, 1.0]]),
            torch.tensor([0.0, 1.0, 0.0]),
            torch.tensor([1.0, -2.0]),
            RATE,
        ),
        "a z just above 0": (0.1 * X, Y, torch.tensor([0.25, 0.25]), RATE),
    }
    for law, inputs in cases.items():
        attempt.agrees(law, _follow, *inputs, probe=inputs, advice=advice)
    attempt.precise(_follow, X, Y, W, RATE, probe=(X, Y, W, RATE), read=_last)


def _where(attempt: Attempt) -> str:
    """Where an unknown mistake is to be looked for: in a step, between steps, in what is said."""
    one, every = attempt(X[1:2], Y[1:2], W, RATE), attempt(X, Y, W, RATE)
    if not all(isinstance(run, tuple | list) and len(run) == 2 for run in (one, every)):
        return ""
    if same(every[1], _follow(X, Y, W, RATE)[1]):
        return "The last w is right, the predictions are not."
    if not same(one[1], _follow(X[1:2], Y[1:2], W, RATE)[1]):
        return (
            "The second example alone, without a loop, already leads to another w: look at the "
            "step on one example."
        )
    return (
        "The second example alone leads to the right w: look at what is handed on from one "
        "example to the next, and whether every example has its step."
    )


def _last(result: Any) -> Any:
    return result[1]


def _keeps_the_order(attempt: Attempt, X: Tensor, y: Tensor, w: Tensor) -> None:
    """The same examples twice: what is drawn by chance shows, and what outlives the call."""
    first, second = attempt(X, y, w, 0.8), attempt(X, y, w, 0.8)
    if all(isinstance(run, tuple | list) and len(run) == 2 for run in (first, second)):
        looks_like = (
            "examples in a random order, or a w that outlives the call: go through the rows as "
            "they stand, from the w that was handed over."
        )
        same = all(_equal(one, other) for one, other in zip(first, second, strict=True))
        rows = {"first w": first[1], "second w": second[1]}
        attempt.law("called twice, it returns the same", same, looks_like=looks_like, rows=rows)


def _equal(one: Any, other: Any) -> bool:
    return not isinstance(one, Tensor) or not isinstance(other, Tensor) or torch.equal(one, other)


online.symptom(
    "non-empty TensorList",
    "no prediction at all where there is one example: is the first or the last one left out?",
)
online.symptom(
    "math range error",
    "math.exp of a number too large for it: torch.sigmoid knows every z, −1000 as well.",
)


@online.mistake("a prediction after the step: w has just seen the answer. Predict first.")
def after_the_step(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, rate, early=True)


@online.mistake(
    "predictions of the last w for all examples: each must come before the model has learned from "
    "it."
)
def of_the_last(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    last = _follow(X, y, w, rate)[1]
    return _said(X @ last), last


@online.mistake(
    "predictions of the first w for all examples: each comes from the w that the one before left."
)
def of_the_first(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _said(X @ w), _follow(X, y, w, rate)[1]


@online.mistake("a step uphill: w − rate · gradient.")
def uphill(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, -rate)


@online.mistake(
    "one step for all examples together, on their mean: here each example has its own step, one "
    "after the other."
)
def mean_step(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _said(X @ w), w - rate * X.T @ _error(X @ w, y) / len(X)


@online.mistake(
    "one step for all examples together, on their sum: here each example has its own step, one "
    "after the other."
)
def sum_step(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _said(X @ w), w - rate * X.T @ _error(X @ w, y)


@online.mistake("w that never learns: each step must start from the w that the one before left.")
def never_learns(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _said(X @ w), w


@online.mistake(
    "only the last example learned: each step must start from the w that the one before left."
)
def last_alone(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _said(X @ w), _follow(X[-1:], y[-1:], w, rate)[1]


@online.mistake("only the first example answered and learned: a return inside the loop?")
def first_alone(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X[:1], y[:1], w, rate)


@online.mistake("no step on the last example: it is learned from, too.")
def no_last_step(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, rate)[0], _follow(X[:-1], y[:-1], w, rate)[1]


@online.mistake("two passes over the examples: the predictions are those of the first.")
def two_passes(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, _follow(X, y, w, rate)[1], rate)


@online.mistake("the examples from the last to the first: go through them in order.")
def backwards(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    said, w = _follow(X.flip(0), y.flip(0), w, rate)
    return said.flip(0), w


@online.mistake("a start at w = 0: the w to start from is handed over.")
def from_zero(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, torch.zeros_like(w), rate)


@online.mistake("a gradient without the sigmoid: the error is sigmoid(w · x) − y.")
def no_sigmoid(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, rate, push=lambda z, label: z - label)


@online.mistake(
    "a prediction of 0 or 1 in the gradient (a perceptron): the error is sigmoid(w · x) − y."
)
def perceptron(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, rate, push=lambda z, label: _said(z) - label)


@online.mistake("a gradient of the squared error: the cross-entropy has no extra factor p(1 − p).")
def squared_error(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    def push(z: Tensor, label: Tensor) -> Tensor:
        return _error(z, label) * torch.sigmoid(z) * (1 - torch.sigmoid(z))

    return _follow(X, y, w, rate, push=push)


@online.mistake("a step without x: the gradient of w is (sigmoid(w · x) − y) · x.")
def no_x(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    said = []
    for x, label in zip(X, y, strict=True):
        said.append(_said(w @ x))
        w = w - rate * _error(w @ x, label)
    return torch.stack(said), w


@online.mistake("a step without the label: the gradient of w is (sigmoid(w · x) − y) · x.")
def no_label(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, rate, push=lambda z, label: torch.sigmoid(z))


@online.mistake("a sigmoid compared with 0: it is always above 0, so that all predictions are 1.")
def all_ones(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return torch.ones_like(y), _follow(X, y, w, rate)[1]


@online.mistake("a 1 where w · x is 0: 1.0 is for w · x > 0 alone.")
def one_at_zero(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, rate, say=lambda z: (z >= 0).float())


@online.mistake(
    "a threshold of one half for w · x: the sigmoid passes one half where w · x passes 0."
)
def one_half(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, rate, say=lambda z: (z > 0.5).float())


@online.mistake("predictions turned round: 1.0 where w · x > 0.")
def turned(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, rate, say=lambda z: (z < 0).float())


@online.mistake("predictions of −1 and 1 (a sign): 1.0 where w · x > 0, else 0.0.")
def signs(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, rate, say=torch.sign)


@online.mistake("probabilities in the place of predictions: 1.0 where w · x > 0, else 0.0.")
def chances(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, rate, say=torch.sigmoid)


@online.mistake("scores in the place of predictions: 1.0 where w · x > 0, else 0.0.")
def scores(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, rate, say=lambda z: z)


@online.mistake("whether each prediction was right: asked are the predictions themselves.")
def rights(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    said, w = _follow(X, y, w, rate)
    return (said == y).float(), w


@online.mistake("the share of right predictions: asked are the predictions themselves.")
def accuracy(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    said, w = _follow(X, y, w, rate)
    return (said == y).float().mean(), w


@online.mistake("whether each prediction was wrong: asked are the predictions themselves.")
def wrongs(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    said, w = _follow(X, y, w, rate)
    return (said != y).float(), w


@online.mistake("a step divided by n: here each step is on one example, nothing is averaged.")
def divided(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, rate / len(X))


@online.mistake("a rate that shrinks as the steps go by: it is the same for every step.")
def shrinking(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    said: list[Tensor] = []
    steps: Iterable[tuple[int, tuple[Tensor, Tensor]]] = enumerate(zip(X, y, strict=True), 1)
    for step, (x, label) in steps:
        said.append(_said(w @ x))
        w = w - rate / step * _error(w @ x, label) * x
    return torch.stack(said), w


@online.mistake(
    "gradients that pile up: backward() adds to .grad, so set it back before each step."
)
def piled_up(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    said, gradient = [], torch.zeros_like(w)
    for x, label in zip(X, y, strict=True):
        said.append(_said(w @ x))
        gradient = gradient + _error(w @ x, label) * x
        w = w - rate * gradient
    return torch.stack(said), w


@online.mistake(
    "steps after wrong predictions only (a perceptron): here every example gives a step."
)
def after_mistakes(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, rate, push=lambda z, label: _error(z, label) * (_said(z) != label))


@online.mistake("labels made −1 and 1: the error is sigmoid(w · x) − y with y 0 or 1.")
def labels_as_signs(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, rate, push=lambda z, label: torch.sigmoid(z) - (2 * label - 1))


@online.mistake("the labels in the place of the predictions.")
def labels(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return y, _follow(X, y, w, rate)[1]


@online.mistake("a mean of all w on the way: the last one is asked for.")
def mean_of_ways(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    said, ends = every_w(X, y, w, rate)
    return said, ends.mean(0)


@online.mistake("tanh in the place of the sigmoid: it lies between −1 and 1.")
def tanh(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, rate, push=lambda z, label: torch.tanh(z) - label)


@online.mistake("an error without its sign: a probability below the label must push w upward.")
def absolute(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, rate, push=lambda z, label: _error(z, label).abs())


@online.mistake("the sign of the error alone: a large error gives a larger step.")
def sign(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, rate, push=lambda z, label: _error(z, label).sign())


@online.mistake("a minus inside the sigmoid: sigmoid(−z) is the probability of the label 0.")
def of_label_0(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, rate, push=lambda z, label: torch.sigmoid(-z) - label)


@online.mistake("a step of full length: multiply it by the rate.")
def full_length(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, 1.0)


@online.mistake("a rate of 0.3, as in the text: it is handed over.")
def rate_of_the_text(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, 0.3)


@online.mistake("e^z / (1 + e^z), which is ∞/∞ for a large z: torch.sigmoid knows every z.")
def own_sigmoid(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, rate, push=lambda z, label: z.exp() / (1 + z.exp()) - label)


@online.mistake("predictions of shape (n, 1): asked is shape (n,).")
def column(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    said, w = _follow(X, y, w, rate)
    return said[:, None], w


@online.mistake("the w of every step: the last one is asked for.")
def every_w(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    ends = [_follow(X[:i], y[:i], w, rate)[1] for i in range(1, len(X) + 1)]
    return _follow(X, y, w, rate)[0], torch.stack(ends)


@online.mistake("the two results in the wrong order: predictions first, then w.")
def swapped(X: Tensor, y: Tensor, w: Tensor, rate: float) -> Run:
    return _follow(X, y, w, rate)[::-1]
