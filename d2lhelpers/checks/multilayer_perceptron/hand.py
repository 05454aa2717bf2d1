"""Exercise 4.1: the output of a small network, by hand."""

from ..frame import Attempt, exercise

WRONG_OUTPUTS = {
    "a network without relu.": -3.0,
    "an output bias left out.": 3.0,
    "a hidden bias left out, or given to the other unit.": -1.0,
    "a slip that leads to 0: both biases left out, the output weights left out, or a relu at the "
    "output of a network that has none inside.": 0.0,
    "no relu and no biases; or the output bias taken into each hidden unit.": -5.0,
    "no relu, and an output bias left out.": -2.0,
    "no relu, and a hidden bias left out.": -6.0,
    "rows of W1 in place of its columns. The weights of unit 1 stand in the first column.": 5.0,
    "rows of W1 in place of its columns, and an output bias left out.": 6.0,
    "rows of W1 in place of its columns, and no relu.": -10.0,
    "the absolute value in place of relu: relu makes a negative number 0, not positive.": 7.0,
    "the absolute value in place of relu, and an output bias left out.": 8.0,
    "the absolute value in place of relu, and an output bias with its sign turned.": 9.0,
    "an output bias with its sign turned, two output weights exchanged, or an input read as "
    "(1, 2).": 4.0,
    "a hidden value. It still goes through the output layer.": 1.0,
    "a lost minus sign in the first column of W1.": 14.0,
    "a leaky relu with 0.1: here relu is 0 on the left.": 1.5,
    "a leaky relu with 0.01: here relu is 0 on the left.": 1.95,
    "a sigmoid in place of relu.": 2.5378836,
    "tanh in place of relu.": -2.5231883,
}


@exercise("4.1")
def output_by_hand(attempt: Attempt) -> None:
    """A network of two inputs, two hidden units and one output, on paper."""
    value = attempt.value.tolist() if hasattr(attempt.value, "tolist") else attempt.value
    law, rows = "one number, the network's output", {"got": attempt.value}
    if isinstance(value, list | tuple):
        hidden = list(value) in ([1, 0], [[1, 0]])
        attempt.law(law, not hidden, looks_like="the hidden values, before W2.", rows=rows)
        inputs = list(value) in ([1, -1], [[1, -1]])
        attempt.law(law, not inputs, looks_like="z, before relu and before W2.", rows=rows)
    advice = "Take three steps, each on a line of its own: z, then relu of z, then the output."
    attempt.equal(
        "the output for x = (2, 1)",
        attempt.number(),
        2.0,
        mistakes=WRONG_OUTPUTS,
        advice=advice,
        reveal=False,
    )
