"""A training run: what it is made of, how far it is, and in which words a checkpoint remembers it."""

import functools
import hashlib
import math
import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.nn.parameter import UninitializedBuffer, UninitializedParameter

from .data import Batch, whole_number
from .dice import own_dice
from .history import History
from .measures import Loss, Metric, device_of

Every = Literal["epoch", "batch"]

UNMADE = (UninitializedParameter, UninitializedBuffer)  # of lazy modules, before their first call
HASHED = 16 * 2**20  # bytes of a tensor; of a larger one every second, third, … row is read
READ = 1_000  # items of a list
NOT_OF_THE_RUN = {"params", "foreach", "fused", "capturable", "differentiable"}  # of an optimizer's options: how it computes, not what
MOVING = {"last_epoch", "_step_count", "_last_lr", "_get_lr_called_within_step", "_is_initial", "T_cur", "T_i"}
MOVING |= {"best", "num_bad_epochs", "cooldown_counter"}  # of a schedule: how far it is


@dataclass
class EarlyStopping:
    """Stop when the validation loss has not improved for `patience` epochs, and restore the best weights.

    Prechelt, "Early stopping - but when?" (1998).

    Attributes
    ----------
    patience: epochs to wait for an improvement.
    min_delta: by how much the loss must fall to count as one.
    """

    patience: int = 5
    min_delta: float = 0.0

    def __post_init__(self) -> None:
        self.patience = whole_number("patience", self.patience)
        if self.patience < 1:
            raise ValueError(f"patience must be 1 epoch or more, not {self.patience!r}")
        if not self.min_delta >= 0:
            raise ValueError(f"min_delta must be 0 or more, not {self.min_delta!r}")


@dataclass
class Run:
    """What `fit` was called with, and what it carries from epoch to epoch."""

    model: nn.Module
    loss: Loss
    optimizer: torch.optim.Optimizer
    train: Iterable[Batch]
    valid: Iterable[Batch] | None
    epochs: int
    metrics: Mapping[str, Metric]
    scheduler: Any
    schedule_every: Every
    early_stopping: EarlyStopping | None
    history: History = field(default_factory=History)
    best_loss: float = math.inf
    best_weights: dict[str, Tensor] | None = None
    waited: int = 0

    @property
    def device(self) -> torch.device:
        """Where the model is."""
        return device_of(self.model)

    @property
    def watched(self) -> str:
        """The column by which epochs are better or worse."""
        return "train_loss" if self.valid is None else "valid_loss"

    @property
    def over(self) -> bool:
        """Whether there is no epoch left to train."""
        return len(self.history) >= self.epochs or self.out_of_patience

    @property
    def out_of_patience(self) -> bool:
        """Whether the validation loss has not improved for long enough."""
        return self.early_stopping is not None and self.waited >= self.early_stopping.patience

    @property
    def owners(self) -> dict[str, Any]:
        """What may hold dice of its own."""
        return {"train": self.train, "valid": self.valid, "model": self.model, "loss": self.loss, "metrics": self.metrics}


def length(batches: Any) -> int | None:
    """How many batches there are, where that is known."""
    try:
        return len(batches)
    except Exception:  # a loader over a stream has a len that raises
        return None


# A run in words. A checkpoint holds them: {what: its value}, equal where it is the same run.


