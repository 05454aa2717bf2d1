"""Simulate house sales with the columns of Kaggle's "House Prices" competition: `python simulate.py [FOLDER]`.

No row comes from the real set. Every house is drawn, column after column, from rules written from the public description
of the Ames data (D. De Cock, 2011, Journal of Statistics Education 19) and from rounded summaries of them: shares, typical
years and sizes, rates. The same bytes come out on every machine (see ../simulation.py): every value is a whole number or a word.
"""

import sys
from pathlib import Path

import numpy as np

from d2lhelpers.datasets.houses import COLUMNS

sys.path.insert(0, str(Path(__file__).parents[1]))  # for what all simulators share

import simulation
from simulation import grade, whole

TRAIN, TEST = 1460, 1459
ROWS = TRAIN + TEST
NA = "NA"

# Neighborhoods in rough numbers: share of the sales (per mille), years within which a tenth, half and nine tenths were
# built, mean and spread of the quality, typical lot (thousand square feet), shares of town houses, of two-family houses and
# of medium density zoning (percent), and what the address adds to the logarithm of the price (percent).
NEIGHBORHOODS = {
    "NAmes": (152, 1950, 1960, 1970, 5.3, 0.8, 9.5, 1, 8, 0, 0),
    "CollgCr": (91, 1975, 2002, 2007, 6.7, 1.1, 9.5, 5, 0, 5, 2),
    "OldTown": (82, 1900, 1920, 1950, 5.2, 1.2, 7.5, 0, 13, 83, -7),
    "Edwards": (66, 1920, 1955, 2004, 5.1, 1.1, 9.5, 7, 12, 6, -6),
    "Somerst": (62, 2000, 2005, 2008, 7.4, 0.9, 8.0, 33, 0, 0, 4),
    "NridgHt": (57, 2003, 2006, 2008, 8.3, 0.9, 12.0, 28, 0, 1, 11),
    "Gilbert": (57, 1992, 2000, 2006, 6.5, 0.7, 9.5, 0, 1, 0, -1),
    "Sawyer": (52, 1950, 1965, 1977, 5.1, 0.6, 9.5, 0, 11, 2, -1),
    "NWAmes": (45, 1968, 1976, 1984, 6.3, 0.7, 11.0, 0, 3, 0, -1),
    "SawyerW": (43, 1980, 1993, 2005, 6.3, 0.8, 9.5, 9, 11, 0, -1),
    "Mitchel": (39, 1965, 1980, 2000, 5.5, 1.0, 10.0, 5, 14, 8, 0),
    "BrkSide": (37, 1920, 1930, 1946, 5.1, 1.0, 6.0, 0, 2, 60, 2),
    "Crawfor": (36, 1920, 1940, 1995, 6.3, 1.1, 11.0, 10, 6, 10, 11),
    "IDOTRR": (32, 1910, 1925, 1950, 4.7, 1.1, 8.0, 0, 9, 73, -9),
    "NoRidge": (24, 1992, 1995, 1999, 7.9, 0.8, 12.0, 0, 0, 0, 10),
    "Timber": (25, 1966, 2002, 2008, 7.2, 1.2, 13.0, 3, 1, 0, 3),
    "StoneBr": (18, 1987, 2004, 2006, 8.4, 0.7, 8.0, 45, 0, 0, 14),
    "SWISU": (16, 1913, 1928, 1941, 5.4, 0.9, 7.0, 0, 21, 0, -3),
    "ClearCr": (15, 1953, 1967, 1991, 6.0, 1.0, 17.0, 2, 0, 0, 6),
    "MeadowV": (12, 1970, 1972, 1976, 4.4, 0.6, 2.0, 100, 0, 100, -10),
    "BrDale": (10, 1970, 1972, 1973, 5.7, 0.4, 1.7, 100, 0, 100, -9),
    "Blmngtn": (9, 2002, 2005, 2007, 7.1, 0.4, 3.2, 90, 0, 10, 0),
    "Veenker": (8, 1974, 1979, 1995, 7.2, 1.0, 14.0, 21, 0, 0, 8),
    "NPkVill": (8, 1975, 1976, 1978, 6.3, 0.4, 2.3, 100, 0, 0, -2),
    "Blueste": (3, 1980, 1980, 1989, 6.6, 0.8, 1.8, 100, 0, 100, -2),
}
# How tastes drift: the share of each level (percent) for houses built in these years, interpolated in between.
YEARS = (1900, 1920, 1940, 1955, 1970, 1985, 1997, 2008)
STYLE = {
    "1Story": (6, 30, 33, 82, 60, 56, 30, 57),
    "2Story": (46, 28, 14, 2, 22, 27, 60, 41),
    "1.5Fin": (35, 33, 50, 11, 1, 4, 1, 0),
    "SLvl": (0, 0, 1, 4, 10, 7, 5, 2),
    "SFoyer": (0, 0, 0, 0, 6, 4, 2, 0),
    "1.5Unf": (0, 3, 3, 1, 0, 0, 0, 0),
    "2.5Unf": (8, 4, 1, 0, 0, 0, 0, 0),
}
FOUNDATION = {
    "PConc": (17, 20, 10, 7, 8, 16, 97, 100),
    "CBlock": (21, 14, 60, 87, 89, 80, 2, 0),
    "BrkTil": (54, 66, 25, 1, 0, 1, 0, 0),
}
SIDING = {
    "VinylSd": (14, 10, 17, 9, 8, 13, 55, 84),
    "MetalSd": (22, 29, 31, 28, 10, 10, 9, 7),
    "HdBoard": (4, 1, 1, 8, 33, 30, 20, 1),
    "Wd Sdng": (38, 39, 32, 31, 8, 12, 4, 0),
    "Plywood": (0, 1, 2, 5, 25, 22, 2, 0),
    "CemntBd": (2, 1, 1, 0, 6, 3, 2, 8),
    "BrkFace": (0, 4, 4, 9, 4, 3, 2, 0),
    "WdShing": (1, 3, 4, 4, 1, 1, 0, 1),
    "Stucco": (6, 7, 4, 1, 0, 0, 0, 0),
    "AsbShng": (9, 4, 3, 2, 0, 0, 0, 0),
}
BASEMENT_FINISH = {
    "Unf": (76, 65, 32, 15, 12, 15, 21, 39),
    "GLQ": (0, 2, 2, 7, 15, 49, 58, 58),
    "ALQ": (3, 6, 13, 16, 34, 23, 10, 2),
    "BLQ": (6, 8, 13, 19, 16, 5, 4, 0),
    "Rec": (9, 12, 22, 25, 15, 3, 3, 0),
    "LwQ": (5, 8, 13, 9, 6, 4, 4, 0),
}
GARAGE = {
    "Attchd": (13, 7, 17, 60, 67, 81, 82, 77),
    "Detchd": (66, 73, 66, 30, 23, 9, 8, 5),
    "BuiltIn": (0, 1, 1, 1, 2, 4, 8, 16),
    "Basment": (1, 1, 3, 3, 1, 2, 0, 1),
    NA: (20, 17, 12, 4, 5, 3, 1, 1),
}


