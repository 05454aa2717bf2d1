"""Checks of chapter 07: underflow, a layer's variance, Xavier, Kaiming, gain, symmetry, clipping."""

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from .exercise import Attempt, NotYet, exercise, same

# 7.1


@exercise("7.1")
def silent_zero(at: Attempt) -> None:
    """Dividing by 4 until float32 has nothing left."""
    if str(at.value) in ("inf", "tensor(inf)"):  # `equal` takes every number as near to infinity
        advice = "This looks like infinity: the numbers of mathematics never reach 0, those of a computer do."
        raise NotYet({"law": "the first k for which 4^-k is 0 in float32", "got": "inf"}, advice)
    ordinary = (
        "the smallest ordinary float32, 2^-126. Below it float32 gives up digits one by one, and so it reaches 2^-149 before anything is 0."
    )
    at.equal(
        "the first k for which 4^-k is 0 in float32",
        at.value,
        75.0,
        tolerance=1e-6,
        mistakes={
            "one sigmoid too few: 4^-74 is 2^-148, and float32 still has it.": 74.0,
            "one sigmoid too many: 4^-75 is 2^-150, half of the smallest float32, and that is rounded to 0 already.": 76.0,
            "a division without rounding. Sigmoids come whole: after which one is nothing left?": 74.5,
            "a halving for each sigmoid. Its steepest slope is 1/4, so each divides by 2 twice.": 150.0,
            "a halving for each sigmoid, and one too few. Its steepest slope is 1/4, so each divides by 2 twice.": 149.0,
            ordinary: 63.0,
            ordinary + " ": 64.0,
            "the limit of float64 (2^-1074). torch's numbers are float32 unless you ask for others.": 538.0,
            "the limit of float64 (2^-1074), and one too few. torch's numbers are float32 unless you ask for others.": 537.0,
            "the 24 binary digits of a float32. They limit how exact a number is, not how small it can be.": 12.0,
            "the exponent of ten, 45. Each sigmoid divides by 4, not by 10: count in powers of 2.": 45.0,
            "half of the way: 4^-37 is 2^-74. Each sigmoid takes 2 from the exponent, and 149 of them must go.": 37.0,
            "half of the way, and one more: 4^-38 is 2^-76. Each sigmoid takes 2 from the exponent, and 149 of them must go.": 38.0,
            "the exponent of the largest number, 2^128. Here numbers become small, not large.": 128.0,
            "the gradient that is left. The number of sigmoids was asked for.": 0.0,
        },
        advice="4^-k is 2^-2k. The smallest float32 above 0 is 2^-149. Which k is the first with 2k > 149?",
    )


# 7.2


@exercise("7.2")
def variance_of_z(at: Attempt) -> None:
    """n Var(w) E[x²] where the inputs have a mean."""
    at.equal(
        "50 inputs of mean 1 and variance 3, weights of sd 0.2",
        at.value,
        8.0,
        tolerance=0.002,
        mistakes={
            "the inputs' variance in place of their mean square. They have mean 1, so E[x²] is more than 3.": 6.0,
            "the weights' standard deviation in place of their variance: the law has Var(w), which is 0.2².": 40.0,
            "two things at once: the weights' sd in place of their variance, and the inputs' variance in place of their mean square.": 30.0,
            "the variance of one product. A unit adds up 50 of them.": 0.16,
            "the variance of one product, with the inputs' variance in place of their mean square.": 0.12,
            "the standard deviation of z. Its variance was asked for.": math.sqrt(8),
            "the standard deviation of z, with the inputs' variance in place of their mean square.": math.sqrt(6),
            "a variance that was squared: E[x²] is Var(x) + E[x]², and 3 is the variance already.": 20.0,
            "the square of the mean in place of the mean square.": 2.0,
            "a sum of 50 equal products, whose variance would grow with 50². These are drawn independently: it grows with 50.": 400.0,
            "the inputs alone: the weights' variance is missing.": 200.0,
            "Var(x) − E[x]². The mean adds to the mean square.": 4.0,
            "the square of the variance in place of the mean square: E[x²] is Var(x) + E[x]².": 18.0,
            "the mean square squared once more: E[x²] is Var(x) + E[x]², and that is all.": 32.0,
            "n Var(w) Var(x) + E[x]²: the square of the mean belongs to the mean square, in brackets with Var(x).": 7.0,
            "n times the weights' sd: E[x²] is missing, and the law has Var(w), which is 0.2².": 10.0,
            "(sd + mean)² in place of the mean square: E[x²] is Var(x) + E[x]², without a mixed term.": 2 * (1 + 3**0.5) ** 2,
        },
        advice="Put n, Var(w) and E[x²] = Var(x) + E[x]² into the law of step 2.",
    )


