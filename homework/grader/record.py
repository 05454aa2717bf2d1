"""Recording results: nbgrader's gradebook, the graded copies, feedback, and tables. Serial, and safe to repeat."""

import csv
import hashlib
import html
import io
import json
import os
import warnings
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.preprocessors import SaveAutoGrades
from nbgrader.utils import determine_grade, is_grade, is_solution
from sqlalchemy.exc import SAWarning

from .clean import line, spreadsheet_cell, text
from .collect import people, remarks_of_collecting
from .course import Course, CourseError, with_environment_first, write_whole
from .display import Display
from .late import apply_policy, time_of_exchange
from .notebook import read_source
from .people import Person
from .run import Result

COLUMNS = [
    "assignment",
    "student",
    "name",
    "id",
    "score",
    "out of",
    "automatic",
    "written",
    "late penalty",
    "to be graded by hand",
    "remarks",
]
ELSEWHERE = Result("", "", "", {}, remarks=["graded elsewhere than by this grader"])  # stands for a result that is not there


def release(course: Course, assignment: str, due: datetime | None = None) -> Path:
    """Make the students' copy, without solutions, hidden tests, mark schemes; enter assignment and due date into the gradebook."""
    course.source(assignment)
    exchange = Path(course.config.Exchange.root)  # where JupyterLab's assignment list looks; nbgrader wants it open to all
    exchange.mkdir(parents=True, exist_ok=True)
    exchange.chmod(0o777)
    _nbgrader(course, "generate_assignment", assignment, force=True)
    if due is not None:
        with Gradebook(course.db_url) as gradebook:
            gradebook.update_or_create_assignment(assignment, duedate=due.astimezone().isoformat())
    return course.root / "release" / assignment / f"{assignment}.ipynb"


def record(course: Course, assignment: str, results: list[Result]) -> None:
    """Enter results into the gradebook and write the graded copies. Points given by hand stay, and what they were given for decides
    whether somebody has to look again."""
    require_release(course, assignment)
    known = people(course, assignment)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # nbgrader 0.9.6 under SQLAlchemy 2.1 warns of its own use of sessions
        for result in results:
            cells = nbformat.from_dict(result.cells) if result.cells else _nothing(course, assignment, result)
            with Gradebook(course.db_url) as gradebook:
                person = known[result.student].person if result.student in known else Person(result.student)
                gradebook.update_or_create_student(result.student, lms_user_id=person.id or None)
                when = time_of_exchange(course, assignment, result.student)
                gradebook.update_or_create_submission(assignment, result.student, **({"timestamp": when} if when else {}))
            _save(course, assignment, result.student, cells)
        apply_policy(course, assignment)


def require_release(course: Course, assignment: str) -> None:
    """Raise CourseError where an assignment was not released yet."""
    with Gradebook(course.db_url) as gradebook:
        try:
            gradebook.find_assignment(assignment)
        except MissingEntry:
            raise CourseError(f"{assignment} is not in the gradebook yet: make release PS={assignment}") from None


