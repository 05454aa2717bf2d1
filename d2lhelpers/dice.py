"""The dice of a run: those of Python, NumPy and torch, and the generators that its own objects hold."""

import functools
import os
import random
import sys
import types
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Any

import torch

LIBRARIES = sys.stdlib_module_names | {"d2lhelpers", "numpy", "pandas", "sklearn", "torch", "torchvision"} - {"__main__"}
ITEMS = 100  # of a list or dict that are looked into


def seed_everything(seed: int) -> torch.Generator:
    """Seed Python, NumPy and torch, and return a generator seeded alike.

    `$D2LHELPERS_SEED_SHIFT` is added to every seed: `make seeds` runs the chapters with other dice by it.

    Parameters
    ----------
    seed: a whole number from 0.
    """
    import numpy as np

    seed += int(os.environ.get("D2LHELPERS_SEED_SHIFT", "0"))
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)
    return torch.Generator().manual_seed(seed)


def states(owners: Mapping[str, Any], device: torch.device) -> dict[str, Any]:
    """The states of all dice that a run depends on: the global ones, that of the device, and those that `owners` hold."""
    import numpy as np

    found = {"python": random.getstate(), "numpy": _plain(np.random.get_state(legacy=False)), "torch": torch.get_rng_state()}
    if device.type == "cuda":
        found["cuda"] = torch.cuda.get_rng_state(device)
    return found | {name: _state(die) for name, die in own_dice(owners).items() if not isinstance(die, random.SystemRandom)}


def set_states(saved: Mapping[str, Any], owners: Mapping[str, Any], device: torch.device) -> None:
    """Put all dice back into the states that `states` returned."""
    import numpy as np

    random.setstate(saved["python"])
    np.random.set_state(_with_arrays(saved["numpy"]))
    torch.set_rng_state(saved["torch"].cpu())
    if "cuda" in saved and device.type == "cuda":
        torch.cuda.set_rng_state(saved["cuda"].cpu(), device)
    for name, die in own_dice(owners).items():
        if name in saved:
            _set_state(die, saved[name])


@contextmanager
def put_back(owners: Mapping[str, Any], device: torch.device) -> Iterator[None]:
    """Afterwards all dice are as they were, as if nothing had been drawn."""
    before = states(owners, device)
    try:
        yield
    finally:
        set_states(before, owners, device)


def own_dice(owners: Mapping[str, Any]) -> dict[str, Any]:
    """Every generator that the named objects hold, by the way to it: `train.sampler.generator`.

    Looked through are attributes, lists, dicts, and the functions of people's own classes with the variables that they use.
    """
    import numpy as np

    kinds = (torch.Generator, random.Random, np.random.Generator, np.random.RandomState, np.random.BitGenerator)
    found, seen, waiting = {}, set(), list(owners.items())
    for name, value in waiting:
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, kinds):
            found[name] = value
        else:
            waiting += [(name + way, part) for way, part in _parts(value)]
    return found


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    """What an object holds, each with the way to it."""
    if isinstance(value, torch.Tensor | str | bytes | int | float | types.ModuleType):
        return
    if isinstance(value, Mapping):
        yield from ((f"[{key!r}]", part) for key, part in islice(value.items(), ITEMS))
    elif isinstance(value, tuple | list | set | frozenset):
        yield from ((f"[{i}]", part) for i, part in enumerate(islice(value, ITEMS)))
    elif isinstance(value, functools.partial):
        yield from ((".func", value.func), (".args", value.args), (".keywords", value.keywords))
    elif isinstance(value, types.MethodType | types.BuiltinMethodType):
        yield from ((".__self__", value.__self__), (".__func__", getattr(value, "__func__", None)))
    elif isinstance(value, staticmethod | classmethod):
        yield ".__func__", value.__func__
    elif isinstance(value, property):
        yield ".fget", value.fget
    elif isinstance(value, types.FunctionType):
        if not _of_a_library(value):
            yield from ((f".{name}", part) for name, part in _variables(value))
    elif isinstance(value, type):
        for cls in value.__mro__:
            if not _of_a_library(cls):
                yield from ((f".{name}", part) for name, part in list(vars(cls).items()))
    elif hasattr(value, "__dict__"):
        yield from ((f".{name}", part) for name, part in list(vars(value).items()) if name != "_iterator")
        yield f".{type(value).__name__}", type(value)


def _of_a_library(thing: Any) -> bool:
    return (thing.__module__ or "").partition(".")[0] in LIBRARIES


def _variables(function: types.FunctionType) -> Iterator[tuple[str, Any]]:
    """What a function sees beyond its arguments: defaults, variables of the function around it, globals that it names."""
    yield "__defaults__", function.__defaults__
    yield "__kwdefaults__", function.__kwdefaults__
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        with suppress(ValueError):  # a cell that is not filled yet
            yield name, cell.cell_contents
    codes = [function.__code__]
    for code in codes:  # functions within it name globals as well
        codes += [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
        yield from ((name, function.__globals__[name]) for name in code.co_names if name in function.__globals__)


def _state(die: Any) -> Any:
    if isinstance(die, torch.Generator):
        return die.get_state()
    if isinstance(die, random.Random):
        return die.getstate()
    return _plain(die.get_state(legacy=False) if hasattr(die, "get_state") else getattr(die, "bit_generator", die).state)


def _set_state(die: Any, state: Any) -> None:
    if isinstance(die, torch.Generator):
        die.set_state(state.cpu())
    elif isinstance(die, random.Random):
        die.setstate(state)
    elif hasattr(die, "set_state"):
        die.set_state(_with_arrays(state))
    else:
        getattr(die, "bit_generator", die).state = _with_arrays(state)


def _plain(state: Any) -> Any:
    """NumPy's arrays as tensors of int64, which a checkpoint may hold."""
    if isinstance(state, Mapping):
        return {name: _plain(part) for name, part in state.items()}
    if hasattr(state, "dtype") and hasattr(state, "astype"):
        return {"dtype": str(state.dtype), "array": torch.from_numpy(state.astype("int64"))}
    return state


def _with_arrays(state: Any) -> Any:
    if isinstance(state, Mapping) and state.keys() == {"dtype", "array"}:
        return state["array"].cpu().numpy().astype(state["dtype"])
    return {name: _with_arrays(part) for name, part in state.items()} if isinstance(state, Mapping) else state
