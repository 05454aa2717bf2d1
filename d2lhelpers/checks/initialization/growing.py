"""Exercise 7.6: new hidden units that change nothing at first, and learn."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, exercise, kind_of

Network = tuple[Tensor, Tensor, Tensor]
SEED = 76
CASES = ((6, 4, 2, 3), (6, 4, 3, 1), (1, 2, 2, 4), (5, 1, 1, 3))  # inputs, units, classes, extra


def _trained(inputs: int, units: int, classes: int, dtype: torch.dtype = torch.float32) -> Network:
    dice = torch.Generator().manual_seed(inputs + units)
    W1, b1, W2 = (
        torch.randn(*shape, generator=dice)
        for shape in ((inputs, units), (units,), (units, classes))
    )
    return W1.to(dtype), b1.to(dtype), W2.to(dtype)


def _scores(network: Network, X: Tensor) -> Tensor:
    W1, b1, W2 = network
    return torch.relu(X @ W1 + b1) @ W2


@exercise("7.6")
def grow(attempt: Attempt) -> None:
    """Old units first and unchanged, new ones unheard at first, and none of them deaf or a twin."""
    for inputs, units, classes, extra in CASES:
        old = _trained(inputs, units, classes)
        rows: dict[str, Any] = {
            "W1": tuple(old[0].shape),
            "W2": tuple(old[2].shape),
            "extra": extra,
        }
        _keeps_and_learns(attempt, old, extra, rows)
    double = _trained(3, 2, 4, torch.float64)
    grown = _grown(attempt, double, 4, {"W1": "shape (3, 2), float64", "extra": 4})
    law = "float64 stays float64"
    attempt.law(
        law,
        all(part.dtype == torch.float64 for part in grown),
        rows={"got": [str(part.dtype) for part in grown]},
    )
    first, second = (_grown(attempt, double, 4, {}) for _ in range(2))
    looks_like = (
        "torch's global dice, or a generator of your own. Hand on the one that you were given: "
        "torch.randn(…, generator=generator)."
    )
    same = all(torch.equal(one, other) for one, other in zip(first, second, strict=True))
    attempt.law("the same generator gives the same network", same, looks_like=looks_like)


def _grown(attempt: Attempt, old: Network, extra: int, rows: dict[str, Any]) -> Network:
    """The learner's larger network: three plain tensors of the right shapes."""
    dice = torch.Generator().manual_seed(SEED)
    if not callable(attempt.value):
        attempt()
    answer = attempt.value
    result = attempt.run(lambda W1, b1, W2, extra: answer(W1, b1, W2, extra, dice), *old, extra)
    three = isinstance(result, tuple | list) and len(result) == 3
    tensors = three and all(isinstance(part, Tensor) for part in result)
    advice = "Return three tensors: W1, b1 and W2 of the larger network."
    attempt.law("three tensors come back", tensors, advice, rows=rows | {"got": kind_of(result)})
    _has_right_shapes(attempt, old, result, extra, rows)
    plain = not any(part.requires_grad for part in result)
    attempt.law(
        "plain tensors come back",
        plain,
        "No requires_grad: plain tensors were asked for.",
        rows=rows,
    )
    W1, b1, W2 = result
    return W1, b1, W2


