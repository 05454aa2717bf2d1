"""The course's data sets: what is here, where it comes from, and how to get the rest.

A set that is not bundled is looked for in the folder named by `$D2LHELPERS_DATA`, then in the user's cache, and is
downloaded into that cache where it is in neither. Every file is held against its SHA-256 before it is used. House prices
are the exception: a simulated stand-in takes the place of real files that are not here, and says so.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor

from . import houses

if TYPE_CHECKING:
    from pandas import DataFrame

Examples = tuple[Tensor, Tensor]


class ImageData(NamedTuple):
    """Images with their labels: `train` and `test` are each (images, labels), `classes` names the labels.

    Images are float32 of shape (n, height, width) with values from 0 (background) to 1; labels are int64 of shape (n,).
    """

    train: Examples
    test: Examples
    classes: tuple[str, ...]


class HousePrices(NamedTuple):
    """House sales: `train` has 81 columns with the price last, `test` the same without it; `simulated` says which data.

    "NA" in the files is a missing value; every other word is a level, "None" too. Words are of pandas' string type
    (`object` before pandas 3), numbers are int64, or float64 where some are missing.
    """

    train: DataFrame
    test: DataFrame
    simulated: bool


class DataMissing(RuntimeError):
    """A data set that is not here and could not be fetched, or a file that is not what it should be."""


@dataclass(frozen=True)
class Remote:
    """A set that is fetched: its name, the addresses that serve it, its files with their SHA-256, what works offline.

    `served` maps a file to its name at those addresses, where that is another one.
    """

    name: str
    title: str
    mirrors: tuple[str, ...]
    files: dict[str, str]
    offline: str
    served: dict[str, str] = field(default_factory=dict)


FASHION_MNIST = Remote(
    name="fashion_mnist",
    title="Fashion-MNIST",
    mirrors=(
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
    ),
    files={
        "train-images-idx3-ubyte.gz": "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        "train-labels-idx1-ubyte.gz": "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        "t10k-images-idx3-ubyte.gz": "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        "t10k-labels-idx1-ubyte.gz": "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
    },
    offline="digits(), real handwritten digits of 8 by 8 pixels, works without any download",
)
HOUSE_PRICES = Remote(
    name="house_prices",
    title="House prices",
    mirrors=("http://d2l-data.s3-accelerate.amazonaws.com",),
    files={
        "train.csv": "1e18addf81e5e4d347cc17ee6075bbe4a42b7fa26b9e5b063e8f692a5f929d41",
        "test.csv": "8fdd3d829d4d986b58f845c9553b225e67dd8383624d90fb6ca1d4bed5798c1e",
    },
    offline="house_prices() works without the real files, on the simulated stand-in of the course's repository",
    served={"train.csv": "kaggle_house_pred_train.csv", "test.csv": "kaggle_house_pred_test.csv"},
)
REMOTE = {remote.name: remote for remote in (FASHION_MNIST, HOUSE_PRICES)}
OTHER = "is not the published file (its SHA-256 differs): damaged, or another version"
CLOTHES = ("T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot")


def digits() -> ImageData:
    """Handwritten digits of 8 by 8 pixels, bundled with scikit-learn: real, small, offline.

    1,797 digits by 13 writers, the test part of "Optical Recognition of Handwritten Digits" (Alpaydin and Kaynak,
    1998, UCI). Every fourth one is in the test part, the same ones each time: 1,348 for training, 449 for testing.

    Returns
    -------
    Images of shape (n, 8, 8), labels, and the class names "0" to "9".
    """
    import numpy as np

    package = Path(find_spec("sklearn").origin).parent  # importing it would cost a second, for one small file
    table = torch.from_numpy(np.loadtxt(package / "datasets" / "data" / "digits.csv.gz", delimiter=","))
    images, labels = table[:, :64].reshape(-1, 8, 8).float() / 16, table[:, 64].long()
    held_out = torch.arange(len(labels)) % 4 == 3
    print("digits: 1,348 training and 449 test images of 8×8 pixels, real handwriting, bundled with scikit-learn")
    return ImageData((images[~held_out], labels[~held_out]), (images[held_out], labels[held_out]), tuple("0123456789"))


def fashion_mnist() -> ImageData:
    """Photographs of clothing, 28 by 28 pixels in ten classes: the real Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017).

    Returns
    -------
    60,000 training and 10,000 test images of shape (n, 28, 28), labels, and the class names.

    Raises
    ------
    DataMissing: the files are not here and could not be fetched, or one of them is damaged.
    """
    folder = _folder_with(FASHION_MNIST) or download("fashion_mnist")
    parts = [
        (_read_idx(folder / f"{part}-images-idx3-ubyte.gz").float() / 255, _read_idx(folder / f"{part}-labels-idx1-ubyte.gz").long())
        for part in ("train", "t10k")
    ]
    print("Fashion-MNIST: 60,000 training and 10,000 test images of 28×28 pixels, the real files")
    return ImageData(parts[0], parts[1], CLOTHES)


def house_prices() -> HousePrices:
    """House sales in Ames, Iowa, 2006 to 2010: the files of Kaggle's competition (De Cock, 2011), or a simulated stand-in.

    The real files are taken from `$D2LHELPERS_DATA/house_prices` or from the user's cache; nothing is downloaded here.
    Where they are not, the first printed line says SIMULATED and how to get them. Copies with other line ends or quotes,
    such as Kaggle's own, are the same to this function: tables are held against their SHA-256 by their cells.

    Returns
    -------
    1,460 sales with their prices in dollars, 1,459 without, and whether they are simulated.

    Raises
    ------
    DataMissing: a file is not what its name says, or there is neither the real set nor the stand-in.
    """
    folder = _folder_with(HOUSE_PRICES)
    if folder is not None:
        print("House prices: 1,460 training and 1,459 test houses of Ames, the real files")
        return HousePrices(houses.read(folder / "train.csv"), houses.read(folder / "test.csv"), simulated=False)
    get = f"python -m d2lhelpers download {HOUSE_PRICES.name}"
    ways = (
        f"{get}, or put train.csv and test.csv of Kaggle's competition into a folder house_prices below the one that D2LHELPERS_DATA names"
    )
    if not houses.has_stand_in():
        raise DataMissing(
            f"House prices: the real files are not here, and the simulated stand-in is not at {houses.STAND_IN}: it comes with a clone "
            f"of the course's repository (data/house_prices), not with the installed package.\n  To get the real files: {ways}"
        )
    print(f"House prices: SIMULATED stand-in, 1,460 training and 1,459 test houses that nobody sold. For the real files: {ways}")
    for half in _half_there(HOUSE_PRICES):
        print(f"  {half}, so that folder was passed over")
    for file in houses.ROWS:
        if wrong := houses.wrong(houses.STAND_IN / file):
            again = f"Run {houses.STAND_IN / 'simulate.py'} to make it anew."
            raise DataMissing(f"House prices: the stand-in {houses.STAND_IN / file} {wrong}. {again}")
    return HousePrices(houses.read(houses.STAND_IN / "train.csv"), houses.read(houses.STAND_IN / "test.csv"), simulated=True)


class Available(dict[str, bool]):
    """Set name to whether its real files can be used without a download; shown as a table."""

    def __repr__(self) -> str:
        width = max(map(len, self)) + 2
        states = {name: "here" if here else f"not here: python -m d2lhelpers download {name}" for name, here in self.items()}
        if not self.get("house_prices", True) and houses.has_stand_in():
            states["house_prices"] = f"simulated stand-in here; real files: {states['house_prices']}"
        return "\n".join(name.ljust(width) + state for name, state in states.items())


def available(name: str | None = None) -> Available | bool:
    """Say which data sets are here; with a name, whether that one is, and how to get it where it is not.

    A stand-in does not count: `available("house_prices")` is about the real files.

    Raises
    ------
    ValueError: no set has that name.
    """
    here = Available({"digits": True} | {remote.name: _folder_with(remote, check=False) is not None for remote in REMOTE.values()})
    if name is None:
        return here
    if name not in here:
        raise ValueError(f"there is no data set {name!r}; the sets are {', '.join(here)}")
    if not here[name]:
        remote = REMOTE[name]
        if name == "house_prices" and houses.has_stand_in():
            print(f"{remote.title}: simulated stand-in here; real files not here. To get them: python -m d2lhelpers download {name}")
            return False
        print(f"{remote.title} is not here, so the cells that need it are passed over. To get it: python -m d2lhelpers download {name}")
    return here[name]


def download(name: str) -> Path:
    """Fetch a data set into the user's cache, with a progress bar for each file, and return its folder.

    Files that are there already and whole are kept. A file comes into the cache only after its SHA-256 was found right.
    `$D2LHELPERS_MIRROR` names an address to ask first, for example a server in the class room; it has a folder for
    each set.

    Raises
    ------
    ValueError: no set to download has that name.
    DataMissing: a file could not be fetched whole; the message names it and the ways out.
    """
    import pooch

    if name not in REMOTE:
        raise ValueError(f"there is no data set {name!r} to download; there is {', '.join(REMOTE)}")
    remote, folder = REMOTE[name], cache_folder() / name
    own = os.environ.get("D2LHELPERS_MIRROR")
    pooch.get_logger().setLevel("ERROR")
    for file, sha256 in remote.files.items():
        troubles: list[str] = []
        urls = ([f"{own.rstrip('/')}/{name}/{file}"] if own else []) + [f"{at}/{remote.served.get(file, file)}" for at in remote.mirrors]
        if not any(_fetch(url, folder / file, sha256, troubles) for url in urls):
            raise DataMissing(_ways_out(remote, file, folder, troubles))
    return folder


def cache_folder() -> Path:
    """The user's cache, where downloads are kept."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("d2lhelpers"))


