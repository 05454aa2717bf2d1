"""Exercise 2.8: which of several runs to continue, decided from their losses so far."""

from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, exercise

EPOCHS, MORE = 14, 25
ADVICE = (
    "Draw the runs on a log scale and extend each by hand. Asked is the number of its row, from 0."
)
AHEAD = 10.0  # a run that comes out this many times above the best one was the wrong choice
RUNS = ((None, 0.75), (None, 0.02), (20, 0.1), (20, 0.3), (5, 0.02), (None, 1.05))


def _runs() -> Tensor:
    """Runs of which each way to choose picks another one: shape (13, 14)."""
    t = torch.arange(EPOCHS, dtype=torch.float64)
    flat = torch.ones_like(t)
    dip = torch.where(t == 3, 1e-8, 0.02 * 1.05**t)
    last_drop = torch.where(t == EPOCHS - 1, 0.003, 0.01 * flat)
    runs = [
        last_drop,  # a wobble at its end
        dip,  # was once the lowest
        2e-5 * flat,  # the lowest on average
        torch.cat([10.0 ** -t[:6], 1e-5 * flat[6:]]),  # the lowest now
        0.7 * flat,
        1e10 * 0.4**t,  # the steepest of late, and far too high
        100 * 0.45**t,  # the lowest in the end
        0.5 * flat,  # stands behind it
        torch.cat([10.0 ** (6 - 1.8 * t[:6]), 1e-3 * flat[6:]]),  # the steepest in all
        1e12 * 0.95**t,  # falls by the most, on a plain scale
        1e-3 * 1.9**t,  # rises fastest
        1e13 * 1.01**t,  # the highest
        0.6 * flat,
    ]
    return torch.stack(runs).float()


def _trained(attempt: Attempt, epochs: int) -> Tensor:
    """Runs in earnest, each the mean of forty trainings on fresh data: (runs, epochs)."""
    sets, n = 40, 200  # so many that a floor hardly wobbles: the verdict is not to hang on luck
    x = 0.8 + attempt.randn(sets, n, 1).double()
    A = torch.cat([x, torch.ones_like(x)], dim=2)
    y = 2 * x - 1 + 0.5 * attempt.randn(sets, n, 1).double()
    best = torch.linalg.lstsq(A, y).solution
    limit = 2 / torch.linalg.eigvalsh(2 / n * A.transpose(1, 2) @ A)[:, -1].reshape(-1, 1, 1)
    runs = []
    for size, share in RUNS:
        theta, excess = torch.zeros_like(best), []
        for _ in range(epochs):
            for rows in torch.randperm(n, generator=attempt.rng).split(size or n):
                errors = A[:, rows] @ theta - y[:, rows]
                step = 2 / len(rows) * A[:, rows].transpose(1, 2) @ errors
                theta = theta - share * limit * step
            excess.append(((A @ (theta - best)) ** 2).mean().item())
        runs.append(excess)
    return torch.tensor(runs).float()


def _slopes(excess: Tensor, start: int) -> Tensor:
    """Change of the logarithm in an epoch, by least squares from this epoch on: (runs,)."""
    logs = excess[:, start:].log()
    t = torch.arange(logs.shape[1], dtype=logs.dtype)
    t = t - t.mean()
    return (logs @ t) / (t @ t)


def _extended(excess: Tensor, more: int) -> int:
    """The run whose straight line through its second half is lowest `more` epochs on."""
    half = excess.shape[1] // 2
    level = excess[:, half:].log().mean(dim=1)
    later = level + _slopes(excess, half) * (more + (excess.shape[1] - half - 1) / 2)
    return int(later.nan_to_num(torch.inf, torch.inf).argmin())


def _plain(result: object) -> object:
    return int(result) if isinstance(result, Tensor) and result.numel() == 1 else result


