"""Claims and identities: what a sentence says, put to the test where it is said."""

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

KINDS = {"b": "truth values", "i": "whole numbers", "u": "whole numbers", "f": "real numbers", "c": "complex numbers"}  # by NumPy's letter


class ClaimError(AssertionError):
    """A sentence of a chapter that its own experiment contradicts."""


class IdentityError(ClaimError):
    """Two results that a sentence of a chapter calls equal, and that are not. The message says where they differ most."""


def claim(sentence: str, truth: Any) -> None:
    """Print `sentence` as confirmed, or raise where the experiment says otherwise.

    For findings, which could have come out otherwise; what is true by construction is an `identity`.

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


def identity(sentence: str, got: Any, expected: Any, *, tolerance: float = 0.0) -> None:
    """Print `sentence` as equal, or raise with the place where the two results differ most.

    For what is true by construction: a theorem, two ways to the same number, a part built by hand beside the library's.
    The line ends in "(exactly)" or in the largest difference, rounded up to a power of ten. The rest of a rounding error
    differs from machine to machine; tests of outputs pass over these parentheses.

    Parameters
    ----------
    sentence: what the text states, in words.
    got, expected: numbers, tensors, arrays, strings, or tuples, lists and dicts of them. Shapes, lengths, keys and kinds
        (truth values, whole, real or complex numbers) must agree; float32 may stand beside float64. NaN equals NaN.
    tolerance: the largest absolute difference allowed between two numbers.

    Raises
    ------
    IdentityError: something differs by more than `tolerance`.
    ValueError: there is nothing to compare, or the tolerance is negative or NaN.

    Examples
    --------
    >>> identity("a third and two thirds are one", 1 / 3 + 2 / 3, 1, tolerance=1e-12)
    equal: a third and two thirds are one (exactly)
    """
    if not tolerance >= 0:
        raise ValueError(f"tolerance must be 0 or more, not {tolerance}")
    try:
        differences = list(_differences(got, expected, ""))
    except _Unlike as unlike:
        raise IdentityError(f"not equal: {sentence}: {unlike}") from None
    if not differences:
        raise ValueError(f"there is nothing to compare for {sentence!r}: both sides are empty")
    largest, place = max(differences, key=lambda found: found[0])
    if largest > tolerance:
        raise IdentityError(f"not equal: {sentence}: {place}; they differ by {largest:.3g}, and {tolerance:g} is allowed")
    print(f"equal: {sentence} ({_rounded_up(largest)})")


class _Unlike(Exception):
    """Two values that no number lies between: other shapes, lengths, keys or kinds."""


def _differences(got: Any, expected: Any, where: str) -> Iterator[tuple[float, str]]:
    """The largest difference of each pair of numbers, arrays or other values, and what differs there."""
    at = f" at {where}" if where else ""
    if isinstance(got, Mapping) and isinstance(expected, Mapping):
        if got.keys() != expected.keys():
            raise _Unlike(f"the keys are {list(got)}, expected {list(expected)}{at}")
        for key in expected:
            yield from _differences(got[key], expected[key], f"{where}[{key!r}]")
    elif isinstance(got, tuple | list) and isinstance(expected, tuple | list):
        if len(got) != len(expected):
            raise _Unlike(f"{len(got)} items, expected {len(expected)}{at}")
        for i, pair in enumerate(zip(got, expected, strict=True)):
            yield from _differences(*pair, f"{where}[{i}]")
    else:
        one, other = _array(got), _array(expected)
        if one is None or other is None:
            if type(got) is not type(expected) or got != expected:
                raise _Unlike(f"got {got!r}, expected {expected!r}{at}")
            yield 0.0, ""
        elif one.ndim and one.dtype.kind not in KINDS:  # words, or values of several kinds
            yield from _differences(one.tolist(), other.tolist(), where)
        else:
            _require_alike(one, other, both=hasattr(got, "dtype") and hasattr(expected, "dtype"), at=at)
            yield from _largest(one, other, where)


def _array(value: Any) -> "np.ndarray | None":
    """Numbers as an array; None for what holds none."""
    import numpy as np

    if hasattr(value, "detach"):
        value = value.detach().cpu()
        value = value.double() if value.is_floating_point() else value  # NumPy has no bfloat16
    try:
        made = np.asarray(value)
    except (TypeError, ValueError, RuntimeError):  # a ragged list, say
        return None
    return made if made.ndim or made.dtype.kind in KINDS else None


def _require_alike(got: "np.ndarray", expected: "np.ndarray", both: bool, at: str) -> None:
    """Refuse other shapes and kinds; a number or list by hand may be whole where the result is real."""
    if got.shape != expected.shape:
        raise _Unlike(f"got shape {got.shape}, expected {expected.shape}{at}")
    kinds = [KINDS.get(one.dtype.kind, "other values") for one in (got, expected)]
    if kinds[0] != kinds[1] and (both or KINDS["b"] in kinds or "other values" in kinds):
        raise _Unlike(f"got {kinds[0]}, expected {kinds[1]}{at}")


def _largest(got: "np.ndarray", expected: "np.ndarray", where: str) -> Iterator[tuple[float, str]]:
    import numpy as np

    if not got.size:
        return
    unequal = (got != expected) & ~((got != got) & (expected != expected))  # NaN is not equal to itself
    if not unequal.any():
        yield 0.0, ""
        return
    pairs = list(zip(got[unequal].tolist(), expected[unequal].tolist(), strict=True))  # Python's numbers: whole ones are exact
    gaps = [math.inf if math.isnan(gap := abs(one - other)) else gap for one, other in pairs]
    worst = max(range(len(gaps)), key=gaps.__getitem__)
    place = np.argwhere(unequal)[worst].tolist()
    at = f" at {where}{place or ''}" if where or place else ""
    yield gaps[worst], f"got {pairs[worst][0]!r}, expected {pairs[worst][1]!r}{at}"


def _rounded_up(difference: float) -> str:
    return "exactly" if difference == 0 else f"largest difference at most 1e{math.ceil(math.log10(difference))}"


def _as_bool(truth: Any) -> bool:
    dtype = str(getattr(truth, "dtype", ""))
    size = truth.numel() if hasattr(truth, "numel") else getattr(truth, "size", None)
    if "bool" not in dtype:
        kind = type(truth).__name__ + (f" of dtype {dtype}" if dtype else "")
        raise TypeError(f"a claim is decided by True or False, not by a {kind}: compare it with something")
    if size != 1:
        raise TypeError(f"a claim is decided by one True or False, not by {size}: join them with .all() or .any()")
    return bool(truth)
