"""Checks of chapter 02: line, batches, loss, step, closed form, largest learning rate."""

import functools
from collections.abc import Callable
from itertools import islice
from typing import Any

import torch
from torch import Tensor

from .exercise import Attempt, exercise

THREE = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([1.0, 1.0, 4.0])


def _read_as(a: Attempt, reading: Callable[[Any], Any]) -> None:
    """Take another form of the right result for the form that the laws compare with."""
    function = a.value
    if not callable(function):
        return

    @functools.wraps(function)
    def read(*inputs: Any, **named: Any) -> Any:
        return reading(function(*inputs, **named))

    a.value = read


def _number(result: Any) -> Any:
    """A tensor with one number, whatever its shape, as a number."""
    return result.reshape(()) if isinstance(result, Tensor) and result.numel() == 1 else result


def _two(result: Any) -> Any:
    """A tensor of two numbers as two values."""
    return tuple(result) if isinstance(result, Tensor) and result.shape == (2,) else result


# 2.1


def _line_gradient(x: Tensor, y: Tensor, w: float, b: float) -> tuple[Tensor, Tensor]:
    errors = w * x + b - y
    return (2 * errors * x).mean(), (2 * errors).mean()


def _scaled(x: Tensor, y: Tensor, w: float, b: float, dw: float, db: float) -> tuple[Tensor, Tensor]:
    right_w, right_b = _line_gradient(x, y, w, b)
    return dw * right_w, db * right_b


GRADIENT_MISTAKES = {
    "the gradient with its sign turned: y − prediction in place of prediction − y. A step against it would climb.": lambda x, y, w, b: (
        _scaled(x, y, w, b, -1, -1)
    ),
    "a missing factor 2: the derivative of error² is 2 · error.": lambda x, y, w, b: _scaled(x, y, w, b, 0.5, 0.5),
    "a missing factor 2 in the weight's part: the derivative of error² is 2 · error in both.": lambda x, y, w, b: _scaled(
        x, y, w, b, 0.5, 1
    ),
    "a missing factor 2 in the bias's part: the derivative of error² is 2 · error in both.": lambda x, y, w, b: _scaled(x, y, w, b, 1, 0.5),
    "a sum over the examples in place of the mean: the gradient would grow with the number of examples.": lambda x, y, w, b: _scaled(
        x, y, w, b, len(x), len(x)
    ),
    "a sum in place of the mean, and a missing factor 2.": lambda x, y, w, b: _scaled(x, y, w, b, len(x) / 2, len(x) / 2),
    "the weight's derivative without its x: by the chain rule w acts on the error through w · x.": lambda x, y, w, b: (
        (2 * (w * x + b - y)).mean(),
        (2 * (w * x + b - y)).mean(),
    ),
    "an x too many in the bias's derivative: b is added to the prediction as it is.": lambda x, y, w, b: (
        (2 * (w * x + b - y) * x).mean(),
        (2 * (w * x + b - y) * x).mean(),
    ),
    "two means multiplied: the mean of error · x is not the mean of the errors times the mean of x.": lambda x, y, w, b: (
        2 * (w * x + b - y).mean() * x.mean(),
        (2 * (w * x + b - y)).mean(),
    ),
    "the right values in the wrong order: first the weight's, then the bias's.": lambda x, y, w, b: _line_gradient(x, y, w, b)[::-1],
    "a prediction without its bias: it is w · x + b.": lambda x, y, w, b: _line_gradient(x, y, w, 0.0),
    "a factor 2/3 written as a number. The 2/3 belongs to three examples; with n of them it is 2/n.": lambda x, y, w, b: _scaled(
        x, y, w, b, len(x) / 3, len(x) / 3
    ),
    "errors that are squared already: the derivative of error² has the error itself in it.": lambda x, y, w, b: (
        (2 * (w * x + b - y) ** 2 * x).mean(),
        (2 * (w * x + b - y) ** 2).mean(),
    ),
    "the new w and b after a step of rate 0.1. The two derivatives themselves were asked for.": lambda x, y, w, b: (
        w - 0.1 * _line_gradient(x, y, w, b)[0],
        b - 0.1 * _line_gradient(x, y, w, b)[1],
    ),
}


