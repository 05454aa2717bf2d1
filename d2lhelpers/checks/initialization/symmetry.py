"""Exercise 7.6: equal units made different by noise."""

import math
from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, exercise

SD = 0.2
SEED = 5
LAW = "no two units (columns) are equal"


@exercise("7.6")
def break_symmetry(attempt: Attempt) -> None:
    """W plus noise of its own for every entry."""
    zeros = torch.zeros(160, 120)
    equal = torch.linspace(-2, 2, 160).reshape(160, 1).expand(160, 120).clone()
    noise = _noise(attempt, zeros)
    looks_like = (
        "noise that multiplies W (zero times anything is zero), or none at all. Add a random "
        "number to every entry."
    )
    attempt.law(LAW, bool(noise.any()), looks_like=looks_like, rows=_rows("zeros"))
    _has_own_numbers(attempt, noise, _rows("zeros"))
    _has_right_size(attempt, noise, _rows("zeros"))
    rows = _rows("120 equal units")
    noise = _noise(attempt, equal)
    advice = "The result is W itself. Add a random number to every entry, zero or not."
    attempt.law(LAW, bool(noise.any()), advice, rows=rows)
    _has_own_numbers(attempt, noise, rows)
    lost = abs(noise.std().item() / math.hypot(SD, equal.std().item()) - 1) < 0.1
    advice = "Add the noise to W."
    if lost:
        advice = "This looks like noise alone: W itself is lost. Add the noise to W."
    law = "the result is W, changed by noise of the size sd"
    attempt.law(law, abs(noise.std().item() / SD - 1) < 0.05, advice, rows=rows)
    _for_any_shape(attempt)
    _from_the_generator(attempt, equal)


def _rows(W: str) -> dict[str, Any]:
    return {"W": f"{W}, shape (160, 120)", "sd": SD}


def _noise(attempt: Attempt, W: Tensor, seed: int = SEED, sd: float = SD) -> Tensor:
    """What the answer adds to W, with a generator of this seed, which is not worth showing."""
    dice = torch.Generator().manual_seed(seed)
    if not callable(attempt.value):
        attempt()
    change = attempt.value
    result: Tensor = attempt.run(lambda W, sd: change(W, sd, dice), W, sd, like=W)
    return result - W


def _has_own_numbers(attempt: Attempt, noise: Tensor, rows: dict[str, Any]) -> None:
    """A number for each entry."""
    one = bool((noise - noise[0, 0]).abs().max() < 1e-6)
    looks_like = "one random number for the whole matrix: equal units move together."
    attempt.law(LAW, not one, looks_like=looks_like, rows=rows)
    looks_like = (
        "one random number for each input, added to all units alike: equal units move together."
    )
    together = torch.allclose(noise[:, 0], noise[:, 1], atol=1e-6)
    attempt.law(LAW, not together, looks_like=looks_like, rows=rows)
    law = "every entry gets a number of its own"
    looks_like = (
        "one random number for each unit, added to all its inputs. Draw one for each entry of W."
    )
    together = torch.allclose(noise[0], noise[1], atol=1e-6)
    attempt.law(law, not together, looks_like=looks_like, rows=rows)
    left = (noise == 0).float().mean().item()
    looks_like = (
        "noise for some entries only. Draw one number for each entry of W, for all units and all "
        "their inputs."
    )
    shown = rows | {"share left as it was": left}
    attempt.law(law, left < 0.005, looks_like=looks_like, rows=shown)


def _has_right_size(attempt: Attempt, noise: Tensor, rows: dict[str, Any]) -> None:
    """Mean 0 and standard deviation sd."""
    middle, size = noise.mean().item(), noise.std().item()
    advice = "Half of the numbers are to lie below 0."
    if float(noise.min()) >= 0:
        advice = (
            "This looks like torch.rand, which lies between 0 and 1, or an abs. Use torch.randn."
        )
    centered = abs(middle) < 6 * size / math.sqrt(noise.numel())
    law = "the added numbers have mean 0"
    attempt.law(law, centered, advice, rows=rows | {"mean": middle})
    times = "torch.randn has standard deviation 1: multiply it by sd."
    mistakes = {
        "a standard deviation of 1: sd was not used.": 1.0,
        f"sd² as the factor. {times}": SD**2,
        f"the root of sd as the factor. {times}": SD**0.5,
        "rand − 0.5 times sd: numbers between −½ and ½ have the standard deviation 1/√12.": (
            SD / 12**0.5
        ),
        "numbers evenly within ±sd: their standard deviation is sd/√3.": SD / 3**0.5,
        f"a division by sd. {times}": 1 / SD,
        "a division by the root of the inputs' number: sd is the whole deviation.": SD / 160**0.5,
        "numbers evenly between −1 and 1: sd was not used.": 1 / 3**0.5,
        "two draws added up: draw once.": SD * 2**0.5,
        "twice sd.": 2 * SD,
    }
    attempt.equal(
        "the standard deviation of the added numbers, in units of sd",
        size / SD,
        1.0,
        mistakes={sentence: value / SD for sentence, value in mistakes.items()},
        tolerance=0.03,
        advice="torch.randn has standard deviation 1.",
        rows=rows,
    )


def _for_any_shape(attempt: Attempt) -> None:
    """Few inputs, few units, and float64."""
    narrow = _noise(attempt, torch.zeros(1, 40))
    looks_like = (
        "a choice among a few numbers (a sign, whole numbers): in a layer of one input some units "
        "are equal again."
    )
    law = "no two units are equal, however few inputs they have"
    rows = {"W": "zeros, shape (1, 40)", "sd": SD}
    attempt.law(law, len(narrow.unique()) == 40, looks_like=looks_like, rows=rows)
    for W in (torch.zeros(40, 1), torch.ones(1, 1), torch.ones(3, 4, dtype=torch.float64)):
        noise = _noise(attempt, W)
        rows = {"W": f"shape {tuple(W.shape)}, {W.dtype}", "sd": SD}
        law = "every entry gets a number of its own"
        attempt.law(law, len(noise.unique()) == noise.numel() and noise.all(), rows=rows)
    noise = _noise(attempt, torch.zeros(160, 120), sd=3.0)
    advice = "torch.randn has standard deviation 1."
    law = "the standard deviation of the added numbers, sd = 3"
    size = noise.std().item()
    attempt.law(law, abs(size / 3 - 1) < 0.05, advice, rows={"got": size})


def _from_the_generator(attempt: Attempt, W: Tensor) -> None:
    one, two, other = (_noise(attempt, W, seed) for seed in (SEED, SEED, SEED + 1))
    looks_like = (
        "torch's global dice, or torch.randn_like, which takes no generator. Use "
        "torch.randn(W.shape, generator=generator)."
    )
    law = "the same generator gives the same result"
    attempt.law(law, torch.equal(one, two), looks_like=looks_like)
    looks_like = (
        "a generator of your own, or a seed set in the function. Use the generator that you were "
        "given."
    )
    law = "another generator gives another result"
    attempt.law(law, not torch.equal(one, other), looks_like=looks_like)