def in_words(run: Run) -> dict[str, str]:
    """What a resumed run must have, or may change, of the things that training does not touch."""
    stopping, frozen = run.early_stopping, [name for name, p in run.model.named_parameters() if not p.requires_grad]
    sampler, own = getattr(run.train, "sampler", None), getattr(run.train, "batch_sampler", None)
    generators = [(name, die) for name, die in own_dice(run.owners).items() if isinstance(die, torch.Generator)]
    settings = {}
    for name in ("batch_size", "drop_last", "shuffle", "replacement"):
        values = [getattr(part, name) for part in (run.train, own, sampler) if getattr(part, name, None) is not None]
        settings[f"{name} of its batches"] = repr(values[0]) if values else "none"
    return {
        "loss": describe(run.loss),
        "training data": describe_data(run.train),
        "kind of batches": type(run.train).__name__,
        "sampler": "none" if sampler is None else type(sampler).__name__,
        **settings,
        "frozen parameters": ", ".join(frozen) or "none",
        "schedule_every": "none" if run.scheduler is None else run.schedule_every,
        "validation data": "none" if run.valid is None else describe_data(run.valid),
        "metrics": ", ".join(sorted(run.metrics)) or "none",
        "early stopping": "none" if stopping is None else f"patience {stopping.patience}, min_delta {stopping.min_delta}",
        "device": str(run.device),
        "seed": ", ".join([str(torch.initial_seed()), *(f"{die.initial_seed()} of {name}" for name, die in generators)]),
        "weights at its start": digest(*run.model.state_dict().values()),
    }


def in_words_now(run: Run) -> dict[str, str]:
    """The parts of a run that training may touch: the same at its start or as it was left."""
    words = {"optimizer": type(run.optimizer).__name__, "scheduler": "none" if run.scheduler is None else type(run.scheduler).__name__}
    words["number of groups of the optimizer"] = str(len(run.optimizer.param_groups))
    names = {id(p): name for name, p in run.model.named_parameters()}
    for number, group in enumerate(run.optimizer.param_groups, 1):
        where = "the optimizer" if len(run.optimizer.param_groups) == 1 else f"the optimizer's group {number}"
        driven = {"lr"} if "initial_lr" in group else set()  # by the schedule
        driven |= {"momentum", "betas"} if "max_momentum" in group else set()
        words |= {f"{name} of {where}": describe(value) for name, value in group.items() if name not in NOT_OF_THE_RUN | driven}
        words[f"set of parameters of {where}"] = ", ".join(names.get(id(p), "of another model") for p in group["params"])
    if run.scheduler is not None:
        words |= _schedule(run.scheduler, "the schedule")
    for name, part in run.model.named_modules():
        texts = [f"{key}={value!r}" for key, value in vars(part).items() if type(value) in (float, str) and key[0] != "_"]
        words[f"part {name!r} of the model" if name else "model"] = f"{type(part).__name__}({', '.join([part.extra_repr(), *texts])})"
    return words


def _schedule(scheduler: Any, where: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for name, value in vars(scheduler).items():
        if name == "_schedulers":
            for number, part in enumerate(value, 1):
                words |= {f"part {number} of {where}": type(part).__name__} | _schedule(part, f"part {number} of {where}")
        elif name not in MOVING and not isinstance(value, torch.optim.Optimizer | types.MethodType) and name != "optimizer":
            words[f"{name} of {where}"] = describe(value)
    return words


def describe(value: Any, depth: int = 3) -> str:
    """A setting in words: equal settings give equal words, in another session too."""
    if value is None or isinstance(value, bool | int | float | complex | str):
        return repr(value)
    if isinstance(value, Tensor):
        if value.requires_grad:  # it is trained, too
            return f"tensor of shape {tuple(value.shape)}"
        return repr(value.item()) if value.numel() == 1 else f"tensor of shape {tuple(value.shape)} ({digest(value)})"
    if isinstance(value, functools.partial):
        return f"{describe(value.func)}{describe(value.args)}{describe(value.keywords)}"
    if isinstance(value, types.FunctionType | types.BuiltinFunctionType | type):
        return value.__qualname__ + _code(value, depth)
    if isinstance(value, types.MethodType):
        return f"{value.__qualname__} of {describe(value.__self__, depth - 1)}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {describe(part, depth - 1)}" for key, part in value.items()) + "}"
    if isinstance(value, tuple | list):
        return "(" + ", ".join(describe(part, depth - 1) for part in value) + ")"
    if isinstance(value, nn.Module):
        plain = {key: part for key, part in vars(value).items() if type(part) in (bool, int, float, str) and key[0] != "_"}
        settings = [f"{key}={part!r}" for key, part in plain.items() if key != "training"]
        trained = any(True for _ in value.parameters())  # such weights change, buffers of a loss (those of its classes) do not
        weights = [] if trained or not value.state_dict() else [f"weights {digest(*value.state_dict().values())}"]
        inside = " ".join(str(value).split())
        return f"{inside} with {', '.join(sorted(settings) + weights)}"
    attributes = vars(value) if hasattr(value, "__dict__") and depth > 0 else {}
    return type(value).__qualname__ + (describe(attributes, depth - 1) if attributes else "")


