"""Exercise 0.5: a bet on one of two models that read the same digits."""

import torch
from torch import Tensor

from ..frame import Attempt, Mistake, exercise

Counts = tuple[int, int, int, int]  # digits that both read, only a, only b, none of the two
Shares = tuple[float, float, float, float]  # the same, in the long run

CLEAR: dict[Counts, bool] = {
    (400, 40, 4, 5): True,
    (500, 25, 0, 500): True,
    (1900, 60, 20, 1020): True,
    (0, 100, 0, 0): True,
    (20, 30, 2, 8): True,
    (1100, 40, 0, 360): True,  # as if unpaired: no bet; both errors added up: a bet
    (2000, 200, 20, 780): True,
    (400, 4, 40, 5): False,
    (500, 0, 25, 500): False,
    (300, 5, 4, 140): False,
    (340, 42, 36, 31): False,
    (4, 3, 2, 1): False,
    (90, 0, 0, 10): False,
    (300, 50, 50, 49): False,
    (3000, 400, 390, 210): False,
}
EQUALLY_GOOD: dict[int, Shares] = {
    80: (0.50, 0.17, 0.17, 0.16),
    449: (0.70, 0.06, 0.06, 0.18),
    1500: (0.93, 0.02, 0.02, 0.03),
}
A_BETTER: dict[int, Shares] = {
    80: (0.45, 0.31, 0.05, 0.19),
    449: (0.68, 0.11, 0.03, 0.18),
    1500: (0.92, 0.035, 0.01, 0.035),
}
PAIRS = 40  # of each size
MOST_FALSE, LEAST_FOUND = 0.1, 0.9
FIXED = (
    "one limit of the gap for every test set: how large a gap luck makes depends on its size, and "
    "on how many digits the two models disagree."
)


def _answers(counts: Counts) -> tuple[Tensor, Tensor]:
    """What two models read right, mixed, in an order that is always the same."""
    kinds = torch.repeat_interleave(torch.arange(4), torch.tensor(counts))
    return _read(kinds[torch.randperm(len(kinds), generator=torch.Generator().manual_seed(5))])


def _read(kinds: Tensor) -> tuple[Tensor, Tensor]:
    return kinds <= 1, (kinds == 0) | (kinds == 2)


def _drawn(models: dict[int, Shares]) -> list[tuple[Tensor, Tensor]]:
    """Pairs of answers on test sets that are drawn anew for each; always the same ones."""
    generator = torch.Generator().manual_seed(7)

    def draw(n: int) -> Tensor:
        return torch.multinomial(torch.tensor(models[n]), n, replacement=True, generator=generator)

    return [_read(draw(n)) for n in models for _ in range(PAIRS)]


@exercise("0.5")
def clearly_better(attempt: Attempt) -> None:
    """A rule of one's own that is seldom fooled by equal models and finds the better ones."""
    clear = [_answers(counts) for counts in CLEAR]
    given = [attempt(a, b, like=True) for a, b in clear]
    advice = "It is a tensor with one value in it: bool(…) makes True or False of it."
    attempt.law("True or False comes back", not any(isinstance(g, Tensor) for g in given), advice)
    expected = list(CLEAR.values())
    wrong = [i for i, (g, e) in enumerate(zip(given, expected, strict=True)) if bool(g) != e]
    names = ("both right", "only a right", "only b right", "both wrong")
    rows = dict(zip(names, list(CLEAR)[wrong[0]], strict=True)) if wrong else {}
    mistakes = {m.sentence: [m.function(a, b) for a, b in clear] for m in attempt.known}
    mistakes[FIXED] = _by_limit([bool(g) for g in given], clear)
    said = "missed a clear lead of a" if wrong and expected[wrong[0]] else "bet on a without ground"
    attempt.equal(
        f"{len(CLEAR)} pairs that leave no doubt",
        [bool(g) for g in given],
        expected,
        mistakes=mistakes,
        rows=rows,
        advice=f"The rule {said}. What is the gap here, and what is its error?",
        reveal=False,
    )
    _seldom_fooled(attempt)
    _finds_the_better(attempt)


def _bets(attempt: Attempt, pairs: list[tuple[Tensor, Tensor]]) -> tuple[float, str]:
    """How often the answer bets on a, and the mistake that bets alike, but for rounding."""
    given = [bool(attempt(a, b, like=True)) for a, b in pairs]

    def alike(mistake: Mistake) -> int:
        bets = [mistake.function(a, b) for a, b in pairs]
        return sum(bet == g for bet, g in zip(bets, given, strict=True))

    nearest = max(attempt.known, key=alike)
    close = alike(nearest) >= 0.99 * len(pairs)
    return sum(given) / len(given), nearest.sentence if close else ""


def _seldom_fooled(attempt: Attempt) -> None:
    pairs = _drawn(EQUALLY_GOOD)
    share, looks_like = _bets(attempt, pairs)
    attempt.law(
        f"of {len(pairs)} pairs that are equally good in the long run at most 1 in 10 gets a bet",
        share <= MOST_FALSE,
        "It is fooled too often: ask for a larger gap beside its error.",
        looks_like=looks_like,
        rows={"bets on a": f"{share:.0%}"},
    )


