"""The course's data sets: what is here, where it comes from, and how to get the rest.

A set that is not bundled is looked for in the folder named by `$D2LHELPERS_DATA`, then in the user's cache, and is
downloaded into that cache where it is in neither. Every file is held against its SHA-256 before it is used.
"""

import gzip
import hashlib
import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

Examples = tuple[Tensor, Tensor]


class ImageData(NamedTuple):
    """Images with their labels: `train` and `test` are each (images, labels), `classes` names the labels.

    Images are float32 of shape (n, height, width) with values from 0 (background) to 1; labels are int64 of shape (n,).
    """

    train: Examples
    test: Examples
    classes: tuple[str, ...]


class DataMissing(RuntimeError):
    """A data set that is not here and could not be fetched, or a file that is not what it should be."""


@dataclass(frozen=True)
class Remote:
    """A set that is fetched: its name, the addresses that serve it, its files with their SHA-256, what works offline."""

    name: str
    title: str
    mirrors: tuple[str, ...]
    files: dict[str, str]
    offline: str


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
REMOTE = {remote.name: remote for remote in (FASHION_MNIST,)}
CLOTHES = ("T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot")


def digits() -> ImageData:
    """Handwritten digits of 8 by 8 pixels, bundled with scikit-learn: real, small, offline.

    1,797 digits by 13 writers, the test part of "Optical Recognition of Handwritten Digits" (Alpaydin and Kaynak,
    1998, UCI). Every fourth one is in the test part, the same ones each time: 1,348 for training, 449 for testing.

    Returns
    -------
    Images of shape (n, 8, 8), labels, and the class names "0" to "9".
    """
    from sklearn.datasets import load_digits

    bundle = load_digits()
    images = torch.from_numpy(bundle.images).float() / 16
    labels = torch.from_numpy(bundle.target).long()
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


class Available(dict[str, bool]):
    """Set name to whether it can be used without a download; shown as a table."""

    def __repr__(self) -> str:
        width = max(map(len, self)) + 2
        states = {name: "here" if here else f"not here: python -m d2lhelpers download {name}" for name, here in self.items()}
        return "\n".join(name.ljust(width) + state for name, state in states.items())


def available(name: str | None = None) -> Available | bool:
    """Say which data sets are here; with a name, whether that one is, and how to get it where it is not.

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
    mirrors = ([f"{own.rstrip('/')}/{name}"] if own else []) + list(remote.mirrors)
    pooch.get_logger().setLevel("ERROR")
    for file, sha256 in remote.files.items():
        troubles: list[str] = []
        if not any(_fetch(f"{mirror}/{file}", folder / file, sha256, troubles) for mirror in mirrors):
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
    return not troubles or (path.exists() and _sha256(path) == sha256)


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
    named = os.environ.get("D2LHELPERS_DATA")
    for folder in ([Path(named) / remote.name] if named else []) + [cache_folder() / remote.name]:
        if not all((folder / file).is_file() for file in remote.files):
            continue
        for file, sha256 in remote.files.items() if check else ():
            if _sha256(folder / file) != sha256:
                raise DataMissing(
                    f"{remote.title}: {folder / file} is not the published file (its SHA-256 differs): damaged, or another version. "
                    f"Remove it and run: python -m d2lhelpers download {remote.name}"
                )
        return folder
    return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_idx(path: Path) -> Tensor:
    """Read a file of the IDX format (LeCun, 1998): four bytes of type and rank, the sizes, then the bytes."""
    raw = gzip.decompress(path.read_bytes())
    sizes = struct.unpack_from(f">{raw[3]}I", raw, 4)
    return torch.frombuffer(bytearray(raw), dtype=torch.uint8, offset=4 + 4 * raw[3]).reshape(sizes)
