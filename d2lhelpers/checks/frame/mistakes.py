"""Mistakes as small functions: each makes one known mistake, and carries the sentence that names it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import torch
from torch import Tensor

from .limits import TooLong
from .reports import Raised
from .state import Changing, World, copied, stand_ins

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Mistake:
    """A function that makes a mistake, and the sentence that goes on after "This looks like"."""

    sentence: str
    function: Callable[..., Any]


class Mistakes:
    """The known mistakes of an exercise, in the order in which they are looked for.

    summed = Mistakes()

    @summed.mistake("a mean over the rows: each row has a sum of its own.")
    def over_rows(X: Tensor) -> Tensor:
        return X.sum(0)
    """

    def __init__(self) -> None:
        self.known: list[Mistake] = []

    def __iter__(self) -> Iterator[Mistake]:
        return iter(self.known)

    def mistake(self, sentence: str) -> Callable[[Function], Function]:
        """Add a function that makes a mistake. It takes what the right answer takes; the report says "This looks like" + sentence."""

        def add(function: Function) -> Function:
            self.known.append(Mistake(sentence, function))
            return function

        return add


def call(function: Callable[..., Any], inputs: Sequence[Any], named: Mapping[str, Any]) -> Any:
    """What a function returns for copies of these inputs, those that it may change included."""
    inputs, named = stand_ins(inputs, named)
    world = World.now()
    try:
        return function(*copied(inputs), **copied(named))
    finally:
        world.restore()


def result_of(
    function: Callable[..., Any],
    inputs: Sequence[Any],
    named: Mapping[str, Any],
    read: Callable[[Any], Any],
) -> Any:
    """What is read of `call`'s result, or the exception that it raises."""
    try:
        return read(call(function, inputs, named))
    except (KeyboardInterrupt, TooLong):
        raise
    except BaseException as error:
        return Raised(error)


def other_inputs(inputs: Any) -> Any:
    """The same inputs with other numbers in them: each stretched by a factor between ½ and 1½.

    Shapes, signs and zeros stay, and so do whole numbers, texts and models. The factors are always
    the same.
    """
    dice = torch.Generator().manual_seed(0)

    def stretched(value: Any) -> Any:
        if isinstance(value, Changing):
            return value
        if isinstance(value, Tensor) and value.is_floating_point():
            factors = 0.5 + torch.rand(value.shape, generator=dice, dtype=value.dtype)
            return (value.detach() * factors).requires_grad_(value.requires_grad)
        if isinstance(value, float):
            return value * (0.5 + torch.rand((), generator=dice).item())
        if type(value) in (list, tuple):
            return type(value)(map(stretched, value))
        if type(value) is dict:
            return {key: stretched(v) for key, v in value.items()}
        return value

    return stretched(inputs)
