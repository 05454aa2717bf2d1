"""The frame around every check: run the learner's code safely, test laws on it, say what went wrong.

A check is a function that takes an `Attempt`, calls the learner's answer through it and states laws. The first
law that fails ends the check; its report names the law, the input, what came and what was expected, and the
mistake it looks like. Mistakes are recognised by doing them: a check hands over wrong ways with their names,
and the report gives the name of the one whose result the answer repeats.
"""

import dis
import functools
import importlib
import inspect
import linecache
import math
import random
import traceback
from collections.abc import Callable, Mapping
from types import CodeType, FunctionType
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .. import journal

NOTHING = {"RESUME", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "NOP", "COPY_FREE_VARS", "LOAD_COMMON_CONSTANT", "NOT_TAKEN"}
EXERCISES: dict[str, str] = {}

CAUSES = {
    NameError: "A name is used that was never set. Check its spelling, and run the cells above.",
    AttributeError: "This object has no such attribute or method. Print its type: is it what you think it is?",
    IndexError: "An index runs past the end. Compare it with the shape.",
    ZeroDivisionError: "A divisor is zero: a count that starts at zero, or a length of nothing?",
    RecursionError: "The function calls itself without end. Which case should stop it?",
    NotImplementedError: "Part of the answer is still to be written.",
}


class NotYet(Exception):
    """Ends a check: the rows of its report, and the sentence that names the mistake."""

    def __init__(self, rows: Mapping[str, str], advice: str = "") -> None:
        super().__init__(advice)
        self.rows, self.advice = dict(rows), advice


class NotStarted(Exception):
    """The stub is still as it was."""


def exercise(number: str) -> Callable[[Callable[["Attempt"], None]], Callable[[Any], None]]:
    """Make a check out of a function that states laws about an `Attempt`.

    Parameters
    ----------
    number: chapter and exercise, e.g. "3.2"; it is what the report and the progress table show.
    """

    def decorate(laws: Callable[[Attempt], None]) -> Callable[[Any], None]:
        EXERCISES[number] = laws.__name__

        @functools.wraps(laws)
        def check(answer: Any) -> None:
            print(_judge(number, laws, answer))

        check.__annotations__ = {"answer": Any, "return": None}
        return check

    return decorate


def all_exercises() -> dict[str, str]:
    """Number and name of every exercise of every chapter, in order."""
    from . import CHAPTERS

    for chapter in CHAPTERS:
        importlib.import_module(f"{__package__}.{chapter}")
    return dict(sorted(EXERCISES.items(), key=lambda item: [int(part) for part in item[0].split(".")]))


def _judge(number: str, laws: Callable[["Attempt"], None], answer: Any) -> str:
    title = f"{number} {laws.__name__}"
    attempt = Attempt(answer)
    numpy_state, python_state = np.random.get_state(), random.getstate()
    dtype = torch.get_default_dtype()
    try:
        with torch.random.fork_rng(devices=[]), torch.enable_grad():  # a check leaves the notebook's dice alone
            attempt.require_start()
            laws(attempt)
        verdict = f"{title}: passed ({attempt.held} laws held)"
        return _kept(number, True, verdict)
    except NotStarted:
        return f"{title}: not started. Replace the ... in the cell above, run that cell, then run this one again."
    except NotYet as finding:
        return _kept(number, False, _report(title, finding))
    except KeyboardInterrupt:
        return f"{title}: interrupted. Does every loop in your code come to an end?"
    except BaseException as error:  # a check never raises: what is left is an answer no law foresaw
        rows = {"it raised": _message(error)}
        advice = "Your answer does something that this check cannot read. Compare what it returns with the exercise's text."
        return _kept(number, False, _report(title, NotYet(rows, advice)))
    finally:
        np.random.set_state(numpy_state)
        random.setstate(python_state)
        torch.set_default_dtype(dtype)


def _kept(number: str, passed: bool, verdict: str) -> str:
    trouble = journal.record(number, passed)
    return f"{verdict}\n({trouble})" if trouble else verdict


