"""Checks of chapter 03, softmax regression."""

import math
from collections.abc import Callable
from numbers import Real
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from .exercise import Attempt, NotYet, exercise, is_number, names_used, same, show_value

SMALL = torch.tensor([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [3.0, 1.0, 2.0]])  # square on purpose: a lost dimension raises no error
KEEPDIM = (
    "a missing keepdim: the rows' {} have the shape (examples,), and beside a matrix they line up with its columns. "
    "Here there are as many examples as classes, so nothing raises."
)
COLUMN = (
    "labels beside a table with one row for each example line up with its columns. Where the numbers happen to fit nothing raises. "
    "The labels must stand as a column, one for each row."
)
CLASS_NUMBERS = "class numbers subtracted from probabilities. The labels are class numbers: make them one-hot first."


@exercise("3.1")
def probabilities_by_hand(at: Attempt) -> None:
    """Odds of 6 : 3 : 1, with a common 10 on top."""
    got = _three_numbers(at.value)
    scores = torch.tensor([10 + math.log(6), 10 + math.log(3), 10.0])
    right = torch.tensor([0.6, 0.3, 0.1])
    mistakes = {
        "shares of the scores themselves. Take the exponential of each score first: then the 10 drops out.": scores / scores.sum(),
        "shares of the logarithms. Take the exponentials first: exp(log 6) is 6.": (scores - 10) / (scores - 10).sum(),
        "the odds, 6 to 3 to 1. Probabilities add up to 1: divide by the sum of the odds.": right * 10,
        "per cents. Probabilities add up to 1, not to 100.": right * 100,
        "the right numbers in the opposite order. The largest score has the largest probability.": right.flip(0),
        "the winner alone. Softmax gives every class a share, also the last one.": torch.tensor([1.0, 0.0, 0.0]),
        "equal shares. The common 10 drops out, but log 6, log 3 and log 1 remain.": torch.full((3,), 1 / 3),
        "logarithms of the probabilities. Take the exponential of each.": right.log(),
        "a sum over four terms: the common 10 is no class of its own, it drops out.": torch.tensor([6.0, 3.0, 1.0]) / 20,
    }
    shown = {"scores": "[10 + log 6, 10 + log 3, 10]", "got": show_value(got)}
    for sentence, value in mistakes.items():
        if same(got, value, 0.006):
            raise NotYet(shown, f"This looks like {sentence}")
    total = float(got.sum())
    at.law("the probabilities add up to 1", abs(total - 1) < 0.006, "Divide by the sum of the exponentials.", **shown, sum=total)
    for first, second, odds in ((0, 1, 2.0), (1, 2, 3.0)):
        advice = "The difference of two scores is the logarithm of their odds. Which odds belong to log 6, log 3 and log 1?"
        law = f"probability {first + 1} is {odds:g} times probability {second + 1}: exp of the difference of their scores"
        fits = abs(float(got[first]) - odds * float(got[second])) < 0.02
        at.law(law, fits, advice, **shown)


