"""Exercise 3.9: a temperature, chosen on validation data, judged on a test part held out."""

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

from ..frame import Attempt, exercise

NARROW, WIDE = 1 / 20, 20.0
WITHIN = 0.03  # the text says 2 per cent
SEARCH = (
    "Does your search reach from 1/20 to 20, and does it come within 2 per cent of the best T? "
    "What is smallest there?"
)

Loss = Callable[[Tensor, Tensor], Tensor]


def _lowest(scores: Tensor, labels: Tensor, loss: Loss, low: float, high: float) -> float:
    """The temperature with the smallest loss, by narrowing down a grid on the logarithm of T."""
    low, high = math.log(low), math.log(high)
    for _ in range(4):
        grid = torch.linspace(low, high, 41, dtype=torch.float64).exp()
        losses = torch.stack([loss(scores.double() / T, labels) for T in grid])
        best = int(losses.argmin())
        low, high = math.log(grid[max(best - 1, 0)]), math.log(grid[min(best + 1, 40)])
    return math.exp((low + high) / 2)


def _best(scores: Tensor, labels: Tensor) -> float:
    return _lowest(scores, labels, F.cross_entropy, NARROW, WIDE)


def _forecaster(attempt: Attempt, n: int, heat: float) -> tuple[Tensor, Tensor]:
    """Scores that are `heat` times those by which the labels are drawn."""
    scores = 2 * attempt.randn(n, 5)
    labels = torch.multinomial(scores.softmax(1), 1, generator=attempt.rng)[:, 0]
    return heat * scores, labels


SURE = torch.tensor(
    [[6.0, 1.0, 0.0], [0.5, 4.0, 1.0], [2.0, 0.0, 7.0], [5.0, 1.5, 0.0], [0.0, 3.0, 2.5]]
)
SURE_LABELS = torch.tensor([0, 1, 2, 1, 1])


@exercise("3.9")
def temperature(attempt: Attempt) -> None:
    """The T that makes held-out labels least surprising."""
    lead, yes = torch.tensor([[4.0, 0.0]]).repeat(4, 1), torch.tensor([0, 0, 0, 1])
    cases = {
        "five examples, one of them sure and wrong": (SURE, SURE_LABELS),
        "98 per cent sure, and right in three of four": (lead, yes),
        "62 per cent sure, and right in three of four": (lead / 8, yes),
        "very large scores": (4 * SURE, SURE_LABELS),
        "very small scores": (SURE / 12, SURE_LABELS),
    }
    probe = (SURE[:, [1, 2, 0]] / 2, torch.tensor([2, 0, 1, 0, 0]))
    for law, inputs in cases.items():
        right = _best(*inputs)
        tolerance = WITHIN * min(1.0, right)  # `same` measures by the larger of 1 and the size
        attempt.agrees(law, _best, *inputs, probe=probe, tolerance=tolerance, advice=SEARCH)
    scores, labels = _forecaster(attempt, 4000, heat=3.0)
    valid, test = (scores[:2000], labels[:2000]), (scores[2000:], labels[2000:])
    law = "2,000 validation examples"
    T = attempt.agrees(law, _best, *valid, mistakes=(), tolerance=WITHIN, advice=SEARCH)
    after, before = F.cross_entropy(test[0] / T, test[1]), F.cross_entropy(*test)
    rows = {"T": T, "test surprise at T": after, "test surprise at 1": before}
    attempt.law("the test part is less surprising than before", after < before, rows=rows)


@temperature.mistake("one over T: the scores are divided by T, not multiplied.")
def inverse(scores: Tensor, labels: Tensor) -> float:
    return 1 / _best(scores, labels)


@temperature.mistake("the smallest surprise. Asked is the T at which it is reached.")
def the_loss(scores: Tensor, labels: Tensor) -> float:
    return F.cross_entropy(scores / _best(scores, labels), labels).item()


@temperature.mistake(
    "the lower end of the range: is it the smallest surprise of the labels that is looked for? "
    "Accuracy cannot choose, it is the same for all T; a mean probability or a second softmax "
    "wants the surest model."
)
def first(scores: Tensor, labels: Tensor) -> float:
    return NARROW


@temperature.mistake("whole numbers only. The best T lies between them.")
def whole(scores: Tensor, labels: Tensor) -> float:
    losses = [F.cross_entropy(scores / T, labels).item() for T in range(1, 21)]
    return 1.0 + losses.index(min(losses))


@temperature.mistake(
    "a range from 1 on: scores can also be too close together, and need a T below 1."
)
def from_one(scores: Tensor, labels: Tensor) -> float:
    return max(1.0, _best(scores, labels))


@temperature.mistake(
    "a T of 1, or a range that ends there: scores can also be too far apart, and need a T above 1."
)
def up_to_one(scores: Tensor, labels: Tensor) -> float:
    return min(1.0, _best(scores, labels))


@temperature.mistake("a grid that is too coarse: it must come within 2 per cent of the best T.")
def tenths(scores: Tensor, labels: Tensor) -> float:
    return max(round(10 * _best(scores, labels)), 1) / 10


@temperature.mistake("the place of the best T in a list of candidates, not T itself.")
def place(scores: Tensor, labels: Tensor) -> float:
    grid = torch.logspace(-1.31, 1.31, 500)
    return float(torch.stack([F.cross_entropy(scores / T, labels) for T in grid]).argmin())


@temperature.mistake("the logarithm of T.")
def logarithm(scores: Tensor, labels: Tensor) -> float:
    return math.log(_best(scores, labels))


@temperature.mistake(
    "a T that is chosen by the squared error of the probabilities. Asked is the surprise."
)
def by_squares(scores: Tensor, labels: Tensor) -> float:
    def loss(scores: Tensor, labels: Tensor) -> Tensor:
        return (scores.softmax(1) - F.one_hot(labels, scores.shape[1])).square().sum(1).mean()

    return _lowest(scores, labels, loss, NARROW, WIDE)


@temperature.mistake(
    "a T at which the model is as sure, on average, as it is right. Asked is the "
    "smallest mean surprise."
)
def by_sureness(scores: Tensor, labels: Tensor) -> float:
    right = (scores.argmax(1) == labels).double().mean()

    def gap(scores: Tensor, labels: Tensor) -> Tensor:
        return (scores.softmax(1).amax(1).mean() - right).abs()

    return _lowest(scores, labels, gap, NARROW, WIDE)


@temperature.mistake(
    "the smallest mean probability of the labels. Asked is the smallest mean surprise, −log p."
)
def by_probability(scores: Tensor, labels: Tensor) -> float:
    def loss(scores: Tensor, labels: Tensor) -> Tensor:
        return scores.softmax(1)[torch.arange(len(labels)), labels].mean()

    return _lowest(scores, labels, loss, NARROW, WIDE)


@temperature.mistake("probabilities that were divided by T. Divide the scores, before softmax.")
def divided_afterwards(scores: Tensor, labels: Tensor) -> float:
    P = scores.double().softmax(1)

    def loss(T_scores: Tensor, labels: Tensor) -> Tensor:
        T = scores.double().abs().sum() / T_scores.abs().sum()
        return F.cross_entropy(P / T, labels)

    return _lowest(scores, labels, loss, NARROW, WIDE)
