"""Checks of chapter 04, multilayer perceptrons."""

from collections.abc import Callable
from itertools import pairwise, permutations, product
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.overrides import TorchFunctionMode

from .exercise import Attempt, NotYet, exercise, same, show_value

SWITCHES = torch.tensor(list(product([0.0, 1.0], repeat=3)))
TASKS = (
    ("spam or not", 1, "sigmoid"),
    ("one of 7 birds", 7, "softmax"),
    ("a temperature in °C", 1, "none"),
    ("which of 5 instruments", 5, "sigmoid"),
)


@exercise("4.1")
def output_by_hand(at: Attempt) -> None:
    """3 · relu(1) + 5 · relu(−1) − 1 = 2."""
    got = at.value
    if isinstance(got, Tensor) and got.numel() == 1:
        got = got.item()
    if isinstance(got, bool) or not isinstance(got, int | float):
        raise NotYet({"got": show_value(got)}, "Expected one number, the network's output.")
    x, W1, b1 = torch.tensor([2.0, 1.0]), torch.tensor([[1.0, -1.0], [-2.0, 1.0]]), torch.tensor([1.0, 0.0])
    w2 = torch.tensor([3.0, 5.0])

    def out(h: Tensor, b2: float = -1.0) -> float:
        return float(h @ w2) + b2

    z = x @ W1 + b1
    mistakes = {
        "a network without relu: the second unit has −1, and relu turns that into 0.": out(z),
        "a forgotten output bias: subtract 1 at the end.": out(z.relu(), 0.0),
        "a forgotten hidden bias: the first unit has z = 2 − 2 + 1.": out((x @ W1).relu()),
        "no biases at all: add (1, 0) before relu and −1 at the end.": out((x @ W1).relu(), 0.0),
        "no biases and no relu.": out(x @ W1, 0.0),
        "no relu, and a forgotten output bias: relu turns −1 into 0, and 1 is subtracted at the end.": out(z, 0.0),
        "no relu, and a forgotten hidden bias: the first unit has z = 2 − 2 + 1, and relu turns −1 into 0.": out(x @ W1),
        "rows of W1 in place of its columns. Unit 1 has the weights in the first column, 1 and −2.": out((W1 @ x + b1).relu()),
        "rows of W1 in place of its columns, and no relu.": out(W1 @ x + b1),
        "the absolute value in place of relu: relu(−1) is 0, not 1.": out(z.abs()),
        "an output bias that was added, not subtracted: it is −1.": out(z.relu(), 1.0),
        "relu at the output too, or a minus lost: with relu in the hidden layer only, the output is 3 · h1 + 5 · h2 − 1.": max(0.0, out(z)),
        "the hidden value h1. It still goes through the output layer.": 1.0,
    }
    at.equal("output = 3 · relu(z1) + 5 · relu(z2) − 1", float(got), 2.0, mistakes=mistakes, input=(2, 1))


