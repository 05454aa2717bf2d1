"""The training loop that the chapters build, with what a long run needs."""

import copy
import itertools
import math
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from types import GeneratorType
from typing import Any
from weakref import WeakSet

import torch
from torch import nn

from .checkpoints import Checkpoint, uninterrupted
from .data import Batch, whole_number
from .dice import put_back
from .history import History
from .live import Bar, LiveBoard
from .measures import Loss, Metric, Pass, as_number, evaluating, moved, passed, require_one_shape, require_other_names
from .paths import as_path
from .runs import EarlyStopping, Every, Run, length
from .schedules import require_length, require_schedule, step

_frozen: WeakSet[nn.Module] = WeakSet()  # parts that people put into eval mode and that stay in it while their model trains


class Diverged(ArithmeticError):
    """The loss became NaN or infinite, in training or in validation, or the weights did in a step (`where`).

    `where` is "training", "validation" or "weights"; `epoch` and `batch` (from 1) say when, `history` holds the epochs before.
    """

    def __init__(self, value: float, epoch: int, batch: int, history: History, kept: str, where: str = "training") -> None:
        which = {"training": "loss", "validation": "validation loss", "weights": "weights"}[where]
        super().__init__(
            f"the {which} became {value} in epoch {epoch}, batch {batch}. Usual causes, the commonest first: "
            "the learning rate is too large; the inputs are not scaled; the data hold NaN or infinite values; "
            f"a log or a division meets zero. {kept} The history so far is in this error's .history."
        )
        self.epoch, self.batch, self.history, self.where = epoch, batch, history, where