@exercise("3.2")
def stable_softmax(at: Attempt) -> None:
    """Rows of probabilities for scores of any size."""
    at.refuse({"softmax", "log_softmax", "softmin", "logsumexp", "Softmax", "LogSoftmax"}, "exp, sum and amax or max")
    examples = "a sum over the examples (dim=0). The classes of one example lie along dim=1."
    batch = "one sum over the whole batch. Every row is a forecast of its own and needs its own sum (dim=1)."
    mistakes = {
        examples: lambda X: X.softmax(0),
        examples + " (The maxima are right.)": lambda X: _powers(X) / _powers(X).sum(0),
        batch: lambda X: X.exp() / X.exp().sum(),
        batch + " (The maxima are right.)": lambda X: _powers(X) / _powers(X).sum(),
        KEEPDIM.format("sums"): lambda X: X.exp() / X.exp().sum(1),
        KEEPDIM.format("sums") + " (The maxima are right.)": lambda X: _powers(X) / _powers(X).sum(1),
        KEEPDIM.format("sums") + " The rows' maxima have lost it too.": lambda X: _shifted(X, X.amax(1)) / _shifted(X, X.amax(1)).sum(1),
        KEEPDIM.format("maxima"): lambda X: _shifted(X, X.amax(1)) / _shifted(X, X.amax(1)).sum(1, keepdim=True),
        "a maximum over the examples (dim=0): the columns of a row are shifted by different amounts, and that changes its probabilities. "
        "Each row needs one number, its own maximum (dim=1).": lambda X: _shifted(X, X.amax(0)).div(
            _shifted(X, X.amax(0)).sum(1, keepdim=True)
        ),
        "exponentials of shifted scores over a sum of unshifted ones. Use the same exponentials above and below.": lambda X: (
            _powers(X) / X.exp().sum(1, keepdim=True)
        ),
        "the exponentials alone: the division by the row's sum is missing.": lambda X: X.exp(),
        "the shifted exponentials alone: the division by the row's sum is missing.": lambda X: _powers(X),
        "logarithms of probabilities (log-softmax). Take their exponential.": lambda X: X.log_softmax(1),
        "shares of the scores, without exp. A score of −1 would get a negative share.": lambda X: X / X.sum(1, keepdim=True),
        "softmax of the negative scores: the lowest score got the highest probability.": lambda X: (-X).softmax(1),
        "scores divided by their row's largest. Subtract it: softmax sees differences, and a division changes them.": lambda X: (
            X / X.amax(1, keepdim=True)
        ).softmax(1),
    }
    got = _call(at, SMALL)
    _rows_sum_to_one(at, SMALL, got, mistakes)
    at.agrees("exp(score) over the sum of its row", _softmax, SMALL, mistakes=mistakes)
    X = 2 * at.randn(4, 6)
    at.agrees("exp(score) over the sum of its row", _softmax, X, mistakes=mistakes)

    far = [
        torch.tensor([[1000.0, 1001.0, 1002.0], [1001.0, 1000.0, 1002.0]]),
        torch.tensor([[0.0, 0.0, 300.0], [300.0, 0.0, 0.0]]),
        torch.tensor([[1000.0, 1001.0, 1002.0], [0.0, 1.0, 2.0]]),
        torch.tensor([[-1000.0, -1001.0, -1002.0], [5.0, -995.0, 4.0]]),
    ]
    for X in far:
        got, right = _call(at, X), X.softmax(1)
        advice = "" if same(got, right) else _far_mistake(at.value, far)
        bad = isinstance(got, Tensor) and not bool(torch.isfinite(got).all())
        at.law("large scores give no nan and no inf", not bad, advice, input=X, got=got)
        at.equal("large scores give what their differences say", got, right, advice=advice, input=X)
    shift = 50 * at.randn(4, 1)
    X = at.randn(4, 6)
    at.equal("a constant added to a row changes nothing", _call(at, X + shift), _softmax(X), tolerance=1e-3, input=X, added=shift)


