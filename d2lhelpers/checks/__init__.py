"""Checks that answer an exercise at once: one module a chapter, one function an exercise.

`checks.softmax_regression.stable_softmax(stable_softmax)` prints whether the answer passes, or
which law it breaks on which input and which mistake that looks like. A check never raises.
"""

import importlib
import pkgutil
from types import ModuleType

CHAPTERS = sorted(
    module.name for module in pkgutil.iter_modules(__path__) if module.name != "frame"
)
__all__ = list(CHAPTERS)


def __getattr__(name: str) -> ModuleType:
    if name in CHAPTERS:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"no chapter is called {name!r}; the chapters are {', '.join(CHAPTERS)}")


def __dir__() -> list[str]:
    return list(CHAPTERS)
