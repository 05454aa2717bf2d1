"""What an answer may leave behind, use, print and cost: each in a check of its own small exercise."""

import random
import signal
import sys
from collections.abc import Callable
from copy import deepcopy

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from d2lhelpers.checks.frame import Attempt, Exercise, Mistake, changing
from d2lhelpers.checks.frame.mistakes import other_inputs
from d2lhelpers.checks.frame.showing import show_pair

X = torch.tensor([[1.0, 2.0], [3.0, 5.0]])


def judged(laws: Callable[[Attempt], None], answer: object, seconds: float = 20.0) -> str:
    return Exercise("99.3", laws).judge(answer, seconds).text


def given(*inputs: object, **options: bool) -> Callable[[Attempt], None]:
    """Laws that call the answer once on these inputs."""

    def called(attempt: Attempt) -> None:
        attempt(*inputs, **options)
        attempt.law("it returns", True)

    return called


# Inputs


def _changes(x):
    x -= 1
    return x


def _sorts(numbers):
    numbers.sort()
    return numbers


def _pops(numbers):
    numbers.pop()
    return 1


def _clears(table):
    table["more"] = 1
    return 1


def _turns_on(x):
    x.requires_grad_()
    return 1


def _trains(net):
    net.train()
    return 1


def _evaluates(net):
    net[1].eval()
    return 1


def _freezes(net):
    next(net.parameters()).requires_grad_(False)
    return 1


def _steps(net):
    with torch.no_grad():
        net[0].weight -= 1
    return 1


def _draws(generator):
    torch.rand(3, generator=generator)
    return 1


def net(training: bool = False) -> nn.Module:
    return nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Dropout(0.5)).train(training)


CHANGED = {
    "a tensor": (_changes, X, "changed its input in place: x."),
    "an array": (_changes, X.numpy(), "changed its input in place: x."),
    "a tensor in a list": (lambda xs: _changes(xs[0]), [X], "changed its input in place: xs[0]"),
    "a tensor in a dict": (lambda d: _changes(d["a"]), {"a": X}, "changed its input in place: d['a']"),
    "a list sorted": (_sorts, [3, 1, 2], "changed the list numbers"),
    "a list popped": (_pops, [3, 1, 2], "changed the list numbers"),
    "a dict": (_clears, {"a": 1}, "changed the keys of the dict table"),
    "requires_grad": (_turns_on, X, "switched requires_grad on for x"),
    "a model in training mode": (_trains, net(), "leaves net in training mode"),
    "a layer in eval mode": (_evaluates, net(True), "leaves net in eval mode"),
    "a frozen parameter": (_freezes, net(), "requires_grad off for net.0.weight"),
    "a changed parameter": (_steps, net(), "in place: net.0.weight"),
    "a buffer": (lambda net: net(X), net(True), "in place: net.1.running_mean"),
}


@pytest.mark.parametrize("what", CHANGED)
def test_an_input_that_is_changed_is_named(what):
    answer, value, says = CHANGED[what]
    said = judged(given(deepcopy(value)), answer)
    assert "not yet" in said and says in said


@pytest.mark.parametrize("what", CHANGED)
def test_what_is_meant_to_be_changed_may_be(what):
    answer, value, _ = CHANGED[what]
    assert ": passed" in judged(given(deepcopy(value), unchanged=False), answer)
    assert ": passed" in judged(given(changing(deepcopy(value))), answer)


UNCHANGED = [X, X.numpy(), [3, [1.0, X]], {"a": (1, X)}, net(), net(True), "text", None, float("nan"), [float("nan")]]


@pytest.mark.parametrize("value", UNCHANGED, ids=lambda value: type(value).__name__)
def test_an_input_that_stays_as_it_is_is_not_complained_about(value):
    assert ": passed" in judged(given(value), lambda x: 1)


def test_what_occurs_twice_in_an_input_occurs_twice_in_its_copy():
    assert ": passed" in judged(given([X, X], X), lambda xs, x: 1 if xs[0] is xs[1] is x else 1 / 0)


def test_right_answer_and_learner_draw_the_same_numbers_from_a_generator():
    def laws(attempt: Attempt) -> None:
        attempt.agrees("three numbers", lambda g: torch.rand(3, generator=g), torch.Generator().manual_seed(4))

    assert ": passed" in judged(laws, lambda g: torch.rand(3, generator=g))


def test_a_model_to_be_trained_is_handed_over_and_the_right_answer_trains_another():
    model = nn.Linear(2, 1)
    before = model.weight.detach().clone()

    def step(model: nn.Linear) -> float:
        with torch.no_grad():
            model.weight -= 1
        return model.weight.sum().item()

    def laws(attempt: Attempt) -> None:
        attempt.agrees("one step", step, changing(model))

    assert ": passed" in judged(laws, step)
    assert torch.equal(model.weight, before - 1)