@exercise("3.3")
def mean_surprise(at: Attempt) -> None:
    """Cross-entropy from logits."""
    at.refuse({"cross_entropy", "nll_loss", "CrossEntropyLoss", "NLLLoss"}, "torch.logsumexp")
    even, label = torch.zeros(1, 4), torch.tensor([2])
    mistakes: dict[str, Callable[[Tensor, Tensor], Any]] = {
        "a missing minus. The logarithm of a probability is negative; the surprise is its opposite.": lambda z, c: -F.cross_entropy(z, c),
        "a sum over the examples. The loss is their mean: else it grows with the batch.": lambda z, c: F.cross_entropy(
            z, c, reduction="sum"
        ),
        "one loss for each example. Take the mean over the examples.": lambda z, c: F.cross_entropy(z, c, reduction="none"),
        "softmax taken twice: this loss takes scores, and log-sum-exp does the work of softmax.": lambda z, c: F.cross_entropy(
            z.softmax(1), c
        ),
        "P[:, labels]: that takes whole columns for every row. Pick one entry from each row, with row numbers beside the labels.": (
            lambda z, c: -z.log_softmax(1)[:, c].mean()
        ),
        "scores[:, labels]: that takes whole columns for every row. Pick one entry from each row, with row numbers beside the labels.": (
            lambda z, c: (torch.logsumexp(z, 1) - z[:, c]).mean()
        ),
        "a mean over examples and classes. With one-hot labels, sum over the classes first, then take the mean over the examples.": (
            lambda z, c: F.cross_entropy(z, c) / z.shape[1]
        ),
        "1 − p instead of −log p.": lambda z, c: 1 - _picked(z.softmax(1), c).mean(),
        "minus the mean probability: the logarithm is missing.": lambda z, c: -_picked(z.softmax(1), c).mean(),
        "the logarithm of the mean probability. Take the logarithm of each example's probability first, then the mean.": (
            lambda z, c: -_picked(z.softmax(1), c).mean().log()
        ),
        "the score of the label alone: log-sum-exp is missing.": lambda z, c: -_picked(z, c).mean(),
        "log-sum-exp alone: the score of the label is still to be subtracted.": lambda z, c: torch.logsumexp(z, 1).mean(),
        "softmax along the wrong dimension (dim=0 runs over the examples).": lambda z, c: -_picked(z.log_softmax(0), c).mean(),
        "logarithms to base 2. The course uses natural logarithms.": lambda z, c: F.cross_entropy(z, c) / math.log(2),
        "logarithms to base 10. The course uses natural logarithms.": lambda z, c: F.cross_entropy(z, c) / math.log(10),
        "the largest score in place of log-sum-exp.": lambda z, c: (z.amax(1) - _picked(z, c)).mean(),
    }
    logits, labels = torch.tensor([[1.0, 2.0, 0.0], [3.0, 1.0, -1.0]]), torch.tensor([2, 0])
    _agrees(at, "the mean over the examples of −log p(label)", F.cross_entropy, logits, labels, mistakes)
    at.agrees("equal scores for four classes cost log 4", F.cross_entropy, even, label, mistakes=mistakes)
    n, k = int(at.randint(3, 7, 1)), 8
    at.agrees("the mean over the examples of −log p(label)", F.cross_entropy, 2 * at.randn(n, k), at.randint(0, k, n), mistakes=mistakes)

    far, label = torch.tensor([[-60.0, 60.0]]), torch.tensor([0])
    value = at(far, label)
    shown = {"logits": far, "label": label, "got": value, "expected": 120.0}
    advice = (
        "This looks like a logarithm of a probability that became exactly 0 (exp(−120) is below the smallest float32). "
        "Do not form the probability: log-sum-exp minus the label's score."
    )
    at.law("a label 120 behind costs 120, not infinity", math.isfinite(float(value)), advice, **shown)
    advice = (
        "This looks like a small number added inside the logarithm, or a clamp. It hides the infinity and caps the loss. "
        "Do not form the probability: log-sum-exp minus the label's score."
    )
    at.law("a label 120 behind costs 120, not a capped number", abs(float(value) - 120) < 0.1, advice, **shown)
    advice = "This looks like exp() of the scores as they came: it overflows. torch.logsumexp subtracts the largest score inside."
    large = torch.tensor([[1000.0, 1001.0, 1002.0]])
    value = at(large, torch.tensor([2]))
    at.law("scores of 1000 give a finite loss", math.isfinite(float(value)), advice, logits=large, label=[2], got=value, expected=0.4076)
    at.equal("scores of 1000 cost what their differences say", value, F.cross_entropy(large, torch.tensor([2])), logits=large, label=[2])

    logits = at.randn(3, 4).requires_grad_()
    value = at(logits, at.randint(0, 4, 3))
    flows = isinstance(value, Tensor) and value.requires_grad
    advice = "This looks like .item(), float() or .detach(): it cuts the graph. Return the tensor itself."
    at.law("backward() can start from the loss", flows, advice, got=value)


