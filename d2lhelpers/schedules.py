"""Learning rate schedules: stepped once an epoch or once a batch, and as long as the run."""

from typing import Any

from torch.optim.lr_scheduler import ReduceLROnPlateau

from .runs import Run, length

LENGTHS = ("total_steps", "T_max", "total_iters", "total_size")  # where the schedules of torch keep how many steps they are made for


def require_schedule(run: Run) -> None:
    """Refuse a schedule that cannot do its work in this run: of another optimizer, or made for another count of steps."""
    schedule, every = run.scheduler, run.schedule_every
    if every not in ("epoch", "batch"):
        raise ValueError(f'schedule_every must be "epoch" or "batch", not {every!r}')
    if schedule is None:
        if every == "batch":
            raise ValueError('schedule_every="batch" needs a schedule to step: hand over scheduler=…')
        return
    if getattr(schedule, "optimizer", run.optimizer) is not run.optimizer:
        raise ValueError("the scheduler sets the rates of another optimizer: make it anew from the one that trains here")
    if every == "batch" and isinstance(schedule, ReduceLROnPlateau):
        raise ValueError('ReduceLROnPlateau watches the loss of whole epochs: use schedule_every="epoch"')


def require_length(run: Run) -> None:
    """Notice where the steps that a schedule is made for are not the steps that this run takes.

    Raises
    ------
    ValueError: the schedule would end before the run, or counts batches and is stepped once an epoch.
    """
    planned, batches = _planned(run.scheduler), length(run.train)
    if run.over or planned is None or (run.schedule_every == "batch" and batches is None):
        return
    name, epochs = type(run.scheduler).__name__, run.epochs - len(run.history)
    steps = epochs * (batches or 1) if run.schedule_every == "batch" else epochs
    left = planned - max(run.scheduler.last_epoch, 0)
    made = f"{name} is made for {planned:g} steps, of which {left:g} are left"
    fixed = hasattr(run.scheduler, "total_steps")  # only such a schedule raises at its end
    if run.schedule_every == "epoch" and steps != left == epochs * (batches or 1) and fixed:
        raise ValueError(f'{made}, one for each batch, but is stepped once an epoch, {steps} times: pass schedule_every="batch"')
    if fixed and steps > left:
        raise ValueError(f"{made}, but this run takes {steps}, one after each {run.schedule_every}: make it for as many steps")
    if steps < left and (fixed or hasattr(run.scheduler, "total_size") or left == epochs * (batches or 1)):
        print(f"note: {made}; this run takes {steps}, one after each {run.schedule_every} (see schedule_every)")


def step(run: Run, row: dict[str, float] | None = None) -> None:
    """Step the schedule after a batch, or after the epoch whose row is given."""
    if run.scheduler is None or run.schedule_every != ("batch" if row is None else "epoch"):
        return
    if isinstance(run.scheduler, ReduceLROnPlateau) and row is not None:
        run.scheduler.step(row[run.watched])
    else:
        run.scheduler.step()


def _planned(schedule: Any) -> float | None:
    return next((getattr(schedule, name) for name in LENGTHS if hasattr(schedule, name)), None)
