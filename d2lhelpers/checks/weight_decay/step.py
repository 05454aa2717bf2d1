"""Exercise 5.3: the step of a penalty on the distance from a start."""

import torch
from torch import Tensor

from ..frame import Attempt, exercise


def _anchored(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w - rate * (gradient + lam * (w - a))


@exercise("5.3")
def anchored_step(attempt: Attempt) -> None:
    """One step of gradient descent with a decay towards a start."""
    w, a = torch.tensor([1.0, -2.0, 0.5]), torch.tensor([2.0, 1.0, -3.0])
    gradient = torch.tensor([-4.0, 3.0, 2.5])
    law = "by hand: 1 goes to 1.7, −2 to −1.4, and 0.5 to −0.8"
    attempt.agrees(law, _anchored, w, a, gradient, 0.1, 3.0)
    w, a, gradient = attempt.randn(4, 3), attempt.randn(4, 3), attempt.randn(4, 3)
    zero = torch.zeros(4, 3)
    cases = {
        "on twelve random weights": (w, a, gradient, 0.2, 0.6),
        "without a penalty (λ = 0) it is gradient descent": (w, a, gradient, 0.2, 0.0),
        "without a gradient the weights move towards the start": (w, a, zero, 0.2, 0.6),
        "at the start only the gradient moves the weights": (a, a, gradient, 0.2, 0.6),
        "with a start of 0 it is weight decay": (w, zero, gradient, 0.2, 0.6),
        "one weight": (w[0, :1], a[0, :1], gradient[0, :1], 0.2, 0.6),
    }
    attempt.each(_anchored, cases)
    third = torch.tensor([1.0, 2.0, -4.0]) / 3
    attempt.precise(_anchored, third, 2 * third.flip(0), third + 1, 0.2, 0.6)


@anchored_step.mistake("a decay towards 0: what shrinks is the distance from a, w − a.")
def towards_zero(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w - rate * (gradient + lam * w)


@anchored_step.mistake(
    "a push away from a: the derivative of the penalty is λ(w − a), not λ(a − w)."
)
def away(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w - rate * (gradient + lam * (a - w))


@anchored_step.mistake("a sum where a difference stands: the penalty charges w − a.")
def sum_of_both(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w - rate * (gradient + lam * (w + a))


@anchored_step.mistake("a pull without the learning rate: both gradients are multiplied by it.")
def pull_without_rate(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w - rate * gradient - lam * (w - a)


@anchored_step.mistake("a full gradient of the loss: multiply it by the rate, as the pull is.")
def full_gradient(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w - gradient - rate * lam * (w - a)


@anchored_step.mistake(
    "a pull that is taken after the step: both gradients belong to the weights of before."
)
def after_the_step(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    new = w - rate * gradient
    return new - rate * lam * (new - a)


@anchored_step.mistake("a distance that shrinks, without the start that it is counted from: add a.")
def distance_alone(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return (1 - rate * lam) * (w - a) - rate * gradient


@anchored_step.mistake("the whole of a added in every step: only its share ηλ is.")
def whole_start(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return (1 - rate * lam) * w + a - rate * gradient


@anchored_step.mistake("a step that begins at a. It begins at w.")
def from_the_start(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return a - rate * (gradient + lam * (w - a))


@anchored_step.mistake("w and a exchanged: w moves, a stays.")
def exchanged(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return _anchored(a, w, gradient, rate, lam)


@anchored_step.mistake("a step uphill: the gradient of the loss is subtracted.")
def uphill(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w + rate * gradient - rate * lam * (w - a)


@anchored_step.mistake("both gradients added, not subtracted.")
def both_uphill(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w + rate * (gradient + lam * (w - a))


@anchored_step.mistake("a pull twice as strong: the ½ of the penalty cancels the 2 of the square.")
def twice_as_strong(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return _anchored(w, a, gradient, rate, 2 * lam)


@anchored_step.mistake("½ kept in the gradient: the square brings a 2 that cancels it.")
def half_as_strong(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return _anchored(w, a, gradient, rate, lam / 2)


@anchored_step.mistake("a step without any penalty.")
def no_penalty(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w - rate * gradient


@anchored_step.mistake("the pull alone: the loss has its step, too.")
def pull_alone(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w - rate * lam * (w - a)


@anchored_step.mistake("a pull without λ.")
def no_lambda(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return _anchored(w, a, gradient, rate, 1.0)


@anchored_step.mistake("a pull that ignores how far away w is: its sign alone, as L1 has it.")
def sign(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w - rate * (gradient + lam * (w - a).sign())


@anchored_step.mistake("the penalty in the place of its gradient: take the derivative first.")
def penalty_itself(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w - rate * (gradient + lam / 2 * (w - a) ** 2)


@anchored_step.mistake("the whole penalty, one number, taken from every weight: derive it first.")
def whole_penalty(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w - rate * (gradient + lam / 2 * ((w - a) ** 2).sum())


@anchored_step.mistake(
    "the length of w − a, one number, for every weight: each is pulled by its own distance."
)
def length(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w - rate * (gradient + lam * (w - a).norm())


@anchored_step.mistake("the change alone: it is added to w.")
def change(w: Tensor, a: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return -rate * (gradient + lam * (w - a))
