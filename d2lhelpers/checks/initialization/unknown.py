"""Exercise 7.8: a start for an activation that nobody has described."""

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from ..frame import Attempt, exercise, number

Bend = Callable[[Tensor], Tensor]
SEED = 78


def _shifted_relu(z: Tensor) -> Tensor:
    return 3 * z.relu() - 0.3


def _small(z: Tensor) -> Tensor:
    return 0.1 * z


def _bounded(z: Tensor) -> Tensor:
    return z.clamp(-0.5, 0.5)


def _softplus(z: Tensor) -> Tensor:
    return F.softplus(z)


def _far_up(z: Tensor) -> Tensor:
    return 5 + z.abs()


def _straight(z: Tensor) -> Tensor:
    return z


BENDS: dict[str, tuple[Bend, int]] = {
    "three times ReLU, shifted down": (_shifted_relu, 20),
    "a tenth of z": (_small, 300),
    "z, cut off beyond ±0.5": (_bounded, 40),
    "softplus": (_softplus, 150),
    "5 + |z|": (_far_up, 64),
    "z itself, one input": (_straight, 1),
}


@exercise("7.8")
def start_for(attempt: Attempt) -> None:
    """1 / √(width · E[bend(z)²])."""
    for name, (bend, width) in BENDS.items():
        dice = torch.Generator().manual_seed(SEED)
        answer = attempt.value
        if not callable(answer):
            attempt()
        sd = number(attempt.run(_with_dice(answer, dice), bend, width, like=0.0))
        z = torch.randn(2_000_000, generator=torch.Generator().manual_seed(1)).double()
        bent = bend(z)
        square = bent.square().mean().item()
        rows: dict[str, Any] = {"bend": name, "width": width, "got": sd}
        advice = (
            "Measure on bend(z) what the law of step 2 asks of the inputs, and solve for the "
            "deviation."
        )
        attempt.law("a standard deviation is above 0", sd > 0, advice, rows=rows)
        made = {  # the first activation tells all of them apart
            sentence: wrong * math.sqrt(width * square)
            for sentence, wrong in _mistakes(bend, bent, width).items()
            if bend is _shifted_relu
        }
        attempt.equal(
            "the standard deviation of the next z, where this z has 1",
            sd * math.sqrt(width * square),
            1.0,
            mistakes=made,
            tolerance=0.015,
            advice=advice,
            rows=rows,
        )


def _with_dice(answer: Callable[..., Any], dice: torch.Generator) -> Callable[..., Any]:
    """The answer as a function of two inputs: a report need not show the generator."""

    def start(bend: Bend, width: int) -> Any:
        return answer(bend, width, dice)

    return start


def _mistakes(bend: Bend, bent: Tensor, width: int) -> dict[str, float]:
    """The deviations that known mistakes lead to."""
    square, variance, mean = bent.square().mean().item(), bent.var().item(), bent.mean().item()
    even = bend(torch.linspace(0, 1, 100_001).double()).square().mean().item()
    wide = bend(torch.linspace(-1, 1, 100_001).double()).square().mean().item()
    return {
        ("the variance of bend(z). The next layer feels the mean square, the mean included."): 1
        / math.sqrt(width * variance),
        "a variance returned: the root is missing.": 1 / (width * square),
        ("a start that forgets the width: a sum of more products needs smaller weights."): 1
        / math.sqrt(square),
        (
            "Kaiming's start whatever the activation: ½ is ReLU's share, not that of this one."
        ): math.sqrt(2 / width),
        "1/√width whatever the activation: that is for layers without one.": 1 / math.sqrt(width),
        (
            "the mean square above the line: what the activation takes away, the weights must "
            "give back."
        ): math.sqrt(square / width),
        ("the square of the mean in place of the mean of the squares."): 1
        / (math.sqrt(width) * abs(mean))
        if mean
        else math.inf,
        ("the mean of |bend(z)|. It is the squares whose mean counts."): 1
        / (math.sqrt(width) * bent.abs().mean().item()),
        ("the root of the width alone: the mean square needs its root, too."): 1
        / (math.sqrt(width) * square),
        ("the root of the mean square alone: the width needs its root, too."): 1
        / (width * math.sqrt(square)),
        "the gain, without the width's root under it, upside down.": math.sqrt(square),
        ("numbers between 0 and 1 (torch.rand) for z. It is normal: torch.randn."): 1
        / math.sqrt(width * even),
        "numbers between −1 and 1 for z. It is normal: torch.randn.": 1 / math.sqrt(width * wide),
        (
            "twice the variance that is right: is ReLU's 2 in the formula still? The measured "
            "mean square has it already."
        ): math.sqrt(2 / (width * square)),
    }
