"""A Jupyter kernel inside bubblewrap: no network, no home, no course folder, no new processes, and an end to everything.

Whatever comes out of the sandbox comes from a stranger: messages are read as data, bounded in size, and never unpickled.
"""

import contextlib
import errno
import os
import platform
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import matplotlib
import zmq
from jupyter_client import BlockingKernelClient
from jupyter_client.connect import write_connection_file

import d2lhelpers

from .course import MB

INSTALL = "bubblewrap is missing: install it (apt-get install bubblewrap, dnf install bubblewrap), release 0.8 or newer"
PACKAGE = Path(d2lhelpers.__file__).parent
POLL = 0.05  # seconds between two looks at a running kernel
GRACE = 2.0  # seconds that a kernel has to obey an interrupt
IMAGE = re.compile(r'<img\b[^>]*\bsrc="data:image/png;base64,([A-Za-z0-9+/=\s]+)"[^>]*>')


class SandboxError(RuntimeError):
    """A sandbox that cannot be had on this machine."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes
    ----------
    cell_seconds, notebook_seconds: wall-clock time of a cell, and of all cells and calls together.
    memory, file_size, disk: bytes of address space, of one file, and of all files.
    reply: bytes of one message out of the sandbox. printed: characters that one cell may print.
    restarts: how often a kernel that died is started anew.
    """

    cell_seconds: float = 60
    notebook_seconds: float = 600
    memory: int = 6_000 * MB
    file_size: int = 50 * MB
    disk: int = 100 * MB
    reply: int = 60 * MB
    printed: int = 200_000
    restarts: int = 3


@dataclass
class Ran:
    """What came of running something in the sandbox.

    Attributes
    ----------
    outputs: what it printed and showed, as notebook outputs, cut to size.
    trouble: in a sentence, what ended it early; empty where nothing did.
    reply: the value of the expression that was asked for, as text.
    """

    outputs: list[dict[str, Any]] = field(default_factory=list)
    trouble: str = ""
    reply: str | None = None


class KernelDied(RuntimeError):
    """The kernel is gone; the message says how."""


