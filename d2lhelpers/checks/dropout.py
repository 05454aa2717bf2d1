"""Checks of chapter 06, dropout."""

import copy
import itertools
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .exercise import Attempt, NotYet, exercise, is_number, same, show_value

MANY = 40_000  # numbers in a large input: a share of them is then known to about a hundredth
STEPS = "Keep the optimizer (Adam, 0.005) and the order: zero_grad, backward, step, then measure."
COIN = "one coin for each number: torch.rand(X.shape), then a comparison with p."


@exercise("6.1")
def unit_by_hand(at: Attempt) -> None:
    """Value 6, p = 0.25: kept value, mean, variance."""
    got = _numbers(at.value, 3)
    kept, mean, variance = got.tolist()
    shown = {"unit": "value 6, dropped with p = 0.25", "got": show_value(got)}
    _one(
        "the kept value",
        kept,
        8.0,
        {
            "an unscaled unit. Kept units speak louder, to make up for the dropped ones.": 6.0,
            "a multiplication by 1 − p. Kept units must grow: divide by it.": 4.5,
            "a division by p. The factor is 1/(1 − p): one over the probability to be kept.": 24.0,
            "a multiplication by p. The factor is 1/(1 − p): one over the probability to be kept.": 1.5,
            "a factor of 1 + p. The factor is 1/(1 − p).": 7.5,
            "the factor of p = 0.5. Here three units of four are kept.": 12.0,
        },
        shown,
    )
    _one(
        "the mean: 0.75 · kept + 0.25 · 0",
        mean,
        6.0,
        {
            "the mean without scaling: the kept value is not 6.": 4.5,
            "the kept value. One time in four a 0 comes out.": 8.0,
            "the plain average of 8 and 0. They are not equally probable.": 4.0,
            "a mean with the probabilities exchanged: kept with 0.75, dropped with 0.25.": 2.0,
        },
        shown,
    )
    _one(
        "the variance: the mean of the squares minus the square of the mean",
        variance,
        12.0,
        {
            "the standard deviation: the variance is its square.": 12**0.5,
            "the mean of the squares. Subtract the square of the mean, 36.": 48.0,
            "the variance without scaling: the kept value is 8, not 6.": 6.75,
            "x p/(1 − p): the value enters squared.": 2.0,
            "x² (1 − p)/p, the probabilities exchanged.": 108.0,
            "p/(1 − p) alone: it multiplies x², here 36.": 1 / 3,
            "the variance of a fair coin between 8 and 0. They are not equally probable.": 16.0,
            "the variance of the mask alone, p(1 − p).": 0.1875,
            "x² p: the division by 1 − p is missing.": 9.0,
            "the part of the kept value alone: the 0 is off the mean as well, by 6.": 3.0,
            "the squared distance of the kept value. The 0 is off the mean as well; weigh both with their probabilities.": 4.0,
            "the square of the mean: it is what you subtract.": 36.0,
        },
        shown,
    )
    at.law("all three numbers", True)