@exercise("4.2")
def three_switches(at: Attempt) -> None:
    """Weights of a network that is 1 where one or three of three switches are up."""
    answer = at()
    if not isinstance(answer, tuple | list) or len(answer) != 4:
        got = f"{len(answer)} values" if isinstance(answer, tuple | list) else show_value(answer)
        raise NotYet({"got": got}, "Expected four tensors: `return W1, b1, W2, b2`.")
    units = _shapes_fit(answer)
    W1, b1, W2, b2 = (part.detach() for part in answer)
    up = SWITCHES.sum(1)
    got = ((SWITCHES @ W1 + b1).clamp(min=0) @ W2 + b2).flatten()
    wanted = up % 2
    mistakes = {
        "a lamp that is on when any switch is up. With two up it must be off: the slope turns down after one.": (up > 0).float(),
        "a lamp that is on only when exactly one switch is up. With all three up it must be on again: a bend is missing, "
        "or the last change of slope is 1 where 2 is needed (from −1 up to 1).": (up == 1).float(),
        "a count of the switches. The curve of the lamp must go down again between one and two.": up,
        "the opposite: on where it must be off.": 1 - wanted,
        "the slopes in place of their changes. At each bend the output weight is the new slope minus the old one.": (
            up - (up - 1).clamp(min=0) + (up - 2).clamp(min=0)
        ),
        "a first bend too late: with one switch up the output is already to be 1. Bends at 0, 1 and 2 switches.": (
            (up - 1).clamp(min=0) - 2 * (up - 2).clamp(min=0) + 2 * (up - 3).clamp(min=0)
        ),
        "a curve that goes on falling after two. With all three switches up it must rise again: a bend is missing.": (
            up - 2 * (up - 1).clamp(min=0)
        ),
        "bends on the wrong side: a bias of −1 puts the bend at s = 1, a bias of +1 at s = −1.": (
            up - 2 * (up + 1).clamp(min=0) + 2 * (up + 2).clamp(min=0)
        ),
    }
    if units == 1:
        raise NotYet({"units": "1"}, "One unit makes one bend, and the lamp's curve goes up, down and up again: it needs more.")
    if bool((b1 == 0).all() and (W1 >= 0).all()):
        advice = (
            "All biases are 0: then all units bend at the same place, where no switch is up, and their sum is a straight line after it."
        )
        raise NotYet({"b1": show_value(b1)}, advice)
    if bool((W1 == 0).all(1).any()):
        raise NotYet({"W1": show_value(W1)}, "A row of W1 is all zeros: no unit sees that switch, and it changes the lamp, too.")
    if bool(((W1 != 0).sum(0) <= 1).all()):
        advice = "Each unit sees a single switch. Then the output is a sum with one part a switch, and nothing knows how many are up."
        raise NotYet({"W1": show_value(W1)}, advice)
    advice = "Put beside each number of `got` how many switches are up there. At which count is the lamp wrong?"
    shown = {"switches": SWITCHES.int().tolist()}
    law = "1 where one or three switches are up, else 0"
    at.equal(law, got, wanted, mistakes=mistakes, tolerance=1e-3, advice=advice, **shown)
    order = torch.randperm(8, generator=at.rng)
    again = ((SWITCHES[order] @ W1 + b1).clamp(min=0) @ W2 + b2).flatten()
    at.equal("the same in any order of the examples", again, wanted[order], tolerance=1e-3)