def _has_right_shapes(
    attempt: Attempt, old: Network, new: Sequence[Tensor], extra: int, rows: dict[str, Any]
) -> None:
    """Each tensor has grown by `extra` on the side of the units."""
    (inputs, units), classes = old[0].shape, old[2].shape[1]
    more = units + extra
    found = [tuple(part.shape) for part in new]
    advice = "A unit is a column of W1, a number in b1 and a row of W2. All three grow by `extra`."
    ranks = [len(shape) for shape in found] == [2, 1, 2]
    law = "W1 and W2 are matrices, b1 is a vector"
    attempt.law(law, ranks, advice, rows=rows | {"got": found})
    unit = "A unit is a column of W1, a number in b1 and a row of W2."
    attempt.equal(
        "the sizes of W1, b1 and W2 are those of a network with `extra` more units",
        [size for shape in found for size in shape],
        [inputs, more, more, more, classes],
        mistakes={
            "`extra` units in all. That many are added to the old ones, which come first.": [
                inputs,
                extra,
                extra,
                extra,
                classes,
            ],
            f"new rows of W1 in place of new columns. {unit}": [
                inputs + extra,
                units,
                more,
                more,
                classes,
            ],
            f"biases that were forgotten. {unit}": [inputs, more, units, more, classes],
            f"a W2 that has not grown. {unit}": [inputs, more, more, units, classes],
            f"new columns of W2 in place of new rows. {unit}": [
                inputs,
                more,
                more,
                units,
                classes + extra,
            ],
            "one new unit, however many were asked for.": [
                inputs,
                units + 1,
                units + 1,
                units + 1,
                classes,
            ],
            "the old network as it was: nothing has been added.": [
                inputs,
                units,
                units,
                units,
                classes,
            ],
        },
        advice=advice,
        rows=rows,
    )


def _keeps_and_learns(attempt: Attempt, old: Network, extra: int, rows: dict[str, Any]) -> None:
    units, inputs = len(old[1]), len(old[0])
    network = _grown(attempt, old, extra, rows)
    W1, b1, W2 = network
    first = torch.equal(W1[:, :units], old[0]) and torch.equal(b1[:units], old[1])
    advice = "The old columns of W1 and the old numbers of b1 come first, as they were."
    attempt.law("the old units come first, unchanged", first, advice, rows=rows)
    X = 3 * torch.randn(200, inputs, generator=torch.Generator().manual_seed(3))
    before, after = _scores(old, X), _scores(network, X)
    rows = rows | {"largest difference of a score": (before - after).abs().max().item()}
    looks_like = (
        "new rows of W2 that are random: whatever the new units compute is heard at once. How "
        "must they be used at first?"
    )
    if not bool(W2[units:].any()):
        looks_like = "old rows of W2 that have changed. They stay as they were."
    same = torch.allclose(before, after, rtol=1e-4, atol=1e-4)
    attempt.law("the larger network gives the same scores", same, looks_like=looks_like, rows=rows)
    _learns(attempt, network, units, X, rows)


def _learns(
    attempt: Attempt, network: Network, units: int, X: Tensor, rows: dict[str, Any]
) -> None:
    """Two steps of descent reach every new unit, and leave no two units equal."""
    start = network
    targets = torch.randn(len(X), network[2].shape[1], generator=torch.Generator().manual_seed(4))
    for _ in range(2):
        parts = [part.clone().requires_grad_() for part in network]
        W1, b1, W2 = parts
        loss = (_scores((W1, b1, W2), X) - targets).square().mean()
        gradients = torch.autograd.grad(loss, parts)
        W1, b1, W2 = (part.detach() - 0.01 * g for part, g in zip(parts, gradients, strict=True))
        network = W1, b1, W2
    moved = (network[0] - start[0])[:, units:].abs().amax(dim=0)
    looks_like = (
        "new units that are deaf: the gradient never reaches their incoming weights. Where both "
        "sides are 0, nothing moves."
    )
    silent = not bool((X @ start[0][:, units:] + start[1][units:]).relu().any(dim=0).all())
    if silent and bool(start[0][:, units:].any()):
        looks_like = "a new unit that is dead: its ReLU is 0 for every input."
    attempt.law(
        "after two steps the incoming weights of every new unit have moved",
        bool((moved > 0).all()),
        looks_like=looks_like,
        rows=rows,
    )
    columns = torch.cat([network[0], network[1][None], network[2].T])
    looks_like = (
        "equal new units, which stay equal: each needs incoming weights of its own. (Copies of "
        "old units that share their work stay twins, too.)"
    )
    distances = torch.cdist(columns.T, columns.T) + torch.eye(columns.shape[1])
    attempt.law(
        "after two steps no two units are equal",
        bool((distances > 1e-5).all()),
        looks_like=looks_like,
        rows=rows,
    )


grow.symptom(
    "Sizes of tensors must match",
    "the wrong side: new units are new columns of W1 (dim=1) and new rows of W2 (dim=0).",
)
