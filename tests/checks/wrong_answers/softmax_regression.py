"""Wrong answers of chapter 03: (exercise, what the check must say, code)."""

SOFTMAX = "def stable_softmax(X):\n    powers = {}\n    return powers / powers.sum(dim=1, keepdim=True)"

WRONG = [
    ("3.1", "still to be replaced", "probabilities_by_hand = [0.6, ..., 0.1]"),
    ("3.1", "shares of the scores themselves", "probabilities_by_hand = [0.358, 0.337, 0.304]"),
    ("3.1", "the odds, 6 to 3 to 1", "probabilities_by_hand = [6, 3, 1]"),
    ("3.1", "per cents", "probabilities_by_hand = torch.tensor([60.0, 30.0, 10.0])"),
    ("3.1", "opposite order", "probabilities_by_hand = (0.1, 0.3, 0.6)"),
    ("3.1", "the winner alone", "probabilities_by_hand = [1, 0, 0]"),
    ("3.1", "shares of the logarithms", "probabilities_by_hand = [0.62, 0.38, 0.0]"),
    ("3.1", "logarithms of the probabilities", "probabilities_by_hand = torch.tensor([6.0, 3.0, 1.0]).div(10).log()"),
    ("3.1", "four terms", "probabilities_by_hand = [0.3, 0.15, 0.05]"),
    ("3.1", "equal shares", "probabilities_by_hand = [1 / 3, 1 / 3, 1 / 3]"),
    ("3.1", "add up to 1", "probabilities_by_hand = [0.6, 0.3, 0.3]"),
    ("3.1", "2 times probability 2", "probabilities_by_hand = [0.7, 0.2, 0.1]"),
    ("3.1", "Expected three numbers", "probabilities_by_hand = 0.6"),
    ("3.1", "Expected three numbers", "probabilities_by_hand = [0.6, 0.3]"),
    (
        "3.2",
        "a sum over the examples (dim=0). The classes of one example lie along dim=1.",
        "def stable_softmax(X):\n    powers = (X - X.max()).exp()\n    return powers / powers.sum(dim=0)",
    ),
    (
        "3.2",
        "a sum over the examples (dim=0)",
        "def stable_softmax(X):\n    powers = (X - X.amax(dim=1, keepdim=True)).exp()\n    return powers / powers.sum(dim=0)",
    ),
    ("3.2", "exp() of the scores as they came", "def stable_softmax(X):\n    return X.exp() / X.exp().sum(dim=1, keepdim=True)"),
    (
        "3.2",
        "one maximum for the whole batch",
        "def stable_softmax(X):\n    powers = (X - X.max()).exp()\n    return powers / powers.sum(dim=1, keepdim=True)",
    ),
    (
        "3.2",
        "a missing keepdim: the rows' sums",
        "def stable_softmax(X):\n    powers = (X - X.amax(dim=1, keepdim=True)).exp()\n    return powers / powers.sum(dim=1)",
    ),
    (
        "3.2",
        "a missing keepdim: the rows' maxima",
        "def stable_softmax(X):\n    powers = (X - X.amax(dim=1)).exp()\n    return powers / powers.sum(dim=1, keepdim=True)",
    ),
    (
        "3.2",
        "The rows' maxima have lost it too",
        "def stable_softmax(X):\n    powers = (X - X.amax(dim=1)).exp()\n    return powers / powers.sum(dim=1)",
    ),
    (
        "3.2",
        "returns two things",
        "def stable_softmax(X):\n    powers = (X - X.max(dim=1, keepdim=True)).exp()\n    return powers / powers.sum(dim=1, keepdim=True)",
    ),
    (
        "3.2",
        "a maximum over the examples (dim=0)",
        "def stable_softmax(X):\n    powers = (X - X.amax(dim=0)).exp()\n    return powers / powers.sum(dim=1, keepdim=True)",
    ),
    (
        "3.2",
        "the rows' mean was subtracted",
        "def stable_softmax(X):\n    powers = (X - X.mean(dim=1, keepdim=True)).exp()\n    return powers / powers.sum(dim=1, keepdim=True)",
    ),
    ("3.2", "one sum over the whole batch", "def stable_softmax(X):\n    powers = (X - X.max()).exp()\n    return powers / powers.sum()"),
    (
        "3.2",
        "clamped scores",
        "def stable_softmax(X):\n    powers = X.clamp(-80, 80).exp()\n    return powers / powers.sum(dim=1, keepdim=True)",
    ),
    (
        "3.2",
        "swept clean of nan",
        "def stable_softmax(X):\n    return (X.exp() / X.exp().sum(dim=1, keepdim=True)).nan_to_num()",
    ),
    ("3.2", "division by the row's sum is missing", "def stable_softmax(X):\n    return (X - X.amax(dim=1, keepdim=True)).exp()"),
    (
        "3.2",
        "logarithms of probabilities",
        "def stable_softmax(X):\n    Z = X - X.amax(1, keepdim=True)\n    return Z - Z.exp().sum(1, keepdim=True).log()",
    ),
    ("3.2", "unshifted ones", "def stable_softmax(X):\n    return (X - X.amax(1, keepdim=True)).exp() / X.exp().sum(1, keepdim=True)"),
    (
        "3.2",
        "changed its input in place",
        "def stable_softmax(X):\n    X -= X.amax(dim=1, keepdim=True)\n    return X.exp() / X.exp().sum(dim=1, keepdim=True)",
    ),
    ("3.2", "without the ready-made function", "def stable_softmax(X):\n    return torch.softmax(X, dim=1)"),
    ("3.2", "Nothing came back", "def stable_softmax(X):\n    X = X - X.amax(dim=1, keepdim=True)"),
    (
        "3.3",
        "a missing minus",
        "def mean_surprise(logits, labels):\n    return logits.log_softmax(1)[torch.arange(len(labels)), labels].mean()",
    ),
    (
        "3.3",
        "a sum over the examples",
        "def mean_surprise(logits, labels):\n    return (torch.logsumexp(logits, 1) - logits[torch.arange(len(labels)), labels]).sum()",
    ),
    (
        "3.3",
        "one loss for each example",
        "def mean_surprise(logits, labels):\n    return torch.logsumexp(logits, 1) - logits[torch.arange(len(labels)), labels]",
    ),
    (
        "3.3",
        "became exactly 0",
        "def mean_surprise(logits, labels):\n    return -logits.softmax(1)[torch.arange(len(labels)), labels].log().mean()",
    ),
    (
        "3.3",
        "a small number added inside the logarithm",
        "def mean_surprise(logits, labels):\n    return -(logits.softmax(1)[torch.arange(len(labels)), labels] + 1e-12).log().mean()",
    ),
    (
        "3.3",
        "it overflows",
        "def mean_surprise(logits, labels):\n    rows = torch.arange(len(labels))\n"
        "    return (logits.exp().sum(dim=1).log() - logits[rows, labels]).mean()",
    ),
    (
        "3.3",
        "softmax taken twice",
        "def mean_surprise(logits, labels):\n    P = logits.softmax(1)\n"
        "    return (torch.logsumexp(P, dim=1) - P[torch.arange(len(labels)), labels]).mean()",
    ),
    ("3.3", "P[:, labels]", "def mean_surprise(logits, labels):\n    return -logits.softmax(1)[:, labels].log().mean()"),
    (
        "3.3",
        "a mean over examples and classes",
        "def mean_surprise(logits, labels):\n    return -(F.one_hot(labels, logits.shape[1]) * logits.log_softmax(1)).mean()",
    ),
    (
        "3.3",
        "the logarithm of the mean probability",
        "def mean_surprise(logits, labels):\n    return -logits.softmax(1)[torch.arange(len(labels)), labels].mean().log()",
    ),
    (
        "3.3",
        "softmax along the wrong dimension",
        "def mean_surprise(logits, labels):\n    return -logits.log_softmax(0)[torch.arange(len(labels)), labels].mean()",
    ),
    (
        "3.3",
        "it cuts the graph",
        "def mean_surprise(logits, labels):\n    rows = torch.arange(len(labels))\n"
        "    return (torch.logsumexp(logits, dim=1) - logits[rows, labels]).mean().item()",
    ),
    ("3.3", "without the ready-made function", "def mean_surprise(logits, labels):\n    return F.cross_entropy(logits, labels)"),
    (
        "3.3",
        "the score of the label alone",
        "def mean_surprise(logits, labels):\n    return -logits[torch.arange(len(labels)), labels].mean()",
    ),
    (
        "3.4",
        "the gradient of the sum",
        "def logit_gradient(logits, labels):\n    return logits.softmax(dim=1) - F.one_hot(labels, num_classes=logits.shape[1])",
    ),
    (
        "3.4",
        "one-hot minus softmax: that is the direction of the step",
        "def logit_gradient(logits, labels):\n    return (F.one_hot(labels, logits.shape[1]) - logits.softmax(1)) / len(labels)",
    ),
    (
        "3.4",
        "one-hot minus softmax, without",
        "def logit_gradient(logits, labels):\n    return F.one_hot(labels, logits.shape[1]) - logits.softmax(1)",
    ),
    (
        "3.4",
        "a division by examples times classes",
        "def logit_gradient(logits, labels):\n    return (logits.softmax(1) - F.one_hot(labels, logits.shape[1])) / logits.numel()",
    ),
    (
        "3.4",
        "F.one_hot without num_classes",
        "def logit_gradient(logits, labels):\n    return (logits.softmax(dim=1) - F.one_hot(labels)) / len(labels)",
    ),
    (
        "3.4",
        "from whole columns, for every row",
        "def logit_gradient(logits, labels):\n    P = logits.softmax(dim=1)\n    P[:, labels] -= 1\n    return P / len(labels)",
    ),
    (
        "3.4",
        "the one-hot labels are still to be subtracted",
        "def logit_gradient(logits, labels):\n    return logits.softmax(1) / len(labels)",
    ),
    (
        "3.4",
        "softmax along the wrong dimension",
        "def logit_gradient(logits, labels):\n    return (logits.softmax(0) - F.one_hot(labels, logits.shape[1])) / len(labels)",
    ),
    (
        "3.4",
        "the one-hot of the predicted class",
        "def logit_gradient(logits, labels):\n    P = logits.softmax(1)\n    return (P - F.one_hot(P.argmax(1), P.shape[1])) / len(labels)",
    ),
    (
        "3.4",
        "scores minus one-hot",
        "def logit_gradient(logits, labels):\n    return (logits - F.one_hot(labels, logits.shape[1])) / len(labels)",
    ),
    (
        "3.4",
        "only the softmax was divided by n",
        "def logit_gradient(logits, labels):\n    return logits.softmax(1) / len(labels) - F.one_hot(labels, logits.shape[1])",
    ),
    (
        "3.4",
        "its own row of gradients",
        "def logit_gradient(logits, labels):\n    return (logits.softmax(1) - F.one_hot(labels, logits.shape[1])).mean(0)",
    ),
    (
        "3.5",
        "rows and columns exchanged",
        "def confusion_matrix(true, predicted, classes):\n    counts = torch.zeros(classes, classes, dtype=torch.int64)\n"
        "    for t, p in zip(true, predicted):\n        counts[p, t] += 1\n    return counts",
    ),
    (
        "3.5",
        "a pair that occurs several times counts only once",
        "def confusion_matrix(true, predicted, classes):\n    counts = torch.zeros(classes, classes, dtype=torch.int64)\n"
        "    counts[true, predicted] += 1\n    return counts",
    ),
    (
        "3.5",
        "shares of each row",
        "def confusion_matrix(true, predicted, classes):\n    counts = torch.zeros(classes, classes)\n"
        "    for t, p in zip(true, predicted):\n        counts[t, p] += 1\n    return counts / counts.sum(1, keepdim=True)",
    ),
    (
        "3.5",
        "classes that occur in the predictions only",
        "def confusion_matrix(true, predicted, classes):\n    kinds = predicted.unique()\n"
        "    return torch.stack([torch.stack([((true == i) & (predicted == j)).sum() for j in kinds]) for i in kinds])",
    ),
    (
        "3.5",
        "ends at the largest class that occurs",
        "def confusion_matrix(true, predicted, classes):\n    k = int(max(true.max(), predicted.max())) + 1\n"
        "    return torch.bincount(true * k + predicted, minlength=k * k).reshape(k, k)",
    ),
    (
        "3.5",
        "counts are whole",
        "def confusion_matrix(true, predicted, classes):\n    counts = torch.zeros(classes, classes)\n"
        "    for t, p in zip(true, predicted):\n        counts[t, p] += 1\n    return counts",
    ),
    (
        "3.5",
        "the errors only",
        "def confusion_matrix(true, predicted, classes):\n    counts = torch.zeros(classes, classes, dtype=torch.int64)\n"
        "    for t, p in zip(true, predicted):\n        if t != p:\n            counts[t, p] += 1\n    return counts",
    ),
    (
        "3.5",
        "reshape them to (classes, classes)",
        "def confusion_matrix(true, predicted, classes):\n    return torch.bincount(true * classes + predicted, minlength=classes**2)",
    ),
    ("3.6", "the ordinary accuracy", "def top_k_accuracy(scores, labels, k):\n    return (scores.argmax(1) == labels).float().mean()"),
    (
        "3.6",
        "The labels must stand as a column",
        "def top_k_accuracy(scores, labels, k):\n    return (scores.topk(k, dim=1).indices == labels).any(dim=1).float().mean()",
    ),
    (
        "3.6",
        "among the candidates of all rows",
        "def top_k_accuracy(scores, labels, k):\n    return torch.isin(labels, scores.topk(k, dim=1).indices).float().mean()",
    ),
    (
        "3.6",
        "a mean over all candidates",
        "def top_k_accuracy(scores, labels, k):\n    return (scores.topk(k, dim=1).indices == labels[:, None]).float().mean()",
    ),
    (
        "3.6",
        "a count. Divide",
        "def top_k_accuracy(scores, labels, k):\n    return (scores.topk(k, dim=1).indices == labels[:, None]).any(dim=1).float().sum()",
    ),
    (
        "3.6",
        "the k lowest scores",
        "def top_k_accuracy(scores, labels, k):\n    return (scores.argsort(dim=1)[:, :k] == labels[:, None]).any(dim=1).float().mean()",
    ),
    (
        "3.6",
        "the k-th candidate alone",
        "def top_k_accuracy(scores, labels, k):\n    return (scores.topk(k, dim=1).indices[:, k - 1] == labels).float().mean()",
    ),
    (
        "3.6",
        "the classes are the indices",
        "def top_k_accuracy(scores, labels, k):\n    return (scores.topk(k, dim=1).values == labels[:, None]).any(dim=1).float().mean()",
    ),
    (
        "3.6",
        "one answer for each example",
        "def top_k_accuracy(scores, labels, k):\n    return (scores.topk(k, dim=1).indices == labels[:, None]).any(dim=1)",
    ),
    ("3.7", "the floor of the right loss", "lowest_loss = 0"),
    ("3.7", "an even spread", "lowest_loss = 2.303"),
    ("3.7", "nine other classes, not ten", "lowest_loss = 1.543"),
    ("3.7", "label's own score, 1, is still to be subtracted", "lowest_loss = torch.logsumexp(torch.tensor([1.0] + [0.0] * 9), 0)"),
    ("3.7", "the probability e / (e + 9)", "lowest_loss = 0.232"),
    ("3.7", "a missing minus", "lowest_loss = -1.461"),
    ("3.7", "base 10", "lowest_loss = 0.6346"),
    ("3.7", "base 2", "lowest_loss = 2.108"),
    ("3.7", "Expected one number", 'lowest_loss = "1.46"'),
    ("3.2", "the largest absolute value", SOFTMAX.format("(X - X.abs().amax(dim=1, keepdim=True)).exp()")),
    ("3.2", "the rows' smallest score was subtracted", SOFTMAX.format("(X - X.amin(dim=1, keepdim=True)).exp()")),
    ("3.2", "scores divided by their row's largest", SOFTMAX.format("(X / X.amax(dim=1, keepdim=True)).exp()")),
    ("3.2", "must be exactly 0", SOFTMAX.format("(X - X.median(dim=1, keepdim=True).values).exp()")),
    (
        "3.4",
        "without the ready-made function",
        "def logit_gradient(logits, labels):\n    z = logits.clone().requires_grad_()\n"
        "    F.cross_entropy(z, labels).backward()\n    return z.grad",
    ),
    (
        "3.4",
        "without the ready-made function",
        "def logit_gradient(logits, labels):\n    z = logits.clone().requires_grad_()\n"
        "    return torch.autograd.grad((torch.logsumexp(z, 1) - z[range(len(z)), labels]).mean(), z)[0]",
    ),
    ("3.4", "make them one-hot", "def logit_gradient(logits, labels):\n    return (logits.softmax(dim=1) - labels) / len(labels)"),
    ("3.4", "make them one-hot", "def logit_gradient(logits, labels):\n    return (logits.softmax(dim=1) - labels[:, None]) / len(labels)"),
    (
        "3.5",
        "names the same list several times",
        "def confusion_matrix(true, predicted, classes):\n    counts = [[0] * classes] * classes\n"
        "    for t, p in zip(true, predicted):\n        counts[t][p] += 1\n    return torch.tensor(counts)",
    ),
    (
        "3.5",
        "stand inside the loop",
        "def confusion_matrix(true, predicted, classes):\n    counts = torch.zeros(classes, classes, dtype=torch.int64)\n"
        "    for t, p in zip(true, predicted):\n        counts[t, p] += 1\n        return counts",
    ),
    (
        "3.5",
        "int64 is asked for",
        "def confusion_matrix(true, predicted, classes):\n    counts = torch.zeros(classes, classes, dtype=torch.int32)\n"
        "    for t, p in zip(true, predicted):\n        counts[t, p] += 1\n    return counts",
    ),
    (
        "3.6",
        "write [:, :k]",
        "def top_k_accuracy(scores, labels, k):\n    best = scores.argsort(dim=1, descending=True)[:k]\n"
        "    return (best == labels[:, None]).any(dim=1).float().mean()",
    ),
    (
        "3.6",
        "per cents",
        "def top_k_accuracy(scores, labels, k):\n    hits = (scores.topk(k, dim=1).indices == labels[:, None]).any(dim=1)\n"
        "    return 100 * hits.float().mean().item()",
    ),
    (
        "3.6",
        "topk returns two things",
        "def top_k_accuracy(scores, labels, k):\n    return sum(c in s.topk(k) for s, c in zip(scores, labels)) / len(labels)",
    ),
    (
        "3.6",
        "True and False have no mean",
        "def top_k_accuracy(scores, labels, k):\n    return (scores.topk(k, dim=1).indices == labels[:, None]).any(dim=1).mean()",
    ),
    ("3.7", "the sum is e + 9", "lowest_loss = 1.303"),
    ("3.7", "the probability 0.9", "lowest_loss = 0.105"),
    ("3.7", "a sum of ten times e", "lowest_loss = 3.303"),
    ("3.7", "Write down the ten exponentials", "lowest_loss = 1.9"),
    ("3.7", "Expected one number", "lowest_loss = [1.461]"),
]
