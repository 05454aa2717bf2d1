"""Exercise 1.7: the gradients of a two-layer network with a penalty, by hand."""

from collections.abc import Callable

import torch
from torch import Tensor

from ..frame import Attempt, exercise

Two = tuple[Tensor, Tensor]
Gate = Callable[[Tensor], Tensor]


def _tanh_gate(z: Tensor) -> Tensor:
    return 1 - torch.tanh(z) ** 2


def _data_part(
    X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, gate: Gate = _tanh_gate, h_of: Gate = torch.tanh
) -> Two:
    """The gradients of the mean loss, without the penalty's."""
    z = X @ W1.T
    h = h_of(z)
    o_bar = (h @ W2.T - t) / len(X)
    return ((o_bar @ W2) * gate(z)).T @ X, o_bar.T @ h


def _scaled(
    X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float, first: float, second: float
) -> Two:
    """Each gradient of the data times a factor, with the right penalty."""
    one, two = _data_part(X, t, W1, W2)
    return first * one + lam * W1, second * two + lam * W2


def _with_gate(
    X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float, gate: Gate, h_of: Gate = torch.tanh
) -> Two:
    one, two = _data_part(X, t, W1, W2, gate, h_of)
    return one + lam * W1, two + lam * W2


def _penalized(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, first: float, second: float) -> Two:
    """The right gradients of the data, with these strengths of the penalty."""
    one, two = _data_part(X, t, W1, W2)
    return one + first * W1, two + second * W2


