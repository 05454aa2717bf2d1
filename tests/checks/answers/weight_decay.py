"""Answers, wrong and right, of chapter 05: (exercise, what the check must say, code)."""


def _loss(value: str) -> str:
    return f"def penalized_loss(X, y, w, b, lam):\n    loss = ((X @ w + b - y) ** 2).mean()\n    return {value}\n"


def _step(value: str) -> str:
    return f"def anchored_step(w, a, gradient, rate, lam):\n    return {value}\n"


def _ridge(diagonal: str = "len(X) / 2 * torch.diag(lams)", bias: str = "mean_y - mean_X @ w", back: str = "w, b") -> str:
    return f"""
def priced_ridge(X, y, lams):
    mean_X, mean_y = X.mean(0), y.mean(0)
    Xc, yc = X - mean_X, y - mean_y
    w = torch.linalg.solve(Xc.T @ Xc + {diagonal}, Xc.T @ yc)
    b = {bias}
    return {back}
"""


def _choose(best: str, value: str) -> str:
    return f"def choose_lambda(lams, train, valid, test):\n    best = {best}\n    return {value}\n"


def _groups(first: str, second: str, last: str = '{"params": biases, "weight_decay": 0.0}', lam: str = "lam") -> str:
    return f"""
def parameter_groups(net, lam):
    named = list(net.named_parameters())
    weights = [{first}]
    biases = [{second}]
    return [{{"params": weights, "weight_decay": {lam}}}, {last}]
"""


IS_WEIGHT = 'p for name, p in named if not name.endswith("bias")'

IS_BIAS = 'p for name, p in named if name.endswith("bias")'

BY_VALIDATION = "valid.mean(dim=1).argmin()"


def _rows(value: str) -> str:
    return f"def shrink_rows(V, t):\n    lengths = V.norm(dim=1, keepdim=True)\n    return {value}\n"


def _new(
    own: bool = False,
    new: str = "(X_new - middle) / spread",
    n: str = "len(X) * ",
    free: str = "    prices[-1] = 0\n",
    back: str = "X_new @ w[:-1] + w[-1]",
) -> str:
    return f"""
def predict_new(X, y, X_new, lam):
    middle, spread = X.mean(0), X.std(0)
    X = (X - middle) / spread
    X_new = {"(X_new - X_new.mean(0)) / X_new.std(0)" if own else new}
    A = torch.cat([X, torch.ones(len(X), 1, dtype=X.dtype)], dim=1)
    prices = {n}lam / 2 * torch.ones(A.shape[1], dtype=X.dtype)
{free}    w = torch.linalg.solve(A.T @ A + prices.diag(), A.T @ y)
    return {back}
"""


def _decide(
    ways: str = "(torch.ones_like(middle), X.std(0))",
    grid: str = "torch.logspace(-8, 8, 49, dtype=X.dtype)",
    score: str = "(X_valid @ w + level - middle @ w - y_valid)",
    w: str = "w, level - middle @ w",
) -> str:
    return f"""
def decide(X, y, X_valid, y_valid):
    middle, level, found = X.mean(0), y.mean(0), []
    for spread in {ways}:
        U, S, Vt = torch.linalg.svd((X - middle) / spread, full_matrices=False)
        for lam in {grid}:
            w = Vt.T @ ((S / (S**2 + len(X) * lam / 2))[:, None] * (U.T @ (y - level))) / spread[:, None]
            found.append(({score}.square().mean().item(), {w}))
    return min(found, key=lambda one: one[0])[1:]
"""


