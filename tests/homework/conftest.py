"""What tests of homework share."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

BUSY = int(os.environ.get("D2LHELPERS_BUSY", "0"))  # busy loops beside all tests: make grade-under-load


@contextmanager
def busy_loops(count: int) -> Iterator[None]:
    """Let processes that do nothing but count take their share of the machine."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


@pytest.fixture(scope="session", autouse=True)
def beside_busy_loops() -> Iterator[None]:
    """The load that the environment asks for."""
    with busy_loops(BUSY):
        yield