@exercise("2.1")
def line_gradient(a: Attempt) -> None:
    """Derivatives of the mean squared error of a line, by formula."""
    _read_as(a, _two)
    a.agrees("on the three points with w = b = 0: −10 and −4", _line_gradient, *THREE, 0.0, 0.0, mistakes=GRADIENT_MISTAKES)
    a.agrees("with other weights and a bias", _line_gradient, *THREE, 1.0, 0.4, mistakes=GRADIENT_MISTAKES)
    x = a.randn(7)
    y = 3 * x + a.randn(7)
    a.agrees("on seven random examples", _line_gradient, x, y, 0.5, -1.5, mistakes=GRADIENT_MISTAKES)
    exact = a(torch.tensor([0.0, 1.0, 2.0]), torch.tensor([5.0, 7.0, 9.0]), 2.0, 5.0, like=(torch.tensor(0.0), torch.tensor(0.0)))
    a.equal("a line through all points has gradient 0", exact, (torch.tensor(0.0), torch.tensor(0.0)))


# 2.2


@exercise("2.2")
def total_iterations(a: Attempt) -> None:
    """1,000 examples at batch size 64, five epochs."""
    a.equal(
        "1,000 examples, batch size 64, 5 epochs, the short batch kept",
        a.value,
        80.0,
        tolerance=1e-6,
        mistakes={
            "the short last batch left out: 15 full batches hold 960 examples, and the other 40 are a batch too.": 75.0,
            "the iterations of one epoch. Five were asked for.": 16.0,
            "the iterations of one epoch, without the short batch. Five epochs were asked for.": 15.0,
            "one rounding for all epochs together. Each epoch ends with a short batch of its own: round up first, then multiply.": 79.0,
            "one rounding for all epochs together, and downwards. Each epoch ends with a short batch of its own.": 78.0,
            "no rounding at all: there is no eighth of an iteration. A short batch is an iteration like any other.": 78.125,
            "batch size times epochs. How many batches do 1,000 examples make?": 320.0,
            "examples times epochs: those are the examples seen, one by one. A batch takes 64 of them at a time.": 5000.0,
        },
        advice="Divide the examples by the batch size, round up, multiply by the epochs.",
    )


# 2.3


def _rows(drawn: list) -> list[int]:
    return [int(v) for X, _ in drawn for v in X[:, 0].tolist()]


def _two_of_three(rows: list[int]) -> bool:
    """Whether 36 rows look like passes of two full batches of 3, the rest of 7 left out, or filled up to a third batch."""
    return any(all(len(set(rows[i : i + 6])) == 6 for i in range(0, 31, step)) for step in (6, 9))


def _across(rows: list[int]) -> bool:
    """Whether 36 rows are passes over 7 rows one after the other, cut every 3 rows without regard to where a pass ends."""
    return all(len(set(rows[i : i + 7])) == 7 for i in range(0, 29, 7))


def _is_pair(value: object) -> bool:
    return isinstance(value, tuple | list) and len(value) == 2 and all(isinstance(t, Tensor) and t.ndim == 2 for t in value)


def _draw(a: Attempt, X: Tensor, y: Tensor, batch_size: int, count: int, seed: int) -> list:
    generator = torch.Generator().manual_seed(seed)

    def first(X: Tensor, y: Tensor, batch_size: int) -> list:
        found = a.value(X, y, batch_size, generator)
        return found if found is None else list(islice(found, count))

    drawn = a.run(first, X, y, batch_size=batch_size)
    pairs = isinstance(drawn, list) and all(_is_pair(p) for p in drawn)
    got = type(drawn).__name__ if not isinstance(drawn, list) else drawn[:2]
    a.law("it yields pairs (X_batch, y_batch) of tensors", pairs, "Use `yield X[rows], y[rows]`, once for each batch.", got=got)
    return drawn


