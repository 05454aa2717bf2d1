"""The course as nbgrader, formgrader and the grader see it."""

import math
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Float

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - traitlets puts this name here
here = Path(__file__).resolve().parent

c.CourseDirectory.course_id = "deep-learning-by-experiment"
c.CourseDirectory.root = str(here)
c.CourseDirectory.db_url = f"sqlite:///{here / 'gradebook.db'}?timeout=60"  # seconds to wait for another process's lock
c.Exchange.root = str(here / "exchange")

c.ClearSolutions.code_stub = {"python": "...  # your code here"}
c.ClearSolutions.text_stub = "Your answer here."
c.OverwriteCells.add_missing_cells = True  # deleted tests come back

# What a student wrote is cleaned before it is recorded (grader/display.py); this does the same once more for outputs.
c.HTMLExporter.sanitize_html = True


class PerDay(LateSubmissionPlugin):
    """Late work loses the same for each day that has begun. As it stands here: nothing."""

    points = Float(0.0, help="points a day").tag(config=True)
    percent = Float(0.0, help="per cent of the points earned, a day").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        """What is taken off the score; nbgrader and the grader never take off more than there is."""
        return math.ceil(total_seconds_late / 86_400) * (self.points + self.percent / 100 * score)


c.AssignLatePenalties.plugin_class = PerDay
# c.PerDay.points = 2
# c.PerDay.percent = 10


class RefuseUnsafe(NbGraderPreprocessor):
    """Stands where `nbgrader autograde` and formgrader's button would run a stranger's code without a sandbox."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Say what to use instead."""
        raise RuntimeError(
            "nbgrader would run this submission outside the sandbox. Grade with: make grade PS=" + resources["nbgrader"]["assignment"]
        )


c.Autograde.sanitize_preprocessors = [RefuseUnsafe]
