"""Half-right answers to problem set 3: what they are, the answers, points of the 40, and a phrase of some message."""

PARTIAL = [
    (
        "plain ridge: the old weights are ignored",
        {
            "fit_near": """
def fit_near(X, y, old, lam):
    return torch.linalg.solve(X.T @ X + len(X) * lam / 2 * torch.eye(len(old), dtype=X.dtype), X.T @ y)
"""
        },
        35,
        "centered on old",
    ),
    (
        "the loss is a sum, not a mean: n is missing beside the penalty",
        {
            "fit_near": """
def fit_near(X, y, old, lam):
    return old + torch.linalg.solve(X.T @ X + lam / 2 * torch.eye(len(old), dtype=X.dtype), X.T @ (y - X @ old))
"""
        },
        34,
        "is the mean over n in the loss?",
    ),
    (
        "the penalty without its n/2: with two examples nobody would see it",
        {
            "fit_near": """
def fit_near(X, y, old, lam):
    return old + torch.linalg.solve(X.T @ X + lam * torch.eye(len(old), dtype=X.dtype), X.T @ (y - X @ old))
"""
        },
        34,
        "the four examples on paper",
    ),
    (
        "the Hessian without its 2/n",
        {
            "weights_left": """
def weights_left(X, lam):
    d = torch.linalg.eigvalsh(X.T @ X)
    return (d / (d + lam)).sum().item()
"""
        },
        35,
        "1 and 4 on its diagonal",
    ),
    (
        "the Hessian without its 2, and the number of weights for a huge penalty is still right",
        {
            "weights_left": """
def weights_left(X, lam):
    d = torch.linalg.eigvalsh(X.T @ X / len(X))
    return (d / (d + lam)).sum().item()
"""
        },
        35,
        "is its 2/n there?",
    ),
    (
        "counts eigenvalues above the penalty instead of adding shares",
        {
            "weights_left": """
def weights_left(X, lam):
    return float((torch.linalg.eigvalsh(2 / len(X) * X.T @ X) > lam).sum())
"""
        },
        35,
        "the four examples on paper",
    ),
    (
        "dropout averaged over a thousand drawn masks: near, but not the mean over all of them",
        {
            "dropout_loss": """
def dropout_loss(X, y, w, p):
    masks = (torch.rand(1000, *X.shape, generator=torch.Generator().manual_seed(0)) >= p) / (1 - p)
    return ((masks.double() * X) @ w - y).square().mean()
"""
        },
        37,
        "all 64 masks listed",
    ),
    (
        "the sum over the examples instead of their mean",
        {
            "dropout_loss": """
def dropout_loss(X, y, w, p):
    return ((X @ w - y).square() + p / (1 - p) * (X.square() @ w.square())).sum()
"""
        },
        37,
        "all 64 masks listed",
    ),
    (
        "the variance of one coin for a whole example",
        {
            "dropout_loss": """
def dropout_loss(X, y, w, p):
    return (X @ w - y).square().mean() + p / (1 - p) * (X @ w).square().mean()
"""
        },
        37,
        "square of the mean error, plus variance",
    ),
    (
        "one strength for all weights, as in plain ridge",
        {
            "dropout_solution": """
def dropout_solution(X, y, p):
    strength = p / (1 - p) * X.square().sum() / X.shape[1]
    return torch.linalg.solve(X.T @ X + strength * torch.eye(X.shape[1], dtype=X.dtype), X.T @ y)
"""
        },
        37,
        "a variance of its own",
    ),
    (
        "Kaiming in every layer but the first, whatever p",
        {
            "first_weights": """
def first_weights(sizes, p, seed):
    rng = torch.Generator().manual_seed(seed)
    gains = [1.0] + [2.0] * (len(sizes) - 2)
    return [torch.randn(a, b, generator=rng) * (g / a) ** 0.5 for a, b, g in zip(sizes, sizes[1:], gains)]
"""
        },
        37,
        "makes the signal grow",
    ),
    (
        "the right variances, but Kaiming's 2 in the first layer too, and seeded anew for each matrix",
        {
            "first_weights": """
def first_weights(sizes, p, seed):
    matrices = []
    for k in range(len(sizes) - 1):
        rng = torch.Generator().manual_seed(seed)
        matrices.append(torch.randn(sizes[k], sizes[k + 1], generator=rng) * (2 * (1 - p) / sizes[k]) ** 0.5)
    return matrices
"""
        },
        33,
        "seed once, then draw on",
    ),
    (
        "the untreated network itself",
        {
            "read_digits": """
def read_digits(images, labels, new_images, seed):
    return untreated(images, labels, new_images, seed)
"""
        },
        34,
        "mistakes are left",
    ),
    (
        "a good cure, but without a seed",
        {
            "read_digits": """
def read_digits(images, labels, new_images, seed):
    net = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Dropout(0.8), nn.Linear(128, 10))
    optimizer = torch.optim.AdamW(net.parameters(), lr=0.003, weight_decay=1.0)
    for _ in range(150):
        optimizer.zero_grad()
        F.cross_entropy(net(images), labels).backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        return net(new_images).argmax(dim=1)
"""
        },
        38,
        "is every seed set",
    ),
]