@exercise("3.4")
def logit_gradient(at: Attempt) -> None:
    """Softmax minus one-hot, divided by the number of examples."""
    at.refuse({"backward", "grad", "cross_entropy", "CrossEntropyLoss"}, "softmax minus one-hot")
    mistakes: dict[str, Callable[[Tensor, Tensor], Any]] = {
        "the gradient of the sum: the mean over n examples divides each one's gradient by n.": lambda z, c: _gradient(z, c) * len(c),
        "one-hot minus softmax: that is the direction of the step, the opposite of the gradient.": lambda z, c: -_gradient(z, c),
        "one-hot minus softmax, without the 1/n of the mean.": lambda z, c: -_gradient(z, c) * len(c),
        "a division by examples times classes. The loss is a mean over the examples only.": lambda z, c: _gradient(z, c) / z.shape[1],
        "a division by the number of classes. The mean runs over the examples.": lambda z, c: _gradient(z, c) * len(c) / z.shape[1],
        "softmax alone: the one-hot labels are still to be subtracted.": lambda z, c: z.softmax(1),
        "softmax over n: the one-hot labels are still to be subtracted.": lambda z, c: z.softmax(1) / len(c),
        "P[:, labels] -= 1: that takes 1 from whole columns, for every row. Only one entry of each row is its label's.": _whole_columns(
            1.0
        ),
        "P[:, labels] -= 1, without the 1/n: that takes 1 from whole columns, for every row.": _whole_columns(None),
        "softmax along the wrong dimension (dim=0 runs over the examples).": lambda z, c: (
            (z.softmax(0) - F.one_hot(c, z.shape[1])) / len(c)
        ),
        "the one-hot of the predicted class. Subtract the one of the label: it is the label that the surprise is about.": (
            lambda z, c: (z.softmax(1) - F.one_hot(z.argmax(1), z.shape[1])) / len(c)
        ),
        "only the softmax was divided by n. Subtract first, then divide the difference.": lambda z, c: (
            z.softmax(1) / len(c) - F.one_hot(c, z.shape[1])
        ),
        "scores minus one-hot: softmax is missing. (This is the gradient of a squared error.)": lambda z, c: (
            (z - F.one_hot(c, z.shape[1])) / len(c)
        ),
        "the mean over the examples of the gradients. Each example has its own row of scores, so each keeps its own row of gradients.": (
            lambda z, c: _gradient(z, c).sum(0)
        ),
        "the derivative of −log p with respect to p. Go on to the scores: the chain rule through softmax leaves softmax minus one-hot.": (
            lambda z, c: -F.one_hot(c, z.shape[1]) / z.softmax(1) / len(c)
        ),
        CLASS_NUMBERS: lambda z, c: (z.softmax(1) - c[:, None]) / len(c),
        CLASS_NUMBERS + " (And divide by the number of examples.)": lambda z, c: z.softmax(1) - c[:, None],
    }
    logits, labels = torch.tensor([[2.0, 1.0, -1.0], [0.0, 0.0, 0.0]]), torch.tensor([2, 0])
    _agrees(at, "the gradient of the mean loss is what autograd finds", _gradient, logits, labels, mistakes)
    logits, labels = at.randn(3, 4), torch.tensor([0, 1, 0])
    _agrees(at, "it also holds where the last class has no example", _gradient, logits, labels, mistakes)
    for _ in range(2):
        logits, labels = 2 * at.randn(6, 5), at.randint(0, 5, 6)
        _agrees(at, "the gradient of the mean loss is what autograd finds", _gradient, logits, labels, mistakes)
    got = at(logits, labels)
    at.equal("the pushes on the scores of an example sum to 0", got.sum(1), torch.zeros(6), sums=got.sum(1))


