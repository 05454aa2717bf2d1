"""Right answers of chapter 03: (exercise, code)."""

RIGHT: list[tuple[str, str]] = [
    ("3.1", "probabilities_by_hand = [6 / 10, 3 / 10, 1 / 10]"),
    ("3.1", "probabilities_by_hand = list(torch.tensor([0.6, 0.3, 0.1]))"),
    (
        "3.1",
        """
from fractions import Fraction
probabilities_by_hand = [Fraction(n, 10) for n in (6, 3, 1)]
""",
    ),
    ("3.1", "probabilities_by_hand = [np.float32(0.6), np.float32(0.3), np.float32(0.1)]"),
    (
        "3.1",
        """
a, b = 0.6, 0.3
probabilities_by_hand = [a, b, 1 - a - b]
""",
    ),
    (
        "3.2",
        """
def stable_softmax(X):
    S = X - X.max(dim=1, keepdim=True).values
    return (S - S.exp().sum(dim=1, keepdim=True).log()).exp()
""",
    ),
    (
        "3.2",
        """
def softmax(row):
    e = torch.exp(row - max(row))
    return e / e.sum()

def stable_softmax(X):
    return torch.stack([softmax(row) for row in X])
""",
    ),
    (
        "3.2",
        """
def stable_softmax(X):
    E = torch.exp((X.T - X.amax(1)))
    return (E / E.sum(0)).T
""",
    ),
    (
        "3.2",
        """
def stable_softmax(X):
    E = (X - X.amax(-1)[:, None]).exp()
    return torch.einsum("nk,n->nk", E, 1 / E.sum(-1))
""",
    ),
    (
        "3.2",
        """
def stable_softmax(X):
    gaps = (X[:, None, :] - X[:, :, None]).double()
    return (1 / gaps.exp().sum(dim=2)).to(X.dtype)
""",
    ),
    (
        "3.2",
        """
def stable_softmax(X):
    share = lambda z: z.exp() / z.exp().sum()
    return torch.func.vmap(lambda z: share(z - z.amax()))(X)
""",
    ),
    (
        "3.3",
        """
def yes_no_surprise(scores, labels):
    return (scores.clamp(min=0) - labels * scores + torch.log1p((-scores.abs()).exp())).mean()
""",
    ),
    (
        "3.3",
        """
def yes_no_surprise(scores, labels):
    return (torch.logaddexp(torch.zeros_like(scores), scores) - labels * scores).mean()
""",
    ),
    (
        "3.3",
        """
def yes_no_surprise(scores, labels):
    m = (1 - 2 * labels) * scores
    return torch.stack([torch.zeros_like(m), m]).logsumexp(0).mean()
""",
    ),
    (
        "3.3",
        """
def yes_no_surprise(scores, labels):
    both = torch.stack([torch.zeros_like(scores), scores], dim=1)
    return -both.log_softmax(1).gather(1, labels[:, None]).mean()
""",
    ),
    (
        "3.3",
        """
def softplus(s):
    return torch.maximum(s, torch.zeros_like(s)) + torch.log1p(torch.exp(-s.abs()))

def yes_no_surprise(scores, labels):
    return (softplus(scores) - labels * scores).sum() / len(labels)
""",
    ),
    (
        "3.3",
        """
def yes_no_surprise(scores, labels):
    total = 0
    for s, c in zip(scores, labels):
        z = torch.stack([torch.zeros_like(s), s])
        total = total + torch.logsumexp(z, 0) - z[c]
    return total / len(scores)
""",
    ),
    (
        "3.3",
        """
def yes_no_surprise(s, y):
    Z = torch.nn.functional.pad(s[:, None], (1, 0))
    Y = torch.nn.functional.one_hot(y, 2).to(s.dtype)
    return (Z.logsumexp(1) - torch.einsum('nk,nk->n', Z, Y)).mean()
""",
    ),
    (
        "3.4",
        """
def smoothed_gradient(logits, labels, epsilon):
    P = logits.double().softmax(1)
    P[torch.arange(len(labels)), labels] -= 1 - epsilon
    return ((P - epsilon / logits.shape[1]) / len(labels)).to(logits.dtype)
""",
    ),
    (
        "3.4",
        """
def smoothed_gradient(logits, labels, epsilon):
    k = logits.shape[1]
    T = torch.eye(k, dtype=logits.dtype)[labels].lerp(torch.full_like(logits, 1 / k), epsilon)
    return (logits.softmax(-1) - T) / labels.numel()
""",
    ),
    (
        "3.4",
        """
def smoothed_gradient(logits, labels, epsilon):
    rows = []
    for z, c in zip(logits, labels.tolist()):
        t = torch.full_like(z, epsilon / len(z))
        t[c] += 1 - epsilon
        rows.append((z.softmax(0) - t) / len(labels))
    return torch.stack(rows)
""",
    ),
    (
        "3.4",
        """
@torch.no_grad()
def smoothed_gradient(z, c, e):
    G = (F.softmax(z, 1) - e / z.size(1)) / len(c)
    return G.scatter_add(1, c[:, None], torch.full((len(c), 1), -(1 - e) / len(c), dtype=z.dtype))
""",
    ),
    (
        "3.4",
        """
def softmax(Z):
    E = (Z - Z.amax(1, keepdim=True)).exp()
    return E / E.sum(1, keepdim=True)

def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, logits.shape[1])
    G = (1 - epsilon) * (softmax(logits) - Y) + epsilon * (softmax(logits) - 1 / logits.shape[1])
    return G / len(labels)
""",
    ),
    (
        "3.5",
        """
def confusion_matrix(true, predicted, classes):
    return F.one_hot(true, classes).T @ F.one_hot(predicted, classes)
""",
    ),
    (
        "3.5",
        """
def confusion_matrix(true, predicted, classes):
    counts = torch.zeros((classes, classes), dtype=torch.long)
    return counts.index_put_((true, predicted), torch.ones_like(true), accumulate=True)
""",
    ),
    (
        "3.5",
        """
def confusion_matrix(true, predicted, classes):
    return torch.tensor([[((true == i) & (predicted == j)).sum().item() for j in range(classes)]
                         for i in range(classes)], dtype=torch.int64)
""",
    ),
    (
        "3.5",
        """
from collections import Counter
def confusion_matrix(true, predicted, classes):
    pairs = Counter(zip(true.tolist(), predicted.tolist()))
    table = torch.zeros(classes, classes).long()
    for (i, j), n in pairs.items():
        table[i, j] = n
    return table
""",
    ),
    (
        "3.5",
        """
def confusion_matrix(true, predicted, classes):
    return torch.stack([predicted[true == i].bincount(minlength=classes) for i in range(classes)])
""",
    ),
    (
        "3.6",
        """
def top_k_accuracy(scores, labels, k):
    own = scores.gather(1, labels[:, None])
    return ((scores > own).sum(dim=1) < k).double().mean()
""",
    ),
    (
        "3.6",
        """
def top_k_accuracy(scores, labels, k):
    hits = [label in row.topk(k).indices.tolist() for row, label in zip(scores, labels.tolist(), strict=True)]
    return sum(hits) / len(hits)
""",
    ),
    (
        "3.6",
        """
def top_k_accuracy(scores, labels, k):
    best = scores.argsort(dim=1, descending=True)[:, :k]
    return torch.eq(best, labels.unsqueeze(1)).any(1).float().mean().item()
""",
    ),
    (
        "3.6",
        """
def top_k_accuracy(scores, labels, k):
    _, best = scores.topk(k, dim=1)
    return (best == labels.reshape(-1, 1)).sum() / len(labels)
""",
    ),
    (
        "3.6",
        """
def top_k_accuracy(scores, labels, k):
    order = np.argsort(-scores.detach().numpy(), axis=1, kind="stable")[:, :k]
    return np.mean((order == labels.numpy()[:, None]).any(axis=1), dtype=np.float32)
""",
    ),
    ("3.7", "lowest_loss = 1.46"),
    ("3.7", "lowest_loss = torch.logsumexp(torch.tensor([1.0] + 9 * [0.0]), dim=0) - 1"),
    ("3.7", "lowest_loss = F.cross_entropy(torch.eye(10)[:1], torch.tensor([0])).item()"),
    ("3.7", "lowest_loss = np.float32(1.4612)"),
    (
        "3.7",
        """
import math
lowest_loss = math.log1p(9 / math.e)
""",
    ),
    (
        "3.8",
        """
def report(model, data):
    with torch.no_grad():
        log_p = torch.cat([model(x).log_softmax(1) for x, _ in data])
    c = torch.cat([c for _, c in data])
    return -log_p.gather(1, c[:, None]).mean(), (log_p.argmax(1) == c).float().mean(), log_p.exp().max(1).values.mean()
""",
    ),
    (
        "3.8",
        """
def report(model, data):
    sizes = [len(c) for _, c in data]
    rows = []
    for x, c in data:
        z = model(x).detach()
        rows.append([F.cross_entropy(z, c), (z.argmax(1) == c).float().mean(), z.softmax(1).amax(1).mean()])
    w = torch.tensor(sizes) / sum(sizes)
    return tuple((torch.tensor(rows) * w[:, None]).sum(0))
""",
    ),
    (
        "3.8",
        """
def report(model, data):
    totals, n = [0.0, 0.0, 0.0], 0
    for x, c in data:
        for z, k in zip(model(x), c):
            p = z.softmax(0)
            totals[0] += (torch.logsumexp(z, 0) - z[k]).item()
            totals[1] += float(z.argmax() == k)
            totals[2] += p.max().item()
            n += 1
    return [t / n for t in totals]
""",
    ),
    (
        "3.8",
        """
def report(model, data):
    log_p = torch.cat([model(x).log_softmax(1) for x, _ in data])
    c = torch.cat([c for _, c in data])
    own = log_p[torch.arange(len(c)), c]
    return torch.stack([-own.mean(), (log_p.argmax(1) == c).float().mean(), log_p.exp().amax(1).mean()])
""",
    ),
    (
        "3.9",
        """
def temperature(scores, labels):
    import math
    lo, hi = math.log(0.05), math.log(20)
    f = lambda u: F.cross_entropy(scores.double() / math.exp(u), labels).item()
    for _ in range(60):
        a, b = lo + (hi - lo) / 3, hi - (hi - lo) / 3
        lo, hi = (lo, b) if f(a) < f(b) else (a, hi)
    return math.exp((lo + hi) / 2)
""",
    ),
    (
        "3.9",
        """
def temperature(scores, labels):
    u = torch.zeros((), dtype=torch.float64, requires_grad=True)
    opt = torch.optim.LBFGS([u], max_iter=200, line_search_fn="strong_wolfe", tolerance_grad=1e-10)
    def closure():
        opt.zero_grad()
        loss = F.cross_entropy(scores.double() * u.exp(), labels)
        loss.backward()
        return loss
    opt.step(closure)
    return (-u).exp().item()
""",
    ),
    (
        "3.9",
        """
def temperature(scores, labels):
    Ts = torch.logspace(-1.31, 1.31, 800)
    L = (scores[None] / Ts[:, None, None]).log_softmax(2)[:, torch.arange(len(labels)), labels].mean(1)
    return Ts[L.argmax()]
""",
    ),
    (
        "3.9",
        """
def temperature(scores, labels):
    candidates = torch.logspace(-1.31, 1.31, 500)
    losses = torch.stack([F.cross_entropy(scores / T, labels) for T in candidates])
    return candidates[losses.argmin()].item()
""",
    ),
]
