"""An answer's share: of CPU time, and of lines that it prints."""

import contextlib
import io
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

INSTALLED = (sys.prefix, sys.base_prefix, str(Path(__file__).parents[2]))


class TooLong(BaseException):
    """The answer has used up its CPU time. Not an Exception, so that `except Exception` lets it pass."""


@contextlib.contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raise `TooLong` inside the block after this much CPU time, where the platform has such a timer and this is the main thread.

    An answer that catches it meets it again: the timer goes on, and the next line after the one that was stopped (the body of
    the `except`) raises it too.
    """
    if (
        not hasattr(signal, "ITIMER_PROF")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    tracing = sys.gettrace()

    def raise_again(frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            raise TooLong
        return raise_again

    def stop(number: int, frame: FrameType | None) -> None:
        sys.settrace(lambda *_: None)  # without one, the frames' own are not asked
        while frame is not None and frame.f_globals.get("__package__") != __package__:
            if not frame.f_code.co_filename.startswith(INSTALLED):
                frame.f_trace = raise_again
            frame = frame.f_back
        raise TooLong

    handler = signal.signal(signal.SIGPROF, stop)
    timer = signal.setitimer(signal.ITIMER_PROF, seconds, 0.05)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        sys.settrace(tracing)
        signal.signal(signal.SIGPROF, handler)
        signal.setitimer(signal.ITIMER_PROF, *timer)


class FirstLines(io.TextIOBase):
    """A stream that passes on the first lines that are written to it and counts the others."""

    def __init__(self, stream: TextIO, lines: int = 20, characters: int = 2000) -> None:
        self.stream, self.lines, self.characters = stream, lines, characters
        self.left_out = 0

    def write(self, text: str) -> int:
        """Pass on what there is room for; returns the length of the text, as every stream does."""
        shown = ""
        for line in text.splitlines(keepends=True):
            if self.lines > 0 and len(line) <= self.characters:
                shown += line
                self.characters -= len(line)
                self.lines -= line.endswith("\n")
            else:
                self.lines = 0
                self.left_out += line.endswith("\n")
        self.stream.write(shown)
        return len(text)

    def flush(self) -> None:
        """Flush the stream behind."""
        self.stream.flush()


@contextlib.contextmanager
def first_lines() -> Iterator[None]:
    """Show the first lines that are printed inside the block, and say how many were left out."""
    short = FirstLines(sys.stdout)
    with contextlib.redirect_stdout(short):
        yield
    if short.lines <= 0 and short.left_out:
        print(f"(what your code printed goes on for {short.left_out} more lines)")
