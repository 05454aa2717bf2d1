"""Exercises 7.1 and 7.2: underflow and a layer's variance, on paper."""

import math

from ..frame import Attempt, exercise

# 7.1

EXPONENT = "Its steepest slope is 1/4, so each divides by 2 twice."
ORDINARY = (
    "Below the smallest ordinary float32, 2^-126, digits are given up one by one; smaller numbers "
    "still exist."
)
FLOAT64 = "torch's numbers are float32 unless you ask for others."
COUNTS = {
    "infinity: the numbers of mathematics never reach 0, those of a computer do.": math.inf,
    "one sigmoid too few: after it float32 still has a number above 0.": 74.0,
    (
        "one sigmoid too many: half of the smallest float32 is rounded to 0 already, one step "
        "earlier."
    ): 76.0,
    "a division without rounding. Sigmoids come whole: after which one is nothing left?": 74.5,
    f"a halving for each sigmoid. {EXPONENT}": 150.0,
    f"a halving for each sigmoid, and one too few. {EXPONENT}": 149.0,
    f"the last ordinary float32 in place of the last one. {ORDINARY}": 63.0,
    f"the first number below the ordinary ones in place of 0. {ORDINARY}": 64.0,
    f"the exponent of the smallest ordinary float32. {ORDINARY}": 126.0,
    f"the limit of float64, Python's own numbers. {FLOAT64}": 538.0,
    f"the limit of float64, Python's own numbers, and one too few. {FLOAT64}": 537.0,
    f"the exponent at which float64 comes to 0. {FLOAT64} {EXPONENT}": 1075.0,
    f"the limit of float16. {FLOAT64}": 13.0,
    (
        "the 24 binary digits of a float32. They limit how exact a number is, not how small it "
        "can be."
    ): 12.0,
    "the exponent of ten, 45. Each sigmoid divides by 4, not by 10: count in powers of 2.": 45.0,
    f"a division by 8 for each sigmoid. {EXPONENT}": 50.0,
    f"a division by 16 for each sigmoid, or half of the way and one more. {EXPONENT}": 38.0,
    f"half of the way. {EXPONENT}": 37.0,
    "the exponent of the largest number, 2^128. Here numbers become small, not large.": 128.0,
    "half of the exponent of the largest number. Here numbers become small, not large.": 64.5,
    "the text's example, where numbers grow. Here they become small, by 4 each time.": 219.0,
    "the gradient that is left. The number of sigmoids was asked for.": 0.0,
    "an exponent with its sign. The number of sigmoids was asked for.": -75.0,
}


@exercise("7.1")
def silent_zero(attempt: Attempt) -> None:
    """Dividing by 4 until float32 has nothing left."""
    advice = (
        "Which power of 2 is left after k sigmoids? And which is the smallest that float32 still "
        "has?"
    )
    attempt.equal(
        "after so many sigmoids the gradient is 0 in float32, and not before",
        attempt.number(),
        75.0,
        mistakes=COUNTS,
        tolerance=1e-6,
        advice=advice,
        reveal=False,
    )


# 7.2

MEAN_SQUARE = "E[x²] is Var(x) + E[x]²"
VARIANCES = {
    (
        "the inputs' variance in place of their mean square. Their mean is not 0, so E[x²] is more "
        "than the variance."
    ): 6.0,
    ("the weights' standard deviation in place of their variance, which is its square."): 40.0,
    (
        "two things at once: the weights' sd in place of their variance, and the inputs' variance "
        "in place of their mean square."
    ): 30.0,
    "the variance of one product. A unit adds up all its inputs.": 0.16,
    "the variance of one product, with the inputs' variance in place of their mean square.": 0.12,
    "one product, with the weights' sd in place of their variance.": 0.8,
    "the standard deviation of z. Its variance was asked for.": math.sqrt(8),
    "the standard deviation of z, with the inputs' variance in place of their mean square.": (
        math.sqrt(6)
    ),
    (
        "a square in the wrong place: that of the inputs' variance (3 is a variance already), or "
        "0.2 halved in place of squared."
    ): 20.0,
    "the square of the mean in place of the mean square.": 2.0,
    (
        "a sum of equal products, whose variance would grow with the square of their number. These "
        "are drawn independently: it grows with the number."
    ): 400.0,
    "the root of the number of inputs: that is how the standard deviation of z grows.": (
        50**0.5 * 0.16
    ),
    "the inputs alone: the weights' variance is missing.": 200.0,
    "the inputs' variances added up: the weights are missing, and the mean square.": 150.0,
    (
        f"Var(x) − E[x]² (the mean adds to the mean square: {MEAN_SQUARE}), or a half as after a "
        "ReLU, which is not here."
    ): 4.0,
    f"the square of the variance in place of the mean square: {MEAN_SQUARE}.": 18.0,
    f"a mean square squared once more: {MEAN_SQUARE}, and that is all.": 32.0,
    "the square of the mean added behind: it belongs to the mean square, in brackets.": 7.0,
    "the number of inputs times the weights' sd: the inputs are missing, and a square.": 10.0,
    f"(sd + mean)² in place of the mean square: {MEAN_SQUARE}, without a mixed term.": (
        2 * (1 + 3**0.5) ** 2
    ),
    f"the inputs' sd, not their variance, in the mean square: {MEAN_SQUARE}.": 2 * (3**0.5 + 1),
    "the inputs' sd in place of their mean square.": 2 * 3**0.5,
    "evenly drawn weights within ±0.2: 0.2 is their standard deviation.": 8 / 3,
    "twice the right variance, as Kaiming's 2: nothing halves here.": 16.0,
    "the square of the variance: nothing is to be squared at the end.": 64.0,
    "the mean of z in place of its variance.": 0.0,
}


@exercise("7.2")
def variance_of_z(attempt: Attempt) -> None:
    """n Var(w) E[x²] where the inputs have a mean."""
    advice = "Three numbers go into the law of step 2. What is each of them here?"
    attempt.equal(
        "50 inputs of mean 1 and variance 3, weights of sd 0.2",
        attempt.number(),
        8.0,
        mistakes=VARIANCES,
        tolerance=2e-3,
        advice=advice,
        reveal=False,
    )
