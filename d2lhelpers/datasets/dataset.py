"""A data set as its description: which files it has, where they are looked for, and how to get them."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..paths import holds, names_in, nearest, spelled, why_no_folder
from .places import VARIABLE, cache_folder, named_folder, named_trouble

OTHER = "is not the published file (its SHA-256 differs): damaged, or another version"
SIGNATURES = {
    b"PK": "is a zip archive; unpack it (an Excel workbook is one, too: save it as CSV)",
    b"7z\xbc\xaf": "is a 7z archive; unpack it",
    b"Rar!": "is a rar archive; unpack it",
    b"\xd0\xcf\x11\xe0": "is an Excel workbook; save it as CSV",
    b"PAR1": "is a Parquet file, not the published one",
    b"{": "is JSON, perhaps an error message that came instead of the file",
    b"version https://git-lfs": "is a pointer of Git LFS; fetch the file itself: git lfs pull",
}


class DataMissing(RuntimeError):
    """A data set that is not here and could not be fetched, or a file that is not what it should be."""


@dataclass(frozen=True, kw_only=True)
class DataSet:
    """A set that does not come with the course.

    Attributes
    ----------
    name: what `available` and `download` call it.
    title: what the learner reads.
    files: each file, as a path below the set's folder such as "train.csv" or "2022/train.csv", with its SHA-256.
    offline: what works without it, as a sentence.
    mirrors: the addresses that serve it; none where nobody may serve it.
    served: a file to its name at those addresses, where that is another one.
    folder: its folder below the one that `$D2LHELPERS_DATA` names and in the cache; "" where it has the set's name.
    source: whose files they are, for whoever puts them there by hand, e.g. "of Kaggle's competition".
    """

    name: str
    title: str
    files: Mapping[str, str]
    offline: str
    mirrors: tuple[str, ...] = ()
    served: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""
    source: str = ""

    @property
    def below(self) -> str:
        """The set's folder below the one of all sets."""
        return self.folder or self.name

    @property
    def download_command(self) -> str:
        """What fetches the set."""
        return f"python -m d2lhelpers download {self.name}"

    @property
    def how_to_get(self) -> str:
        """Every way to the real files, to be read after "to get them:"."""
        files = " and ".join(self.files) if len(self.files) < 3 else "the files"
        by_hand = f"put {' '.join(filter(None, [files, self.source]))} into a folder {self.below} below the one that {VARIABLE} names"
        return f"{self.download_command}, or {by_hand}" if self.mirrors else by_hand

    def find(self, check: bool = True) -> dict[str, Path] | None:
        """The set's files with their paths on this machine, or None where a file is not here.

        Raises
        ------
        DataMissing: with `check`, a file cannot be read or has other content than the published one.
        """
        for place in self.places():
            if not self._all_in(place):
                continue
            found = {file: spelled(place, file) for file in self.files}
            for file, path in found.items() if check else ():
                if trouble := self.trouble(file, path):
                    again = f"Remove it and run: {self.download_command}\n  Or put" if self.mirrors else "Put"
                    raise DataMissing(f"{self.title}: {path} {trouble}. {again} the published {file} in its place.")
            return found
        return None

    def places(self) -> list[Path]:
        """The folders in which the files are looked for, in this order."""
        root = named_folder()
        return ([] if root is None else [self._place(root)]) + [cache_folder() / self.below]

    def trouble(self, file: str, path: Path) -> str | None:
        """What a file at this path is if it is not the published one, to be read after its name, or None."""
        try:
            return None if sha256(path) == self.files[file] else self.explain(file, path)
        except OSError as error:
            return f"cannot be read ({error.strerror or error})"

    def explain(self, file: str, path: Path) -> str | None:
        """What a file with other bytes is; None where they mean the same as the published ones."""
        return kind(path) or OTHER

    def notes(self) -> list[str]:
        """What there is to say about the places where the set was looked for and not found."""
        if trouble := named_trouble():
            return [trouble]
        halves = [half for place in self.places() if (half := self._half_in(place))]
        root = named_folder()
        return halves if halves or root is None else [self._lacking(root)]

    def _place(self, root: Path) -> Path:
        """The set's folder below a root; the root itself where that is the set's own folder, named one too deep."""
        place, parts = spelled(root, self.below), Path(self.below.casefold()).parts
        itself = tuple(part.casefold() for part in root.parts[-len(parts) :]) == parts
        return root if itself and not os.path.exists(place) else place

    def _all_in(self, place: Path) -> bool:
        return all(os.path.isfile(spelled(place, file)) for file in self.files)

    def _half_in(self, place: Path) -> str | None:
        """For a folder of the set that lacks files, what is there and what is not."""
        missing = [file for file in self.files if not os.path.isfile(spelled(place, file))]
        if not os.path.exists(place) or not missing:
            return None
        if trouble := why_no_folder(place):
            return trouble
        return f"{place} holds {holds(place)} but no {', '.join(missing)}"

    def _lacking(self, root: Path) -> str:
        """For a root without the set, what it holds instead, and where the set is if that is near."""
        note = f"{VARIABLE} is {root}, which holds {holds(root)} but no folder {self.below}"
        if self._all_in(root):
            return f"{note}: put the files that belong to the set into {root / self.below}"
        around = [*reversed(root.parents[:2]), *(root / name for name in names_in(root))]
        if there := next((other for other in around if self._all_in(self._place(other))), None):
            return f"{note}: it is in {there}, so set {VARIABLE} to that"
        near = nearest(self.below, names_in(root))
        return f"{note}: is it {root / near[0]}? Then rename that to {self.below}" if near else note


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def kind(path: Path) -> str | None:
    """What a file is that is neither a table nor an image archive, to be read after its name, or None."""
    with path.open("rb") as file:
        head = file.read(1000).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        return "is empty"
    if b"<html" in head.lower() or head.lower().startswith(b"<!doctype"):
        return "is a web page, perhaps the login page that came instead of the file"
    return next((what for signature, what in SIGNATURES.items() if head.startswith(signature)), None)