def _report(title: str, finding: NotYet) -> str:
    width = max((len(name) for name in finding.rows), default=0) + 2
    lines = [f"{title}: not yet"]
    for name, value in finding.rows.items():
        lines.append("    " + name.ljust(width) + value.replace("\n", "\n    " + " " * width))
    if finding.advice:
        lines.append(f"    {finding.advice}")
    return "\n".join(lines).encode("utf-8", "backslashreplace").decode()  # a learner's half characters cannot be printed


class Attempt:
    """The learner's answer, called with care.

    Attributes
    ----------
    value: the answer itself: a function, a class, or a plain value.
    rng: a `torch.Generator` with a fresh seed, for inputs that differ at every check.
    held: how many laws have held so far.
    """

    def __init__(self, value: Any) -> None:
        self.value = value
        self.rng = torch.Generator().manual_seed(random.SystemRandom().getrandbits(32))
        self.held = 0

    def randn(self, *shape: int) -> Tensor:
        """Fresh standard normal numbers of this shape, float32."""
        return torch.randn(*shape, generator=self.rng)

    def randint(self, low: int, high: int, *shape: int) -> Tensor:
        """Fresh whole numbers from low to high - 1, int64."""
        return torch.randint(low, high, shape, generator=self.rng)

    def require_start(self) -> None:
        """Stop where the stub is still untouched."""
        if self.value is Ellipsis or _is_stub(self.value):
            raise NotStarted

    def refuse(self, names: set[str], instead: str) -> None:
        """Stop where the answer uses one of these functions or methods, which the exercise is to be written without."""
        used = names & names_used(self.value)
        if used:
            advice = f"This exercise is to be written without the ready-made function: with {instead}."
            raise NotYet({"uses": ", ".join(sorted(used))}, advice)

    # Calling the answer

    def __call__(self, *inputs: Any, like: Any = None, unchanged: bool = True, **named: Any) -> Any:
        """Call the answer on copies of the inputs and return its result, or end the check with the reason.

        Parameters
        ----------
        like: a value of the kind the result must have (tensor of that shape and dtype, number, tuple, …).
            None asks for no kind at all.
        unchanged: whether changing an input in place is a mistake.
        """
        if not callable(self.value):
            kind = _kind(self.value)
            advice = "Hand the function itself to the check: its name, without brackets behind it."
            raise NotYet({"got": f"{kind}: {show_value(self.value)}"}, advice)
        return self.run(self.value, *inputs, like=like, unchanged=unchanged, **named)

    def run(self, function: Callable[..., Any], *inputs: Any, like: Any = None, unchanged: bool = True, **named: Any) -> Any:
        """Call any function of the learner's (a method, an object they returned) as `__call__` does."""
        shown = {name: show_value(x) for name, x in (_by_name(function, inputs) | named).items() if not callable(x)}
        copies = [_copy(x) for x in inputs]
        try:
            result = function(*copies, **named)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise NotYet(_raised(error) | shown, _cause(error, getattr(function, "__name__", ""))) from None
        if like is not None:
            wrong = wrong_kind(result, like)
            if wrong is not None:
                row, advice = wrong
                raise NotYet({"got": row} | shown, advice)
        if unchanged:
            for given, copy in zip(inputs, copies, strict=True):
                if isinstance(given, Tensor) and not torch.equal(torch.nan_to_num(given.detach()), torch.nan_to_num(copy.detach())):
                    advice = "Your function changed its input in place (an `x -= …`, or a method ending in `_`). Build a new tensor."
                    raise NotYet(shown | {"input after": show_value(copy)}, advice)
        return result

    # Stating laws

    def law(self, law: str, truth: Any, advice: str = "", **shown: Any) -> None:
        """End the check where `truth` is false; further rows of its report are named by the keywords."""
        if not bool(truth):
            raise NotYet({"law": law} | _rows(shown), advice)
        self.held += 1

    def equal(
        self,
        law: str,
        got: Any,
        expected: Any,
        /,
        *,
        mistakes: Mapping[str, Any] | None = None,
        tolerance: float = 1e-4,
        advice: str = "",
        **shown: Any,
    ) -> None:
        """End the check where `got` is not `expected`, within `tolerance` of the larger of 1 and its size.

        Parameters
        ----------
        mistakes: from the sentence that names a mistake to the value that it leads to.
        advice: what to say where no mistake is recognised.
        shown: further rows of the report, e.g. `input=X`.
        """
        self._compare(law, got, expected, _rows(shown), mistakes or {}, tolerance, advice)

    def agrees(
        self,
        law: str,
        right: Callable[..., Any],
        *inputs: Any,
        mistakes: Mapping[str, Callable[..., Any]] | None = None,
        tolerance: float = 1e-4,
        advice: str = "",
        **named: Any,
    ) -> Any:
        """Call the answer and `right` on the same inputs; end the check where they differ. Returns the answer's result.

        Parameters
        ----------
        mistakes: from the sentence that names a mistake ("a sum over the examples (dim=0). …") to a function that
            makes it. The first one that gives the answer's own result is named.
        """
        expected = right(*[_copy(x) for x in inputs], **named)
        got = self(*inputs, **named)
        made = {}
        for sentence, wrong in (mistakes or {}).items():
            try:
                made[sentence] = wrong(*[_copy(x) for x in inputs], **named)
            except Exception:  # this mistake cannot be made on these inputs
                continue
        shown = {name: show_value(x) for name, x in (_by_name(self.value, inputs) | named).items() if not callable(x)}
        self._compare(law, got, expected, shown, made, tolerance, advice)
        return got

    def _compare(
        self, law: str, got: Any, expected: Any, shown: Mapping[str, str], mistakes: Mapping[str, Any], tolerance: float, advice: str
    ) -> None:
        if same(got, expected, tolerance):
            self.held += 1
            return
        rows = {"law": law, **shown, "got": show_value(got), "expected": show_value(expected)}
        named = [sentence for sentence, value in mistakes.items() if same(got, value, tolerance)]
        if named:
            raise NotYet(rows, f"This looks like {named[0]}")
        wrong = wrong_kind(got, expected)
        if wrong is not None:
            raise NotYet(rows | {"got": wrong[0]}, wrong[1])
        raise NotYet(rows, advice)


