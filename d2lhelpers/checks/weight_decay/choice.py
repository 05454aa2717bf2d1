"""Exercise 5.5: lambda chosen by validation, and what to report of it."""

from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, exercise

Choice = tuple[float, float]

# each mistake leads to another result on these tables, and λ is in no order
LAMS = torch.tensor(
    [0.25, 20.0, 0.04, 5.0, 0.5, 100.0, 1.5, 0.1, 50.0, 3.0, 10.0, 0.75, 0.01, 200.0, 7.0]
)
TRAIN = torch.tensor(
    [
        [1.6, 1.1, 0.6, 0.1],
        [0.7, 0.7, 0.3, 1.1],
        [1.3, 1.2, 0.6, 0.1],
        [0.9, 0.8, 0.4, 0.9],
        [0.7, 1.0, 0.8, 0.7],
        [1.6, 1.1, 1.3, 0.2],
        [0.4, 0.9, 0.2, 0.6],
        [1.3, 0.3, 0.8, 0.3],
        [1.5, 0.7, 1.3, 0.4],
        [1.2, 1.5, 1.1, 0.2],
        [0.3, 1.2, 1.2, 0.6],
        [0.7, 1.0, 0.3, 1.3],
        [1.6, 1.6, 1.6, 1.4],
        [0.7, 1.6, 0.8, 1.5],
        [0.5, 1.4, 0.9, 1.5],
    ]
)
VALID = torch.tensor(
    [
        [1.7, 1.7, 2.4, 0.9],
        [1.3, 2.2, 1.1, 1.6],
        [1.8, 1.4, 1.2, 1.8],
        [1.4, 2.7, 0.8, 1.4],
        [2.1, 0.6, 2.6, 2.3],
        [2.5, 2.1, 2.8, 2.9],
        [2.5, 2.1, 1.8, 2.2],
        [1.8, 1.4, 1.7, 0.9],
        [1.0, 2.7, 2.2, 0.6],
        [0.7, 1.6, 2.1, 2.0],
        [1.4, 1.2, 1.7, 2.3],
        [0.9, 1.7, 2.5, 0.6],
        [0.8, 0.9, 2.2, 2.5],
        [1.0, 1.3, 0.9, 2.1],
        [2.1, 2.6, 2.7, 2.5],
    ]
)
TEST = torch.tensor(
    [
        [2.5, 1.9, 2.2, 0.8],
        [2.3, 1.4, 1.7, 1.2],
        [1.4, 1.7, 1.7, 0.8],
        [2.8, 1.9, 1.5, 1.8],
        [2.9, 1.8, 1.1, 0.7],
        [0.6, 1.9, 1.6, 1.3],
        [1.2, 0.5, 1.1, 2.8],
        [2.7, 2.6, 2.4, 1.1],
        [1.5, 2.3, 2.0, 0.9],
        [2.7, 2.0, 1.4, 1.7],
        [1.6, 0.5, 1.7, 1.0],
        [1.2, 2.4, 1.9, 1.4],
        [1.3, 2.3, 0.5, 2.4],
        [1.8, 1.3, 2.3, 1.2],
        [1.1, 0.7, 0.7, 1.7],
    ]
)


def _report(lams: Tensor, chooser: Tensor, reporter: Tensor) -> Choice:
    """The lambda with the lowest mean in one table, and its mean in another."""
    best = int(chooser.mean(dim=1).argmin())
    return lams[best].item(), reporter[best].mean().item()


