"""The house prices: which files are taken for the real ones, and a stand-in that behaves like them and never passes for them."""

import hashlib
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.linear_model import Ridge

from d2lhelpers import datasets
from d2lhelpers.datasets import DataMissing, houses
from d2lhelpers.datasets.houses import COLUMNS, HOUSE_PRICES, STAND_IN
from d2lhelpers.datasets.tables import StandIn, TableSet

from .servers import command

REAL = Path(os.environ.get("D2LHELPERS_DATA", "/nowhere")) / "house_prices"
needs_real = pytest.mark.skipif(not (REAL / "train.csv").is_file(), reason="D2LHELPERS_DATA names no folder with the real house prices")


def swapped(file: str) -> bytes:
    """A table that is published in these tests: the stand-in with its months moved on by one."""
    rows = [line.split(",") for line in (STAND_IN / file).read_text().splitlines()]
    month = rows[0].index("MoSold")
    for row in rows[1:]:
        row[month] = str(int(row[month]) % 12 + 1)
    return "".join(",".join(row) + "\n" for row in rows).encode()


PUBLISHED = {file: swapped(file) for file in ("train.csv", "test.csv")}


@pytest.fixture
def published(monkeypatch, closed):
    """Make the files above the real ones, with nobody to fetch them from; returns a function that names other addresses."""
    monkeypatch.delenv("D2LHELPERS_DATA", raising=False)
    monkeypatch.delenv("D2LHELPERS_MIRROR", raising=False)

    def set_to(*addresses: str) -> None:
        files = {file: hashlib.sha256(raw).hexdigest() for file, raw in PUBLISHED.items()}
        changed = replace(HOUSE_PRICES, mirrors=addresses, files=files)
        use(monkeypatch, changed)

    set_to(closed)
    return set_to


def use(monkeypatch: pytest.MonkeyPatch, changed: TableSet) -> None:
    """Let another description of the set take the place of ours."""
    monkeypatch.setattr(houses, "HOUSE_PRICES", changed)
    monkeypatch.setitem(datasets.SETS, "house_prices", changed)


@pytest.fixture
def named(published, tmp_path, monkeypatch) -> Path:
    """A folder of the learner's own that holds both files."""
    folder = tmp_path / "mine" / "house_prices"
    folder.mkdir(parents=True)
    for file, raw in PUBLISHED.items():
        (folder / file).write_bytes(raw)
    monkeypatch.setenv("D2LHELPERS_DATA", str(folder.parent))
    return folder


# The real files


def test_real_files_in_the_named_folder_are_used_and_said_to_be_real(named, capsys):
    houses = datasets.house_prices()
    assert houses.train.shape == (1460, 81) and houses.test.shape == (1459, 80) and houses.simulated is False
    out = capsys.readouterr().out
    assert "real files" in out and "SIMULATED" not in out
    assert datasets.available("house_prices") is True and "house_prices   here" in repr(datasets.available())


def quoted(raw: bytes) -> bytes:
    lines = [",".join(f'"{cell}"' for cell in line.split(",")) for line in raw.decode().splitlines()]
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    "other",
    [
        lambda raw: raw.replace(b"\n", b"\r\n"),
        lambda raw: raw.replace(b"\n", b"\r"),
        lambda raw: b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n") + b"\r\n",
        lambda raw: raw.rstrip(),
        quoted,
    ],
    ids=["CRLF", "CR", "byte order mark and an empty line", "no last line end", "quotes"],
)
def test_copies_with_other_line_ends_or_quotes_are_the_same_files(other, named):
    expected = datasets.house_prices()
    for file, raw in PUBLISHED.items():
        (named / file).write_bytes(other(raw))
    got = datasets.house_prices()
    pd.testing.assert_frame_equal(got.train, expected.train)
    pd.testing.assert_frame_equal(got.test, expected.test)
    assert got.simulated is False