@exercise("3.5")
def confusion_matrix(at: Attempt) -> None:
    """Counts, true classes down, predicted classes across."""
    mistakes: dict[str, Callable[..., Any]] = {
        "rows and columns exchanged: true classes go down (rows), predicted ones across (columns).": lambda t, p, k: _counts(p, t, k),
        "counts[true, predicted] += 1: it reads, adds and writes back, so a pair that occurs several times counts only once.": (
            lambda t, p, k: (_counts(t, p, k) > 0).long()
        ),
        "shares of each row. Return the counts themselves.": lambda t, p, k: _counts(t, p, k) / _counts(t, p, k).sum(1, keepdim=True),
        "shares of each column. Return the counts themselves.": lambda t, p, k: _counts(t, p, k) / _counts(t, p, k).sum(0, keepdim=True),
        "shares of all examples. Return the counts themselves.": lambda t, p, k: _counts(t, p, k) / len(t),
        "a table for the classes that occur in the predictions only. A class that is never predicted keeps its (empty) column.": (
            lambda t, p, k: _counts(t, p, k)[p.unique()][:, p.unique()]
        ),
        "a table that ends at the largest class that occurs. Classes without examples keep their rows and columns.": (
            lambda t, p, k: _counts(t, p, int(max(t.max(), p.max())) + 1)
        ),
        "the right answers only. Wrong ones are counted too, beside the diagonal.": lambda t, p, k: torch.diag(_counts(t, p, k).diag()),
        "the errors only. Right answers are counted too, on the diagonal.": lambda t, p, k: (
            _counts(t, p, k) - torch.diag(_counts(t, p, k).diag())
        ),
        "pairs numbered true + predicted · classes: that exchanges rows and columns.": lambda t, p, k: _counts(p, t, k),
        "the diagonal alone, as a list. The table has a row and a column for each class.": lambda t, p, k: _counts(t, p, k).diag(),
        "rows that are all one row: [[0] * classes] * classes names the same list several times, so a count in one is a count in all.": (
            lambda t, p, k: torch.bincount(p, minlength=k).repeat(k, 1)
        ),
        "the first pair alone: does `return` stand inside the loop?": lambda t, p, k: _counts(t[:1], p[:1], k),
        "counts without their table: reshape them to (classes, classes).": lambda t, p, k: _counts(t, p, k).flatten(),
    }
    true, predicted = torch.tensor([0, 0, 0, 1, 2]), torch.tensor([0, 1, 1, 1, 0])
    cases = [(true, predicted, 3), (torch.tensor([0, 1, 1]), torch.tensor([1, 1, 1]), 4)]
    cases += [(at.randint(0, 5, 40), at.randint(0, 5, 40), 5) for _ in range(2)]
    for t, p, k in cases:
        got = _call(at, t, p, k)
        other = isinstance(got, Tensor) and got.dtype not in (torch.int64, torch.bool)
        if other and same(got, _counts(t, p, k).to(got.dtype)):
            rows = {"got": f"dtype {got.dtype}", "expected": "dtype torch.int64"}
            advice = "counts are whole" if got.is_floating_point() else "int64 is asked for, as for class numbers"
            raise NotYet(rows, f"The numbers are right, but {advice}: begin with torch.zeros(…, dtype=torch.int64).")
        at.agrees("entry (i, j) counts the examples of true class i predicted as j", _counts, t, p, k, mistakes=mistakes)
    at.law("every example is counted once", int(got.sum()) == 40, got=int(got.sum()), expected=40)


@exercise("3.6")
def top_k_accuracy(at: Attempt) -> None:
    """Share of examples whose label is among the k highest scores."""
    mistakes: dict[str, Callable[..., Any]] = {
        "the ordinary accuracy: k changes nothing. Look at the k highest scores, not only at the first.": lambda s, c, k: _top(s, c, 1),
        "labels that meet the candidates of other rows: " + COLUMN: lambda s, c, k: (s.topk(k, 1).indices == c).any(1).float().mean(),
        "labels looked for among the candidates of all rows. Each label belongs to its own row.": (
            lambda s, c, k: torch.isin(c, s.topk(k, 1).indices).float().mean()
        ),
        "a mean over all candidates. An example has at most one hit in its k: take any() along dim=1 first.": lambda s, c, k: (
            _top(s, c, k) / k
        ),
        "a count. Divide by the number of examples.": lambda s, c, k: _top(s, c, k) * len(c),
        "one answer for each example. Take their mean.": lambda s, c, k: (s.topk(k, 1).indices == c[:, None]).any(1),
        "one number for each example. Take their mean.": lambda s, c, k: (s.topk(k, 1).indices == c[:, None]).any(1).float(),
        "the k lowest scores. The best candidates have the highest.": lambda s, c, k: _top(-s, c, k),
        "the k-th candidate alone. The label may stand anywhere among the first k.": (
            lambda s, c, k: (s.topk(k, 1).indices[:, -1] == c).float().mean()
        ),
        "the highest k scores compared with the labels. topk gives values and indices: the classes are the indices.": (
            lambda s, c, k: (s.topk(k, 1).values == c[:, None]).any(1).float().mean()
        ),
        "one candidate too many: slices and topk count from 1, k candidates are [:k].": lambda s, c, k: _top(s, c, min(k + 1, s.shape[1])),
        "the k highest along the examples (dim=0). The classes of one example lie along dim=1.": (
            lambda s, c, k: (s.topk(k, 0).indices.T[: len(c)] == c[:, None]).any(1).float().mean()
        ),
        "all() in place of any(): a label equals one of its candidates, never all of them.": (
            lambda s, c, k: (s.topk(k, 1).indices == c[:, None]).all(1).float().mean()
        ),
        "the share of mistakes: one minus what is asked.": lambda s, c, k: 1 - _top(s, c, k),
        "per cents. A share lies between 0 and 1.": lambda s, c, k: 100 * _top(s, c, k),
    }
    scores = torch.tensor([[0.5, 0.3, 0.2, 0.0], [0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1], [0.1, 0.6, 0.0, 0.3], [0.0, 0.1, 0.2, 0.7]])
    labels = torch.tensor([1, 0, 0, 3, 2])
    law = "the share of examples whose label is among their own k highest scores"
    _agrees(at, law, _top, scores, labels, mistakes, 2, read=_number)
    for k in (1, 3, 4):
        n = k if k > 1 else 5  # as many examples as candidates: a lost dimension raises no error
        _agrees(at, law, _top, scores[-n:], labels[-n:], mistakes, k, read=_number)
    for k in (1, 2, 5):
        _agrees(at, law, _top, at.randn(40, 6), at.randint(0, 6, 40), mistakes, k, read=_number)
    value = _number(at(at.randn(9, 4), at.randint(0, 4, 9), 4))
    at.equal("with k = the number of classes every label is among them", value, 1.0)


