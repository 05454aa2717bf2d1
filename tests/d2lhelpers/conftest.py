"""What tests of downloads stand on."""

import socket
from collections.abc import Iterator

import pytest

from .servers import Server, serving


@pytest.fixture
def server() -> Iterator[Server]:
    """A running server of small files."""
    with serving() as made:
        yield made


@pytest.fixture
def closed() -> str:
    """An address where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
