"""Exercise 5.9: standardize or not, and how strong a penalty, judged on a part held out."""

from collections.abc import Iterable, Iterator
from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, Mistake, exercise

Fit = tuple[Tensor, Tensor]
Part = tuple[Tensor, Tensor]
Plant = tuple[Part, Part, Part]  # training, validation and test part
WITHIN = 1.1
GRID = torch.logspace(-9, 9, 91, dtype=torch.float64)
CLOSER = 0.05  # a mistake is named where it explains all but this share of what is wrong


def _error(part: Part, fit: Fit) -> float:
    X, y = part
    return (X @ fit[0] + fit[1] - y).square().mean().item()


def _candidates(train: Part, scaled: bool, grid: Tensor = GRID) -> Iterator[Fit]:
    """Weights for the inputs as they are, and the bias, for every λ."""
    X, y = train
    middle, level = X.mean(0), y.mean(0)
    spread = X.std(0) if scaled else torch.ones_like(middle)
    U, S, Vt = torch.linalg.svd((X - middle) / spread, full_matrices=False)
    along = (U.T @ (y - level))[:, 0]
    for lam in grid.tolist():
        w = (Vt.T @ (S / (S**2 + len(X) * lam / 2) * along) / spread)[:, None]
        yield w, level - middle @ w


def _lowest(fits: Iterator[Fit], part: Part) -> Fit:
    return min(fits, key=lambda fit: _error(part, fit))


def _decided(X: Tensor, y: Tensor, X_valid: Tensor, y_valid: Tensor) -> Fit:
    train, valid = (X, y), (X_valid, y_valid)
    return _lowest((_lowest(_candidates(train, way), valid) for way in (True, False)), valid)


def _drawn(seed: int, n: int, spreads: Tensor, effects: Tensor) -> Plant:
    """A plant whose inputs have these spreads, and effects in these units; means far from 0."""
    generator = torch.Generator().manual_seed(seed)

    def draw(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=generator, dtype=torch.float64)

    total, k = n + 1060, len(spreads)
    X = (draw(total, k) + 2) * spreads
    w = draw(k, 1) * effects[:, None]
    signal = (X - 2 * spreads) @ w
    y = 30 + signal / signal.std() + 0.5 * draw(total, 1)
    sizes = [n, 60, 1000]
    train, valid, test = zip(X.split(sizes), y.split(sizes), strict=True)
    return train, valid, test


def _plants() -> dict[str, Plant]:
    units = 10 ** torch.linspace(-3, 3, 40, dtype=torch.float64)
    units = units[torch.randperm(40, generator=torch.Generator().manual_seed(5))]
    telling = torch.arange(1, 61, dtype=torch.float64) ** -1.0
    alike = torch.ones(8, dtype=torch.float64)
    return {
        "a plant whose units are an accident": _drawn(1, 40, units, 1 / units),
        "a plant in which the spread tells what matters": _drawn(
            2, 30, telling, alike.new_ones(60)
        ),
        "a plant with few sensors, all in one unit": _drawn(3, 30, alike, alike),
    }


@exercise("5.9")
def decide(attempt: Attempt) -> None:
    """Weights that predict well on a test part, in three plants."""
    X = torch.tensor(
        [[1.0, 30.0], [2.0, 10.0], [4.0, 20.0], [3.0, 60.0], [6.0, 40.0], [5.0, 90.0]],
        dtype=torch.float64,
    )
    y = X @ torch.tensor([[3.0], [-0.2]], dtype=torch.float64) + 7
    law = "six examples without any luck: y = 3 x1 − 0.2 x2 + 7"
    advice = "A penalty only does harm here: the lowest validation error is at a tiny λ."
    inputs = X[:4], y[:4], X[4:], y[4:]
    attempt.agrees(law, _decided, *inputs, tolerance=1e-2, advice=advice)
    for title, (train, valid, test) in _plants().items():
        right = min(
            (_lowest(_candidates(train, way), valid) for way in (True, False)),
            key=lambda fit: _error(test, fit),
        )
        fit = attempt(*train, *valid, like=right)
        limit, got = WITHIN * _error(test, right), _error(test, fit)
        rows = {
            "your test error": got,
            "at most": limit,
            "your validation error": _error(valid, fit),
        }
        looks_like = (
            "" if got <= limit else _named(attempt.known, train, valid, test[0], fit, right)
        )
        attempt.law(title, got <= limit, ADVICE, looks_like=looks_like, rows=rows)
    singles = train[0][:, :1], train[1], valid[0][:, :1], valid[1]
    attempt(*singles, like=_decided(*singles))


