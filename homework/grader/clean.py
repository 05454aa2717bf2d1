"""Text from strangers, made harmless for terminals, tables and spreadsheets."""

import re

COLOR = re.compile(r"\x1b\[[0-9;]{0,40}m")
# C0 and C1 controls but tab and newline, and lone surrogates; an escape that begins a color stays for pages, which show colors
CONTROL = re.compile(r"\x1b(?!\[[0-9;]{0,40}m)|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\ud800-\udfff]")
TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")  # they turn the direction of writing: code that reads otherwise than it runs
LONGEST_CELL = 2_000  # characters of a table's cell


def text(value: str) -> str:
    """The text with what cannot be seen made visible: control characters, lone surrogates, changes of the direction of writing."""
    value = CONTROL.sub("\ufffd", value.replace("\r\n", "\n"))
    return TURNS.sub(lambda found: f"[U+{ord(found[0]):04X}]", value)


def line(value: str, longest: int = 200) -> str:
    """The text on one line without colors, cut where it is longer than `longest` characters."""
    short = text(COLOR.sub("", value[: 4 * longest]))
    short = " ".join(short.split())
    return short if len(short) <= longest and len(value) <= 4 * longest else short[:longest] + " … (cut)"


def spreadsheet_cell(value: str) -> str:
    """The text as a spreadsheet shows it: what would be taken for a formula begins with an apostrophe."""
    value = line(value, LONGEST_CELL)
    return f"'{value}" if value.startswith(tuple("=+-@＝＋－＠")) else value


def markdown_cell(value: str) -> str:
    """The text as a cell of a Markdown table: it neither ends the cell nor makes links, pictures or HTML."""
    return re.sub(r"([\\|\[\]`])", r"\\\1", line(value, LONGEST_CELL)).replace("&", "&amp;").replace("<", "&lt;")
