"""House prices as tables: where the stand-in lies, how a file is read, and what is wrong with one that is no table of houses."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandas import DataFrame

STAND_IN = Path(__file__).parent.parent / "data" / "house_prices"
ROWS = {"train.csv": 1460, "test.csv": 1459}
HEADER = (
    "Id,MSSubClass,MSZoning,LotFrontage,LotArea,Street,Alley,LotShape,LandContour,Utilities,LotConfig,LandSlope,"
    "Neighborhood,Condition1,Condition2,BldgType,HouseStyle,OverallQual,OverallCond,YearBuilt,YearRemodAdd,RoofStyle,"
    "RoofMatl,Exterior1st,Exterior2nd,MasVnrType,MasVnrArea,ExterQual,ExterCond,Foundation,BsmtQual,BsmtCond,BsmtExposure,"
    "BsmtFinType1,BsmtFinSF1,BsmtFinType2,BsmtFinSF2,BsmtUnfSF,TotalBsmtSF,Heating,HeatingQC,CentralAir,Electrical,"
    "1stFlrSF,2ndFlrSF,LowQualFinSF,GrLivArea,BsmtFullBath,BsmtHalfBath,FullBath,HalfBath,BedroomAbvGr,KitchenAbvGr,"
    "KitchenQual,TotRmsAbvGrd,Functional,Fireplaces,FireplaceQu,GarageType,GarageYrBlt,GarageFinish,GarageCars,GarageArea,"
    "GarageQual,GarageCond,PavedDrive,WoodDeckSF,OpenPorchSF,EnclosedPorch,3SsnPorch,ScreenPorch,PoolArea,PoolQC,Fence,"
    "MiscFeature,MiscVal,MoSold,YrSold,SaleType,SaleCondition,SalePrice"
)
COLUMNS = HEADER.split(",")


def has_stand_in() -> bool:
    """Whether the simulated files are here: they come with the repository, not with the installed package."""
    return all((STAND_IN / file).is_file() for file in ROWS)


def read(path: Path) -> "DataFrame":
    """Read a table in which "NA" alone is a missing value: pandas' own list has "None" too, a level of MasVnrType."""
    import pandas as pd

    return pd.read_csv(path, encoding="utf-8-sig", keep_default_na=False, na_values=["NA", ""])


def cells(path: Path) -> list[list[str]]:
    """The cells of a table, without empty lines."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    return [row for row in csv.reader(text.splitlines()) if row]


def wrong(path: Path) -> str | None:
    """What keeps a file from being the table of houses that its name promises, in words, or None."""
    head = path.read_bytes()[:1000].lstrip()
    if head.startswith(b"PK"):
        return "is a zip archive; unpack it"
    if b"<html" in head.lower() or head.lower().startswith(b"<!doctype"):
        return "is a web page, perhaps the login page that came instead of the file"
    try:
        rows = cells(path)
    except csv.Error as error:
        return f"cannot be read as a table ({error})"
    if not rows:
        return "is empty"
    other = {"train.csv": "test.csv", "test.csv": "train.csv"}[path.name]
    wanted = {"train.csv": COLUMNS, "test.csv": COLUMNS[:-1]}
    columns, count = rows[0], ROWS[path.name]
    if columns == ["Id", "SalePrice"]:
        return "is the competition's sample_submission.csv, with two columns"
    if columns == wanted[other]:
        return f"has the columns of {other}: " + ("the test part has no price" if other == "test.csv" else "the training part has a price")
    if columns != wanted[path.name]:
        missing = [column for column in wanted[path.name] if column not in columns]
        extra = [column for column in columns if column not in wanted[path.name]]
        lists = [
            f"{what} {', '.join(names[:4])}{' …' if len(names) > 4 else ''}" for what, names in (("no", missing), ("but", extra)) if names
        ]
        return f"has other columns than the published file: {' '.join(lists) or 'the same names in another order or twice'}"
    ragged = next((number for number, row in enumerate(rows, 1) if len(row) != len(columns)), None)
    if ragged is not None:
        what = "it was cut off" if ragged == len(rows) else "it is damaged"
        return f"has {len(rows[ragged - 1])} cells instead of {len(columns)} in line {ragged} of {len(rows)}: {what}"
    if len(rows) - 1 != count:
        what = "it was cut off" if len(rows) - 1 < count else "something was added"
        return f"has {len(rows) - 1:,} houses instead of {count:,}: {what}"
    return None
