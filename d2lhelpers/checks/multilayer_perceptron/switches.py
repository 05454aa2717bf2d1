"""Exercise 4.2: the weights of a network for three switches, chosen by hand."""

from itertools import product
from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, NotYet, exercise, show_value

NAMES = ("W1", "b1", "W2", "b2")
SWITCHES = torch.tensor(list(product([0.0, 1.0], repeat=3)))
UP = SWITCHES.sum(1)


def _bends(*changes: tuple[float, float]) -> Tensor:
    """The sum of relu(s − place) · change at the eight positions."""
    return torch.stack([change * (UP - place).clamp(min=0) for place, change in changes]).sum(0)


WRONG_LAMPS = {
    "a lamp that is on when any switch is up. With two up it must be off: the slope turns down "
    "after one.": (UP > 0).float(),
    "a lamp that is on only when exactly one switch is up. With all three it must be on again: "
    "a bend is missing, or the last change of slope is too small.": (UP == 1).float(),
    "a lamp that is on only when all three are up.": (UP == 3).float(),
    "a lamp that is on when two or more are up.": (UP >= 2).float(),
    "a lamp that is on wherever the switches are not all alike. With two up it must be off, "
    "with three on.": ((UP > 0) & (UP < 3)).float(),
    "a lamp for two of the switches: the third has no say.": (SWITCHES[:, :2].sum(1) == 1).float(),
    "a count of the switches. The curve of the lamp must go down again between one and two.": UP,
    "the opposite: on where it must be off.": 1 - UP % 2,
    "scores of 1 and −1. Here off is 0.": 2 * (UP % 2) - 1,
    "slopes in place of their changes. At each bend the output weight is the new slope minus the "
    "old one.": _bends((0, 1), (1, -1), (2, 1)),
    "a first bend too late: with one switch up the output is already to be on.": _bends(
        (1, 1), (2, -2), (3, 2)
    ),
    "a curve that goes on falling after two. With all three up it must rise again: a bend is "
    "missing.": _bends((0, 1), (1, -2)),
    "bends on the wrong side: a negative bias moves a bend to the right, a positive one to the "
    "left.": _bends((0, 1), (-1, -2), (-2, 2)),
}


@exercise("4.2")
def three_switches(attempt: Attempt) -> None:
    """Weights of a network that is 1 where one or three of three switches are up."""
    answer = attempt()
    _require_four(answer)
    W1, b1, W2, b2 = answer
    _require_shapes(W1, b1, W2, b2)
    got = ((SWITCHES @ W1 + b1).clamp(min=0) @ W2 + b2).flatten()
    wanted = UP % 2
    if (wrong := (got - wanted).abs().max()) > 1e-3:
        _require_an_idea(W1, b1)
        nearly = "weights that come near, from training or from rounding. Choose them exactly."
        rows = {"got": got, "wanted": wanted}
        attempt.law("exactly 1 or 0", wrong > 0.3, looks_like=nearly, rows=rows)
    attempt.equal(
        "1 where one or three switches are up, else 0",
        got,
        wanted,
        mistakes=WRONG_LAMPS,
        tolerance=1e-3,
        advice="Write beside each number of `got` how many switches are up there. "
        "At which count is the lamp wrong?",
        rows={"switches": SWITCHES.int().tolist()},
    )


def _require_four(answer: Any) -> None:
    if not isinstance(answer, tuple | list) or len(answer) != 4:
        many = isinstance(answer, tuple | list)
        got = f"{len(answer)} values" if many else show_value(answer)
        raise NotYet({"got": got}, "Expected four tensors: `return W1, b1, W2, b2`.")
    for name, part in zip(NAMES, answer, strict=True):
        if not isinstance(part, Tensor):
            advice = f"Expected a tensor for {name}: torch.tensor(…)."
            raise NotYet({name: show_value(part)}, advice)
        if part.requires_grad:
            advice = "The weights are chosen, not trained: return plain tensors, or .detach() them."
            raise NotYet({name: "requires_grad=True"}, advice)
        if part.dtype != torch.float32:
            advice = "Expected float32: write 1.0 instead of 1, and no .double()."
            raise NotYet({name: f"dtype {part.dtype}"}, advice)


def _require_shapes(W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> None:
    """End the check where the four tensors do not fit together for three inputs and one output."""
    parts = dict(zip(NAMES, (W1, b1, W2, b2), strict=True))
    rows = {name: str(tuple(part.shape)) for name, part in parts.items()}
    units = W1.shape[1] if W1.ndim == 2 else 0
    if tuple(part.shape for part in parts.values()) == ((3, units), (units, 1), (units,), (1,)):
        raise NotYet(rows, "This looks like another order. Return W1, b1, W2, b2.")
    if W1.ndim != 2 or W1.shape[0] != 3:
        turned = W1.ndim == 2 and W1.shape[1] == 3
        transposed = "This looks like the transpose: one column for each unit, one row a switch."
        raise NotYet(rows, transposed if turned else "W1 has a row for each of the three switches.")
    if b1.shape != (units,):
        raise NotYet(rows, "b1 has one number for each hidden unit: shape (units,).")
    if W2.shape != (units, 1):
        advice = "W2 has a row for each hidden unit and one column: shape (units, 1)."
        raise NotYet(rows, advice)
    if b2.shape != (1,):
        raise NotYet(rows, "b2 has the shape (1,): torch.zeros(1), for example.")


def _require_an_idea(W1: Tensor, b1: Tensor) -> None:
    """End the check where the hidden units alone show why the lamp is wrong."""
    if W1.shape[1] == 1:
        advice = "One unit makes one bend. The lamp's curve goes up, down and up: it needs more."
        raise NotYet({"units": "1"}, advice)
    if bool((W1 == 0).all(1).any()):
        advice = "A row of W1 is all zeros: no unit sees that switch, and it changes the lamp, too."
        raise NotYet({"W1": show_value(W1)}, advice)
    if bool(((W1 != 0).sum(0) <= 1).all()):
        advice = (
            "Each unit sees a single switch. Then the output is a sum with one part a switch, "
            "and nothing knows how many are up."
        )
        raise NotYet({"W1": show_value(W1)}, advice)
    if bool((W1 == 1).all() and (b1 == 0).all()):
        advice = (
            "All biases are 0: then all units bend at the same place, where no switch is up, "
            "and their sum is a straight line after it."
        )
        raise NotYet({"b1": show_value(b1)}, advice)
    if bool((W1 == 1).all() and (b1 != b1.round()).any()):
        advice = (
            "This looks like bends between two counts. A step would change there at once; a ReLU "
            "only begins to rise, so it has to bend at the counts themselves."
        )
        raise NotYet({"b1": show_value(b1)}, advice)
