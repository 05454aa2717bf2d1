"""Data sets are fetched into the user's cache, each file whole or not at all."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from .causes import why
from .dataset import DataMissing, DataSet
from .places import VARIABLE, cache_folder

MIRROR = "D2LHELPERS_MIRROR"
TIMEOUT = 30  # seconds without a byte


def fetch(data: DataSet) -> dict[str, Path]:
    """Fetch the files of a set that are not in the cache yet, and return their paths there.

    A file comes into the cache only after its SHA-256 was found right.

    Raises
    ------
    DataMissing: a file could not be fetched whole; the message names it and the ways out.
    """
    folder = cache_folder() / data.below
    own, no_mirror = _own_mirror()
    if no_mirror:
        print(no_mirror)
    for file, sha256 in data.files.items():
        path = folder / file
        if path.is_file() and data.trouble(file, path) is None:
            continue
        troubles = [no_mirror] if no_mirror else []
        cause: Exception | None = None
        urls = ([f"{own}/{data.below}/{file}"] if own else []) + [f"{at}/{data.served.get(file, file)}" for at in data.mirrors]
        for url in urls:
            cause = _fetch_file(url, path, sha256)
            if cause is None or (path.is_file() and data.trouble(file, path) is None):  # another notebook may have fetched it meanwhile
                break
            troubles.append(why(cause, url, path))
        else:
            raise DataMissing(_ways_out(data, file, folder, troubles)) from cause
    return {file: folder / file for file in data.files}


def _own_mirror() -> tuple[str | None, str | None]:
    """The address that `$D2LHELPERS_MIRROR` names, or in words why it is none."""
    written = os.environ.get(MIRROR, "").strip().strip("\"'").strip()
    if not written:
        return None, None
    if re.match(r"https?://\w", written, re.IGNORECASE):
        return written.rstrip("/"), None
    is_folder = os.path.isdir(os.path.expanduser(os.path.expandvars(written)))
    advice = f"it is a folder: name it in {VARIABLE}" if is_folder else "an address begins with http:// or https://"
    return None, f"{MIRROR} is {written!r}, which is no address; {advice}"


def _fetch_file(url: str, path: Path, sha256: str) -> Exception | None:
    """Fetch one file and check it; on failure return why, leaving nothing behind."""
    import pooch

    pooch.get_logger().setLevel("ERROR")
    fetcher = pooch.HTTPDownloader(progressbar=True, timeout=TIMEOUT)
    try:
        pooch.retrieve(url, known_hash=f"sha256:{sha256}", fname=path.name, path=path.parent, downloader=fetcher)
    except (OSError, ValueError) as error:
        return error
    return None


def _ways_out(data: DataSet, file: str, folder: Path, troubles: Sequence[str]) -> str:
    reasons = [f"  {trouble}" for trouble in troubles or [f"no address serves it: {MIRROR} names none, and there is no public one"]]
    again = [f"try again later: {data.download_command}"] if data.mirrors else []
    by_hand = f"put the file into {folder} yourself, or point {VARIABLE} at a folder that holds {data.below}/{file}"
    ways = [*again, by_hand, *(f"mind {note}" for note in data.notes()), f"do without: {data.offline}"]
    return "\n  ".join([f"{data.title}: {file} could not be fetched.", *reasons, "Ways out:", *(f"  {way}" for way in ways)])
