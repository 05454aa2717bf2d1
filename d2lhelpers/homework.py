"""Graded homework: how a test reaches an answer.

A test asks for an answer by its name, `submission("softmax")`, and calls it. In a student's notebook that calls their function;
in grading it calls the function in a sandboxed kernel, while the test itself runs outside of it. Both ways arguments and
results are packed into plain text and unpacked again, so that what passes in the notebook passes in grading.
"""

import ast
import base64
import contextlib
import hashlib
import json
import math
import os
import sys
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import numpy as np
import torch

from .checks.frame import same, show_value, wrong_kind

SECRET = "D2LHELPERS_COURSE_SECRET"  # the environment variable that holds the course secret in grading
SELF_STUDY = "self-study"  # takes the place of the course secret where there is none
DTYPES = {"bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64", "complex64", "complex128"}
INDIRECT = {"getattr", "eval", "exec", "compile", "globals", "vars", "builtins", "__import__", "import_module", ".import_module"}
INDIRECT |= {".__dict__", ".__getattribute__", ".__getattr__"}  # an attribute is written with its dot: net.eval() is no eval()


class PackError(TypeError):
    """A value that cannot be handed over between a test and an answer."""


class AnswerError(Exception):
    """An answer that is missing, raised an exception, took too long, or returned what cannot be handed over."""


# Packing values into text, without pickles


def pack(value: Any) -> str:
    """A value as JSON text.

    Parameters
    ----------
    value: a tensor, NumPy array, pandas DataFrame, number, string, bool or None, or lists, tuples and dicts of them.

    Raises
    ------
    PackError: the value, or one inside it, is of another kind.
    """
    try:
        return json.dumps(_packed(value))
    except RecursionError:
        raise PackError("a list or dict that holds itself cannot be handed over") from None


def unpack(text: str) -> Any:
    """The value that `pack` made a text of. Safe with text from strangers: it builds plain values only.

    Raises
    ------
    PackError: the text was not made by `pack`.
    """
    try:
        return _unpacked(json.loads(text))
    except PackError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError, MemoryError) as error:
        raise PackError(f"this is no packed value ({type(error).__name__})") from None


def _packed(value: Any) -> Any:
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        return value
    if kind in (list, tuple):
        return {kind.__name__: [_packed(v) for v in value]}
    if kind is dict:
        return {"dict": [[_packed(k), _packed(v)] for k, v in value.items()]}
    if isinstance(value, torch.Tensor):
        try:
            numbers = value.detach().cpu().resolve_conj().resolve_neg().numpy()
        except (TypeError, RuntimeError) as error:
            raise PackError(f"a tensor of dtype {value.dtype} cannot be handed over: {error}") from None
        return {"tensor": _numbers(numbers), "requires_grad": value.requires_grad}
    if isinstance(value, np.generic):
        return _packed(value.item())
    if isinstance(value, np.ndarray):
        return {"array": _numbers(value)}
    if kind.__name__ == "DataFrame" and kind.__module__.startswith("pandas"):
        return {"frame": [[str(name), str(column.dtype), column.tolist()] for name, column in value.items()]}
    raise PackError(f"a {kind.__name__} cannot be handed over: return tensors, numbers, strings, or lists, tuples and dicts of them")


def _numbers(array: np.ndarray) -> dict[str, Any]:
    if array.dtype.name not in DTYPES:
        raise PackError(f"an array of dtype {array.dtype} cannot be handed over")
    return {"dtype": array.dtype.name, "shape": array.shape, "data": base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()}


def _unpacked(value: Any) -> Any:
    if not isinstance(value, dict):
        if isinstance(value, list):
            raise PackError("a bare list is no packed value")
        return value
    kind, content = next(iter(value.items()), (None, None))
    if kind == "list":
        return [_unpacked(v) for v in content]
    if kind == "tuple":
        return tuple(_unpacked(v) for v in content)
    if kind == "dict":
        return {_unpacked(k): _unpacked(v) for k, v in content}
    if kind == "tensor":
        return torch.from_numpy(_array(content)).requires_grad_(value["requires_grad"] is True)
    if kind == "array":
        return _array(content)
    if kind == "frame":
        return _frame(content)
    raise PackError(f"this is no packed value: {kind!r}")


