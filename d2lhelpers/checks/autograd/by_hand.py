"""Exercises 1.1 and 1.3: slopes on paper, and the backward rule of a division."""

import math

from ..frame import Attempt, exercise, is_number

Pair = tuple[float, float]

SLOPES: dict[str, list[float]] = {
    "the two slopes in the wrong order: the slope for x0 comes first.": [7, 20],
    "the term 3 x1 left out of the second slope: x1 moves there too.": [20, 4],
    "x0² x1 left out of the second slope, or 2 ^ 2 for a square, which Python writes 2**2.": [
        20,
        3,
    ],
    "the 3 of 3 x1 counted in the first slope: a term without x0 does not move when x0 does.": [
        23,
        7,
    ],
    "3 x1 left standing in the first slope: a term without x0 has the slope 0 there.": [35, 7],
    "3 x1 left standing in the second slope: its slope is what multiplies x1.": [20, 19],
    "the factor x1 forgotten in the first slope: there x0² is multiplied by 5.": [4, 7],
    (
        "a factor missing in the first slope: x0² has a slope with two factors, and x1 multiplies "
        "it."
    ): [
        10,
        7,
    ],
    "the value of the function in place of its slopes.": [35, 35],
    "x0² differentiated while x1 moves: there it is a number that multiplies x1.": [20, 23],
    "x0² taken twice in the second slope: it stands there as it is, while x1 moves.": [20, 11],
    "2 and 5 exchanged: x0 is 2 and x1 is 5.": [20, 28],
    "the direction down: the slopes themselves are asked for, without a sign turned around.": [
        -20,
        -7,
    ],
    "differences to one side with h = 0.25: these slopes come from formulas, on paper.": [21.25, 7],
}


@exercise("1.1")
def hand_gradient(attempt: Attempt) -> None:
    """The gradient of x0² x1 + 3 x1 at (2, 5), as a list."""
    one = "One number came. A gradient is a list: a slope for x0 and a slope for x1."
    attempt.law("a slope for each input", not is_number(attempt.value), one)
    attempt.equal(
        "the slopes of x0² x1 + 3 x1 at x0 = 2, x1 = 5",
        attempt.numbers(2),
        [20.0, 7.0],
        mistakes=SLOPES,
        tolerance=1e-6,
        advice="Hold one input still, differentiate with respect to the other, then put in "
        "x0 = 2 and x1 = 5.",
        reveal=False,
    )


def _divide(a: float, b: float, out_grad: float) -> Pair:
    return out_grad / b, -out_grad * a / b**2


@exercise("1.3")
def divide_rule(attempt: Attempt) -> None:
    """What division passes back to its two parents."""
    advice = (
        "Hold b still and find the slope for a, then hold a still: as formulas, not as differences."
    )
    law = "a = 3, b = 2, and a gradient of 5 arrives"
    attempt.agrees(law, _divide, 3.0, 2.0, 5.0, advice=advice)
    cases = {
        "a negative divisor": (6.0, -4.0, 10.0),
        "two negative numbers": (-1.5, -2.5, -0.75),
        "a = 0": (0.0, 4.0, 6.0),
        "no gradient arrives": (3.0, 2.0, 0.0),
        "a small divisor": (2.0, 0.01, 0.3),
    }
    attempt.each(_divide, cases, advice=advice)
    law = "six digits are right: the slopes are formulas"
    few = (
        "Right to a few digits only: was a result rounded, or a difference taken in place of a "
        "slope?"
    )
    attempt.agrees(law, _divide, 1.7, 2.3, 0.9, tolerance=1e-6, advice=few)


divide_rule.symptom(
    "division by zero", "a division by a or by out_grad: only b is sure not to be 0."
)
divide_rule.symptom("math domain", "a logarithm on the way: a and b may be negative.")
divide_rule.symptom("expected a positive input", "a logarithm on the way: a and b may be negative.")


@divide_rule.mistake("the size of b without its sign: b may be negative.")
def without_sign(a: float, b: float, g: float) -> Pair:
    return g / abs(b), -g * a / b**2


@divide_rule.mistake("the slopes alone: multiply each by out_grad, the gradient that arrives.")
def slopes_alone(a: float, b: float, g: float) -> Pair:
    return 1 / b, -a / b**2


