"""Exercise 7.4: Kaiming's first weights."""

import math

from torch import Tensor

from ..frame import Attempt, exercise
from .drawing import first_weights, keep_their_shape


@exercise("7.4")
def kaiming(attempt: Attempt) -> None:
    """Mean 0 and variance 2/n_in, of whatever shape."""
    attempt.forbid("torch.nn.init", instead="torch.randn or torch.rand")
    for n_in, n_out in ((200, 450), (450, 170)):
        W = first_weights(attempt, n_in, n_out)
        right = math.sqrt(2 / n_in)
        variances = _wrong_variances(W)
        attempt.equal(
            "the standard deviation of the weights, in units of the right one",
            W.double().std().item() / right,
            1.0,
            mistakes={s: variance**0.5 / right for s, variance in variances.items()},
            tolerance=0.012,
            advice="Forward, a unit adds up its inputs, and ReLU halves their mean square.",
            rows={"n_in": n_in, "n_out": n_out},
        )
    keep_their_shape(attempt)


def _wrong_variances(W: Tensor) -> dict[str, float]:
    """The variances that known mistakes lead to, for a draw of this kind."""
    n_in, n_out = W.shape
    even = W.abs().max() < 1.03 * math.sqrt(3) * W.std()
    mistakes = {
        "the fan-out: it keeps the gradient backward. The signal forward sums over the inputs.": (
            2 / n_out
        ),
        (
            "a missing factor 2: 1/n_in is right without an activation. ReLU halves the mean "
            "square."
        ): 1 / n_in,
        "a missing factor 2, and the fan-out in place of the fan-in.": 1 / n_out,
        "Xavier's variance, 2/(n_in + n_out). It knows nothing of ReLU.": 2 / (n_in + n_out),
        (
            "twice Xavier's variance, 4/(n_in + n_out): ReLU's 2 is there, but forward only the "
            "inputs count, n_in."
        ): 4 / (n_in + n_out),
    }
    return mistakes | (_wrong_when_even(n_in, n_out) if even else _wrong_when_normal(n_in, n_out))


def _wrong_when_even(n_in: int, n_out: int) -> dict[str, float]:
    return {
        "a uniform bound without √3: within ±a the variance is a²/3.": 2 / n_in / 3,
        "a uniform bound without √3, and the fan-out in place of the fan-in.": 2 / n_out / 3,
        "a variance used as the bound of a uniform draw.": (2 / n_in) ** 2 / 3,
        "1/√n_in as the bound: that is what nn.Linear does, a sixth of what ReLU needs.": (
            1 / n_in / 3
        ),
        "rand − 0.5 times the sd: numbers between −½ and ½ have the variance 1/12.": 2 / n_in / 12,
        "rand − 0.5 times the bound: that reaches only half as far as the bound.": 6 / n_in / 12,
        "√(12/n_in) as the bound: the variance of ±a is a²/3.": 4 / n_in,
        "3 times the sd as the bound: the root of 3 belongs there, not 3.": 6 / n_in,
        "numbers between −1 and 1: the bound is missing.": 1 / 3,
        "a bound without its root.": (6 / n_in) ** 2 / 3,
    }


def _wrong_when_normal(n_in: int, n_out: int) -> dict[str, float]:
    return {
        (
            "a variance used as the standard deviation: torch.randn is to be multiplied by the "
            "root of the variance."
        ): (2 / n_in) ** 2,
        "a factor 2 in the standard deviation: it belongs under the root, with n_in.": 4 / n_in,
        "a root over the 2 alone: √2/n_in. The root goes over n_in as well.": 2 / n_in**2,
        "the bound of a uniform draw used as the standard deviation of a normal one.": 6 / n_in,
        "ReLU's half on the wrong side: 1/(2 n_in) halves again what ReLU has halved.": (
            1 / n_in / 2
        ),
        "the fraction upside down: the more inputs, the smaller the weights.": n_in / 2,
        "plain normal numbers: the standard deviation is missing.": 1.0,
        "a division by n_in alone: the root is missing, and ReLU's 2.": 1 / n_in**2,
        "a root of the root: √ is drawn once, of the variance.": (2 / n_in) ** 0.5,
    }
