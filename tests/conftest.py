"""What every test stands on: no test touches the learner's own files, and one thread computes."""

from pathlib import Path

import pytest
import torch

torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point progress and the cache at a folder of the test's own. `$D2LHELPERS_DATA` stays as it is."""
    monkeypatch.setenv("D2LHELPERS_PROGRESS", str(tmp_path / "progress.jsonl"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("d2lhelpers.datasets.cache_folder", lambda: tmp_path / "cache" / "d2lhelpers")
    monkeypatch.delenv("D2LHELPERS_SEED_SHIFT", raising=False)
    return tmp_path
