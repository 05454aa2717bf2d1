"""Exercise 9.7: words for all that is wrong with a submission."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from ..frame import Attempt, NotYet, exercise, kind_of, show_value
from .rules import RULES, mistaken, problems_of

NAN, INF = math.nan, math.inf
TEST = [19, 14, 17, 16]
# told apart by them: every pair of known mistakes gives another list on one of these at least
CASES: Mapping[str, tuple[list[int], list[float]]] = {
    "a price of 0 is not positive": (TEST, [1.0, 0.0, 3.0, 4.0]),
    "a negative price": (TEST, [1.0, -2.0, 3.0, 4.0]),
    "NaN is not finite, and neither positive nor negative": (TEST, [1.0, NAN, 3.0, 4.0]),
    "infinity is not finite": (TEST, [1.0, 2.0, 3.0, INF]),
    "minus infinity is not finite, and it is negative": (TEST, [1.0, -INF, 3.0, 4.0]),
    "two large prices are finite, whatever their sum is": (TEST, [1e308, 1e308, 1.0, 2.0]),
    "a small price is positive": (TEST, [0.001, 1.0, 2.0, 3.0]),
    "equal prices are no problem": (TEST, [1.0, 1.0, 1.0, 1.0]),
    "all prices are NaN": (TEST, [NAN] * 4),
    "all prices are negative": (TEST, [-1.0, -2.0, -3.0, -4.0]),
    "NaN first, a negative price behind it": (TEST, [NAN, -2.0, 3.0, 4.0]),
    "the right ids in another order": ([14, 19, 17, 16], [1.0, 2.0, 3.0, 4.0]),
    "the right ids in rising order": ([14, 16, 17, 19], [1.0, 2.0, 3.0, 4.0]),
    "the first and last id are right, the others have changed places": (
        [19, 17, 14, 16],
        [1.0, 2.0, 3.0, 4.0],
    ),
    "every id is at another place": ([14, 19, 16, 17], [1.0, 2.0, 3.0, 4.0]),
    "an id that is no test id": ([19, 14, 17, 99], [1.0, 2.0, 3.0, 4.0]),
    "other ids with the same sum": ([19, 14, 18, 15], [1.0, 2.0, 3.0, 4.0]),
    "an id that stands twice, another is missing": ([19, 14, 17, 17], [1.0, 2.0, 3.0, 4.0]),
    "other ids and one bad price": ([19, 14, 17, 15], [1.0, -2.0, 3.0, 4.0]),
    "another order and two kinds of bad prices": ([14, 19, 17, 16], [-2.0, NAN, 3.0, -4.0]),
    "a row too few": ([19, 14, 17], [1.0, 2.0, 3.0]),
    "a price too few": (TEST, [1.0, 2.0, 3.0]),
    "a price too few, and other ids": ([19, 14, 17, 99], [1.0, 2.0, 3.0]),
    "a price too many": (TEST, [1.0, 2.0, 3.0, 4.0, 5.0]),
    "an id too few": ([19, 14, 17], [1.0, 2.0, 3.0, 4.0]),
    "an id too few and a price too many": ([19, 14, 17], [1.0, 2.0, 3.0, 4.0, 5.0]),
    "a row too many: an id stands twice": ([*TEST, 16], [1.0, 2.0, 3.0, 4.0, 5.0]),
    "a row too many, and a new id": ([*TEST, 99], [1.0, 2.0, 3.0, 4.0, 5.0]),
    "a price too few, and another order": ([14, 19, 17, 16], [1.0, 2.0, 3.0]),
    "everything but the order": ([19, 14, 99], [NAN, 0.0]),
    "an empty file": ([], []),
}


@exercise("9.7")
def submission_problems(attempt: Attempt) -> None:
    """Words for all that is wrong with a submission."""
    wrong = sorted(TEST), [0.0, 2.0, 3.0, 4.0], TEST
    first, second = (_listed(attempt(*wrong)) for _ in range(2))
    outlives = "Does a list outlive the call: one made outside of the function, or a default?"
    rows = {"first": first, "second": second}
    attempt.law("called twice, it returns the same", first == second, outlives, rows=rows)
    valid = TEST, [1.0, 2.0, 3.0, 4.0], TEST
    advice = "A valid file is refused. Which of your tests is true here?"
    attempt.agrees(
        "a valid submission has none",
        problems_of,
        *valid,
        mistakes=mistaken,
        read=_listed,
        advice=advice,
    )
    got = {law: _listed(attempt(*case, TEST)) for law, case in CASES.items()}
    for law, (ids, prices) in CASES.items():
        expected = problems_of(ids, prices, TEST)
        rows = {"ids": ids, "prices": prices, "test ids": TEST, "got": got[law]}
        looks_like = "" if got[law] == expected else _told(got, law)
        advice = "" if got[law] == expected else _difference(got[law], expected)
        rows |= {"expected": expected}
        attempt.law(law, got[law] == expected, advice, looks_like=looks_like, rows=rows)
    low = int(attempt.randint(100, 1000, 1))
    test_ids = [low + 3, low, low + 2, low + 1]
    other = sorted(test_ids), [1.0] * 4, test_ids
    attempt.agrees(
        "other test ids, in rising order", problems_of, *other, mistakes=mistaken, read=_listed
    )


submission_problems.symptom(
    "empty", "min() or max() of a list that may be empty: a file without a row has no price."
)


def _listed(result: Any) -> Any:
    """A list of known words; ends the check where it is another thing."""
    if isinstance(result, list | tuple):
        unknown = [word for word in result if not isinstance(word, str) or word not in RULES]
        if not unknown:
            return list(result)
        advice = f"{show_value(unknown[0])} is none of the words {', '.join(RULES)}."
    elif isinstance(result, set | frozenset):
        advice = "A set has no order: the words are to come as a list, in the order of the text."
    elif result is None:
        advice = "Nothing came back. Does the function end in `return`, in every case?"
    else:
        advice = "A list of words is asked for, even where it is one word, or none at all: []."
    row = f"{kind_of(result)}: {show_value(result)}"
    raise NotYet({"law": "a list of words comes back", "got": row}, advice)


def _told(got: Mapping[str, list[str]], failed: str) -> str:
    """The mistake that gives these lists on all cases, or this word in the same of them."""
    right, made = _on_cases(problems_of), {}
    for mistake in mistaken:
        made[mistake.sentence] = _on_cases(mistake.function)
    for sentence, lists in made.items():
        if lists == got:
            return sentence
    for word in RULES:
        where = _where(word, got)
        if (failed in where) == (failed in _where(word, right)):
            continue
        for sentence, lists in made.items():
            if _where(word, lists) == where:
                return sentence
    return ""


def _on_cases(problems: Callable[..., list[str]]) -> dict[str, list[str]]:
    return {law: problems(ids, prices, TEST) for law, (ids, prices) in CASES.items()}


def _where(word: str, lists: Mapping[str, list[str]]) -> set[str]:
    return {law for law, words in lists.items() if word in words}


def _difference(got: list[str], expected: list[str]) -> str:
    missing = [word for word in expected if word not in got]
    wrong = [word for word in got if word not in expected]
    if missing or wrong:
        said = [f'"{word}" is missing.' for word in missing]
        return " ".join(said + [f'"{word}" is no problem here.' for word in wrong])
    if sorted(got) == sorted(expected):
        return "The right words in another order than that of the exercise's text."
    return "A word stands there more than once: it is said once, however many prices are bad."