def _finds_the_better(attempt: Attempt) -> None:
    pairs = _drawn(A_BETTER)
    share, looks_like = _bets(attempt, pairs)
    attempt.law(
        f"of {len(pairs)} pairs in which a is better in the long run at least 9 in 10 get a bet",
        share >= LEAST_FOUND,
        "It is too careful: it misses models that are better.",
        looks_like=looks_like,
        rows={"bets on a": f"{share:.0%}"},
    )


for words in ("could not infer output dtype", "with two bool tensors is not supported"):
    clearly_better.symptom(
        words,
        "arithmetic with True and False: .float() turns them into ones and zeros first.",
    )


def _gap_and_error(a: Tensor, b: Tensor) -> tuple[float, float]:
    difference = a.double() - b.double()
    return difference.mean().item(), difference.std().item() / len(difference) ** 0.5


def _by_limit(bets: list[bool], pairs: list[tuple[Tensor, Tensor]]) -> list[bool]:
    """The bets of a limit for the gap alone: the smallest gap that got a bet."""
    gaps = [_gap_and_error(a, b)[0] for a, b in pairs]
    limit = min((gap for gap, bet in zip(gaps, bets, strict=True) if bet), default=float("inf"))
    return [gap >= limit for gap in gaps]


@clearly_better.mistake("a gap without its sign: a model that is worse is not better.")
def without_sign(a: Tensor, b: Tensor) -> bool:
    gap, error = _gap_and_error(a, b)
    return abs(gap) > 2 * error


@clearly_better.mistake("a bet on the wrong one: the gap is a less b.")
def wrong_way_round(a: Tensor, b: Tensor) -> bool:
    gap, error = _gap_and_error(a, b)
    return -gap > 2 * error


@clearly_better.mistake("the larger share alone: nothing in it knows how large a gap luck makes.")
def larger_share(a: Tensor, b: Tensor) -> bool:
    return _gap_and_error(a, b)[0] > 0


@clearly_better.mistake("a bet on a in a draw as well: luck makes larger gaps than none.")
def draw_as_well(a: Tensor, b: Tensor) -> bool:
    return _gap_and_error(a, b)[0] >= 0


@clearly_better.mistake("a bet on every pair.")
def always(a: Tensor, b: Tensor) -> bool:
    return True


@clearly_better.mistake("a bet on no pair.")
def never(a: Tensor, b: Tensor) -> bool:
    return False


@clearly_better.mistake(
    "the answer turned round: True where the gap is small, or b the better one."
)
def turned_round(a: Tensor, b: Tensor) -> bool:
    gap, error = _gap_and_error(a, b)
    return gap <= 2 * error


@clearly_better.mistake(
    "the standard deviation of single digits in the place of the mean's error: it does not shrink "
    "with more digits."
)
def not_divided(a: Tensor, b: Tensor) -> bool:
    gap, error = _gap_and_error(a, b)
    return gap > error * len(a) ** 0.5


@clearly_better.mistake("a division by n in the place of √n: that error is far too small.")
def divided_by_n(a: Tensor, b: Tensor) -> bool:
    gap, error = _gap_and_error(a, b)
    return gap > 2 * error / len(a) ** 0.5


@clearly_better.mistake(
    "the errors of two shares as if each model had read digits of its own: these two read the same "
    "ones, and mostly fail on the same. Work with the differences, digit by digit."
)
def as_if_unpaired(a: Tensor, b: Tensor) -> bool:
    p, q = a.double().mean().item(), b.double().mean().item()
    return p - q > 2 * ((p * (1 - p) + q * (1 - q)) / len(a)) ** 0.5


@clearly_better.mistake(
    "the two models' own errors added up: these two read the same digits, and mostly fail on the "
    "same. Work with the differences, digit by digit."
)
def errors_added(a: Tensor, b: Tensor) -> bool:
    p, q = a.double().mean().item(), b.double().mean().item()
    errors = (p * (1 - p) / len(a)) ** 0.5 + (q * (1 - q) / len(a)) ** 0.5
    return p - q > errors


@clearly_better.mistake(
    "one error as the limit: of two models that are equally good, luck lifts one so far in one of "
    "six pairs."
)
def one_error(a: Tensor, b: Tensor) -> bool:
    gap, error = _gap_and_error(a, b)
    return gap > error


@clearly_better.mistake(
    "half of the error as the limit: luck alone goes beyond it in three of ten pairs."
)
def half_error(a: Tensor, b: Tensor) -> bool:
    gap, error = _gap_and_error(a, b)
    return gap > error / 2


@clearly_better.mistake(
    "four errors as the limit: never fooled, and too many better models missed."
)
def four_errors(a: Tensor, b: Tensor) -> bool:
    gap, error = _gap_and_error(a, b)
    return gap > 4 * error
