"""Exercise 5.6: parameter groups, weights decayed and biases not."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from ..frame import Attempt, NotYet, exercise, kind_of, show_value

Groups = list[dict[str, Any]]


class _Mixed(nn.Module):
    """Its names tell the rules apart by which a learner may look for biases."""

    def __init__(self) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(1))
        self.scale = nn.Parameter(torch.ones(1))
        self.unbiased = nn.Linear(2, 3, bias=False)
        self.last = nn.Linear(3, 1)


def _groups(
    net: nn.Module, is_bias: Callable[[str], bool], lam: float, rest: float = 0.0
) -> Groups:
    named = list(net.named_parameters())
    weights, biases = ([p for name, p in named if is_bias(name) is side] for side in (False, True))
    return [{"params": weights, "weight_decay": lam}, {"params": biases, "weight_decay": rest}]


def _is_bias(name: str) -> bool:
    return name.endswith("bias")


def _right(net: nn.Module, lam: float) -> Groups:
    return _groups(net, _is_bias, lam)


@exercise("5.6")
def parameter_groups(attempt: Attempt) -> None:
    """Weights decayed, biases not."""
    nets = [
        _Mixed(),
        nn.Linear(3, 2),
        nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1)),
        nn.Sequential(
            nn.Linear(3, 4, bias=False), nn.Sequential(nn.LayerNorm(4), nn.PReLU()), nn.Linear(4, 1)
        ),
        nn.Linear(2, 2, bias=False),
    ]
    advice = (
        "The end of every name tells which group it belongs to, in every layer and at every depth."
    )
    for net in nets:
        names = ", ".join(name for name, _ in net.named_parameters())
        law = f"the parameters {names}" if "," in names else f"one parameter alone: {names}"
        attempt.agrees(law, _right, net, 0.3, read=partial(_read, net=net), advice=advice)


def _read(groups: Any, net: nn.Module) -> tuple[str, float, str, float]:
    """Names and decay of the first group, then of the second; `NotYet` where there are none."""
    if groups is None:
        advice = "Your function returned nothing. Does its last line begin with `return`?"
        raise NotYet({"got": "None"}, advice)
    listed = isinstance(groups, list | tuple) and all(isinstance(group, dict) for group in groups)
    if not listed or len(groups) != 2:
        law, got = "it returns a list of two dicts", f"{kind_of(groups)}: {show_value(groups)}"
        advice = "Return [{…}, {…}]: first the decayed parameters, then the biases."
        raise NotYet({"law": law, "got": got}, advice)
    read: list[Any] = []
    for group in groups:
        keys = {"keys": ", ".join(map(str, group))}
        if "params" not in group:
            raise NotYet(keys, "The optimizer looks for the tensors under the key 'params'.")
        if "weight_decay" not in group:
            advice = (
                "This looks like a group that leaves weight_decay to the optimizer's default. "
                "AdamW's default is 0.01, not 0: "
                "state it, also where it is 0. (Is the key spelled weight_decay?)"
            )
            raise NotYet(keys, advice)
        read += [_names(group["params"], net), float(group["weight_decay"])]
    return read[0], read[1], read[2], read[3]


def _names(parameters: Any, net: nn.Module) -> str:
    known = {id(p): name for name, p in net.named_parameters()}
    if isinstance(parameters, set):
        advice = "An optimizer refuses a set: its order is left to chance. Make it a list."
        raise NotYet({"params": "a set"}, advice)
    entries: Iterable[Any] = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    names = [known.get(id(p), "") for p in entries]
    if "" in names:
        advice = (
            "Hand over the parameters themselves: the second of each pair of named_parameters(), "
            "not its name, no copy and no .data."
        )
        shown = [p if isinstance(p, str) else kind_of(p) for p in entries]
        raise NotYet({"params": show_value(shown)}, advice)
    return ", ".join(sorted(names, key=list(known.values()).index))


@parameter_groups.mistake(
    "biases among the decayed parameters: all are in the first group, and none in the second."
)
def all_decayed(net: nn.Module, lam: float) -> Groups:
    return _groups(net, lambda name: False, lam)


@parameter_groups.mistake("biases in both groups: PyTorch refuses that.")
def biases_twice(net: nn.Module, lam: float) -> Groups:
    return [{"params": list(net.parameters()), "weight_decay": lam}, _right(net, lam)[1]]


@parameter_groups.mistake(
    "the groups the wrong way round: the weights come first, and they are the ones that are "
    "decayed."
)
def swapped(net: nn.Module, lam: float) -> Groups:
    return [_right(net, 0.0)[1] | {"weight_decay": lam}, _right(net, 0.0)[0]]


@parameter_groups.mistake(
    "the groups in the wrong order: first the decayed parameters, then the biases."
)
def wrong_order(net: nn.Module, lam: float) -> Groups:
    return _right(net, lam)[::-1]


@parameter_groups.mistake(
    "parameters left out: an optimizer never moves what it was not given, and the biases are in "
    "no group."
)
def no_biases(net: nn.Module, lam: float) -> Groups:
    return [_right(net, lam)[0], {"params": [], "weight_decay": 0.0}]


@parameter_groups.mistake("parameters left out: not all that is no bias is called weight.")
def only_weights(net: nn.Module, lam: float) -> Groups:
    weights = [p for name, p in net.named_parameters() if name.endswith("weight")]
    return [{"params": weights, "weight_decay": lam}, _right(net, lam)[1]]


@parameter_groups.mistake("parameters left out: a `return` inside the loop ends it at the first.")
def early_return(net: nn.Module, lam: float) -> Groups:
    groups = _right(net, lam)
    first = next(net.parameters())
    return [group | {"params": [p for p in group["params"] if p is first]} for group in groups]


@parameter_groups.mistake(
    'biases found by "bias" anywhere in the name: a layer may be called unbiased. Look at the '
    "name's end."
)
def anywhere(net: nn.Module, lam: float) -> Groups:
    return _groups(net, lambda name: "bias" in name, lam)


@parameter_groups.mistake(
    'biases found by ".bias", with a dot: that of a layer on its own is called bias alone.'
)
def with_a_dot(net: nn.Module, lam: float) -> Groups:
    return _groups(net, lambda name: name.endswith(".bias"), lam)


@parameter_groups.mistake(
    "biases found at the beginning of the name: it is the end that tells (0.bias, 2.bias)."
)
def at_the_beginning(net: nn.Module, lam: float) -> Groups:
    return _groups(net, lambda name: name.startswith("bias"), lam)


@parameter_groups.mistake(
    "biases found by their number of dimensions: a weight may have one, too. Only the name tells."
)
def one_dimension(net: nn.Module, lam: float) -> Groups:
    shapes = {name: p.ndim for name, p in net.named_parameters()}
    return _groups(net, lambda name: shapes[name] <= 1, lam)


@parameter_groups.mistake(
    "every second parameter taken for a bias: a layer may have none. The name tells."
)
def every_second(net: nn.Module, lam: float) -> Groups:
    second = [name for name, _ in net.named_parameters()][1::2]
    return _groups(net, lambda name: name in second, lam)


@parameter_groups.mistake(
    "a loop over the layers of a Sequential: a network may be one layer, or have layers in "
    "layers. named_parameters() finds all."
)
def direct_layers(net: nn.Module, lam: float) -> Groups:
    layers = [layer for layer in net if isinstance(layer, nn.Linear)]  # type: ignore[attr-defined]
    weights, biases = [layer.weight for layer in layers], [layer.bias for layer in layers]
    return [{"params": weights, "weight_decay": lam}, {"params": biases, "weight_decay": 0.0}]


@parameter_groups.mistake("the same decay for both: the biases are to have 0.")
def both_decayed(net: nn.Module, lam: float) -> Groups:
    return _groups(net, _is_bias, lam, rest=lam)


@parameter_groups.mistake(
    "the two strengths the wrong way round: the weights are decayed, the biases are not."
)
def strengths_swapped(net: nn.Module, lam: float) -> Groups:
    return _groups(net, _is_bias, 0.0, rest=lam)


@parameter_groups.mistake(
    "half of lam: weight_decay=lam already stands for the penalty lam/2 · w²."
)
def half(net: nn.Module, lam: float) -> Groups:
    return _right(net, lam / 2)


@parameter_groups.mistake("twice lam: weight_decay=lam already stands for the penalty lam/2 · w².")
def twice(net: nn.Module, lam: float) -> Groups:
    return _right(net, 2 * lam)


@parameter_groups.mistake("no decay at all.")
def no_decay(net: nn.Module, lam: float) -> Groups:
    return _right(net, 0.0)


@parameter_groups.mistake("the strength of the text, 3.0: use lam.")
def strength_of_the_text(net: nn.Module, lam: float) -> Groups:
    return _right(net, 3.0)