@exercise("4.3")
def leaky_and_slope(at: Attempt) -> None:
    """Leaky ReLU, and its derivative."""
    small = torch.tensor([-2.0, -0.5, 0.0, 0.5, 2.0])

    def right(z: Tensor, leak: float) -> tuple[Tensor, Tensor]:
        return torch.where(z > 0, z, leak * z), torch.where(z > 0, torch.ones_like(z), torch.full_like(z, leak))

    def other(values: Callable[..., Tensor] | None = None, slopes: Callable[..., Tensor] | None = None) -> Callable[..., Any]:
        def wrong(z: Tensor, leak: float) -> tuple[Tensor, Tensor]:
            v, s = right(z, leak)
            return (values(z, leak) if values else v), (slopes(z, leak) if slopes else s)

        return wrong

    mistakes: dict[str, Callable[..., Any]] = {
        "the slope 1 at z = 0. The condition is z > 0, so at 0 itself the slope is leak.": other(
            None, lambda z, a: torch.where(z >= 0, torch.ones_like(z), torch.full_like(z, a))
        ),
        "the slope 0 on the left. That is ReLU's; here the left side is a line with slope leak.": other(
            None, lambda z, a: (z > 0).to(z.dtype)
        ),
        "plain ReLU: leak is not used on the left.": lambda z, a: (z.clamp(min=0), (z > 0).to(z.dtype)),
        "values that are leak itself on the left. They are leak times z.": other(lambda z, a: torch.where(z > 0, z, torch.full_like(z, a))),
        "values leak · |z| on the left: the sign is lost, the curve bends up like a V.": other(lambda z, a: torch.where(z > 0, z, -a * z)),
        "slopes that are leak · z on the left: those are the values. The slope of the line leak · z is leak.": other(
            None, lambda z, a: torch.where(z > 0, torch.ones_like(z), a * z)
        ),
        "the values as slopes. The slope of z is 1, not z.": other(None, lambda z, a: torch.where(z > 0, z, a * z)),
        "slopes with z on the right. The slope of the line z is 1.": other(None, lambda z, a: torch.where(z > 0, z, torch.full_like(z, a))),
        "the two sides exchanged: leak belongs to the left, where z is negative.": lambda z, a: (
            torch.where(z > 0, a * z, z),
            torch.where(z > 0, torch.full_like(z, a), torch.ones_like(z)),
        ),
        "the two results in the other order. Return the values first, then the slopes.": lambda z, a: right(z, a)[::-1],
        "slopes of sign(z): −1 on the left. The line leak · z rises with slope leak.": other(None, lambda z, a: z.sign()),
        "a slope of −leak on the left: the line leak · z rises, too.": other(
            None, lambda z, a: torch.where(z > 0, torch.ones_like(z), torch.full_like(z, -a))
        ),
        "leak · z added on the right as well: there the value is z, and nothing more.": other(lambda z, a: z.clamp(min=0) + a * z),
        "leak added to the slope on the right as well: there it is 1.": other(None, lambda z, a: (z > 0).to(z.dtype) + a),
        "leak subtracted on the left: it is a factor, leak · z.": other(lambda z, a: torch.where(z > 0, z, z - a)),
        "slopes as values over z: that is 0 / 0 at z = 0, where the slope is leak.": other(
            None, lambda z, a: torch.where(z > 0, z, a * z) / z
        ),
        "a leak of 0.1 whatever the argument says: use `leak`.": lambda z, a: right(z, 0.1),
        "a leak of 0.01 whatever the argument says: use `leak`.": lambda z, a: right(z, 0.01),
    }
    at.law("two results: values and slopes", _is_pair(_two_lines(at, small)), "Return two tensors: `return values, slopes`.")
    law = "z and slope 1 where z > 0, leak · z and slope leak elsewhere"
    at.agrees(law, right, small, 0.1, mistakes=mistakes)
    at.agrees(law, right, at.randn(3, 4), 0.25, mistakes=mistakes)
    maximum = "the larger of z and leak · z. That fails for a leak above 1: choose by the sign of z."
    larger = other(lambda z, a: torch.maximum(z, a * z))
    at.agrees("it also holds for a leak above 1", right, small, 3.0, mistakes={maximum: larger})
    at.agrees("with leak = 0 it is ReLU and its derivative", right, at.randn(5), 0.0, mistakes=mistakes)


@exercise("4.4")
def hidden_gradients(at: Attempt) -> None:
    """Gradients of the mean cross-entropy of a perceptron with one hidden layer."""
    names = ("W1", "b1", "W2", "b2")
    for n, d, m, k in ((3, 4, 5, 2), (7, 3, 6, 4), (4, 4, 4, 4)):
        X, labels = at.randn(n, d), at.randint(0, k, n)
        parts = (at.randn(d, m), at.randn(m), at.randn(m, k), at.randn(k))
        got = _by_hand(at, X, labels, *parts)
        if not isinstance(got, tuple | list) or len(got) != 4:
            raise NotYet({"got": show_value(got)}, "Expected four tensors: the gradients of W1, b1, W2 and b2, in this order.")
        truth = _backward(X, labels, *parts)
        shown = {f"shape of {name}": tuple(x.shape) for name, x in (("X", X), ("W1", parts[0]), ("W2", parts[2]))}
        _named_variant(at, got, (X, labels, *parts), truth, shown)
        for i in (2, 3, 1, 0):  # in the order in which they are derived
            law = f"the gradient of {names[i]} is what autograd finds"
            at.equal(law, got[i], truth[i], mistakes=_single_mistakes(i, X, labels, parts, truth), advice=GRADIENT_ADVICE[i], **shown)