def _two_layer(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _penalized(X, t, W1, W2, lam, lam)


@exercise("1.7")
def two_layer_gradients(attempt: Attempt) -> None:
    """The gradients of a two-layer network with a penalty, by hand."""
    attempt.forbid("derivative", instead="the chain rule, line by line")
    advice = (
        "Compare term by term: set lam = 0 and take one example, then add the penalty, then a "
        "second example."
    )
    X = torch.tensor([[1.0, 2.0], [-1.0, 0.5], [0.3, -0.7]], dtype=torch.float64)
    t = torch.tensor([[3.0], [-1.0], [0.5]], dtype=torch.float64)
    W1 = torch.tensor([[1.0, -1.0], [0.2, 0.5], [0.5, 0.1], [-0.4, 0.3]], dtype=torch.float64)
    W2 = torch.tensor([[2.0, -1.0, 1.0, 0.5]], dtype=torch.float64)
    law = "three examples, two inputs, four hidden units"
    attempt.agrees(law, _two_layer, X, t, W1, W2, 0.7, advice=advice)
    cases = {
        "one example, no penalty": (X[:1], t[:1], W1, W2, 0.0),
        "one example, with a penalty": (X[:1], t[:1], W1, W2, 0.1),
        "one hidden unit": (X, t, W1[:1], W2[:, :1], 0.2),
        "one input": (X[:, :1], t, W1[:, :1], W2, 0.2),
        "one of everything": (X[:1, :1], t[:1], W1[:1, :1], W2[:, :1], 0.2),
        "weights of 0": (X, t, 0 * W1, 0 * W2, 0.5),
    }
    attempt.each(_two_layer, cases, advice=advice)
    law = "nine digits are right"
    few = "Right to a few digits only: was a slope taken as a difference, or a number rounded?"
    got = attempt.agrees(law, _two_layer, X, t, W1, W2, 0.7, tolerance=1e-9, advice=few)
    V1, V2 = W1.clone().requires_grad_(), W2.clone().requires_grad_()
    J = ((torch.tanh(X @ V1.T) @ V2.T - t) ** 2 / 2).mean() + 0.35 * ((V1**2).sum() + (V2**2).sum())
    law = "torch's backward pass finds the same"
    attempt.equal(law, tuple(got), torch.autograd.grad(J, (V1, V2)), advice=advice)
    single = X.float(), t.float(), W1.float(), W2.float(), 0.3
    attempt.agrees("float32 comes out where it goes in", _two_layer, *single, advice=advice)


two_layer_gradients.symptom(
    "cannot be multiplied",
    "factors that do not fit: examples are rows here. Write down every shape, and transpose by it.",
)


@two_layer_gradients.mistake(
    "the penalty left out: J uses W1 and W2 a second time, and sends λW to each."
)
def no_penalty(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _penalized(X, t, W1, W2, 0, 0)


@two_layer_gradients.mistake(
    "the penalty's gradient as 2λW: the ½ in λ/2 cancels the 2 of the square."
)
def penalty_twice(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _penalized(X, t, W1, W2, 2 * lam, 2 * lam)


@two_layer_gradients.mistake(
    "the penalty's gradient as ½λW: the square brings a 2 that cancels the ½."
)
def penalty_half(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _penalized(X, t, W1, W2, lam / 2, lam / 2)


@two_layer_gradients.mistake("a penalty that is subtracted: its gradient is added to the data's.")
def penalty_subtracted(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _penalized(X, t, W1, W2, -lam, -lam)


@two_layer_gradients.mistake("the penalty for W2 alone: W1 is in it too.")
def penalty_on_second(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _penalized(X, t, W1, W2, 0, lam)


@two_layer_gradients.mistake("the penalty for W1 alone: W2 is in it too.")
def penalty_on_first(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _penalized(X, t, W1, W2, lam, 0)


@two_layer_gradients.mistake("the strength of the text, 0.1: use lam.")
def strength_of_the_text(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _penalized(X, t, W1, W2, 0.1, 0.1)


@two_layer_gradients.mistake("the penalty divided by n: it stands outside the mean.")
def penalty_in_mean(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _penalized(X, t, W1, W2, lam / len(X), lam / len(X))


@two_layer_gradients.mistake("the penalty's value in place of its slope: λW has the shape of W.")
def penalty_value(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    one, two = _data_part(X, t, W1, W2)
    return one + lam / 2 * (W1**2).sum(), two + lam / 2 * (W2**2).sum()


@two_layer_gradients.mistake("a sum over the examples: the mean brings the factor 1/n.")
def sum_for_mean(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _scaled(X, t, W1, W2, lam, len(X), len(X))


@two_layer_gradients.mistake(
    "the factor 1/n in the gradient of W2 alone: W1's comes from the same mean."
)
def mean_in_second(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _scaled(X, t, W1, W2, lam, len(X), 1)


@two_layer_gradients.mistake(
    "the factor 1/n in the gradient of W1 alone: W2's comes from the same mean."
)
def mean_in_first(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _scaled(X, t, W1, W2, lam, 1, len(X))


@two_layer_gradients.mistake(
    "the factor 1/n taken a second time on the way to W1: it is in the gradient that arrives."
)
def mean_twice(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _scaled(X, t, W1, W2, lam, 1 / len(X), 1)


@two_layer_gradients.mistake("the factor 1/n taken twice: once in the mean's slope is enough.")
def mean_twice_in_both(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _scaled(X, t, W1, W2, lam, 1 / len(X), 1 / len(X))


@two_layer_gradients.mistake(
    "a division by the number of inputs: n counts the examples, the rows of X."
)
def inputs_counted(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _scaled(X, t, W1, W2, lam, len(X) / X.shape[1], len(X) / X.shape[1])


@two_layer_gradients.mistake(
    "a division by the number of hidden units: n counts the examples, the rows of X."
)
def units_counted(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _scaled(X, t, W1, W2, lam, len(X) / len(W1), len(X) / len(W1))


@two_layer_gradients.mistake("the loss's slope with its sign turned: it is o - t.")
def sign_turned(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _scaled(X, t, W1, W2, lam, -1, -1)


@two_layer_gradients.mistake(
    "the factor ½ of the loss forgotten: its slope is o - t, not 2 (o - t)."
)
def loss_twice(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _scaled(X, t, W1, W2, lam, 2, 2)


@two_layer_gradients.mistake(
    "½ (o - t) as the loss's slope: the square brings a 2 that cancels the ½."
)
def loss_half(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _scaled(X, t, W1, W2, lam, 0.5, 0.5)


@two_layer_gradients.mistake(
    "both gradients transposed: a gradient has the shape of the matrix that it belongs to."
)
def both_transposed(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    one, two = _two_layer(X, t, W1, W2, lam)
    return one.T, two.T


@two_layer_gradients.mistake(
    "W1's gradient transposed: a gradient has the shape of the matrix that it belongs to."
)
def first_transposed(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    one, two = _two_layer(X, t, W1, W2, lam)
    return one.T, two


@two_layer_gradients.mistake(
    "W2's gradient transposed: a gradient has the shape of the matrix that it belongs to."
)
def second_transposed(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    one, two = _two_layer(X, t, W1, W2, lam)
    return one, two.T


@two_layer_gradients.mistake("the two gradients in the wrong order: W1's comes first.")
def wrong_order(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _two_layer(X, t, W1, W2, lam)[::-1]


@two_layer_gradients.mistake("tanh left out on the way back: multiply by its slope, 1 - h².")
def no_gate(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _with_gate(X, t, W1, W2, lam, torch.ones_like)


@two_layer_gradients.mistake(
    "the slope of tanh taken at the wrong place, 1 - z²: it is 1 - tanh²(z) = 1 - h²."
)
def gate_of_z(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _with_gate(X, t, W1, W2, lam, lambda z: 1 - z**2)


@two_layer_gradients.mistake(
    "tanh applied a second time in its slope: h is tanh(z) already, so it is 1 - h²."
)
def tanh_twice(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _with_gate(X, t, W1, W2, lam, lambda z: _tanh_gate(torch.tanh(z)))


@two_layer_gradients.mistake("the ReLU's gate: this network has tanh, with the slope 1 - h².")
def relu_gate(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _with_gate(X, t, W1, W2, lam, lambda z: (z > 0).to(z.dtype))


@two_layer_gradients.mistake(
    "the network of the text, with ReLU: this one has tanh, forward and backward."
)
def relu_network(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _with_gate(X, t, W1, W2, lam, lambda z: (z > 0).to(z.dtype), torch.relu)


@two_layer_gradients.mistake("the slope of tanh without its square: it is 1 - h².")
def no_square(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _with_gate(X, t, W1, W2, lam, lambda z: 1 - torch.tanh(z))


@two_layer_gradients.mistake("the slope of tanh as (1 - h)²: only h is squared, 1 - h².")
def all_squared(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _with_gate(X, t, W1, W2, lam, lambda z: (1 - torch.tanh(z)) ** 2)


@two_layer_gradients.mistake("the slope of tanh with its sign turned, 1 + h²: it is 1 - h².")
def plus(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _with_gate(X, t, W1, W2, lam, lambda z: 1 + torch.tanh(z) ** 2)


@two_layer_gradients.mistake("the slope of the sigmoid, h (1 - h): that of tanh is 1 - h².")
def sigmoid_gate(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _with_gate(X, t, W1, W2, lam, lambda z: torch.tanh(z) * (1 - torch.tanh(z)))


@two_layer_gradients.mistake("tanh itself in place of its slope, 1 - h².")
def tanh_for_slope(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    return _with_gate(X, t, W1, W2, lam, torch.tanh)


@two_layer_gradients.mistake(
    "z in place of h in the gradient of W2: the second layer's input is tanh(z)."
)
def z_for_h(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    o_bar = (torch.tanh(X @ W1.T) @ W2.T - t) / len(X)
    return _two_layer(X, t, W1, W2, lam)[0], o_bar.T @ (X @ W1.T) + lam * W2


@two_layer_gradients.mistake(
    "W2's gradient passed back in place of W2: the slope for h is W2 itself."
)
def gradient_passed_back(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    h, (_, W2_bar) = torch.tanh(X @ W1.T), _two_layer(X, t, W1, W2, lam)
    z_bar = (h @ W2.T - t) / len(X) @ W2_bar * (1 - h**2)
    return z_bar.T @ X + lam * W1, W2_bar


@two_layer_gradients.mistake("W2 left out on the way back to h: its entries are the slopes for h.")
def without_second(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    h = torch.tanh(X @ W1.T)
    z_bar = (h @ W2.T - t) / len(X) * (1 - h**2)
    return z_bar.T @ X + lam * W1, _two_layer(X, t, W1, W2, lam)[1]


@two_layer_gradients.mistake(
    "errors of shape (n, n): a t of shape (n,) was taken from an o of shape (n, 1)."
)
def table_of_errors(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t.flatten()).mean(1, keepdim=True) / len(X)
    return (o_bar @ W2 * (1 - h**2)).T @ X + lam * W1, o_bar.T @ h + lam * W2


@two_layer_gradients.mistake(
    "a squeeze of the hidden layer: it keeps both directions, (n, k), at one unit or one example "
    "too."
)
def squeezed(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    h = torch.tanh(X @ W1.T).squeeze()
    o_bar = (h @ W2.T - t) / len(X)
    return (o_bar @ W2 * (1 - h**2)).T @ X + lam * W1, o_bar.T @ h + lam * W2


@two_layer_gradients.mistake("a tanh at the output, too: o is h W2ᵀ itself.")
def tanh_at_output(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    h = torch.tanh(X @ W1.T)
    o_bar = (torch.tanh(h @ W2.T) - t) / len(X)
    return (o_bar @ W2 * (1 - h**2)).T @ X + lam * W1, o_bar.T @ h + lam * W2


@two_layer_gradients.mistake("the losses themselves passed back: what goes back is their slope.")
def loss_for_slope(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> Two:
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) ** 2 / 2 / len(X)
    return (o_bar @ W2 * (1 - h**2)).T @ X + lam * W1, o_bar.T @ h + lam * W2
