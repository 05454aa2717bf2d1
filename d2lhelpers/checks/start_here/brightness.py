"""Exercise 0.2: the mean of each image's pixels."""

import torch
from torch import Tensor

from ..frame import Attempt, exercise


def _right(images: Tensor) -> Tensor:
    return images.mean(dim=(1, 2))


@exercise("0.2")
def brightness(attempt: Attempt) -> None:
    """The mean of each image's pixels."""
    three = (torch.arange(192.0) ** 2 % 23 + torch.arange(192.0) / 64).reshape(3, 8, 8)
    three[0, :2] = 0
    first, second = attempt(three), attempt(3 * three + 1)
    numbers = isinstance(first, Tensor) and isinstance(second, Tensor) and first.dtype != torch.bool
    same = numbers and torch.equal(first, second)
    reads = "a function that does not read what it is given: is the name in the brackets used?"
    attempt.law("other images have another brightness", not same, looks_like=reads)
    attempt.agrees("each image has the mean of its own pixels", _right, three)
    white = torch.ones(2, 8, 8)
    white[0] = 0
    cases = {
        "a black image has brightness 0, a white one 1": (white,),
        "one image": (three[:1],),
        "eight images, as many as an image has rows": (attempt.randn(8, 8, 8),),
        "sixty-four images": (attempt.randn(64, 8, 8),),
        "pixels below 0": (-three,),
    }
    attempt.each(_right, cases)
    attempt.precise(_right, three / 7)


brightness.symptom(
    "invalid for input of size",
    "a number of images written into the code: it must work for any n, `len(images)`.",
)


# with one image it gives what a mean over everything gives, so it is looked for first
@brightness.mistake(
    "a squeeze(): it drops every direction of size 1, and with one image that is the images', too."
)
def squeezed(images: Tensor) -> Tensor:
    return _right(images).squeeze()


@brightness.mistake("a mean over everything. Each image needs a number of its own.")
def over_everything(images: Tensor) -> Tensor:
    return images.mean()


@brightness.mistake("a mean over the images (dim=0). The images are the direction that stays.")
def over_images(images: Tensor) -> Tensor:
    return images.mean(dim=0)


@brightness.mistake("a mean along one direction of the pixels only (dim=1). dim=2 must go, too.")
def over_rows(images: Tensor) -> Tensor:
    return images.mean(dim=1)


@brightness.mistake("a mean along one direction of the pixels only (dim=2). dim=1 must go, too.")
def over_columns(images: Tensor) -> Tensor:
    return images.mean(dim=2)


@brightness.mistake(
    "a mean over the images, too: of directions 0, 1 and 2 the first is the one that stays. (After "
    "one mean the other directions have new numbers.)"
)
def over_images_and_rows(images: Tensor) -> Tensor:
    return images.mean(dim=(0, 1))


@brightness.mistake("a mean over the images and the columns: the images are the ones that stay.")
def over_images_and_columns(images: Tensor) -> Tensor:
    return images.mean(dim=(0, 2))


@brightness.mistake(
    "pixels of several images mixed: reshape counts through one image after the other, so the "
    "images must stay its first direction."
)
def mixed(images: Tensor) -> Tensor:
    return images.reshape(64, -1).mean(dim=0)


@brightness.mistake("a sum. A mean divides it by the number of pixels.")
def summed(images: Tensor) -> Tensor:
    return images.sum(dim=(1, 2))


@brightness.mistake("a sum divided by 8. A grid of 8 rows and 8 columns has 64 pixels.")
def divided_by_8(images: Tensor) -> Tensor:
    return images.sum(dim=(1, 2)) / 8


@brightness.mistake("a sum divided by 16. A grid of 8 rows and 8 columns has 8 times 8 pixels.")
def divided_by_16(images: Tensor) -> Tensor:
    return images.sum(dim=(1, 2)) / 16


@brightness.mistake("a sum divided by the number of images: it is the pixels that are averaged.")
def divided_by_images(images: Tensor) -> Tensor:
    return images.sum(dim=(1, 2)) / len(images)


@brightness.mistake("the largest pixel of each image: the mean is asked for.")
def largest(images: Tensor) -> Tensor:
    return images.amax(dim=(1, 2))


@brightness.mistake("the median of each image's pixels: the mean is asked for.")
def median(images: Tensor) -> Tensor:
    return images.flatten(1).median(dim=1).values


@brightness.mistake("a mean over the lit pixels only: the black ones count, too.")
def lit_pixels(images: Tensor) -> Tensor:
    return images.sum(dim=(1, 2)) / (images > 0).sum(dim=(1, 2))


@brightness.mistake(
    "the first image alone: a `return` inside the loop ends the function in its first round."
)
def first_image(images: Tensor) -> Tensor:
    return _right(images[:1])


@brightness.mistake("a loop that stops one image too early: range(n) already ends at n - 1.")
def without_the_last(images: Tensor) -> Tensor:
    return _right(images[:-1])


@brightness.mistake("a loop that begins one image too late: Python counts from 0.")
def without_the_first(images: Tensor) -> Tensor:
    return _right(images[1:])


@brightness.mistake("directions of size 1 that were kept: keepdim leaves (n, 1, 1), not (n,).")
def kept(images: Tensor) -> Tensor:
    return images.mean(dim=(1, 2), keepdim=True)


@brightness.mistake("a column of shape (n, 1): the shape asked for is (n,).")
def column(images: Tensor) -> Tensor:
    return _right(images)[:, None]