@exercise("3.7")
def lowest_loss(at: Attempt) -> None:
    """log(e + 9) − 1."""
    got = _number(at.value)
    if not isinstance(got, float):
        raise NotYet({"got": show_value(got)}, "Expected one number.")
    e = math.e
    mistakes = {
        "the floor of the right loss. The second softmax never gets scores further apart than 1, so it never gives the label all.": 0.0,
        "the loss of an even spread, log 10. The label still has a lead of 1 over the others.": math.log(10),
        "a label that counts twice: there are nine other classes, not ten.": math.log(e + 10) - 1,
        "the logarithm of the sum. The label's own score, 1, is still to be subtracted.": math.log(e + 9),
        "the probability e / (e + 9). The loss is its surprise, −log of it.": e / (e + 9),
        "a missing minus: the surprise is positive.": 1 - math.log(e + 9),
        "a logarithm to base 10. The course uses natural logarithms.": math.log10((e + 9) / e),
        "a logarithm to base 2. The course uses natural logarithms.": math.log2((e + 9) / e),
        "1 / (1 + 9) without exponentials, or nine zeros that vanish: exp(0) is 1.": 1.0,
        "nine zeros left out of the sum: exp(0) is 1, so each of them counts.": math.log(9),
        "a sum of 10. Beside nine 1s stands the label's own exponential, e: the sum is e + 9.": math.log(10) - 1,
        "a sum of ten times e. Only the label has the exponential e; the others have exp(0) = 1.": math.log(10) + 1,
        "a label with the probability 0.9. It has e of the sum e + 9.": -math.log(0.9),
    }
    floor = math.log(e + 9) - 1
    fits = abs(got - floor) < 0.003
    named = [] if fits else [f"This looks like {sentence}" for sentence, value in mistakes.items() if same(got, value, 0.003)]
    advice = "Write down the ten exponentials, their sum, and the label's share of it. The loss is −log of that share."
    law = "the loss is −log of the label's probability, for scores of one 1 and nine 0s"
    at.law(law, fits, named[0] if named else advice, got=got)


# What the checks share


def _three_numbers(answer: Any) -> Tensor:
    parts = answer.tolist() if isinstance(answer, Tensor) or hasattr(answer, "tolist") else answer
    if isinstance(parts, list | tuple) and any(part is Ellipsis for part in parts):
        raise NotYet({"got": show_value(answer)}, "A `...` is still to be replaced.")
    numbers = isinstance(parts, list | tuple) and all(is_number(part) for part in parts)
    if not numbers or len(parts) != 3:
        raise NotYet({"got": show_value(answer)}, "Expected three numbers in a list, one for each class: [a, b, c].")
    return torch.tensor([float(part) for part in parts])


