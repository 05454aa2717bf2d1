"""Right answers of chapter 00: (exercise, code)."""

RIGHT = [
    ("0.1", "flat_shape = 32, 8 * 8"),
    ("0.1", "flat_shape = nn.Flatten()(torch.zeros(32, 8, 8)).shape"),
    ("0.2", "def brightness(images):\n    return torch.stack([image.mean() for image in images])"),
    ("0.2", "def brightness(pictures):\n    return torch.einsum('nij->n', pictures) / 64"),
    ("0.3", "def scores(X, w, b):\n    return (X * w).sum(dim=1, keepdim=True) + b"),
    ("0.3", "def scores(X, w, b):\n    return nn.functional.linear(X, w) + b"),
    (
        "0.4",
        "def summary(results):\n"
        "    values = [float(r) for r in results]\n"
        "    mean = sum(values) / len(values)\n"
        "    return mean, (sum((v - mean) ** 2 for v in values) / (len(values) - 1)) ** 0.5",
    ),
    (
        "0.4",
        "def summary(results):\n"
        "    mean = results.sum() / len(results)\n"
        "    return mean, torch.linalg.vector_norm(results - mean) / (len(results) - 1) ** 0.5",
    ),
    (
        "0.5",
        "def clearly_better(a, b):\n"
        "    only_a, only_b = int((a & ~b).sum()), int((b & ~a).sum())\n"
        "    return only_a - only_b > 2 * (only_a + only_b) ** 0.5",
    ),
    (
        "0.5",
        "def clearly_better(a, b):\n"
        "    difference = a.float() - b.float()\n"
        "    gap, error = difference.mean().item(), difference.std().item() / len(a) ** 0.5\n"
        "    return gap > 1.64 * error",
    ),
    (
        "0.5",
        "def clearly_better(a, b):\n"
        "    difference = a.float() - b.float()\n"
        "    gap, error = difference.mean().item(), difference.std().item() / len(a) ** 0.5\n"
        "    return gap > 2.5 * error",
    ),
    (
        "0.5",
        "def clearly_better(a, b):\n"
        "    difference = a.float() - b.float()\n"
        "    draws = torch.randint(len(a), (400, len(a)))\n"
        "    return (difference[draws].mean(dim=1) > 0).float().mean().item() > 0.97",
    ),
    (
        "0.5",
        "from math import comb\n"
        "\n"
        "\n"
        "def clearly_better(a, b):\n"
        "    wins, losses = int((a & ~b).sum()), int((b & ~a).sum())\n"
        "    n = wins + losses\n"
        "    return sum(comb(n, k) for k in range(wins, n + 1)) / 2**n < 0.03",
    ),
]