# 7.3 and 7.4: what a drawing function must do whatever its formula


def _call(at: Attempt, generator: torch.Generator, like: Tensor | None, **named: Any) -> Any:
    """Call a function that takes named things and a generator; the generator itself is not worth showing."""
    if not callable(at.value):
        at()
    return at.run(lambda **given: at.value(*given.values(), generator), like=like, **named)


def _seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


OTHER_DICE = (
    "This looks like torch's global dice, or a generator of your own. Hand on the one that you were given: "
    "torch.randn(…, generator=generator), likewise torch.rand."
)


def _first_weights(at: Attempt, n_in: int, n_out: int) -> Tensor:
    """Draw the learner's weights, and hold them against what any first weights need."""
    shown = {"n_in": n_in, "n_out": n_out}
    seed = int(at.randint(0, 2**31, 1))
    W = _call(at, _seeded(seed), None, **shown)
    if isinstance(W, Tensor) and W.shape == (n_out, n_in):
        rows = {"law": "the weights have the shape (n_in, n_out)", "n_in, n_out": f"{n_in}, {n_out}", "got": f"shape {tuple(W.shape)}"}
        raise NotYet(rows, "This looks like nn.Linear's layout, (outputs, inputs). For `h @ W` the inputs come first.")
    W = _call(at, _seeded(seed), torch.empty(n_in, n_out), **shown)
    again, other = _call(at, _seeded(seed), None, **shown), _call(at, _seeded(seed + 1), None, **shown)
    first = W.flatten()[0]
    if bool((first == W).all()):
        advice = "This looks like equal weights: units that begin equal stay equal. Draw them."
        raise NotYet({"law": "the weights are drawn at random"} | {k: str(v) for k, v in shown.items()}, advice)
    at.law("the same generator gives the same weights", torch.equal(W, again), OTHER_DICE, **shown)
    at.law("another generator gives other weights", not torch.equal(W, other), OTHER_DICE, **shown)
    advice = "This looks like one number for each input, used for all units: units that begin equal stay equal. Draw n_in · n_out numbers."
    at.law("no two units are equal", not torch.equal(W[:, 0], W[:, 1]), advice, **shown)
    advice = "This looks like one number for each unit, used for all its inputs. Draw n_in · n_out numbers."
    at.law("a unit's weights differ", not torch.equal(W[0], W[1]), advice, **shown)
    middle, sd = W.mean().item(), W.std().item()
    at.law("the weights have mean 0", abs(middle) < 6 * sd / math.sqrt(W.numel()), _off_centre(W), **shown, mean=middle, sd=sd)
    few = len(W.unique())
    advice = f"This looks like a choice among {few} numbers (a sign, whole numbers). Draw from torch.rand or torch.randn as they come."
    at.law("the weights take many different values", few > 100, advice, **shown)
    return W


def _off_centre(W: Tensor) -> str:
    """Advice for weights whose mean is not 0, by where they lie."""
    low, high, middle = W.min().item(), W.max().item(), W.mean().item()
    if low >= 0:
        if high < 2.2 * middle:
            return "This looks like numbers between 0 and the bound: torch.rand has the mean 1/2. Stretch and shift it, evenly around 0."
        return "This looks like an abs or a relu around the draw: no weight is below 0. Half of the weights must be negative."
    if abs(low + 1) < 0.01:
        return "This looks like brackets missing: `bound * 2 * torch.rand(…) - 1` shifts by 1. Bracket `2 * torch.rand(…) - 1`."
    if high <= 0:
        return "This looks like torch.rand − 1 times the bound: numbers between −bound and 0. Stretch torch.rand by 2 before you shift it."
    if 1.98 < high - low <= 2:
        return "This looks like a bound that multiplies only what is subtracted, not the draw. Bracket `2 * torch.rand(…) - 1`."
    return "Shift the draw so that it lies evenly around 0."


