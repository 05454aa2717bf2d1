"""Answers, wrong and right, to the exercises of chapter 00."""

WRONG = [
    ("0.1", "the shape before flattening", "flat_shape = (32, 8, 8)"),
    ("0.1", "the count of all pixels", "flat_shape = (32 * 8 * 8,)"),
    ("0.1", "the directions swapped", "flat_shape = (64, 32)"),
    ("0.1", "This is one number", "flat_shape = 64"),
    ("0.1", "Square brackets make a list", "flat_shape = [32, 64]"),
    ("0.1", "This is one number", "flat_shape = (64)"),
    ("0.1", "the wrong two directions", "flat_shape = (32 * 8, 8)"),
    ("0.1", "Its shape is asked for", "flat_shape = torch.zeros(32, 64)"),
    ("0.1", "This is text", "flat_shape = '(32, 64)'"),
    ("0.1", "A `...` is still", "flat_shape = (32, ...)"),
    ("0.2", "a mean over everything", "def brightness(images):\n    return images.mean()"),
    ("0.2", "a mean over the images (dim=0)", "def brightness(images):\n    return images.mean(dim=0)"),
    ("0.2", "one direction of the pixels only", "def brightness(images):\n    return images.mean(dim=1)"),
    ("0.2", "a sum", "def brightness(images):\n    return images.flatten(1).sum(1)"),
    ("0.2", "Nothing came back", "def brightness(images):\n    images.mean(dim=(1, 2))"),
    ("0.2", "torch.stack joins a list", "def brightness(images):\n    return [image.mean() for image in images]"),
    ("0.2", "a sum divided by 8", "def brightness(images):\n    return images.sum(dim=(1, 2)) / 8"),
    ("0.2", "it drops every direction of size 1", "def brightness(images):\n    return images.mean(dim=(1, 2), keepdim=True).squeeze()"),
    (
        "0.2",
        "ends the function in its first round",
        "def brightness(images):\n"
        "    means = []\n"
        "    for image in images:\n"
        "        means.append(image.mean())\n"
        "        return torch.stack(means)",
    ),
    ("0.2", "written into the code", "def brightness(images):\n    return images.reshape(16, 64).mean(dim=1)"),
    ("0.2", "the black ones count, too", "def brightness(images):\n    return images.sum(dim=(1, 2)) / (images != 0).sum(dim=(1, 2))"),
    (
        "0.2",
        "does not read what it is given",
        "pictures = torch.rand(3, 8, 8)\n\n\ndef brightness(images):\n    return pictures.mean(dim=(1, 2))",
    ),
    ("0.2", "changed its input in place", "def brightness(images):\n    images -= images.min()\n    return images.mean(dim=(1, 2))"),
    ("0.2", "float64", "def brightness(images):\n    return images.float().mean(dim=(1, 2))"),
    ("0.2", "True/False came where", "def brightness(images):\n    return images.mean(dim=(1, 2)) > 0"),
    ("0.2", "pixels of several images mixed", "def brightness(images):\n    return images.reshape(64, -1).mean(dim=0)"),
    ("0.3", "Two shapes do not fit", "def scores(X, w, b):\n    return X @ w + b"),
    ("0.3", "products that were not summed", "def scores(X, w, b):\n    return X * w + b"),
    ("0.3", "b is missing", "def scores(X, w, b):\n    return X @ w.T"),
    ("0.3", "a shape of (n,)", "def scores(X, w, b):\n    return (X @ w.T).flatten() + b"),
    ("0.3", "multiplied by the features", "def scores(X, w, b):\n    return X @ (w.T + b)"),
    ("0.3", "both mistakes are still in it", "def scores(X, w, b):\n    return (X * (w + b)).sum(dim=1)"),
    ("0.3", "counted once for each feature.", "def scores(X, w, b):\n    return (X * w + b).sum(dim=1, keepdim=True)"),
    ("0.3", "a table of n × n", "def scores(X, w, b):\n    return (X * w).sum(dim=1) + b * torch.ones(len(X), 1)"),
    ("0.3", "one row of scores, (1, n)", "def scores(X, w, b):\n    return w @ X.T + b"),
    ("0.3", "a squeeze()", "def scores(X, w, b):\n    return (X @ w.squeeze() + b).reshape(-1, 1)"),
    ("0.3", "each example has a score of its own", "def scores(X, w, b):\n    return (X * w).sum(dim=0) + b"),
    ("0.4", "divided by one less", "def summary(results):\n    return results.mean(), ((results - results.mean()) ** 2).mean().sqrt()"),
    (
        "0.4",
        "the variance",
        "def summary(results):\n    return results.mean(), ((results - results.mean()) ** 2).sum() / (len(results) - 1)",
    ),
    ("0.4", "squared", "def summary(results):\n    return results.mean(), (results - results.mean()).abs().mean()"),
    (
        "0.4",
        "swapped",
        "def summary(results):\n    return (((results - results.mean()) ** 2).sum() / (len(results) - 1)) ** 0.5, results.mean()",
    ),
    ("0.4", "Expected 2 values", "def summary(results):\n    return results.mean()"),
    (
        "0.4",
        "a root that was never taken",
        "def summary(results):\n    return results.mean(), (((results - results.mean()) ** 2).sum() / (len(results) - 1)) ** 1 / 2",
    ),
    (
        "0.4",
        "a missing bracket",
        "def summary(results):\n    m = results.mean()\n    return m, (((results - m) ** 2).sum() / len(results) - 1) ** 0.5",
    ),
    (
        "0.4",
        "before the division",
        "def summary(results):\n    m = results.mean()\n    return m, ((results - m) ** 2).sum().sqrt() / (len(results) - 1)",
    ),
    (
        "0.4",
        "without the ready-made function",
        "from statistics import stdev as spread\n\n\ndef summary(results):\n    return results.mean(), spread(results.tolist())",
    ),
    ("0.4", "without the ready-made function", "def summary(results):\n    return torch.std_mean(results)[::-1]"),
    (
        "0.4",
        "written into the code",
        "def summary(results):\n    mean = results.mean()\n    return mean, (((results - mean) ** 2).sum() / 19) ** 0.5",
    ),
    (
        "0.4",
        "few right digits",
        "def summary(results):\n"
        "    n, mean = len(results), results.mean()\n"
        "    return mean, (((results**2).mean() - mean**2) * n / (n - 1)) ** 0.5",
    ),
    (
        "0.4",
        "round where you print",
        "def summary(results):\n"
        "    mean = results.mean().item()\n"
        "    squares = sum((r - mean) ** 2 for r in results.tolist())\n"
        "    return round(mean, 3), round((squares / (len(results) - 1)) ** 0.5, 3)",
    ),
    (
        "0.4",
        "the division is missing",
        "def summary(results):\n    mean = results.mean()\n    return mean, ((results - mean) ** 2).sum().sqrt()",
    ),
    (
        "0.5",
        "own errors added up",
        "def clearly_better(a, b):\n"
        "    n = len(a) ** 0.5\n"
        "    return bool(a.float().mean() - b.float().mean() > (a.float().std() + b.float().std()) / n)",
    ),
    (
        "0.5",
        "nothing in it knows how large a gap luck makes",
        "def clearly_better(a, b):\n    return bool(a.float().mean() > b.float().mean())",
    ),
    (
        "0.5",
        "a gap without its sign",
        "def clearly_better(a, b):\n"
        "    difference = a.float() - b.float()\n"
        "    return bool(difference.mean().abs() > 2 * difference.std() / len(a) ** 0.5)",
    ),
    (
        "0.5",
        "a bet on the wrong one",
        "def clearly_better(a, b):\n"
        "    difference = b.float() - a.float()\n"
        "    return bool(difference.mean() > 2 * difference.std() / len(a) ** 0.5)",
    ),
    (
        "0.5",
        "it does not shrink",
        "def clearly_better(a, b):\n    difference = a.float() - b.float()\n    return bool(difference.mean() > difference.std())",
    ),
    ("0.5", "one limit of the gap for every test set", "def clearly_better(a, b):\n    return bool((a.float() - b.float()).mean() > 0.05)"),
    (
        "0.5",
        "one limit of the gap for every test set",
        "def clearly_better(a, b):\n    return bool(a.float().mean() - b.float().mean() > 0.02)",
    ),
    (
        "0.5",
        "one limit of the gap for every test set",
        "def clearly_better(a, b):\n    return bool(a.float().mean() - b.float().mean() > 0.01)",
    ),
    (
        "0.5",
        "as if each model had read digits of its own",
        "def clearly_better(a, b):\n"
        "    p, q = a.float().mean(), b.float().mean()\n"
        "    return bool(p - q > 2 * ((p * (1 - p) + q * (1 - q)) / len(a)) ** 0.5)",
    ),
    (
        "0.5",
        "one error as the limit",
        "def clearly_better(a, b):\n"
        "    difference = a.float() - b.float()\n"
        "    return bool(difference.mean() > difference.std() / len(a) ** 0.5)",
    ),
    (
        "0.5",
        "too many better models missed",
        "def clearly_better(a, b):\n"
        "    difference = a.float() - b.float()\n"
        "    return bool(difference.mean() > 4 * difference.std() / len(a) ** 0.5)",
    ),
    (
        "0.5",
        "division by n in the place",
        "def clearly_better(a, b):\n"
        "    difference = a.float() - b.float()\n"
        "    return bool(difference.mean() > 2 * difference.std() / len(a))",
    ),
    (
        "0.5",
        "turned round",
        "def clearly_better(a, b):\n"
        "    difference = a.float() - b.float()\n"
        "    return bool(difference.mean() <= 2 * difference.std() / len(a) ** 0.5)",
    ),
    (
        "0.5",
        "bool(…) makes True or False",
        "def clearly_better(a, b):\n"
        "    difference = a.float() - b.float()\n"
        "    return difference.mean() > 2 * difference.std() / len(a) ** 0.5",
    ),
    (
        "0.5",
        "Nothing came back",
        "def clearly_better(a, b):\n"
        "    difference = a.float() - b.float()\n"
        "    if difference.mean() > 2 * difference.std() / len(a) ** 0.5:\n"
        "        return True",
    ),
    ("0.5", "Expected True or False", "def clearly_better(a, b):\n    return (a.float() - b.float()).mean()"),
    ("0.5", "ones and zeros", "def clearly_better(a, b):\n    return bool(a.mean() - b.mean() > 0.02)"),
    ("0.5", "ones and zeros", "def clearly_better(a, b):\n    difference = a - b\n    return bool(difference.float().mean() > 0.02)"),
    (
        "0.5",
        "nothing in it knows",
        "def clearly_better(a, b):\n"
        "    difference = a.float() - b.float()\n"
        "    return bool(difference.sum() > 2 * difference.std() / len(a) ** 0.5)",
    ),
    ("0.5", "on every pair", "def clearly_better(a, b):\n    return True"),
    ("0.5", "on no pair", "def clearly_better(a, b):\n    return False"),
    ("0.5", "without ground", "def clearly_better(a, b):\n    return int(a.sum() - b.sum()) > 5"),
    (
        "0.5",
        "missed a clear lead of a",
        "def clearly_better(a, b):\n"
        "    difference = a.float() - b.float()\n"
        "    return bool(difference.mean() > 6 * difference.std() / len(a) ** 0.5)",
    ),
    (
        "0.5",
        "fooled too often",
        "def clearly_better(a, b):\n"
        "    difference = a.float() - b.float()\n"
        "    return bool(difference.mean() > 0.8 * difference.std() / len(a) ** 0.5)",
    ),
]

