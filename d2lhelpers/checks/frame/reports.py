"""What a check has found: the reasons that end it, and the words that it prints."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .errors import message
from .values import same

LOOKS_LIKE = "This looks like "


class NotYet(Exception):
    """Ends a check: the rows of its report, the sentence that names the mistake, and the exception that the answer raised."""

    def __init__(
        self, rows: Mapping[str, str], advice: str = "", error: BaseException | None = None
    ) -> None:
        super().__init__(advice)
        self.rows, self.advice, self.error = dict(rows), advice, error


class NotStarted(Exception):
    """The stub is still as it was."""


class Raised:
    """In the place of a result: the function raised this."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Raised) and message(other.error) == message(self.error)

    __hash__ = None  # type: ignore[assignment]


class Trial:
    """One comparison of an answer.

    Attributes
    ----------
    law: what it is about.
    expected: the right result.
    tolerance: how far results may lie apart.
    family: what the mistakes belong to, such as their exercise; None for a table of values.
    """

    def __init__(
        self,
        law: str,
        expected: Any,
        tolerance: float,
        make: Callable[[], Mapping[str, Any]],
        family: object = None,
    ) -> None:
        self.law, self.expected, self.tolerance, self.family = law, expected, tolerance, family
        self._make = make

    @cached_property
    def mistaken(self) -> Mapping[str, Any]:
        """The result of each known mistake, by its sentence; only made when asked for."""
        return self._make()

    def alike(self, got: Any, other: Any) -> bool:
        """Whether two results are the same within this trial's tolerance, or the same error."""
        if isinstance(got, Raised) or isinstance(other, Raised):
            return isinstance(got, Raised) and isinstance(other, Raised) and got == other
        try:
            return same(got, other, self.tolerance)
        except Exception:  # a result that cannot be compared
            return False


@dataclass(frozen=True)
class Verdict:
    """What a check prints, whether the answer passed (None: no try that counts), and what was compared on the way."""

    text: str
    passed: bool | None
    trials: list[Trial] = field(default_factory=list)


def report(title: str, finding: NotYet) -> str:
    """The rows of a finding, aligned, and its advice."""
    width = max((len(name) for name in finding.rows), default=0) + 2
    lines = [f"{title}: not yet"]
    for name, value in finding.rows.items():
        lines.append("    " + name.ljust(width) + value.replace("\n", "\n    " + " " * width))
    if finding.advice:
        lines.append(f"    {finding.advice}")
    return (
        "\n".join(lines).encode("utf-8", "backslashreplace").decode()
    )  # a learner's half characters cannot be printed
