"""The tables that name chapters, made from the chapters themselves: `make tables` writes them between their markers.

A table stands between `<!-- chapters -->` and `<!-- /chapters -->` (or another name) in a page, or in a Markdown cell of a notebook.
The map of the course is a picture of its own, `notebooks/map.svg`.
"""

import html
import re
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat

from .chapters import CHAPTERS, ROOT, Chapter, Misdescribed, heading, read

MAP = ROOT / "notebooks" / "map.svg"
WIDTH, HEIGHT, ACROSS, DOWN = 100, 58, 126, 76  # of a box on the map, and from one to the next, in pixels


def chapters(at: str) -> str:
    """The chapters by part with their questions, linked from a page in the root folder."""
    return _table(("chapter", "the question it answers"), [(link(chapter, at), chapter.question) for chapter in CHAPTERS], by_part=True)


def journey(at: str) -> str:
    """The chapters behind the first with their questions and the time they take, exercises included."""
    rows = [(link(chapter, at), chapter.question, _time(sum(chapter.minutes.values()))) for chapter in CHAPTERS]
    return _table(("chapter", "the question it answers", "time, with the exercises"), rows, by_part=True)


def sessions(at: str) -> str:
    """The sessions of a course, as the notes of each chapter begin with them, numbered through."""
    rows: list[tuple[str, ...]] = []
    for chapter in CHAPTERS:
        for i, (what, home, homework) in enumerate(_sessions(chapter)):
            named = link(chapter, at) if i == 0 else f"{chapter.number} {chapter.title}"
            rows.append((str(len(rows) + 1), f"{named}: {what}" if what else named, home, homework))
    return _table(("session", "chapter", "at home", "homework"), rows)


def problem_sets(at: str) -> str:
    """The problem sets with the chapters that they go on from."""
    sets = sorted({chapter.problem_set for chapter in CHAPTERS if chapter.problem_set})
    rows = []
    for name in sets:
        title = heading(read(ROOT / "homework" / "source" / name / f"{name}.ipynb").cells[0]).partition(": ")[2]
        rows.append((f"[{name}](source/{name}/{name}.ipynb) {title}", ", ".join(link(c, at) for c in CHAPTERS if c.problem_set == name)))
    return _table(("set", "goes on from"), rows)


PLACES: dict[Path, dict[str, Callable[[], str]]] = {
    ROOT / "README.md": {"chapters": lambda: chapters("notebooks/")},
    ROOT / "notebooks" / "00-start-here.ipynb": {"chapters": lambda: journey("")},
    ROOT / "lectures" / "README.md": {"sessions": lambda: sessions("../notebooks/")},
    ROOT / "homework" / "README.md": {"problem sets": lambda: problem_sets("../notebooks/")},
}


def link(chapter: Chapter, at: str) -> str:
    """A link to a chapter from a page that finds the notebooks at `at`."""
    return f"[{chapter.number} {chapter.title}]({at}{chapter.path.name})"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], by_part: bool = False) -> str:
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    part = ""
    for chapter, row in zip(CHAPTERS if by_part else [None] * len(rows), rows, strict=True):
        if chapter is not None and chapter.part != part:
            part = chapter.part
            lines.append(f"| **{part}** |" + " |" * (len(head) - 1))
        lines.append(re.sub(r"\|  (?=\|)", "| ", "| " + " | ".join(row) + " |"))
    return "\n".join(lines)


def _time(minutes: int) -> str:
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h" + (f" {minutes % 60}" if minutes % 60 else "")


def _sessions(chapter: Chapter) -> list[tuple[str, str, str]]:
    text = chapter.notes.read_text(encoding="utf-8") if chapter.notes.exists() else ""
    table = re.search(r"^\| session \| at home \| homework \|\n\|[-|]+\|\n((?:\|.*\|\n)+)", text, re.M)
    if table is None:
        raise Misdescribed(f"{chapter.notes}: begins with a table `| session | at home | homework |`, a row a session")
    rows = [[part.strip() for part in row.strip("|").split("|")] for row in table[1].splitlines()]
    return [(what, home, homework) for what, home, homework in rows]


def filled(text: str, name: str, table: str, where: Path) -> str:
    """A page's text with this table between its markers.

    Raises
    ------
    Misdescribed: the markers are not there.
    """
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    if text.count(begin) != 1 or text.count(end) != 1:
        raise Misdescribed(f"{where}: the table is to stand between {begin} and {end}")
    return re.sub(f"{begin}.*{end}", lambda _: f"{begin}\n\n{table}\n\n{end}", text, flags=re.S)


def course_map() -> str:
    """The map of the course as SVG: a box a chapter, to the right of all that it builds on."""
    column: dict[str, int] = {}
    for chapter in CHAPTERS:
        column[chapter.number] = 1 + max((column[number] for number in chapter.builds_on), default=-1)
    boxes: dict[str, tuple[int, int]] = {}
    for chapter in CHAPTERS:
        row = sum(column[number] == column[chapter.number] for number in boxes)
        boxes[chapter.number] = (column[chapter.number] * ACROSS + 4, row * DOWN + 4)
    width, height = (max(at[axis] for at in boxes.values()) + size for axis, size in ((0, WIDTH + 4), (1, HEIGHT + 4)))
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">']
    parts.append('<rect width="100%" height="100%" fill="white"/><g stroke="#999" fill="none">')
    for chapter in CHAPTERS:
        x, y = boxes[chapter.number]
        for number in chapter.builds_on:
            left, top = boxes[number]
            parts.append(f'<path d="M{left + WIDTH} {top + HEIGHT // 2}L{x} {y + HEIGHT // 2}"/>')
    parts.append('</g><g font-family="sans-serif" font-size="12" text-anchor="middle">')
    for chapter in CHAPTERS:
        x, y = boxes[chapter.number]
        parts.append(f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="#dcebf5" stroke="#0072B2"/>')
        parts.append(f'<text x="{x + WIDTH // 2}" y="{y + 17}" font-weight="bold">{chapter.number}</text>')
        for i, words in enumerate(textwrap.wrap(chapter.path.stem[3:].replace("-", " "), 14)):
            parts.append(f'<text x="{x + WIDTH // 2}" y="{y + 34 + 16 * i}">{html.escape(words)}</text>')
    return "\n".join([*parts, "</g></svg>"]) + "\n"


def pages() -> dict[Path, str]:
    """What each page is to hold."""
    made = {MAP: course_map()}
    for path, tables in PLACES.items():
        text = path.read_text(encoding="utf-8")
        for name, table in tables.items():
            text = _filled_notebook(path, name, table()) if path.suffix == ".ipynb" else filled(text, name, table(), path)
        made[path] = text
    return made


def _filled_notebook(path: Path, name: str, table: str) -> str:
    notebook = read(path)
    (cell,) = [cell for cell in notebook.cells if cell.cell_type == "markdown" and f"<!-- {name} -->" in cell.source]
    cell.source = filled(cell.source, name, table, path)
    return nbformat.writes(notebook) + "\n"


def main() -> None:
    """Write what differs, and name it."""
    for path, text in pages().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"{path.relative_to(ROOT)} is new")


if __name__ == "__main__":
    main()
