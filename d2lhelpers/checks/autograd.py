"""Checks of chapter 01: derivatives by hand, by nudging and backwards."""

import copy
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .exercise import Attempt, NotYet, exercise, show_value

Graph = dict[str, list[str]]


@exercise("1.1")
def hand_gradient(answer: Attempt) -> None:
    """The gradient of x0² x1 + 3 x1 at (2, 5), as a list."""
    got = answer.value.tolist() if isinstance(answer.value, Tensor | np.ndarray) else answer.value
    if not isinstance(got, list | tuple):
        raise NotYet({"got": show_value(got)}, "Write a list of two numbers, one slope for each input: [..., ...].")
    answer.equal(
        "the slopes of x0² x1 + 3 x1 at x0 = 2, x1 = 5",
        got,
        [20.0, 7.0],
        tolerance=1e-6,
        mistakes={
            "the two slopes in the wrong order: the slope for x0 comes first.": [7.0, 20.0],
            "the term 3 x1 left out of the second slope: x1 moves there too.": [20.0, 4.0],
            "the 3 of 3 x1 counted in the first slope: a term without x0 does not move when x0 does.": [23.0, 7.0],
            "the factor x1 forgotten in the first slope: x0² is multiplied by 5.": [4.0, 7.0],
            "the value of the function, 35, in place of its slopes.": [35.0, 35.0],
            "x0² taken to have the slope x0: the power comes down as a factor.": [10.0, 7.0],
            "the slopes with a 2 too many in the second: x0² counts as it is while x1 moves.": [20.0, 11.0],
            "the formula before the point was put in, at x1 = 2 and x0 = 5: x0 is 2 and x1 is 5.": [20.0, 28.0],
        },
        advice="Hold one input still, differentiate with respect to the other, then put in x0 = 2 and x1 = 5.",
    )


def _differences(rule: Callable[..., Any]) -> Callable[..., Tensor]:
    def gradient(f: Callable[[Tensor], Tensor], x: Tensor, h: float) -> Tensor:
        return torch.stack([torch.as_tensor(rule(f, x, h * e, h)) for e in torch.eye(len(x), dtype=x.dtype)]).to(x.dtype)

    return gradient


_central = _differences(lambda f, x, d, h: (f(x + d) - f(x - d)) / (2 * h))


def _never_put_back(f: Callable[[Tensor], Tensor], x: Tensor, h: float) -> Tensor:
    x, slopes = x.clone(), []
    for i in range(len(x)):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        slopes.append((above - f(x)) / (2 * h))
    return torch.stack(slopes)


DIFFERENCES = {
    "a forward difference, (f(x + h) - f(x)) / h: its error shrinks with h only. Step to both sides.": _differences(
        lambda f, x, d, h: (f(x + d) - f(x)) / h
    ),
    "a backward difference, (f(x) - f(x - h)) / h: its error shrinks with h only. Step to both sides.": _differences(
        lambda f, x, d, h: (f(x) - f(x - d)) / h
    ),
    "a division by h: from x - h to x + h the way is 2h.": _differences(lambda f, x, d, h: (f(x + d) - f(x - d)) / h),
    "a difference that was never divided by the way, 2h.": _differences(lambda f, x, d, h: f(x + d) - f(x - d)),
    "all inputs nudged at once: each entry is then the sum of all slopes. Nudge one input at a time.": _differences(
        lambda f, x, d, h: (f(x + h) - f(x - h)) / (2 * h)
    ),
    "a sign turned round: the value at x + h comes first.": _differences(lambda f, x, d, h: (f(x - d) - f(x + d)) / (2 * h)),
    "inputs that are nudged and not put back before the next one's turn.": _never_put_back,
    "a missing bracket: Python reads `/ 2 * h` as a division by 2 and then a multiplication by h. Write / (2 * h).": _differences(
        lambda f, x, d, h: (f(x + d) - f(x - d)) / 2 * h
    ),
    "one slope for all inputs together: nudge one input at a time, and return a slope for each.": lambda f, x, h: (
        (f(x + h) - f(x - h)) / (2 * h)
    ),
    "the slope of the last input alone: is it kept for each input, or overwritten?": lambda f, x, h: _central(f, x, h)[-1],
    "zeros: was x itself nudged (`up = x` copies nothing), or was the result never filled?": lambda f, x, h: torch.zeros_like(x),
    "the slope of the first input alone: is `return` inside the loop?": lambda f, x, h: (
        _central(f, x, h) * torch.eye(len(x), dtype=x.dtype)[0]
    ),
    "the slope of the last input, and zeros before it: is the result begun anew inside the loop?": lambda f, x, h: (
        _central(f, x, h) * torch.eye(len(x), dtype=x.dtype)[-1]
    ),
}
NUDGE_ONE = "Compute one entry on paper: nudge that input alone by h, up and down, and divide the difference by 2h."


