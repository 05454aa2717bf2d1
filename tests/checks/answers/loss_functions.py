"""Answers, wrong and right, of chapter 10: (exercise, what the check must say, code)."""

QUANTILE = """
def quantile_loss(prediction, target, q):
    if prediction.shape != target.shape:
        raise ValueError("two shapes")
    e = target - prediction
    return {}
"""
CENTER = """
def robust_center(x):
    c = {start}
    delta = {delta}
    for _ in range({steps}):
        c = c + (x - c).clamp(-delta, delta).mean()
    return c
"""
CENTERED = {"start": "x.median()", "delta": "1.5 * (x - x.median()).abs().median()", "steps": "800"}
FOCAL = """
def focal_loss(scores, labels, gamma):
    m = torch.where(labels == 1, scores, -scores)
    return {}
"""
REPORT = """
def report(scores, labels, threshold):
    yes = labels == 1
    said = {said}
    precision = (said & yes).sum() / {alarms}
    recall = (said & yes).sum() / yes.sum().clamp(min=1)
    false_alarms = (said & ~yes).sum() / {noes}
    return torch.stack({result})
"""
REPORTED = {
    "said": "scores.flatten().sigmoid() > threshold",
    "alarms": "said.sum().clamp(min=1)",
    "noes": "(~yes).sum().clamp(min=1)",
    "result": "[precision, recall, false_alarms]",
}
AREA = "def area(scores, labels):\n    yes, no = scores[labels == 1], scores[labels == 0]\n    return {}"
CHOOSE = """
def choose(scores, labels, miss, alarm):
    order = scores.argsort()
    ordered = torch.cat([scores.min()[None] - 1, scores[order]])
    misses = F.pad(labels[order].double(), (1, 0)).cumsum(0)
    alarms = (labels == 0).sum() - F.pad(1 - labels[order].double(), (1, 0)).cumsum(0)
    return {}
"""


def centered(**changed):
    """The right answer to 10.3 with one part changed."""
    return CENTER.format(**CENTERED | changed)


def reported(**changed):
    """The right answer to 10.5 with one part changed."""
    return REPORT.format(**REPORTED | changed)


