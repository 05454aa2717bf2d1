"""Checkpoints of `fit`: written whole or not at all, and resumed to the same numbers or refused."""

import copy
import os
import random
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from . import dice
from .history import History
from .runs import UNMADE, Run, digest, in_words, in_words_now

MAY_CHANGE = {"metrics", "early stopping", "device"}


class CheckpointError(RuntimeError):
    """A checkpoint file that cannot be resumed from, or could not be written. The file itself is left as it is.

    Where one could not be written, nothing is lost: `history` holds every epoch trained, and the model has the
    weights of the last one.
    """

    def __init__(self, message: str, history: "History | None" = None) -> None:
        super().__init__(message)
        self.history = history


class Checkpoint:
    """A file that a run is written to after every epoch, and goes on from.

    Made before the training begins, since it remembers what the run began with.
    """

    def __init__(self, path: Path, run: Run) -> None:
        if path.is_dir():
            raise CheckpointError(f"the checkpoint {path} is a folder: add the name of a file in it")
        _require_kept_dice(path, run)
        self.path, self.run = path, run
        self.began = in_words_now(run) | in_words(run)

    def save(self) -> None:
        """Write beside the checkpoint, then put it in its place: a crash or a full disk leaves the last one as it was."""
        path, run = self.path, self.run
        content = {
            "began": self.began,
            "now": in_words_now(run),
            "model": run.model.state_dict(),
            "optimizer": run.optimizer.state_dict(),
            "scheduler": None if run.scheduler is None else run.scheduler.state_dict(),
            "rows": run.history.rows,
            "best_epoch": run.history.best_epoch,
            "best_loss": run.best_loss,
            "best_weights": run.best_weights,
            "waited": run.waited,
            "watched": run.watched,
            "dice": dice.states(run.owners, run.device),
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
                f"Nothing trained is lost: the model has the weights of epoch {len(run.history)}, this error's .history the numbers.",
                run.history,
            ) from error
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)

    def resume(self) -> None:
        """Take all of the file over or nothing, and say from where the run goes on and what has changed."""
        path, run = self.path, self.run
        if not path.exists():
            return
        saved = _read(path, run.device)
        _require_same_model(path, saved["model"], run.model.state_dict())
        changes = self._changes(saved)
        _require_same_dice(path, saved["dice"], run)
        parts: dict[str, Any] = {"model": run.model, "optimizer": run.optimizer} | (
            {} if run.scheduler is None else {"scheduler": run.scheduler}
        )
        before = {name: copy.deepcopy(part.state_dict()) for name, part in parts.items()}
        with uninterrupted():
            try:
                for name, part in parts.items():
                    part.load_state_dict(copy.deepcopy(saved[name]))
            except Exception as error:
                for name, part in parts.items():
                    part.load_state_dict(before[name])
                raise CheckpointError(
                    f"{path} does not fit this {name}: {error}. Resume with the same one. Nothing was changed."
                ) from error
            run.history.rows[:] = saved["rows"]
            if saved["watched"] == run.watched:  # else another column decides from here on which epoch is best
                run.history.best_epoch = saved["best_epoch"]
                run.best_loss, run.best_weights, run.waited = saved["best_loss"], saved["best_weights"], saved["waited"]
            dice.set_states(saved["dice"], run.owners, run.device)
        done = len(run.history)
        where = f"after epoch {done}, with nothing left to train," if run.over else f"at epoch {done + 1} of {run.epochs}"
        print(f"resumed {where} from {path}{''.join(f'; {change}' for change in changes)}")

    def _changes(self, saved: Mapping[str, Any]) -> list[str]:
        """What has changed and may; what has changed and makes it another run is refused."""
        run, began, now, changes = self.run, saved["began"], saved["now"], []
        trained = len(saved["rows"])
        if trained > run.epochs:
            self._refuse(f"holds {trained} epochs, and this call asks for {run.epochs}", f"Ask for {trained} epochs or more")
        for what in dict.fromkeys([*self.began, *began]):
            mine, its = self.began.get(what, "none"), began.get(what, "none")
            if mine in (its, now.get(what, its)) or what in ("seed", "weights at its start"):
                continue
            if what in MAY_CHANGE or (what == "validation data" and "none" in (mine, its)):
                changes.append(f"{what}: {its} before, {mine} from here on")
            else:
                self._refuse(f"was written with another {what} ({its}, now {mine})", "Use the same")
        waited = saved["waited"] if saved["watched"] == run.watched else 0
        over = trained == run.epochs or (run.early_stopping is not None and waited >= run.early_stopping.patience)
        weights = {began["weights at its start"], digest(*saved["model"].values()), digest(*(saved["best_weights"] or {}).values())}
        if over and self.began["weights at its start"] not in weights:
            self._refuse("holds a finished run of a model that began with other weights", "Use the same seed")
        if began["seed"] != self.began["seed"]:
            change = f"seed: {began['seed']} before, now {self.began['seed']}"
            if over and self.began["weights at its start"] == began["weights at its start"]:
                self._refuse(f"holds a finished run with another seed ({began['seed']}, now {self.began['seed']})", "Use the same")
            changes.append(f"{change}, but its dice go on as they were")
        return changes

    def _refuse(self, why: str, remedy: str) -> None:
        raise CheckpointError(
            f"{self.path} {why}. {remedy}, or give this run a checkpoint file of its own, or delete the file to start anew. "
            "Nothing was changed."
        )


