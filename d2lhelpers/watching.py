"""Which ready-made functions an answer uses: told by the functions themselves, whatever name leads to them.

`reached(answer)` reads an answer's code and follows its names to what they stand for; `watch()` sees what is called
while it runs. A function of the learner's own is never taken for a library's because of its name: it is read in turn.

    with watch() as called:
        answer(X)
    among(called | reached(answer), ["softmax", "torch.optim"])  # e.g. ["torch.nn.functional.softmax"]
"""

import dis
import functools
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import CodeType, FrameType, FunctionType, MethodType, ModuleType
from typing import Any, NamedTuple

from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

LIBRARIES = {"torch", "functorch", "numpy", "scipy", "sklearn", "pandas", "math", "cmath", "statistics", "d2lhelpers"}
CLASS_CALLS = {"__init__", "__new__", "__call__", "forward"}  # such a call is told by the name of its class
SUBMODULES = r"^(special|linalg|fft|sparse|foreach)_"  # torch.special.softmax calls itself special_softmax

FAMILIES: Mapping[str, set[str]] = {
    "derivative": {"backward", "grad", "grad_and_value", "vjp", "jvp", "vhp", "hvp", "jacobian", "hessian", "jacrev", "jacfwd"}
    | {"linearize", "make_dual"},
    "softmax": {"softmax", "softmax2d", "softmin", "log_softmax"},
    "cross_entropy": {"cross_entropy", "nll", "nll_loss2d", "nll_loss_nd"},
    "deviation": {"std", "std_mean", "var", "var_mean", "nanstd", "nanvar", "stdev", "pstdev", "variance", "pvariance"},
    "norm": {"norm", "vector_norm", "matrix_norm", "clip_grad_norm", "clip_grads_with_norm", "get_total_norm", "renorm"},
    "eigenvalues": {"eig", "eigh", "eigvals", "eigvalsh", "eigs", "eigsh", "svd", "svdvals", "svd_lowrank", "pca_lowrank", "lobpcg"},
}


class Function(NamedTuple):
    """A function, class or module of a library: the module that it lives in, and its name there ("" for a module)."""

    home: str
    name: str

    def __str__(self) -> str:
        return ".".join(part for part in self if part)

    @property
    def plain(self) -> str:
        """The name in one spelling: `softmax` for `Tensor.softmax`, `Softmax.forward`, `special_softmax`, `softmax_`."""
        parts = [part for part in self.name.split(".") if part not in CLASS_CALLS] or [""]
        return _plain(parts[-1])


def _plain(name: str) -> str:
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower().strip("_")
    return re.sub(SUBMODULES, "", snake).removesuffix("_loss")


def among(functions: Iterable[Function], names: Iterable[str]) -> list[str]:
    """Those of the functions that one of the names means, as a learner would write them, sorted.

    Parameters
    ----------
    functions: what `reached` and `watch` found.
    names: each one a family ("derivative"), a function ("softmax": in any module, as a method, in place, as a layer), or a
        module with all that is in it ("torch.optim", "torch").
    """
    wanted, modules = set[str](), set[str]()
    for name in names:
        if "." in name or name in LIBRARIES:
            modules.add(name)
        else:
            wanted |= FAMILIES.get(name, {name})
    plain = set(map(_plain, wanted))
    inside = tuple(f"{module}." for module in modules)
    found = {f for f in functions if f.plain in plain or str(f) in modules or f"{f}.".startswith(inside)}
    return sorted({_written(f) for f in found})


def _written(function: Function) -> str:
    """`torch.softmax`, `Tensor.softmax`, `optim.sgd.SGD`: without what only the library's authors see."""
    text = re.sub(r"\.(__init__|__new__|__call__|forward)$", "", str(function)).replace("TensorBase", "Tensor")
    parts = [part for part in text.split(".") if not part.startswith("_")] or [text]
    return ".".join(parts[-2:])


# What runs


class _Torch(TorchFunctionMode):
    """Sees every function of torch and method of tensors, however it is called."""

    def __init__(self, called: set[Function]) -> None:
        super().__init__()
        self.called = called

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.called.add(identify(func))
        return func(*args, **(kwargs or {}))


