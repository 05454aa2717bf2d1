"""Answers, wrong and right, of chapter 08: (exercise, what the check must say, code)."""


def _pile(value: str) -> str:
    return f"""
def pile_weights(logits, n_source, n_pile, share):
    r = logits.exp() * n_source / n_pile
    return {value}
"""


def _loss(value: str, reduction: str = "none") -> str:
    return f"""
def weighted_loss(logits, labels, weights):
    losses = F.cross_entropy(logits, labels, reduction="{reduction}")
    return {value}
"""


def _limit(size: str = "w.sum() ** 2 / (w**2).sum()", clip: str = "weights.clamp(max=limit)", given: str = "weights") -> str:
    return f"""
def limit_for(weights, wanted):
    weights = {given}.double()

    def size(limit):
        w = {clip}
        return {size}

    low, high = weights.min().item(), weights.max().item()
    if size(high) >= wanted:
        return high
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if size(middle) >= wanted else (low, middle)
    return low
"""


def _shares(matrix: str, repaired: str = "p.clamp(min=0) / p.clamp(min=0).sum()", answers: str = "answers / answers.sum()") -> str:
    return f"""
def target_shares(confusion, answers):
    C = {matrix}
    p = torch.linalg.lstsq(C, ({answers})[:, None]).solution[:, 0]
    return {repaired}
"""


RIGHT_MATRIX = "(confusion / confusion.sum(dim=1, keepdim=True)).T"


DIAGONAL = """
def target_shares(confusion, answers):
    p = answers / (confusion / confusion.sum(1, keepdim=True)).diag()
    return p / p.sum()
"""
SQUARE = """
def target_shares(confusion, answers):
    C = (confusion / confusion.sum(dim=1, keepdim=True)).T
    p = torch.linalg.solve(C, answers / answers.sum()).clamp(min=0)
    return p / p.sum()
"""


def _p(value: str, lucky: str = "torch.where(swaps, -lead, lead).sum(dim=1).abs()") -> str:
    return f"""
def swap_p_value(first, second, swaps):
    lead = first - second
    truth = lead.sum().abs()
    lucky = {lucky}
    return {value}
"""


RIGHT_P = "(1 + (lucky >= truth).sum()) / (1 + len(swaps))"


def _corrected(
    q: str = "confusion.sum(dim=1) / confusion.sum()",
    mu: str = "torch.bincount(probabilities.argmax(dim=1), minlength=len(C)).to(C.dtype) / len(probabilities)",
    back: str = "scaled / scaled.sum(dim=1, keepdim=True)",
    weight: str = "p / q",
    cut: str = ".clamp(min=0)",
) -> str:
    return f"""
def corrected(confusion, probabilities):
    q = {q}
    C = (confusion / confusion.sum(dim=1, keepdim=True)).T
    mu = {mu}
    p = torch.linalg.solve(C, mu){cut}
    scaled = probabilities * ({weight})
    return {back}
"""


BUG_Q, BUG_MU, BUG_SUM = "confusion.sum(dim=0) / confusion.sum()", "probabilities.mean(dim=0)", "scaled / scaled.sum(dim=0)"


def _choose(value: str, size: str = "weights.sum() ** 2 / (weights**2).sum()") -> str:
    return f"""
def choose_model(answers, labels, weights, enough):
    if {size} < enough:
        return -1
    return {value}
"""


HITS = "((answers == labels) * weights).sum(dim=1)"


def _online(first: str, second: str, back: str = "torch.stack(said), w") -> str:
    return f"""
def online(X, y, w, rate):
    said = []
    for x, label in zip(X, y, strict=True):
        {first}
        {second}
    return {back}
"""


SAY, LEARN = "said.append((w @ x > 0).float())", "w = w - rate * (torch.sigmoid(w @ x) - label) * x"