@exercise("6.2")
def inverted_dropout(at: Attempt) -> None:
    """Zeros with probability p, the rest divided by 1 - p, nothing outside training."""
    used = {"dropout", "Dropout", "alpha_dropout"} & set(getattr(getattr(at.value, "__code__", None), "co_names", ()))
    if used:
        raise NotYet({"uses": ", ".join(sorted(used))}, "This exercise is to be written without the ready-made function: with torch.rand.")
    X = torch.tensor([[2.0, 4.0, 6.0], [8.0, 10.0, 12.0]])
    mistakes = {"everything dropped where p is 0: p is the probability to DROP.": X * 0}
    advice = "With p = 0 every coin must say keep: torch.rand (from 0 up to 1, not torch.randn), compared with p, and the factor is 1."
    at.equal("p = 0 drops nothing and scales nothing", _drop(at, X, 0.0), X, mistakes=mistakes, advice=advice, input=X, p=0.0)

    ones = torch.ones(200, MANY // 200)
    for p in (0.2, 0.8):
        got = _drop(at, ones, p)
        _values(at, ones, p, got)
        share = float((got == 0).float().mean())
        _coins(at, p, got, share)
        exchanged = abs(share - (1 - p)) < 0.02
        advice = (
            "This looks like a mask that keeps with probability p. Here p is the probability to drop." if exchanged else f"Expected {COIN}"
        )
        at.law("a number is dropped with probability p", abs(share - p) < 0.02, advice, p=p, share_of_zeros=round(share, 3))
        at.law("the mean stays", abs(float(got.mean()) - 1) < 0.1, "Divide the kept numbers by 1 − p.", p=p, mean=float(got.mean()))
    again = _drop(at, ones, 0.5), _drop(at, ones, 0.5)
    advice = "This looks like one mask for ever: a generator seeded inside the function. Every call must toss new coins."
    at.law("two calls drop different numbers", not torch.equal(*again), advice, p=0.5)

    advice = "This looks like dice of its own: hand `generator` over to torch.rand(X.shape, generator=generator)."
    one, other = (_drop(at, ones, 0.5, generator=torch.Generator().manual_seed(5)) for _ in range(2))
    at.law("the same generator state gives the same mask", torch.equal(one, other), advice, p=0.5)

    X = at.randn(3, 4)
    got = _drop(at, X, 0.5, training=False)
    mistakes = {
        "numbers scaled outside training. The inverted kind scales in training, so that nothing is left to do later: return X.": 0.5 * X,
        "numbers multiplied by 1/(1 − p) outside training, where nothing is dropped: return X.": 2 * X,
    }
    advice = "This looks like dropout outside training. If `training` is false, return X as it is."
    at.equal("outside training X comes back as it is", got, X, mistakes=mistakes, advice=advice, input=X, p=0.5, training=False)

    got = _drop(at, X, 1.0)
    bad = isinstance(got, Tensor) and not bool(torch.isfinite(got).all())
    advice = "This looks like a division by 1 − p = 0: 0/0 is nan. Treat p = 1 on its own."
    at.law("p = 1 drops everything and gives zeros, not nan", not bad, advice, input=X, p=1.0, got=got)
    mistakes = {"X returned as it is where p is 1. Dropping everything leaves zeros.": X}
    at.equal("p = 1 drops everything", got, torch.zeros(3, 4), mistakes=mistakes, input=X, p=1.0)

    X = (1 + at.randn(50, 20).abs()).requires_grad_()
    got = at.run(lambda: at.value(X, 0.5))  # not on a copy: its gradient is to be read
    flows = isinstance(got, Tensor) and got.requires_grad
    at.law("gradients pass through", flows, "This looks like .detach(), .item() or no_grad: training needs the graph.", got=got)
    (gradient,) = torch.autograd.grad(got.sum(), X)
    at.equal("the gradient is the mask times its factor", gradient, (got / X).detach())


@exercise("6.3")
def sub_networks(at: Attempt) -> None:
    """Hidden layers of 3 and 2 units, p = 0.2."""
    got = _numbers(at.value, 3)
    count, whole, cut = got.tolist()
    shown = {"network": "hidden layers of 3 and 2 units, p = 0.2", "got": show_value(got)}
    _one(
        "the number of thinned networks",
        count,
        32.0,
        {
            "products of the layers' sizes. Each unit is on or off: it doubles the number.": 6.0,
            "a count of the units. Each unit is on or off: it doubles the number.": 5.0,
            "two choices for each unit, added. They are multiplied: 2 · 2 · …": 10.0,
            "the layers' counts, 8 and 4, added. Each choice in one layer goes with each in the other: multiply.": 12.0,
            "32 without the whole or the empty network. Both can be drawn.": 31.0,
            "32 without the whole and the empty network. Both can be drawn.": 30.0,
            "5 squared. It is 2 · 2 · 2 · 2 · 2: two choices, five times.": 25.0,
            "the orders of five units (5!). Nothing is ordered here, units are on or off.": 120.0,
            "the masks of the first layer alone. The second layer has coins too.": 8.0,
            "a sixth coin. There are 3 + 2 hidden units, and nothing else is dropped.": 64.0,
        },
        shown,
    )
    _one(
        "the probability that nothing is dropped: all five are kept",
        whole,
        0.8**5,
        {
            "the probability that everything is dropped. Kept has the probability 0.8.": 0.2**5,
            "one unit's probability. Five coins have to fall that way: multiply.": 0.8,
            "the opposite: that at least one unit is dropped.": 1 - 0.8**5,
            "equal chances for all masks. That holds for p = 0.5 only.": 1 / 32,
            "the first layer alone: there are five units.": 0.8**3,
            "the second layer alone: there are five units.": 0.8**2,
            "a probability added up five times. Independent coins multiply.": 4.0,
            "per cents. A probability lies between 0 and 1.": 32.768,
            "the right product, rounded too far: three decimals, please, or write the product itself.": 0.33,
        },
        shown,
        0.002,
    )
    _one(
        "the probability that both units of the second layer are dropped",
        cut,
        0.04,
        {
            "the probabilities added. Both coins have to fall that way: multiply.": 0.4,
            "the probability that both are kept.": 0.64,
            "the probability that at least one of the two is dropped. Both have to be.": 0.36,
            "one coin only. There are two units.": 0.2,
            "both dropped and the first layer whole. What the first layer does is left open here.": 0.04 * 0.8**3,
            "all five dropped. What the first layer does is left open here.": 0.2**5,
            "per cents. A probability lies between 0 and 1.": 4.0,
            "equal chances for all masks. That holds for p = 0.5 only.": 0.25,
            "one mask of 32 with equal chances. They are not equally probable, and several masks drop both.": 1 / 32,
            "exactly one of the two dropped.": 0.32,
        },
        shown,
        0.0005,
    )
    at.law("all three numbers", True)


@exercise("6.4")
def expected_output(at: Attempt) -> None:
    """The mean of f over all masks, weighted by their probabilities."""
    x = torch.tensor([1.0, 2.0, 3.0])
    w = torch.tensor([1.0, 1.0, -1.0])

    def total(v: Tensor) -> Tensor:
        return v.sum()

    def bend(v: Tensor) -> Tensor:
        return (v @ w[: len(v)]).relu()

    def square(v: Tensor) -> Tensor:
        return v.sum() ** 2

    mistakes = {
        "f of the undropped x, the single pass. Put each mask's output through f first, then take the mean.": lambda f, x, p: f(x),
        "equal weights for all masks, right for p = 0.5 only: each has its probability (1−p)^kept · p^dropped.": lambda f, x, p: (
            _mean_over_masks(f, x, p, weight=lambda k, n, p: 0.5**n)
        ),
        "probabilities exchanged: a kept unit contributes 1 − p, a dropped one p.": lambda f, x, p: _mean_over_masks(
            f, x, p, weight=lambda k, n, p: p**k * (1 - p) ** (n - k)
        ),
        "masked but unscaled numbers: kept units are divided by 1 − p before f sees them.": lambda f, x, p: _mean_over_masks(f, x, p, 1.0),
        "f scaled after the fact. Dropout divides what goes INTO f by 1 − p.": lambda f, x, p: _mean_over_masks(f, x, p, 1.0) / (1 - p),
        "a multiplication by 1 − p. Kept units are divided by it.": lambda f, x, p: _mean_over_masks(f, x, p, 1 - p),
        "a sum over the masks without their probabilities.": lambda f, x, p: _mean_over_masks(f, x, p, weight=lambda k, n, p: 1.0),
        "the probability of the kept units only: a dropped one contributes its p too.": lambda f, x, p: _mean_over_masks(
            f, x, p, weight=lambda k, n, p: (1 - p) ** k
        ),
        "masks with one unit dropped at most. Every unit has its own coin: go through all 2^n masks.": lambda f, x, p: _mean_over_masks(
            f, x, p, only=lambda mask: len(mask) - sum(mask) <= 1
        ),
        "a missing mask: the one that keeps everything, or the one that drops everything, counts too.": lambda f, x, p: _mean_over_masks(
            f, x, p, only=lambda mask: sum(mask) < len(mask)
        ),
        "a mean of the weighted values. The probabilities add up to 1 already: take the sum.": lambda f, x, p: (
            _mean_over_masks(f, x, p) / 2 ** len(x)
        ),
        "one mask for each number of kept units. Which units are kept matters too: go through all 2^n masks.": lambda f, x, p: (
            _mean_over_masks(f, x, p, only=lambda mask: list(mask) == sorted(mask, reverse=True))
        ),
    }
    first = at(bend, x, 0.5)
    again = at(bend, x, 0.5)
    advice = "This looks like masks drawn at random. Go through all of them with itertools.product: the result is exact."
    shown = {"f": "(v @ [1, 1, -1]).relu()", "x": x, "p": 0.5}
    at.law("two calls give the same number", first is None or same(again, first, 1e-6), advice, **shown, got=[first, again])
    cases = [("(v @ [1, 1, -1]).relu()", bend, x, 0.5), ("v.sum() ** 2", square, x, 0.2), ("v.sum()", total, x, 0.2)]
    cases += [
        ("v.sum() ** 2", square, at.randn(4), 0.3),
        ("(v @ [1, 1, -1]).relu()", bend, 2 * at.randn(3), 0.7),
        ("v.sum() ** 2", square, x, 0.0),
    ]
    for name, f, v, p in cases:
        law = "for a linear f the mean is f(x)" if f is total else "the mean of f(dropout(x)) over all masks, by their probabilities"
        got, expected = at(f, v, p), _mean_over_masks(f, v, p)
        made = {} if same(got, expected) else {sentence: wrong(f, v, p) for sentence, wrong in mistakes.items() if _alike(at, wrong)}
        at.equal(law, got, expected, mistakes=made, f=name, x=v, p=p)


@exercise("6.5")
def vote(at: Attempt) -> None:
    """The mean of the probabilities of several passes with dropout on."""
    X = torch.tensor([[0.0, 1.0], [1.0, 0.0]])
    for draws, mode in ((3, False), (4, True), (1, False)):
        model = _Cycle(at).train(mode)
        answers = model.answers[:draws]
        probabilities = answers.softmax(-1)
        hands = F.one_hot(answers.argmax(-1), 3).float().mean(0)
        mistakes = {
            "a model in eval mode: all answers are the same, nothing is dropped. Call model.train() first.": model.whole.softmax(-1),
            "probabilities of the mean score. Each answer becomes probabilities first, then comes the mean.": answers.mean(0).softmax(-1),
            "the mean of the scores. A vote averages probabilities: softmax of each answer first.": answers.mean(0),
            "the sum of the answers. Divide by their number.": probabilities.sum(0),
            "the last answer alone.": probabilities[-1],
            "the first answer alone. Every draw needs a call of the model of its own.": probabilities[0],
            "a show of hands: each answer counts for its highest class. A forecast is the probabilities; average those.": hands,
            "the hands of the last answer: its highest class alone.": F.one_hot(answers[-1].argmax(-1), 3).float(),
            "sigmoid of each score. Class probabilities come from softmax: they sum to 1 over the classes.": answers.sigmoid().mean(0),
            "a mean of log-probabilities (log_softmax). Average the probabilities themselves.": answers.log_softmax(-1).mean(0),
            "all answers, one behind the other. Take their mean along dim=0.": probabilities,
            "softmax over the examples (dim=0). The classes of one example lie along dim=1.": answers.softmax(1).mean(0),
            "one mean for the whole table. Take the mean over the draws alone, dim=0 of the stack.": probabilities.mean(),
            "a mean over the examples. Take the mean over the draws, dim=0 of the stack.": probabilities.mean(1),
            "the scores of the last answer.": answers[-1],
            "scores of the whole network.": model.whole,
            "one draw too many.": model.answers[: draws + 1].softmax(-1).mean(0),
            "one draw too few.": model.answers[: max(1, draws - 1)].softmax(-1).mean(0),
        }
        if draws == 1:
            mistakes = {name: value for name, value in mistakes.items() if "alone" not in name and "too few" not in name}
        got = at(model, X, draws)
        law = "the mean of the probabilities over the draws, with dropout on"
        at.equal(law, got, probabilities.mean(0), mistakes=mistakes, draws=draws, model="in training mode" if mode else "in eval mode")
        advice = "This looks like a mode that was not put back. Keep model.training before you change it, and restore it at the end."
        modes = [part.training for part in model.modules()]
        shown = {"before": "training mode" if mode else "eval mode", "after": "training mode" if modes[0] else "eval mode"}
        at.law("the model is in the same mode afterwards", modes == [mode] * len(modes), advice, **shown)
    at.law("each row sums to 1", torch.allclose(got.sum(1), torch.ones(len(got)), atol=1e-4), sums=got.sum(1))


@exercise("6.6")
def train_and_measure(at: Attempt) -> None:
    """Training mode in every step, eval mode and no gradients in every measurement."""
    epochs = 4
    X, y, X_test, y_test = at.randn(12, 3), at.randint(0, 4, 12), at.randn(30, 3), at.randint(0, 4, 30)
    for start in (True, False):
        spy = _Spy(len(X), len(X_test)).train(start)
        twin = copy.deepcopy(spy)
        got = at(spy, X, y, X_test, y_test, epochs)
        came = {"model came": "in training mode" if start else "in eval mode"}
        trained = [mode for part, mode, _ in spy.calls if part == "train"]
        measured = [(mode, graph) for part, mode, graph in spy.calls if part == "test"]
        shown = {name.replace(" ", "_"): value for name, value in came.items()}
        advice = "Each epoch makes one step: one pass of the training examples through the model."
        at.law("one training pass an epoch", len(trained) >= epochs, advice, **shown, passes=len(trained), epochs=epochs)
        advice = "After each step comes one measurement on the test examples."
        at.law("one measurement an epoch", len(measured) >= epochs, advice, **shown, measurements=len(measured), epochs=epochs)
        shown["training_passes"] = ", ".join("training mode" if mode else "eval mode" for mode in trained)
        never = "This looks like a missing model.train(): in eval mode dropout does nothing, and the network trains without it."
        stays = (
            "This looks like model.train() before the loop only: after the first measurement the model stays in eval mode, "
            "and dropout is off from the second epoch on."
        )
        at.law("every training pass is in training mode", all(trained), stays if trained[0] else never, **shown)
        shown["measurements"] = ", ".join("training mode" if mode else "eval mode" for mode, _ in measured)
        advice = "This looks like a forgotten model.eval(): a random thinned network is measured."
        at.law("every measurement is in eval mode", not any(mode for mode, _ in measured), advice, **shown)
        advice = "This looks like a missing `with torch.no_grad():`. eval() switches dropout off; gradients are recorded all the same."
        at.law("no measurement records gradients", not any(graph for _, graph in measured), advice, **shown)
        order = [part for part, _, _ in spy.calls]
        advice = "This looks like measurements before the step. First the step, then the measurement."
        at.law("a step first, a measurement last", (order[0], order[-1]) == ("train", "test"), advice, **_keywords(came), order=order)
        moved = not torch.equal(spy.linear.weight, twin.linear.weight)
        at.law("the weights move", moved, "The weights are as before: are backward() and optimizer.step() both called?", **_keywords(came))
        made = {
            "a missing optimizer.zero_grad(): gradients of earlier steps are added to the new one.": _trained(
                twin, X, y, epochs, zero=False
            ),
            "an optimizer made anew in each epoch: Adam forgets its averages. Make it once, before the loop.": _trained(
                twin, X, y, epochs, anew=True
            ),
        }
        expected, before, on_train = _accuracies(twin, X, y, X_test, y_test, epochs)
        weights, right = spy.linear.weight.detach(), twin.linear.weight.detach()
        at.equal("the weights after the last step", weights, right, mistakes=made, advice=STEPS, **_keywords(came))
        mistakes = {
            "measurements before the step. First the step, then the measurement.": before,
            "accuracies on the training examples.": on_train,
            "the last accuracy alone. Return the list of all epochs.": expected[-1:],
        }
        if isinstance(got, Tensor) and got.ndim == 1:
            got = got.tolist()
        if isinstance(got, list | tuple):
            got = [float(value) if isinstance(value, Tensor) and value.numel() == 1 else value for value in got]
        at.equal("the test accuracy after each step", got, expected, mistakes=mistakes, advice=STEPS, **_keywords(came))


# What the checks share


def _keywords(rows: dict[str, str]) -> dict[str, str]:
    """Rows with names that can be keywords."""
    return {name.replace(" ", "_"): value for name, value in rows.items()}


class _Cycle(nn.Module):
    """A model whose answers in training mode are known: one table of scores after the other."""

    def __init__(self, at: Attempt) -> None:
        super().__init__()
        self.scores = nn.Parameter(3 * at.randn(6, 2, 3))
        self.eval_scores = nn.Parameter(3 * at.randn(2, 3))
        self.drop, self.calls = nn.Dropout(0.5), 0

    @property
    def answers(self) -> Tensor:
        return self.scores.detach()

    @property
    def whole(self) -> Tensor:
        return self.eval_scores.detach()

    def forward(self, X: Tensor) -> Tensor:
        if not self.drop.training:
            return self.eval_scores * 1.0
        self.calls += 1
        return self.scores[(self.calls - 1) % 6] * 1.0

    def __repr__(self) -> str:
        return "a small network with dropout"


class _Spy(nn.Module):
    """A linear model that writes down in which mode it is called, on which part, and whether gradients are recorded."""

    def __init__(self, n_train: int, n_test: int) -> None:
        super().__init__()
        self.linear, self.drop = nn.Linear(3, 4), nn.Dropout(0.0)
        self.sizes = {n_train: "train", n_test: "test"}
        self.calls: list[tuple[str, bool, bool]] = []

    def forward(self, X: Tensor) -> Tensor:
        self.calls.append((self.sizes.get(len(X), "train"), self.drop.training, torch.is_grad_enabled()))
        return self.drop(self.linear(X))

    def __repr__(self) -> str:
        return "a small network with dropout"


def _accuracies(model: nn.Module, X: Tensor, y: Tensor, X_test: Tensor, y_test: Tensor, epochs: int) -> tuple[list[float], ...]:
    """What the mended loop returns; the same measured before each step, and on the training examples."""
    optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
    after, before, on_train = [], [], []

    def right(inputs: Tensor, labels: Tensor) -> float:
        with torch.no_grad():
            return float((model(inputs).argmax(1) == labels).float().mean())

    for _ in range(epochs):
        before.append(right(X_test, y_test))
        loss = F.cross_entropy(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        after.append(right(X_test, y_test))
        on_train.append(right(X, y))
    return after, before, on_train


def _trained(model: nn.Module, X: Tensor, y: Tensor, epochs: int, zero: bool = True, anew: bool = False) -> Tensor:
    """The weight after training a copy of the model with one of two mistakes."""
    model = copy.deepcopy(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
    for _ in range(epochs):
        if anew:
            optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
        loss = F.cross_entropy(model(X), y)
        if zero:
            optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return next(model.parameters()).detach()


def _mean_over_masks(
    f: Callable[[Tensor], Tensor],
    x: Tensor,
    p: float,
    divisor: float | None = None,
    weight: Callable[[float, int, float], float] = lambda k, n, p: (1 - p) ** k * p ** (n - k),
    only: Callable[[tuple[float, ...]], bool] = lambda mask: True,
) -> Tensor:
    total = torch.tensor(0.0)
    for mask in itertools.product([0.0, 1.0], repeat=len(x)):
        if only(mask):
            total = total + weight(sum(mask), len(x), p) * f(x * torch.tensor(mask) / (1 - p if divisor is None else divisor))
    return total


def _alike(at: Attempt, wrong: Callable[..., Any]) -> bool:
    """Whether the answer makes this mistake on fresh inputs too."""
    for p in (0.3, 0.6):
        x, w = at.randn(4), at.randn(4)

        def f(v: Tensor, w: Tensor = w) -> Tensor:
            return (v @ w + 0.3).relu() + v.sum() ** 2

        try:
            if not same(at.value(f, x, p), wrong(f, x, p)):
                return False
        except Exception:
            return False
    return True


def _drop(at: Attempt, X: Tensor, p: float, **named: Any) -> Any:
    try:
        return at(X, p, like=X, **named)
    except NotYet as finding:
        raised = finding.rows.get("it raised", "")
        if "ZeroDivisionError" in raised:
            raise NotYet(finding.rows, "This looks like a division by 1 − p = 0. Treat p = 1 on its own.") from None
        if "unexpected keyword" in raised:
            advice = "Keep the first line of the stub: inverted_dropout(X, p, training=True, generator=None)."
            raise NotYet(finding.rows, advice) from None
        raise


def _values(at: Attempt, ones: Tensor, p: float, got: Tensor) -> None:
    """Every output is 0 or 1/(1 - p) where the inputs are ones."""
    kept = got[got != 0]
    law = "a number is dropped, or divided by 1 − p"
    shown = {
        "law": law,
        "input": "ones",
        "p": str(p),
        "values that occur": show_value(got.unique()[:6]),
        "expected": show_value([0.0, 1 / (1 - p)]),
    }
    if kept.numel() == 0:
        raise NotYet(shown, f"Everything was dropped: one coin for the whole tensor? Expected {COIN}")
    bare = "a mask without scaling: the kept numbers must grow by 1/(1 − p), or the mean falls."
    mistakes = {
        "nothing at all: X came back unchanged in training." if bool((got == 1).all()) else bare: 1.0,
        "a multiplication by 1 − p: that makes the kept numbers smaller still. Divide by it.": 1 - p,
        "a division by p: the factor is one over the probability to be KEPT, 1 − p.": 1 / p,
        "a multiplication by p: the factor is one over the probability to be kept, 1/(1 − p).": p,
        "a scaling that is done twice.": (1 - p) ** -2,
    }
    if bool((kept == kept[0]).all()):
        for sentence, value in mistakes.items():
            if same(float(kept[0]), value, 1e-3) and not same(value, 1 / (1 - p), 1e-3):
                raise NotYet(shown, f"This looks like {sentence}")
        if (got == 0).sum() == 0 and same(float(kept[0]), 1 / (1 - p), 1e-3):
            raise NotYet(shown, f"Everything was scaled, and nothing dropped: no coin, or one for the whole tensor? Expected {COIN}")
        if not same(float(kept[0]), 1 / (1 - p)):
            share = same(float(kept[0]), got.numel() / kept.numel(), 1e-3)
            advice = (
                "This looks like a division by the share that happened to be kept. Divide by the probability, 1 − p."
                if share
                else "The kept numbers are all changed alike, by another factor: it is one over the probability to be kept, 1/(1 − p)."
            )
            raise NotYet(shown, advice)
    advice = "This looks like the random numbers themselves as a mask. Compare them with p first: a unit is kept whole or not at all."
    at.law(law, same(kept, torch.full_like(kept, 1 / (1 - p))), advice, input="ones", p=p, values_that_occur=got.unique()[:6])


def _coins(at: Attempt, p: float, got: Tensor, share: float) -> None:
    """Each number has a coin of its own."""
    zero = got == 0
    shown = {"p": p, "mask_begins": (~zero)[:3, :5].int().tolist()}
    if share in (0.0, 1.0):
        advice = f"This looks like one coin for the whole tensor. Expected {COIN}"
        raise NotYet({"law": "each number has a coin of its own", "p": str(p), "share of zeros": f"{share:.3f}"}, advice)
    advice = "This looks like one mask for all examples: each row drops the same units. Draw the mask in the shape of X."
    at.law("two examples have different masks", not bool((zero == zero[0]).all()), advice, **shown)
    advice = "This looks like one coin for each example: whole rows are dropped. Draw the mask in the shape of X."
    at.law("within an example each unit has a coin of its own", not bool((zero == zero[:, :1]).all()), advice, **shown)
    counts = zero.sum(1)
    advice = "This looks like a fixed number of dropped units in each row. Each unit has a coin of its own, so their number varies."
    at.law("the number of dropped units varies", counts.unique().numel() > 1, advice, p=p, dropped_in_the_first_rows=counts[:5])


def _one(law: str, got: float, expected: float, mistakes: dict[str, float], shown: dict[str, str], tolerance: float = 0.006) -> None:
    """One of several numbers by hand; ends the check where it is wrong, with the name of the mistake."""
    if abs(got - expected) <= tolerance * max(1.0, abs(expected)):
        return
    near = [name for name, value in mistakes.items() if abs(got - value) <= tolerance * max(1.0, abs(value))]
    raise NotYet({"law": law} | shown, f"This looks like {near[0]}" if near else "Work this one out again; the hints go step by step.")


def _numbers(answer: Any, count: int) -> Tensor:
    parts = answer.tolist() if hasattr(answer, "tolist") else answer
    if isinstance(parts, list | tuple) and any(part is Ellipsis for part in parts):
        raise NotYet({"got": show_value(answer)}, "A `...` is still to be replaced.")
    if not isinstance(parts, list | tuple) or len(parts) != count or not all(map(is_number, parts)):
        raise NotYet({"got": show_value(answer)}, f"Expected {count} numbers in a list: [a, b, c].")
    return torch.tensor([float(part) for part in parts])
