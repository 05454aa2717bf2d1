"""The training loop that the chapters build, with what a long run needs."""

import copy
import itertools
import math
import os
import random
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from .checkpoints import Batch, State, device_of, resume, save, uninterrupted
from .history import History

if TYPE_CHECKING:
    from .plotting import LiveBoard

Metric = Callable[[Tensor, Tensor], Tensor]


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


def accuracy(scores: Tensor, labels: Tensor) -> Tensor:
    """Share of examples whose largest score is at their label.

    Parameters
    ----------
    scores: shape (n, classes), logits or probabilities.
    labels: shape (n,), class numbers.
    """
    return (scores.argmax(dim=1) == labels).float().mean()


class Diverged(ArithmeticError):
    """The loss became NaN or infinite, in training or in validation (`where`).

    `epoch` and `batch` (from 1) say when, `history` holds the epochs before.
    """

    def __init__(self, value: float, epoch: int, batch: int, history: "History", kept: str, where: str = "training") -> None:
        which = "validation loss" if where == "validation" else "loss"
        super().__init__(
            f"the {which} became {value} in epoch {epoch}, batch {batch}. Usual causes, the commonest first: "
            "the learning rate is too large; the inputs are not scaled; the data hold NaN or infinite values; "
            f"a log or a division meets zero. {kept} The history so far is in this error's .history."
        )
        self.epoch, self.batch, self.history, self.where = epoch, batch, history, where


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
        if isinstance(self.patience, bool) or self.patience < 1:
            raise ValueError(f"patience must be 1 epoch or more, not {self.patience!r}")


def evaluate(
    model: nn.Module,
    loss: Callable[[Tensor, Tensor], Tensor],
    batches: Iterable[Batch],
    metrics: Mapping[str, Metric] | None = None,
) -> dict[str, float]:
    """The mean loss and metrics over all examples of `batches`, in eval mode and without gradients.

    A batch counts by its number of examples, so that a smaller last batch does not count too much. The model
    and its parts return to the modes they were in.

    Parameters
    ----------
    model: takes inputs of shape (n, …).
    loss: takes outputs and targets, returns the mean over the batch.
    batches: yields (inputs, targets).
    metrics: name to function of (outputs, targets) that returns a mean over the batch.

    Returns
    -------
    A dict with `loss` and each metric.

    Raises
    ------
    ValueError: there are no batches, or a metric is called "loss".
    """
    measures = {"loss": loss, **_require_other_names(metrics)}
    device, modes = device_of(model), [(part, part.training) for part in model.modules()]
    model.eval()
    sums, count = dict.fromkeys(measures, 0.0), 0
    try:
        with torch.no_grad():  # inference_mode would spoil what a model makes on its first call, as lazy layers do
            for inputs, targets in batches:
                inputs, targets = inputs.to(device), targets.to(device)
                outputs = model(inputs)
                for name, measure in measures.items():
                    sums[name] += float(measure(outputs, targets)) * len(targets)
                count += len(targets)
    finally:
        for part, mode in modes:
            part.training = mode
    if count == 0:
        raise ValueError("there is nothing to evaluate: the batches are empty (is it a generator that was used up?)")
    return {name: total / count for name, total in sums.items()}