class Dice(simulation.Dice):
    """Random draws for one column of all 2,919 houses."""

    seed, parts = 2011, (TRAIN, TEST)


def drift(year: np.ndarray, shares: dict[str, tuple[float, ...]]) -> dict[str, np.ndarray]:
    """The shares of the levels for houses of these years."""
    return {level: np.interp(year, YEARS, values) for level, values in shares.items()}


def simulate() -> dict[str, np.ndarray]:
    """Draw all houses. Returns column name to 2,919 whole numbers or words; SalePrice has values for the test part too."""
    h: dict[str, np.ndarray] = {"Id": np.arange(1, ROWS + 1)}
    place(h)
    plot(h)
    structure(h)
    outside(h)
    basement(h)
    inside(h)
    garage(h)
    extras(h)
    h["SalePrice"] = price(h)
    rare_levels(h)
    missing(h)
    return h


def place(h: dict[str, np.ndarray]) -> None:
    """Where, when built, when sold, what kind of house, how good."""
    h["Neighborhood"] = where = Dice("Neighborhood").level({name: row[0] for name, row in NEIGHBORHOODS.items()})
    facts = np.array([NEIGHBORHOODS[name][1:] for name in where], dtype=float).T
    early, middle, late, quality, spread, lot, town, double, dense, address = facts
    h["_lot"], h["_address"] = lot, address / 100
    month = {6: 17, 7: 16, 5: 14, 4: 10, 8: 8, 3: 8, 10: 6, 11: 5, 9: 5, 12: 4, 1: 4, 2: 4}
    h["MoSold"] = Dice("MoSold").level(month).astype(np.int64)
    dice = Dice("YrSold")
    year = dice.level({2006: 21, 2007: 23, 2008: 21, 2009: 22, 2010: 17}).astype(np.int64)
    elsewhen = 2006 + np.floor(4 * dice.uniform()).astype(np.int64)
    h["YrSold"] = np.where((year == 2010) & (h["MoSold"] > 7), elsewhen, year)  # the records end in July 2010

    u = Dice("YearBuilt").uniform()
    built = middle.copy()
    for (u0, y0), (u1, y1) in (
        ((0.0, early - 8), (0.1, early)),
        ((0.1, early), (0.5, middle)),
        ((0.5, middle), (0.9, late)),
        ((0.9, late), (1.0, late + np.minimum(2010 - late, 6))),
    ):
        inside_step = (u >= u0) & (u < u1)
        built = np.where(inside_step, y0 + (y1 - y0) * (u - u0) / (u1 - u0), built)
    very_old = Dice("very old").chance(0.03) & (built < 1915)
    built = built - very_old * 25 * Dice("how old").uniform()
    h["YearBuilt"] = built = np.minimum(whole(built, 1872, 2010), h["YrSold"])

    is_town, is_double = Dice("town").chance(town / 100), Dice("double").chance(double / 90)
    detail = Dice("BldgType")
    town_kind = detail.level({"TwnhsE": np.where(lot < 3, 45, 85), "Twnhs": np.where(lot < 3, 55, 15)})
    double_kind = detail.level({"Duplex": np.where(built > 1945, 95, 22), "2fmCon": np.where(built > 1945, 5, 78)})
    h["BldgType"] = kind = np.where(is_town, town_kind, np.where(is_double, double_kind, "1Fam")).astype(object)

    dice = Dice("HouseStyle")
    style = dice.level(drift(built, STYLE))
    town_style = dice.level({"1Story": np.where(lot < 3, 12, 90), "2Story": np.where(lot < 3, 78, 8), "SFoyer": 5, "SLvl": 3})
    duplex_style = dice.level({"1Story": 55, "2Story": 22, "SFoyer": 18, "1.5Fin": 5})
    style = np.where(is_town, town_style, np.where(kind == "Duplex", duplex_style, style)).astype(object)
    style[dice.pick((built < 1935) & (kind == "1Fam") & (style == "2Story"), 8, 0)] = "2.5Fin"
    h["HouseStyle"] = style
    sub = {"1Story": 20, "2Story": 60, "1.5Fin": 50, "SLvl": 80, "SFoyer": 85, "1.5Unf": 45, "2.5Unf": 75, "2.5Fin": 75}
    code = np.array([sub[s] for s in style])
    code = np.where((built < 1946) & (code == 20), 30, np.where((built < 1946) & (code == 60), 70, code))
    town_code = np.where(style == "1Story", 120, np.where(style == "2Story", 160, 180))
    code = np.where(is_town, town_code, np.where(kind == "Duplex", 90, np.where(kind == "2fmCon", 190, code)))
    h["MSSubClass"] = code

    score = quality + 0.92 * spread * Dice("OverallQual").normal() - 0.5 * (kind == "Duplex") - 0.3 * (kind == "2fmCon")
    # A few new houses are far larger and better than their street: four sold unfinished and cheap, two at their price.
    giant = Dice("giant house")
    h["_cheap_giant"] = giant.pick((where == "Edwards") & (kind == "1Fam") & (built > 1985), 3, 1)
    h["_dear_giant"] = giant.pick((where == "NoRidge") & (style == "2Story"), 2, 0)
    h["_giant"] = huge = h["_cheap_giant"] | h["_dear_giant"]
    h["YearBuilt"] = np.where(h["_cheap_giant"], h["YrSold"], built)
    h["HouseStyle"] = np.where(huge, "2Story", style).astype(object)
    h["MSSubClass"] = np.where(huge, 60, h["MSSubClass"])
    quality = whole(np.where(huge, 10, score - 0.25 * (score > 8.3) + 0.12 * (score < 4.6)), 2, 10)
    h["OverallQual"] = np.where(Dice("quality 1").pick(quality < 4, 2, 2), 1, quality)

    zone = {"RL": 97.0 - dense, "RM": dense, "RH": np.where(lot < 10, 1.2, 0.0), "FV": 0.0, "C (all)": 0.0}
    zone["FV"] = np.where(where == "Somerst", 300.0, 0.0)
    zone["C (all)"] = np.where(where == "IDOTRR", 25.0, 0.0)
    h["MSZoning"] = Dice("MSZoning").level({level: np.maximum(weight, 0) for level, weight in zone.items()})


