"""The report of a grading run: what happened to whom, which tests were hard, who leads."""

from pathlib import Path

from .collect import remarks_of_collecting
from .course import Course, write_whole
from .run import Result
from .whole_class import Graded


def write_report(course: Course, assignment: str, graded: Graded) -> Path:
    """Write `reports/<assignment>.md` and return its path."""
    results, collecting = graded.results, remarks_of_collecting(course, assignment)
    unsafe = [result.student for result in results if result.unsafe]
    lines = [f"# {assignment}: {len(results)} submissions", ""]
    if unsafe:
        lines += [f"**Graded without a sandbox (`--unsafe`): {', '.join(unsafe)}.** Their code could reach this machine.", ""]
    lines += ["## Students", "", "| student | automatic points | seconds | what happened |", "|---|---|---|---|"]
    for result in results:
        said = [*collecting.get(result.student, []), *result.remarks]
        lines.append(
            f"| {_cell(result.student)} | {result.score:g} | {result.seconds:.1f} | {_cell('; '.join(said) or 'nothing unusual')} |"
        )
    for student in graded.failed:
        lines.append(f"| {_cell(student)} | not graded | | the grader itself failed; the submission is untouched |")
    lines += ["", "## Tests", "", "| test | passed by |", "|---|---|", *_tests(results), *_leaderboards(results)]
    path = course.root / "reports" / f"{assignment}.md"
    write_whole(path, "\n".join(lines) + "\n")
    return path


def _tests(results: list[Result]) -> list[str]:
    names = dict.fromkeys(name for result in results for name in result.points)
    counts = {name: sum(result.points.get(name, 0) > 0 for result in results) for name in names}
    return [f"| {name} | {count} of {len(results)} |" for name, count in counts.items()]


def _leaderboards(results: list[Result]) -> list[str]:
    lines: list[str] = []
    for number in sorted({name for result in results for name in result.numbers}):
        ranked = sorted((result.numbers[number], result.student) for result in results if number in result.numbers)
        lines += ["", f"## Leaderboard: {number}", "", "| place | student | value |", "|---|---|---|"]
        lines += [f"| {place} | {_cell(student)} | {value:.4f} |" for place, (value, student) in enumerate(ranked, start=1)]
    return lines


def _cell(text: str) -> str:
    """Text that cannot break out of a table's cell."""
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
