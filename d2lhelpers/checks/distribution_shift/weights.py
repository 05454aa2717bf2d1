"""Exercise 8.2: importance weights from a classifier's logits."""

import torch
from torch import Tensor

from ..frame import Attempt, exercise


def _beta(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return logits.exp() * n_source / n_target


@exercise("8.2")
def importance_weights(attempt: Attempt) -> None:
    """From a classifier's logits to the ratio of target and source."""
    table = torch.tensor([30 / 25, 10 / 75]).log()
    law = "by hand: 100 source and 40 target examples, odds 30/25 and 10/75: weights 3 and 1/3"
    attempt.agrees(law, _beta, table, 100, 40)
    logits = attempt.randn(5)
    cases = {
        "five random logits, sets of unequal size": (logits, 300, 70),
        "more target than source examples": (logits, 50, 120),
        "logits of 0 and sets of equal size: every weight is 1": (torch.zeros(3), 80, 80),
        "logits of 20 and −20: a classifier that is sure": (torch.tensor([20.0, -20.0]), 90, 60),
        "one example": (logits[:1], 100, 40),
        "no example": (logits[:0], 100, 40),
    }
    attempt.each(_beta, cases)
    attempt.precise(_beta, table, 100, 40)


@importance_weights.mistake(
    "odds without the sizes of the two sets: with twice as many source examples every odds is "
    "halved."
)
def no_sizes(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return logits.exp()


@importance_weights.mistake(
    "n_t/n_s, the wrong way round: the odds contain n_t/n_s already, and it has to be taken out."
)
def sizes_turned(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return logits.exp() * n_target / n_source


@importance_weights.mistake(
    "a probability in the place of odds: a sigmoid never exceeds 1, a weight can."
)
def probability(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return logits.sigmoid() * n_source / n_target


@importance_weights.mistake("a probability, and without the sizes of the sets.")
def probability_without_sizes(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return logits.sigmoid()


@importance_weights.mistake(
    "p/(1 − p) of a sigmoid that was rounded: at a logit of 20 it is 1 in float32, and 1 − p is 0. "
    "A logit is the logarithm of the odds themselves."
)
def odds_of_a_sigmoid(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    p = logits.sigmoid()
    return p / (1 - p) * n_source / n_target


@importance_weights.mistake("q/p, the odds of the source: the sign of the logits is turned.")
def odds_of_the_source(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return (-logits).exp() * n_source / n_target


@importance_weights.mistake("q/p: the whole fraction is upside down.")
def upside_down(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return (-logits).exp() * n_target / n_source


@importance_weights.mistake("logits in the place of odds: the exponential is missing.")
def no_exponential(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return logits * n_source / n_target


@importance_weights.mistake(
    "odds of odds: the exponential gives the odds at once, no p/(1 − p) after it."
)
def odds_of_odds(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return logits.exp() / (1 - logits.exp()) * n_source / n_target


@importance_weights.mistake(
    "weights that are made to add up to 1 (a softmax over the examples): the ratio p/q of one "
    "example does not depend on the others."
)
def softmax(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return logits.softmax(0)


@importance_weights.mistake("weights divided by their mean: asked is p/q itself.")
def mean_of_one(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return logits.exp() / logits.exp().mean()


@importance_weights.mistake("weights divided by their sum: asked is p/q itself.")
def sum_of_one(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return logits.softmax(0) * n_source / n_target


@importance_weights.mistake(
    "n_s/(n_s + n_t): a share. The odds compare source with target, n_s/n_t."
)
def share(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return logits.exp() * n_source / (n_source + n_target)


@importance_weights.mistake("a sum of logarithms left as it is: take the exponential at the end.")
def logarithm(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return logits + torch.tensor(n_source / n_target, dtype=logits.dtype).log()


@importance_weights.mistake(
    "sizes inside the exponential: n_s/n_t multiplies the odds, not the logits."
)
def sizes_times_logits(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return (logits * n_source / n_target).exp()


@importance_weights.mistake(
    "sizes added inside the exponential: n_s/n_t multiplies the odds (only its logarithm could be "
    "added to the logits)."
)
def sizes_plus_logits(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return (logits + n_source / n_target).exp()


@importance_weights.mistake(
    "odds times n_s alone: n_t, the number of target examples, is still inside."
)
def source_size_alone(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return logits.exp() * n_source


@importance_weights.mistake(
    "odds divided by n_t alone: n_s, the number of source examples, is still inside."
)
def target_size_alone(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return logits.exp() / n_target


@importance_weights.mistake(
    "sizes that were rounded: n_source // n_target throws the fraction away."
)
def whole_sizes(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return logits.exp() * (n_source // n_target)


@importance_weights.mistake("powers of 2 or of 10: logits are natural logarithms, undone by exp.")
def powers_of_two(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return 2**logits * n_source / n_target