@exercise("1.2")
def numeric_gradient(answer: Attempt) -> None:
    """Central differences: exact for quadratics, with the error h² for cubes, and they leave x alone."""
    x = torch.tensor([1.0, 0.0, 2.0, 3.0])  # no zero at either end: a slope of 0 there would hide which entry was filled
    law = "for f(x) = 2 x·x central differences are exact, whatever the step: the gradient is 4x"
    answer.agrees(law, _central, lambda x: 2 * torch.dot(x, x), x, 0.25, mistakes=DIFFERENCES, advice=NUDGE_ONE)
    x = torch.tensor([1.0, -2.0])
    law = "for f(x) = x0³ + x0 x1 central differences give 3 x0² + x1 + h², and x0"
    answer.agrees(law, _central, lambda x: x[0] ** 3 + x[0] * x[1], x, 0.5, mistakes=DIFFERENCES, advice=NUDGE_ONE)
    x = answer.randn(5).double()
    law = "for f(x) = sum of sin(x) · x, in float64 with h = 1e-5, the error is below 1e-7"
    got = answer.agrees(law, _central, lambda x: (x.sin() * x).sum(), x, 1e-5, mistakes=DIFFERENCES, advice=NUDGE_ONE)
    advice = "Right to four digits, not to seven: were numbers rounded to float32 on the way?"
    answer.equal(law, got, x.cos() * x + x.sin(), tolerance=1e-7, advice=advice, x=x)


def _divide(a: float, b: float, out_grad: float) -> tuple[float, float]:
    return out_grad / b, -out_grad * a / b**2


RULES = {
    "the slopes alone: each is to be multiplied by out_grad, the gradient that arrives.": lambda a, b, g: (1 / b, -a / b**2),
    "a lost minus sign: a larger b makes a / b smaller where a and b are positive.": lambda a, b, g: (g / b, g * a / b**2),
    "the rule of multiplication: there each factor's slope is the other factor.": lambda a, b, g: (g * b, g * a),
    "the two results in the wrong order: what goes to a comes first.": lambda a, b, g: (-g * a / b**2, g / b),
    "a missing square: the slope of 1/b is -1/b².": lambda a, b, g: (g / b, -g * a / b),
    "a missing a: a / b is a times 1/b, so a stays as a factor.": lambda a, b, g: (g / b, -g / b**2),
    "out_grad passed on to a but not to b.": lambda a, b, g: (g / b, -a / b**2),
    "out_grad passed on to b but not to a.": lambda a, b, g: (1 / b, -g * a / b**2),
    "a square of the whole quotient, (a / b)²: only b is squared, and a stays as it is.": lambda a, b, g: (g / b, -g * (a / b) ** 2),
    "the value of a / b where its slope belongs.": lambda a, b, g: (g * a / b, -g * a / b),
}
ONE_STILL = "Hold b still and find the slope for a, then hold a still and find the slope for b; multiply each by out_grad."


