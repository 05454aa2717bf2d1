"""Exercise 8.6: a p-value by shuffling."""

import torch
from torch import Tensor

from ..frame import Attempt, exercise

ANSWERS = torch.tensor([0, 1, 1, 1, 1, 0, 0, 0])
ORIGINS = torch.tensor([1, 1, 1, 1, 0, 0, 0, 0])
# where each shuffle differs from the answers
APART = ["", "", "15", "26", "03", "0245", "0135", "0347", "0147", "2457", "0346", "1467"]
SHUFFLES = torch.tensor(
    [[int(x) ^ (str(i) in places) for i, x in enumerate(ANSWERS)] for places in APART]
)


def _luck(answers: Tensor, origins: Tensor, shuffles: Tensor) -> tuple[Tensor, Tensor]:
    """How often each shuffle agrees with the answers, and how often the truth does."""
    return (answers == shuffles).sum(1), (answers == origins).sum()


def _p(answers: Tensor, origins: Tensor, shuffles: Tensor) -> float:
    lucky, truth = _luck(answers, origins, shuffles)
    return float((1 + (lucky >= truth).sum()) / (1 + len(lucky)))


@exercise("8.6")
def p_value(attempt: Attempt) -> None:
    """Share of shuffles that agree with the answers at least as often as the truth does."""
    origins = torch.tensor([0, 1] * 10)
    answers = torch.where(torch.arange(20) < 14, origins, 1 - origins)
    orders = torch.rand(30, 20, generator=attempt.rng).argsort(1)
    far = torch.cat([torch.zeros(12), torch.ones(12)]).long()
    wrong = far[torch.rand(19, 24, generator=attempt.rng).argsort(1)]
    wrong[:, 0], wrong[:, -1] = 1, 0
    attempt.agrees(
        "by hand: the truth agrees 6 times, the shuffles 8, 8, 6, 6, 6 and seven times 4: "
        "(1 + 5) / (1 + 12)",
        _p,
        ANSWERS,
        ORIGINS,
        SHUFFLES,
        probe=(ANSWERS[:7], ORIGINS[:7], SHUFFLES[1:8, :7]),
    )
    cases = {
        "20 examples and 30 shuffles": (answers, origins, origins[orders]),
        "a perfect classifier and 19 shuffles that do worse: 1/20, never 0": (far, far, wrong),
        "answers that are all wrong: every shuffle does as well": (1 - far, far, wrong),
        "every shuffle is the truth itself": (ANSWERS, ORIGINS, ORIGINS.expand(5, 8)),
        "one shuffle": (ANSWERS, ORIGINS, SHUFFLES[-1:]),
        "one example": (ANSWERS[:1], ANSWERS[:1], ANSWERS[:1].expand(4, 1)),
    }
    attempt.each(_p, cases)


@p_value.mistake(
    "a p-value without the truth among the shuffles: it could be 0. Count one more above and below "
    "the line."
)
def without_truth(answers: Tensor, origins: Tensor, shuffles: Tensor) -> float:
    lucky, truth = _luck(answers, origins, shuffles)
    return float((lucky >= truth).float().mean())


@p_value.mistake("a one above the line that is missing below it.")
def one_above(answers: Tensor, origins: Tensor, shuffles: Tensor) -> float:
    lucky, truth = _luck(answers, origins, shuffles)
    return float((1 + (lucky >= truth).sum()) / len(lucky))


@p_value.mistake("a one below the line that is missing above it.")
def one_below(answers: Tensor, origins: Tensor, shuffles: Tensor) -> float:
    lucky, truth = _luck(answers, origins, shuffles)
    return float((lucky >= truth).sum() / (1 + len(lucky)))


@p_value.mistake("ties left out: a shuffle that does as well as the truth counts (>=).")
def no_ties(answers: Tensor, origins: Tensor, shuffles: Tensor) -> float:
    lucky, truth = _luck(answers, origins, shuffles)
    return float((1 + (lucky > truth).sum()) / (1 + len(lucky)))


