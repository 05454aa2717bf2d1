"""Exercise 4.5: the widest network for a number of parameters."""

from collections.abc import Callable
from typing import Any

from ..frame import Attempt, exercise, same


def _count(inputs: int, outputs: int, depth: int, h: int) -> int:
    return (inputs + 1) * h + (depth - 1) * (h + 1) * h + (h + 1) * outputs


def _largest(affordable: Callable[[int], bool]) -> int:
    width = 0
    while affordable(width + 1):
        width += 1
    return width


def _right(inputs: int, outputs: int, depth: int, budget: int) -> int:
    return _largest(lambda h: _count(inputs, outputs, depth, h) <= budget)


EXACT = _count(20, 7, 3, 12)
CASES = {
    "four hidden layers": (20, 13, 4, 5000),
    "one hidden layer": (64, 10, 1, 5000),
    "two hidden layers": (64, 10, 2, 5000),
    "five hidden layers": (3, 2, 5, 2000),
    "more outputs than inputs": (2, 90, 2, 4000),
    "a number that fits exactly": (20, 7, 3, EXACT),
    "one parameter fewer": (20, 7, 3, EXACT - 1),
    "one parameter fewer than the next width needs": (20, 7, 3, _count(20, 7, 3, 13) - 1),
    "over a hundred units": (6, 4, 2, 20_000),
    "not even one unit": (64, 10, 2, 80),
    "fewer parameters than outputs": (64, 10, 2, 5),
    "no parameters": (64, 10, 1, 0),
    "one unit, and no more": (64, 10, 1, 65 + 20),
    "one input and one output": (1, 1, 1, 31),
}


@exercise("4.5")
def widest(attempt: Attempt) -> None:
    """The largest width that a number of parameters allows."""
    got = {name: attempt(*case, like=0) for name, case in CASES.items()}
    wrong = [name for name, case in CASES.items() if not same(got[name], _right(*case))]
    rows: dict[str, Any] = {"not yet right": ", ".join(wrong)}
    if wrong:
        rows |= dict(zip(("inputs", "outputs", "depth", "budget"), CASES[wrong[0]], strict=True))
        rows["got there"] = got[wrong[0]]
    attempt.equal(
        "the largest width with at most so many parameters",
        list(got.values()),
        [_right(*case) for case in CASES.values()],
        mistakes={m.sentence: [m.function(*case) for case in CASES.values()] for m in widest},
        advice="Write down the number of parameters for a width. Count a small network by hand.",
        rows=rows,
    )


@widest.mistake("a count without biases: every linear layer has one bias for each of its units.")
def no_biases(inputs: int, outputs: int, depth: int, budget: int) -> int:
    return _largest(lambda h: inputs * h + (depth - 1) * h * h + h * outputs <= budget)


@widest.mistake("a count without the biases of the outputs: the last layer has them, too.")
def no_output_biases(inputs: int, outputs: int, depth: int, budget: int) -> int:
    return _largest(lambda h: _count(inputs, outputs, depth, h) - outputs <= budget)


@widest.mistake("a count without the hidden biases: each hidden unit has one.")
def no_hidden_biases(inputs: int, outputs: int, depth: int, budget: int) -> int:
    return _largest(lambda h: _count(inputs, outputs, depth, h) - depth * h <= budget)


@widest.mistake("one layer too many between the hidden layers: there is one fewer than `depth`.")
def one_layer_more(inputs: int, outputs: int, depth: int, budget: int) -> int:
    return _right(inputs, outputs, depth + 1, budget)


@widest.mistake("one layer too few between the hidden layers.")
def one_layer_less(inputs: int, outputs: int, depth: int, budget: int) -> int:
    return _right(inputs, outputs, max(1, depth - 1), budget)


@widest.mistake("a network with one hidden layer whatever `depth` says.")
def one_hidden_layer(inputs: int, outputs: int, depth: int, budget: int) -> int:
    return _right(inputs, outputs, 1, budget)


@widest.mistake("a single layer between the hidden layers whatever `depth` says.")
def two_hidden_layers(inputs: int, outputs: int, depth: int, budget: int) -> int:
    return _right(inputs, outputs, 2, budget)


@widest.mistake("the first width that is not affordable: the one before it is asked for.")
def one_too_wide(inputs: int, outputs: int, depth: int, budget: int) -> int:
    return _right(inputs, outputs, depth, budget) + 1


@widest.mistake("a search that stops one unit too early.")
def one_too_narrow(inputs: int, outputs: int, depth: int, budget: int) -> int:
    return max(0, _right(inputs, outputs, depth, budget) - 1)


@widest.mistake("fewer parameters than allowed: `budget` itself is still affordable.")
def strictly_fewer(inputs: int, outputs: int, depth: int, budget: int) -> int:
    return _largest(lambda h: _count(inputs, outputs, depth, h) < budget)


@widest.mistake("a width of 1 or more: where not even one unit is affordable the answer is 0.")
def at_least_one(inputs: int, outputs: int, depth: int, budget: int) -> int:
    return max(1, _right(inputs, outputs, depth, budget))


@widest.mistake("the number of parameters. The width is asked for.")
def parameters(inputs: int, outputs: int, depth: int, budget: int) -> int:
    return _count(inputs, outputs, depth, _right(inputs, outputs, depth, budget))


@widest.mistake("the number of all hidden units: the width is that of one layer.")
def all_units(inputs: int, outputs: int, depth: int, budget: int) -> int:
    return depth * _right(inputs, outputs, depth, budget)


@widest.mistake(
    "one bias for each input of a layer, or inputs and outputs exchanged: biases belong to units."
)
def biases_of_inputs(inputs: int, outputs: int, depth: int, budget: int) -> int:
    return _right(outputs, inputs, depth, budget)


@widest.mistake("one bias for a whole layer: each of its units has its own.")
def one_bias_a_layer(inputs: int, outputs: int, depth: int, budget: int) -> int:
    return _largest(lambda h: inputs * h + (depth - 1) * h * h + h * outputs + depth + 1 <= budget)


@widest.mistake(
    "one bias for a whole layer between the hidden ones: each of its units has its own."
)
def one_bias_between(inputs: int, outputs: int, depth: int, budget: int) -> int:
    return _largest(lambda h: _count(inputs, outputs, depth, h) - (depth - 1) * (h - 1) <= budget)


def _solved(inputs: int, outputs: int, depth: int, budget: int) -> float:
    """The width, with its fraction, at which the number of parameters is the budget."""
    a, b, c = depth - 1, inputs + outputs + depth, outputs - budget
    return -c / b if a == 0 else (-b + (b * b - 4 * a * c) ** 0.5) / (2 * a)


@widest.mistake("a width rounded to the nearest number: that can be too many. Round down.")
def rounded(inputs: int, outputs: int, depth: int, budget: int) -> int:
    return max(0, round(_solved(inputs, outputs, depth, budget)))


@widest.mistake("a width with a fraction: units are whole. Round down.")
def fraction(inputs: int, outputs: int, depth: int, budget: int) -> float:
    return max(0.0, _solved(inputs, outputs, depth, budget))


@widest.mistake("a negative width, where the outputs alone cost too much: the answer there is 0.")
def negative(inputs: int, outputs: int, depth: int, budget: int) -> int:
    return int(_solved(inputs, outputs, depth, budget) // 1)


widest.symptom(
    "division by zero",
    "a quadratic equation that has no square in it: with one hidden layer the number grows in "
    "proportion to the width.",
)
