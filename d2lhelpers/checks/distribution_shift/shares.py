"""Exercise 8.5: the target's classes, from the answers of a rule with as many or more answers."""

from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, Mistakes, exercise, same

CONFUSION = torch.tensor([[6.0, 3.0, 1.0], [1.0, 4.0, 0.0], [1.0, 2.0, 5.0]])
ANSWERS = torch.tensor([2.0, 74.0, 124.0])
PROBE = CONFUSION + 0.5, torch.tensor([5.0, 60.0, 135.0])  # a share below 0 here, too
WIDE = torch.tensor([[6.0, 1.0, 3.0], [1.0, 4.0, 3.0]]), torch.tensor([30.0, 70.0, 60.0])
OTHER_WIDE = torch.tensor([[9.0, 2.0, 2.0], [1.0, 5.0, 6.0]]), torch.tensor([40.0, 25.0, 15.0])


def _repaired(p: Tensor) -> Tensor:
    p = p.clamp(min=0)
    return p / p.sum()


def _matrix(confusion: Tensor) -> Tensor:
    return (confusion / confusion.sum(1, keepdim=True)).T


def _solved(matrix: Tensor, answers: Tensor) -> Tensor:
    return torch.linalg.lstsq(matrix, (answers / answers.sum())[:, None]).solution[:, 0]


def _shares(confusion: Tensor, answers: Tensor) -> Tensor:
    return _repaired(_solved(_matrix(confusion), answers))


def _of_source(confusion: Tensor) -> Tensor:
    return confusion.sum(1) / confusion.sum()


@exercise("8.5")
def target_shares(attempt: Attempt) -> None:
    """Class frequencies of the target from a confusion matrix and the model's answers."""
    advice = _advice(attempt(CONFUSION, ANSWERS))
    law = "three classes; one comes out below 0 at first"
    attempt.agrees(law, _shares, CONFUSION, ANSWERS, probe=PROBE, advice=advice)
    law = "two classes, and a third answer: don't know"
    further = "Which p makes C p come nearest to all of the shares in μ?"
    attempt.agrees(law, _shares, *WIDE, probe=OTHER_WIDE, mistakes=wide, advice=further)
    flu = torch.tensor([[60.0, 10.0], [15.0, 15.0]]), torch.tensor([65.0, 35.0])
    four = torch.diag(torch.tensor([40.0, 90.0, 25.0, 60.0]))
    four = four + attempt.randint(1, 9, 4, 4)
    true = torch.tensor([0.2, 0.3, 0.4, 0.1])
    spread = torch.tensor([20.0, 74.0, 50.0, 12.0, 30.0])
    cases = {
        "by hand: (0.35 − 1/7) / (1/2 − 1/7) = 0.58 have the flu": flu,
        "four classes with the shares 0.2, 0.3, 0.4 and 0.1": (four, 1000 * (_matrix(four) @ true)),
        "three classes and five answers": (
            torch.cat([CONFUSION, PROBE[0][:, :2].flip(0)], 1),
            spread,
        ),
        "as many answers again of each class": (CONFUSION, 10 * ANSWERS),
        "a model without mistakes": (torch.diag(ANSWERS), torch.tensor([50.0, 0.0, 30.0])),
        "a model that always takes one class for the other": (flu[0].flip(1), flu[1]),
        "all answers are one class": (CONFUSION, torch.tensor([0.0, 0.0, 20.0])),
        "one class has the share 1": (CONFUSION[:1, :1], ANSWERS[:1]),
    }
    attempt.each(_shares, cases, advice=advice)
    attempt.precise(_shares, CONFUSION, ANSWERS)


def _advice(p: Any) -> str:
    """What is wrong with a first result that no known mistake has led to."""
    expected = _shares(CONFUSION, ANSWERS)
    if not isinstance(p, Tensor) or p.shape != expected.shape:
        return ""
    p = p.detach()
    if (p < 0).any():
        return "A share is below 0."
    if not same(float(p.sum()), 1.0):
        return f"The shares add up to {float(p.sum()):.4g}."
    if same(p.sort().values, expected.sort().values):
        return "The right shares, in another order: class 0 comes first, as in `confusion`."
    if (p - expected).abs().max() < 0.02:
        return "Close, but not the solution: is something rounded, added, or only approximated?"
    return (
        "The model of this matrix, asked about classes with these shares, gives other answers than "
        "those that were counted."
    )


@target_shares.mistake(
    "a matrix that was not transposed: in μ = C p the columns belong to the true classes, in "
    "`confusion` it is the rows."
)
def not_transposed(confusion: Tensor, answers: Tensor) -> Tensor:
    return _repaired(_solved(confusion / confusion.sum(1, keepdim=True), answers))