BACKWARD = """
def weighted_loss(logits, labels, weights):
    loss = (weights * F.cross_entropy(logits, labels, reduction="none")).sum() / weights.sum()
    loss.backward()
    return loss
"""
TWO_CLASSES = """
def target_shares(confusion, answers):
    C = (confusion / confusion.sum(dim=1, keepdim=True)).T
    p = ((answers[1] / answers.sum() - C[1, 0]) / (C[1, 1] - C[1, 0])).clamp(0, 1)
    return torch.stack([1 - p, p])
"""
LATE = """
def online(X, y, w, rate):
    said = [(w @ X[0] > 0).float()]
    for i in range(1, len(X)):
        w = w - rate * (torch.sigmoid(w @ X[i - 1]) - y[i - 1]) * X[i - 1]
        said.append((w @ X[i] > 0).float())
    return torch.stack(said), w
"""

AMONG = """
def limit_for(weights, wanted):
    best = weights.min().item()
    for limit in weights.tolist():
        w = weights.clamp(max=limit)
        if w.sum() ** 2 / (w**2).sum() >= wanted:
            best = max(best, limit)
    return best
"""

WRONG = [
    ("8.1", "two of the words allow that", 'name_the_shift = ["concept", "none", "covariate", "concept"]'),
    ("8.1", "counts in the place of shares", 'name_the_shift = ["label", "covariate", "covariate", "concept"]'),
    ("8.1", "here it is 20 of 60", 'name_the_shift = ["label", "none", "label", "concept"]'),
    ("8.1", "here it is 10 of 40", 'name_the_shift = ["label", "none", "covariate", "label"]'),
    ("8.1", "58 of 70", 'name_the_shift = ["covariate", "none", "covariate", "concept"]'),
    ("8.1", "quotation marks of its own", 'name_the_shift = "label"'),
    ("8.1", "not among them", 'name_the_shift = ["prior", "none", "covariate", "concept"]'),
    ("8.3", "a mean over the examples", _loss("(weights * losses).mean()")),
    ("8.3", "not divided at all", _loss("(weights * losses).sum()")),
    ("8.3", "weights on the logits", _loss("F.cross_entropy(logits * weights[:, None], labels)")),
    ("8.3", "losses without weights", _loss("losses.mean()")),
    ("8.3", "losses that are averaged before", _loss("(weights * losses).mean()", "mean")),
    ("8.3", "one loss for each example", _loss("weights * losses / weights.sum()")),
    ("8.3", "cut off from its graph", _loss("torch.tensor(((weights * losses).sum() / weights.sum()).item())")),
    ("8.3", "a softmax too many", _loss("(weights * F.cross_entropy(logits.softmax(1), labels, reduction='none')).sum() / weights.sum()")),
    ("8.5", "not transposed", _shares("confusion / confusion.sum(dim=1, keepdim=True)")),
    ("8.5", "the wrong direction made to sum to 1", _shares("(confusion / confusion.sum(dim=0, keepdim=True)).T")),
    ("8.5", "the wrong direction made to sum to 1, and not", _shares("confusion / confusion.sum(dim=0, keepdim=True)")),
    ("8.5", "not made shares", _shares("confusion.T / confusion.sum()")),
    ("8.5", "negative shares left", _shares(RIGHT_MATRIX, "p")),
    ("8.5", "the sum no longer 1", _shares(RIGHT_MATRIX, "p.clamp(min=0)")),
    ("8.5", "absolute values", _shares(RIGHT_MATRIX, "p.abs() / p.abs().sum()")),
    ("8.5", "a softmax", _shares(RIGHT_MATRIX, "p.softmax(dim=0)")),
    ("8.5", "the shares of the model's answers", "def target_shares(confusion, answers):\n    return answers / answers.sum()\n"),
    ("8.5", "counts of the answers", _shares(RIGHT_MATRIX, "p", "answers")),
    ("8.9", "a prediction after the step", _online(LEARN, SAY)),
    ("8.9", "a step uphill", _online(SAY, LEARN.replace("w - rate", "w + rate"))),
    ("8.9", "without the sigmoid", _online(SAY, "w = w - rate * (w @ x - label) * x")),
    ("8.9", "a step without x", _online(SAY, "w = w - rate * (torch.sigmoid(w @ x) - label)")),
    ("8.9", "a step of full length", _online(SAY, "w = w - (torch.sigmoid(w @ x) - label) * x")),
    ("8.9", "w that never learns", _online(SAY, "pass")),
    ("8.9", "wrong order", _online(SAY, LEARN, "w, torch.stack(said)")),
    ("8.9", "joins a list of tensors", _online(SAY, LEARN, "said, w")),
    ("8.9", "changed its input in place", _online(SAY, "w -= rate * (torch.sigmoid(w @ x) - label) * x")),
    ("8.9", "predictions of the last w", _online("pass", LEARN, "(X @ w > 0).float(), w")),
    ("8.9", "probabilities in the place", _online("said.append(torch.sigmoid(w @ x))", LEARN)),
    ("8.3", "the weights of classes", _loss("F.cross_entropy(logits, labels, weight=weights)")),
    ("8.3", "a softmax over the weights", _loss("(weights.softmax(dim=0) * losses).sum()")),
    ("8.3", "a logarithm that is missing", _loss("(weights * F.nll_loss(logits, labels, reduction='none')).sum() / weights.sum()")),
    ("8.3", "without their weights", _loss("losses / weights.sum()", "sum")),
    ("8.5", "moved up by the lowest", _shares(RIGHT_MATRIX, "(p - p.min()) / (p - p.min()).sum()")),
    ("8.5", "moved up by", _shares(RIGHT_MATRIX, "(p - p.min().clamp(max=0)) / (p - p.min().clamp(max=0)).sum()")),
    ("8.9", "a sigmoid compared with 0", _online("said.append((torch.sigmoid(w @ x) > 0).float())", LEARN)),
    ("8.9", "a 1 where w · x is 0", _online("said.append((w @ x >= 0).float())", LEARN)),
    ("8.9", "a step divided by n", _online(SAY, LEARN.replace("w - rate", "w - rate / len(X)"))),
    ("8.9", "after wrong predictions only", _online(SAY, f"if said[-1] != label: {LEARN}")),
    ("8.9", "labels made", _online(SAY, LEARN.replace("- label", "- (2 * label - 1)"))),
    ("8.1", "put words in quotation marks", "name_the_shift = [1, 0, 2, 3]"),
    ("8.1", "a table taken for the source's", 'name_the_shift = ["label", "none", "none", "concept"]'),
    ("8.1", "flu given x is a share, too", 'name_the_shift = ["label", "concept", "covariate", "concept"]'),
    ("8.1", "p(x) taken for what moved", 'name_the_shift = ["label", "none", "covariate", "covariate"]'),
    ("8.1", "A set has no order", 'name_the_shift = {"label", "none", "covariate", "concept"}'),
    ("8.1", "This is no list", 'name_the_shift = {"A": "label", "B": "none", "C": "covariate", "D": "concept"}'),
    ("8.1", "the answer has 3", 'name_the_shift = ["label", "covariate", "concept"]'),
    ("8.3", "a table of n × n", _loss("(weights[:, None] * losses).sum() / weights.sum()")),
    ("8.3", "kept above 1", _loss("(weights * losses).sum() / weights.sum().clamp(min=1)")),
    ("8.3", "the last example alone", _loss("[w * x for w, x in zip(weights, losses)][-1] / weights.sum()")),
    ("8.3", "the length of the weights", _loss("(weights * losses).sum() / weights.norm()")),
    ("8.3", "copies of the examples", _loss("losses.repeat_interleave(weights.round().long()).mean()")),
    ("8.3", "the argument `weight`", _loss("F.cross_entropy(logits, labels, weight=weights[:2])")),
    ("8.3", "no slope", _loss("(weights * (logits.argmax(1) != labels)).sum() / weights.sum()")),
    ("8.3", "cut off from its graph", _loss("((weights * losses.detach()).sum() / weights.sum()).requires_grad_()")),
    ("8.3", "a backward() inside", BACKWARD),
    ("8.3", "rounded to 0", _loss("-(weights * logits.softmax(1)[torch.arange(len(labels)), labels].log()).sum() / weights.sum()")),
    ("8.3", "kept from 0 by a", _loss("-(weights * (logits.softmax(1)[range(len(labels)), labels] + 1e-9).log()).sum() / weights.sum()")),
    ("8.3", "With equal weights the result is right", _loss("(weights.log1p() * losses).sum() / weights.log1p().sum()")),
    ("8.3", "a squeeze()", _loss("(weights * F.cross_entropy(logits.squeeze(), labels, reduction='none')).sum() / weights.sum()")),
    ("8.5", "the formula for two classes", TWO_CLASSES),
    ("8.5", "The shares add up to", _shares(RIGHT_MATRIX, "p.clamp(min=0) / p.max()")),
    ("8.5", "in another order", _shares(RIGHT_MATRIX, "(p.clamp(min=0) / p.clamp(min=0).sum()).flip(0)")),
    ("8.5", "Close, but not the solution", _shares(RIGHT_MATRIX, "p.clamp(min=0.01) / p.clamp(min=0.01).sum()")),
    ("8.5", "equal shares where one is below 0", _shares(RIGHT_MATRIX, "p if (p >= 0).all() else torch.full_like(p, 1 / len(p))")),
    ("8.5", "right answers of each class", DIAGONAL),
    ("8.5", "shares times the source's", _shares(RIGHT_MATRIX, "(q := p.clamp(min=0) * confusion.sum(1)) / q.sum()")),
    ("8.5", "precision of float64", _shares(RIGHT_MATRIX, "(p.clamp(min=0) / p.clamp(min=0).sum()).float()")),
    ("8.5", "without keepdim", _shares("(confusion / confusion.sum(1)).T")),
    ("8.5", "as many answers as classes", SQUARE),
    ("8.5", "as many answers as classes", SQUARE.replace("solve(C, answers / answers.sum())", "inv(C).matmul(answers / answers.sum())")),
    (
        "8.5",
        "equations left out",
        SQUARE.replace("(C, answers / answers.sum())", "(C[: len(confusion)], (answers / answers.sum())[: len(confusion)])"),
    ),
    (
        "8.5",
        "counts left out",
        SQUARE.replace("    C =", "    confusion, answers = confusion[:, : len(confusion)], answers[: len(confusion)]\n    C ="),
    ),
    (
        "8.9",
        "examples in a random order",
        _online(SAY, LEARN).replace("zip(X,", "sorted(zip(X,").replace("strict=True)", "strict=True), key=lambda _: torch.rand(()))"),
    ),
    ("8.9", "no step on the last example", LATE),
    ("8.9", "a rate of 0.3", _online(SAY, LEARN.replace("rate", "0.3"))),
    ("8.9", "whether each prediction was right", _online("said.append(((w @ x > 0) == label).float())", LEARN)),
    ("8.9", "math.exp", _online(SAY, "import math; w = w - rate * (1 / (1 + math.exp(-(w @ x).item())) - label) * x")),
    ("8.9", "∞/∞", _online(SAY, "w = w - rate * ((w @ x).exp() / (1 + (w @ x).exp()) - label) * x")),
    ("8.9", "tanh", _online(SAY, LEARN.replace("torch.sigmoid", "torch.tanh"))),
    ("8.9", "look at the step on one example", _online(SAY, LEARN.replace("* x", "* x**2"))),
    ("8.9", "what is handed on from one example", _online(SAY, f"{LEARN}; rate = 0.9 * rate")),
    ("8.9", "predictions of shape (n, 1)", _online(SAY.replace(".float()", ".float().reshape(1)"), LEARN)),
    ("8.9", "a return inside the loop", _online(SAY, LEARN).replace("\n    return", "\n        return")),
    ("8.2", "the old examples in the pile are still in it", _pile("r")),
    ("8.2", "was not taken away", _pile("r / (1 - share)")),
    ("8.2", "was not divided by what is left", _pile("(r - share).clamp(min=0)")),
    ("8.2", "negative weights left", _pile("(r - share) / (1 - share)")),
    ("8.2", "absolute values", _pile("((r - share) / (1 - share)).abs()")),
    ("8.2", "the two shares exchanged", _pile("((r - (1 - share)) / max(share, 1e-9)).clamp(min=0)")),
    ("8.2", "without the sizes", _pile("((logits.exp() - share) / (1 - share)).clamp(min=0)")),
    ("8.2", "the wrong way round", _pile("((logits.exp() * n_pile / n_source - share) / (1 - share)).clamp(min=0)")),
    ("8.2", "in the place of odds", _pile("((logits.sigmoid() * n_source / n_pile - share) / (1 - share)).clamp(min=0)")),
    ("8.2", "the exponential is missing", _pile("((logits * n_source / n_pile - share) / (1 - share)).clamp(min=0)")),
    ("8.2", "cut at 1", _pile("((r - share) / (1 - share)).clamp(0, 1)")),
    ("8.4", "the largest weight", "def limit_for(weights, wanted):\n    return weights.max().item()\n"),
    ("8.4", "the smallest weight", "def limit_for(weights, wanted):\n    return weights.min().item()\n"),
    ("8.4", "thrown away", _limit(clip="weights[weights <= limit]")),
    ("8.4", "divided by their sum", _limit(given="(weights / weights.sum())")),
    ("8.4", "divided by their mean", _limit(given="(weights / weights.mean())")),
    ("8.4", "without the square of the sum", _limit("w.sum() / (w**2).sum()")),
    ("8.4", "a grid of tenths", _limit().replace("return low", "return int(10 * low) / 10")),
    ("8.4", "the effective size in the place", _limit().replace("return low", "return size(low)")),
    ("8.4", "between two of them", AMONG),
    ("8.7", "without the truth among the exchanges", _p("(lucky >= truth).float().mean()")),
    ("8.7", "ties left out", _p(RIGHT_P.replace(">=", ">"))),
    ("8.7", "ties alone", _p(RIGHT_P.replace(">=", "=="))),
    ("8.7", "missing below it", _p("(1 + (lucky >= truth).sum()) / len(swaps)")),
    ("8.7", "the first model's lead", _p(RIGHT_P.replace("truth", "lead.sum()"), "torch.where(swaps, -lead, lead).sum(dim=1)")),
    ("8.7", "dim=0", _p(RIGHT_P, "torch.where(swaps, -lead, lead).sum(dim=0).abs()")),
    ("8.7", "turns the sign", _p(RIGHT_P, "torch.where(swaps, 0.0, lead).sum(dim=1).abs()")),
    ("8.7", "not divided", _p("1.0 + (lucky >= truth).sum()")),
    (
        "8.7",
        "absolute values before the sum",
        _p(RIGHT_P.replace("truth", "lead.abs().sum()"), "torch.where(swaps, -lead, lead).abs().sum(dim=1)"),
    ),
    ("8.6", "no other bug can show", _corrected(BUG_Q, BUG_MU, BUG_SUM)),
    ("8.6", "two bugs left", _corrected(BUG_Q, BUG_MU)),
    ("8.6", "columns that sum to 1", _corrected(mu=BUG_MU, back=BUG_SUM)),
    ("8.6", "columns that sum to 1", _corrected(back=BUG_SUM)),
    ("8.6", "shares of the answers in q", _corrected(BUG_Q)),
    ("8.6", "mean probabilities in mu", _corrected(mu=BUG_MU)),
    ("8.6", "without keepdim", _corrected(back="scaled / scaled.sum(dim=1)")),
    ("8.6", "multiplied by p alone", _corrected(weight="p")),
    ("8.6", "upside down", _corrected(weight="q / p")),
    ("8.6", "the clamp has gone", _corrected(cut="")),
    ("8.8", "best on the source", _choose("int((answers == labels).sum(dim=1).argmax())")),
    ("8.8", "the weights squared", _choose("int(((answers == labels) * weights**2).sum(dim=1).argmax())")),
    ("8.8", "the weights do not allow", _choose(f"int({HITS}.argmax())", "weights.sum()")),
    ("8.8", "the weights do not allow", _choose(f"int({HITS}.argmax())", "len(labels)")),
    ("8.8", "wrong most often", _choose(f"int({HITS}.argmin())")),
    ("8.8", "the last of equal", _choose(f"len(answers) - 1 - int({HITS}.flip(0).argmax())")),
    ("8.8", "counted from 1", _choose(f"1 + int({HITS}.argmax())")),
    ("8.8", "the weighted accuracy", _choose(f"({HITS}.max() / weights.sum()).item()")),
]

