"""Wrong and half-right submissions to problem set 1: description, answers, points of the 40 automatic ones, and what some message says."""

PARTIAL = [
    (
        "1: tau on the wrong side",
        {
            "pinball_gradient": """
def pinball_gradient(X, y, w, b, tau):
    slopes = torch.where(X @ w + b < y, -(1 - tau), tau)
    return X.T @ slopes / len(X), slopes.mean(dim=0)
"""
        },
        32,
        "which side gets tau?",
    ),
    (
        "1: too small and too large exchanged",
        {
            "pinball_gradient": """
def pinball_gradient(X, y, w, b, tau):
    slopes = torch.where(X @ w + b > y, -tau, 1 - tau)
    return X.T @ slopes / len(X), slopes.mean(dim=0)
"""
        },
        32,
        "the three points on paper: the weight",
    ),
    (
        "1: a sum where the mean is asked for; right for a batch of one",
        {
            "pinball_gradient": """
def pinball_gradient(X, y, w, b, tau):
    slopes = torch.where(X @ w + b < y, -tau, 1 - tau)
    return X.T @ slopes, slopes.sum(dim=0)
"""
        },
        33,
        "mean over n?",
    ),
    (
        "1: autograd, which is forbidden, in a helper of its own",
        {
            "pinball_gradient": """
def derive(loss, leaves):
    return torch.autograd.grad(loss, leaves)


def pinball_gradient(X, y, w, b, tau):
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    short = y - X @ w - b
    return derive(torch.maximum(tau * short, (tau - 1) * short).mean(), (w, b))
"""
        },
        35,
        "uses autograd",
    ),
    (
        "1: autograd under another name",
        {
            "pinball_gradient": """
def pinball_gradient(X, y, w, b, tau):
    def loss(w, b):
        short = y - X @ w - b
        return torch.maximum(tau * short, (tau - 1) * short).mean()

    return torch.func.grad(loss, argnums=(0, 1))(w, b)
"""
        },
        35,
        "uses func",
    ),
    (
        "1: the shape of the bias lost",
        {
            "pinball_gradient": """
def pinball_gradient(X, y, w, b, tau):
    slopes = torch.where(X @ w + b < y, -tau, 1 - tau)
    return X.T @ slopes / len(X), slopes.mean()
"""
        },
        33,
        "wrong for a batch of a single example",
    ),
    (
        "2: the last contribution overwrites the others",
        {
            "tape_gradients": """
def tape_gradients(inputs, tape):
    values, gradients = dict(inputs), {}
    for result, operation, parents in tape:
        u, v = values[parents[0]], values[parents[-1]]
        values[result] = {"add": u + v, "mul": u * v, "relu": max(u, 0.0), "tanh": math.tanh(u)}[operation]
    gradients = dict.fromkeys(values, 0.0)
    gradients[tape[-1][0]] = 1.0
    for result, operation, parents in reversed(tape):
        u, v, arriving = values[parents[0]], values[parents[-1]], gradients[result]
        slopes = {"add": (1, 1), "mul": (v, u), "relu": (float(u > 0),), "tanh": (1 - values[result] ** 2,)}[operation]
        for parent, slope in zip(parents, slopes):
            gradients[parent] = slope * arriving
    return gradients
"""
        },
        32,
        "Do contributions add up?",
    ),
    (
        "2: right, but it calls itself once for every line",
        {
            "tape_gradients": """
def tape_gradients(inputs, tape):
    values = dict(inputs)
    gradients = dict.fromkeys([*inputs, *(line[0] for line in tape)], 0.0)
    gradients[tape[-1][0]] = 1.0

    def run(position):
        if position == len(tape):
            return
        result, operation, parents = tape[position]
        u, v = values[parents[0]], values[parents[-1]]
        values[result] = {"add": u + v, "mul": u * v, "relu": max(u, 0.0), "tanh": math.tanh(u)}[operation]
        slopes = {"add": (1, 1), "mul": (v, u), "relu": (float(u > 0),), "tanh": (1 - values[result] ** 2,)}[operation]
        run(position + 1)
        for parent, slope in zip(parents, slopes):
            gradients[parent] += slope * gradients[result]

    run(0)
    return gradients
"""
        },
        38,
        "tape_gradients gave no result",
    ),
    (
        "2: gradients of the inputs alone, by autograd",
        {
            "tape_gradients": """
def tape_gradients(inputs, tape):
    known = {name: torch.tensor(number, dtype=torch.float64, requires_grad=True) for name, number in inputs.items()}
    leaves = list(known.values())
    for result, operation, parents in tape:
        u, v = known[parents[0]], known[parents[-1]]
        known[result] = {"add": u + v, "mul": u * v, "relu": u.relu(), "tanh": u.tanh()}[operation]
    found = torch.autograd.grad(known[tape[-1][0]], leaves, allow_unused=True)
    return {name: 0.0 if slope is None else slope.item() for name, slope in zip(inputs, found)}
"""
        },
        33,
        "uses autograd.grad, torch",
    ),
    (
        "2: right, but by autograd",
        {
            "tape_gradients": """
def tape_gradients(inputs, tape):
    known = {name: torch.tensor(number, dtype=torch.float64, requires_grad=True) for name, number in inputs.items()}
    for result, operation, parents in tape:
        u, v = known[parents[0]], known[parents[-1]]
        known[result] = {"add": u + v, "mul": u * v, "relu": u.relu(), "tanh": u.tanh()}[operation]
        known[result].retain_grad()
    known[tape[-1][0]].backward()
    return {name: 0.0 if value.grad is None else value.grad.item() for name, value in known.items()}
"""
        },
        37,
        "uses torch",
    ),
    (
        "3: plain gradient descent: the share that is kept is ignored",
        {
            "descend_with_memory": """
def descend_with_memory(X, y, w, b, rate, keep, steps):
    losses = []
    for step in range(steps + 1):
        errors = X @ w + b - y
        losses.append((errors**2).mean().item())
        if step < steps:
            w, b = w - rate * 2 / len(X) * X.T @ errors, b - rate * 2 * errors.mean(dim=0)
    return w, b, losses
"""
        },
        35,
        "Is g kept from step to step",
    ),
    (
        "3: the loss after the last step is missing",
        {
            "descend_with_memory": """
def descend_with_memory(X, y, w, b, rate, keep, steps):
    memory_w, memory_b, losses = torch.zeros_like(w), torch.zeros_like(b), []
    for _ in range(steps):
        errors = X @ w + b - y
        losses.append((errors**2).mean().item())
        memory_w = keep * memory_w + 2 / len(X) * X.T @ errors
        memory_b = keep * memory_b + 2 * errors.mean(dim=0)
        w, b = w - rate * memory_w, b - rate * memory_b
    return w, b, losses
"""
        },
        38,
        "steps + 1 numbers",
    ),
    (
        "3: a running mean in place of the running gradient",
        {
            "descend_with_memory": """
def descend_with_memory(X, y, w, b, rate, keep, steps):
    memory_w, memory_b, losses = torch.zeros_like(w), torch.zeros_like(b), []
    for step in range(steps + 1):
        errors = X @ w + b - y
        losses.append((errors**2).mean().item())
        if step < steps:
            memory_w = keep * memory_w + (1 - keep) * 2 / len(X) * X.T @ errors
            memory_b = keep * memory_b + (1 - keep) * 2 * errors.mean(dim=0)
            w, b = w - rate * memory_w, b - rate * memory_b
    return w, b, losses
"""
        },
        34,
        "not the w and b of the rule",
    ),
    (
        "4: the Hessian written down: right while there are few features",
        {
            "rate_limit": """
def rate_limit(X, v, turns):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    if A.shape[1] > 10_000:
        raise MemoryError("a Hessian of this size fits nowhere")  # so that this test allocates nothing
    H = 2 / len(X) * A.T @ A
    v = v / v.norm()
    for _ in range(turns):
        v = H @ v / (H @ v).norm()
    return 2 / (v @ H @ v)
"""
        },
        38,
        "rate_limit gave no result",
    ),
    (
        "4: v is never shortened before λ is read off",
        {
            "rate_limit": """
def rate_limit(X, v, turns):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    for _ in range(turns):
        v = A.T @ (A @ v)
        v = v / v.norm()
    return (len(X) / (A @ v).square().sum()).item()
"""
        },
        36,  # right wherever at least one turn is made
        "the length of v?",
    ),
    (
        "4: a library's eigenvalues in place of turns",
        {
            "rate_limit": """
def rate_limit(X, v, turns):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    return len(X) / torch.linalg.eigvalsh(A @ A.T)[-1].item()
"""
        },
        32,
        "eigvalsh",
    ),
    (
        "5: no bias in the fit",
        {
            "influence": """
def influence(X, y, x_new):
    return torch.linalg.pinv(X).T @ x_new
"""
        },
        32,
        "add up to 1",
    ),
    (
        "5: influences times targets, which are parts of the prediction",
        {
            "influence": """
def influence(X, y, x_new):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    at = torch.cat([x_new, torch.ones(1)])
    return A @ torch.linalg.solve(A.T @ A, at) * y.flatten()
"""
        },
        32,
        "when one target grows by 1",
    ),
    (
        "two answers missing, one raising",
        {
            "pinball_gradient": "pinball = None",
            "influence": "def influence(X, y, x_new):\n    ...",
            "rate_limit": "def rate_limit(X, v, turns):\n    raise NotImplementedError",
        },
        16,
        "pinball_gradient is not defined",
    ),
]
