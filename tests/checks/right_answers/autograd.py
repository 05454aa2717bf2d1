"""Right answers to chapter 01."""

RIGHT = [
    ("1.1", "hand_gradient = [torch.tensor(20.0), torch.tensor(7.0)]"),
    (
        "1.1",
        """
from fractions import Fraction
hand_gradient = [Fraction(20), Fraction(7)]
""",
    ),
    (
        "1.2",
        """
def numeric_gradient(f, x, h):
    slopes = [float(f(x + h * e) - f(x - h * e)) / (2 * h) for e in torch.eye(len(x), dtype=x.dtype)]
    return torch.tensor(slopes, dtype=x.dtype)
""",
    ),
    (
        "1.2",
        """
def numeric_gradient(f, x, h):
    probe, gradient = x.clone(), torch.empty_like(x)
    for i, middle in enumerate(x.tolist()):
        probe[i] = middle + h
        above = float(f(probe))
        probe[i] = middle - h
        below = float(f(probe))
        probe[i] = x[i]
        gradient[i] = (above - below) / (2 * h)
    return gradient
""",
    ),
    (
        "1.2",
        """
from functools import partial

def slope(f, x, h, i):
    e = torch.nn.functional.one_hot(torch.tensor(i), len(x)).to(x.dtype) * h
    return float((f(x + e) - f(x - e)) / 2 / h)

@torch.no_grad()
def numeric_gradient(f, x, h):
    return x.new_tensor(list(map(partial(slope, f, x, h), range(x.numel()))))
""",
    ),
    (
        "1.3",
        """
def divide_rule(a, b, out_grad):
    r = a / b
    to_a = out_grad / b
    return to_a, -to_a * r
""",
    ),
    (
        "1.3",
        """
def divide_rule(a, b, out_grad):
    a, b, g = (torch.tensor(float(v), dtype=torch.float64) for v in (a, b, out_grad))
    return g / b, -g * a / b.square()
""",
    ),
    (
        "1.3",
        """
from collections import namedtuple
Back = namedtuple("Back", "a b")

def divide_rule(a, b, out_grad):
    return Back(a=out_grad / b, b=-(out_grad * a) / (b * b))
""",
    ),
    (
        "1.4",
        """
from graphlib import TopologicalSorter
def backward_order(parents, output):
    needed, stack = {}, [output]
    while stack:
        name = stack.pop()
        if name not in needed:
            needed[name] = list(parents[name])
            stack.extend(needed[name])
    return list(TopologicalSorter(needed).static_order())[::-1]
""",
    ),
    (
        "1.4",
        """
def backward_order(parents, output):
    done, seen, stack = [], {output}, [(output, iter(parents[output]))]
    while stack:
        name, rest = stack[-1]
        for parent in rest:
            if parent not in seen:
                seen.add(parent)
                stack.append((parent, iter(parents[parent])))
                break
        else:
            done.append(name)
            stack.pop()
    return done[::-1]
""",
    ),
    (
        "1.4",
        """
from collections import deque
def backward_order(parents, output):
    users, queue = {output: set()}, deque([output])
    while queue:
        name = queue.popleft()
        for parent in parents[name]:
            if parent not in users:
                users[parent] = set()
                queue.append(parent)
            users[parent].add(name)
    ready, order = deque([output]), []
    while ready:
        name = ready.popleft()
        order.append(name)
        for parent in dict.fromkeys(parents[name]):
            users[parent].discard(name)
            if not users[parent]:
                ready.append(parent)
    return order
""",
    ),
    (
        "1.5",
        """
def lowest_point(f, x, lr, steps):
    points = [x.detach().clone()]
    for _ in range(steps):
        leaf = points[-1].clone().requires_grad_()
        (slope,) = torch.autograd.grad(f(leaf), leaf)
        points.append(points[-1] - lr * slope)
    return min(points, key=lambda point: f(point).item())
""",
    ),
    (
        "1.5",
        """
def lowest_point(f, x, lr, steps):
    x = x.clone().requires_grad_()
    best, lowest = x.detach().clone(), math.inf
    for step in range(steps + 1):
        x.grad = None
        y = f(x)
        if y < lowest:
            best, lowest = x.detach().clone(), y.item()
        if step < steps:
            y.backward()
            with torch.no_grad():
                x -= lr * x.grad
    return best
""",
    ),
    (
        "1.6",
        """
def jacobian(f, x):
    leaf = x.detach().clone().requires_grad_(True)
    rows = []
    for i in range(f(leaf).numel()):
        y = f(leaf)
        v = torch.zeros_like(y)
        v[i] = 1
        rows.append(torch.autograd.grad(y, leaf, grad_outputs=v, allow_unused=True, materialize_grads=True)[0])
    return torch.stack(rows)
""",
    ),
    (
        "1.6",
        """
def jacobian(f, x):
    y, pull = torch.func.vjp(f, x.detach())
    return torch.stack([pull(e)[0] for e in torch.eye(len(y), dtype=y.dtype)])
""",
    ),
    (
        "1.6",
        """
def jacobian(f, x):
    m = f(x).shape[0]
    return torch.vstack([torch.func.grad(lambda u, i=i: f(u)[i])(x) for i in range(m)])
""",
    ),
    (
        "1.7",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.einsum("nd,kd->nk", X, W1).tanh()
    e = (torch.einsum("nk,ok->no", h, W2) - t) / X.shape[0]
    W2_bar = torch.einsum("no,nk->ok", e, h)
    W1_bar = torch.einsum("no,ok,nk,nd->kd", e, W2, 1 - h * h, X)
    return W1_bar + lam * W1, W2_bar + lam * W2
""",
    ),
    (
        "1.7",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    n = len(X)
    G1, G2 = lam * W1, lam * W2
    for x, target in zip(X, t, strict=True):
        h = torch.tanh(W1 @ x)
        e = (W2 @ h - target) / n
        G2 = G2 + torch.outer(e, h)
        G1 = G1 + torch.outer(W2.T @ e * (1 - h * h), x)
    return G1, G2
""",
    ),
    (
        "1.7",
        """
import numpy as np
def two_layer_gradients(X, t, W1, W2, lam):
    x, y, a, b = (v.detach().numpy() for v in (X, t, W1, W2))
    h = np.tanh(x @ a.T)
    e = (h @ b.T - y) / len(x)
    G1 = ((e @ b) * (1 - h**2)).T @ x + float(lam) * a
    G2 = e.T @ h + float(lam) * b
    return torch.from_numpy(G1).to(W1.dtype), torch.from_numpy(G2).to(W2.dtype)
""",
    ),
    (
        "1.8",
        """
def choose_step(slopes):
    steps = sorted((h for h in slopes if slopes[h]), reverse=True)
    def unrest(i):
        here = slopes[steps[i]]
        return max(abs(here - slopes[steps[i - 1]]), abs(here - slopes[steps[i + 1]]))
    return steps[min(range(1, len(steps) - 1), key=unrest)]
""",
    ),
    (
        "1.8",
        """
def choose_step(slopes):
    steps = sorted(slopes)[::-1]
    moves = [abs(slopes[a] - slopes[b]) for a, b in zip(steps, steps[1:])]
    for i in range(1, len(moves)):
        if moves[i] >= moves[i - 1]:
            return steps[i]
    return steps[-1]
""",
    ),
]