WRONG = [
    ("5.1", "wrong order", "by_hand = [1.5, 1.0]"),
    ("5.1", "a factor ½ mixed up", "by_hand = [10 / 18, 1.5]"),
    ("5.1", "the lowest point of the loss alone", "by_hand = [5, 1.5]"),
    ("5.1", "the gradient of the loss alone", "by_hand = [1, 2.3]"),
    ("5.1", "a step uphill", "by_hand = [1, 2.5]"),
    ("5.1", "the shrinking alone", "by_hand = (1, 1.2)"),
    ("5.1", "½ kept in the gradient", "by_hand = [10 / 6, 1.5]"),
    ("5.1", "the lowest sum itself", "by_hand = [20, 1.5]"),
    ("5.1", "the formula of the text", "by_hand = [0.6, 1.5]"),
    ("5.1", "λ alone, or λ/2 · w", "by_hand = [1, 1.9]"),
    ("5.1", "half of the loss's gradient", "by_hand = [1, 1.35]"),
    ("5.1", "a loss around 3", "by_hand = [1, 1.3]"),
    ("5.1", "the gradient's step shrunk", "by_hand = [1, 1.38]"),
    ("5.1", "a rate of 0.1", "by_hand = [1, 1.0]"),
    ("5.1", "two numbers in a list", "by_hand = 1.0"),
    ("5.1", "two numbers in a list", "by_hand = [1.5]"),
    ("5.1", "This is text", 'by_hand = ["1", "1.5"]'),
    ("5.1", "True and False are none", "by_hand = [True, 1.5]"),
    ("5.1", "still to be replaced", "by_hand = [1, ...]"),
    ("5.1", "the gradient at w = 2", "by_hand = [1, 10]"),
    ("5.1", "with its sign lost", "by_hand = [1, 0.9]"),
    ("5.1", "the change alone", "by_hand = [1, -0.5]"),
    ("5.1", "the text's own example", "by_hand = [2.0, 1.3]"),
    ("5.2", "a missing ½", _loss("loss + lam * (w**2).sum()")),
    ("5.2", "a penalty on the bias", _loss("loss + lam / 2 * ((w**2).sum() + (b**2).sum())")),
    ("5.2", "the length of w in place of its square", _loss("loss + lam / 2 * w.norm()")),
    ("5.2", "a mean over the weights", _loss("loss + lam / 2 * (w**2).mean()")),
    ("5.2", "the square of the sum", _loss("loss + lam / 2 * w.sum() ** 2")),
    ("5.2", "absolute values", _loss("loss + lam / 2 * w.abs().sum()")),
    ("5.2", "a loss without a penalty", _loss("loss")),
    ("5.2", "cut off from its graph", _loss("(loss + lam / 2 * (w**2).sum()).detach()")),
    ("5.2", "cut off from the graph: .data", _loss("loss + lam / 2 * (w.data**2).sum()")),
    ("5.2", "a sum of the squared errors", _loss("loss * len(X) + lam / 2 * (w**2).sum()")),
    ("5.2", "absolute errors", _loss("(X @ w + b - y).abs().mean() + lam / 2 * (w**2).sum()")),
    ("5.2", "a root of the mean squared error", _loss("loss.sqrt() + lam / 2 * (w**2).sum()")),
    ("5.2", "a table of n × n", _loss("((X @ w.flatten() + b - y) ** 2).mean() + lam / 2 * (w**2).sum()")),
    ("5.2", "a table of 1 × 1", _loss("loss + lam / 2 * w.T @ w")),
    ("5.2", "leaves a direction over", _loss("loss + lam / 2 * w.square().sum(0)")),
    (
        "5.2",
        "a table of n × n",
        "def penalized_loss(X, y, w, b, lam):\n    return ((X @ w + b - y.squeeze()) ** 2).mean() + lam / 2 * (w**2).sum()\n",
    ),
    ("5.2", "cut off from its graph", _loss("(loss + lam / 2 * (w**2).sum()).item()")),
    ("5.2", "made anew by torch.tensor", _loss("torch.tensor((loss + lam / 2 * (w**2).sum()).item(), requires_grad=True)")),
    ("5.2", "a loss that is cut off", _loss("loss.detach() + lam / 2 * (w**2).sum()")),
    ("5.2", "the strength of the text", _loss("loss + 3 / 2 * (w**2).sum()")),
    ("5.2", "a division in whole numbers", _loss("loss + lam // 2 * (w**2).sum()")),
    ("5.2", "divided by the number of examples", _loss("loss + lam / 2 * (w**2).sum() / len(X)")),
    (
        "5.2",
        "precision of float64",
        "def penalized_loss(X, y, w, b, lam):\n    X, y, w, b = X.float(), y.float(), w.float(), b.float()\n"
        "    return ((X @ w + b - y) ** 2).mean() + lam / 2 * (w**2).sum()\n",
    ),
    ("5.2", "rounded to float32", _loss("(loss + lam / 2 * (w**2).sum()).float().to(X.dtype)")),
    (
        "5.2",
        "Nothing came back",
        "def penalized_loss(X, y, w, b, lam):\n    print(((X @ w + b - y) ** 2).mean() + lam / 2 * (w**2).sum())\n",
    ),
    (
        "5.2",
        "requires_grad on for w",
        "def penalized_loss(X, y, w, b, lam):\n    w.requires_grad_()\n    return ((X @ w + b - y) ** 2).mean() + lam / 2 * (w**2).sum()\n",
    ),
    ("5.3", "a decay towards 0", _step("(1 - rate * lam) * w - rate * gradient")),
    ("5.3", "a push away from a", _step("w - rate * (gradient + lam * (a - w))")),
    ("5.3", "a pull without the learning rate", _step("w - rate * gradient - lam * (w - a)")),
    ("5.3", "taken after the step", _step("(1 - rate * lam) * (w - rate * gradient) + rate * lam * a")),
    ("5.3", "without the start that it is counted from", _step("(1 - rate * lam) * (w - a) - rate * gradient")),
    ("5.3", "the whole of a added", _step("(1 - rate * lam) * w + a - rate * gradient")),
    ("5.3", "the penalty in the place of its gradient", _step("w - rate * (gradient + lam / 2 * (w - a) ** 2)")),
    ("5.3", "twice as strong", _step("w - rate * (gradient + 2 * lam * (w - a))")),
    ("5.3", "the whole penalty, one number", _step("w - rate * (gradient + lam / 2 * ((w - a) ** 2).sum())")),
    ("5.3", "a step without any penalty", _step("w - rate * gradient")),
    ("5.3", "in place", "def anchored_step(w, a, gradient, rate, lam):\n    w -= rate * (gradient + lam * (w - a))\n    return w\n"),
    ("5.3", "rounded to float32", _step("(w - rate * (gradient + lam * (w - a))).float().to(w.dtype)")),
    (
        "5.4",
        "a bias that is charged",
        """
def priced_ridge(X, y, lams):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    prices = torch.cat([lams, lams.mean().reshape(1)])
    both = torch.linalg.solve(A.T @ A + len(X) / 2 * torch.diag(prices), A.T @ y)
    return both[:-1], both[-1]
""",
    ),
    ("5.4", "λ alone on the diagonal", _ridge("torch.diag(lams)")),
    ("5.4", "nλ on the diagonal", _ridge("len(X) * torch.diag(lams)")),
    ("5.4", "λ/2 on the diagonal", _ridge("torch.diag(lams) / 2")),
    ("5.4", "without the n", _ridge("X.shape[1] / 2 * torch.diag(lams)")),
    ("5.4", "a ridge that is subtracted", _ridge("-len(X) / 2 * torch.diag(lams)")),
    ("5.4", "prices added to whole columns", _ridge("len(X) / 2 * lams")),
    ("5.4", "the mean of the prices", _ridge("len(X) / 2 * lams.mean() * torch.eye(len(lams))")),
    ("5.4", "squares of the prices", _ridge("len(X) / 2 * torch.diag(lams**2)")),
    ("5.4", "the first price", _ridge("len(X) / 2 * lams[0] * torch.eye(len(lams))")),
    ("5.4", "the bias of the centered data", _ridge(bias="mean_y")),
    ("5.4", "wrong order", _ridge(back="b, w")),
    (
        "5.4",
        "through the origin",
        """
def priced_ridge(X, y, lams):
    w = torch.linalg.solve(X.T @ X + len(X) / 2 * torch.diag(lams), X.T @ y)
    return w, torch.zeros(1)
""",
    ),
    ("5.5", "a choice by the training error", _choose("train.mean(dim=1).argmin()", "lams[best].item(), test[best].mean().item()")),
    ("5.5", "a choice by the test error", _choose("test.mean(dim=1).argmin()", "lams[best].item(), test[best].mean().item()")),
    ("5.5", "the validation error as the report", _choose(BY_VALIDATION, "lams[best].item(), valid[best].mean().item()")),
    ("5.5", "the lowest test error", _choose(BY_VALIDATION, "lams[best].item(), test.mean(dim=1).min().item()")),
    ("5.5", "the place of λ", _choose(BY_VALIDATION, "best.item(), test[best].mean().item()")),
    ("5.5", "single luckiest run", _choose("valid.min(dim=1).values.argmin()", "lams[best].item(), test[best].mean().item()")),
    ("5.5", "wrong order", _choose(BY_VALIDATION, "test[best].mean().item(), lams[best].item()")),
    ("5.5", "the mean of the whole test table", _choose(BY_VALIDATION, "lams[best].item(), test.mean().item()")),
    ("5.5", "the smallest gap", _choose("(valid - train).mean(dim=1).argmin()", "lams[best].item(), test[best].mean().item()")),
    ("5.5", "validation and test together", _choose("(valid + test).mean(dim=1).argmin()", "lams[best].item(), test[best].mean().item()")),
    ("5.5", "over a whole table", _choose("valid.argmin()", "lams[best].item(), test[best].mean().item()")),
    ("5.5", "in place of the seeds", _choose("valid.mean(dim=0).argmin()", "lams[best].item(), test[best].mean().item()")),
    ("5.5", "These are tensors", _choose(BY_VALIDATION, "lams[best], test[best].mean()")),
    ("5.5", "a median over the seeds", _choose("valid.median(dim=1).values.argmin()", "lams[best].item(), test[best].mean().item()")),
    (
        "5.5",
        "validation and training together",
        _choose("(train + valid).mean(dim=1).argmin()", "lams[best].item(), test[best].mean().item()"),
    ),
    ("5.5", "a vote of the seeds", _choose("valid.argmin(dim=0).mode().values", "lams[best].item(), test[best].mean().item()")),
    ("5.5", "sorted without their rows", _choose(BY_VALIDATION, "lams.sort().values[best].item(), test[best].mean().item()")),
    ("5.5", "rounded numbers", _choose(BY_VALIDATION, "round(lams[best].item(), 1), round(test[best].mean().item(), 1)")),
    ("5.5", "a squeeze()", _choose("valid.squeeze().mean(dim=1).argmin()", "lams[best].item(), test.squeeze()[best].mean().item()")),
    ("5.5", "single luckiest run", _choose("valid.argmin() // valid.shape[1]", "lams[best].item(), test[best].mean().item()")),
    ("5.5", "the test error of one seed", _choose(BY_VALIDATION, "lams[best].item(), test[best][0].item()")),
    ("5.5", "changed its input in place", _choose("valid.sub_(0.1).mean(dim=1).argmin()", "lams[best].item(), test[best].mean().item()")),
    (
        "5.5",
        "stops at the first rise",
        """
def choose_lambda(lams, train, valid, test):
    curve, best = valid.mean(dim=1).tolist(), 0
    while best + 1 < len(curve) and curve[best + 1] < curve[best]:
        best += 1
    return lams[best].item(), test[best].mean().item()
""",
    ),
    ("5.6", "anywhere in the name", _groups('p for name, p in named if "bias" not in name', 'p for name, p in named if "bias" in name')),
    (
        "5.6",
        "with a dot",
        _groups('p for name, p in named if not name.endswith(".bias")', 'p for name, p in named if name.endswith(".bias")'),
    ),
    (
        "5.6",
        "at the beginning",
        _groups('p for name, p in named if not name.startswith("bias")', 'p for name, p in named if name.startswith("bias")'),
    ),
    ("5.6", "not all that is no bias is called weight", _groups('p for name, p in named if name.endswith("weight")', IS_BIAS)),
    ("5.6", "every second parameter", _groups("p for _, p in named[::2]", "p for _, p in named[1::2]")),
    ("5.6", "in the wrong order", _groups(IS_BIAS, IS_WEIGHT, '{"params": biases, "weight_decay": lam}', lam="0.0")),
    ("5.6", "no copy", _groups('p.detach().clone() for name, p in named if not name.endswith("bias")', IS_BIAS)),
    ("5.6", "can no longer be trained", _groups(IS_WEIGHT, 'p.requires_grad_(False) for name, p in named if name.endswith("bias")')),
    ("5.6", "refuses a set", _groups(IS_WEIGHT, IS_BIAS, '{"params": set(biases), "weight_decay": 0.0}')),
    (
        "5.6",
        "inside the loop",
        """
def parameter_groups(net, lam):
    weights, biases = [], []
    for name, p in net.named_parameters():
        (biases if name.endswith("bias") else weights).append(p)
        return [{"params": weights, "weight_decay": lam}, {"params": biases, "weight_decay": 0.0}]
""",
    ),
    (
        "5.6",
        "a loop over the layers",
        """
def parameter_groups(net, lam):
    weights = [layer.weight for layer in net if isinstance(layer, nn.Linear)]
    biases = [layer.bias for layer in net if isinstance(layer, nn.Linear)]
    return [{"params": weights, "weight_decay": lam}, {"params": biases, "weight_decay": 0.0}]
""",
    ),
    ("5.6", "biases among the decayed", _groups("p for name, p in named", "", '{"params": biases, "weight_decay": 0.0}')),
    ("5.6", "biases in both groups", _groups("p for name, p in named", IS_BIAS)),
    ("5.6", "the groups the wrong way round", _groups(IS_BIAS, IS_WEIGHT)),
    ("5.6", "parameters left out", _groups(IS_WEIGHT, "")),
    ("5.6", "the optimizer's default", _groups(IS_WEIGHT, IS_BIAS, '{"params": biases}')),
    ("5.6", "the same decay for both", _groups(IS_WEIGHT, IS_BIAS, '{"params": biases, "weight_decay": lam}')),
    ("5.6", "half of lam", _groups(IS_WEIGHT, IS_BIAS, lam="lam / 2")),
    ("5.6", "the strength of the text", _groups(IS_WEIGHT, IS_BIAS, lam="3.0")),
    ("5.6", "number of dimensions", _groups("p for _, p in named if p.ndim > 1", "p for _, p in named if p.ndim == 1")),
    ("5.6", "not its name", _groups('name for name, p in named if not name.endswith("bias")', IS_BIAS)),
    (
        "5.6",
        "a list of two dicts",
        "def parameter_groups(net, lam):\n    return torch.optim.SGD(net.parameters(), lr=0.1, weight_decay=lam)\n",
    ),
    ("5.7", "entries that lose t one by one", _rows("V.sign() * (V.abs() - t).clamp(min=0)")),
    ("5.7", "the lengths of the columns", _rows("V * ((V.norm(dim=0) - t).clamp(min=0) / V.norm(dim=0))")),
    ("5.7", "one length for the whole of V", _rows("V * ((V.norm() - t).clamp(min=0) / V.norm())")),
    ("5.7", "a step past zero", _rows("V * ((lengths - t) / lengths)")),
    ("5.7", "a hard threshold", _rows("V * (lengths > t)")),
    ("5.7", "cut off at the length t", _rows("V * (lengths.clamp(max=t) / lengths)")),
    ("5.7", "squares in the place of lengths", _rows("V * (1 - t / (V**2).sum(1, keepdim=True)).clamp(min=0)")),
    ("5.7", "not divided by their length", _rows("V * (lengths - t).clamp(min=0)")),
    ("5.7", "directions alone", _rows("V / lengths * (lengths > t)")),
    ("5.7", "divided by its length, and 0/0", _rows("V * (lengths - t).clamp(min=0) / lengths")),
    ("5.7", "without keepdim=True", _rows("V * ((V.norm(dim=1) - t).clamp(min=0) / V.norm(dim=1))")),
    ("5.7", "Python's max or if", _rows("V * max(lengths - t, 0.0) / lengths")),
    ("5.8", "three of the bugs", _new(own=True, n="", free="")),
    ("5.8", "one of the bugs still there: the new examples", _new(own=True)),
    ("5.8", "one of the bugs still there: the diagonal lacks the n", _new(n="")),
    ("5.8", "one of the bugs still there: the bias is charged", _new(free="")),
    ("5.8", "the diagonal lacks the n, as if the loss were a sum; the bias is charged", _new(n="", free="")),
    ("5.8", "new examples that are not standardized", _new(new="X_new")),
    ("5.8", "not shifted by the mean", _new(new="X_new / spread")),
    ("5.8", "no penalty at all", _new(free="    prices[:] = 0\n")),
    ("5.8", "nλ on the diagonal", _new(n="2 * len(X) * ")),
    ("5.8", "without their bias", _new(back="X_new @ w[:-1]")),
    ("5.9", "always standardized", _decide(ways="(X.std(0),)")),
    ("5.9", "never standardized", _decide(ways="(torch.ones_like(middle),)")),
    ("5.9", "weights of the standardized inputs", _decide(ways="(X.std(0),)", w="w * spread[:, None], level - middle @ w")),
    ("5.9", "weights and bias of the standardized inputs", _decide(ways="(X.std(0),)", w="w * spread[:, None], level")),
    ("5.9", "the bias of the centered inputs", _decide(w="w, level")),
    ("5.9", "a bias of 0", _decide(w="w, torch.zeros_like(level)")),
    ("5.9", "wrong order", _decide(w="level - middle @ w, w")),
    ("5.9", "votes for the smallest λ", _decide(score="(X @ w + level - middle @ w - y)")),
    (
        "5.9",
        "through the origin",
        "def decide(X, y, X_valid, y_valid):\n    return torch.linalg.lstsq(X, y).solution, torch.zeros_like(y[0])\n",
    ),
    ("5.9", "the mean for every product", "def decide(X, y, X_valid, y_valid):\n    return torch.zeros_like(X[:1]).T, y.mean(0)\n"),
    ("5.9", "never standardized", _decide(ways="(torch.ones_like(middle),)", grid="torch.logspace(-6, 6, 37, dtype=X.dtype)")),
]