def plot(h: dict[str, np.ndarray]) -> None:
    """The ground that the house stands on."""
    town = np.isin(h["BldgType"], ["Twnhs", "TwnhsE"])
    outlying = np.isin(h["Neighborhood"], ["ClearCr", "Timber", "Crawfor", "StoneBr", "Veenker", "Edwards", "Mitchel"])
    log_lot = np.log(h["_lot"] * 1000) + Dice("LotArea").normal(0.27 + 0.12 * outlying) - 0.55 * (town & (h["_lot"] > 3.5))
    estate = Dice("estate").chance(0.012 + 0.04 * outlying) & ~town
    log_lot = np.where(estate, log_lot + 0.5 + 1.1 * Dice("acres").uniform(), log_lot)
    vast = Dice("vast").pick(outlying & estate, 4, 0)
    log_lot = np.where(vast, 11.5 + 0.7 * Dice("how vast").uniform(), log_lot)
    log_lot = np.where(h["_cheap_giant"], 10.6 + 0.5 * Dice("giant lot").uniform(), log_lot)
    h["LotArea"] = whole(np.exp(log_lot), 1300, 220000)
    h["LotConfig"] = shape = Dice("LotConfig").level(
        {"Inside": 73, "Corner": 17.5, "CulDSac": np.where(h["YearBuilt"] > 1955, 9.5, 0.5), "FR2": 3}
    )
    h["_width"] = width = Dice("width").normal()  # what a wide plot, a wide house and a wide garage share
    wide = (
        4.21
        + 0.36 * (log_lot - 9.1)
        + 0.115 * width
        + 0.03 * (h["OverallQual"] - 6)
        + 0.13 * (shape == "Corner")
        - 0.4 * (shape == "CulDSac")
        - 0.25 * town
    )
    h["LotFrontage"] = whole(np.exp(wide + Dice("LotFrontage").normal(0.14)), 21, 320)
    modern = np.interp(h["YearBuilt"], (1910, 1950, 1965, 1990, 2008), (0.10, 0.22, 0.37, 0.50, 0.42))
    irregular = np.where(town, 0.12, modern + 0.25 * (shape == "CulDSac") + 0.3 * estate)
    h["LotShape"] = Dice("LotShape").level(
        {"Reg": 1 - irregular, "IR1": 0.92 * irregular, "IR2": 0.075 * irregular + 0.1 * estate, "IR3": 0.01 * irregular + 0.03 * estate}
    )
    h["LandContour"] = Dice("LandContour").level({"Lvl": 91, "Bnk": 3.9, "HLS": 2.6 + 8 * outlying, "Low": 1 + 6 * outlying})
    slope = np.where(h["LandContour"] == "Lvl", 0.8, 38)
    h["LandSlope"] = Dice("LandSlope").level({"Gtl": 100 - slope, "Mod": slope, "Sev": 2.0 * (estate & outlying) * slope})
    h["Street"] = np.full(ROWS, "Pave", dtype=object)
    h["Utilities"] = np.full(ROWS, "AllPub", dtype=object)
    lane = np.where((h["YearBuilt"] < 1950) & (h["MSZoning"] == "RM"), 0.29, np.where(h["Neighborhood"] == "Somerst", 0.3, 0.008))
    old = h["YearBuilt"] < 1960
    h["Alley"] = Dice("Alley").level({NA: 1 - lane, "Grvl": lane * old, "Pave": lane * np.where(old, 0.25, 1.0)})
    busy = np.isin(h["Neighborhood"], ["OldTown", "Edwards", "BrkSide", "SWISU", "Sawyer", "IDOTRR", "NAmes"])
    rails = np.isin(h["Neighborhood"], ["Gilbert", "SawyerW", "NWAmes", "BrkSide", "IDOTRR", "Somerst"])
    h["Condition1"] = Dice("Condition1").level(
        {"Norm": 86, "Feedr": 3.5 + 4 * busy, "Artery": 1 + 5 * busy, "RRAn": 0.2 + 5 * rails, "RRAe": 0.2 + 2.4 * rails, "PosN": 1.4}
        | {"PosA": 0.7, "RRNn": 0.9 * rails, "RRNe": 0.5 * rails}
    )
    h["Condition2"] = np.full(ROWS, "Norm", dtype=object)


def structure(h: dict[str, np.ndarray]) -> None:
    """Floors, years and state of the building."""
    built, quality, style, kind = h["YearBuilt"], h["OverallQual"], h["HouseStyle"], h["BldgType"]
    upper = np.isin(style, ["2Story", "1.5Fin", "2.5Fin", "2.5Unf"])
    town = np.isin(kind, ["Twnhs", "TwnhsE"])
    ground = (
        6.42 + 0.112 * quality - 0.31 * upper + 0.12 * (style == "1.5Fin") - 0.06 * (style == "SFoyer") + 0.26 * (kind == "Duplex")
        + 0.27 * (np.minimum(np.log(h["LotArea"]), 10.3) - 9.1) + 0.11 * town
    )  # fmt: skip
    first = np.exp(ground + 0.07 * h["_width"] + Dice("1stFlrSF").normal(0.165))
    giant = Dice("giant area")
    first = np.where(h["_cheap_giant"], 2900 + 2000 * giant.uniform(), np.where(h["_dear_giant"], 2300 + 250 * giant.uniform(), first))
    h["1stFlrSF"] = first = whole(first, 334, 5100)
    ratio = np.interp(Dice("2ndFlrSF").uniform(), (0, 0.05, 0.25, 0.5, 0.75, 0.95, 1), (0.25, 0.55, 0.79, 0.96, 1.03, 1.22, 1.6))
    part = np.where(style == "1.5Fin", 0.6 * ratio, ratio)
    part = np.where(h["_giant"], np.where(first > 3600, 0.22, 0.45) + 0.4 * giant.uniform() * (first < 2700), part)
    some = upper & (style != "SLvl") | (style == "SLvl") & Dice("split level").chance(0.3)
    h["2ndFlrSF"] = second = np.where(some, whole(first * part, 110, 2065), 0)
    rough = Dice("LowQualFinSF").chance(np.where(built < 1946, 0.05, 0.003))
    h["LowQualFinSF"] = np.where(rough, whole(np.exp(5.6 + Dice("low quality").normal(0.6)), 50, 1060), 0)
    h["GrLivArea"] = first + second + h["LowQualFinSF"]

    dice = Dice("YearRemodAdd")
    untouched = dice.chance(
        np.interp(built, (1949, 1950, 1960, 1975, 1985, 1995, 2004, 2010), (0.53, 0.66, 0.76, 0.82, 0.74, 0.5, 0.6, 0.9))
        - 0.06 * (quality - 5)
    )
    recent = np.maximum(built, 1951) + (h["YrSold"] - np.maximum(built, 1951)) * dice.uniform() ** np.where(built > 1985, 3.0, 0.45)
    redone = np.where(untouched, np.where(built < 1950, 1950, built), np.maximum(whole(recent), np.where(built < 1950, 1950, built)))
    just_after = ~untouched & (built > 1985) & dice.chance(0.75)
    h["YearRemodAdd"] = np.minimum(np.where(just_after, built + 1, redone), np.maximum(h["YrSold"], built))
    renewed = (h["YearRemodAdd"] - built > 15) & (h["YearRemodAdd"] > 1985)
    state = 5.5 + 0.12 * (quality - 6) + 0.010 * (1985 - np.clip(built, 1915, 1985)) + 1.15 * renewed + Dice("OverallCond").normal(1.2)
    state = np.where(Dice("as built").chance(np.interp(built, (1955, 1985, 1995, 2000), (0.12, 0.38, 0.85, 0.98))), 5, state)
    h["OverallCond"] = whole(state, 2, 9)