def _name(
    at: Attempt, law: str, quantity: str, got: float, expected: float, mistakes: Mapping[str, float], near: float, advice: str, **shown: Any
) -> None:
    """As `Attempt.equal` for a positive number, within a share of its size; the mistake nearest to it is named."""
    if abs(got / expected - 1) < near:
        at.held += 1
        return
    off = {sentence: abs(math.log(max(got, 1e-30) / value)) for sentence, value in mistakes.items() if value > 0}
    best = min(off, key=off.get)
    rows = {name: str(value) for name, value in shown.items()} | {quantity: f"{got:.4g}   expected {expected:.4g}"}
    raise NotYet({"law": law} | rows, f"This looks like {best}" if off[best] < near else advice)


@exercise("7.3")
def xavier_uniform(at: Attempt) -> None:
    """Evenly within ±√(6/(n_in + n_out))."""
    ready = {"xavier_uniform_", "xavier_normal_", "kaiming_uniform_", "kaiming_normal_", "init"}
    at.refuse(ready, "torch.rand and a bound")
    for n_in, n_out in ((300, 200), (120, 500)):
        W = _first_weights(at, n_in, n_out)
        largest, sd = W.abs().max().item(), W.std().item()
        both = n_in + n_out
        even = abs(largest / (math.sqrt(3) * sd) - 1) < 0.03
        right = abs(sd / math.sqrt(2 / both) - 1) < 0.03
        advice = "The variance is Xavier's, but this looks like " if right else "This looks like "
        advice += "a normal distribution (torch.randn): its largest numbers lie far out. Evenly drawn ones come from torch.rand."
        shown = {"n_in": n_in, "n_out": n_out}
        at.law("the weights are spread evenly between −a and a", even, advice, **shown, largest=largest, sd=sd)
        mistakes = {
            "a bound without √3: a standard deviation was used as the bound, and the variance came out three times too small.": 2 / both,
            "a variance used as the bound: the root is missing.": (2 / both) ** 2,
            "the root missing: 6/(n_in + n_out) is the square of the bound.": (6 / both) ** 2,
            "rand − 0.5 times the bound: that reaches only from −a/2 to a/2.": 1.5 / both,
            "the inputs alone, √(6/n_in): that is Kaiming's bound. Xavier takes the middle of n_in and n_out.": 6 / n_in,
            "the outputs alone, √(6/n_out). Xavier takes the middle of n_in and n_out.": 6 / n_out,
            "√(3/n_in): it keeps the signal forward. Xavier takes the middle of n_in and n_out.": 3 / n_in,
            "√(3/n_out): it keeps the gradient backward. Xavier takes the middle of n_in and n_out.": 3 / n_out,
            "1/√n_in, what nn.Linear does.": 1 / n_in,
            "√(3/(n_in + n_out)): the 2 in Xavier's variance is missing.": 3 / both,
            "√(1/(n_in + n_out)).": 1 / both,
            "√(2/(n_in + n_out)) · 3: the root of 3 goes into the bound, not 3.": 18 / both,
            "numbers between −1 and 1: the bound is missing.": 1.0,
            "6/√(n_in + n_out): the root goes over the 6 as well.": 36 / both,
            "√6/(n_in + n_out): the root goes over n_in + n_out as well.": 6 / both**2,
            "√(12/(n_in + n_out)): the variance of ±a is a²/3, so a² is three times 2/(n_in + n_out).": 12 / both,
            "√(6/(n_in · n_out)): Xavier adds the two widths.": 6 / (n_in * n_out),
            "√(6/n_in + n_out): brackets are missing around n_in + n_out.": 6 / n_in + n_out,
            "the bound upside down, √((n_in + n_out)/6): the wider the layer, the smaller its weights.": both / 6,
        }
        law = "the largest weight lies just below the bound √3 · sd, with sd² = 2/(n_in + n_out)"
        squares = {sentence: math.sqrt(value) for sentence, value in mistakes.items()}
        advice = "Solve a²/3 = 2/(n_in + n_out) for a."
        _name(at, law, "largest", largest, math.sqrt(6 / both), squares, 0.02, advice, **shown)