def _number(value: Any) -> Any:
    """One number of any kind (Python's, NumPy's, a tensor with one element) as a float; all else as it came."""
    single = isinstance(value, Tensor | np.ndarray) and math.prod(value.shape) == 1
    number = value.item() if single else value
    return float(number) if isinstance(number, Real) and not isinstance(number, bool) else value


def _far_mistake(answer: Callable[..., Any], far: list[Tensor]) -> str:
    """Which mistake an answer makes with large scores: the one that repeats it on all of them, nan and inf too."""
    one = (
        "one maximum for the whole batch (or for a column). A row far below it becomes exp(very negative) = 0 everywhere, "
        "and 0 / 0 is nan. Every row needs its own largest score."
    )
    clamped = (
        "clamped scores: cutting them to one limit makes them equal, and the differences are lost. "
        "Subtract each row's largest score instead."
    )
    shifts = {
        "exp() of the scores as they came: exp(1000) is inf, and inf / inf is nan. Subtract each row's largest score first.": (
            lambda X: torch.zeros(len(X), 1)
        ),
        "the rows' mean was subtracted, not the rows' largest score. The largest is then still above 0, and its exp can overflow.": (
            lambda X: X.mean(1, keepdim=True)
        ),
        "the rows' smallest score was subtracted, not the largest. All the others are then above 0, and their exp can overflow.": (
            lambda X: X.amin(1, keepdim=True)
        ),
        "the largest absolute value was subtracted. In a row of negative scores it is not the largest score: every exponential "
        "becomes 0, and 0 / 0 is nan.": lambda X: X.abs().amax(1, keepdim=True),
        one: lambda X: X.max(),
    }
    made = {sentence: lambda X, by=by: _share(X - by(X)) for sentence, by in shifts.items()}
    made["numbers swept clean of nan. Subtract each row's largest score: then no nan arises."] = lambda X: _share(X).nan_to_num()
    far = [*far, torch.tensor([[0.0, 120.0, 120.0]])]  # tells the mean from the smallest
    results = [_result(answer, (X,)) for X in far]
    for sentence, wrong in made.items():
        if all(same(result, wrong(X)) for result, X in zip(results, far, strict=True)):
            return f"This looks like {sentence}"
    if same(results[0], torch.full_like(far[0], 1 / 3)):
        return f"This looks like {clamped}"
    return "Print the scores after your subtraction: the largest of every row must be exactly 0. Else exp gives inf, or only zeros."


def _call(at: Attempt, *inputs: Any, like: Any = None) -> Any:
    """Call the answer; say more than the frame does where the shapes or `max` tell what went wrong."""
    try:
        return at(*inputs, like=like)
    except NotYet as finding:
        raised = finding.rows.get("it raised", "")
        if "return_types" in raised:
            advice = "X.max(dim=1) returns two things, the values and where they stand. Use .values, or X.amax(dim=1)."
            raise NotYet(finding.rows, advice) from None
        used = names_used(at.value)
        if "Boolean value of Tensor" in raised and "topk" in used:
            advice = "topk returns two things, values and indices, and `in` looks through both. Take .indices: these are the classes."
            raise NotYet(finding.rows, advice) from None
        if "Input dtype must be either" in raised:
            raise NotYet(finding.rows, "True and False have no mean in torch: convert them with .float() first.") from None
        if "must match the size" in raised and "non-singleton dimension 0" in raised and used & {"argsort", "sort", "topk"}:
            advice = "This looks like [:k], which takes the first k rows. For the k best classes of every row write [:, :k]."
            raise NotYet(finding.rows, advice) from None
        if "must match the size" in raised and getattr(at.value, "__name__", "") == "logit_gradient" and "one_hot" not in used:
            raise NotYet(finding.rows, f"This looks like {CLASS_NUMBERS}") from None
        if "must match the size" in raised:
            advice = {
                "stable_softmax": "This looks like a missing keepdim: a row's maximum or sum must stand as a column, shape (examples, 1).",
                "logit_gradient": "This looks like F.one_hot without num_classes: it has only the columns that the largest label needs.",
                "top_k_accuracy": "This looks like labels of shape (examples,) beside candidates of shape (examples, k): " + COLUMN,
            }.get(getattr(at.value, "__name__", ""), finding.advice)
            raise NotYet(finding.rows, advice) from None
        raise


