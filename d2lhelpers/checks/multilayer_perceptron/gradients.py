"""Exercise 4.4: the gradients of a perceptron with one hidden layer."""

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from ..frame import Attempt, NotYet, exercise, same, show_value
from .backward import (
    FIRST,
    MISSING,
    SQUARE,
    Four,
    Steps,
    case,
    collected,
    large,
    right,
    with_hidden,
    with_scores,
    zeros,
)

NAMES = ("W1", "b1", "W2", "b2")
ORDER = (2, 3, 1, 0)  # in which the gradients are derived
ADVICE = (
    "Look at the gradient of W1. That of b1 is right, so look at the product with the inputs.",
    "Look at the gradient of b1: what passes back through relu, and how is it added up?",
    "Look at the gradient of W2: what went into the output layer, what comes back?",
    "Look at the gradient of b2: what comes back from the loss, and how is it added up?",
)


@exercise("4.4")
def hidden_gradients(attempt: Attempt) -> None:
    """Gradients of the mean cross-entropy of a perceptron with one hidden layer."""
    attempt.forbid("derivative", instead="the steps back through the layers, written by yourself")
    cases = {
        "the four gradients are what autograd finds": FIRST,
        "also where inputs, units and classes are as many": SQUARE,
        "also where a class has no example": MISSING,
        "also for one example": case(1, 3, 5, 4, [2]),
        "also for one input": case(4, 1, 5, 3, [2, 0, 1, 1]),
        "also for one hidden unit": case(4, 3, 1, 3, [2, 0, 1, 1]),
        "also for one class, where there is nothing to learn": case(4, 3, 5, 1, [0, 0, 0, 0]),
        "also where units are exactly at 0": zeros(),
        "also where scores are several hundred": large(),
    }
    for law, inputs in cases.items():
        _agrees(attempt, law, *inputs)
    X, labels, *parts = (attempt.randn(8, 3), attempt.randint(0, 4, 8), *FIRST[2:])
    _agrees(attempt, "and for fresh numbers", X, labels, *parts)
    attempt.precise(right, *FIRST, read=_four)


def _agrees(attempt: Attempt, law: str, *inputs: Tensor) -> None:
    """`attempt.agrees`, with advice on the first gradient that is wrong, as they are derived."""
    try:
        got = _four(attempt(*inputs, unchanged=False))
    except NotYet:  # which agrees() names better
        got = ()
    truth = right(*inputs)
    wrong = [i for i in ORDER if len(got) == 4 and not same(got[i], truth[i])]
    advice = ADVICE[wrong[0]] if wrong else ""
    attempt.agrees(law, right, *inputs, read=_four, tolerance=1e-5, advice=advice)


def _four(result: Any) -> tuple[Any, ...]:
    """Four tensors; ends the check where there are not so many."""
    if not isinstance(result, tuple | list) or len(result) != 4:
        if result is None:
            raise NotYet({"got": "None"}, "Nothing came back. Does the function end in `return`?")
        many = isinstance(result, tuple | list)
        got = f"{len(result)} values" if many else show_value(result)
        advice = "Expected four tensors: the gradients of W1, b1, W2 and b2, in this order."
        raise NotYet({"got": got}, advice)
    return tuple(result)


hidden_gradients.symptom(
    "inference",
    "autograd; here your function runs where torch records nothing. Go back through the layers "
    "yourself.",
)
mistake = hidden_gradients.mistake


# The gradient of the scores


