"""Where the files of data sets lie: the folder that `$D2LHELPERS_DATA` names, and the user's cache."""

import os
from pathlib import Path

import platformdirs

from ..paths import as_path, why_no_folder

VARIABLE = "D2LHELPERS_DATA"


def cache_folder() -> Path:
    """The user's cache, where downloads are kept."""
    return Path(platformdirs.user_cache_dir("d2lhelpers"))


def named_folder() -> Path | None:
    """The folder that `$D2LHELPERS_DATA` names, or None where it names none that can be read."""
    return None if named_trouble() or VARIABLE not in os.environ else as_path(os.environ[VARIABLE], VARIABLE).absolute()


def named_trouble() -> str | None:
    """What is wrong with the folder that `$D2LHELPERS_DATA` names, in words, or None."""
    if VARIABLE not in os.environ:
        return None
    try:
        folder = as_path(os.environ[VARIABLE], VARIABLE)
    except ValueError as error:
        return str(error)
    trouble = why_no_folder(folder)
    return trouble and f"{VARIABLE}: {trouble}"