def test_copies_with_other_line_ends_in_the_cache_are_not_fetched_again(published):
    folder = datasets.cache_folder() / "house_prices"
    folder.mkdir(parents=True)
    for file, raw in PUBLISHED.items():
        (folder / file).write_bytes(raw.replace(b"\n", b"\r\n"))
    assert datasets.download("house_prices") == folder  # nobody serves them, so a try to fetch would fail
    assert datasets.house_prices().simulated is False


def test_a_download_asks_for_the_names_that_the_mirror_uses_and_keeps_ours(server, published):
    published(server.address)
    server.files = {f"kaggle_house_pred_{file}": raw for file, raw in PUBLISHED.items()}
    folder = datasets.download("house_prices")
    assert server.asked == ["/kaggle_house_pred_train.csv", "/kaggle_house_pred_test.csv"]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == PUBLISHED
    assert datasets.house_prices().simulated is False and len(server.asked) == 2


def test_a_mirror_of_ones_own_serves_the_files_under_our_names(server, published, monkeypatch):
    server.files = dict(PUBLISHED)
    monkeypatch.setenv("D2LHELPERS_MIRROR", server.address)
    datasets.download("house_prices")
    assert server.asked == ["/house_prices/train.csv", "/house_prices/test.csv"]


def test_a_failed_download_says_that_the_stand_in_works_and_leaves_nothing_behind(server, published):
    published(server.address)
    server.files = {f"kaggle_house_pred_{file}": raw for file, raw in PUBLISHED.items()}
    server.spoiled["kaggle_house_pred_train.csv"] = "other"
    with pytest.raises(DataMissing, match=r"train\.csv could not be fetched(.|\n)*SHA-256(.|\n)*stand-in"):
        datasets.download("house_prices")
    assert datasets.house_prices().simulated is True


# Files that are not what they should be

LINES = {file: raw.decode().splitlines(keepends=True) for file, raw in PUBLISHED.items()}


def without_column(file: str, column: str) -> bytes:
    at = COLUMNS.index(column)
    return "".join(",".join(cell for i, cell in enumerate(line.split(",")) if i != at) for line in LINES[file]).encode()


def shuffled() -> bytes:
    """Every cell is there, but the prices belong to other houses."""
    rows = [line.strip().split(",") for line in LINES["train.csv"]]
    prices = [row[-1] for row in rows[1:]]
    random.Random(0).shuffle(prices)
    return "\n".join([",".join(rows[0])] + [",".join([*row[:-1], price]) for row, price in zip(rows[1:], prices, strict=True)]).encode()