def outside(h: dict[str, np.ndarray]) -> None:
    """Roof, walls, ground works."""
    built, quality = h["YearBuilt"], h["OverallQual"]
    fine = 0.55 * quality + np.interp(built, (1940, 1975, 1985, 2005), (-0.35, -0.35, 0.3, 0.7))
    hip = np.interp(built, (1900, 1940, 1953, 1968, 1980, 2005), (0.08, 0.06, 0.32, 0.24, 0.12, 0.2)) + 0.03 * np.maximum(quality - 6, 0)
    h["RoofStyle"] = Dice("RoofStyle").level({"Gable": 1 - hip, "Hip": hip})
    h["RoofMatl"] = np.full(ROWS, "CompShg", dtype=object)
    h["Exterior1st"] = siding = Dice("Exterior1st").level(drift(built, SIDING))
    spelling = {"CemntBd": "CmentBd", "WdShing": "Wd Shng", "BrkComm": "Brk Cmn"}
    other = Dice("Exterior2nd")
    mixed = other.level({"Plywood": 30, "Wd Shng": 20, "Wd Sdng": 15, "HdBoard": 5, "VinylSd": 10, "MetalSd": 6, "Stucco": 5, "BrkFace": 4})
    same = np.array([spelling.get(word, word) for word in siding], dtype=object)
    h["Exterior2nd"] = np.where(other.chance(np.where(siding == "BrkFace", 0.5, 0.06)), mixed, same).astype(object)

    veneer = np.interp(built, (1940, 1955, 1965, 1985, 2005), (0.05, 0.28, 0.45, 0.44, 0.55)) * np.interp(
        quality, (3, 5, 7, 9), (0.3, 0.85, 1.1, 1.75)
    )
    veneer = np.minimum(veneer, 0.94)
    stone = np.interp(built, (1950, 1990, 2000, 2008), (0.12, 0.02, 0.2, 0.5))
    walls = Dice("MasVnrType").level({"None": 1 - veneer, "BrkFace": veneer * (1 - stone), "Stone": veneer * stone})
    h["MasVnrType"] = walls
    area = np.exp(
        5.2
        + 0.18 * (quality - 6)
        + 0.9 * np.log(h["1stFlrSF"] / 1200)
        + 0.2 * np.log(h["GrLivArea"] / 1500)
        + Dice("MasVnrArea").normal(0.6)
    )
    h["MasVnrArea"] = np.where(walls == "None", 0, whole(area, 11, 1600))
    h["ExterQual"] = grade(fine + Dice("ExterQual").normal(0.5), (0.9, 3.72, 5.55), "Fa TA Gd Ex")
    worn = h["OverallCond"] - 5 + Dice("ExterCond").normal(1.0)
    h["ExterCond"] = grade(worn, (-2.25, 2.3), "Fa TA Gd")
    h["Foundation"] = Dice("Foundation").level(drift(built, FOUNDATION))
    slab = Dice("slab").chance(
        np.where((h["BldgType"] == "Duplex"), 0.16, np.interp(built, (1930, 1945, 1955, 1980, 1990), (0.003, 0.035, 0.035, 0.015, 0.001)))
    )
    h["Foundation"] = np.where(slab, "Slab", h["Foundation"]).astype(object)
    paved = built - 1925 + 6 * (quality - 5) + Dice("PavedDrive").normal(22)
    h["PavedDrive"] = grade(paved, (-14.0, -8.5), "N P Y")


def basement(h: dict[str, np.ndarray]) -> None:
    """What is below; "NA" in its five words and 0 in its numbers where there is no basement."""
    built, quality, first = h["YearBuilt"], h["OverallQual"], h["1stFlrSF"]
    has = (h["Foundation"] != "Slab") & ~Dice("no basement").chance(0.011 * (built < 1985))
    h["_basement"] = has
    dice = Dice("TotalBsmtSF")
    full = dice.chance(np.interp(built, (1900, 1920, 1955, 1980, 1995, 2006), (0.25, 0.4, 0.57, 0.52, 0.42, 0.63)))
    share = np.interp(dice.uniform(), (0, 0.02, 0.1, 0.2, 0.5, 0.85, 0.98, 1), (0.2, 0.36, 0.6, 0.74, 0.94, 1.0, 1.12, 1.5))
    total = np.where(has, np.where(full, first, whole(first * share, 105, 6110)), 0)
    h["TotalBsmtSF"] = total
    none = np.full(ROWS, NA, dtype=object)
    deep = 0.34 * quality + 0.36 + np.interp(built, (1910, 1940, 1965, 1978, 1990, 2005), (-1.5, -0.8, -0.3, 0.7, 1.7, 2.1))
    h["BsmtQual"] = np.where(has, grade(deep + Dice("BsmtQual").normal(0.5), (0.05, 2.95, 5.3), "Fa TA Gd Ex"), none)
    damp = 0.35 * (h["OverallCond"] - 5) + 0.012 * (built - 1970) + Dice("BsmtCond").normal()
    h["BsmtCond"] = np.where(has, grade(damp, (-1.85, 2.05), "Fa TA Gd"), none)
    slope = h["LandContour"] != "Lvl"
    light = np.interp(built, (1910, 1950, 1970, 2008), (0.02, 0.12, 0.3, 0.34)) + 0.3 * slope + 0.04 * (quality - 6)
    light = np.clip(light, 0.01, 0.9)
    split = np.isin(h["HouseStyle"], ["SLvl", "SFoyer"])
    exposure = {
        "No": np.maximum(1 - light - 0.3 * split, 0.05),
        "Av": 0.5 * light + 0.3 * split,
        "Gd": light * np.clip(0.33 + 0.05 * (quality - 6), 0.1, 0.5),
        "Mn": 0.07 + 0.02 * light,
    }
    h["BsmtExposure"] = np.where(has, Dice("BsmtExposure").level(exposure), none)
    h["BsmtFinType1"] = kind = np.where(has, Dice("BsmtFinType1").level(drift(built, BASEMENT_FINISH)), none)
    dice = Dice("BsmtFinSF1")
    part = (
        np.interp(dice.uniform(), (0, 0.05, 0.25, 0.5, 0.75, 0.92, 1), (0.02, 0.15, 0.5, 0.68, 0.83, 1.0, 1.0))
        - 0.08 * (kind == "Rec")
        - 0.08
    )
    part = part + 0.06 * (h["MasVnrArea"] > 0) + 0.06 * (np.log(h["LotArea"]) - 9.1)
    finished = has & (kind != "Unf")
    one = np.where(finished, whole(total * np.clip(part, 0.01, 1), 2), 0)
    again = finished & (one < 0.97 * total) & Dice("BsmtFinType2").chance(0.18)
    other = Dice("second finish").level({"Rec": 26, "LwQ": 26, "BLQ": 26, "ALQ": 16, "GLQ": 11})
    other = np.where(other == kind, np.where(kind == "Rec", "LwQ", "Rec"), other)
    h["BsmtFinType2"] = np.where(has, np.where(again, other, "Unf"), none).astype(object)
    left = total - one
    two = np.where(again, whole(left * np.sqrt(dice.uniform()), 1), 0)
    h["BsmtFinSF1"], h["BsmtFinSF2"], h["BsmtUnfSF"] = one, two, left - two
    chance = np.where(finished, np.interp(one, (0, 300, 700, 1200), (0.2, 0.45, 0.72, 0.9)) - 0.08 * (h["2ndFlrSF"] > 0), 0.03)
    bath = Dice("BsmtFullBath")
    h["BsmtFullBath"] = np.where(has & bath.chance(chance), 1 + bath.chance(0.025), 0)
    h["BsmtHalfBath"] = np.where((h["BsmtFullBath"] == 0) & finished, 1 * Dice("BsmtHalfBath").chance(0.23), 0)


