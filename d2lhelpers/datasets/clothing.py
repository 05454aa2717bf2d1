"""Fashion-MNIST: pictures of clothing."""

from .images import ImageData, ImageSet

FASHION_MNIST = ImageSet(
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
    classes=("T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"),
)


def fashion_mnist() -> ImageData:
    """Photographs of clothing, 28 by 28 pixels in ten classes: the real Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017).

    Returns
    -------
    60,000 training and 10,000 test images of shape (n, 28, 28), labels, and the class names.

    Raises
    ------
    DataMissing: the files are not here and could not be fetched, or one of them is damaged.
    """
    return FASHION_MNIST.load()