def fit(
    model: nn.Module,
    loss: Loss,
    optimizer: torch.optim.Optimizer,
    train: Iterable[Batch],
    valid: Iterable[Batch] | None = None,
    *,
    epochs: int,
    metrics: Mapping[str, Metric] | None = None,
    scheduler: Any = None,
    schedule_every: Every = "epoch",
    early_stopping: EarlyStopping | int | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    device: torch.device | str | None = None,
    board: LiveBoard | None = None,
    progress: bool = True,
) -> History:
    """Train a model and return the history of its losses and metrics, one row an epoch.

    Losses and metrics are computed once an epoch, over all examples together, so that no value depends on the batch
    size (see `evaluate`). In training those are the outputs that the batches gave while the weights changed; a term of
    the loss that looks at the model itself sees the weights after the epoch. Validation comes after the epoch.

    Training is done in train mode. A part in eval mode inside a model in train mode, a batch norm that was frozen, stays
    in eval mode, in later calls too. Afterwards the model is in eval mode, ready for predictions.

    Parameters
    ----------
    model: takes inputs of shape (n, …); trained in place.
    loss: takes outputs and targets, returns one number.
    optimizer: over all of the model's parameters but frozen ones (`requires_grad=False`).
    train, valid: iterables of (inputs, targets), iterated anew each epoch.
    epochs: how many there are in all; a resumed run counts those it did before.
    metrics: name to function of (outputs, targets) that returns one number.
    scheduler: a learning rate scheduler.
    schedule_every: when it is stepped, after every "epoch" or after every "batch" (OneCycleLR, CyclicLR).
    early_stopping: an `EarlyStopping`, or its patience as a number; needs `valid`.
    checkpoint: a file, written whole after every epoch. Where it exists, the run says so and goes on from it with the same
        numbers as if it had never stopped. More epochs, other metrics, early stopping or device, and validation data added
        or left out are named and accepted; what makes it another run is refused.
    device: where to train; by default where the model is.
    board: a `LiveBoard` to draw on while training.
    progress: whether to show a progress bar where training takes longer than two seconds.

    Returns
    -------
    The history. Stopping the cell (a KeyboardInterrupt) ends the training, restores the best weights so far and
    returns the history so far; `history.stopped` then says so.

    Raises
    ------
    Diverged: the loss became NaN or infinite, in training or in validation, or the weights did; the best weights of the
        epochs before are restored.
    CheckpointError: the checkpoint is damaged, of another run, or cannot be written.
    TypeError: `epochs` is no whole number.
    ValueError: `epochs` is below 1; `train` is empty, or a generator for more than one epoch; outputs and targets have shapes
        that would broadcast; the optimizer lacks parameters of the model; a schedule is made for other steps; a metric is
        called "loss"; early stopping has no `valid` to watch.

    Every error that comes after a finished epoch has the `history` of the epochs before it.
    """
    epochs, metrics = whole_number("epochs", epochs), require_other_names(metrics)
    if not (early_stopping is None or isinstance(early_stopping, EarlyStopping)):
        early_stopping = EarlyStopping(early_stopping)
    run = Run(model, loss, optimizer, train, valid, epochs, metrics, scheduler, schedule_every, early_stopping)
    _require_sense(run)
    if device is not None:
        model.to(device)
    saved = None if checkpoint is None else Checkpoint(as_path(checkpoint, "checkpoint"), run)
    if saved is not None:
        saved.resume()
    require_length(run)
    history, bar, gradients = run.history, Bar(epochs, len(run.history), progress), torch.is_grad_enabled()
    try:
        for epoch in range(len(history) + 1, epochs + 1):
            if early_stopping is not None and run.out_of_patience:
                history.stopped = f"no better validation loss for {early_stopping.patience} epochs"
                break
            started = time.perf_counter()
            row = _train_epoch(run, epoch, board)
            if valid is not None:
                row |= _validate(run, valid, epoch)
            with uninterrupted():  # an epoch is recorded whole or not at all
                row["seconds"] = time.perf_counter() - started
                history.rows.append(row)
                _keep_best(run, row)
                step(run, row)
                if board is not None and valid is not None:
                    board.add(epoch, valid_loss=row["valid_loss"])
                if saved is not None:
                    saved.save()
            bar.update(row)
        if early_stopping is not None:
            _restore(run)
    except KeyboardInterrupt:
        history.stopped = "interrupted"
        print(f"interrupted in epoch {min(len(history) + 1, epochs)}. {_restore(run)}")
    except Exception as error:
        _hand_over(history, error)
        raise
    finally:
        torch.set_grad_enabled(gradients)  # an interrupt on the way into or out of no_grad() can leave them off
        model.eval()
        bar.close()
        if board is not None:
            board.close()
    return history


def _train_epoch(run: Run, epoch: int, board: LiveBoard | None) -> dict[str, float]:
    """One pass over the training batches; what is measured over its examples."""
    model, optimizer, device = run.model, run.optimizer, run.device
    _train_mode(model)
    steps = length(run.train)  # a bare iterable has no length to place points by
    seen = Pass({"loss": run.loss, **run.metrics})
    number = 0
    for number, batch in enumerate(run.train, 1):
        inputs, targets = moved(batch, device)
        outputs = model(inputs)
        require_one_shape(run.loss, outputs, targets)
        value = run.loss(outputs, targets)
        number_now = as_number("loss", value)
        if not math.isfinite(number_now):
            raise Diverged(number_now, epoch, number, run.history, _restore(run))
        if number == 1:  # only now does a lazy model have its parameters
            _require_held(run)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        step(run)
        seen.add(outputs, targets, number_now)
        if board is not None:
            board.add(epoch - 1 + (number / steps if steps else 1), train_loss=number_now)
    if number == 0:
        raise ValueError("there is nothing to train on: the batches are empty (is it a generator that was used up?)")
    _require_whole_weights(run, epoch, number)
    if epoch == run.epochs and run.valid is None:  # no batch will come that shows what the last step did
        with put_back(run.owners, device), evaluating(model):
            dict(_finite(run, passed(model, [(inputs, targets)], {"loss": run.loss}), epoch, "training", number))
    return {f"train_{name}": value for name, value in seen.values()}


