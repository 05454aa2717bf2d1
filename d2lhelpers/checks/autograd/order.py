"""Exercise 1.4: the order of a backward pass, without recursion."""

import random
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from ..frame import Attempt, NotYet, exercise, kind_of, show_value

Graph = dict[str, list[str]]


def _needed(parents: Graph, output: str) -> list[str]:
    """The output and all that it depends on, in the order in which they are met."""
    found = [output]
    for name in found:
        found += [parent for parent in dict.fromkeys(parents[name]) if parent not in found]
    return found


def _by_counting(
    parents: Graph, output: str, users: Iterable[str], count: Callable[..., Any] = list
) -> list[str]:
    """Names whose uses by `users` have all been lowered; `count` makes the arrows to count."""
    uses = dict.fromkeys(parents, 0)
    for name in users:
        for parent in count(parents[name]):
            uses[parent] += 1
    ready, order = [output], list[str]()
    while ready:
        order.append(ready.pop())
        for parent in parents[order[-1]]:
            uses[parent] -= 1
            if uses[parent] == 0:
                ready.append(parent)
    return order


def _order(parents: Graph, output: str) -> list[str]:
    return _by_counting(parents, output, _needed(parents, output))


def _read(order: Any, parents: Graph, output: str) -> dict[str, str]:
    """What is wrong with an order, rule by rule; ends the check where it is no list of names."""
    if order is None or order is Ellipsis:
        advice = "Nothing came back. Does the function end in `return`, in every case?"
        raise NotYet({"got": repr(order)}, advice)
    if not isinstance(order, list | tuple):
        rows = {"got": f"{kind_of(order)}: {show_value(order)}"}
        advice = "Expected a list of names. A set has no order."
        if hasattr(order, "__next__"):
            advice = "Expected a list of names. This is an iterator: list(…) makes a list of it."
        raise NotYet(rows, advice)
    strange = [name for name in order if name not in parents]
    if strange:
        rows = {"got": show_value(list(order)), "no name of the graph": show_value(strange)}
        raise NotYet(rows, "The list is to hold names, the keys of the dict, one by one.")
    needed = _needed(parents, output)
    at = {name: i for i, name in reversed(list(enumerate(order)))}
    early = [
        f"{parent} before {name}"
        for name in needed
        for parent in dict.fromkeys(parents[name])
        if name in at and at.get(parent, at[name]) < at[name]
    ]
    return {
        "the output first": "yes" if order and order[0] == output else "no",
        "listed twice": _names(name for name in parents if order.count(name) > 1),
        "not needed": _names(name for name in parents if name in at and name not in needed),
        "missing": _names(name for name in needed if name not in at),
        "before its user": _names(early),
    }


def _names(names: Iterable[str]) -> str:
    every = list(names)
    return ", ".join(every[:12]) + (", …" if len(every) > 12 else "")


class _Name(str):
    """A name that notes how deep the calls are nested whenever a dict or set looks it up."""

    depths: list[int]

    def __hash__(self) -> int:
        frame, depth = sys._getframe(), 0
        while frame := frame.f_back:  # type: ignore[assignment]
            depth += 1
        self.depths.append(depth)
        return super().__hash__()


GRAPHS: dict[str, tuple[Graph, str]] = {
    "k = b · c, a = exp(k), z = a + c, L = z · a is the output; M = exp(L)": (
        {
            "c": [],
            "a": ["k"],
            "M": ["L"],
            "L": ["z", "a"],
            "b": [],
            "z": ["a", "c"],
            "k": ["b", "c"],
        },
        "L",
    ),
    "p = a · b, d = p + c, L = p · d": (
        {"a": [], "b": [], "c": [], "p": ["a", "b"], "d": ["p", "c"], "L": ["p", "d"]},
        "L",
    ),
    "b = f(a), c = g(b)": ({"a": [], "b": ["a"], "c": ["b"]}, "c"),
    "y = f(x), z = g(y) is the output; unused = h(y)": (
        {"unused": ["y"], "x": [], "z": ["y"], "y": ["x"]},
        "z",
    ),
    "an input is the output; y = f(x) uses it": ({"x": [], "y": ["x"]}, "x"),
    "y = x · x, v = f(x), w = g(v), z = y + w": (
        {"x": [], "y": ["x", "x"], "v": ["x"], "w": ["v"], "z": ["y", "w"]},
        "z",
    ),
    "y = x · x, v = f(x), w = g(v), z = w + y": (
        {"x": [], "y": ["x", "x"], "v": ["x"], "w": ["v"], "z": ["w", "y"]},
        "z",
    ),
}


