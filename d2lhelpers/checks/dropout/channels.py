"""Exercise 6.2: dropout of whole channels from scratch."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from ..frame import Attempt, changing, exercise, show_value

READY = [f"{kind}dropout" for kind in ("", "alpha_", "feature_", "feature_alpha_", "native_")]
READY += ["dropout1d", "dropout2d", "dropout3d"]
COIN = "one coin for each channel of each example, then a comparison with p."
GENERATOR = "hand `generator` over to torch.rand."


@exercise("6.2")
def channel_dropout(attempt: Attempt) -> None:
    """Channels dropped with probability p, the rest divided by 1 - p; nothing outside training."""
    attempt.forbid(*READY, instead="torch.rand")
    X = torch.tensor([[2.0, -4.0], [6.0, 8.0], [0.0, 12.0]]).reshape(1, 3, 1, 2)
    _without_dropping(attempt, X)
    ones = torch.ones(60, 50, 2, 3)
    for p in (0.2, 0.8):
        got = attempt(ones, p, like=ones)
        _values(attempt, p, got)
        _coins(attempt, p, got)
    _dice(attempt, ones)
    shapes = {
        "channels of one number": torch.linspace(-3, 3, 40).reshape(5, 8, 1, 1),
        "one example of one channel": torch.linspace(-3, 2, 6).reshape(1, 1, 2, 3),
        "as many examples as channels, pictures of the same size": (
            torch.linspace(-3, 2.5, 256).reshape(4, 4, 4, 4)
        ),
        "float64": torch.linspace(-3, 2, 24, dtype=torch.float64).reshape(2, 3, 4, 1),
    }
    for law, X in shapes.items():
        got = attempt(X, 0.5, like=X)
        dropped = (got == 0).flatten(2).all(dim=2)[:, :, None, None]
        attempt.equal(f"{law}: each is dropped or doubled", got, torch.where(dropped, 0, 2 * X))
    _at_one(attempt, X)
    _gradients(attempt)


channel_dropout.symptom(
    "division by zero", "a division by 1 − p = 0, where p is 1. Treat p = 1 on its own."
)
channel_dropout.symptom(
    "must match the size",
    "a mask whose shape does not meet X: it needs a dimension of size 1 for height and for width.",
)
channel_dropout.symptom(
    "unexpected keyword",
    "another first line than the stub's: channel_dropout(X, p, training=True, generator=None).",
)


def _drop(attempt: Attempt, X: Tensor, p: float, seed: int) -> Any:
    """Call the answer with a generator, which is not worth showing."""
    dice = torch.Generator().manual_seed(seed)
    return attempt.run(lambda X, p: attempt.value(X, p, generator=dice), X, p, like=X)


def _without_dropping(attempt: Attempt, X: Tensor) -> None:
    """p = 0, and outside training."""
    rows: Mapping[str, Any] = {"X": X, "p": 0.0}
    mistakes = {
        "everything dropped where p is 0: p is the probability to DROP.": 0 * X,
        "sizes in place of the numbers: a sign stays.": X.abs(),
        "the mask in place of X: it is to be multiplied by X.": torch.ones_like(X),
    }
    advice = (
        "With p = 0 every coin must say keep: torch.rand (from 0 up to 1, not torch.randn), "
        "compared with p, and the factor is 1."
    )
    got = attempt(X, 0.0, like=X)
    law = "p = 0 drops nothing and scales nothing"
    attempt.equal(law, got, X, mistakes=mistakes, advice=advice, rows=rows)
    mistakes = {
        (
            "numbers scaled outside training. The inverted kind scales in training, so that "
            "nothing is left to do later: return X."
        ): 0.2 * X,
        "numbers multiplied by 1/(1 − p) outside training, where nothing is dropped: return X.": (
            5 * X
        ),
        "numbers multiplied by p outside training, where nothing is dropped: return X.": 0.8 * X,
        "zeros outside training, where nothing is dropped: return X.": 0 * X,
    }
    advice = "This looks like dropout outside training. If `training` is false, return X as it is."
    rows = {"X": X, "p": 0.8, "training": False}
    law = "outside training X comes back as it is"
    got = attempt(X, 0.8, training=False, like=X)
    attempt.equal(law, got, X, mistakes=mistakes, advice=advice, rows=rows)
    got = attempt(X, 1.0, training=False, like=X)
    rows |= {"p": 1.0}
    mistakes = {"everything dropped outside training: `training` is to be asked before p.": 0 * X}
    attempt.equal(law, got, X, mistakes=mistakes, advice=advice, rows=rows)


def _values(attempt: Attempt, p: float, got: Tensor) -> None:
    """Every output is 0 or 1/(1 - p) where the inputs are ones."""
    kept = got[got != 0]
    rows = {"X": "ones", "p": str(p), "values that occur": show_value(got.unique()[:6])}
    whole = "one coin for the whole tensor, or none that ever says keep. Each channel has its own."
    attempt.law("some numbers are kept", kept.numel() > 0, looks_like=whole, rows=rows)
    looks_like = (
        "the random numbers themselves as a mask. Compare them with p first: a channel is kept "
        "whole or not at all."
    )
    attempt.law("kept numbers are changed alike", _alike(kept), looks_like=looks_like, rows=rows)
    unchanged = "nothing at all: X came back unchanged in training."
    attempt.law("in training X changes", not bool((got == 1).all()), looks_like=unchanged)
    none = (
        "nothing dropped, and everything scaled: no coin, or one for the whole tensor. Each "
        "channel has its own."
    )
    attempt.law("some numbers are dropped", kept.numel() < got.numel(), looks_like=none, rows=rows)
    one_over_kept = "The factor is one over the probability to be kept."
    mistakes = {
        "a mask without scaling: the kept numbers must grow, or the mean falls.": 1.0,
        f"a multiplication by 1 − p: kept numbers become smaller still. {one_over_kept}": 1 - p,
        f"a division by p. {one_over_kept}": 1 / p,
        f"a multiplication by p. {one_over_kept}": p,
        f"a factor of 1 + p. {one_over_kept}": 1 + p,
        f"a division by 1 + p. {one_over_kept}": 1 / (1 + p),
        f"the factor of p = 0.5, 2. {one_over_kept}": 2.0,
        "a scaling that is done twice.": (1 - p) ** -2,
        f"a root of the factor. {one_over_kept}": (1 - p) ** -0.5,
        (
            "a division by the share that happened to be kept. Divide by the probability to be "
            "kept."
        ): got.numel() / kept.numel(),
    }
    advice = "The kept numbers are all changed by another factor. For the mean to stay, by which?"
    attempt.equal(
        "what a kept 1 becomes",
        kept[0].item(),
        1 / (1 - p),
        mistakes=mistakes,
        advice=advice,
        rows=rows,
        reveal=False,
    )


def _alike(values: Tensor) -> bool:
    return torch.allclose(values, values[0].expand_as(values))


def _coins(attempt: Attempt, p: float, got: Tensor) -> None:
    """Each channel of each example has a coin of its own, which says drop with probability p."""
    rows: dict[str, Any] = {"X": "ones", "p": p}
    _one_coin_a_channel(attempt, got, rows)
    zero = got[:, :, 0, 0] == 0  # (examples, channels)
    share = zero.float().mean().item()
    rows |= {"share of channels dropped": round(share, 3)}
    law = "a channel is dropped with probability p"
    looks_like = "a mask that keeps with probability p. Here p is the probability to drop."
    attempt.law(law, abs(share - (1 - p)) > 0.05, looks_like=looks_like, rows=rows)
    rows |= {"channels kept, first three examples": (~zero)[:3, :5].int().tolist()}
    looks_like = (
        "one mask for all examples: each example drops the same channels. Every example tosses its "
        "own coins."
    )
    same_rows, same_columns = bool((zero == zero[0]).all()), bool((zero == zero[:, :1]).all())
    law = "two examples have different masks"
    attempt.law(law, not same_rows, looks_like=looks_like, rows=rows)
    looks_like = (
        "one coin for each example: whole examples are dropped. Each of their channels has a coin "
        "of its own."
    )
    law = "within an example each channel has a coin of its own"
    attempt.law(law, not same_columns, looks_like=looks_like, rows=rows)
    for counts, what in ((zero.sum(1), "example"), (zero.sum(0), "channel")):
        law = f"the number of dropped channels varies from {what} to {what}"
        looks_like = (
            f"a fixed number of dropped channels for each {what}. Each has a coin of its own, so "
            "their number varies."
        )
        varies = counts.unique().numel() > 1
        attempt.law(law, varies, looks_like=looks_like, rows=rows | {"dropped": counts[:5]})
    law = "a channel is dropped with probability p"
    attempt.law(law, abs(share - p) < 0.05, f"Expected {COIN}", rows=rows)


def _one_coin_a_channel(attempt: Attempt, got: Tensor, rows: Mapping[str, Any]) -> None:
    """All numbers of a channel share their fate."""
    zero = got == 0
    shown = {**rows, "one channel": got[0, 0]}
    looks_like = (
        "a coin for each number. Here one coin decides about a channel: drop all of it or nothing."
    )
    every = "in a channel all numbers are dropped or none"
    one_row, one_column = zero == zero[..., :1], zero == zero[..., :1, :]
    if not bool(one_row.all()) and bool(one_column.all()):
        looks_like = (
            "a coin for each column of a picture. One coin decides about its whole channel."
        )
    if bool(one_row.all()) and not bool(one_column.all()):
        looks_like = "a coin for each row of a picture. One coin decides about its whole channel."
    if bool((zero == zero[:, :1]).all()) and not bool((one_row & one_column).all()):
        looks_like = (
            "coins for the places of a picture, shared by all channels. Drop whole channels: one "
            "coin for each."
        )
    attempt.law(every, bool((one_row & one_column).all()), looks_like=looks_like, rows=shown)


def _dice(attempt: Attempt, X: Tensor) -> None:
    """Masks come from the generator that is handed over, or from torch's own."""
    rows = {"X": "ones", "p": "0.5"}
    looks_like = "one mask for ever: a generator seeded inside the function. " + (
        "Every call must toss new coins."
    )
    first, second = attempt(X, 0.5, like=X), attempt(X, 0.5, like=X)
    law = "two calls drop different numbers"
    attempt.law(law, not torch.equal(first, second), looks_like=looks_like, rows=rows)
    masks = first, second
    looks_like = f"dice of its own: {GENERATOR}"
    first, second, other = (_drop(attempt, X, 0.5, seed) for seed in (5, 5, 6))
    law = "the same generator state gives the same mask"
    attempt.law(law, torch.equal(first, second), looks_like=looks_like, rows=rows)
    looks_like = f"a seed set inside the function, whatever generator comes: {GENERATOR}"
    law = "another generator state gives another mask"
    attempt.law(law, not torch.equal(first, other), looks_like=looks_like, rows=rows)
    counts = [int((mask == 0).sum()) for mask in (*masks, first, other)]
    looks_like = (
        "a fixed number of dropped channels in the whole tensor. Each has a coin of its own, so "
        "their number varies."
    )
    law = "the number of dropped channels varies from call to call"
    shown = rows | {"dropped": str(counts)}
    attempt.law(law, len(set(counts)) > 1, looks_like=looks_like, rows=shown)


