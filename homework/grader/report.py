"""The report of a grading run: what happened to whom, which questions were hard and why, who leads; and who may have copied."""

from collections import Counter
from pathlib import Path
from statistics import fmean, pstdev, quantiles

import nbformat

from .alike import alike
from .clean import markdown_cell
from .collect import remarks_of_collecting
from .course import Course, write_whole
from .notebook import blank
from .run import Result
from .whole_class import Graded

MESSAGES = 3  # of one test
PAIRS = 100


def write_report(course: Course, assignment: str, graded: Graded) -> Path:
    """Write `reports/<assignment>.md` and, for the instructor alone, `reports/<assignment>-alike.md`; return the first."""
    results, collecting = graded.results, remarks_of_collecting(course, assignment)
    unsafe = [result.student for result in results if result.unsafe]
    lines = [f"# {assignment}: {len(results)} submissions", ""]
    if unsafe:
        named = ", ".join(map(markdown_cell, unsafe))
        lines += [f"**Graded without a sandbox (`--unsafe`): {named}.** Their code could reach this machine.", ""]
    lines += ["## Students", "", "| student | automatic points | seconds | what happened |", "|---|---|---|---|"]
    for result in results:
        said = "; ".join([*collecting.get(result.student, []), *result.remarks]) or "nothing unusual"
        lines.append(f"| {markdown_cell(result.student)} | {result.score:g} | {result.seconds:.1f} | {markdown_cell(said)} |")
    for student, why in graded.not_graded.items():
        lines.append(f"| {markdown_cell(student)} | not graded | | the machine: {markdown_cell(why)}; grade again, nothing is lost |")
    for student in graded.failed:
        lines.append(f"| {markdown_cell(student)} | not graded | | the grader itself failed; the submission is untouched |")
    path = course.root / "reports" / f"{assignment}.md"
    write_whole(path, "\n".join([*lines, *_spread(results), *_tests(results), *_leaderboards(results)]) + "\n")
    write_whole(path.with_name(f"{assignment}-alike.md"), "\n".join(_alike(course, assignment, results)) + "\n")
    return path


def _spread(results: list[Result]) -> list[str]:
    """How the automatic points of those with a readable notebook are spread."""
    scores = [result.score for result in results if result.cells]
    if len(scores) < 2:
        return []
    low, middle, high = quantiles(scores, n=4, method="inclusive")
    return [
        "",
        "## Points",
        "",
        f"Automatic points of the {len(scores)} who handed in a notebook: mean {fmean(scores):.1f}, "
        f"standard deviation {pstdev(scores):.1f}, lowest {min(scores):g}, quartiles {low:g}, {middle:g} and {high:g}, "
        f"highest {max(scores):g}.",
    ]


def _tests(results: list[Result]) -> list[str]:
    """For each test: how many passed, and what most others were told."""
    graded = [result for result in results if result.points]
    names = dict.fromkeys(name for result in graded for name in result.points)
    lines = ["", "## Tests", "", "| test | passed by | commonest messages |", "|---|---|---|"]
    for name in names:
        passed = sum(result.points.get(name, 0) > 0 for result in graded)
        messages = Counter(result.messages[name] for result in graded if name in result.messages).most_common(MESSAGES)
        told = "; ".join(f"{count} × {markdown_cell(message.partition(chr(10))[0][:120])}" for message, count in messages)
        lines.append(f"| {name} | {passed} of {len(graded)} ({passed / len(graded):.0%}) | {told} |")
    return lines


def _leaderboards(results: list[Result]) -> list[str]:
    lines: list[str] = []
    for number in sorted({name for result in results for name in result.numbers}):
        ranked = sorted((result.numbers[number], result.student) for result in results if number in result.numbers)
        lines += ["", f"## Leaderboard: {markdown_cell(number)}", "", "| place | student | value |", "|---|---|---|"]
        lines += [f"| {place} | {markdown_cell(student)} | {value:.4f} |" for place, (value, student) in enumerate(ranked, start=1)]
    return lines


def _alike(course: Course, assignment: str, results: list[Result]) -> list[str]:
    """A list of submissions that are nearly the same, with what it does not mean."""
    release = nbformat.reads(blank(course.source(assignment), course.config), as_version=4).cells
    pairs = alike({result.student: result.cells for result in results}, release)
    lines = [
        f"# {assignment}: submissions that are nearly the same",
        "",
        "For your eyes. A hint to look, and proof of nothing: right answers to a small question look alike. Names, comments and layout",
        "do not count, nor does what the released notebook holds.",
        "",
        "| student | student | in common |",
        "|---|---|---|",
    ]
    lines += [f"| {markdown_cell(pair.one)} | {markdown_cell(pair.other)} | {pair.share:.0%} |" for pair in pairs[:PAIRS]]
    return lines + ([f"\n{len(pairs) - PAIRS} more pairs are not listed."] if len(pairs) > PAIRS else [])
