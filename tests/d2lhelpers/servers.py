"""A server on 127.0.0.1 that serves small files, and spoils them as networks do; the package's command line."""

import gzip
import http.server
import os
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import torch


def idx(*sizes: int, fill: int = 0) -> bytes:
    """A gzipped IDX file of bytes with these sizes."""
    count = torch.Size(sizes).numel()
    body = bytes((i + fill) % 10 for i in range(count))
    return gzip.compress(struct.pack(f">BBBB{len(sizes)}I", 0, 0, 8, len(sizes), *sizes) + body, mtime=0)


SMALL = {
    "train-images-idx3-ubyte.gz": idx(6, 28, 28),
    "train-labels-idx1-ubyte.gz": idx(6),
    "t10k-images-idx3-ubyte.gz": idx(2, 28, 28, fill=3),
    "t10k-labels-idx1-ubyte.gz": idx(2, fill=3),
}


class Server(http.server.ThreadingHTTPServer):
    """Serves `files` by their last name, and spoils those named in `spoiled`; `asked` holds the paths that were asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files, self.asked = dict(SMALL), []
        self.spoiled: dict[str, str] = {}
        self.tunnel = 407  # what a browser of https hears if this is its proxy
        self.released = threading.Event()  # ends what is "silent"
        self.address = f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        """Answer with a file, or as `spoiled` says."""
        name = self.path.rsplit("/", 1)[-1]
        self.server.asked.append(self.path)
        how, body = self.server.spoiled.get(name, ""), self.server.files.get(name)
        if how.isdigit() or body is None:
            self.send_error(int(how or 404))
            return
        if how == "other":
            body = b"<html>please log in</html>"
        if how == "slow":
            time.sleep(0.2)
        if how == "silent":
            self.server.released.wait()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if how == "cut" else body)

    def do_CONNECT(self) -> None:
        """As a proxy that opens no tunnel."""
        self.server.asked.append(self.path)
        self.send_error(self.server.tunnel)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def serving() -> Iterator[Server]:
    """A running server."""
    made = Server()
    threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield made
    finally:
        made.released.set()
        made.shutdown()
        made.server_close()


def command(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m d2lhelpers` with these words."""
    return subprocess.run(
        [sys.executable, "-m", "d2lhelpers", *words], capture_output=True, text=True, timeout=60, env={**os.environ, **environment}
    )
