"""Exercise 2.6: a parabola by least squares."""

from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, NotYet, exercise

FIVE = torch.tensor([2.0, -1.0, 0.0, 3.0, 1.0]), torch.tensor([7.0, 4.0, 0.0, 12.0, 2.0])


ADVICE = "Put a, b and c into a x² + b x + c for one of the points: how far is it from its y?"


def _columns(x: Tensor) -> Tensor:
    return torch.stack([x**2, x, torch.ones_like(x)], dim=1)


def _solved(A: Tensor, y: Tensor) -> Tensor:
    return torch.linalg.lstsq(A, y.reshape(-1, 1)).solution.reshape(-1)


def _parabola(x: Tensor, y: Tensor) -> Tensor:
    return _solved(_columns(x), y)


def _solution(result: Any) -> Any:
    if type(result).__module__ == "torch.return_types":
        raise NotYet(
            {"got": type(result).__name__}, "lstsq returns several things: take `.solution`."
        )
    return result


@exercise("2.6")
def fit_parabola(attempt: Attempt) -> None:
    """The parabola of least squares."""
    attempt.agrees("five points", _parabola, *FIVE, read=_solution, advice=ADVICE)
    x = torch.linspace(-2, 3, 12)[attempt.randint(0, 2**31, 12).argsort()]
    noisy = 0.5 * x**2 - x + 2 + attempt.randn(12)
    cases = {
        "points on a parabola": (x, 3 * x**2 - 2 * x + 1),
        "noisy points in no order": (x, noisy),
        "points on a line: a is 0": (x, 2 * x - 1),
        "all y the same": (x, torch.full((12,), 4.0)),
        "three points: the parabola goes through them": (FIVE[0][:3], FIVE[1][:3]),
        "the same x more than once": (x.repeat(2), torch.cat([noisy, noisy + 1])),
        "large y": (x, 1000 * noisy),
    }
    attempt.each(_parabola, cases, tolerance=1e-3, advice=ADVICE)
    attempt.precise(_parabola, x, noisy)
    _far_from_zero_holds(attempt)


def _far_from_zero_holds(attempt: Attempt) -> None:
    x = torch.arange(2010.0, 2027.0, dtype=torch.float64)
    y = 0.3 * (x - 2018) ** 2 - 2 * (x - 2018) + 5 + attempt.randn(17).double()
    found = attempt(x, y, like=_parabola(x, y))
    centered = _columns(x - 2018)
    right = centered @ _solved(centered, y)
    advice = (
        "Far from 0 the columns are almost parallel: AᵀA loses the digits that count. Let "
        "lstsq have A itself, all of its columns."
    )
    got = _columns(x) @ found
    law = "years from 2010 to 2026: the curve is the best one"
    attempt.equal(law, got, right, tolerance=1e-7, advice=advice)


def _padded(found: Tensor, *places: int) -> Tensor:
    """Three numbers, those found in their places and 0 elsewhere."""
    return torch.zeros(3, dtype=found.dtype).index_put((torch.tensor(places),), found)


@fit_parabola.mistake("the right numbers in the wrong order: a, b, c.")
def reversed_order(x: Tensor, y: Tensor) -> Tensor:
    return _parabola(x, y).flip(0)


@fit_parabola.mistake("the constant in front: the order is a, b, c, so c comes last.")
def constant_first(x: Tensor, y: Tensor) -> Tensor:
    return _parabola(x, y).roll(1)


@fit_parabola.mistake("a and b exchanged: a belongs to x².")
def exchanged(x: Tensor, y: Tensor) -> Tensor:
    return _parabola(x, y)[[1, 0, 2]]


@fit_parabola.mistake("a parabola through the origin: without a column of ones c is 0.")
def no_constant(x: Tensor, y: Tensor) -> Tensor:
    return _padded(_solved(_columns(x)[:, :2], y), 0, 1)


@fit_parabola.mistake("a straight line: the column of the squares is missing.")
def no_square(x: Tensor, y: Tensor) -> Tensor:
    return _padded(_solved(_columns(x)[:, 1:], y), 1, 2)


@fit_parabola.mistake("a x² + c without its middle: the column of x is missing.")
def no_middle(x: Tensor, y: Tensor) -> Tensor:
    return _padded(_solved(_columns(x)[:, ::2], y), 0, 2)


