"""Values in few words: what the rows of a report show."""

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .state import Changing

DIGITS = (4, 6, 9, 17)  # tried in turn until two values look different


def show_value(value: Any, room: int = 90, digits: int = 4) -> str:
    """A value on few lines: tensors as nested lists with four digits, long ones by shape and beginning."""
    try:
        text = _text_of(value, room, digits)
    except Exception:  # a learner's own __repr__, a tensor without numbers, a list that holds itself
        text = f"<{type(value).__name__}>"
    return text if len(text) <= 4 * room else text[: 4 * room] + " …"


def show_pair(got: Any, expected: Any) -> tuple[str, str]:
    """Two values that differ, with as many digits as it takes to see it; of long tensors the entry that differs most."""
    for digits in DIGITS:
        pair = show_value(got, digits=digits), show_value(expected, digits=digits)
        if pair[0] != pair[1]:
            return pair
    if isinstance(got, Tensor) and isinstance(expected, Tensor) and got.shape == expected.shape and got.numel():
        place = int((got.detach().double() - expected.detach().double()).abs().nan_to_num(torch.inf).argmax())
        entry = [int(i) for i in np.unravel_index(place, got.shape)]
        one, other = show_pair(got.reshape(-1)[place].item(), expected.reshape(-1)[place].item())
        return f"{pair[0]}  at {entry}: {one}", f"{pair[1]}  at {entry}: {other}"
    return pair


def kind_of(value: Any) -> str:
    """The type of a value with its article: "a list", "an int"."""
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def names_of_inputs(function: Callable[..., Any], count: int) -> list[str]:
    """The names that a function gives its first inputs; numbered where it names fewer."""
    try:
        names = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        names = []
    if len(names) < count:
        names = ["input"] if count == 1 else [f"input {i}" for i in range(1, count + 1)]
    return names[:count]


def show_inputs(function: Callable[..., Any], inputs: Sequence[Any], named: Mapping[str, Any]) -> dict[str, str]:
    """The rows of a report that show the inputs; those that can be called are left out."""
    names = names_of_inputs(function, len(inputs))
    every = dict(zip(names, inputs, strict=True)) | dict(named)
    values = {name: x.value if isinstance(x, Changing) else x for name, x in every.items()}
    return {name: show_value(x) for name, x in values.items() if not callable(x)}


def show_rows(rows: Mapping[str, Any] | None) -> dict[str, str]:
    """Rows of a report as text; what is text already stays as it is."""
    return {name: value if isinstance(value, str) else show_value(value) for name, value in (rows or {}).items()}


def _text_of(value: Any, room: int, digits: int) -> str:
    if isinstance(value, Tensor | np.ndarray):
        numbers = value.detach().cpu() if isinstance(value, Tensor) else value
        if math.prod(numbers.shape) <= 24:
            return show_value(numbers.tolist(), room, digits)
        start = ", ".join(_number(v, digits) for v in numbers.reshape(-1)[:4].tolist())
        return f"shape {tuple(numbers.shape)}: {start}, …"
    if isinstance(value, float):
        return _number(value, digits)
    if isinstance(value, list | tuple):
        inside = ", ".join(show_value(v, room, digits) for v in value[: 4 * room])  # what lies behind would be cut off anyway
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    if type(value) is dict:
        inside = ", ".join(f"{key!r}: {show_value(v, room, digits)}" for key, v in value.items())
        return f"{{{inside}}}"
    return repr(value)


def _number(value: Any, digits: int) -> str:
    return f"{value:.{digits}g}" if isinstance(value, float) else str(value)
