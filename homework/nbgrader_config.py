"""The course as nbgrader, formgrader and the grader see it."""

from pathlib import Path

from nbgrader.preprocessors import NbGraderPreprocessor

c = get_config()  # noqa: F821 - traitlets puts this name here
here = Path(__file__).resolve().parent

c.CourseDirectory.course_id = "deep-learning-by-experiment"
c.CourseDirectory.root = str(here)
c.CourseDirectory.db_url = f"sqlite:///{here / 'gradebook.db'}?timeout=60"  # seconds to wait for another process's lock
c.Exchange.root = str(here / "exchange")

c.ClearSolutions.code_stub = {"python": "...  # your code here"}
c.ClearSolutions.text_stub = "Your answer here."
c.OverwriteCells.add_missing_cells = True  # deleted tests come back

# Whatever a student wrote is shown without scripts, in feedback and in formgrader.
c.HTMLExporter.sanitize_html = True


class RefuseUnsafe(NbGraderPreprocessor):
    """Stands where `nbgrader autograde` and formgrader's button would run a stranger's code without a sandbox."""

    def preprocess(self, nb, resources):
        """Say what to use instead."""
        raise RuntimeError(
            "nbgrader would run this submission outside the sandbox. Grade with: make grade PS=" + resources["nbgrader"]["assignment"]
        )


c.Autograde.sanitize_preprocessors = [RefuseUnsafe]
