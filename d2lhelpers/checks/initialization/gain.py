"""Exercise 7.5: the gain of leaky ReLU."""

import math

from ..frame import Attempt, exercise, number


def _gain(slope: float) -> float:
    return math.sqrt(2 / (1 + slope**2))


@exercise("7.5")
def leaky_gain(attempt: Attempt) -> None:
    """√(2/(1 + slope²))."""
    attempt.forbid("torch.nn.init", "calculate_gain", instead="a formula of your own")
    _is_no_measurement(attempt)
    law = "with weights of sd gain/√n_in the variance passes through leaky ReLU unchanged"
    advice = "Which part of the mean square does each half of the numbers keep?"
    cases: dict[str, tuple[float]] = {
        law: (0.4,),
        "slope 0 is ReLU": (0,),
        "slope 1 is the identity": (1,),
        "slope 0.01": (0.01,),
        "slope 0.75": (0.75,),
        "a slope above 1": (5**0.5,),
    }
    attempt.each(_gain, cases, advice=advice)


@leaky_gain.mistake(
    "the variance of the outputs. It is the mean square that the next layer feels, and their mean "
    "is not 0."
)
def of_the_variance(slope: float) -> float:
    return 1 / math.sqrt((1 + slope**2) / 2 - (1 - slope) ** 2 / (2 * math.pi))


MEASURED = {
    _gain: "the right idea, measured on random numbers: it comes near. To which formula?",
    of_the_variance: (
        "the variance of the outputs, measured on random numbers. It is the mean square that the "
        "next layer feels, and their mean is not 0."
    ),
}


def _is_no_measurement(attempt: Attempt) -> None:
    """A gain that is measured on random numbers comes near, and no more."""
    first, second = (number(attempt(0.4, like=0.0)) for _ in range(2))
    rows = {"slope": "0.4", "got": [first, second]}
    rounded = round(first, 3) == first
    for formula, looks_like in MEASURED.items():
        off = abs(first / formula(0.4) - 1)
        exact = first == second and (off < 1e-4 or rounded)
        attempt.law(
            "it comes from a formula", exact or off > 0.01, looks_like=looks_like, rows=rows
        )


@leaky_gain.mistake(
    "ReLU's gain whatever the slope, or that of a fixed small one: the negative half keeps a part "
    "of its squares, and the slope says which."
)
def of_relu(slope: float) -> float:
    return math.sqrt(2)


@leaky_gain.mistake("a gain of 1 whatever the slope: that is right for the identity alone.")
def of_the_identity(slope: float) -> float:
    return 1.0


@leaky_gain.mistake("a variance: the gain multiplies a standard deviation, so it is a root.")
def as_variance(slope: float) -> float:
    return _gain(slope) ** 2


@leaky_gain.mistake(
    "the slope without its square: what counts is the mean square, and (s · z)² is s² z²."
)
def without_square(slope: float) -> float:
    return math.sqrt(2 / (1 + slope))


@leaky_gain.mistake(
    "(1 + s)² in place of 1 + s²: the two halves of the numbers are squared each by itself."
)
def square_of_the_sum(slope: float) -> float:
    return math.sqrt(2) / (1 + slope)


@leaky_gain.mistake("s in place of s², and no root: two things at once.")
def without_square_and_root(slope: float) -> float:
    return 2 / (1 + slope)


@leaky_gain.mistake(
    "the inverse: this is by how much the activation shrinks the size. The gain makes up for it."
)
def inverse(slope: float) -> float:
    return 1 / _gain(slope)


@leaky_gain.mistake("the inverse, and as a variance.")
def inverse_variance(slope: float) -> float:
    return (1 + slope**2) / 2


@leaky_gain.mistake("a root over the 2 alone.")
def root_over_the_2(slope: float) -> float:
    return math.sqrt(2) / (1 + slope**2)


@leaky_gain.mistake("a missing 2: for slope 0 the gain is √2.")
def missing_2(slope: float) -> float:
    return math.sqrt(1 / (1 + slope**2))


@leaky_gain.mistake(
    "a product in place of a quotient: the more the negative half keeps, the smaller the gain."
)
def product(slope: float) -> float:
    return math.sqrt(2 * (1 + slope**2))


@leaky_gain.mistake("the 2 outside the root: for slope 0 the gain is √2.")
def outside_the_root(slope: float) -> float:
    return 2 / math.sqrt(1 + slope**2)


@leaky_gain.mistake("brackets missing around 1 + slope²: `2 / 1 + slope**2` divides by 1 alone.")
def without_brackets(slope: float) -> float:
    return math.sqrt(2 / 1 + slope**2)


@leaky_gain.mistake(
    "a straight line from √2 to 1. Both ends are right, but the mean square goes with s²."
)
def straight_line(slope: float) -> float:
    return math.sqrt(2) * (1 - slope) + slope


@leaky_gain.mistake(
    "a straight line under the root, from 2 to 1. Both ends are right, but the mean square is "
    "divided by."
)
def straight_line_below(slope: float) -> float:
    return math.sqrt(max(2 - slope, 0))


@leaky_gain.mistake(
    "a difference, 2 − s²: both ends are right, but the gain makes up for a factor, so it divides."
)
def difference(slope: float) -> float:
    return math.sqrt(max(2 - slope**2, 0))


@leaky_gain.mistake("a half forgotten: s² is kept of the negative numbers, which are half of all.")
def half_forgotten(slope: float) -> float:
    return 1 / math.sqrt(0.5 + slope**2)


@leaky_gain.mistake("the other half forgotten: the positive numbers are half of all, too.")
def other_half_forgotten(slope: float) -> float:
    return 1 / math.sqrt(1 + slope**2 / 2)


@leaky_gain.mistake("a minus in 1 + s²: both halves add to the mean square.")
def minus(slope: float) -> float:
    return math.sqrt(2 / (1 - slope**2))


@leaky_gain.mistake("a root over the slope: the squares of the negative half keep s² of theirs.")
def root_of_the_slope(slope: float) -> float:
    return math.sqrt(2 / (1 + math.sqrt(slope)))


@leaky_gain.mistake("twice the gain.")
def twice(slope: float) -> float:
    return 2 * _gain(slope)


@leaky_gain.mistake("the right gain, rounded to a decimal: return it with all its digits.")
def one_decimal(slope: float) -> float:
    return round(_gain(slope), 1)


@leaky_gain.mistake("the right gain, rounded to two decimals: return it with all its digits.")
def two_decimals(slope: float) -> float:
    return round(_gain(slope), 2)


@leaky_gain.mistake("the right gain, rounded to three decimals: return it with all its digits.")
def three_decimals(slope: float) -> float:
    return round(_gain(slope), 3)


@leaky_gain.mistake("a gain divided by a number of inputs: that belongs to the weights, as √n_in.")
def divided_by_inputs(slope: float) -> float:
    return _gain(slope) / 10
