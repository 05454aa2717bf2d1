"""Right answers of chapter 05: (exercise, code)."""

RIGHT: list[tuple[str, str]] = [
    ("5.1", "from fractions import Fraction\n\nby_hand = (1, Fraction(3, 2))"),
    ("5.1", "by_hand = torch.tensor([1.0, 1.5], dtype=torch.float64)"),
    ("5.1", "by_hand = [torch.tensor([1.0]), torch.tensor(2 - 0.05 * 10).numpy()]"),
    (
        "5.2",
        """
def penalised_loss(X, y, w, b, lam):
    flat = w.reshape(-1)
    return nn.functional.mse_loss(torch.addmm(b, X, w), y) + lam * torch.dot(flat, flat) / 2
""",
    ),
    (
        "5.2",
        """
def penalised_loss(X, y, w, b, lam):
    total = 0.5 * lam * (w.T @ w).squeeze()
    for row, target in zip(X, y, strict=True):
        total = total + (row @ w[:, 0] + b[0] - target[0]) ** 2 / len(X)
    return total
""",
    ),
    (
        "5.3",
        """
def decayed_step(w, gradient, rate, lam):
    return torch.stack([a - rate * (g + lam * a) for a, g in zip(w.flatten(), gradient.flatten(), strict=True)]).reshape(w.shape)
""",
    ),
    ("5.3", "decayed_step = lambda weights, g, eta, decay: weights.lerp(torch.zeros_like(weights), eta * decay).sub(g, alpha=eta)"),
    (
        "5.4",
        """
def ridge(X, y, lam):
    A = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    D = torch.eye(A.shape[1], dtype=X.dtype) * len(X) * lam / 2
    D[-1, -1] = 0
    both = torch.linalg.solve(A.T @ A + D, A.T @ y)
    return both[:-1], both[-1]
""",
    ),
    (
        "5.4",
        """
def ridge(X, y, lam):
    Xc, yc = X - X.mean(0), y - y.mean(0)
    U, S, Vh = torch.linalg.svd(Xc, full_matrices=False)
    w = Vh.T @ ((S / (S**2 + len(X) * lam / 2)).unsqueeze(1) * (U.T @ yc))
    return [w, (y - X @ w).mean(0)]
""",
    ),
    (
        "5.5",
        """
def choose_lambda(lams, train, valid, test):
    rows = zip(lams.tolist(), valid.mean(1).tolist(), test.mean(1).tolist(), strict=True)
    lam, _, reported = min(rows, key=lambda row: row[1])
    return [lam, reported]
""",
    ),
    (
        "5.5",
        """
def choose_lambda(lams, train, valid, test):
    best = int(valid.numpy().sum(axis=1).argmin())
    return lams.numpy()[best], test.numpy()[best].mean()
""",
    ),
    (
        "5.6",
        """
def parameter_groups(net, lam):
    groups = {False: dict(params=[], weight_decay=lam), True: dict(params=[], weight_decay=0)}
    for name, p in net.named_parameters():
        groups[name.rpartition(".")[2] == "bias"]["params"].append(p)
    return tuple(groups.values())
""",
    ),
    (
        "5.6",
        """
def parameter_groups(net, lam):
    biases = [p for name, p in net.named_parameters() if name.split(".")[-1] == "bias"]
    ids = {id(p) for p in biases}
    decayed = (p for p in net.parameters() if id(p) not in ids)
    return [{"weight_decay": lam, "params": decayed}, {"weight_decay": 0.0, "params": biases}]
""",
    ),
    (
        "5.7",
        """
def softshrink(v, t):
    return torch.where(v > t, v - t, torch.where(v < -t, v + t, torch.zeros_like(v)))

def soft_threshold(v, t):
    return softshrink(v, t)
""",
    ),
    ("5.7", "def soft_threshold(v, t):\n    return v - v.clamp(-t, t)\n"),
]
