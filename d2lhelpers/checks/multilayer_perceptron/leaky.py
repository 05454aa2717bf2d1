"""Exercise 4.3: leaky ReLU and its slope."""

import torch
from torch import Tensor

from ..frame import Attempt, exercise

Lines = tuple[Tensor, Tensor]

SMALL = torch.tensor([-2.0, -0.5, 0.0, 0.25, 3.0])
READY = ("relu", "relu6", "leaky_relu", "prelu", "rrelu", "threshold", "hardtanh", "elu", "celu")


def _slopes(z: Tensor, leak: float) -> Tensor:
    return torch.where(z > 0, torch.ones_like(z), torch.full_like(z, leak))


def _right(z: Tensor, leak: float) -> Lines:
    return torch.where(z > 0, z, leak * z), _slopes(z, leak)


@exercise("4.3")
def leaky_and_slope(attempt: Attempt) -> None:
    """Leaky ReLU, and its derivative."""
    attempt.forbid("derivative", instead="two slopes that you write down yourself")
    attempt.forbid(*READY, instead="a choice by the sign of z")
    attempt.agrees("values and slopes on both sides of 0, and at 0", _right, SMALL, 0.3)
    table = torch.tensor([[1.0, -2.0, 0.0], [-0.5, 4.0, -3.0]])
    cases = {
        "the same for a table": (table, 0.3),
        "the same for a single number": (torch.tensor(-2.0), 0.3),
        "the same for tensors of three dimensions": (table.view(1, 2, 3), 0.3),
        "nothing in, nothing out": (torch.zeros(0), 0.3),
        "with leak = 0 it is ReLU and its derivative": (table, 0.0),
        "it also holds for a leak above 1": (SMALL, 3.0),
        "and for a leak below 0": (SMALL, -0.5),
        "fresh numbers": (attempt.randn(3, 4), 0.25),
    }
    attempt.each(_right, cases)
    attempt.precise(_right, SMALL, 0.3)


leaky_and_slope.symptom(
    "Boolean value of Tensor",
    "an `if` on a tensor of many numbers. An `if` decides once; torch.where chooses for each "
    "entry on its own.",
)


@leaky_and_slope.mistake("the slope 1 at z = 0. There the slope is leak: the condition is z > 0.")
def one_at_zero(z: Tensor, leak: float) -> Lines:
    return _right(z, leak)[0], torch.where(z >= 0, 1.0, _slopes(z, leak))


@leaky_and_slope.mistake("the slope 0 at z = 0. There the slope is leak.")
def none_at_zero(z: Tensor, leak: float) -> Lines:
    return _right(z, leak)[0], _slopes(z, leak) * (z != 0)


@leaky_and_slope.mistake("a slope halfway between leak and 1 at z = 0. There the slope is leak.")
def half_at_zero(z: Tensor, leak: float) -> Lines:
    return _right(z, leak)[0], torch.where(z == 0, (1 + leak) / 2, _slopes(z, leak))


@leaky_and_slope.mistake(
    "the slope 0 on the left. That is ReLU's; here the left side is a line with slope leak."
)
def flat_left(z: Tensor, leak: float) -> Lines:
    return _right(z, leak)[0], (z > 0).to(z.dtype)


@leaky_and_slope.mistake("plain ReLU: leak is not used on the left.")
def plain_relu(z: Tensor, leak: float) -> Lines:
    return z.clamp(min=0), (z > 0).to(z.dtype)


@leaky_and_slope.mistake("plain ReLU for the values: on the left they are leak times z.")
def plain_values(z: Tensor, leak: float) -> Lines:
    return z.clamp(min=0), _slopes(z, leak)


@leaky_and_slope.mistake("values that are leak itself on the left. They are leak times z.")
def constant_left(z: Tensor, leak: float) -> Lines:
    return torch.where(z > 0, z, torch.full_like(z, leak)), _slopes(z, leak)


@leaky_and_slope.mistake(
    "values leak · |z| on the left: the sign is lost, the curve bends up like a V."
)
def v_shape(z: Tensor, leak: float) -> Lines:
    return torch.where(z > 0, z, -leak * z), _slopes(z, leak)


@leaky_and_slope.mistake("values and slopes of leak · |z| on the left: there the line rises, too.")
def v_shape_and_slope(z: Tensor, leak: float) -> Lines:
    return torch.where(z > 0, z, -leak * z), _slopes(z, -leak).where(z <= 0, torch.ones_like(z))


