"""Exercises 6.1 and 6.3: a unit's mean and variance, and thinned networks, on paper."""

from collections.abc import Mapping, Sequence

from ..frame import Attempt, exercise

Mistaken = Mapping[str, float]


def _in_order(attempt: Attempt, got: Sequence[float], expected: Sequence[float], law: str) -> None:
    """End the check where the right numbers stand in another order."""

    def near(one: Sequence[float], other: Sequence[float]) -> bool:
        return all(abs(a - b) < 0.01 for a, b in zip(one, other, strict=True))

    exchanged = near(sorted(got), sorted(expected)) and not near(got, expected)
    looks_like = "the right numbers in another order than the exercise has them."
    attempt.law(law, not exchanged, looks_like=looks_like, rows={"got": got})


# 6.1

KEPT = {
    "an unscaled unit. Kept units speak louder, to make up for the dropped ones.": 6.0,
    "a multiplication by 1 − p. Kept units must grow: divide by it.": 4.5,
    ("a division by p. The factor is 1/(1 − p): one over the probability to be kept."): 24.0,
    ("a multiplication by p. The factor is 1/(1 − p): one over the probability to be kept."): 1.5,
    "a factor of 1 + p. The factor is 1/(1 − p).": 7.5,
    "a division by 1 + p. The factor is 1/(1 − p).": 4.8,
    "a scaling that is done twice.": 6 / 0.75**2,
    "the factor of p = 0.5. Here three units of four are kept.": 12.0,
    "the factor alone: it multiplies the value.": 4 / 3,
    "the third of 6 that is to be added: the whole value comes out.": 2.0,
    "a dropped unit. Asked is what comes out where it is kept.": 0.0,
}
MEAN = {
    "the mean without scaling: the kept value is not 6.": 4.5,
    "the kept value. One time in four a 0 comes out.": 8.0,
    "the plain average of 8 and 0. They are not equally probable.": 4.0,
    "a mean with the probabilities exchanged: kept with 0.75, dropped with 0.25.": 2.0,
    (
        "a plain average: of 6 and 0, or of the weighted values. The two are not equally "
        "probable, and their probabilities add up to 1 already."
    ): 3.0,
    "a mean without scaling, and with the probabilities exchanged.": 1.5,
}
VARIANCE = {
    "the standard deviation: the variance is its square.": 12**0.5,
    "the mean of the squares. Subtract the square of the mean.": 48.0,
    "the variance without scaling: the kept value is 8, not 6.": 6.75,
    "the standard deviation, without scaling.": 6.75**0.5,
    "the mean of the squares without scaling: the kept value is 8, and the mean counts, too.": 27.0,
    "x p/(1 − p): the value enters squared.": 2.0,
    "x² (1 − p)/p, the probabilities exchanged.": 108.0,
    "p/(1 − p) alone: it multiplies the square of the value.": 1 / 3,
    "the variance of a fair coin between 8 and 0. They are not equally probable.": 16.0,
    "the variance of the mask alone, p(1 − p).": 0.1875,
    "the kept value, 8, times p(1 − p): it enters squared.": 1.5,
    "x p(1 − p): the value enters squared, and scaled.": 1.125,
    "the square of the mean added: it is subtracted.": 84.0,
    "x² p: the division by 1 − p is missing.": 9.0,
    "the part of the kept value alone: the 0 is off the mean as well.": 3.0,
    (
        "the squared distance of the kept value. The 0 is off the mean as well; weigh both with "
        "their probabilities."
    ): 4.0,
    "the squared distances added up: weigh both with their probabilities.": 40.0,
    "the plain average of the squared distances. They are not equally probable.": 20.0,
    "squared distances with the probabilities exchanged: kept with 0.75, dropped with 0.25.": 28.0,
    "the square of the mean: it is what you subtract.": 36.0,
    "the mean subtracted in place of its square.": 42.0,
    "a difference the wrong way round: a variance is never below 0.": -12.0,
}


@exercise("6.1")
def unit_by_hand(attempt: Attempt) -> None:
    """Value 6, p = 0.25: kept value, mean, variance."""
    got = attempt.numbers(3)
    _in_order(attempt, got, (8, 6, 12), "first the kept value, then mean and variance")
    tables: dict[str, tuple[float, Mistaken, str]] = {
        "the kept value": (8.0, KEPT, "The mean is to stay as it was: by what must it grow?"),
        "the mean": (6.0, MEAN, "Two values come out. How often does each of them?"),
        "the variance": (12.0, VARIANCE, "Two values come out. How far is each from the mean?"),
    }
    rows = {"unit": "value 6, dropped with p = 0.25", "got, all three": str(attempt.value)}
    _each(attempt, got, tables, rows, 2e-3)


def _each(
    attempt: Attempt,
    got: Sequence[float],
    tables: Mapping[str, tuple[float, Mistaken, str]],
    rows: Mapping[str, str],
    tolerance: float,
) -> None:
    for value, (law, (expected, mistakes, advice)) in zip(got, tables.items(), strict=True):
        attempt.equal(
            law,
            value,
            expected,
            mistakes=mistakes,
            tolerance=tolerance,
            advice=advice,
            rows=rows,
            reveal=False,
        )


