"""Checks of chapter 00, Start here."""

import torch

from .exercise import Attempt, exercise


@exercise("0.1")
def flat_shape(answer: Attempt) -> None:
    """The shape of a flattened batch of 32 digits."""
    mistakes = {
        "the shape before flattening. The 8 rows of pixels of a digit are laid behind each other.": (32, 8, 8),
        "the count of all pixels in one row. Each of the 32 digits keeps a row of its own.": (2048,),
        "8 + 8 pixels. A grid of 8 rows and 8 columns has 8 · 8.": (32, 16),
        "the directions swapped. The examples come first, always.": (64, 32),
    }
    got = tuple(answer.value) if isinstance(answer.value, list | torch.Size) else answer.value
    answer.equal("one row for each digit, one column for each pixel", got, (32, 64), mistakes=mistakes, input=(32, 8, 8))


@exercise("0.2")
def brightness(answer: Attempt) -> None:
    """The mean of each image's pixels."""
    mistakes = {
        "a mean over everything. Each image needs a number of its own: name the directions that disappear.": lambda X: X.mean(),
        "a mean over the images (dim=0). The images are the direction that stays.": lambda X: X.mean(dim=0),
        "a mean along one direction of the pixels only (dim=1). dim=2 must disappear too.": lambda X: X.mean(dim=1),
        "a mean along one direction of the pixels only (dim=2). dim=1 must disappear too.": lambda X: X.mean(dim=2),
        "a sum. A mean divides it by the number of pixels.": lambda X: X.sum(dim=(1, 2)),
        "a sum divided by 8. A grid of 8 rows and 8 columns has 64 pixels.": lambda X: X.sum(dim=(1, 2)) / 8,
    }
    small = torch.stack([torch.zeros(8, 8), torch.ones(8, 8)])
    answer.agrees("a black image has brightness 0, a white one 1", lambda X: X.mean(dim=(1, 2)), small, mistakes=mistakes)
    fresh = answer.randn(3, 8, 8).abs()
    answer.agrees("each image has the mean of its own pixels", lambda X: X.mean(dim=(1, 2)), fresh, mistakes=mistakes)


@exercise("0.3")
def scores(answer: Attempt) -> None:
    """X w + b with w kept as a row."""
    mistakes = {
        "a bias that is multiplied by the weights: `@` comes first, then `+ b`.": lambda X, w, b: X @ (w.T + b),
        "scores without the bias: b is missing.": lambda X, w, b: X @ w.T,
        "products that were not summed: `*` multiplies number by number, `@` also sums along the features.": lambda X, w, b: X * w + b,
        "one row of scores. The examples are the first direction: (n, 1), not (n,).": lambda X, w, b: (X @ w.T + b).squeeze(1),
        "one row of scores. The examples are the first direction: (n, 1), not (1, n).": lambda X, w, b: (X @ w.T + b).T,
    }
    X, w = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), torch.tensor([[1.0, 10.0]])
    answer.agrees("a score is the sum of the features times the weights, plus b", _scores, X, w, 0.5, mistakes=mistakes)
    X, w = answer.randn(4, 3), answer.randn(1, 3)
    answer.agrees("the same for any number of examples and features", _scores, X, w, 2.0, mistakes=mistakes)


def _scores(X: torch.Tensor, w: torch.Tensor, b: float) -> torch.Tensor:
    return X @ w.T + b


@exercise("0.4")
def summary(answer: Attempt) -> None:
    """Mean and standard deviation over runs."""

    def both(spread):
        return lambda r: (r.mean(), spread(r))

    mistakes = {
        "a division by the number of runs. A sample's deviations are divided by one less.": both(lambda r: r.std(correction=0)),
        "the variance. Its square root is the standard deviation.": both(lambda r: r.var()),
        "a root that was never taken: `** 1 / 2` is (… ** 1) / 2. Write `** 0.5`.": both(lambda r: r.var() / 2),
        "a missing bracket: `/ len(results) - 1` divides first and then takes 1 away.": both(
            lambda r: (((r - r.mean()) ** 2).sum() / len(r) - 1).sqrt()
        ),
        "a root taken before the division: divide by runs - 1 first.": both(lambda r: ((r - r.mean()) ** 2).sum().sqrt() / (len(r) - 1)),
        "the variance, divided by the number of runs.": both(lambda r: r.var(correction=0)),
        "the mean distance from the mean: the deviations have to be squared.": both(lambda r: (r - r.mean()).abs().mean()),
        "deviations summed without squaring: those above and below the mean cancel.": both(lambda r: (r - r.mean()).sum() / (len(r) - 1)),
        "the two values swapped: the mean comes first.": lambda r: (r.std(), r.mean()),
    }
    small = torch.tensor([1.0, 2.0, 3.0, 6.0])
    answer.agrees("mean and standard deviation of four runs", lambda r: (r.mean(), r.std()), small, mistakes=mistakes)
    answer.agrees("the same for fresh results", lambda r: (r.mean(), r.std()), answer.randn(7), mistakes=mistakes)