def names_used(function: Any) -> set[str]:
    """The names of attributes and globals that a function uses, in its comprehensions and inner functions too."""
    parts: list[Any] = [getattr(function, "__code__", None)]
    names: set[str] = set()
    while parts:
        part = parts.pop()
        if isinstance(part, CodeType):
            names |= set(part.co_names)
            parts += part.co_consts
    return names


def _rows(shown: Mapping[str, Any]) -> dict[str, str]:
    """The rows of a report that a check names by keywords, in which underscores stand for spaces."""
    return {name.replace("_", " "): show_value(value) for name, value in shown.items()}


def _by_name(function: Callable[..., Any], inputs: tuple[Any, ...]) -> dict[str, Any]:
    """The inputs by the names that the function gives them; numbered where it names fewer."""
    try:
        names = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        names = []
    if len(names) < len(inputs):
        names = ["input"] if len(inputs) == 1 else [f"input {i}" for i in range(1, len(inputs) + 1)]
    return dict(zip(names, inputs, strict=False))


def same(got: Any, expected: Any, tolerance: float = 1e-4) -> bool:
    """Whether two values agree in kind, shape, dtype and, within `tolerance` relative to the larger of 1 and size, in value."""
    if wrong_kind(got, expected) is not None:
        return False
    if isinstance(expected, Tensor):
        got = torch.as_tensor(got)
        if expected.dtype == torch.bool or not (expected.is_floating_point() or expected.is_complex()):
            return bool((got == expected).all())
        return torch.allclose(got.detach().double(), expected.detach().double(), rtol=tolerance, atol=tolerance, equal_nan=True)
    if isinstance(expected, tuple | list):
        return all(same(g, e, tolerance) for g, e in zip(got, expected, strict=True))
    if isinstance(expected, dict):
        return all(same(got[key], e, tolerance) for key, e in expected.items())
    if isinstance(expected, float):
        got = float(got)
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
        return None if ok else (f"{_kind(got)}: {show_value(got)}", "Expected True or False.")
    if isinstance(expected, int | float):
        return _wrong_number(got)
    if isinstance(expected, tuple | list):
        if not isinstance(got, tuple | list):
            return f"{_kind(got)}: {show_value(got)}", f"Expected {len(expected)} values, with commas between them."
        if len(got) != len(expected):
            return f"{len(got)} values: {show_value(got)}", f"Expected {len(expected)} values."
        wrong = [w for w in (wrong_kind(g, e) for g, e in zip(got, expected, strict=True)) if w is not None]
        return wrong[0] if wrong else None
    if isinstance(expected, dict):
        if not isinstance(got, dict):
            return f"{_kind(got)}: {show_value(got)}", f"Expected a dict with the keys {', '.join(map(str, expected))}."
        missing = [str(key) for key in expected if key not in got]
        return (f"keys {', '.join(map(str, got))}", f"Missing: {', '.join(missing)}.") if missing else None
    if not isinstance(got, type(expected)):
        return f"{_kind(got)}: {show_value(got)}", f"Expected {_kind(expected)}."
    return None


