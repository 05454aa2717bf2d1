"""Tables as programs and people write them; sets that are only described: one without a mirror, with a folder for each year."""

import csv
import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from d2lhelpers import datasets
from d2lhelpers.datasets import DataMissing
from d2lhelpers.datasets.cells import as_text, cells, value
from d2lhelpers.datasets.tables import StandIn, Table, TableSet

COLUMNS = ["id", "town", "rain", "wet", "wind"]
ROWS = [
    ["1", "Old Ely", "0.5", "1", "NA"],
    ["2", "None", "12", "0", "3"],
    ["3", "St. Ives, Cornwall", "7.25", "1", "65"],
    ["4", 'the "Wet" House', "1e-05", "0", "NA"],
]
TRAIN, TEST = "2022/train.csv", "2022/test.csv"


def plain(rows: list[list[str]]) -> bytes:
    """Rows as a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


FILES = {TRAIN: plain([COLUMNS, *ROWS]), TEST: plain([row[:-1] for row in [COLUMNS, *ROWS[:2]]])}


@pytest.fixture
def weather(tmp_path, monkeypatch) -> TableSet:
    """A set that nobody serves, registered like the course's own; its stand-in lies beside the test."""
    folder = tmp_path / "stand_in"
    (folder / "2022").mkdir(parents=True)
    for file, raw in FILES.items():
        (folder / file).write_bytes(raw.replace(b"12", b"13"))
    made = TableSet(
        name="weather_days",
        title="Weather",
        folder="weather",
        files={file: hashlib.sha256(raw).hexdigest() for file, raw in FILES.items()},
        source="of the weather station",
        offline="weather_days() works on its stand-in",
        tables={TRAIN: Table(COLUMNS, 4, levels={"town": "None"}), TEST: Table(COLUMNS[:-1], 2)},
        what="4 days of weather",
        rows_are="days",
        stand_in=StandIn(folder, "4 days that never were"),
    )
    monkeypatch.setitem(datasets.SETS, "weather_days", made)
    monkeypatch.setenv("D2LHELPERS_DATA", str(tmp_path / "mine"))
    monkeypatch.delenv("D2LHELPERS_MIRROR", raising=False)
    return made


@pytest.fixture
def real(weather, tmp_path) -> Path:
    """The folder of the set with its real files."""
    folder = tmp_path / "mine" / "weather"
    (folder / "2022").mkdir(parents=True)
    for file, raw in FILES.items():
        (folder / file).write_bytes(raw)
    return folder


# A set without a mirror, in folders by year


def test_a_set_of_two_folders_is_read_by_its_description_alone(weather, real, capsys):
    tables, simulated = weather.load()
    assert simulated is False and capsys.readouterr().out == "Weather: 4 days of weather, the real files\n"
    assert tables[TRAIN].town.tolist() == ["Old Ely", "None", "St. Ives, Cornwall", 'the "Wet" House']
    assert tables[TRAIN].rain.tolist() == [0.5, 12, 7.25, 1e-05] and tables[TRAIN].wind.isna().tolist() == [True, False, False, True]
    assert tables[TRAIN].id.dtype == "int64" and tables[TEST].shape == (2, 4)
    assert datasets.available("weather_days") is True and "weather_days   here" in repr(datasets.available())


def test_one_year_of_a_set_can_be_a_set_of_its_own(weather, real, tmp_path):
    other = replace(weather, files=dict(weather.files) | {"2023/train.csv": "0" * 64})
    assert other.find() is None
    assert replace(other, files={file: other.files[file] for file in FILES}).find() is not None


def test_without_real_files_the_stand_in_is_announced_with_the_only_way_to_them(weather, capsys):
    tables, simulated = weather.load()
    assert simulated is True and tables[TRAIN].rain[1] == 13
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("Weather: SIMULATED stand-in, 4 days that never were. For the real files: put ")
    assert f"put {TRAIN} and {TEST} of the weather station into a folder weather below the one that D2LHELPERS_DATA names" in first
    assert "download" not in first
    assert "weather_days   simulated stand-in here; real files: not here: put 2022/train.csv and" in repr(datasets.available())


def test_a_set_that_nobody_serves_says_so_and_can_come_from_a_mirror_of_ones_own(weather, server, monkeypatch):
    with pytest.raises(DataMissing, match="no address serves it: D2LHELPERS_MIRROR names none, and there is no public one"):
        datasets.download("weather_days")
    server.files = {Path(file).name: raw for file, raw in FILES.items()}
    monkeypatch.setenv("D2LHELPERS_MIRROR", server.address)
    folder = datasets.download("weather_days")
    assert server.asked == [f"/weather/{TRAIN}", f"/weather/{TEST}"] and (folder / TRAIN).read_bytes() == FILES[TRAIN]
    assert weather.load()[1] is False


