"""Exercise 7.4: a start for nn.Linear layers, with five bugs to find."""

import math
from typing import Any

import torch
from torch import Tensor, nn

from ..frame import Attempt, changing, exercise

SEED = 74
SLOPE = 0.3  # of a PReLU, a parameter that is none of the start's business


class _Custom(nn.Module):
    """A network that nobody can loop over."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(240, 90, bias=False), nn.ReLU())
        self.head = nn.ModuleList([nn.Linear(90, 150)])

    def forward(self, X: Tensor) -> Tensor:
        out: Tensor = self.head[0](self.body(X))
        return out


def _flat() -> nn.Module:
    return nn.Sequential(nn.Linear(150, 260), nn.PReLU(init=SLOPE), nn.Linear(260, 100))


def _nested() -> nn.Module:
    block = nn.Sequential(nn.Linear(260, 110), nn.ReLU(), nn.Sequential(nn.Linear(110, 170)))
    return nn.Sequential(nn.Linear(150, 260), nn.ReLU(), block)


def _narrow() -> nn.Module:
    return nn.Sequential(nn.Linear(1, 3), nn.ReLU(), nn.Linear(3, 1))


@exercise("7.4")
def mended_start(attempt: Attempt) -> None:
    """Every nn.Linear at sd √(2/fan-in), biases 0, in the parameters that are there."""
    attempt.forbid("torch.nn.init", instead="torch.randn and a standard deviation")
    for name, made in {
        "flat": _flat,
        "nested": _nested,
        "a class of its own": _Custom,
        "one unit wide": _narrow,
    }.items():
        net = made()
        known = dict(net.named_parameters())
        before = _started(attempt, net)
        rows: dict[str, Any] = {"network": name}
        _same_parameters(attempt, net, known, rows)
        for layer_name, layer in _linear(net).items():
            _well_started(
                attempt, layer, before[layer_name], rows | {"layer": f"{layer_name}: {layer}"}
            )
    net = _flat()
    _started(attempt, net)
    slope = next(part.weight.item() for part in net.modules() if isinstance(part, nn.PReLU))
    attempt.law(
        "other parts stay as they are", abs(slope - SLOPE) < 1e-6, rows={"a PReLU's slope": slope}
    )
    _from_the_generator(attempt)


def _linear(net: nn.Module) -> dict[str, nn.Linear]:
    return {name: part for name, part in net.named_modules() if isinstance(part, nn.Linear)}


def _started(attempt: Attempt, net: nn.Module, seed: int = SEED) -> dict[str, Tensor]:
    """Let the learner's function start the network; the weights that it had before."""
    before = {name: layer.weight.detach().clone() for name, layer in _linear(net).items()}
    dice = torch.Generator().manual_seed(seed)
    if not callable(attempt.value):
        attempt()
    answer = attempt.value
    result = attempt.run(lambda net: answer(net, dice), changing(net))
    attempt.law("the network itself comes back", result is net, "End with `return net`.")
    return before


def _same_parameters(
    attempt: Attempt, net: nn.Module, known: dict[str, nn.Parameter], rows: dict[str, Any]
) -> None:
    now = dict(net.named_parameters())
    looks_like = (
        "a new parameter in the old one's place: an optimizer made before goes on moving the old "
        "one. Write the numbers into what is there."
    )
    kept = now.keys() == known.keys() and all(now[name] is known[name] for name in known)
    attempt.law("the parameters are those that were there", kept, looks_like=looks_like, rows=rows)
    looks_like = "requires_grad switched off: the network can no longer be trained."
    attempt.law(
        "they can still be trained",
        all(p.requires_grad for p in now.values()),
        looks_like=looks_like,
        rows=rows,
    )


