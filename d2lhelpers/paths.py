"""Paths as people write them: `~`, quotes, variables and stray blanks are understood; what cannot be is named."""

import difflib
import os
import re
from pathlib import Path

QUOTES = {'"': '"', "'": "'", "`": "`", "“": "”", "‘": "’"}


def as_path(text: str | os.PathLike[str], name: str = "the path") -> Path:
    """The path that a text means: without blanks and quotes around it, with `~` and `$VARIABLES` filled in.

    A path that exists just as it is written is left as it is, so that names with quotes or dollar signs can be used.

    Parameters
    ----------
    text: what was written, e.g. "~/runs/a.pt".
    name: what to call it in an error, e.g. "checkpoint" or "D2LHELPERS_DATA".

    Raises
    ------
    ValueError: it is empty, an address of the web, has a quote that nothing closes, or a variable or user that does not exist.
    """
    written = os.fspath(text)
    bare = written.strip()
    while len(bare) > 1 and QUOTES.get(bare[0]) == bare[-1] and not os.path.exists(bare):
        bare = bare[1:-1].strip()
    if not bare:
        raise ValueError(f"{name} is empty: write the name of a file or folder")
    if "\0" in bare:
        raise ValueError(f"{name} has a zero character in it, which no path can have: {bare!r}")
    if not bare.startswith("~") and os.path.exists(bare):
        return Path(bare)
    if bare[0] in QUOTES:
        raise ValueError(f"{name} begins with a quote that nothing closes: {bare}")
    if re.match(r"[a-z]{2,}://", bare, re.IGNORECASE):
        raise ValueError(f"{name} is an address, {bare}; write the name of a file or folder on this machine")
    if os.sep == "/":
        bare = bare.replace("\\ ", " ")  # as a terminal shows a blank
    full = os.path.expandvars(bare)
    if unset := re.search(r"\$\w+|\$\{[^}]*\}", full):
        raise ValueError(f"{name} is {bare}, but there is no environment variable {unset[0]}; write the path without it")
    full = os.path.expanduser(full)
    if full.startswith("~"):
        raise ValueError(f"{name} is {bare}, but this machine has no user of that name; ~{os.sep} is your own folder")
    return Path(full)


def nearest(name: str, names: list[str]) -> list[str]:
    """Of some names the up to three most like another one, most alike first; upper and lower case count as the same."""
    folded = {other.casefold(): other for other in sorted(names)}
    return [folded[match] for match in difflib.get_close_matches(name.casefold(), list(folded), n=3, cutoff=0.6)]


def holds(folder: Path) -> str:
    """What lies in a folder, in a few words: its first names, or that it is empty."""
    names = names_in(folder)
    return f"{', '.join(names[:5])}{f' and {len(names) - 5} more' if len(names) > 5 else ''}" if names else "nothing"


def names_in(folder: Path) -> list[str]:
    """The names in a folder, sorted, without hidden ones; none where it cannot be read."""
    try:
        return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    except OSError:
        return []


def why_no_folder(path: Path) -> str | None:
    """Say why a path is no folder that can be read, with the nearest name where it looks like a typing error, or None."""
    path = path.absolute()
    try:
        next(path.iterdir(), None)
    except FileNotFoundError:
        above = next(folder for folder in path.parents if os.path.exists(folder))
        wanted = path.relative_to(above).parts[0]
        if (above / wanted).is_symlink():
            return f"{above / wanted} is a link to {os.readlink(above / wanted)}, which does not exist"
        near = nearest(wanted, names_in(above))
        meant = f"did you mean {' or '.join(str(above / name) for name in near)}?" if near else f"{above} holds {holds(above)}"
        return f"{path} does not exist; {meant}"
    except NotADirectoryError:
        file = next(part for part in [*reversed(path.parents), path] if not os.path.isdir(part))
        return f"{file} is a file, not a folder"
    except OSError as error:
        return f"{path} cannot be read: {error.strerror or error}"
    return None


def spelled(folder: Path, name: str) -> Path:
    """The path of a name below a folder, in whatever upper and lower case it is written there."""
    for part in Path(name).parts:
        exact = folder / part
        alike = [] if os.path.exists(exact) else [other for other in names_in(folder) if other.casefold() == part.casefold()]
        folder = folder / alike[0] if len(alike) == 1 else exact
    return folder
