"""Exercise 8.1: the kind of a shift, read off a table of counts."""

from typing import Any

from ..frame import Attempt, NotYet, exercise, kind_of, show_value

SHIFTS = ("label", "none", "covariate", "concept")
DOCTORS = {
    "A": "[[12, 2], [58, 58]]",
    "B": "[[120, 20], [30, 30]]",
    "C": "[[40, 20], [10, 30]]",
    "D": "[[30, 10], [45, 15]]",
}
NAMING = {
    "A": {
        "a glance at flu given x alone: it moved, but two of the words allow that. What did cough "
        "given y do?": "concept",
        "a glance at p(x) alone: more people cough. But with this word flu given x stays: 15 of 75 "
        "who did not cough had it in the source, here it is 58 of 70.": "covariate",
        "a table taken for the source's: 30 of 100 had the flu there. How many here?": "none",
    },
    "B": {
        "counts in the place of shares: more people cough here. Is their share larger, too?": (
            "covariate"
        ),
        "counts in the place of shares: more people have the flu here. Is their share larger, "
        "too?": "label",
        "counts in the place of shares: flu given x is a share, too. Compare that.": "concept",
    },
    "C": {
        "a glance at p(y) alone: it moved. But with this word cough given y stays: 10 of 70 "
        "healthy people coughed in the source, here it is 20 of 60.": "label",
        "a glance at cough given y alone. The rule is the other pair, flu given x: did it move?": (
            "concept"
        ),
        "a table taken for the source's: 25 of 100 coughed there. How many here?": "none",
    },
    "D": {
        "a glance at p(y) alone: it moved. But with this word cough given y stays: 10 of 70 "
        "healthy people coughed in the source, here it is 10 of 40.": "label",
        "p(x) taken for what moved: with this word flu given x stays. How many cough here, and how "
        "many did in the source?": "covariate",
        "a glance at p(x) alone: as many cough as in the source. Does a cough mean what it meant "
        "there?": "none",
    },
}


def _words(value: Any) -> list[str]:
    """The four words of an answer, in lower case and without "shift"; ends the check elsewhere."""
    if isinstance(value, list | tuple) and len(value) == len(DOCTORS):
        odd = [word for word in value if not isinstance(word, str)]
        if not odd:
            return [word.strip().lower().removesuffix("shift").strip(" -_") for word in value]
        reason = (
            f"{show_value(odd[0])} is {kind_of(odd[0])}, no text: put words in quotation marks."
        )
    elif isinstance(value, list | tuple):
        reason = f"There are four doctors; the answer has {len(value)}."
    elif isinstance(value, set):
        reason = "A set has no order, so nobody can tell which word is whose."
    elif isinstance(value, str):
        reason = "This is one text: each word needs quotation marks of its own."
    else:
        reason = "This is no list."
    row = f"{kind_of(value)}: {show_value(value)}"
    advice = f'{reason} Write ["…", "…", "…", "…"], in the order A, B, C, D.'
    raise NotYet({"law": "four words in a list, for A, B, C and D", "got": row}, advice)


@exercise("8.1")
def name_the_shift(attempt: Attempt) -> None:
    """Which kind of shift a table of counts shows."""
    words = _words(attempt.value)
    unknown = [word for word in words if word not in SHIFTS]
    law = "each word is one of covariate, label, concept, none"
    advice = f"This word is not among them: {show_value(unknown[:1])}."
    attempt.law(law, not unknown, advice, rows={"got": words})
    for (doctor, table), word, right in zip(DOCTORS.items(), words, SHIFTS, strict=True):
        rows = {"source": "[[60, 10], [15, 15]]", "table": table}
        law = f"doctor {doctor}: compare flu given x, and cough given y, with the source"
        mistakes = NAMING[doctor]
        attempt.equal(law, word, right, mistakes=mistakes, rows=rows, reveal=False)
