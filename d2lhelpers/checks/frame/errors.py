"""Exceptions of a learner's code in words: what was raised, in which line, and the usual cause."""

import linecache
import traceback

CAUSES = {
    NameError: "A name is used that was never set. Check its spelling, and run the cells above.",
    AttributeError: "This object has no such attribute or method. Print its type: is it what you think it is?",
    IndexError: "An index runs past the end. Compare it with the shape.",
    ZeroDivisionError: "A divisor is zero: a count that starts at zero, or a length of nothing?",
    RecursionError: "The function calls itself without end. Which case should stop it?",
}
SAID_BY_TORCH = {
    "must match the size": "Two shapes do not fit. Print both shapes just before this line.",
    "cannot be multiplied": "Two shapes do not fit. Print both shapes just before this line.",
    "shapes": "Two shapes do not fit. Print both shapes just before this line.",
    "in-place": "A leaf that requires a gradient is changed in place: do it under torch.no_grad().",
    "inplace operation": "A value that backward() needs was changed in place before it. Build a new tensor instead.",
    "does not require grad": "Nothing in this result depends on a tensor with requires_grad=True: was it detached, or made under no_grad?",
    "second time": "The graph was freed by the first backward(). Compute the forward pass again.",
}


def rows_of(error: BaseException) -> dict[str, str]:
    """The rows of a report that tell of an exception: what it says, and the last line of the learner's own that led to it."""
    rows = {"it raised": message(error)}
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_own(frame.filename)]
    if own:
        line = own[-1].line or linecache.getline(own[-1].filename, own[-1].lineno or 0)
        rows["in line"] = f"{own[-1].lineno}: {line.strip()}".rstrip(": ")
    return rows


def _is_own(filename: str) -> bool:
    return "ipykernel" in filename or filename.startswith("<")


def message(error: BaseException) -> str:
    """The error's kind and the first line of what it says."""
    try:
        lines = str(error).strip().splitlines()
    except Exception:  # a learner's own __str__
        lines = []
    return f"{type(error).__name__}: {lines[0][:360]}" if lines else type(error).__name__


def cause_of(error: BaseException, name: str) -> str:
    """The usual cause of an exception that a function of this name raised; "" where none is known."""
    text = message(error)
    if (
        isinstance(error, TypeError)
        and "positional argument" in text
        and not (name and f"{name}()" in text)
    ):
        return "A function that you call gets too many or too few arguments. Look at its documentation."
    if isinstance(error, TypeError) and "positional argument" in text:
        return "The function takes other arguments than the exercise names. Keep the first line of the stub as it was."
    if isinstance(error, TypeError) and "ellipsis" in text.lower():
        return "A `...` is still to be replaced."
    if isinstance(error, TypeError | AttributeError) and "NoneType" in text:
        return "Something is None: a function without `return`, or a .grad that was never computed."
    if isinstance(error, NotImplementedError):
        return _not_implemented(error, text)
    if isinstance(error, RuntimeError):
        return next(
            (cause for words, cause in SAID_BY_TORCH.items() if words in text),
            CAUSES.get(type(error), ""),
        )
    return next((cause for kind, cause in CAUSES.items() if isinstance(error, kind)), "")


def _not_implemented(error: NotImplementedError, text: str) -> str:
    if 'required "forward"' in text:
        return "A layer of yours has no forward: is its name spelled so, and does it stand inside the class?"
    frames = traceback.extract_tb(error.__traceback__)
    raised_here = bool(frames) and _is_own(frames[-1].filename)
    return (
        "Part of the answer is still to be written."
        if raised_here
        else "PyTorch cannot do this with such a tensor. Print its dtype."
    )