def _read(path: Path, device: torch.device) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(path) as parts:  # torch itself would not notice a damaged number
            if parts.testzip() is not None:
                raise zipfile.BadZipFile
        saved = dict(torch.load(path, map_location=device, weights_only=True))
        if missing := {"began", "now", "model", "optimizer", "rows", "dice", "watched"} - saved.keys():
            raise KeyError(*missing)
        return saved
    except Exception as error:
        raise CheckpointError(
            f"{path} is not a whole checkpoint of fit ({type(error).__name__}): was it copied while being written? "
            "Move it away to start anew, or put a good copy in its place. Nothing was changed."
        ) from error


def _require_kept_dice(path: Path, run: Run) -> None:
    """Refuse dice whose state cannot be kept: a resumed run would give other numbers."""
    for name, die in dice.own_dice(run.owners).items():
        if isinstance(die, random.SystemRandom):
            raise CheckpointError(
                f"{name} draws from the machine's own noise, whose state cannot be kept in {path}: use random.Random(seed)"
            )
    for owner, batches in (("train", run.train), ("valid", run.valid)):
        held = dice.own_dice({f"{owner}.dataset": getattr(batches, "dataset", None)})
        if held and getattr(batches, "persistent_workers", False):
            raise CheckpointError(
                f"{', '.join(held)} lives on in the loader's worker processes, where its state cannot be kept in {path}: "
                "use persistent_workers=False, or num_workers=0"
            )


def _require_same_dice(path: Path, saved: Mapping[str, Any], run: Run) -> None:
    common = {"python", "numpy", "torch", "cuda"}
    its, mine = set(saved) - common, set(dice.own_dice(run.owners))
    if different := sorted(name for name in its ^ mine if not name.startswith(("valid", "metrics"))):
        where = {name: "in the file" if name in its else "in this run" for name in different}
        raise CheckpointError(
            f"{path} was written with other dice: {', '.join(f'{name} ({place} alone)' for name, place in where.items())}. "
            "Use the same generators. Nothing was changed."
        )


def _require_same_model(path: Path, saved: Mapping[str, Tensor], wanted: Mapping[str, Tensor]) -> None:
    made = {name: t for name, t in wanted.items() if not isinstance(t, UNMADE)}  # lazy ones have no shape yet
    lazy = wanted.keys() - made.keys()
    shapes, expected = ({name: _shape(t) for name, t in weights.items() if name not in lazy} for weights in (saved, made))
    if shapes != expected:
        different = sorted(name for name in shapes.keys() | expected.keys() if shapes.get(name) != expected.get(name))
        first = different[0]
        raise CheckpointError(
            f"{path} is a checkpoint of another model: {len(different)} of its parameters differ, for example {first}: "
            f"{shapes.get(first, 'missing')} in the file, {expected.get(first, 'missing')} in this model. "
            "Choose another file for this model. Nothing was changed."
        )


def _shape(tensor: Tensor) -> str:
    plain = tensor.dtype == torch.float32
    return f"{tuple(tensor.shape)}" if plain else f"{tuple(tensor.shape)} of {str(tensor.dtype).removeprefix('torch.')}"


@contextmanager
def uninterrupted() -> Iterator[None]:
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
