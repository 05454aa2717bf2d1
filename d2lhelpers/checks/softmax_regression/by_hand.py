"""Exercises 3.1 and 3.7: probabilities and a loss worked out on paper."""

import math

from ..frame import Attempt, exercise

PARTS = (6.0, 3.0, 1.0)  # the exponentials of the scores in 3.1, without the common 10


def _shares(parts: tuple[float, ...]) -> list[float]:
    return [part / sum(parts) for part in parts]


@exercise("3.1")
def probabilities_by_hand(attempt: Attempt) -> None:
    """Odds of 6 : 3 : 1, with a common 10 on top."""
    got = attempt.numbers(3)
    logs = tuple(map(math.log, PARTS))
    right = _shares(PARTS)
    mistakes = {
        "shares of the scores themselves. Take the exponential of each score first.": _shares(
            (10 + logs[0], 10 + logs[1], 10)
        ),
        "shares of the logarithms. Take the exponential of each score first.": _shares(logs),
        "the exponentials, not yet divided. Probabilities add up to 1.": list(PARTS),
        "per cents. Probabilities add up to 1, not to 100.": [100 * share for share in right],
        "the right numbers in the opposite order. The largest score has the largest probability.": (
            right[::-1]
        ),
        "the right numbers, two of them exchanged. Keep the order of the scores.": [
            right[1],
            right[0],
            right[2],
        ],
        "the winner alone. Softmax gives every class a share, also the last one.": [1.0, 0.0, 0.0],
        "equal shares. The common 10 drops out; the rest of the scores remains.": _shares(
            (1, 1, 1)
        ),
        "logarithms of the probabilities. Take the exponential of each.": [
            math.log(share) for share in right
        ],
        "a sum over four terms: the common 10 is no class of its own.": [
            part / 20 for part in PARTS
        ],
        "10 added to the exponentials. It is added to the scores, so it drops out.": _shares(
            (16, 13, 10)
        ),
        "an exponential of 10 for the last class. Without the common 10, what is its score?": (
            _shares((6, 3, 10))
        ),
        "an exponential of 0 for the last class. Without the common 10 its score "
        "is 0, and exp(0) is not 0.": [
            6 / 9,
            3 / 9,
            0.0,
        ],
        "logarithms to base 10. In this course log is the natural logarithm.": _shares(
            (6**0.4343, 3**0.4343, 1)
        ),
        "powers of 2. Softmax takes exponentials to the base e.": _shares(
            (2 ** logs[0], 2 ** logs[1], 1)
        ),
        "the probabilities of another example, the one with log 1, log 2 and log 5.": _shares(
            (1, 2, 5)
        ),
        "everything divided by the largest. Divide by the sum.": [1.0, 3 / 6, 1 / 6],
        "odds of neighbors. Each probability is a share of the sum of all three exponentials.": [
            2.0,
            3.0,
            1.0,
        ],
    }
    law = "the shares that these scores give"
    total = sum(got)
    rows = {"scores": "10 + log 6, 10 + log 3, 10", "sum": f"{total:.4g}"}
    advice = "What do the differences of the scores say about the odds of two classes?"
    if abs(total - 1) > 0.006:
        advice = "Probabilities add up to 1: does each exponential stand over the sum of all three?"
    attempt.equal(
        law, got, right, mistakes=mistakes, tolerance=0.006, advice=advice, rows=rows, reveal=False
    )


@exercise("3.7")
def lowest_loss(attempt: Attempt) -> None:
    """log(e + 9) − 1."""
    e = math.e
    mistakes = {
        "a perfect loss. The second softmax never sees scores further apart than 1, "
        "and exp(0) is not 0.": 0.0,
        "the loss of an even spread, log 10. The label still has a lead of 1 over the others.": (
            math.log(10)
        ),
        "one class too many: how many others are there beside the label?": math.log(e + 10) - 1,
        "one class too few: how many others are there beside the label?": math.log(e + 8) - 1,
        "log-sum-exp alone, or the surprise of one of the others: the label's own "
        "score is not 0.": math.log(e + 9),
        "a probability. The loss is its surprise.": e / (e + 9),
        "a missing minus: the surprise is positive.": 1 - math.log(e + 9),
        "a logarithm to base 10. The course uses natural logarithms.": math.log10((e + 9) / e),
        "a logarithm to base 2. The course uses natural logarithms.": math.log2((e + 9) / e),
        "exponentials that were left out: exp(0) is 1, and exp(1) is e.": 1.0,
        "zeros left out of the sum: exp(0) is 1, so each of them counts.": math.log(9),
        "a label whose exponential was taken as 1 in the sum: it is e.": math.log(10) - 1,
        "an e for every class. The others have the score 0, so the exponential 1.": (
            math.log(9 * e + 1) - 1
        ),
        "a label with a probability of nine tenths. Take its share of the exponentials.": (
            -math.log(0.9)
        ),
        "a mean over the ten classes. The loss of an example is one surprise.": (
            (math.log(e + 9) - 1) / 10
        ),
    }
    attempt.equal(
        "the loss of a perfect model with a softmax too many",
        attempt.number(),
        math.log(e + 9) - 1,
        mistakes=mistakes,
        tolerance=0.0034,  # 1.46 is right to two decimals, 1.47 and 1.5 are not
        advice="What does the loss take as scores here, and what share do they give the label? "
        "Two decimals must be right.",
        reveal=False,
    )