def _wrong_number(got: Any) -> tuple[str, str] | None:
    if is_number(got) and getattr(got, "ndim", 0) == 0:
        return None
    return f"{_kind(got)}: {show_value(got)}", "Expected one number. Is a sum or a mean missing, or an index too few?"


def is_number(value: Any) -> bool:
    """Whether a value is one number: Python's, NumPy's, or a tensor with one element; True and False are none."""
    if isinstance(value, Tensor):
        return value.numel() == 1
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _wrong_tensor(got: Any, expected: Tensor) -> tuple[str, str] | None:
    if isinstance(got, int | float) and not isinstance(got, bool) and expected.ndim == 0:
        return None
    if not isinstance(got, Tensor):
        advice = {
            list: "Expected a tensor. torch.stack joins a list of tensors, torch.tensor a list of numbers.",
            tuple: "Expected one tensor, not several values. Is there a comma too many behind `return`?",
            np.ndarray: "Expected a torch tensor. torch.from_numpy turns an array into one, and NumPy is not needed here.",
        }.get(type(got), "Expected a tensor.")
        return f"{_kind(got)}: {show_value(got)}", advice
    if got.shape != expected.shape:
        row = f"shape {tuple(got.shape)}   expected {tuple(expected.shape)}"
        if got.ndim == 2 and got.shape == expected.shape[::-1]:
            return row, "Rows and columns are exchanged: the result is transposed (`.T`). Which factor of the product comes first?"
        if got.numel() == expected.numel():
            return row, "The numbers are as many, the shape is another: look at keepdim, reshape and unsqueeze."
        return row, "The shape is wrong. Which dimension did you sum, index or multiply over?"
    if got.dtype != expected.dtype:
        row = f"dtype {got.dtype}   expected {expected.dtype}"
        if expected.is_floating_point() and not got.is_floating_point():
            return row, "Whole numbers or True/False came where fractions are needed: convert with .float()."
        if got.is_floating_point() and not expected.is_floating_point():
            return row, "Fractions came where whole numbers or True/False are asked for."
        if expected.dtype == torch.float64:
            return row, "The result is to have the precision of float64: make it so with .double(), or dtype=torch.float64."
        return row, "Keep the dtype of the inputs: no .double(), and no float64 array on the way."
    if got.requires_grad and not expected.requires_grad:
        advice = "The result still hangs on its graph. Compute it under torch.no_grad(), or .detach() it."
        return f"requires_grad=True: {show_value(got)}", advice
    return None


