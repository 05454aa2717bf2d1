"""Sets of images with labels, and the reader of their files."""

import gzip
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from .dataset import DataSet
from .remote import fetch

Examples = tuple[Tensor, Tensor]
IMAGES, LABELS = "{}-images-idx3-ubyte.gz", "{}-labels-idx1-ubyte.gz"


class ImageData(NamedTuple):
    """Images with their labels: `train` and `test` are each (images, labels), `classes` names the labels.

    Images are float32 of shape (n, height, width) with values from 0 (background) to 1; labels are int64 of shape (n,).
    """

    train: Examples
    test: Examples
    classes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ImageSet(DataSet):
    """A set laid out like MNIST: four gzipped IDX files, two of them for testing, and the names of its classes."""

    classes: tuple[str, ...]

    def explain(self, file: str, path: Path) -> str | None:
        """What a file with other bytes is."""
        with path.open("rb") as raw:
            unpacked = raw.read(3) == b"\0\0\x08"
        return "has been unpacked; the set wants it as it was published, gzipped" if unpacked else super().explain(file, path)

    def load(self) -> ImageData:
        """Read the real files, fetched where they are not here, and announce them.

        Raises
        ------
        DataMissing: the files are not here and could not be fetched, or one of them is damaged.
        """
        files = self.find()
        if files is None:
            for note in self.notes():
                print(f"{self.title}: {note}. It is fetched into the cache instead.")
            files = fetch(self)
        train, test = (
            (read_idx(files[IMAGES.format(part)]).float() / 255, read_idx(files[LABELS.format(part)]).long()) for part in ("train", "t10k")
        )
        height, width = train[0].shape[1:]
        counts = f"{len(train[0]):,} training and {len(test[0]):,} test images of {height}×{width} pixels"
        print(f"{self.title}: {counts}, the real files")
        return ImageData(train, test, self.classes)


def read_idx(path: Path) -> Tensor:
    """Read a file of the IDX format (LeCun, 1998): four bytes of type and rank, the sizes, then the bytes."""
    raw = gzip.decompress(path.read_bytes())
    sizes = struct.unpack_from(f">{raw[3]}I", raw, 4)
    return torch.frombuffer(bytearray(raw), dtype=torch.uint8, offset=4 + 4 * raw[3]).reshape(sizes)
