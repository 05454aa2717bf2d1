"""Exercise 0.4: mean and standard deviation over runs."""

import torch
from torch import Tensor

from ..frame import Attempt, exercise

Summary = tuple[float, float]


def _right(results: Tensor) -> Summary:
    return results.mean().item(), results.std().item()


@exercise("0.4")
def summary(attempt: Attempt) -> None:
    """Mean and standard deviation over runs."""
    attempt.forbid("deviation", instead="a sum and a square root")
    five = torch.tensor([0.5, 2.125, 3.0, 7.5, 1.25])
    attempt.agrees("mean and standard deviation of five runs", _right, five, tolerance=1e-5)
    cases = {
        "seven fresh results": (attempt.randn(7),),
        "results below 0": (five - 9,),
        "two runs": (torch.tensor([0.75, 0.8]),),
        "runs that are all equal have no spread": (torch.full((4,), 0.75),),
        "twenty-five runs": (attempt.randn(25),),
        "the same gaps far from 0": (torch.tensor([8192.0, 8193.0, 8192.0, 8195.0]),),
    }
    attempt.each(_right, cases)


@summary.mistake("a division by the number of runs: a sample's squares are divided by one less.")
def divided_by_runs(results: Tensor) -> Summary:
    return results.mean().item(), results.std(correction=0).item()


@summary.mistake("the variance. Its square root is the standard deviation.")
def variance(results: Tensor) -> Summary:
    return results.mean().item(), results.var().item()


@summary.mistake("the variance, divided by the number of runs: one less, and a root is missing.")
def variance_by_runs(results: Tensor) -> Summary:
    return results.mean().item(), results.var(correction=0).item()


@summary.mistake("a sum of squares: the division and the root are missing.")
def sum_of_squares(results: Tensor) -> Summary:
    return results.mean().item(), ((results - results.mean()) ** 2).sum().item()


@summary.mistake("a root of the sum of squares: the division is missing.")
def not_divided(results: Tensor) -> Summary:
    return results.mean().item(), ((results - results.mean()) ** 2).sum().sqrt().item()


@summary.mistake("a root that was never taken: `** 1 / 2` is (… ** 1) / 2. Write `** 0.5`.")
def half(results: Tensor) -> Summary:
    return results.mean().item(), results.var().item() / 2


@summary.mistake("a missing bracket: `/ len(results) - 1` divides first and then takes 1 away.")
def missing_bracket(results: Tensor) -> Summary:
    return results.mean().item(), (results.var(correction=0) - 1).sqrt().item()


@summary.mistake("a root taken before the division: divide by runs − 1 first.")
def early_root(results: Tensor) -> Summary:
    root = ((results - results.mean()) ** 2).sum().sqrt()
    return results.mean().item(), root.item() / (len(results) - 1)


@summary.mistake("the mean distance from the mean: the deviations have to be squared.")
def mean_distance(results: Tensor) -> Summary:
    return results.mean().item(), (results - results.mean()).abs().mean().item()


@summary.mistake("distances summed and divided by runs − 1: the deviations have to be squared.")
def distance(results: Tensor) -> Summary:
    total = (results - results.mean()).abs().sum().item()
    return results.mean().item(), total / (len(results) - 1)


@summary.mistake("deviations summed without squares: those above and below the mean cancel.")
def canceled(results: Tensor) -> Summary:
    return results.mean().item(), 0.0


@summary.mistake("squares of the results themselves: take the mean away from each of them first.")
def mean_kept(results: Tensor) -> Summary:
    return results.mean().item(), ((results**2).sum() / (len(results) - 1)).sqrt().item()


@summary.mistake("twenty runs written into the code: the number of runs is len(results).")
def twenty(results: Tensor) -> Summary:
    mean = results.sum() / 20
    return mean.item(), (((results - mean) ** 2).sum() / 19).sqrt().item()


@summary.mistake("the 19 of twenty runs written into the code: the number of runs is len(results).")
def nineteen(results: Tensor) -> Summary:
    squares = (results - results.mean()) ** 2
    return results.mean().item(), (squares.sum() / 19).sqrt().item()


@summary.mistake("a mean divided by runs − 1: that belongs to the squares alone.")
def large_mean(results: Tensor) -> Summary:
    return results.sum().item() / (len(results) - 1), results.std().item()


@summary.mistake("a mean divided by runs − 1, which the deviations are then taken from as well.")
def large_mean_everywhere(results: Tensor) -> Summary:
    mean = results.sum() / (len(results) - 1)
    return mean.item(), (((results - mean) ** 2).sum() / (len(results) - 1)).sqrt().item()


@summary.mistake("a median: the mean is asked for.")
def median(results: Tensor) -> Summary:
    middle = results.median()
    squares = (results - middle) ** 2
    return middle.item(), (squares.sum() / (len(results) - 1)).sqrt().item()


@summary.mistake("the median beside the standard deviation: the mean is asked for.")
def median_alone(results: Tensor) -> Summary:
    return results.median().item(), results.std().item()


@summary.mistake("the range from the lowest to the highest: one odd run decides it alone.")
def extent(results: Tensor) -> Summary:
    return results.mean().item(), (results.max() - results.min()).item()


@summary.mistake("the standard error: the standard deviation is not divided by √n.")
def error_of_the_mean(results: Tensor) -> Summary:
    return results.mean().item(), results.std().item() / len(results) ** 0.5


@summary.mistake("rounded numbers: return them as they are, and round where you print.")
def rounded(results: Tensor) -> Summary:
    mean, spread = _right(results)
    return round(mean, 3), round(spread, 3)


@summary.mistake("numbers rounded to two digits: return them as they are.")
def rounded_to_two(results: Tensor) -> Summary:
    mean, spread = _right(results)
    return round(mean, 2), round(spread, 2)


@summary.mistake("the two values swapped: the mean comes first.")
def swapped(results: Tensor) -> Summary:
    mean, spread = _right(results)
    return spread, mean


@summary.mistake(
    "the mean of the squares less the square of the mean: two large numbers that are nearly equal, "
    "whose difference has few right digits. Square the deviations instead."
)
def few_digits(results: Tensor) -> Summary:
    n, mean = len(results), results.mean()
    return mean.item(), (((results**2).mean() - mean**2) * n / (n - 1)).sqrt().item()