@exercise("2.3")
def endless_batches(a: Attempt) -> None:
    """Batches for ever, a new order on each pass."""
    n, size = 7, 3
    X = torch.stack([torch.arange(7.0), torch.arange(7.0) + 100], dim=1)
    y = 10 * torch.arange(7.0).reshape(-1, 1)
    seed = int(a.randint(0, 2**31, 1))
    drawn = _draw(a, X, y, size, 3, seed)
    shown = {"first_column_of_X": X[:, 0], "batch_size": size}
    a.law("it yields batches", drawn, "Nothing came out. Is there a `yield` inside the loops?", **shown, got=drawn)
    sizes = [len(bx) for bx, _ in drawn]
    lengths = [(len(bx), len(by)) for bx, by in drawn]
    same_lengths = all(p == q for p, q in lengths)
    a.law("X_batch and y_batch have the same length", same_lengths, "Pick both with the same rows.", **shown, got=lengths)
    a.law(
        "X_batch keeps its columns, y_batch its shape (…, 1)",
        all(bx.shape[1:] == X.shape[1:] and by.shape[1:] == y.shape[1:] for bx, by in drawn),
        "Index by rows alone: X[rows], y[rows].",
        **shown,
        got=[(tuple(bx.shape), tuple(by.shape)) for bx, by in drawn],
    )
    a.law(
        "each x stands beside its own y",
        all(torch.equal(10 * bx[:, :1], by) for bx, by in drawn),
        "This looks like two different orders for X and y. Draw one order and pick from both with it.",
        **shown,
        X_batch=drawn[0][0][:, 0],
        y_batch=drawn[0][1].flatten(),
        expected_y_batch=10 * drawn[0][0][:, 0],
    )
    rows = _rows(drawn)
    whole = sorted(rows) == list(range(n))
    full = sizes[:2] == [size, size]
    a.law("the first two batches of a pass are full", full, "Step through the order by batch_size.", **shown, sizes=sizes)
    if sizes == [3, 3]:
        advice = "This looks like a short last batch left out, and an end after one pass. Keep it, and repeat the pass for ever."
    elif sizes == [3, 3, 3] and _across(_rows(_draw(a, X, y, size, 12, seed))):
        advice = "This looks like batches that run across the end of a pass. Let each pass end with its own last batch, short as it is."
    elif sizes == [3, 3, 3] and _two_of_three(_rows(_draw(a, X, y, size, 12, seed))):
        advice = "This looks like a short last batch left out (or filled up with examples from before). Keep it, short as it is."
    elif len(set(rows)) < len(rows):
        advice = "This looks like drawing with replacement: some examples come twice, others never. A pass is a permutation."
    else:
        advice = "A pass goes over all rows once; the last batch may be short."
    a.law("one pass holds every example exactly once", whole, advice, **shown, rows_in_the_pass=rows, sizes=sizes, expected=[3, 3, 1])

    drawn = _draw(a, X, y, size, 12, seed)
    a.law(
        "it goes on after the first pass",
        len(drawn) == 12,
        f"It ended after {len(drawn)} batches. Put the whole pass, shuffling included, into `while True:`.",
        **shown,
        batches_asked_for=12,
        got=len(drawn),
    )
    passes = [_rows(drawn[i : i + 3]) for i in (0, 3, 6, 9)]
    a.law(
        "every pass holds every example exactly once",
        all(sorted(p) == list(range(n)) for p in passes),
        "The first pass is right, a later one is not: does each begin with a new torch.randperm?",
        **shown,
        passes=passes,
    )
    in_order = all(p == list(range(n)) for p in passes)
    advice = (
        "This looks like no shuffling at all: the rows come as they lie. Draw an order with torch.randperm."
        if in_order
        else "This looks like one order drawn before the loop, used again on each pass. Draw a new one inside `while True:`."
    )
    orders = len({tuple(p) for p in passes})
    if orders == 2:
        advice = "This looks like few orders for many passes, such as one order and its reverse. Draw a new one inside `while True:`."
    a.law("each pass has an order of its own", orders > 2, advice, **shown, passes=passes)
    before = [row for p in passes for row in p]
    again = [_rows(_draw(a, X, y, size, 12, s)) for s in (seed, seed + 1)]
    a.law(
        "the generator decides the order: same seed, same order",
        again[0] == before and again[1] != again[0],
        "This looks like an order that is not drawn from `generator`. Hand it over: torch.randperm(…, generator=generator).",
        seed=seed,
        first_time=before[:14],
        second_time=again[0][:14],
    )
    big = _draw(a, X, y, 50, 2, seed)
    sizes = [len(bx) for bx, _ in big]
    a.law("a batch size above n gives all examples at once", sizes == [7, 7], "", batch_size=50, sizes=sizes)