GRADIENT_ADVICE = {
    0: "W1: X transposed times the gradient of Z. Is the gradient of b1 right? It passed; so look at the product with X.",
    1: "b1: the sum over the examples of the gradient of Z, which is the gradient of H times relu's slope.",
    2: "W2: H transposed times the gradient of the scores, softmax minus one-hot over n.",
    3: "b2: the sum over the examples of the gradient of the scores.",
}


def _named_variant(at: Attempt, got: Any, inputs: tuple[Any, ...], truth: tuple[Tensor, ...], shown: dict[str, Any]) -> None:
    """Recognise a mistake that spoils several of the four gradients at once."""
    n = len(inputs[0])
    variants: dict[str, Any] = {
        "relu's slope is missing: multiply the gradient of H, entry by entry, by (Z > 0).": _backward(*inputs, mask="none"),
        "a mask made of the gradient, not of Z: relu's slope is 1 where Z was positive.": _backward(*inputs, mask="gradient"),
        "relu's values in place of its slope: multiply by (Z > 0), not by H.": _backward(*inputs, mask="values"),
        "the mask turned round: the gradient passes where Z is positive.": _backward(*inputs, mask="opposite"),
        "the gradients of the sum: the loss is a mean, so divide by n at the scores.": tuple(n * g for g in truth),
        "a second division by n in the hidden layer: it happened already at the scores.": (truth[0] / n, truth[1] / n, truth[2], truth[3]),
        "one-hot minus softmax: that is the direction of the step, the opposite of the gradient.": tuple(-g for g in truth),
        "softmax alone: the one-hot labels are still to be subtracted.": _backward(*inputs, scores="softmax"),
        "the scores without softmax: softmax(S) minus one-hot.": _backward(*inputs, scores="raw"),
        "a forward pass without relu: H is relu of Z.": _backward(*inputs, mask="no forward"),
        "a softmax over the examples (dim=0). Each example has its own: dim=1.": _backward(*inputs, scores="down"),
        "a mean over all scores, n times classes of them. The loss is a mean over the n examples.": tuple(
            g / inputs[5].numel() for g in truth
        ),
        "a forward pass without the biases: Z is X @ W1 + b1, and S is H @ W2 + b2.": _backward(
            *inputs[:3], 0 * inputs[3], inputs[4], 0 * inputs[5]
        ),
    }
    turned = "another order. The weights and the bias of the hidden layer come first: W1, b1, W2, b2."
    if all(same(g, t) for g, t in zip(got, truth, strict=True)):
        return
    for sentence, wrong in variants.items():
        if all(same(g, w) for g, w in zip(got, wrong, strict=True)):
            _refuse(got, truth, shown, sentence)
    if any(all(same(g, t) for g, t in zip(got, order, strict=True)) for order in permutations(truth)):
        _refuse(got, truth, shown, turned)


def _refuse(got: Any, truth: tuple[Tensor, ...], shown: dict[str, Any], sentence: str) -> None:
    """End the check at the first gradient, in the order of the derivation, that is wrong."""
    first = next(i for i in (2, 3, 1, 0) if not same(got[i], truth[i]))
    law = f"the gradient of {('W1', 'b1', 'W2', 'b2')[first]} is what autograd finds"
    rows = {"law": law} | {name: show_value(value) for name, value in shown.items()}
    rows |= {"got": show_value(got[first]), "expected": show_value(truth[first])}
    raise NotYet(rows, f"This looks like {sentence}")


