"""Exercise 8.7: a p-value for two models, by exchanging their results."""

import torch
from torch import Tensor

from ..frame import Attempt, exercise

FIRST = torch.tensor([0.0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1])
SECOND = torch.tensor([1.0, 0, 0, 1, 1, 0, 1, 1, 1, 0, 0, 1, 0])
EXAMPLES = "abcdefghijklm"
# the examples whose results each exchange swaps; chosen so that no two mistakes give one p-value
EXCHANGED = (
    "abefhijm c - abdeghijklm cgijklm acdefghijklm a acdefghijkl acdefghijklm "
    "cdgk bcdgij - abcl abdefghiklm chi - befjkm abdfjkm abcdefghjklm"
)
SWAPS = torch.tensor([[name in places for name in EXAMPLES] for places in EXCHANGED.split()])


def _leads(first: Tensor, second: Tensor, swaps: Tensor) -> tuple[Tensor, Tensor]:
    """By how many the first model leads after each exchange, and in truth."""
    lead = first - second
    return torch.where(swaps, -lead, lead).sum(1), lead.sum()


def _p(first: Tensor, second: Tensor, swaps: Tensor) -> float:
    lucky, truth = _leads(first, second, swaps)
    return float((1 + (lucky.abs() >= truth.abs()).sum()) / (1 + len(lucky)))


@exercise("8.7")
def swap_p_value(attempt: Attempt) -> None:
    """Share of exchanges that set two models at least as far apart as the truth does."""
    probe = FIRST, SECOND, SWAPS[1:]
    law = "thirteen examples and nineteen exchanges, the second model ahead"
    attempt.agrees(law, _p, FIRST, SECOND, SWAPS, probe=probe)
    n = 20
    ahead = (torch.arange(n) < 15).float(), (torch.arange(n) < 9).float()
    some = torch.rand(40, n, generator=attempt.rng) < 0.5
    cases = {
        "the first model ahead": (SECOND, FIRST, SWAPS),
        "twenty examples and forty exchanges": (*ahead, some),
        "two models that are right on the same examples: nothing is ever farther apart": (
            FIRST,
            FIRST,
            SWAPS,
        ),
        "as many right, on different examples": (FIRST, FIRST.flip(0), SWAPS),
        "exchanges that exchange nothing": (FIRST, SECOND, SWAPS & False),
        "exchanges of everything: as far apart, the other way round": (FIRST, SECOND, SWAPS | True),
        "one exchange": (FIRST, SECOND, SWAPS[3:4]),
        "one example": (FIRST[1:2], SECOND[1:2], SWAPS[:4, 1:2]),
    }
    attempt.each(_p, cases)


@swap_p_value.mistake(
    "a p-value without the truth among the exchanges: it could be 0. Count one more above and "
    "below the line."
)
def without_truth(first: Tensor, second: Tensor, swaps: Tensor) -> float:
    lucky, truth = _leads(first, second, swaps)
    return float((lucky.abs() >= truth.abs()).float().mean())


@swap_p_value.mistake("a one above the line that is missing below it.")
def one_above(first: Tensor, second: Tensor, swaps: Tensor) -> float:
    lucky, truth = _leads(first, second, swaps)
    return float((1 + (lucky.abs() >= truth.abs()).sum()) / len(lucky))


@swap_p_value.mistake("a one below the line that is missing above it.")
def one_below(first: Tensor, second: Tensor, swaps: Tensor) -> float:
    lucky, truth = _leads(first, second, swaps)
    return float((lucky.abs() >= truth.abs()).sum() / (1 + len(lucky)))


@swap_p_value.mistake("ties left out: an exchange that sets them just as far apart counts (>=).")
def no_ties(first: Tensor, second: Tensor, swaps: Tensor) -> float:
    lucky, truth = _leads(first, second, swaps)
    return float((1 + (lucky.abs() > truth.abs()).sum()) / (1 + len(lucky)))