RIGHT: list[tuple[str, str]] = [
    ("5.1", "from fractions import Fraction\n\nby_hand = (1, Fraction(3, 2))"),
    ("5.1", "by_hand = torch.tensor([1.0, 1.5], dtype=torch.float64)"),
    ("5.1", "by_hand = [torch.tensor([1.0]), torch.tensor(2 - 0.05 * 10).numpy()]"),
    (
        "5.2",
        """
def penalized_loss(X, y, w, b, lam):
    flat = w.reshape(-1)
    return nn.functional.mse_loss(torch.addmm(b, X, w), y) + lam * torch.dot(flat, flat) / 2
""",
    ),
    (
        "5.2",
        """
def penalized_loss(X, y, w, b, lam):
    total = 0.5 * lam * (w.T @ w).squeeze()
    for row, target in zip(X, y, strict=True):
        total = total + (row @ w[:, 0] + b[0] - target[0]) ** 2 / len(X)
    return total
""",
    ),
    (
        "5.5",
        """
def choose_lambda(lams, train, valid, test):
    rows = zip(lams.tolist(), valid.mean(1).tolist(), test.mean(1).tolist(), strict=True)
    lam, _, reported = min(rows, key=lambda row: row[1])
    return [lam, reported]
""",
    ),
    (
        "5.5",
        """
def choose_lambda(lams, train, valid, test):
    best = int(valid.numpy().sum(axis=1).argmin())
    return lams.numpy()[best], test.numpy()[best].mean()
""",
    ),
    (
        "5.6",
        """
def parameter_groups(net, lam):
    groups = {False: dict(params=[], weight_decay=lam), True: dict(params=[], weight_decay=0)}
    for name, p in net.named_parameters():
        groups[name.rpartition(".")[2] == "bias"]["params"].append(p)
    return tuple(groups.values())
""",
    ),
    (
        "5.6",
        """
def parameter_groups(net, lam):
    biases = [p for name, p in net.named_parameters() if name.split(".")[-1] == "bias"]
    ids = {id(p) for p in biases}
    decayed = (p for p in net.parameters() if id(p) not in ids)
    return [{"weight_decay": lam, "params": decayed}, {"weight_decay": 0.0, "params": biases}]
""",
    ),
    (
        "5.3",
        "def anchored_step(w, a, g, rate, lam):\n    kept = 1 - rate * lam\n    return kept * w + (1 - kept) * a - rate * g\n",
    ),
    ("5.3", "anchored_step = lambda w, start, g, eta, decay: w.lerp(start, eta * decay).sub(g, alpha=eta)"),
    (
        "5.4",
        """
def priced_ridge(X, y, lams):
    A = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    prices = torch.cat([lams, torch.zeros(1, dtype=X.dtype)])
    both = torch.linalg.solve(A.T @ A + torch.diag(len(X) * prices / 2), A.T @ y)
    return both[:-1], both[-1]
""",
    ),
    (
        "5.4",
        """
def priced_ridge(X, y, lams):
    Xc, yc = X - X.mean(0), y - y.mean(0)
    below = torch.diag((len(X) * lams / 2).sqrt())
    rows = torch.cat([Xc, below]), torch.cat([yc, torch.zeros(len(lams), 1, dtype=X.dtype)])
    w = torch.linalg.lstsq(*rows).solution
    return [w, (y - X @ w).mean(0)]
""",
    ),
    (
        "5.7",
        """
def shrink_rows(V, t):
    rows = []
    for row in V:
        length = row.norm().item()
        rows.append(row * (1 - t / length) if length > t else torch.zeros_like(row))
    return torch.stack(rows) if rows else V.clone()
""",
    ),
    (
        "5.7",
        "def shrink_rows(V, t):\n    l = (V**2).sum(1, keepdim=True).sqrt()\n    return torch.where(l > t, V * (1 - t / l), 0)\n",
    ),
    (
        "5.8",
        """
def predict_new(X, y, X_new, lam):
    middle, spread, level = X.mean(0), X.std(0), y.mean()
    Z = (X - middle) / spread
    w = torch.linalg.solve(Z.T @ Z + len(X) * lam / 2 * torch.eye(X.shape[1], dtype=X.dtype), Z.T @ (y - level))
    return (X_new - middle) / spread @ w + level
""",
    ),
    (
        "5.8",
        """
def predict_new(X, y, X_new, lam):
    Z = (X - X.mean(0)) / X.std(0)
    model = Ridge(alpha=len(X) * lam / 2, solver="svd").fit(Z.numpy(), y.numpy())
    return torch.from_numpy(model.predict(((X_new - X.mean(0)) / X.std(0)).numpy())).reshape(-1, 1)
""",
    ),
    ("5.9", _decide(ways="(X.std(0, correction=0), torch.ones_like(middle))", grid="torch.logspace(-7, 7, 57, dtype=X.dtype)")),
    (
        "5.9",
        """
def decide(X, y, X_valid, y_valid):
    found = []
    for spread in (1.0, X.std(0).numpy()):
        for alpha in 10 ** torch.linspace(-9, 9, 73):
            model = Ridge(alpha=alpha.item(), solver="svd").fit(X.numpy() / spread, y.numpy().ravel())
            w = torch.from_numpy(model.coef_ / spread).reshape(-1, 1)
            b = torch.tensor([model.intercept_], dtype=X.dtype)
            found.append(((X_valid @ w + b - y_valid).square().mean(), w, b))
    _, w, b = min(found, key=lambda one: one[0])
    return w, b
""",
    ),
]