def _well_started(attempt: Attempt, layer: nn.Linear, before: Tensor, rows: dict[str, Any]) -> None:
    W, (n_out, n_in) = layer.weight.detach(), layer.weight.shape
    looks_like = (
        "a layer that was passed over. Does the loop meet nested ones, and does what it draws "
        "arrive in the layer?"
    )
    attempt.law(
        "every nn.Linear gets new weights",
        not torch.equal(W, before),
        looks_like=looks_like,
        rows=rows,
    )
    if layer.bias is not None:
        largest = layer.bias.abs().max().item()
        looks_like = "biases that kept the random numbers of nn.Linear. They start at 0."
        attempt.law(
            "the biases are 0",
            largest == 0,
            looks_like=looks_like,
            rows=rows | {"largest bias": largest},
        )
    if W.numel() < 1000:
        return
    looks_like = "one number for each input or for each unit: units that begin equal stay equal."
    own = W.unique(dim=0).shape == W.shape and W.unique(dim=1).shape == W.shape
    law = "every weight has a number of its own"
    attempt.law(law, own, looks_like=looks_like, rows=rows)
    middle, sd, right = W.mean().item(), W.double().std().item(), math.sqrt(2 / n_in)
    advice = "Half of the weights must be negative."
    centered = abs(middle) < 0.05 * sd
    attempt.law("the weights have mean 0", centered, advice, rows=rows | {"mean": middle})
    attempt.equal(
        "the right standard deviation, in units of the one that the weights have",
        right / sd,
        1.0,
        mistakes={sentence: right / wrong for sentence, wrong in _wrong(n_in, n_out).items()},
        tolerance=0.03,
        advice="Forward, a unit adds up its inputs, and ReLU halves their mean square.",
        rows=rows,
    )
    looks_like = (
        "a uniform draw with the right deviation. Normal numbers were asked for: torch.randn."
    )
    far = W.abs().max().item() > 2 * sd
    attempt.law("the weights are normal", far, looks_like=looks_like, rows=rows)


def _wrong(n_in: int, n_out: int) -> dict[str, float]:
    """The standard deviations that known mistakes lead to."""
    return {
        (
            "the fan-out, weight.shape[0]. nn.Linear's weight is (outputs, inputs); forward, the "
            "inputs count."
        ): math.sqrt(2 / n_out),
        (
            "the fan-out, and a variance where a standard deviation belongs: two of the bugs are "
            "still there."
        ): 2 / n_out,
        ("a variance where a standard deviation belongs: torch.randn is multiplied by its root."): 2
        / n_in,
        "a missing factor 2: ReLU halves the mean square.": math.sqrt(1 / n_in),
        "Xavier's start. It knows nothing of ReLU.": math.sqrt(2 / (n_in + n_out)),
        "a root over the 2 alone: it goes over the fan-in as well.": math.sqrt(2) / n_in,
        "a root over the fan-in alone: it goes over the 2 as well.": 2 / math.sqrt(n_in),
        "plain normal numbers: the standard deviation is missing.": 1.0,
        "nn.Linear's own start, 1/√(3 n).": math.sqrt(1 / (3 * n_in)),
        "the number of all weights in place of the fan-in.": math.sqrt(2 / (n_in * n_out)),
    }


def _from_the_generator(attempt: Attempt) -> None:
    first, again, other = nn.Linear(40, 30), nn.Linear(40, 30), nn.Linear(40, 30)
    for layer, seed in ((first, SEED), (again, SEED), (other, SEED + 1)):
        _started(attempt, nn.Sequential(layer, nn.ReLU(), nn.Linear(30, 2)), seed)
    hand_on = "Hand on the one that you were given: torch.randn(…, generator=generator)."
    looks_like = f"torch's global dice, or a generator of your own. {hand_on}"
    attempt.law(
        "the same generator gives the same weights",
        torch.equal(first.weight, again.weight),
        looks_like=looks_like,
    )
    looks_like = f"a seed that is set in the function, whatever generator comes. {hand_on}"
    attempt.law(
        "another generator gives other weights",
        not torch.equal(first.weight, other.weight),
        looks_like=looks_like,
    )
    twins = nn.Sequential(nn.Linear(40, 40), nn.ReLU(), nn.Linear(40, 40))
    _started(attempt, twins)
    one, two = _linear(twins).values()
    looks_like = "a generator that is seeded anew for each layer: all layers begin alike."
    attempt.law(
        "no two layers are equal", not torch.equal(one.weight, two.weight), looks_like=looks_like
    )


mended_start.symptom(
    "NoneType", "a bias that is not there: a layer made with bias=False has None in its place."
)
mended_start.symptom(
    "object is not iterable",
    "a loop over the network itself. net.modules() meets every part, whatever the class.",
)
mended_start.symptom(
    "leaf Variable",
    "a parameter changed in place while gradients are recorded. Do it inside torch.no_grad().",
)