def test_the_folder_of_one_year_is_one_too_deep_and_the_right_one_is_named(weather, real, monkeypatch, capsys):
    monkeypatch.setenv("D2LHELPERS_DATA", str(real / "2022"))
    assert weather.load()[1] is True
    assert f"it is in {real.parent}, so set D2LHELPERS_DATA to that" in capsys.readouterr().out


def test_a_wrong_file_of_a_set_without_a_mirror_is_not_to_be_downloaded(weather, real):
    (real / TRAIN).write_bytes(FILES[TRAIN].replace(b"7.25", b"7.5"))
    with pytest.raises(DataMissing, match="SHA-256 differs") as caught:
        weather.load()
    assert str(real / TRAIN) in str(caught.value) and f"Put the published {TRAIN} in its place" in str(caught.value)
    assert "download" not in str(caught.value)


# The same values, written otherwise


def rewritten(separator: str = ",", end: str = "\n", tail: str = "", first: list[str] | None = None, decimal: str = ".") -> str:
    """The training table with other marks, a tail on each line and an index with this heading."""
    lines = []
    for number, row in enumerate([COLUMNS, *ROWS]):
        index = [] if first is None else [*first] if number == 0 else [str(number - 1)]
        numbers = [cell.replace(".", decimal) if value(cell)[0].isdigit() else cell for cell in row]
        lines.append(separator.join('"' + cell.replace('"', '""') + '"' for cell in [*index, *numbers]) + tail)
    return end.join(lines) + end


def round_trip(**how: object) -> str:
    """The training table read by pandas as its card says, and written again."""
    frame = pd.read_csv(io.BytesIO(FILES[TRAIN]), keep_default_na=False, na_values=["NA", ""])
    return frame.to_csv(**how)


SAME = {
    "quotes": rewritten(),
    "semicolons": rewritten(";"),
    "semicolons and decimal commas": rewritten(";", decimal=","),
    "tabs": rewritten("\t"),
    "bars": rewritten("|"),
    "Excel's line about the separator": "sep=;\r\n" + rewritten(";", "\r\n"),
    "carriage returns": rewritten(end="\r"),
    "empty lines and lines of commas": "\n\n" + rewritten(end="\n\n") + ",,,,\n \n",
    "a comma at each line's end": rewritten(tail=","),
    "a comma at each line's end but the first": rewritten().splitlines(True)[0] + "".join(rewritten(tail=",").splitlines(True)[1:]),
    "an index without a name": rewritten(first=[""]),
    "an index written twice": "Unnamed: 0," + rewritten(first=[""]).replace("\n", "\n9,").removesuffix("9,"),
    "an index with a name": rewritten(first=["row"]),
    "an index without a heading": rewritten(first=[]),
    "blanks in the header": rewritten().replace('"town"', '" town "'),
    "a pandas round trip": round_trip(index=False),
    "a pandas round trip with an index": round_trip(),
    "a pandas round trip with another word for nothing": round_trip(index=False, na_rep="NaN"),
    "True and False": rewritten().replace('"1",', '"True",').replace('"0",', '"False",').replace('"True","Old', '"1","Old'),
    "floats for whole numbers": rewritten().replace('"65"', '"65.0"').replace('"12"', '"12.000"').replace('"3"', '"3.0"'),
    "other ways to write a number": rewritten().replace('"1e-05"', '"0.00001"').replace('"0.5"', '".50"').replace('"7.25"', '"+7.25"'),
}
CODES = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]  # the third begins with a mark, the last two do not


@pytest.mark.parametrize("how", SAME)
def test_the_same_values_written_otherwise_are_the_real_file(how, weather, real):
    expected = weather.load()[0][TRAIN]
    raw = SAME[how].encode()
    assert raw != FILES[TRAIN]
    (real / TRAIN).write_bytes(raw)
    tables, simulated = weather.load()
    assert simulated is False
    pd.testing.assert_frame_equal(tables[TRAIN], expected)


@pytest.mark.parametrize("code", CODES)
def test_other_encodings_are_the_real_file(code, weather, real):
    expected = weather.load()[0][TRAIN]
    (real / TRAIN).write_bytes(rewritten("\t", "\r\n").encode(code))
    pd.testing.assert_frame_equal(weather.load()[0][TRAIN], expected)


def test_values_are_held_against_their_own_sum_where_the_published_file_writes_them_otherwise(weather, real):
    raw = FILES[TRAIN].replace(b"12", b"12.0")
    (real / TRAIN).write_bytes(raw)
    tables = dict(weather.tables) | {TRAIN: replace(weather.tables[TRAIN], values=weather.files[TRAIN])}
    published = replace(weather, files=dict(weather.files) | {TRAIN: hashlib.sha256(raw).hexdigest()}, tables=tables)
    assert published.load()[0][TRAIN].rain[1] == 12
    (real / TRAIN).write_bytes(FILES[TRAIN])
    assert published.load()[0][TRAIN].rain[1] == 12


# Other values, named