def _validate(run: Run, valid: Iterable[Batch], epoch: int) -> dict[str, float]:
    """What is measured over the validation examples, ending the training where the loss is NaN or infinite."""
    with evaluating(run.model):
        seen = passed(run.model, valid, {"loss": run.loss, **run.metrics})
        return {f"valid_{name}": value for name, value in _finite(run, seen, epoch, "validation")}


def _finite(run: Run, seen: Pass, epoch: int, where: str, batch: int | None = None) -> Iterator[tuple[str, float]]:
    """What was measured, or the end of the training in that batch, or in the one whose own loss is NaN or infinite."""
    for name, value in seen.values():
        if name == "loss" and not math.isfinite(value):
            raise Diverged(value, epoch, batch or seen.spoiled(), run.history, _restore(run), where)
        yield name, value


def _train_mode(model: nn.Module) -> None:
    """Put all parts into train mode but those that people froze."""
    if model.training:  # in eval mode, as a training leaves it, nothing tells which parts were meant
        for part in model.modules():
            (_frozen.discard if part.training else _frozen.add)(part)
    for part in model.modules():
        part.training = part not in _frozen


def _require_sense(run: Run) -> None:
    """Refuse, before anything is changed, what cannot be trained as it was asked."""
    if run.epochs < 1:
        raise ValueError(f"epochs must be 1 or more, not {run.epochs}")
    if run.early_stopping is not None and run.valid is None:
        raise ValueError("early stopping watches the validation loss: hand over valid=…")
    for name, batches in (("train", run.train), ("valid", run.valid)):
        if run.epochs > 1 and isinstance(batches, GeneratorType | map | filter | zip | enumerate | itertools.chain | type(iter([]))):
            raise ValueError(
                f"{name} is a {type(batches).__name__}, which the first of {run.epochs} epochs uses up: hand over something that can be "
                "iterated again, such as batches(…), a DataLoader or list(…)"
            )
    require_schedule(run)
    _require_held(run)


def _require_held(run: Run) -> None:
    """Refuse an optimizer that lacks parameters of the model: it was made for another one, or before a part was exchanged."""
    held = {id(p) for group in run.optimizer.param_groups for p in group["params"]}
    missing = [name for name, p in run.model.named_parameters() if p.requires_grad and id(p) not in held]
    if missing:
        some = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        raise ValueError(
            f"the optimizer holds no parameter {some} of this model, so it would never learn: make the optimizer anew from "
            "model.parameters(), after the model is complete. What is to stay as it is gets requires_grad_(False)"
        )


def _require_whole_weights(run: Run, epoch: int, batch: int) -> None:
    for p in run.model.parameters():
        if p.requires_grad and not p.isfinite().all():
            value = p.detach()[~p.isfinite()][0].item() if p.ndim else p.item()
            raise Diverged(value, epoch, batch, run.history, _restore(run), "weights")


def _keep_best(run: Run, row: Mapping[str, float]) -> None:
    watched = row[run.watched]
    if watched < run.best_loss - (run.early_stopping.min_delta if run.early_stopping else 0.0):
        run.best_loss, run.waited = watched, 0
        run.best_weights = copy.deepcopy(run.model.state_dict())
        run.history.best_epoch = len(run.history)
    else:
        run.waited += 1


def _restore(run: Run) -> str:
    """Put the best weights back, and say so."""
    if run.best_weights is None:
        return "No epoch was finished, so the model keeps the weights it has now."
    run.model.load_state_dict(run.best_weights)
    return f"The model has the weights of its best epoch, {run.history.best_epoch}."


def _hand_over(history: History, error: Exception) -> None:
    """Let an error carry the history of the epochs before it, and say so."""
    if len(history) and not hasattr(error, "history"):
        error.history = history  # type: ignore[attr-defined]
        error.add_note(
            f"The {len(history)} epochs before are kept: their numbers are in this error's .history (after it, in a notebook: "
            "import sys; sys.last_value.history), and the model has the weights that it had when the error came."
        )
