"""Who handed something in: the name and the id that a learning platform writes into the names of files.

Moodle writes `Ann Lee_12345_assignsubmission_file/ps1.ipynb`, or all of it into one name where folders are switched off. Under blind
marking everybody is called Participant, and only the number tells them apart; a group has its own name and number, or no number.
Canvas writes `leeann_LATE_12345_678901_ps1-2.ipynb`: name, lateness, user, attachment, file, resubmission; where grading is
anonymous, `anon_` and a code. Read from public documentation and source, not tried against a running platform.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

MOODLE = re.compile(r"(?P<name>.+?)(?:_(?P<id>\d+))?_assignsubmission_[a-z]+_?(?P<file>.*)", re.DOTALL)
CANVAS = re.compile(r"(?P<name>.+?)_(?P<late>LATE_)?(?P<id>\d+)_(?P<attachment>\d+)_(?P<file>.+)", re.DOTALL)
CANVAS_TEXT = re.compile(r"(?P<name>.+?)_(?P<late>LATE_)?(?P<id>\d+)_(?P<file>(text|link)\.html)", re.DOTALL)
CANVAS_ANONYMOUS = re.compile(r"(?P<late>LATE_)?(?P<name>anon)_(?P<id>[A-Za-z0-9]+)_(\d+_)?(?P<file>.+)", re.DOTALL)
CANVAS_GROUP = re.compile(r"(?P<attachment>\d+)_(?P<file>.+)", re.DOTALL)
RESUBMITTED = re.compile(r"(?P<stem>.+)-(?P<number>\d{1,3})(?P<ending>\.[^.]+)", re.DOTALL)
LONGEST = 80  # bytes of a name that go into the name of a folder


@dataclass(frozen=True)
class Person:
    """A student, or a group that hands in together.

    Attributes
    ----------
    name: as the platform or the folder has it.
    id: the platform's number or code; empty where there is none.
    """

    name: str
    id: str = ""

    @property
    def key(self) -> str:
        """The name of their folder, in gradebook and tables too: letters of any script, digits, spaces, dots, dashes, and the id."""
        plain = unicodedata.normalize("NFC", self.name)
        safe = "".join(c if c.isalnum() or c in " .@'-_" or unicodedata.category(c)[0] == "M" else "_" for c in plain)
        safe = safe.encode()[:LONGEST].decode(errors="ignore").strip(" .-") or "nameless"
        if self.id:
            return f"{safe} ({self.id})"
        return safe if safe == plain else f"{safe}-{digest(plain)}"  # two names may differ only in what was replaced or cut off


@dataclass(frozen=True)
class Upload:
    """What the name of a file or folder of a platform's export tells.

    Attributes
    ----------
    file: the name that the student gave the file; empty for a folder.
    late: whether the platform marked it as late.
    resubmission: Canvas's number of a file that was handed in again, 0 for the first.
    """

    person: Person
    file: str = ""
    late: bool = False
    resubmission: int = 0


def digest(text: str) -> str:
    """Six characters that differ where texts differ; a text from a file system may hold lone surrogates."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:6]


def upload(name: str, folder: bool = False) -> Upload | None:
    """Read the name of a file or folder of a platform's export; None where no platform made it.

    The name of the file, which a student chose, comes last, and is never read as somebody's name or id.
    """
    kinds = [MOODLE] if folder else [MOODLE, CANVAS_ANONYMOUS, CANVAS, CANVAS_TEXT]
    matches = [match for kind in kinds if (match := kind.fullmatch(name))]
    if not matches:
        return None
    match = min(matches, key=lambda match: len(match["name"]))  # what stands further back may be a student's invention
    found = match.groupdict()
    person, file = Person(found["name"], found["id"] or ""), found["file"]
    if match.re is MOODLE:
        return Upload(person, file)
    group = CANVAS_GROUP.fullmatch(file) if match.re is CANVAS else None
    # The name of a group may end in a number: lab_3_567_890_ps1.ipynb, unlike a file called 01_ps1.ipynb; attachments outnumber users
    if group and not found["late"] and int(group["attachment"]) > int(found["attachment"]):
        person, file = Person(f"{found['name']}_{found['id']}", found["attachment"]), group["file"]
    again = RESUBMITTED.fullmatch(file)
    number = int(again["number"]) if again else 0
    return Upload(person, again["stem"] + again["ending"] if again else file, bool(found["late"]), number)