def inside(h: dict[str, np.ndarray]) -> None:
    """Heating, rooms, kitchen, fireplaces."""
    built, quality, living, kind = h["YearBuilt"], h["OverallQual"], h["GrLivArea"], h["BldgType"]
    renewed = np.maximum(h["YearRemodAdd"] - 1990, 0) / 20
    h["Heating"] = np.full(ROWS, "GasA", dtype=object)
    warm = 0.2 * (quality - 6) + 1.2 * renewed + np.interp(built, (1950, 1975, 1990, 2000), (0, -0.4, 0.8, 1.8))
    h["HeatingQC"] = grade(warm + Dice("HeatingQC").normal(0.85), (-1.62, -0.2, 0.45), "Fa TA Gd Ex")
    air = np.interp(built, (1900, 1925, 1945, 1955, 1970, 1985), (0.6, 0.74, 0.84, 0.93, 0.98, 1.0)) + 0.05 * (quality - 5)
    h["CentralAir"] = np.where(Dice("CentralAir").chance(air), "Y", "N").astype(object)
    fuses = (
        np.interp(built, (1900, 1955, 1965), (0.24, 0.23, 0.01))
        * np.where(h["CentralAir"] == "N", 1.8, 0.85)
        * np.interp(quality, (3, 5, 7), (1.8, 1.0, 0.5))
    )
    h["Electrical"] = Dice("Electrical").level({"SBrkr": 1 - fuses, "FuseA": 0.78 * fuses, "FuseF": 0.22 * fuses})

    need = (living - 1500) / 500 + np.interp(built, (1920, 1955, 1975, 1995), (-0.6, -0.55, 0.05, 0.75)) + 0.15 * (quality - 6)
    baths = grade(need + Dice("FullBath").normal(0.75), (-0.15, 3.75), "1 2 3").astype(np.int64)
    h["FullBath"] = np.where(kind == "Duplex", np.maximum(baths, 1 + (living > 1100)), baths)
    upstairs = h["2ndFlrSF"] > 0
    half = np.where(upstairs, np.interp(built, (1920, 1960, 1990), (0.3, 0.6, 0.88)), np.where(quality > 6, 0.18, 0.12)) + 0.03 * (
        quality - 6
    )
    h["HalfBath"] = 1 * Dice("HalfBath").chance(half)
    beds = 2.72 + (np.minimum(living, 3600) - 1450) / 850 + 0.2 * upstairs - 0.12 * (quality - 6) - 0.004 * (built - 1970)
    beds = beds - 0.6 * (h["MSSubClass"] == 120) + 0.9 * (kind == "Duplex") + Dice("BedroomAbvGr").normal(0.45)
    h["BedroomAbvGr"] = beds = whole(beds, 1, 6)
    h["KitchenAbvGr"] = np.where((kind == "Duplex") | (kind == "2fmCon") & Dice("KitchenAbvGr").chance(0.35), 2, 1)
    rooms = 1.75 + 1.95 * living / 1000 + 0.63 * beds + 0.7 * (h["KitchenAbvGr"] - 1) + Dice("TotRmsAbvGrd").normal(0.7)
    h["TotRmsAbvGrd"] = whole(rooms, 2, 14)
    cook = 0.5 * quality + 0.75 * renewed + np.interp(built, (1950, 1975, 1990, 2005), (0, -0.1, 0.5, 0.75))
    h["KitchenQual"] = grade(cook + Dice("KitchenQual").normal(0.62), (1.3, 3.85, 5.5), "Fa TA Gd Ex")
    wear = Dice("Functional").uniform() * np.interp(h["OverallCond"], (2, 4, 5, 8), (0.35, 0.7, 1, 1)) * np.where(built < 1950, 0.6, 1.0)
    h["Functional"] = grade(wear, (0.0016, 0.008, 0.019, 0.037, 0.057), "Maj2 Maj1 Mod Min2 Min1 Typ")
    hearth = (
        0.27 * (quality - 6)
        + 0.5 * (living - 1500) / 500
        + 0.4 * (h["LotArea"] > 12000)
        + 0.3 * (h["BsmtFinSF1"] > 500)
        - 0.006 * (built - 1980)
        - 0.9 * np.isin(h["MSSubClass"], [90, 160, 190])
    )
    h["Fireplaces"] = count = grade(hearth + Dice("Fireplaces").normal(1.1), (0.12, 2.2, 4.0), "0 1 2 3").astype(np.int64)
    stone = np.interp(built, (1940, 1960, 1975, 1990, 2000, 2006), (0.9, 0.15, -0.5, -0.2, 0.1, 0.9)) + 0.2 * (quality - 6)
    fire = grade(stone + Dice("FireplaceQu").normal(0.9), (-1.6, -1.05, 0.32, 2.45), "Po Fa TA Gd Ex")
    h["FireplaceQu"] = np.where(count > 0, fire, np.full(ROWS, NA, dtype=object))


