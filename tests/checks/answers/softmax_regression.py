"""Answers, wrong and right, of chapter 03: (exercise, what the check must say, code)."""

WRONG = [
    ("3.1", "A `...` is still to be replaced.", "probabilities_by_hand = [0.6, ..., 0.1]"),
    ("3.1", "shares of the scores themselves", "probabilities_by_hand = [0.358, 0.337, 0.304]"),
    ("3.1", "the exponentials", "probabilities_by_hand = [6, 3, 1]"),
    ("3.1", "per cents", "probabilities_by_hand = torch.tensor([60.0, 30.0, 10.0])"),
    ("3.1", "the right numbers in the opposite order", "probabilities_by_hand = (0.1, 0.3, 0.6)"),
    ("3.1", "the winner alone", "probabilities_by_hand = [1, 0, 0]"),
    ("3.1", "shares of the logarithms", "probabilities_by_hand = [0.62, 0.38, 0.0]"),
    ("3.1", "logarithms of the probabilities", "probabilities_by_hand = torch.tensor([6.0, 3.0, 1.0]).div(10).log()"),
    ("3.1", "a sum over four terms", "probabilities_by_hand = [0.3, 0.15, 0.05]"),
    ("3.1", "equal shares", "probabilities_by_hand = [1 / 3, 1 / 3, 1 / 3]"),
    ("3.1", "Probabilities add up to 1", "probabilities_by_hand = [0.6, 0.3, 0.3]"),
    ("3.1", "What do the differences of the scores say about the odds of two classe", "probabilities_by_hand = [0.7, 0.2, 0.1]"),
    ("3.1", "Write [number 1", "probabilities_by_hand = 0.6"),
    ("3.1", "an exponential of 0 for the last class", "probabilities_by_hand = [6 / 9, 3 / 9, 0]"),
    ("3.1", "10 added to the exponentials", "probabilities_by_hand = [16 / 39, 13 / 39, 10 / 39]"),
    ("3.1", "an exponential of 10 for the last class", "probabilities_by_hand = [6 / 19, 3 / 19, 10 / 19]"),
    (
        "3.1",
        "logarithms to base 10",
        """
import math
e = [math.exp(math.log10(6)), math.exp(math.log10(3)), 1]
probabilities_by_hand = [v / sum(e) for v in e]
""",
    ),
    ("3.1", "This is text", 'probabilities_by_hand = ["0.6", "0.3", "0.1"]'),
    ("3.1", "the probabilities of another example", "probabilities_by_hand = [1 / 8, 2 / 8, 5 / 8]"),
    ("3.1", "everything divided by the largest", "probabilities_by_hand = [1.0, 0.5, 1 / 6]"),
    (
        "3.2",
        "sums over the examples (dim=0)",
        """
def stable_softmax(X):
    powers = (X - X.max()).exp()
    return powers / powers.sum(dim=0)
""",
    ),
    (
        "3.2",
        "sums over the examples (dim=0)",
        """
def stable_softmax(X):
    powers = (X - X.amax(dim=1, keepdim=True)).exp()
    return powers / powers.sum(dim=0)
""",
    ),
    (
        "3.2",
        "exp() of the scores as they came",
        """
def stable_softmax(X):
    return X.exp() / X.exp().sum(dim=1, keepdim=True)
""",
    ),
    (
        "3.2",
        "one maximum for the whole batch",
        """
def stable_softmax(X):
    powers = (X - X.max()).exp()
    return powers / powers.sum(dim=1, keepdim=True)
""",
    ),
    (
        "3.2",
        "the rows' sums without keepdim",
        """
def stable_softmax(X):
    powers = (X - X.amax(dim=1, keepdim=True)).exp()
    return powers / powers.sum(dim=1)
""",
    ),
    (
        "3.2",
        "the rows' maxima without keepdim",
        """
def stable_softmax(X):
    powers = (X - X.amax(dim=1)).exp()
    return powers / powers.sum(dim=1, keepdim=True)
""",
    ),
    (
        "3.2",
        "the rows' maxima and sums without keepdim",
        """
def stable_softmax(X):
    powers = (X - X.amax(dim=1)).exp()
    return powers / powers.sum(dim=1)
""",
    ),
    (
        "3.2",
        "X.max(dim=1)",
        """
def stable_softmax(X):
    powers = (X - X.max(dim=1, keepdim=True)).exp()
    return powers / powers.sum(dim=1, keepdim=True)
""",
    ),
    (
        "3.2",
        "maxima over the examples (dim=0)",
        """
def stable_softmax(X):
    powers = (X - X.amax(dim=0)).exp()
    return powers / powers.sum(dim=1, keepdim=True)
""",
    ),
    (
        "3.2",
        "the row's mean",
        """
def stable_softmax(X):
    powers = (X - X.mean(dim=1, keepdim=True)).exp()
    return powers / powers.sum(dim=1, keepdim=True)
""",
    ),
    (
        "3.2",
        "one sum over the whole batch",
        """
def stable_softmax(X):
    powers = (X - X.max()).exp()
    return powers / powers.sum()
""",
    ),
    (
        "3.2",
        "clamped scores",
        """
def stable_softmax(X):
    powers = X.clamp(-80, 80).exp()
    return powers / powers.sum(dim=1, keepdim=True)
""",
    ),
    (
        "3.2",
        "numbers swept clean of nan",
        """
def stable_softmax(X):
    return (X.exp() / X.exp().sum(dim=1, keepdim=True)).nan_to_num()
""",
    ),
    (
        "3.2",
        "the shifted exponentials alone",
        """
def stable_softmax(X):
    return (X - X.amax(dim=1, keepdim=True)).exp()
""",
    ),
    (
        "3.2",
        "logarithms of probabilities (log-softmax)",
        """
def stable_softmax(X):
    Z = X - X.amax(1, keepdim=True)
    return Z - Z.exp().sum(1, keepdim=True).log()
""",
    ),
    (
        "3.2",
        "exponentials of shifted scores over a sum of unshifted ones.",
        """
def stable_softmax(X):
    return (X - X.amax(1, keepdim=True)).exp() / X.exp().sum(1, keepdim=True)
""",
    ),
    (
        "3.2",
        "Your function changed its input in place",
        """
def stable_softmax(X):
    X -= X.amax(dim=1, keepdim=True)
    return X.exp() / X.exp().sum(dim=1, keepdim=True)
""",
    ),
    (
        "3.2",
        "This exercise is to be written without the ready-made function",
        """
def stable_softmax(X):
    return torch.softmax(X, dim=1)
""",
    ),
    (
        "3.2",
        "Nothing came back",
        """
def stable_softmax(X):
    X = X - X.amax(dim=1, keepdim=True)
""",
    ),
    (
        "3.2",
        "the largest absolute value",
        """
def stable_softmax(X):
    powers = (X - X.abs().amax(dim=1, keepdim=True)).exp()
    return powers / powers.sum(dim=1, keepdim=True)
""",
    ),
    (
        "3.2",
        "the row's smallest score",
        """
def stable_softmax(X):
    powers = (X - X.amin(dim=1, keepdim=True)).exp()
    return powers / powers.sum(dim=1, keepdim=True)
""",
    ),
    (
        "3.2",
        "scores divided by their row's largest",
        """
def stable_softmax(X):
    powers = (X / X.amax(dim=1, keepdim=True)).exp()
    return powers / powers.sum(dim=1, keepdim=True)
""",
    ),
    (
        "3.2",
        "one sum over the whole batch",
        """
def stable_softmax(X):
    E = (X - X.amax(dim=1, keepdim=True)).exp()
    return E / E.sum()
""",
    ),
    (
        "3.2",
        "exponentials divided by their largest",
        """
def stable_softmax(X):
    E = X.exp() / X.exp().amax(dim=1, keepdim=True)
    return E / E.sum(dim=1, keepdim=True)
""",
    ),
    (
        "3.2",
        "This exercise is to be written without the ready-made function",
        """
def stable_softmax(X):
    return X.softmax(dim=1)
""",
    ),
    (
        "3.2",
        "This exercise is to be written without the ready-made function",
        """
from torch.nn.functional import softmax as share_of_rows
def stable_softmax(X):
    return share_of_rows(X, dim=1)
""",
    ),
    (
        "3.2",
        "exponentials taken twice.",
        """
def stable_softmax(X):
    E = (X - X.amax(dim=1, keepdim=True)).exp()
    return E.exp() / E.exp().sum(dim=1, keepdim=True)
""",
    ),
    (
        "3.2",
        "a fixed number",
        """
def stable_softmax(X):
    E = (X - 1000).exp() if X.max() > 80 else X.exp()
    return E / E.sum(dim=1, keepdim=True)
""",
    ),
    (
        "3.2",
        "something added to the sums",
        """
def stable_softmax(X):
    E = (X - X.amax(dim=1, keepdim=True)).exp()
    return E / (E.sum(dim=1, keepdim=True) + 1e-2)
""",
    ),
    (
        "3.2",
        "the first row alone",
        """
def stable_softmax(X):
    rows = []
    for row in X:
        e = (row - row.max()).exp()
        rows.append(e / e.sum())
        return torch.stack(rows)
""",
    ),
    (
        "3.2",
        "Expected a tensor",
        """
def stable_softmax(X):
    return [(row - row.max()).exp() / (row - row.max()).exp().sum() for row in X]
""",
    ),
    (
        "3.2",
        "squeeze()",
        """
def stable_softmax(X):
    E = (X - X.amax(dim=1, keepdim=True)).exp()
    return (E / E.sum(dim=1, keepdim=True)).squeeze()
""",
    ),
    (
        "3.2",
        "The result is to have the precision of float64",
        """
def stable_softmax(X):
    X = X.float()
    E = (X - X.amax(dim=1, keepdim=True)).exp()
    return E / E.sum(dim=1, keepdim=True)
""",
    ),
    (
        "3.2",
        "powers of 2",
        """
def stable_softmax(X):
    E = 2 ** (X - X.amax(dim=1, keepdim=True))
    return E / E.sum(dim=1, keepdim=True)
""",
    ),
    (
        "3.2",
        "a 1 in the place of each nan",
        """
def stable_softmax(X):
    E = X.exp()
    P = E / E.sum(dim=1, keepdim=True)
    return P.nan_to_num(1.0)
""",
    ),
    (
        "3.3",
        "a sum over the examples",
        """
def yes_no_surprise(scores, labels):
    both = torch.stack([torch.zeros_like(scores), scores], dim=1)
    return (torch.logsumexp(both, dim=1) - labels * scores).sum()
""",
    ),
    (
        "3.3",
        "one surprise for each example",
        """
def yes_no_surprise(scores, labels):
    both = torch.stack([torch.zeros_like(scores), scores], dim=1)
    return torch.logsumexp(both, dim=1) - labels * scores
""",
    ),
    (
        "3.3",
        "0 · inf",
        """
def yes_no_surprise(scores, labels):
    p = torch.sigmoid(scores)
    return -torch.where(labels == 1, p, 1 - p).log().mean()
""",
    ),
    (
        "3.3",
        "exp of the score as it came",
        """
def yes_no_surprise(scores, labels):
    return (torch.log1p(scores.exp()) - labels * scores).mean()
""",
    ),
    (
        "3.3",
        "an overflow in a branch that torch.where does not take",
        """
def yes_no_surprise(scores, labels):
    sign = 2 * labels - 1
    m = -sign * scores
    return torch.where(m > 0, m + torch.log1p((-m).exp()), torch.log1p(m.exp())).mean()
""",
    ),
    (
        "3.3",
        "scores that were clamped",
        """
def yes_no_surprise(scores, labels):
    scores = scores.clamp(-80, 80)
    return (torch.log1p(scores.exp()) - labels * scores).mean()
""",
    ),
    (
        "3.3",
        "a small number beside 1 − p",
        """
def yes_no_surprise(scores, labels):
    p = torch.sigmoid(scores)
    return -(torch.where(labels == 1, p, 1 - p) + 1e-12).log().mean()
""",
    ),
    (
        "3.3",
        "yes and no exchanged",
        """
def yes_no_surprise(scores, labels):
    both = torch.stack([torch.zeros_like(scores), scores], dim=1)
    return (torch.logsumexp(both, dim=1) - (1 - labels) * scores).mean()
""",
    ),
    (
        "3.3",
        "the surprise of a no everywhere",
        """
def yes_no_surprise(scores, labels):
    both = torch.stack([torch.zeros_like(scores), scores], dim=1)
    return torch.logsumexp(both, dim=1).mean()
""",
    ),
    (
        "3.3",
        "a result that was cut from the scores",
        """
def yes_no_surprise(scores, labels):
    both = torch.stack([torch.zeros_like(scores), scores], dim=1)
    return (torch.logsumexp(both, dim=1) - labels * scores).mean().item()
""",
    ),
    (
        "3.3",
        "a log-sum-exp along dim=0",
        """
def yes_no_surprise(scores, labels):
    both = torch.stack([torch.zeros_like(scores), scores], dim=1)
    return (torch.logsumexp(both, dim=0).sum() - labels * scores).mean()
""",
    ),
    (
        "3.3",
        "This exercise is to be written without the ready-made function",
        """
def yes_no_surprise(scores, labels):
    return F.binary_cross_entropy_with_logits(scores, labels.float())
""",
    ),
    (
        "3.3",
        "This exercise is to be written without the ready-made function",
        """
def yes_no_surprise(scores, labels):
    both = torch.stack([torch.zeros_like(scores), scores], dim=1)
    return F.cross_entropy(both, labels)
""",
    ),
    (
        "3.3",
        "This exercise is to be written without the ready-made function",
        """
from torch.nn.functional import softplus as sp
def yes_no_surprise(scores, labels):
    return (sp(scores) - labels * scores).mean()
""",
    ),
    (
        "3.3",
        "−s in the place of 0 as the score of no",
        """
def yes_no_surprise(scores, labels):
    both = torch.stack([-scores, scores], dim=1)
    return (torch.logsumexp(both, dim=1) - (2 * labels - 1) * scores).mean()
""",
    ),
    (
        "3.3",
        "whole columns for every row",
        """
def yes_no_surprise(scores, labels):
    both = torch.stack([torch.zeros_like(scores), scores], dim=1)
    return (torch.logsumexp(both, dim=1) - both[:, labels]).mean()
""",
    ),
    (
        "3.3",
        "the sum of all the yes's scores",
        """
def yes_no_surprise(scores, labels):
    both = torch.stack([torch.zeros_like(scores), scores], dim=1)
    return (torch.logsumexp(both, dim=1) - scores[labels == 1].sum()).mean()
""",
    ),
    (
        "3.3",
        "1 as the score of no",
        """
def yes_no_surprise(scores, labels):
    both = torch.stack([torch.ones_like(scores), scores], dim=1)
    return (torch.logsumexp(both, dim=1) - labels * scores).mean()
""",
    ),
    (
        "3.3",
        "The result is to have the precision of float64",
        """
def yes_no_surprise(scores, labels):
    scores = scores.float()
    both = torch.stack([torch.zeros_like(scores), scores], dim=1)
    return (torch.logsumexp(both, dim=1) - labels * scores).mean()
""",
    ),
    (
        "3.3",
        "the first example alone",
        """
def yes_no_surprise(scores, labels):
    for s, c in zip(scores, labels):
        pair = torch.stack([torch.zeros_like(s), s])
        return torch.logsumexp(pair, dim=0) - c * s
""",
    ),
    (
        "3.3",
        "float64 came in",
        """
def yes_no_surprise(scores, labels):
    both = torch.stack([torch.zeros(len(scores)), scores.float()], dim=1)
    return (torch.logsumexp(both, dim=1) - labels * scores).mean()
""",
    ),
    (
        "3.3",
        "the larger of 0 and the score in place of the soft maximum of both.",
        """
def yes_no_surprise(scores, labels):
    return (scores.clamp(min=0) - labels * scores).mean()
""",
    ),
    (
        "3.3",
        "the mean probability of what happened",
        """
def yes_no_surprise(scores, labels):
    p = torch.sigmoid(scores)
    return torch.where(labels == 1, p, 1 - p).mean()
""",
    ),
    (
        "3.3",
        "Nothing came back",
        """
def yes_no_surprise(scores, labels):
    both = torch.stack([torch.zeros_like(scores), scores], dim=1)
    print((torch.logsumexp(both, dim=1) - labels * scores).mean())
""",
    ),
    (
        "3.3",
        "logarithms to base 2",
        """
def yes_no_surprise(scores, labels):
    both = torch.stack([torch.zeros_like(scores), scores], dim=1)
    return (torch.logsumexp(both, dim=1) - labels * scores).mean() / torch.tensor(2.0).log()
""",
    ),
    (
        "3.3",
        "the score of what happened added",
        """
def yes_no_surprise(scores, labels):
    both = torch.stack([torch.zeros_like(scores), scores], dim=1)
    return (torch.logsumexp(both, dim=1) + labels * scores).mean()
""",
    ),
    (
        "3.3",
        "the surprises of the yes alone",
        """
def yes_no_surprise(scores, labels):
    return -(labels * torch.sigmoid(scores).log()).mean()
""",
    ),
    (
        "3.3",
        "the mean over the yes alone",
        """
def yes_no_surprise(scores, labels):
    both = torch.stack([torch.zeros_like(scores), scores], dim=1)
    return (torch.logsumexp(both, dim=1) - labels * scores)[labels == 1].mean()
""",
    ),
    (
        "3.3",
        "Your function changed its input in place",
        """
def yes_no_surprise(scores, labels):
    scores *= 2 * labels - 1
    return torch.log1p((-scores).exp()).mean()
""",
    ),
    (
        "3.3",
        "nan and inf that were swept away",
        """
def yes_no_surprise(scores, labels):
    p = torch.sigmoid(scores)
    return -(labels * p.log() + (1 - labels) * (1 - p).log()).nan_to_num().mean()
""",
    ),
    (
        "3.4",
        "a missing division by the number of examples",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    return logits.softmax(1) - (1 - epsilon) * Y - epsilon / logits.shape[1]
""",
    ),
    (
        "3.4",
        "plain one-hot labels",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    return (logits.softmax(1) - Y) / len(labels)
""",
    ),
    (
        "3.4",
        "a target that sums to more than 1",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    return (logits.softmax(1) - ((1 - epsilon) * Y + epsilon)) / len(labels)
""",
    ),
    (
        "3.4",
        "a spread over the other classes alone",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    k = logits.shape[1]
    T = torch.where(Y == 1, 1 - epsilon, epsilon / (k - 1))
    return (logits.softmax(1) - T) / len(labels)
""",
    ),
    (
        "3.4",
        "ε/k for the other classes",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    k = logits.shape[1]
    T = torch.where(Y == 1, 1 - epsilon, epsilon / k)
    return (logits.softmax(1) - T) / len(labels)
""",
    ),
    (
        "3.4",
        "the push",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    return ((1 - epsilon) * Y + epsilon / logits.shape[1] - logits.softmax(1)) / len(labels)
""",
    ),
    (
        "3.4",
        "softmax along dim=0",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    return (logits.softmax(0) - (1 - epsilon) * Y - epsilon / logits.shape[1]) / len(labels)
""",
    ),
    (
        "3.4",
        "a one-hot table that has not as many columns as the logits",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels)
    return (logits.softmax(1) - (1 - epsilon) * Y - epsilon / logits.shape[1]) / len(labels)
""",
    ),
    (
        "3.4",
        "a spread over as many classes as the largest label needs",
        """
def smoothed_gradient(logits, labels, epsilon):
    k = int(labels.max()) + 1
    Y = F.one_hot(labels, logits.shape[1])
    return (logits.softmax(1) - (1 - epsilon) * Y - epsilon / k) / len(labels)
""",
    ),
    (
        "3.4",
        "This exercise is to be written without the ready-made function",
        """
def smoothed_gradient(logits, labels, epsilon):
    z = logits.detach().clone().requires_grad_()
    F.cross_entropy(z, labels, label_smoothing=epsilon).backward()
    return z.grad
""",
    ),
    (
        "3.4",
        "This exercise is to be written without the ready-made function",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    T = (1 - epsilon) * Y + epsilon / logits.shape[1]
    return torch.func.grad(lambda z: -(T * z.log_softmax(1)).sum(1).mean())(logits)
""",
    ),
    (
        "3.4",
        "This exercise is to be written without the ready-made function",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    T = (1 - epsilon) * Y + epsilon / logits.shape[1]
    return torch.func.jacrev(lambda z: -(T * z.log_softmax(1)).sum(1).mean())(logits)
""",
    ),
    (
        "3.4",
        "the plain gradient times 1 − ε",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    return (1 - epsilon) * (logits.softmax(1) - Y) / len(labels)
""",
    ),
    (
        "3.4",
        "the even share added",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    return (logits.softmax(1) - (1 - epsilon) * Y + epsilon / logits.shape[1]) / len(labels)
""",
    ),
    (
        "3.4",
        "a division by all entries of the table",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    return (logits.softmax(1) - (1 - epsilon) * Y - epsilon / logits.shape[1]) / logits.numel()
""",
    ),
    (
        "3.4",
        "one row for all examples",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    return (logits.softmax(1) - (1 - epsilon) * Y - epsilon / logits.shape[1]).mean(0)
""",
    ),
    (
        "3.4",
        "whole columns",
        """
def smoothed_gradient(logits, labels, epsilon):
    P = logits.softmax(1)
    P[:, labels] -= 1 - epsilon
    return (P - epsilon / logits.shape[1]) / len(labels)
""",
    ),
    (
        "3.4",
        "exponentials that overflow",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    E = logits.exp()
    P = E / E.sum(1, keepdim=True)
    return (P - (1 - epsilon) * Y - epsilon / logits.shape[1]) / len(labels)
""",
    ),
    (
        "3.4",
        "a target alone that was divided by n",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    return logits.softmax(1) - ((1 - epsilon) * Y + epsilon / logits.shape[1]) / len(labels)
""",
    ),
    (
        "3.4",
        "a spread over the number of examples",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    return (logits.softmax(1) - (1 - epsilon) * Y - epsilon / logits.shape[0]) / len(labels)
""",
    ),
    (
        "3.4",
        "a division by the number of classes",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    return (logits.softmax(1) - (1 - epsilon) * Y - epsilon / logits.shape[1]) / logits.shape[1]
""",
    ),
    (
        "3.4",
        "squeeze()",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    return ((logits.softmax(1) - (1 - epsilon) * Y - epsilon / logits.shape[1]) / len(labels)).squeeze()
""",
    ),
    (
        "3.4",
        "The result is to have the precision of float64",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    return (logits.float().softmax(1) - (1 - epsilon) * Y - epsilon / logits.shape[1]) / len(labels)
""",
    ),
    (
        "3.4",
        "labels that were smoothed twice.",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    k = logits.shape[1]
    T = (1 - epsilon) * ((1 - epsilon) * Y + epsilon / k) + epsilon / k
    return (logits.softmax(1) - T) / len(labels)
""",
    ),
    (
        "3.4",
        "Expected a torch tensor",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    return ((logits.softmax(1) - (1 - epsilon) * Y - epsilon / logits.shape[1]) / len(labels)).numpy()
""",
    ),
    (
        "3.4",
        "one-hot rows of the model's own answer",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(logits.argmax(1), logits.shape[1])
    return (logits.softmax(1) - (1 - epsilon) * Y - epsilon / logits.shape[1]) / len(labels)
""",
    ),
    (
        "3.4",
        "Your function changed its input in place",
        """
def smoothed_gradient(logits, labels, epsilon):
    logits.copy_(logits.softmax(1))
    logits -= epsilon / logits.shape[1]
    logits[torch.arange(len(labels)), labels] -= 1 - epsilon
    return logits / len(labels)
""",
    ),
    (
        "3.4",
        "the loss itself",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    T = (1 - epsilon) * Y + epsilon / logits.shape[1]
    return -(T * logits.log_softmax(1)).sum(1).mean()
""",
    ),
    (
        "3.4",
        "the target alone",
        """
def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    return ((1 - epsilon) * Y + epsilon / logits.shape[1]) / len(labels)
""",
    ),
    (
        "3.4",
        "a fixed ε of 0.1",
        """
def smoothed_gradient(logits, labels, epsilon):
    epsilon = 0.1
    Y = F.one_hot(labels, num_classes=logits.shape[1])
    return (logits.softmax(1) - (1 - epsilon) * Y - epsilon / logits.shape[1]) / len(labels)
""",
    ),
    (
        "3.5",
        "rows and columns exchanged",
        """
def confusion_matrix(true, predicted, classes):
    counts = torch.zeros(classes, classes, dtype=torch.int64)
    for t, p in zip(true, predicted):
        counts[p, t] += 1
    return counts
""",
    ),
    (
        "3.5",
        "counts[true",
        """
def confusion_matrix(true, predicted, classes):
    counts = torch.zeros(classes, classes, dtype=torch.int64)
    counts[true, predicted] += 1
    return counts
""",
    ),
    (
        "3.5",
        "shares of each row",
        """
def confusion_matrix(true, predicted, classes):
    counts = torch.zeros(classes, classes)
    for t, p in zip(true, predicted):
        counts[t, p] += 1
    return counts / counts.sum(1, keepdim=True)
""",
    ),
    (
        "3.5",
        "The shape is wrong",
        """
def confusion_matrix(true, predicted, classes):
    kinds = predicted.unique()
    return torch.stack([torch.stack([((true == i) & (predicted == j)).sum() for j in kinds]) for i in kinds])
""",
    ),
    (
        "3.5",
        "a table that ends at the largest class that occurs",
        """
def confusion_matrix(true, predicted, classes):
    k = int(max(true.max(), predicted.max())) + 1
    return torch.bincount(true * k + predicted, minlength=k * k).reshape(k, k)
""",
    ),
    (
        "3.5",
        "The numbers are right",
        """
def confusion_matrix(true, predicted, classes):
    counts = torch.zeros(classes, classes)
    for t, p in zip(true, predicted):
        counts[t, p] += 1
    return counts
""",
    ),
    (
        "3.5",
        "the errors only",
        """
def confusion_matrix(true, predicted, classes):
    counts = torch.zeros(classes, classes, dtype=torch.int64)
    for t, p in zip(true, predicted):
        if t != p:
            counts[t, p] += 1
    return counts
""",
    ),
    (
        "3.5",
        "counts without their table",
        """
def confusion_matrix(true, predicted, classes):
    return torch.bincount(true * classes + predicted, minlength=classes**2)
""",
    ),
    (
        "3.5",
        "rows that are all the same row",
        """
def confusion_matrix(true, predicted, classes):
    counts = [[0] * classes] * classes
    for t, p in zip(true, predicted):
        counts[t][p] += 1
    return torch.tensor(counts)
""",
    ),
    (
        "3.5",
        "the first pair alone",
        """
def confusion_matrix(true, predicted, classes):
    counts = torch.zeros(classes, classes, dtype=torch.int64)
    for t, p in zip(true, predicted):
        counts[t, p] += 1
        return counts
""",
    ),
    (
        "3.5",
        "a bincount that ends at the last pair that occurs",
        """
def confusion_matrix(true, predicted, classes):
    return torch.bincount(true * classes + predicted).reshape(classes, classes)
""",
    ),
    (
        "3.5",
        "a table of ten classes",
        """
def confusion_matrix(true, predicted, classes):
    return torch.bincount(true * 10 + predicted, minlength=100).reshape(10, 10)
""",
    ),
    (
        "3.5",
        "the right answers only",
        """
def confusion_matrix(true, predicted, classes):
    return torch.diag(torch.bincount(true[true == predicted], minlength=classes))
""",
    ),
    (
        "3.5",
        "Expected a torch tensor",
        """
def confusion_matrix(true, predicted, classes):
    counts = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(counts, (true.numpy(), predicted.numpy()), 1)
    return counts
""",
    ),
    (
        "3.5",
        "without the ready-made function",
        """
def confusion_matrix(true, predicted, classes):
    counts = np.histogram2d(true, predicted, bins=range(classes))[0]
    return torch.tensor(counts.astype(np.int64))
""",
    ),
    (
        "3.5",
        "without the ready-made function",
        """
def confusion_matrix(true, predicted, classes):
    edges = np.arange(classes + 1) - 0.5
    H = np.histogram2d(true.numpy(), predicted.numpy(), bins=[edges, edges])[0]
    return torch.from_numpy(H).round().to(torch.int64)
""",
    ),
    (
        "3.5",
        "a table that begins with ones",
        """
def confusion_matrix(true, predicted, classes):
    counts = torch.ones(classes, classes, dtype=torch.int64)
    for t, p in zip(true, predicted):
        counts[t, p] += 1
    return counts
""",
    ),
    (
        "3.5",
        "class numbers that begin at 1",
        """
def confusion_matrix(true, predicted, classes):
    counts = torch.zeros(classes, classes, dtype=torch.int64)
    for t, p in zip(true, predicted):
        counts[t - 1, p - 1] += 1
    return counts
""",
    ),
    (
        "3.5",
        "both directions counted together",
        """
def confusion_matrix(true, predicted, classes):
    counts = torch.bincount(true * classes + predicted, minlength=classes**2).reshape(classes, classes)
    return counts + counts.T
""",
    ),
    (
        "3.5",
        "Your function changed its input in place",
        """
def confusion_matrix(true, predicted, classes):
    true *= classes
    true += predicted
    return torch.bincount(true, minlength=classes**2).reshape(classes, classes)
""",
    ),
    (
        "3.5",
        "Expected a tensor.",
        """
from collections import Counter
def confusion_matrix(true, predicted, classes):
    return Counter(zip(true.tolist(), predicted.tolist()))
""",
    ),
    (
        "3.5",
        "Expected a tensor",
        """
def confusion_matrix(true, predicted, classes):
    return [[int(((true == i) & (predicted == j)).sum()) for j in range(classes)] for i in range(classes)]
""",
    ),
    (
        "3.5",
        "a loop that stops one example too early.",
        """
def confusion_matrix(true, predicted, classes):
    counts = torch.zeros(classes, classes, dtype=torch.int64)
    for i in range(len(true) - 1):
        counts[true[i], predicted[i]] += 1
    return counts
""",
    ),
    (
        "3.6",
        "the ordinary accuracy",
        """
def top_k_accuracy(scores, labels, k):
    return (scores.argmax(1) == labels).float().mean()
""",
    ),
    (
        "3.6",
        "labels of shape (examples,) beside candidates of shape (examples",
        """
def top_k_accuracy(scores, labels, k):
    return (scores.topk(k, dim=1).indices == labels).any(dim=1).float().mean()
""",
    ),
    (
        "3.6",
        "labels that are looked for among the candidates of all rows",
        """
def top_k_accuracy(scores, labels, k):
    return torch.isin(labels, scores.topk(k, dim=1).indices).float().mean()
""",
    ),
    (
        "3.6",
        "a mean over all candidates",
        """
def top_k_accuracy(scores, labels, k):
    return (scores.topk(k, dim=1).indices == labels[:, None]).float().mean()
""",
    ),
    (
        "3.6",
        "a count",
        """
def top_k_accuracy(scores, labels, k):
    return (scores.topk(k, dim=1).indices == labels[:, None]).any(dim=1).float().sum()
""",
    ),
    (
        "3.6",
        "the k lowest scores",
        """
def top_k_accuracy(scores, labels, k):
    return (scores.argsort(dim=1)[:, :k] == labels[:, None]).any(dim=1).float().mean()
""",
    ),
    (
        "3.6",
        "the k-th candidate alone",
        """
def top_k_accuracy(scores, labels, k):
    return (scores.topk(k, dim=1).indices[:, k - 1] == labels).float().mean()
""",
    ),
    (
        "3.6",
        "the k highest scores",
        """
def top_k_accuracy(scores, labels, k):
    return (scores.topk(k, dim=1).values == labels[:, None]).any(dim=1).float().mean()
""",
    ),
    (
        "3.6",
        "one answer for each example",
        """
def top_k_accuracy(scores, labels, k):
    return (scores.topk(k, dim=1).indices == labels[:, None]).any(dim=1)
""",
    ),
    (
        "3.6",
        "per cents",
        """
def top_k_accuracy(scores, labels, k):
    hits = (scores.topk(k, dim=1).indices == labels[:, None]).any(dim=1)
    return 100 * hits.float().mean().item()
""",
    ),
    (
        "3.6",
        "`in` on all that topk returns",
        """
def top_k_accuracy(scores, labels, k):
    return sum(c in s.topk(k) for s, c in zip(scores, labels)) / len(labels)
""",
    ),
    (
        "3.6",
        "a mean of True and False",
        """
def top_k_accuracy(scores, labels, k):
    return (scores.topk(k, dim=1).indices == labels[:, None]).any(dim=1).mean()
""",
    ),
    (
        "3.6",
        "all() in place of any()",
        """
def top_k_accuracy(scores, labels, k):
    return (scores.topk(k, dim=1).indices == labels[:, None]).all(dim=1).float().mean()
""",
    ),
    (
        "3.6",
        "the two highest",
        """
def top_k_accuracy(scores, labels, k):
    return (scores.topk(2, dim=1).indices == labels[:, None]).any(dim=1).float().mean()
""",
    ),
    (
        "3.6",
        "the k highest along the examples (dim=0)",
        """
def top_k_accuracy(scores, labels, k):
    best = scores.topk(k, dim=0).indices
    return (best.T[: len(labels)] == labels[: best.shape[1], None]).any(dim=1).float().mean()
""",
    ),
    (
        "3.6",
        "one candidate too many.",
        """
def top_k_accuracy(scores, labels, k):
    own = scores.gather(1, labels[:, None])
    return ((scores > own).sum(dim=1) <= k).float().mean()
""",
    ),
    (
        "3.6",
        "one candidate too few.",
        """
def top_k_accuracy(scores, labels, k):
    own = scores.gather(1, labels[:, None])
    return ((scores >= own).sum(dim=1) < k).float().mean()
""",
    ),
    (
        "3.6",
        "absolute scores",
        """
def top_k_accuracy(scores, labels, k):
    return (scores.abs().topk(k, dim=1).indices == labels[:, None]).any(dim=1).float().mean()
""",
    ),
    (
        "3.6",
        "any() over the whole table",
        """
def top_k_accuracy(scores, labels, k):
    return float((scores.topk(k, dim=1).indices == labels[:, None]).any())
""",
    ),
    (
        "3.6",
        "a division by the number of classes",
        """
def top_k_accuracy(scores, labels, k):
    hits = (scores.topk(k, dim=1).indices == labels[:, None]).any(dim=1).sum()
    return hits / scores.shape[1]
""",
    ),
    (
        "3.6",
        "the first example alone",
        """
def top_k_accuracy(scores, labels, k):
    hits = 0
    for row, label in zip(scores, labels):
        hits += int(label in row.topk(k).indices)
        return hits / len(labels)
""",
    ),
    (
        "3.6",
        "Your function changed its input in place",
        """
def top_k_accuracy(scores, labels, k):
    values, order = scores.sort(dim=1, descending=True)
    scores.copy_(values)
    return (order[:, :k] == labels[:, None]).any(dim=1).float().mean()
""",
    ),
    (
        "3.6",
        "the share of misses",
        """
def top_k_accuracy(scores, labels, k):
    return 1 - (scores.topk(k, dim=1).indices == labels[:, None]).any(dim=1).float().mean()
""",
    ),
    (
        "3.6",
        "This is text",
        """
def top_k_accuracy(scores, labels, k):
    hit = (scores.topk(k, dim=1).indices == labels[:, None]).any(dim=1).float().mean()
    return f"{hit:.3f}"
""",
    ),
    (
        "3.6",
        "squeeze()",
        """
def top_k_accuracy(scores, labels, k):
    best = scores.topk(k, dim=1).indices.squeeze()
    return (best == labels.squeeze()[:, None]).any(dim=1).float().mean()
""",
    ),
    (
        "3.6",
        "a rounded share",
        """
def top_k_accuracy(scores, labels, k):
    return round((scores.topk(k, dim=1).indices == labels[:, None]).any(dim=1).float().mean().item(), 2)
""",
    ),
    ("3.7", "a perfect loss", "lowest_loss = 0"),
    ("3.7", "the loss of an even spread", "lowest_loss = 2.303"),
    ("3.7", "one class too many", "lowest_loss = 1.543"),
    ("3.7", "log-sum-exp alone", "lowest_loss = torch.logsumexp(torch.tensor([1.0] + [0.0] * 9), 0)"),
    ("3.7", "a probability", "lowest_loss = 0.232"),
    ("3.7", "a missing minus", "lowest_loss = -1.461"),
    ("3.7", "a logarithm to base 10", "lowest_loss = 0.6346"),
    ("3.7", "a logarithm to base 2", "lowest_loss = 2.108"),
    ("3.7", "This is text", 'lowest_loss = "1.46"'),
    ("3.7", "a label whose exponential was taken as 1 in the sum", "lowest_loss = 1.303"),
    ("3.7", "a label with a probability of nine tenths", "lowest_loss = 0.105"),
    ("3.7", "What does the loss take as scores here", "lowest_loss = 3.303"),
    ("3.7", "Expected one number", "lowest_loss = [1.461]"),
    (
        "3.7",
        "an e for every class",
        """
import math
lowest_loss = math.log(9 * math.e + 1) - 1
""",
    ),
    ("3.7", "a mean over the ten classes", "lowest_loss = 0.14612"),
    (
        "3.7",
        "one class too few",
        """
import math
lowest_loss = math.log(math.e + 8) - 1
""",
    ),
    (
        "3.8",
        "the whole columns of the labels",
        """
def report(model, data):
    surprise = right = sureness = 0.0
    for inputs, labels in data:
        log_p = model(inputs).log_softmax(dim=1)
        surprise += -log_p[:, labels].mean()
        right += (log_p.argmax(dim=1) == labels).float().mean()
        sureness += log_p.exp().max()
    return surprise / len(data), right / len(data), sureness / len(data)
""",
    ),
    (
        "3.8",
        "a mean of batch means",
        """
def report(model, data):
    surprise = right = sureness = 0.0
    for inputs, labels in data:
        log_p = model(inputs).log_softmax(dim=1)
        surprise += -log_p[torch.arange(len(labels)), labels].mean()
        right += (log_p.argmax(dim=1) == labels).float().mean()
        sureness += log_p.exp().max()
    return surprise / len(data), right / len(data), sureness / len(data)
""",
    ),
    (
        "3.8",
        "the whole columns of the labels",
        """
def report(model, data):
    surprise = right = sureness = total = 0.0
    for inputs, labels in data:
        log_p = model(inputs).log_softmax(dim=1)
        n = len(labels)
        surprise += -log_p[:, labels].mean() * n
        right += (log_p.argmax(dim=1) == labels).float().mean() * n
        sureness += log_p.exp().max() * n
        total += n
    return surprise / total, right / total, sureness / total
""",
    ),
    (
        "3.8",
        "the surest example of each batch",
        """
def report(model, data):
    surprise = right = sureness = total = 0.0
    for inputs, labels in data:
        log_p = model(inputs).log_softmax(dim=1)
        surprise -= log_p[torch.arange(len(labels)), labels].sum()
        right += (log_p.argmax(dim=1) == labels).sum()
        sureness += log_p.exp().max()
        total += len(labels)
    return surprise / total, right / total, sureness / total
""",
    ),
    (
        "3.8",
        "the surest example of each batch",
        """
def report(model, data):
    surprise = right = sureness = total = 0.0
    for inputs, labels in data:
        log_p = model(inputs).log_softmax(dim=1)
        surprise -= log_p[torch.arange(len(labels)), labels].sum()
        right += (log_p.argmax(dim=1) == labels).sum()
        sureness += log_p.exp().max() * len(labels)
        total += len(labels)
    return surprise / total, right / total, sureness / total
""",
    ),
    (
        "3.8",
        "the maxima along the examples (dim=0)",
        """
def report(model, data):
    surprise = right = sureness = total = 0.0
    for inputs, labels in data:
        log_p = model(inputs).log_softmax(dim=1)
        surprise -= log_p[torch.arange(len(labels)), labels].sum()
        right += (log_p.argmax(dim=1) == labels).sum()
        sureness += log_p.exp().amax(dim=0).sum()
        total += len(labels)
    return surprise / total, right / total, sureness / total
""",
    ),
    (
        "3.8",
        "the probability of the label",
        """
def report(model, data):
    surprise = right = sureness = total = 0.0
    for inputs, labels in data:
        log_p = model(inputs).log_softmax(dim=1)
        own = log_p[torch.arange(len(labels)), labels]
        surprise -= own.sum()
        right += (log_p.argmax(dim=1) == labels).sum()
        sureness += own.exp().sum()
        total += len(labels)
    return surprise / total, right / total, sureness / total
""",
    ),
    (
        "3.8",
        "sums over the examples",
        """
def report(model, data):
    surprise = right = sureness = 0.0
    for inputs, labels in data:
        log_p = model(inputs).log_softmax(dim=1)
        surprise -= log_p[torch.arange(len(labels)), labels].sum()
        right += (log_p.argmax(dim=1) == labels).sum()
        sureness += log_p.exp().amax(dim=1).sum()
    return surprise / len(data), right / len(data), sureness / len(data)
""",
    ),
    (
        "3.8",
        "batch means",
        """
def report(model, data):
    surprise = right = sureness = total = 0.0
    for inputs, labels in data:
        log_p = model(inputs).log_softmax(dim=1)
        surprise -= log_p[torch.arange(len(labels)), labels].mean()
        right += (log_p.argmax(dim=1) == labels).float().mean()
        sureness += log_p.exp().amax(dim=1).mean()
        total += len(labels)
    return surprise / total, right / total, sureness / total
""",
    ),
    (
        "3.8",
        "the first batch alone",
        """
def report(model, data):
    surprise = right = sureness = total = 0.0
    for inputs, labels in data:
        log_p = model(inputs).log_softmax(dim=1)
        surprise -= log_p[torch.arange(len(labels)), labels].sum()
        right += (log_p.argmax(dim=1) == labels).sum()
        sureness += log_p.exp().amax(dim=1).sum()
        total += len(labels)
        return surprise / total, right / total, sureness / total
""",
    ),
    (
        "3.8",
        "the three numbers in another order",
        """
def report(model, data):
    surprise = right = sureness = total = 0.0
    for inputs, labels in data:
        log_p = model(inputs).log_softmax(dim=1)
        surprise -= log_p[torch.arange(len(labels)), labels].sum()
        right += (log_p.argmax(dim=1) == labels).sum()
        sureness += log_p.exp().amax(dim=1).sum()
        total += len(labels)
    return surprise / total, sureness / total, right / total
""",
    ),
    (
        "3.8",
        "a missing minus",
        """
def report(model, data):
    surprise = right = sureness = total = 0.0
    for inputs, labels in data:
        log_p = model(inputs).log_softmax(dim=1)
        surprise += log_p[torch.arange(len(labels)), labels].sum()
        right += (log_p.argmax(dim=1) == labels).sum()
        sureness += log_p.exp().amax(dim=1).sum()
        total += len(labels)
    return surprise / total, right / total, sureness / total
""",
    ),
    (
        "3.8",
        "Scores 200 apart are allowed",
        """
def report(model, data):
    surprise = right = sureness = total = 0.0
    for inputs, labels in data:
        P = model(inputs).softmax(dim=1)
        surprise -= P[torch.arange(len(labels)), labels].log().sum()
        right += (P.argmax(dim=1) == labels).sum()
        sureness += P.amax(dim=1).sum()
        total += len(labels)
    return surprise / total, right / total, sureness / total
""",
    ),
    (
        "3.8",
        "the logarithm of the largest probability",
        """
def report(model, data):
    surprise = right = sureness = total = 0.0
    for inputs, labels in data:
        log_p = model(inputs).log_softmax(dim=1)
        surprise -= log_p[torch.arange(len(labels)), labels].sum()
        right += (log_p.argmax(dim=1) == labels).sum()
        sureness += log_p.amax(dim=1).sum()
        total += len(labels)
    return surprise / total, right / total, sureness / total
""",
    ),
    (
        "3.8",
        "Expected 3 values",
        """
def report(model, data):
    surprise = right = sureness = total = 0.0
    for inputs, labels in data:
        log_p = model(inputs).log_softmax(dim=1)
        surprise -= log_p[torch.arange(len(labels)), labels].sum()
        right += (log_p.argmax(dim=1) == labels).sum()
        sureness += log_p.exp().amax(dim=1).sum()
        total += len(labels)
    return {"surprise": surprise / total, "right": right / total, "sureness": sureness / total}
""",
    ),
    (
        "3.8",
        "sums",
        """
def report(model, data):
    surprise = right = sureness = 0.0
    for inputs, labels in data:
        log_p = model(inputs).log_softmax(dim=1)
        surprise -= log_p[torch.arange(len(labels)), labels].sum()
        right += (log_p.argmax(dim=1) == labels).sum()
        sureness += log_p.exp().amax(dim=1).sum()
    total = len(labels)
    return surprise / total, right / total, sureness / total
""",
    ),
    (
        "3.8",
        "sums",
        """
def report(model, data):
    surprise = right = sureness = 0.0
    for inputs, labels in data:
        log_p = model(inputs).log_softmax(dim=1)
        surprise -= log_p[torch.arange(len(labels)), labels].sum()
        right += (log_p.argmax(dim=1) == labels).sum()
        sureness += log_p.exp().amax(dim=1).sum()
    total = len(data) * len(data[0][1])
    return surprise / total, right / total, sureness / total
""",
    ),
    (
        "3.8",
        "Expected one number",
        """
def report(model, data):
    P = torch.cat([model(x).log_softmax(1) for x, _ in data])
    c = torch.cat([c for _, c in data])
    return -P[torch.arange(len(c)), c], (P.argmax(1) == c).float(), P.exp().amax(1)
""",
    ),
    (
        "3.9",
        "one over T",
        """
def temperature(scores, labels):
    Ts = torch.logspace(-1.31, 1.31, 500)
    losses = torch.stack([F.cross_entropy(scores * T, labels) for T in Ts])
    return Ts[losses.argmin()].item()
""",
    ),
    (
        "3.9",
        "the lower end of the range",
        """
def temperature(scores, labels):
    Ts = torch.logspace(-1.31, 1.31, 500)
    hits = torch.stack([((scores / T).argmax(1) == labels).float().mean() for T in Ts])
    return Ts[hits.argmax()].item()
""",
    ),
    (
        "3.9",
        "the smallest surprise",
        """
def temperature(scores, labels):
    Ts = torch.logspace(-1.31, 1.31, 500)
    losses = torch.stack([F.cross_entropy(scores / T, labels) for T in Ts])
    return losses.min().item()
""",
    ),
    (
        "3.9",
        "the place of the best T in a list of candidates",
        """
def temperature(scores, labels):
    Ts = torch.logspace(-1.31, 1.31, 500)
    losses = torch.stack([F.cross_entropy(scores / T, labels) for T in Ts])
    return losses.argmin().item()
""",
    ),
    (
        "3.9",
        "Does your search reach from 1/20 to 20",
        """
def temperature(scores, labels):
    Ts = torch.linspace(0.05, 20, 100)
    losses = torch.stack([F.cross_entropy(scores / T, labels) for T in Ts])
    return Ts[losses.argmin()].item()
""",
    ),
    (
        "3.9",
        "a T of 1",
        """
def temperature(scores, labels):
    return 1.0
""",
    ),
    (
        "3.9",
        "whole numbers only",
        """
def temperature(scores, labels):
    Ts = torch.linspace(1, 20, 2000)
    losses = torch.stack([F.cross_entropy(scores / T, labels) for T in Ts])
    return Ts[losses.argmin()].item()
""",
    ),
    (
        "3.9",
        "a T that is chosen by the squared error of the probabilities",
        """
def temperature(scores, labels):
    Ts = torch.logspace(-1.31, 1.31, 500)
    Y = F.one_hot(labels, scores.shape[1])
    losses = torch.stack([((scores / T).softmax(1) - Y).square().mean() for T in Ts])
    return Ts[losses.argmin()].item()
""",
    ),
    (
        "3.9",
        "a T at which the model is as sure",
        """
def temperature(scores, labels):
    Ts = torch.logspace(-1.31, 1.31, 500)
    right = (scores.argmax(1) == labels).float().mean()
    gaps = torch.stack([((scores / T).softmax(1).amax(1).mean() - right).abs() for T in Ts])
    return Ts[gaps.argmin()].item()
""",
    ),
    (
        "3.9",
        "Expected one number",
        """
def temperature(scores, labels):
    Ts = torch.logspace(-1.31, 1.31, 500)
    return Ts
""",
    ),
    (
        "3.9",
        "This is text",
        """
def temperature(scores, labels):
    Ts = torch.logspace(-1.31, 1.31, 500)
    losses = torch.stack([F.cross_entropy(scores / T, labels) for T in Ts])
    return f'{Ts[losses.argmin()]:.2f}'
""",
    ),
    (
        "3.9",
        "Your function changed its input in place",
        """
def temperature(scores, labels):
    Ts, best = torch.logspace(-1.31, 1.31, 500), []
    for T in Ts:
        scores /= T
        best.append(F.cross_entropy(scores, labels))
        scores *= T
    return Ts[torch.stack(best).argmin()].item()
""",
    ),
    (
        "3.9",
        "probabilities that were divided by T",
        """
def temperature(scores, labels):
    Ts, P = torch.logspace(-1.31, 1.31, 500), scores.softmax(1)
    losses = torch.stack([F.cross_entropy(P / T, labels) for T in Ts])
    return Ts[losses.argmin()].item()
""",
    ),
    (
        "3.9",
        "the logarithm of T.",
        """
def temperature(scores, labels):
    Ts = torch.linspace(-3, 3, 1000)
    losses = torch.stack([F.cross_entropy(scores / T.exp(), labels) for T in Ts])
    return Ts[losses.argmin()].item()
""",
    ),
    (
        "3.9",
        "a grid that is too coarse",
        """
def temperature(scores, labels):
    Ts = torch.logspace(-1.31, 1.31, 500)
    losses = torch.stack([F.cross_entropy(scores / T, labels) for T in Ts])
    return round(Ts[losses.argmin()].item(), 1)
""",
    ),
]

