"""The walls around a student's code: bubblewrap, limits, and a filter of system calls."""

import errno
import os
import platform
import shutil
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib

import d2lhelpers

from .course import MB
from .inside import ITSELF

INSTALL = "bubblewrap is missing: install it (apt-get install bubblewrap, dnf install bubblewrap), release 0.8 or newer"
PACKAGE = Path(d2lhelpers.__file__).parent
INSIDE = Path(__file__).with_name("inside.py")
WRITABLE = ("/tmp", "/dev/shm")  # in the sandbox


class SandboxError(RuntimeError):
    """A sandbox that cannot be had on this machine."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes
    ----------
    cell_seconds: processor time of one cell, in seconds, with all its threads.
    notebook_seconds: processor time of all cells; when it is used up, what is no answer gets one second a cell.
    calls_seconds: processor time of all calls of answers.
    patience, sleep: after so many times the processor time that is allowed, waiting by the clock ends: for code that runs or
        waits for its turn, wide, so that a busy machine has room; and for code that sleeps.
    memory, file_size, disk: bytes of address space, of one file, and of all files.
    threads: at once.
    reply: bytes of one result. printed: characters that one cell may print; the rest is cut.
    restarts: after so many deaths by cells that hold no answer, such cells are not run any more.
    """

    cell_seconds: float = 60
    notebook_seconds: float = 600
    calls_seconds: float = 1800
    patience: float = 20
    sleep: float = 3
    memory: int = 6_000 * MB
    file_size: int = 50 * MB
    disk: int = 100 * MB
    threads: int = 256
    reply: int = 30 * MB
    printed: int = 200_000
    restarts: int = 5

    def wait(self, seconds: float, asleep: bool = False) -> float:
        """How long to wait, by the clock, for what may use so much processor time."""
        return (self.sleep if asleep else self.patience) * (seconds + 3)


ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "D2LHELPERS_LIVE": "0",
    "TQDM_DISABLE": "1",
}


def require_bubblewrap() -> None:
    """Raise `SandboxError` with the line that installs what is missing."""
    if shutil.which("bwrap") is None:
        raise SandboxError(INSTALL)
    if "--size" not in subprocess.run(["bwrap", "--help"], capture_output=True, text=True, check=False).stdout:
        raise SandboxError(INSTALL)
    if platform.machine() not in CALLS:
        raise SandboxError(f"the sandbox knows no {platform.machine()} processors, only {' and '.join(CALLS)}")


def start(control: int, limits: Limits, unsafe: bool) -> subprocess.Popen[bytes]:
    """Start `inside.py`, which finds its socket under the file descriptor `control`; without a sandbox where `unsafe`."""
    path = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(
        [*([] if unsafe else _bubblewrap(limits)), sys.executable, str(INSIDE), str(control)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=[control],
        start_new_session=True,  # Ctrl-C is the grader's
        env=os.environ | ENVIRONMENT | {"PYTHONPATH": path} if unsafe else {"PATH": os.environ["PATH"]},  # bubblewrap's own can be read
    )


def _bubblewrap(limits: Limits) -> list[str]:
    """The command that gives a program nothing but Python, the course's package, its open data, and room for files in memory."""
    visible = {Path(sys.prefix), Path(sys.base_prefix), PACKAGE, PACKAGE.parent / "data", INSIDE}
    outside_usr = sorted(path for path in visible if not path.is_relative_to("/usr") and path.exists())
    fonts = list(Path(matplotlib.get_cachedir()).glob("fontlist-*.json"))  # or each kernel would collect them anew
    home = {"HOME": "/tmp", "PATH": f"{sys.prefix}/bin:/usr/bin", "LANG": "C.UTF-8", "MPLCONFIGDIR": "/tmp/matplotlib"}
    home |= ENVIRONMENT | {"PYTHONPATH": str(PACKAGE.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    space = ["--size", str(limits.disk), "--tmpfs"]
    return [
        *("bwrap", "--die-with-parent", "--new-session", "--unshare-all", "--uid", "1000", "--gid", "1000", "--clearenv"),
        *(part for name, value in home.items() for part in ("--setenv", name, value)),
        *("--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64"),
        *("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache", "--ro-bind-try", "/etc/alternatives", "/etc/alternatives"),
        *("--proc", "/proc", "--dev", "/dev", *space, "/dev/shm", "--remount-ro", "/dev", *space, "/tmp"),
        *(part for path in outside_usr for part in ("--ro-bind", str(path), str(path))),
        *(part for path in fonts for part in ("--ro-bind", str(path), f"/tmp/matplotlib/{path.name}")),
        *("--remount-ro", "/", "--chdir", "/tmp", "--"),
    ]


# Forbidding new processes, memory that no limit counts, and signals to others. A limit on the number of processes (RLIMIT_NPROC)
# does not hold for root, and the limit on memory holds for each process alone; a filter of system calls (seccomp, as container
# engines use it) holds for all. Numbers: Linux's syscall tables.
CALLS: dict[str, dict[str, Any]] = {
    # refused: fork, vfork, unshare; memfd_create, memfd_secret, shmget; ptrace, process_vm_writev, pidfd_getfd;
    # tkill, rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal. itself: kill, tgkill
    "x86_64": {
        "audit": 0xC000003E,
        "refused": (57, 58, 272, 319, 447, 29, 101, 311, 438, 200, 129, 297, 424),
        "itself": (62, 234),
        "prlimit": 302,
        "clone": 56,
        "clone3": 435,
    },
    # refused: the same, without fork and vfork, which there are none of
    "aarch64": {
        "audit": 0xC00000B7,
        "refused": (97, 279, 447, 194, 117, 271, 438, 130, 138, 240, 424),
        "itself": (129, 131),
        "prlimit": 261,
        "clone": 220,
        "clone3": 435,
    },
}
CLONE_THREAD = 0x00010000


def filter_of_calls() -> bytes:
    """A program of classic BPF: threads may be started, processes may not; a process may send signals to itself alone."""
    calls = CALLS[platform.machine()]
    load, equal, at_least, any_bit, leave = 0x20, 0x15, 0x35, 0x45, 0x06  # instructions
    allow, refuse, absent = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
    steps = [(load, 0, 0, 4), (equal, 1, 0, calls["audit"]), (leave, 0, 0, refuse)]  # another architecture than this one
    steps += [(load, 0, 0, 0), (at_least, 0, 1, 0x40000000), (leave, 0, 0, refuse)]  # x86's second table of calls
    for number in calls["refused"]:
        steps += [(equal, 0, 1, number), (leave, 0, 0, refuse)]
    for number in calls["itself"]:
        steps += [(equal, 0, 4, number), (load, 0, 0, 16), (equal, 0, 1, ITSELF), (leave, 0, 0, allow), (leave, 0, 0, refuse)]
    steps += [(equal, 0, 5, calls["prlimit"]), (load, 0, 0, 16), (equal, 1, 0, 0), (equal, 0, 1, ITSELF)]
    steps += [(leave, 0, 0, allow), (leave, 0, 0, refuse)]
    steps += [(equal, 0, 1, calls["clone3"]), (leave, 0, 0, absent)]  # its flags lie out of reach: C libraries fall back on clone
    steps += [(equal, 0, 3, calls["clone"]), (load, 0, 0, 16), (any_bit, 1, 0, CLONE_THREAD), (leave, 0, 0, refuse)]
    steps += [(leave, 0, 0, allow)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