@swap_p_value.mistake("ties alone (==): exchanges that set them farther apart count as well (>=).")
def ties_alone(first: Tensor, second: Tensor, swaps: Tensor) -> float:
    lucky, truth = _leads(first, second, swaps)
    return float((1 + (lucky.abs() == truth.abs()).sum()) / (1 + len(lucky)))


@swap_p_value.mistake(
    "one direction only: the first model's lead. Whichever is ahead, what counts is how far "
    "apart they are."
)
def first_ahead(first: Tensor, second: Tensor, swaps: Tensor) -> float:
    lucky, truth = _leads(first, second, swaps)
    return float((1 + (lucky >= truth).sum()) / (1 + len(lucky)))


@swap_p_value.mistake(
    "one direction only: the second model's lead. Whichever is ahead, what counts is how far "
    "apart they are."
)
def second_ahead(first: Tensor, second: Tensor, swaps: Tensor) -> float:
    lucky, truth = _leads(first, second, swaps)
    return float((1 + (lucky <= truth).sum()) / (1 + len(lucky)))


@swap_p_value.mistake(
    "absolute values before the sum: two examples, one won and one lost, cancel. First sum, "
    "then abs."
)
def absolute_first(first: Tensor, second: Tensor, swaps: Tensor) -> float:
    return 1.0


@swap_p_value.mistake(
    "exchanges that are closer together: a real difference would give a p-value near 1."
)
def closer(first: Tensor, second: Tensor, swaps: Tensor) -> float:
    lucky, truth = _leads(first, second, swaps)
    return float((lucky.abs() < truth.abs()).float().mean())


@swap_p_value.mistake("one minus the p-value.")
def one_minus(first: Tensor, second: Tensor, swaps: Tensor) -> float:
    return 1 - _p(first, second, swaps)


@swap_p_value.mistake("a count that is not divided: a p-value is a share.")
def count(first: Tensor, second: Tensor, swaps: Tensor) -> float:
    lucky, truth = _leads(first, second, swaps)
    return float(1 + (lucky.abs() >= truth.abs()).sum())


@swap_p_value.mistake(
    "a count divided by the number of examples: it counts exchanges, divide by 1 + k."
)
def by_examples(first: Tensor, second: Tensor, swaps: Tensor) -> float:
    lucky, truth = _leads(first, second, swaps)
    return float((1 + (lucky.abs() >= truth.abs()).sum()) / (1 + len(first)))


@swap_p_value.mistake(
    "the results of the first model alone: an exchange also brings the second model's results over."
)
def first_alone(first: Tensor, second: Tensor, swaps: Tensor) -> float:
    signed = torch.where(swaps, -first, first).sum(1).abs()
    return float((1 + (signed >= (first - second).sum().abs()).sum()) / (1 + len(swaps)))


@swap_p_value.mistake(
    "a sum along the exchanges (dim=0): each exchange has its own lead, sum over the examples, "
    "dim=1."
)
def along_exchanges(first: Tensor, second: Tensor, swaps: Tensor) -> float:
    lead = first - second
    lucky = torch.where(swaps, -lead, lead).sum(0).abs()
    return float((1 + (lucky >= lead.sum().abs()).sum()) / (1 + len(swaps)))


@swap_p_value.mistake(
    "exchanged examples that were set to 0: an exchange turns the sign of their difference."
)
def dropped(first: Tensor, second: Tensor, swaps: Tensor) -> float:
    lead = first - second
    lucky = torch.where(swaps, 0.0, lead).sum(1).abs()
    return float((1 + (lucky >= lead.sum().abs()).sum()) / (1 + len(swaps)))


@swap_p_value.mistake(
    "how far apart the models are. The p-value says how often luck sets them as far apart."
)
def distance(first: Tensor, second: Tensor, swaps: Tensor) -> float:
    return float((first - second).mean().abs())
