"""Exercise 4.8: a model for devices whose wiring nobody knows."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, NotYet, changing, exercise, kind_of, show_value

LEAST = 0.9
Wiring = Callable[[torch.Generator], tuple[Tensor, Tensor]]


def _lamp(dice: torch.Generator, n: int = 240) -> tuple[Tensor, Tensor]:
    """Two switches that either change the lamp."""
    switches = torch.randint(0, 2, (n, 2), generator=dice)
    noise = 0.15 * torch.randn(n, 2, generator=dice)
    return switches + noise, (switches[:, 0] != switches[:, 1]).long()


def _ring(dice: torch.Generator) -> tuple[Tensor, Tensor]:
    """On where neither sensor is far from 0."""
    P = 4 * torch.rand(240, 2, generator=dice) - 2
    return P, (P.norm(dim=1) < 1.4).long()


def _other_units(dice: torch.Generator) -> tuple[Tensor, Tensor]:
    """The lamp again, measured in other units."""
    P, labels = _lamp(dice)
    return P * torch.tensor([1500.0, 0.002]) + torch.tensor([2000.0, -0.5]), labels


def _stuck(dice: torch.Generator) -> tuple[Tensor, Tensor]:
    """The second sensor says the same for ever."""
    first = torch.randn(240, generator=dice)
    return torch.stack([first, torch.full((240,), 7.0)], dim=1), (first > 0.3).long()


DEVICES: dict[str, tuple[Wiring, str]] = {
    "a lamp with two switches": (
        _lamp,
        "This looks like what a straight border can do, or like a network that got stuck or was "
        "stopped too early. Look at readings that you held back.",
    ),
    "a device that is on in a ring": (
        _ring,
        "Here the border is a closed curve: how many bends does it need, and how many steps?",
    ),
    "the lamp in other units": (
        _other_units,
        "This looks like inputs of very different sizes, and far from 0. What does one learning "
        "rate do to both weights? Bring the readings to one scale first.",
    ),
    "a device with a stuck sensor": (
        _stuck,
        "One of the sensors always says the same. How large is its spread, and who divides by it?",
    ),
}


@exercise("4.8")
def decide(attempt: Attempt) -> None:
    """A model that is right on new readings of four devices."""
    for name, (wiring, advice) in DEVICES.items():
        dice = torch.Generator().manual_seed(48)
        P, labels = wiring(dice)
        new, truth = wiring(dice)
        handed = P.clone()
        model = attempt(changing(handed), labels, unchanged=False)  # a seed of its own is allowed
        changed = "Your function changed the readings in place. Build a new tensor."
        attempt.law("the given readings stay as they are", torch.equal(handed, P), changed)
        if not callable(model):
            got = "None" if model is None else f"{kind_of(model)}: {show_value(model)}"
            called = (
                "Return something that can be called with new readings: the model, or a function."
            )
            raise NotYet({"device": name, "got": got}, called)
        scores = _scores(attempt, model, new, name)
        said = scores.argmax(dim=1)
        right = (said == truth).float().mean().item()
        rows = {"device": name, "right on new readings": f"{right:.0%}"}
        law = "nine of ten new readings are right"
        if right < LEAST:
            advice = _seen(attempt, model, P, new, truth, said) or advice
        attempt.law(law, right >= LEAST, advice, rows=rows)
        _alone(attempt, model, new, scores, name)


def _seen(attempt: Attempt, model: Any, P: Tensor, new: Tensor, truth: Tensor, said: Tensor) -> str:
    """What can be seen in wrong forecasts, whatever the device; "" where nothing is."""
    if (said == truth).float().mean() < 1 - LEAST:
        return "This looks like the two scores in the wrong order: first off, then on."
    spread = P.std(0)
    scaled = (new - P.mean(0)) / torch.where(spread > 0, spread, torch.ones_like(spread))
    if (attempt.run(model, scaled).argmax(dim=1) == truth).float().mean() >= LEAST:
        return (
            "This looks like a model that was trained on scaled readings and gets new ones as "
            "they are. Scale them, too, with the mean and spread of the given readings."
        )
    extreme = P.abs().max() > 100
    if len(said.unique()) == 1 and not extreme:
        return "This looks like a model that says the same for every reading: was it trained?"
    return ""


def _scores(attempt: Attempt, model: Any, new: Tensor, name: str) -> Tensor:
    scores = attempt.run(model, new)
    rows = {"device": name, "readings": str(tuple(new.shape))}
    if not isinstance(scores, Tensor):
        raise NotYet(rows | {"got": kind_of(scores)}, "Expected a tensor of scores.")
    n = len(new)
    attempt.equal(
        "two scores for each new reading: off and on",
        str(tuple(scores.shape)),
        str((n, 2)),
        mistakes={
            "labels, or one score a reading.": str((n,)),
            "a single score a reading, in a column.": str((n, 1)),
            "rows and columns exchanged: a row for each reading.": str((2, n)),
        },
        advice="Print the shape of what your model returns for three new readings.",
        rows=rows,
    )
    if not bool(torch.isfinite(scores).all()):
        advice = (
            "The scores are not all numbers. Was something divided by 0, such as the spread of a "
            "sensor that never changes? Or was the learning rate too large for such readings?"
        )
        raise NotYet(rows | {"scores": show_value(scores)}, advice)
    return scores.detach()


def _alone(attempt: Attempt, model: Any, new: Tensor, scores: Tensor, name: str) -> None:
    """A reading gets the same scores whatever stands beside it."""
    few = _scores(attempt, model, new[:3], name)
    advice = (
        "This looks like readings that are scaled by the mean and spread of the new readings. "
        "Use those of the given ones: a single new reading has no spread."
    )
    close = bool(torch.allclose(few, scores[:3], rtol=1e-2, atol=1e-3))
    rows = {"device": name, "alone": few, "among others": scores[:3]}
    attempt.law(
        "a reading alone gets the scores that it gets among others", close, advice, rows=rows
    )