@target_shares.mistake("a matrix that was not transposed, with negative shares left as they are.")
def not_transposed_negative(confusion: Tensor, answers: Tensor) -> Tensor:
    return _solved(confusion / confusion.sum(1, keepdim=True), answers)


@target_shares.mistake(
    "the wrong direction made to sum to 1: divide each true class, a row of `confusion`, by its "
    "own total."
)
def wrong_direction(confusion: Tensor, answers: Tensor) -> Tensor:
    return _repaired(_solved((confusion / confusion.sum(0)).T, answers))


@target_shares.mistake("the wrong direction made to sum to 1, and not transposed.")
def wrong_direction_not_transposed(confusion: Tensor, answers: Tensor) -> Tensor:
    return _repaired(_solved(confusion / confusion.sum(0), answers))


@target_shares.mistake(
    "a sum without keepdim: each entry of a row was divided by another row's total."
)
def no_keepdim(confusion: Tensor, answers: Tensor) -> Tensor:
    return _repaired(_solved((confusion / confusion.sum(1)).T, answers))


@target_shares.mistake(
    "counts that were not made shares of each true class: then the class frequencies of the source "
    "stay inside C."
)
def joint(confusion: Tensor, answers: Tensor) -> Tensor:
    return _repaired(_solved(confusion.T, answers))


@target_shares.mistake(
    "counts that were not made shares of each true class, neither transposed: a row of `confusion` "
    "is a true class."
)
def joint_not_transposed(confusion: Tensor, answers: Tensor) -> Tensor:
    return _repaired(_solved(confusion, answers))


@target_shares.mistake(
    "negative shares left as they are: cut them to 0, then make the sum 1 again."
)
def negative(confusion: Tensor, answers: Tensor) -> Tensor:
    return _solved(_matrix(confusion), answers)


@target_shares.mistake("negative shares cut, but the sum no longer 1: divide by it afterwards.")
def not_divided(confusion: Tensor, answers: Tensor) -> Tensor:
    return _solved(_matrix(confusion), answers).clamp(min=0)


@target_shares.mistake(
    "shares cut to 0 and to 1, but the sum no longer 1: divide by it afterwards."
)
def cut_on_both_sides(confusion: Tensor, answers: Tensor) -> Tensor:
    return _solved(_matrix(confusion), answers).clamp(0, 1)


@target_shares.mistake(
    "shares cut to 0 and to 1 before the division: only what is below 0 is cut, the others keep "
    "their proportions."
)
def cut_on_both_sides_divided(confusion: Tensor, answers: Tensor) -> Tensor:
    return _repaired(_solved(_matrix(confusion), answers).clamp(0, 1))


@target_shares.mistake("absolute values: a share of −0.2 is not one of 0.2. Cut it to 0.")
def absolute(confusion: Tensor, answers: Tensor) -> Tensor:
    return _repaired(_solved(_matrix(confusion), answers).abs())


@target_shares.mistake("squares: a share of −0.2 is not one of 0.04. Cut it to 0.")
def squares(confusion: Tensor, answers: Tensor) -> Tensor:
    return _repaired(_solved(_matrix(confusion), answers).square())


@target_shares.mistake(
    "all shares moved up by the lowest one: only a negative share becomes 0, the others keep their "
    "proportions."
)
def moved_up(confusion: Tensor, answers: Tensor) -> Tensor:
    p = _solved(_matrix(confusion), answers)
    return _repaired(p - p.min())


@target_shares.mistake(
    "what was cut off taken from all the others alike: divide by the sum, so that they keep their "
    "proportions."
)
def taken_from_the_others(confusion: Tensor, answers: Tensor) -> Tensor:
    p = _solved(_matrix(confusion), answers).clamp(min=0)
    return torch.where(p > 0, p - (p.sum() - 1) / (p > 0).sum(), p)


@target_shares.mistake(
    "a softmax: it makes shares of any numbers, but it moves those that were right."
)
def softmax(confusion: Tensor, answers: Tensor) -> Tensor:
    return _solved(_matrix(confusion), answers).softmax(0)


@target_shares.mistake(
    "the shares of the model's answers: they still hold its mistakes. Solve C p = μ."
)
def of_answers(confusion: Tensor, answers: Tensor) -> Tensor:
    return answers / answers.sum()


@target_shares.mistake("the source's shares of the classes. They are what has changed.")
def of_source(confusion: Tensor, answers: Tensor) -> Tensor:
    return _of_source(confusion)


@target_shares.mistake(
    "a product in the place of a solution: C maps p to μ, so μ has to be taken back through C."
)
def product(confusion: Tensor, answers: Tensor) -> Tensor:
    return _matrix(confusion) @ (answers / answers.sum())


@target_shares.mistake(
    "a product in the place of a solution, with a row for each true class: C p = μ is to be solved."
)
def product_with_rows(confusion: Tensor, answers: Tensor) -> Tensor:
    return _repaired(_matrix(confusion).T @ (answers / answers.sum()))


