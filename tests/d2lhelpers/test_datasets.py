"""Where data come from, and what is said where they do not come: against a server on 127.0.0.1, no other address."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import torch

from d2lhelpers import datasets
from d2lhelpers.datasets import DataMissing, clothing, handwriting
from d2lhelpers.datasets.clothing import FASHION_MNIST
from d2lhelpers.datasets.images import read_idx

from .servers import SMALL, command, idx, serving

FIRST = next(iter(SMALL))


@pytest.fixture
def mirrors(monkeypatch):
    """Make Fashion-MNIST the small files of this test, served by the addresses handed over."""
    monkeypatch.delenv("D2LHELPERS_DATA", raising=False)
    monkeypatch.delenv("D2LHELPERS_MIRROR", raising=False)

    def set_to(*addresses: str) -> None:
        files = {name: hashlib.sha256(raw).hexdigest() for name, raw in SMALL.items()}
        small = replace(FASHION_MNIST, mirrors=addresses, files=files)
        monkeypatch.setattr(clothing, "FASHION_MNIST", small)
        monkeypatch.setitem(datasets.SETS, "fashion_mnist", small)

    return set_to


def cached() -> dict[str, bytes]:
    folder = datasets.cache_folder()
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()} if folder.exists() else {}


# Downloads


def test_a_set_is_downloaded_once_and_then_read_from_the_cache(server, mirrors, capsys):
    mirrors(server.address)
    train, test, classes = datasets.fashion_mnist()
    assert train[0].shape == (6, 28, 28) and test[0].shape == (2, 28, 28) and len(classes) == 10
    assert train[0].dtype == torch.float32 and train[1].dtype == torch.int64
    assert train[0][0, 0, 9].item() == pytest.approx(9 / 255) and test[1].tolist() == [3, 4]
    assert cached() == SMALL and len(server.asked) == 4
    assert "real files" in capsys.readouterr().out
    datasets.fashion_mnist()
    assert datasets.download("fashion_mnist") == datasets.cache_folder() / "fashion_mnist"
    assert len(server.asked) == 4


def test_a_download_shows_a_bar_for_each_file(server, mirrors, capsys, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    mirrors(server.address)
    datasets.download("fashion_mnist")
    assert capsys.readouterr().err.count("100%") >= 4


@pytest.mark.parametrize(
    ("how", "says"),
    [("404", "answered 404"), ("500", "answered 500"), ("cut", "cut off"), ("other", "SHA-256"), ("closed", "refused")],
)
def test_a_failed_download_names_file_reason_and_ways_out_and_leaves_nothing_behind(how, says, server, closed, mirrors):
    server.spoiled[FIRST] = how
    mirrors(closed if how == "closed" else server.address)
    with pytest.raises(DataMissing) as caught:
        datasets.fashion_mnist()
    message = str(caught.value)
    folder = str(datasets.cache_folder() / "fashion_mnist")
    for part in (FIRST, says, "python -m d2lhelpers download fashion_mnist", folder, "D2LHELPERS_DATA", "digits()", "127.0.0.1"):
        assert part in message
    assert cached() == {} and datasets.available("fashion_mnist") is False


def test_files_that_came_whole_before_a_failure_are_kept_and_not_fetched_again(server, mirrors):
    mirrors(server.address)
    server.spoiled["t10k-images-idx3-ubyte.gz"] = "cut"
    with pytest.raises(DataMissing, match="t10k-images"):
        datasets.download("fashion_mnist")
    assert set(cached()) == {"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"}
    server.spoiled.clear()
    server.asked.clear()
    datasets.download("fashion_mnist")
    assert cached() == SMALL and len(server.asked) == 2


@pytest.mark.parametrize("how", ["404", "cut", "other"])
def test_where_one_mirror_fails_the_next_is_asked(how, server, closed, mirrors):
    with serving() as other:
        other.spoiled = dict.fromkeys(SMALL, how)
        mirrors(closed, other.address, server.address)
        datasets.download("fashion_mnist")
    assert cached() == SMALL and len(other.asked) == len(server.asked) == 4


def test_a_mirror_of_ones_own_is_asked_first(server, closed, mirrors, monkeypatch):
    mirrors(closed)
    monkeypatch.setenv("D2LHELPERS_MIRROR", server.address + "/class/")
    datasets.download("fashion_mnist")
    assert server.asked[0] == f"/class/fashion_mnist/{FIRST}"


@pytest.mark.parametrize("written", ["{}/class", " {}/class/ \n", '"{}/class"', "'{}/class/'"])
def test_the_address_of_a_mirror_is_read_as_people_write_it(written, server, closed, mirrors, monkeypatch):
    mirrors(closed)
    monkeypatch.setenv("D2LHELPERS_MIRROR", written.format(server.address))
    datasets.download("fashion_mnist")
    assert server.asked[0] == f"/class/fashion_mnist/{FIRST}"


@pytest.mark.parametrize(
    "written", ["the server down the hall", "127.0.0.1:8000", "file:///srv/sets", "ftp://127.0.0.1/", "http://", "~nobody", "$X/y"]
)
def test_a_mirror_that_is_no_address_is_explained(written, closed, mirrors, monkeypatch):
    mirrors(closed)
    monkeypatch.setenv("D2LHELPERS_MIRROR", written)
    with pytest.raises(
        DataMissing, match=rf"D2LHELPERS_MIRROR is '{re.escape(written)}', which is no address; .* begins with http(.|\n)*refused"
    ):
        datasets.download("fashion_mnist")


def test_a_mirror_that_is_no_address_is_not_passed_over_in_silence_where_another_serves_the_set(server, mirrors, monkeypatch, capsys):
    mirrors(server.address)
    monkeypatch.setenv("D2LHELPERS_MIRROR", "down the hall")
    datasets.download("fashion_mnist")
    assert capsys.readouterr().out.count("which is no address") == 1


def test_a_mirror_that_is_a_folder_belongs_into_the_other_variable(closed, mirrors, monkeypatch, tmp_path):
    mirrors(closed)
    monkeypatch.setenv("D2LHELPERS_MIRROR", str(tmp_path))
    with pytest.raises(DataMissing, match="it is a folder: name it in D2LHELPERS_DATA"):
        datasets.download("fashion_mnist")


@pytest.mark.parametrize("written", ["", "  ", '""'])
def test_an_empty_mirror_is_none(written, server, mirrors, monkeypatch, capsys):
    mirrors(server.address)
    monkeypatch.setenv("D2LHELPERS_MIRROR", written)
    datasets.download("fashion_mnist")
    assert len(server.asked) == 4 and "MIRROR" not in capsys.readouterr().out


def test_a_damaged_file_in_the_cache_is_fetched_anew(server, mirrors):
    mirrors(server.address)
    datasets.download("fashion_mnist")
    (datasets.cache_folder() / "fashion_mnist" / FIRST).write_bytes(b"rust")
    with pytest.raises(DataMissing, match=FIRST):
        datasets.fashion_mnist()
    datasets.download("fashion_mnist")
    assert cached() == SMALL


def test_two_downloads_at_once_do_not_harm_each_other(server, mirrors):
    server.spoiled = dict.fromkeys(SMALL, "slow")
    mirrors(server.address)
    with ThreadPoolExecutor(3) as pool:
        folders = list(pool.map(datasets.download, ["fashion_mnist"] * 3))
    assert len(set(folders)) == 1 and cached() == SMALL


def test_a_cache_that_cannot_be_written_is_named(server, mirrors):
    mirrors(server.address)
    datasets.cache_folder().parent.mkdir(parents=True)
    datasets.cache_folder().write_text("a file where the folder should be")
    with pytest.raises(DataMissing, match=f"{FIRST}.*could not be written"):
        datasets.download("fashion_mnist")


def test_a_damaged_archive_and_an_unpacked_one_are_named(named):
    import gzip

    path = named / FIRST
    path.write_bytes(gzip.decompress(SMALL[FIRST]))
    with pytest.raises(DataMissing, match="has been unpacked"):
        datasets.fashion_mnist()
    path.write_bytes(SMALL[FIRST][:-9])
    with pytest.raises(DataMissing, match="SHA-256 differs"):
        datasets.fashion_mnist()


def test_a_full_disk_is_named_and_nothing_half_written_stays(server, mirrors):
    folder = datasets.cache_folder()
    folder.mkdir(parents=True)
    mounted = shutil.which("mount") and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", folder], capture_output=True)
    if not mounted or mounted.returncode:
        pytest.skip("this user cannot mount a small file system")
    try:
        server.files[FIRST] = os.urandom(100_000)
        mirrors(server.address)
        with pytest.raises(DataMissing, match=f"{FIRST} could not be written: No space left"):
            datasets.download("fashion_mnist")
        assert cached() == {}
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_set_that_is_not_there_to_download_is_refused():
    with pytest.raises(ValueError, match="fashion_mnist"):
        datasets.download("imagenet")


# Data that are here


@pytest.fixture
def named(tmp_path, mirrors, closed, monkeypatch):
    """A folder of the learner's own that holds the small files."""
    mirrors(closed)
    folder = tmp_path / "mine" / "fashion_mnist"
    folder.mkdir(parents=True)
    for name, raw in SMALL.items():
        (folder / name).write_bytes(raw)
    monkeypatch.setenv("D2LHELPERS_DATA", str(tmp_path / "mine"))
    return folder


