"""The instructor's commands: `python -m homework.grader --help`."""

import argparse
import sys
from pathlib import Path

from .collect import collect
from .course import HERE, Course, CourseError
from .record import feedback, record, release, write_grades
from .report import write_report
from .sandbox import Limits, SandboxError, require_bubblewrap
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
            command.add_argument("where", type=Path, help="a folder with a subfolder for each student, or a learning platform's zip")
        if name == "grade":
            _options_of_grade(command)
    text = "write grades.csv anew, after points were given by hand"
    commands.add_parser("grades", help=text, description=text)
    return top


def _options_of_grade(command: argparse.ArgumentParser) -> None:
    usual = Limits()
    command.add_argument("--workers", type=int, default=2, help="submissions graded at once (default: %(default)s)")
    command.add_argument("--dask", metavar="ADDRESS", help="grade on a dask cluster: a scheduler's address, or `local`")
    command.add_argument("--unsafe", action="store_true", help="without a sandbox: only for code that you trust")
    command.add_argument("--again", action="store_true", help="grade everything anew, also what has not changed")
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
    print(f"the students' copy is {release(course, chosen.assignment)}")
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
    graded = grade_class(course, chosen.assignment, limits, chosen.workers, chosen.dask, chosen.unsafe, chosen.again)
    record(course, chosen.assignment, graded.results)
    print(f"grades: {write_grades(course)}\nreport: {write_report(course, chosen.assignment, graded)}")
    for student, trace in graded.failed.items():
        print(f"the grader itself failed on {student}, whose submission is untouched:\n{trace}", file=sys.stderr)
    return bool(graded.failed)


def _feedback(course: Course, chosen: argparse.Namespace) -> int:
    print(f"pages for the students are in {feedback(course, chosen.assignment)}")
    return 0


def _grades(course: Course, _: argparse.Namespace) -> int:
    print(f"grades: {write_grades(course)}")
    return 0


COMMANDS = {"release": _release, "collect": _collect, "grade": _grade, "feedback": _feedback, "grades": _grades}

if __name__ == "__main__":
    sys.exit(main())
