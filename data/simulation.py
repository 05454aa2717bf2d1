"""What the simulators share: dice that fall the same on every machine, and tables with the same bytes everywhere.

The same draws come out under other versions of numpy: only `PCG64.random_raw` is used, whose stream numpy guarantees
(NEP 19). Uniform, normal and categorical draws are made from it here. A simulator writes whole numbers, words and rounded
decimals, so that a last bit of a logarithm which differs between machines is rounded away.
"""

import csv
import sys
import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from d2lhelpers.paths import as_path, why_no_folder


class Dice:
    """Random draws for one column, made from raw bits alone; every array has one entry for each row of all parts.

    A simulator gives its own `seed` and its `parts`, the numbers of rows of its files, in a subclass. Each name has its own
    stream of bits, so that changing one rule leaves the draws of the others alone.
    """

    seed: int
    parts: tuple[int, ...]

    def __init__(self, name: str) -> None:
        self.bits = np.random.PCG64([self.seed, zlib.crc32(name.encode())])
        self.rows = sum(self.parts)

    def uniform(self) -> np.ndarray:
        """Numbers in [0, 1): the upper 53 bits of each raw draw."""
        return (self.bits.random_raw(self.rows) >> np.uint64(11)) * 2.0**-53

    def normal(self, spread: float | np.ndarray = 1.0) -> np.ndarray:
        """Normal numbers of mean 0 by the method of Box and Muller (1958)."""
        return spread * np.sqrt(-2 * np.log(1 - self.uniform())) * np.cos(2 * np.pi * self.uniform())

    def chance(self, probability: float | np.ndarray) -> np.ndarray:
        """True with this probability."""
        return self.uniform() < probability

    def level(self, weights: Mapping[str, float | np.ndarray] | Mapping[int, float | np.ndarray]) -> np.ndarray:
        """One of the levels, by weights that may differ from row to row; the draws are spread evenly over [0, 1)."""
        even = (np.argsort(np.argsort(self.uniform(), kind="stable"), kind="stable") + 0.5) / self.rows
        table = np.stack([np.broadcast_to(np.asarray(weight, float), self.rows) for weight in weights.values()]).cumsum(axis=0)
        return np.array(list(weights), dtype=object)[(even * table[-1] >= table).sum(axis=0)]

    def pick(self, where: np.ndarray, *counts: int) -> np.ndarray:
        """True in exactly so many rows of each part, among those where `where` holds."""
        order, bounds = np.where(where, self.uniform(), 2.0), np.cumsum((0, *self.parts))
        chosen = np.zeros(self.rows, bool)
        for (start, stop), count in zip(pairwise(bounds), counts, strict=True):
            chosen[start + np.argsort(order[start:stop], kind="stable")[:count]] = True
        return chosen & where


def grade(score: np.ndarray, cuts: tuple[float, ...], levels: str) -> np.ndarray:
    """The level whose interval the score falls into: `levels` from worst to best, one more than there are cuts."""
    return np.array(levels.split(), dtype=object)[np.searchsorted(cuts, score)]


def whole(values: np.ndarray, low: float = 0, high: float = np.inf) -> np.ndarray:
    """Whole numbers between two bounds."""
    return np.rint(np.clip(values, low, high)).astype(np.int64)


def folder_argument(usual: Path) -> Path:
    """The folder that the command line names, or the usual one; the program ends with a message where it names none."""
    try:
        folder = as_path(sys.argv[1], "FOLDER") if len(sys.argv) > 1 else usual
    except ValueError as error:
        sys.exit(str(error))
    if trouble := why_no_folder(folder):
        sys.exit(trouble)
    return folder


def write_csv(path: Path, table: Mapping[str, np.ndarray], columns: Sequence[str], rows: Iterable[int]) -> None:
    """Write these columns and rows of a table, with commas, LF line ends and UTF-8 on every machine."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([table[column][row] for column in columns] for row in rows)
