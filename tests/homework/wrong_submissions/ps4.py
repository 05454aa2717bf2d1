"""Half-right answers to problem set 4: what they are, the answers, points of the 40, and a phrase of some message."""

PARTIAL = [
    (
        "corrects the corrected probabilities again and again",
        {
            "shares_by_turns": """
def shares_by_turns(probabilities, source, rounds):
    shares = source
    for _ in range(rounds):
        probabilities = probabilities * shares / source
        probabilities = probabilities / probabilities.sum(dim=1, keepdim=True)
        shares = probabilities.mean(dim=0)
    return shares
"""
        },
        35,
        "start each round from the original probabilities",
    ),
    (
        "does not divide by the source's shares",
        {
            "shares_by_turns": """
def shares_by_turns(probabilities, source, rounds):
    shares = source
    for _ in range(rounds):
        corrected = probabilities * shares
        shares = (corrected / corrected.sum(dim=1, keepdim=True)).mean(dim=0)
    return shares
"""
        },
        34,
        "corrects by p/q = 1",
    ),
    (
        "the ordinary standard error, as if all weights were the same",
        {
            "verdict": """
def verdict(old, new, weights, limit):
    weights = weights.clamp(max=limit)
    d = old - new
    gain = ((weights * d).sum() / weights.sum()).item()
    error = ((d - gain).norm() / len(d)).item()
    return gain, error, "new" if gain > 2 * error else "old" if gain < -2 * error else "unclear"
"""
        },
        36,
        "the error of the gain",
    ),
    (
        "forgets the limit, and that the new model may be worse",
        {
            "verdict": """
def verdict(old, new, weights, limit):
    d = old - new
    gain = ((weights * d).sum() / weights.sum()).item()
    error = ((weights * (d - gain)).norm() / weights.sum()).item()
    return gain, error, "new" if gain > 2 * error else "unclear"
"""
        },
        35,
        "both weigh the same",
    ),
    (
        "groups dealt out like cards, whatever their size",
        {
            "group_folds": """
def group_folds(groups, k):
    names = sorted(set(groups))
    return [names.index(name) % k for name in groups]
"""
        },
        35,
        "not the rule of the question",
    ),
    (
        "equally large groups by their first appearance, not by the alphabet",
        {
            "group_folds": """
def group_folds(groups, k):
    rows, fold = [0] * k, {}
    for name in sorted(dict.fromkeys(groups), key=groups.count, reverse=True):
        fold[name] = rows.index(min(rows))
        rows[fold[name]] += groups.count(name)
    return [fold[name] for name in groups]
"""
        },
        36,
        "the seven rows on paper",
    ),
    (
        "ordinary folds, which cut the groups",
        {
            "group_folds": """
def group_folds(groups, k):
    return [row % k for row in range(len(groups))]
"""
        },
        34,
        "are in several folds",
    ),
    (
        "the median, mean and words of both parts together: a leak",
        {
            "prepare": """
def prepare(train, test, at_least):
    both = pd.concat([train, test])
    numbers = both.select_dtypes("number")
    filled = numbers.fillna(numbers.median())
    parts = [(filled - filled.mean()) / filled.std(ddof=0).replace(0, 1)]
    parts += [numbers[[name]].isna() for name in numbers if numbers[name].isna().any()]
    for name in both.columns.drop(numbers.columns):
        counts = both[name].value_counts()
        parts += [(both[name] == word).to_frame() for word in sorted(counts.index[counts >= at_least])]
    table = torch.tensor(np.column_stack(parts).astype(float))
    return table[: len(train)], table[len(train) :]
"""
        },
        34,
        "that is a leak",
    ),
    (
        "the mean in the gaps, as in the chapter, instead of the median",
        {
            "prepare": """
def prepare(train, test, at_least):
    numbers = train.select_dtypes("number")
    mean = numbers.mean()
    spread = numbers.fillna(mean).std(ddof=0).replace(0, 1)
    words = [(c, w) for c in train.columns.drop(numbers.columns)
             for w, count in sorted(train[c].value_counts().items()) if count >= at_least]
    def columns(part):
        gaps = [part[c].isna() for c in numbers if train[c].isna().any()]
        scaled = (part[numbers.columns].fillna(mean) - mean) / spread
        return torch.tensor(np.column_stack([scaled, *gaps, *[part[c] == w for c, w in words]]).astype(float))
    return columns(train), columns(test)
"""
        },
        36,
        "the table on paper",
    ),
    (
        "a gap column wherever either part has gaps",
        {
            "prepare": """
def prepare(train, test, at_least):
    numbers = train.select_dtypes("number")
    median = numbers.median()
    filled = numbers.fillna(median)
    spread = filled.std(ddof=0).replace(0, 1)
    words = [(c, w) for c in train.columns.drop(numbers.columns)
             for w, count in sorted(train[c].value_counts().items()) if count >= at_least]
    def columns(part):
        gaps = [part[c].isna() for c in numbers if train[c].isna().any() or test[c].isna().any()]
        scaled = (part[numbers.columns].fillna(median) - filled.mean()) / spread
        return torch.tensor(np.column_stack([scaled, *gaps, *[part[c] == w for c, w in words]]).astype(float))
    return columns(train), columns(test)
"""
        },
        36,
        "not the columns of the question",
    ),
    (
        "the mean price for every house",
        {
            "predict_prices": """
def predict_prices(train, test):
    return torch.full((len(test),), np.exp(np.log(train["SalePrice"]).mean()), dtype=torch.float64)
"""
        },
        30,
        "less than half of the error of the mean",
    ),
    (
        "logarithms instead of dollars",
        {
            "predict_prices": """
def predict_prices(train, test):
    return torch.from_numpy(np.log(ridge_prices(train, test, words=True)))
"""
        },
        28,
        "are these dollars, or logarithms?",
    ),
    (
        "ridge on all columns, the baseline itself",
        {
            "predict_prices": """
def predict_prices(train, test):
    return torch.from_numpy(ridge_prices(train, test, words=True))
"""
        },
        36,
        "no better than ridge on all columns",
    ),
    (
        "learns from houses that it was not given",
        {
            "predict_prices": """
def predict_prices(train, test):
    more = pd.concat([train, houses])
    return torch.from_numpy(ridge_prices(more, test, words=True))
"""
        },
        28,
        "predict_prices uses houses",
    ),
]
