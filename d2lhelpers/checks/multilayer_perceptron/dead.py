"""Exercise 4.6: units that no image can wake."""

import torch
from torch import Tensor

from ..frame import Attempt, Mistakes, exercise

# one column a unit; for each, whether it is dead for certain, and which mistake it is there for
W = torch.tensor(
    [
        [-1.0, -1.0, -1.0, 1.0, 0.5, 0.25, 0.0, 0.0, -2.0, 3.0, 0.5, 3.0],
        [-2.0, -2.0, -2.0, -3.0, 0.25, 0.25, 0.0, 0.0, 0.5, -1.0, 0.0, -0.5],
        [-0.5, -0.5, -0.5, -1.0, -1.0, 0.0, 0.0, 0.0, 0.25, -1.0, 0.75, 0.0],
    ]
)
b = torch.tensor([-0.5, 0.0, 0.25, -0.5, -0.75, -1.0, 0.0, 0.5, -0.5, -0.5, -1.0, -0.25])


def _most(W: Tensor, b: Tensor) -> Tensor:
    return b + W.clamp(min=0).sum(0)


def _right(W: Tensor, b: Tensor) -> Tensor:
    return _most(W, b) <= 0


@exercise("4.6")
def dead_for_certain(attempt: Attempt) -> None:
    """Units that are silent for all inputs between 0 and 1."""
    advice = (
        "Go through the units by hand. Which image, with pixels from 0 to 1, wakes a unit most?"
    )
    attempt.agrees("silent for every image with pixels from 0 to 1", _right, W, b, advice=advice)
    half = torch.tensor([[2**-20], [2.0**-20]])
    many = attempt.randn(30, 12)
    close = many.clamp(min=0).sum(0) + 1e-3 * attempt.randn(12).sign()
    cases = {
        "one unit": (W[:, 3:4], b[3:4]),
        "one input": (W[:1], b),
        "one input and one unit": (torch.tensor([[1.0]]), torch.tensor([-1.0])),
        "no units": (W[:, :0], b[:0]),
        "a unit that only just wakes": (half, torch.tensor([-(2.0**-20)])),
        "no weights": (torch.zeros(3, 2), torch.tensor([0.0, 1e-6])),
        "fresh weights, and biases close to the edge": (many, -close),
    }
    attempt.each(_right, cases, mistakes=later, advice=advice)
    doubles = (half.double(), half[0].double() * -2)
    attempt.agrees("float64, too", _right, *doubles, mistakes=later, advice=advice)


later = Mistakes()  # those that the first law cannot see


@dead_for_certain.mistake("the white image alone, all pixels 1: other images may wake a unit.")
def white(W: Tensor, b: Tensor) -> Tensor:
    return W.sum(0) + b <= 0


@dead_for_certain.mistake("the black image alone, all pixels 0: other images may wake a unit.")
def black(W: Tensor, b: Tensor) -> Tensor:
    return b <= 0


@dead_for_certain.mistake("the white and the black image alone: an image may be white in parts.")
def white_and_black(W: Tensor, b: Tensor) -> Tensor:
    return white(W, b) & black(W, b)


@dead_for_certain.mistake("a gray image, all pixels ½: other images may wake a unit.")
def gray(W: Tensor, b: Tensor) -> Tensor:
    return W.sum(0) / 2 + b <= 0


@dead_for_certain.mistake("units whose weights are all negative or 0: others can be dead, too.")
def all_negative(W: Tensor, b: Tensor) -> Tensor:
    return (W <= 0).all(0) & (b <= 0)


@dead_for_certain.mistake("the weights alone: a bias can wake a unit, or keep it silent.")
def without_bias(W: Tensor, b: Tensor) -> Tensor:
    return (W <= 0).all(0)


@dead_for_certain.mistake("a sum of all weights by size, as if pixels could be −1.")
def absolute(W: Tensor, b: Tensor) -> Tensor:
    return b + W.abs().sum(0) <= 0


@dead_for_certain.mistake(
    "images with a single white pixel, or none: several can be white at once."
)
def single_pixels(W: Tensor, b: Tensor) -> Tensor:
    return ((W + b) <= 0).all(0) & (b <= 0)


@dead_for_certain.mistake(
    "images with a single white pixel: several can be white at once, and none may be."
)
def one_pixel(W: Tensor, b: Tensor) -> Tensor:
    return ((W + b) <= 0).all(0)


@dead_for_certain.mistake(
    "the sum of the negative weights: what keeps a unit silent, not what wakes it."
)
def negative_sum(W: Tensor, b: Tensor) -> Tensor:
    return b + W.clamp(max=0).sum(0) <= 0


@dead_for_certain.mistake("a unit at exactly 0 taken for awake: relu(0) is 0, so it is silent.")
def strictly(W: Tensor, b: Tensor) -> Tensor:
    return _most(W, b) < 0


@dead_for_certain.mistake("the units that can be woken: True is for the dead ones.")
def awake(W: Tensor, b: Tensor) -> Tensor:
    return _most(W, b) > 0


@dead_for_certain.mistake("a bias with its sign turned.")
def bias_turned(W: Tensor, b: Tensor) -> Tensor:
    return _most(W, -b) <= 0


@dead_for_certain.mistake(
    "the numbers of the dead units. One True or False for each unit is asked for."
)
def places(W: Tensor, b: Tensor) -> Tensor:
    return _right(W, b).nonzero().flatten()


@dead_for_certain.mistake("1.0 and 0.0 in place of True and False.")
def as_numbers(W: Tensor, b: Tensor) -> Tensor:
    return _right(W, b).float()


@dead_for_certain.mistake("whole numbers, 1 and 0, in place of True and False.")
def as_ints(W: Tensor, b: Tensor) -> Tensor:
    return _right(W, b).int()


@dead_for_certain.mistake("whole numbers in place of True and False.")
def as_longs(W: Tensor, b: Tensor) -> Tensor:
    return _right(W, b).long()


@dead_for_certain.mistake("a mean of the positive weights: what several pixels give adds up.")
def mean(W: Tensor, b: Tensor) -> Tensor:
    return b + W.clamp(min=0).mean(0) <= 0


@dead_for_certain.mistake("a list. Return a tensor of True and False.")
def as_list(W: Tensor, b: Tensor) -> list[bool]:
    return _right(W, b).tolist()


@dead_for_certain.mistake("a count of the dead units: return which ones they are.")
def as_count(W: Tensor, b: Tensor) -> Tensor:
    return _right(W, b).sum()


@dead_for_certain.mistake("one answer for the whole layer: each unit has its own.")
def whole_layer(W: Tensor, b: Tensor) -> Tensor:
    return _right(W, b).all()


@later.mistake("a squeeze(): where there is one unit, it takes its dimension away.")
def squeezed(W: Tensor, b: Tensor) -> Tensor:
    return _right(W, b).squeeze()


@dead_for_certain.mistake("a sum over the units (dim=1): a unit is a column, so sum over dim=0.")
def across(W: Tensor, b: Tensor) -> Tensor:
    return b + W.clamp(min=0).sum(1) <= 0


@later.mistake("a tolerance: a unit that only just wakes is awake. Compare with 0 itself.")
def tolerant(W: Tensor, b: Tensor) -> Tensor:
    return _most(W, b) <= 1e-4


@dead_for_certain.mistake(
    "a sample of random images: the one that wakes a unit may not be among them."
)
def sampled(W: Tensor, b: Tensor) -> Tensor:
    images = torch.rand(300, len(W), dtype=W.dtype, generator=torch.Generator().manual_seed(0))
    return (images @ W + b <= 0).all(0)
