"""Wrong answers to chapter 01."""

WRONG = [
    ("1.1", "wrong order", "hand_gradient = [7.0, 20.0]"),
    ("1.1", "3 x1 left out", "hand_gradient = [20, 4]"),
    ("1.1", "factor x1 forgotten", "hand_gradient = [4.0, 7.0]"),
    ("1.1", "the value of the function", "hand_gradient = torch.tensor([35.0, 35.0])"),
    ("1.1", "Write a list of two numbers", "hand_gradient = 27.0"),
    ("1.1", "still to be replaced", "hand_gradient = [20.0, ...]"),
    ("1.1", "wrong order", "import numpy as np\nhand_gradient = np.array([7.0, 20.0])"),
    ("1.1", "Write a list", "hand_gradient = {'x0': 20.0, 'x1': 7.0}"),
    ("1.1", "Write a list", "hand_gradient = '[20, 7]'"),
    (
        "1.2",
        "a forward difference",
        """
def numeric_gradient(f, x, h):
    gradient = torch.zeros_like(x)
    for i in range(len(x)):
        nudge = torch.zeros_like(x)
        nudge[i] = h
        gradient[i] = (f(x + nudge) - f(x)) / h
    return gradient
""",
    ),
    (
        "1.2",
        "the way is 2h",
        """
def numeric_gradient(f, x, h):
    nudges = h * torch.eye(len(x), dtype=x.dtype)
    return torch.stack([(f(x + d) - f(x - d)) / h for d in nudges])
""",
    ),
    (
        "1.2",
        "Write / (2 * h)",
        """
def numeric_gradient(f, x, h):
    nudges = h * torch.eye(len(x), dtype=x.dtype)
    return torch.stack([(f(x + d) - f(x - d)) / 2 * h for d in nudges])
""",
    ),
    (
        "1.2",
        "all inputs nudged at once",
        """
def numeric_gradient(f, x, h):
    slope = (f(x + h) - f(x - h)) / (2 * h)
    return slope * torch.ones_like(x)
""",
    ),
    (
        "1.2",
        "changed its input in place",
        """
def numeric_gradient(f, x, h):
    gradient = torch.zeros_like(x)
    for i in range(len(x)):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        gradient[i] = (above - f(x)) / (2 * h)
    return gradient
""",
    ),
    (
        "1.2",
        "not put back",
        """
def numeric_gradient(f, x, h):
    x, gradient = x.clone(), torch.zeros_like(x)
    for i in range(len(x)):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        gradient[i] = (above - f(x)) / (2 * h)
    return gradient
""",
    ),
    (
        "1.2",
        "one slope for all inputs together",
        """
def numeric_gradient(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)
""",
    ),
    (
        "1.2",
        "copies nothing",
        """
def numeric_gradient(f, x, h):
    gradient = torch.zeros_like(x)
    for i in range(len(x)):
        up = x
        up[i] += h
        down = x
        down[i] -= h
        gradient[i] = (f(up) - f(down)) / (2 * h)
    return gradient
""",
    ),
    (
        "1.2",
        "never filled",
        """
def numeric_gradient(f, x, h):
    gradient = torch.zeros_like(x)
    for d in h * torch.eye(len(x), dtype=x.dtype):
        slope = (f(x + d) - f(x - d)) / (2 * h)
    return gradient
""",
    ),
    (
        "1.2",
        "is `return` inside the loop",
        """
def numeric_gradient(f, x, h):
    gradient = torch.zeros_like(x)
    for i, d in enumerate(h * torch.eye(len(x), dtype=x.dtype)):
        gradient[i] = (f(x + d) - f(x - d)) / (2 * h)
        return gradient
""",
    ),
    (
        "1.2",
        "begun anew inside the loop",
        """
def numeric_gradient(f, x, h):
    for i, d in enumerate(h * torch.eye(len(x), dtype=x.dtype)):
        gradient = torch.zeros_like(x)
        gradient[i] = (f(x + d) - f(x - d)) / (2 * h)
    return gradient
""",
    ),
    (
        "1.2",
        "nudge that input alone",
        """
def numeric_gradient(f, x, h):
    nudges = h * torch.eye(len(x), dtype=x.dtype)
    return torch.stack([(f(x + d) + f(x - d)) / (2 * h) for d in nudges])
""",
    ),
    ("1.3", "multiplied by out_grad", "def divide_rule(a, b, out_grad):\n    return 1 / b, -a / b**2"),
    ("1.3", "lost minus sign", "def divide_rule(a, b, out_grad):\n    return out_grad / b, out_grad * a / b**2"),
    ("1.3", "rule of multiplication", "def divide_rule(a, b, out_grad):\n    return out_grad * b, out_grad * a"),
    ("1.3", "missing square", "def divide_rule(a, b, out_grad):\n    return out_grad / b, -out_grad * a / b"),
    ("1.3", "Expected 2 values", "def divide_rule(a, b, out_grad):\n    return out_grad / b"),
    ("1.3", "only b is squared", "def divide_rule(a, b, out_grad):\n    return out_grad / b, -out_grad * (a / b) ** 2"),
    ("1.3", "Hold b still", "def divide_rule(a, b, out_grad):\n    return out_grad / b, -out_grad * a / (2 * b)"),
    (
        "1.4",
        "forward order",
        """
def backward_order(parents, output):
    done = []
    def visit(name):
        if name not in done:
            for parent in parents[name]:
                visit(parent)
            done.append(name)
    visit(output)
    return done
""",
    ),
    (
        "1.4",
        "calls itself once a level",
        """
def backward_order(parents, output):
    done = {}
    def visit(name):
        if name not in done:
            for parent in parents[name]:
                visit(parent)
            done[name] = True
    visit(output)
    return list(done)[::-1]
""",
    ),
    (
        "1.4",
        "pass its gradient on too early",
        """
def backward_order(parents, output):
    order = [output]
    for name in order:
        for parent in parents[name]:
            if parent not in order:
                order.append(parent)
    return order
""",
    ),
    (
        "1.4",
        "pass its gradient on too early",
        """
def backward_order(parents, output):
    order, stack = [], [output]
    while stack:
        name = stack.pop()
        if name not in order:
            order.append(name)
            stack.extend(parents[name])
    return order
""",
    ),
    (
        "1.4",
        "one visit for every path",
        """
def backward_order(parents, output):
    order = [output]
    for name in order:
        order.extend(parents[name])
    return order
""",
    ),
    (
        "1.4",
        "does not feed the output",
        """
def backward_order(parents, output):
    uses = {name: 0 for name in parents}
    for name in parents:
        for parent in parents[name]:
            uses[parent] += 1
    order, ready = [], [name for name in parents if uses[name] == 0]
    while ready:
        name = ready.pop()
        order.append(name)
        for parent in parents[name]:
            uses[parent] -= 1
            if uses[parent] == 0:
                ready.append(parent)
    return order
""",
    ),
    (
        "1.4",
        "must be lowered twice",
        """
def backward_order(parents, output):
    uses, found = {output: 0}, [output]
    for name in found:
        for parent in parents[name]:
            if parent not in uses:
                uses[parent] = 0
                found.append(parent)
            uses[parent] += 1
    order, ready = [], [output]
    while ready:
        name = ready.pop()
        order.append(name)
        for parent in set(parents[name]):
            uses[parent] -= 1
            if uses[parent] == 0:
                ready.append(parent)
    return order
""",
    ),
    (
        "1.5",
        "not cleared",
        """
def descend(f, x, lr, steps):
    x = x.clone().requires_grad_()
    for _ in range(steps):
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
    return x.detach()
""",
    ),
    (
        "1.5",
        "a walk uphill",
        """
def descend(f, x, lr, steps):
    x = x.clone().requires_grad_()
    for _ in range(steps):
        x.grad = None
        f(x).backward()
        with torch.no_grad():
            x += lr * x.grad
    return x.detach()
""",
    ),
    (
        "1.5",
        "gradient of the start",
        """
def descend(f, x, lr, steps):
    x = x.clone().requires_grad_()
    f(x).backward()
    with torch.no_grad():
        for _ in range(steps):
            x -= lr * x.grad
    return x.detach()
""",
    ),
    (
        "1.5",
        "do it under torch.no_grad()",
        """
def descend(f, x, lr, steps):
    x = x.clone().requires_grad_()
    for _ in range(steps):
        x.grad = None
        f(x).backward()
        x -= lr * x.grad
    return x.detach()
""",
    ),
    (
        "1.5",
        "still hangs on its graph",
        """
def descend(f, x, lr, steps):
    x = x.clone().requires_grad_()
    for _ in range(steps):
        x.grad = None
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
    return x
""",
    ),
    (
        "1.5",
        "changed its input in place",
        """
def descend(f, x, lr, steps):
    x.requires_grad_()
    for _ in range(steps):
        x.grad = None
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
    return x.detach()
""",
    ),
    (
        "1.5",
        "Something is None",
        """
def descend(f, x, lr, steps):
    x = x.clone().requires_grad_()
    for _ in range(steps):
        f(x).backward()
        x = x - lr * x.grad
    return x.detach()
""",
    ),
    (
        "1.5",
        "nothing moved",
        """
def descend(f, x, lr, steps):
    x = x.clone().requires_grad_()
    for _ in range(steps):
        y = x.clone()
        f(y).backward()
        with torch.no_grad():
            y -= lr * x.grad
    return x.detach()
""",
    ),
    (
        "1.5",
        "This looks like finite differences",
        """
def descend(f, x, lr, steps):
    h = 1e-2
    for _ in range(steps):
        nudges = h * torch.eye(x.numel()).reshape(-1, *x.shape)
        slopes = torch.stack([(f(x + d) - f(x - d)) / (2 * h) for d in nudges])
        x = x - lr * slopes.reshape(x.shape)
    return x
""",
    ),
    (
        "1.5",
        "compare the first step",
        """
def descend(f, x, lr, steps):
    x = x.clone().requires_grad_()
    for _ in range(steps):
        x.grad = None
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad.sign()
    return x.detach()
""",
    ),
    ("1.5", "never called f", "def descend(f, x, lr, steps):\n    return x - lr * steps"),
    (
        "1.6",
        "transposed table",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    rows = [torch.autograd.grad(y[i], x, retain_graph=True)[0] for i in range(len(y))]
    return torch.stack(rows, dim=1)
""",
    ),
    (
        "1.6",
        "each output needs a pass of its own",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    f(x).sum().backward()
    return x.grad
""",
    ),
    (
        "1.6",
        "rows that add up",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    rows = []
    for i in range(len(f(x))):
        f(x)[i].backward()
        rows.append(x.grad.clone())
    return torch.stack(rows)
""",
    ),
    (
        "1.6",
        ".clone() copies",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    rows = []
    for i in range(len(f(x))):
        f(x)[i].backward()
        rows.append(x.grad)
    return torch.stack(rows)
""",
    ),
    (
        "1.6",
        "The graph was freed",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    return torch.stack([torch.autograd.grad(y[i], x)[0] for i in range(len(y))])
""",
    ),
    (
        "1.6",
        "cleared at the end",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y, rows = f(x), []
    for i in range(len(y)):
        y[i].backward(retain_graph=True)
        rows.append(x.grad)
        x.grad.zero_()
    return torch.stack(rows)
""",
    ),
    (
        "1.6",
        "the last output's row in every row",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y, rows = f(x), []
    for i in range(len(y)):
        if x.grad is not None:
            x.grad.zero_()
        y[i].backward(retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)
""",
    ),
    (
        "1.6",
        "This looks like finite differences",
        """
def jacobian(f, x):
    h = 1e-2
    columns = [(f(x + d) - f(x - d)) / (2 * h) for d in h * torch.eye(len(x))]
    return torch.stack(columns, dim=1)
""",
    ),
    (
        "1.6",
        "or forward mode",
        """
def jacobian(f, x):
    return torch.func.jacfwd(f)(x)
""",
    ),
    (
        "1.6",
        "Take one output alone",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    rows = [torch.autograd.grad(y[i] / 2, x, retain_graph=True)[0] for i in range(len(y))]
    return torch.stack(rows)
""",
    ),
    (
        "1.7",
        "the penalty left out",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    return (o_bar @ W2 * (1 - h**2)).T @ X, o_bar.T @ h
""",
    ),
    (
        "1.7",
        "cancels the 2 of the square",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    return (o_bar @ W2 * (1 - h**2)).T @ X + 2 * lam * W1, o_bar.T @ h + 2 * lam * W2
""",
    ),
    (
        "1.7",
        "the factor 1/n",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = h @ W2.T - t
    return (o_bar @ W2 * (1 - h**2)).T @ X + lam * W1, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "tanh left out on the way back",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    return (o_bar @ W2).T @ X + lam * W1, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "the ReLU's gate",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    z = X @ W1.T
    h = torch.tanh(z)
    o_bar = (h @ W2.T - t) / len(X)
    return (o_bar @ W2 * (z > 0)).T @ X + lam * W1, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "Two shapes do not fit",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    return (o_bar @ W2 * (1 - h**2)) @ X.T + lam * W1, o_bar @ h.T + lam * W2
""",
    ),
    (
        "1.7",
        "W1's gradient transposed",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    return X.T @ (o_bar @ W2 * (1 - h**2)) + lam * W1.T, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "W2's gradient transposed",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    return (o_bar @ W2 * (1 - h**2)).T @ X + lam * W1, h.T @ o_bar + lam * W2.T
""",
    ),
    (
        "1.7",
        "transposed",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    return X.T @ (o_bar @ W2 * (1 - h**2)) + lam * W1.T, h.T @ o_bar + lam * W2.T
""",
    ),
    (
        "1.7",
        "the factor ½ of the loss forgotten",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = 2 * (h @ W2.T - t) / len(X)
    return (o_bar @ W2 * (1 - h**2)).T @ X + lam * W1, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "½ (o - t)",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / (2 * len(X))
    return (o_bar @ W2 * (1 - h**2)).T @ X + lam * W1, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "1/n in the gradient of W2 alone",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = h @ W2.T - t
    return (o_bar @ W2 * (1 - h**2)).T @ X + lam * W1, o_bar.T @ h / len(X) + lam * W2
""",
    ),
    (
        "1.7",
        "1/n in the gradient of W1 alone",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = h @ W2.T - t
    return (o_bar @ W2 * (1 - h**2)).T @ X / len(X) + lam * W1, o_bar.T @ h + lam * W2
""",
    ),
    (
        "1.7",
        "the penalty divided by n",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    return (o_bar @ W2 * (1 - h**2)).T @ X + lam * W1 / len(X), o_bar.T @ h + lam * W2 / len(X)
""",
    ),
    (
        "1.7",
        "Compare term by term",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    h = torch.tanh(X @ W1.T)
    o_bar = (h @ W2.T - t) / len(X)
    return (o_bar @ W2 * (1 - h**2)).T @ X + lam * W1, o_bar.T @ h - lam * W2
""",
    ),
    (
        "1.7",
        "This looks like autograd",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    W1, W2 = W1.clone().requires_grad_(), W2.clone().requires_grad_()
    loss = ((torch.tanh(X @ W1.T) @ W2.T - t) ** 2 / 2).mean()
    J = loss + lam / 2 * ((W1**2).sum() + (W2**2).sum())
    return torch.autograd.grad(J, (W1, W2))
""",
    ),
    (
        "1.7",
        "This looks like autograd",
        """
def two_layer_gradients(X, t, W1, W2, lam):
    with torch.enable_grad():
        W1, W2 = W1.clone().requires_grad_(), W2.clone().requires_grad_()
        loss = ((torch.tanh(X @ W1.T) @ W2.T - t) ** 2 / 2).mean()
        J = loss + lam / 2 * ((W1**2).sum() + (W2**2).sum())
        return torch.autograd.grad(J, (W1, W2))
""",
    ),
]
