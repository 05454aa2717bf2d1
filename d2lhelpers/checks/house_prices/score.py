"""Exercise 9.1: the one price that is best for all houses, by the log-RMSE."""

from collections.abc import Callable

import torch
from torch import Tensor

from ..frame import Attempt, exercise
from .pairs import Pair, as_pair

# their logarithms to base 2 are 3, 0, 4 and 1 above that of 100,000
PRICES = 1e5 * torch.tensor([8.0, 1.0, 16.0, 2.0])


def _judged(price: Tensor, prices: Tensor) -> Pair:
    """A price, and its log-RMSE."""
    return as_pair(price, (prices.log() - price.log()).square().mean().sqrt())


def _geometric(prices: Tensor) -> Tensor:
    return prices.log().mean().exp()


def _best_price(prices: Tensor) -> Pair:
    return _judged(_geometric(prices), prices)


def _with_error(error: Callable[[Tensor], Tensor], prices: Tensor) -> Pair:
    """The best price, beside another measure of the distances of the logarithms from theirs."""
    logs = prices.log()
    return as_pair(_geometric(prices), error(logs - logs.mean()))


@exercise("9.1")
def best_price(attempt: Attempt) -> None:
    """The one price with the lowest log-RMSE, and that log-RMSE."""
    attempt.agrees("four houses, from 100,000 to 1,600,000", _best_price, PRICES)
    cases = {
        "two houses": (torch.tensor([90_000.0, 250_000.0]),),
        "one house: its own price, and no error": (torch.tensor([123_456.0]),),
        "equal prices": (torch.full((5,), 70_000.0),),
        "four hundred houses": (100_000 * attempt.randn(400).exp(),),
        "prices in millions": (PRICES / 1e6,),
    }
    attempt.each(_best_price, cases)
    attempt.precise(_best_price, torch.tensor([100_001.0, 250_003.0, 131_071.0]))


@best_price.mistake("the mean of the prices: dear houses pull it up, and logarithms do not see it.")
def mean(prices: Tensor) -> Pair:
    return _judged(prices.mean(), prices)


@best_price.mistake("the median: it is best for absolute errors, not for squared ones.")
def median(prices: Tensor) -> Pair:
    return _judged(prices.quantile(0.5), prices)


@best_price.mistake("the lower of two middle prices, which torch's median() gives.")
def lower_median(prices: Tensor) -> Pair:
    return _judged(prices.median(), prices)


@best_price.mistake("the logarithm of the price: go back to dollars.")
def logarithm(prices: Tensor) -> Pair:
    return as_pair(prices.log().mean(), torch.tensor(_best_price(prices)[1]))


@best_price.mistake("the harmonic mean: it is best for the reciprocals of prices.")
def harmonic(prices: Tensor) -> Pair:
    return _judged(1 / (1 / prices).mean(), prices)


@best_price.mistake("the middle between the lowest and the highest price.")
def middle(prices: Tensor) -> Pair:
    return _judged((prices.min() + prices.max()) / 2, prices)


@best_price.mistake("a root of the product that is not the n-th: n is the number of houses.")
def square_root(prices: Tensor) -> Pair:
    return _judged((prices.log().sum() / 2).exp(), prices)


@best_price.mistake("the right price with its RMSE in dollars: the score compares logarithms.")
def dollars(prices: Tensor) -> Pair:
    price = _geometric(prices)
    return as_pair(price, (prices - price).square().mean().sqrt())


@best_price.mistake("errors as shares of the price: the score compares logarithms.")
def shares(prices: Tensor) -> Pair:
    price = _geometric(prices)
    return as_pair(price, ((prices - price) / price).square().mean().sqrt())


@best_price.mistake("a spread that divides by n − 1: the score is a mean, it divides by n.")
def one_less(prices: Tensor) -> Pair:
    return _with_error(lambda d: (d.square().sum() / (len(d) - 1)).sqrt(), prices)


@best_price.mistake("a missing root: the mean of the squares is the square of the score.")
def no_root(prices: Tensor) -> Pair:
    return _with_error(lambda d: d.square().mean(), prices)


@best_price.mistake("absolute errors: the score squares them.")
def absolute(prices: Tensor) -> Pair:
    return _with_error(lambda d: d.abs().mean(), prices)


@best_price.mistake("a sum in the place of the mean of the squares.")
def total(prices: Tensor) -> Pair:
    return _with_error(lambda d: d.square().sum().sqrt(), prices)


@best_price.mistake("logarithms to base 10: the score takes natural ones.")
def base_ten(prices: Tensor) -> Pair:
    logs = prices.log10()
    return as_pair(_geometric(prices), (logs - logs.mean()).square().mean().sqrt())


@best_price.mistake("the two values in the wrong order.")
def swapped(prices: Tensor) -> Pair:
    return _best_price(prices)[::-1]


best_price.symptom("overflow", "a product of all prices: with many houses it has no room.")
