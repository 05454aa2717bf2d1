"""Answers, wrong and right, of chapter 09: (exercise, what the check must say, code)."""


def _price(
    price: str = "prices.log().mean().exp()", error: str = "(prices.log() - price.log()).square().mean().sqrt()", back: str = "price, error"
) -> str:
    return f"def best_price(prices):\n    price = {price}\n    error = {error}\n    return {back}\n"


LEVELS = "[w for w in sorted(set(train_words)) if train_words.count(w) >= least]"
REST = "[[float(w == level) for level in levels] + [float(w not in levels)] for w in words]"


def _rest(levels: str = LEVELS, rows: str = REST, back: str = "torch.tensor(rows)") -> str:
    return f"def one_hot_with_rest(train_words, words, least):\n    levels = {levels}\n    rows = {rows}\n    return {back}\n"


def _groups(
    order: str = "list(dict.fromkeys(groups))",
    fold: str = "[order.index(g) % k for g in groups]",
    pair: str = "([i for i in rows if fold[i] != j], [i for i in rows if fold[i] == j])",
) -> str:
    return f"""
def group_folds(groups, k):
    order = {order}
    fold = {fold}
    rows = range(len(groups))
    return [{pair} for j in range(k)]
"""


def _simplest(error: str = "errors[best].std() / errors.shape[1] ** 0.5", back: str = "(means <= limit).nonzero()[0].item()") -> str:
    return f"""
def simplest_within_error(errors):
    means = errors.mean(dim=1)
    best = means.argmin()
    limit = means[best] + {error}
    return {back}
"""


def _score(
    rows: str = "train",
    middle: str = "X[train].mean(dim=0)",
    level: str = "y[train].mean()",
    held: str = "X[held] - middle",
    last: str = "    return torch.stack(errors).mean()",
) -> str:
    return f"""
def honest_score(X, y, k, keep):
    errors = []
    for train, held in k_folds(len(y), k):
        rows = {rows}
        B, u = X[rows] - X[rows].mean(dim=0), y[rows] - y[rows].mean()
        columns = ((B.T @ u).abs() / B.norm(dim=0)).topk(keep).indices
        middle, level = {middle}, {level}
        A = (X[train] - middle)[:, columns]
        weights = torch.linalg.lstsq(A, (y[train] - level)[:, None]).solution
        guess = (({held})[:, columns] @ weights).flatten() + level
        errors.append((guess - y[held]).square().mean().sqrt())
{last}
"""


def _scale(fill: str = "mean", other_mean: str = "mean", std: str = "train.std(dim=0, correction=0)", back: str = "") -> str:
    back = back or "(train - mean) / std, (other - mean) / std"
    return f"""
def fill_and_scale(train, other):
    mean = train.nanmean(dim=0)
    raw = train
    other = torch.where(other.isnan(), {other_mean}, other)
    train = torch.where(train.isnan(), {fill}, train)
    std = {std}
    return {back}
"""


def _gain(value: str) -> str:
    return f"def paired_gain(old, new):\n    gain = old - new\n    return {value}\n"


def _problems(
    length: str = "not len(ids) == len(prices) == len(test_ids)",
    ids: str = "sorted(ids) != sorted(test_ids)",
    order: str = "elif ids != test_ids",
    finite: str = "not all(np.isfinite(p) for p in prices)",
    positive: str = "any(p <= 0 for p in prices)",
    last: str = "return problems",
) -> str:
    return f"""
def submission_problems(ids, prices, test_ids):
    problems = []
    if {length}:
        problems.append("length")
    if {ids}:
        problems.append("ids")
    {order}:
        problems.append("order")
    if {finite}:
        problems.append("not finite")
    if {positive}:
        problems.append("not positive")
    {last}
"""


EARLY = """
def submission_problems(ids, prices, test_ids):
    if not len(ids) == len(prices) == len(test_ids):
        return ["length"]
    if sorted(ids) != sorted(test_ids):
        return ["ids"]
    if ids != test_ids:
        return ["order"]
    if not all(np.isfinite(p) for p in prices):
        return ["not finite"]
    return ["not positive"] if any(p <= 0 for p in prices) else []
"""

