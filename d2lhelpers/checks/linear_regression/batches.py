"""Exercises 2.2 and 2.3: iterations counted, and batches for ever."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, exercise, kind_of, same

# 2.2

ITERATIONS = {
    "the short last batch left out: it is a batch like any other, in every epoch.": 75.0,
    "one epoch alone. Five were asked for.": 16.0,
    "one epoch alone, without its short batch.": 15.0,
    "one rounding for all epochs together. Each epoch ends with a short batch of its own.": 79.0,
    "one rounding for all epochs together, and downwards (or a rounded 15.6 times 5).": 78.0,
    "no rounding at all: a part of an iteration cannot be made.": 78.125,
    "one short batch for all five epochs together: each epoch ends with one.": 76.0,
    "one batch too many in each epoch.": 85.0,
    "counting from 0 to the last one, or one too many in all.": 81.0,
    "batch size times epochs. How many batches do 1,000 examples make?": 320.0,
    "examples times epochs: those are the examples seen. An iteration takes 64 of them.": 5000.0,
    "the numbers of the text above: here there are 1,000 examples and batches of 64.": 980.0,
    "examples times epochs times batch size: a batch divides the examples, it does not "
    "multiply them.": 320000.0,
}


@exercise("2.2")
def total_iterations(attempt: Attempt) -> None:
    """1,000 examples at batch size 64, five epochs."""
    several = isinstance(attempt.value, list | tuple)
    advice = "Several numbers came. One is asked for: the iterations of all epochs together."
    attempt.law("one number", not several, advice, rows={"got": attempt.value})
    law = "1,000 examples, batch size 64, 5 epochs, the short batch kept"
    advice = "Cut one epoch into batches on paper, and count them."
    found = attempt.number()
    attempt.equal(
        law, found, 80.0, mistakes=ITERATIONS, tolerance=1e-6, advice=advice, reveal=False
    )


# 2.3

Pair = tuple[Tensor, Tensor]

SEVEN = torch.stack([torch.arange(7.0), torch.arange(7.0) + 100], dim=1)
LONG = 3000
ENDED = "It ends after some passes. However many batches are asked for, there is a next one."
PAIRED = "X_batch and y_batch belong together"


def _endless(X: Tensor, y: Tensor, batch_size: int, generator: torch.Generator) -> Iterator[Pair]:
    rest = torch.empty(0, dtype=torch.long)
    while True:
        while len(rest) < batch_size:
            rest = torch.cat([rest, torch.randperm(len(X), generator=generator)])
        yield X[rest[:batch_size]], y[rest[:batch_size]]
        rest = rest[batch_size:]


def _drawn(function: Any, n: int, size: int, count: int, seed: int) -> list[Any]:
    """What a maker of batches yields first, for n of seven examples."""
    y = 10 * torch.arange(7.0).reshape(-1, 1)
    generator = torch.Generator().manual_seed(seed)
    return list(islice(function(SEVEN[:n], y[:n], size, generator), count))


def _draw(attempt: Attempt, n: int, size: int, count: int, seed: int) -> list[Pair]:
    """The first batches of the answer, each of them a pair of tensors."""

    def first(X: Tensor, y: Tensor, batch_size: int) -> Any:
        generator = torch.Generator().manual_seed(seed)
        found = attempt.value(X, y, batch_size, generator)
        return list(islice(found, count)) if hasattr(found, "__iter__") else found

    y = 10 * torch.arange(7.0).reshape(-1, 1)
    drawn = attempt.run(first, SEVEN[:n], y[:n], batch_size=size)
    rows = {"examples": n, "batch_size": size}
    advice = "Nothing came out. A function that yields has a `yield` in its loop, and no `return`."
    attempt.law("it yields batches", drawn, advice, rows=rows | {"got": drawn})
    advice = "Yield two tensors at a time, with a comma between them: X_batch, y_batch."
    pairs = isinstance(drawn, list) and all(map(_is_pair, drawn))
    got = drawn[0] if isinstance(drawn, list) else kind_of(drawn)
    attempt.law("it yields pairs of tensors", pairs, advice, rows=rows | {"got": got})
    return drawn


def _is_pair(value: object) -> bool:
    if not isinstance(value, tuple | list) or len(value) != 2:
        return False
    return all(isinstance(part, Tensor) for part in value)


def _rows(drawn: list[Any]) -> list[list[float]]:
    """The first column of X in each batch: which examples it holds."""
    return [X[:, 0].tolist() for X, _ in drawn]


def _names_no_mistake(attempt: Attempt, drawn: list[Pair], n: int, size: int, seed: int) -> None:
    """End the check where a known mistake, and not the right answer, yields these batches."""
    made = ""
    if not same(drawn, _drawn(_endless, n, size, len(drawn), seed)):
        found = [m.sentence for m in endless_batches if _yields(m.function, drawn, n, size, seed)]
        made = found[0] if found else ""
    rows = {"rows, batch by batch": _rows(drawn)[:6]}
    attempt.law(f"{n} examples in batches of {size}", not made, looks_like=made, rows=rows)


def _yields(function: Any, drawn: list[Pair], n: int, size: int, seed: int) -> bool:
    """Whether a maker of batches yields these, and ends where they end."""
    mistaken = _drawn(function, n, size, 14, seed)
    asked = 14 if len(drawn) == 14 else 12
    return same(drawn, mistaken[:asked])


@exercise("2.3")
def endless_batches(attempt: Attempt) -> None:
    """Full batches for ever, a new order on each pass."""
    seed = int(attempt.randint(0, 2**31, 1))
    drawn = _draw(attempt, 7, 3, 14, seed)
    _shapes_hold(attempt, drawn)
    _names_no_mistake(attempt, drawn, 7, 3, seed)
    made = {m.sentence: _drawn(m.function, 7, 3, 14, seed) for m in endless_batches}
    attempt.equal("seven examples in batches of three", drawn, drawn, mistakes=made)
    _pairs_hold(attempt, drawn)
    _passes_hold(attempt, drawn, 7, 3)
    _orders_are_drawn(attempt, drawn, seed)
    attempt.law("it goes on for ever", len(_draw(attempt, 7, 3, LONG, seed)) == LONG, ENDED)
    for n, size in ((7, 7), (7, 1), (6, 3), (7, 16), (2, 5), (1, 1), (1, 4)):
        drawn = _draw(attempt, n, size, 12, seed)
        _shapes_hold(attempt, drawn)
        _names_no_mistake(attempt, drawn, n, size, seed)
        _pairs_hold(attempt, drawn)
        _passes_hold(attempt, drawn, n, size)


def _shapes_hold(attempt: Attempt, drawn: list[Pair]) -> None:
    rows = {"shapes": [(tuple(X.shape), tuple(y.shape)) for X, y in drawn][:3]}
    swapped = all(X.shape[1:] == (1,) and y.shape[1:] == (2,) for X, y in drawn)
    advice = "The two come in the wrong order."
    attempt.law("first X_batch, then y_batch", not swapped, advice, rows=rows)
    numbers = all(X.ndim == y.ndim == 1 and not X.is_floating_point() for X, y in drawn)
    advice = "These are the numbers of the rows. Pick the rows themselves out of X and y."
    attempt.law("examples come out", not numbers, advice, rows={"X_batch": drawn[0][0]})
    whole = all(X.shape[1:] == (2,) and y.shape[1:] == (1,) for X, y in drawn)
    advice = "Pick whole rows: X_batch keeps its two columns, y_batch its one."
    attempt.law("batches keep their columns", whole, advice, rows=rows)


def _pairs_hold(attempt: Attempt, drawn: list[Pair]) -> None:
    advice = "X_batch and y_batch come from two different orders, or from different places of one."
    together = all(torch.equal(10 * X[:, :1], y) for X, y in drawn)
    rows = {"X_batch": drawn[0][0][:, 0], "y_batch": drawn[0][1].flatten()}
    attempt.law(PAIRED, together, advice, rows=rows)


def _passes_hold(attempt: Attempt, drawn: list[Pair], n: int, size: int) -> None:
    rows = {"examples": n, "batch_size": size, "rows, batch by batch": _rows(drawn)[:6]}
    sizes = [len(X) for X, _ in drawn]
    advice = "A batch has another size. Where an order runs out, the next one fills the batch up."
    attempt.law("every batch is full", set(sizes) == {size}, advice, rows=rows | {"sizes": sizes})
    advice = f"It ended after {len(drawn)} batches, and was to go on for ever."
    attempt.law("it goes on for ever", len(drawn) >= 12, advice, rows=rows)
    line = [row for batch in _rows(drawn) for row in batch]
    passes = [line[i : i + n] for i in range(0, len(line) - n + 1, n)]
    whole = all(sorted(part) == sorted(set(part)) for part in passes)
    advice = (
        "Written one behind the other, the rows are no passes over all examples: some come "
        "twice in a pass, others not at all."
    )
    attempt.law("each pass holds every example once", whole, advice, rows=rows)


def _orders_are_drawn(attempt: Attempt, drawn: list[Pair], seed: int) -> None:
    line = [row for batch in _rows(drawn) for row in batch]
    orders = {tuple(line[i : i + 7]) for i in range(0, 36, 7)}
    rows = {"rows": line}
    advice = "Few orders for many passes. Each pass is to have a new one."
    attempt.law("each pass has an order of its own", len(orders) > 3, advice, rows=rows)
    again, other = (_rows(_draw(attempt, 7, 3, 14, s)) for s in (seed, seed + 1))
    advice = (
        "The order does not come from `generator` alone: the same generator twice must give "
        "the same batches."
    )
    attempt.law("same generator, same batches", again == _rows(drawn), advice)
    advice = "Another generator gives the same batches: draw from `generator`, and do not seed it."
    attempt.law("another generator, other batches", other != _rows(drawn), advice)


@endless_batches.mistake(
    "one new order where a batch needs several: it may hold more examples than there are."
)
def one_order_added(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Pair]:
    yield from _added_once(torch.empty(0, dtype=torch.long), X, y, size, generator)


@endless_batches.mistake(
    "one new order where a batch needs several, behind the first order of all: a batch may hold "
    "more examples than there are."
)
def one_order_behind(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Pair]:
    yield from _added_once(torch.randperm(len(X), generator=generator), X, y, size, generator)


def _added_once(
    rest: Tensor, X: Tensor, y: Tensor, size: int, generator: torch.Generator
) -> Iterator[Pair]:
    while True:
        if len(rest) < size:
            rest = torch.cat([rest, torch.randperm(len(X), generator=generator)])
        yield X[rest[:size]], y[rest[:size]]
        rest = rest[size:]


@endless_batches.mistake("a short last batch that is kept: the next order is to fill it up.")
def short_kept(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Pair]:
    while True:
        for rows in torch.randperm(len(X), generator=generator).split(size):
            yield X[rows], y[rows]


@endless_batches.mistake("a rest that is left out at the end of each order: nothing is to be lost.")
def rest_dropped(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Pair]:
    for _ in range(1000):
        for rows in torch.randperm(len(X), generator=generator).split(size):
            if len(rows) == size:
                yield X[rows], y[rows]


@endless_batches.mistake("one order that is used again on each pass. Every pass needs a new one.")
def one_order(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Pair]:
    line = torch.randperm(len(X), generator=generator).repeat(100)
    for rows in line.split(size):
        yield X[rows], y[rows]


@endless_batches.mistake(
    "one order that is used again on each pass, with a short batch at its end."
)
def one_order_short(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Pair]:
    order = torch.randperm(len(X), generator=generator)
    while True:
        for rows in order.split(size):
            yield X[rows], y[rows]


@endless_batches.mistake("no shuffling at all: the rows come as they lie.")
def unshuffled(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Pair]:
    for rows in torch.arange(len(X)).repeat(100).split(size):
        yield X[rows], y[rows]


@endless_batches.mistake("no shuffling at all, and a short batch at the end of each pass.")
def unshuffled_short(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Pair]:
    while True:
        for rows in torch.arange(len(X)).split(size):
            yield X[rows], y[rows]


@endless_batches.mistake("drawing with replacement: some examples come often, others never.")
def replaced(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Pair]:
    while True:
        rows = torch.randint(len(X), (size,), generator=generator)
        yield X[rows], y[rows]


@endless_batches.mistake("a new order for every batch: only its beginning is ever used.")
def order_a_batch(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Pair]:
    while True:
        rows = torch.randperm(len(X), generator=generator)[:size]
        yield X[rows], y[rows]


@endless_batches.mistake("an end after the first pass: the whole is to go on for ever.")
def one_pass(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Pair]:
    for rows in torch.randperm(len(X), generator=generator).split(size):
        yield X[rows], y[rows]


@endless_batches.mistake(
    "an end after the last full batch of the first pass: the whole is to go on for ever."
)
def one_full_pass(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Pair]:
    for rows in torch.randperm(len(X), generator=generator).split(size):
        if len(rows) == size:
            yield X[rows], y[rows]


@endless_batches.mistake(
    "a batch that is filled up from its own order: those examples come twice in this pass. The "
    "next order fills it up."
)
def filled_from_itself(
    X: Tensor, y: Tensor, size: int, generator: torch.Generator
) -> Iterator[Pair]:
    while True:
        order = torch.randperm(len(X), generator=generator)
        for rows in order.split(size):
            rows = torch.cat([rows, order[: size - len(rows)]])
            yield X[rows], y[rows]


@endless_batches.mistake(
    "a next order of which only the part that fills the batch is used: its other examples are lost."
)
def next_order_lost(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Pair]:
    while True:
        for rows in torch.randperm(len(X), generator=generator).split(size):
            if len(rows) < size:
                more = torch.randperm(len(X), generator=generator)[: size - len(rows)]
                rows = torch.cat([rows, more])
            yield X[rows], y[rows]


@endless_batches.mistake(
    "a next order that begins anew behind the batch it has filled up: those examples come twice."
)
def next_order_again(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Pair]:
    order = torch.randperm(len(X), generator=generator)
    while True:
        for rows in order.split(size):
            if len(rows) < size:
                order = torch.randperm(len(X), generator=generator)
                rows = torch.cat([rows, order[: size - len(rows)]])
            yield X[rows], y[rows]


@endless_batches.mistake("the rest put behind the next order: it is older, so it comes first.")
def rest_behind(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Pair]:
    rest = torch.empty(0, dtype=torch.long)
    while True:
        while len(rest) < size:
            rest = torch.cat([torch.randperm(len(X), generator=generator), rest])
        yield X[rest[:size]], y[rest[:size]]
        rest = rest[size:]


@endless_batches.mistake("two different orders for X and y: draw one and pick from both with it.")
def two_orders(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Pair]:
    for rows in _lines(X, y, size, generator):
        yield X[rows[0]], y[rows[1]]


def _lines(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Tensor]:
    rest = torch.empty(2, 0, dtype=torch.long)
    while True:
        while rest.shape[1] < size:
            orders = [torch.randperm(len(X), generator=generator) for _ in range(2)]
            rest = torch.cat([rest, torch.stack(orders)], dim=1)
        yield rest[:, :size]
        rest = rest[:, size:]


@endless_batches.mistake("a rest that is never cut: the same batch comes again and again.")
def never_cut(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Pair]:
    line = torch.cat([torch.randperm(len(X), generator=generator) for _ in range(size)])
    while True:
        yield X[line[:size]], y[line[:size]]


@endless_batches.mistake("one order and its reverse in turn. Every pass needs a new order.")
def reversed_in_turn(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Pair]:
    order = torch.randperm(len(X), generator=generator)
    for rows in torch.cat([order, order.flip(0)]).repeat(100).split(size):
        yield X[rows], y[rows]


@endless_batches.mistake(
    "a batch filled up at random, with replacement: the next order is to fill it up."
)
def filled_at_random(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Pair]:
    while True:
        for rows in torch.randperm(len(X), generator=generator).split(size):
            more = torch.randint(len(X), (size - len(rows),), generator=generator)
            rows = torch.cat([rows, more])
            yield X[rows], y[rows]


@endless_batches.mistake("batches of another size: each has exactly batch_size examples.")
def one_too_few(X: Tensor, y: Tensor, size: int, generator: torch.Generator) -> Iterator[Pair]:
    for X_batch, y_batch in _endless(X, y, size, generator):
        yield X_batch[:-1], y_batch[:-1]
