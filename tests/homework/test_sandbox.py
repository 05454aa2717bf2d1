"""The sandbox and its kernels: what they may use, what ends them, and whose fault it is when they fail."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

from course.chapters import ROOT
from homework.grader import record, report, run, whole_class
from homework.grader.answers import SandboxedAnswers, Step
from homework.grader.kernel import Kernel, MachineFailed, Sandbox
from homework.grader.outputs import Frames, Nonsense
from homework.grader.processor import Meter, children
from homework.grader.sandbox import Limits

from .bank import AUTOMATIC, BANK, HALF, Entry
from .conftest import busy_loops
from .test_grader import LIMITS, command, copies, hand_in, needs_sandbox, new_course, rows, serial

pytestmark = needs_sandbox


@pytest.fixture(scope="module")
def around():
    with Sandbox(LIMITS) as sandbox:
        yield sandbox


@pytest.fixture
def kernel(around):
    with Kernel(around) as kernel:
        yield kernel


def text(ran) -> str:
    return "".join(str(output.get("text", "")) + str(output.get("data", {}).get("text/plain", "")) for output in ran.outputs)


# What a kernel may use


def test_processor_time_decides_and_sleep_costs_nothing(kernel):
    assert kernel.run("import time\ntime.sleep(1.5)\n'awake'", 1).trouble == ""
    assert "longer than 1 seconds" in kernel.run("while True:\n    pass", 1).trouble


def test_the_time_of_all_threads_counts(kernel):
    code = "import threading, hashlib\ndef work():\n    for _ in range(10**9):\n        hashlib.sha256(bytes(10**6))\n"
    code += "threads = [threading.Thread(target=work, daemon=True) for _ in range(4)]\nfor t in threads:\n    t.start()\n"
    kernel.run(code, 5)
    assert "longer than 1 seconds" in kernel.run("for t in threads:\n    t.join()", 1).trouble


def test_an_interrupt_that_comes_late_meets_no_later_run(kernel):
    os.kill(kernel.pid, signal.SIGINT)
    assert text(kernel.run("sum(range(10))", 5)) == "45"


def test_a_kernel_finds_nothing_that_another_left_behind(around):
    with Kernel(around) as first:
        first.run("import os\nos.makedirs('/tmp/a/b')\nopen('/tmp/a/b/c', 'w').write('x')\nopen('/dev/shm/d', 'w').write('x')", 5)
        first.run("import d2lhelpers.homework.calling as c\nc.call_packed = None", 5)
    with Kernel(around) as second:
        assert text(second.run("import os\nos.path.exists('/tmp/a'), os.listdir('/dev/shm')", 5)) == "(False, [])"
        assert "function" in text(second.run("import d2lhelpers.homework.calling as c\nc.call_packed", 5))


@pytest.mark.parametrize(
    "code",
    [
        "os.fork()",
        "os.memfd_create('x')",
        "os.kill(os.getppid(), 9)",
        "os.kill(-1, 0)",
        "os.kill(1, 0)",
        "__import__('resource').prlimit(os.getppid(), 0, (0, 0))",
        "__import__('subprocess').run(['true'])",
        "open('/proc/%d/mem' % os.getppid())",
    ],
)
def test_a_kernel_reaches_no_other_process_and_no_hidden_memory(kernel, code):
    ran = kernel.run(f"import os\n{code}", 5)
    assert ran.outputs[0]["ename"] == "PermissionError"


def test_a_kernel_may_signal_itself_and_start_threads(kernel):
    assert (
        text(kernel.run("import os, threading\nos.kill(os.getpid(), 0)\nt = threading.Thread(target=int)\nt.start()\nt.join()\n1", 5))
        == "1"
    )


# What comes out


@pytest.mark.parametrize(
    "data", [b"x" * 9, b"jffffffff", b"j00000002[]", b"j00000001{", b"t" + b"9" * 8, b"j00000009" + b"[" * 9], ids=repr
)
def test_what_is_no_message_is_refused(data):
    with pytest.raises(Nonsense):
        Frames(1000, 10**6).feed(data)


def test_messages_are_put_together_from_pieces_and_limited_as_a_whole():
    frames, data = Frames(1000, 100), b'j00000008{"a": 1}t00000003xyz'
    assert [message for byte in data for message in frames.feed(bytes([byte]))] == [{"a": 1}, "xyz"]
    with pytest.raises(Nonsense, match="too much"):
        frames.feed(bytes(100))


# Whose fault it is


def test_a_meter_tells_sleep_from_work_and_waiting():
    def meter(code: str) -> Meter:
        process = subprocess.Popen([sys.executable, "-c", code])
        try:
            meter = Meter(process.pid)
            time.sleep(1)
            for _ in range(20):
                time.sleep(0.05)
                meter.look()
            meter.seconds()
            return meter
        finally:
            process.kill()
            process.wait()

    with busy_loops(6):
        works, sleeps = meter("while True: pass"), meter("import time\ntime.sleep(1000)")
    assert not works.slept() and works.last > 0
    assert sleeps.slept()


def answers(around, setup: list[str], code: str, last_attempt: bool) -> SandboxedAnswers:
    made = SandboxedAnswers(around, setup, [Step(0, code, needed=True)], "secret", last_attempt)
    made.at = 1
    return made


def test_a_locked_cell_that_fails_is_the_machines_fault(around):
    for cell in ("1 / 0", "import os\nos._exit(1)"):
        with answers(around, [cell], "", True) as made, pytest.raises(MachineFailed, match="a locked cell could not be run"):
            made.ready()


def test_code_that_sleeps_is_tried_again_and_then_left_out():
    with Sandbox(Limits(cell_seconds=0.5, sleep=0.5)) as around:
        with answers(around, [], "import time\ntime.sleep(1000)", False) as made, pytest.raises(MachineFailed, match="it slept"):
            made.ready()
        with answers(around, [], "import time\ntime.sleep(1000)", True) as made:
            made.ready()
            assert "it slept" in made.remarks[0] and "left out" in made.remarks[0]


def test_code_that_gets_too_little_time_is_nobodys_fault_however_often(monkeypatch):
    monkeypatch.setattr(Meter, "seconds", lambda self: 0.0)
    with Sandbox(Limits(cell_seconds=0.5, patience=0.5)) as around:
        for last_attempt in (False, True):
            with (
                answers(around, [], "while True:\n    pass", last_attempt) as made,
                pytest.raises(MachineFailed, match="waited for the machine"),
            ):
                made.ready()


def test_what_the_machine_failed_on_is_named_never_a_zero_and_tried_again_by_the_same_command(tmp_path, monkeypatch):
    course = new_course(tmp_path / "course")
    copies(3, course, tmp_path / "inbox")
    original, attempts = run.grade, []

    def fails(path, student, *rest):
        attempts.append((student, rest[-1]))
        if student == "student 00" or (student == "student 02" and not rest[-1]):
            raise MachineFailed("no processor time")
        return original(path, student, *rest)

    monkeypatch.setattr(whole_class, "_workers", serial)
    monkeypatch.setattr(whole_class, "grade", fails)
    graded = whole_class.grade_class(course, "ps0", LIMITS)
    assert graded.not_graded == {"student 00": "no processor time"} and {r.student for r in graded.results} == {"student 01", "student 02"}
    assert attempts[3:] == [("student 00", True), ("student 02", True)]
    record.record(course, "ps0", graded.results)
    record.write_grades(course)
    assert "| student 00 | not graded |" in report.write_report(course, "ps0", graded).read_text()
    assert "student 00" not in rows(course)
    monkeypatch.setattr(whole_class, "grade", original)
    again = whole_class.grade_class(course, "ps0", LIMITS)
    assert {result.student: result.score for result in again.results} == {"student 00": AUTOMATIC, "student 01": 0, "student 02": HALF}


FEW = [entry for entry in BANK if entry.name in ("perfect", "endless call", "threads")]


def scores(entries: list[Entry], course, folder: Path) -> dict[str, float]:
    """Grade entries one by one, in this process."""
    hand_in(folder, entries, course)
    return {
        entry.name: run.grade(folder / entry.name / "ps0.ipynb", entry.name, "ps0", course, LIMITS, last_attempt=True).score
        for entry in entries
    }


def test_a_busy_machine_takes_no_points(tmp_path):
    with busy_loops(12):
        assert scores(FEW, new_course(tmp_path / "course"), tmp_path / "inbox") == {entry.name: entry.score for entry in FEW}


def test_two_gradings_run_side_by_side_in_a_process(tmp_path):
    course = new_course(tmp_path / "course")
    hand_in(tmp_path / "inbox", BANK[:3], course)
    inside = threading.Barrier(3, timeout=600)
    original = SandboxedAnswers._called

    def together(self, *rest):
        if not self.numbers:
            self.numbers["met"] = 1.0
            inside.wait()  # all three are in a call at once, or this breaks
        return original(self, *rest)

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(3) as pool:
        patch.setattr(SandboxedAnswers, "_called", together)
        paths = [tmp_path / "inbox" / entry.name / "ps0.ipynb" for entry in BANK[:3]]
        graded = list(pool.map(lambda path: run.grade(path, "x", "ps0", course, LIMITS), paths))
    assert [result.score for result in graded] == [entry.score for entry in BANK[:3]]


# Ends


def descendants(pid: int) -> set[int]:
    below = children(pid)
    return set(below).union(*map(descendants, below))


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_workers_and_kernels_end_with_a_parent_that_is_killed(tmp_path):
    course = new_course(tmp_path / "course")
    copies(12, course, tmp_path / "inbox")
    grading = subprocess.Popen(command(course, "grade", "ps0"), cwd=ROOT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    while not list((course.root / "results" / "ps0").glob("student*.json")):
        assert grading.poll() is None
        time.sleep(0.05)
    below = descendants(grading.pid)
    assert len(below) > 3
    grading.kill()
    grading.wait()
    while any(map(alive, below)):
        time.sleep(0.1)


# Which answers, which set


def test_another_problem_set_is_recognized(tmp_path):
    course = new_course(tmp_path / "course")
    shutil.copytree(ROOT / "homework" / "source" / "ps1", course.root / "source" / "ps1")
    path = tmp_path / "ps0.ipynb"
    shutil.copy(course.source("ps1"), path)
    result = run.grade(path, "x", "ps0", course, LIMITS)
    assert result.score == 0 and result.remarks[0].startswith("this is another problem set: ")
    assert "those of ps1" in result.remarks[0] and len(result.remarks) == 1


def test_hidden_inputs_reach_no_visible_message_and_no_output(tmp_path):
    keeps = "seen = []\ndef softmax(X):\n    seen.append(X.tolist())\n    raise ValueError(str(seen))"
    course = new_course(tmp_path / "course")
    entry = next(entry for entry in BANK if entry.name == "perfect")
    path = hand_in(tmp_path / "inbox", [entry], course) / "perfect" / "ps0.ipynb"
    notebook = nbformat.read(path, as_version=4)
    (i,) = [i for i, cell in enumerate(notebook.cells) if cell.source.startswith("def softmax")]
    notebook.cells[i].source = keeps
    (j,) = [j for j, cell in enumerate(notebook.cells) if cell.source.startswith("def summary")]
    notebook.cells[j].source = "def summary(x):\n    raise ValueError(str(seen))"
    notebook.cells.append(nbformat.v4.new_code_cell("print('seen', seen)"))
    nbformat.write(notebook, path)
    result = run.grade(path, "x", "ps0", course, LIMITS)
    assert "raised ValueError" in result.messages["ps0-q1-test"] and "raised ValueError" in result.messages["ps0-q2-test"]
    shown = str(result.cells)
    assert "seen [[[0.0" in shown
    assert not any(float(number) > 100 for number in re.findall(r"\d+\.\d+", shown))
