"""What runs inside the sandbox: a process that has the libraries imported, and forks a kernel whenever the grader asks for one.

The grader talks to it over sockets: to the process that waits (`main`) by a line of settings and one socket for each kernel,
and to a kernel over that socket, by frames of JSON. Nothing in here is secret, and nothing that it says is trusted outside.
"""

import base64
import contextlib
import ctypes
import io
import json
import os
import resource
import shutil
import signal
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

HEADER = 9  # before each frame: j (JSON) or t (text), then how many bytes follow, in hexadecimal digits
SHOWN = {"text/plain": 200_000, "image/png": 2_000_000, "text/html": 2_000_000}  # what is passed on of a display, in characters
ITSELF = 0x7FFFFFF1  # stands in the filter of system calls for the number of the process that loads it
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 1, 4, 22, 2  # linux/prctl.h, linux/seccomp.h
Call = Callable[..., dict[str, Any]]


class Wire:
    """Messages of JSON over a socket, and long texts, which nobody takes apart on the way."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection

    def send(self, message: dict[str, Any]) -> None:
        """Send a message whole."""
        self._send(b"j", json.dumps(message, ensure_ascii=False))

    def send_text(self, text: str) -> None:
        """Send a text whole."""
        self._send(b"t", text)

    def _send(self, kind: bytes, text: str) -> None:
        body = text.encode("utf-8", "replace")
        self.connection.sendall(kind + f"{len(body):0{HEADER - 1}x}".encode() + body)

    def receive(self) -> dict[str, Any] | None:
        """The next message; None where the other end is gone."""
        head = self._exactly(HEADER)
        body = self._exactly(int(head[1:], 16)) if head else b""
        return json.loads(body) if body else None

    def _exactly(self, count: int) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            part = self.connection.recv(min(count - len(parts), 1 << 20))
            if not part:
                return b""
            parts += part
        return bytes(parts)


class Printing(io.TextIOBase):
    """`sys.stdout` or `sys.stderr`: passes text on until a run's room is used up, and counts what comes after."""

    encoding = "utf-8"

    def __init__(self, shell: "Shell", name: str) -> None:
        self.shell, self.name, self.waiting = shell, name, ""

    def writable(self) -> bool:
        """It can be written to."""
        return True

    def write(self, text: str) -> int:
        """Pass text on, in larger pieces."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        room = self.shell.room - self.shell.printed
        self.shell.printed += len(text)
        if room > 0:
            self.waiting += text[:room]
        if len(self.waiting) > 8192:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Pass on what waits."""
        text, self.waiting = self.waiting, ""
        if text:
            self.shell.say({"stream": self.name, "text": text})


class Publisher(DisplayPublisher):
    """Passes on what `display` shows."""

    shell: "Shell"

    def publish(self, data: dict[str, Any], *_: Any, **named: Any) -> None:
        """Pass it on: text, and pictures."""
        self.shell.show(data)

    def clear_output(self, wait: bool = False) -> None:
        """Nothing is taken back."""


class Hook(DisplayHook):
    """Passes on the value of a cell's last line."""

    shell: "Shell"

    def write_output_prompt(self) -> None:
        """None is written."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Pass it on."""
        self.shell.show(format_dict)

    def finish_displayhook(self) -> None:
        """Nothing is left to be written."""


class Shell(InteractiveShell):
    """IPython without a terminal, a history file, and other programs."""

    wire: Wire | None = None
    room, printed = 0, 0

    def say(self, message: dict[str, Any]) -> None:
        """Send a message to the grader, if it listens."""
        if self.wire is not None:
            self.wire.send(message)

    def show(self, data: dict[str, Any]) -> None:
        """Pass on a display, behind what was printed before it."""
        sys.stdout.flush()
        kept = {kind: data[kind] for kind in SHOWN if isinstance(data.get(kind), str)}
        if isinstance(data.get("image/png"), bytes):
            kept["image/png"] = base64.b64encode(data["image/png"]).decode()
        self.say({"display": {kind: text[: SHOWN[kind]] for kind, text in kept.items()}})

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        sys.stdout.flush()
        name = getattr(etype, "__name__", str(etype))
        self.say({"error": name, "value": str(evalue)[:2000], "traceback": "\n".join(map(str, stb))[:10_000]})

    def enable_gui(self, gui: Any = None) -> None:
        """There is none."""

    def system(self, cmd: str) -> None:
        """Stands where `!pip install ...` would start a program: says that it does not."""
        print(f"(programs are not started in grading: {cmd.strip()[:200]})", file=sys.stderr)
        self.say({"program": cmd.strip()[:80]})

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        """Stands where `files = !ls` would start a program."""
        self.system(cmd)
        return [] if split else ""


