"""Exercise 7.3: Xavier's first weights, drawn evenly."""

import math

import torch
from torch import Tensor

from ..frame import Attempt, exercise
from .drawing import first_weights, keep_their_shape


@exercise("7.3")
def xavier_uniform(attempt: Attempt) -> None:
    """Evenly within ±√(6/(n_in + n_out))."""
    attempt.forbid("torch.nn.init", instead="torch.rand and a bound")
    for n_in, n_out in ((300, 200), (120, 500)):
        W = first_weights(attempt, n_in, n_out)
        _is_even(attempt, W)
        bound = math.sqrt(6 / (n_in + n_out))
        squares = _wrong_squares(n_in, n_out)
        attempt.equal(
            "the largest weight, in units of the right bound",
            W.abs().max().item() / bound,
            1.0,
            mistakes={sentence: square**0.5 / bound for sentence, square in squares.items()},
            tolerance=2e-3,
            advice="Which variance do numbers between −a and a have? It is to be Xavier's.",
            rows={"n_in": n_in, "n_out": n_out},
        )
    keep_their_shape(attempt)


def _is_even(attempt: Attempt, W: Tensor) -> None:
    """As many weights in each tenth of the range as in any other."""
    n_in, n_out = W.shape
    largest, sd = W.abs().max().item(), W.std().item()
    ratio = largest / (math.sqrt(3) * sd)
    looks_like = (
        "a normal distribution (torch.randn): its largest numbers lie far out. Evenly drawn ones "
        "come from torch.rand."
    )
    if abs(sd / math.sqrt(2 / (n_in + n_out)) - 1) < 0.03:
        looks_like = f"the right variance with {looks_like}"
    rows = {"n_in": n_in, "n_out": n_out, "largest": largest, "sd": sd}
    law = "the weights are spread evenly between −a and a"
    attempt.law(law, ratio < 2, looks_like=looks_like, rows=rows)
    shares = torch.histc(W, 10, -largest, largest) / W.numel()
    looks_like = (
        "a sum, a product or a power of draws: near 0, or far from it, more lie than elsewhere. "
        "One torch.rand for each weight, stretched and shifted, is even."
    )
    even = bool(((shares - 0.1).abs() < 0.01).all())
    attempt.law(law, even, looks_like=looks_like, rows=rows | {"in each tenth": shares})


def _wrong_squares(n_in: int, n_out: int) -> dict[str, float]:
    """The squares of the bounds that known mistakes lead to."""
    both = n_in + n_out
    middle = "Xavier takes the middle of n_in and n_out."
    return {
        (
            "a bound without √3: a standard deviation was used as the bound, and the variance came "
            "out three times too small."
        ): 2 / both,
        "a variance used as the bound: the root is missing.": (2 / both) ** 2,
        "the root missing: what stands under it is the square of the bound.": (6 / both) ** 2,
        "rand − 0.5 times the bound: that reaches only from −a/2 to a/2.": 1.5 / both,
        f"the inputs alone, √(6/n_in): that is Kaiming's bound. {middle}": 6 / n_in,
        f"the outputs alone, √(6/n_out). {middle}": 6 / n_out,
        f"√(3/n_in): it keeps the signal forward. {middle}": 3 / n_in,
        f"√(3/n_out): it keeps the gradient backward. {middle}": 3 / n_out,
        "1/√n_in, what nn.Linear does.": 1 / n_in,
        "1/√n_out, and the outputs alone.": 1 / n_out,
        "√(3/(n_in + n_out)): the 2 in Xavier's variance is missing.": 3 / both,
        "√(1/(n_in + n_out)): the 2 in Xavier's variance is missing, and √3 in the bound.": (
            1 / both
        ),
        "√(2/(n_in + n_out)) · 3: the root of 3 goes into the bound, not 3.": 18 / both,
        "numbers between −1 and 1: the bound is missing.": 1.0,
        "6/√(n_in + n_out): the root goes over the 6 as well.": 36 / both,
        "√6/(n_in + n_out): the root goes over n_in + n_out as well.": 6 / both**2,
        "√(12/(n_in + n_out)): the middle of the two widths is half of their sum.": 12 / both,
        "√(6/(n_in · n_out)): Xavier adds the two widths.": 6 / (n_in * n_out),
        "√(6/n_in + n_out): brackets are missing around n_in + n_out.": 6 / n_in + n_out,
        "the bound upside down, √((n_in + n_out)/6): the wider, the smaller the weights.": (
            both / 6
        ),
        "√(24/(n_in + n_out)), twice the bound: numbers from −2a to 2a.": 24 / both,
    }
