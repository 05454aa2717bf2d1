"""Kernels in a sandbox, seen from outside: start one, let it run something, and end it where it uses more than it may."""

import ast
import base64
import contextlib
import json
import os
import select
import signal
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from d2lhelpers.homework.packing import clean

from . import sandbox
from .inside import HEADER
from .outputs import ROOM, Frames, Kept, Nonsense
from .processor import Meter, last_of
from .sandbox import Limits

POLL = 0.05  # seconds between two looks at a running kernel
GRACE = 2.0  # seconds of processor time that a kernel has to obey an interrupt
STARTING = 30  # seconds of processor time to import the libraries


class KernelDied(RuntimeError):
    """The kernel is gone; the message says how."""


class MachineFailed(RuntimeError):
    """Something went wrong that is not the student's doing, or may not be: the work is not graded.

    Attributes
    ----------
    asleep: whether the student's code slept all the time that was waited for it, so that no machine can be too slow for it.
    """

    def __init__(self, message: str, asleep: bool = False) -> None:
        super().__init__(message, asleep)  # both, so that it may travel between processes
        self.asleep = asleep

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass
class Ran:
    """What came of running something in the sandbox.

    Attributes
    ----------
    outputs: what it printed and showed, as notebook outputs, cut to size.
    trouble: in a sentence, what ended it early; empty where nothing did.
    printed: how many characters it printed.
    programs: what other programs it would have started.
    result: what a call gave, packed; empty where there is none.
    raised: kind and message of the exception that a call raised; None where there was none, or nothing that can be read.
    seconds: of processor time.
    """

    outputs: list[dict[str, Any]] = field(default_factory=list)
    trouble: str = ""
    printed: int = 0
    programs: list[str] = field(default_factory=list)
    result: str = ""
    raised: tuple[str, str] | None = None
    seconds: float = 0.0


class Sandbox:
    """A sandbox with the libraries imported, in which kernels start fast, one after the other. Use it as a context manager.

    Parameters
    ----------
    setup: the locked cells, whose imports are done beforehand.
    unsafe: run without bubblewrap: for trusted code, or where there is none.
    """

    def __init__(self, limits: Limits, setup: Iterable[str] = (), unsafe: bool = False) -> None:
        self.limits, self.unsafe = limits, unsafe
        self.settings = {
            "imports": [line for cell in setup for line in _imports(cell)],
            "clear": [] if unsafe else sandbox.WRITABLE,
            "filter": "" if unsafe else base64.b64encode(sandbox.filter_of_calls()).decode(),
            "printed": limits.printed,
            "limits": {
                "RLIMIT_AS": limits.memory,
                "RLIMIT_FSIZE": limits.file_size,
                "RLIMIT_CORE": 0,
                "RLIMIT_NOFILE": 512,
                "RLIMIT_CPU": round(limits.notebook_seconds + limits.calls_seconds + 600),
            },
        }

    def __enter__(self) -> "Sandbox":
        self.control, inner = socket.socketpair()
        with inner:
            self.process = sandbox.start(inner.fileno(), self.limits, self.unsafe)
        body = json.dumps(self.settings).encode()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # then it says nothing either
            self.control.sendall(f"j{len(body):0{HEADER - 1}x}".encode() + body)
        said = self._line(self.limits.wait(STARTING))
        if said != "ready":
            self.__exit__()
            raise MachineFailed("the sandbox did not start")
        self.waiting = last_of(self.process.pid)  # the process that forks kernels
        self.broken = False
        return self

    def __exit__(self, *_: object) -> None:
        self.control.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()

    def _line(self, seconds: float) -> str:
        """The next line of the waiting process; nothing where none comes in time."""
        line, end = b"", time.monotonic() + seconds
        with contextlib.suppress(ConnectionResetError):
            while not line.endswith(b"\n") and select.select([self.control], [], [], max(0.0, end - time.monotonic()))[0]:
                part = self.control.recv(1)
                if not part:
                    return ""
                line += part
        return line.decode().strip()

    def fork(self) -> tuple[socket.socket, int]:
        """The socket and the process of a new kernel; the one before must have ended."""
        if self.broken:
            self.__exit__()
            self.__enter__()
        outer, inner = socket.socketpair()
        with inner, contextlib.suppress(BrokenPipeError, ConnectionResetError):  # then no kernel comes
            socket.send_fds(self.control, [b"k"], [inner.fileno()])
        end = time.monotonic() + self.limits.wait(STARTING)
        while (pid := last_of(self.waiting)) == self.waiting:
            if time.monotonic() > end or self.process.poll() is not None:
                outer.close()
                raise MachineFailed("no kernel could be started")
            time.sleep(0.002)
        outer.setblocking(False)
        return outer, pid

    def ended(self) -> str:
        """How the last kernel ended, in words."""
        status = self._line(self.limits.wait(1))
        self.broken = not status.isdigit()
        return "it was killed with all that was around it" if self.broken else _how_it_died(int(status))


