"""House prices: the sales of Ames, Iowa, or a simulated stand-in."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .cells import read_table
from .tables import StandIn, Table, TableSet

if TYPE_CHECKING:
    from pandas import DataFrame

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
STAND_IN = Path(__file__).parents[2] / "data" / "house_prices"
NONE_IS_A_LEVEL = {"MasVnrType": "None"}
HOUSE_PRICES = TableSet(
    name="house_prices",
    title="House prices",
    mirrors=("http://d2l-data.s3-accelerate.amazonaws.com",),
    files={
        "train.csv": "1e18addf81e5e4d347cc17ee6075bbe4a42b7fa26b9e5b063e8f692a5f929d41",
        "test.csv": "8fdd3d829d4d986b58f845c9553b225e67dd8383624d90fb6ca1d4bed5798c1e",
    },
    served={"train.csv": "kaggle_house_pred_train.csv", "test.csv": "kaggle_house_pred_test.csv"},
    source="of Kaggle's competition",
    offline="house_prices() works without the real files, on the simulated stand-in of the course's repository",
    tables={
        "train.csv": Table(COLUMNS, 1460, levels=NONE_IS_A_LEVEL),
        "test.csv": Table(COLUMNS[:-1], 1459, levels=NONE_IS_A_LEVEL),
    },
    what="1,460 training and 1,459 test houses of Ames",
    rows_are="houses",
    stand_in=StandIn(STAND_IN, "1,460 training and 1,459 test houses that nobody sold"),
    lookalikes={("Id", "SalePrice"): "is the competition's sample_submission.csv, with two columns"},
)


class HousePrices(NamedTuple):
    """House sales: `train` has 81 columns with the price last, `test` the same without it; `simulated` says which data.

    "NA" in the files is a missing value; every other word is a level, "None" too. Words are of pandas' string type
    (`object` before pandas 3), numbers are int64, or float64 where some are missing.
    """

    train: "DataFrame"
    test: "DataFrame"
    simulated: bool


def house_prices() -> HousePrices:
    """House sales in Ames, Iowa, 2006 to 2010: the files of Kaggle's competition (De Cock, 2011), or a simulated stand-in.

    The real files are taken from `$D2LHELPERS_DATA/house_prices` or from the user's cache; nothing is downloaded here.
    Where they are not, the first printed line says SIMULATED and how to get them. Copies that another program wrote, with
    other line ends, quotes, an index or 65.0 for 65, are the same to this function: tables are compared by their values.

    Returns
    -------
    1,460 sales with their prices in dollars, 1,459 without, and whether they are simulated.

    Raises
    ------
    DataMissing: a file is not what its name says, or there is neither the real set nor the stand-in.
    """
    tables, simulated = HOUSE_PRICES.load()
    return HousePrices(tables["train.csv"], tables["test.csv"], simulated)


def read(path: Path) -> "DataFrame":
    """Read one table of houses, such as a part of the stand-in."""
    return read_table(path, COLUMNS)
