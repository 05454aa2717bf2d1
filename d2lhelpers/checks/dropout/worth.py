"""Exercise 6.7: is dropout worth it? Decided on validation data, judged on a test part held out."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from ..frame import Attempt, exercise

ADVICE = (
    "Work it out for one candidate: its lead over candidate 0, the standard error of that lead, "
    "and whether the one is more than two of the other."
)


def _right(hits: Tensor) -> int:
    """The best of the candidates that lead candidate 0 by more than two standard errors."""
    lead = hits.mean(1) - hits[0].mean(0)
    mean, error = lead.mean(1), lead.std(1) / lead.shape[1] ** 0.5
    chosen = 0
    for k in range(1, len(hits)):
        if mean[k] > 2 * error[k] and mean[k] > mean[chosen]:
            chosen = k
    return chosen


def _changed(changes: Sequence[tuple[int, int]]) -> Tensor:
    """Hits of two equal seeds on 100 examples, of which candidate 0 gets 50 right.

    Each further candidate gains and loses so many.
    """
    hits = torch.zeros(len(changes) + 1, 2, 100)
    hits[:, :, :50] = 1
    for k, (gained, lost) in enumerate(changes, start=1):
        hits[k, :, 50 : 50 + gained] = 1
        hits[k, :, :lost] = 0
    return hits


def _by_seed(gains: Sequence[Sequence[int]]) -> Tensor:
    """Hits of four seeds on 100 examples; candidate 0 gets 10 right, and seeds gain so many."""
    hits = torch.zeros(len(gains) + 1, 4, 100)
    hits[:, :, :10] = 1
    for k, row in enumerate(gains, start=1):
        for seed, gained in enumerate(row):
            hits[k, seed, 10 : 10 + gained] = 1
    return hits


def _five() -> Tensor:
    """Five examples: a lead of 1.96 standard errors."""
    hits = torch.zeros(2, 4, 5)
    hits[1, :, :2] = 1
    hits[1, 3, 2] = 1
    return hits


BEST = "the highest accuracy, whatever its error: the best of several is ahead by luck alone, too."
FIVE_LEADS = [
    (0,) * 4,
    (30, 30, 0, 0),
    (12,) * 4,
    (0,) * 4,
    (0, 0, 90, 90),
    (80, 0, 0, 0),
    (40, 0, 0, 40),
]
CASES: dict[str, tuple[Tensor, Mapping[str, int]]] = {
    "five leads, of seeds that differ": (
        _by_seed(FIVE_LEADS),
        {
            "the first candidate whose lead is sure. Of these, take the highest accuracy.": 2,
            (
                "the spread over the seeds as the error. The lead is averaged over the seeds; its "
                "error comes from the examples."
            ): 3,
            "a number too small by one: candidate 0 counts, too.": 4,
            "the first seed alone: average over the seeds.": 6,
            "the last candidate whose lead is sure. Of these, take the highest accuracy.": 7,
            "no candidate at all. Is one ahead by more than two standard errors?": 0,
        },
    ),
    "one is ahead by luck, one is clearly behind": (
        _changed([(20, 15), (2, 20)]),
        {BEST: 1, "a lead of either sign. A candidate that is clearly worse is no gain.": 2},
    ),
    "two unsure leads": (
        _changed([(24, 13), (50, 38)]),
        {
            (
                "seeds counted as if they were further examples. They answer the same examples: "
                "average over them first."
            ): 1,
            "one standard error. More than two are asked for.": 2,
        },
    ),
    "a small lead without a loss, and a larger one with many losses": (
        _changed([(10, 0), (40, 25)]),
        {
            (
                "the errors of two accuracies in place of the paired one. Take the differences of "
                "single examples first."
            ): 2,
            (
                "the standard deviation in place of the standard error: divide by the root of the "
                "number of examples."
            ): 0,
        },
    ),
    "a surer lead and a larger one, both sure": (
        _changed([(12, 0), (40, 22)]),
        {"the largest lead in standard errors. Of the sure ones, take the highest accuracy.": 1},
    ),
    "two equal leads": (
        _changed([(3, 2), (12, 0), (12, 0), (9, 0)]),
        {"the last of equals. The first was asked for.": 3},
    ),
    "all answer alike": (
        _changed([(0, 0), (0, 0)]),
        {
            "a lead of two errors or more, where both are 0. It must be more.": 1,
            "a lead of two errors or more, where both are 0, and the last of equals.": 2,
        },
    ),
    "five examples": (
        _five(),
        {"a standard deviation divided by n: std() divides by n − 1.": 1},
    ),
    "candidate 0 alone": (_changed([]), {}),
    "two examples, one seed": (torch.tensor([[[0.0, 0.0]], [[1.0, 1.0]]]), {}),
}


@exercise("6.7")
def worth_it(attempt: Attempt) -> None:
    """The candidate that is better than no dropout beyond doubt, or none."""
    for law, (hits, mistakes) in CASES.items():
        rows = {"hits": f"shape {tuple(hits.shape)}", "leads over candidate 0": _leads(hits)}
        got = _number(attempt, hits)
        attempt.equal(law, got, _right(hits), mistakes=mistakes, advice=ADVICE, rows=rows)
    _held_out(attempt)


def _number(attempt: Attempt, hits: Tensor) -> int:
    """The candidate that the answer chooses."""
    got = float(attempt(hits, like=0))
    rows = {"candidates": len(hits), "got": got}
    looks_like = "a lead or an accuracy. Return the number of the candidate."
    law = "one of the candidates is chosen, by its number"
    attempt.law(law, got in range(len(hits)), looks_like=looks_like, rows=rows)
    return int(got)


def _leads(hits: Tensor) -> str:
    leads = (hits.mean(1) - hits[0].mean(0)).mean(1)[1:]
    return ", ".join(f"{lead:+.2f}" for lead in leads.tolist()) or "none"


def _held_out(attempt: Attempt) -> None:
    """Nine candidates that are as good as candidate 0, and then one that is better among them."""
    for law, better in (("nothing helps", 0.0), ("candidate 4 helps", 0.12)):
        chances = torch.full((10,), 0.7)
        chances[4] += better
        valid, test = (_drawn(chances, seed) for seed in (11, 12))
        got = _number(attempt, valid)
        lead = float(test[got].mean() - test[0].mean())
        rows = {"validation part": "(10, 3, 300)", "lead of the choice on the test part": lead}
        held = "the choice loses nothing on the test part"
        attempt.law(f"{law}: {held}", lead >= 0, looks_like=BEST, rows=rows)
        attempt.equal(law, got, _right(valid), advice=ADVICE, rows=rows)


def _drawn(chances: Tensor, seed: int) -> Tensor:
    """Hits of forecasters who are right with these chances: (candidates, 3 seeds, 300 examples)."""
    dice = torch.Generator().manual_seed(seed)
    luck = torch.rand(len(chances), 3, 300, generator=dice) + 0.2 * torch.randn(300, generator=dice)
    return (luck < chances[:, None, None]).float()