WRONG = {
    "one value": (rewritten().replace("7.25", "7.26"), "SHA-256 differs"),
    "a level taken for a missing value": (
        pd.read_csv(io.BytesIO(FILES[TRAIN])).to_csv(index=False),
        "has no 'None' in town, which is a level there and no missing value; read it with keep_default_na=False",
    ),
    "a row less": ("\n".join(rewritten().splitlines()[:-1]), "has 3 days instead of 4: it was cut off"),
    "a row more": (rewritten() + rewritten().splitlines()[-1], "has 5 days instead of 4: something was added"),
    "a cut line": (rewritten()[:-12], "has 3 cells instead of 5 in line 5 of 5: it was cut off"),
    "a line with a comma more": (rewritten().replace('"12"', '"12",""'), "has 6 cells instead of 5 in line 3 of 5: it is damaged"),
    "a column less": (rewritten().replace('"rain",', ""), "it lacks rain"),
    "a column more": (rewritten().replace('"id"', '"id","snow"'), "it has also snow"),
    "another column": (rewritten().replace('"rain"', '"snow"'), "it lacks rain and it has also snow"),
    "columns in capitals": (rewritten().replace('"rain"', '"Rain"'), "columns in other upper and lower case: Rain for rain"),
    "no header": (rewritten().split("\n", 1)[1].replace("Old Ely", "1"), "has no line with the names of the columns"),
    "the other half": (FILES[TEST].decode(), "columns of 2022/test.csv: it lacks wind"),
    "nothing": ("\n \n", "is empty"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_table_of_other_values_is_refused_and_what_is_wrong_is_named(what, weather, real):
    text, says = WRONG[what]
    (real / TRAIN).write_text(text)
    with pytest.raises(DataMissing) as caught:
        weather.load()
    assert f"{real / TRAIN} " in str(caught.value) and says in str(caught.value)


PACKED = {
    "a zip archive": (b"PK\x03\x04" + bytes(90), "is a zip archive; unpack it (an Excel workbook"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + bytes(90), "is an Excel workbook; save it as CSV"),
    "gzip": (b"\x1f\x8b\x08" + bytes(90), "is packed with gzip; unpack it"),
    "Parquet": (b"PAR1" + bytes(90), "is a Parquet file"),
    "a page": (b"<html>", "is a web page"),
    "an error": (b'{"code": 403}', "is JSON, perhaps an error message"),
    "a pointer": (b"version https://git-lfs.github.com/spec/v1", "is a pointer of Git LFS"),
}


@pytest.mark.parametrize("what", PACKED)
def test_what_is_no_table_is_named(what, weather, real):
    raw, says = PACKED[what]
    (real / TRAIN).write_bytes(raw)
    with pytest.raises(DataMissing, match=f"train.csv {says.replace('(', '.')}"):
        weather.load()


def test_a_file_that_cannot_be_read_is_named(weather, real, monkeypatch):
    def refuse(*_: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("d2lhelpers.datasets.dataset.sha256", refuse)
    with pytest.raises(DataMissing, match=r"train\.csv cannot be read \(Permission denied\)"):
        weather.load()


# Every table


CELL = st.text(st.characters(categories=("L", "N", "P", "S", "Zs"), include_characters="\n"), max_size=12)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(CELL, min_size=width, max_size=width).filter(lambda row: any(cell.strip() for cell in row)), min_size=1, max_size=6
    )
)


@given(
    TABLES,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
    st.sampled_from(["utf-8", "utf-8-sig"]),
)
def test_cells_read_back_the_same_under_separators_line_ends_quotes_and_marks(tmp_path_factory, body, separator, end, quotes, code):
    columns = [f"column {number}" for number in range(len(body[0]))]
    text = io.StringIO()
    quotes |= any("\n" in cell for row in body for cell in row)  # Python's writer asks for no quotes there if lines end otherwise
    style = csv.QUOTE_ALL if quotes else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=separator, lineterminator=end, quoting=style).writerows([columns, *body])
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(text.getvalue().encode(code))
    assert cells(path, columns) == [columns, *body]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_each_way_to_write_a_number_has_one_value(number):
    ways = {value(way) for way in (repr(number), f"{number:.17g}", f"{number:.17e}", f"{number:.17E}")}
    assert len(ways) == 1 and float(ways.pop()) == number


@given(st.text(st.characters(categories=("L",)), min_size=1))
def test_words_stay_as_they_are(word):
    expected = {"True": "1", "TRUE": "1", "False": "0", "FALSE": "0"} | dict.fromkeys(["NA", "NaN", "nan", "NULL", "null"], "NA")
    assert value(word) == expected.get(word, word)


def test_the_text_of_a_table_is_its_values(tmp_path):
    (tmp_path / "t.csv").write_text("a;b\n1.0;\nTrue;x,y\n")
    assert as_text(tmp_path / "t.csv", ["a", "b"]) == 'a,b\n1,NA\n1,"x,y"\n'