@fit_parabola.mistake("only two numbers: the column of ones is missing, and with it c.")
def two_numbers(x: Tensor, y: Tensor) -> Tensor:
    return _solved(_columns(x)[:, :2], y)


@fit_parabola.mistake("2x in place of x²: the columns are what a, b and c are multiplied by.")
def doubled(x: Tensor, y: Tensor) -> Tensor:
    A = torch.stack([2 * x, x, torch.ones_like(x)], dim=1)
    return torch.linalg.pinv(A) @ y


@fit_parabola.mistake("x³ in place of x².")
def cubed(x: Tensor, y: Tensor) -> Tensor:
    return _solved(torch.stack([x**3, x, torch.ones_like(x)], dim=1), y)


@fit_parabola.mistake("x and y exchanged: y is what is to be predicted.")
def x_from_y(x: Tensor, y: Tensor) -> Tensor:
    return _parabola(y, x)


@fit_parabola.mistake("Aᵀy alone: the other factor of the normal equations is missing.")
def right_side(x: Tensor, y: Tensor) -> Tensor:
    return _columns(x).T @ y


@fit_parabola.mistake(
    "one number after the other: a from x² alone, then b and c from what is left. They have to "
    "be found together."
)
def one_by_one(x: Tensor, y: Tensor) -> Tensor:
    found = []
    for column in _columns(x).T:
        found.append((column @ y) / (column @ column))
        y = y - found[-1] * column
    return torch.stack(found)


@fit_parabola.mistake("a column: the result has the shape (3,), so flatten it.")
def column(x: Tensor, y: Tensor) -> Tensor:
    return _parabola(x, y).reshape(3, 1)


@fit_parabola.mistake(
    "the mean of y as c beside a fit through the origin. All three have to be found together."
)
def mean_as_constant(x: Tensor, y: Tensor) -> Tensor:
    return torch.cat([_solved(_columns(x)[:, :2], y), y.mean().reshape(1)])


@fit_parabola.mistake("the predictions: a, b and c are asked for.")
def predictions(x: Tensor, y: Tensor) -> Tensor:
    return _columns(x) @ _parabola(x, y)


@fit_parabola.mistake(
    "a penalty, or a small number added to AᵀA: the error is no longer the least."
)
def penalized(x: Tensor, y: Tensor) -> Any:
    A = _columns(x)
    return torch.linalg.solve(A.T @ A + torch.eye(3, dtype=x.dtype), A.T @ y)


@fit_parabola.mistake("½ x² in place of x²: the curve is a x² + b x + c, without a factor.")
def half_square(x: Tensor, y: Tensor) -> Tensor:
    a, b, c = _parabola(x, y)
    return torch.stack([2 * a, b, c])


@fit_parabola.mistake("x without its sign: the column of x holds x itself.")
def absolute(x: Tensor, y: Tensor) -> Tensor:
    return _parabola(x.abs(), y)


@fit_parabola.mistake("numbers that belong to x minus its mean: turn them back into those of x.")
def centered(x: Tensor, y: Tensor) -> Tensor:
    return _parabola(x - x.mean(), y)


@fit_parabola.mistake("one column too many: a parabola has three numbers.")
def cubic(x: Tensor, y: Tensor) -> Tensor:
    A = torch.cat([(x**3).reshape(-1, 1), _columns(x)], dim=1)
    return torch.linalg.lstsq(A, y.reshape(-1, 1)).solution.flatten()


@fit_parabola.mistake("the parabola through the first three points: all of them count.")
def first_three(x: Tensor, y: Tensor) -> Tensor:
    return _parabola(x[:3], y[:3])


@fit_parabola.mistake("x sorted and y not: that tears the pairs apart.")
def sorted_x(x: Tensor, y: Tensor) -> Tensor:
    return _parabola(x.sort().values, y)


@fit_parabola.mistake(
    "a line fitted first, and the square to what it leaves. All three have to be found together."
)
def line_first(x: Tensor, y: Tensor) -> Tensor:
    b, c = _solved(_columns(x)[:, 1:], y)
    rest = y - b * x - c
    return torch.stack([(x**2 @ rest) / (x**2 @ x**2), b, c])


fit_parabola.symptom(
    "size(-2)",
    "a matrix that lies on its side, or a y that is no column: each example is a row in both.",
)