@exercise("7.4")
def kaiming(at: Attempt) -> None:
    """Mean 0 and variance 2/n_in, of whatever shape."""
    ready = {"xavier_uniform_", "xavier_normal_", "kaiming_uniform_", "kaiming_normal_", "init"}
    at.refuse(ready, "torch.randn or torch.rand")
    for n_in, n_out in ((200, 450), (450, 170)):
        W = _first_weights(at, n_in, n_out)
        mistakes = {
            "the fan-out: 2/n_out keeps the gradient backward. The signal forward sums over the inputs, n_in.": 2 / n_out,
            "a missing factor 2: 1/n_in is right without an activation. ReLU halves the mean square.": 1 / n_in,
            "a missing factor 2, and the fan-out in place of the fan-in.": 1 / n_out,
            "Xavier's variance, 2/(n_in + n_out). It knows nothing of ReLU.": 2 / (n_in + n_out),
            "twice Xavier's variance, 4/(n_in + n_out): ReLU's 2 is there, but forward only the inputs count, n_in.": 4 / (n_in + n_out),
        }
        if W.abs().max() < 1.03 * math.sqrt(3) * W.std():  # drawn evenly
            mistakes |= {
                "a uniform bound without √3: within ±√(2/n_in) the variance is (2/n_in)/3.": 2 / n_in / 3,
                "a uniform bound without √3, and the fan-out in place of the fan-in.": 2 / n_out / 3,
                "a variance used as the bound of a uniform draw: 2/n_in is the variance.": (2 / n_in) ** 2 / 3,
                "1/√n_in as the bound: that is what nn.Linear does, a sixth of what ReLU needs.": 1 / n_in / 3,
                "rand − 0.5 times √(2/n_in): numbers between −½ and ½ have the variance 1/12.": 2 / n_in / 12,
                "rand − 0.5 times √(6/n_in): that reaches only half as far as the bound.": 6 / n_in / 12,
                "√(12/n_in) as the bound: the variance of ±a is a²/3, so a² is three times 2/n_in.": 4 / n_in,
                "3 · √(2/n_in) as the bound: the root of 3 belongs there, not 3.": 6 / n_in,
                "numbers between −1 and 1: the bound is missing.": 1 / 3,
            }
        else:
            mistakes |= {
                "a variance used as the standard deviation: 2/n_in is the variance, so torch.randn is to be multiplied by its root.": (
                    (2 / n_in) ** 2
                ),
                "a factor 2 in the standard deviation: it belongs under the root, with n_in.": 4 / n_in,
                "a root over the 2 alone: √2/n_in. The root goes over all of 2/n_in.": 2 / n_in**2,
                "the bound of a uniform draw, √(6/n_in), used as the standard deviation of a normal one.": 6 / n_in,
                "ReLU's half on the wrong side: 1/(2 n_in) halves again what ReLU has halved.": 1 / n_in / 2,
                "the fraction upside down, √(n_in/2): the more inputs, the smaller the weights.": n_in / 2,
                "plain normal numbers: the standard deviation is missing.": 1.0,
            }
        law = "the variance is 2/n_in, so that the next layer's z has the variance of this one's"
        variance = W.double().var().item()
        advice = "Multiply torch.randn by the root of 2/n_in, or draw evenly within √3 times that root."
        _name(at, law, "variance", variance, 2 / n_in, mistakes, 0.04, advice, n_in=n_in, n_out=n_out)


# 7.5


