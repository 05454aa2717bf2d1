"""What goes wrong on real machines: an interrupt at any moment, a killed kernel, a clock set back, no fonts, two downloads at once."""

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import torch
from jupyter_client.manager import start_new_kernel
from torch import nn

from d2lhelpers import LiveBoard, accuracy, batches, checkpoints, datasets, fit, journal, measures, schedules, training

# An interrupt at any moment of fit

WATCHED = {module.__file__ for module in (training, checkpoints, measures, schedules)}


def small_fit(path: Path):
    """Two epochs with everything on: validation, a metric, a scheduler, a board, a checkpoint."""
    torch.manual_seed(0)
    X, y = torch.randn(12, 3), torch.randint(2, (12,))
    model = nn.Linear(3, 2)
    optimizer = torch.optim.Adam(model.parameters())
    return fit(
        model,
        nn.functional.cross_entropy,
        optimizer,
        batches(X, y, batch_size=6),
        batches(X, y, batch_size=6),
        epochs=2,
        metrics={"accuracy": accuracy},
        scheduler=torch.optim.lr_scheduler.StepLR(optimizer, 1),
        checkpoint=path,
        board=LiveBoard(),
    )


def interrupted_at(moment: int, path: Path):
    """Run `small_fit` with a real Ctrl-C at the moment-th line of the package's own code.

    Returns
    -------
    the history, or None where the interrupt came through; the function that was interrupted, "" where the run was over before.
    """
    lines, where = itertools.count(), [""]

    def watch(frame, event, argument):
        if frame.f_code.co_filename not in WATCHED:
            return None
        if event == "line" and next(lines) == moment:
            where[0] = frame.f_code.co_name
            os.kill(os.getpid(), signal.SIGINT)
        return watch

    sys.settrace(watch)
    try:
        return small_fit(path), where[0]
    except KeyboardInterrupt:
        return None, where[0]
    finally:
        sys.settrace(None)


def test_an_interrupt_at_any_line_of_fit_loses_no_finished_epoch(tmp_path, capsys):
    stops, through = set(), set()
    for moment in range(0, 10_000, 3):
        path = tmp_path / f"{moment}.pt"
        history, where = interrupted_at(moment, path)
        if not where:
            break
        kept = torch.load(path)["rows"] if path.exists() else []
        assert len({tuple(row) for row in kept}) <= 1, "a row that is not whole"
        if history is None:
            through.add(where)
        else:
            assert history.stopped in ("interrupted", "") and len(history) == len(kept), where
            stops.add((where, len(history)))
        assert torch.is_grad_enabled(), where
        assert not list(tmp_path.glob("*.part*")), where
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert {
        ("_train_epoch", 0),
        ("_train_epoch", 1),
        ("passed", 0),
        ("passed", 1),
        ("values", 0),
        ("values", 1),
        ("save", 1),
        ("save", 2),
    } <= stops
    before_the_first_batch = {"fit", "__init__", "resume", "whole_number", "require_other_names", "device_of"}
    before_the_first_batch |= {"_require_sense", "_require_held", "require_schedule", "require_length", "_planned", "_require_kept_dice"}
    behind_the_last = {"fit", "close", "_restore"}
    assert {name for name in through if not name.startswith("<")} <= before_the_first_batch | behind_the_last


# A killed kernel


def test_a_killed_kernel_loses_neither_progress_nor_finished_epochs(tmp_path):
    code = """
import torch
from torch import nn
from d2lhelpers import batches, checks, fit, progress
def brightness(images):
    return images.mean(dim=(1, 2))
torch.manual_seed(0)
model = nn.Linear(2, 1)
data = batches(torch.randn(8, 2), torch.randn(8, 1), batch_size=4)
def train(epochs):
    return fit(model, nn.functional.mse_loss, torch.optim.SGD(model.parameters(), lr=0.01), data, epochs=epochs, checkpoint="run.pt")
"""
    said: list[str] = []

    def listen(message: dict) -> None:
        said.append(message["content"].get("text", ""))

    def run(source: str, client, timeout: float = 60) -> str:
        said.clear()
        reply = client.execute_interactive(source, output_hook=listen, timeout=timeout)
        assert reply["content"]["status"] == "ok", reply["content"]
        return "".join(said)

    manager, client = start_new_kernel(cwd=str(tmp_path))
    try:
        assert "passed" in run(code + "checks.start_here.brightness(brightness)", client)
        client.execute("train(10**6)")
        while not (tmp_path / "run.pt").exists():
            time.sleep(0.05)
        manager.provisioner.process.kill()
        manager.restart_kernel(now=True)
        client.wait_for_ready(timeout=60)
        epochs = len(torch.load(tmp_path / "run.pt")["rows"])
        assert epochs >= 1
        assert f"history of {epochs + 2}" in run(f"{code}print('history of', len(train({epochs} + 2)))", client)
        assert "passed" in run("print(progress(0))", client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


# A clock set back


def test_a_clock_set_back_changes_neither_progress_nor_training(tmp_path, monkeypatch):
    clock = itertools.count(2_000_000_000, -3600)
    monkeypatch.setattr(time, "time", lambda: float(next(clock)))
    for passed in (False, True, False):
        assert journal.record("0.1", passed) == ""
    assert journal.states()["0.1"] == journal.State(tries=3, passed=True)
    history = small_fit(tmp_path / "run.pt")
    assert all(0 <= seconds < 60 for seconds in history["seconds"])


# No fonts


def test_figures_are_drawn_where_the_machine_has_no_fonts_and_no_cache(tmp_path):
    code = """
import matplotlib.font_manager as fonts
fonts.findSystemFonts = lambda *a, **k: []
fonts._load_fontmanager(try_read_cache=False)
import matplotlib.pyplot as plt
from d2lhelpers import plotting
import io
plt.style.use("d2lhelpers.course")
fig, ax = plt.subplots()
ax.set(title="learning rate η, weights θ", xlabel="epoch")
picture = io.BytesIO()
fig.savefig(picture, format="png")
print(len(picture.getvalue()))
"""
    (tmp_path / "file").write_text("no folder")
    environment = os.environ | {"MPLCONFIGDIR": str(tmp_path / "file"), "HOME": str(tmp_path / "nowhere"), "MPLBACKEND": "agg"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert int(done.stdout) > 5_000
    assert "missing from" not in done.stderr  # a letter that no font has


# Two notebooks that download the same set


class Counting(SimpleHTTPRequestHandler):
    """Serves the files of a folder and says nothing."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.mark.skipif(not datasets.available()["fashion_mnist"], reason="the real Fashion-MNIST is not here: set D2LHELPERS_DATA")
def test_two_processes_that_download_one_set_at_once_both_get_it_whole(tmp_path):
    real = Path(os.environ["D2LHELPERS_DATA"])
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Counting, directory=str(real)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    cache = {"XDG_CACHE_HOME": str(tmp_path), "D2LHELPERS_MIRROR": f"http://127.0.0.1:{server.server_port}/"}
    environment = {name: value for name, value in os.environ.items() if name != "D2LHELPERS_DATA"} | cache
    command = [sys.executable, "-m", "d2lhelpers", "download", "fashion_mnist"]
    both = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    try:
        for process in both:
            assert process.wait(timeout=300) == 0, process.stderr.read()
    finally:
        server.shutdown()
        server.server_close()
    assert subprocess.run(command, env=environment | {"D2LHELPERS_MIRROR": "http://127.0.0.1:9/"}, check=False).returncode == 0
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and not path.name.endswith(".gz")]
