"""Exercises 5.1 and 5.2: the penalty by hand, and in the loss."""

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from ..frame import Attempt, exercise

# 5.1

LOWEST = {
    (
        "a factor ½ mixed up: the derivative of λ/2 · w² is λw, that of (w − 5)² is 2(w − 5), "
        "with the 2."
    ): 10 / 18,
    "the lowest point of the loss alone. The penalty pulls towards 0.": 5.0,
    "the lowest point of the penalty alone. The loss pulls towards 5.": 0.0,
    (
        "a sign turned: the two pulls go in opposite directions, and at the lowest point they "
        "cancel."
    ): -10 / 6,
    "a denominator without the 2 of the loss: 2w and 8w are 10w.": 10 / 8,
    "½ kept in the gradient: the derivative of λ/2 · w² is λw = 8w, not 4w.": 10 / 6,
    "the lowest sum itself. Asked is the w at which it is reached.": 20.0,
    "the formula of the text with its 3: here the loss is (w − 5)².": 6 / 10,
    "the w of the text's own example. Here loss and λ are others.": 2.0,
}
STEPPED = {
    "a step along the gradient of the loss alone: the penalty adds λw.": 2.3,
    "a step uphill: subtract the gradient.": 2.5,
    "a penalty with its sign turned: it pulls towards 0, so λw is added to the gradient.": 3.1,
    (
        "λ alone, or λ/2 · w, in the place of λw. The penalty's gradient is λ times the w of here."
    ): 1.9,
    "half of the loss's gradient: the derivative of (w − 5)² has a 2.": 1.35,
    "a loss around 3, as in the text: here it is (w − 5)².": 1.3,
    "the gradient's step shrunk, too: only the old w loses its share.": 0.6 * 2.3,
    (
        "the gradient of the loss with its sign lost: at w = 2 it is below 0, so its step leads "
        "upward."
    ): 0.9,
    (
        "a rate of 0.1, as in the text (here it is 0.05), or a step from the lowest point (here "
        "it starts at 2)."
    ): 1.0,
    "a rate of 0.5: here it is 0.05.": -3.0,
    "a penalty without its ½: the derivative of λ/2 · w² is λw, not 2λw.": 0.7,
    "the change alone, not the place: add it to w = 2.": -0.5,
    "the gradient at w = 2, not the place that a step against it leads to.": 10.0,
    "the shrinking alone: the loss has its step, too.": 1.2,
}


@exercise("5.1")
def by_hand(attempt: Attempt) -> None:
    """The lowest point of a penalized loss, and one step, on paper."""
    lowest, stepped = attempt.numbers(2)
    rows = {"loss": "(w − 5)²", "penalty": "λ/2 · w² with λ = 8"}
    swapped = abs(lowest - 1.5) < 1e-3 and abs(stepped - 1.0) < 1e-3
    wrong_order = "the two numbers in the wrong order: the lowest point comes first."
    attempt.law(
        "first the lowest point, then the step",
        not swapped,
        looks_like=wrong_order,
        rows={"got": [lowest, stepped]},
    )
    advice = "At the lowest point the derivative of the whole sum is 0, and both terms have one."
    law = "the w with the lowest sum of loss and penalty"
    attempt.equal(
        law, lowest, 1.0, mistakes=LOWEST, tolerance=1e-3, advice=advice, rows=rows, reveal=False
    )
    advice = "A step goes against the gradient of the whole sum, taken at w = 2."
    rows |= {"w": "2", "rate": "0.05"}
    attempt.equal(
        "one step from w = 2",
        stepped,
        1.5,
        mistakes=STEPPED,
        tolerance=1e-3,
        advice=advice,
        rows=rows,
        reveal=False,
    )


# 5.2


def _mse(X: Tensor, y: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return ((X @ w + b - y) ** 2).mean()


def _penalized(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b) + lam / 2 * (w**2).sum()


@exercise("5.2")
def penalised_loss(attempt: Attempt) -> None:
    """Mean squared error plus half lambda times the squared length of the weights."""
    X = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 1.0, 1.0]])
    y = torch.tensor([[5.5], [1.5], [2.5], [6.5]])
    w, b = torch.tensor([[4.0], [-1.0], [3.0]]), torch.tensor([0.5])
    _can_be_differentiated(attempt, X, y, w, b, 2.6)
    law = (
        "by hand: errors −1, −2, 1 and 0 with the mean square 1.5, penalty 2.6/2 · (16 + 1 + 9), "
        "together 35.3"
    )
    attempt.agrees(law, _penalized, X, y, w, b, 2.6)
    attempt.precise(_penalized, X, y, w, b, 0.7)
    X, y, w, b = (
        attempt.randn(7, 3),
        attempt.randn(7, 1),
        attempt.randn(3, 1) + 0.5,
        attempt.randn(1) + 2,
    )
    cases = {
        "on seven random examples": (X, y, w, b, 0.7),
        "without a penalty (λ = 0) it is the loss": (X, y, w, b, 0.0),
        "with weights of 0 it is the loss": (X, y, 0 * w, b, 0.7),
        "one example": (X[:1], y[:1], w, b, 0.7),
        "one feature": (X[:, :1], y, w[:1], b, 0.7),
        "one example with one feature": (X[:1, :1], y[:1], w[:1], b, 0.7),
    }
    attempt.each(_penalized, cases)
    _has_both_gradients(attempt, X, y, w, b, 0.7)