@exercise("7.5")
def leaky_gain(at: Attempt) -> None:
    """√(2/(1 + slope²))."""
    at.refuse({"calculate_gain"}, "a formula of your own")
    by_dice = "the right idea, measured on random numbers: it comes near. Which formula does the measurement come near to?"
    variance = "the variance of the outputs. It is the mean square that the next layer feels, and their mean is not 0."
    mistakes = {
        "ReLU's gain whatever the slope: the negative half is not lost, it keeps slope² of its squares.": lambda s: math.sqrt(2),
        "a variance: the gain multiplies a standard deviation, so it is a root.": lambda s: 2 / (1 + s**2),
        "the slope without its square: what counts is the mean square, and (s · z)² is s² z².": lambda s: math.sqrt(2 / (1 + s)),
        "(1 + s)² in place of 1 + s²: the two halves of the numbers are squared each by itself.": lambda s: math.sqrt(2) / (1 + s),
        "the inverse: this is by how much the activation shrinks the size. The gain makes up for it.": lambda s: math.sqrt((1 + s**2) / 2),
        "the inverse, and as a variance.": lambda s: (1 + s**2) / 2,
        "a root over the 2 alone.": lambda s: math.sqrt(2) / (1 + s**2),
        "a missing 2: for slope 0 the gain is √2.": lambda s: math.sqrt(1 / (1 + s**2)),
        "a product in place of a quotient: the more the negative half keeps, the smaller the gain.": lambda s: math.sqrt(2 * (1 + s**2)),
        "the 2 outside the root: for slope 0 the gain is √2.": lambda s: 2 / math.sqrt(1 + s**2),
        "brackets missing around 1 + slope²: `2 / 1 + slope**2` divides by 1 alone.": lambda s: math.sqrt(2 / 1 + s**2),
        "a straight line from √2 to 1. Both ends are right, but the mean square goes with s².": lambda s: math.sqrt(2) * (1 - s) + s,
        "a difference, 2 − s²: both ends are right, but the gain makes up for a factor, so it divides.": lambda s: math.sqrt(2 - s**2),
        variance: lambda s: 1 / math.sqrt((1 + s**2) / 2 - (1 - s) ** 2 / (2 * math.pi)),
        "a half forgotten: s² is kept of the negative numbers, which are half of all.": lambda s: 1 / math.sqrt(0.5 + s**2),
        "a minus in 1 + s²: both halves add to the mean square.": lambda s: math.sqrt(2 / (1 - s**2)),
    }
    law = "with weights of sd gain/√n_in the variance passes through leaky ReLU unchanged"
    advice = "Leaky ReLU multiplies the mean square by (1 + slope²)/2. The weights' variance makes up for that."
    measured = at(0.4)
    for sentence, value in {by_dice: 2 / 1.16, variance: 1 / (0.58 - 0.18 / math.pi)}.items():
        if not isinstance(measured, float | Tensor):
            break
        off = abs(float(torch.as_tensor(measured).flatten()[0]) / math.sqrt(value) - 1)
        if off < 0.01 and (sentence == variance or off > 3e-6 or bool(torch.as_tensor(measured != at(0.4)).any())):
            raise NotYet({"law": law, "slope": "0.4", "got": f"{float(measured):.4g}"}, f"This looks like {sentence}")
    for slope in (0.4, 0.0, 1, 0.01, 5**0.5, round(0.1 + 0.8 * float(torch.rand(1, generator=at.rng)), 3)):
        at.agrees(law, lambda s: math.sqrt(2 / (1 + s**2)), slope, mistakes=mistakes, advice=advice)


# 7.6