class SaveGrades(SaveAutoGrades):
    """nbgrader's way of entering automatic grades, but what was graded by hand and has not changed need not be graded again."""

    def _add_score(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        grade_id = cell.metadata.nbgrader.grade_id
        grade = self.gradebook.find_grade(grade_id, self.notebook_id, self.assignment_id, self.student_id)
        score, _ = determine_grade(cell)
        unchanged = grade_id in resources["unchanged"] if is_solution(cell) else score == grade.auto_score
        settled = grade.manual_score is not None and not grade.needs_manual_grade and unchanged
        grade.auto_score = score
        grade.needs_manual_grade = not settled and (grade.manual_score is not None or score is None)
        self.gradebook.db.commit()


def _save(course: Course, assignment: str, student: str, cells: list[NotebookNode]) -> None:
    """Enter a notebook's grades, then write the copy to be shown; in this order, or a changed answer would pass for an old one."""
    path = course.autograded(assignment, student)
    answers = {cell.metadata.nbgrader.grade_id: _digest(cell) for cell in cells if is_solution(cell)}
    before = nbformat.read(path, as_version=4).metadata.get("answers", {}) if path.exists() else {}
    resources = {"notebook": assignment, "assignment": assignment, "student": student, "db_url": course.db_url}
    unchanged = {name for name, digest in answers.items() if before.get(name) == digest}
    display = Display()
    shown = nbformat.v4.new_notebook(cells=[display.cell(cell) for cell in cells], metadata={"answers": answers})
    graded = nbformat.v4.new_notebook(cells=[_as_graded(cell, safe) for cell, safe in zip(cells, shown.cells, strict=True)])
    SaveGrades().preprocess(graded, {"nbgrader": resources, "unchanged": unchanged})
    write_whole(path, nbformat.writes(shown))


def _as_graded(cell: NotebookNode, safe: NotebookNode) -> NotebookNode:
    """A cell as it is to be shown, but with the text that was handed in: by it nbgrader tells an answer from an untouched cell."""
    return nbformat.from_dict({**safe, "source": text(cell.source)})


def _digest(cell: NotebookNode) -> str:
    """A text that changes with an answer and its pictures."""
    return hashlib.sha256(json.dumps([cell.source, cell.get("attachments")], sort_keys=True).encode()).hexdigest()[:16]


def _nothing(course: Course, assignment: str, result: Result) -> list[NotebookNode]:
    """Cells that stand for a notebook that is missing or cannot be read, so that there is a page that says so: every test fails."""
    said = [*remarks_of_collecting(course, assignment).get(result.student, []), *result.remarks]
    listed = "\n".join(f"- <code>{html.escape(line(remark))}</code>" for remark in said)
    cells = [nbformat.v4.new_markdown_cell(f"**There is no notebook that could be graded.** What was found:\n\n{listed}")]
    for cell in read_source(course.source(assignment), course.config).release.values():
        if is_grade(cell):
            failed = nbformat.v4.new_output("error", ename="Failed", evalue="there is no notebook that could be graded", traceback=[])
            cells.append(cell | {"outputs": [failed]} if cell.cell_type == "code" else cell)
    return [nbformat.from_dict(cell) for cell in cells]


def feedback(course: Course, assignment: str) -> Path:
    """Write one page a student, with points, messages and the comments of those who graded by hand."""
    require_release(course, assignment)
    apply_policy(course, assignment)
    _nbgrader(course, "generate_feedback", assignment, force=True)
    return course.root / "feedback"


def points(course: Course, assignment: str) -> tuple[dict[str, float], float, list[str]]:
    """Each student's points so far, less what lateness cost; the points in all; and who has answers to be graded by hand."""
    apply_policy(course, assignment)
    with Gradebook(course.db_url) as gradebook:
        found = gradebook.find_assignment(assignment)
        earned = {s.student_id: s.score - s.late_submission_penalty for s in found.submissions}
        return earned, found.max_score, [s.student_id for s in found.submissions if s.needs_manual_grade]


def write_grades(course: Course) -> Path:
    """Write grades.csv: a row for each student and assignment, from the gradebook, with the remarks of the grading run."""
    table = io.StringIO()
    writer = csv.writer(table)
    results = {(path.parent.name, path.stem): Result.read(path) for path in (course.root / "results").glob("*/*.json")}
    numbers = sorted({name for result in results.values() if result for name in result.numbers})
    writer.writerow([*COLUMNS, *map(spreadsheet_cell, numbers)])
    with Gradebook(course.db_url) as gradebook:
        assignments = [assignment.name for assignment in gradebook.assignments]
    for assignment in assignments:
        apply_policy(course, assignment)
    with Gradebook(course.db_url) as gradebook:
        for name in assignments:
            known = people(course, name)
            for submission in sorted(gradebook.find_assignment(name).submissions, key=lambda s: s.student_id):
                student = submission.student_id
                result = results.get((name, student)) or ELSEWHERE
                person = known[student].person if student in known else Person(student)
                said = [*(known[student].remarks if student in known else []), *result.remarks]
                writer.writerow(
                    [
                        name,
                        spreadsheet_cell(student),
                        spreadsheet_cell(person.name),
                        person.id,
                        f"{submission.score - submission.late_submission_penalty:g}",
                        f"{submission.max_score:g}",
                        f"{result.score:g}",
                        f"{submission.written_score:g}",
                        f"{submission.late_submission_penalty:g}",
                        "yes" if submission.needs_manual_grade else "no",
                        spreadsheet_cell("; ".join(said)),
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