def _can_be_differentiated(attempt: Attempt, *inputs: Any) -> None:
    """One number that depends on w: without it the gradients say nothing."""
    X, y, w, b, lam = inputs
    value = attempt(X, y, w.clone().requires_grad_(), b, lam)
    shape = tuple(getattr(value, "shape", ()))
    one_number = not isinstance(value, Tensor) or value.numel() > 1 or value.ndim == 0
    advice = (
        "One number, but in brackets: w.T @ w is a table of 1 × 1, and .sum(0) leaves a direction "
        "over. (w**2).sum() adds up everything."
    )
    attempt.law("the result has shape ()", one_number, advice, rows={"got": value, "shape": shape})
    if isinstance(value, Tensor | float):
        advice = (
            "The result is cut off from its graph: was it turned into a number by .item(), "
            "detached, or made anew by torch.tensor?"
        )
        on_graph = isinstance(value, Tensor) and value.grad_fn is not None
        attempt.law("the result can be differentiated", on_graph, advice, rows={"got": value})


def _has_both_gradients(attempt: Attempt, *inputs: Any) -> None:
    X, y, w, b, lam = inputs

    def gradient(loss: Any) -> Tensor:
        leaf = w.clone().requires_grad_()
        return torch.autograd.grad(loss(X, y, leaf, b, lam), leaf)[0]

    loss_alone = gradient(lambda X, y, w, b, lam: _mse(X, y, w, b))
    mistakes = {
        (
            "a penalty that is cut off from the graph: .data, .detach() or torch.no_grad() around "
            "it."
        ): loss_alone,
        "a loss that is cut off from the graph: the gradient is that of the penalty alone.": lam
        * w,
    }
    got, law = (
        attempt.run(lambda: gradient(attempt.value)),
        "the gradient is that of the loss plus λw",
    )
    attempt.equal(law, got, loss_alone + lam * w, mistakes=mistakes, rows={"w": w, "lam": lam})


@penalised_loss.mistake(
    "a missing ½: the penalty is λ/2 times the sum of squares, so that its gradient is λw."
)
def whole_lambda(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b) + lam * (w**2).sum()


@penalised_loss.mistake("a penalty on the bias as well: it costs nothing here.")
def charged_bias(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b) + lam / 2 * ((w**2).sum() + (b**2).sum())


@penalised_loss.mistake("a missing ½, and a penalty on the bias.")
def whole_lambda_charged_bias(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b) + lam * ((w**2).sum() + (b**2).sum())


@penalised_loss.mistake(
    "the length of w in place of its square: w.norm() has a root in it, the penalty has none."
)
def length(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b) + lam / 2 * w.norm()


@penalised_loss.mistake("the length of w in place of its square, and a missing ½.")
def whole_length(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b) + lam * w.norm()


@penalised_loss.mistake(
    "a mean over the weights in place of the sum: each would be charged less, the more there are."
)
def mean_of_weights(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b) + lam / 2 * (w**2).mean()


@penalised_loss.mistake("a mean over the weights in place of the sum, and a missing ½.")
def whole_mean_of_weights(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b) + lam * (w**2).mean()


@penalised_loss.mistake(
    "the weights themselves added up, without squares: negative ones would be paid for being there."
)
def no_squares(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b) + lam / 2 * w.sum()


@penalised_loss.mistake(
    "the square of the sum: positive and negative weights cancel before they are squared."
)
def square_of_sum(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b) + lam / 2 * w.sum() ** 2


@penalised_loss.mistake("absolute values, an L1 penalty: here the squares are charged.")
def absolute_weights(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b) + lam / 2 * w.abs().sum()


@penalised_loss.mistake("L1 with a full λ: here the squares are charged, with λ/2.")
def whole_absolute_weights(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b) + lam * w.abs().sum()


@penalised_loss.mistake("a loss without a penalty.")
def no_penalty(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b)


@penalised_loss.mistake("a penalty without its loss.")
def no_loss(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return lam / 2 * (w**2).sum()


@penalised_loss.mistake("a penalty that is subtracted: large weights would be rewarded.")
def subtracted(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b) - lam / 2 * (w**2).sum()


@penalised_loss.mistake("a penalty without its λ.")
def no_lambda(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b) + (w**2).sum() / 2


@penalised_loss.mistake("the strength of the text, 3: use lam.")
def lambda_of_the_text(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _penalized(X, y, w, b, 3.0)


@penalised_loss.mistake("a division in whole numbers: // drops what is behind the point.")
def whole_numbers(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b) + lam // 2 * (w**2).sum()


@penalised_loss.mistake("a sum of the squared errors: the loss is a mean over the examples.")
def sum_of_errors(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b) * len(X) + lam / 2 * (w**2).sum()


@penalised_loss.mistake("absolute errors in place of squared ones.")
def absolute_errors(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return F.l1_loss(X @ w + b, y) + lam / 2 * (w**2).sum()


@penalised_loss.mistake("a root of the mean squared error: the loss has none.")
def root(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b).sqrt() + lam / 2 * (w**2).sum()


@penalised_loss.mistake(
    "shape (n,) beside (n, 1): the difference is a table of n × n. Keep predictions and y as "
    "columns."
)
def table(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _penalized(X, y.reshape(1, -1), w, b, lam)


@penalised_loss.mistake("half of the squared errors: the ½ belongs to the penalty alone.")
def half_of_the_loss(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b) / 2 + lam / 2 * (w**2).sum()


@penalised_loss.mistake(
    "a penalty divided by the number of examples: only the loss is a mean over them."
)
def penalty_in_the_mean(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b) + lam / 2 * (w**2).sum() / len(X)


@penalised_loss.mistake("a prediction without its bias.")
def no_bias(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _penalized(X, y, w, 0 * b, lam)


@penalised_loss.mistake("a bias with the wrong sign: the error is X @ w + b − y.")
def bias_subtracted(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _penalized(X, y, w, -b, lam)
