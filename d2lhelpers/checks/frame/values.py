"""Values compared: whether a result is the expected one, and what is wrong with its kind where it cannot be."""

import math
from collections.abc import Sequence
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .showing import kind_of, show_value


def is_number(value: Any) -> bool:
    """Whether a value is one number: Python's, NumPy's, or a tensor or array with one element; True and False are none."""
    if isinstance(value, Tensor):
        return value.numel() == 1 and value.dtype != torch.bool and not value.is_complex()
    if isinstance(value, np.ndarray):
        return value.size == 1 and value.dtype.kind in "iuf"
    return isinstance(value, Real | Decimal) and not isinstance(value, bool | np.bool_)


def number(value: Any) -> float:
    """The number that `is_number` saw, as a float."""
    return float(value.item() if isinstance(value, Tensor | np.ndarray) else value)


def same(got: Any, expected: Any, tolerance: float = 1e-4) -> bool:
    """Whether two values agree in kind, shape, dtype and, within `tolerance` relative to the larger of 1 and size, in value."""
    if wrong_kind(got, expected) is not None:
        return False
    if isinstance(expected, Tensor):
        got = got if isinstance(got, Tensor) else torch.tensor(number(got), dtype=torch.float64)
        if expected.dtype == torch.bool or not (expected.is_floating_point() or expected.is_complex()):
            return bool((got == expected).all())
        kind = torch.complex128 if expected.is_complex() else torch.float64
        one, other = got.detach().to(kind), expected.detach().to(kind)
        close = other.isfinite() & ((one - other).abs() <= tolerance * other.abs().clamp(min=1))
        return bool((close | (one == other) | (one.isnan() & other.isnan())).all())
    if isinstance(expected, tuple | list):
        return all(same(g, e, tolerance) for g, e in zip(got, expected, strict=True))
    if isinstance(expected, dict):
        return all(same(got[key], e, tolerance) for key, e in expected.items())
    if isinstance(expected, float | np.floating):
        got, expected = number(got), float(expected)
        if not math.isfinite(expected):
            return got == expected or (got != got and expected != expected)
        return abs(got - expected) <= tolerance * max(1.0, abs(expected))
    return bool(got == expected)


def wrong_kind(got: Any, expected: Any) -> tuple[str, str] | None:
    """What is wrong with the kind of `got` beside `expected`: a row for the report and advice; None where nothing is."""
    if got is Ellipsis:
        return "...", "A `...` is still to be replaced."
    if got is None:
        return "None", "Nothing came back. Does the function end in `return`, in every case?"
    if isinstance(expected, Tensor):
        return _wrong_tensor(got, expected)
    if isinstance(expected, bool | np.bool_):
        ok = isinstance(got, bool | np.bool_) or (isinstance(got, Tensor) and got.dtype == torch.bool and got.numel() == 1)
        return None if ok else (_described(got), "Expected True or False.")
    if isinstance(expected, int | float | np.number):
        return _wrong_number(got)
    if isinstance(expected, tuple | list):
        return _wrong_sequence(got, expected)
    if isinstance(expected, dict):
        if not isinstance(got, dict):
            return _described(got), f"Expected a dict with the keys {', '.join(map(str, expected))}."
        missing = [str(key) for key in expected if key not in got]
        return (f"keys {', '.join(map(str, got))}", f"Missing: {', '.join(missing)}.") if missing else None
    if not isinstance(got, type(expected)):
        return _described(got), f"Expected {kind_of(expected)}."
    return None


def _described(value: Any) -> str:
    return f"{kind_of(value)}: {show_value(value)}"


def _wrong_number(got: Any) -> tuple[str, str] | None:
    if is_number(got):
        return None
    if isinstance(got, str | bytes):
        return _described(got), "This is text. Expected one number, written without quotation marks."
    if isinstance(got, bool | np.bool_):
        return _described(got), "Expected one number; True and False are none."
    if getattr(got, "ndim", 0) or isinstance(got, list | tuple):
        return _described(got), "Expected one number. Is a sum or a mean missing, or an index too few?"
    return _described(got), "Expected one number."


def _wrong_sequence(got: Any, expected: Sequence[Any]) -> tuple[str, str] | None:
    if not isinstance(got, tuple | list):
        return _described(got), f"Expected {len(expected)} values, with commas between them."
    if len(got) != len(expected):
        return f"{len(got)} values: {show_value(got)}", f"Expected {len(expected)} values."
    wrong = [w for w in (wrong_kind(g, e) for g, e in zip(got, expected, strict=True)) if w is not None]
    return wrong[0] if wrong else None


def _wrong_tensor(got: Any, expected: Tensor) -> tuple[str, str] | None:
    if expected.ndim == 0 and is_number(got) and not isinstance(got, Tensor) and getattr(got, "ndim", 0) == 0:
        return None
    if not isinstance(got, Tensor):
        advice = {
            list: "Expected a tensor. torch.stack joins a list of tensors, torch.tensor a list of numbers.",
            tuple: "Expected one tensor, not several values. Is there a comma too many behind `return`?",
            np.ndarray: "Expected a torch tensor. torch.from_numpy turns an array into one, and NumPy is not needed here.",
        }.get(type(got), "Expected a tensor.")
        return _described(got), advice
    if got.shape != expected.shape:
        return f"shape {tuple(got.shape)}   expected {tuple(expected.shape)}", _about_shapes(got, expected)
    if got.dtype != expected.dtype:
        return f"dtype {got.dtype}   expected {expected.dtype}", _about_dtypes(got, expected)
    if got.requires_grad and not expected.requires_grad:
        advice = "The result still hangs on its graph. Compute it under torch.no_grad(), or .detach() it."
        return f"requires_grad=True: {show_value(got)}", advice
    return None


def _about_shapes(got: Tensor, expected: Tensor) -> str:
    if got.ndim == 2 and got.shape == expected.shape[::-1]:
        return "Rows and columns are exchanged: the result is transposed (`.T`). Which factor of the product comes first?"
    if got.numel() == expected.numel():
        return "The numbers are as many, the shape is another: look at keepdim, reshape and unsqueeze."
    return "The shape is wrong. Which dimension did you sum, index or multiply over?"


def _about_dtypes(got: Tensor, expected: Tensor) -> str:
    if expected.dtype == torch.bool:
        return "True and False are asked for, not numbers: a comparison gives them, and .bool() makes them of zeros and ones."
    if not expected.is_floating_point():
        came = "True and False" if got.dtype == torch.bool else "Fractions" if got.is_floating_point() else "Numbers of another size"
        return f"{came} came where whole numbers are asked for: .long() converts."
    if not got.is_floating_point():
        return "Whole numbers or True/False came where fractions are needed: convert with .float()."
    if expected.dtype == torch.float64:
        return "The result is to have the precision of float64: is something on the way made in float32, or turned into it?"
    return "Keep the dtype of the inputs: no .double(), and no float64 array on the way."