class Kernel:
    """One kernel in its sandbox. Use it as a context manager; leaving it kills whatever still runs.

    Parameters
    ----------
    limits: what the kernel may use.
    deadline: the `time.monotonic()` at which everything ends.
    unsafe: run without bubblewrap: for trusted code, or where there is none.
    """

    def __init__(self, limits: Limits, deadline: float, unsafe: bool = False) -> None:
        self.limits, self.deadline, self.unsafe = limits, deadline, unsafe

    def __enter__(self) -> "Kernel":
        self.folder = Path(tempfile.mkdtemp(prefix="d2l-", dir="/tmp"))  # a socket's path may be no longer than 107 characters
        connection, _ = write_connection_file(str(self.folder / "kernel.json"), transport="ipc", ip=str(self.folder / "k"))
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", connection, "--HistoryManager.enabled=False"]
        with contextlib.ExitStack() as stack:
            filters = [] if self.unsafe else [stack.enter_context(_no_new_processes())]
            self.process = subprocess.Popen(
                command if self.unsafe else [*self._limits(), *_bubblewrap(self.folder, self.limits, filters[0]), *command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=filters,
                cwd=self.folder,
                env=os.environ | ENVIRONMENT if self.unsafe else {"PATH": os.environ["PATH"]},  # the sandbox can read bubblewrap's own
            )
        self.context = zmq.Context()
        self.context.setsockopt(zmq.MAXMSGSIZE, self.limits.reply)
        self.client = BlockingKernelClient(connection_file=connection, context=self.context)
        self.client.load_connection_file()
        self.client.start_channels(stdin=False, hb=False)
        try:
            self._wait_until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self.client.stop_channels()
        self.context.destroy(linger=0)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _limits(self) -> list[str]:
        limits = self.limits
        seconds = max(1, round(self.deadline - time.monotonic()))
        return ["prlimit", f"--cpu={seconds}", f"--as={limits.memory}", f"--fsize={limits.file_size}", "--core=0", "--"]

    def _wait_until_ready(self) -> None:
        """Wait until the kernel answers and its outputs arrive."""
        end, asked, heard = time.monotonic() + 60, 0.0, set()
        while {"shell", "iopub"} - heard:
            if time.monotonic() > end:
                raise KernelDied("the kernel did not start within a minute")
            if time.monotonic() - asked > 1:
                self.client.kernel_info()
                asked = time.monotonic()
            heard |= {channel for channel, _ in self._messages()}

    def _messages(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The messages that are there, with their channels; wait a moment where there are none."""
        self._watch()
        channels = {getattr(self.client, f"{name}_channel").socket: name for name in ("iopub", "shell")}
        for ready in zmq.select(list(channels), [], [], POLL)[0]:
            try:
                message = getattr(self.client, f"{channels[ready]}_channel").get_msg(timeout=0)
            except Exception:  # whatever a stranger put on the wire
                continue
            if isinstance(message, dict) and isinstance(message.get("content"), dict):
                yield channels[ready], message

    def _watch(self) -> None:
        """Raise where the kernel is gone, or its files have grown too large."""
        if self.process.poll() is not None:
            raise KernelDied(_how_it_died(self.process.returncode))
        size = sum(path.lstat().st_size for path in self.folder.iterdir())
        if size > self.limits.disk:
            self.process.kill()
            raise KernelDied(f"it wrote more than {self.limits.disk // MB} MB of files, and was stopped")

    def run(self, code: str, seconds: float, expression: str | None = None) -> Ran:
        """Run code, or evaluate an expression, for at most so many seconds.

        Raises
        ------
        KernelDied: the kernel is gone, or had to be killed.
        """
        ran, printed = Ran(), 0
        wanted = {} if expression is None else {"reply": expression}
        asked = self.client.execute(code, silent=expression is not None, store_history=False, user_expressions=wanted, allow_stdin=False)
        end = min(time.monotonic() + seconds, self.deadline)
        waiting_for = {"reply", "outputs"}
        while waiting_for:
            for channel, message in self._messages():
                if _table(message, "parent_header").get("msg_id") != asked:
                    continue
                if channel == "shell":
                    waiting_for.discard("reply")
                    ran.reply = _expression(message)
                    end = min(end, time.monotonic() + 1)  # outputs that are still on their way
                elif message["content"].get("execution_state") == "idle":
                    waiting_for.discard("outputs")
                else:
                    printed += _keep_output(ran.outputs, message, self.limits.printed - printed)
            late = time.monotonic() > end
            if late and "reply" not in waiting_for:
                break
            if late and ran.trouble:
                self.process.kill()
                raise KernelDied(f"{ran.trouble}; it ignored that and was killed")
            if late or (printed > self.limits.printed and not ran.trouble):
                ran.trouble = self._why(printed, end, seconds)
                end = self._interrupt()
        return ran

    def _why(self, printed: int, end: float, seconds: float) -> str:
        if printed > self.limits.printed:
            return f"it printed more than {self.limits.printed} characters, and was interrupted"
        if end >= self.deadline:
            return f"the {self.limits.notebook_seconds:g} seconds for the whole notebook were used up, and it was interrupted"
        return f"it ran longer than {seconds:g} seconds, and was interrupted"

    def _interrupt(self) -> float:
        """Interrupt what runs; return when to lose patience."""
        message = self.client.session.msg("interrupt_request")
        self.client.control_channel.send(message)
        return time.monotonic() + GRACE


ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "D2LHELPERS_LIVE": "0",
    "TQDM_DISABLE": "1",
}


def require_bubblewrap() -> None:
    """Raise `SandboxError` with the line that installs what is missing."""
    if shutil.which("bwrap") is None or shutil.which("prlimit") is None:
        raise SandboxError(INSTALL)
    if "--size" not in subprocess.run(["bwrap", "--help"], capture_output=True, text=True, check=False).stdout:
        raise SandboxError(INSTALL)
    if platform.machine() not in CALLS:
        raise SandboxError(f"the sandbox knows no {platform.machine()} processors, only {' and '.join(CALLS)}")


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
    with socket.create_server(("127.0.0.1", 0)) as server, Kernel(Limits(), time.monotonic() + 120) as kernel:
        probes["a sandboxed kernel has a network"] = f"__import__('socket').create_connection({server.getsockname()!r}, 2)"
        return [sentence for sentence, code in probes.items() if not _fails(kernel.run(code, 10))]


def _fails(ran: Ran) -> bool:
    return any(output["output_type"] == "error" for output in ran.outputs)


def _bubblewrap(folder: Path, limits: Limits, filters: int) -> list[str]:
    """The command that gives a program nothing but Python, the course's package, its open data, and a folder for its sockets."""
    visible = {Path(sys.prefix), Path(sys.base_prefix), PACKAGE, PACKAGE.parent / "data"}
    outside_usr = sorted(path for path in visible if not path.is_relative_to("/usr") and path.exists())
    fonts = list(Path(matplotlib.get_cachedir()).glob("fontlist-*.json"))  # or each kernel would collect them anew
    home = {
        "HOME": "/tmp",
        "PATH": f"{sys.prefix}/bin:/usr/bin",
        "LANG": "C.UTF-8",
        "MPLCONFIGDIR": "/tmp/matplotlib",
        "PYTHONPATH": str(PACKAGE.parent),
    } | ENVIRONMENT
    space = ["--size", str(limits.disk), "--tmpfs"]
    return [
        *("bwrap", "--die-with-parent", "--new-session", "--unshare-all", "--uid", "1000", "--gid", "1000", "--clearenv"),
        *(part for name, value in home.items() for part in ("--setenv", name, value)),
        *("--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64"),
        *("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache", "--ro-bind-try", "/etc/alternatives", "/etc/alternatives"),
        *("--proc", "/proc", "--dev", "/dev", *space, "/dev/shm", "--remount-ro", "/dev", *space, "/tmp"),
        *(part for path in outside_usr for part in ("--ro-bind", str(path), str(path))),
        *(part for path in fonts for part in ("--ro-bind", str(path), f"/tmp/matplotlib/{path.name}")),
        *("--bind", str(folder), str(folder), "--remount-ro", "/", "--chdir", "/tmp", "--seccomp", str(filters), "--"),
    ]


# Forbidding new processes. A limit on their number (RLIMIT_NPROC) does not hold for root, and the limit on memory holds for
# each process alone; a filter of system calls (seccomp, as container engines use it) holds for all. Numbers: Linux's syscall tables.
CALLS = {
    "x86_64": {"audit": 0xC000003E, "clone": 56, "refused": (57, 58, 272), "clone3": 435},  # fork, vfork, unshare
    "aarch64": {"audit": 0xC00000B7, "clone": 220, "refused": (97,), "clone3": 435},  # unshare
}
CLONE_THREAD = 0x00010000


@contextlib.contextmanager
def _no_new_processes() -> Iterator[int]:
    """A file descriptor with the filter: threads may be started, processes may not."""
    calls = CALLS[platform.machine()]
    load, equal, at_least, any_bit, leave = 0x20, 0x15, 0x35, 0x45, 0x06  # instructions of classic BPF
    allow, refuse, absent = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
    steps = [(load, 0, 0, 4), (equal, 1, 0, calls["audit"]), (leave, 0, 0, refuse)]  # another architecture than this one
    steps += [(load, 0, 0, 0), (at_least, 0, 1, 0x40000000), (leave, 0, 0, refuse)]  # x86's second table of calls
    for number in calls["refused"]:
        steps += [(equal, 0, 1, number), (leave, 0, 0, refuse)]
    steps += [(equal, 0, 1, calls["clone3"]), (leave, 0, 0, absent)]  # its flags lie out of reach: C libraries fall back on clone
    steps += [(equal, 0, 3, calls["clone"]), (load, 0, 0, 16), (any_bit, 1, 0, CLONE_THREAD), (leave, 0, 0, refuse)]
    steps += [(leave, 0, 0, allow)]
    with os.fdopen(os.memfd_create("filter"), "wb") as file:
        file.write(b"".join(struct.pack("=HBBI", *step) for step in steps))
        file.flush()
        file.seek(0)
        yield file.fileno()


# Reading what comes out


def _table(message: dict[str, Any], name: str) -> dict[str, Any]:
    """A part of a message that Jupyter's protocol has as a dict; an empty one where a kernel sent anything else."""
    part = message.get(name)
    return part if isinstance(part, dict) else {}


def _expression(reply: dict[str, Any]) -> str | None:
    """The text of the expression that was asked for; None where there is none."""
    value = _table(_table(reply["content"], "user_expressions"), "reply")
    text = _table(value, "data").get("text/plain")
    return text if isinstance(text, str) else None


def _keep_output(outputs: list[dict[str, Any]], message: dict[str, Any], room: int) -> int:
    """Add a message's output where there is room for it; return its length. Only plain text and PNG pictures are kept."""
    content, kind = message["content"], message.get("msg_type")
    if kind == "stream":
        text = str(content.get("text", ""))
        name = "stderr" if content.get("name") == "stderr" else "stdout"
        if outputs and outputs[-1].get("name") == name:
            outputs[-1]["text"] += text[: max(room, 0)]
        elif room > 0:
            outputs.append({"output_type": "stream", "name": name, "text": text[:room]})
        return len(text)
    if kind == "error":
        lines = content.get("traceback") or []
        text = "\n".join(map(str, lines)) if isinstance(lines, list) else ""
        shown = {"ename": str(content.get("ename"))[:200], "evalue": str(content.get("evalue"))[:2000], "traceback": [text[:10_000]]}
        outputs.append({"output_type": "error"} | shown)
        return len(text)
    if kind in ("execute_result", "display_data"):
        data = _table(content, "data")
        picture = data.get("image/png") or next(iter(IMAGE.findall(str(data.get("text/html", ""))[: 2 * MB])), None)
        text = str(data.get("text/plain", ""))
        kept = {"text/plain": text[: max(room, 0)]}
        if isinstance(picture, str) and len(picture) < 1 * MB and sum("image/png" in o.get("data", {}) for o in outputs) < 5:
            kept["image/png"] = picture
        if len(outputs) < 200:
            outputs.append({"output_type": "display_data", "metadata": {}, "data": kept})
        return len(text)
    return 0


def _how_it_died(code: int) -> str:
    # bubblewrap passes a signal's number on as 128 + number; SIGXCPU and SIGKILL follow the limit of processor time
    names = {
        152: "it used up its processor time",
        137: "it was killed",
        139: "it crashed (segmentation fault)",
        153: "it wrote too large a file",
    }
    return names.get(code if code >= 0 else 128 - code, f"it ended itself (exit status {code})")
