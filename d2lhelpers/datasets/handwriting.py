"""Handwritten digits: a small set that comes with scikit-learn, and MNIST."""

from importlib.util import find_spec
from pathlib import Path

import torch

from .images import ImageData, ImageSet

DIGITS = tuple("0123456789")
MNIST = ImageSet(
    name="mnist",
    title="MNIST",
    mirrors=("https://ossci-datasets.s3.amazonaws.com/mnist", "https://storage.googleapis.com/cvdf-datasets/mnist"),
    files={
        "train-images-idx3-ubyte.gz": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        "train-labels-idx1-ubyte.gz": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        "t10k-images-idx3-ubyte.gz": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        "t10k-labels-idx1-ubyte.gz": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    },
    offline="digits(), real handwritten digits of 8 by 8 pixels, works without any download",
    classes=DIGITS,
)


def digits() -> ImageData:
    """Handwritten digits of 8 by 8 pixels, bundled with scikit-learn: real, small, offline.

    1,797 digits by 13 writers, the test part of "Optical Recognition of Handwritten Digits" (Alpaydin and Kaynak,
    1998, UCI). Every fourth one is in the test part, the same ones each time: 1,348 for training, 449 for testing.

    Returns
    -------
    Images of shape (n, 8, 8), labels, and the class names "0" to "9".
    """
    import numpy as np

    found = find_spec("sklearn")  # importing it would cost a second, for one small file
    if found is None or found.origin is None:
        raise ModuleNotFoundError("digits() reads a file that comes with scikit-learn: pip install scikit-learn")
    table = torch.from_numpy(np.loadtxt(Path(found.origin).parent / "datasets" / "data" / "digits.csv.gz", delimiter=","))
    images, labels = table[:, :64].reshape(-1, 8, 8).float() / 16, table[:, 64].long()
    held_out = torch.arange(len(labels)) % 4 == 3
    print("digits: 1,348 training and 449 test images of 8×8 pixels, real handwriting, bundled with scikit-learn")
    return ImageData((images[~held_out], labels[~held_out]), (images[held_out], labels[held_out]), DIGITS)


def mnist() -> ImageData:
    """Handwritten digits, 28 by 28 pixels: the real MNIST (LeCun, Bottou, Bengio and Haffner, 1998).

    Returns
    -------
    60,000 training and 10,000 test images of shape (n, 28, 28), labels, and the class names "0" to "9".

    Raises
    ------
    DataMissing: the files are not here and could not be fetched, or one of them is damaged.
    """
    return MNIST.load()