def fit(
    model: nn.Module,
    loss: Callable[[Tensor, Tensor], Tensor],
    optimizer: torch.optim.Optimizer,
    train: Iterable[Batch],
    valid: Iterable[Batch] | None = None,
    *,
    epochs: int,
    metrics: Mapping[str, Metric] | None = None,
    scheduler: Any = None,
    early_stopping: EarlyStopping | int | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    device: torch.device | str | None = None,
    board: "LiveBoard | None" = None,
    progress: bool = True,
) -> History:
    """Train a model and return the history of its losses and metrics, one row an epoch.

    Training losses and metrics are means over the epoch's examples while the weights change; validation ones are
    measured by `evaluate` after the epoch.

    Parameters
    ----------
    model: takes inputs of shape (n, …); trained in place.
    loss: takes outputs and targets, returns the mean over the batch.
    optimizer: over the model's parameters.
    train, valid: iterables of (inputs, targets), iterated anew each epoch.
    epochs: how many there are in all; a resumed run counts those it did before.
    metrics: name to function of (outputs, targets) that returns a mean over the batch.
    scheduler: a learning rate scheduler, stepped after every epoch.
    early_stopping: an `EarlyStopping`, or its patience as a number; needs `valid`.
    checkpoint: a file, written whole after every epoch. Where it exists, the run goes on from it with the same
        numbers as if it had never stopped.
    device: where to train; by default where the model is.
    board: a `LiveBoard` to draw on while training.
    progress: whether to show a progress bar where training takes longer than two seconds.

    Returns
    -------
    The history. Stopping the cell (a KeyboardInterrupt) ends the training, restores the best weights so far and
    returns the history so far; `history.stopped` then says so.

    Raises
    ------
    Diverged: the loss became NaN or infinite, in training or in validation; the best weights of the epochs before
        are restored, and the error's `history` holds them.
    CheckpointError: the checkpoint is damaged, of another model, or cannot be written; in the last case the error's
        `history` holds every epoch trained.
    TypeError: `epochs` is no whole number.
    ValueError: `epochs` is below 1, `train` is empty, a metric is called "loss", or early stopping has no `valid` to watch.
    """
    if isinstance(epochs, bool) or not isinstance(epochs, Integral):
        raise TypeError(f"epochs must be a whole number, not {epochs!r}")
    if epochs < 1:
        raise ValueError(f"epochs must be 1 or more, not {epochs}")
    metrics = _require_other_names(metrics)
    if isinstance(early_stopping, int):
        early_stopping = EarlyStopping(early_stopping)
    if early_stopping is not None and valid is None:
        raise ValueError("early stopping watches the validation loss: hand over valid=…")
    if device is not None:
        model.to(device)
    state, path = State(), Path(checkpoint) if checkpoint is not None else None
    if path is not None and path.exists():
        resume(path, state, model, optimizer, scheduler, train)
    history = state.history
    bar, gradients = _Bar(epochs, len(history), progress), torch.is_grad_enabled()
    try:
        for epoch in range(len(history) + 1, epochs + 1):
            if early_stopping is not None and state.waited >= early_stopping.patience:
                history.stopped = f"no better validation loss for {early_stopping.patience} epochs"
                break
            started = time.perf_counter()
            row = _train_epoch(model, loss, optimizer, train, metrics, epoch, state, board)
            if valid is not None:
                watched = _watched(loss, model, epoch, state)
                row |= {f"valid_{name}": value for name, value in evaluate(model, watched, valid, metrics).items()}
            with uninterrupted():  # an epoch is recorded whole or not at all
                row["seconds"] = time.perf_counter() - started
                history.rows.append(row)
                _keep_best(state, model, row, early_stopping)
                if scheduler is not None:
                    _step(scheduler, row)
                if board is not None and valid is not None:
                    board.add(epoch, valid_loss=row["valid_loss"])
                if path is not None:
                    save(path, state, model, optimizer, scheduler, train)
            bar.update(row)
        if early_stopping is not None:
            _restore(model, state)
    except KeyboardInterrupt:
        history.stopped = "interrupted"
        print(f"interrupted in epoch {min(len(history) + 1, epochs)}. {_restore(model, state)}")
    finally:
        torch.set_grad_enabled(gradients)  # an interrupt on the way into or out of no_grad() can leave them off
        bar.close()
        if board is not None:
            board.close()
    return history


