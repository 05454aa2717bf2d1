"""Several gradings in one process: whose turn it is to run test code."""

import contextlib
import io
import threading
from collections.abc import Iterator

import torch


class Turn:
    """What all gradings of a process share while test code runs: torch's dice and printing. One has it at a time.

    While a grading waits for its sandbox it hands its turn on, and finds its dice again as it left them.
    """

    lock = threading.Lock()

    def __enter__(self) -> None:
        self.lock.acquire()
        self.quiet = contextlib.ExitStack()
        self.quiet.enter_context(contextlib.redirect_stdout(io.StringIO()))
        self.quiet.enter_context(contextlib.redirect_stderr(io.StringIO()))

    def __exit__(self, *_: object) -> None:
        self.quiet.close()
        self.lock.release()

    @contextlib.contextmanager
    def handed_on(self) -> Iterator[None]:
        """Let others have it meanwhile."""
        dice = torch.get_rng_state()
        self.__exit__()
        try:
            yield
        finally:
            self.__enter__()
            torch.set_rng_state(dice)