def _at_one(attempt: Attempt, X: Tensor) -> None:
    """p = 1 drops everything."""
    got = attempt(X, 1.0, like=X)
    looks_like = "a division by 1 − p = 0: 0/0 is nan. Treat p = 1 on its own."
    rows = {"X": X, "p": 1.0, "got": got}
    law = "p = 1 drops everything and gives zeros, not nan"
    attempt.law(law, bool(torch.isfinite(got).all()), looks_like=looks_like, rows=rows)
    mistakes = {"X returned as it is where p is 1. Dropping everything leaves zeros.": X}
    rows = {"X": X, "p": 1.0}
    advice = "Nothing is kept, so nothing but zeros comes back, in the shape of X."
    law = "p = 1 drops everything"
    attempt.equal(law, got, 0 * X, mistakes=mistakes, advice=advice, rows=rows)


def _gradients(attempt: Attempt) -> None:
    X = torch.linspace(-3, 3, 60).reshape(3, 5, 2, 2).requires_grad_()
    got = attempt(changing(X), 0.5)
    law = "gradients pass through"
    looks_like = ".detach(), .item() or no_grad: training needs the graph."
    attempt.law(law, got.requires_grad, looks_like=looks_like, rows={"got": got})
    (gradient,) = torch.autograd.grad(got.sum(), X)
    attempt.equal("the gradient is the mask times its factor", gradient, (got / X).detach())
