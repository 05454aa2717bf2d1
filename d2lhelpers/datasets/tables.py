"""Sets of tables, held against the published ones by their values, and the simulated stand-in for files that are not here."""

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .cells import MISSING, NUMBER, as_text, cells, read_table
from .dataset import OTHER, DataMissing, DataSet, kind
from .places import VARIABLE, named_folder

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class Table:
    """A published table.

    Attributes
    ----------
    columns: their names, in order.
    rows: how many there are, below the header.
    values: the SHA-256 of `as_text`, where it is another than that of the published file.
    levels: a column to a level of it that programs take for a missing value, such as "None".
    """

    columns: Sequence[str]
    rows: int
    values: str = ""
    levels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StandIn:
    """Simulated files that take the place of real ones: their folder, with the simulator beside them, and what they are in words."""

    folder: Path
    what: str

    @property
    def simulator(self) -> Path:
        """The program that makes the files."""
        return self.folder / "simulate.py"


@dataclass(frozen=True, kw_only=True)
class TableSet(DataSet):
    """A set of CSV files, held against the published ones by the values of their cells.

    Attributes
    ----------
    tables: each of `files` with what it must be.
    what: how many of what they hold, in words.
    rows_are: what a row is, in the plural.
    lookalikes: the header of a file that is often taken for one of these to what that is, to be read after its name.
    """

    tables: Mapping[str, Table]
    what: str
    rows_are: str
    stand_in: StandIn
    lookalikes: Mapping[tuple[str, ...], str] = field(default_factory=dict)

    def load(self) -> tuple[dict[str, "DataFrame"], bool]:
        """Read the real tables, or the stand-in where they are not here, and announce which.

        Returns
        -------
        Each file's table, and whether they are simulated.

        Raises
        ------
        DataMissing: a file is not what its name says, or there is neither the real set nor the stand-in.
        """
        files = self.find()
        if files is not None:
            print(f"{self.title}: {self.what}, the real files")
            return self._read(files), False
        notes = [f"  {note}" for note in self.notes()]
        if not self.has_stand_in():
            missing = (
                f"{self.title}: the real files are not here, and the simulated stand-in is not at {self.stand_in.folder}: it comes with a "
                f"clone of the course's repository, not with the installed package."
            )
            raise DataMissing("\n".join([missing, f"  To get the real files: {self.how_to_get}", *notes]))
        print(f"{self.title}: SIMULATED stand-in, {self.stand_in.what}. For the real files: {self.how_to_get}", *notes, sep="\n")
        files = {file: self.stand_in.folder / file for file in self.files}
        for file, path in files.items():
            if trouble := self._no_table(file, path):
                raise DataMissing(f"{self.title}: the stand-in {path} {trouble}. Run {self.stand_in.simulator} to make it anew.")
        return self._read(files), True

    def has_stand_in(self) -> bool:
        """Whether the simulated files are here: they come with the repository, not with the installed package."""
        return all((self.stand_in.folder / file).is_file() for file in self.files)

    def notes(self) -> list[str]:
        """What there is to say about the places where the set was looked for and not found."""
        root = named_folder()
        itself = root is not None and self._is_stand_in(self._place(root))
        return [f"{VARIABLE} is {root}, the folder of the stand-in itself"] if itself else super().notes()

    def explain(self, file: str, path: Path) -> str | None:
        """What a table with other bytes is; None where its cells have the published values."""
        if trouble := self._no_table(file, path):
            return trouble
        table = self.tables[file]
        text = as_text(path, table.columns)
        if hashlib.sha256(text.encode()).hexdigest() == (table.values or self.files[file]):
            return None
        simulated = self.stand_in.folder / file
        if simulated.is_file() and text == as_text(simulated, table.columns):
            return "is the course's simulated stand-in, not the real file"
        rows = cells(path, table.columns)
        for column, level in table.levels.items():
            at = table.columns.index(column)
            if not any(row[at] == level for row in rows[1:]):
                advice = 'read it with keep_default_na=False, na_values=["NA", ""] before writing it again'
                return f"has no {level!r} in {column}, which is a level there and no missing value; {advice}"
        for number, row in enumerate(rows[1:], 2):
            if padded := next((column for column, cell in zip(table.columns, row, strict=True) if cell != cell.strip()), None):
                return f"{OTHER}; it has a blank beside the value of {padded} in line {number}"
        return f"{OTHER}, though it has the right columns and rows"

    def _is_stand_in(self, place: Path) -> bool:
        return place.resolve() == self.stand_in.folder.resolve()

    def _all_in(self, place: Path) -> bool:
        return not self._is_stand_in(place) and super()._all_in(place)  # the folder of the stand-in is no place for real files

    def _read(self, files: Mapping[str, Path]) -> dict[str, "DataFrame"]:
        return {file: read_table(path, self.tables[file].columns) for file, path in files.items()}

    def _no_table(self, file: str, path: Path) -> str | None:
        """What keeps a file from being the table that its name promises, in words, or None."""
        if trouble := kind(path):
            return trouble
        if path.read_bytes()[:2] == b"\x1f\x8b":
            return "is packed with gzip; unpack it"
        table = self.tables[file]
        try:
            rows = cells(path, table.columns)
        except csv.Error as error:
            return f"cannot be read as a table ({error})"
        if not rows:
            return "is empty"
        if trouble := self._other_columns(file, rows[0]):
            return trouble
        ragged = next((number for number, row in enumerate(rows, 1) if len(row) != len(rows[0])), None)
        if ragged is not None:
            what = "it was cut off" if ragged == len(rows) else "it is damaged"
            return f"has {len(rows[ragged - 1])} cells instead of {len(rows[0])} in line {ragged} of {len(rows)}: {what}"
        if len(rows) - 1 != table.rows:
            what = "it was cut off" if len(rows) - 1 < table.rows else "something was added"
            return f"has {len(rows) - 1:,} {self.rows_are} instead of {table.rows:,}: {what}"
        return None

    def _other_columns(self, file: str, columns: list[str]) -> str | None:
        wanted = list(self.tables[file].columns)
        if columns == wanted:
            return None
        if tuple(columns) in self.lookalikes:
            return self.lookalikes[tuple(columns)]
        for other, table in self.tables.items():
            if columns == list(table.columns):
                return f"has the columns of {other}: {_difference(columns, wanted)}"
        if [column.casefold() for column in columns] == [column.casefold() for column in wanted]:
            wrong, right = next((a, b) for a, b in zip(columns, wanted, strict=True) if a != b)
            return f"has its columns in other upper and lower case: {wrong} for {right}"
        if not set(columns) & set(wanted) and all(NUMBER.fullmatch(name) or name in MISSING for name in columns):
            return "has no line with the names of the columns"
        return f"has other columns than the published file: {_difference(columns, wanted) or 'the same names in another order or twice'}"


def _difference(columns: Sequence[str], wanted: Sequence[str]) -> str:
    """Which columns are missing and which are too many, the first of each."""
    missing = [column for column in wanted if column not in columns]
    extra = [column for column in columns if column not in wanted]
    lists = [(what, ", ".join(names[:4]) + " …" * (len(names) > 4)) for what, names in (("lacks", missing), ("has also", extra)) if names]
    return " and ".join(f"it {what} {names}" for what, names in lists)