def _agrees(
    at: Attempt,
    law: str,
    right: Callable[..., Tensor],
    scores: Tensor,
    labels: Tensor,
    mistakes: dict[str, Callable[..., Any]],
    *more: int,
    read: Callable[[Any], Any] = lambda value: value,
) -> None:
    """As `Attempt.agrees`, for scores and labels; a mistake is named where fresh inputs bear it out too.

    One number is easily right by chance: a wrong answer's 0.2 can be that of several mistakes. `read` is applied to what
    the answer returns, to take more than one kind of it.
    """
    inputs = (scores, labels, *more)
    got, expected = read(_call(at, *inputs)), read(right(*inputs))
    made = {}
    if not same(got, expected):
        probes = [(at.randn(30, 7), at.randint(0, 7, 30), *((k,) if more else ())) for k in (2, 3)]
        made = {
            name: read(_result(wrong, inputs))
            for name, wrong in mistakes.items()
            if all(_alike(at.value, wrong, probe, read) for probe in probes)
        }
    at.equal(law, got, expected, mistakes=made, scores=scores, labels=labels, **({"k": more[0]} if more else {}))


def _result(function: Callable[..., Any], inputs: tuple[Any, ...]) -> Any:
    """What a function returns for copies of the inputs; a fresh object where it raises, which equals nothing."""
    try:
        return function(*(x.clone() if isinstance(x, Tensor) else x for x in inputs))
    except Exception:
        return object()


def _alike(answer: Callable[..., Any], wrong: Callable[..., Any], inputs: tuple[Any, ...], read: Callable[[Any], Any]) -> bool:
    """Whether two functions agree on these inputs: same result, or no result from both."""
    one, other = read(_result(answer, inputs)), read(_result(wrong, inputs))
    if type(one) is object or type(other) is object:
        return type(one) is type(other)
    return same(one, other)


def _rows_sum_to_one(at: Attempt, X: Tensor, got: Any, mistakes: dict[str, Callable[[Tensor], Tensor]]) -> None:
    if not isinstance(got, Tensor) or got.shape != X.shape:
        at.equal("one probability for each score", got, _softmax(X), input=X)
        return
    sums = got.detach().sum(1)
    made = [sentence for sentence, wrong in mistakes.items() if same(got, wrong(X))]
    named = f"This looks like {made[0]}" if made else "Which dimension do the classes lie along?"
    fits = same(sums, torch.ones(len(X)).to(sums.dtype))
    at.law("every row sums to 1", fits, named, input=X, row_sums=sums, expected=[1, 1, 1])


def _softmax(X: Tensor) -> Tensor:
    return X.softmax(1)


def _share(X: Tensor) -> Tensor:
    return X.exp() / X.exp().sum(1, keepdim=True)


def _shifted(X: Tensor, by: Tensor) -> Tensor:
    return (X - by).exp()


def _powers(X: Tensor) -> Tensor:
    return _shifted(X, X.amax(1, keepdim=True))


def _picked(table: Tensor, labels: Tensor) -> Tensor:
    return table[torch.arange(len(labels)), labels]


def _gradient(logits: Tensor, labels: Tensor) -> Tensor:
    return (logits.softmax(1) - F.one_hot(labels, logits.shape[1])) / len(labels)


def _whole_columns(divide: float | None) -> Callable[[Tensor, Tensor], Tensor]:
    def gradient(logits: Tensor, labels: Tensor) -> Tensor:
        P = logits.softmax(1)
        P[:, labels] -= 1
        return P / len(labels) if divide else P

    return gradient


def _counts(true: Tensor, predicted: Tensor, classes: int) -> Tensor:
    return torch.bincount(true * classes + predicted, minlength=classes**2).reshape(classes, classes)


def _top(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    return (scores.topk(k, 1).indices == labels[:, None]).any(1).float().mean()
