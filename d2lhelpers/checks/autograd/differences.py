"""Exercise 1.2: central differences."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, exercise

Function = Callable[[Tensor], Tensor]


def _stack(x: Tensor, h: float, slope: Callable[[Tensor], Any]) -> Tensor:
    """The slope for a nudge of each input by h."""
    return torch.stack([slope(h * e) for e in torch.eye(len(x), dtype=x.dtype)])


def _central(f: Function, x: Tensor, h: float) -> Tensor:
    return _stack(x, h, lambda step: (f(x + step) - f(x - step)) / (2 * h))


def _mixed(x: Tensor) -> Tensor:
    return x[0] ** 3 + x[0] * x[1] - x[2] ** 2


@exercise("1.2")
def numeric_gradient(attempt: Attempt) -> None:
    """Central differences: exact for quadratics, off by h² for cubes, and x is left alone."""
    advice = (
        "Compute one entry on paper: nudge that input alone by h, up and down, and divide by the "
        "way."
    )
    x = torch.tensor([1.5, -1.0, 3.0], dtype=torch.float64)
    law = "f(x) = x0³ + x0 x1 − x2² with h = 0.5: 3 x0² + x1 + h², x0 and −2 x2"
    attempt.agrees(law, _central, _mixed, x, 0.5, advice=advice)
    cases = {
        "float32 comes out where it goes in": (_mixed, x.float(), 0.5),
        "inputs that are 0": (lambda x: (x**3 + x).sum(), torch.zeros(4), 0.5),
        "one input alone, and one slope: shape (1,)": (lambda x: (x**2).sum(), x[:1], 0.25),
        "seven inputs": (lambda x: (x.sin() * x).sum(), torch.linspace(-2, 3, 7), 0.125),
    }
    attempt.each(_central, cases, advice=advice)
    x = attempt.randn(5).double()
    got = attempt.agrees(
        "five random inputs, h = 1e-5", _central, lambda x: (x.sin() * x).sum(), x, 1e-5
    )
    law = "for f(x) = sum of sin(x) · x, in float64 with h = 1e-5, the error is below 1e-7"
    truth, rows = x.cos() * x + x.sin(), {"x": x}
    attempt.equal(
        law, got, truth, tolerance=1e-7, advice="Were numbers rounded on the way?", rows=rows
    )
    attempt.precise(_central, lambda x: (x**3).sum(), torch.linspace(1, 2, 3), 0.1)


numeric_gradient.symptom(
    "must match the size",
    "a number of inputs that is fixed: x may have any, and a nudge has as many entries as x.",
)


@numeric_gradient.mistake("a squeeze: one input has one slope, of shape (1,), not ().")
def squeezed(f: Function, x: Tensor, h: float) -> Tensor:
    return _central(f, x, h).squeeze()


@numeric_gradient.mistake(
    "a forward difference, (f(x + h) - f(x)) / h: its error shrinks with h only. Step to both "
    "sides."
)
def forward(f: Function, x: Tensor, h: float) -> Tensor:
    return _stack(x, h, lambda step: (f(x + step) - f(x)) / h)


@numeric_gradient.mistake(
    "a backward difference, (f(x) - f(x - h)) / h: its error shrinks with h only. Step to both "
    "sides."
)
def backward(f: Function, x: Tensor, h: float) -> Tensor:
    return _stack(x, h, lambda step: (f(x) - f(x - step)) / h)


@numeric_gradient.mistake("a division by h: from x - h to x + h the way is 2h.")
def by_h(f: Function, x: Tensor, h: float) -> Tensor:
    return 2 * _central(f, x, h)


@numeric_gradient.mistake("a difference that was never divided by the way, 2h.")
def never_divided(f: Function, x: Tensor, h: float) -> Tensor:
    return _stack(x, h, lambda step: f(x + step) - f(x - step))


@numeric_gradient.mistake(
    "a missing bracket: Python reads `/ 2 * h` as a division by 2 and then a multiplication by h. "
    "Write / (2 * h)."
)
def no_bracket(f: Function, x: Tensor, h: float) -> Tensor:
    return _stack(x, h, lambda step: (f(x + step) - f(x - step)) / 2 * h)


@numeric_gradient.mistake("a sign turned round: the value at x + h comes first.")
def turned(f: Function, x: Tensor, h: float) -> Tensor:
    return -_central(f, x, h)


@numeric_gradient.mistake(
    "(f(x + h) - f(x)) / (2h): was the lower point x itself? `down = x` copies nothing, .clone() "
    "does."
)
def half_forward(f: Function, x: Tensor, h: float) -> Tensor:
    return forward(f, x, h) / 2


@numeric_gradient.mistake(
    "all inputs nudged at once: each entry is then the sum of all slopes. Nudge one input at a "
    "time."
)
def all_at_once(f: Function, x: Tensor, h: float) -> Tensor:
    return _stack(x, h, lambda _: (f(x + h) - f(x - h)) / (2 * h))


@numeric_gradient.mistake(
    "inputs nudged and not put back before the next one's turn: is the nudge made anew in each "
    "turn?"
)
def never_back(f: Function, x: Tensor, h: float) -> Tensor:
    lower = torch.tril(torch.ones(len(x), len(x), dtype=x.dtype))
    return torch.stack([(f(x + h * row) - f(x - h * row)) / (2 * h) for row in lower])


@numeric_gradient.mistake("inputs left at x - h when the next one has its turn: put each back.")
def left_below(f: Function, x: Tensor, h: float) -> Tensor:
    below = torch.tril(torch.ones(len(x), len(x), dtype=x.dtype), -1)
    rows = zip(below, torch.eye(len(x), dtype=x.dtype), strict=True)
    return torch.stack([(f(x - h * b + h * e) - f(x - h * b - h * e)) / (2 * h) for b, e in rows])


@numeric_gradient.mistake("the other inputs set to 0: they keep their values, and one is nudged.")
def others_zero(f: Function, x: Tensor, h: float) -> Tensor:
    places = torch.eye(len(x), dtype=x.dtype)
    return torch.stack([(f((x + h) * e) - f((x - h) * e)) / (2 * h) for e in places])


@numeric_gradient.mistake("a walk around 0: x itself is left out of what goes into f.")
def around_zero(f: Function, x: Tensor, h: float) -> Tensor:
    return _central(f, torch.zeros_like(x), h)


@numeric_gradient.mistake(
    "one slope for all inputs together: nudge one input at a time, and return a slope for each."
)
def together(f: Function, x: Tensor, h: float) -> Tensor:
    return (f(x + h) - f(x - h)) / (2 * h)


@numeric_gradient.mistake("the slope of the last input alone: is it kept for each, or overwritten?")
def last_alone(f: Function, x: Tensor, h: float) -> Tensor:
    return _central(f, x, h)[-1]


@numeric_gradient.mistake(
    "zeros: was x itself nudged (`up = x` copies nothing), or was the result never filled?"
)
def zeros(f: Function, x: Tensor, h: float) -> Tensor:
    return torch.zeros_like(x)


@numeric_gradient.mistake("the slope of the first input alone: is `return` inside the loop?")
def first_alone(f: Function, x: Tensor, h: float) -> Tensor:
    return _central(f, x, h) * torch.eye(len(x), dtype=x.dtype)[0]


@numeric_gradient.mistake("a last input that never moves: is the range one too short?")
def without_last(f: Function, x: Tensor, h: float) -> Tensor:
    return torch.cat([_central(f, x, h)[:-1], torch.zeros_like(x[:1])])


@numeric_gradient.mistake("a first input that never moves: Python counts from 0.")
def without_first(f: Function, x: Tensor, h: float) -> Tensor:
    return torch.cat([torch.zeros_like(x[:1]), _central(f, x, h)[1:]])


@numeric_gradient.mistake(
    "the slope of the last input, and zeros before it: is the result begun anew inside the loop?"
)
def begun_anew(f: Function, x: Tensor, h: float) -> Tensor:
    return _central(f, x, h) * torch.eye(len(x), dtype=x.dtype)[-1]


@numeric_gradient.mistake("half a step to each side: from x - h to x + h, the way is 2h.")
def half(f: Function, x: Tensor, h: float) -> Tensor:
    return _central(f, x, h / 2)


@numeric_gradient.mistake("twice the step: x + h and x - h are where f is asked.")
def double(f: Function, x: Tensor, h: float) -> Tensor:
    return _central(f, x, 2 * h)


@numeric_gradient.mistake("a step in proportion to x: it is h for every input, at 0 too.")
def relative(f: Function, x: Tensor, h: float) -> Tensor:
    steps = torch.diag(h * x)
    return torch.stack([(f(x + step) - f(x - step)) / (2 * step.sum()) for step in steps])


@numeric_gradient.mistake(
    "the exact slope: at this h an error must remain. Was h replaced, or autograd asked?"
)
def exact(f: Function, x: Tensor, h: float) -> Tensor:
    leaf = x.detach().clone().requires_grad_()
    return torch.autograd.grad(f(leaf), leaf)[0]


@numeric_gradient.mistake("slopes in whole numbers: were they rounded?")
def rounded(f: Function, x: Tensor, h: float) -> Tensor:
    return _central(f, x, h).round()


@numeric_gradient.mistake("the same input nudged in every turn: is the index used?")
def same_input(f: Function, x: Tensor, h: float) -> Tensor:
    return _central(f, x, h)[0].expand_as(x).clone()


@numeric_gradient.mistake("a sum of the two values: the slope comes from their difference.")
def sum_of_values(f: Function, x: Tensor, h: float) -> Tensor:
    return _stack(x, h, lambda step: (f(x + step) + f(x - step)) / (2 * h))


@numeric_gradient.mistake("the slope of the slope, divided by h²: one difference is enough.")
def second_difference(f: Function, x: Tensor, h: float) -> Tensor:
    return _stack(x, h, lambda step: (f(x + step) - 2 * f(x) + f(x - step)) / h**2)


@numeric_gradient.mistake("an input set to h and to -h: h is added to it, and taken from it.")
def set_to_h(f: Function, x: Tensor, h: float) -> Tensor:
    return _stack(
        x, h, lambda step: (f(x.where(step == 0, step)) - f(x.where(step == 0, -step))) / (2 * h)
    )
