"""Exercise 8.2: importance weights from a classifier that saw a mixed pile."""

import torch
from torch import Tensor

from ..frame import Attempt, exercise

LOGITS = torch.tensor([1.3, 0.4, -0.2, -1.9])


def _ratio(logits: Tensor, n_source: int, n_pile: int) -> Tensor:
    return logits.exp() * n_source / n_pile


def _solved(ratio: Tensor, share: float) -> Tensor:
    return ((ratio - share) / (1 - share)).clamp(min=0)


def _beta(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    return _solved(_ratio(logits, n_source, n_pile), share)


@exercise("8.2")
def pile_weights(attempt: Attempt) -> None:
    """From the logits of a classifier that saw a mixed pile to the ratio of target and source."""
    law = "four examples, 100 of the source and 40 of the pile, 30 % of which are old"
    probe = LOGITS + torch.tensor([0.3, -0.2, 0.1, 0.2]), 90, 50, 0.4
    attempt.agrees(law, _beta, LOGITS, 100, 40, 0.3, probe=probe)
    logits = attempt.randn(5)
    cases = {
        "a pile of target examples alone (share 0)": (LOGITS, 100, 40, 0.0),
        "five random logits, a pile larger than the source": (logits, 50, 120, 0.25),
        "a pile that is nearly all old (share 0.9)": (LOGITS, 100, 40, 0.9),
        "logits at which nothing is new: the weight is 0": (torch.zeros(3) - 5, 80, 80, 0.5),
        "logits of 0 and sets of equal size: every weight is 1": (torch.zeros(3), 80, 80, 0.5),
        "logits of 20 and −20: a classifier that is sure": (
            torch.tensor([20.0, -20.0]),
            90,
            60,
            0.2,
        ),
        "one example": (LOGITS[:1], 100, 40, 0.3),
        "no example": (LOGITS[:0], 100, 40, 0.3),
    }
    attempt.each(_beta, cases)
    attempt.precise(_beta, LOGITS, 100, 40, 0.3)


@pile_weights.mistake("the ratio of pile and source: the old examples in the pile are still in it.")
def pile_itself(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    return _ratio(logits, n_source, n_pile)


@pile_weights.mistake("odds without the sizes of the two sets, and the old examples still in them.")
def bare_odds(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    return logits.exp()


@pile_weights.mistake(
    "odds without the sizes of the two sets: with twice as many source examples every odds is "
    "halved."
)
def no_sizes(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    return _solved(logits.exp(), share)


@pile_weights.mistake(
    "the sizes the wrong way round: the odds contain n_pile/n_source already, and it has to be "
    "taken out."
)
def sizes_turned(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    return _solved(_ratio(logits, n_pile, n_source), share)


@pile_weights.mistake(
    "a ratio divided by 1 − share, from which the share was not taken away: the old examples add "
    "the same to it everywhere."
)
def not_taken_away(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    return _ratio(logits, n_source, n_pile) / (1 - share)


@pile_weights.mistake(
    "a ratio from which the share was taken away, but that was not divided by what is left: the "
    "target is only 1 − share of the pile."
)
def not_divided(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    return (_ratio(logits, n_source, n_pile) - share).clamp(min=0)


@pile_weights.mistake(
    "a ratio multiplied by 1 − share: that shrinks it, and p/q is farther from 1 than the "
    "pile's ratio."
)
def multiplied(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    return ((_ratio(logits, n_source, n_pile) - share) * (1 - share)).clamp(min=0)


@pile_weights.mistake(
    "a ratio that was only multiplied by the share of new examples: write the pile as a "
    "mixture first."
)
def only_multiplied(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    return _ratio(logits, n_source, n_pile) * (1 - share)


@pile_weights.mistake(
    "the two shares exchanged: `share` is the part of the pile that comes from the source."
)
def shares_exchanged(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    return ((_ratio(logits, n_source, n_pile) - (1 - share)) / max(share, 1e-9)).clamp(min=0)


@pile_weights.mistake("negative weights left as they are: the text asks for 0 there.")
def negative(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    return (_ratio(logits, n_source, n_pile) - share) / (1 - share)


@pile_weights.mistake("absolute values: a negative weight becomes 0, not positive.")
def absolute(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    return negative(logits, n_source, n_pile, share).abs()


@pile_weights.mistake(
    "only the number of new examples in the pile, (1 − share) · n_pile, set in for n_pile: the old "
    "ones still add to the odds."
)
def fewer_in_the_pile(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    return _solved(_ratio(logits, n_source, n_pile) / (1 - share), share)


@pile_weights.mistake(
    "a probability in the place of odds: a sigmoid never exceeds 1, a weight can."
)
def probability(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    return _solved(logits.sigmoid() * n_source / n_pile, share)


@pile_weights.mistake(
    "p/(1 − p) of a sigmoid that was rounded: at a logit of 20 it is 1 in float32, and 1 − p is 0. "
    "A logit is the logarithm of the odds themselves."
)
def odds_of_a_sigmoid(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    p = logits.sigmoid()
    return _solved(p / (1 - p) * n_source / n_pile, share)


@pile_weights.mistake("the odds of the source: the sign of the logits is turned.")
def odds_of_the_source(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    return _solved(_ratio(-logits, n_source, n_pile), share)


@pile_weights.mistake("q/p: the whole fraction is upside down.")
def upside_down(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    return 1 / negative(logits, n_source, n_pile, share)


@pile_weights.mistake("logits in the place of odds: the exponential is missing.")
def no_exponential(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    return _solved(logits * n_source / n_pile, share)


@pile_weights.mistake(
    "weights cut at 1: a weight may be as large as it likes, only negative ones are cut."
)
def cut_at_one(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    return _beta(logits, n_source, n_pile, share).clamp(max=1)


@pile_weights.mistake("weights divided by their mean: asked is p/q itself.")
def mean_of_one(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    beta = _beta(logits, n_source, n_pile, share)
    return beta / beta.mean()


@pile_weights.mistake("weights divided by their sum: asked is p/q itself.")
def sum_of_one(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    beta = _beta(logits, n_source, n_pile, share)
    return beta / beta.sum()


@pile_weights.mistake("sizes that were rounded: n_source // n_pile throws the fraction away.")
def whole_sizes(logits: Tensor, n_source: int, n_pile: int, share: float) -> Tensor:
    return _solved(logits.exp() * (n_source // n_pile), share)