def _single_mistakes(i: int, X: Tensor, labels: Tensor, parts: tuple[Tensor, ...], truth: tuple[Tensor, ...]) -> dict[str, Any]:
    W1, b1, W2, b2 = parts
    Z = X @ W1 + b1
    S_bar = _scores_gradient(Z.clamp(min=0) @ W2 + b2, labels)
    Z_bar = (S_bar @ W2.T) * (Z > 0)
    n = len(X)
    mean = "a mean over the examples: the 1/n is in the gradient of the scores already, so take the sum of the rows."
    one = "a sum over everything: each unit has a bias of its own. Sum over the examples (dim=0) only."
    across = "a sum over the units (dim=1). A bias belongs to a unit: sum over the examples (dim=0)."
    single = "the rows themselves: one for each example. The bias is shared by all examples, so sum the rows (dim=0)."
    return {
        0: {
            "the transpose: the gradient has the shape of W1, (inputs, units).": truth[0].T,
            "H in the place of X: the hidden layer was fed with X.": (Z.clamp(min=0).T @ Z_bar),
            "X transposed times the gradient of H: relu's slope is missing.": X.T @ (S_bar @ W2.T),
            "a mean over the examples: the 1/n is in the gradient of the scores already.": truth[0] / n,
        },
        1: {
            mean: truth[1] / n,
            one: truth[1].sum(),
            across: Z_bar.sum(1),
            single: Z_bar,
            "relu's slope is missing: sum the gradient of Z, not that of H.": (S_bar @ W2.T).sum(0),
            "a lost dimension: the bias has the shape (units,). Drop keepdim.": truth[1][None],
        },
        2: {
            "X in the place of H: the output layer was fed with the hidden values.": X.T @ S_bar,
            "the transpose: the gradient has the shape of W2, (units, classes).": truth[2].T,
            "Z in the place of H: the output layer was fed with relu of Z.": Z.T @ S_bar,
            "a mean over the examples: the 1/n is in the gradient of the scores already.": truth[2] / n,
        },
        3: {
            mean: truth[3] / n,
            one: truth[3].sum(),
            across: S_bar.sum(1),
            single: S_bar,
            "a lost dimension: the bias has the shape (classes,). Drop keepdim.": truth[3][None],
        },
    }[i]


@exercise("4.5")
def parameter_count(at: Attempt) -> None:
    """Weights and biases of a multilayer perceptron."""

    def pairs(widths: list[int]) -> list[tuple[int, int]]:
        return list(pairwise(widths))

    mistakes: dict[str, Callable[..., Any]] = {
        "the weights alone: each unit also has a bias.": lambda w: sum(n * m for n, m in pairs(w)),
        "one bias for each input of a layer. Biases belong to its units: n · m + m.": lambda w: sum(n * m + n for n, m in pairs(w)),
        "one bias for a whole layer: each of its units has its own.": lambda w: sum(n * m + 1 for n, m in pairs(w)),
        "biases for the inputs as well. The first width is data, it has no parameters.": lambda w: sum(n * m for n, m in pairs(w)) + sum(w),
        "the first layer alone. Add up all layers; does a `return` stand inside the loop?": lambda w: w[0] * w[1] + w[1],
        "the last layer alone: add up all layers.": lambda w: w[-2] * w[-1] + w[-1],
        "every second layer: the pairs overlap, each width but the first and the last stands in two.": lambda w: sum(
            n * m + m for n, m in zip(w[::2], w[1::2], strict=False)
        ),
        "biases for both sides of a layer, n + m: they belong to its m units.": lambda w: sum(n * m + n + m for n, m in pairs(w)),
        "one too many on both sides, (n + 1)(m + 1): only the inputs get one more, for the bias.": lambda w: sum(
            (n + 1) * (m + 1) for n, m in pairs(w)
        ),
        "a missing last layer: the pairs end at the outputs.": lambda w: sum(n * m + m for n, m in pairs(w)[:-1]),
        "a missing first layer: the pairs begin at the inputs.": lambda w: sum(n * m + m for n, m in pairs(w)[1:]),
        "no bias in the output layer. It has one for each output.": lambda w: sum(n * m + m for n, m in pairs(w)) - w[-1],
        "the number of units. Each has a weight for each of its inputs, and a bias.": lambda w: sum(w[1:]),
        "the product of all widths: layers follow one another, so their parameters add up.": lambda w: int(torch.tensor(w).prod()),
        "a sum n + m over the layers: every input meets every unit, n · m weights.": lambda w: sum(n + m for n, m in pairs(w)),
    }

    def right(widths: list[int]) -> int:
        return sum((n + 1) * m for n, m in pairs(widths))

    law = "n · m weights and m biases for each layer"
    for widths in ([20, 32, 16, 8, 1], at.randint(2, 40, 5).tolist(), [2, 3]):
        got = at(widths)
        if isinstance(got, float) and got == int(got):
            got = int(got)
        at.equal(law, got, right(widths), mistakes={name: wrong(widths) for name, wrong in mistakes.items()}, tolerance=0, widths=widths)


