"""Exercise 1.5: find the bugs in a descent that keeps its lowest point."""

from collections.abc import Callable

import torch
from torch import Tensor

from ..frame import Attempt, exercise

Function = Callable[[Tensor], Tensor]


def _slope(f: Function, x: Tensor) -> Tensor:
    leaf = x.detach().clone().requires_grad_()
    return torch.autograd.grad(f(leaf), leaf)[0]


def _walk(f: Function, x: Tensor, lr: float, steps: int, *, adds: bool = False) -> list[Tensor]:
    """The start, and the point after each step. `adds`: gradients are never cleared."""
    points, total = [x.detach().clone()], torch.zeros_like(x)
    for _ in range(steps):
        total = _slope(f, points[-1]) + (total if adds else 0)
        points.append(points[-1] - lr * total)
    return points


def _lowest_of(f: Function, points: list[Tensor]) -> Tensor:
    return min(points, key=lambda point: f(point).item())


def _lowest(f: Function, x: Tensor, lr: float, steps: int) -> Tensor:
    return _lowest_of(f, _walk(f, x, lr, steps))


def _tent(x: Tensor) -> Tensor:
    return (x[0] - 1).abs() + 2 * (x[1] + 1).abs()


def _bowl(x: Tensor) -> Tensor:
    return ((x - 3) ** 2).sum()


def _waves(x: Tensor) -> Tensor:
    return (torch.sin(3 * x) + x**2 / 4).sum()


@exercise("1.5")
def lowest_point(attempt: Attempt) -> None:
    """The lowest of the points that gradient descent visits, as a plain tensor."""
    advice = "Print each point visited and its f: at which one does your answer differ from paper?"
    law = "f(x) = |x0 − 1| + 2 |x1 + 1| with lr = 0.4"
    left, right = torch.tensor([-2.0, -1.2]), torch.tensor([4.1, 1.1])
    attempt.agrees(law, _lowest, _tent, left, 0.4, 4, advice=advice)
    start = torch.tensor([3.0, 2.0])
    cases = {
        "the same with lr = 0.6: the lowest point lies on the way": (_tent, right, 0.6, 5),
        "f(x) = sum of (x − 3)²: the point after the last step is the lowest": (
            _bowl,
            start,
            0.1,
            3,
        ),
        "a learning rate that is too large: the start is the lowest": (_bowl, start, 1.2, 3),
        "no step: the start": (_bowl, start, 0.1, 0),
        "one step": (_tent, start, 0.5, 1),
        "a single number, shape ()": (lambda x: (x - 1).abs(), torch.tensor(3.0), 0.7, 5),
        "values below 0, a table of inputs": (
            _waves,
            torch.linspace(-2, 2, 6).reshape(2, 3),
            0.3,
            6,
        ),
    }
    attempt.each(_lowest, cases, advice=advice)
    attempt.precise(_lowest, _bowl, start, 0.1, 3)
    attempt.repeats(_tent, right, 0.6, 5)


@lowest_point.mistake(
    "a best point that moves on: `best = x` gives x a second name, and every step changes that "
    "tensor."
)
def second_name(f: Function, x: Tensor, lr: float, steps: int) -> Tensor:
    return _walk(f, x, lr, steps)[-1]


@lowest_point.mistake(
    "gradients that add up, and a best point that moves on: at least two of the four things are "
    "still to be mended."
)
def as_handed_out(f: Function, x: Tensor, lr: float, steps: int) -> Tensor:
    return _walk(f, x, lr, steps, adds=True)[-1].requires_grad_()


@lowest_point.mistake("gradients that add up: the walk is not the one that descends.")
def adds_up(f: Function, x: Tensor, lr: float, steps: int) -> Tensor:
    return _lowest_of(f, _walk(f, x, lr, steps, adds=True))


@lowest_point.mistake("a last point that nothing looks at: the loop ends behind its step.")
def last_unseen(f: Function, x: Tensor, lr: float, steps: int) -> Tensor:
    return _lowest_of(f, _walk(f, x, lr, steps)[: max(steps, 1)])


@lowest_point.mistake("a start that nothing looks at: it is one of the points visited.")
def start_unseen(f: Function, x: Tensor, lr: float, steps: int) -> Tensor:
    return _lowest_of(f, _walk(f, x, lr, steps)[1:])


@lowest_point.mistake("the point before the lowest one: which x does the value belong to?")
def one_behind(f: Function, x: Tensor, lr: float, steps: int) -> Tensor:
    points = _walk(f, x, lr, steps)
    place = min(range(len(points)), key=lambda i: f(points[i]).item())
    return points[max(place - 1, 0)]


@lowest_point.mistake("the point behind the lowest one: it is copied after the step, not before.")
def one_ahead(f: Function, x: Tensor, lr: float, steps: int) -> Tensor:
    points = _walk(f, x, lr, steps)
    place = min(range(len(points)), key=lambda i: f(points[i]).item())
    return points[min(place + 1, steps)]


@lowest_point.mistake("the highest point: is the comparison turned round?")
def highest(f: Function, x: Tensor, lr: float, steps: int) -> Tensor:
    return max(_walk(f, x, lr, steps), key=lambda point: f(point).item())


@lowest_point.mistake("the value of f at the lowest point: the point itself is asked for.")
def value(f: Function, x: Tensor, lr: float, steps: int) -> Tensor:
    return f(_lowest(f, x, lr, steps))


@lowest_point.mistake("the start: did nothing move, was nothing kept, or does the walk go uphill?")
def start(f: Function, x: Tensor, lr: float, steps: int) -> Tensor:
    return x.clone()


@lowest_point.mistake("steps without the learning rate.")
def without_rate(f: Function, x: Tensor, lr: float, steps: int) -> Tensor:
    return _lowest(f, x, 1.0, steps)


@lowest_point.mistake("a step too many: there are as many as `steps` says.")
def one_more(f: Function, x: Tensor, lr: float, steps: int) -> Tensor:
    return _lowest(f, x, lr, steps + 1)


@lowest_point.mistake(
    "a lowest value that is never lowered: the point kept last beats the start only."
)
def never_lowered(f: Function, x: Tensor, lr: float, steps: int) -> Tensor:
    points = _walk(f, x, lr, steps)
    return [point for point in points if f(point) < f(points[0]) or point is points[0]][-1]