@mistake("the gradients of the sum: the loss is a mean, so divide by n at the scores.")
def of_the_sum(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    return with_scores(len(X) * Steps.of(X, labels, *parts).S_bar, X, labels, *parts)


@mistake("one-hot minus softmax: that is the direction of the step, the opposite of the gradient.")
def opposite(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    return with_scores(-Steps.of(X, labels, *parts).S_bar, X, labels, *parts)


@mistake("softmax alone: the one-hot labels are still to be subtracted.")
def softmax_alone(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    S = Steps.of(X, labels, *parts).S
    return with_scores(S.softmax(1) / len(X), X, labels, *parts)


@mistake("the scores without softmax: it is softmax(S) minus one-hot.")
def without_softmax(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    S = Steps.of(X, labels, *parts).S
    return with_scores((S - F.one_hot(labels, S.shape[1])) / len(X), X, labels, *parts)


@mistake("softmax over the examples (dim=0). Each example has its own: dim=1.")
def softmax_down(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    S = Steps.of(X, labels, *parts).S
    return with_scores((S.softmax(0) - F.one_hot(labels, S.shape[1])) / len(X), X, labels, *parts)


@mistake("a mean over all scores, n times classes of them. The loss is a mean over n examples.")
def over_all_scores(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    S_bar = Steps.of(X, labels, *parts).S_bar
    return with_scores(S_bar / S_bar.shape[1], X, labels, *parts)


@mistake("a division by the number of hidden units, or of inputs. n is the number of examples.")
def over_units(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    S_bar = Steps.of(X, labels, *parts).S_bar
    return with_scores(S_bar * len(X) / len(parts[1]), X, labels, *parts)


@mistake("a number of examples that is written down as 6: take it from the inputs.")
def six_examples(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    return with_scores(Steps.of(X, labels, *parts).S_bar * len(X) / 6, X, labels, *parts)


@mistake("ten classes, written down: take their number from W2 or b2.")
def ten_classes(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    S = Steps.of(X, labels, *parts).S
    return with_scores((S.softmax(1) - F.one_hot(labels, 10)) / len(X), X, labels, *parts)


@mistake(
    "one_hot without the number of classes: it then counts up to the largest label that occurs."
)
def classes_that_occur(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    S = Steps.of(X, labels, *parts).S
    return with_scores((S.softmax(1) - F.one_hot(labels)) / len(X), X, labels, *parts)


@mistake("a softmax that overflows: subtract each row's maximum before exp.")
def overflowing(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    E = Steps.of(X, labels, *parts).S.exp()
    P = E / E.sum(1, keepdim=True)
    return with_scores((P - F.one_hot(labels, P.shape[1])) / len(X), X, labels, *parts)


# Back through relu


@mistake("relu's slope left out: multiply the gradient of H, entry by entry, by it.")
def no_slope(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    return with_hidden(torch.ones(()), X, labels, *parts)


@mistake("a mask made of the gradient, not of Z: relu's slope is 1 where Z was positive.")
def mask_of_gradient(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    return with_hidden(Steps.of(X, labels, *parts).H_bar > 0, X, labels, *parts)


@mistake("relu's values in place of its slope: multiply by (Z > 0), not by H.")
def values_for_slope(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    return with_hidden(Steps.of(X, labels, *parts).H, X, labels, *parts)


@mistake("the mask turned round: the gradient passes where Z is positive.")
def mask_turned(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    return with_hidden(Steps.of(X, labels, *parts).Z <= 0, X, labels, *parts)


@mistake("the slope 1 where Z is exactly 0. There relu passes nothing back: Z > 0.")
def open_at_zero(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    return with_hidden(Steps.of(X, labels, *parts).Z >= 0, X, labels, *parts)


@mistake("tanh's slope, 1 − H². The activation here is relu.")
def slope_of_tanh(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    return with_hidden(1 - Steps.of(X, labels, *parts).H ** 2, X, labels, *parts)


@mistake("the sigmoid's slope. The activation here is relu.")
def slope_of_sigmoid(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    H = Steps.of(X, labels, *parts).H
    return with_hidden(H * (1 - H), X, labels, *parts)


@mistake("a second division by n in the hidden layer: it happened already at the scores.")
def divided_twice(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    return with_hidden((Steps.of(X, labels, *parts).Z > 0) / len(X), X, labels, *parts)


@mistake("W2 without its transpose on the way back. It runs only where units = classes.")
def not_transposed(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    steps = Steps.of(X, labels, *parts)
    return collected(X, steps.H, steps.S_bar, steps.S_bar @ parts[2] * (steps.Z > 0))


# The way forward


@mistake("a forward pass without relu: H is relu of Z.")
def no_bend(X: Tensor, labels: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> Four:
    Z = X @ W1 + b1
    S = Z @ W2 + b2
    S_bar = (S.softmax(1) - F.one_hot(labels, S.shape[1])) / len(X)
    return collected(X, Z, S_bar, S_bar @ W2.T)


@mistake("a forward pass without relu, with relu's slope on the way back.")
def bend_only_back(
    X: Tensor, labels: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor
) -> Four:
    Z = X @ W1 + b1
    S = Z @ W2 + b2
    S_bar = (S.softmax(1) - F.one_hot(labels, S.shape[1])) / len(X)
    return collected(X, Z, S_bar, S_bar @ W2.T * (Z > 0))


@mistake("a forward pass without b1: Z is X @ W1 + b1.")
def no_b1(X: Tensor, labels: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> Four:
    return right(X, labels, W1, 0 * b1, W2, b2)


@mistake("a forward pass without b2: S is H @ W2 + b2.")
def no_b2(X: Tensor, labels: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> Four:
    return right(X, labels, W1, b1, W2, 0 * b2)


@mistake("a forward pass without the biases: Z is X @ W1 + b1, and S is H @ W2 + b2.")
def no_biases(X: Tensor, labels: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> Four:
    return right(X, labels, W1, 0 * b1, W2, 0 * b2)


# What is collected


@mistake("another order: the hidden layer comes first, W1, b1, W2, b2.")
def output_first(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    W1, b1, W2, b2 = right(X, labels, *parts)
    return W2, b2, W1, b1


@mistake("another order: each bias follows its weights, W1, b1, W2, b2.")
def weights_first(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    W1, b1, W2, b2 = right(X, labels, *parts)
    return W1, W2, b1, b2


@mistake("another order: as they are derived, from the end. Return W1, b1, W2, b2.")
def as_derived(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    W1, b1, W2, b2 = right(X, labels, *parts)
    return W2, W1, b2, b1


@mistake("the transposes: each gradient has the shape of its parameter, (inputs, units).")
def transposed(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    W1, b1, W2, b2 = right(X, labels, *parts)
    return W1.T, b1, W2.T, b2


@mistake("Z in the place of H: the output layer was fed with relu of Z.")
def Z_for_H(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    steps = Steps.of(X, labels, *parts)
    return collected(X, steps.Z, steps.S_bar, steps.Z_bar)


@mistake("X in the place of H: the output layer was fed with the hidden values.")
def X_for_H(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    steps = Steps.of(X, labels, *parts)
    return collected(X, X, steps.S_bar, steps.Z_bar)


@mistake("H in the place of X: the hidden layer was fed with the inputs.")
def H_for_X(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    steps = Steps.of(X, labels, *parts)
    return collected(steps.H, steps.H, steps.S_bar, steps.Z_bar)


@mistake("relu's slope left out in the gradient of W1: b1 has it.")
def slope_for_b1_alone(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    _, b1, W2, b2 = right(X, labels, *parts)
    return X.T @ Steps.of(X, labels, *parts).H_bar, b1, W2, b2


@mistake("relu's slope left out in the gradient of b1: W1 has it.")
def slope_for_W1_alone(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    W1, _, W2, b2 = right(X, labels, *parts)
    return W1, Steps.of(X, labels, *parts).H_bar.sum(0), W2, b2


@mistake(
    "a mean over the examples for the biases: the 1/n is in the gradient of the scores already."
)
def mean_biases(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    W1, b1, W2, b2 = right(X, labels, *parts)
    return W1, b1 / len(X), W2, b2 / len(X)


@mistake("a mean over the examples for b1: the 1/n is in the gradient of the scores already.")
def mean_b1(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    W1, b1, W2, b2 = right(X, labels, *parts)
    return W1, b1 / len(X), W2, b2


@mistake("a mean over the examples for b2: the 1/n is in the gradient of the scores already.")
def mean_b2(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    W1, b1, W2, b2 = right(X, labels, *parts)
    return W1, b1, W2, b2 / len(X)


@mistake("a division by n for the weights: it happened already at the scores.")
def mean_weights(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    W1, b1, W2, b2 = right(X, labels, *parts)
    return W1 / len(X), b1, W2 / len(X), b2


@mistake("sums over everything: each unit has a bias of its own. Sum over the examples only.")
def one_bias(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    W1, b1, W2, b2 = right(X, labels, *parts)
    return W1, b1.sum(), W2, b2.sum()


@mistake("a sum over the units (dim=1): a bias belongs to a unit, so sum over the examples.")
def bias_across(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    steps, (W1, _, W2, b2) = Steps.of(X, labels, *parts), right(X, labels, *parts)
    return W1, steps.Z_bar.sum(1), W2, b2


@mistake("sums over units and classes (dim=1): sum over the examples (dim=0).")
def biases_across(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    steps, (W1, _, W2, _) = Steps.of(X, labels, *parts), right(X, labels, *parts)
    return W1, steps.Z_bar.sum(1), W2, steps.S_bar.sum(1)


@mistake("rows for biases, one for each example: all examples share a bias, so sum the rows.")
def rows_for_biases(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    steps, (W1, _, W2, _) = Steps.of(X, labels, *parts), right(X, labels, *parts)
    return W1, steps.Z_bar, W2, steps.S_bar


@mistake("biases in two dimensions, (1, units): they have one. Drop keepdim.")
def kept_dimension(X: Tensor, labels: Tensor, *parts: Tensor) -> Four:
    W1, b1, W2, b2 = right(X, labels, *parts)
    return W1, b1[None], W2, b2[None]


@mistake("a squeeze(): where there is one example, unit or class it takes a dimension too many.")
def squeezed(X: Tensor, labels: Tensor, *parts: Tensor) -> tuple[Tensor, ...]:
    return tuple(gradient.squeeze() for gradient in right(X, labels, *parts))
