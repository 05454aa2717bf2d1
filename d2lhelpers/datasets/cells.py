"""The cells of CSV files as programs and people write them, and the values that they mean."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandas import DataFrame

DELIMITERS = ",;\t|"
MISSING = frozenset(["", "NA", "N/A", "#N/A", "<NA>", "NaN", "nan", "NULL", "null"])
NUMBER = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?")  # many languages write 0,5
LOGICAL = {"True": "1", "TRUE": "1", "False": "0", "FALSE": "0"}
NAMELESS = re.compile(r"(Unnamed: [\d.]+)?")  # the heading of an index, or of the nothing behind a comma at the end of a line


def read_table(path: Path, columns: Sequence[str]) -> "DataFrame":
    """Read a CSV file in which "NA" and empty cells alone are missing values: pandas' own list has "None" too, often a level.

    Parameters
    ----------
    path: the file.
    columns: those that it should have, to tell what stands between the cells.

    Raises
    ------
    csv.Error: it is no table.
    """
    import pandas as pd

    return pd.read_csv(io.StringIO(as_text(path, columns)), keep_default_na=False, na_values=["NA"])


def cells(path: Path, columns: Sequence[str]) -> list[list[str]]:
    """The cells of a CSV file as they are written, header first, without what other programs add.

    It may be in UTF-16, with commas, semicolons, tabs or bars between the cells and any line ends; empty lines, an index
    and commas at the ends of the lines are left out.

    Parameters
    ----------
    path: the file.
    columns: those that it should have, to tell what stands between the cells.

    Raises
    ------
    csv.Error: it is no table.
    """
    text = _decoded(path.read_bytes()).lstrip("\r\n")
    text = re.sub(r"^sep=.[\r\n]+", "", text, flags=re.IGNORECASE)  # Excel's line about what stands between the cells
    headers = {delimiter: next(_rows(text, delimiter), []) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda delimiter: (len(set(headers[delimiter]) & set(columns)), len(headers[delimiter])))
    rows = [row for row in _rows(text, delimiter) if any(cell.strip() for cell in row)]
    return _without_index(rows, columns)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _decoded(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    if b"\0" in raw[:2]:
        return raw.decode("utf-16-be" if raw[0] == 0 else "utf-16-le", errors="replace")
    return raw.decode("utf-8-sig", errors="replace")


def _without_index(rows: list[list[str]], columns: Sequence[str]) -> list[list[str]]:
    if not rows:
        return rows
    header, body = [name.strip() for name in rows[0]], rows[1:]
    if body and all(len(row) == len(header) + 1 for row in body):  # commas at the ends, or an index without a heading
        body = [row[1:] for row in body] if any(row[-1] for row in body) else [row[:-1] for row in body]
    leads = header[1:] == list(columns)  # whatever the heading of an index is
    index = {at for at, name in enumerate(header) if name not in columns and (NAMELESS.fullmatch(name) or (at == 0 and leads))}
    return [[cell for at, cell in enumerate(row) if at not in index] for row in [header, *body]]


def as_text(path: Path, columns: Sequence[str]) -> str:
    """The table as one text for all ways to write the same values: 65.0 is 65, 0,5 is 0.5, True is 1, an empty cell is NA."""
    rows = cells(path, columns)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([rows[0], *([value(cell) for cell in row] for row in rows[1:])])
    return text.getvalue()


def value(cell: str) -> str:
    """A cell in the one way to write its value."""
    if cell in MISSING:
        return "NA"
    if cell.isdecimal() and cell.isascii() and cell[0] != "0":
        return cell
    if NUMBER.fullmatch(cell):
        number = float(cell.replace(",", "."))
        return str(int(number)) if number.is_integer() else repr(number)
    return LOGICAL.get(cell, cell)
