"""The instructor's commands: `python -m homework.grader --help`."""

import argparse
import sys
from datetime import datetime
from pathlib import Path

from d2lhelpers.paths import as_path

from .collect import collect, find, people
from .course import HERE, Course, CourseError
from .late import enter_times
from .people import Person
from .record import feedback, points, record, release, require_release, write_grades
from .report import write_report
from .sandbox import Limits, SandboxError, require_bubblewrap
from .sheets import Sheet, fill
from .whole_class import grade_class


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(prog="python -m homework.grader", description="Release, collect and grade the assignments.")
    top.add_argument("--course", type=Path, default=HERE, help="the course folder (default: %(default)s)")
    commands = top.add_subparsers(dest="command", required=True)
    for name, text in {
        "release": "make the students' copy of an assignment",
        "collect": "take in what students handed in",
        "grade": "run, test and record every submission that has not been graded yet",
        "feedback": "write a page for each student",
    }.items():
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("assignment", help="ps1, ps2, …")
        if name == "collect":
            command.add_argument("where", type=_path, help="a folder with a subfolder for each student, or a learning platform's zip")
        if name == "grade":
            _options_of_grade(command)
        if name == "release":
            command.add_argument("--due", type=_time, metavar="TIME", help='when it is due, "2026-10-05 23:59" by this machine\'s clock')
    text = "write grades.csv anew, after points were given by hand; with --sheet also into a platform's sheet"
    command = commands.add_parser("grades", help=text, description=text)
    command.add_argument("assignment", nargs="?", help="ps1, ps2, …: needed for --sheet")
    command.add_argument("--sheet", type=_path, help="Moodle's grading worksheet or Canvas's gradebook: its column of grades is filled")
    command.add_argument("--column", help="the header of that column, where it cannot be told (Canvas)")
    return top


def _path(written: str) -> Path:
    try:
        return as_path(written)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None


def _time(written: str) -> datetime:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f'{written!r} is no time; write it as "2026-10-05 23:59"') from None


def _options_of_grade(command: argparse.ArgumentParser) -> None:
    usual = Limits()
    command.add_argument("--workers", type=int, default=2, help="submissions graded at once (default: %(default)s)")
    command.add_argument("--dask", metavar="ADDRESS", help="grade on a dask cluster: a scheduler's address, or `local`")
    command.add_argument("--unsafe", action="store_true", help="without a sandbox: only for code that you trust")
    command.add_argument("--again", action="store_true", help="grade everything anew, also what has not changed")
    command.add_argument("--student", metavar="NAME", help="grade this one anew, by name or id, and nobody else")
    for name, text in {"cell_seconds": "for one cell", "notebook_seconds": "for a whole notebook"}.items():
        option = "--" + name.replace("_", "-")
        command.add_argument(option, type=float, default=getattr(usual, name), help=f"time limit {text} (default: %(default)g)")


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 1 where it could not be done, or not for every student."""
    chosen = parser().parse_args(arguments)
    course = Course(chosen.course.resolve())
    try:
        return COMMANDS[chosen.command](course, chosen)
    except (CourseError, SandboxError) as problem:
        print(problem, file=sys.stderr)
    except KeyboardInterrupt:
        print("interrupted: what was graded so far is kept; the same command goes on from there", file=sys.stderr)
    return 1


def _release(course: Course, chosen: argparse.Namespace) -> int:
    print(f"the students' copy is {release(course, chosen.assignment, chosen.due)}")
    return 0


def _collect(course: Course, chosen: argparse.Namespace) -> int:
    collected = collect(course, chosen.assignment, chosen.where)
    for student, said in collected.remarks.items():
        print(f"{student}: {'; '.join(said) or 'collected'}")
    for sentence in collected.nobodys[:20]:
        print(sentence)
    if len(collected.nobodys) > 20:
        print(f"{len(collected.nobodys) - 20} more files were left aside")
    print(f"{len(course.submitted(chosen.assignment))} submissions of {chosen.assignment} are in {course.root / 'submitted'}")
    return 0


def _grade(course: Course, chosen: argparse.Namespace) -> int:
    if not chosen.unsafe:
        require_bubblewrap()
    limits = Limits(cell_seconds=chosen.cell_seconds, notebook_seconds=chosen.notebook_seconds)
    only = find(course, chosen.assignment, chosen.student) if chosen.student else None
    graded = grade_class(course, chosen.assignment, limits, chosen.workers, chosen.dask, chosen.unsafe, chosen.again, only)
    record(course, chosen.assignment, graded.results)
    print(f"grades: {write_grades(course)}\nreport: {write_report(course, chosen.assignment, graded)}")
    for student, why in graded.not_graded.items():
        print(f"not graded: {student}: {why}. The same command tries again.", file=sys.stderr)
    for student, trace in graded.failed.items():
        print(f"the grader itself failed on {student}, whose submission is untouched:\n{trace}", file=sys.stderr)
    return bool(graded.failed or graded.not_graded)


def _feedback(course: Course, chosen: argparse.Namespace) -> int:
    print(f"pages for the students are in {feedback(course, chosen.assignment)}")
    return 0


def _grades(course: Course, chosen: argparse.Namespace) -> int:
    if chosen.sheet is not None:
        return _fill_sheet(course, chosen)
    print(f"grades: {write_grades(course)}")
    return 0


def _fill_sheet(course: Course, chosen: argparse.Namespace) -> int:
    """Fill a platform's sheet and say what could not be filled; 1 where a student with points has no row."""
    if chosen.assignment is None:
        raise CourseError("say whose grades go into the sheet: make grades PS=ps1 SHEET=…")
    course.source(chosen.assignment)
    require_release(course, chosen.assignment)
    sheet = Sheet(chosen.sheet)
    students = {key: known.person for key, known in people(course, chosen.assignment).items()}
    students |= {key: Person(key) for key in course.submitted(chosen.assignment) if key not in students}
    enter_times(course, chosen.assignment, sheet.times(students))
    earned, most, by_hand = points(course, chosen.assignment)
    done = fill(sheet, chosen.assignment, students, earned, most, chosen.column)
    print(f"grades: {write_grades(course)}\n{len(done.filled)} grades are in {chosen.sheet}, column {done.column!r}")
    for sentence in done.remarks:
        print(f"note: {sentence}")
    waiting = [student for student in by_hand if student in done.filled]
    if waiting:
        print(f"note: {len(waiting)} of them still have answers to be graded by hand: {', '.join(waiting)}")
    for name, why in done.without_grade.items():
        print(f"left as it was: {name}: {why}")
    for student, why in done.not_in_sheet.items():
        print(f"not in the sheet: {student}: {why}")
    return bool(done.not_in_sheet)


COMMANDS = {"release": _release, "collect": _collect, "grade": _grade, "feedback": _feedback, "grades": _grades}

if __name__ == "__main__":
    sys.exit(main())