@exercise("4.6")
def dead_units(at: Attempt) -> None:
    """Indices of the units that are 0 on every example."""
    H = torch.tensor([[2.0, 0, 0, 1, 0], [0, 0, 0, 0, 0], [0, 0, 0, 3, 0], [0, 3, 0, 1, 0]])
    random = at.randn(12, 9).relu()
    random[:, [1, 4, 8]] = 0
    random[1:, 6], random[0, 6] = 0, 1e-4  # a specialist, and a soft one
    one = H[:, [1, 3, 2]].clone()
    none, all_dead = at.randn(5, 3).abs() + 0.1, torch.zeros(4, 3)
    mistakes: dict[str, Callable[[Tensor], Any]] = {
        "a mask of yes and no. Return the numbers of the units: mask.nonzero().flatten().": lambda H: (H == 0).all(0),
        "a count. Return which units they are.": lambda H: (H == 0).all(0).sum(),
        "examples in place of units: dim=1 runs over the units of one example. A unit is a column: dim=0.": lambda H: _places(
            (H == 0).all(1)
        ),
        "any() in place of all(): a unit that is silent on some examples is not dead.": lambda H: _places((H == 0).any(0)),
        "the living units.": lambda H: _places(~(H == 0).all(0)),
        "units that are silent on more than half of the examples: those are specialists, not dead.": lambda H: _places(
            (H == 0).float().mean(0) > 0.5
        ),
        "units that are silent on the first example: look at all of them.": lambda H: _places(H[0] == 0),
        "units that are silent on the last example: look at all of them.": lambda H: _places(H[-1] == 0),
        "the column of nonzero(), shape (dead, 1). Flatten it.": lambda H: (H == 0).all(0).nonzero(),
        "a list. Return a tensor.": lambda H: _places((H == 0).all(0)).tolist(),
        "the places of all zeros. Ask first whether a whole column is zero.": lambda H: (H == 0).nonzero(),
        "the columns of all zeros, one after the other. Ask first whether a whole column is zero.": lambda H: (H == 0).nonzero()[:, 1],
        "falling order: return the numbers in rising order.": lambda H: _places((H == 0).all(0)).flip(0),
        "numbers that begin at 1. Python counts columns from 0.": lambda H: _places((H == 0).all(0)) + 1,
        "nothing found. After relu no value is below 0, so ask for == 0; and ask it of each column: .all(dim=0).": lambda H: _places(
            (H < 0).all(0)
        ),
        "squeeze(): with a single dead unit it takes away the last dimension, too. flatten() keeps one.": lambda H: (
            (H == 0).all(0).nonzero().squeeze()
        ),
        "torch.tensor([]): an empty list has no whole numbers in it, so it becomes float32. Say dtype=torch.int64.": lambda H: torch.tensor(
            _places((H == 0).all(0)).tolist()
        ),
        "units that say little on average: a specialist speaks seldom or softly. Silent is exactly 0.": lambda H: _places(H.mean(0) < 0.01),
        "a mask of 1.0 and 0.0. Return the numbers of the units: mask.nonzero().flatten().": lambda H: (H == 0).all(0).float(),
    }
    law = "the numbers of the columns that are 0 in every row"
    for values in (H, one, random, none, all_dead):
        at.agrees(law, lambda H: _places((H == 0).all(0)), values, mistakes=mistakes)