def garage(h: dict[str, np.ndarray]) -> None:
    """The garage; "NA" in its five columns and 0 in its two numbers where there is none."""
    built, quality = h["YearBuilt"], h["OverallQual"]
    shares = drift(built, GARAGE)
    shares[NA] = shares[NA] * np.interp(quality, (3, 4, 5, 6, 7, 8), (3.0, 2.2, 1.1, 0.55, 0.35, 0.1))
    shares["BuiltIn"] = shares["BuiltIn"] * np.where(np.isin(h["HouseStyle"], ["2Story", "SLvl"]), 2.9, 0.1)
    shares["Detchd"] = shares["Detchd"] * np.interp(quality, (4, 5, 7, 8), (1.5, 1.15, 0.75, 0.4))
    shares["Detchd"] = shares["Detchd"] * np.where(np.isin(h["MSSubClass"], [160, 180, 90]), 2.5, 1.0)
    h["GarageType"] = kind = Dice("GarageType").level(shares)
    has = kind != NA
    h["_garage"] = has
    need = 0.30 * (quality - 6) + 0.12 * h["_width"] + 0.020 * (np.clip(built, 1915, 2008) - 1970) + 0.5 * (h["GrLivArea"] - 1500) / 500
    need = need - 0.3 * (kind == "Detchd") * (built > 1960)
    cars = grade(need + Dice("GarageCars").normal(0.62), (-0.82, 1.6, 4.4), "1 2 3 4").astype(np.int64)
    cars = np.where(h["MSSubClass"] == 160, np.minimum(cars, 2), cars)
    h["GarageCars"] = np.where(has, cars, 0)
    typical = np.array([0, 295, 510, 800, 960])[h["GarageCars"]]
    area = typical * np.exp(Dice("GarageArea").normal(0.16) + 0.06 * h["_width"] + 0.12 * np.log(h["1stFlrSF"] / 1150))
    h["GarageArea"] = np.where(has, whole(area, 100, 1488), 0)
    dice = Dice("GarageYrBlt")
    same = dice.chance(np.interp(built, (1905, 1920, 1940, 1955, 1985), (0.25, 0.48, 0.66, 0.82, 0.92)))
    later = built + (h["YrSold"] - built) * dice.uniform() ** np.where(built < 1930, 1.0, 1.6)
    h["GarageYrBlt"] = np.where(same, np.maximum(built, 1895), np.maximum(whole(later), 1895))
    neat = (
        0.3 * (quality - 6)
        + np.interp(built, (1940, 1965, 1990, 2005), (-1.2, -0.2, 0.5, 0.8))
        - 1.6 * (kind == "Detchd")
        + 0.6 * (kind == "BuiltIn")
    )
    none = np.full(ROWS, NA, dtype=object)
    h["GarageFinish"] = np.where(has, grade(neat + Dice("GarageFinish").normal(0.8), (-0.38, 0.73), "Unf RFn Fin"), none)
    old = np.interp(h["GarageYrBlt"], (1920, 1950, 1965), (1.2, 0.6, 0.0))
    state = Dice("GarageQual").normal() - old
    h["GarageQual"] = np.where(has, grade(state, (-2.15, 2.3), "Fa TA Gd"), none)
    h["GarageCond"] = np.where(has, grade(0.8 * state + Dice("GarageCond").normal(0.6), (-2.25, 2.5), "Fa TA Gd"), none)


def extras(h: dict[str, np.ndarray]) -> None:
    """Decks, porches, pools, fences, sheds, and how the house was sold."""
    built, quality = h["YearBuilt"], h["OverallQual"]
    log_size = np.log(h["GrLivArea"] / 1500)

    def area(name: str, chance: np.ndarray, typical: float, spread: float, largest: int) -> None:
        size = np.exp(typical + 0.5 * log_size + Dice(name + " size").normal(spread))
        h[name] = np.where(Dice(name).chance(chance), whole(size, 8, largest), 0)

    area(
        "WoodDeckSF",
        np.interp(built, (1900, 1930, 1955, 1970, 1985, 2008), (0.3, 0.25, 0.26, 0.45, 0.68, 0.64))
        + 0.02 * (quality - 6)
        + 0.12 * (h["BsmtFinSF1"] > 600),
        5.08,
        0.56,
        1424,
    )
    area("OpenPorchSF", np.interp(built, (1900, 1925, 1955, 1985, 1995, 2008), (0.52, 0.27, 0.31, 0.47, 0.8, 0.9)), 4.13, 0.66, 742)
    area("EnclosedPorch", np.interp(built, (1900, 1925, 1940, 1955, 1970, 2005), (0.58, 0.62, 0.28, 0.17, 0.07, 0.01)), 4.8, 0.55, 1012)
    area("3SsnPorch", np.full(ROWS, 0.0127), 5.2, 0.5, 508)
    area("ScreenPorch", np.interp(built, (1950, 1965, 1980, 2008), (0.07, 0.1, 0.05, 0.03)) + 0.05 * h["Fireplaces"], 5.12, 0.36, 576)
    pool = Dice("PoolArea").pick((h["LotArea"] > 9000) & (h["GrLivArea"] > 1600) & (h["BldgType"] == "1Fam"), 7, 6)
    h["PoolArea"] = np.where(pool, whole(140 + 650 * Dice("pool size").uniform()), 0)
    h["PoolQC"] = np.where(pool, "Gd", NA).astype(object)
    fence = np.interp(built, (1900, 1940, 1965, 1985, 1992, 2000), (0.2, 0.28, 0.34, 0.28, 0.13, 0.015))
    h["Fence"] = Dice("Fence").level(
        {NA: 1 - fence, "MnPrv": 0.58 * fence, "GdPrv": 0.21 * fence, "GdWo": 0.2 * fence, "MnWw": 0.02 * fence}
    )
    shed = Dice("MiscFeature").chance(np.interp(built, (1950, 1970, 2000), (0.045, 0.05, 0.012)))
    h["MiscFeature"] = np.where(shed, "Shed", NA).astype(object)
    h["MiscVal"] = np.where(shed, 50 * whole(np.exp(2.2 + Dice("MiscVal").normal(0.55)), 1, 60), 0)

    age = h["YrSold"] - built
    new = Dice("new").chance(np.where(age <= 1, 0.94, 0.0)) | h["_cheap_giant"]
    dice = Dice("SaleType")
    kind = dice.level({"WD": 95.5, "COD": 3.3, "ConLD": 0.9, "CWD": 0.3})
    h["SaleType"] = np.where(new, "New", kind).astype(object)
    forced = np.where(kind == "COD", 50, 5.5) * np.interp(quality, (4, 6, 8), (1.5, 1.0, 0.5))
    condition = Dice("SaleCondition").level({"Normal": 93, "Abnorml": forced, "Family": 1.8})
    h["SaleCondition"] = np.where(new, "Partial", condition).astype(object)
    # Sold with its neighbor's ground, or one deed for two flats.
    h["SaleCondition"][Dice("AdjLand").pick(h["SaleCondition"] == "Normal", 4, 8)] = "AdjLand"
    h["SaleCondition"][Dice("Alloca").pick((h["SaleCondition"] == "Normal") & (h["KitchenAbvGr"] > 1), 12, 12)] = "Alloca"


