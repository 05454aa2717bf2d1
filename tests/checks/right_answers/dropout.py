"""Right answers of chapter 06: (exercise, code)."""


def _dropout(*lines: str) -> str:
    start = ["def inverted_dropout(X, p, training=True, generator=None):", "if not training:", "    return X"]
    return "\n    ".join([*start, *lines])


RIGHT: list[tuple[str, str]] = [
    ("6.1", "from fractions import Fraction\n\nunit_by_hand = (8, Fraction(6), 36 * Fraction(1, 4) / Fraction(3, 4))"),
    ("6.1", "unit_by_hand = torch.tensor([8, 6, 12])"),
    ("6.1", "import numpy as np\n\nunit_by_hand = np.array([6 / 0.75, 6, 12], dtype=np.float32)"),
    (
        "6.2",
        _dropout(
            "kept = torch.bernoulli(torch.full(X.shape, 1.0 - p), generator=generator)",
            "return X * kept / (1 - p) if p < 1 else 0 * X",
        ),
    ),
    ("6.2", _dropout("scale = 1 / (1 - p) if p < 1 else 0", "return X.where(torch.rand(X.shape, generator=generator) > p, 0) * scale")),
    (
        "6.2",
        _dropout(
            "if p == 1:",
            "    return X - X",
            "keep = (torch.rand(*X.shape, generator=generator) < 1 - p) / (1 - p)",
            "return keep.to(X.dtype) * X",
        ),
    ),
    (
        "6.2",
        _dropout(
            "coins = torch.tensor([torch.rand((), generator=generator) < p for _ in range(X.numel())]).reshape(X.shape)",
            "return X.masked_fill(coins, 0) / max(1 - p, 1e-9)",
        ),
    ),
    ("6.3", "sub_networks = torch.tensor([32, 0.328, 0.04])"),
    ("6.3", "sub_networks = (2 ** (3 + 2), 1024 / 3125, 1 / 25)"),
    (
        "6.4",
        """
def expected_output(f, x, p):
    def mean_from(i, v):
        if i == len(x):
            return f(v)
        return (1 - p) * mean_from(i + 1, v) + p * mean_from(i + 1, v * (torch.arange(len(x)) != i))

    return mean_from(0, x / (1 - p)).item()
""",
    ),
    (
        "6.4",
        """
def expected_output(f, x, p):
    masks = torch.cartesian_prod(*[torch.tensor([0.0, 1.0])] * len(x)).reshape(-1, len(x))
    chances = torch.where(masks == 1, 1 - p, p).prod(1)
    return chances @ torch.stack([f(row) for row in x * masks / (1 - p)])
""",
    ),
    (
        "6.4",
        """
def expected_output(f, x, p):
    n, total = len(x), torch.zeros(1)
    for i in range(2**n):
        bits = torch.tensor([i >> j & 1 for j in range(n)], dtype=torch.bool)
        total = total + (1 - p) ** bits.sum() * p ** (~bits).sum() * f(x.where(bits, 0) / (1 - p))
    return total
""",
    ),
    (
        "6.5",
        """
def vote(model, X, draws):
    modes = [part.training for part in model.modules()]
    model.train()
    with torch.inference_mode():
        scores = model(X.repeat(draws, 1)).reshape(draws, len(X), -1)
    for part, mode in zip(model.modules(), modes):
        part.training = mode
    return scores.softmax(-1).mean(0)
""",
    ),
    (
        "6.5",
        """
def vote(model, X, draws):
    twin = copy.deepcopy(model).train()
    with torch.no_grad():
        return torch.stack([torch.stack([twin(x[None])[0].softmax(0) for x in X]) for _ in range(draws)]).mean(0)
""",
    ),
    (
        "6.5",
        """
def vote(model, X, draws):
    before, total = model.training, 0
    model.train()
    for _ in range(draws):
        total = total + F.softmax(model(X), dim=-1).detach() / draws
    model.train(before)
    return total
""",
    ),
    (
        "6.6",
        """
def train_and_measure(model, X, y, X_test, y_test, epochs):
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
    accuracies = []
    for _ in range(epochs):
        optimizer.zero_grad()
        F.cross_entropy(model(X), y).backward()
        optimizer.step()
        with torch.no_grad():
            accuracies.append(accuracy(copy.deepcopy(model).eval()(X_test), y_test))
    return accuracies
""",
    ),
    (
        "6.6",
        """
def train_and_measure(model, X, y, X_test, y_test, epochs):
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    result = torch.zeros(epochs)
    for i in range(epochs):
        loss = nn.NLLLoss()(model.train()(X).log_softmax(1), y)
        model.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.inference_mode():
            result[i] = (model.train(False)(X_test).argmax(1) == y_test).double().mean()
            training = accuracy(model(X), y)
    return result.tolist()
""",
    ),
]
