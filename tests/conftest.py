"""What every test stands on: no test touches the learner's own files, and one thread computes."""

import os
from pathlib import Path

import matplotlib
import pytest
import torch

torch.set_num_threads(1)
os.environ["OMP_NUM_THREADS"] = "1"  # for the kernels that tests start
os.environ["MPLCONFIGDIR"] = matplotlib.get_cachedir()  # or each kernel under a cache of its own would collect the fonts anew


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point progress and the cache at a folder of the test's own. `$D2LHELPERS_DATA` stays as it is."""
    monkeypatch.setenv("D2LHELPERS_PROGRESS", str(tmp_path / "progress.jsonl"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("d2lhelpers.datasets.cache_folder", lambda: tmp_path / "cache" / "d2lhelpers")
    monkeypatch.delenv("D2LHELPERS_SEED_SHIFT", raising=False)
    return tmp_path