def price(h: dict[str, np.ndarray]) -> np.ndarray:
    """What is paid, in dollars: many small proportional effects, a few that bend or act together, and luck."""
    number = {"Po": -2, "Fa": -1, "TA": 0, "Gd": 1, "Ex": 2, NA: 0}

    def score(name: str) -> np.ndarray:
        return np.array([number[word] for word in h[name]], dtype=float)

    quality, state, built = h["OverallQual"].astype(float), h["OverallCond"].astype(float), h["YearBuilt"].astype(float)
    log_size = np.log(h["GrLivArea"] / 1450)
    finished = (h["BsmtFinSF1"] + 0.6 * h["BsmtFinSF2"]) / 500
    age = np.maximum(h["YrSold"] - built, 0)
    renewed = (h["YearRemodAdd"] > 1985) & (built < 1960)
    linear = (
        0.023 * h["Fireplaces"] + 0.023 * h["GarageCars"] + 0.02 * h["BsmtFullBath"] + 0.017 * h["FullBath"] + 0.017 * h["HalfBath"]
        + 0.023 * score("KitchenQual") + 0.011 * score("ExterQual") + 0.014 * score("BsmtQual") + 0.008 * score("HeatingQC")
        + 0.006 * score("FireplaceQu") + 0.043 * (h["CentralAir"] == "Y") + 0.012 * (h["PavedDrive"] == "Y") + 0.035 * finished
        + 0.062 * h["TotalBsmtSF"] / 1000 + 0.08 * h["WoodDeckSF"] / 1000 + 0.09 * h["OpenPorchSF"] / 1000 + 0.16 * h["ScreenPorch"] / 1000
        + 0.031 * h["MasVnrArea"] / 1000 + 0.027 * (h["Exterior1st"] == "BrkFace") - 0.009 * (h["Exterior1st"] == "HdBoard")
        + 0.016 * (h["GarageFinish"] == "Fin") + 0.027 * (h["BsmtExposure"] == "Gd") + 0.016 * (h["LotConfig"] == "CulDSac")
        - 0.047 * (h["Condition1"] == "Artery") - 0.027 * (h["Condition1"] == "Feedr") + 0.039 * np.isin(h["Condition1"], ["PosN", "PosA"])
        - 0.30 * (h["MSZoning"] == "C (all)") - 0.031 * (h["MSZoning"] == "RM") - 0.062 * (h["BldgType"] == "Duplex")
        - 0.055 * np.isin(h["BldgType"], ["Twnhs", "TwnhsE"]) + 0.546 * h["_address"] - 0.004 * (h["YrSold"] - 2006)
    )  # fmt: skip
    bent = (
        0.40 * log_size
        + np.interp(quality, (1, 3, 4, 5, 6, 7, 8, 9, 10), (-0.66, -0.33, -0.17, -0.06, 0.0, 0.05, 0.11, 0.18, 0.25))
        + np.interp(state, (2, 3, 4, 5, 6, 7, 9), (-0.33, -0.22, -0.11, 0.0, 0.05, 0.09, 0.13))
        + np.interp(age, (0, 3, 20, 45, 70, 100, 130), (0.12, 0.09, 0.03, -0.03, -0.09, -0.12, -0.08))
        + 0.10 * np.clip(np.log(h["LotArea"] / 9500), -2, 1.2)
        - 0.14 * ~h["_basement"] - 0.06 * ~h["_garage"]
    )  # fmt: skip
    together = (
        0.052 * (quality - 6) * np.clip(log_size, -0.7, 0.6)  # a large house is worth it where it is well built
        + 0.026 * renewed * np.clip(state - 5, -2, 3) / 2 + 0.026 * renewed
        - 0.031 * ((quality <= 5) & (h["GrLivArea"] > 1700))
        - 0.047 * ((built < 1950) & (h["CentralAir"] == "N") & (state <= 5))
        + 0.036 * ((h["_address"] > 0.05) & (h["LotArea"] > 10000))  # ground is dear where the address is good
        + 0.026 * np.clip(finished, 0, 2.5) * np.clip(quality - 5, -1, 2) / 2 * (h["BsmtExposure"] != "No")
        + 0.036 * ((h["GarageCars"] >= 3) & (quality >= 7)) - 0.021 * ((h["GarageCars"] >= 2) & (quality <= 5))
        - 0.042 * ((age > 25) & (h["YearRemodAdd"] < 1985) & (quality >= 6))  # a good house that nobody has renewed
    )  # fmt: skip
    condition = h["SaleCondition"]
    sale = (
        -0.09 * (condition == "Abnorml")
        - 0.07 * (condition == "Family")
        + 0.04 * (condition == "Partial")
        + 0.02 * (h["Functional"] == "Typ")
    )
    dice = Dice("luck")
    luck = dice.normal(np.where(condition == "Abnorml", 0.15, 0.08) + 0.02 * (built < 1940))
    strange = dice.pick(np.isin(condition, ["Abnorml", "Family", "Partial"]) & ~h["_giant"], 5, 5)
    luck = luck - strange * (0.3 + 0.4 * dice.uniform()) - h["_cheap_giant"] * (1.55 + 0.3 * dice.uniform())
    dollars = np.exp(11.745 + linear + bent + together + sale + luck)
    step = np.where(condition == "Partial", 1, Dice("rounding").level({1: 10, 100: 8, 500: 42, 1000: 40}).astype(np.int64))
    return whole(dollars / step, 1) * step