# 6.3

COUNT = {
    "products of the layers' sizes. Each unit is on or off: it doubles the number.": 6.0,
    "a count of the units. Each unit is on or off: it doubles the number.": 5.0,
    "two choices for each unit, added. They are multiplied: 2 · 2 · …": 10.0,
    (
        "the layers' counts, 8 and 4, added. Each choice in one layer goes with each in the "
        "other: multiply."
    ): 12.0,
    "all but one of the networks: the whole and the empty one can be drawn, too.": 31.0,
    "all but two of the networks: both the whole and the empty one can be drawn.": 30.0,
    "networks that keep a unit in each layer, 7 · 3. Whole layers can be dropped, too.": 21.0,
    "5 squared. It is 2 · 2 · 2 · …: two choices for each unit.": 25.0,
    "3 squared. It is two choices for each unit, in both layers.": 9.0,
    "the orders of five units (5!). Nothing is ordered here, units are on or off.": 120.0,
    "the masks of the first layer alone. The second layer has coins too.": 8.0,
    "the masks of the second layer alone. The first layer has coins too.": 4.0,
    "a coin too few. There are 3 + 2 hidden units, each with its own.": 16.0,
    "a sixth coin. There are 3 + 2 hidden units, and nothing else is dropped.": 64.0,
}
WHOLE = {
    "the probability that everything is dropped. Kept has the probability 0.8.": 0.2**5,
    "one unit's probability. Five coins have to fall that way: multiply.": 0.8,
    "the probability that one unit is dropped.": 0.2,
    "the opposite: that at least one unit is dropped.": 1 - 0.8**5,
    "equal chances for all masks. That holds for p = 0.5 only.": 1 / 32,
    "the first layer alone: there are five units.": 0.8**3,
    "the second layer alone: there are five units.": 0.8**2,
    "the two layers' probabilities, added. Independent coins multiply.": 0.8**3 + 0.8**2,
    "one coin too few: there are five units.": 0.8**4,
    "one coin too many: there are five units.": 0.8**6,
    "a probability added up five times. Independent coins multiply.": 4.0,
    "percent. A probability lies between 0 and 1.": 32.768,
    (
        "the right product, rounded too far, to two decimals: three, please, or write the "
        "product itself."
    ): 0.33,
    (
        "the right product, rounded too far, to one decimal: three, please, or write the "
        "product itself."
    ): 0.3,
}
CUT = {
    "the probabilities added. Both coins have to fall that way: multiply.": 0.4,
    "the probability that both are kept.": 0.64,
    "the probability that at least one of the two is dropped. Both have to be.": 0.36,
    "one coin only. There are two units.": 0.2,
    "both dropped and the first layer whole. What the first layer does is left open here.": (
        0.04 * 0.8**3
    ),
    "all five dropped. What the first layer does is left open here.": 0.2**5,
    "the first layer dropped: asked is the second, of two units.": 0.2**3,
    "the chances of the one and of the other layer, added. Asked is the second alone.": (
        0.2**2 + 0.2**3
    ),
    "the chance that either layer is dropped whole. Asked is the second alone.": (
        1 - (1 - 0.2**2) * (1 - 0.2**3)
    ),
    "percent. A probability lies between 0 and 1.": 4.0,
    "equal chances for all masks. That holds for p = 0.5 only.": 0.25,
    (
        "one mask of 32 with equal chances. They are not equally probable, and several masks "
        "drop both."
    ): 1 / 32,
    "the number of masks that drop both. Asked is their probability.": 8.0,
    "exactly one of the two dropped.": 0.32,
    "one of the two dropped, the other kept. Both are to be dropped.": 0.16,
    "a probability rounded to 0: three decimals, please, or write the product itself.": 0.0,
    "the opposite: that the second layer is not dropped whole.": 0.96,
}


@exercise("6.3")
def sub_networks(attempt: Attempt) -> None:
    """Hidden layers of 3 and 2 units, p = 0.2."""
    got = attempt.numbers(3)
    law = "first the number of networks, then the two probabilities"
    _in_order(attempt, got, (32, 0.8**5, 0.04), law)
    rows = {"network": "hidden layers of 3 and 2 units, p = 0.2"}
    rows |= {"got, all three": str(attempt.value)}
    count, whole, cut = got
    advice = "How many coins are tossed for one example, and how many ways can they fall?"
    _each(attempt, [count], {"the number of thinned networks": (32.0, COUNT, advice)}, rows, 1e-4)
    advice = "Which coins have to fall how? Independent ones multiply."
    tables = {"the probability of the whole network": (0.8**5, WHOLE, advice)}
    _each(attempt, [whole], tables, rows, 1e-3)
    law = "the probability that both units of the second layer are dropped"
    _each(attempt, [cut], {law: (0.04, CUT, advice)}, rows, 1e-4)