@exercise("7.6")
def break_symmetry(at: Attempt) -> None:
    """W plus noise of its own for every entry."""
    sd, shape = 0.2, (100, 80)
    zeros, equal = torch.zeros(shape), at.randn(100, 1).expand(shape).clone()
    for name, W in (("zeros", zeros), ("80 equal units", equal)):
        shown = {"W": f"{name}, shape {shape}", "sd": sd}
        noise = _noise(at, W, sd) - W
        rows = {key: str(value) for key, value in shown.items()}
        if same(noise, torch.zeros(shape), 1e-7):
            advice = "This looks like noise that multiplies W: zero times anything is zero. Add it." if name == "zeros" else ""
            raise NotYet(
                {"law": "no two units are equal"} | rows,
                advice or "The result is W itself. Add a random number to every entry, zero or not.",
            )
        law = "no two units (columns) are equal"
        if torch.allclose(noise, noise[0, 0].expand(shape), atol=1e-6):
            raise NotYet({"law": law} | rows, "This looks like one random number for the whole matrix: equal units move together.")
        advice = "This looks like one random number for each input, added to all units alike: equal units move together."
        at.law(law, not torch.allclose(noise[:, 0], noise[:, 1], atol=1e-6), advice, **shown)
        advice = "This looks like one random number for each unit, added to all its inputs. Draw one for each entry of W."
        at.law("every entry gets a number of its own", not torch.allclose(noise[0], noise[1], atol=1e-6), advice, **shown)
        if name == "zeros":
            left_out = (noise == 0).float().mean().item()
            advice = "This looks like noise for some entries only. Draw one number for each entry of W, for all units and all their inputs."
            at.law("every entry gets a number of its own", left_out < 0.005, advice, **shown, share_left_as_it_was=left_out)
            left = "" if float(noise.min()) < 0 else " This looks like torch.rand, which lies between 0 and 1."
            middle = noise.mean().item()
            at.law(
                "the added numbers have mean 0",
                abs(middle) < 6 * noise.std().item() / math.sqrt(noise.numel()),
                f"Use normal numbers.{left}",
                **shown,
                mean=middle,
            )
            mistakes = {
                "a standard deviation of 1: sd was not used.": 1.0,
                "sd² as the factor. torch.randn has standard deviation 1: multiply it by sd.": sd**2,
                "the root of sd as the factor. torch.randn has standard deviation 1: multiply it by sd.": sd**0.5,
                "rand − 0.5 times sd: numbers between −½ and ½ have the standard deviation 1/√12.": sd / 12**0.5,
                "numbers evenly within ±sd: their standard deviation is sd/√3.": sd / 3**0.5,
                "a division by sd.": 1 / sd,
            }
            law = "the added numbers have the standard deviation sd"
            advice = "Multiply torch.randn by sd."
            _name(at, law, "standard deviation", noise.std().item(), sd, mistakes, 0.05, advice, **shown)
        else:
            lost = abs(noise.std().item() / math.sqrt(sd**2 + W.var().item()) - 1) < 0.1
            advice = "This looks like noise alone: W itself is lost. Add the noise to W." if lost else "Add the noise to W."
            at.law("the result is W, changed by noise of the size sd", abs(noise.std().item() / sd - 1) < 0.05, advice, **shown)
    narrow = _noise(at, torch.zeros(1, 40), sd)
    advice = "This looks like a choice among a few numbers (a sign, whole numbers): in a layer of one input some units are equal again."
    at.law("no two units are equal, however few inputs they have", len(narrow.unique()) == 40, advice, W="zeros, shape (1, 40)", sd=sd)
    seed = int(at.randint(0, 2**31, 1))
    one, two, other = (_noise(at, equal, sd, seed + more) for more in (0, 0, 1))
    advice = (
        "This looks like torch's global dice, or torch.randn_like, which takes no generator. Use torch.randn(W.shape, generator=generator)."
    )
    at.law("the same generator gives the same result", torch.equal(one, two), advice)
    advice = "This looks like a generator of your own, or a seed set in the function. Use the generator that you were given."
    at.law("another generator gives another result", not torch.equal(one, other), advice)


def _noise(at: Attempt, W: Tensor, sd: float, seed: int | None = None) -> Tensor:
    given = W.clone()
    if seed is None:
        seed = int(at.randint(0, 2**31, 1))
    result = _call(at, _seeded(seed), W, W=given, sd=sd)
    advice = "Your function changed W in place (a `W += …`, or a method ending in `_`). Return a new matrix."
    at.law("W itself stays as it was", torch.equal(given, W) and result is not given, advice)
    return result


# 7.7