@leaky_and_slope.mistake("values divided by leak on the left: leak is a factor.")
def divided(z: Tensor, leak: float) -> Lines:
    return torch.where(z > 0, z, z / leak), _slopes(z, leak)


@leaky_and_slope.mistake(
    "slopes that are leak · z on the left: those are the values. The slope of a line is its factor."
)
def values_left(z: Tensor, leak: float) -> Lines:
    return _right(z, leak)[0], torch.where(z > 0, torch.ones_like(z), leak * z)


@leaky_and_slope.mistake("the values as slopes. The slope of a line is its factor.")
def values_twice(z: Tensor, leak: float) -> Lines:
    return _right(z, leak)[0], _right(z, leak)[0]


@leaky_and_slope.mistake("slopes with z on the right. The slope of the line z is 1.")
def z_as_slope(z: Tensor, leak: float) -> Lines:
    return _right(z, leak)[0], torch.where(z > 0, z, torch.full_like(z, leak))


@leaky_and_slope.mistake("the two sides exchanged: leak belongs to the left, where z is negative.")
def exchanged(z: Tensor, leak: float) -> Lines:
    return torch.where(z > 0, leak * z, z), torch.where(z > 0, leak, torch.ones_like(z))


@leaky_and_slope.mistake("the two results in the other order. The values come first.")
def turned_round(z: Tensor, leak: float) -> Lines:
    values, slopes = _right(z, leak)
    return slopes, values


@leaky_and_slope.mistake("slopes of sign(z): −1 on the left. The line leak · z rises.")
def signs(z: Tensor, leak: float) -> Lines:
    return _right(z, leak)[0], z.sign()


@leaky_and_slope.mistake("a slope of −leak on the left: the line leak · z rises, too.")
def negative_slope(z: Tensor, leak: float) -> Lines:
    return _right(z, leak)[0], torch.where(z > 0, torch.ones_like(z), -leak)


@leaky_and_slope.mistake("leak · z added on the right as well: there the value is z alone.")
def added(z: Tensor, leak: float) -> Lines:
    return z.clamp(min=0) + leak * z, _slopes(z, leak)


@leaky_and_slope.mistake("leak added to the slope on the right as well: there it is 1.")
def added_slope(z: Tensor, leak: float) -> Lines:
    return _right(z, leak)[0], (z > 0).to(z.dtype) + leak


@leaky_and_slope.mistake("leak · z and its slope added on the right as well: there z is alone.")
def added_both(z: Tensor, leak: float) -> Lines:
    return z.clamp(min=0) + leak * z, (z > 0).to(z.dtype) + leak


@leaky_and_slope.mistake("leak subtracted on the left: it is a factor.")
def subtracted(z: Tensor, leak: float) -> Lines:
    return torch.where(z > 0, z, z - leak), _slopes(z, leak)


@leaky_and_slope.mistake(
    "slopes as values over z: that is 0 / 0 at z = 0, where the slope is leak."
)
def quotient(z: Tensor, leak: float) -> Lines:
    values = _right(z, leak)[0]
    return values, values / z


@leaky_and_slope.mistake("one slope for the whole tensor: each entry has its own.")
def one_slope(z: Tensor, leak: float) -> Lines:
    return _right(z, leak)[0], torch.full_like(z, 1.0 if z.sum() > 0 else leak)


@leaky_and_slope.mistake("a mean of the slopes: each entry has its own.")
def mean_slope(z: Tensor, leak: float) -> Lines:
    return _right(z, leak)[0], _slopes(z, leak).mean().expand(z.shape)


@leaky_and_slope.mistake("a leak of 0.1 whatever the argument says: use `leak`.")
def tenth(z: Tensor, leak: float) -> Lines:
    return _right(z, 0.1)


@leaky_and_slope.mistake("a leak of 0.01 whatever the argument says: use `leak`.")
def hundredth(z: Tensor, leak: float) -> Lines:
    return _right(z, 0.01)


@leaky_and_slope.mistake("the values alone: two tensors are asked for, `return values, slopes`.")
def values_alone(z: Tensor, leak: float) -> Tensor:
    return _right(z, leak)[0]


@leaky_and_slope.mistake(
    "the larger of z and leak · z. That fails for a leak above 1: choose by the sign of z."
)
def larger(z: Tensor, leak: float) -> Lines:
    return torch.maximum(z, leak * z), _slopes(z, leak)


@leaky_and_slope.mistake("a leak that is forced between 0 and 1: it may be any number.")
def forced(z: Tensor, leak: float) -> Lines:
    return _right(z, min(max(leak, 0.0), 1.0))