@exercise("2.8")
def choose_run(attempt: Attempt) -> None:
    """The run that will be lowest after further epochs."""
    runs = _runs()
    order = torch.arange(len(runs))
    attempt.agrees(
        "thirteen runs that behave differently", _extended, runs, MORE, read=_plain, advice=ADVICE
    )
    floor, faller = runs[3], runs[6]
    slow = 0.3 * 0.9 ** torch.arange(EPOCHS)
    rising = 1e-6 * 1.8 ** torch.arange(EPOCHS)
    broken = torch.where(torch.arange(EPOCHS) > 9, torch.nan, 1e-9 * torch.ones(EPOCHS))
    burst = torch.where(torch.arange(EPOCHS) > 9, torch.inf, 1e-9 * torch.ones(EPOCHS))
    cases: dict[str, tuple[Tensor, int]] = {
        "no further epochs: the lowest now": (torch.stack([faller, floor, slow]), 0),
        "one further epoch": (torch.stack([faller, floor, slow]), 1),
        "twenty-five further epochs": (torch.stack([faller, floor, slow]), 25),
        "too few further epochs to catch up": (torch.stack([slow, runs[2]]), 10),
        "a hundred further epochs": (torch.stack([slow, runs[2]]), 100),
        "a run that is lowest and rises": (torch.stack([rising, 1e-2 * torch.ones(EPOCHS)]), 30),
        "a run that has become NaN": (torch.stack([broken, floor]), 5),
        "a run that has become infinite": (torch.stack([burst, floor]), 5),
        "the same runs in another order": (runs[order.roll(3)], MORE),
        "one run": (floor[None], 7),
        "longer records": (torch.cat([faller[None], floor[None]]).repeat_interleave(2, dim=1), 60),
    }
    attempt.each(_extended, cases, read=_plain, advice=ADVICE)
    _decides_in_earnest(attempt)


def _decides_in_earnest(attempt: Attempt) -> None:
    """Runs that are continued: whatever the way, the run chosen must be the best or close to it."""
    whole = _trained(attempt, 44)
    for seen, more in ((12, 32), (14, 1), (14, 0)):
        chosen = attempt(whole[:, :seen], more, like=0)
        then = whole[:, seen + more - 1].nan_to_num(torch.inf, torch.inf)
        rows: dict[str, Any] = {"epochs seen": seen, "further epochs": more, "chosen": int(chosen)}
        inside = 0 <= int(chosen) < len(whole)
        attempt.law("a row's number comes back", inside, "Rows are counted from 0.", rows=rows)
        rows |= {"its loss then": then[int(chosen)], "the lowest then": then.min()}
        advice = "The check has trained on: another run came out far lower."
        good = then[int(chosen)] <= AHEAD * then.min() + 1e-9
        attempt.law("runs in earnest, trained on", good, advice, rows=rows)


def _lowest(values: Tensor) -> int:
    return int(values.nan_to_num(torch.inf, torch.inf).argmin())


@choose_run.mistake(
    "the run that is lowest now: it may be on its floor, while another still falls."
)
def lowest_now(excess: Tensor, more: int) -> int:
    return _lowest(excess[:, -1])


@choose_run.mistake("the run that has once been lowest: what counts is where it is going.")
def lowest_ever(excess: Tensor, more: int) -> int:
    return _lowest(excess.nan_to_num(torch.inf).amin(dim=1))


@choose_run.mistake("the run that is lowest on average so far: what counts is where it is going.")
def lowest_mean(excess: Tensor, more: int) -> int:
    return _lowest(excess.mean(dim=1))


@choose_run.mistake(
    "the run that falls fastest, wherever it is: it may be too far up to arrive in time."
)
def steepest(excess: Tensor, more: int) -> int:
    return _lowest(_slopes(excess, excess.shape[1] // 2))


@choose_run.mistake(
    "a slope over all epochs: a run that fell at first may long be on its floor. Look at the "
    "later ones."
)
def whole_history(excess: Tensor, more: int) -> int:
    return _lowest(excess[:, -1].log() + _slopes(excess, 0) * more)


@choose_run.mistake(
    "a slope between the last two epochs: on a floor that is the luck of one batch."
)
def last_two(excess: Tensor, more: int) -> int:
    return _lowest(excess[:, -1].log() + (excess[:, -1] / excess[:, -2]).log() * more)


@choose_run.mistake("a highest value where a lowest was wanted.")
def highest(excess: Tensor, more: int) -> int:
    return int(excess[:, -1].nan_to_num(torch.inf).argmax())


@choose_run.mistake(
    "a straight line through the losses themselves: it goes below 0. Take it on a log scale."
)
def straight(excess: Tensor, more: int) -> int:
    slope = (excess[:, -1] - excess[:, -6]) / 5
    return _lowest(excess[:, -1] + more * slope)


@choose_run.mistake("rows counted from 1: they are counted from 0.")
def from_one(excess: Tensor, more: int) -> int:
    return _extended(excess, more) + 1


@choose_run.mistake("a step back in time: the run that was lowest so many epochs ago.")
def backwards(excess: Tensor, more: int) -> int:
    return _lowest(excess[:, -1].log() - more * _slopes(excess, excess.shape[1] // 2))