RIGHT: list[tuple[str, str]] = [
    ("8.1", 'name_the_shift = ("Label", "none", "covariate shift", "concept shift")'),
    ("8.1", 'name_the_shift = "label none covariate concept".split()'),
    (
        "8.2",
        """
def pile_weights(z, m, n, alpha):
    old = alpha * n
    new = ((z + math.log(m)).exp() - old) / (n - old)
    return torch.where(new > 0, new, torch.zeros_like(new))
""".replace("math.log(m)", "torch.tensor(m, dtype=z.dtype).log()"),
    ),
    (
        "8.2",
        """
def pile_weights(logits, n_source, n_pile, share):
    ratio = torch.sigmoid(logits) / torch.sigmoid(-logits) / (n_pile / n_source)
    return F.relu(1 + (ratio - 1) / (1 - share))
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
def limit_for(weights, wanted):
    w = weights.double().sort().values
    n = len(w)
    if w.sum() ** 2 / w.square().sum() >= wanted:
        return w[-1]
    for k in range(n - 1, 0, -1):  # k weights stay below the limit: a quadratic equation for it
        a, b, m = w[:k].sum(), w[:k].square().sum(), n - k
        A, B, D = m * m - wanted * m, 2 * a * m, a * a - wanted * b
        root = (-B - (B * B - 4 * A * D).clamp(min=0).sqrt()) / (2 * A)
        if w[k - 1] <= root <= w[k]:
            return root
    return w[0]
""",
    ),
    (
        "8.4",
        """
def limit_for(weights, wanted):
    top = weights.double().max()
    for limit in top * torch.linspace(0, -20, 60_000, dtype=torch.float64).exp():
        w = weights.double().clamp(max=limit.item())
        if w.mean() ** 2 / (w**2).mean() * len(w) >= wanted:
            return float(limit)
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
    Q, R = torch.linalg.qr(C)
    p = torch.linalg.solve_triangular(R, Q.T @ answers[:, None], upper=True).squeeze(1).relu()
    return F.normalize(p, p=1, dim=0)
""",
    ),
    (
        "8.7",
        """
def swap_p_value(first, second, swaps):
    every = torch.cat([torch.zeros(1, len(first), dtype=torch.bool), swaps])
    one, other = torch.where(every, second, first), torch.where(every, first, second)
    apart = (one.sum(1) - other.sum(1)).abs()
    return (apart >= apart[0]).double().mean()
""",
    ),
    (
        "8.7",
        """
def swap_p_value(first, second, swaps):
    lead = (first - second).tolist()
    apart = [abs(sum(-x if s else x for x, s in zip(lead, row))) for row in swaps.tolist()]
    return (1 + sum(a >= abs(sum(lead)) for a in apart)) / (len(apart) + 1)
""",
    ),
    (
        "8.9",
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
        "8.9",
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
    (
        "8.6",
        """
def corrected(confusion, probabilities):
    counts = confusion.sum(1)
    said = F.one_hot(probabilities.argmax(1), len(counts)).to(confusion.dtype).mean(0)
    shares = torch.linalg.pinv((confusion / counts[:, None]).T) @ said
    return F.normalize(probabilities * shares.relu() / counts, p=1, dim=1)
""",
    ),
    (
        "8.6",
        """
def corrected(confusion, probabilities):
    q = confusion.sum(dim=1) / confusion.sum()
    joint = confusion.T / confusion.sum()
    answers = torch.zeros(len(q), dtype=confusion.dtype)
    for row in probabilities:
        answers[row.argmax()] += 1 / len(probabilities)
    w = torch.linalg.solve(joint, answers).clamp(min=0)
    return torch.stack([row * w / (row * w).sum() for row in probabilities])
""",
    ),
    (
        "8.8",
        """
def choose_model(answers, labels, weights, enough):
    share = weights / weights.sum()
    if 1 / share.square().sum() < enough - 1e-6:
        return torch.tensor(-1)
    return ((answers == labels[None]).to(share.dtype) @ share).argmax()
""",
    ),
    (
        "8.8",
        """
def choose_model(answers, labels, weights, enough):
    w = weights.tolist()
    if sum(w) ** 2 < enough * sum(x * x for x in w):
        return -1
    sums = [sum(x for x, a, c in zip(w, row.tolist(), labels.tolist()) if a == c) for row in answers]
    return sums.index(max(sums))
""",
    ),
]