def _right(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _report(lams, valid, test)


@exercise("5.5")
def choose_lambda(attempt: Attempt) -> None:
    """Choose by validation, report the test error."""
    _plain_numbers(attempt, attempt(LAMS, TRAIN, VALID, TEST))
    attempt.agrees(
        f"{len(LAMS)} λ (rows), {VALID.shape[1]} seeds (columns)", _right, LAMS, TRAIN, VALID, TEST
    )
    rows = attempt.randn(6, 5).abs() + 1
    lams, train = (
        attempt.randn(6).abs(),
        torch.linspace(0.1, 0.9, 6).reshape(6, 1) + 0.01 * attempt.randn(6, 5),
    )
    cases = {
        "random tables of six λ and five seeds": (
            lams,
            train,
            rows,
            rows.flip(0) + attempt.randn(6, 5).abs(),
        ),
        "the same tables from the largest λ to the smallest": (
            LAMS.flip(0),
            TRAIN.flip(0),
            VALID.flip(0),
            TEST.flip(0),
        ),
        "one seed": (LAMS, TRAIN[:, :1], VALID[:, :1], TEST[:, :1]),
        "one λ": (LAMS[:1], TRAIN[:1], VALID[:1], TEST[:1]),
        "one λ and one seed": (LAMS[:1], TRAIN[:1, :1], VALID[:1, :1], TEST[:1, :1]),
    }
    attempt.each(_right, cases)


def _plain_numbers(attempt: Attempt, result: Any) -> None:
    if isinstance(result, tuple | list):
        plain = not any(isinstance(value, Tensor) and value.numel() == 1 for value in result)
        advice = "These are tensors with one number in them: .item() takes the number out."
        attempt.law("two plain numbers come back", plain, advice, rows={"got": repr(result)})


choose_lambda.symptom(
    "out of bounds",
    "an argmin() over a whole table: it counts all entries, one seed after the other. "
    "A mean over the seeds (dim=1) comes first; then argmin() counts the λ.",
)


@choose_lambda.mistake(
    "a choice by the training error: it is lowest for the smallest λ and cannot see overfitting."
)
def by_training(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _report(lams, train, test)


@choose_lambda.mistake("a choice by the training error, and the validation error as the report.")
def by_training_report_validation(
    lams: Tensor, train: Tensor, valid: Tensor, test: Tensor
) -> Choice:
    return _report(lams, train, valid)


@choose_lambda.mistake("a choice and a report by the training error.")
def training_alone(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _report(lams, train, train)


@choose_lambda.mistake(
    "a choice by the test error: a part that has chosen can no longer say what to expect."
)
def by_test(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _report(lams, test, test)


@choose_lambda.mistake(
    "a choice by the test error, and the validation error as the report. The jobs are the other "
    "way round."
)
def by_test_report_validation(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _report(lams, test, valid)


@choose_lambda.mistake(
    "the validation error as the report: λ was chosen because it looks good there. Report the "
    "test error."
)
def report_validation(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _report(lams, valid, valid)


@choose_lambda.mistake("the training error as the report: the test error says what to expect.")
def report_training(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _report(lams, valid, train)


@choose_lambda.mistake(
    "the lowest test error beside the λ chosen by validation: report the test error of that λ."
)
def lowest_test_error(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _right(lams, train, valid, test)[0], test.mean(dim=1).min().item()


@choose_lambda.mistake("the place of λ in the list, not λ itself: lams[best].")
def place(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return float(valid.mean(dim=1).argmin()), _right(lams, train, valid, test)[1]


@choose_lambda.mistake("the two numbers in the wrong order: first λ, then the error.")
def swapped(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    lam, error = _right(lams, train, valid, test)
    return error, lam


@choose_lambda.mistake(
    "the mean of the whole test table: report the test error of the chosen λ, one row."
)
def whole_test_table(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _right(lams, train, valid, test)[0], test.mean().item()


@choose_lambda.mistake(
    "the smallest gap between validation and training: underfitting has a small gap, too."
)
def smallest_gap(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _report(lams, valid - train, test)


@choose_lambda.mistake(
    "a choice by validation and test together: the test part must have no say in it."
)
def validation_and_test(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _report(lams, valid + test, test)


@choose_lambda.mistake(
    "a choice by validation and training together: the training error sides with overfitting."
)
def validation_and_training(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _report(lams, valid + train, test)


@choose_lambda.mistake("the λ with the highest validation error: errors are to be low.")
def highest(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _report(lams, -valid, test)


@choose_lambda.mistake(
    "the single luckiest run: take the mean over the seeds first, then the lowest."
)
def luckiest(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _report(lams, valid.min(dim=1, keepdim=True).values, test)


@choose_lambda.mistake("the unluckiest run of each λ: take the mean over the seeds.")
def unluckiest(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _report(lams, valid.max(dim=1, keepdim=True).values, test)


@choose_lambda.mistake("a median over the seeds: the mean is asked for.")
def median(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _report(lams, valid.median(dim=1, keepdim=True).values, test)


@choose_lambda.mistake(
    "an argmin() over a whole table: it counts all entries, not the λ. A mean over the seeds "
    "comes first."
)
def whole_table(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    best = int(valid.argmin())
    return lams[best].item(), test[best].mean().item()


@choose_lambda.mistake("a choice by the first seed alone: take the mean over the seeds first.")
def first_seed(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _report(lams, valid[:, :1], test)


@choose_lambda.mistake("a choice by the last seed alone: take the mean over the seeds first.")
def last_seed(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _report(lams, valid[:, -1:], test)


@choose_lambda.mistake(
    "a mean over the λ in place of the seeds: one row is one λ, so the seeds lie along dim=1."
)
def mean_over_rows(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    best = int(valid.mean(dim=0).argmin())
    return lams[best].item(), test[best].mean().item()


@choose_lambda.mistake("the test error of one seed: report the mean over the seeds.")
def test_error_of_one_seed(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _report(lams, valid, test[:, :1])


@choose_lambda.mistake("a λ for every seed, and their mean: choose one λ for all.")
def mean_of_choices(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    best = valid.argmin(dim=0)
    return lams[best].mean().item(), test[best, torch.arange(test.shape[1])].mean().item()


@choose_lambda.mistake("a vote of the seeds: choose by their mean, one bad seed must count.")
def vote(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    best = int(valid.argmin(dim=0).mode().values)
    return lams[best].item(), test[best].mean().item()


@choose_lambda.mistake(
    "a search that stops at the first rise: the curve may fall again. Look at every λ."
)
def first_rise(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    rises = (valid.mean(dim=1).diff() >= 0).nonzero()
    best = int(rises[0]) if len(rises) else len(lams) - 1
    return lams[best].item(), test[best].mean().item()


@choose_lambda.mistake(
    "λ sorted without their rows: a row of the tables belongs to the λ at its own place."
)
def sorted_lambdas(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _right(lams.sort().values, train, valid, test)


@choose_lambda.mistake("rounded numbers: return them as they are.")
def rounded(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    lam, error = _right(lams, train, valid, test)
    return round(lam, 1), round(error, 1)


@choose_lambda.mistake(
    "a squeeze(): it drops the direction of the λ, or of the seeds, where there is only one."
)
def squeezed(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> Choice:
    return _right(lams, train, valid.squeeze(), test.squeeze())
