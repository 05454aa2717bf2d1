"""Checkpoints of `fit`: written whole or not at all, and resumed to the same numbers or refused."""

import copy
import math
import os
import random
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from .history import History

Batch = tuple[Tensor, Tensor]


class CheckpointError(RuntimeError):
    """A checkpoint file that cannot be resumed from, or could not be written. The file itself is left as it is.

    Where one could not be written, nothing is lost: `history` holds every epoch trained, and the model has the
    weights of the last one.
    """

    def __init__(self, message: str, history: "History | None" = None) -> None:
        super().__init__(message)
        self.history = history


@dataclass
class State:
    """What a run carries from epoch to epoch, and what a checkpoint holds of it."""

    history: History = field(default_factory=History)
    best_loss: float = math.inf
    best_weights: dict[str, Tensor] | None = None
    waited: int = 0


def _dice(model: nn.Module, train: Iterable[Batch]) -> dict[str, Any]:
    """States of all the dice that a run may depend on: Python's, NumPy's, torch's, and that of the training batches."""
    import numpy as np

    _, keys, *rest = np.random.get_state()
    states = {"python": random.getstate(), "numpy": (torch.from_numpy(keys.astype("int64")), *rest), "torch": torch.get_rng_state()}
    if device_of(model).type == "cuda":
        states["cuda"] = torch.cuda.get_rng_state(device_of(model))
    own = getattr(train, "generator", None)
    return states | ({} if own is None else {"batches": own.get_state()})


def _set_dice(states: Mapping[str, Any], model: nn.Module, train: Iterable[Batch]) -> None:
    import numpy as np

    keys, *rest = states["numpy"]
    random.setstate(states["python"])
    np.random.set_state(("MT19937", keys.cpu().numpy().astype("uint32"), *rest))
    torch.set_rng_state(states["torch"].cpu())
    if "cuda" in states and device_of(model).type == "cuda":
        torch.cuda.set_rng_state(states["cuda"].cpu(), device_of(model))
    if "batches" in states:
        train.generator.set_state(states["batches"].cpu())


def _kinds(optimizer: torch.optim.Optimizer, scheduler: Any, train: Iterable[Batch]) -> dict[str, str]:
    """What a resumed run must have of the same kind; the states of two optimizers alone do not tell them apart."""
    return {
        "optimizer": type(optimizer).__name__,
        "scheduler": "none" if scheduler is None else type(scheduler).__name__,
        "generator for its batches": "none" if getattr(train, "generator", None) is None else "its own",
    }


def save(path: Path, state: State, model: nn.Module, optimizer: torch.optim.Optimizer, scheduler: Any, train: Iterable[Batch]) -> None:
    """Write beside the checkpoint, then put it in its place: a crash or a full disk leaves the last one as it was."""
    content = {
        "kinds": _kinds(optimizer, scheduler, train),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": None if scheduler is None else scheduler.state_dict(),
        "rows": state.history.rows,
        "best_epoch": state.history.best_epoch,
        "best_loss": state.best_loss,
        "best_weights": state.best_weights,
        "waited": state.waited,
        "dice": _dice(model, train),
    }
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            torch.save(content, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except Exception as error:
        last = "The checkpoint before it is untouched." if path.exists() else "No checkpoint was written before it."
        raise CheckpointError(
            f"the checkpoint {path} could not be written: {error}. {last} Is the disk full, or the folder closed to you? "
            f"Nothing trained is lost: the model has the weights of epoch {len(state.history)}, this error's .history the numbers.",
            state.history,
        ) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def resume(path: Path, state: State, model: nn.Module, optimizer: torch.optim.Optimizer, scheduler: Any, train: Iterable[Batch]) -> None:
    """Read a checkpoint, and take all of it over or nothing."""
    try:
        with zipfile.ZipFile(path) as parts:  # torch itself would not notice a damaged number
            if parts.testzip() is not None:
                raise zipfile.BadZipFile
        saved = dict(torch.load(path, map_location=device_of(model), weights_only=True))
        kinds, weights, rows, dice = saved["kinds"], saved["model"], saved["rows"], saved["dice"]
    except Exception as error:
        raise CheckpointError(
            f"{path} is not a whole checkpoint of fit ({type(error).__name__}): was it copied while being written? "
            "Move it away to start anew, or put a good copy in its place. Nothing was changed."
        ) from error
    _require_same_model(path, weights, model.state_dict())
    for what, kind in _kinds(optimizer, scheduler, train).items():
        if kinds[what] != kind:
            raise CheckpointError(f"{path} was written with another {what} ({kinds[what]}, now {kind}): use the same. Nothing was changed.")
    parts = {"model": model, "optimizer": optimizer} | ({} if scheduler is None else {"scheduler": scheduler})
    before = {name: copy.deepcopy(part.state_dict()) for name, part in parts.items()}
    with uninterrupted():
        try:
            for name, part in parts.items():
                part.load_state_dict(copy.deepcopy(saved[name]))
        except Exception as error:
            for name, part in parts.items():
                part.load_state_dict(before[name])
            raise CheckpointError(f"{path} does not fit this {name}: {error}. Resume with the same one. Nothing was changed.") from error
        state.history.rows[:] = rows
        state.history.best_epoch = saved["best_epoch"]
        state.best_loss, state.best_weights, state.waited = saved["best_loss"], saved["best_weights"], saved["waited"]
        _set_dice(dice, model, train)


def _require_same_model(path: Path, saved: Mapping[str, Tensor], wanted: Mapping[str, Tensor]) -> None:
    shapes, expected = ({name: tuple(t.shape) for name, t in weights.items()} for weights in (saved, wanted))
    if shapes != expected:
        different = sorted(name for name in shapes.keys() | expected.keys() if shapes.get(name) != expected.get(name))
        first = different[0]
        raise CheckpointError(
            f"{path} is a checkpoint of another model: {len(different)} of its parameters differ, for example {first}: "
            f"{shapes.get(first, 'missing')} in the file, {expected.get(first, 'missing')} in this model. "
            "Choose another file for this model. Nothing was changed."
        )


@contextmanager
def uninterrupted():
    """Hold a Ctrl-C back until the block is done (in the main thread, where signals arrive)."""
    import signal
    import threading

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came = []
    before = signal.signal(signal.SIGINT, lambda *_: came.append(True))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt


def device_of(model: nn.Module) -> torch.device:
    parameter = next(model.parameters(), None)
    return torch.device("cpu") if parameter is None else parameter.device