@exercise("1.3")
def divide_rule(answer: Attempt) -> None:
    """What division passes back to its two parents."""
    law = "r = a / b passes back its own gradient times the slope of r, to a and to b"
    answer.agrees(law, _divide, 6.0, 2.0, 10.0, mistakes=RULES, advice=ONE_STILL)
    for _ in range(3):
        a, b, g = answer.randn(3).double().tolist()
        b += 2.0 if b > 0 else -2.0
        answer.agrees(law, _divide, a, b, g, mistakes=RULES, advice=ONE_STILL)
    a, b, h = 1.5, -2.5, 1e-5
    nudged = (((a + h) / b - (a - h) / b) / (2 * h), (a / (b + h) - a / (b - h)) / (2 * h))
    law = "with out_grad = 1 the results are the slopes that nudging finds"
    answer.equal(law, answer(a, b, 1.0), nudged, advice=ONE_STILL, a=a, b=b)


def _needed(parents: Graph, output: str) -> list[str]:
    found = [output]
    for name in found:
        found += [parent for parent in dict.fromkeys(parents[name]) if parent not in found]
    return found


def _backward_order(answer: Attempt, parents: Graph, output: str, picture: str) -> None:
    given = copy.deepcopy(parents)
    try:
        order = answer(given, output)
    except NotYet as finding:
        if finding.rows.get("it raised", "").startswith("RecursionError"):
            rows = {"law": "a deep graph is no trouble", "graph": picture, "it raised": finding.rows["it raised"]}
            advice = "This looks like a function that calls itself once a level: right on small graphs. Keep a list of names, and loop."
            raise NotYet(rows, advice) from None
        raise
    if order is None or order is Ellipsis:
        raise NotYet({"got": repr(order)}, "Your function returned nothing. Does its last line begin with `return`?")
    if not isinstance(order, list | tuple):
        rows = {"got": f"{type(order).__name__}: {show_value(order)}"}
        raise NotYet(rows, "Expected a list of names. A set has no order, and a dict is not a list.")

    def law(sentence: str, truth: bool, advice: str) -> None:
        if not truth:
            raise NotYet({"law": sentence, "graph": picture, "output": output, "got": _names(order)}, advice)
        answer.held += 1

    law("the dict is left as it was", given == parents, "Your function changed `parents`. Count on the side.")
    seen: set[str] = set()
    twice = {name for name in order if name in seen or seen.add(name)}
    advice = f"This looks like one visit for every path: {_names(sorted(twice))} listed again each time. Remember what was seen."
    law("every name stands once", not twice, advice)
    needed = set(_needed(parents, output))
    extra = sorted(map(str, seen - needed))
    advice = f"This looks like an order of the whole dict: {_names(extra)} does not feed the output."
    law("only what the output depends on", not extra, advice)
    missing = sorted(needed - seen)
    advice = f"Missing: {_names(missing)}. "
    if output in missing:
        advice += "The output itself belongs to the list: it is where backward begins."
    elif any(len(set(p)) < len(p) for p in parents.values()):
        advice += "This looks like a value that one user takes twice: its count is 2 and must be lowered twice."
    else:
        advice += "Is every parent's parent followed, down to the inputs?"
    law("everything that the output depends on", not missing, advice)
    at = {name: i for i, name in enumerate(order)}
    wrong = [(name, parent) for name in order for parent in parents[name] if at[parent] < at[name]]
    if wrong and len(wrong) == sum(len(parents[name]) for name in order):
        advice = "This looks like the forward order, parents first. Backward begins at the output."
    elif wrong:
        name, parent = wrong[0]
        advice = f"This looks like the order in which names are met: {parent} stands before its user {name} "
        advice += "and would pass its gradient on too early."
    law("every name stands before its parents", not wrong, advice)


def _names(names: list[str] | tuple[str, ...]) -> str:
    shown = ", ".join(map(str, names[:20]))
    return shown + ", …" if len(names) > 20 else shown