@exercise("1.4")
def backward_order(attempt: Attempt) -> None:
    """Every name before its parents, once, without recursion."""
    advice = (
        "Four rules: the output first, every name once, all that it depends on and nothing else, "
        "and every name before its parents. The rows above tell which is broken."
    )
    for picture, graph in GRAPHS.items():
        attempt.agrees(
            picture,
            _order,
            *graph,
            read=partial(_read, parents=graph[0], output=graph[1]),
            advice=advice,
        )
    for seed in range(5):
        dice = random.Random(seed)
        names = [f"v{i}" for i in range(12)]
        some: Graph = {name: dice.choices(names[:i], k=min(i, 2)) for i, name in enumerate(names)}
        some = {name: some[name] for name in dice.sample(names, len(names))}
        law = ", ".join(f"{name}: {some[name]}" for name in names)
        read = partial(_read, parents=some, output=names[-1])
        attempt.agrees(law, _order, some, names[-1], read=read, advice=advice)
    _without_recursion(attempt)


def _without_recursion(attempt: Attempt) -> None:
    """A long chain does not nest calls, and a longer one is no trouble."""
    depths: list[int] = []
    names = [_Name(f"v{i}") for i in range(200)]
    for name in names:
        name.depths = depths
    chain: Graph = {name: [*names[max(i - 1, 0) : i]] for i, name in enumerate(names)}
    depths.clear()
    attempt(chain, names[-1])
    nested = "a function that calls itself once a level. Keep a list of names that wait, and loop."
    law = "a chain of 200 values: calls are not nested 100 deep"
    attempt.law(law, max(depths, default=0) - min(depths, default=0) < 100, looks_like=nested)
    deep: Graph = {"v0": []} | {f"v{i}": [f"v{i - 1}"] for i in range(1, 3000)}
    got = attempt(deep, "v2999")
    attempt.law(
        "a chain of 3000 values", list(got) == list(deep)[::-1], "Right on short chains only."
    )


backward_order.symptom(
    "maximum recursion depth",
    "a function that calls itself once a level. Keep a list of names that wait, and loop.",
)


def _depth_first(parents: Graph, output: str) -> list[str]:
    """Parents first, as the chapter's `ordered` finds them."""
    done, waiting = list[str](), [(output, iter(parents[output]))]
    seen = {output}
    while waiting:
        parent = next((p for p in waiting[-1][1] if p not in seen), None)
        if parent is None:
            done.append(waiting.pop()[0])
        else:
            seen.add(parent)
            waiting.append((parent, iter(parents[parent])))
    return done


@backward_order.mistake(
    "uses counted over the whole dict: a user that does not feed the output is never handled, so "
    "its parents wait for ever."
)
def counted_everywhere(parents: Graph, output: str) -> list[str]:
    return _by_counting(parents, output, parents)


@backward_order.mistake(
    "a count that falls below 0: with `<= 0` a name is ready twice. Which uses were counted?"
)
def below_zero(parents: Graph, output: str) -> list[str]:
    needed = _needed(parents, output)
    uses = {name: sum(name in parents[user] for user in needed) for name in needed}
    ready, order = [output], list[str]()
    while ready:
        order.append(ready.pop())
        for parent in parents[order[-1]]:
            uses[parent] -= 1
            if uses[parent] <= 0:
                ready.append(parent)
    return order


@backward_order.mistake(
    "a parent that one value takes twice, counted once and lowered twice: it comes too early."
)
def counted_once(parents: Graph, output: str) -> list[str]:
    return _by_counting(parents, output, _needed(parents, output), set)


@backward_order.mistake(
    "a parent that one value takes twice, counted once and lowered for each of the two: it comes "
    "too early."
)
def counted_once_in_a_queue(parents: Graph, output: str) -> list[str]:
    needed = _needed(parents, output)
    uses = {name: sum(name in parents[user] for user in needed) for name in needed}
    order = [output]
    for name in order:
        for parent in parents[name]:
            uses[parent] -= 1
            if uses[parent] == 0:
                order.append(parent)
    return order


