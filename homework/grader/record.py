"""Recording results: nbgrader's gradebook, the graded copies, feedback, and tables. Serial, and safe to repeat."""

import csv
import io
import os
import warnings
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.preprocessors import SaveAutoGrades
from sqlalchemy.exc import SAWarning

from .collect import remarks_of_collecting
from .course import Course, CourseError, with_environment_first, write_whole
from .run import Result

COLUMNS = ["assignment", "student", "score", "out of", "automatic", "written", "to be graded by hand", "remarks"]
ELSEWHERE = Result("", "", "", {}, remarks=["graded elsewhere than by this grader"])  # stands for a result that is not there


def release(course: Course, assignment: str) -> Path:
    """Make the students' copy: no solutions, no hidden tests, no mark scheme; and enter the assignment into the gradebook."""
    course.source(assignment)
    exchange = Path(course.config.Exchange.root)  # where JupyterLab's assignment list looks; nbgrader wants it open to all
    exchange.mkdir(parents=True, exist_ok=True)
    exchange.chmod(0o777)
    _nbgrader(course, "generate_assignment", assignment, force=True)
    return course.root / "release" / assignment / f"{assignment}.ipynb"


def record(course: Course, assignment: str, results: list[Result]) -> None:
    """Enter results into the gradebook and write the graded copies. Points given by hand stay."""
    with Gradebook(course.db_url) as gradebook:
        try:
            gradebook.find_assignment(assignment)
        except MissingEntry:
            raise CourseError(f"{assignment} is not in the gradebook yet: make release PS={assignment}") from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # nbgrader 0.9.6 under SQLAlchemy 2.1 warns of its own use of sessions
        for result in results:
            _record(course, assignment, result)


def _record(course: Course, assignment: str, result: Result) -> None:
    with Gradebook(course.db_url) as gradebook:
        gradebook.update_or_create_student(result.student)
        gradebook.update_or_create_submission(assignment, result.student)
        if not result.cells:  # nothing that could be read: every cell earns nothing, and nobody has to look at it
            for grade in gradebook.find_submission_notebook(assignment, assignment, result.student).grades:
                grade.auto_score, grade.needs_manual_grade = 0, False
            gradebook.db.commit()
            return
    notebook = nbformat.from_dict({"cells": result.cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    resources = {"nbgrader": {"notebook": assignment, "assignment": assignment, "student": result.student, "db_url": course.db_url}}
    notebook, _ = SaveAutoGrades().preprocess(notebook, resources)
    write_whole(course.autograded(assignment, result.student), nbformat.writes(notebook))


def feedback(course: Course, assignment: str) -> Path:
    """Write one page a student, with points, messages and the comments of those who graded by hand."""
    _nbgrader(course, "generate_feedback", assignment, force=True)
    return course.root / "feedback"


def write_grades(course: Course) -> Path:
    """Write grades.csv: a row for each student and assignment, from the gradebook, with the remarks of the grading run."""
    table = io.StringIO()
    writer = csv.writer(table)
    results = {(path.parent.name, path.stem): Result.read(path) for path in (course.root / "results").glob("*/*.json")}
    numbers = sorted({name for result in results.values() if result for name in result.numbers})
    writer.writerow([*COLUMNS, *numbers])
    with Gradebook(course.db_url) as gradebook:
        for assignment in gradebook.assignments:
            remarks = remarks_of_collecting(course, assignment.name)
            for submission in sorted(assignment.submissions, key=lambda s: s.student_id):
                result = results.get((assignment.name, submission.student_id)) or ELSEWHERE
                said = [*remarks.get(submission.student_id, []), *result.remarks]
                writer.writerow(
                    [
                        assignment.name,
                        submission.student_id,
                        f"{submission.score:g}",
                        f"{submission.max_score:g}",
                        f"{result.score:g}",
                        f"{submission.written_score:g}",
                        "yes" if submission.needs_manual_grade else "no",
                        "; ".join(said),
                        *(f"{result.numbers[name]:.4f}" if name in result.numbers else "" for name in numbers),
                    ]
                )
    write_whole(course.grades, "\ufeff" + table.getvalue())  # a spreadsheet takes the file for UTF-8 by its first character
    return course.grades


def _nbgrader(course: Course, command: str, assignment: str, **options: bool) -> None:
    os.environ["PATH"] = with_environment_first(os.environ)["PATH"]
    done = getattr(NbGraderAPI(config=course.config), command)(assignment, **options)
    if not done["success"]:
        raise CourseError(f"nbgrader could not {command.replace('_', ' ')} {assignment}:\n{done.get('error') or ''}{done.get('log') or ''}")
