"""Checks of chapter 05: penalty, decayed step, ridge, choice of lambda, parameter groups, soft threshold."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from .exercise import Attempt, NotYet, exercise, show_value


def _explain(a: Attempt, symptom: str, advice: str, *inputs: Any) -> None:
    """Call the answer once; where it raises an error with this symptom, end the check with the advice."""
    try:
        a(*inputs)
    except NotYet as finding:
        if symptom not in finding.rows.get("it raised", ""):
            raise
        raise NotYet(finding.rows, advice) from None


# 5.1


@exercise("5.1")
def by_hand(a: Attempt) -> None:
    """The lowest point of a penalised loss, and one step, on paper."""
    value = a.value.tolist() if isinstance(a.value, Tensor) else a.value
    pair = isinstance(value, list | tuple) and len(value) == 2 and all(isinstance(v, int | float) for v in value)
    a.law("two numbers in a list", pair, "Write [first number, second number].", got=a.value)
    lowest, stepped = (float(v) for v in value)
    shown = {"loss": "(w − 5)²", "penalty": "λ/2 · w² with λ = 8"}
    if abs(lowest - 1.5) < 1e-3 and abs(stepped - 1.0) < 1e-3:
        raise NotYet({"got": show_value(value)}, "This looks like the two numbers in the wrong order: the lowest point comes first.")
    a.equal(
        "the w with the lowest sum of loss and penalty",
        lowest,
        1.0,
        tolerance=1e-3,
        mistakes={
            "a factor ½ mixed up: the derivative of λ/2 · w² is λw, that of (w − 5)² is 2(w − 5), with the 2.": 10 / 18,
            "the lowest point of the loss alone. The penalty pulls towards 0.": 5.0,
            "the lowest point of the penalty alone. The loss pulls towards 5.": 0.0,
            "a sign turned: 2(w − 5) + 8w = 0, both pulls added.": -10 / 6,
            "a denominator without the 2 of the loss: 2w + 8w is 10w.": 10 / 8,
            "½ kept in the gradient: the derivative of λ/2 · w² is λw = 8w, not 4w.": 10 / 6,
            "the lowest sum itself. Asked is the w at which it is reached.": 20.0,
            "the formula of the text with its 3: here the loss is (w − 5)².": 6 / 10,
        },
        advice="Where is 2(w − 5) + λw equal to 0?",
        **shown,
    )
    a.equal(
        "one step of 0.05 from w = 2",
        stepped,
        1.5,
        tolerance=1e-3,
        mistakes={
            "a step along the gradient of the loss alone: the penalty adds λw = 16.": 2.3,
            "a step uphill: subtract the gradient.": 2.5,
            "a penalty with its sign turned: it pulls towards 0, so λw is added to the gradient.": 3.1,
            "8 in the place of 16: λ alone, or λ/2 · w. The penalty's gradient is λw = 8 · 2.": 1.9,
            "half of the loss's gradient: the derivative of (w − 5)² is 2(w − 5) = −6.": 1.35,
            "a loss around 3, as in the text: here it is (w − 5)².": 1.3,
            "the gradient's step shrunk, too: only the old w loses its share.": 0.6 * 2.3,
            "a rate of 0.1, as in the text (here it is 0.05), or a step from the lowest point (here it starts at 2).": 1.0,
            "a penalty without its ½: the derivative of λ/2 · w² is λw = 16, not 32.": 0.7,
            "the change alone, not the place: add it to w = 2.": -0.5,
            "the shrinking alone: the loss has its step, too.": 1.2,
        },
        advice="The gradient of the sum at w = 2 is 2(2 − 5) + 8 · 2.",
        w=2.0,
        rate=0.05,
        **shown,
    )


# 5.2


def _mse(X: Tensor, y: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return ((X @ w + b - y) ** 2).mean()


def _penalised(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lam: float) -> Tensor:
    return _mse(X, y, w, b) + lam / 2 * (w**2).sum()


LOSS_MISTAKES: Mapping[str, Callable[..., Tensor]] = {
    "a missing ½: the penalty is λ/2 times the sum of squares, so that its gradient is λw.": lambda X, y, w, b, lam: (
        _mse(X, y, w, b) + lam * (w**2).sum()
    ),
    "a penalty on the bias as well: it costs nothing here.": lambda X, y, w, b, lam: (
        _mse(X, y, w, b) + lam / 2 * ((w**2).sum() + (b**2).sum())
    ),
    "a missing ½, and a penalty on the bias.": lambda X, y, w, b, lam: _mse(X, y, w, b) + lam * ((w**2).sum() + (b**2).sum()),
    "the length of w in place of its square: w.norm() has a root in it, the penalty has none.": lambda X, y, w, b, lam: (
        _mse(X, y, w, b) + lam / 2 * w.norm()
    ),
    "the length of w in place of its square, and a missing ½.": lambda X, y, w, b, lam: _mse(X, y, w, b) + lam * w.norm(),
    "a mean over the weights in place of the sum: each weight would be charged less, the more there are.": lambda X, y, w, b, lam: (
        _mse(X, y, w, b) + lam / 2 * (w**2).mean()
    ),
    "a mean over the weights in place of the sum, and a missing ½.": lambda X, y, w, b, lam: _mse(X, y, w, b) + lam * (w**2).mean(),
    "the weights themselves added up, without squares: negative ones would be paid for being there.": lambda X, y, w, b, lam: (
        _mse(X, y, w, b) + lam / 2 * w.sum()
    ),
    "the square of the sum: positive and negative weights cancel before they are squared.": lambda X, y, w, b, lam: (
        _mse(X, y, w, b) + lam / 2 * w.sum() ** 2
    ),
    "absolute values, an L1 penalty: here the squares are charged.": lambda X, y, w, b, lam: _mse(X, y, w, b) + lam / 2 * w.abs().sum(),
    "L1 with a full λ: here the squares are charged, with λ/2.": lambda X, y, w, b, lam: _mse(X, y, w, b) + lam * w.abs().sum(),
    "a loss without a penalty.": lambda X, y, w, b, lam: _mse(X, y, w, b),
    "a penalty without its loss.": lambda X, y, w, b, lam: lam / 2 * (w**2).sum(),
    "a penalty that is subtracted: large weights would be rewarded.": lambda X, y, w, b, lam: _mse(X, y, w, b) - lam / 2 * (w**2).sum(),
    "a penalty without its λ.": lambda X, y, w, b, lam: _mse(X, y, w, b) + (w**2).sum() / 2,
    "a sum of the squared errors: the loss is a mean over the examples.": lambda X, y, w, b, lam: (
        _mse(X, y, w, b) * len(X) + lam / 2 * (w**2).sum()
    ),
    "absolute errors in place of squared ones.": lambda X, y, w, b, lam: (X @ w + b - y).abs().mean() + lam / 2 * (w**2).sum(),
    "a root of the mean squared error: the loss has none.": lambda X, y, w, b, lam: _mse(X, y, w, b).sqrt() + lam / 2 * (w**2).sum(),
    "predictions of shape (n,) beside y of shape (n, 1): the difference is a table of n × n. Keep w a column.": lambda X, y, w, b, lam: (
        _penalised(X, y.reshape(1, -1), w, b, lam)
    ),
    "half of the squared errors: the ½ belongs to the penalty alone.": lambda X, y, w, b, lam: (
        _mse(X, y, w, b) / 2 + lam / 2 * (w**2).sum()
    ),
    "a penalty divided by the number of examples: only the loss is a mean over them.": lambda X, y, w, b, lam: (
        _mse(X, y, w, b) + lam / 2 * (w**2).sum() / len(X)
    ),
    "a prediction without its bias.": lambda X, y, w, b, lam: _penalised(X, y, w, 0 * b, lam),
    "a bias added after the subtraction with the wrong sign: the error is X @ w + b − y.": lambda X, y, w, b, lam: _penalised(
        X, y, w, -b, lam
    ),
}


@exercise("5.2")
def penalised_loss(a: Attempt) -> None:
    """Mean squared error plus half lambda times the squared length of the weights."""
    X, y = torch.tensor([[1.0, 0.0], [0.0, 1.0]]), torch.tensor([[5.0], [1.0]])
    w, b = torch.tensor([[4.0], [-1.0]]), torch.tensor([0.5])
    value = a(X, y, w, b, 0.6)
    a.law(
        "the result has shape ()",
        not isinstance(value, Tensor) or value.ndim == 0 or value.numel() > 1,
        "One number, but in brackets: w.T @ w is a table of 1 × 1, and .sum(0) leaves a direction over. (w**2).sum() adds up everything.",
        got=value,
        shape=tuple(getattr(value, "shape", ())),
    )
    law = "by hand: errors −0.5 and −1.5, their mean square 1.25, penalty 0.6/2 · (16 + 1), together 6.35"
    a.agrees(law, _penalised, X, y, w, b, 0.6, mistakes=LOSS_MISTAKES)
    X, y, w, b = a.randn(7, 3), a.randn(7, 1), a.randn(3, 1) + 0.5, a.randn(1) + 2
    a.agrees("on seven random examples", _penalised, X, y, w, b, 0.7, mistakes=LOSS_MISTAKES)
    a.agrees("without a penalty (λ = 0) it is the loss", _penalised, X, y, w, b, 0.0, mistakes=LOSS_MISTAKES)
    w.requires_grad_()
    b.requires_grad_()

    def gradients(X: Tensor, y: Tensor, lam: float) -> list[Tensor]:
        return list(torch.autograd.grad(a.value(X, y, w, b, lam), [w, b]))

    value = a(X, y, w, b, 0.7)
    a.law(
        "the result can be differentiated",
        isinstance(value, Tensor) and value.requires_grad,
        "The result is cut off from its graph: was something turned into a number by .item(), or detached?",
        got=value,
    )
    with_penalty, without = (a.run(gradients, X, y, lam=lam)[0] for lam in (0.7, 0.0))
    a.equal(
        "the penalty adds λw to the gradient",
        (with_penalty - without).detach(),
        0.7 * w.detach(),
        advice="The penalty itself is cut off from the graph: .data, .detach() or torch.no_grad() around it?",
        w=w.detach(),
        lam=0.7,
    )


# 5.3


def _decayed(w: Tensor, gradient: Tensor, rate: float, lam: float) -> Tensor:
    return (1 - rate * lam) * w - rate * gradient


STEP_MISTAKES: Mapping[str, Callable[..., Tensor]] = {
    "a decay by λ instead of ηλ: the share that is lost in a step is rate · lam.": lambda w, g, rate, lam: (1 - lam) * w - rate * g,
    "a decay of the new weights: the step is shrunk, too. Shrink the old weights, then subtract rate · gradient.": lambda w, g, rate, lam: (
        (1 - rate * lam) * (w - rate * g)
    ),
    "weights that grow: 1 + ηλ. The penalty pulls towards 0, so it is 1 − ηλ.": lambda w, g, rate, lam: (1 + rate * lam) * w - rate * g,
    "a step uphill: subtract rate · gradient.": lambda w, g, rate, lam: (1 - rate * lam) * w + rate * g,
    "a penalty without its ½: the decay is twice as strong. The gradient of λ/2 · w² is λw.": lambda w, g, rate, lam: (
        (1 - 2 * rate * lam) * w - rate * g
    ),
    "½ kept in the gradient: the derivative of λ/2 · w² is λw.": lambda w, g, rate, lam: (1 - rate * lam / 2) * w - rate * g,
    "a step without any decay.": lambda w, g, rate, lam: w - rate * g,
    "the decay alone: the loss has its step, too.": lambda w, g, rate, lam: (1 - rate * lam) * w,
    "a full gradient: multiply it by the rate.": lambda w, g, rate, lam: (1 - rate * lam) * w - g,
    "λ in the place of λw: the same amount would be taken from every weight, whatever its size and sign.": lambda w, g, rate, lam: (
        w - rate * (g + lam)
    ),
    "a decay without λ: the share that is lost in a step is rate · lam.": lambda w, g, rate, lam: (1 - rate) * w - rate * g,
    "the penalty in the place of its gradient: the derivative of λ/2 · w² is λw.": lambda w, g, rate, lam: w - rate * (g + lam / 2 * w**2),
    "the whole penalty, one number, taken from every weight: its gradient λw has an entry for each of them.": lambda w, g, rate, lam: (
        w - rate * (g + lam / 2 * (w**2).sum())
    ),
    "the length of w, one number, taken from every weight: λw has an entry for each of them.": lambda w, g, rate, lam: (
        w - rate * (g + lam * w.norm())
    ),
    "λw² in the place of λw: the gradient of a square has no square.": lambda w, g, rate, lam: w - rate * (g + lam * w**2),
    "an L1 step: λ times the sign of w. Weight decay takes λw.": lambda w, g, rate, lam: w - rate * (g + lam * w.sign()),
    "what is kept without the rest: ηλ · w is what is lost, (1 − ηλ) · w is what stays.": lambda w, g, rate, lam: rate * lam * w - rate * g,
    "the change alone: it is added to w.": lambda w, g, rate, lam: -rate * (g + lam * w),
    "a gradient that is multiplied by λ: λ belongs to the weights.": lambda w, g, rate, lam: w - rate * lam * (g + w),
}


@exercise("5.3")
def decayed_step(a: Attempt) -> None:
    """One step of gradient descent with weight decay."""
    w, g = torch.tensor([1.0, -2.0]), torch.tensor([-4.0, 3.0])
    a.agrees("by hand: from 1 with gradient −4 to 1.3, from −2 with gradient 3 to −2.1", _decayed, w, g, 0.1, 1.0, mistakes=STEP_MISTAKES)
    w, g = a.randn(4, 3), a.randn(4, 3)
    a.agrees("on twelve random weights", _decayed, w, g, 0.2, 0.6, mistakes=STEP_MISTAKES)
    a.agrees("without decay (λ = 0) it is gradient descent", _decayed, w, g, 0.2, 0.0, mistakes=STEP_MISTAKES)
    a.agrees("without a gradient the weights only shrink", _decayed, w, torch.zeros(4, 3), 0.2, 0.6, mistakes=STEP_MISTAKES)


# 5.4


def _solve(A: Tensor, y: Tensor, diagonal: Tensor) -> Tensor:
    return torch.linalg.solve(A.T @ A + diagonal.to(A.dtype).diag(), A.T @ y)


def _ridge(X: Tensor, y: Tensor, lam: float, factor: float | None = None) -> tuple[Tensor, Tensor]:
    on_diagonal = len(X) * lam / 2 if factor is None else factor
    Xc, yc = X - X.mean(0), y - y.mean(0)
    w = _solve(Xc, yc, torch.full((X.shape[1],), on_diagonal))
    return w, y.mean(0) - X.mean(0) @ w


def _bias_charged(X: Tensor, y: Tensor, lam: float) -> tuple[Tensor, Tensor]:
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    both = _solve(A, y, torch.full((A.shape[1],), len(X) * lam / 2))
    return both[:-1], both[-1]


def _through_origin(X: Tensor, y: Tensor, lam: float) -> Tensor:
    return _solve(X, y, torch.full((X.shape[1],), len(X) * lam / 2))


RIDGE_MISTAKES: Mapping[str, Callable[..., tuple[Tensor, ...]]] = {
    "a bias that is charged as well: with a column of ones, its place on the diagonal must be 0.": _bias_charged,
    "λ alone on the diagonal: the loss is a mean with the derivative 2/n · …, so it is nλ/2.": lambda X, y, lam: _ridge(X, y, lam, lam),
    "nλ on the diagonal: the derivative of a square has a 2, so it is nλ/2.": lambda X, y, lam: _ridge(X, y, lam, len(X) * lam),
    "λ/2 on the diagonal, without the n: the loss is a mean over the n examples (the rows of X), so it is nλ/2.": lambda X, y, lam: _ridge(
        X, y, lam, lam / 2
    ),
    "2nλ on the diagonal: the 2 stands below. It is nλ/2.": lambda X, y, lam: _ridge(X, y, lam, 2 * len(X) * lam),
    "a ridge that is subtracted: the penalty's gradient adds λw, so nλ/2 is added.": lambda X, y, lam: _ridge(X, y, lam, -len(X) * lam / 2),
    "one mean for all of X: every feature has its own, X.mean(0).": lambda X, y, lam: (
        _through_origin(X - X.mean(), y - y.mean(), lam),
        y.mean(0) - X.mean(0) @ _through_origin(X - X.mean(), y - y.mean(), lam),
    ),
    "no ridge at all: nλ/2 is to be added to the diagonal.": lambda X, y, lam: _ridge(X, y, lam, 0.0),
    "a fit through the origin: X and y were not centred, and there is no bias.": lambda X, y, lam: (
        _through_origin(X, y, lam),
        torch.zeros(1),
    ),
    "weights for data that were not centred, and a bias added afterwards.": lambda X, y, lam: (
        _through_origin(X, y, lam),
        y.mean(0) - X.mean(0) @ _through_origin(X, y, lam),
    ),
    "weights for data that were not centred, beside the mean of y.": lambda X, y, lam: (_through_origin(X, y, lam), y.mean(0)),
    "the bias of the centred data: for data as they are it is mean(y) − mean(x) w.": lambda X, y, lam: (_ridge(X, y, lam)[0], y.mean(0)),
    "a bias of 0 beside the right weights: it is mean(y) − mean(x) w.": lambda X, y, lam: (_ridge(X, y, lam)[0], torch.zeros(1)),
    "a ridge added to every place of XᵀX: only the diagonal has one. torch.eye makes it.": lambda X, y, lam: _everywhere(X, y, lam),
    "the right values in the wrong order: first the weights, then the bias.": lambda X, y, lam: _ridge(X, y, lam)[::-1],
}


def _everywhere(X: Tensor, y: Tensor, lam: float) -> tuple[Tensor, Tensor]:
    Xc, yc = X - X.mean(0), y - y.mean(0)
    w = torch.linalg.solve(Xc.T @ Xc + len(X) * lam / 2, Xc.T @ yc)
    return w, y.mean(0) - X.mean(0) @ w


@exercise("5.4")
def ridge(a: Attempt) -> None:
    """Closed form of the penalised loss, with a bias that costs nothing."""
    x, y = torch.tensor([[-1.0], [0.0], [1.0]]), torch.tensor([[1.0], [4.0], [7.0]])
    a.agrees("three points of 3x + 4 with λ = 4: w = 6/8 = 0.75 and b = 4", _ridge, x, y, 4.0, mistakes=RIDGE_MISTAKES)
    X = a.randn(12, 3) + torch.tensor([1.0, -2.0, 0.5])
    y = X @ torch.tensor([[2.0], [-1.0], [0.5]]) + 4 + 0.3 * a.randn(12, 1)
    w, b = a.agrees("twelve random examples, not centred", _ridge, X, y, 0.8, mistakes=RIDGE_MISTAKES, tolerance=1e-3)
    a.law("the errors have mean 0", (X @ w + b - y).mean().abs() < 1e-2, "", mean=(X @ w + b - y).mean().item())
    X, y = a.randn(5, 9) + 1, a.randn(5, 1)
    a.agrees("more features than examples", _ridge, X, y, 0.5, mistakes=RIDGE_MISTAKES, tolerance=1e-3)
    a.agrees("a huge λ leaves the mean of y", _ridge, X, y, 1e6, mistakes=RIDGE_MISTAKES, tolerance=1e-3)


# 5.5


def _choice(lams: Tensor, chooser: Tensor, reporter: Tensor) -> tuple[float, float]:
    best = int(chooser.mean(dim=1).argmin())
    return lams[best].item(), reporter[best].mean().item()


def _luckiest(lams: Tensor, train: Tensor, valid: Tensor, test: Tensor) -> tuple[float, float]:
    best = int(valid.min(dim=1).values.argmin())
    return lams[best].item(), test[best].mean().item()


CHOICE_MISTAKES: Mapping[str, Callable[..., tuple[float, float]]] = {
    "a choice by the training error: it is lowest for the smallest λ and cannot see overfitting.": lambda lams, train, valid, test: _choice(
        lams, train, test
    ),
    "a choice by the training error, and the validation error as the report.": lambda lams, train, valid, test: _choice(lams, train, valid),
    "a choice and a report by the training error.": lambda lams, train, valid, test: _choice(lams, train, train),
    "a choice by the test error: a part that has chosen can no longer say what to expect.": lambda lams, train, valid, test: _choice(
        lams, test, test
    ),
    "a choice by the test error, and the validation error as the report. The jobs are the other way round.": lambda lams, t, valid, test: (
        _choice(lams, test, valid)
    ),
    "the validation error as the report: λ was chosen because it looks good there. Report the test error.": lambda lams, t, v, s: _choice(
        lams, v, v
    ),
    "the training error as the report: the test error says what to expect.": lambda lams, train, valid, test: _choice(lams, valid, train),
    "the lowest test error beside the λ chosen by validation: report the test error of that λ.": lambda lams, train, valid, test: (
        _choice(lams, valid, test)[0],
        test.mean(dim=1).min().item(),
    ),
    "the place of λ in the list, not λ itself: lams[best].": lambda lams, train, valid, test: (
        float(valid.mean(dim=1).argmin()),
        _choice(lams, valid, test)[1],
    ),
    "the two numbers in the wrong order: first λ, then the error.": lambda lams, train, valid, test: _choice(lams, valid, test)[::-1],
    "the mean of the whole test table: report the test error of the chosen λ, one row.": lambda lams, train, valid, test: (
        _choice(lams, valid, test)[0],
        test.mean().item(),
    ),
    "the smallest gap between validation and training: underfitting has a small gap, too. The lowest validation error chooses.": (
        lambda lams, train, valid, test: _choice(lams, valid - train, test)
    ),
    "a choice by validation and test together: the test part must have no say in it.": lambda lams, train, valid, test: _choice(
        lams, valid + test, test
    ),
    "the λ with the highest validation error: errors are to be low.": lambda lams, train, valid, test: _choice(lams, -valid, test),
    "the single luckiest run: take the mean over the seeds first, then the lowest.": _luckiest,
    "a choice by the first seed alone: take the mean over the seeds first.": lambda lams, train, valid, test: _choice(
        lams, valid[:, :1], test
    ),
    "a mean over the λ in place of the seeds: one row is one λ, so the seeds lie along dim=1.": lambda lams, train, valid, test: (
        lams[int(valid.mean(dim=0).argmin())].item(),
        test[int(valid.mean(dim=0).argmin())].mean().item(),
    ),
    "the test error of one seed: report the mean over the seeds.": lambda lams, train, valid, test: (
        _choice(lams, valid, test)[0],
        test[int(valid.mean(dim=1).argmin()), 0].item(),
    ),
    "a λ for every seed, and their mean: choose one λ for all.": lambda lams, train, valid, test: (
        lams[valid.argmin(dim=0)].mean().item(),
        test[valid.argmin(dim=0), torch.arange(test.shape[1])].mean().item(),
    ),
}


@exercise("5.5")
def choose_lambda(a: Attempt) -> None:
    """Choose by validation, report the test error."""
    right = lambda lams, train, valid, test: _choice(lams, valid, test)  # noqa: E731
    lams = torch.tensor([0.1, 0.2, 0.5, 2.0, 5.0, 20.0, 50.0, 200.0, 500.0])  # each mistake leads to another result
    train = torch.tensor([[0.1, 0.2], [0.2, 0.3], [0.3, 0.4], [0.5, 0.6], [0.7, 0.8], [0.9, 1.0], [1.1, 1.2], [1.3, 1.4], [1.5, 1.6]])
    valid = torch.tensor([[2.9, 0.7], [2.2, 1.5], [1.4, 1.0], [2.6, 1.6], [1.3, 0.5], [1.0, 2.3], [2.5, 0.3], [2.6, 2.1], [1.2, 1.0]])
    test = torch.tensor([[2.3, 2.6], [2.1, 2.2], [1.5, 0.9], [0.5, 1.2], [1.7, 1.8], [2.0, 1.4], [1.6, 2.5], [2.2, 1.1], [1.8, 1.9]])
    whole_table = (
        "This looks like an argmin() over a whole table: it counts all entries, one seed after the other. "
        "A mean over the seeds (dim=1) comes first; then argmin() counts the λ."
    )
    _explain(a, "out of bounds", whole_table, lams, train, valid, test)
    a.agrees("nine λ (rows), two seeds (columns)", right, lams, train, valid, test, mistakes=CHOICE_MISTAKES)
    rows = a.randn(6, 5).abs() + 1
    train = torch.linspace(0.1, 0.9, 6).reshape(6, 1) + 0.01 * a.randn(6, 5)
    valid, test = rows, rows.flip(0) + a.randn(6, 5).abs()
    a.agrees("random tables of six λ and five seeds", right, a.randn(6).abs(), train, valid, test, mistakes=CHOICE_MISTAKES)


# 5.6


def _names(parameters: Any, net: nn.Module) -> list[str]:
    known = {id(p): name for name, p in net.named_parameters()}
    return [known.get(id(p), "a tensor that is no parameter of net") for p in parameters]


def _groups_of(a: Attempt, net: nn.Module, lam: float) -> list[dict[str, Any]]:
    groups = a.run(lambda lam: a.value(net, lam), lam=lam)
    if groups is None or groups is Ellipsis:
        raise NotYet({"got": repr(groups)}, "Your function returned nothing. Does its last line begin with `return`?")
    listed = isinstance(groups, list | tuple) and len(groups) == 2 and all(isinstance(g, dict) for g in groups)
    a.law(
        "it returns a list of two dicts",
        listed,
        "Return [{…}, {…}]: first the decayed parameters, then the biases.",
        got=type(groups).__name__,
    )
    for group in groups:
        keys = ", ".join(map(str, group))
        a.law(
            "each dict has the key 'params'",
            "params" in group,
            "The optimizer looks for the tensors under the key 'params'.",
            keys=keys,
        )
        a.law(
            "each dict states 'weight_decay'",
            "weight_decay" in group,
            "This looks like a group that leaves weight_decay to the optimizer's default. AdamW's default is 0.01, not 0: "
            "state it, also where it is 0. (Is the key spelt weight_decay?)",
            keys=keys,
        )
    return [dict(g, params=[g["params"]] if isinstance(g["params"], Tensor) else list(g["params"])) for g in groups]


@exercise("5.6")
def parameter_groups(a: Attempt) -> None:
    """Weights decayed, biases not."""
    torch.manual_seed(0)
    nets = {
        "nn.Linear(3, 2)": nn.Linear(3, 2),
        "two linear layers with a ReLU": nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1)),
        "a layer without a bias, then one with": nn.Sequential(nn.Linear(3, 4, bias=False), nn.Linear(4, 1)),
        "a PReLU, whose weight has one dimension": nn.Sequential(nn.Linear(3, 4), nn.PReLU(), nn.Linear(4, 1)),
    }
    for what, net in nets.items():
        _hold_groups(a, what, net, 0.3)
    _hold_groups(a, "another λ", nn.Linear(2, 2), 0.07)


def _hold_groups(a: Attempt, what: str, net: nn.Module, lam: float) -> None:
    groups = _groups_of(a, net, lam)
    every = [name for name, _ in net.named_parameters()]
    weights, biases = ([n for n in every if n.endswith("bias") == is_bias] for is_bias in (False, True))
    first, second = (_names(g["params"], net) for g in groups)
    shown = {"net": what, "first_group": first, "second_group": second, "weight_decay": [g["weight_decay"] for g in groups]}
    foreign = any("no parameter" in name for name in first + second)
    advice = "Hand over the parameters themselves: the second of each pair of named_parameters(), not its name, no copy and no .data."
    a.law("every entry is a parameter of net", not foreign, advice, **shown)
    twice = len(set(first + second)) < len(first + second)
    a.law("no parameter is in two groups", not twice, "This looks like biases in both groups: PyTorch refuses that.", **shown)
    missing = [n for n in every if n not in first + second]
    a.law(
        "every parameter is in a group",
        not missing,
        "This looks like parameters left out: an optimizer never moves what it was not given.",
        **shown,
        missing=missing,
    )
    if sorted(first) == sorted(biases) and sorted(second) == sorted(weights) and biases:
        advice = "This looks like the groups the wrong way round: the weights come first, and they are the ones that are decayed."
    elif set(biases) & set(first):
        advice = "This looks like biases among the decayed parameters. A name's end tells them apart: 0.bias, 2.bias."
    else:
        advice = (
            "This looks like weights among those that are not decayed. Look at the end of every name, for every layer: "
            "neither the place in the list nor the number of dimensions makes a bias."
        )
    a.law(
        "the first group holds the weights, the second the biases",
        (sorted(first), sorted(second)) == (sorted(weights), sorted(biases)),
        advice,
        **shown,
    )
    decays = tuple(float(g["weight_decay"]) for g in groups)
    a.equal(
        "weight_decay is lam in the first group and 0 in the second",
        decays,
        (lam, 0.0),
        tolerance=1e-6,
        mistakes={
            "the same decay for both: the biases are to have 0.": (lam, lam),
            "the two strengths the wrong way round: the weights are decayed, the biases are not.": (0.0, lam),
            "half of lam: weight_decay=lam already stands for the penalty lam/2 · w².": (lam / 2, 0.0),
            "twice lam: weight_decay=lam already stands for the penalty lam/2 · w².": (2 * lam, 0.0),
            "no decay at all.": (0.0, 0.0),
            "the strength of the text, 3.0: use lam.": (3.0, 0.0),
        },
        net=what,
        lam=lam,
    )


# 5.7


def _soft(v: Tensor, t: float) -> Tensor:
    return v.sign() * (v.abs() - t).clamp(min=0)


SOFT_MISTAKES: Mapping[str, Callable[..., Tensor]] = {
    "a step past zero: small entries come out on the other side. Stop at 0.": lambda v, t: v - t * v.sign(),
    "lost signs: negative entries must stay negative.": lambda v, t: (v.abs() - t).clamp(min=0),
    "negative entries that were not treated by their size: −3 comes to −2, not to 0.": lambda v, t: (v - t).clamp(min=0),
    "a hard threshold: small entries become 0, but the others must move by t, too.": lambda v, t: v * (v.abs() > t),
    "entries cut off at ±t: that is what is taken away, not what is left.": lambda v, t: v.clamp(-t, t),
    "t subtracted from every entry: negative ones move away from 0.": lambda v, t: v - t,
    "a step away from zero: subtract t from the size.": lambda v, t: v.sign() * (v.abs() + t),
    "an L2 step: every entry shrunk by a share. Here each loses the same amount t.": lambda v, t: (1 - t) * v,
    "L2's proximal step, v / (1 + t). Here each entry loses the same amount t.": lambda v, t: v / (1 + t),
    "negative entries that move away from 0: for them t is added, not subtracted.": lambda v, t: (v - t).clamp(min=0) + (v - t) * (v < -t),
    "sizes multiplied by v: only its sign is to come back, v.sign().": lambda v, t: (v.abs() - t).clamp(min=0) * v,
    "an upper limit of 0: clamp(max=0) keeps what is below 0, and that is what is to go.": lambda v, t: (
        v.sign() * (v.abs() - t).clamp(max=0)
    ),
    "a second case that begins at t: entries between −t and t become 0, only those below −t move by +t.": lambda v, t: torch.where(
        v > t, v - t, torch.where(v < t, v + t, torch.zeros_like(v))
    ),
    "half of t: the whole t is taken.": lambda v, t: _soft(v, t / 2),
    "sizes that were not stopped at 0 before the sign came back: clamp(min=0) belongs to v.abs() − t.": lambda v, t: (
        v.sign() * (v.abs() - t)
    ),
    "a clamp after the sign: all negative entries are lost. Clamp the size, then give the sign back.": lambda v, t: (
        v.sign() * (v.abs() - t)
    ).clamp(min=0),
}


@exercise("5.7")
def soft_threshold(a: Attempt) -> None:
    """Every entry moves towards zero by t, never past it."""
    names = getattr(getattr(a.value, "__code__", None), "co_names", ())
    a.law("it is your own", not {"softshrink", "Softshrink"} & set(names), "softshrink is PyTorch's. Write it with abs, clamp and sign.")
    v = torch.tensor([3.0, 0.5, -0.5, -3.0, 0.0])
    one_number = (
        "This looks like towards_zero of the text: Python's max and if decide once, for one number. "
        "A tensor has many: .clamp(min=0) and .sign() decide for every entry."
    )
    _explain(a, "ambiguous", one_number, v, 1.0)
    a.agrees("by hand with t = 1: 2, 0, 0, −2, 0", _soft, v, 1.0, mistakes=SOFT_MISTAKES)
    v = 2 * a.randn(4, 5)
    result = a.agrees("on twenty random numbers", _soft, v, 0.8, mistakes=SOFT_MISTAKES)
    inside = v.abs() <= 0.8
    a.law(
        "entries no larger than t become exactly 0",
        not torch.as_tensor(result)[inside].any(),
        "They are close to 0, but not equal to it. `clamp(min=0)` gives an exact 0.",
        input=v[inside],
        got=torch.as_tensor(result)[inside],
    )
    a.agrees("t = 0 changes nothing", _soft, v, 0.0, mistakes=SOFT_MISTAKES)
    a.agrees("opposite entries have opposite results", _soft, torch.cat([v[0], -v[0]]), 0.4, mistakes=SOFT_MISTAKES)