# 2.4


def _mse(prediction: Tensor, y: Tensor) -> Tensor:
    return ((prediction.flatten() - y.flatten()) ** 2).mean()


def _table(prediction: Tensor, y: Tensor) -> Tensor:
    return (prediction.reshape(-1, 1) - y.reshape(1, -1)) ** 2


LOSS_MISTAKES = {
    "every y subtracted from every prediction: a column minus a row is broadcast to (n, n). Bring both to one shape first.": lambda p, y: (
        _table(p, y).mean()
    ),
    "every y subtracted from every prediction, and the n² squares divided by n. Bring both to one shape first.": lambda p, y: (
        _table(p, y).sum() / p.numel()
    ),
    "the sum in place of the mean.": lambda p, y: _mse(p, y) * p.numel(),
    "half of the mean squared error. The factor ½ of some books was not asked for here.": lambda p, y: _mse(p, y) / 2,
    "half of the sum. The mean was asked for, without a factor ½.": lambda p, y: _mse(p, y) * p.numel() / 2,
    "the root of the mean squared error: stop before the root.": lambda p, y: _mse(p, y).sqrt(),
    "absolute errors: square them instead.": lambda p, y: (p.flatten() - y.flatten()).abs().mean(),
    "the square of the mean error: errors above and below cancel before they are squared. First square, then take the mean.": lambda p, y: (
        (p.flatten() - y.flatten()).mean() ** 2
    ),
    "the mean of the errors themselves, not squared: those above and below cancel.": lambda p, y: (p.flatten() - y.flatten()).mean(),
    "the squared errors divided by n − 1, as for a sample variance. Divide by n.": lambda p, y: _mse(p, y) * p.numel() / (p.numel() - 1),
}


@exercise("2.4")
def mean_squared_error(a: Attempt) -> None:
    """The mean of n squared errors, whatever the shapes."""
    _read_as(a, _number)
    p, y = torch.tensor([1.4, 2.4, 3.4]), torch.tensor([1.0, 1.0, 4.0])
    a.agrees("on the three points after one step: 0.8267", _mse, p, y, mistakes=LOSS_MISTAKES)
    a.agrees("two columns of shape (n, 1)", _mse, p.reshape(-1, 1), y.reshape(-1, 1), mistakes=LOSS_MISTAKES)
    a.agrees("a column of predictions and a flat y", _mse, p.reshape(-1, 1), y, mistakes=LOSS_MISTAKES)
    a.agrees("flat predictions and a column of y", _mse, p, y.reshape(-1, 1), mistakes=LOSS_MISTAKES)
    p, y = a.randn(50, 1), a.randn(50)
    a.agrees("on fifty random numbers", _mse, p, y, mistakes=LOSS_MISTAKES)
    p = p.requires_grad_()
    value = a(p, y)
    a.law(
        "the loss can be differentiated",
        isinstance(value, Tensor) and value.requires_grad,
        "The result is cut off from its graph: was it turned into a number by .item(), or detached?",
        got=value,
    )
    a.equal("an exact prediction has loss 0", a(y.clone(), y), torch.tensor(0.0))


