"""Late work: when something was handed in, and what nbgrader's plugin for late work takes off for it."""

from datetime import UTC, datetime

from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import parse_utc

from .collect import people
from .course import Course

MARKED = 1.0  # seconds: a platform's LATE tells that something is late, not by how much; a day has begun


def time_of_exchange(course: Course, assignment: str, student: str) -> str | None:
    """When something was handed in through nbgrader's exchange; None where it came another way."""
    path = course.root / "submitted" / student / assignment / "timestamp.txt"
    try:
        return parse_utc(path.read_text(encoding="utf-8").strip()).isoformat()
    except (OSError, ValueError):
        return None


def enter_times(course: Course, assignment: str, times: dict[str, datetime]) -> None:
    """Enter when students handed in, as a platform's sheet tells it: in this machine's time zone where it names none."""
    with Gradebook(course.db_url) as gradebook:
        for submission in gradebook.find_assignment(assignment).submissions:
            if submission.student_id in times:
                submission.timestamp = times[submission.student_id].astimezone(UTC).replace(tzinfo=None)
        gradebook.db.commit()


def apply_policy(course: Course, assignment: str) -> None:
    """Let the plugin that nbgrader_config.py names say what each late submission loses. Points given by hand since then count too."""
    policy = AssignLatePenalties(config=course.config)
    policy.init_plugin()
    known = people(course, assignment)
    with Gradebook(course.db_url) as gradebook:
        for submission in gradebook.find_assignment(assignment).submissions:
            marked = submission.student_id in known and known[submission.student_id].late
            seconds = max(submission.total_seconds_late, MARKED if marked else 0.0)
            for notebook in submission.notebooks:
                asked = policy.plugin_inst.late_submission_penalty(submission.student_id, notebook.score, seconds) if seconds else None
                notebook.late_submission_penalty = None if asked is None else min(max(asked, 0.0), notebook.score)
        gradebook.db.commit()