RIGHT: list[tuple[str, str]] = [
    ("3.1", "probabilities_by_hand = [6 / 10, 3 / 10, 1 / 10]"),
    ("3.1", "probabilities_by_hand = list(torch.tensor([0.6, 0.3, 0.1]))"),
    (
        "3.1",
        """
from fractions import Fraction
probabilities_by_hand = [Fraction(n, 10) for n in (6, 3, 1)]
""",
    ),
    ("3.1", "probabilities_by_hand = [np.float32(0.6), np.float32(0.3), np.float32(0.1)]"),
    (
        "3.1",
        """
a, b = 0.6, 0.3
probabilities_by_hand = [a, b, 1 - a - b]
""",
    ),
    (
        "3.2",
        """
def stable_softmax(X):
    S = X - X.max(dim=1, keepdim=True).values
    return (S - S.exp().sum(dim=1, keepdim=True).log()).exp()
""",
    ),
    (
        "3.2",
        """
def softmax(row):
    e = torch.exp(row - max(row))
    return e / e.sum()

def stable_softmax(X):
    return torch.stack([softmax(row) for row in X])
""",
    ),
    (
        "3.2",
        """
def stable_softmax(X):
    E = torch.exp((X.T - X.amax(1)))
    return (E / E.sum(0)).T
""",
    ),
    (
        "3.2",
        """
def stable_softmax(X):
    E = (X - X.amax(-1)[:, None]).exp()
    return torch.einsum("nk,n->nk", E, 1 / E.sum(-1))
""",
    ),
    (
        "3.2",
        """
def stable_softmax(X):
    gaps = (X[:, None, :] - X[:, :, None]).double()
    return (1 / gaps.exp().sum(dim=2)).to(X.dtype)
""",
    ),
    (
        "3.2",
        """
def stable_softmax(X):
    share = lambda z: z.exp() / z.exp().sum()
    return torch.func.vmap(lambda z: share(z - z.amax()))(X)
""",
    ),
    (
        "3.3",
        """
def yes_no_surprise(scores, labels):
    return (scores.clamp(min=0) - labels * scores + torch.log1p((-scores.abs()).exp())).mean()
""",
    ),
    (
        "3.3",
        """
def yes_no_surprise(scores, labels):
    return (torch.logaddexp(torch.zeros_like(scores), scores) - labels * scores).mean()
""",
    ),
    (
        "3.3",
        """
def yes_no_surprise(scores, labels):
    m = (1 - 2 * labels) * scores
    return torch.stack([torch.zeros_like(m), m]).logsumexp(0).mean()
""",
    ),
    (
        "3.3",
        """
def yes_no_surprise(scores, labels):
    both = torch.stack([torch.zeros_like(scores), scores], dim=1)
    return -both.log_softmax(1).gather(1, labels[:, None]).mean()
""",
    ),
    (
        "3.3",
        """
def softplus(s):
    return torch.maximum(s, torch.zeros_like(s)) + torch.log1p(torch.exp(-s.abs()))

def yes_no_surprise(scores, labels):
    return (softplus(scores) - labels * scores).sum() / len(labels)
""",
    ),
    (
        "3.3",
        """
def yes_no_surprise(scores, labels):
    total = 0
    for s, c in zip(scores, labels):
        z = torch.stack([torch.zeros_like(s), s])
        total = total + torch.logsumexp(z, 0) - z[c]
    return total / len(scores)
""",
    ),
    (
        "3.3",
        """
def yes_no_surprise(s, y):
    Z = torch.nn.functional.pad(s[:, None], (1, 0))
    Y = torch.nn.functional.one_hot(y, 2).to(s.dtype)
    return (Z.logsumexp(1) - torch.einsum('nk,nk->n', Z, Y)).mean()
""",
    ),
    (
        "3.4",
        """
def smoothed_gradient(logits, labels, epsilon):
    P = logits.double().softmax(1)
    P[torch.arange(len(labels)), labels] -= 1 - epsilon
    return ((P - epsilon / logits.shape[1]) / len(labels)).to(logits.dtype)
""",
    ),
    (
        "3.4",
        """
def smoothed_gradient(logits, labels, epsilon):
    k = logits.shape[1]
    T = torch.eye(k, dtype=logits.dtype)[labels].lerp(torch.full_like(logits, 1 / k), epsilon)
    return (logits.softmax(-1) - T) / labels.numel()
""",
    ),
    (
        "3.4",
        """
def smoothed_gradient(logits, labels, epsilon):
    rows = []
    for z, c in zip(logits, labels.tolist()):
        t = torch.full_like(z, epsilon / len(z))
        t[c] += 1 - epsilon
        rows.append((z.softmax(0) - t) / len(labels))
    return torch.stack(rows)
""",
    ),
    (
        "3.4",
        """
@torch.no_grad()
def smoothed_gradient(z, c, e):
    G = (F.softmax(z, 1) - e / z.size(1)) / len(c)
    return G.scatter_add(1, c[:, None], torch.full((len(c), 1), -(1 - e) / len(c), dtype=z.dtype))
""",
    ),
    (
        "3.4",
        """
def softmax(Z):
    E = (Z - Z.amax(1, keepdim=True)).exp()
    return E / E.sum(1, keepdim=True)

def smoothed_gradient(logits, labels, epsilon):
    Y = F.one_hot(labels, logits.shape[1])
    G = (1 - epsilon) * (softmax(logits) - Y) + epsilon * (softmax(logits) - 1 / logits.shape[1])
    return G / len(labels)
""",
    ),
    (
        "3.5",
        """
def confusion_matrix(true, predicted, classes):
    return F.one_hot(true, classes).T @ F.one_hot(predicted, classes)
""",
    ),
    (
        "3.5",
        """
def confusion_matrix(true, predicted, classes):
    counts = torch.zeros((classes, classes), dtype=torch.long)
    return counts.index_put_((true, predicted), torch.ones_like(true), accumulate=True)
""",
    ),
    (
        "3.5",
        """
def confusion_matrix(true, predicted, classes):
    return torch.tensor([[((true == i) & (predicted == j)).sum().item() for j in range(classes)]
                         for i in range(classes)], dtype=torch.int64)
""",
    ),
    (
        "3.5",
        """
from collections import Counter
def confusion_matrix(true, predicted, classes):
    pairs = Counter(zip(true.tolist(), predicted.tolist()))
    table = torch.zeros(classes, classes).long()
    for (i, j), n in pairs.items():
        table[i, j] = n
    return table
""",
    ),
    (
        "3.5",
        """
def confusion_matrix(true, predicted, classes):
    return torch.stack([predicted[true == i].bincount(minlength=classes) for i in range(classes)])
""",
    ),
    (
        "3.6",
        """
def top_k_accuracy(scores, labels, k):
    own = scores.gather(1, labels[:, None])
    return ((scores > own).sum(dim=1) < k).double().mean()
""",
    ),
    (
        "3.6",
        """
def top_k_accuracy(scores, labels, k):
    hits = [label in row.topk(k).indices.tolist() for row, label in zip(scores, labels.tolist(), strict=True)]
    return sum(hits) / len(hits)
""",
    ),
    (
        "3.6",
        """
def top_k_accuracy(scores, labels, k):
    best = scores.argsort(dim=1, descending=True)[:, :k]
    return torch.eq(best, labels.unsqueeze(1)).any(1).float().mean().item()
""",
    ),
    (
        "3.6",
        """
def top_k_accuracy(scores, labels, k):
    _, best = scores.topk(k, dim=1)
    return (best == labels.reshape(-1, 1)).sum() / len(labels)
""",
    ),
    (
        "3.6",
        """
def top_k_accuracy(scores, labels, k):
    order = np.argsort(-scores.detach().numpy(), axis=1, kind="stable")[:, :k]
    return np.mean((order == labels.numpy()[:, None]).any(axis=1), dtype=np.float32)
""",
    ),
    ("3.7", "lowest_loss = 1.46"),
    ("3.7", "lowest_loss = torch.logsumexp(torch.tensor([1.0] + 9 * [0.0]), dim=0) - 1"),
    ("3.7", "lowest_loss = F.cross_entropy(torch.eye(10)[:1], torch.tensor([0])).item()"),
    ("3.7", "lowest_loss = np.float32(1.4612)"),
    (
        "3.7",
        """
import math
lowest_loss = math.log1p(9 / math.e)
""",
    ),
    (
        "3.8",
        """
def report(model, data):
    with torch.no_grad():
        log_p = torch.cat([model(x).log_softmax(1) for x, _ in data])
    c = torch.cat([c for _, c in data])
    return -log_p.gather(1, c[:, None]).mean(), (log_p.argmax(1) == c).float().mean(), log_p.exp().max(1).values.mean()
""",
    ),
    (
        "3.8",
        """
def report(model, data):
    sizes = [len(c) for _, c in data]
    rows = []
    for x, c in data:
        z = model(x).detach()
        rows.append([F.cross_entropy(z, c), (z.argmax(1) == c).float().mean(), z.softmax(1).amax(1).mean()])
    w = torch.tensor(sizes) / sum(sizes)
    return tuple((torch.tensor(rows) * w[:, None]).sum(0))
""",
    ),
    (
        "3.8",
        """
def report(model, data):
    totals, n = [0.0, 0.0, 0.0], 0
    for x, c in data:
        for z, k in zip(model(x), c):
            p = z.softmax(0)
            totals[0] += (torch.logsumexp(z, 0) - z[k]).item()
            totals[1] += float(z.argmax() == k)
            totals[2] += p.max().item()
            n += 1
    return [t / n for t in totals]
""",
    ),
    (
        "3.8",
        """
def report(model, data):
    log_p = torch.cat([model(x).log_softmax(1) for x, _ in data])
    c = torch.cat([c for _, c in data])
    own = log_p[torch.arange(len(c)), c]
    return torch.stack([-own.mean(), (log_p.argmax(1) == c).float().mean(), log_p.exp().amax(1).mean()])
""",
    ),
    (
        "3.9",
        """
def temperature(scores, labels):
    import math
    lo, hi = math.log(0.05), math.log(20)
    f = lambda u: F.cross_entropy(scores.double() / math.exp(u), labels).item()
    for _ in range(60):
        a, b = lo + (hi - lo) / 3, hi - (hi - lo) / 3
        lo, hi = (lo, b) if f(a) < f(b) else (a, hi)
    return math.exp((lo + hi) / 2)
""",
    ),
    (
        "3.9",
        """
def temperature(scores, labels):
    u = torch.zeros((), dtype=torch.float64, requires_grad=True)
    opt = torch.optim.LBFGS([u], max_iter=200, line_search_fn="strong_wolfe", tolerance_grad=1e-10)
    def closure():
        opt.zero_grad()
        loss = F.cross_entropy(scores.double() * u.exp(), labels)
        loss.backward()
        return loss
    opt.step(closure)
    return (-u).exp().item()
""",
    ),
    (
        "3.9",
        """
def temperature(scores, labels):
    Ts = torch.logspace(-1.31, 1.31, 800)
    L = (scores[None] / Ts[:, None, None]).log_softmax(2)[:, torch.arange(len(labels)), labels].mean(1)
    return Ts[L.argmax()]
""",
    ),
    (
        "3.9",
        """
def temperature(scores, labels):
    candidates = torch.logspace(-1.31, 1.31, 500)
    losses = torch.stack([F.cross_entropy(scores / T, labels) for T in candidates])
    return candidates[losses.argmin()].item()
""",
    ),
]
