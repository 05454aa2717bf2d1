"""Wrong answers of chapter 02."""

BATCHES = """
def endless_batches(X, y, batch_size, generator):
{body}
"""

STEP = """
def train_step(X, y, w, b, rate):
    loss = {loss}
    loss.backward()
    with torch.no_grad():
        for p in ({params}):
            p -= {change}
{zero}
    return {result}
"""

ZERO = "            p.grad.zero_()"
MSE = "((X @ w + b - y) ** 2).mean()"


def _batches(body: str) -> str:
    return BATCHES.format(body="\n".join("    " + line for line in body.strip("\n").splitlines()))


def _step(loss: str = MSE, params: str = "w, b", change: str = "rate * p.grad", zero: str = ZERO, result: str = "loss.item()") -> str:
    return STEP.format(loss=loss, params=params, change=change, zero=zero, result=result)


def _line(returned: str) -> str:
    return f"def line_gradient(x, y, w, b):\n    e = w * x + b - y\n    return {returned}\n"


def _loss(returned: str) -> str:
    return f"def mean_squared_error(prediction, y):\n    return {returned}\n"


def _squares(body: str) -> str:
    return "def least_squares(X, y):\n" + "\n".join("    " + line for line in body.splitlines())


def _rate(body: str) -> str:
    return "def largest_rate(X):\n" + "\n".join("    " + line for line in body.splitlines())


WITH_ONES = "A = torch.cat([X, torch.ones(len(X), 1)], dim=1)\n"
ONES_FIRST = "A = torch.cat([torch.ones(len(X), 1), X], dim=1)\n"