WRONG = [
    ("10.1", "a sum", "smooth_by_hand = 7.25"),
    ("10.1", "β = 1, the default", "smooth_by_hand = 2.125"),
    ("10.1", "divided by β", "smooth_by_hand = 3.625"),
    ("10.1", "β/2 not taken off", "smooth_by_hand = torch.tensor(2.3125)"),
    ("10.1", "a mean over three", "smooth_by_hand = 7.25 / 3"),
    ("10.1", "−3 taken for a small error", "smooth_by_hand = 1.875"),
    ("10.1", "all of β", "smooth_by_hand = 1.3125"),
    ("10.1", "four errors", "smooth_by_hand = 4"),
    ("10.1", "Expected one number", "smooth_by_hand = [0.25, 5, 2, 0]"),
    ("10.2", "q and 1 − q exchanged", QUANTILE.format("torch.maximum((1 - q) * e, -q * e).mean()")),
    ("10.2", "a sum", QUANTILE.format("torch.maximum(q * e, (q - 1) * e).sum()")),
    ("10.2", "the smaller of the two lines", QUANTILE.format("torch.minimum(q * e, (q - 1) * e).mean()")),
    ("10.2", "negative where the prediction was too high", QUANTILE.format("torch.where(e > 0, q * e, (1 - q) * e).mean()")),
    ("10.2", "the same slope on both sides", QUANTILE.format("(q * e.abs()).mean()")),
    ("10.2", "squared errors", QUANTILE.format("torch.where(e > 0, q * e**2, (1 - q) * e**2).mean()")),
    ("10.2", "The mean is missing", QUANTILE.format("torch.maximum(q * e, (q - 1) * e)")),
    ("10.2", "nothing charged", QUANTILE.format("(q * e.clamp(min=0)).mean()")),
    (
        "10.2",
        "No error came",
        "def quantile_loss(prediction, target, q):\n    e = target - prediction\n    return torch.maximum(q * e, (q - 1) * e).mean()",
    ),
    (
        "10.2",
        "No error came",
        "def quantile_loss(prediction, target, q):\n    e = target.flatten() - prediction.flatten()\n"
        "    return torch.maximum(q * e, (q - 1) * e).mean()",
    ),
    (
        "10.2",
        "raise ValueError",
        "def quantile_loss(prediction, target, q):\n    assert prediction.shape == target.shape\n    e = target - prediction\n"
        "    return torch.maximum(q * e, (q - 1) * e).mean()",
    ),
    ("10.2", "leave out .item()", QUANTILE.format("torch.maximum(q * e, (q - 1) * e).mean().item()")),
    ("10.3", "the mean: the outlier", "def robust_center(x):\n    return x.mean()"),
    ("10.3", "the median: the start", "def robust_center(x):\n    return x.median()"),
    ("10.3", "δ = 1, whatever", centered(delta="1.0")),
    ("10.3", "without the factor", centered(delta="(x - x.median()).abs().median()")),
    ("10.3", "standard deviations", centered(delta="1.5 * x.std()")),
    ("10.3", "Their median is asked for", centered(delta="1.5 * (x - x.median()).abs().mean()")),
    ("10.3", "distances from the mean", centered(delta="1.5 * (x - x.mean()).abs().median()")),
    ("10.3", "a single step", centered(steps="1")),
    ("10.3", "enough steps", centered(steps="4")),
    ("10.3", "within δ of the median", "def robust_center(x):\n    d = (x - x.median()).abs()\n    return x[d <= 1.5 * d.median()].mean()"),
    ("10.4", "a sum", FOCAL.format("((gamma * F.logsigmoid(-m)).exp() * -F.logsigmoid(m)).sum()")),
    ("10.4", "p_t to the power", FOCAL.format("((gamma * F.logsigmoid(m)).exp() * -F.logsigmoid(m)).mean()")),
    ("10.4", "γ has no effect", FOCAL.format("-F.logsigmoid(m).mean()")),
    ("10.4", "without its minus", FOCAL.format("((gamma * F.logsigmoid(-m)).exp() * F.logsigmoid(m)).mean()")),
    ("10.4", "round to 0 or 1", FOCAL.format("((1 - m.sigmoid()) ** gamma * -m.sigmoid().log()).mean()")),
    ("10.4", "the loss is cut", FOCAL.format("((1 - m.sigmoid()) ** gamma * -(m.sigmoid() + 1e-7).log()).mean()")),
    ("10.4", "of what happened is due", FOCAL.format("((1 - scores.sigmoid()) ** gamma * -F.logsigmoid(m)).mean()")),
    ("10.4", "the slopes are not", FOCAL.format("((gamma * F.logsigmoid(-m)).exp().detach() * -F.logsigmoid(m)).mean()")),
    ("10.4", "The mean is missing", FOCAL.format("(gamma * F.logsigmoid(-m)).exp() * -F.logsigmoid(m)")),
    (
        "10.4",
        "without the ready-made",
        FOCAL.format("((gamma * F.logsigmoid(-m)).exp() * F.binary_cross_entropy_with_logits(scores, labels, reduction='none')).mean()"),
    ),
    (
        "10.4",
        "turn the sign",
        "def focal_loss(scores, labels, gamma):\n    return ((gamma * F.logsigmoid(-scores)).exp() * -F.logsigmoid(scores)).mean()",
    ),
    ("10.5", "a threshold on the score", reported(said="scores.flatten() > threshold")),
    ("10.5", "a share of the alarms", reported(alarms="yes.sum().clamp(min=1)")),
    ("10.5", "divided by all examples", reported(noes="len(labels)")),
    ("10.5", "a table of n × n", reported(said="scores.sigmoid() > threshold")),
    ("10.5", "a share of nothing is 0", reported(alarms="said.sum()")),
    ("10.5", "only above it", reported(said="scores.flatten().sigmoid() >= threshold")),
    ("10.5", "exchanged", reported(result="[recall, precision, false_alarms]")),
    ("10.5", "below the threshold", reported(said="scores.flatten().sigmoid() < threshold")),
    ("10.5", "whatever the argument says", reported(said="scores.flatten() > 0")),
    ("10.6", "a tie counted as 0", AREA.format("(yes[:, None] > no).float().mean()")),
    ("10.6", "a tie counted as 1", AREA.format("(yes[:, None] >= no).float().mean()")),
    ("10.6", "the noes above", AREA.format("((no[:, None] - yes).sign() / 2 + 0.5).mean()")),
    ("10.6", "Asked is their share", AREA.format("((yes[:, None] - no).sign() / 2 + 0.5).sum()")),
    ("10.6", "a mean of the signs", AREA.format("(yes[:, None] - no).sign().mean()")),
    (
        "10.6",
        "it breaks ties as it likes",
        "def area(scores, labels):\n    hit = labels[scores.argsort(descending=True, stable=True)].to(scores.dtype)\n"
        "    return (hit.cumsum(0) / hit.sum() * (1 - hit)).sum() / (1 - hit).sum()",
    ),
    ("10.6", "the distance", AREA.format("yes.mean() - no.mean()")),
    ("10.6", "each yes meets each no", AREA.format("((yes[:len(no)] - no[:len(yes)]).sign() / 2 + 0.5).mean()")),
    ("10.7", "the two costs exchanged", CHOOSE.format("ordered[(alarm * misses + miss * alarms).argmin()].item()")),
    ("10.7", "never calls out", CHOOSE.format("ordered[-1].item()")),
    ("10.7", "always calls out", CHOOSE.format("ordered[0].item()")),
    ("10.7", "theory for honest logits", "def choose(scores, labels, miss, alarm):\n    return math.log(alarm / miss)"),
    ("10.7", "what the errors cost must decide", "def choose(scores, labels, miss, alarm):\n    return 0.5"),
    ("10.7", "always calls out", CHOOSE.format("ordered[misses.argmin()].item()")),
    ("10.7", "cheapest", "def choose(scores, labels, miss, alarm):\n    return scores[labels == 1].min().item()"),
    ("10.7", "Nothing came back", CHOOSE.format("None")),
    ("10.7", "Expected one number", CHOOSE.format("ordered")),
]
RIGHT = [
    ("10.1", "smooth_by_hand = 1.8125"),
    ("10.1", "smooth_by_hand = torch.tensor(29 / 16)"),
    ("10.2", QUANTILE.format("torch.where(e > 0, q * e, (q - 1) * e).mean()")),
    ("10.2", QUANTILE.format("(q * e.clamp(min=0) + (1 - q) * (-e).clamp(min=0)).mean()")),
    ("10.2", QUANTILE.format("(e.abs() / 2 + (q - 0.5) * e).mean()")),
    (
        "10.3",
        "def robust_center(x):\n    delta = 1.5 * (x - x.median()).abs().median()\n"
        "    low, high = x.min(), x.max()\n    for _ in range(80):\n"
        "        c = (low + high) / 2\n        if (x - c).clamp(-delta, delta).sum() > 0:\n            low = c\n        else:\n"
        "            high = c\n    return (low + high) / 2",
    ),
    (
        "10.3",
        "def robust_center(x):\n    c = m = x.median()\n    delta = 1.5 * (x - m).abs().median()\n    for _ in range(200):\n"
        "        w = delta / (x - c).abs().clamp(min=delta)\n        c = (w * x).sum() / w.sum()\n    return c",
    ),
    ("10.4", FOCAL.format("(torch.sigmoid(-m) ** gamma * -F.logsigmoid(m)).mean()")),
    (
        "10.4",
        "def focal_loss(scores, labels, gamma):\n    sign = 2 * labels - 1\n"
        "    surprise = torch.log1p((-scores.abs()).exp()) + (-sign * scores).clamp(min=0)\n"
        "    easy = torch.log1p((-scores.abs()).exp()) + (sign * scores).clamp(min=0)\n"
        "    return ((-gamma * easy).exp() * surprise).mean()",
    ),
    (
        "10.5",
        "def report(scores, labels, threshold):\n    p = torch.sigmoid(scores).reshape(-1)\n    out = []\n"
        "    hits = [bool(v > threshold) for v in p]\n"
        "    yes = [int(v) == 1 for v in labels]\n    true = sum(h and y for h, y in zip(hits, yes))\n    false = sum(hits) - true\n"
        "    for n, d in [(true, sum(hits)), (true, sum(yes)), (false, len(yes) - sum(yes))]:\n        out.append(n / d if d else 0.0)\n"
        "    return torch.tensor(out)",
    ),
    ("10.5", reported(said="scores.squeeze(-1).sigmoid() > threshold if scores.ndim == 2 else scores.sigmoid() > threshold")),
    ("10.6", AREA.format("((yes[:, None] > no).to(scores.dtype) + (yes[:, None] == no) / 2).mean()")),
    (
        "10.6",
        "def area(scores, labels):\n    total = torch.zeros((), dtype=scores.dtype)\n"
        "    yes, no = scores[labels == 1], scores[labels == 0]\n"
        "    for y in yes:\n        total = total + (y > no).sum() + (y == no).sum() / 2\n    return total / (len(yes) * len(no))",
    ),
    (
        "10.7",
        "def choose(scores, labels, miss, alarm):\n    tried = scores.unique()\n    tried = tried[:: max(1, len(tried) // 2000)]\n"
        "    tried = torch.cat([tried[:1] - 1, tried, scores.max()[None]])\n"
        "    costs = [(miss * ((scores <= t) & (labels == 1)).sum() + alarm * ((scores > t) & (labels == 0)).sum()) for t in tried]\n"
        "    return tried[torch.stack(costs).argmin()]",
    ),
    (
        "10.7",
        "def choose(scores, labels, miss, alarm):\n    ordered, order = scores.sort(descending=True)\n"
        "    gain = torch.where(labels[order] == 1, float(miss), -float(alarm)).cumsum(0)\n"
        "    place = int(F.pad(gain, (1, 0)).argmax())\n"
        "    edges = torch.cat([ordered[:1] + 1, ordered, ordered[-1:] - 1])\n"
        "    return (edges[place] + edges[place + 1]).item() / 2",
    ),
]
