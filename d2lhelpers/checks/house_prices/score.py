"""Exercise 9.1: the log-RMSE."""

import torch
from torch import Tensor

from ..frame import Attempt, exercise


def _errors(prediction: Tensor, price: Tensor) -> Tensor:
    return prediction.log() - price.log()


def _log_rmse(prediction: Tensor, price: Tensor) -> float:
    return float(_errors(prediction, price).square().mean().sqrt())


@exercise("9.1")
def log_rmse(attempt: Attempt) -> None:
    """Root mean squared error of the natural logarithms of prices."""
    prediction = torch.tensor([300_000.0, 50_000.0, 0.5])
    price = torch.tensor([100_000.0, 100_000.0, 0.4])
    law = "by hand: errors log 3, −log 2 and log 1.25: the root of a third of their squares' sum"
    attempt.agrees(law, _log_rmse, prediction, price)
    price = (11.5 + 0.5 * attempt.randn(7)).exp()
    prediction = price * (0.1 + 0.3 * attempt.randn(7)).exp()
    cases = {
        "on seven random houses": (prediction, price),
        "millions of dollars in place of dollars change nothing": (prediction / 1e6, price / 1e6),
        "cents in place of dollars change nothing": (prediction * 100, price * 100),
        "a perfect prediction has the error 0": (price, price),
        "all a tenth too high": (1.1 * price, price),
        "one house": (prediction[:1], price[:1]),
    }
    attempt.each(_log_rmse, cases)
    attempt.precise(_log_rmse, prediction[:5], price[:5])


@log_rmse.mistake("the RMSE of the prices in dollars: take the logarithm of both first.")
def in_dollars(prediction: Tensor, price: Tensor) -> float:
    return float((prediction - price).square().mean().sqrt())


@log_rmse.mistake(
    "the logarithm of the RMSE: the logarithm comes first, of each price, and the error second."
)
def log_of_rmse(prediction: Tensor, price: Tensor) -> float:
    return float((prediction - price).square().mean().sqrt().log())


@log_rmse.mistake("a missing root: this is the mean of the squares.")
def no_root(prediction: Tensor, price: Tensor) -> float:
    return float(_errors(prediction, price).square().mean())


@log_rmse.mistake(
    "absolute errors of the logarithms: square them, and take the root of their mean."
)
def absolute(prediction: Tensor, price: Tensor) -> float:
    return float(_errors(prediction, price).abs().mean())


@log_rmse.mistake("a sum in place of the mean.")
def total(prediction: Tensor, price: Tensor) -> float:
    return float(_errors(prediction, price).square().sum().sqrt())


@log_rmse.mistake("logarithms to base 10: the score has natural ones, .log().")
def base_10(prediction: Tensor, price: Tensor) -> float:
    return float((prediction.log10() - price.log10()).square().mean().sqrt())


@log_rmse.mistake("logarithms to base 2: the score has natural ones, .log().")
def base_2(prediction: Tensor, price: Tensor) -> float:
    return float((prediction.log2() - price.log2()).square().mean().sqrt())


@log_rmse.mistake(
    "errors as shares of the price: close to the difference of the logarithms for small errors, "
    "but not the same."
)
def shares(prediction: Tensor, price: Tensor) -> float:
    return float(((prediction - price) / price).square().mean().sqrt())


@log_rmse.mistake(
    "the mean of the errors squared: errors of opposite signs cancel. Square first, then take the "
    "mean."
)
def mean_first(prediction: Tensor, price: Tensor) -> float:
    return float(_errors(prediction, price).mean().abs())


@log_rmse.mistake("logarithms of the squared prices, or 2 times the error.")
def twice(prediction: Tensor, price: Tensor) -> float:
    return 2 * _log_rmse(prediction, price)


@log_rmse.mistake("log1p, the logarithm of 1 + price: with prices above 0 nothing is to be added.")
def log1p(prediction: Tensor, price: Tensor) -> float:
    return float((prediction.log1p() - price.log1p()).square().mean().sqrt())


@log_rmse.mistake(
    "prices clipped to 1 or more: they are positive, which is enough for the logarithm."
)
def both_clipped(prediction: Tensor, price: Tensor) -> float:
    return _log_rmse(prediction.clamp(min=1), price.clamp(min=1))


@log_rmse.mistake(
    "predictions clipped to 1 or more: they are positive, which is enough for the logarithm."
)
def predictions_clipped(prediction: Tensor, price: Tensor) -> float:
    return _log_rmse(prediction.clamp(min=1), price)


@log_rmse.mistake(
    "a standard deviation: it subtracts the mean error, so a model that is always too high looks "
    "good."
)
def deviation(prediction: Tensor, price: Tensor) -> float:
    return float(_errors(prediction, price).std(correction=0))


@log_rmse.mistake("a standard deviation (and with n − 1): it subtracts the mean error first.")
def sample_deviation(prediction: Tensor, price: Tensor) -> float:
    errors = _errors(prediction, price)
    return float(((errors - errors.mean()).square().sum() / (len(errors) - 1)).sqrt())


@log_rmse.mistake("a root of the sum divided by n: divide inside the root.")
def divided_outside(prediction: Tensor, price: Tensor) -> float:
    return float(_errors(prediction, price).square().sum().sqrt() / len(price))


@log_rmse.mistake("a division by n − 1: the mean divides by n.")
def one_less(prediction: Tensor, price: Tensor) -> float:
    return float((_errors(prediction, price).square().sum() / (len(price) - 1)).sqrt())


@log_rmse.mistake("the largest error alone: the mean of the squares counts all of them.")
def largest(prediction: Tensor, price: Tensor) -> float:
    return float(_errors(prediction, price).abs().max())
