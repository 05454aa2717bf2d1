"""Right answers of chapter 09: (exercise, code)."""

RIGHT: list[tuple[str, str]] = [
    ("9.1", "def log_rmse(prediction, price):\n    return np.sqrt(np.mean(np.log(prediction.numpy() / price.numpy()) ** 2))\n"),
    ("9.1", "def log_rmse(prediction, price):\n    return nn.functional.mse_loss(prediction.log(), price.log()).sqrt().item()\n"),
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
        "9.3",
        """
def one_hot(train_words, words):
    column = {word: i for i, word in enumerate(sorted(set(train_words)))}
    table = torch.zeros(len(words), len(column))
    for row, word in enumerate(words):
        if word in column:
            table[row, column[word]] = 1
    return table
""",
    ),
    (
        "9.3",
        """
def one_hot(train_words, words):
    levels = np.unique(train_words)
    return torch.from_numpy(np.array(words)[:, None] == levels).float()
""",
    ),
    (
        "9.4",
        """
def fold_rows(n, k):
    rows = list(range(n))
    parts = [part.tolist() for part in np.array_split(rows, k)]
    return [([r for r in rows if r not in part], part) for part in parts]
""",
    ),
    (
        "9.4",
        """
def fold_rows(n, k):
    ends = [0]
    for i in range(k):
        ends.append(ends[-1] + (n - ends[-1] + k - i - 1) // (k - i))
    for start, end in zip(ends, ends[1:]):
        yield [*range(start), *range(end, n)], range(start, end)
""",
    ),
    (
        "9.5",
        """
import statistics

def mean_and_error(errors):
    values = errors.tolist()
    return statistics.fmean(values), statistics.stdev(values) / len(values) ** 0.5
""",
    ),
    ("9.5", "def mean_and_error(errors):\n    return [errors.mean(), (errors.var() / errors.numel()).sqrt()]\n"),
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