@exercise("4.7")
def output_layers(at: Attempt) -> None:
    """Units and activation for four questions."""
    got = at.value
    if not isinstance(got, list | tuple) or len(got) != 4:
        raise NotYet({"got": show_value(got)}, 'Expected a list of four pairs, one for each question: [(3, "softmax"), …].')
    for (task, units, activation), pair in zip(TASKS, got, strict=True):
        if not isinstance(pair, list | tuple) or len(pair) != 2 or any(part is Ellipsis for part in pair):
            raise NotYet({"question": task, "got": show_value(pair)}, 'Expected a pair of a number and a word, such as (3, "softmax").')
        number, word = pair
        if isinstance(number, str) and not isinstance(word, str):
            raise NotYet({"question": task, "got": show_value(pair)}, "The number of units comes first, the activation second.")
        if isinstance(number, str):
            raise NotYet({"question": task, "got": show_value(pair)}, 'Write the number of units without quotes: (3, "softmax").')
        word = "none" if word is None else str(word).strip().lower()
        if word not in ("none", "sigmoid", "softmax"):
            raise NotYet({"question": task, "got": show_value(pair)}, 'Choose among "none", "sigmoid" and "softmax".')
        advice = _output_advice(task, units, activation, number, word)
        fits = number == units and word == activation and not isinstance(number, bool)
        at.law(f"the output layer fits the question: {task}", fits, advice, got=(number, word))


def _output_advice(task: str, units: int, activation: str, number: Any, word: str) -> str:
    if task == TASKS[0][0] and number == 2 and word == "softmax":
        return "Two units with softmax would do, but one with a sigmoid says the same: the second probability is 1 minus the first."
    if number == 1 and word == "softmax":
        return "Softmax over a single unit is always 1: it has no other class to share with."
    if task == TASKS[1][0] and word == "sigmoid":
        return "Sigmoids answer each question on its own: several birds could be certain. Exactly one is there: they share a sum of 1."
    if task == TASKS[2][0] and word == "sigmoid":
        return "A sigmoid lies between 0 and 1. A temperature can be 30, or −5."
    if task == TASKS[3][0] and (number, word) == (32, "softmax"):
        return "One class for each of the 32 combinations would do. Five sigmoids answer the same question with fewer units."
    if task == TASKS[3][0] and word == "softmax":
        return "Softmax makes the instruments compete: their probabilities would add up to 1. Here several may play at once, or none."
    if word == "none" and activation != "none":
        return "Without an activation the output is any number, also 7 or −3. The question asks for probabilities."
    if number != units and word == activation:
        return "The activation fits. How many numbers must the network give for one example?"
    return "Is the answer a number or a probability? How many of them, and must they add up to 1?"


# What the checks share


