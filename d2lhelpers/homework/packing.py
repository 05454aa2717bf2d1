"""Values as text and back, without pickles: what travels between a test and an answer."""

import base64
import json
import math
import sys
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

DTYPES = {"bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64", "complex64", "complex128"}
DEPTH = 100  # of lists in lists
VALUES = 1_000_000  # in lists, tuples, dicts and frames, counted with the lists themselves
COLUMNS = 1_000  # of a frame
ODD_KEYS = 1_000  # of dicts, other than strings and small integers: keys can be made to collide, and each then costs the ones before it
SMALL = 2**60  # integers below it have hashes of their own


class PackError(TypeError):
    """A value that cannot be handed over between a test and an answer."""


def pack(value: Any) -> str:
    """A value as JSON text.

    Parameters
    ----------
    value: a tensor, NumPy array, pandas DataFrame, number, string, bool or None, or lists, tuples and dicts of them.

    Raises
    ------
    PackError: the value, or one inside it, is of another kind; or it has too many parts.
    """
    try:
        return json.dumps(_Packing().pack(value))
    except ValueError as error:  # an integer of thousands of digits
        raise PackError(f"a number cannot be handed over: {error}") from None


def unpack(text: str) -> Any:
    """The value that `pack` made a text of. Safe with text from strangers: it builds plain values only, and not too many.

    Raises
    ------
    PackError: the text was not made by `pack`.
    """
    if text.count("{") + text.count("[") + text.count(",") > 4 * VALUES:  # known before the memory is spent
        raise PackError(f"more than {VALUES:,} values in lists and dicts cannot be handed over: return tensors")
    try:
        return _Packing().unpack(json.loads(text))
    except PackError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError, MemoryError) as error:
        raise PackError(f"this is no packed value ({type(error).__name__})") from None


def clean(text: str) -> str:
    """Text that can be written anywhere: halves of surrogate pairs, which UTF-8 has no bytes for, become question marks."""
    return text.encode("utf-8", "replace").decode()


@dataclass
class _Packing:
    """One value on its way, and how much of it was met so far."""

    values: int = 0
    odd_keys: int = 0

    def _count(self, depth: int, number: int = 1) -> None:
        self.values += number
        if depth > DEPTH:
            raise PackError(f"lists in lists cannot be handed over deeper than {DEPTH}, nor a list or dict that holds itself")
        if self.values > VALUES:
            raise PackError(f"more than {VALUES:,} values in lists and dicts cannot be handed over: return tensors")

    def _key(self, key: Any) -> Any:
        if type(key) is not str and not (type(key) in (int, bool) and abs(key) < SMALL):
            self.odd_keys += 1
        if self.odd_keys > ODD_KEYS:
            raise PackError(f"more than {ODD_KEYS:,} keys other than strings and integers cannot be handed over")
        return key

    def pack(self, value: Any, depth: int = 0) -> Any:
        self._count(depth)
        kind = type(value)
        if value is None or kind in (bool, int, float, str):
            return value
        if kind in (list, tuple):
            return {kind.__name__: [self.pack(v, depth + 1) for v in value]}
        if kind is dict:
            return {"dict": [[self.pack(self._key(k), depth + 1), self.pack(v, depth + 1)] for k, v in value.items()]}
        if isinstance(value, torch.Tensor):
            try:
                with torch._C.DisableTorchFunctionSubclass():  # a subclass computes nothing any more
                    plain = torch.Tensor.as_subclass(value, torch.Tensor)
                numbers = plain.detach().cpu().resolve_conj().resolve_neg().numpy()
            except (TypeError, RuntimeError) as error:
                raise PackError(f"a tensor of dtype {value.dtype} cannot be handed over: {error}") from None
            return {"tensor": _numbers(numbers), "requires_grad": plain.requires_grad}
        if isinstance(value, np.generic):
            return self.pack(value.item(), depth)
        if isinstance(value, np.ndarray):
            return {"array": _numbers(np.asarray(value))}
        if kind is getattr(sys.modules.get("pandas"), "DataFrame", None):
            return {"frame": self._pack_frame(value, depth)}
        raise PackError(f"a {kind.__name__} cannot be handed over: return tensors, numbers, strings, or lists, tuples and dicts of them")

    def _pack_frame(self, frame: Any, depth: int) -> list[list[Any]]:
        self._count(depth, frame.size)
        if len(frame.columns) > COLUMNS:
            raise PackError(f"a frame of more than {COLUMNS:,} columns cannot be handed over")
        return [[str(name), str(column.dtype), [_plain(value) for value in column.tolist()]] for name, column in frame.items()]

    def unpack(self, value: Any, depth: int = 0) -> Any:
        self._count(depth)
        if isinstance(value, str):
            return clean(value)
        if not isinstance(value, dict):
            if isinstance(value, list):
                raise PackError("a bare list is no packed value")
            return value
        kind: str | None
        content: Any
        kind, content = next(iter(value.items()), (None, None))
        if kind == "list":
            return [self.unpack(v, depth + 1) for v in content]
        if kind == "tuple":
            return tuple(self.unpack(v, depth + 1) for v in content)
        if kind == "dict":
            return {self._key(self.unpack(k, depth + 1)): self.unpack(v, depth + 1) for k, v in content}
        if kind == "tensor":
            return torch.from_numpy(_array(content)).requires_grad_(value["requires_grad"] is True)
        if kind == "array":
            return _array(content)
        if kind == "frame":
            return self._unpack_frame(content, depth)
        raise PackError("this is no packed value")

    def _unpack_frame(self, columns: list[list[Any]], depth: int) -> Any:
        import pandas as pd

        if len(columns) > COLUMNS:
            raise PackError(f"a frame of more than {COLUMNS:,} columns cannot be handed over")
        for _, _, values in columns:
            self._count(depth, len(values))
        kinds = {"int64", "float64", "bool", "str", "object"}
        return pd.DataFrame(
            {
                clean(str(name)): pd.Series([_plain(value) for value in values], dtype=kind if kind in kinds else "object")
                for name, kind, values in columns
            }
        )


def _plain(value: Any) -> Any:
    """A value of a frame."""
    if isinstance(value, str):
        return clean(value)
    if value is None or type(value) in (bool, int, float):
        return value
    raise PackError(f"a frame that holds a {type(value).__name__} cannot be handed over")


def _numbers(array: np.ndarray) -> dict[str, Any]:
    if array.dtype.name not in DTYPES:
        raise PackError(f"an array of dtype {array.dtype} cannot be handed over")
    return {"dtype": array.dtype.name, "shape": array.shape, "data": base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()}


def _array(content: dict[str, Any]) -> np.ndarray:
    if content["dtype"] not in DTYPES:
        raise PackError("this is no dtype")
    shape = [int(size) for size in content["shape"]]
    flat = np.frombuffer(base64.b64decode(content["data"]), dtype=content["dtype"])
    if len(flat) != math.prod(shape) or math.prod(size for size in shape if size) > max(len(flat), VALUES):
        raise PackError(f"{len(flat)} numbers do not fill the shape")  # nor may an empty array be a million rows long
    return flat.reshape(shape).copy()  # a copy, because a buffer's array is read-only
