"""The training loop that the chapters build, with what a long run needs: history, early stopping, checkpoints."""

import copy
import itertools
import math
import os
import random
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    import pandas as pd

    from .plotting import LiveBoard

Metric = Callable[[Tensor, Tensor], Tensor]
Batch = tuple[Tensor, Tensor]


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


class CheckpointError(RuntimeError):
    """A checkpoint file that cannot be resumed from, or could not be written. The file itself is left as it is.

    Where one could not be written, nothing is lost: `history` holds every epoch trained, and the model has the
    weights of the last one.
    """

    def __init__(self, message: str, history: "History | None" = None) -> None:
        super().__init__(message)
        self.history = history


class History:
    """A row of numbers for every epoch.

    `history["valid_loss"]` is a column as a list of floats, `history.frame` all of it as a DataFrame, `len(history)`
    the number of epochs, `history.best_epoch` the epoch (from 1) whose weights were best, `history.stopped` why
    training ended before its last epoch, or None.
    """

    def __init__(self, rows: Iterable[Mapping[str, float]] = ()) -> None:
        self.rows = [dict(row) for row in rows]
        self.best_epoch: int | None = None
        self.stopped: str | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, column: str) -> list[float]:
        if column not in self.columns:
            raise KeyError(f"no column {column!r}; there are {', '.join(self.columns) or 'none yet'}")
        return [row[column] for row in self.rows]

    @property
    def columns(self) -> list[str]:
        """Names of the columns: `train_loss`, `valid_loss`, `train_<metric>`, …, `seconds`."""
        return list(self.rows[0]) if self.rows else []

    @property
    def last(self) -> dict[str, float]:
        """The last epoch's row."""
        return self.rows[-1]

    @property
    def frame(self) -> "pd.DataFrame":
        """The history as a DataFrame, indexed by epoch from 1."""
        import pandas as pd

        return pd.DataFrame(self.rows, index=pd.RangeIndex(1, len(self) + 1, name="epoch"))

    def __repr__(self) -> str:
        return self.frame.to_string() if self.rows else "no epochs yet"

    def _repr_html_(self) -> str:
        return self.frame.to_html() if self.rows else "no epochs yet"


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


@dataclass
class _State:
    """What a run carries from epoch to epoch, and what a checkpoint holds of it."""

    history: History = field(default_factory=History)
    best_loss: float = math.inf
    best_weights: dict[str, Tensor] | None = None
    waited: int = 0


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
    device, modes = _device(model), [(part, part.training) for part in model.modules()]
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
    state, path = _State(), Path(checkpoint) if checkpoint is not None else None
    if path is not None and path.exists():
        _resume(path, state, model, optimizer, scheduler, train)
    history = state.history
    bar = _Bar(epochs, len(history), progress)
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
            with _uninterrupted():  # an epoch is recorded whole or not at all
                row["seconds"] = time.perf_counter() - started
                history.rows.append(row)
                _keep_best(state, model, row, early_stopping)
                if scheduler is not None:
                    _step(scheduler, row)
                if board is not None and valid is not None:
                    board.add(epoch, valid_loss=row["valid_loss"])
                if path is not None:
                    _save(path, state, model, optimizer, scheduler, train)
            bar.update(row)
        if early_stopping is not None:
            _restore(model, state)
    except KeyboardInterrupt:
        history.stopped = "interrupted"
        print(f"interrupted in epoch {min(len(history) + 1, epochs)}. {_restore(model, state)}")
    finally:
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
    state: _State,
    board: "LiveBoard | None",
) -> dict[str, float]:
    """One pass over the training batches; the means over its examples."""
    model.train()
    device = _device(model)
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


def _watched(loss: Callable[[Tensor, Tensor], Tensor], model: nn.Module, epoch: int, state: _State) -> Callable[[Tensor, Tensor], float]:
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


def _device(model: nn.Module) -> torch.device:
    parameter = next(model.parameters(), None)
    return torch.device("cpu") if parameter is None else parameter.device


def _keep_best(state: _State, model: nn.Module, row: Mapping[str, float], stopping: EarlyStopping | None) -> None:
    watched = row.get("valid_loss", row["train_loss"])
    better = watched < state.best_loss - (stopping.min_delta if stopping else 0.0)
    if better and all(p.isfinite().all() for p in model.parameters()):  # the last step may have spoiled them after a good loss
        state.best_loss, state.waited = watched, 0
        state.best_weights = copy.deepcopy(model.state_dict())
        state.history.best_epoch = len(state.history)
    else:
        state.waited += 1


def _restore(model: nn.Module, state: _State) -> str:
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
        self._epochs, self._done, self._wanted, self._started = epochs, done, wanted, time.perf_counter()

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


@contextmanager
def _uninterrupted():
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


def _dice(model: nn.Module, train: Iterable[Batch]) -> dict[str, Any]:
    """States of all the dice that a run may depend on: Python's, NumPy's, torch's, and that of the training batches."""
    import numpy as np

    _, keys, *rest = np.random.get_state()
    states = {"python": random.getstate(), "numpy": (torch.from_numpy(keys.astype("int64")), *rest), "torch": torch.get_rng_state()}
    if _device(model).type == "cuda":
        states["cuda"] = torch.cuda.get_rng_state(_device(model))
    own = getattr(train, "generator", None)
    return states | ({} if own is None else {"batches": own.get_state()})


def _set_dice(states: Mapping[str, Any], model: nn.Module, train: Iterable[Batch]) -> None:
    import numpy as np

    keys, *rest = states["numpy"]
    random.setstate(states["python"])
    np.random.set_state(("MT19937", keys.cpu().numpy().astype("uint32"), *rest))
    torch.set_rng_state(states["torch"].cpu())
    if "cuda" in states and _device(model).type == "cuda":
        torch.cuda.set_rng_state(states["cuda"].cpu(), _device(model))
    if "batches" in states:
        train.generator.set_state(states["batches"].cpu())


def _kinds(optimizer: torch.optim.Optimizer, scheduler: Any, train: Iterable[Batch]) -> dict[str, str]:
    """What a resumed run must have of the same kind; the states of two optimizers alone do not tell them apart."""
    return {
        "optimizer": type(optimizer).__name__,
        "scheduler": "none" if scheduler is None else type(scheduler).__name__,
        "generator for its batches": "none" if getattr(train, "generator", None) is None else "its own",
    }


def _save(path: Path, state: _State, model: nn.Module, optimizer: torch.optim.Optimizer, scheduler: Any, train: Iterable[Batch]) -> None:
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


def _resume(path: Path, state: _State, model: nn.Module, optimizer: torch.optim.Optimizer, scheduler: Any, train: Iterable[Batch]) -> None:
    """Read a checkpoint, and take all of it over or nothing."""
    try:
        saved = torch.load(path, map_location=_device(model), weights_only=True)
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
    with _uninterrupted():
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
