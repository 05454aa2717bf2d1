"""Exercise 10.1: a smooth L1 loss by hand."""

from ..frame import Attempt, exercise

WRONG_LOSSES = {
    "a sum. Asked is the mean over the four.": 7.25,
    "β = 1, the default. Here the border lies at 2.": 2.125,
    "the Huber loss with δ = 2: smooth L1 is that, divided by β.": 3.625,
    "β/2 not taken off beyond the border: there an error costs |r| − β/2.": 2.3125,
    "all of β taken off beyond the border: there an error costs |r| − β/2.": 1.3125,
    "a mean over three: the error of 0 counts as well.": 7.25 / 3,
    "the squared error.": 11.5,
    "half the squared error, on both sides of the border.": 5.75,
    "the parabola on both sides of the border.": 2.875,
    "the absolute error.": 2.5,
    "r²/2 or r²/β where r²/(2β) is due; or −3 taken for a small error.": 1.875,
}


@exercise("10.1")
def smooth_by_hand(attempt: Attempt) -> None:
    """The mean smooth L1 loss of four predictions, on paper."""
    advice = (
        "Write down the four errors. Which are smaller than β? Then the cost of each, and the mean."
    )
    attempt.equal(
        "the mean over the four",
        attempt.number(),
        1.8125,
        mistakes=WRONG_LOSSES,
        advice=advice,
        reveal=False,
    )