@exercise("1.4")
def backward_order(answer: Attempt) -> None:
    """Every name before its parents, once, without recursion."""
    _backward_order(answer, {"a": [], "b": ["a"], "c": ["b"]}, "c", "b = f(a), c = g(b)")
    early: Graph = {"a": [], "b": [], "c": [], "p": ["a", "b"], "q": ["p", "c"], "L": ["p", "q"]}
    _backward_order(answer, early, "L", "p = a · b, q = p + c, L = p · q")
    turned: Graph = {"L": ["q", "p"], "q": ["p", "c"], "p": ["a", "b"], "a": [], "b": [], "c": []}
    _backward_order(answer, turned, "L", "p = a · b, q = p + c, L = q · p")
    aside: Graph = {"x": [], "y": ["x"], "z": ["y"], "unused": ["y"]}
    _backward_order(answer, aside, "z", "y = f(x), z = g(y), unused = h(y)")
    _backward_order(answer, {"x": [], "y": ["x", "x"], "z": ["y", "x"]}, "z", "y = x · x, z = y + x")
    dice = random.Random(int(answer.randint(0, 2**31, 1)))
    for _ in range(5):
        names = [f"v{i}" for i in range(12)]
        graph = {name: dice.choices(names[:i], k=min(i, 2)) for i, name in enumerate(names)}
        keys = dice.sample(names, len(names))
        picture = ", ".join(f"{name}: {graph[name]}" for name in names)
        _backward_order(answer, {key: graph[key] for key in keys}, names[-1], picture)
    deep: Graph = {"v0": []} | {f"v{i}": [f"v{i - 1}"] for i in range(1, 5000)}
    _backward_order(answer, deep, "v4999", "a chain of 5000 values, v1 = f(v0), v2 = f(v1), …")


class _Watched:
    """A function that counts its calls, and those whose input records, as a pass back through it needs."""

    def __init__(self, f: Callable[[Tensor], Tensor]) -> None:
        self.f, self.calls, self.recorded = f, 0, 0

    def __call__(self, x: Tensor) -> Tensor:
        self.calls += 1
        self.recorded += bool(x.requires_grad)
        return self.f(x)


def _asks_torch(answer: Attempt, f: Callable[[Tensor], Tensor], *inputs: Any) -> None:
    watched = _Watched(f)
    answer(watched, *inputs)
    advice = "This looks like finite differences, or forward mode: f never saw a tensor with requires_grad=True. Let torch go backward."
    if not watched.calls:
        advice = "Your function never called f. There is nothing to go back through without a forward pass."
    answer.law("f is computed at a tensor that records, so that torch can go back through it", watched.recorded, advice)


