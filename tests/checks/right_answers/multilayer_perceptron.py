"""Right answers of chapter 04: (exercise, code)."""

RIGHT: list[tuple[str, str]] = [
    ("4.1", "output_by_hand = torch.tensor(2)"),
    ("4.1", "import numpy as np\n\noutput_by_hand = np.float32(3 * max(0, 2 - 2 + 1) - 1)"),
    ("4.1", "from fractions import Fraction\n\noutput_by_hand = Fraction(3, 1) - 1"),
    (
        "4.2",
        """
def three_switches():
    on = torch.tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]])
    return (2 * on - 1).T, 1 - on.sum(dim=1), torch.ones(4, 1), torch.zeros(1)
""",
    ),
    (
        "4.2",
        """
def three_switches():
    return -torch.ones(3, 3), torch.tensor([3.0, 2, 1]), torch.tensor([[-1.0], [2], [-2]]), torch.ones(1)
""",
    ),
    (
        "4.2",
        """
def three_switches():
    bias = torch.tensor([5.0, -1.0, -2.0])
    return [torch.ones(3, 3), bias, torch.tensor([[1.0], [-2.0], [2.0]]), torch.tensor([-5.0])]
""",
    ),
    (
        "4.3",
        """
def leaky_and_slope(z, leak):
    step = torch.heaviside(z, torch.zeros((), dtype=z.dtype))
    slope = step + leak * (1 - step)
    return slope * z, slope
""",
    ),
    (
        "4.3",
        """
def leaky_and_slope(z, leak):
    numbers = z.reshape(-1).tolist()
    values = torch.tensor([v if v > 0 else leak * v for v in numbers], dtype=z.dtype)
    slopes = torch.tensor([1 if v > 0 else leak for v in numbers], dtype=z.dtype)
    return values.reshape(z.shape), slopes.reshape(z.shape)
""",
    ),
    (
        "4.3",
        """
def relu(z):
    return z * (z > 0)


def leaky_and_slope(z, leak):
    return relu(z) - leak * relu(-z), torch.full_like(z, leak).masked_fill(z > 0, 1)
""",
    ),
    (
        "4.4",
        """
def hidden_gradients(X, labels, W1, b1, W2, b2):
    G = [torch.zeros_like(p) for p in (W1, b1, W2, b2)]
    for x, c in zip(X, labels, strict=True):
        z = x @ W1 + b1
        h = z.clamp(min=0)
        s = (h @ W2 + b2).softmax(dim=0)
        s[c] -= 1
        zb = (W2 @ s) * (z > 0)
        for g, part in zip(G, (torch.outer(x, zb), zb, torch.outer(h, s), s), strict=True):
            g += part / len(X)
    return tuple(G)
""",
    ),
    (
        "4.4",
        """
def softmax(S):
    E = (S - S.amax(1, keepdim=True)).exp()
    return E / E.sum(1, keepdim=True)


def hidden_gradients(X, labels, W1, b1, W2, b2):
    Z = torch.einsum("nd,dk->nk", X, W1) + b1
    H = torch.where(Z > 0, Z, 0.0)
    S_bar = softmax(H @ W2 + b2)
    S_bar[torch.arange(len(X)), labels] -= 1
    S_bar /= len(X)
    Z_bar = torch.einsum("nc,kc,nk->nk", S_bar, W2, (Z > 0).to(X.dtype))
    return [X.T @ Z_bar, torch.einsum("nk->k", Z_bar), H.T @ S_bar, torch.einsum("nc->c", S_bar)]
""",
    ),
    (
        "4.5",
        """
def widest(inputs, outputs, depth, budget):
    low, high = 0, budget + 1
    while high - low > 1:
        h = (low + high) // 2
        layers = [inputs] + depth * [h] + [outputs]
        fits = sum((n + 1) * m for n, m in pairwise(layers)) <= budget
        low, high = (h, high) if fits else (low, h)
    return low
""",
    ),
    (
        "4.5",
        """
import math


def widest(inputs, outputs, depth, budget):
    a, b, c = depth - 1, inputs + outputs + depth, outputs - budget
    if c > 0:
        return 0
    return -c // b if a == 0 else (math.isqrt(b * b - 4 * a * c) - b) // (2 * a)
""",
    ),
    (
        "4.5",
        """
def widest(inputs, outputs, depth, budget, h=1):
    layers = [nn.Linear(n, m) for n, m in pairwise([inputs] + depth * [h] + [outputs])]
    if sum(p.numel() for layer in layers for p in layer.parameters()) > budget:
        return h - 1
    return widest(inputs, outputs, depth, budget, h + 1)
""",
    ),
    (
        "4.6",
        """
def dead_for_certain(W, b):
    favorite = (W > 0).to(W.dtype)
    return (favorite * W).sum(0) + b <= 0
""",
    ),
    (
        "4.6",
        """
from itertools import product


def dead_for_certain(W, b):
    if len(W) > 6:
        return ~(W.clamp_min(0).sum(0).add(b) > 0)
    corners = torch.tensor(list(product([0.0, 1.0], repeat=len(W))), dtype=W.dtype)
    return (F.relu(corners @ W + b) == 0).all(dim=0)
""",
    ),
    (
        "4.6",
        """
def dead_for_certain(W, b):
    most = [c + sum(w for w in column if w > 0) for column, c in zip(W.T.tolist(), b.tolist(), strict=True)]
    return torch.tensor([value <= 0 for value in most], dtype=torch.bool)
""",
    ),
    (
        "4.7",
        """
class Mended(nn.Module):
    def __init__(self, inputs, hidden, outputs, depth):
        super().__init__()
        layers = []
        for n, m in pairwise([inputs] + depth * [hidden]):
            layers += [nn.Linear(n, m), nn.ReLU()]
        self.stack = nn.Sequential(*layers, nn.Linear(hidden, outputs))

    def forward(self, X):
        return self.stack(X)
""",
    ),
    (
        "4.7",
        """
class Mended(nn.Module):
    def __init__(self, inputs, hidden, outputs, depth):
        super().__init__()
        self.last = nn.Linear(hidden, outputs)
        for i in range(depth):
            setattr(self, f"hidden_{i}", nn.Linear(hidden if i else inputs, hidden))
        self.depth = depth

    def forward(self, X):
        for i in range(self.depth):
            X = getattr(self, f"hidden_{i}")(X).clamp(min=0)
        return self.last(X)
""",
    ),
    (
        "4.8",
        """
class Nearest(nn.Module):
    def __init__(self, P, labels):
        super().__init__()
        self.mean, self.spread = P.mean(0), P.std(0) + (P.std(0) == 0)
        self.P, self.labels = (P - self.mean) / self.spread, labels

    def forward(self, new):
        close = torch.cdist((new - self.mean) / self.spread, self.P).topk(7, largest=False).indices
        share = self.labels[close].float().mean(dim=1)
        return torch.stack([1 - share, share], dim=1)


def decide(P, labels):
    return Nearest(P, labels)
""",
    ),
    (
        "4.8",
        """
def decide(P, labels):
    low, high = P.amin(0), P.amax(0)
    width = torch.where(high > low, high - low, 1.0)
    scaled = 2 * (P - low) / width - 1
    best, least = None, float("inf")
    for _ in range(3):
        model = nn.Sequential(nn.Linear(2, 24), nn.Tanh(), nn.Linear(24, 2))
        optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
        for _ in range(80):
            loss = F.cross_entropy(model(scaled[48:]), labels[48:])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        held = F.cross_entropy(model(scaled[:48]), labels[:48]).item()
        if held < least:
            best, least = model, held
    return lambda new: best(2 * (new - low) / width - 1).detach()
""",
    ),
]