def test_a_named_folder_is_used_without_any_download(named):
    assert datasets.available("fashion_mnist") is True
    assert len(datasets.fashion_mnist().train[1]) == 6


def test_a_damaged_file_in_the_named_folder_is_an_error_that_names_it(named):
    damaged = named / "t10k-labels-idx1-ubyte.gz"
    damaged.write_bytes(idx(3))
    with pytest.raises(DataMissing, match="SHA-256") as caught:
        datasets.fashion_mnist()
    assert str(damaged) in str(caught.value)


def test_an_incomplete_named_folder_gives_way_to_the_cache(named, server, mirrors):
    (named / FIRST).unlink()
    assert datasets.available("fashion_mnist") is False
    mirrors(server.address)
    datasets.fashion_mnist()
    assert cached() == SMALL


def test_what_is_here_is_told_as_a_table_and_in_words(mirrors, closed, capsys):
    mirrors(closed)
    here = datasets.available()
    assert here == {"digits": True, "fashion_mnist": False, "mnist": False, "house_prices": False}
    assert "not here: python -m d2lhelpers download fashion_mnist" in repr(here)
    assert capsys.readouterr().out == ""
    assert datasets.available("digits") is True
    datasets.available("fashion_mnist")
    assert "passed over" in capsys.readouterr().out
    with pytest.raises(ValueError, match="digits, fashion_mnist, mnist, house_prices"):
        datasets.available("imagenet")
    with pytest.raises(ValueError, match="did you mean 'fashion_mnist'"):
        datasets.available("Fashion-MNIST")