def _array(content: dict[str, Any]) -> np.ndarray:
    if content["dtype"] not in DTYPES:
        raise PackError(f"this is no dtype: {content['dtype']!r}")
    flat = np.frombuffer(base64.b64decode(content["data"]), dtype=content["dtype"])
    return flat.reshape([int(size) for size in content["shape"]]).copy()  # a copy, because a buffer's array is read-only


def _frame(columns: list[list[Any]]) -> Any:
    import pandas as pd

    kinds = {"int64", "float64", "bool", "str", "object"}
    return pd.DataFrame({str(name): pd.Series(values, dtype=kind if kind in kinds else "object") for name, kind, values in columns})


# Reaching an answer


class Place(Protocol):
    """Where the answers are: the student's own notebook, or a sandboxed copy of it."""

    hidden: bool  # whether what a test says must not give away its inputs and expected values

    def call(self, name: str, arguments: str, seconds: float) -> str:
        """Call an answer with packed arguments and return its packed result; raise AnswerError where there is none."""

    def sources(self) -> list[str]:
        """The code cells that were run, in their order."""

    def report(self, name: str, value: float) -> None:
        """Keep a measured number for the leaderboard."""


class ThisNotebook:
    """The notebook in which the test runs."""

    hidden = False

    def call(self, name: str, arguments: str, seconds: float) -> str:
        """Call the student's own function; its exceptions come through as they are, with their traceback."""
        return pack(call_packed(vars(sys.modules["__main__"]), name, arguments))

    def sources(self) -> list[str]:
        """Every cell that was run so far."""
        return list(vars(sys.modules["__main__"]).get("In", []))

    def report(self, name: str, value: float) -> None:
        """Print the number."""
        print(f"{name}: {value:.4f}")


place: Place = ThisNotebook()


@contextlib.contextmanager
def answers_from(other: Place) -> Iterator[None]:
    """Let tests reach the answers of another place."""
    global place
    previous, place = place, other
    try:
        yield
    finally:
        place = previous


def call_packed(names: dict[str, Any], name: str, arguments: str) -> Any:
    """Call the function that stands under `name` with packed arguments (a list and a dict)."""
    if name not in names:
        raise AnswerError(f"{name} is not defined: run the cell that defines it, and keep the name that the question gives")
    if not callable(names[name]):
        raise AnswerError(f"{name} is a {type(names[name]).__name__}, not a function")
    inputs, named = unpack(arguments)
    return names[name](*inputs, **named)


class Reply:
    """What a sandboxed kernel shows of a call: packed, as the text of its `repr`."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def reply(names: dict[str, Any], name: str, arguments: str, room: int) -> Reply:
    """Call an answer inside the sandbox: `{"result": packed}`, or `{"raised": [kind, message]}`.

    Parameters
    ----------
    room: how many characters the packed result may have.
    """
    try:
        packed = pack(call_packed(names, name, arguments))
        if len(packed) > room:
            raise PackError(f"the result is too large to be handed over: {len(packed) / 1e6:.0f} MB, {room / 1e6:.0f} MB are allowed")
        return Reply(json.dumps({"result": packed}))
    except Exception as error:
        return Reply(json.dumps({"raised": [type(error).__name__, str(error)[:500]]}))


class Answer:
    """An answer that tests can call like a function.

    It is called on copies: an answer that changes its inputs in place changes nothing outside.
    """

    def __init__(self, name: str, seconds: float) -> None:
        self.name, self.seconds = name, seconds

    def __call__(self, *inputs: Any, **named: Any) -> Any:
        """Call the answer and return its result.

        Raises
        ------
        AnswerError: in grading, where the answer raised, took too long, or returned what cannot be handed over.
        """
        return unpack(place.call(self.name, pack((list(inputs), named)), self.seconds))


def submission(name: str, seconds: float = 10) -> Answer:
    """The answer that stands under this name in the student's notebook.

    Parameters
    ----------
    name: the function's name, as the question gives it.
    seconds: how long one call may take in grading (wall-clock seconds of a shared machine; be generous).
    """
    return Answer(name, seconds)


# What tests are made of


def generator(label: str) -> torch.Generator:
    """Random numbers for a test's inputs. In grading they depend on the course secret, so that nobody knows them beforehand.

    Parameters
    ----------
    label: tells the tests of a course apart, e.g. "ps1 q2".
    """
    secret = os.environ.get(SECRET, SELF_STUDY)
    digest = hashlib.sha256(f"{secret}/{label}".encode()).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest[:7], "big"))


def expect(truth: Any, because: str) -> None:
    """Fail the test where `truth` is false, saying `because`: what the question asks for, without this test's numbers."""
    if not bool(truth):
        raise AssertionError(because)


