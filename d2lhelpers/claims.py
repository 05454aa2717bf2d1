"""Claims: what a sentence says, put to the test where it is said."""

from typing import Any


class ClaimError(AssertionError):
    """A sentence of a chapter that its own experiment contradicts."""


def claim(sentence: str, truth: Any) -> None:
    """Print `sentence` as confirmed, or raise where the experiment says otherwise.

    Parameters
    ----------
    sentence: what the text states, in words. Leave digits that differ from machine to machine out of it.
    truth: what decides it: a bool, or a NumPy or torch value holding a single bool.

    Raises
    ------
    ClaimError: `truth` is false.
    TypeError: `truth` is not one single yes or no (a number, a string, a tensor of several values).
    """
    if not isinstance(truth, bool):
        truth = _as_bool(truth)
    if not truth:
        raise ClaimError(f"not confirmed: {sentence}")
    print(f"confirmed: {sentence}")


def _as_bool(truth: Any) -> bool:
    dtype = str(getattr(truth, "dtype", ""))
    size = truth.numel() if hasattr(truth, "numel") else getattr(truth, "size", None)
    if "bool" not in dtype:
        kind = type(truth).__name__ + (f" of dtype {dtype}" if dtype else "")
        raise TypeError(f"a claim is decided by True or False, not by a {kind}: compare it with something")
    if size != 1:
        raise TypeError(f"a claim is decided by one True or False, not by {size}: join them with .all() or .any()")
    return bool(truth)