@target_shares.mistake(
    "a product with the columns' shares: 'of those called so, how many are?' holds for the source "
    "alone, where the classes are as frequent as there."
)
def columns_shares(confusion: Tensor, answers: Tensor) -> Tensor:
    return confusion / confusion.sum(0) @ (answers / answers.sum())


@target_shares.mistake("shares divided by the source's: those are weights. Asked are the shares.")
def weights(confusion: Tensor, answers: Tensor) -> Tensor:
    return _shares(confusion, answers) / _of_source(confusion)


@target_shares.mistake("shares times the source's: the solution of C p = μ holds them already.")
def times_source(confusion: Tensor, answers: Tensor) -> Tensor:
    return _repaired(_shares(confusion, answers) * _of_source(confusion))


@target_shares.mistake("counts of the answers, not shares: divide by their sum.")
def counts(confusion: Tensor, answers: Tensor) -> Tensor:
    return torch.linalg.solve(_matrix(confusion), answers)


@target_shares.mistake("counts in the target, with negative ones cut: divide by their sum.")
def counts_cut(confusion: Tensor, answers: Tensor) -> Tensor:
    return counts(confusion, answers).clamp(min=0)


@target_shares.mistake(
    "a solution that is pulled towards the source's shares (λ = 0.01), as solve_near does: here "
    "the matrix can be solved as it is."
)
def pulled(confusion: Tensor, answers: Tensor) -> Tensor:
    C, q = _matrix(confusion), _of_source(confusion)
    eye = torch.eye(len(q), dtype=C.dtype)
    right = C.T @ (answers / answers.sum()) + 0.01 * q
    return _repaired(torch.linalg.solve(C.T @ C + 0.01 * eye, right))


@target_shares.mistake("the formula for two classes: here there may be any number of them.")
def two_classes(confusion: Tensor, answers: Tensor) -> Tensor:
    C, mu = _matrix(confusion), answers / answers.sum()
    p = ((mu[1] - C[1, 0]) / (C[1, 1] - C[1, 0])).clamp(0, 1)
    return torch.stack([1 - p, p])


@target_shares.mistake(
    "a division by the right answers of each class: the wrong ones of the other classes stay in."
)
def diagonal(confusion: Tensor, answers: Tensor) -> Tensor:
    return _repaired(answers / _matrix(confusion).diag())


@target_shares.mistake("equal shares where one is below 0: only that one becomes 0.")
def equal_where_negative(confusion: Tensor, answers: Tensor) -> Tensor:
    p = _solved(_matrix(confusion), answers)
    return p if (p >= 0).all() else torch.full_like(p, 1 / len(p))


@target_shares.mistake("the largest class alone: a share is asked for each of them.")
def largest(confusion: Tensor, answers: Tensor) -> Tensor:
    p = _shares(confusion, answers)
    return (p == p.max()).to(p.dtype)


@target_shares.mistake("shares in per cent: their sum is to be 1.")
def per_cent(confusion: Tensor, answers: Tensor) -> Tensor:
    return 100 * _shares(confusion, answers)


@target_shares.mistake("rounded shares: return them as they are.")
def rounded(confusion: Tensor, answers: Tensor) -> Tensor:
    return _shares(confusion, answers).round(decimals=2)


wide = Mistakes()  # those that only more answers than classes can show


@wide.mistake("`torch.linalg.solve`, which needs as many answers as classes: here there are more.")
def only_square(confusion: Tensor, answers: Tensor) -> Tensor:
    return _repaired(torch.linalg.solve(_matrix(confusion), answers / answers.sum()))


@wide.mistake("an inverse, which needs as many answers as classes: here there are more.")
def inverse(confusion: Tensor, answers: Tensor) -> Tensor:
    return _repaired(torch.linalg.inv(_matrix(confusion)) @ (answers / answers.sum()))


@wide.mistake("equations left out: the answers beyond the classes tell of the classes, too.")
def first_answers(confusion: Tensor, answers: Tensor) -> Tensor:
    n = len(confusion)
    return _repaired(torch.linalg.solve(_matrix(confusion)[:n], (answers / answers.sum())[:n]))


@wide.mistake(
    'counts left out: "don\'t know" is an answer that each class gives with a share of its own.'
)
def without_further_answers(confusion: Tensor, answers: Tensor) -> Tensor:
    n = len(confusion)
    return _shares(confusion[:, :n], answers[:n])


@wide.mistake("C transposed on one side only: least squares solve Cᵀ C p = Cᵀ μ.")
def half_normal(confusion: Tensor, answers: Tensor) -> Tensor:
    return _repaired(_matrix(confusion).T @ (answers / answers.sum()))