def expect_equal(got: Any, expected: Any, because: str, tolerance: float = 1e-4) -> None:
    """Fail the test where `got` is not `expected`: in kind, shape, dtype, and in value within `tolerance` of the larger of 1 and its size.

    Visible tests show both values; hidden ones only say `because`.
    """
    if same(got, expected, tolerance):
        return
    if place.hidden:
        raise AssertionError(because)
    wrong = wrong_kind(got, expected)
    lines = [because, f"  got       {wrong[0] if wrong else show_value(got)}", f"  expected  {show_value(expected)}"]
    raise AssertionError("\n".join(lines + ([f"  {wrong[1]}"] if wrong else [])))


def forbid(answer: Answer, *names: str) -> None:
    """Fail the test where an answer uses one of these names, itself or through what it uses from the notebook.

    Ways around (`getattr`, `eval`, …) are forbidden with them. What else the notebook does, in other cells, is free.
    """
    used = names_reached(place.sources(), answer.name)
    found = {name: used[key] for name in names for key in (name, f".{name}") if key in used}
    found = found or {name: used[name] for name in sorted(INDIRECT & used.keys())}
    if found:
        said = [name if through == answer.name else f"{name} (through {through})" for name, through in found.items()]
        raise AssertionError(f"{answer.name} uses {', '.join(said)}: this question asks you to write it without")


def leaderboard(name: str, value: float) -> None:
    """Show a measured number; in grading it also goes into the class's leaderboard, smaller being better.

    Raises
    ------
    AssertionError: the number is NaN or infinite.
    """
    expect(math.isfinite(value), f"{name} is not a finite number")
    place.report(name, float(value))


def names_reached(sources: Iterable[str], name: str) -> dict[str, str]:
    """What a function uses, and what is used by whatever of the notebook it uses, read from the code without running it.

    Parameters
    ----------
    sources: the code cells in their order; where several define a name, the last one counts. Cells that cannot be parsed are passed over.
    name: the function's name.

    Returns
    -------
    each name used, attributes with a dot before them, and the name of the notebook in whose definition it stands.
    """
    meaning: dict[str, ast.stmt] = {}
    for source in sources:
        for statement in _statements(source):
            meaning |= dict.fromkeys(_bound(statement), statement)
    reached: dict[str, str] = {}
    to_read = [name]
    while to_read:
        through = to_read.pop()
        statement = meaning.pop(through, None)
        if statement is not None:
            names = _names(statement)
            to_read += names
            reached = dict.fromkeys(names | _attributes(statement), through) | reached
    return reached


def _statements(source: str) -> list[ast.stmt]:
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        return ast.parse(TransformerManager().transform_cell(source)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _bound(statement: ast.stmt) -> set[str]:
    """The names that a statement gives a meaning to."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    nodes = list(ast.walk(statement))
    names = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    names |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return names | {(node.asname or node.name).split(".")[0] for node in nodes if isinstance(node, ast.alias)}


def _names(statement: ast.stmt) -> set[str]:
    """The names that a statement takes from outside of itself."""
    nodes = list(ast.walk(statement))
    own = {node.arg for node in nodes if isinstance(node, ast.arg)}
    own |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    own |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    return {node.id for node in nodes if isinstance(node, ast.Name)} - own


def _attributes(statement: ast.stmt) -> set[str]:
    """The attributes that a statement mentions, with a dot before them, and what it imports."""
    found: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Attribute):
            found.add(f".{node.attr}")
        elif isinstance(node, ast.alias):
            found |= set(node.name.split("."))
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= set(node.module.split("."))
    return found