def _train_epoch(
    model: nn.Module,
    loss: Callable[[Tensor, Tensor], Tensor],
    optimizer: torch.optim.Optimizer,
    train: Iterable[Batch],
    metrics: Mapping[str, Metric],
    epoch: int,
    state: State,
    board: "LiveBoard | None",
) -> dict[str, float]:
    """One pass over the training batches; the means over its examples."""
    model.train()
    device = device_of(model)
    steps = len(train) if hasattr(train, "__len__") else None  # a bare iterable has no length to place points by
    sums, count = dict.fromkeys(["loss", *metrics], 0.0), 0
    for number, (inputs, targets) in enumerate(train, 1):
        inputs, targets = inputs.to(device), targets.to(device)
        outputs = model(inputs)
        value = loss(outputs, targets)
        number_now = value.item()
        if not math.isfinite(number_now):
            raise Diverged(number_now, epoch, number, state.history, _restore(model, state))
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        size = len(targets)
        sums["loss"] += number_now * size
        if metrics:
            with torch.no_grad():
                for name, metric in metrics.items():
                    sums[name] += float(metric(outputs, targets)) * size
        count += size
        if board is not None:
            board.add(epoch - 1 + (number / steps if steps else 1), train_loss=number_now)
    if count == 0:
        raise ValueError("there is nothing to train on: the batches are empty (is it a generator that was used up?)")
    return {f"train_{name}": total / count for name, total in sums.items()}


def _watched(loss: Callable[[Tensor, Tensor], Tensor], model: nn.Module, epoch: int, state: State) -> Callable[[Tensor, Tensor], float]:
    """The loss for one pass over the validation batches, ending the training where it is NaN or infinite."""
    numbers = itertools.count(1)

    def watched(outputs: Tensor, targets: Tensor) -> float:
        value, number = float(loss(outputs, targets)), next(numbers)
        if not math.isfinite(value):
            raise Diverged(value, epoch, number, state.history, _restore(model, state), "validation")
        return value

    return watched


def _require_other_names(metrics: Mapping[str, Metric] | None) -> Mapping[str, Metric]:
    if metrics and "loss" in metrics:
        raise ValueError('the column "loss" is taken by the loss itself: call the metric something else')
    return metrics or {}


def _keep_best(state: State, model: nn.Module, row: Mapping[str, float], stopping: EarlyStopping | None) -> None:
    watched = row.get("valid_loss", row["train_loss"])
    better = watched < state.best_loss - (stopping.min_delta if stopping else 0.0)
    if better and all(p.isfinite().all() for p in model.parameters()):  # the last step may have spoiled them after a good loss
        state.best_loss, state.waited = watched, 0
        state.best_weights = copy.deepcopy(model.state_dict())
        state.history.best_epoch = len(state.history)
    else:
        state.waited += 1


def _restore(model: nn.Module, state: State) -> str:
    """Put the best weights back, and say so."""
    if state.best_weights is None:
        return "No epoch was finished, so the model keeps the weights it has now."
    model.load_state_dict(state.best_weights)
    return f"The model has the weights of its best epoch, {state.history.best_epoch}."


def _step(scheduler: Any, row: Mapping[str, float]) -> None:
    if isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
        scheduler.step(row.get("valid_loss", row["train_loss"]))
    else:
        scheduler.step()


class _Bar:
    """tqdm's bar over epochs, loaded and shown for trainings of more than two seconds."""

    def __init__(self, epochs: int, done: int, wanted: bool) -> None:
        self._bar = None
        self._epochs, self._done, self._started = epochs, done, time.perf_counter()
        self._wanted = wanted and os.environ.get("D2LHELPERS_LIVE") != "0"

    def update(self, row: Mapping[str, float]) -> None:
        self._done += 1
        late = time.perf_counter() - self._started > 2
        if self._bar is None and self._wanted and late and self._done < self._epochs:
            from tqdm.auto import tqdm

            self._bar = tqdm(total=self._epochs, initial=self._done, desc="epochs", leave=False)
        elif self._bar is not None:
            self._bar.update()
        if self._bar is not None:
            self._bar.set_postfix({name: f"{value:.3f}" for name, value in row.items() if name.endswith("_loss")})

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