@pytest.mark.parametrize("sizes", [(3,), (2, 4), (2, 3, 4)])
def test_idx_files_are_read_by_their_own_sizes(sizes, tmp_path):
    (tmp_path / "x.gz").write_bytes(idx(*sizes))
    got = read_idx(tmp_path / "x.gz")
    assert got.dtype == torch.uint8 and got.shape == sizes
    assert got.flatten().tolist() == [i % 10 for i in range(got.numel())]


def test_digits_are_split_as_documented_and_read_in_no_time(capsys):
    started = time.process_time()
    train, test, classes = datasets.digits()
    assert time.process_time() - started < 5
    assert train[0].shape == (1348, 8, 8) and test[0].shape == (449, 8, 8) and classes == tuple("0123456789")
    assert train[0].dtype == torch.float32 and train[1].dtype == torch.int64
    assert train[0].min() == 0 and train[0].max() == 1 and set(test[1].tolist()) == set(range(10))
    from sklearn.datasets import load_digits

    bundle = load_digits()
    assert test[1].tolist() == bundle.target[3::4].tolist()
    torch.testing.assert_close(test[0][5].double() * 16, torch.from_numpy(bundle.images[23]))
    assert "digits" in capsys.readouterr().out


REAL = {  # name to the function that reads it, the mean of its training pixels, and how often each training label occurs
    "fashion_mnist": (datasets.fashion_mnist, 0.2860, [6000] * 10),
    "mnist": (datasets.mnist, 0.1307, [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]),
}