def _code(function: Any, depth: int) -> str:
    """A mark of what a function does where its name does not tell: a lambda, or one that was written in a notebook."""
    if not isinstance(function, types.FunctionType) or ("<" not in function.__qualname__ and function.__module__ != "__main__"):
        return ""
    codes, said = [function.__code__], []
    for code in codes:
        codes += [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
        said += [code.co_code.hex(), *map(repr, code.co_names), *(repr(c) for c in code.co_consts if not isinstance(c, types.CodeType))]
    if depth > 0:
        said += [describe(cell.cell_contents, depth - 1) for cell in function.__closure__ or ()]
        said.append(describe(function.__defaults__, depth - 1))
    return f" (code {hashlib.sha256(' '.join(said).encode()).hexdigest()[:8]})"


# Fingerprints of data


def digest(*tensors: Tensor) -> str:
    """A few letters that differ where shapes, dtypes or values do; of more than 16 MB only every second, third, … row is read."""
    made = hashlib.sha256()
    for tensor in tensors:
        if isinstance(tensor, UNMADE):
            made.update(b"not made yet")
            continue
        made.update(f"{tensor.dtype} {tuple(tensor.shape)}".encode())
        some = tensor.detach()[:: -(-tensor.nbytes // HASHED) or 1] if tensor.ndim else tensor.detach()
        made.update(some.cpu().contiguous().reshape(-1).view(torch.uint8).numpy().data if some.numel() else b"")
    return made.hexdigest()[:8]


def describe_data(batches: Any) -> str:
    """What is in the data behind batches: their shapes, and a fingerprint. No example is drawn, since that may throw dice."""
    made, shapes = hashlib.sha256(), list[str]()
    source = getattr(batches, "dataset", batches)
    _read(source, made, shapes, depth=5)
    if source is not batches:
        _read(getattr(batches, "sampler", None), made, shapes, depth=2)  # its weights or indices
    kind = type(source).__name__ if source is batches else f"{type(source).__name__} of {length(source)}"
    return f"{kind}, {', '.join(shapes[:3])} ({made.hexdigest()[:8]})"


def _read(value: Any, made: Any, shapes: list[str], depth: int) -> None:
    import numpy as np

    if hasattr(value, "to_numpy"):  # of pandas
        value = value.to_numpy()
    if isinstance(value, np.ndarray):
        value = torch.from_numpy(np.require(value, requirements=["C", "W"])) if value.dtype.kind in "biufc" else value.tolist()
    if isinstance(value, Tensor):
        made.update(digest(value).encode())
        shapes.append(str(tuple(value.shape)))
    elif value is None or isinstance(value, bool | int | float | complex | str | bytes):
        made.update(repr(value).encode())
    elif isinstance(value, tuple | list | range):
        made.update(f"{type(value).__name__} of {len(value)}".encode())
        stride = -(-len(value) // READ) or 1
        for part in [*value[:-1:stride], *value[-1:]]:
            _read(part, made, shapes, depth)
    elif hasattr(value, "__dict__") and depth > 0 and not isinstance(value, type | types.FunctionType | types.ModuleType):
        for name, part in sorted(vars(value).items()):
            if (
                part is not None and not isinstance(part, bool | int | float | str | Mapping) and name != "_iterator"
            ):  # counters and caches change
                _read(part, made, shapes, depth - 1)