def main() -> None:
    """Import what is needed, then fork a kernel for each socket that comes, one after the other, and say how each one ended."""
    control = socket.socket(fileno=int(sys.argv[1]))
    settings = Wire(control).receive()
    if settings is None:
        return
    config = Config({"HistoryManager": {"enabled": False}})
    shell = Shell.instance(config=config, displayhook_class=Hook, display_pub_class=Publisher, colors="nocolor")
    call = _private_call()
    for line in ["import d2lhelpers.homework", *settings["imports"]]:
        with contextlib.suppress(Exception):  # the cell itself will say so
            exec(line, {})
    _one_process_for_data()
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    _prctl(PR_SET_DUMPABLE, 0)  # a kernel may not reach into this process
    control.send(b"ready\n")
    while True:
        _, sockets, *_ = socket.recv_fds(control, 1, 1)
        if not sockets:
            return
        for folder in settings["clear"]:
            _clear(Path(folder))
        pid = os.fork()
        if pid == 0:
            control.close()
            _serve(shell, call, socket.socket(fileno=sockets[0]), settings)
        os.close(sockets[0])
        _, status = os.waitpid(pid, 0)
        control.send(f"{status}\n".encode())


def _private_call() -> Call:
    """How answers are called: a copy of the package's modules that no import of a student's leads to."""
    from d2lhelpers.homework.calling import reply

    for name in [name for name in sys.modules if name.split(".")[0] == "d2lhelpers"]:
        del sys.modules[name]
    return reply


def _one_process_for_data() -> None:
    """Let a DataLoader work with any number of workers: in this process, since no others can be started."""
    from torch.utils.data import DataLoader

    original = DataLoader.__init__

    def without_workers(self: Any, dataset: Any, *inputs: Any, **named: Any) -> None:
        position = 5 - 1  # of num_workers: dataset, batch_size, shuffle, sampler, batch_sampler, num_workers
        inputs = (*inputs[:position], 0, *inputs[position + 1 :]) if len(inputs) > position else inputs
        if named.get("num_workers"):
            named |= {"num_workers": 0, "persistent_workers": False, "prefetch_factor": None, "timeout": 0}
        original(self, dataset, *inputs, **named)

    DataLoader.__init__ = without_workers  # type: ignore[method-assign]


def _prctl(option: int, *values: Any) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, *values, *[0] * (4 - len(values))) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {option}")


def _clear(folder: Path) -> None:
    """Remove what an earlier kernel left behind."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                path.unlink()


def _serve(shell: Shell, call: Call, connection: socket.socket, settings: dict[str, Any]) -> None:
    """Be a kernel: run what the grader sends, until it goes away."""
    _prctl(PR_SET_DUMPABLE, 1)
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    for name, value in settings["limits"].items():
        resource.setrlimit(getattr(resource, name), (value, value))
    _refuse_calls(base64.b64decode(settings["filter"]))
    sys.stdin = open(os.devnull)  # noqa: SIM115 - stays open as long as the kernel lives
    sys.stdout, sys.stderr = Printing(shell, "stdout"), Printing(shell, "stderr")
    shell.wire, shell.room = Wire(connection), settings["printed"]
    shell.user_ns["__builtins__"].input = _input
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    while (request := shell.wire.receive()) is not None:
        shell.printed = 0
        done: dict[str, Any] = {}
        with contextlib.suppress(KeyboardInterrupt), _interruptible():
            done = _handle(shell, call, request)
        with contextlib.suppress(KeyboardInterrupt):
            sys.stdout.flush()
            sys.stderr.flush()
        if "result" in done:
            shell.wire.send_text(done.pop("result"))
        shell.wire.send({"done": done, "printed": shell.printed})
    os._exit(0)


def _handle(shell: Shell, call: Call, request: dict[str, Any]) -> dict[str, Any]:
    """Run a cell, or call an answer."""
    if "code" in request:
        shell.run_cell(request["code"], store_history=True)
        return {}
    try:
        return call(shell.user_ns, request["call"], request["arguments"], tuple(request["forbidden"]), request["room"])
    except SystemExit as error:
        return {"raised": ["SystemExit", str(error)[:200]]}


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Let an interrupt in, but none that was meant for an earlier run."""
    while signal.sigtimedwait([signal.SIGINT], 0) is not None:
        pass
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])


def _refuse_calls(program: bytes) -> None:
    """Load the filter of system calls, where there is one."""
    if not program:
        return

    program = program.replace(struct.pack("=I", ITSELF), struct.pack("=I", os.getpid()))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))

    _prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(Program(len(program) // 8, program)))


def _input(prompt: object = "") -> str:
    raise StdinNotImplementedError("nobody is there to answer input() in grading")


if __name__ == "__main__":
    main()