SAMPLE = b"Id,SalePrice\n" + b"".join(b"%d,169277.05\n" % number for number in range(1461, 2920))
PAGE = b"<!DOCTYPE html>\n<html><head><title>Login | Kaggle</title></head><body>Sign in</body></html>"
WRONG = {
    "an empty file": ("train.csv", b"", "is empty"),
    "a login page": ("train.csv", PAGE, "web page"),
    "a login page in capitals, after blank lines": ("test.csv", b"\r\n\r\n  <HTML><BODY>Sign in</BODY></HTML>", "web page"),
    "a zip archive": ("train.csv", b"PK\x03\x04" + bytes(200), "zip archive"),
    "the sample submission": ("test.csv", SAMPLE, "sample_submission"),
    "the test part as training part": ("train.csv", PUBLISHED["test.csv"], "columns of test.csv: it lacks SalePrice"),
    "the training part as test part": ("test.csv", PUBLISHED["train.csv"], "columns of train.csv: it has also SalePrice"),
    "a file without a column": ("train.csv", without_column("train.csv", "LotArea"), "it lacks LotArea"),
    "other columns": ("train.csv", b"a,b\n1,2\n", "it lacks Id, MSSubClass, MSZoning, LotFrontage … and it has also a, b"),
    "columns in another order": ("test.csv", PUBLISHED["test.csv"].replace(b"Street,Alley", b"Alley,Street", 1), "in another order"),
    "a column twice": ("test.csv", PUBLISHED["test.csv"].replace(b"Street,Alley", b"Street,Alley,Alley", 1), "in another order or twice"),
    "a download cut off between two lines": (
        "train.csv",
        "".join(LINES["train.csv"][:732]).encode(),
        "731 houses instead of 1,460: it was cut",
    ),
    "a download cut off within a line": ("train.csv", PUBLISHED["train.csv"][:200_000], "instead of 81 in line"),
    "a header alone": ("test.csv", LINES["test.csv"][0].encode(), "0 houses instead of 1,459"),
    "a line too many": (
        "test.csv",
        PUBLISHED["test.csv"] + LINES["test.csv"][-1].encode(),
        "1,460 houses instead of 1,459: something was added",
    ),
    "a price changed": ("train.csv", PUBLISHED["train.csv"][:-3] + b"9\n", "right columns and rows"),
    "prices shuffled": ("train.csv", shuffled(), "SHA-256 differs"),
    "a blank after a comma": ("train.csv", PUBLISHED["train.csv"].replace(b",NA,", b", NA,", 1), "SHA-256 differs"),
    "a blank after a comma, named": (
        "train.csv",
        PUBLISHED["train.csv"].replace(b",NA,", b", NA,", 1),
        "beside the value of Alley in line 2",
    ),
    "the stand-in in the place of the real file": ("train.csv", (STAND_IN / "train.csv").read_bytes(), "simulated stand-in, not the real"),
    "bytes that are no text": ("train.csv", bytes(range(256)) * 20, "other columns"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_file_is_an_error_that_names_it_what_is_wrong_and_what_to_do(what, named):
    file, raw, says = WRONG[what]
    (named / file).write_bytes(raw)
    with pytest.raises(DataMissing) as caught:
        datasets.house_prices()
    message = str(caught.value)
    for part in (str(named / file), says, "python -m d2lhelpers download house_prices", f"the published {file}"):
        assert part in message


def test_a_wrong_file_is_met_by_an_error_even_where_the_other_folder_holds_good_ones(named):
    """Nothing is passed over in silence: the learner named this folder."""
    cache = datasets.cache_folder() / "house_prices"
    cache.mkdir(parents=True)
    for file, raw in PUBLISHED.items():
        (cache / file).write_bytes(raw)
    (named / "train.csv").write_bytes(PAGE)
    with pytest.raises(DataMissing, match="web page"):
        datasets.house_prices()


# The stand-in is announced


def test_without_the_real_files_the_first_line_says_simulated_and_nothing_is_asked_of_the_network(server, published, capsys):
    published(server.address)
    houses = datasets.house_prices()
    first = capsys.readouterr().out.splitlines()[0]
    assert houses.simulated is True and server.asked == []
    assert "SIMULATED" in first and "python -m d2lhelpers download house_prices" in first and "D2LHELPERS_DATA" in first


def test_what_is_here_tells_the_stand_in_from_the_real_files(published, capsys):
    listed = repr(datasets.available())
    assert "simulated stand-in here; real files: not here: python -m d2lhelpers download house_prices" in listed
    assert datasets.available("house_prices") is False
    out = capsys.readouterr().out
    assert "simulated stand-in here; real files not here" in out and "passed over" not in out


def test_half_of_the_real_files_is_not_enough_and_is_mentioned(named, capsys):
    (named / "test.csv").unlink()
    assert datasets.house_prices().simulated is True
    first, second = capsys.readouterr().out.splitlines()
    assert "SIMULATED" in first and f"{named} holds train.csv but no test.csv" in second


def test_naming_the_folder_of_the_stand_in_does_not_make_it_real(published, monkeypatch, capsys):
    monkeypatch.setenv("D2LHELPERS_DATA", str(STAND_IN.parent))
    assert datasets.available("house_prices") is False
    assert datasets.house_prices().simulated is True
    assert "SIMULATED" in capsys.readouterr().out


def test_without_the_repository_the_message_says_where_the_stand_in_is(published, tmp_path, monkeypatch):
    use(monkeypatch, replace(houses.HOUSE_PRICES, stand_in=StandIn(tmp_path / "site-packages" / "data" / "house_prices", "")))
    with pytest.raises(DataMissing, match=r"clone of the course's\s+repository") as caught:
        datasets.house_prices()
    assert "python -m d2lhelpers download house_prices" in str(caught.value)
    assert "house_prices   not here: python" in repr(datasets.available())


def test_a_damaged_stand_in_is_named(published, tmp_path, monkeypatch):
    for file in PUBLISHED:
        (tmp_path / file).write_bytes((STAND_IN / file).read_bytes()[:-5000])
    use(monkeypatch, replace(houses.HOUSE_PRICES, stand_in=StandIn(tmp_path, "")))
    with pytest.raises(DataMissing, match=r"train\.csv has .*simulate\.py"):
        datasets.house_prices()


def test_the_command_line_knows_the_set():
    listed = command("data", D2LHELPERS_DATA="/nowhere").stdout
    assert "house_prices" in listed and "simulated stand-in here" in listed
    assert "house_prices" in command("download", "--help").stdout


# The stand-in is like the real set


@pytest.fixture(scope="module")
def stand_in() -> tuple[pd.DataFrame, pd.DataFrame]:
    return houses.read(STAND_IN / "train.csv"), houses.read(STAND_IN / "test.csv")


def test_the_simulator_writes_the_committed_files_byte_for_byte(tmp_path):
    subprocess.run([sys.executable, STAND_IN / "simulate.py", tmp_path], check=True, timeout=300)
    for file in PUBLISHED:
        assert (tmp_path / file).read_bytes() == (STAND_IN / file).read_bytes()


def test_the_simulator_asks_numpy_for_raw_bits_alone_and_reads_no_file():
    own, shared = ((STAND_IN / name).read_text(encoding="utf-8") for name in ("simulate.py", "../simulation.py"))
    for word in ("default_rng", "Generator(", "np.random.seed", "read_csv", "open(0", "real-data"):
        assert word not in own + shared
    assert "np.random" not in own and shared.count("np.random.") == shared.count("np.random.PCG64") == 1


def test_the_files_are_small_and_the_card_says_first_that_they_are_simulated():
    assert sum(path.stat().st_size for path in STAND_IN.iterdir() if path.is_file()) < 1_000_000
    lines = [line for line in (STAND_IN / "README.md").read_text(encoding="utf-8").splitlines() if line.strip()]
    assert "simulated" in lines[0].lower()


def test_columns_and_numbers_of_houses_are_those_of_the_competition(stand_in):
    train, test = stand_in
    assert list(train) == COLUMNS and list(test) == COLUMNS[:-1]
    assert train.Id.tolist() == list(range(1, 1461)) and test.Id.tolist() == list(range(1461, 2920))


def test_nineteen_columns_have_missing_values_in_training_and_fourteen_more_in_the_test_part(stand_in):
    train, test = (set(part.columns[part.isna().any()]) for part in stand_in)
    assert len(train) == 19 and len(test) == 33 and train - test == {"Electrical"}
    cellar = {"BsmtFinSF1", "BsmtFinSF2", "BsmtUnfSF", "TotalBsmtSF", "BsmtFullBath", "BsmtHalfBath"}
    others = {"MSZoning", "Utilities", "Exterior1st", "Exterior2nd", "KitchenQual", "Functional", "GarageCars", "GarageArea", "SaleType"}
    assert test - train == cellar | others


def test_none_is_a_level_and_numbers_are_numbers(stand_in):
    train, test = stand_in
    assert (train.MasVnrType == "None").sum() > 700 and (test.MasVnrType == "None").sum() > 700
    assert train.MasVnrType.isna().sum() == 8
    for part in stand_in:
        assert {kind.kind for kind in part.select_dtypes("number").dtypes} == {"i", "f"}
        for column in part.select_dtypes("number"):
            assert (part[column].dtype == float) == part[column].isna().any()
        assert len(part.select_dtypes("number").columns) == part.shape[1] - 43


def test_what_is_not_there_is_missing_in_all_its_columns(stand_in):
    garage = ["GarageType", "GarageYrBlt", "GarageFinish", "GarageQual", "GarageCond"]
    cellar = ["BsmtQual", "BsmtCond", "BsmtExposure", "BsmtFinType1", "BsmtFinType2"]
    for part, slips in zip(stand_in, (0, 9), strict=True):
        none = part[part.GarageType.isna()]
        assert len(none) > 50 and none[garage].isna().all(axis=None) and (none[["GarageCars", "GarageArea"]] == 0).all(axis=None)
        none = part[part[cellar].isna().all(axis=1)]
        assert len(none) > 25 and (none.TotalBsmtSF.fillna(0) == 0).all()
        assert part[cellar].isna().any(axis=1).sum() - len(none) <= max(slips, 2)
        assert (part.FireplaceQu.isna() == (part.Fireplaces == 0)).all()
        assert (part[part.PoolArea == 0].PoolQC.isna()).all()


def test_areas_and_years_add_up(stand_in):
    for part in stand_in:
        assert (part["1stFlrSF"] + part["2ndFlrSF"] + part.LowQualFinSF == part.GrLivArea).all()
        whole = part.dropna(subset=["TotalBsmtSF"])
        assert (whole.BsmtFinSF1 + whole.BsmtFinSF2 + whole.BsmtUnfSF == whole.TotalBsmtSF).all()
        assert (part.YearBuilt <= part.YrSold).all() and (part.YearRemodAdd >= part.YearBuilt).all()
        assert (part.YearRemodAdd >= 1950).all() and not ((part.YrSold == 2010) & (part.MoSold > 7)).any()


def test_prices_are_skewed_and_in_a_realistic_range(stand_in):
    price = stand_in[0].SalePrice
    assert 30_000 < price.min() < 70_000 and 600_000 < price.max() < 900_000
    assert 155_000 < price.median() < 172_000 and price.skew() > 1.3 and abs(np.log(price).skew()) < 0.6


def test_a_few_very_large_houses_were_sold_cheaply(stand_in):
    train, test = stand_in
    huge = train[(train.GrLivArea > 4000) & (train.SaleCondition == "Partial")]
    assert len(huge) == 3 and (huge.OverallQual == 10).all() and (huge.SalePrice < 350_000).all()
    assert ((test.GrLivArea > 4000) & (test.SaleCondition == "Partial")).sum() == 1


RELATED = [
    ("TotalBsmtSF", "1stFlrSF", 0.70, 0.90),
    ("GrLivArea", "TotRmsAbvGrd", 0.70, 0.90),
    ("GarageCars", "GarageArea", 0.80, 0.95),
    ("YearBuilt", "GarageYrBlt", 0.70, 0.92),
    ("LotArea", "LotFrontage", 0.35, 0.75),
    ("OverallQual", "YearBuilt", 0.45, 0.70),
    ("OverallQual", "SalePrice", 0.75, 0.85),
    ("GrLivArea", "SalePrice", 0.62, 0.78),
]


@pytest.mark.parametrize(("one", "other", "low", "high"), RELATED)
def test_what_belongs_together_goes_together(one, other, low, high, stand_in):
    assert low < stand_in[0][one].corr(stand_in[0][other]) < high


# The ladder of models


def standardized_and_one_hot(fit: pd.DataFrame, use: pd.DataFrame) -> np.ndarray:
    """The inputs of `use` by the means, spreads and levels of `fit` alone."""
    inputs = fit.drop(columns=["Id", "SalePrice"]).astype({"MSSubClass": str})
    table = use.astype({"MSSubClass": str})
    numbers = list(inputs.select_dtypes("number"))
    spread = inputs[numbers].std().replace(0, 1)
    parts = [((table[numbers] - inputs[numbers].mean()) / spread).fillna(0).to_numpy()]
    for column in inputs.columns.difference(numbers, sort=False):
        levels = np.array(sorted(inputs[column].fillna("missing").unique()), dtype=object)
        parts.append(table[column].fillna("missing").to_numpy(dtype=object)[:, None] == levels)
    return np.hstack(parts).astype(float)


def ladder(train: pd.DataFrame) -> dict[str, np.ndarray]:
    """Model to its log-RMSE on each of five contiguous folds."""
    log_price, fold = np.log(train.SalePrice.to_numpy(float)), np.arange(len(train)) // (len(train) // 5)
    errors: dict[str, list[float]] = {"mean": [], "ridge": [], "boosting": [], "average": []}
    for held_out in range(5):
        inside, outside = train[fold != held_out], train[fold == held_out]
        inputs, held = standardized_and_one_hot(inside, inside), standardized_and_one_hot(inside, outside)
        target, truth = log_price[fold != held_out], log_price[fold == held_out]
        ridge = Ridge(alpha=30).fit(inputs, target).predict(held)
        boosting = GradientBoostingRegressor(random_state=0).fit(inputs, target).predict(held)
        guesses = {"mean": np.full(len(truth), target.mean()), "ridge": ridge, "boosting": boosting, "average": (ridge + boosting) / 2}
        for name, guess in guesses.items():
            errors[name].append(float(np.sqrt(np.mean((guess - truth) ** 2))))
    return {name: np.array(values) for name, values in errors.items()}


def gain(over: np.ndarray, model: np.ndarray) -> tuple[float, float]:
    """Mean and standard error of how much better a model is, fold by fold."""
    difference = over - model
    return float(difference.mean()), float(difference.std(ddof=1) / np.sqrt(len(difference)))


def test_the_ladder_of_models_on_the_stand_in_is_clear(stand_in):
    errors = ladder(stand_in[0])
    mean = {name: values.mean() for name, values in errors.items()}
    assert 0.38 < mean["mean"] < 0.45
    assert 0.12 < mean["ridge"] < 0.16
    assert mean["average"] < mean["boosting"] < mean["ridge"]
    for name in ("boosting", "average"):
        better, error = gain(errors["ridge"], errors[name])
        assert better > 1.5 * error, f"{name}: {better:.4f} ± {error:.4f}"
        assert better > errors["ridge"].std(ddof=1) / np.sqrt(5)


@needs_real
def test_the_order_of_the_models_on_the_real_files_is_the_same(stand_in):
    errors = {name: values.mean() for name, values in ladder(datasets.house_prices().train).items()}
    assert errors["mean"] > 0.38 and 0.12 < errors["ridge"] < 0.16
    assert errors["average"] < errors["boosting"] < errors["ridge"] < errors["mean"]


@needs_real
def test_the_stand_in_has_the_levels_types_and_gaps_of_the_real_files(stand_in):
    real = datasets.house_prices()
    assert real.simulated is False
    for here, there in zip(stand_in, real[:2], strict=True):
        assert here.dtypes.to_dict() == there.dtypes.to_dict()
        assert here.isna().any().to_dict() == there.isna().any().to_dict()
    both, real_both = pd.concat(stand_in), pd.concat(real[:2])
    for column in both.select_dtypes(exclude="number"):
        counts, expected = both[column].value_counts(), real_both[column].value_counts()
        assert set(counts.index) == set(expected.index)
        for level, count in expected.items():
            assert count / 3 - 3 <= counts[level] <= 3 * count + 3, f"{column} {level}: {counts[level]} beside {count}"
    for column in ("MSSubClass", "OverallQual", "OverallCond", "FullBath", "KitchenAbvGr", "Fireplaces", "YrSold", "MoSold"):
        assert set(both[column]) == set(real_both[column])


@needs_real
def test_no_house_of_the_stand_in_is_one_of_the_real_houses(stand_in):
    real = datasets.house_prices()
    keys = ["LotArea", "YearBuilt", "GrLivArea", "TotalBsmtSF", "GarageArea"]
    known = {tuple(row) for part in real[:2] for row in part[keys].fillna(-1).to_numpy()}
    for part in stand_in:
        assert not known & {tuple(row) for row in part[keys].fillna(-1).to_numpy()}


def test_pandas_is_imported_only_when_houses_are_read():
    code = "import sys; from d2lhelpers import datasets; repr(datasets.available()); sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