def test_a_mistake_is_named_before_what_was_changed_on_the_way():
    def laws(attempt: Attempt) -> None:
        doubled = Mistake("a doubled sum.", lambda x: 2 * x.sum())
        attempt.agrees("the sum", lambda x: x.sum(), X, mistakes=[doubled])

    assert "This looks like a doubled sum." in judged(laws, lambda x: x.mul_(2).sum())
    assert "changed its input in place" in judged(laws, lambda x: x.add_(1).sum() - x.numel())


# The notebook's settings


def _no_gradients(x):
    torch.set_grad_enabled(False)
    return 1


def _double(x):
    torch.set_default_dtype(torch.float64)
    return 1


def _seeds(x):
    torch.manual_seed(0)
    return 1


def _seeds_numpy(x):
    np.random.seed(0)
    return 1


def _seeds_python(x):
    random.seed(0)
    return 1


def _restores(x):
    with torch.no_grad(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
    torch.Generator().manual_seed(0)
    torch.rand(3), np.random.rand(), random.random()
    return 1


SEEDED = "seeds the generator"
SETTINGS = {_no_gradients: "gradients switched off", _double: "default dtype", _seeds: SEEDED, _seeds_numpy: SEEDED, _seeds_python: SEEDED}


@pytest.mark.parametrize("answer", SETTINGS)
def test_settings_that_are_left_behind_are_named_and_put_back(answer):
    before = torch.is_grad_enabled(), torch.get_default_dtype(), torch.initial_seed(), np.random.seed, random.seed
    assert SETTINGS[answer] in judged(given(X), answer)
    assert (torch.is_grad_enabled(), torch.get_default_dtype(), torch.initial_seed(), np.random.seed, random.seed) == before


def test_settings_that_are_put_back_are_nobodys_business():
    assert ": passed" in judged(given(X), _restores)


# Forbidden functions


def without_softmax(attempt: Attempt) -> None:
    attempt.forbid("softmax", instead="exp and sum")
    attempt.agrees("probabilities", lambda x: x.softmax(1), X)


def softmax(x):
    return x.exp() / x.exp().sum(1, keepdim=True)


def test_a_forbidden_function_is_found_in_the_code_and_when_it_is_called():
    for answer in (lambda x: F.softmax(x, 1), lambda x: getattr(x, "soft" + "max")(1), lambda x: nn.Softmax(1)(x)):
        said = judged(without_softmax, answer)
        assert "uses" in said and "oftmax" in said and "with exp and sum" in said
    assert ": passed" in judged(without_softmax, softmax)
    assert ": passed" in judged(without_softmax, lambda x: softmax(x))


# Time and lines


def _endless(x):
    while True:
        x = x + 1


def _endless_that_catches_all(x):
    while True:
        try:
            while True:
                x = x + 1
        except BaseException:
            pass


def _endless_in_finally(x):
    while True:
        try:
            x = x + 1
        finally:
            continue  # noqa: B012 - that is the point


@pytest.mark.parametrize("answer", [_endless, _endless_that_catches_all, _endless_in_finally])
def test_an_endless_loop_is_stopped_and_told(answer):
    handler, tracing = signal.getsignal(signal.SIGPROF), sys.gettrace()
    said = judged(given(X), answer, seconds=0.2)
    assert "stopped  after 0.2 s of work" in said and "Does every loop in your code come to an end?" in said
    assert signal.getsignal(signal.SIGPROF) is handler and sys.gettrace() is tracing
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_a_timer_that_was_there_before_goes_on():
    rang = []
    handler = signal.signal(signal.SIGPROF, lambda *_: rang.append(1))
    signal.setitimer(signal.ITIMER_PROF, 100.0)
    try:
        judged(given(X), lambda x: 1)
        assert 0 < signal.getitimer(signal.ITIMER_PROF)[0] < 101.0
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)


def test_what_an_answer_prints_is_cut(capsys):
    def chatty(x):
        for i in range(1000):
            print("line", i)
        return 1

    judged(given(X), chatty)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["line 0", "line 1"] and len(lines) < 30
    assert lines[-1] == f"(what your code printed goes on for {1001 - len(lines)} more lines)"

    judged(given(X), lambda x: print("x" * 10**6) or 1)
    assert len(capsys.readouterr().out) < 3000


# Numbers


def two(attempt: Attempt) -> None:
    attempt.equal("both", attempt.numbers(2), [1.0, 2.5], mistakes={"the second doubled.": [1.0, 5.0]}, reveal=False)


NUMBERS = [[1, 2.5], (1.0, 2.5), torch.tensor([1.0, 2.5]), np.array([1, 2.5]), [np.float32(1), np.int64(1) + 1.5]]
NUMBERS += [[torch.tensor(1), torch.tensor([2.5])], [np.array(1.0), np.array([[2.5]])]]
NO_NUMBERS = {
    "two numbers in a list": [1.0, [1.0], [1.0, 2.5, 3.0], "12", None, {1.0, 2.5}],
    "This is text": [["1", "2.5"], [1.0, "2.5"]],
    "True and False are none": [[True, 2.5]],
    "still to be replaced": [[1.0, ...]],
    "Is a sum or a mean missing": [[1.0, torch.tensor([1.0, 2.0])], [1.0, [2.5]]],
    "Expected one number": [[1.0, 2.5j], [1.0, len]],
}