WRONG_RULES = {
    "a gap without its sign: abs() makes worse look better.": lambda a, b: abs(a.mean() - b.mean()) > max(a.std(), b.std()),
    "the gap the wrong way round: a is asked about, so its mean comes first.": lambda a, b: b.mean() - a.mean() > max(a.std(), b.std()),
    "a comparison of means alone: the gap may be smaller than the spread.": lambda a, b: a.mean() > b.mean(),
    "the variance: it is the square of the spread, and much smaller.": lambda a, b: a.mean() - b.mean() > max(a.var(), b.var()),
    "the smaller of the two spreads: one wild model makes the gap doubtful.": lambda a, b: a.mean() - b.mean() > min(a.std(), b.std()),
    "the spread of a alone: a wild b makes the gap just as doubtful.": lambda a, b: a.mean() - b.mean() > a.std(),
    "the spread of b alone: a wild a makes the gap just as doubtful.": lambda a, b: a.mean() - b.mean() > b.std(),
    "the sum of the spreads: the larger one is asked for.": lambda a, b: a.mean() - b.mean() > a.std() + b.std(),
    "twice the spread: the larger one itself is asked for.": lambda a, b: a.mean() - b.mean() > 2 * max(a.std(), b.std()),
    "the mean of the spreads: the larger one is asked for.": lambda a, b: a.mean() - b.mean() > (a.std() + b.std()) / 2,
    "the spread divided by the square root of the runs: that is the uncertainty of the mean.": lambda a, b: (
        a.mean() - b.mean() > max(a.std(), b.std()) / len(a) ** 0.5
    ),
    "a spread divided by the number of runs: a sample's is divided by one less, as std() does.": lambda a, b: (
        a.mean() - b.mean() > max(a.std(correction=0), b.std(correction=0))
    ),
    "medians: the means are asked for.": lambda a, b: a.median() - b.median() > max(a.std(), b.std()),
    "the spread of the differences, run by run: the runs of two recipes are no pairs.": lambda a, b: a.mean() - b.mean() > (a - b).std(),
}


@exercise("0.5")
def clearly_better(answer: Attempt) -> None:
    """Whether the mean of one recipe lies above that of another by more than their spread."""
    steady, wild = torch.tensor([0.80, 0.81, 0.82]), torch.tensor([0.70, 0.90, 0.98])
    cases = {
        "a gap much larger than both spreads is clear": (steady + 0.1, steady),
        "a worse recipe is never better": (steady, steady + 0.1),
        "a gap smaller than the larger spread is not clear": (wild, steady),
        "it does not matter which of the two is the wild one": (steady + 0.1, torch.tensor([0.70, 0.80, 0.98])),
        "a gap a little above the larger spread is clear": (steady + 0.012, steady),
        "a gap above twice both spreads is clear": (torch.tensor([0.83, 0.85, 0.87]), torch.tensor([0.78, 0.80, 0.82])),
        "a gap a little below the larger spread is not clear": (steady + 0.009, steady),
        "a gap far below the larger spread is not clear": (steady + 0.00005, steady),
        "a gap between the two spreads is not clear": (torch.tensor([0.865, 0.905, 0.945]), torch.tensor([0.85, 0.87, 0.89])),
        "means are compared, not the runs in the middle": (torch.tensor([0.80, 0.80, 0.98]), torch.tensor([0.70, 0.72, 0.74])),
        "runs are not paired": (torch.tensor([0.90, 0.93, 0.96]), torch.tensor([0.91, 0.88, 0.85])),
    }
    given = {law: bool(answer(a, b, like=True)) for law, (a, b) in cases.items()}
    named = [name for name, rule in WRONG_RULES.items() if all(given[law] == bool(rule(a, b)) for law, (a, b) in cases.items())]
    advice = f"This looks like {named[0]}" if named else "Print the gap and both spreads for these accuracies."
    for law, (a, b) in cases.items():
        expected = bool(a.mean() - b.mean() > max(a.std(), b.std()))
        answer.law(law, given[law] == expected, advice, a=a, b=b, got=given[law], expected=expected)