def rare_levels(h: dict[str, np.ndarray]) -> None:
    """Levels that only a handful of houses have, in about as many rows of the training and of the test part as in Ames."""
    old = h["YearBuilt"] < 1960
    basement, garaged, ordinary = h["_basement"], h["_garage"], ~h["_giant"]
    noisy = h["Condition1"] != "Norm"

    def put(column: str, where: np.ndarray, **counts: tuple[int, int]) -> None:
        for level, (train, test) in counts.items():
            word = level.replace("__", "&").replace("_", " ").strip()
            h[column][Dice(f"{column}={word}").pick(where & ordinary & ~touched.setdefault(column, np.zeros(ROWS, bool)), train, test)] = (
                word
            )
            touched[column] |= h[column] == word

    touched: dict[str, np.ndarray] = {}
    put("Street", h["LotArea"] > 8000, Grvl=(6, 6))
    put("Utilities", h["LotArea"] > 8000, NoSeWa=(1, 0))
    put("LotConfig", h["LotConfig"] == "Inside", FR3=(4, 10))
    put("Condition2", noisy, Feedr=(6, 7), Artery=(2, 3), RRNn=(2, 0), PosN=(2, 2), PosA=(1, 3), RRAn=(1, 0), RRAe=(1, 0))
    put("RoofStyle", h["YearBuilt"] < 1985, Flat=(13, 7), Gambrel=(11, 11), Mansard=(7, 4), Shed=(2, 3))
    put("RoofMatl", h["RoofStyle"] == "Flat", Tar__Grv=(11, 7))
    put("RoofMatl", h["RoofStyle"] != "Flat", Tar__Grv=(0, 5), WdShngl=(6, 1), WdShake=(5, 4), Metal=(1, 0), Membran=(1, 0), Roll=(1, 0))
    put("RoofMatl", h["RoofStyle"] == "Hip", ClyTile=(1, 0))
    put("Exterior1st", old, BrkComm=(2, 4), AsphShn=(1, 1), CBlock=(1, 1), Stone=(2, 0), ImStucc=(1, 0))
    put("Exterior2nd", old, ImStucc=(10, 5), Stone=(5, 1), AsphShn=(3, 1), CBlock=(1, 2), Other=(1, 0))
    h["Exterior2nd"][Dice("Brk Cmn").pick(h["Exterior1st"] == "Plywood", 7, 15)] = "Brk Cmn"
    brick = Dice("BrkCmn").pick(h["MasVnrType"] == "BrkFace", 15, 10)
    h["MasVnrType"][brick] = "BrkCmn"
    put("ExterCond", h["OverallCond"] <= 4, Po=(1, 2))
    put("ExterCond", h["OverallCond"] >= 6, Ex=(3, 9))
    put("Foundation", old & basement, Stone=(6, 5))
    put("Foundation", ~old & basement, Wood=(3, 2))
    put("BsmtCond", basement & (h["OverallCond"] <= 5), Po=(2, 3))
    put("Heating", old & (h["CentralAir"] == "N"), GasW=(18, 9), Grav=(7, 2), Wall=(4, 2), OthW=(2, 0), Floor=(1, 0))
    put("HeatingQC", old, Po=(1, 2))
    put("Electrical", old, FuseP=(3, 5), Mix=(1, 0))
    put("Functional", old, Sev=(1, 1))
    put("GarageQual", garaged & old, Po=(3, 2))
    put("GarageQual", garaged & ~old, Ex=(3, 0))
    put("GarageCond", garaged & old, Po=(7, 7))
    put("GarageCond", garaged & ~old, Ex=(2, 1))
    put("PoolQC", h["PoolArea"] > 0, Ex=(2, 2), Fa=(2, 0))
    put("SaleType", h["SaleType"] == "WD", ConLI=(5, 4), ConLw=(5, 3), Oth=(3, 4), Con=(2, 3))
    two_kinds = Dice("2Types").pick((h["GarageType"] == "Attchd") & (h["GarageCars"] > 1), 6, 17)
    h["GarageType"][two_kinds] = "2Types"
    open_port = Dice("CarPort").pick((h["GarageType"] == "Detchd") & (h["GarageCars"] < 3), 9, 6)
    h["GarageType"][open_port], h["GarageFinish"][open_port] = "CarPort", "Unf"
    for level, counts in {"Gar2": (2, 3), "Othr": (2, 2), "TenC": (1, 0)}.items():
        chosen = Dice(level).pick((h["MiscFeature"] == NA) & (h["LotArea"] > 9000), *counts)
        h["MiscFeature"][chosen] = level
        h["MiscVal"] = np.where(chosen, 500 * whole(1 + 22 * Dice(level + " value").uniform() ** 2), h["MiscVal"])

    def number(column: str, value: int, where: np.ndarray, train: int, test: int) -> None:
        h[column] = np.where(Dice(f"{column}={value}").pick(where & ordinary, train, test), value, h[column])

    single = (h["BldgType"] == "1Fam") & old
    number("MSSubClass", 40, (h["MSSubClass"] == 30) | (h["MSSubClass"] == 20) & old, 4, 2)
    number("MSSubClass", 150, h["MSSubClass"] == 160, 0, 1)
    number("OverallCond", 1, h["OverallCond"] <= 3, 1, 6)
    number("BsmtFullBath", 3, h["BsmtFullBath"] > 0, 1, 1)
    number("BsmtHalfBath", 2, h["BsmtHalfBath"] > 0, 2, 2)
    number("FullBath", 0, single & (h["BsmtFullBath"] > 0), 9, 3)
    number("FullBath", 4, (h["GrLivArea"] > 2200), 0, 4)
    number("HalfBath", 2, h["HalfBath"] == 1, 12, 13)
    number("BedroomAbvGr", 0, (h["BsmtFullBath"] > 0) & (h["GrLivArea"] < 1900), 6, 2)
    number("BedroomAbvGr", 8, h["BedroomAbvGr"] >= 5, 1, 0)
    number("KitchenAbvGr", 0, single, 1, 2)
    number("KitchenAbvGr", 3, h["KitchenAbvGr"] == 2, 2, 0)
    number("TotRmsAbvGrd", 15, h["TotRmsAbvGrd"] >= 11, 0, 1)
    number("Fireplaces", 4, h["Fireplaces"] == 2, 0, 1)
    number("GarageYrBlt", 2207, garaged & (h["GarageYrBlt"] > 2005), 0, 1)  # somebody will mistype a year
    number("GarageCars", 5, (h["GarageCars"] == 3) & (h["GarageType"] == "Detchd"), 0, 1)


def missing(h: dict[str, np.ndarray]) -> None:
    """What nobody wrote down, on top of the "NA" that means none: some of it in the test part alone."""

    def lose(columns: str, where: np.ndarray, train: int, test: int) -> None:
        chosen = Dice("missing " + columns).pick(where, train, test)
        for column in columns.split():
            values = h[column].astype(object)
            values[chosen] = NA
            h[column] = values

    every = np.ones(ROWS, bool)
    unlisted = np.where(h["LotShape"] == "Reg", 0.07, 0.31) + 0.12 * (h["LotConfig"] == "CulDSac") + 0.05 * (h["LotConfig"] == "Corner")
    frontage = h["LotFrontage"].astype(object)
    frontage[Dice("missing LotFrontage").chance(unlisted)] = NA
    h["LotFrontage"] = frontage
    cellar, none = h["_basement"], ~h["_basement"]
    lose("MasVnrType MasVnrArea", h["YearBuilt"] > 2000, 8, 15)
    lose("MasVnrType", h["MasVnrType"] == "BrkFace", 0, 1)
    lose("BsmtExposure", cellar & (h["BsmtFinType1"] == "Unf"), 1, 2)
    lose("BsmtFinType2", cellar & (h["BsmtFinType2"] != "Unf"), 1, 0)
    lose("BsmtCond", cellar & (h["BsmtFinType1"] != "Unf"), 0, 3)
    lose("BsmtQual", cellar & (h["BsmtFinType1"] == "Unf"), 0, 2)
    lose("BsmtFinSF1 BsmtFinSF2 BsmtUnfSF TotalBsmtSF BsmtFullBath BsmtHalfBath", none, 0, 1)
    lose("BsmtFullBath BsmtHalfBath", none & (h["BsmtFullBath"] != NA), 0, 1)
    lose("GarageYrBlt GarageFinish GarageQual GarageCond", h["GarageType"] == "Detchd", 0, 1)
    lose(
        "GarageYrBlt GarageFinish GarageCars GarageArea GarageQual GarageCond",
        (h["GarageType"] == "Detchd") & (h["GarageYrBlt"] != NA),
        0,
        1,
    )
    garageless = h["GarageType"] == NA
    h["GarageYrBlt"] = np.where(garageless, NA, h["GarageYrBlt"].astype(object))
    lose("PoolQC", h["PoolQC"] == "Gd", 0, 3)
    lose("Electrical", h["YearBuilt"] > 2000, 1, 0)
    lose("MSZoning", h["YearBuilt"] < 1960, 0, 4)
    lose("Utilities", h["Utilities"] == "AllPub", 0, 2)
    lose("Exterior1st Exterior2nd", h["YearBuilt"] < 1960, 0, 1)
    lose("KitchenQual", every, 0, 1)
    lose("Functional", h["YearBuilt"] < 1960, 0, 2)
    lose("SaleType", every, 0, 1)


def write(folder: Path) -> None:
    """Write train.csv and test.csv into a folder."""
    houses = simulate()
    simulation.write_csv(folder / "train.csv", houses, COLUMNS, range(TRAIN))
    simulation.write_csv(folder / "test.csv", houses, COLUMNS[:-1], range(TRAIN, ROWS))


if __name__ == "__main__":
    write(simulation.folder_argument(Path(__file__).parent))