# 2.5


def _gradients(X: Tensor, y: Tensor, w: Tensor, b: Tensor) -> tuple[Tensor, Tensor, float]:
    errors = X @ w + b - y
    return 2 / len(X) * X.T @ errors, 2 * errors.mean(0), (errors**2).mean().item()


@exercise("2.5")
def train_step(a: Attempt) -> None:
    """One step of gradient descent in place."""
    x, y = (t.reshape(-1, 1) for t in THREE)
    _one_step(a, "on the three points from w = b = 0 with rate 0.1: w = 1.0, b = 0.4", x, y, torch.zeros(1, 1), torch.zeros(1), 0.1)
    X, y = a.randn(6, 2), a.randn(6, 1) + 1
    w, b = _one_step(a, "w and b after one step on six random examples", X, y, a.randn(2, 1), a.randn(1), 0.03)
    A = _with_ones(X)
    first = _gradients(X, y, w.detach(), b.detach())[2]
    for _ in range(300):
        a.run(lambda X, y, rate: a.value(X, y, w, b, rate), X, y, rate=0.1)
    last = _gradients(X, y, w.detach(), b.detach())[2]
    lowest = ((A @ torch.linalg.lstsq(A, y).solution - y) ** 2).mean().item()
    a.law("300 more steps bring the loss down", last <= first, "", first=first, last=last, lowest_possible=lowest)


def _one_step(a: Attempt, law: str, X: Tensor, y: Tensor, start_w: Tensor, start_b: Tensor, rate: float) -> tuple[Tensor, Tensor]:
    """Hold one step of the answer against the formula; return the tensors that it has changed."""
    n = len(X)
    w, b = start_w.clone().requires_grad_(), start_b.clone().requires_grad_()
    returned = a.run(lambda X, y, rate: a.value(X, y, w, b, rate), X, y, rate=rate, like=0.0)
    grad_w, grad_b, loss = _gradients(X, y, start_w, start_b)
    shown = {"X": X, "y": y.flatten(), "w_before": start_w.flatten(), "b_before": start_b, "rate": rate}

    def moved(factor_w: float, factor_b: float) -> tuple[Tensor, Tensor]:
        return (start_w - factor_w * rate * grad_w).flatten(), start_b - factor_b * rate * grad_b

    a.equal(
        law,
        (w.detach().clone().flatten(), b.detach().clone()),
        moved(1, 1),
        mistakes={
            "nothing has moved. Either `w = w - …` made a new tensor that only your function sees (write `w -= …`),\n    "
            "or the gradients were set to zero between backward() and the step.": moved(0, 0),
            "a step uphill: subtract the gradient.": moved(-1, -1),
            "a step with the gradient of half the squared error: a factor 2 is missing.": moved(0.5, 0.5),
            "a step along the sum of the squared errors: take their mean.": moved(n, n),
            "a step divided by the number of examples once more: the mean has done that already.": moved(1 / n, 1 / n),
            "a bias that was forgotten: only w has moved.": moved(1, 0),
            "weights that were forgotten: only b has moved.": moved(0, 1),
            "a step of the full gradient: multiply by the rate.": moved(1 / rate, 1 / rate),
            "the rate 0.1 in place of `rate`: the caller decides how long the step is.": moved(0.1 / rate, 0.1 / rate),
            "two steps in one call: is `backward()` or the update there twice?": moved(2, 2),
        },
        advice="Compare with: loss, backward, then p -= rate * p.grad for p in (w, b).",
        **shown,
    )
    a.law(
        "after the step the gradients are zero (or None)",
        all(p.grad is None or not p.grad.any() for p in (w, b)),
        "This looks like forgotten zeroing: the next backward() would add to these gradients, and each step drag the old ones along.",
        w_grad=w.grad,
        b_grad=b.grad,
    )
    a.law("w and b still require a gradient", w.requires_grad and b.requires_grad, "Change the numbers only, not requires_grad.")
    new_loss = _gradients(X, y, w.detach(), b.detach())[2]
    a.equal(
        "it returns the loss before the step",
        float(returned),
        loss,
        mistakes={
            "the loss after the step: keep the value from which backward() started.": new_loss,
            "half of the mean squared error.": loss / 2,
            "the sum in place of the mean.": loss * n,
            "the root of the loss: return the mean squared error itself.": loss**0.5,
        },
        **shown,
    )
    a.law(
        "the loss is a plain number",
        isinstance(returned, float),
        "Return loss.item(): a tensor would keep its whole graph in memory for as long as you keep the loss.",
        got=returned,
    )
    return w, b