LATE = """
def fill_and_scale(train, other):
    mean = train.nanmean(dim=0)
    train = torch.where(train.isnan(), mean, train)
    std = train.std(dim=0, correction=0)
    other = (other - mean) / std
    return (train - mean) / std, torch.where(other.isnan(), mean, other)
"""
ROWS = """
def fill_and_scale(train, other):
    train, other = (part[~part.isnan().any(dim=1)] for part in (train, other))
    mean, std = train.mean(dim=0), train.std(dim=0, correction=0)
    return (train - mean) / std, (other - mean) / std
"""
OWN_ROWS = """
def fill_and_scale(train, other):
    done = []
    for part in (train, other):
        part = torch.where(part.isnan(), part.nanmean(dim=1, keepdim=True), part)
        done.append((part - part.mean(dim=1, keepdim=True)) / part.std(dim=1, correction=0, keepdim=True))
    return tuple(done)
"""

WRONG = [
    ("9.1", "the mean of the prices", _price("prices.mean()")),
    ("9.1", "the median", _price("prices.quantile(0.5)")),
    ("9.1", "the lower of two middle prices", _price("prices.median()")),
    ("9.1", "the logarithm of the price", _price(back="price.log(), error")),
    ("9.1", "RMSE in dollars", _price(error="(prices - price).square().mean().sqrt()")),
    ("9.1", "divides by n − 1", _price(error="prices.log().std()")),
    ("9.1", "a missing root", _price(error="(prices.log() - price.log()).square().mean()")),
    ("9.1", "absolute errors", _price(error="(prices.log() - price.log()).abs().mean()")),
    ("9.1", "the wrong order", _price(back="error, price")),
    ("9.1", "four hundred houses", _price("prices.prod() ** (1 / len(prices))")),
    ("9.1", "errors as shares", _price(error="((prices - price) / price).square().mean().sqrt()")),
    ("9.1", "precision of float64", _price("prices.float().log().mean().exp()")),
    ("9.3", "more than `least` times", _rest(LEVELS.replace(">=", ">"))),
    ("9.3", "however rare", _rest("sorted(set(train_words))")),
    ("9.3", "counted in both lists", _rest(LEVELS.replace("train_words.count(w)", "(train_words + words).count(w)"))),
    ("9.3", "no column for the rest", _rest(rows="[[float(w == level) for level in levels] for w in words]")),
    ("9.3", "stands first", _rest(rows="[[float(w not in levels)] + [float(w == level) for level in levels] for w in words]")),
    ("9.3", "in the order in which the words come", _rest(LEVELS.replace("sorted(set(train_words))", "dict.fromkeys(train_words)"))),
    ("9.3", "new words with rows of zeros", _rest(rows=REST.replace("w not in levels", "w not in levels and w in train_words"))),
    ("9.3", "rare words with rows of zeros", _rest(rows=REST.replace("w not in levels", "w not in train_words"))),
    ("9.3", "left out", _rest(rows=REST.replace("for w in words]", "for w in words if w in levels]"))),
    ("9.3", "training words themselves", _rest(rows=REST.replace("in words]", "in train_words]"))),
    ("9.3", "exchanged", _rest(back="torch.tensor(rows).T")),
    ("9.3", "float32", _rest(back="torch.tensor(rows).double()")),
    ("9.3", "whole numbers", _rest(back="torch.tensor(rows).long()")),
    ("9.3", "the second list", _rest("[w for w in sorted(set(words)) if words.count(w) >= least]")),
    ("9.4", "rows dealt out", _groups(fold="[i % k for i in range(len(groups))]")),
    ("9.4", "the alphabet", _groups("sorted(set(groups))")),
    ("9.4", "in blocks", _groups(fold="[order.index(g) * k // len(order) for g in groups]")),
    ("9.4", "begins with the second fold", _groups(fold="[(order.index(g) + 1) % k for g in groups]")),
    ("9.4", "an overlap", _groups(pair="(list(rows), [i for i in rows if fold[i] == j])")),
    ("9.4", "the wrong way round", _groups(pair="([i for i in rows if fold[i] == j], [i for i in rows if fold[i] != j])")),
    ("9.4", "the held-out rows alone", _groups(pair="[i for i in rows if fold[i] == j]")),
    (
        "9.4",
        "the groups in the place",
        _groups(pair="([g for g, f in zip(groups, fold) if f != j], [g for g, f in zip(groups, fold) if f == j])"),
    ),
    ("9.4", "a round for every group", _groups().replace("order =", "k = len(set(groups))\n    order =")),
    (
        "9.4",
        "the first row of each group",
        _groups(pair="([i for i in rows if fold[i] != j], [groups.index(g) for g in order if order.index(g) % k == j])"),
    ),
    (
        "9.4",
        "the ready-made function",
        "def group_folds(groups, k):\n    return [(a.tolist(), b.tolist()) for a, b in KFold(k).split(groups)]\n",
    ),
    ("9.5", "the lowest mean", _simplest(back="best.item()")),
    ("9.5", "a standard deviation", _simplest("errors[best].std()")),
    ("9.5", "two standard errors", _simplest("2 * errors[best].std() / errors.shape[1] ** 0.5")),
    ("9.5", "a division by k", _simplest("errors[best].std() / errors.shape[1]")),
    ("9.5", "correction=0", _simplest("errors[best].std(correction=0) / errors.shape[1] ** 0.5")),
    ("9.5", "own standard error", _simplest("errors.std(dim=1) / errors.shape[1] ** 0.5").replace("means[best] +", "means.min() +")),
    ("9.5", "the last model", _simplest(back="(means <= limit).nonzero()[-1].item()")),
    ("9.5", "counted from 1", _simplest(back="(means <= limit).nonzero()[0].item() + 1")),
    ("9.5", "all models within", _simplest(back="(means <= limit).nonzero().flatten().tolist()")),
    ("9.5", "runs past the end", _simplest(back="(means < limit).nonzero()[0].item()")),
    ("9.8", "the code as it came", _score("slice(None)", "X.mean(dim=0)", "y.mean()")),
    ("9.8", "chosen on all rows", _score("slice(None)")),
    ("9.8", "targets that are still", _score(level="y.mean()")),
    ("9.8", "inputs that are still", _score(middle="X.mean(dim=0)")),
    ("9.8", "inputs and targets still", _score(middle="X.mean(dim=0)", level="y.mean()")),
    ("9.8", "their own mean", _score(held="X[held] - X[held].mean(dim=0)")),
    ("9.8", "chosen on the held-out rows", _score("held")),
    ("9.8", "a sum over the folds", _score(last="    return torch.stack(errors).sum()")),
    ("9.8", "the last fold", _score(last="    return errors[-1]")),
    ("9.8", "the first fold", _score(last="        return errors[0]")),
    (
        "9.2",
        "a leak",
        _scale(std="train.std(dim=0, correction=0)")
        .replace("train.nanmean(dim=0)", "torch.cat([train, other]).nanmean(dim=0)")
        .replace("train.std(dim=0", "torch.cat([train, other]).std(dim=0"),
    ),
    (
        "9.2",
        "scaled by its own mean",
        _scale(other_mean="other.nanmean(dim=0)", back="(train - mean) / std, (other - other.mean(0)) / other.std(0, correction=0)"),
    ),
    ("9.2", "filled with its own means", _scale(other_mean="other.nanmean(dim=0)")),
    (
        "9.2",
        "gaps filled with 0",
        """
def fill_and_scale(train, other):
    train, other = train.nan_to_num(0), other.nan_to_num(0)
    mean, std = train.mean(0), train.std(0, correction=0)
    return (train - mean) / std, (other - mean) / std
""",
    ),
    ("9.2", "without the filled gaps", _scale(std="(raw - mean).square().nanmean(dim=0).sqrt()")),
    ("9.2", "divides by n − 1", _scale(std="train.std(dim=0)")),
    ("9.2", "by the variance", _scale(std="train.var(dim=0, correction=0)")),
    ("9.2", "a shift without the scaling", _scale(back="train - mean, other - mean")),
    ("9.2", "wrong order", _scale(back="(other - mean) / std, (train - mean) / std")),
    ("9.2", "filled, but not scaled", _scale(back="(train - mean) / std, other")),
    ("9.2", "one standard deviation for the whole table", _scale(std="train.std(correction=0)")),
    (
        "9.2",
        "the range from 0 to 1",
        _scale(std="train.amax(0) - train.amin(0)", back="(train - train.amin(0)) / std, (other - train.amin(0)) / std"),
    ),
    ("9.2", "Some gaps are still there", "def fill_and_scale(train, other):\n    return (train - train.mean(0)) / train.std(0), other\n"),
    ("9.6", "a sign turned", _gain("(-gain).mean(), gain.std() / len(gain) ** 0.5")),
    ("9.6", "own standard errors joined", _gain("gain.mean(), ((old.var() + new.var()) / len(old)) ** 0.5")),
    ("9.6", "added up", _gain("gain.mean(), (old.std() + new.std()) / len(old) ** 0.5")),
    ("9.6", "difference of the two standard errors", _gain("gain.mean(), (old.std() - new.std()) / len(old) ** 0.5")),
    ("9.6", "without the division by √k", _gain("gain.mean(), gain.std()")),
    ("9.6", "a division by k", _gain("gain.mean(), gain.std() / len(gain)")),
    ("9.6", "absolute differences", _gain("gain.abs().mean(), gain.abs().std() / len(gain) ** 0.5")),
    ("9.6", "on top of the k − 1", _gain("gain.mean(), gain.std() / (len(gain) - 1) ** 0.5")),
    ("9.6", "own standard error", _gain("gain.mean(), new.std() / len(new) ** 0.5")),
    ("9.6", "the share of folds", _gain("(old > new).float().mean(), gain.std() / len(gain) ** 0.5")),
    ("9.7", "a return at the first problem", EARLY),
    ("9.7", "a length of the prices alone", _problems(length="len(prices) != len(test_ids)")),
    ("9.7", "forget how often", _problems(ids="set(ids) != set(test_ids)")),
    ("9.7", "missing rows alone", _problems(length="len(ids) < len(test_ids) or len(prices) < len(test_ids)")),
    ("9.7", "a test for infinity alone", _problems(finite="any(np.isinf(p) for p in prices)")),
    ("9.7", "whether no price is finite", _problems(finite="not any(np.isfinite(p) for p in prices)")),
    ("9.7", "whether all prices are 0 or negative", _problems(positive="all(p <= 0 for p in prices)")),
    ("9.7", "a test that is never true", _problems(finite='any(p == float("nan") for p in prices)')),
    ("9.7", "a test for NaN alone", _problems(finite="any(np.isnan(p) for p in prices)")),
    ("9.7", "negative prices alone", _problems(positive="any(p < 0 for p in prices)")),
    ("9.7", "could find another order", _problems(order="elif set(ids) != set(test_ids)")),
    (
        "9.7",
        "whether an id is missing",
        _problems(
            ids="set(ids) - set(test_ids)", order="elif len(ids) == len(test_ids) and sorted(ids) == sorted(test_ids) and ids != test_ids"
        ),
    ),
    ("9.7", "the other list of the file alone", _problems(length="len(ids) != len(prices)")),
    ("9.7", "a length of the ids alone", _problems(length="len(ids) != len(test_ids)")),
    ("9.7", "A list of words is asked for", _problems(last="return not problems")),
    ("9.7", "another order taken for other ids", _problems(ids="ids != test_ids", order="if False")),
    ("9.7", "none of the words length, ids, order", _problems(last='return [p.replace(" ", "_") for p in problems + ["rows"]]')),
    ("9.2", "a scaling without the shift", _scale(back="train / std, other / std")),
    ("9.2", "filled after the scaling", LATE),
    ("9.2", "rows with gaps thrown away", ROWS),
    ("9.2", "the mean of a column with a gap is a gap, so", _scale().replace("nanmean", "mean")),
    ("9.2", "gaps that were not found", _scale().replace("train.isnan()", "train == np.nan").replace("other.isnan()", "other == np.nan")),
    ("9.2", "means and spreads of each part's own rows", OWN_ROWS),
    ("9.2", "precision of float64", _scale(back="((train - mean) / std).float(), ((other - mean) / std).float()")),
    ("9.2", "missing brackets", _scale(back="train - mean / std, other - mean / std")),
    ("9.2", "kept above a limit", _scale(std="train.std(dim=0, correction=0).clamp(min=0.5)")),
    ("9.2", "the spreads", _scale(std="(train - mean).norm(dim=0)")),
    (
        "9.2",
        "A gap that was filled",
        _scale(fill="train.nan_to_num(-9).amax(0)", other_mean="mean", back="(train - train.mean(0)) / std, (other - train.mean(0)) / std"),
    ),
    ("9.2", "what differs in its treatment", _scale(back="(train - mean) / std, (other - mean) / other.std(dim=0, correction=0)")),
    ("9.6", "sorted errors", _gain("(d := old.sort().values - new.sort().values).mean(), d.std() / len(d) ** 0.5")),
    ("9.6", "cut off at 0: a new", _gain("gain.mean().clamp(min=0), gain.std() / len(gain) ** 0.5")),
    ("9.6", "an absolute gain", _gain("abs(gain.mean()), gain.std() / len(gain) ** 0.5")),
    ("9.6", "a division by √5", _gain("gain.mean(), gain.std() / 5**0.5")),
    ("9.6", "the variance in the place", _gain("gain.mean(), gain.var() / len(gain) ** 0.5")),
    ("9.6", "the median", _gain("gain.median(), gain.std() / len(gain) ** 0.5")),
    ("9.6", "the sum of the gains", _gain("gain.sum(), gain.std() / len(gain) ** 0.5")),
    ("9.6", "a test against 0", _gain("gain.mean(), ((gain**2).sum() / (len(gain) - 1) / len(gain)) ** 0.5")),
    ("9.6", "the ends of an interval", _gain("gain.mean() - gain.std() / len(gain) ** 0.5, gain.mean() + gain.std() / len(gain) ** 0.5")),
    ("9.6", "the standard error is not", _gain("gain.mean(), (gain.max() - gain.min()) / len(gain) ** 0.5")),
    ("9.6", "Neither value is right", _gain("(old**2 - new**2).mean(), (old**2 - new**2).std() / len(gain) ** 0.5")),
    ("9.6", "Expected 2 values", _gain('f"{gain.mean():.4f} ± {gain.std() / len(gain) ** 0.5:.4f}"')),
    ("9.7", "ids in rising order asked for", _problems(order="elif list(ids) != sorted(ids)")),
    ("9.7", "sums of the ids", _problems(ids="sum(ids) != sum(test_ids)")),
    ("9.7", "a test of the sum", _problems(finite="not np.isfinite(sum(prices))")),
    ("9.7", "of the finite prices alone", _problems(positive="any(p <= 0 for p in prices if np.isfinite(p))")),
    ("9.7", "NaN fails as well", _problems(positive="not all(p > 0 for p in prices)")),
    ("9.7", "said once, however many", _problems(positive="False", last="return problems + ['not positive' for p in prices if p <= 0]")),
    ("9.7", "a file without a row", _problems(positive="min(prices) <= 0")),
    ("9.7", "where NaN comes first", _problems(positive="prices and min(prices) <= 0")),
    ("9.7", "only where both lists", _problems(length="len(ids) != len(test_ids) and len(prices) != len(test_ids)")),
    ("9.7", "said of other ids, too", _problems(order="if ids != test_ids")),
    ("9.7", "alphabetical", _problems(last="return sorted(problems)")),
    ("9.7", "outlive the call", "FOUND = []\n" + _problems().replace("problems = []", "problems = FOUND")),
    ("9.7", "a number of rows from the text", _problems(length="len(ids) != 1459 or len(prices) != 1459")),
]

