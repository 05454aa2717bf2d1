"""The index of terms in both languages, gathered from the chapters' recaps: `make terms` writes notebooks/terms.md."""

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from .chapters import NOTEBOOKS, ROOT, markdown, read

PAGE = ROOT / "notebooks" / "terms.md"
HEAD = """\
# Terms in English and Chinese

Gathered from the recaps of the chapters by `make terms`. A number leads to the chapter that explains the term.

| term | 中文 | in one line | chapter |
|---|---|---|---|
"""


@dataclass
class Term:
    """A term as the recaps have it: the Chinese words and the explanation of the first chapter that gives one."""

    chinese: str
    meaning: str = ""
    chapters: list[Path] = field(default_factory=list)


def terms() -> dict[str, Term]:
    """Every term of every recap; a row that holds several terms, with as many Chinese ones, counts as several.

    Raises
    ------
    ValueError: such a row has not as many explanations, each of which must do without its neighbors.
    """
    found: dict[str, Term] = {}
    for path in NOTEBOOKS:
        text = markdown(read(path))
        for table in re.findall(r"^\| *term *\| *中文.*\n\|[-| ]+\|\n((?:\|.*\n?)+)", text, re.M):
            for row in table.splitlines():
                for term, chinese, meaning in _terms_of(row):
                    known = found.setdefault(term, Term(chinese))
                    known.meaning = known.meaning or meaning
                    known.chapters += [] if path in known.chapters else [path]
    return found


def _terms_of(row: str) -> list[tuple[str, str, str]]:
    term, chinese, *rest = (part.strip() for part in re.split(r"(?<!\\)\|", row.strip("| ")))
    meaning = rest[0] if rest else ""
    names, chinese_names, meanings = term.split(", "), chinese.split("、"), meaning.split("; ")
    if len(names) == 1 or len(names) != len(chinese_names):
        return [(term, chinese, meaning)]
    if len(meanings) != len(names):
        raise ValueError(f"{term}: {len(names)} terms need {len(names)} explanations with '; ' between them, not {meaning!r}")
    return list(zip(names, chinese_names, meanings, strict=True))


def page() -> str:
    """The text of the page, in alphabetical order."""
    rows = []
    for term, known in sorted(terms().items(), key=lambda item: item[0].lower()):
        links = ", ".join(f"[{path.stem[:2]}]({path.name}#Recap)" for path in known.chapters)
        rows.append(f"| {term} | {known.chinese} | {known.meaning} | {links} |")
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.exit(print(f"{len(terms())} terms in {PAGE.relative_to(ROOT)}"))