def _shapes_fit(answer: Any) -> int:
    """The number of hidden units, where the four tensors fit together for three inputs and one output."""
    names = ("W1", "b1", "W2", "b2")
    for name, part in zip(names, answer, strict=True):
        if not isinstance(part, Tensor):
            raise NotYet({name: show_value(part)}, f"Expected a tensor for {name}: torch.tensor(…).")
        if part.requires_grad:
            raise NotYet({name: "requires_grad=True"}, "The weights are chosen, not trained: return plain tensors, or .detach() them.")
        if part.dtype != torch.float32:
            raise NotYet({name: f"dtype {part.dtype}"}, "Expected float32: write 1.0 instead of 1, and no .double().")
    W1, b1, W2, b2 = answer
    shapes = {name: str(tuple(part.shape)) for name, part in zip(names, answer, strict=True)}
    if W1.ndim != 2 or W1.shape[0] != 3:
        turned = W1.ndim == 2 and W1.shape[1] == 3
        advice = "This looks like the transpose: one column for each unit, one row for each switch." if turned else "W1 has three rows."
        raise NotYet(shapes, advice)
    units = W1.shape[1]
    if b1.shape != (units,):
        raise NotYet(shapes, "b1 has one number for each hidden unit: shape (units,).")
    if W2.shape != (units, 1):
        advice = "W2 has a row for each hidden unit and one column: shape (units, 1), such as torch.tensor([[1.0], [2.0]])."
        raise NotYet(shapes, advice)
    if b2.shape != (1,):
        raise NotYet(shapes, "b2 has the shape (1,): torch.zeros(1), for example.")
    return units


class _Heard(TorchFunctionMode):
    """Notes the names of all torch functions that are called."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.names.add(getattr(function, "__name__", ""))
        return function(*args, **(kwargs or {}))


def _two_lines(at: Attempt, z: Tensor) -> Any:
    """What the answer to 4.3 gives for a leak of 0.1, made without autograd and without a ready-made activation."""
    try:
        with _Heard() as heard:
            got = _by_hand(at, z, 0.1, advice="Write the slopes down yourself: the function is two straight lines.")
    except NotYet as finding:
        if "Boolean value of Tensor" in finding.rows.get("it raised", ""):
            advice = "An `if` decides once, for a single number. z holds many: torch.where chooses for each entry on its own."
            raise NotYet(finding.rows, advice) from None
        raise
    ready = sorted(heard.names & {"relu", "relu_", "leaky_relu", "leaky_relu_", "prelu", "rrelu", "threshold"})
    if ready:
        raise NotYet(
            {"called": ", ".join(ready)}, "A ready-made activation function does the work. Build it yourself: choose by the sign of z."
        )
    return got


def _by_hand(at: Attempt, *inputs: Any, advice: str = "Go back through the layers yourself.") -> Any:
    """What the answer gives where torch records nothing, not even under enable_grad."""
    try:
        with torch.inference_mode():
            return at(*inputs)
    except NotYet as finding:
        raised = finding.rows.get("it raised", "")
        if "does not require grad" in raised or "inference" in raised.lower():
            autograd = "This looks like autograd; here your function runs where torch records nothing."
            raise NotYet(finding.rows, f"{autograd} {advice}") from None
        raise


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple | list) and len(value) == 2


def _places(mask: Tensor) -> Tensor:
    return mask.nonzero().flatten()


def _scores_gradient(S: Tensor, labels: Tensor, kind: str = "right") -> Tensor:
    one_hot = F.one_hot(labels, S.shape[1])
    if kind == "down":
        return (S.softmax(0) - one_hot) / len(labels)
    if kind == "softmax":
        return S.softmax(1) / len(labels)
    return ((S if kind == "raw" else S.softmax(1)) - one_hot) / len(labels)


def _backward(
    X: Tensor, labels: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor, mask: str = "right", scores: str = "right"
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The four gradients, right or with one mistake."""
    Z = X @ W1 + b1
    H = Z if mask == "no forward" else Z.clamp(min=0)
    S_bar = _scores_gradient(H @ W2 + b2, labels, scores)
    H_bar = S_bar @ W2.T
    slope = {
        "none": torch.ones_like(Z),
        "no forward": torch.ones_like(Z),
        "gradient": H_bar > 0,
        "values": H,
        "opposite": Z <= 0,
    }.get(mask, Z > 0)
    Z_bar = H_bar * slope
    return X.T @ Z_bar, Z_bar.sum(0), H.T @ S_bar, S_bar.sum(0)
