"""Checks of chapter 08: kinds of shift, importance weights, weighted loss, effective size, shares of labels, p-value, online learning."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor
from torch.nn import functional as F

from .exercise import Attempt, NotYet, exercise, same, show_value

# 8.1

SHIFTS = ("label", "none", "covariate", "concept")
DOCTORS = {
    "A": "[[12, 2], [58, 58]]",
    "B": "[[120, 20], [30, 30]]",
    "C": "[[40, 20], [10, 30]]",
    "D": "[[30, 10], [45, 15]]",
}
NAMING: Mapping[tuple[str, str], str] = {
    ("A", "concept"): "flu given x taken for the rule: it moved, but cough given y stayed (1/7 and 1/2), and that makes it label shift.",
    ("A", "covariate"): "a look at p(x) alone: more people cough. But flu given x moved too; what stayed is cough given y.",
    ("A", "none"): "a table that did not move: the share of flu was 0.3 and is 116/130.",
    ("B", "covariate"): "counts in the place of shares: all of them doubled, so every share is as before.",
    ("B", "label"): "counts in the place of shares: all of them doubled, so every share is as before.",
    ("B", "concept"): "counts in the place of shares: all of them doubled, so every share is as before.",
    ("C", "label"): "a look at p(y) alone: it moved, but only because p(x) did. Flu given x stayed (0.2 and 0.6).",
    ("C", "concept"): "cough given y taken for the rule. The rule is flu given x, and that stayed (0.2 and 0.6).",
    ("C", "none"): "a table that did not move: a quarter coughed in the source, here it is half.",
    ("D", "label"): "a look at p(y) alone: it moved. But cough given y moved as well (1/4 and 1/4), so it is no label shift.",
    ("D", "covariate"): "a shift of p(x): but 25 of 100 cough, as in the source. What moved is flu given x.",
    ("D", "none"): "a table that did not move: p(x) stayed, but flu given no cough was 0.2 and is 45/75.",
}


@exercise("8.1")
def name_the_shift(a: Attempt) -> None:
    """Which kind of shift a table of counts shows."""
    value = a.value
    words = isinstance(value, list | tuple) and len(value) == 4 and all(isinstance(v, str) for v in value)
    a.law("four words in a list, for A, B, C and D", words, 'Write ["…", "…", "…", "…"], in the order A, B, C, D.', got=value)
    names = [v.strip().lower().removesuffix(" shift") for v in value]
    known = [n for n in names if n not in SHIFTS]
    a.law("each word is one of label, covariate, concept, none", not known, f"This word is not among them: {known[:1]}.", got=value)
    for doctor, got, right in zip(DOCTORS, names, SHIFTS, strict=True):
        looks = NAMING.get((doctor, got), "")
        a.law(
            f"doctor {doctor}: compare flu given x, and cough given y, with the source",
            got == right,
            f"This looks like {looks}" if looks else "",
            source="[[60, 10], [15, 15]]: flu given x 0.2 and 0.6, cough given y 1/7 and 1/2",
            table=DOCTORS[doctor],
            got=got,
        )


# 8.2


def _beta(logits: Tensor, n_source: int, n_target: int) -> Tensor:
    return logits.exp() * n_source / n_target


BETA_MISTAKES: Mapping[str, Callable[..., Tensor]] = {
    "odds without the sizes of the two sets: with twice as many source examples every odds is halved.": lambda z, n, m: z.exp(),
    "n_t/n_s, the wrong way round: the odds contain n_t/n_s already, and it has to be taken out.": lambda z, n, m: z.exp() * m / n,
    "a probability in the place of odds: a sigmoid never exceeds 1, a weight can.": lambda z, n, m: z.sigmoid() * n / m,
    "a probability, and without the sizes of the sets.": lambda z, n, m: z.sigmoid(),
    "q/p, the odds of the source: the sign of the logits is turned.": lambda z, n, m: (-z).exp() * n / m,
    "q/p: the whole fraction is upside down.": lambda z, n, m: (-z).exp() * m / n,
    "logits in the place of odds: the exponential is missing.": lambda z, n, m: z * n / m,
    "odds of odds: the exponential gives the odds at once, no p/(1 − p) after it.": lambda z, n, m: z.exp() / (1 - z.exp()) * n / m,
    "weights that are made to add up to 1 (a softmax over the examples): the ratio p/q of one example does not depend on the others.": (
        lambda z, n, m: z.softmax(0)
    ),
    "weights divided by their mean: asked is p/q itself.": lambda z, n, m: z.exp() / z.exp().mean(),
    "weights divided by their sum: asked is p/q itself.": lambda z, n, m: z.exp() / z.exp().sum() * n / m,
    "n_s/(n_s + n_t): a share. The odds compare source with target, n_s/n_t.": lambda z, n, m: z.exp() * n / (n + m),
    "a difference of logarithms left as it is: take the exponential at the end.": lambda z, n, m: z + torch.tensor(n / m).log(),
    "sizes inside the exponential: n_s/n_t multiplies the odds, not the logits.": lambda z, n, m: (z * n / m).exp(),
    "sizes added inside the exponential: n_s/n_t multiplies the odds (only its logarithm could be added to the logits).": (
        lambda z, n, m: (z + n / m).exp()
    ),
    "odds times n_s alone: n_t, the number of target examples, is still inside.": lambda z, n, m: z.exp() * n,
    "sizes that were rounded: n_source // n_target throws the fraction away.": lambda z, n, m: z.exp() * (n // m),
}


@exercise("8.2")
def importance_weights(a: Attempt) -> None:
    """From a classifier's logits to the ratio of target and source."""
    table = torch.tensor([30 / 25, 10 / 75]).log()
    law = "by hand: 100 source and 40 target examples, odds 30/25 and 10/75: weights 3 and 1/3"
    a.agrees(law, _beta, table, 100, 40, mistakes=BETA_MISTAKES)
    logits = a.randn(5)
    a.agrees("five random logits, sets of unequal size", _beta, logits, 300, 70, mistakes=BETA_MISTAKES)
    a.agrees("more target than source examples", _beta, logits, 50, 120, mistakes=BETA_MISTAKES)
    a.agrees("logits of 0 and sets of equal size: every weight is 1", _beta, torch.zeros(3), 80, 80, mistakes=BETA_MISTAKES)