RIGHT = [
    ("0.1", "flat_shape = 32, 8 * 8"),
    ("0.1", "flat_shape = nn.Flatten()(torch.zeros(32, 8, 8)).shape"),
    ("0.2", "def brightness(images):\n    return torch.stack([image.mean() for image in images])"),
    ("0.2", "def brightness(pictures):\n    return torch.einsum('nij->n', pictures) / 64"),
    ("0.3", "def scores(X, w, b):\n    return (X * w).sum(dim=1, keepdim=True) + b"),
    ("0.3", "def scores(X, w, b):\n    return nn.functional.linear(X, w) + b"),
    (
        "0.4",
        "def summary(results):\n"
        "    values = [float(r) for r in results]\n"
        "    mean = sum(values) / len(values)\n"
        "    return mean, (sum((v - mean) ** 2 for v in values) / (len(values) - 1)) ** 0.5",
    ),
    (
        "0.4",
        "def summary(results):\n"
        "    mean = results.sum() / len(results)\n"
        "    return mean, torch.linalg.vector_norm(results - mean) / (len(results) - 1) ** 0.5",
    ),
    (
        "0.5",
        "def clearly_better(a, b):\n"
        "    only_a, only_b = int((a & ~b).sum()), int((b & ~a).sum())\n"
        "    return only_a - only_b > 2 * (only_a + only_b) ** 0.5",
    ),
    (
        "0.5",
        "def clearly_better(a, b):\n"
        "    difference = a.float() - b.float()\n"
        "    gap, error = difference.mean().item(), difference.std().item() / len(a) ** 0.5\n"
        "    return gap > 1.64 * error",
    ),
    (
        "0.5",
        "def clearly_better(a, b):\n"
        "    difference = a.float() - b.float()\n"
        "    gap, error = difference.mean().item(), difference.std().item() / len(a) ** 0.5\n"
        "    return gap > 2.5 * error",
    ),
    (
        "0.5",
        "def clearly_better(a, b):\n"
        "    difference = a.float() - b.float()\n"
        "    draws = torch.randint(len(a), (400, len(a)))\n"
        "    return (difference[draws].mean(dim=1) > 0).float().mean().item() > 0.97",
    ),
    (
        "0.5",
        "from math import comb\n"
        "\n"
        "\n"
        "def clearly_better(a, b):\n"
        "    wins, losses = int((a & ~b).sum()), int((b & ~a).sum())\n"
        "    n = wins + losses\n"
        "    return sum(comb(n, k) for k in range(wins, n + 1)) / 2**n < 0.03",
    ),
]