@backward_order.mistake(
    "a parent that one value takes twice, counted twice and lowered once: it waits for ever."
)
def lowered_once(parents: Graph, output: str) -> list[str]:
    single = {name: list(dict.fromkeys(over)) for name, over in parents.items()}
    double = [
        p for name in _needed(parents, output) for p in parents[name] if parents[name].count(p) > 1
    ]
    order = _order(single, output)
    return order[: min([order.index(p) for p in double], default=len(order))]


@backward_order.mistake(
    "names marked as seen when they are put on the stack, too early: a user may come later."
)
def marked_early(parents: Graph, output: str) -> list[str]:
    done, seen, stack = list[str](), {output}, [(output, False)]
    while stack:
        name, finished = stack.pop()
        if finished:
            done.append(name)
            continue
        stack.append((name, True))
        for parent in parents[name]:
            if parent not in seen:
                seen.add(parent)
                stack.append((parent, False))
    return done[::-1]


@backward_order.mistake("the forward order, parents first. Backward begins at the output.")
def forward(parents: Graph, output: str) -> list[str]:
    return _depth_first(parents, output)


@backward_order.mistake("the order of the dict's entries, which may be any. Follow the parents.")
def as_written(parents: Graph, output: str) -> list[str]:
    needed = _needed(parents, output)
    return [name for name in parents if name in needed]


@backward_order.mistake(
    "the order of the dict's entries, turned round: they may stand in any order. Follow the "
    "parents."
)
def as_written_turned(parents: Graph, output: str) -> list[str]:
    return as_written(parents, output)[::-1]


@backward_order.mistake(
    "the order in which names are met, breadth first: a name may be met before all its users have "
    "been."
)
def breadth_first(parents: Graph, output: str) -> list[str]:
    return _needed(parents, output)


@backward_order.mistake(
    "the order in which names are met, depth first: a name may be met before all its users have "
    "been."
)
def met_depth_first(parents: Graph, output: str) -> list[str]:
    order, waiting = list[str](), [output]
    while waiting:
        name = waiting.pop()
        if name not in order:
            order.append(name)
            waiting += parents[name]
    return order


@backward_order.mistake("names sorted by their letters: only the arrows tell.")
def by_letters(parents: Graph, output: str) -> list[str]:
    rest = [name for name in _needed(parents, output) if name != output]
    return [output, *sorted(rest, reverse=True)]


@backward_order.mistake("one visit for every path: remember which names were listed.")
def every_path(parents: Graph, output: str) -> list[str]:
    order = [output]
    for name in order:
        order += parents[name]
    return order


@backward_order.mistake("an order of the whole dict: what does not feed the output is left out.")
def whole_dict(parents: Graph, output: str) -> list[str]:
    done, waiting = dict[str, None](), list(parents)
    while waiting:
        later = [name for name in waiting if any(p not in done for p in parents[name])]
        done |= dict.fromkeys(name for name in waiting if name not in later)
        waiting = later
    return list(done)[::-1]


@backward_order.mistake("a list without the output: backward begins with it.")
def without_output(parents: Graph, output: str) -> list[str]:
    return _order(parents, output)[1:]


@backward_order.mistake("a list without the inputs: they are what gradients are wanted for.")
def without_inputs(parents: Graph, output: str) -> list[str]:
    return [name for name in _order(parents, output) if parents[name]]


@backward_order.mistake("the output alone: is `return` inside a loop?")
def output_alone(parents: Graph, output: str) -> list[str]:
    return [output]


@backward_order.mistake("the output and its parents alone: parents have parents, too.")
def one_level(parents: Graph, output: str) -> list[str]:
    return [output, *dict.fromkeys(parents[output])]


@backward_order.mistake("the first parent alone: the others want their turn as well.")
def first_parents(parents: Graph, output: str) -> list[str]:
    order = [output]
    while parents[order[-1]]:
        order.append(parents[order[-1]][0])
    return order


@backward_order.mistake("the last parent alone: is a variable overwritten in a loop?")
def last_parents(parents: Graph, output: str) -> list[str]:
    order = [output]
    while parents[order[-1]]:
        order.append(parents[order[-1]][-1])
    return order


@backward_order.mistake(
    "a walk to the users of the output: parents[name] holds what name was computed from."
)
def to_the_users(parents: Graph, output: str) -> list[str]:
    order = [output]
    for name in order:
        order += [user for user in parents if name in parents[user] and user not in order]
    return order


@backward_order.mistake("the last name of the dict taken for the output: it is handed over.")
def last_name(parents: Graph, output: str) -> list[str]:
    return _order(parents, list(parents)[-1])