@pytest.mark.parametrize("name", REAL)
def test_the_real_sets_have_their_published_shapes_and_counts(name, capsys):
    if not datasets.available(name):
        pytest.skip(f"the real {name} is not in the folder that D2LHELPERS_DATA names")
    read, mean, counts = REAL[name]
    capsys.readouterr()
    train, test, classes = read()
    assert train[0].shape == (60_000, 28, 28) and test[0].shape == (10_000, 28, 28) and len(classes) == 10
    assert train[1].bincount().tolist() == counts and train[0].mean().item() == pytest.approx(mean, abs=1e-4)
    announced = f"{datasets.SETS[name].title}: 60,000 training and 10,000 test images of 28×28 pixels, the real files\n"
    assert capsys.readouterr().out == announced


PUBLISHED_MD5 = {  # as torchvision's documentation and many others give them
    "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
    "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
    "t10k-images-idx3-ubyte.gz": "9fb629c4189551a2d022fa330f9573f3",
    "t10k-labels-idx1-ubyte.gz": "ec29112dd5afa0611ce80d1b7f02629c",
}


def test_the_files_of_mnist_whose_sha256_we_hold_are_those_whose_md5_was_published():
    found = datasets.SETS["mnist"].find()
    if found is None:
        pytest.skip("the real MNIST is not in the folder that D2LHELPERS_DATA names")
    assert {file: hashlib.md5(path.read_bytes()).hexdigest() for file, path in found.items()} == PUBLISHED_MD5


def test_mnist_is_fetched_from_its_mirrors_like_fashion_mnist(server, monkeypatch):
    monkeypatch.delenv("D2LHELPERS_DATA", raising=False)
    monkeypatch.delenv("D2LHELPERS_MIRROR", raising=False)
    files = {name: hashlib.sha256(raw).hexdigest() for name, raw in SMALL.items()}
    monkeypatch.setattr(handwriting, "MNIST", replace(handwriting.MNIST, mirrors=(server.address,), files=files))
    train, test, classes = datasets.mnist()
    assert train[1].tolist() == [0, 1, 2, 3, 4, 5] and test[0].shape == (2, 28, 28) and classes == tuple("0123456789")
    assert {path.parent.name for path in datasets.cache_folder().rglob("*.gz")} == {"mnist"} and len(server.asked) == 4


# On the command line


PATCHED = """
import dataclasses, runpy, sys
from d2lhelpers import datasets
files = dict(pair.split("=") for pair in sys.argv[2].split(","))
datasets.SETS["fashion_mnist"] = dataclasses.replace(datasets.SETS["fashion_mnist"], mirrors=(sys.argv[1],), files=files)
sys.argv = ["d2lhelpers", "download", "fashion_mnist"]
runpy.run_module("d2lhelpers", run_name="__main__")
"""


@pytest.mark.parametrize("works", [True, False])
def test_the_download_command_says_how_it_went_without_a_traceback(works, server, closed, tmp_path):
    hashes = ",".join(f"{name}={hashlib.sha256(raw).hexdigest()}" for name, raw in SMALL.items())
    environment = {k: v for k, v in os.environ.items() if k not in ("D2LHELPERS_DATA", "D2LHELPERS_MIRROR")}
    made = [sys.executable, "-c", PATCHED, server.address if works else closed, hashes]
    done = subprocess.run(made, capture_output=True, text=True, timeout=60, env=environment | {"XDG_CACHE_HOME": str(tmp_path)})
    assert done.returncode == (0 if works else 1) and "Traceback" not in done.stderr
    if works:
        assert f"Fashion-MNIST is in {tmp_path}" in done.stdout
    else:
        assert FIRST in done.stderr and "Ways out" in done.stderr


def test_the_data_command_lists_the_sets():
    done = command("data", D2LHELPERS_DATA="/nowhere")
    assert done.returncode == 0 and "fashion_mnist" in done.stdout and "not here" in done.stdout


def test_a_set_unknown_to_the_command_line_is_refused_in_words():
    done = command("download", "imagenet")
    assert done.returncode == 2 and "fashion_mnist" in done.stderr and "Traceback" not in done.stderr