def _slope(f: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    x = x.detach().clone().requires_grad_()
    return torch.autograd.grad(f(x), x)[0]


def _descend(f: Callable[[Tensor], Tensor], x: Tensor, lr: float, steps: int) -> Tensor:
    x = x.detach()
    for _ in range(steps):
        x = x - lr * _slope(f, x)
    return x


def _descend_adding_up(f: Callable[[Tensor], Tensor], x: Tensor, lr: float, steps: int) -> Tensor:
    total = torch.zeros_like(x)
    for _ in range(steps):
        total = total + _slope(f, x)
        x = x - lr * total
    return x


def _only_at_the_start(f: Callable[[Tensor], Tensor], x: Tensor, lr: float, steps: int) -> Tensor:
    return x - lr * steps * _slope(f, x)


DESCENTS = {
    "the start: nothing moved. Was a new tensor computed and not kept, or does the loop make one turn too few?": lambda f, x, lr, steps: (
        x.clone()
    ),
    "gradients that add up: .grad was not cleared before each backward().": _descend_adding_up,
    "a walk uphill: the step goes against the gradient, x - lr · gradient.": lambda f, x, lr, steps: _descend(f, x, -lr, steps),
    "the gradient of the start used in every step: forward and backward belong inside the loop.": _only_at_the_start,
    "one step too few.": lambda f, x, lr, steps: _descend(f, x, lr, steps - 1),
    "one step too many.": lambda f, x, lr, steps: _descend(f, x, lr, steps + 1),
    "a single step: is `return` inside the loop?": lambda f, x, lr, steps: _descend(f, x, lr, 1),
    "steps without the learning rate.": lambda f, x, lr, steps: _descend(f, x, 1.0, steps),
    "the value of f at the end: return x itself.": lambda f, x, lr, steps: f(_descend(f, x, lr, steps)),
    "the gradient at the end: return x itself.": lambda f, x, lr, steps: _slope(f, _descend(f, x, lr, steps - 1)),
}
ONE_STEP = "Print x and its gradient in each turn of the loop, and compare the first step with x - lr · gradient on paper."


@exercise("1.5")
def descend(answer: Attempt) -> None:
    """Gradient descent with torch's gradients, zeroed in time."""

    def bowl(x: Tensor) -> Tensor:
        return ((x - 3) ** 2).sum()

    start = torch.tensor([0.0, 5.0])
    bowls = "for f(x) = sum of (x - 3)²"
    _asks_torch(answer, bowl, start, 0.1, 1)
    answer.agrees(f"{bowls}, one step is x - lr · gradient", _descend, bowl, start, 0.1, 1, mistakes=DESCENTS, advice=ONE_STEP)
    answer.agrees(f"{bowls}, three steps", _descend, bowl, start, 0.1, 3, mistakes=DESCENTS, advice=ONE_STEP)
    answer.agrees(f"{bowls}, no step leaves x where it is", _descend, bowl, start, 0.1, 0, mistakes=DESCENTS, advice=ONE_STEP)
    answer.agrees(f"{bowls}, a hundred steps arrive at 3", _descend, bowl, start, 0.1, 100, mistakes=DESCENTS, advice=ONE_STEP)

    def wave(x: Tensor) -> Tensor:
        return (x.sin() + x**2 / 4).sum()

    law = "for f(x) = sum of sin(x) + x²/4, four steps from a fresh start"
    answer.agrees(law, _descend, wave, answer.randn(2, 3), 0.3, 4, mistakes=DESCENTS, advice=ONE_STEP)


def _jacobian(f: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    x = x.detach().clone().requires_grad_()
    y = f(x)
    return torch.stack([torch.autograd.grad(y[i], x, retain_graph=True)[0] for i in range(len(y))])


JACOBIANS = {
    "the transposed table: row i belongs to output i, column j to input j.": lambda f, x: _jacobian(f, x).T.contiguous(),
    "the sum of all rows in every row: either each pass began at all outputs (v = all ones), or x.grad was kept without a "
    "copy and the later passes added to it (.clone() copies).": lambda f, x: _jacobian(f, x).sum(0).expand(len(f(x)), -1).clone(),
    "one row alone, the sum of them all: each output needs a pass of its own.": lambda f, x: _jacobian(f, x).sum(0),
    "rows that add up: .grad still held the rows before. Clear it before each pass.": lambda f, x: _jacobian(f, x).cumsum(0),
    "the first output's row in every row: is the index used?": lambda f, x: _jacobian(f, x)[:1].expand(len(f(x)), -1).clone(),
    "rows in the opposite order.": lambda f, x: _jacobian(f, x).flip(0),
    "zeros: rows.append(x.grad) keeps no copy, so every row is the one x.grad, cleared at the end (.clone() copies).": lambda f, x: (
        torch.zeros_like(_jacobian(f, x))
    ),
    "the last output's row in every row: rows.append(x.grad) keeps no copy, so every row is the one x.grad (.clone() copies).": (
        lambda f, x: _jacobian(f, x)[-1:].expand(len(f(x)), -1).clone()
    ),
}
ONE_ROW = "Take one output alone: row i is what a pass back from y[i] leaves in a cleared x.grad."


@exercise("1.6")
def jacobian(answer: Attempt) -> None:
    """All slopes of a function from vectors to vectors, a row for each output."""
    W = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    x = torch.tensor([1.0, 0.0, -1.0])
    law = "the Jacobian of f(x) = W x is W = [[1, 2, 3], [4, 5, 6]]"
    _asks_torch(answer, lambda x: W @ x, x)
    answer.agrees(law, _jacobian, lambda x: W @ x, x, mistakes=JACOBIANS, advice=ONE_ROW)

    def bent(x: Tensor) -> Tensor:
        return torch.stack([x[0] * x[1], x[1].sin(), x[0] ** 2, x[0] + x[1]])

    law = "f(x) = (x0 x1, sin x1, x0², x0 + x1) has the rows (x1, x0), (0, cos x1), (2 x0, 0), (1, 1)"
    answer.agrees(law, _jacobian, bent, torch.tensor([2.0, 0.0]), mistakes=JACOBIANS, advice=ONE_ROW)
    answer.agrees(law, _jacobian, bent, answer.randn(2), mistakes=JACOBIANS, advice=ONE_ROW)
    x, v = answer.randn(3), answer.randn(5)
    M = answer.randn(5, 3)
    table = answer(lambda x: torch.tanh(M @ x), x, like=M)
    leaf = x.clone().requires_grad_()
    torch.tanh(M @ leaf).backward(v)
    answer.equal("v times the table is what backward(v) finds", v @ table, leaf.grad, advice=ONE_ROW, v=v)


def _two_layer(
    X: Tensor,
    t: Tensor,
    W1: Tensor,
    W2: Tensor,
    lam: float,
    *,
    mean: bool = True,
    sign: float = 1,
    gate: str = "1 - h²",
    penalty: float = 1,
) -> tuple[Tensor, Tensor]:
    z = X @ W1.T
    h = torch.tanh(z)
    o_bar = sign * (h @ W2.T - t) / (len(X) if mean else 1)
    slope = {"1 - h²": 1 - h**2, "none": torch.ones_like(h), "1 - z²": 1 - z**2, "relu": (z > 0).float(), "1 - h": 1 - h, "tanh": h}[gate]
    return ((o_bar @ W2) * slope).T @ X + penalty * lam * W1, o_bar.T @ h + penalty * lam * W2


def _mean_in(first: bool, second: bool) -> Callable[..., tuple[Tensor, Tensor]]:
    def gradients(*inputs: Any) -> tuple[Tensor, Tensor]:
        return _two_layer(*inputs, mean=first)[0], _two_layer(*inputs, mean=second)[1]

    return gradients


def _turned(first: bool, second: bool) -> Callable[..., tuple[Tensor, Tensor]]:
    def gradients(*inputs: Any) -> tuple[Tensor, Tensor]:
        W1_bar, W2_bar = _two_layer(*inputs)
        return W1_bar.T if first else W1_bar, W2_bar.T if second else W2_bar

    return gradients


def _slip(**slip: Any) -> Callable[..., tuple[Tensor, Tensor]]:
    return lambda X, t, W1, W2, lam: _two_layer(X, t, W1, W2, lam, **slip)


def _penalty_on(first: float, second: float) -> Callable[..., tuple[Tensor, Tensor]]:
    def gradients(X: Tensor, t: Tensor, W1: Tensor, W2: Tensor, lam: float) -> tuple[Tensor, Tensor]:
        return _two_layer(X, t, W1, W2, first * lam)[0], _two_layer(X, t, W1, W2, second * lam)[1]

    return gradients


TWO_LAYER = {
    "the penalty left out: J uses W1 and W2 a second time, and sends λW to each.": _slip(penalty=0),
    "the penalty's gradient as 2λW: the ½ in λ/2 cancels the 2 of the square.": _slip(penalty=2),
    "the penalty's gradient as ½λW: the square brings a 2 that cancels the ½.": _slip(penalty=0.5),
    "the penalty for W2 alone: W1 is in it too.": _penalty_on(0, 1),
    "the penalty for W1 alone: W2 is in it too.": _penalty_on(1, 0),
    "a sum over the examples: the mean brings the factor 1/n.": _slip(mean=False),
    "the loss's slope with its sign turned: it is o - t.": _slip(sign=-1),
    "the factor ½ of the loss forgotten: its slope is o - t, not 2 (o - t).": _slip(sign=2),
    "½ (o - t) as the loss's slope: the square brings a 2 that cancels the ½.": _slip(sign=0.5),
    "the factor 1/n in the gradient of W2 alone: W1's comes from the same mean.": _mean_in(False, True),
    "the factor 1/n in the gradient of W1 alone: W2's comes from the same mean.": _mean_in(True, False),
    "both gradients transposed: a gradient has the shape of the matrix that it belongs to.": _turned(True, True),
    "W1's gradient transposed: a gradient has the shape of the matrix that it belongs to.": _turned(True, False),
    "W2's gradient transposed: a gradient has the shape of the matrix that it belongs to.": _turned(False, True),
    "tanh left out on the way back: multiply by its slope, 1 - h².": _slip(gate="none"),
    "the slope of tanh taken at the wrong place, 1 - z²: it is 1 - tanh²(z) = 1 - h².": _slip(gate="1 - z²"),
    "the ReLU's gate: this network has tanh, with the slope 1 - h².": _slip(gate="relu"),
    "the slope of tanh without its square: it is 1 - h².": _slip(gate="1 - h"),
    "tanh itself in place of its slope, 1 - h².": _slip(gate="tanh"),
    "the two gradients in the wrong order: W1's comes first.": lambda *inputs: _two_layer(*inputs)[::-1],
    "the penalty divided by n: it stands outside the mean.": lambda X, t, W1, W2, lam: _two_layer(X, t, W1, W2, lam / len(X)),
}
TERM_BY_TERM = "Compare term by term: set lam = 0 and take one example, then add the penalty, then a second example."


def _by_hand(answer: Attempt, law: str, *inputs: Any) -> tuple[Tensor, Tensor]:
    """Compare the two gradients where torch records nothing, not even under enable_grad."""
    try:
        with torch.inference_mode():
            return answer.agrees(law, _two_layer, *inputs, mistakes=TWO_LAYER, advice=TERM_BY_TERM)
    except NotYet as finding:
        if "does not require grad" in finding.rows.get("it raised", ""):
            advice = "This looks like autograd; here your function runs where torch records nothing. Multiply the slopes yourself."
            raise NotYet(finding.rows, advice) from None
        raise


@exercise("1.7")
def two_layer_gradients(answer: Attempt) -> None:
    """The gradients of a two-layer network with a penalty, by hand."""
    one = {
        "X": torch.tensor([[1.0, 2.0]]),
        "t": torch.tensor([[3.0]]),
        "W1": torch.tensor([[1.0, -1.0], [0.0, 0.5], [0.5, 0.0]]),
        "W2": torch.tensor([[2.0, -1.0, 1.0]]),
    }
    _by_hand(answer, "one example, no penalty", *one.values(), 0.0)
    _by_hand(answer, "one example, with a penalty", *one.values(), 0.1)
    X, t = torch.tensor([[1.0], [2.0], [-1.0]]), torch.tensor([[0.0], [1.0], [1.0]])  # three: with two, 1/n looks like ½
    _by_hand(answer, "three examples, one input, one hidden unit", X, t, torch.tensor([[0.5]]), torch.tensor([[2.0]]), 0.1)
    X, t, V1, V2, lam = answer.randn(3, 2), answer.randn(3, 1), answer.randn(4, 2), answer.randn(1, 4), 0.3
    got = _by_hand(answer, "a fresh batch of three examples", X, t, V1, V2, lam)
    V1, V2 = V1.requires_grad_(), V2.requires_grad_()
    J = ((torch.tanh(X @ V1.T) @ V2.T - t) ** 2 / 2).mean() + lam / 2 * ((V1**2).sum() + (V2**2).sum())
    answer.equal("torch's backward pass finds the same", tuple(got), torch.autograd.grad(J, (V1, V2)), advice=TERM_BY_TERM)
