"""The frame in the vocabulary of the chapters that have not been moved to it yet; it goes when the last one has."""

from collections.abc import Callable, Mapping
from types import CodeType
from typing import Any, cast

from torch import nn

from . import frame
from .frame import NotYet as NotYet
from .frame import is_number as is_number
from .frame import same as same
from .frame import show_value as show_value
from .frame.mistakes import Mistake


class Attempt(frame.Attempt):
    """An attempt whose rows are keywords and whose mistakes are tables."""

    def refuse(self, names: set[str], instead: str) -> None:
        self.forbid(*sorted(names), instead=instead)

    def run(self, function: Callable[..., Any], *inputs: Any, **options: Any) -> Any:
        return super().run(function, *[frame.changing(x) if isinstance(x, nn.Module) else x for x in inputs], **options)

    def law(self, law: str, truth: Any, advice: str = "", **shown: Any) -> None:
        super().law(law, truth, advice, rows=_rows(shown))

    def equal(  # type: ignore[override]
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
        super().equal(law, got, expected, mistakes=mistakes, tolerance=tolerance, advice=advice, rows=_rows(shown))

    def agrees(self, law: str, right: Callable[..., Any], *inputs: Any, mistakes: Any = None, **options: Any) -> Any:
        known = [Mistake(sentence, wrong) for sentence, wrong in (mistakes or {}).items()]
        return super().agrees(law, right, *inputs, mistakes=known, **options)


def exercise(number: str) -> Callable[[Callable[[Attempt], None]], frame.Exercise]:
    def make(laws: Callable[[Attempt], None]) -> frame.Exercise:
        def translated(attempt: frame.Attempt) -> None:
            attempt.__class__ = Attempt
            laws(cast(Attempt, attempt))

        translated.__name__, translated.__doc__ = laws.__name__, laws.__doc__
        return frame.exercise(number)(translated)

    return make


def names_used(function: Any) -> set[str]:
    parts: list[Any] = [getattr(function, "__code__", None)]
    names: set[str] = set()
    while parts:
        part = parts.pop()
        if isinstance(part, CodeType):
            names |= set(part.co_names)
            parts += part.co_consts
    return names


def _rows(shown: Mapping[str, Any]) -> dict[str, Any]:
    return {name.replace("_", " "): show_value(value) for name, value in shown.items()}