ADVICE = (
    "Did the validation part choose among both ways and many λ, from tiny to huge ones, with "
    "neighbors a factor of 2 or 3 apart? And are the weights those of the inputs as they are?"
)


def _named(
    known: Iterable[Mistake], train: Part, valid: Part, X: Tensor, fit: Fit, right: Fit
) -> str:
    """The sentence of the mistake whose predictions are nearest; "" where none is near."""

    def predictions(one: Fit) -> Tensor:
        return X @ one[0] + one[1]

    got, best = predictions(fit), predictions(right)
    near = {
        mistake.sentence: (got - predictions(mistake.function(*train, *valid))).square().mean()
        for mistake in known
        if mistake.function is not swapped
    }
    nearest = min(near, key=lambda sentence: near[sentence])
    return nearest if near[nearest] < CLOSER * (got - best).square().mean() else ""


@decide.mistake(
    "inputs that are always standardized. In one plant the spread tells what matters: let the "
    "validation part choose."
)
def always(X: Tensor, y: Tensor, X_valid: Tensor, y_valid: Tensor) -> Fit:
    return _lowest(_candidates((X, y), scaled=True), (X_valid, y_valid))


@decide.mistake(
    "inputs that are never standardized. In one plant the units are an accident: let the "
    "validation part choose."
)
def never(X: Tensor, y: Tensor, X_valid: Tensor, y_valid: Tensor) -> Fit:
    return _lowest(_candidates((X, y), scaled=False), (X_valid, y_valid))


@decide.mistake(
    "a λ chosen by the training error, or no penalty at all: the training error always votes for "
    "the smallest λ."
)
def by_training(X: Tensor, y: Tensor, X_valid: Tensor, y_valid: Tensor) -> Fit:
    return _lowest(_candidates((X, y), scaled=True), (X, y))


@decide.mistake(
    "the mean for every product: this λ is so strong that all weights are 0. Was it the highest "
    "error that chose it?"
)
def mean_alone(X: Tensor, y: Tensor, X_valid: Tensor, y_valid: Tensor) -> Fit:
    return torch.zeros_like(X[0])[:, None], y.mean(0)


@decide.mistake(
    "weights of the standardized inputs: for the inputs as they are, divide each by its deviation."
)
def not_converted(X: Tensor, y: Tensor, X_valid: Tensor, y_valid: Tensor) -> Fit:
    w, b = _decided(X, y, X_valid, y_valid)
    return w * X.std(0)[:, None], b


@decide.mistake(
    "weights and bias of the standardized inputs: the inputs as they are need w / deviation, and "
    "the bias that goes with it."
)
def neither_converted(X: Tensor, y: Tensor, X_valid: Tensor, y_valid: Tensor) -> Fit:
    return _decided(X, y, X_valid, y_valid)[0] * X.std(0)[:, None], y.mean(0)


@decide.mistake(
    "the bias of the centered inputs, mean(y): for the inputs as they are it is "
    "mean(y) − mean(x) w."
)
def bias_of_centered(X: Tensor, y: Tensor, X_valid: Tensor, y_valid: Tensor) -> Fit:
    return _decided(X, y, X_valid, y_valid)[0], y.mean(0)


@decide.mistake("a bias of 0: the targets' mean is not 0.")
def no_bias(X: Tensor, y: Tensor, X_valid: Tensor, y_valid: Tensor) -> Fit:
    return _decided(X, y, X_valid, y_valid)[0], torch.zeros_like(y[0])


@decide.mistake("a fit through the origin: without a bias, and without centering.")
def through_the_origin(X: Tensor, y: Tensor, X_valid: Tensor, y_valid: Tensor) -> Fit:
    return torch.linalg.lstsq(X, y).solution, torch.zeros_like(y[0])


@decide.mistake("a bias that was charged, too: it is free.")
def charged_bias(X: Tensor, y: Tensor, X_valid: Tensor, y_valid: Tensor) -> Fit:
    A = torch.cat([X, torch.ones_like(y)], dim=1)

    def candidates() -> Iterator[Fit]:
        for lam in torch.logspace(-4, 4, 41).tolist():
            both = torch.linalg.solve(
                A.T @ A + len(X) * lam / 2 * torch.eye(A.shape[1], dtype=X.dtype), A.T @ y
            )
            yield both[:-1], both[-1]

    return _lowest(candidates(), (X_valid, y_valid))


@decide.mistake("the right values in the wrong order: first w, then b.")
def swapped(X: Tensor, y: Tensor, X_valid: Tensor, y_valid: Tensor) -> Any:
    w, b = _decided(X, y, X_valid, y_valid)
    return b, w