@contextmanager
def watch() -> Iterator[set[Function]]:
    """See which functions of libraries are called inside the `with` block, in this thread.

    Functions of torch that others of torch call are not seen (`cross_entropy` alone, not the `log_softmax` inside it), with
    the exception of those written in Python.

    Yields
    ------
    A set that fills up while the block runs; it is complete when the block has ended.
    """
    called: set[Function] = set()
    codes: dict[CodeType, str] = {}
    before = sys.getprofile()

    def note(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call" and frame.f_code not in codes:
            codes[frame.f_code] = frame.f_globals.get("__name__", "")
        elif event == "c_call" and not isinstance(getattr(argument, "__self__", None), Tensor):
            called.add(identify(argument))

    try:
        with _Torch(called):
            sys.setprofile(note)
            try:
                yield called
            finally:
                sys.setprofile(before)
    finally:
        called |= {Function(home, code.co_qualname) for code, home in codes.items()}
        called.intersection_update([f for f in called if _of_library(f.home) and f.home != __name__])


def _of_library(home: str) -> bool:
    return home.split(".")[0] in LIBRARIES


# What stands in the code


def identify(value: Any) -> Function:
    """Where a function, method, class or module comes from. An object is told by its class."""
    if isinstance(value, ModuleType):
        return Function(value.__name__, "")
    if type(value).__module__ == "torch._ops":  # torch.ops.aten.softmax, an operation beneath the functions
        return Function("torch.ops", str(value).split(".")[1])
    if not hasattr(value, "__qualname__"):
        return Function(type(value).__module__, type(value).__qualname__)
    owner = getattr(value, "__objclass__", None) or getattr(value, "__self__", None)
    home = getattr(value, "__module__", None)
    if not isinstance(home, str):
        home = owner.__name__ if isinstance(owner, ModuleType) else getattr(owner, "__module__", None) or type(owner).__module__
    return Function(str(home), str(value.__qualname__).removeprefix("_VariableFunctionsClass."))


def reached(answer: Any) -> set[Function]:
    """The functions, classes and modules of libraries that an answer's code names.

    Names are followed to what they stand for: globals, closures, attributes of modules and classes, imports inside the
    function, defaults, partial functions, layers in a module, and everything again in the learner's own functions and
    classes that are named. What a name leads to only while it runs (`getattr(F, text)`) is for `watch`.
    """
    found: set[Function] = set()
    waiting: list[Any] = [answer]
    known: list[Any] = []
    while waiting:
        value = waiting.pop()
        if any(value is other for other in known):
            continue
        known.append(value)
        if isinstance(value, functools.partial):
            waiting += [value.func, *value.args, *value.keywords.values()]
        elif isinstance(value, MethodType):
            waiting += [value.__func__, value.__self__]
        elif type(value) in (list, tuple, set, dict):
            waiting += value.values() if isinstance(value, dict) else value
        elif isinstance(value, ModuleType) or _of_library(identify(value).home):
            found.add(identify(value))
            waiting += list(value.children()) if isinstance(value, nn.Module) else []
        elif isinstance(value, FunctionType):
            waiting += _named_in(value)
        elif isinstance(value, type):
            waiting += [*vars(value).values(), *value.__bases__]
        elif isinstance(value, staticmethod | classmethod | property | functools.cached_property):
            waiting.append(getattr(value, "__func__", None) or getattr(value, "fget", None) or getattr(value, "func", None))
        elif not isinstance(value, Tensor) and hasattr(value, "__dict__"):
            waiting += [type(value), *vars(value).values()]
    return {function for function in found if _of_library(function.home)}


def _named_in(function: FunctionType) -> list[Any]:
    """The objects that a function's names stand for, its defaults and the function beneath its decorators."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=False)
    around = {name: cell.cell_contents for name, cell in cells if _is_full(cell)}
    found = [*around.values(), *(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    found.append(getattr(function, "__wrapped__", None))
    parts = [function.__code__]
    while parts:
        code = parts.pop()
        found += _read(code, lambda name: around.get(name, function.__globals__.get(name)))
        parts += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return found


def _is_full(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018 - an empty cell raises
    except ValueError:
        return False
    return True


def _read(code: CodeType, look_up: Callable[[str], Any]) -> list[Any]:
    """Go through the steps of a piece of code with one object in hand: the one that the last name led to."""
    found: list[Any] = []
    local: dict[Any, Any] = {}
    here: Any = None
    module: Any = None
    for step in dis.get_instructions(code):
        kind, name = step.opname, step.argval
        if kind in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF", "LOAD_CLASSDEREF"):
            here = local.get(name, look_up(name))
        elif kind.startswith("LOAD_FAST"):
            here = local.get(name[-1] if isinstance(name, tuple) else name)
        elif kind in ("LOAD_ATTR", "LOAD_METHOD"):
            here = getattr(here, name, None) if isinstance(here, ModuleType | type) else None
        elif kind == "IMPORT_NAME":
            here = module = sys.modules.get(name)
        elif kind == "IMPORT_FROM":
            here = getattr(module, name, module)
        elif kind in ("STORE_FAST", "STORE_DEREF", "STORE_NAME"):
            top = sys.modules.get(name) if here is not None and here is module and isinstance(name, str) else None
            local[name] = top or here
            here = None
        elif kind not in ("PUSH_NULL", "COPY_FREE_VARS", "SWAP", "POP_TOP"):
            here = None
        if here is not None:
            found.append(here)
    return found
