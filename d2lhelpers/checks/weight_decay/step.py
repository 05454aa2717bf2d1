"""Exercise 5.3: the step of weight decay."""

import torch
from torch import Tensor

from ..frame import Attempt, exercise


def _decayed(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return (1 - rate * lam) * w - rate * gradient


@exercise("5.3")
def decayed_step(attempt: Attempt) -> None:
    """One step of gradient descent with weight decay."""
    w, gradient = torch.tensor([1.0, -2.0]), torch.tensor([-4.0, 3.0])
    law = "by hand: from 1 with gradient −4 to 1.1, from −2 with gradient 3 to −1.7"
    attempt.agrees(law, _decayed, w, gradient, 0.1, 3.0)
    w, gradient = attempt.randn(4, 3), attempt.randn(4, 3)
    cases = {
        "on twelve random weights": (w, gradient, 0.2, 0.6),
        "without decay (λ = 0) it is gradient descent": (w, gradient, 0.2, 0.0),
        "without a gradient the weights only shrink": (w, torch.zeros(4, 3), 0.2, 0.6),
        "weights of 0 move by the gradient alone": (torch.zeros(4, 3), gradient, 0.2, 0.6),
        "one weight": (w[0, :1], gradient[0, :1], 0.2, 0.6),
    }
    attempt.each(_decayed, cases)
    attempt.precise(_decayed, w, gradient, 0.2, 0.6)


@decayed_step.mistake("a decay by λ instead of ηλ: the share that is lost in a step is rate · lam.")
def whole_lambda(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return (1 - lam) * w - rate * gradient


@decayed_step.mistake(
    "a decay of the new weights: the step is shrunk, too. Shrink the old weights, then subtract "
    "rate · gradient."
)
def new_weights(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return (1 - rate * lam) * (w - rate * gradient)


@decayed_step.mistake("weights that grow: 1 + ηλ. The penalty pulls towards 0, so it is 1 − ηλ.")
def growing(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return (1 + rate * lam) * w - rate * gradient


@decayed_step.mistake("a step uphill: subtract rate · gradient.")
def uphill(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return (1 - rate * lam) * w + rate * gradient


@decayed_step.mistake(
    "a penalty without its ½: the decay is twice as strong. The gradient of λ/2 · w² is λw."
)
def twice_as_strong(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return _decayed(w, gradient, rate, 2 * lam)


@decayed_step.mistake("½ kept in the gradient: the derivative of λ/2 · w² is λw.")
def half_as_strong(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return _decayed(w, gradient, rate, lam / 2)


@decayed_step.mistake("a step without any decay.")
def no_decay(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w - rate * gradient


@decayed_step.mistake("the decay alone: the loss has its step, too.")
def decay_alone(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return (1 - rate * lam) * w


@decayed_step.mistake("a full gradient: multiply it by the rate.")
def full_gradient(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return (1 - rate * lam) * w - gradient


@decayed_step.mistake(
    "λ in the place of λw: the same amount would be taken from every weight, whatever its size "
    "and sign."
)
def same_amount(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w - rate * (gradient + lam)


@decayed_step.mistake("a decay without λ: the share that is lost in a step is rate · lam.")
def no_lambda(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return (1 - rate) * w - rate * gradient


@decayed_step.mistake("the penalty in the place of its gradient: the derivative of λ/2 · w² is λw.")
def penalty_itself(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w - rate * (gradient + lam / 2 * w**2)


@decayed_step.mistake(
    "the whole penalty, one number, taken from every weight: its gradient λw has an entry for "
    "each of them."
)
def whole_penalty(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w - rate * (gradient + lam / 2 * (w**2).sum())


@decayed_step.mistake(
    "the length of w, one number, taken from every weight: λw has an entry for each of them."
)
def length(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w - rate * (gradient + lam * w.norm())


@decayed_step.mistake("λw² in the place of λw: the gradient of a square has no square.")
def squared(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w - rate * (gradient + lam * w**2)


@decayed_step.mistake("an L1 step: λ times the sign of w. Weight decay takes λw.")
def sign(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w - rate * (gradient + lam * w.sign())


@decayed_step.mistake(
    "what is lost in place of what is kept: ηλ · w is what is lost, (1 − ηλ) · w is what stays."
)
def what_is_lost(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return rate * lam * w - rate * gradient


@decayed_step.mistake("the change alone: it is added to w.")
def change(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return -rate * (gradient + lam * w)


@decayed_step.mistake("a gradient that is multiplied by λ: λ belongs to the weights.")
def lambda_times_gradient(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return w - rate * lam * (gradient + w)