@pytest.mark.parametrize("value", NUMBERS, ids=repr)
def test_every_kind_of_number_is_read(value):
    assert ": passed" in judged(two, value)


@pytest.mark.parametrize(("says", "value"), [(says, value) for says, values in NO_NUMBERS.items() for value in values])
def test_what_is_no_number_is_told_so(says, value):
    assert says in judged(two, value)


def test_a_result_by_hand_is_not_given_away():
    said = judged(two, [1.0, 5.0])
    assert "This looks like the second doubled." in said and "expected" not in said and "2.5" not in said


# What is shown


DIFFERENT = [
    (2.51234, 2.51233),
    (torch.tensor([1.0, 2.51234]), torch.tensor([1.0, 2.51233])),
    (1.0, 1.0 + 1e-12),
    (torch.zeros(100), torch.zeros(100).index_fill(0, torch.tensor([70]), 1.0)),
]


@pytest.mark.parametrize(("got", "expected"), DIFFERENT)
def test_values_that_differ_never_look_equal(got, expected):
    one, other = show_pair(got, expected)
    assert one != other


# Mistakes that match by chance


def test_a_mistake_that_matches_by_chance_is_not_named():
    def laws(attempt: Attempt) -> None:
        squared, doubled = Mistake("a square.", lambda x: x**2), Mistake("twice the number.", lambda x: 2 * x)
        attempt.agrees("three times", lambda x: 3 * x, torch.tensor(2.0), mistakes=[squared, doubled], advice="Multiply.")

    assert "This looks like a square." in judged(laws, lambda x: x * x)
    assert "This looks like twice the number." in judged(laws, lambda x: x + x)
    assert "Multiply." in judged(laws, lambda x: x + 2)


def test_an_answer_that_leaves_at_the_probe_is_still_judged():
    def laws(attempt: Attempt) -> None:
        attempt.agrees(
            "three times", lambda x: 3 * x, torch.tensor(2.0), mistakes=[Mistake("a square.", lambda x: x**2)], advice="Multiply."
        )

    assert "Multiply." in judged(laws, lambda x: x * x if x == 2 else sys.exit())


def test_a_probe_of_ones_own_tells_mistakes_apart():
    def laws(attempt: Attempt) -> None:
        largest, last = Mistake("the largest.", lambda n: max(n)), Mistake("the last.", lambda n: n[-1])
        attempt.agrees("the first", lambda n: n[0], [1, 2], mistakes=[largest, last], probe=([1, 3, 2],))

    assert "This looks like the largest." in judged(laws, max)
    assert "This looks like the last." in judged(laws, lambda n: n[-1])


def test_a_mistake_that_raises_is_known_by_its_error():
    def laws(attempt: Attempt) -> None:
        squeezed = Mistake("a squeeze().", lambda x: x.squeeze().sum(1))
        attempt.agrees("row sums", lambda x: x.sum(1), X[:1], mistakes=[squeezed])

    assert "This looks like a squeeze()." in judged(laws, lambda x: x.squeeze().sum(1))
    assert "This looks like" not in judged(laws, lambda x: x.nothing)


def test_other_inputs_keep_shapes_signs_and_zeros():
    x = torch.tensor([[1.0, -2.0, 0.0]])
    stretched, number, rest = other_inputs([x, 0.5, [3, "text", net]])
    assert stretched.shape == x.shape and torch.equal(stretched.sign(), x.sign()) and not torch.equal(stretched, x)
    assert number != 0.5 and rest == [3, "text", net]


# Laws in one line


def mean(attempt: Attempt) -> None:
    attempt.each(Tensor.mean, {"two rows": (X,), "one row": (X[:1],)})
    attempt.precise(Tensor.mean, X / 3)
    attempt.repeats(X)


def test_laws_in_one_line_hold_and_break():
    assert "passed (4 laws held)" in judged(mean, Tensor.mean)
    assert "rounded to float32" in judged(mean, lambda x: x.float().mean().to(x.dtype))
    assert "precision of float64" in judged(mean, lambda x: x.float().mean())
    assert "one row" in judged(mean, lambda x: x.mean() if len(x) > 1 else x.sum())
    kept: list[Tensor] = []
    assert "something outlive" in judged(lambda attempt: attempt.repeats(X), lambda x: kept.append(x) or torch.tensor(float(len(kept))))


def test_a_notimplementederror_of_torch_is_not_taken_for_an_unfinished_answer():
    names: dict = {"torch": torch}
    exec(compile("def answer(x):\n    raise NotImplementedError", "<answer>", "exec"), names)
    assert "still to be written" in judged(given(X), names["answer"])
    exec(compile("def answer(x):\n    return torch.nn.Module()(x)", "<answer>", "exec"), names)
    assert "has no forward" in judged(given(X), names["answer"])
    exec(compile("def answer(x):\n    return torch.tensor(['a'])", "<answer>", "exec"), names)
    assert "still to be written" not in judged(given(X), names["answer"])
