"""What first weights need whatever their formula: for exercise 7.3."""

import math
from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt

SEED = 5


def drawn(attempt: Attempt, n_in: int, n_out: int, seed: int = SEED, like: Any = None) -> Any:
    """The learner's weights, from a generator with this seed, which is not worth showing."""
    dice = torch.Generator().manual_seed(seed)
    if not callable(attempt.value):
        attempt()
    draw = attempt.value
    return attempt.run(lambda n_in, n_out: draw(n_in, n_out, dice), n_in, n_out, like=like)


def are_well_made(attempt: Attempt) -> None:
    """Small matrices have the right shape and kind, and come from the generator."""
    for n_in, n_out in ((12, 9), (1, 5), (5, 1), (1, 1)):
        W = drawn(attempt, n_in, n_out)
        if isinstance(W, Tensor):
            _is_plain_matrix(attempt, W, n_in, n_out)
        W = drawn(attempt, n_in, n_out, like=torch.empty(n_in, n_out))
        if n_in == 12:
            _are_random(attempt, W, {"n_in": n_in, "n_out": n_out})


def _is_plain_matrix(attempt: Attempt, W: Tensor, n_in: int, n_out: int) -> None:
    rows = {"n_in": n_in, "n_out": n_out, "got": f"shape {tuple(W.shape)}"}
    law = "the weights have the shape (n_in, n_out)"
    looks_like = "nn.Linear's layout, (outputs, inputs). For `h @ W` the inputs come first."
    turned = W.shape == (n_out, n_in) and n_in > n_out > 1
    attempt.law(law, not turned, looks_like=looks_like, rows=rows)
    looks_like = (
        "a dimension of size one that is lost (squeeze). It is a matrix whatever the widths."
    )
    lost = W.ndim < 2 and 1 in (n_in, n_out)
    attempt.law(law, not lost, looks_like=looks_like, rows=rows)
    looks_like = "a parameter that asks for gradients. A plain tensor was asked for."
    law = "a plain tensor comes back"
    attempt.law(law, not W.requires_grad, looks_like=looks_like, rows=rows)


def first_weights(attempt: Attempt, n_in: int, n_out: int) -> Tensor:
    """The learner's weights, held against what any first weights need."""
    rows: dict[str, Any] = {"n_in": n_in, "n_out": n_out}
    W: Tensor = drawn(attempt, n_in, n_out, like=torch.empty(n_in, n_out))
    _have_own_numbers(attempt, W, rows)
    middle, sd = W.mean().item(), W.std().item()
    shown = rows | {"mean": middle, "sd": sd}
    centered = abs(middle) < 6 * sd / math.sqrt(W.numel())
    attempt.law("the weights have mean 0", centered, _off_center(W), rows=shown)
    few = len(W.unique())
    looks_like = (
        f"a choice among {few} numbers (a sign, whole numbers). Draw from torch.rand or "
        "torch.randn as they come."
    )
    law = "the weights take many different values"
    attempt.law(law, few > 100, looks_like=looks_like, rows=rows)
    return W


def _are_random(attempt: Attempt, W: Tensor, rows: dict[str, Any]) -> None:
    """They come from the generator that is handed over."""
    law = "the weights are drawn at random"
    looks_like = "weights of 0: is the bound or the deviation 0, by a // or a draw of zeros?"
    attempt.law(law, bool(W.any()), looks_like=looks_like, rows=rows)
    looks_like = "equal weights: units that begin equal stay equal. Draw them."
    attempt.law(law, W.min() < W.max(), looks_like=looks_like, rows=rows)
    n_in, n_out = W.shape
    again, other = drawn(attempt, n_in, n_out), drawn(attempt, n_in, n_out, SEED + 1)
    hand_on = "Hand on the one that you were given: torch.randn(…, generator=generator)."
    looks_like = f"torch's global dice, or a generator of your own. {hand_on}"
    law = "the same generator gives the same weights"
    attempt.law(law, torch.equal(W, again), looks_like=looks_like, rows=rows)
    looks_like = f"a seed that is set in the function, whatever generator comes. {hand_on}"
    law = "another generator gives other weights"
    attempt.law(law, not torch.equal(W, other), looks_like=looks_like, rows=rows)


def _have_own_numbers(attempt: Attempt, W: Tensor, rows: dict[str, Any]) -> None:
    """No two units are equal, and no two inputs."""
    draw = "Draw n_in · n_out numbers."
    looks_like = (
        "one number for each input, used for all units or for some: units that begin equal stay "
        f"equal. {draw}"
    )
    apart = W.unique(dim=1).shape == W.shape
    attempt.law("no two units are equal", apart, looks_like=looks_like, rows=rows)
    looks_like = f"one number for each unit, used for all its inputs or for some. {draw}"
    apart = W.unique(dim=0).shape == W.shape
    attempt.law("a unit's weights differ", apart, looks_like=looks_like, rows=rows)


def _off_center(W: Tensor) -> str:
    """Advice for weights whose mean is not 0, by where they lie."""
    low, high, middle = W.min().item(), W.max().item(), W.mean().item()
    bracket = "Bracket `2 * torch.rand(…) - 1`."
    if low >= 0 and high < 2.2 * middle:
        return (
            "This looks like numbers between 0 and the bound: torch.rand has the mean 1/2. "
            "Stretch and shift it, evenly around 0."
        )
    if low >= 0:
        return (
            "This looks like an abs or a relu around the draw: no weight is below 0. Half of the "
            "weights must be negative."
        )
    if abs(low + 1) < 0.01 and high > -0.99:
        return (
            "This looks like brackets missing: `bound * 2 * torch.rand(…) - 1` shifts by 1. "
            + bracket
        )
    if high <= 0:
        return (
            "This looks like torch.rand − 1 times the bound: numbers between −bound and 0. Stretch "
            "torch.rand by 2 before you shift it."
        )
    if 1.98 < high - low <= 2:
        return (
            "This looks like a bound that multiplies only what is subtracted, not the draw. "
            + bracket
        )
    return "Shift the draw so that it lies evenly around 0."