@exercise("7.7")
def clip_gradients(at: Attempt) -> None:
    """One length for all gradients, one factor."""
    at.refuse({"clip_grad_norm_", "clip_grad_value_", "clip_grads_with_norm_", "get_total_norm"}, "the formula")
    long = [torch.tensor([6.0, 8.0]), torch.tensor([0.0, -24.0])]
    length = 26.0
    ways = {
        "a limit for each tensor by itself: the arrow turns. All tensors together have one length, and get one factor.": [
            g * 6.5 / max(6.5, g.norm().item()) for g in long
        ],
        "a limit for each number (a clamp): the arrow turns. All numbers are to be multiplied by one factor.": [
            g.clamp(-6.5, 6.5) for g in long
        ],
        "numbers cut at the limit from above only, and one by one. All are to be multiplied by one factor.": [
            g.clamp(max=6.5) for g in long
        ],
        "gradients that were not changed. `g = g * factor` makes a new tensor that nobody sees: use `g *= factor`, "
        "or set `p.grad = …`. (Or is the length that of the parameters, or the condition the wrong way round?)": long,
        "the sum of the tensors' lengths as the length. Lengths add up as in a right-angled triangle: by their squares.": [
            g * 6.5 / 34 for g in long
        ],
        "the sum of all sizes as the length. The length is the root of the sum of squares.": [g * 6.5 / 38 for g in long],
        "a length without its root.": [g * 6.5 / 676 for g in long],
        "the largest number as the length. The length is the root of the sum of squares.": [g * 6.5 / 24 for g in long],
        "the longest tensor's length for all. The length is the root of the sum of squares over all tensors.": [g * 6.5 / 24 for g in long],
        "the first tensor's length for all. The length is the root of the sum of squares over all tensors.": [g * 0.65 for g in long],
        "the mean of the squares in place of their sum.": [g * 6.5 / 13 for g in long],
        "gradients of length 1: the limit is missing in the factor.": [g / 26 for g in long],
        "the limit as the factor.": [g * 6.5 for g in long],
        "the factor upside down, length over limit: the gradients have grown.": [g * 4 for g in long],
        "gradients set to 0 where they are too long. Shorten them, keeping their direction.": [torch.zeros(2), torch.zeros(2)],
        "the mean of the tensors' lengths as the length. Lengths add up as in a right-angled triangle: by their squares.": [
            g * 6.5 / 17 for g in long
        ],
        "the squares of the tensors' sums: square each number first, then add up.": [g * 6.5 / math.sqrt(14**2 + 24**2) for g in long],
        "a length that is still growing while the first tensors are shortened. Compute the whole length first.": [
            long[0] * 0.65,
            long[1] * 6.5 / 34,
        ],
        "the limit subtracted from each number: the arrow turns. All numbers are to be multiplied by one factor.": [g - 6.5 for g in long],
        "only the first tensor shortened. All get the same factor.": [long[0] / 4, long[1]],
        "only the last tensor shortened. All get the same factor.": [long[0], long[1] / 4],
    }
    _clipped(at, "a length of 26 is shortened to the limit", long, 6.5, [g / 4 for g in long], length, ways)
    short = [torch.tensor([0.3]), torch.tensor([0.0, 0.4])]
    ways = {
        "short gradients made longer, up to the limit. The factor is never above 1: clipping only shortens.": [g * 4 for g in short],
        "gradients of length 1: a gradient below the limit stays as it is.": [g * 2 for g in short],
        "the limit as the factor. A gradient below the limit stays as it is.": [g * 2.0 for g in short],
    }
    _clipped(at, "a length of 0.5 is below the limit and stays", short, 2.0, short, 0.5, ways)
    none = [torch.zeros(2), torch.zeros(1)]
    ways = {"a division by a length of 0: 0/0 is nan. Divide only where the length exceeds the limit.": [g * math.nan for g in none]}
    _clipped(at, "gradients of 0 stay 0", none, 1.0, none, 0.0, ways)
    ways = {
        "a decision for each tensor by itself: one is longer than the limit, the other is not. The common length decides for all.": [
            long[0],
            long[1] / 2,
        ]
    }
    law = "parameters without a gradient (None) are left out"
    _clipped(at, law, [None, *long, None], 13.0, [None, *(g / 2 for g in long), None], 26.0, ways)
    for limit in (0.7, 5.0):
        fresh = [at.randn(3, 2), at.randn(4), 10 * at.randn(1, 2)]
        size = torch.cat([g.flatten() for g in fresh]).norm().item()
        factor = min(1.0, limit / size)
        _clipped(at, "on random gradients", fresh, limit, [g * factor for g in fresh], size)