RIGHT: list[tuple[str, str]] = [
    ("9.1", "def best_price(prices):\n    logs = np.log(prices.numpy())\n    return np.exp(logs.mean()), logs.std()\n"),
    ("9.1", "def best_price(prices):\n    logs = prices.log()\n    return [logs.mean().exp().item(), logs.std(correction=0).item()]\n"),
    (
        "9.3",
        """
def one_hot_with_rest(train_words, words, least):
    counts = pd.Series(train_words).value_counts()
    column = {word: i for i, word in enumerate(sorted(counts[counts >= least].index))}
    table = torch.zeros(len(words), len(column) + 1)
    for row, word in enumerate(words):
        table[row, column.get(word, len(column))] = 1
    return table
""",
    ),
    (
        "9.3",
        """
from collections import Counter

def one_hot_with_rest(train_words, words, least):
    kept = sorted(w for w, n in Counter(train_words).items() if n >= least)
    numbers = torch.tensor([kept.index(w) if w in kept else len(kept) for w in words])
    return nn.functional.one_hot(numbers, len(kept) + 1).float()
""",
    ),
    (
        "9.4",
        """
def group_folds(groups, k):
    codes = pd.factorize(np.array(groups, dtype=object))[0] % k
    return [(np.flatnonzero(codes != j), np.flatnonzero(codes == j)) for j in range(k)]
""",
    ),
    (
        "9.4",
        """
def group_folds(groups, k):
    fold_of, held = {}, [[] for _ in range(k)]
    for row, group in enumerate(groups):
        fold_of.setdefault(group, len(fold_of) % k)
        held[fold_of[group]].append(row)
    return [([r for r in range(len(groups)) if r not in out], out) for out in held]
""",
    ),
    (
        "9.5",
        """
def simplest_within_error(errors):
    table = errors.numpy()
    means, spreads = table.mean(axis=1), table.std(axis=1, ddof=1)
    best = int(np.argmin(means))
    for number, mean in enumerate(means):
        if mean <= means[best] + spreads[best] / np.sqrt(table.shape[1]):
            return number
""",
    ),
    ("9.5", _simplest("(errors[best].var() / errors[best].numel()).sqrt()", "(means <= limit).int().argmax()")),
    (
        "9.8",
        """
def honest_score(X, y, k, keep):
    total = 0.0
    for train, held in k_folds(len(y), k):
        related = [abs(np.corrcoef(X[train, c], y[train])[0, 1]) for c in range(X.shape[1])]
        columns = np.argsort(related)[-keep:].tolist()
        ones = [torch.ones(len(rows), 1, dtype=X.dtype) for rows in (train, held)]
        A, B = (torch.cat([X[rows][:, columns], one], dim=1) for rows, one in zip((train, held), ones))
        guess = B @ torch.linalg.lstsq(A, y[train, None]).solution
        total += (guess.flatten() - y[held]).square().mean().sqrt().item()
    return total / k
""",
    ),
    (
        "9.8",
        """
def honest_score(X, y, k, keep):
    def one_round(train, held):
        A, t = X[train] - X[train].mean(0), y[train] - y[train].mean()
        best = ((A * t[:, None]).sum(0).abs() / A.std(0)).argsort(descending=True)[:keep]
        w = torch.linalg.pinv(A[:, best]) @ t
        return ((X[held] - X[train].mean(0))[:, best] @ w + y[train].mean() - y[held]).pow(2).mean() ** 0.5

    return sum(one_round(*pair) for pair in k_folds(len(y), k)) / k
""",
    ),
    (
        "9.2",
        """
def fill_and_scale(train, other):
    mean = torch.nansum(train, dim=0) / (~train.isnan()).sum(dim=0)
    parts = [torch.nan_to_num(part - mean, nan=0.0) for part in (train, other)]
    std = (parts[0] ** 2).mean(dim=0) ** 0.5
    return [part / std for part in parts]
""",
    ),
    (
        "9.2",
        """
def fill_and_scale(train, other):
    pipe = make_pipeline(SimpleImputer(), StandardScaler()).fit(train.double().numpy())
    back = lambda part: torch.from_numpy(pipe.transform(part.double().numpy())).to(part.dtype) if len(part) else part
    return back(train), back(other)
""",
    ),
    (
        "9.2",
        """
def fill_and_scale(train, other):
    means = pd.DataFrame(train.numpy()).mean()
    frames = [pd.DataFrame(part.numpy()).fillna(means) for part in (train, other)]
    return tuple(torch.tensor(((f - means) / frames[0].std(ddof=0)).to_numpy(), dtype=train.dtype) for f in frames)
""",
    ),
    (
        "9.6",
        """
def paired_gain(old, new):
    gains = np.subtract(old.numpy(), new.numpy())
    return torch.tensor(gains.mean()), torch.tensor(gains.std(ddof=1) / np.sqrt(gains.size))
""",
    ),
    (
        "9.6",
        """
def paired_gain(old, new):
    change, k = new - old, len(old)
    return -change.mean(), (((change - change.mean()) ** 2).sum() / (k * (k - 1))).sqrt()
""",
    ),
    (
        "9.7",
        """
from collections import Counter

def submission_problems(ids, prices, test_ids):
    other = Counter(ids) != Counter(test_ids)
    found = {
        "length": {len(ids), len(prices)} != {len(test_ids)},
        "ids": other,
        "order": not other and any(a != b for a, b in zip(ids, test_ids)),
        "not finite": not np.isfinite(prices).all(),
        "not positive": bool((np.array(prices) <= 0).any()),
    }
    return tuple(word for word, wrong in found.items() if wrong)
""",
    ),
    (
        "9.7",
        """
def submission_problems(ids, prices, test_ids):
    money = torch.tensor(prices, dtype=torch.float64)
    words = ["length"] if not len(ids) == len(prices) == len(test_ids) else []
    same = sorted(ids) == sorted(test_ids)
    words += [] if ids == test_ids else ["order" if same else "ids"]
    words += ["not finite"] * (not bool(money.isfinite().all()))
    return words + ["not positive"] * bool((money <= 0).any())
""",
    ),
]
