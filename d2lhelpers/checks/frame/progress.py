"""The table of all exercises and how far the learner is with each."""

import html

from ... import journal
from .exercises import all_exercises


class ProgressTable:
    """The table that `progress()` shows, as HTML in a notebook and as text elsewhere."""

    def __init__(self, rows: list[tuple[str, str, str]]) -> None:
        self.rows = rows

    def __repr__(self) -> str:
        head = ("exercise", "what", "state")
        widths = [max(len(row[i]) for row in [head, *self.rows]) for i in range(3)]
        return "\n".join(
            "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip()
            for row in [head, *self.rows]
        )

    def _repr_html_(self) -> str:
        cells = "".join(
            "<tr>"
            + "".join(f"<td style='text-align:left'>{html.escape(c)}</td>" for c in row)
            + "</tr>"
            for row in self.rows
        )
        head = "".join(
            f"<th style='text-align:left'>{name}</th>" for name in ("exercise", "what", "state")
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{cells}</tbody></table>"


def progress(chapter: int | None = None, *, forget: str | None = None) -> ProgressTable:
    """Every exercise and how far you are with it.

    Parameters
    ----------
    chapter: show this chapter's exercises alone, e.g. 3.
    forget: an exercise number, e.g. "3.2", to count as not started again.

    Raises
    ------
    ValueError: no exercise has that number, or no chapter has that number.
    """
    names = {number: exercise.__name__ for number, exercise in all_exercises().items()}
    if forget is not None:
        if forget not in names:
            raise ValueError(f"there is no exercise {forget!r}; the numbers are {', '.join(names)}")
        trouble = journal.forget(forget)
        if trouble:
            print(trouble)
    found = journal.states()
    rows = []
    for number, name in names.items():
        if chapter is None or number.split(".")[0] == str(chapter):
            state = found.get(number, journal.State())
            tries = "1 try" if state.tries == 1 else f"{state.tries} tries"
            rows.append(
                (
                    number,
                    name,
                    "passed"
                    if state.passed
                    else f"{tries}, not yet"
                    if state.tries
                    else "not started",
                )
            )
    if not rows:
        chapters = sorted({number.split(".")[0] for number in names}, key=int)
        raise ValueError(
            f"chapter {chapter!r} has no exercises here; chapters with exercises: {', '.join(chapters)}"
        )
    return ProgressTable(rows)
