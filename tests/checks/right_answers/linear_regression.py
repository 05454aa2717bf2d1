"""Right answers of chapter 02 that differ from its solutions."""

RIGHT = [
    (
        "2.1",
        """
def weighted_gradient(x, y, counts, w, b):
    e = w * x + b - y
    return torch.stack([2 * counts @ (e * x), 2 * counts @ e]) / counts.sum()
""",
    ),
    (
        "2.1",
        """
def weighted_gradient(xs, ys, cs, w, b):
    for_w = for_b = total = 0.0
    for x, y, c in zip(xs.tolist(), ys.tolist(), cs.tolist()):
        for_w += 2 * c * (w * x + b - y) * x
        for_b += 2 * c * (w * x + b - y)
        total += c
    return for_w / total, for_b / total
""",
    ),
    ("2.2", "import math\ntotal_iterations = math.ceil(1000 / 64) * 5"),
    ("2.2", "total_iterations = torch.tensor(80)"),
    (
        "2.3",
        """
def endless_batches(X, y, batch_size, generator):
    def rows():
        while True:
            yield from torch.randperm(len(X), generator=generator).tolist()
    line = rows()
    while True:
        batch = [next(line) for _ in range(batch_size)]
        yield X[batch], y[batch]
""",
    ),
    (
        "2.3",
        """
class endless_batches:
    def __init__(self, X, y, batch_size, generator):
        self.X, self.y, self.size, self.generator = X, y, batch_size, generator
        self.rest = torch.tensor([], dtype=torch.int64)

    def __iter__(self):
        return self

    def __next__(self):
        while self.rest.numel() < self.size:
            self.rest = torch.hstack([self.rest, torch.randperm(len(self.X), generator=self.generator)])
        rows, self.rest = self.rest[: self.size], self.rest[self.size :]
        return [self.X.index_select(0, rows), self.y.index_select(0, rows)]
""",
    ),
    ("2.4", "def mean_squared_error(prediction, y):\n    e = prediction.ravel() - y.ravel()\n    return e @ e / len(e)"),
    (
        "2.4",
        "def mean_squared_error(outputs, targets):\n    return nn.MSELoss()(outputs.squeeze(-1) if outputs.ndim == 2 else outputs, "
        "targets.view(-1))",
    ),
    (
        "2.5",
        """
def train_line(X, y, rate, epochs, batch_size, generator):
    net = nn.Linear(X.shape[1], 1)
    nn.init.zeros_(net.weight), nn.init.zeros_(net.bias)
    optimizer = torch.optim.SGD(net.parameters(), lr=rate)
    history = []
    for _ in range(epochs):
        losses = []
        for rows in torch.randperm(len(X), generator=generator).split(batch_size):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(net(X[rows]).flatten(), y[rows])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        history.append(sum(losses) / len(losses))
    return net.weight.detach().T, net.bias.detach(), history
""",
    ),
    (
        "2.5",
        """
def train_line(X, y, rate, epochs, batch_size, generator):
    w, b, history = torch.zeros(X.shape[1], 1), torch.zeros(1), []
    for _ in range(epochs):
        losses = torch.zeros(0)
        for rows in torch.randperm(len(X), generator=generator).split(batch_size):
            e = X[rows] @ w + b - y[rows].unsqueeze(1)
            losses = torch.cat([losses, (e**2).mean().reshape(1)])
            w = w - rate * 2 * X[rows].T @ e / len(rows)
            b = b - rate * 2 * e.mean(0)
        history.append(losses.mean().item())
    return [w, b, history]
""",
    ),
    (
        "2.6",
        """
def fit_parabola(x, y):
    middle = x.mean()
    z = x - middle
    A = torch.stack([z**2, z, z**0], dim=1)
    a, b, c = torch.linalg.lstsq(A, y.unsqueeze(1)).solution.squeeze(1)
    return torch.stack([a, b - 2 * a * middle, a * middle**2 - b * middle + c])
""",
    ),
    (
        "2.6",
        "def fit_parabola(x, y):\n    A = torch.vander(x, 3)\n    return torch.linalg.pinv(A, rtol=1e-15) @ y if x.dtype == "
        "torch.float64 else torch.linalg.lstsq(A, y[:, None]).solution[:, 0]",
    ),
    (
        "2.7",
        """
def largest_rate(X, counts):
    A = torch.hstack([torch.ones_like(X[:, :1]), X])
    H = torch.einsum("n,ni,nj->ij", 2 * counts / counts.sum(), A, A)
    return (2 / torch.linalg.eigvalsh(H).max()).item()
""",
    ),
    (
        "2.7",
        """
def largest_rate(X, counts):
    A = torch.cat([X, torch.ones(len(X), 1, dtype=X.dtype)], 1) * (counts / counts.sum()).sqrt().unsqueeze(1)
    return 1 / torch.linalg.svdvals(A)[:1] ** 2
""",
    ),
    (
        "2.8",
        """
def choose_run(excess, more):
    seen = excess.shape[1]
    best, best_loss = None, float("inf")
    for i, run in enumerate(excess.tolist()):
        factor = (run[-1] / run[-7]) ** (1 / 6)
        later = run[-1] * factor**more
        if later < best_loss:
            best, best_loss = i, later
    return best
""",
    ),
    (
        "2.8",
        """
def choose_run(excess, more):
    import numpy as np
    logs = np.log(excess.double().numpy())
    n = logs.shape[1]
    t = np.arange(n - 8, n)
    guesses = [np.polyval(np.polyfit(t, run[-8:], 1), n - 1 + more) if np.isfinite(run).all() else np.inf for run in logs]
    return int(np.argmin(guesses))
""",
    ),
]
