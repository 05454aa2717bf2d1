"""Wrong and half-right submissions to problem set 2: description, answers, points of the 40 automatic ones, and what some message says."""

PARTIAL = [
    (
        "1: the most probable class, whatever a mistake costs",
        {
            "cheapest": """
def cheapest(logits, costs):
    p, action = logits.softmax(dim=1).max(dim=1)
    return action, (logits.softmax(dim=1) @ costs)[torch.arange(len(logits)), action]
"""
        },
        34,
        "not the least expected costs",
    ),
    (
        "1: softmax from its formula, which overflows",
        {
            "cheapest": """
def cheapest(logits, costs):
    p = logits.exp() / logits.exp().sum(dim=1, keepdim=True)
    least = (p @ costs).min(dim=1)
    return least.indices, least.values
"""
        },
        39,
        "scores of a thousand",
    ),
    (
        "1: right actions, but all expected costs are returned",
        {
            "cheapest": """
def cheapest(logits, costs):
    expected = logits.softmax(dim=1) @ costs
    return expected.argmin(dim=1), expected
"""
        },
        36,
        "not the least expected costs",
    ),
    (
        "2: the majority is taken for the truth",
        {
            "vote_loss": """
def vote_loss(logits, votes):
    log_p = logits - logits.logsumexp(dim=1, keepdim=True)
    labels = votes.argmax(dim=1)
    gradient = (log_p.exp() - F.one_hot(labels, logits.shape[1])) / len(labels)
    return -log_p[torch.arange(len(labels)), labels].mean().item(), gradient
"""
        },
        32,
        "not as if every vote were an example",
    ),
    (
        "2: a mean over pictures of means over votes",
        {
            "vote_loss": """
def vote_loss(logits, votes):
    log_p = logits - logits.logsumexp(dim=1, keepdim=True)
    shares = votes / votes.sum(dim=1, keepdim=True).clamp(min=1)
    seen = votes.sum(dim=1, keepdim=True) > 0
    return -(shares * log_p).sum().item() / seen.sum().item(), (log_p.exp() * seen - shares) / seen.sum()
"""
        },
        34,
        "a mean over votes, not over pictures",
    ),
    (
        "2: softmax first, logarithm after",
        {
            "vote_loss": """
def vote_loss(logits, votes):
    powers = (logits - logits.amax(dim=1, keepdim=True)).exp()
    p = powers / powers.sum(dim=1, keepdim=True)
    gradient = (votes.sum(dim=1, keepdim=True) * p - votes) / votes.sum()
    return -(votes * p.log()).sum().item() / votes.sum().item(), gradient
"""
        },
        38,
        "no inf, no NaN",
    ),
    (
        "2: a library function that is forbidden",
        {
            "vote_loss": """
def vote_loss(logits, votes):
    log_p = F.log_softmax(logits, dim=1)
    gradient = (votes.sum(dim=1, keepdim=True) * log_p.exp() - votes) / votes.sum()
    return -(votes * log_p).sum().item() / votes.sum().item(), gradient
"""
        },
        34,
        "log_softmax",
    ),
    (
        "3: the scores multiplied by the result, not divided",
        {
            "best_temperature": """
def best_temperature(logits, labels):
    candidates = torch.logspace(-5, 2, 5000)
    losses = torch.stack([F.cross_entropy(logits * factor, labels) for factor in candidates])
    return candidates[losses.argmin()].item()
"""
        },
        32,
        "T = 2",
    ),
    (
        "3: a grid that ends at 10",
        {
            "best_temperature": """
def best_temperature(logits, labels):
    candidates = torch.linspace(0.05, 10, 2000)
    losses = torch.stack([F.cross_entropy(logits / t, labels) for t in candidates])
    return candidates[losses.argmin()].item()
"""
        },
        36,
        "with very large scores",
    ),
    (
        "4: bends and slopes of units that are all awake on the right",
        {
            "straight_pieces": """
def straight_pieces(w, b, v):
    places, order = (-b / w).sort()
    return places, torch.cat([torch.zeros(1), (w * v)[order].cumsum(dim=0)])
"""
        },
        33,
        "awake on the left of 1",
    ),
    (
        "4: right while every unit bends and counts",
        {
            "straight_pieces": """
def straight_pieces(w, b, v):
    places, order = (-b / w).sort()
    changes = (w.abs() * v)[order].cumsum(dim=0)
    return places, (w * v)[w < 0].sum() + torch.cat([torch.zeros(1), changes])
"""
        },
        37,
        "only relu(2x - 2) bends anything",
    ),
    (
        "5: the outgoing weights are not corrected",
        {
            "slim": """
def slim(W1, b1, W2, b2, X):
    units = torch.cat([W1, b1[None]])
    awake = (X @ W1 + b1 > 0).any(dim=0)
    units, outgoing = (units / units.norm(dim=0))[:, awake], W2[awake]
    twins = (units[:, :, None] - units[:, None, :]).abs().amax(dim=0) <= 1e-4
    first = ~twins.tril(diagonal=-1).any(dim=1)
    return units[:-1, first], units[-1, first], twins[first].float() @ outgoing, b2
"""
        },
        31,  # a network without units has no outgoing weights to correct
        "the scores on X have changed",
    ),
    (
        "5: the biases forgotten in a unit's length, and in what makes a twin",
        {
            "slim": """
def slim(W1, b1, W2, b2, X):
    awake = (X @ W1 + b1 > 0).any(dim=0)
    lengths = W1[:, awake].norm(dim=0)
    W, b, outgoing = W1[:, awake] / lengths, b1[awake] / lengths, W2[awake] * lengths[:, None]
    twins = (W[:, :, None] - W[:, None, :]).abs().amax(dim=0) <= 1e-4
    first = ~twins.tril(diagonal=-1).any(dim=1)
    return W[:, first], b[first], twins[first].float() @ outgoing, b2
"""
        },
        33,
        "Were silent units dropped",
    ),
    (
        "5: right, but for a network that loses all its units",
        {
            "slim": """
def slim(W1, b1, W2, b2, X):
    kept, outgoing = [], []
    for weights, bias, out, z in zip(W1.T, b1, W2, (X @ W1 + b1).T):
        if (z <= 0).all():
            continue
        unit = torch.cat([weights, bias[None]])
        length = unit.norm()
        twins = [i for i, other in enumerate(kept) if (other - unit / length).abs().max() <= 1e-4]
        if twins:
            outgoing[twins[0]] = outgoing[twins[0]] + out * length
        else:
            kept.append(unit / length)
            outgoing.append(out * length)
    units = torch.stack(kept, dim=1)
    return units[:-1], units[-1], torch.stack(outgoing), b2
"""
        },
        39,
        "slim gave no result",
    ),
    (
        "three answers missing",
        {
            "cheapest": "def cheapest(logits, costs):\n    ...",
            "best_temperature": "def best_temperature(logits, labels):\n    ...",
            "slim": "def slim(W1, b1, W2, b2, X):\n    raise ValueError('later')",
        },
        16,
        "later",
    ),
]
