"""Exercise 1.6: all slopes of a function from vectors to vectors."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, NotYet, changing, exercise

Function = Callable[[Tensor], Tensor]


def _jacobian(f: Function, x: Tensor) -> Tensor:
    x = x.detach().clone().requires_grad_()
    y = f(x)
    return torch.stack([torch.autograd.grad(y[i], x, retain_graph=True)[0] for i in range(len(y))])


class _Watched:
    """A function that counts its calls, and those whose input records."""

    def __init__(self, f: Function) -> None:
        self.f, self.calls, self.recorded = f, 0, 0

    def __call__(self, x: Tensor) -> Tensor:
        self.calls += 1
        self.recorded += bool(x.requires_grad)
        return self.f(x)


def _goes_backward(attempt: Attempt, f: Function, x: Tensor) -> None:
    watched = _Watched(f)
    try:
        attempt(watched, x)
    except NotYet as finding:
        if finding.error is not None and watched.recorded:
            return  # it did record: what went wrong then is for the laws that follow
        if finding.error is None or not watched.calls:
            raise
        advice = (
            "f never saw a tensor with requires_grad=True, so nothing was recorded. Begin with a "
            "leaf of your own."
        )
        raise NotYet(finding.rows, advice, finding.error) from None
    advice = (
        "This looks like finite differences, or forward mode: f never saw a tensor with "
        "requires_grad=True. Go backward."
    )
    if not watched.calls:
        advice = "f was never called. There is nothing to go back through without a forward pass."
    attempt.law("f is computed at a tensor that records", watched.recorded, advice)


def _bent(x: Tensor) -> Tensor:
    return torch.stack(
        [x[0] * x[1], x[1] + x[2].sin(), x[0] ** 2 - x[2], 3 * x[2] - x[0], 2 * x[1]]
    )


@exercise("1.6")
def jacobian(attempt: Attempt) -> None:
    """All slopes of a function from vectors to vectors, a row for each output."""
    forward_mode = ("jvp", "jacfwd", "linearize", "make_dual")
    attempt.forbid(*forward_mode, instead="one backward pass for each row")
    advice = "Take one output alone: row i is what a pass back from y[i] finds."
    x = torch.tensor([2.0, -1.0, 0.5])
    law = "five outputs, three inputs: (x0 x1, x1 + sin x2, x0² − x2, 3 x2 − x0, 2 x1)"
    _goes_backward(attempt, _bent, x)
    attempt.agrees(law, _jacobian, _bent, x, advice=advice)
    W = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    cases = {
        "f(x) = W x has the Jacobian W": (lambda x: W @ x, x),
        "one output alone: shape (1, n)": (lambda x: (x**2).sum().reshape(1), x),
        "one input alone: shape (m, 1)": (lambda x: torch.cat([x, x**2, -x]), x[:1]),
        "one of each: shape (1, 1)": (lambda x: x**3, x[:1]),
        "as many outputs as inputs": (lambda x: x.flip(0) * x[0], x),
        "slopes of 0": (lambda x: x**2, torch.zeros(4)),
    }
    attempt.each(_jacobian, cases, advice=advice)
    attempt.precise(_jacobian, _bent, x)
    M, x, v = attempt.randn(5, 3), attempt.randn(3), attempt.randn(5)
    table = attempt(lambda x: torch.tanh(M @ x), x, like=M)
    leaf = x.clone().requires_grad_()
    torch.tanh(M @ leaf).backward(v)
    law = "v times the table is what backward(v) finds"
    attempt.equal(law, v @ table, leaf.grad, advice=advice, rows={"v": v})
    _leaves_alone(attempt, x)


def _leaves_alone(attempt: Attempt, x: Tensor) -> None:
    attempt(_bent, changing(x))
    used = (
        "a pass on the tensor that was given, which has a .grad now. Begin with a copy of your own."
    )
    attempt.law(
        "the tensor that was given has no .grad afterwards", x.grad is None, looks_like=used
    )


jacobian.symptom(
    "second time",
    "several passes through one graph, which the first one freed: keep it for the passes to come.",
)


@jacobian.mistake("a squeeze: one output or one input alone still has a row and a column, (m, n).")
def squeezed(f: Function, x: Tensor) -> Tensor:
    return _jacobian(f, x).squeeze()


@jacobian.mistake("the transposed table: row i belongs to output i, column j to input j.")
def transposed(f: Function, x: Tensor) -> Tensor:
    return _jacobian(f, x).T.contiguous()


@jacobian.mistake(
    "the sum of all rows in every row: either each pass began at all outputs (v = all ones), or "
    "x.grad was kept "
    "without a copy and the later passes added to it (.clone() copies)."
)
def sum_in_every_row(f: Function, x: Tensor) -> Tensor:
    table = _jacobian(f, x)
    return table.sum(0).expand_as(table).clone()


@jacobian.mistake("one row alone, the sum of them all: each output needs a pass of its own.")
def sum_of_rows(f: Function, x: Tensor) -> Tensor:
    return _jacobian(f, x).sum(0)


@jacobian.mistake("rows that add up: .grad still held the rows before. Clear it before each pass.")
def adding_up(f: Function, x: Tensor) -> Tensor:
    return _jacobian(f, x).cumsum(0)


@jacobian.mistake("the first output's row in every row: is the index used?")
def first_in_every_row(f: Function, x: Tensor) -> Tensor:
    table = _jacobian(f, x)
    return table[:1].expand_as(table).clone()


@jacobian.mistake(
    "the last output's row in every row: rows.append(x.grad) keeps no copy, so every row is the "
    "one x.grad (.clone() copies)."
)
def last_in_every_row(f: Function, x: Tensor) -> Tensor:
    table = _jacobian(f, x)
    return table[-1:].expand_as(table).clone()


@jacobian.mistake(
    "zeros: rows.append(x.grad) keeps no copy, so every row is the one x.grad, cleared at the end "
    "(.clone() copies)."
)
def zeros(f: Function, x: Tensor) -> Tensor:
    return torch.zeros_like(_jacobian(f, x))


@jacobian.mistake("rows in the opposite order.")
def opposite(f: Function, x: Tensor) -> Tensor:
    return _jacobian(f, x).flip(0)


@jacobian.mistake("as many rows as there are inputs: there is one for every output.")
def row_for_an_input(f: Function, x: Tensor) -> Tensor:
    leaf = x.detach().clone().requires_grad_()
    y = f(leaf)
    return torch.stack(
        [torch.autograd.grad(y[i], leaf, retain_graph=True)[0] for i in range(len(x))]
    )


@jacobian.mistake("a table without its last row: is the range one too short?")
def without_last(f: Function, x: Tensor) -> Tensor:
    return _jacobian(f, x)[:-1]


@jacobian.mistake("a table without its first row: Python counts from 0.")
def without_first(f: Function, x: Tensor) -> Tensor:
    return _jacobian(f, x)[1:]


@jacobian.mistake("the first row alone: is `return` inside the loop?")
def first_row(f: Function, x: Tensor) -> Tensor:
    return _jacobian(f, x)[:1]


@jacobian.mistake("two rows, whatever f: it may have any number of outputs.")
def two_rows(f: Function, x: Tensor) -> Tensor:
    leaf = x.detach().clone().requires_grad_()
    y = f(leaf)
    return torch.stack([torch.autograd.grad(y[i], leaf, retain_graph=True)[0] for i in (0, 1)])


@jacobian.mistake(
    "the shape (m, 1, n): autograd.grad returns a tuple, even for one input. Open it with [0]."
)
def unopened(f: Function, x: Tensor) -> Tensor:
    return _jacobian(f, x).unsqueeze(1)


@jacobian.mistake("rows joined end to end: the table has the shape (m, n).")
def one_long_row(f: Function, x: Tensor) -> Tensor:
    return _jacobian(f, x).flatten()


@jacobian.mistake("rows filled in as columns: D[i] is row i, D[:, i] is a column.")
def columns(f: Function, x: Tensor) -> Tensor:
    table = _jacobian(f, x)
    filled = torch.zeros_like(table)
    for i, row in enumerate(table):
        filled[:, i] = row
    return filled


@jacobian.mistake("passes that begin with i at place i: v is to be 1 there, and 0 elsewhere.")
def place_for_one(f: Function, x: Tensor) -> Tensor:
    table = _jacobian(f, x)
    return table * torch.arange(len(table), dtype=table.dtype)[:, None]


@jacobian.mistake("the sizes of the slopes: their signs belong to them.")
def sizes(f: Function, x: Tensor) -> Tensor:
    return _jacobian(f, x).abs()


@jacobian.mistake("rows divided by the number of outputs: y.mean() is not y[i].")
def divided(f: Function, x: Tensor) -> Tensor:
    table = _jacobian(f, x)
    return table / len(table)


@jacobian.mistake("a diagonal: every output may depend on every input.")
def diagonal(f: Function, x: Tensor) -> Tensor:
    return torch.diag(_jacobian(f, x).sum(0))


@jacobian.mistake("the values of f: slopes are asked for.")
def values(f: Function, x: Tensor) -> Any:
    return f(x)
