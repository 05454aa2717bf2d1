"""What every test stands on: no test touches the learner's own files, and one thread computes."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib
import pytest
import torch
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

torch.set_num_threads(1)
os.environ["OMP_NUM_THREADS"] = "1"  # for the kernels that tests start
os.environ["MPLCONFIGDIR"] = matplotlib.get_cachedir()  # or each kernel under a cache of its own would collect the fonts anew
# Property tests try the same examples each time, and none is too slow: a verdict depends on neither luck nor a busy machine.
settings.register_profile("course", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("course")

QUIET = (  # a browser that looks for nothing outside this machine
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
)


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    """A headless Chromium; where there is none, the test is skipped, saying so."""
    from playwright.sync_api import sync_playwright  # here, or every test would wait for it

    from course.lectures import find_chromium

    found = find_chromium()
    if found is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point progress and the cache at a folder of the test's own. `$D2LHELPERS_DATA` stays as it is."""
    monkeypatch.setenv("D2LHELPERS_PROGRESS", str(tmp_path / "progress.jsonl"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda name: str(tmp_path / "cache" / name))
    monkeypatch.delenv("D2LHELPERS_SEED_SHIFT", raising=False)
    return tmp_path
