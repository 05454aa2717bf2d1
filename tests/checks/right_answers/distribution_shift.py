"""Right answers of chapter 08: (exercise, code)."""

RIGHT: list[tuple[str, str]] = [
    ("8.1", 'name_the_shift = ("Label", "none", "covariate shift", "concept shift")'),
    ("8.1", 'name_the_shift = "label none covariate concept".split()'),
    ("8.2", "import math\n\ndef importance_weights(z, m, n):\n    return (z + math.log(m) - math.log(n)).exp()\n"),
    (
        "8.2",
        """
def importance_weights(logits, n_source, n_target):
    return torch.sigmoid(logits) / torch.sigmoid(-logits) / (n_target / n_source)
""",
    ),
    (
        "8.3",
        """
def weighted_loss(logits, labels, weights):
    share = weights / weights.sum()
    return share @ (logits.logsumexp(1) - logits.take_along_dim(labels[:, None], 1)[:, 0])
""",
    ),
    (
        "8.3",
        """
def weighted_loss(logits, labels, weights):
    targets = F.one_hot(labels, logits.shape[1]).to(logits.dtype) * weights[:, None]
    return F.cross_entropy(logits, targets, reduction="sum") / weights.sum()
""",
    ),
    (
        "8.3",
        """
def weighted_loss(logits, labels, weights):
    total = torch.zeros(1, dtype=logits.dtype)
    for row, label, weight in zip(logits, labels, weights, strict=True):
        total = total + weight * F.cross_entropy(row, label)
    return total / weights.sum()
""",
    ),
    (
        "8.4",
        """
def clipped_size(weights, limit):
    w = torch.where(weights > limit, limit, weights)
    return len(w) / (w / w.mean()).square().mean()
""",
    ),
    (
        "8.4",
        """
def clipped_size(weights, limit):
    w = [min(weight, limit) for weight in weights.tolist()]
    return sum(w) ** 2 / sum(weight**2 for weight in w)
""",
    ),
    (
        "8.5",
        """
def target_shares(confusion, answers):
    p = torch.linalg.pinv((confusion / confusion.sum(1)[:, None]).T) @ answers
    p = torch.where(p < 0, torch.zeros_like(p), p)
    return p / p.sum()
""",
    ),
    (
        "8.5",
        """
def target_shares(confusion, answers):
    C = torch.einsum("ij,i->ji", confusion, 1 / confusion.sum(1))
    p = torch.linalg.lu_solve(*torch.linalg.lu_factor(C), answers[:, None]).squeeze(1).relu()
    return F.normalize(p, p=1, dim=0)
""",
    ),
    (
        "8.6",
        """
def p_value(answers, origins, shuffles):
    every = torch.cat([origins[None], shuffles])
    agree = (every == answers).double().mean(dim=1)
    return (agree >= agree[0]).double().mean()
""",
    ),
    (
        "8.6",
        """
def p_value(answers, origins, shuffles):
    apart = [int((answers != order).sum()) for order in shuffles]
    truth = int((answers != origins).sum())
    return (sum(a <= truth for a in apart) + 1) / (len(apart) + 1)
""",
    ),
    (
        "8.7",
        """
def online(X, y, w, rate):
    said = []
    for x, label in zip(X, y):
        said.append(float(w @ x > 0))
        w = w + rate * (label - (w @ x).sigmoid()) * x
    return [torch.tensor(said), w]
""",
    ),
    (
        "8.7",
        """
def online(X, y, w, rate):
    said, w = torch.zeros(len(X)), w.clone()
    for i in range(len(X)):
        z = X[i : i + 1] @ w
        said[i] = (z > 0).item()
        w -= rate * (X[i : i + 1].T @ (z.sigmoid() - y[i : i + 1]))
    return said, w
""",
    ),
]
