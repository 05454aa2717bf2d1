"""Exercise 0.1: the shape of a flattened batch."""

from typing import Any

from torch import Tensor

from ..frame import Attempt, exercise

# what learners write, and what it looks like
SHAPES: dict[tuple[int, ...], str] = {
    (32, 8, 8): "the shape before flattening: a digit's 8 rows are laid one behind another.",
    (2048,): "the count of all pixels in one row. Each of the 32 digits keeps a row of its own.",
    (1, 2048): "one long row for all digits. Each of the 32 digits keeps a row of its own.",
    (2048, 1): "one long column for all pixels. Each of the 32 digits keeps a row of its own.",
    (32, 16): "8 + 8 pixels. A grid of 8 rows and 8 columns has 8 times 8.",
    (32, 8): "the pixels of one row of the grid. A digit has 8 of these rows.",
    (64, 32): "the directions swapped. The examples come first, always.",
    (64,): "the shape of a single digit. The batch has 32 of them, and they come first.",
    (8, 8): "the grid of a single digit, not flattened. The batch has 32 digits.",
    (256, 8): "the wrong two directions laid together: each digit must keep a row of its own.",
    (8, 256): "the digits laid together with the columns: each digit must keep its own row.",
    (32, 1, 64): "a direction of size 1 too many: the pixels of a digit fill one direction.",
    (32, 64, 1): "a direction of size 1 too many at the end: a digit's pixels fill just one.",
    (16, 64): "a batch of the sixteen digits in the picture. The batch of this exercise has 32.",
    (1348, 64): "the whole training set. The batch of this exercise has 32 digits.",
    (449, 64): "the whole test set. The batch of this exercise has 32 digits.",
    (32, -1): "a -1 as `reshape` takes it. A shape that is there has a real number of columns.",
}
KINDS: dict[type, str] = {
    list: "Square brackets make a list. A shape is a tuple, with round ones.",
    set: "Curly braces make a set, which forgets the order. A shape is a tuple, with round ones.",
    str: "This is text. Leave the quotation marks out.",
    Tensor: "This is a tensor. Its shape is asked for: a tuple of numbers.",
    int: "This is one number, even with brackets around it. A shape is a tuple: a number for each "
    "direction, with commas between them.",
}


def _about_kind(value: Any) -> str:
    said = [sentence for kind, sentence in KINDS.items() if isinstance(value, kind)]
    return said[0] if said else "A shape is a tuple of numbers: round brackets, with commas inside."


@exercise("0.1")
def flat_shape(attempt: Attempt) -> None:
    """The shape of a flattened batch of 32 digits."""
    got = attempt.value
    attempt.law("a shape is a tuple", isinstance(got, tuple), _about_kind(got), rows={"got": got})
    advice = "How many rows, and how many numbers in each of them?"
    attempt.equal(
        "the pixels of each digit in a row of its own",
        got,
        (32, 64),
        mistakes={sentence: shape for shape, sentence in SHAPES.items()},
        advice=advice,
        rows={"before flattening": "(32, 8, 8)"},
        reveal=False,
    )