@p_value.mistake("ties left out, and the truth not counted.")
def no_ties_without_truth(answers: Tensor, origins: Tensor, shuffles: Tensor) -> float:
    lucky, truth = _luck(answers, origins, shuffles)
    return float((lucky > truth).float().mean())


@p_value.mistake("ties alone (==): a shuffle that does better than the truth counts as well (>=).")
def ties_alone(answers: Tensor, origins: Tensor, shuffles: Tensor) -> float:
    lucky, truth = _luck(answers, origins, shuffles)
    return float((1 + (lucky == truth).sum()) / (1 + len(lucky)))


@p_value.mistake(
    "a count divided by the number of examples: it counts shuffles, so divide by their number, "
    "1 + k."
)
def by_examples(answers: Tensor, origins: Tensor, shuffles: Tensor) -> float:
    lucky, truth = _luck(answers, origins, shuffles)
    return float((1 + (lucky >= truth).sum()) / (1 + len(answers)))


@p_value.mistake("shuffles compared with one half: compare them with what the truth reaches.")
def one_half(answers: Tensor, origins: Tensor, shuffles: Tensor) -> float:
    lucky, _ = _luck(answers, origins, shuffles)
    return float((1 + (lucky >= len(answers) / 2).sum()) / (1 + len(lucky)))


@p_value.mistake("one minus the p-value.")
def one_minus(answers: Tensor, origins: Tensor, shuffles: Tensor) -> float:
    return 1 - _p(answers, origins, shuffles)


@p_value.mistake("the share of shuffles that do worse: a shift would give a p-value near 1.")
def worse(answers: Tensor, origins: Tensor, shuffles: Tensor) -> float:
    lucky, truth = _luck(answers, origins, shuffles)
    return float((1 + (lucky <= truth).sum()) / (1 + len(lucky)))


@p_value.mistake("one minus the p-value: the share of shuffles that do worse.")
def share_of_worse(answers: Tensor, origins: Tensor, shuffles: Tensor) -> float:
    lucky, truth = _luck(answers, origins, shuffles)
    return float((lucky < truth).float().mean())


@p_value.mistake("a count that is not divided: a p-value is a share.")
def count(answers: Tensor, origins: Tensor, shuffles: Tensor) -> float:
    lucky, truth = _luck(answers, origins, shuffles)
    return float(1 + (lucky >= truth).sum())


@p_value.mistake("shuffles compared with the origins: compare them with the classifier's answers.")
def with_origins(answers: Tensor, origins: Tensor, shuffles: Tensor) -> float:
    lucky, truth = (origins == shuffles).sum(1), (answers == origins).sum()
    return float((1 + (lucky >= truth).sum()) / (1 + len(lucky)))


@p_value.mistake("the classifier's accuracy. The p-value says how often luck reaches it.")
def accuracy(answers: Tensor, origins: Tensor, shuffles: Tensor) -> float:
    return float((answers == origins).float().mean())


@p_value.mistake("the mean accuracy of the shuffles: count those that reach the truth.")
def mean_accuracy(answers: Tensor, origins: Tensor, shuffles: Tensor) -> float:
    return float((answers == shuffles).float().mean())


@p_value.mistake(
    "agreement counted along the shuffles (dim=0): each shuffle has its own count, sum over the "
    "examples, dim=1."
)
def along_shuffles(answers: Tensor, origins: Tensor, shuffles: Tensor) -> float:
    lucky, truth = (answers == shuffles).sum(0), (answers == origins).sum()
    return float((1 + (lucky >= truth).sum()) / (1 + len(shuffles)))


@p_value.mistake("the p-value for both sides: asked are the shuffles that do as well or better.")
def both_sides(answers: Tensor, origins: Tensor, shuffles: Tensor) -> float:
    return min(1.0, 2 * _p(answers, origins, shuffles))