class Kernel:
    """One kernel of a sandbox. Use it as a context manager; leaving it kills whatever still runs."""

    def __init__(self, around: Sandbox) -> None:
        self.around, self.limits = around, around.limits
        self.gone = False

    def __enter__(self) -> "Kernel":
        self.socket, self.pid = self.around.fork()
        self.meter = Meter(self.pid)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if not self.gone:
            self._kill()

    def _kill(self) -> str:
        """End it; say how it ended."""
        self.gone = True
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.socket.close()
        return self.around.ended()

    def run(self, code: str, seconds: float) -> Ran:
        """Run a cell, with so many seconds of processor time.

        Raises
        ------
        KernelDied: the kernel is gone, or had to be killed.
        MachineFailed: the time to wait was over, but the processor time was not used.
        """
        return self._ask({"code": code}, seconds)

    def call(self, name: str, arguments: str, forbidden: tuple[str, ...], seconds: float) -> Ran:
        """Call an answer; errors as for `run`."""
        request = {"call": name, "arguments": arguments, "forbidden": list(forbidden), "room": self.limits.reply}
        return self._ask(request, seconds)

    def _ask(self, request: dict[str, Any], seconds: float) -> Ran:
        self.meter.looks = self.meter.asleep = 0
        ran, before, clock, looked = Ran(), self.meter.seconds(), time.monotonic(), time.monotonic()
        allowed = seconds
        kept = Kept(min(self.limits.printed + 10 * 1_000_000, ROOM))
        try:
            for message in self._exchange(request):
                if isinstance(message, str):
                    ran.result = message
                elif message is not None and "done" in message:
                    self._finish(ran, message)
                    break
                elif message is not None and "program" in message:
                    ran.programs = [*ran.programs, str(message["program"])[:80]][:20]
                elif message is not None:
                    kept.add(message)
                if time.monotonic() - looked < POLL:
                    continue
                looked = time.monotonic()
                used = self._used(before)
                slept = self.meter.slept()
                if looked - clock > self.limits.wait(seconds, slept):
                    self._kill()
                    state = "slept" if slept else "waited for the machine"
                    raise MachineFailed(f"it {state} for most of {looked - clock:.0f} seconds, and was stopped", asleep=slept)
                if used > allowed and ran.trouble:
                    self._kill()
                    raise KernelDied(f"{ran.trouble}; it ignored that and was killed")
                if used > allowed:
                    ran.trouble = f"it ran longer than {seconds:g} seconds, and was interrupted"
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(self.pid, signal.SIGINT)
                    allowed, clock = used + GRACE, looked
        except Nonsense:
            self._kill()
            raise KernelDied("it gave no readable reply") from None
        ran.outputs, ran.seconds = kept.outputs, self.meter.seconds() - before
        return ran

    def _used(self, before: float) -> float:
        """The processor time since `before`; looks at threads and sleep, too."""
        self.meter.look()
        if self.meter.threads() > self.limits.threads:
            self._kill()
            raise KernelDied(f"it started more than {self.limits.threads} threads, and was stopped")
        return self.meter.seconds() - before

    def _finish(self, ran: Ran, message: dict[str, Any]) -> None:
        done, printed = message["done"], message.get("printed")
        ran.printed = printed if isinstance(printed, int) else 0
        raised = done.get("raised") if isinstance(done, dict) else None
        if isinstance(raised, list) and len(raised) == 2 and all(isinstance(part, str) for part in raised):
            ran.raised = clean(raised[0][:60]), clean(raised[1][:2000])

    def _exchange(self, request: dict[str, Any]) -> Iterator[dict[str, Any] | str | None]:
        """Send a request and yield the messages that come, None where none came for a while."""
        body = json.dumps(request).encode()
        waiting = memoryview(f"j{len(body):0{HEADER - 1}x}".encode() + body)
        frames = Frames(self.limits.reply, 2 * self.limits.reply)
        while True:
            readable, writable, _ = select.select([self.socket], [self.socket] if waiting else [], [], POLL)
            try:
                if writable:
                    waiting = waiting[self.socket.send(waiting) :]
                data = self.socket.recv(1 << 20) if readable else None
            except (BrokenPipeError, ConnectionResetError):
                data = b""
            if data == b"":
                raise KernelDied(self._kill())
            yield from frames.feed(data) if data else [None]


def leaks(private: Iterable[Path]) -> list[str]:
    """Try out what a sandboxed kernel can reach; return a sentence for everything that it should not.

    Parameters
    ----------
    private: files and folders that must not be visible.
    """
    probes = {
        f"a sandboxed kernel can read {path}": f"next(iter(__import__('os').scandir({str(path)!r})))" for path in private if path.is_dir()
    }
    probes |= {f"a sandboxed kernel can read {path}": f"open({str(path)!r})" for path in private if path.is_file()}
    probes["a sandboxed kernel can start processes"] = "__import__('os').fork() or __import__('os')._exit(0)"
    with socket.create_server(("127.0.0.1", 0)) as server, Sandbox(Limits()) as around, Kernel(around) as kernel:
        probes["a sandboxed kernel has a network"] = f"__import__('socket').create_connection({server.getsockname()!r}, 2)"
        return [sentence for sentence, code in probes.items() if not _fails(kernel.run(code, 10))]


def _fails(ran: Ran) -> bool:
    return any(output["output_type"] == "error" for output in ran.outputs)


def _imports(cell: str) -> list[str]:
    """The lines of a cell that import something."""
    return [ast.unparse(line) for line in ast.parse(cell).body if isinstance(line, ast.Import | ast.ImportFrom)]


def _how_it_died(status: int) -> str:
    """How a process ended, by the status that `waitpid` gave."""
    code = os.waitstatus_to_exitcode(status)
    names = {
        -signal.SIGXCPU: "it used up its processor time",
        -signal.SIGKILL: "it was killed",
        -signal.SIGSEGV: "it crashed (segmentation fault)",
        -signal.SIGXFSZ: "it wrote too large a file",
    }
    return names.get(code, f"it ended itself (exit status {code})")