def _fetch(url: str, path: Path, sha256: str, troubles: list[str]) -> bool:
    """Fetch one file and check it; on failure say why in `troubles`, leaving nothing behind."""
    import pooch
    import requests

    if path.is_file() and _sha256(path) == sha256:
        return True
    try:
        fetch = pooch.HTTPDownloader(progressbar=True, timeout=30)
        pooch.retrieve(url, known_hash=f"sha256:{sha256}", fname=path.name, path=path.parent, downloader=fetch)
    except requests.HTTPError as error:
        troubles.append(f"{url} answered {error.response.status_code}")
    except requests.exceptions.ChunkedEncodingError:
        troubles.append(f"the download from {url} was cut off")
    except requests.ConnectionError:
        troubles.append(f"no connection to {url}")
    except requests.RequestException as error:
        troubles.append(f"{url}: {error}")
    except ValueError:  # pooch found another hash and removed the file
        troubles.append(f"{url} sent other bytes than expected (its SHA-256 is wrong)")
    except OSError as error:
        troubles.append(f"{path} could not be written: {error.strerror or error}")
    else:
        return True
    return path.exists() and _sha256(path) == sha256  # another notebook may have fetched it meanwhile


def _ways_out(remote: Remote, file: str, folder: Path, troubles: Sequence[str]) -> str:
    reasons = "\n".join(f"    {trouble}" for trouble in troubles)
    return (
        f"{remote.title}: {file} could not be fetched.\n{reasons}\n"
        f"  Ways out:\n"
        f"    try again later: python -m d2lhelpers download {remote.name}\n"
        f"    put the file into {folder} yourself, or point D2LHELPERS_DATA at a folder that holds {remote.name}/{file}\n"
        f"    do without: {remote.offline}"
    )


