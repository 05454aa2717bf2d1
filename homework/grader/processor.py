"""What a process uses of its machine, read from Linux's /proc: processor time, threads, and whether it waits for its turn."""

import contextlib
import multiprocessing
import os
import threading
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")  # of processor time, in a second
WATCH = "ends with its parent"  # the name of a thread
LOOKED_AT = 64  # threads whose state is looked at


def end_with_parent() -> None:
    """End this process when the one that started it ends, also by a signal that nobody can catch. Once is enough."""
    if multiprocessing.parent_process() is not None and not any(thread.name == WATCH for thread in threading.enumerate()):
        threading.Thread(target=_watch_parent, args=(os.getppid(),), name=WATCH, daemon=True).start()


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def children(pid: int) -> list[int]:
    """The processes that a process has started and that are there still."""
    found: list[int] = []
    with contextlib.suppress(OSError):  # it has just ended
        for task in os.listdir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError):  # or one of its threads has
                found += map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())
    return found


def last_of(pid: int) -> int:
    """The process at the end of a chain of processes, each the only child of the one before."""
    while below := children(pid):
        pid = below[0]
    return pid


class Meter:
    """Watches a process and those that it starts."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.last = 0.0  # what is known where the process has ended meanwhile
        self.looks = self.asleep = 0

    def seconds(self) -> float:
        """The processor time used so far by all of its threads and children, in seconds."""
        total, waiting = 0.0, [self.pid]
        while waiting:
            pid = waiting.pop()
            total += sum(map(int, _fields(pid)[11:15])) / TICKS  # utime, stime, and both of children that have ended
            waiting += children(pid)
        self.last = max(self.last, total)
        return self.last

    def threads(self) -> int:
        """How many threads it has."""
        fields = _fields(self.pid)
        return int(fields[17]) if fields else 0

    def look(self) -> None:
        """Note whether it sleeps just now, or runs, or waits for a processor, a disk, or to be let go on."""
        states = []
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{self.pid}/task")[:LOOKED_AT]:
                with contextlib.suppress(OSError):
                    states.append(Path(f"/proc/{self.pid}/task/{task}/stat").read_text().rpartition(")")[2].split()[0])
        if not states:
            return
        self.looks += 1
        self.asleep += all(state == "S" for state in states)

    def slept(self) -> bool:
        """Whether it was asleep at nearly every look."""
        return self.looks > 0 and self.asleep >= 0.9 * self.looks


def _fields(pid: int) -> list[str]:
    """The third and the following fields of /proc/<pid>/stat; none where there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
