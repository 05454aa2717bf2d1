"""Exercise 8.6: three bugs in a correction for label shift."""

from collections.abc import Callable

import torch
from torch import Tensor

from ..frame import Attempt, exercise

CONFUSION = torch.tensor([[30.0, 6.0, 4.0], [2.0, 16.0, 2.0], [3.0, 9.0, 28.0]])
PROBABILITIES = torch.tensor(
    [
        [0.7, 0.2, 0.1],
        [0.15, 0.45, 0.4],
        [0.1, 0.6, 0.3],
        [0.05, 0.25, 0.7],
        [0.3, 0.38, 0.32],
        [0.1, 0.2, 0.7],
        [0.2, 0.7, 0.1],
    ]
)
ADVICE = "Take the lines one by one: what is q, what is mu, and which sum has to be 1 at the end?"


def _classes(confusion: Tensor) -> Tensor:
    return confusion.sum(1) / confusion.sum()


def _answers_of_source(confusion: Tensor) -> Tensor:
    return confusion.sum(0) / confusion.sum()


def _answers(probabilities: Tensor) -> Tensor:
    counts = torch.bincount(probabilities.argmax(1), minlength=probabilities.shape[1])
    return counts.to(probabilities.dtype) / len(probabilities)


def _mean(probabilities: Tensor) -> Tensor:
    return probabilities.mean(0)


def _matrix(confusion: Tensor) -> Tensor:
    return (confusion / confusion.sum(1, keepdim=True)).T


def _by_rows(scaled: Tensor) -> Tensor:
    return scaled / scaled.sum(1, keepdim=True)


def _corrected(
    confusion: Tensor,
    probabilities: Tensor,
    q: Callable[[Tensor], Tensor] = _classes,
    mu: Callable[[Tensor], Tensor] = _answers,
) -> Tensor:
    p = torch.linalg.solve(_matrix(confusion), mu(probabilities)).clamp(min=0)
    return _by_rows(probabilities * p / q(confusion))


@exercise("8.6")
def corrected(attempt: Attempt) -> None:
    """Probabilities under the target, corrected for the classes' new shares."""
    probe = CONFUSION, PROBABILITIES[:6]
    law = "seven examples of three classes"
    attempt.agrees(law, _corrected, CONFUSION, PROBABILITIES, probe=probe, advice=ADVICE)
    two = torch.tensor([[60.0, 10.0], [15.0, 15.0]])
    sure = torch.tensor([[0.9, 0.1], [0.3, 0.7], [0.4, 0.6], [0.2, 0.8], [0.8, 0.2]])
    cases: dict[str, tuple[Tensor, Tensor]] = {
        "two classes": (two, sure),
        "one share comes out below 0": (CONFUSION, PROBABILITIES[[3, 5, 3, 5]]),
        "as many examples as classes": (CONFUSION, PROBABILITIES[[0, 2, 3]]),
        "one example": (two, torch.tensor([[0.4, 0.6]])),
        "a model without mistakes, and a source of unequal classes": (
            torch.diag(torch.tensor([50.0, 20.0, 30.0])),
            PROBABILITIES,
        ),
        "ten times as many held-out examples": (10 * CONFUSION, PROBABILITIES),
    }
    attempt.each(_corrected, cases, advice=ADVICE)
    attempt.precise(_corrected, CONFUSION, PROBABILITIES)


@corrected.mistake(
    "columns that sum to 1, where each example, a row, should. While they do, p and q cancel, and "
    "no other bug can show."
)
def by_columns(confusion: Tensor, probabilities: Tensor) -> Tensor:
    return probabilities / probabilities.sum(0)


@corrected.mistake("shares of the answers in q, where the shares of the true classes should be.")
def wrong_q(confusion: Tensor, probabilities: Tensor) -> Tensor:
    return _corrected(confusion, probabilities, q=_answers_of_source)


@corrected.mistake("mean probabilities in mu: C maps shares of classes to shares of answers.")
def wrong_mu(confusion: Tensor, probabilities: Tensor) -> Tensor:
    return _corrected(confusion, probabilities, mu=_mean)


@corrected.mistake(
    "two bugs left: shares of the answers in q, where the true classes should be, and mean "
    "probabilities in mu, where C asks for shares of answers."
)
def wrong_q_and_mu(confusion: Tensor, probabilities: Tensor) -> Tensor:
    return _corrected(confusion, probabilities, q=_answers_of_source, mu=_mean)


@corrected.mistake(
    "probabilities multiplied by p alone: they contain q already, and it has to be taken out."
)
def without_q(confusion: Tensor, probabilities: Tensor) -> Tensor:
    p = torch.linalg.solve(_matrix(confusion), _answers(probabilities)).clamp(min=0)
    return _by_rows(probabilities * p)


@corrected.mistake("probabilities that do not sum to 1 in each row.")
def not_normalized(confusion: Tensor, probabilities: Tensor) -> Tensor:
    p = torch.linalg.solve(_matrix(confusion), _answers(probabilities)).clamp(min=0)
    return probabilities * p / p.sum() / _classes(confusion)


@corrected.mistake("negative shares left as they are: the clamp has gone.")
def negative(confusion: Tensor, probabilities: Tensor) -> Tensor:
    p = torch.linalg.solve(_matrix(confusion), _answers(probabilities))
    return _by_rows(probabilities * p / _classes(confusion))


@corrected.mistake(
    "a matrix that was not transposed: that line was right, the columns of C belong to the "
    "true classes."
)
def not_transposed(confusion: Tensor, probabilities: Tensor) -> Tensor:
    p = torch.linalg.solve(_matrix(confusion).T, _answers(probabilities)).clamp(min=0)
    return _by_rows(probabilities * p / _classes(confusion))


@corrected.mistake("q/p: the weights are upside down.")
def upside_down(confusion: Tensor, probabilities: Tensor) -> Tensor:
    p = torch.linalg.solve(_matrix(confusion), _answers(probabilities)).clamp(min=0)
    return _by_rows(probabilities * _classes(confusion) / p)


@corrected.mistake(
    "the shares of the answers set in for p: they still contain the model's mistakes."
)
def answers_for_shares(confusion: Tensor, probabilities: Tensor) -> Tensor:
    return _by_rows(probabilities * _answers(probabilities) / _classes(confusion))


@corrected.mistake("the probabilities as they were: nothing is corrected.")
def untouched(confusion: Tensor, probabilities: Tensor) -> Tensor:
    return _by_rows(probabilities)


@corrected.mistake("a sum without keepdim: each entry of a row was divided by another row's total.")
def no_keepdim(confusion: Tensor, probabilities: Tensor) -> Tensor:
    p = torch.linalg.solve(_matrix(confusion), _answers(probabilities)).clamp(min=0)
    scaled = probabilities * p / _classes(confusion)
    return scaled / scaled.sum(1)