def _folder_with(remote: Remote, check: bool = True) -> Path | None:
    """The folder that holds every file of a set, or None; with `check`, a file of other content is an error."""
    for folder in _folders(remote):
        if not all((folder / file).is_file() for file in remote.files):
            continue
        for file, sha256 in remote.files.items() if check else ():
            if _sha256(folder / file) != sha256:
                wrong = (houses.wrong(folder / file) or _other_values(folder / file)) if file.endswith(".csv") else OTHER
                raise DataMissing(
                    f"{remote.title}: {folder / file} {wrong}. Remove it and run: python -m d2lhelpers download {remote.name}\n"
                    f"  Or put the published {file} in its place."
                )
        return folder
    return None


def _folders(remote: Remote) -> list[Path]:
    """Where the files of a set are looked for; the folder of the stand-in is no place for real ones."""
    named = os.environ.get("D2LHELPERS_DATA")
    folders = ([Path(named) / remote.name] if named else []) + [cache_folder() / remote.name]
    return [folder for folder in folders if folder.resolve() != houses.STAND_IN.resolve()]


def _half_there(remote: Remote) -> list[str]:
    """For each folder that holds some files of a set but not all, what is there and what is not."""
    found = {folder: [file for file in remote.files if (folder / file).is_file()] for folder in _folders(remote)}
    missing = {folder: [file for file in remote.files if file not in files] for folder, files in found.items() if files}
    return [f"{folder} holds {', '.join(found[folder])} but no {', '.join(files)}" for folder, files in missing.items() if files]


def _sha256(path: Path) -> str:
    """The SHA-256 of a file; of a table that of its cells, whatever its line ends, quotes and byte order mark."""
    if path.suffix != ".csv":
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    try:
        return hashlib.sha256("".join(",".join(row) + "\n" for row in houses.cells(path)).encode()).hexdigest()
    except csv.Error:
        return "not a table"


def _other_values(path: Path) -> str:
    """What a table is that looks right and is not the published one."""
    copied = (houses.STAND_IN / path.name).is_file() and _sha256(path) == _sha256(houses.STAND_IN / path.name)
    return "is the course's simulated stand-in, not the real file" if copied else f"{OTHER}, though it has the right columns and rows"


def _read_idx(path: Path) -> Tensor:
    """Read a file of the IDX format (LeCun, 1998): four bytes of type and rank, the sizes, then the bytes."""
    raw = gzip.decompress(path.read_bytes())
    sizes = struct.unpack_from(f">{raw[3]}I", raw, 4)
    return torch.frombuffer(bytearray(raw), dtype=torch.uint8, offset=4 + 4 * raw[3]).reshape(sizes)
