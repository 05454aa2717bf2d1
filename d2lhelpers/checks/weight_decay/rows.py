"""Exercise 5.7: the proximal step that switches off whole rows."""

import torch
from torch import Tensor

from ..frame import Attempt, exercise


def _lengths(V: Tensor) -> Tensor:
    return V.norm(dim=1, keepdim=True)


def _scaled(V: Tensor, old: Tensor, new: Tensor) -> Tensor:
    """Rows of the lengths `new` in place of `old`; a row of zeros stays one."""
    return torch.where(old > 0, V * (new / torch.where(old > 0, old, 1.0)), 0.0).to(V.dtype)


def _shrunk(V: Tensor, t: float) -> Tensor:
    lengths = _lengths(V)
    return _scaled(V, lengths, (lengths - t).clamp(min=0))


@exercise("5.7")
def shrink_rows(attempt: Attempt) -> None:
    """Every row moves towards zero by t along its own direction, never past zero."""
    V = torch.tensor([[3.0, 4.0], [0.6, -0.8], [-5.0, 12.0], [2.0, -1.5], [-0.9, -1.2]])
    law = "by hand with t = 2: rows of the lengths 5, 1, 13, 2.5 and 1.5 get 3, 0, 11, 0.5 and 0"
    attempt.agrees(law, _shrunk, V, 2.0)
    zeros = torch.tensor([[3.0, 4.0, 0.0], [0.0, 0.0, 0.0]])
    result = attempt(zeros, 2.0)
    advice = "A row of zeros was divided by its length, and 0/0 is no number. It is to stay zero."
    clean = not isinstance(result, Tensor) or not result.isnan().any()
    attempt.law("a row of zeros stays one", clean, advice, rows={"V": zeros, "got": result})
    W = 2 * attempt.randn(4, 5)
    cases = {
        "a row of zeros": (zeros, 2.0),
        "on twenty random numbers": (W, 1.8),
        "as many rows as columns": (torch.tensor([[3.0, 4.0], [5.0, 12.0]]), 1.0),
        "t = 0 changes nothing": (torch.cat([W, torch.zeros(1, 5)]), 0.0),
        "a row whose length is t becomes 0": (torch.tensor([[0.0, 2.0], [0.0, 3.0]]), 2.0),
        "one output: the soft threshold": (torch.tensor([[3.0], [-0.5], [-2.0]]), 1.0),
        "one input": (W[:1], 0.5),
        "no input at all": (torch.zeros(0, 3), 1.0),
    }
    attempt.each(_shrunk, cases)
    attempt.precise(_shrunk, V / 3, 0.7)


shrink_rows.symptom(
    "must match the size",
    "lengths without keepdim=True: they must stand as a column beside the rows.",
)
shrink_rows.symptom(
    "ambiguous",
    "Python's max or if on a tensor: they decide once, but each row needs its own decision. "
    ".clamp(min=0) decides for every row.",
)


@shrink_rows.mistake("entries that lose t one by one: here a whole row loses t of its length.")
def entries(V: Tensor, t: float) -> Tensor:
    return V.sign() * (V.abs() - t).clamp(min=0)


@shrink_rows.mistake("the lengths of the columns: an input's weights stand in a row (dim=1).")
def columns(V: Tensor, t: float) -> Tensor:
    return _shrunk(V.T, t).T


@shrink_rows.mistake("one length for the whole of V: every row has its own.")
def whole_table(V: Tensor, t: float) -> Tensor:
    return _shrunk(V.reshape(1, -1), t).reshape(V.shape)


@shrink_rows.mistake("a step past zero: a row shorter than t comes out on the other side.")
def past_zero(V: Tensor, t: float) -> Tensor:
    return _scaled(V, _lengths(V), _lengths(V) - t)


@shrink_rows.mistake("a hard threshold: short rows become 0, but the others must lose t, too.")
def hard(V: Tensor, t: float) -> Tensor:
    return V * (_lengths(V) > t)


@shrink_rows.mistake("rows cut off at the length t: that is what is taken away, not what is left.")
def cut_off(V: Tensor, t: float) -> Tensor:
    return _scaled(V, _lengths(V), _lengths(V).clamp(max=t))


@shrink_rows.mistake("squares in the place of lengths: a length is the root of the sum of squares.")
def squares(V: Tensor, t: float) -> Tensor:
    lengths = V.square().sum(1, keepdim=True)
    return _scaled(V, lengths, (lengths - t).clamp(min=0))


@shrink_rows.mistake("absolute values added up: the length is the root of the sum of squares.")
def absolute(V: Tensor, t: float) -> Tensor:
    lengths = V.abs().sum(1, keepdim=True)
    return _scaled(V, lengths, (lengths - t).clamp(min=0))


@shrink_rows.mistake("rows that become longer: t is taken from the length.")
def longer(V: Tensor, t: float) -> Tensor:
    return _scaled(V, _lengths(V), _lengths(V) + t)


@shrink_rows.mistake("directions alone: they are to be multiplied by what is left of the lengths.")
def directions(V: Tensor, t: float) -> Tensor:
    return _scaled(V, _lengths(V), (_lengths(V) > t).to(V.dtype))


@shrink_rows.mistake("rows that were not divided by their length: only the direction is to stay.")
def not_divided(V: Tensor, t: float) -> Tensor:
    return V * (_lengths(V) - t).clamp(min=0)


@shrink_rows.mistake("a share of every row, as L2 takes it: here each row loses the same length t.")
def share(V: Tensor, t: float) -> Tensor:
    return V / (1 + t)


@shrink_rows.mistake("a length of 1 − t in the place of a length that is shorter by t.")
def one_minus_t(V: Tensor, t: float) -> Tensor:
    return (1 - t) * V


@shrink_rows.mistake("t subtracted from every entry: a row is to keep its direction.")
def same_direction(V: Tensor, t: float) -> Tensor:
    return V - t


@shrink_rows.mistake("half of t: the whole t is taken.")
def half(V: Tensor, t: float) -> Tensor:
    return _shrunk(V, t / 2)