@divide_rule.mistake(
    "a lost minus sign: a larger b makes a / b smaller where a and b are positive."
)
def no_minus(a: float, b: float, g: float) -> Pair:
    return g / b, g * a / b**2


@divide_rule.mistake(
    "the minus in the wrong result: a larger a makes a / b larger where b is positive."
)
def minus_at_a(a: float, b: float, g: float) -> Pair:
    return -g / b, g * a / b**2


@divide_rule.mistake("a minus in both results: it belongs to b alone.")
def minus_twice(a: float, b: float, g: float) -> Pair:
    return -g / b, -g * a / b**2


@divide_rule.mistake("the rule of multiplication: there each factor's slope is the other factor.")
def product(a: float, b: float, g: float) -> Pair:
    return g * b, g * a


@divide_rule.mistake("the rule of subtraction: a / b bends with b.")
def subtraction(a: float, b: float, g: float) -> Pair:
    return g, -g


@divide_rule.mistake("the two results in the wrong order: what goes to a comes first.")
def wrong_order(a: float, b: float, g: float) -> Pair:
    return _divide(a, b, g)[::-1]


@divide_rule.mistake("a missing square: the slope of 1/b is -1/b².")
def no_square(a: float, b: float, g: float) -> Pair:
    return g / b, -g * a / b


@divide_rule.mistake("a missing a: a / b is a times 1/b, so a stays as a factor.")
def no_a(a: float, b: float, g: float) -> Pair:
    return g / b, -g / b**2


@divide_rule.mistake("out_grad passed on to a but not to b.")
def only_to_a(a: float, b: float, g: float) -> Pair:
    return g / b, -a / b**2


@divide_rule.mistake("out_grad passed on to b but not to a.")
def only_to_b(a: float, b: float, g: float) -> Pair:
    return 1 / b, -g * a / b**2


@divide_rule.mistake("out_grad added: a gradient that arrives multiplies the slope.")
def added(a: float, b: float, g: float) -> Pair:
    return g + 1 / b, g - a / b**2


@divide_rule.mistake("a division by out_grad: a gradient that arrives multiplies the slope.")
def divided_by_it(a: float, b: float, g: float) -> Pair:
    return 1 / b / g, -a / b**2 / g


@divide_rule.mistake("out_grad taken twice in the second result.")
def twice(a: float, b: float, g: float) -> Pair:
    return g / b, -a * (g / b) ** 2


@divide_rule.mistake(
    "a square of the whole quotient, (a / b)²: only b is squared, and a stays as it is."
)
def square_of_all(a: float, b: float, g: float) -> Pair:
    return g / b, -g * (a / b) ** 2


@divide_rule.mistake("the value of a / b where its slope belongs.")
def value(a: float, b: float, g: float) -> Pair:
    return g * a / b, -g * a / b


@divide_rule.mistake("the two roles exchanged, b / a: a is divided, by b.")
def roles(a: float, b: float, g: float) -> Pair:
    return -g * b / a**2, g / a


@divide_rule.mistake("a division of b by a: here a is divided, by b.")
def inverse(a: float, b: float, g: float) -> Pair:
    return g / a, -g * b / a**2


@divide_rule.mistake("the slope of 1/b as a logarithm: that is what 1/b is the slope of.")
def logarithm(a: float, b: float, g: float) -> Pair:
    return g / b, g * a * math.log(abs(b))


@divide_rule.mistake("a whole-number division: // rounds down, / does not.")
def whole(a: float, b: float, g: float) -> Pair:
    return g // b, -g * a // b**2


@divide_rule.mistake("a square that takes in the minus and out_grad: brackets around too much.")
def square_too_wide(a: float, b: float, g: float) -> Pair:
    return g / b, (-g * a / b) ** 2


@divide_rule.mistake("2 b for b²: a square is b**2.")
def double(a: float, b: float, g: float) -> Pair:
    return g / b, -g * a / (2 * b)


@divide_rule.mistake("a missing bracket: Python reads a / b * b from the left, as (a / b) * b.")
def no_bracket(a: float, b: float, g: float) -> Pair:
    return g / b, -g * a / b * b
