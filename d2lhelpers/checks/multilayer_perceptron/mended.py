"""Exercise 4.7: four bugs in a network."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from ..frame import Attempt, NotYet, exercise, kind_of

SIZES = (5, 4, 3)  # inputs, hidden, outputs
Bend = Callable[[Tensor], Tensor]


def _count(depth: int, middle: int) -> int:
    """Parameters of a network of SIZES with so many layers in the middle."""
    inputs, hidden, outputs = SIZES
    return (inputs + 1) * hidden + middle * (hidden + 1) * hidden + (hidden + 1) * outputs


WRONG_COUNTS = {
    "hidden layers that the module does not know: a plain list keeps them from it.": _count(4, 0),
    "one and the same layer several times: `[layer] * k` repeats it, and it is counted once.": (
        _count(4, 1)
    ),
    "one layer too few in the middle: `depth` hidden layers have `depth - 1` between them.": (
        _count(4, 2)
    ),
    "one layer too many in the middle: the first layer makes a hidden layer already.": _count(4, 4),
    "layers in the middle without biases: an nn.Linear has them.": _count(4, 3) - 3 * SIZES[1],
    "layers without biases: an nn.Linear has them.": _count(4, 3) - 4 * SIZES[1] - SIZES[2],
}


def _linear(value: Tensor) -> Tensor:
    return value


def _chain(
    layers: list[nn.Linear],
    X: Tensor,
    first: Bend = torch.relu,
    middle: Bend = torch.relu,
    last: Bend = torch.relu,
) -> Tensor:
    """Scores of these layers, with what follows the first, the middle and the last hidden one."""
    H = X
    for i, layer in enumerate(layers[:-1]):
        ends = i == len(layers) - 2
        H = (first if i == 0 else last if ends else middle)(layer(H))
    return layers[-1](H)


def _wrong_scores(layers: list[nn.Linear], X: Tensor) -> dict[str, Tensor]:
    right = _chain(layers, X)
    straight = _chain(layers, X, middle=_linear, last=_linear)
    no_bends = _chain(layers, X, _linear, _linear, _linear)
    return {
        "a bend missing in the middle, and a softmax that the loss contains already.": (
            straight.softmax(1)
        ),
        "a bend missing after the layers in the middle: they are one linear layer.": straight,
        "a bend missing between the layers in the middle.": _chain(layers, X, middle=_linear),
        "a softmax at the end: cross-entropy takes scores, and has its own.": right.softmax(1),
        "a log-softmax at the end. The loss bears it, but what is asked for are scores.": (
            right.log_softmax(1)
        ),
        "a softmax over the examples at the end. Neither is asked for: return scores.": (
            right.softmax(0)
        ),
        "a ReLU on the scores: they may be negative.": right.relu(),
        "a sigmoid on the scores: cross-entropy takes them as they are.": right.sigmoid(),
        "a bend missing after the first layer.": _chain(layers, X, first=_linear),
        "a bend missing after the last hidden layer.": _chain(layers, X, last=_linear),
        "no bend at all.": no_bends,
        "no bend at all, and a softmax at the end.": no_bends.softmax(1),
        "tanh in place of ReLU.": _chain(layers, X, torch.tanh, torch.tanh, torch.tanh),
        "a sigmoid in place of ReLU.": _chain(
            layers, X, torch.sigmoid, torch.sigmoid, torch.sigmoid
        ),
        "classes in place of scores: argmax has no gradient.": right.argmax(1),
    }


@exercise("4.7")
def mended(attempt: Attempt) -> None:
    """A network with as many hidden layers as asked for, all trained, that returns scores."""
    made = isinstance(attempt.value, nn.Module)
    attempt.law("a class", not made, "Hand over the class itself, not a network made of it.")
    network = _made(attempt, 4)
    count = sum(p.numel() for p in network.parameters() if p.requires_grad)
    attempt.equal(
        "a network with 4 hidden layers has all its parameters",
        count,
        _count(4, 3),
        mistakes=WRONG_COUNTS,
        advice="Print the names of the parameters: which layers are there, and which are not?",
        rows={"parameters": ", ".join(name for name, _ in network.named_parameters())},
    )
    X = torch.randn(6, SIZES[0], generator=torch.Generator().manual_seed(1))
    _scores_fit(attempt, _made(attempt, 4), X, 4, _wrong_scores)
    for depth in (3, 2, 1):
        _scores_fit(attempt, _made(attempt, depth), X, depth)
    _scores_fit(attempt, _made(attempt, 3), X[:1], 3, _squeezed)


def _made(attempt: Attempt, depth: int) -> nn.Module:
    network = attempt(*SIZES, depth)
    row = {"got": f"{kind_of(network)}"}
    if not isinstance(network, nn.Module):
        raise NotYet(row, "Expected the class itself, a subclass of nn.Module.")
    with torch.no_grad():  # so that a bend shows wherever it is
        for i, parameter in enumerate(network.parameters()):
            dice = torch.Generator().manual_seed(i)
            parameter.copy_(torch.randn(parameter.shape, generator=dice))
    return network


def _squeezed(layers: list[nn.Linear], X: Tensor) -> dict[str, Tensor]:
    return {"a squeeze(): with one example it takes a dimension away.": _chain(layers, X).squeeze()}


def _none_known(layers: list[nn.Linear], X: Tensor) -> dict[str, Tensor]:
    return {}


def _scores_fit(
    attempt: Attempt,
    network: nn.Module,
    X: Tensor,
    depth: int,
    wrong_scores: Callable[[list[nn.Linear], Tensor], dict[str, Tensor]] = _none_known,
) -> None:
    """The scores are those of a chain of the network's own layers, and train every one of them."""
    called: list[nn.Linear] = []

    def note(layer: Any, *_: Any) -> None:
        called.append(layer)

    layers = [part for part in network.modules() if isinstance(part, nn.Linear)]
    hooks = [layer.register_forward_hook(note) for layer in layers]
    scores = attempt.run(network, X)
    for hook in hooks:
        hook.remove()
    rows: dict[str, Any] = {"hidden layers": depth, "input": tuple(X.shape)}
    attempt.law(
        "the number of layers follows `depth`",
        len(layers) == depth + 1,
        "Each hidden layer is an nn.Linear of its own, and one more makes the scores.",
        rows=rows | {"layers": len(layers)},
    )
    attempt.law(
        "each layer is used once",
        len(called) == len({id(layer) for layer in called}) == len(layers),
        "Follow X through forward: which layer is passed over, or used twice? (A `return` in a "
        "loop ends it in its first round.)",
        rows=rows | {"layers": len(layers), "layers used": len(called)},
    )
    if not isinstance(scores, Tensor):
        raise NotYet({"got": kind_of(scores)}, "Does forward end in `return`?")
    expected = _chain(called, X)
    attempt.equal(
        f"the scores of {depth} hidden layers, ReLU after each",
        scores.detach(),
        expected.detach(),
        mistakes={name: wrong.detach() for name, wrong in wrong_scores(called, X).items()},
        advice="Follow X through forward, step by step: what happens to it after each layer?",
        rows=rows,
    )
    parameters = dict(network.named_parameters())
    cut = "The scores were cut off from the parameters: no .detach(), .data or no_grad in forward."
    attempt.law("training reaches the parameters", scores.requires_grad, cut, rows=rows)
    found = torch.autograd.grad(scores.sum(), list(parameters.values()), allow_unused=True)
    idle = [name for name, g in zip(parameters, found, strict=True) if g is None]
    advice = "These parameters have no say in the scores."
    attempt.law("training reaches every parameter", not idle, advice, rows={"idle": idle})


mended.symptom(
    "before Module.__init__() call",
    "a missing super().__init__(): it comes before the first layer.",
)