def _is_stub(value: Any) -> bool:
    """Whether a function, or every method of a class beside its `__init__`, still does nothing."""
    if isinstance(value, type):
        methods = {name: part for name, part in vars(value).items() if isinstance(part, FunctionType)}
        own = [part for name, part in methods.items() if name != "__init__"] or list(methods.values())
        return bool(own) and all(map(_is_stub, own))
    function = inspect.unwrap(value) if isinstance(value, FunctionType) else None  # beneath decorators such as @torch.no_grad()
    if not isinstance(function, FunctionType):
        return False
    steps = list(dis.get_instructions(function))
    values = [step.argval for step in steps if step.opname in ("LOAD_CONST", "RETURN_CONST", "LOAD_COMMON_CONSTANT")]
    return all(step.opname in NOTHING for step in steps) and all(value is None or value is Ellipsis for value in values)


def _copy(value: Any) -> Any:
    if isinstance(value, Tensor):
        return value.detach().clone().requires_grad_(value.requires_grad)
    return [_copy(v) for v in value] if type(value) is list else value


def _raised(error: BaseException) -> dict[str, str]:
    rows = {"it raised": _message(error)}
    own = [f for f in traceback.extract_tb(error.__traceback__) if "ipykernel" in f.filename or f.filename.startswith("<")]
    if own:
        line = own[-1].line or linecache.getline(own[-1].filename, own[-1].lineno or 0)
        rows["in line"] = f"{own[-1].lineno}: {line.strip()}".rstrip(": ")
    return rows


def _message(error: BaseException) -> str:
    """The error's kind and the first line of what it says."""
    try:
        lines = str(error).strip().splitlines()
    except Exception:  # a learner's own __str__
        lines = []
    return f"{type(error).__name__}: {lines[0][:360]}" if lines else type(error).__name__


def _cause(error: BaseException, name: str) -> str:
    text = _message(error)
    if isinstance(error, TypeError) and "positional argument" in text and not (name and f"{name}()" in text):
        return "A function that you call gets too many or too few arguments. Look at its documentation."
    if isinstance(error, TypeError) and "positional argument" in text:
        return "The function takes other arguments than the exercise names. Keep the first line of the stub as it was."
    if isinstance(error, TypeError) and "ellipsis" in text.lower():
        return "A `...` is still to be replaced."
    if isinstance(error, TypeError | AttributeError) and "NoneType" in text:
        return "Something is None: a function without `return`, or a .grad that was never computed."
    if isinstance(error, RuntimeError) and ("must match the size" in text or "cannot be multiplied" in text or "shapes" in text):
        return "Two shapes do not fit. Print both shapes just before this line."
    if isinstance(error, RuntimeError) and "in-place" in text:
        return "A leaf that requires a gradient is changed in place: do it under torch.no_grad()."
    if isinstance(error, RuntimeError) and "does not require grad" in text:
        return "Nothing in this result depends on a tensor with requires_grad=True: was it detached, or made under no_grad?"
    if isinstance(error, RuntimeError) and "second time" in text:
        return "The graph was freed by the first backward(). Compute the forward pass again."
    return next((cause for kind, cause in CAUSES.items() if isinstance(error, kind)), "")


def _kind(value: Any) -> str:
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def show_value(value: Any, room: int = 90) -> str:
    """A value on few lines: tensors as nested lists with four digits, long ones by shape and beginning."""
    try:
        text = _text_of(value, room)
    except Exception:  # a learner's own __repr__, a tensor without numbers, a list that holds itself
        text = f"<{type(value).__name__}>"
    return text if len(text) <= 4 * room else text[: 4 * room] + " …"


def _text_of(value: Any, room: int) -> str:
    if isinstance(value, Tensor | np.ndarray):
        numbers = value.detach().cpu() if isinstance(value, Tensor) else value
        if math.prod(numbers.shape) <= 24:
            return show_value(numbers.tolist(), room)
        start = ", ".join(_number(v) for v in numbers.reshape(-1)[:4].tolist())
        return f"shape {tuple(numbers.shape)}: {start}, …"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, list | tuple):
        inside = ", ".join(show_value(v, room) for v in value[: 4 * room])  # what lies behind would be cut off anyway
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    return str(repr(value))


def _number(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