# 2.6


def _with_ones(X: Tensor) -> Tensor:
    return torch.cat([X, torch.ones(len(X), 1)], dim=1)


def _least_squares(X: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    solution = torch.linalg.lstsq(_with_ones(X), y).solution
    return solution[:-1], solution[-1]


def _swapped(X: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    solution = torch.linalg.lstsq(torch.cat([torch.ones(len(X), 1), X], dim=1), y).solution
    return solution[:-1], solution[-1]


def _centred_bias(X: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    return torch.linalg.lstsq(X, y).solution, y.mean(0)


def _residual_bias(X: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    w = torch.linalg.lstsq(X, y).solution
    return w, (y - X @ w).mean(0)


SQUARES_MISTAKES = {
    "a fit through the origin: without a column of ones the bias is 0, and the weights have to make up for it.": lambda X, y: (
        torch.linalg.lstsq(X, y).solution,
        torch.zeros(1),
    ),
    "a row mixed up: the column of ones stands first, so the first row of the solution is the bias.": _swapped,
    "weights fitted through the origin beside the mean of y as bias. Weights and bias have to be found together.": _centred_bias,
    "weights fitted through the origin, and a bias added afterwards. Both have to be found together.": _residual_bias,
    "Aᵀy alone: the factor AᵀA of the normal equations is missing.": lambda X, y: ((_with_ones(X).T @ y)[:-1], (_with_ones(X).T @ y)[-1]),
    "the right values in the wrong order: first the weights, then the bias.": lambda X, y: _least_squares(X, y)[::-1],
}


@exercise("2.6")
def least_squares(a: Attempt) -> None:
    """Closed form with a bias."""
    x, y = (t.reshape(-1, 1) for t in THREE)
    found = a(x, y)
    parts = found if isinstance(found, tuple | list) else (found,)
    a.law(
        "w and b are tensors",
        len(parts) != 4 and not any(isinstance(part, tuple) for part in parts),
        "torch.linalg.lstsq returns several things together: take `.solution`.",
        got=f"{len(parts)} values, the first a {type(parts[0]).__name__}" if parts else "no values",
    )
    shapes = [tuple(part.shape) for part in parts if isinstance(part, Tensor)]
    a.law(
        "w has the shape (features, 1), b the shape (1,)",
        len(shapes) != 2 or sorted(shapes) == [(1,), (1, 1)],  # exchanged, they are named below
        "The solution has a row for each column of A and one column: keep that column in w, and cut b out as a row.",
        shapes=shapes,
        expected=[(1, 1), (1,)],
    )
    a.agrees("the three points: w = 1.5, b = −1", _least_squares, x, y, mistakes=SQUARES_MISTAKES)
    X = a.randn(12, 3) + 1
    exact = X @ torch.tensor([[2.0], [-1.0], [0.5]]) + 4
    a.agrees("data without noise: w = 2, −1, 0.5 and b = 4", _least_squares, X, exact, mistakes=SQUARES_MISTAKES, tolerance=2e-3)
    noisy = exact + a.randn(12, 1)
    w, b = a.agrees("data with noise", _least_squares, X, noisy, mistakes=SQUARES_MISTAKES, tolerance=2e-3)
    errors = X @ w + b - noisy
    a.law("the errors have mean 0", errors.mean().abs() < 1e-2, "", mean=errors.mean().item())


# 2.7


def _hessian(X: Tensor) -> Tensor:
    return 2 / len(X) * _with_ones(X).T @ _with_ones(X)


def _largest_rate(X: Tensor) -> Tensor:
    return 2 / torch.linalg.eigvalsh(_hessian(X))[-1]


RATE_MISTAKES = {
    "a Hessian of the features alone: the bias is a direction too. Add the column of ones.": lambda X: (
        len(X) / torch.linalg.eigvalsh(X.T @ X)[-1]
    ),
    "1 / λmax, the rate that lands at the bottom of the steepest direction. The limit is twice that.": lambda X: _largest_rate(X) / 2,
    "the limit for half the squared error, or a missing factor 2: the Hessian of the mean squared error is 2/n · AᵀA.": lambda X: (
        2 * _largest_rate(X)
    ),
    "a missing 2/n: the Hessian of the mean is 2/n · AᵀA. So the limit would shrink with every further example.": lambda X: (
        _largest_rate(X) * 2 / len(X)
    ),
    "a missing 1/n: the Hessian of the mean is 2/n · AᵀA. So the limit would shrink with every further example.": lambda X: (
        _largest_rate(X) / len(X)
    ),
    "the smallest eigenvalue: the flattest direction. The steepest one sets the limit.": lambda X: (
        2 / torch.linalg.eigvalsh(_hessian(X))[0]
    ),
    "the quickest rate, 2/(λmin + λmax). The limit is the rate where it stops converging.": lambda X: (
        2 / torch.linalg.eigvalsh(_hessian(X))[[0, -1]].sum()
    ),
    "λmax itself: the limit is 2 divided by it.": lambda X: 2 / _largest_rate(X),
    "a mean over n − 1, as in a sample variance. The loss divides by n.": lambda X: _largest_rate(X) * (len(X) - 1) / len(X),
    "the number of columns in place of the number of examples: the loss is a mean over the rows.": lambda X: (
        _largest_rate(X) * (X.shape[1] + 1) / len(X)
    ),
    "the trace, which is the sum of all eigenvalues. The steepest direction alone sets the limit.": lambda X: 2 / _hessian(X).trace(),
    "the largest entry on the diagonal. That is the curvature along one parameter; the steepest direction can lie between two.": lambda X: (
        2 / _hessian(X).diagonal().max()
    ),
}


@exercise("2.7")
def largest_rate(a: Attempt) -> None:
    """2/λmax of the Hessian of the mean squared error, with a bias."""
    _read_as(a, _number)
    X = a.randn(20, 3) * torch.tensor([1.0, 2.0, 0.5]) + 0.7
    rate = a.agrees("twenty random examples with three features", _largest_rate, X, mistakes=RATE_MISTAKES)
    H = _hessian(X)
    a.agrees("the three points: 0.1803", _largest_rate, THREE[0].reshape(-1, 1), mistakes=RATE_MISTAKES)
    sizes = []
    for share in (0.98, 1.02):
        gap = torch.ones(4)
        for _ in range(400):
            gap = gap - share * float(rate) * (H @ gap)
        sizes.append((gap @ H @ gap).item())
    start = H.sum().item()
    holds = sizes[0] < start < sizes[1]
    a.law("2 % below it the loss falls, 2 % above it the loss grows", holds, "", start=start, below=sizes[0], above=sizes[1])
    a.equal("the same examples twice have the same limit", float(a(torch.cat([X, X]))), float(rate), mistakes={}, advice="Divide by n.")