WRONG = [
    ("2.1", "a missing factor 2: the derivative of error²", _line("(e * x).mean(), e.mean()")),
    ("2.1", "a sum over the examples in place of the mean", _line("(2 * e * x).sum(), (2 * e).sum()")),
    ("2.1", "its sign turned", _line("(-2 * e * x).mean(), (-2 * e).mean()")),
    ("2.1", "without its x", _line("(2 * e).mean(), (2 * e).mean()")),
    ("2.1", "the wrong order", _line("(2 * e).mean(), (2 * e * x).mean()")),
    ("2.1", "two means multiplied", _line("2 * e.mean() * x.mean(), 2 * e.mean()")),
    ("2.1", "shape (3,)", _line("2 * e * x, 2 * e")),
    ("2.1", "2/3 belongs to three examples", _line("2 / 3 * (e * x).sum(), 2 / 3 * e.sum()")),
    ("2.1", "errors that are squared already", _line("(2 * e**2 * x).mean(), (2 * e**2).mean()")),
    ("2.1", "the new w and b after a step", _line("w - 0.1 * (2 * e * x).mean(), b - 0.1 * (2 * e).mean()")),
    ("2.2", "the short last batch left out", "total_iterations = 1000 // 64 * 5"),
    ("2.2", "the iterations of one epoch", "total_iterations = 16"),
    ("2.2", "one rounding for all epochs together", "total_iterations = -(-5 * 1000 // 64)"),
    ("2.2", "no rounding at all", "total_iterations = 5 * 1000 / 64"),
    ("2.2", "batch size times epochs", "total_iterations = 64 * 5"),
    (
        "2.3",
        "two different orders for X and y",
        _batches("""
while True:
    one = torch.randperm(len(X), generator=generator)
    two = torch.randperm(len(X), generator=generator)
    for i, j in zip(one.split(batch_size), two.split(batch_size)):
        yield X[i], y[j]
"""),
    ),
    (
        "2.3",
        "two different orders for X and y",
        _batches("""
while True:
    order = torch.randperm(len(X), generator=generator)
    for i in range(0, len(X), batch_size):
        yield X[order[i : i + batch_size]], y[i : i + batch_size]
"""),
    ),
    (
        "2.3",
        "a short last batch left out",
        _batches("""
while True:
    order = torch.randperm(len(X), generator=generator)
    for i in range(len(X) // batch_size):
        rows = order[i * batch_size : (i + 1) * batch_size]
        yield X[rows], y[rows]
"""),
    ),
    (
        "2.3",
        "one order drawn before the loop",
        _batches("""
order = torch.randperm(len(X), generator=generator)
while True:
    for rows in order.split(batch_size):
        yield X[rows], y[rows]
"""),
    ),
    (
        "2.3",
        "drawing with replacement",
        _batches("""
while True:
    rows = torch.randint(len(X), (batch_size,), generator=generator)
    yield X[rows], y[rows]
"""),
    ),
    (
        "2.3",
        "It ended after 3 batches",
        _batches("""
order = torch.randperm(len(X), generator=generator)
for rows in order.split(batch_size):
    yield X[rows], y[rows]
"""),
    ),
    (
        "2.3",
        "no shuffling at all",
        _batches("""
while True:
    for i in range(0, len(X), batch_size):
        yield X[i : i + batch_size], y[i : i + batch_size]
"""),
    ),
    (
        "2.3",
        "not drawn from `generator`",
        _batches("""
while True:
    for rows in torch.randperm(len(X)).split(batch_size):
        yield X[rows], y[rows]
"""),
    ),
    (
        "2.3",
        "one order and its reverse",
        _batches("""
order = torch.randperm(len(X), generator=generator)
while True:
    for rows in order.split(batch_size):
        yield X[rows], y[rows]
    order = order.flip(0)
"""),
    ),
    (
        "2.3",
        "run across the end of a pass",
        _batches("""
rows = torch.empty(0, dtype=torch.long)
while True:
    while len(rows) < batch_size:
        rows = torch.cat([rows, torch.randperm(len(X), generator=generator)])
    yield X[rows[:batch_size]], y[rows[:batch_size]]
    rows = rows[batch_size:]
"""),
    ),
    (
        "2.3",
        "pairs (X_batch, y_batch)",
        _batches("""
while True:
    for rows in torch.randperm(len(X), generator=generator).split(batch_size):
        yield X[rows]
"""),
    ),
    ("2.4", "every y subtracted from every prediction", _loss("((prediction - y) ** 2).mean()")),
    ("2.4", "every y subtracted from every prediction", _loss("((prediction.flatten() - y) ** 2).mean()")),
    ("2.4", "every y subtracted from every prediction", _loss("((prediction - y.reshape(-1, 1)) ** 2).mean()")),
    ("2.4", "every y subtracted from every prediction", _loss("((prediction.reshape(-1, 1) - y.reshape(-1, 1).T) ** 2).mean()")),
    ("2.4", "n² squares divided by n", _loss("((prediction - y) ** 2).sum() / len(y)")),
    ("2.4", "the sum in place of the mean", _loss("((prediction.flatten() - y.flatten()) ** 2).sum()")),
    ("2.4", "half of the mean squared error", _loss("((prediction.flatten() - y.flatten()) ** 2).mean() / 2")),
    ("2.4", "the square of the mean error", _loss("(prediction.flatten() - y.flatten()).mean() ** 2")),
    ("2.4", "absolute errors", _loss("(prediction.flatten() - y.flatten()).abs().mean()")),
    ("2.4", "the root of the mean squared error", _loss("((prediction.flatten() - y.flatten()) ** 2).mean().sqrt()")),
    ("2.4", "cut off from its graph", _loss("((prediction.flatten() - y.flatten()) ** 2).mean().item()")),
    ("2.5", "forgotten zeroing", _step(zero="            pass")),
    (
        "2.5",
        "under torch.no_grad()",
        f"def train_step(X, y, w, b, rate):\n    loss = {MSE}\n    loss.backward()\n    w -= rate * w.grad\n    b -= rate * b.grad\n",
    ),
    (
        "2.5",
        "nothing has moved",
        f"def train_step(X, y, w, b, rate):\n    loss = {MSE}\n    loss.backward()\n    with torch.no_grad():\n"
        "        w = w - rate * w.grad\n        b = b - rate * b.grad\n    return loss.item()\n",
    ),
    (
        "2.5",
        "nothing has moved",
        f"def train_step(X, y, w, b, rate):\n    loss = {MSE}\n    loss.backward()\n    w.grad.zero_()\n    b.grad.zero_()\n"
        "    with torch.no_grad():\n        w -= rate * w.grad\n        b -= rate * b.grad\n    return loss.item()\n",
    ),
    ("2.5", "a step uphill", _step(change="-rate * p.grad")),
    ("2.5", "divided by the number of examples once more", _step(change="rate * p.grad / len(X)")),
    ("2.5", "the rate 0.1 in place of `rate`", _step(change="0.1 * p.grad")),
    ("2.5", "a bias that was forgotten", _step(params="w,")),
    ("2.5", "along the sum of the squared errors", _step(loss="((X @ w + b - y) ** 2).sum()")),
    ("2.5", "the loss after the step", _step(result="((X @ w + b - y) ** 2).mean().item()")),
    ("2.5", "Return loss.item()", _step(result="loss.detach()")),
    ("2.6", "a fit through the origin", _squares("return torch.linalg.lstsq(X, y).solution, torch.zeros(1)")),
    ("2.6", "a row mixed up", _squares(ONES_FIRST + "s = torch.linalg.lstsq(A, y).solution\nreturn s[:-1], s[-1]")),
    ("2.6", "beside the mean of y as bias", _squares("return torch.linalg.lstsq(X, y).solution, y.mean(0)")),
    ("2.6", "AᵀA of the normal equations is missing", _squares(WITH_ONES + "s = A.T @ y\nreturn s[:-1], s[-1]")),
    ("2.6", "the wrong order", _squares(WITH_ONES + "s = torch.linalg.lstsq(A, y).solution\nreturn s[-1], s[:-1]")),
    ("2.6", "Expected 2 values", _squares(WITH_ONES + "return torch.linalg.lstsq(A, y).solution")),
    ("2.6", "take `.solution`", _squares(WITH_ONES + "s = torch.linalg.lstsq(A, y)\nreturn s[:-1], s[-1]")),
    ("2.6", "take `.solution`", _squares(WITH_ONES + "return torch.linalg.lstsq(A, y)")),
    ("2.6", "b the shape (1,)", _squares(WITH_ONES + "s = torch.linalg.lstsq(A, y).solution\nreturn s[:-1], s[-1, 0]")),
    ("2.7", "of the features alone", _rate("return 2 / torch.linalg.eigvalsh(2 / len(X) * X.T @ X)[-1]")),
    ("2.7", "1 / λmax", _rate(WITH_ONES + "return 1 / torch.linalg.eigvalsh(2 / len(X) * A.T @ A)[-1]")),
    ("2.7", "half the squared error", _rate(WITH_ONES + "return 2 / torch.linalg.eigvalsh(A.T @ A / len(X))[-1]")),
    ("2.7", "a missing 2/n", _rate(WITH_ONES + "return 2 / torch.linalg.eigvalsh(A.T @ A)[-1]")),
    ("2.7", "a missing 1/n", _rate(WITH_ONES + "return 2 / torch.linalg.eigvalsh(2 * A.T @ A)[-1]")),
    ("2.7", "the smallest eigenvalue", _rate(WITH_ONES + "return 2 / torch.linalg.eigvalsh(2 / len(X) * A.T @ A)[0]")),
    ("2.7", "the quickest rate", _rate(WITH_ONES + "H = 2 / len(X) * A.T @ A\nreturn 2 / torch.linalg.eigvalsh(H)[[0, -1]].sum()")),
    ("2.7", "a mean over n − 1", _rate(WITH_ONES + "return 2 / torch.linalg.eigvalsh(2 / (len(X) - 1) * A.T @ A)[-1]")),
    ("2.7", "the number of columns", _rate(WITH_ONES + "return 2 / torch.linalg.eigvalsh(2 / A.shape[1] * A.T @ A)[-1]")),
    ("2.7", "the trace", _rate(WITH_ONES + "return 2 / (2 / len(X) * A.T @ A).trace()")),
    ("2.7", "the largest entry on the diagonal", _rate(WITH_ONES + "return 2 / (2 / len(X) * A.T @ A).diagonal().max()")),
]