def _clipped(
    at: Attempt,
    law: str,
    gradients: list[Tensor | None],
    limit: float,
    expected: list[Tensor | None],
    length: float,
    ways: Mapping[str, list[Tensor]] | None = None,
) -> None:
    """Clip parameters with these gradients, and compare gradients, the length returned, and the parameters themselves."""
    parameters = [torch.ones(2) if g is None else torch.ones_like(g) for g in gradients]
    for p, g in zip(parameters, gradients, strict=True):
        p.requires_grad_()
        p.grad = None if g is None else g.clone()
    if not callable(at.value):
        at()
    shown = {"gradients": gradients, "limit": limit}
    try:
        returned = at.run(lambda **_: at.value(parameters, limit), **shown)
    except NotYet as finding:
        raised = finding.rows.get("it raised", "")
        if "NoneType" in raised and None in [g if g is None else 0 for g in gradients]:
            raise NotYet({"law": law} | finding.rows, "This looks like a `.grad` that is None. Leave those parameters out.") from None
        if "leaf Variable" in raised:
            advice = "This looks like `p *= factor`: it changes the parameters themselves. It is their `.grad` that is to be shortened."
            raise NotYet({"law": law} | finding.rows, advice) from None
        if "assigned grad" in raised:
            advice = (
                "This looks like a number put in the place of a gradient. Multiply the gradient by limit / length; its direction stays."
            )
            raise NotYet({"law": law} | finding.rows, advice) from None
        if "number of dimensions" in raised or "equal size" in raised or "0-dimensional" in raised or "zero-dimensional" in raised:
            advice = "This looks like tensors joined as they are. Their shapes differ: flatten each, or add up their sums of squares."
            raise NotYet({"law": law} | finding.rows, advice) from None
        if "ZeroDivision" in raised:
            advice = "This looks like a division by a length of 0. Divide only where the length exceeds the limit."
            raise NotYet({"law": law} | finding.rows, advice) from None
        raise
    advice = "This looks like `p *= factor`: it changes the parameters themselves. It is their `.grad` that is to be shortened."
    at.law("the parameters themselves stay as they were", all(bool((p == 1).all()) for p in parameters), advice, **shown)
    kept = [p.grad is None for p in parameters] == [g is None for g in gradients]
    at.law("a `.grad` that was None is None afterwards, and no other", kept, "Leave the parameters without a gradient alone.", **shown)
    got = [p.grad for p in parameters if p.grad is not None]
    wanted = [g for g in expected if g is not None]
    after = "One factor for all: limit / length where the length exceeds the limit, else 1."
    at.equal(law, got, wanted, mistakes=ways, advice=after, tolerance=1e-3, limit=limit, gradients=gradients)
    clipped = min(length, limit)
    mistakes = {
        "the length after clipping. Compute and keep the length before the gradients are changed.": torch.tensor(clipped),
        "the factor. The length before clipping was asked for.": torch.tensor(limit / length if length else math.inf),
        "the factor, never above 1. The length before clipping was asked for.": torch.tensor(min(1.0, limit / length) if length else 1.0),
        "the square of the length: its root is missing.": torch.tensor(length**2),
    }
    if isinstance(returned, list | tuple):
        rows = {"law": "the length before clipping is returned", "got": f"{len(returned)} values"}
        raise NotYet(rows, "This looks like the gradients returned. They stay in `.grad`; return the length, one number.")
    law = "the length before clipping is returned"
    at.equal(law, returned, torch.tensor(length), mistakes=mistakes, tolerance=1e-3, limit=limit, gradients=gradients)