# 8.3


def _losses(logits: Tensor, labels: Tensor) -> Tensor:
    return F.cross_entropy(logits, labels, reduction="none")


def _weighted(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    return (weights * _losses(logits, labels)).sum() / weights.sum()


WEIGHTED_MISTAKES: Mapping[str, Callable[..., Tensor]] = {
    "a mean over the examples: divide by the sum of the weights, or the scale of the weights changes the loss.": lambda z, y, w: (
        w * _losses(z, y)
    ).mean(),
    "a sum that is not divided at all: divide by the sum of the weights.": lambda z, y, w: (w * _losses(z, y)).sum(),
    "weights on the logits: larger logits are a surer model, not more important examples. Weights belong to the losses.": (
        lambda z, y, w: F.cross_entropy(z * w[:, None], y)
    ),
    "weights on the logits, and divided by their sum. Weights belong to the losses.": lambda z, y, w: (
        _losses(z * w[:, None], y).sum() / w.sum()
    ),
    "a softmax too many: cross_entropy takes logits.": lambda z, y, w: _weighted(z.softmax(1), y, w),
    "losses without weights.": lambda z, y, w: _losses(z, y).mean(),
    "losses that are averaged before they meet their weights: then all weights cancel. Use reduction='none'.": lambda z, y, w: (
        w * _losses(z, y).mean()
    ).mean(),
    "the weights of classes: the argument `weight` of cross_entropy has an entry for each class, not for each example.": lambda z, y, w: (
        F.cross_entropy(z, y, weight=w[: z.shape[1]])
    ),
    "a root or square of the weights: each loss is multiplied by its weight once.": lambda z, y, w: (
        (w**2 * _losses(z, y)).sum() / (w**2).sum()
    ),
    "losses divided by their weights: a large weight makes an example count more.": lambda z, y, w: (_losses(z, y) / w).sum() / w.sum(),
    "a softmax over the weights: they are votes as they are, only divided by their sum.": lambda z, y, w: (
        w.softmax(0) * _losses(z, y)
    ).sum(),
    "a logarithm that is missing: nll_loss takes logarithms of probabilities, cross_entropy takes logits.": lambda z, y, w: (
        (w * F.nll_loss(z, y, reduction="none")).sum() / w.sum()
    ),
    "losses that were added up without their weights: multiply each by its weight first (reduction='none').": lambda z, y, w: (
        _losses(z, y).sum() / w.sum()
    ),
    "a turned sign: surprise is minus the logarithm.": lambda z, y, w: -_weighted(z, y, w),
    "a weighted sum, divided by n twice: once is the weights' sum.": lambda z, y, w: (w * _losses(z, y)).mean() / w.sum(),
}


@exercise("8.3")
def weighted_loss(a: Attempt) -> None:
    """Cross-entropy in which each example has its weight."""
    logits = torch.tensor([[1.0, 0.5, -1.0], [0.0, 2.0, 1.2], [0.3, -0.4, 0.9]])
    labels, weights = torch.tensor([1, 2, 0]), torch.tensor([1.0, 3.0, 0.5])
    value = a(logits, labels, weights)
    a.law(
        "the result is one number",
        not isinstance(value, Tensor) or value.numel() == 1,
        "This looks like one loss for each example: the sum over them is missing.",
        got=value,
    )
    a.agrees("three examples of three classes", _weighted, logits, labels, weights, mistakes=WEIGHTED_MISTAKES)
    logits, labels, weights = a.randn(4, 3), torch.tensor([0, 2, 1, 1]), torch.tensor([1.0, 3.0, 0.5, 2.0])
    a.agrees("four examples", _weighted, logits, labels, weights, mistakes=WEIGHTED_MISTAKES)
    copies = torch.tensor([0, 1, 1, 1, 2])
    got = a(logits[:3], labels[:3], torch.tensor([1.0, 3.0, 1.0]))
    a.equal("a weight of 3 is three copies of the example", got, F.cross_entropy(logits[copies], labels[copies]))
    twice = a(logits, labels, 2 * weights)
    a.equal("weights twice as large give the same loss", twice, _weighted(logits, labels, weights))
    leaf = a.randn(4, 3).requires_grad_()
    value = a(leaf, labels, weights)
    a.law(
        "the result can be differentiated",
        isinstance(value, Tensor) and value.requires_grad,
        "The result is cut off from its graph: was it turned into a number by .item(), or detached?",
        got=value,
    )
    gradient = torch.autograd.grad(_weighted(leaf, labels, weights), leaf)[0]
    got = a.run(lambda: torch.autograd.grad(a.value(leaf, labels, weights), leaf)[0])
    a.equal("its gradient is that of the weighted mean", got, gradient)


# 8.4


def _size(w: Tensor) -> Tensor:
    return w.sum() ** 2 / (w**2).sum()


def _clipped(weights: Tensor, limit: float) -> Tensor:
    return _size(weights.clamp(max=limit))


SIZE_MISTAKES: Mapping[str, Callable[..., Tensor]] = {
    "weights that were not clipped.": lambda w, c: _size(w),
    "large weights thrown away or set to 0: clipping lowers them to the limit, it keeps the examples.": lambda w, c: _size(w[w <= c]),
    "clamp(min=…): that lifts small weights up to the limit. Asked is the other side.": lambda w, c: _size(w.clamp(min=c)),
    "the sum of squares in both places: above the line the sum is squared, not the weights.": lambda w, c: torch.tensor(1.0),
    "a sum without its square: (Σw)² above the line.": lambda w, c: w.clamp(max=c).sum() / (w.clamp(max=c) ** 2).sum(),
    "a fraction upside down.": lambda w, c: 1 / _clipped(w, c),
    "the square of the sum in both places, or a square in the wrong place: below the line each weight is squared before the sum.": (
        lambda w, c: w.clamp(max=c).sum() ** 2 / w.clamp(max=c).sum() ** 2
    ),
    "a share of n: asked is a number of examples, between 1 and n.": lambda w, c: _clipped(w, c) / len(w),
    "squares that were clipped: clip the weights first, then square them.": lambda w, c: (
        w.clamp(max=c).sum() ** 2 / (w**2).clamp(max=c).sum()
    ),
    "a mean below the line: both are sums.": lambda w, c: w.clamp(max=c).sum() ** 2 / (w.clamp(max=c) ** 2).mean(),
    "a count of the weights up to the limit: those above it have votes, too.": lambda w, c: (w <= c).sum(),
    "the sum of the clipped weights. It is no size: it grows with their scale.": lambda w, c: w.clamp(max=c).sum(),
    "means in the place of sums: n is lost. (Σw)² holds n², Σw² only n.": lambda w, c: (
        w.clamp(max=c).mean() ** 2 / (w.clamp(max=c) ** 2).mean()
    ),
    "a square root too many.": lambda w, c: _clipped(w, c).sqrt(),
    "clipped weights above the line, unclipped ones below: use the same ones in both places.": lambda w, c: (
        w.clamp(max=c).sum() ** 2 / (w**2).sum()
    ),
    "unclipped weights above the line, clipped ones below: use the same ones in both places.": lambda w, c: (
        w.sum() ** 2 / (w.clamp(max=c) ** 2).sum()
    ),
    "weights divided by their sum, then clipped: the limit is for the weights as they are.": lambda w, c: _clipped(w / w.sum(), c),
}


@exercise("8.4")
def clipped_size(a: Attempt) -> None:
    """How many equal examples a set of clipped weights is worth."""
    hand = torch.tensor([1.0, 1.0, 2.0, 9.0])
    law = "by hand: 1, 1, 2 and 9, clipped at 3: (1 + 1 + 2 + 3)² / (1 + 1 + 4 + 9) = 49/15"
    a.agrees(law, _clipped, hand, 3.0, mistakes=SIZE_MISTAKES)
    a.agrees("a limit above all weights: 169 / 87", _clipped, hand, 100.0, mistakes=SIZE_MISTAKES)
    weights = a.randn(12).exp()
    a.agrees("twelve random weights", _clipped, weights, 1.0, mistakes=SIZE_MISTAKES)
    a.agrees("a limit below all weights: they become equal, all n count", _clipped, weights, 0.001, mistakes=SIZE_MISTAKES)


# 8.5


def _repair(p: Tensor) -> Tensor:
    p = p.clamp(min=0)
    return p / p.sum()


def _matrix(confusion: Tensor) -> Tensor:
    return (confusion / confusion.sum(1, keepdim=True)).T


def _shares(confusion: Tensor, answers: Tensor) -> Tensor:
    return _repair(torch.linalg.solve(_matrix(confusion), answers / answers.sum()))


def _solved(matrix: Tensor, answers: Tensor) -> Tensor:
    return torch.linalg.solve(matrix, answers / answers.sum())


SHARES_MISTAKES: Mapping[str, Callable[..., Tensor]] = {
    "a matrix that was not transposed: in μ = C p the columns belong to the true classes, in `confusion` it is the rows.": lambda c, m: (
        _repair(_solved(c / c.sum(1, keepdim=True), m))
    ),
    "a matrix that was not transposed, with negative shares left as they are.": lambda c, m: _solved(c / c.sum(1, keepdim=True), m),
    "the wrong direction made to sum to 1: divide each true class, a row of `confusion`, by its own total.": lambda c, m: _repair(
        _solved((c / c.sum(0)).T, m)
    ),
    "the wrong direction made to sum to 1, and not transposed.": lambda c, m: _repair(_solved(c / c.sum(0), m)),
    "a sum without keepdim: each entry of a row was divided by another row's total.": lambda c, m: _repair(_solved((c / c.sum(1)).T, m)),
    "counts that were not made shares of each true class: then the class frequencies of the source stay inside C.": lambda c, m: _repair(
        _solved(c.T / c.sum(), m)
    ),
    "counts without any division: then the class frequencies of the source stay inside C.": lambda c, m: _repair(_solved(c.T, m)),
    "negative shares left as they are: cut them to 0, then make the sum 1 again.": lambda c, m: _solved(_matrix(c), m),
    "negative shares cut, but the sum no longer 1: divide by it afterwards.": lambda c, m: _solved(_matrix(c), m).clamp(min=0),
    "absolute values: a share of −0.2 is not one of 0.2. Cut it to 0.": lambda c, m: (
        _solved(_matrix(c), m).abs() / _solved(_matrix(c), m).abs().sum()
    ),
    "all shares moved up by the lowest one: only a negative share becomes 0, the others keep their proportions.": lambda c, m: _repair(
        _solved(_matrix(c), m) - _solved(_matrix(c), m).min()
    ),
    "a softmax: it makes shares of any numbers, but it moves those that were right.": lambda c, m: _solved(_matrix(c), m).softmax(0),
    "the shares of the model's answers: they still hold its mistakes. Solve C p = μ.": lambda c, m: m / m.sum(),
    "the source's shares of the classes. They are what has changed.": lambda c, m: c.sum(1) / c.sum(),
    "a product in the place of a solution: C maps p to μ, so μ has to be taken back through C.": lambda c, m: _matrix(c) @ (m / m.sum()),
    "shares divided by the source's: those are weights. Asked are the shares.": lambda c, m: _shares(c, m) / (c.sum(1) / c.sum()),
    "counts of the answers, not shares: divide by their sum.": lambda c, m: torch.linalg.solve(_matrix(c), m),
}


@exercise("8.5")
def target_shares(a: Attempt) -> None:
    """Class frequencies of the target from a confusion matrix and the model's answers."""
    flu = torch.tensor([[60.0, 10.0], [15.0, 15.0]])
    law = "by hand: 'flu if they cough' says flu for 35 of 100, so (0.35 − 1/7) / (1/2 − 1/7) = 0.58 have it"
    a.agrees(law, _shares, flu, torch.tensor([65.0, 35.0]), mistakes=SHARES_MISTAKES)
    confusion = torch.diag(torch.tensor([40.0, 90.0, 20.0])) + a.randint(1, 12, 3, 3).float()
    true = torch.tensor([0.2, 0.3, 0.5])
    answers = 1000 * (_matrix(confusion) @ true)
    a.agrees("three classes with the shares 0.2, 0.3 and 0.5", _shares, confusion, answers, mistakes=SHARES_MISTAKES)
    law = "answers that lead to a negative share: it becomes 0, and the sum is 1"
    confusion = torch.tensor([[60.0, 20.0, 20.0], [10.0, 30.0, 10.0], [0.0, 5.0, 45.0]])
    a.agrees(law, _shares, confusion, torch.tensor([20.0, 20.0, 160.0]), mistakes=SHARES_MISTAKES)


# 8.6


def _p(answers: Tensor, origins: Tensor, shuffles: Tensor) -> Tensor:
    truth, lucky = (answers == origins).sum(), (answers == shuffles).sum(1)
    return (1 + (lucky >= truth).sum()) / (1 + len(shuffles))


def _lucky(answers: Tensor, origins: Tensor, shuffles: Tensor) -> tuple[Tensor, Tensor]:
    return (answers == shuffles).sum(1), (answers == origins).sum()


def _counted(rule: Callable[[Tensor, Tensor], Tensor]) -> Callable[..., Tensor]:
    return lambda a, o, s: rule(*_lucky(a, o, s))


P_MISTAKES: Mapping[str, Callable[..., Tensor]] = {
    "a p-value without the truth among the shuffles: it could be 0. Count one more above and below the line.": _counted(
        lambda lucky, truth: (lucky >= truth).float().mean()
    ),
    "a one above the line that is missing below it.": _counted(lambda lucky, truth: (1 + (lucky >= truth).sum()) / len(lucky)),
    "a one below the line that is missing above it.": _counted(lambda lucky, truth: (lucky >= truth).sum() / (1 + len(lucky))),
    "ties left out: a shuffle that does as well as the truth counts (>=).": _counted(
        lambda lucky, truth: (1 + (lucky > truth).sum()) / (1 + len(lucky))
    ),
    "ties left out, and the truth not counted.": _counted(lambda lucky, truth: (lucky > truth).float().mean()),
    "ties alone (==): a shuffle that does better than the truth counts as well (>=).": _counted(
        lambda lucky, truth: (1 + (lucky == truth).sum()) / (1 + len(lucky))
    ),
    "a count divided by the number of examples: it counts shuffles, so divide by their number, 1 + k.": lambda a, o, s: (
        (1 + ((a == s).sum(1) >= (a == o).sum()).sum()) / (1 + len(a))
    ),
    "shuffles compared with one half: compare them with what the truth reaches.": lambda a, o, s: (
        (1 + ((a == s).sum(1) >= len(a) / 2).sum()) / (1 + len(s))
    ),
    "one minus the p-value.": _counted(lambda lucky, truth: 1 - (1 + (lucky >= truth).sum()) / (1 + len(lucky))),
    "the share of shuffles that do worse: a shift would give a p-value near 1.": _counted(
        lambda lucky, truth: (1 + (lucky <= truth).sum()) / (1 + len(lucky))
    ),
    "one minus the p-value: the share of shuffles that do worse.": _counted(lambda lucky, truth: (lucky < truth).float().mean()),
    "a count that is not divided: a p-value is a share.": _counted(lambda lucky, truth: 1.0 + (lucky >= truth).sum()),
    "shuffles compared with the origins: compare them with the classifier's answers.": lambda a, o, s: (
        (1 + ((o == s).sum(1) >= (a == o).sum()).sum()) / (1 + len(s))
    ),
    "the classifier's accuracy. The p-value says how often luck reaches it.": lambda a, o, s: (a == o).float().mean(),
    "the mean accuracy of the shuffles: count those that reach the truth.": lambda a, o, s: (a == s).float().mean(),
    "agreement counted along the shuffles (dim=0): each shuffle has its own count, sum over the examples, dim=1.": lambda a, o, s: (
        (1 + ((a == s).sum(0) >= (a == o).sum()).sum()) / (1 + len(s))
    ),
}


@exercise("8.6")
def p_value(a: Attempt) -> None:
    """Share of shuffles that agree with the answers at least as often as the truth does."""
    answers, origins = torch.tensor([0, 1, 1, 1, 1, 0, 0, 0]), torch.tensor([1, 1, 1, 1, 0, 0, 0, 0])
    apart = ["", "", "15", "26", "03", "0245", "0135", "0347", "0147", "2457", "0346", "1467"]  # where each shuffle leaves the answers
    shuffles = torch.stack([torch.tensor([int(x) ^ (str(i) in places) for i, x in enumerate(answers)]) for places in apart])
    law = "by hand: the truth agrees 6 times, the shuffles 8, 8, 6, 6, 6 and seven times 4: (1 + 5) / (1 + 12)"
    a.agrees(law, _p, answers, origins, shuffles, mistakes=P_MISTAKES)
    origins = torch.tensor([0, 1] * 10)
    answers = torch.where(torch.arange(20) < 14, origins, 1 - origins)
    shuffles = origins[torch.rand(30, 20, generator=a.rng).argsort(1)]
    a.agrees("20 examples and 30 shuffles", _p, answers, origins, shuffles, mistakes=P_MISTAKES)
    far = torch.cat([torch.zeros(12), torch.ones(12)]).long()
    wrong = far[torch.rand(19, 24, generator=a.rng).argsort(1)]
    wrong[:, 0], wrong[:, -1] = 1, 0
    a.agrees("a perfect classifier and 19 shuffles that do worse: 1/20, never 0", _p, far, far, wrong, mistakes=P_MISTAKES)


# 8.7


def _follow(
    X: Tensor,
    y: Tensor,
    w: Tensor,
    rate: float,
    *,
    push: Callable[[Tensor, Tensor], Tensor] = lambda z, label: torch.sigmoid(z) - label,
    sign: float = -1.0,
    early: bool = False,
    scaled: bool = True,
) -> tuple[Tensor, Tensor]:
    """Online learning; the options are mistakes: another push, uphill, predicting after the step, a step without x."""
    said = []
    for x, label in zip(X, y, strict=True):
        z = w @ x
        new = w + sign * rate * push(z, label) * (x if scaled else torch.ones_like(x))
        said.append(((new if early else w) @ x > 0).float())
        w = new
    return torch.stack(said), w


def _whole(X: Tensor, y: Tensor, w: Tensor, rate: float) -> tuple[Tensor, Tensor]:
    return (X @ w > 0).float(), w - rate * ((torch.sigmoid(X @ w) - y)[:, None] * X).mean(0)


def _after(X: Tensor, y: Tensor, w: Tensor, rate: float) -> tuple[Tensor, Tensor]:
    last = _follow(X, y, w, rate)[1]
    return (X @ last > 0).float(), last


ONLINE_MISTAKES: Mapping[str, Callable[..., tuple[Tensor, Tensor]]] = {
    "a prediction after the step: w has just seen the answer. Predict first.": lambda X, y, w, r: _follow(X, y, w, r, early=True),
    "predictions of the last w for all examples: each must come before the model has learned from it.": _after,
    "a step uphill: w − rate · gradient.": lambda X, y, w, r: _follow(X, y, w, r, sign=1.0),
    "one step for all examples together: here each example has its own step, one after the other.": _whole,
    "w that never learns: each step must start from the w that the one before left.": lambda X, y, w, r: ((X @ w > 0).float(), w),
    "a gradient without the sigmoid: the error is sigmoid(w · x) − y.": lambda X, y, w, r: _follow(X, y, w, r, push=lambda z, t: z - t),
    "a prediction of 0 or 1 in the gradient (a perceptron): the error is sigmoid(w · x) − y.": lambda X, y, w, r: _follow(
        X, y, w, r, push=lambda z, t: (z > 0).float() - t
    ),
    "a gradient of the squared error: the cross-entropy has no extra factor p(1 − p).": lambda X, y, w, r: _follow(
        X, y, w, r, push=lambda z, t: (torch.sigmoid(z) - t) * torch.sigmoid(z) * (1 - torch.sigmoid(z))
    ),
    "a step without x: the gradient of w is (sigmoid(w · x) − y) · x.": lambda X, y, w, r: _follow(X, y, w, r, scaled=False),
    "a sigmoid compared with 0, or a 1 where w · x is 0: the sigmoid is always above 0, and 1.0 is for w · x > 0 alone.": (
        lambda X, y, w, r: (torch.ones(len(X)), _follow(X, y, w, r)[1])
    ),
    "a step divided by n: here each step is on one example, nothing is averaged.": lambda X, y, w, r: _follow(X, y, w, r / len(X)),
    "steps after wrong predictions only (a perceptron): here every example gives a step.": lambda X, y, w, r: _follow(
        X, y, w, r, push=lambda z, t: (torch.sigmoid(z) - t) * ((z > 0).float() != t)
    ),
    "labels made −1 and 1: the error is sigmoid(w · x) − y with y 0 or 1.": lambda X, y, w, r: _follow(
        X, y, w, r, push=lambda z, t: torch.sigmoid(z) - (2 * t - 1)
    ),
    "a step of full length: multiply it by the rate.": lambda X, y, w, r: _follow(X, y, w, 1.0),
    "only the last example learned: each step must start from the w that the one before left.": lambda X, y, w, r: (
        (X @ w > 0).float(),
        _follow(X[-1:], y[-1:], w, r)[1],
    ),
    "the two results in the wrong order: predictions first, then w.": lambda X, y, w, r: _follow(X, y, w, r)[::-1],
    "probabilities in the place of predictions: 1.0 where w · x > 0, else 0.0.": lambda X, y, w, r: _chances(X, y, w, r),
    "a threshold of one half for w · x: the sigmoid passes one half where w · x passes 0.": lambda X, y, w, r: _half(X, y, w, r),
}


def _chances(X: Tensor, y: Tensor, w: Tensor, rate: float, *, half: bool = False) -> tuple[Tensor, Tensor]:
    said = []
    for x, label in zip(X, y, strict=True):
        z = w @ x
        said.append((z > 0.5).float() if half else torch.sigmoid(z))
        w = w - rate * (torch.sigmoid(z) - label) * x
    return torch.stack(said), w


def _half(X: Tensor, y: Tensor, w: Tensor, rate: float) -> tuple[Tensor, Tensor]:
    return _chances(X, y, w, rate, half=True)


@exercise("8.7")
def online(a: Attempt) -> None:
    """Predict, see the label, take a step; example by example."""
    X, y, w = torch.tensor([[1.0, 0.0], [1.0, 1.0]]), torch.tensor([1.0, 0.0]), torch.zeros(2)
    law = "by hand: w = 0 predicts 0, the step leads to (2, 0); that predicts 1, the next step to (−1.52, −3.52)"
    value = a(X, y, w, 4.0)
    pair = isinstance(value, tuple | list) and len(value) == 2
    a.law("two results: the predictions and w", pair, "Return both, with a comma between them.", got=value)
    said = value[0]
    if isinstance(said, list):
        advice = "The predictions came as a list: make a tensor of them, with torch.stack or torch.tensor."
        raise NotYet({"law": law, "got": show_value(said)}, advice)
    if isinstance(said, Tensor) and said.dtype in (torch.bool, torch.int64) and same(said.float(), _follow(X, y, w, 4.0)[0]):
        advice = "The predictions came as True/False or whole numbers: convert with .float()."
        raise NotYet({"law": law, "got": show_value(said)}, advice)
    a.agrees(law, _follow, X, y, w, 4.0, mistakes=ONLINE_MISTAKES)
    X, w = a.randn(40, 3), torch.tensor([0.5, -0.5, 0.2])
    y = (X @ torch.tensor([-1.0, 1.0, 0.5]) > 0).float()
    a.agrees("forty random examples", _follow, X, y, w, 0.8, mistakes=ONLINE_MISTAKES)
    a.agrees("a rate of 0 leaves w as it was", _follow, X, y, w, 0.0, mistakes=ONLINE_MISTAKES)
