"""What an answer leaves behind: its inputs and PyTorch's settings, compared before and after each call."""

import random
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Changing:
    """An input that the answer is meant to change: it gets the object itself, and nothing is compared."""

    value: Any


def changing(value: Any) -> Any:
    """Hand over this input itself in place of a copy, to be changed: a model to train, parameters to step."""
    return Changing(value)


def copied(value: Any, known: dict[int, Any] | None = None) -> Any:
    """A copy of an input: tensors, arrays, generators, and lists, tuples and dicts of them. Models are handed over themselves.

    What occurs twice in an input occurs twice in its copy.
    """
    known = {} if known is None else known
    if id(value) not in known:
        known[id(value)] = _copy(value, known)
    return known[id(value)]


def stand_ins(inputs: Sequence[Any], named: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """The same inputs with a copy in the place of each that is to be changed.

    They keep what was handed over, for the right answer and the mistakes, while the learner's
    answer changes the object itself.
    """
    known: dict[int, Any] = {}

    def stand_in(value: Any) -> Any:
        return Changing(deepcopy(value.value, known)) if isinstance(value, Changing) else value

    return [stand_in(x) for x in inputs], {name: stand_in(x) for name, x in named.items()}


def _copy(value: Any, known: dict[int, Any]) -> Any:
    if isinstance(value, Changing):
        return value.value
    if isinstance(value, Tensor):
        return value.detach().clone().requires_grad_(value.requires_grad)
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, torch.Generator):
        return torch.Generator(value.device).set_state(value.get_state())
    if type(value) in (list, tuple):
        return type(value)(copied(v, known) for v in value)
    if type(value) is dict:
        return {key: copied(v, known) for key, v in value.items()}
    return value


@dataclass(frozen=True)
class _TensorState:
    values: Tensor
    requires_grad: bool


@dataclass(frozen=True)
class _ModuleState:
    tensors: dict[str, Any]
    modes: dict[str, bool]


def snapshot(value: Any) -> Any:
    """What can be changed in an input: kept, to be compared later by `change`."""
    if isinstance(value, Tensor):
        return _TensorState(value.detach().clone(), value.requires_grad)
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, nn.Module):
        tensors = [*value.named_parameters(), *value.named_buffers()]
        modes = {name: part.training for name, part in value.named_modules()}
        return _ModuleState({name: snapshot(tensor) for name, tensor in tensors}, modes)
    if type(value) in (list, tuple):
        return [snapshot(v) for v in value]
    if type(value) is dict:
        return {key: snapshot(v) for key, v in value.items()}
    return value if isinstance(value, int | float | str | None) else None


def change(name: str, before: Any, after: Any) -> str:
    """How an input of this name has changed between two snapshots, in a sentence; "" where it has not."""
    if isinstance(before, _TensorState) and isinstance(after, _TensorState):
        return _tensor_change(name, before, after)
    if isinstance(before, _ModuleState) and isinstance(after, _ModuleState):
        return _module_change(name, before, after)
    if isinstance(before, dict) and isinstance(after, dict):
        if list(before) != list(after):
            return f"Your function changed the keys of the dict {name}. Work on a copy: dict({name})."
        return next(
            filter(None, (change(f"{name}[{key!r}]", before[key], after[key]) for key in before)),
            "",
        )
    if isinstance(before, list) and isinstance(after, list):
        inside = [change(f"{name}[{i}]", b, a) for i, (b, a) in enumerate(zip(before, after, strict=False))]
        if len(before) != len(after) or any("another value" in sentence for sentence in inside):
            return f"Your function changed the list {name} (pop, append, sort, an entry set anew). Work on a copy: list({name})."
        return next(filter(None, inside), "")
    if isinstance(before, np.ndarray) and isinstance(after, np.ndarray):
        same = before.shape == after.shape and bool(((before == after) | (before != before)).all())
        return "" if same else f"Your function changed its input in place: {name}. Build a new array."
    return "" if type(before) is type(after) and (before == after or before != before) else f"{name} has another value than before."


def _tensor_change(name: str, before: _TensorState, after: _TensorState) -> str:
    like = before.values.shape == after.values.shape and before.values.dtype == after.values.dtype
    if not like or not torch.equal(torch.nan_to_num(before.values), torch.nan_to_num(after.values)):
        return f"Your function changed its input in place: {name}. An `x -= …` does that, and a method ending in `_`. Build a new tensor."
    if before.requires_grad != after.requires_grad:
        if before.requires_grad:
            return f"Your function switched requires_grad off for {name}: it can no longer be trained."
        return f"Your function switched requires_grad on for {name}, which belongs to the caller. Do that with a copy."
    return ""


def _module_change(name: str, before: _ModuleState, after: _ModuleState) -> str:
    if before.modes != after.modes:
        now = "in training mode" if next(after.modes[m] for m in after.modes if after.modes[m] != before.modes.get(m)) else "in eval mode"
        return f"Your function leaves {name} {now}, and it was not before. Put the mode back that it found ({name}.training)."
    if list(before.tensors) != list(after.tensors):
        return f"Your function changed which parameters {name} has."
    sentences = (change(f"{name}.{part}", before.tensors[part], after.tensors[part]) for part in before.tensors)
    return next(filter(None, sentences), "")


@dataclass(frozen=True)
class World:
    """The settings that every cell of a notebook shares."""

    gradients: bool
    dtype: torch.dtype
    seeds: tuple[int, int]

    @classmethod
    def now(cls) -> "World":
        """The settings as they stand."""
        seeds = torch.initial_seed(), Dice.seeded
        return cls(torch.is_grad_enabled(), torch.get_default_dtype(), seeds)

    def restore(self) -> None:
        """Put gradients and dtype back."""
        torch.set_grad_enabled(self.gradients)
        torch.set_default_dtype(self.dtype)

    def change(self, after: "World") -> str:
        """What has been changed since, in a sentence; "" where nothing was."""
        if after.gradients != self.gradients:
            turned = "on" if after.gradients else "off"
            return f"Your function leaves gradients switched {turned} for the whole notebook. `with torch.no_grad():` ends by itself."
        if after.dtype != self.dtype:
            return "Your function changes the default dtype for the whole notebook. Give the dtype to the tensor that needs it."
        if after.seeds != self.seeds:
            return (
                "Your function seeds the generator that the whole notebook draws from: every call then draws the same numbers, "
                "and so does all that comes after it. Leave out the seed, or use a generator that is handed in."
            )
        return ""


class Dice:
    """The random state of the notebook: taken on entering, put back on leaving.

    In between it is the same for every check, and calls of `random.seed` and `numpy.random.seed` are counted in `seeded`;
    for torch the seed itself can be read.
    """

    SEED = 20_613_271  # no seed that a learner would choose, so that a seed set by the answer shows
    seeded = 0

    def __enter__(self) -> None:
        self.kept = torch.get_rng_state(), np.random.get_state(), random.getstate()
        self.seeders: list[Callable[..., None]] = [random.seed, np.random.seed]
        torch.default_generator.manual_seed(self.SEED)
        for seeder in self.seeders:
            seeder(self.SEED)
        random.seed, np.random.seed = map(self._counted, self.seeders)

    def __exit__(self, *_: object) -> None:
        random.seed, np.random.seed = self.seeders
        torch.set_rng_state(self.kept[0])
        np.random.set_state(self.kept[1])
        random.setstate(self.kept[2])

    @staticmethod
    def _counted(seeder: Callable[..., None]) -> Callable[..., None]:
        def seed(*given: Any, **named: Any) -> None:
            Dice.seeded += 1
            seeder(*given, **named)

        return seed
