"""The frame around every check: whatever the learner hands over is judged in words, and nothing comes out of it but words."""

import functools
import linecache
import math
import random
import warnings

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from d2lhelpers import journal
from d2lhelpers.checks import frame
from d2lhelpers.checks.frame import Attempt, Exercise, exercises, same, show_value

NUMBER = "99.1"


@pytest.fixture
def check(capsys, monkeypatch):
    """An exercise, row sums of a tensor: calls its check and returns what is printed."""
    monkeypatch.setattr(exercises, "EXERCISES", dict(exercises.EXERCISES))

    @frame.exercise(NUMBER)
    def row_sums(attempt: Attempt) -> None:
        """Row sums."""
        small = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
        attempt.agrees("the sum of each row", right, small, advice="Look at dim.")
        zeros = torch.zeros(1, 3)
        attempt.law("a row of zeros sums to 0", attempt(zeros).item() == 0, "Zero stays zero.", rows={"input": zeros})
        attempt.agrees("the same for any shape", right, attempt.randn(5, 3))

    @row_sums.mistake("a sum over the rows (dim=0).")
    def over_rows(X: Tensor) -> Tensor:
        return X.sum(0)

    @row_sums.mistake("a mean instead of a sum.")
    def mean(X: Tensor) -> Tensor:
        return X.mean(1)

    @row_sums.mistake("a mistake that cannot be made.")
    def impossible(X: Tensor) -> Tensor:
        return X.nothing

    def call(answer) -> str:
        assert row_sums(answer) is None
        return capsys.readouterr().out

    return call


def verdicts() -> dict[str, tuple[int, bool]]:
    return {number: (state.tries, state.passed) for number, state in journal.states().items()}


def right(X):
    return X.sum(1)


# Verdicts


def test_a_right_answer_passes_and_is_kept(check):
    assert check(right) == "99.1 row_sums: passed (3 laws held)\n"
    assert verdicts() == {NUMBER: (1, True)}


def test_the_check_keeps_name_and_docstring_of_its_laws(check):
    made = exercises.EXERCISES[NUMBER]
    assert made.__name__ == "row_sums" and made.__doc__ == "Row sums."


def only_dots(X): ...


def only_docstring(X):
    """Return the row sums."""


def docstring_and_dots(X):
    """Return the row sums."""
    ...


def returns_dots(X):
    return ...


def passes(X):
    pass


@torch.no_grad()
def decorated(X): ...


class Stub:
    def forward(self, X): ...


class StubWithStart(nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, X):
        """Return the row sums."""
        ...


UNTOUCHED = [only_dots, only_docstring, docstring_and_dots, returns_dots, passes, decorated, Stub, StubWithStart, ..., lambda X: ...]


@pytest.mark.parametrize("stub", UNTOUCHED, ids=lambda stub: getattr(stub, "__name__", "dots"))
def test_an_untouched_stub_counts_as_not_started_and_not_as_a_try(stub, check):
    assert check(stub).startswith("99.1 row_sums: not started.")
    assert verdicts() == {}


def test_a_mistake_is_recognized_and_named_in_an_aligned_report(check):
    assert check(lambda X: X.sum(0)).splitlines() == [
        "99.1 row_sums: not yet",
        "    law       the sum of each row",
        "    X         [[1, 2], [3, 4]]",
        "    got       [4, 6]",
        "    expected  [3, 7]",
        "    This looks like a sum over the rows (dim=0).",
    ]
    assert verdicts() == {NUMBER: (1, False)}


def test_an_unknown_mistake_gets_the_advice_of_its_law(check):
    assert check(lambda X: X.sum(1) + 1).endswith("    Look at dim.\n")


def test_a_wrong_answer_that_is_right_on_the_small_input_fails_on_the_fresh_one(check):
    assert "the same for any shape" in check(lambda X: X[:, 0] + X[:, 1])


def raises(error):
    def answer(X):
        raise error

    return answer


def recursion(X):
    return recursion(X)


def assertion(X):
    assert X.sum() < 0


class EvilMessage(Exception):
    def __str__(self):
        raise ValueError("no words")


RAISED = [
    (raises(ValueError("nothing works\nand a second line")), "ValueError: nothing works"),
    (raises(SystemExit(3)), "SystemExit: 3"),
    (raises(GeneratorExit()), "GeneratorExit"),
    (raises(EvilMessage()), "EvilMessage"),
    (raises(ValueError("\ud800 half a character")), "half a character"),
    (raises(ValueError("x" * 100_000)), "ValueError: xxx"),
    (recursion, "RecursionError"),
    (assertion, "AssertionError"),
    (lambda X: undefined_name, "NameError"),  # noqa: F821
    (lambda X: 1 / 0, "ZeroDivisionError"),
    (lambda X: X[5], "IndexError"),
    (lambda: 1, "takes other arguments"),
    (lambda X, Y: 1, "takes other arguments"),
    (lambda X: X + ..., "still to be replaced"),
    (lambda X: X.sum(1) + None, "Something is None"),
    (lambda X: X @ torch.zeros(7, 7), "Two shapes do not fit"),
    (lambda X: X.sum(1).backward(), "requires_grad=True"),
]


@pytest.mark.parametrize(("answer", "says"), RAISED)
def test_an_answer_that_raises_is_explained_without_a_traceback(answer, says, check):
    said = check(answer)
    assert said.startswith("99.1 row_sums: not yet\n    it raised") and says in said
    assert "Traceback" not in said and 'File "' not in said and len(said) < 1500
    assert verdicts() == {NUMBER: (1, False)}


def test_the_learners_own_line_is_shown(check):
    names = {}
    exec(compile("def answer(X):\n    return X.summ(1)", "<answer>", "exec"), names)
    linecache.cache["<answer>"] = (0, None, ["def answer(X):\n", "    return X.summ(1)\n"], "<answer>")
    said = check(names["answer"])
    del linecache.cache["<answer>"]
    assert "2: return X.summ(1)" in said and "no such attribute" in said


KINDS = [
    (lambda X: None, "not started"),  # a body that only returns None is a stub
    (lambda X: print(end=""), "Nothing came back"),
    (lambda X: [...][0], "still to be replaced"),
    (lambda X: X.sum(1).tolist(), "torch.tensor a list"),
    (lambda X: (X.sum(1),), "comma too many"),
    (lambda X: X.sum(1).numpy(), "torch.from_numpy"),
    (lambda X: X.sum(1).double(), "Keep the dtype"),
    (lambda X: X.sum(1).long(), ".float()"),
    (lambda X: X.sum(1) > 0, ".float()"),
    (lambda X: X.sum(1).requires_grad_(), "no_grad"),
    (lambda X: X.sum(1, keepdim=True), "keepdim"),
    (lambda X: X.sum(), "The shape is wrong"),
    (lambda X: X.sum().item(), "a float"),
    (lambda X: "3, 7", "a str"),
    (lambda X: lambda: X, "a function"),
    (lambda X: torch.zeros(2, device="meta"), "not yet"),
]


@pytest.mark.parametrize(("answer", "says"), KINDS)
def test_a_result_of_another_kind_is_named(answer, says, check):
    assert says in check(answer)


@pytest.mark.parametrize(
    ("got", "expected", "says"),
    [
        ([1.0], [1], "Fractions came where whole numbers"),
        ([True], [1], "True and False came where whole numbers"),
        ([1.0], [True], "True and False are asked for, not numbers"),
        ([1], [True], "True and False are asked for, not numbers"),
        ([1], [0.5], "fractions are needed"),
        ([True], [0.5], "fractions are needed"),
    ],
)
def test_another_dtype_is_named_with_what_turns_it_into_the_right_one(got, expected, says):
    assert says in frame.wrong_kind(torch.tensor(got), torch.tensor(expected))[1]


def test_whole_numbers_of_another_size_are_named():
    assert "Numbers of another size" in frame.wrong_kind(torch.tensor([1], dtype=torch.int32), torch.tensor([1]))[1]


def subtracts(X):
    X -= X.mean()
    return X.sum(1)


def test_an_input_changed_in_place_is_a_mistake_of_its_own(check):
    said = check(subtracts)
    assert "changed its input in place" in said and "X after" in said


def test_laws_see_their_inputs_unspoiled_by_the_answer():
    def spoils(X):
        X.zero_()
        return X

    X = torch.ones(2)
    Attempt(spoils)(X, unchanged=False)
    assert X.sum() == 2


@pytest.mark.parametrize("value", [3, "sum", None, torch.ones(2), [1, 2]], ids=repr)
def test_a_value_in_the_place_of_a_function_is_refused_in_words(value, check):
    assert "Hand the function itself" in check(value)


class Callable:
    def __call__(self, X):
        return X.sum(1)


@pytest.mark.parametrize("answer", [Callable(), functools.partial(torch.sum, dim=1), torch.no_grad()(right)])
def test_anything_that_can_be_called_and_is_right_passes(answer, check):
    assert ": passed" in check(answer)


def test_what_the_learner_prints_comes_before_the_verdict(check):
    def chatty(X):
        print("hello from inside")
        return X.sum(1)

    lines = check(chatty).splitlines()
    assert lines[0] == "hello from inside" and lines[-1].endswith("passed (3 laws held)")


def test_an_endless_answer_that_is_interrupted_is_told_so_and_not_counted(check):
    assert "interrupted" in check(raises(KeyboardInterrupt()))
    assert verdicts() == {}


def test_a_journal_that_cannot_be_written_is_mentioned_and_the_verdict_stands(check, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("D2LHELPERS_PROGRESS", str(tmp_path / "file" / "p.jsonl"))
    said = check(right)
    assert ": passed" in said and "progress is not kept" in said


# What a check leaves alone


def throws_dice(X):
    torch.manual_seed(0)
    np.random.seed(0)
    random.seed(0)
    torch.randn(3), np.random.rand(), random.random()
    return X.sum(1)


def half_precision(X):
    torch.set_default_dtype(torch.float64)
    return X.sum(1)


def test_the_dice_of_the_notebook_are_left_alone(check):
    def dice():
        return torch.get_rng_state().tolist(), str(np.random.get_state()), random.getstate()

    before = dice()
    for answer in (throws_dice, raises(ValueError()), right, only_dots):
        check(answer)
        assert dice() == before


def test_inputs_differ_from_check_to_check_whatever_the_seed():
    torch.manual_seed(0)
    first = Attempt(right).randn(3)
    torch.manual_seed(0)
    assert not torch.equal(Attempt(right).randn(3), first)


def test_the_default_dtype_and_gradients_of_the_notebook_stay_as_they_were(check):
    check(half_precision)
    assert torch.get_default_dtype() == torch.float32
    with torch.no_grad():
        assert ": passed" in check(lambda X: X.clone().requires_grad_().sum(1).detach())
        assert not torch.is_grad_enabled()


# Never an exception


class Evil:
    """An object whose every hook raises."""

    def _raise(self, *_):
        raise RuntimeError("evil")

    __repr__ = __str__ = __eq__ = __bool__ = __len__ = __float__ = __iter__ = __getitem__ = __hash__ = _raise


class EvilTensor(Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        raise RuntimeError("evil tensor")


class EvilFloat(float):
    def __sub__(self, other):
        raise SystemExit

    __repr__ = __eq__ = __sub__


def endless() -> list:
    made = []
    made.append(made)
    return made


def junk(dice: random.Random, depth: int = 0):
    """Something that a confused function might return."""
    plain = [None, ..., True, -1, 10**400, 0.0, float("nan"), float("inf"), 1j, "", "\ud800", b"\xff", object(), Evil(), EvilFloat(1)]
    plain += [int, len, np.ones(10**5), endless(), range(3), {1: Evil()}, {Evil}, iter([1]), nn.Linear(2, 2)]
    plain += [
        np.float64(3),
        np.array(None),
        np.zeros((0, 3)),
        np.array(["a"]),
        np.array([Evil()], dtype=object),
        [0] * 10**5,
        "x" * 10**6,
        RuntimeError("x"),
        (x for x in [1]),
    ]
    shapes = [(), (0,), (1,), (2,), (2, 1), (2, 2), (50, 50)]
    dtypes = [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.uint8, torch.bool, torch.complex64]
    if depth < 2 and dice.random() < 0.3:
        inside = [junk(dice, depth + 1) for _ in range(dice.randrange(4))]
        return dice.choice([list, tuple, lambda x: dict(enumerate(x))])(inside)
    if dice.random() < 0.5:
        return dice.choice(plain)
    tensor = torch.ones(dice.choice(shapes), dtype=dice.choice(dtypes)) * dice.choice([1, 0])
    return dice.choice(
        [
            lambda: tensor,
            lambda: tensor.to("meta"),
            lambda: tensor.to_sparse() if tensor.ndim else tensor,
            lambda: tensor.as_subclass(EvilTensor),
            lambda: nn.Parameter(tensor.float() / 0),
            lambda: torch.nested.nested_tensor([torch.ones(2), torch.ones(3)]),
            lambda: torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.quint8),
            lambda: tensor.expand(2, *tensor.shape),
        ]
    )()


EXPECTED = [torch.tensor([3.0, 7.0]), torch.tensor(1.0), torch.tensor([1, 0]), torch.tensor([True]), 1.5, 2, True]
EXPECTED += [(1.0, torch.ones(2)), [1, 2], {"a": 1.0, 1: torch.ones(2)}, "word", (2, 2), None]


@pytest.mark.parametrize("seed", range(40))
def test_no_junk_that_an_answer_returns_or_is_brings_an_exception_out(seed, check, capsys):
    dice = random.Random(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(15):
            answer, expected = junk(dice), dice.choice(EXPECTED)

            def laws(attempt, answer=answer, expected=expected):
                attempt.agrees("any law", lambda: expected, mistakes=[frame.Mistake("another", lambda: 1.0)], shown=answer)

            laws.__name__ = "junk"
            for given in (lambda answer=answer: answer, answer):
                said = Exercise("99.2", laws).judge(given).text
                print(said)
                said.encode()
                assert said.startswith("99.2 junk: ") and "Traceback" not in said and len(said) < 5000
            assert "row_sums: not yet" in check(lambda X, answer=answer: answer) or isinstance(answer, Tensor)


STRANGE = [Evil(), EvilFloat(1), endless(), torch.ones(3, device="meta"), np.array([Evil()], dtype=object)]


@pytest.mark.parametrize("value", STRANGE, ids=list("abcde"))
def test_anything_can_be_shown_in_few_words(value):
    assert 0 < len(show_value(value)) < 1000


def test_values_are_shown_short():
    assert show_value(torch.tensor([[1.0, 2.5], [1 / 3, -4.0]])) == "[[1, 2.5], [0.3333, -4]]"
    assert show_value(torch.arange(100.0).reshape(50, 2)) == "shape (50, 2): 0, 1, 2, 3, …"
    assert show_value(np.arange(100)) == "shape (100,): 0, 1, 2, 3, …"
    assert show_value((1, [2.0, "a"])) == "(1, [2, 'a'])"
    assert len(show_value([0] * 10**6)) < 400


SAME = [
    (torch.tensor([1.0]), torch.tensor([1.00001]), True),
    (torch.tensor([1.0]), torch.tensor([1.1]), False),
    (torch.tensor([1e6]), torch.tensor([1e6 + 1]), True),
    (torch.tensor([float("nan")]), torch.tensor([float("nan")]), True),
    (torch.tensor([float("inf")]), torch.tensor([float("inf")]), True),
    (torch.tensor([float("nan")]), torch.tensor([1.0]), False),
    (torch.tensor([1]), torch.tensor([1.0]), False),
    (torch.tensor([1]), torch.tensor([1]), True),
    (torch.tensor([1.0]), torch.tensor(1.0), False),
    (2.0, torch.tensor(2.0), True),
    (torch.tensor(2.0), 2.0, True),
    (2, 2.0, True),
    (True, 1.0, False),
    (True, True, True),
    (1, True, False),
    (float("nan"), float("nan"), True),
    (1.0, float("nan"), False),
    (float("inf"), float("inf"), True),
    (float("inf"), 1.0, False),
    (3, 3, True),
    (4, 3, False),
    ([1.0, 2.0], (1.0, 2.0), True),
    ((1.0,), (1.0, 2.0), False),
    ({"a": 1.0, "b": 2}, {"a": 1.0}, True),
    ({"b": 1.0}, {"a": 1.0}, False),
    ("a", "a", True),
    ("a", "b", False),
]


@pytest.mark.parametrize(("got", "expected", "verdict"), SAME)
def test_values_agree_in_kind_shape_dtype_and_size(got, expected, verdict):
    assert same(got, expected) is verdict


def test_two_mistakes_of_one_sentence_are_refused():
    family = frame.Mistakes()
    family.mistake("a sum over the rows.")(lambda X: X.sum(0))
    with pytest.raises(ValueError, match=r"one sentence: a sum over the rows\."):
        family.mistake("a sum over the rows.")(lambda X: X.sum(1))


# Laws of `same`

law = settings(max_examples=100, deadline=None, derandomize=True)
numbers = st.floats(-1e6, 1e6, allow_subnormal=False)
lists = st.lists(numbers, min_size=1, max_size=5)
wholes = st.lists(st.integers(-(2**40), 2**40), min_size=1, max_size=5)


def kinds_of(values: list[float]) -> list:
    """The same numbers as a result may hold them."""
    x = torch.tensor(values, dtype=torch.float64)
    return [x, values, tuple(values), dict(enumerate(values)), x[0], values[0]]


@law
@given(lists, st.floats(-0.9, 0.9), st.sampled_from([1e-6, 1e-4, 1e-2]))
def test_law_a_difference_within_the_tolerance_does_not_count(values, share, tolerance):
    near = [value + share * tolerance * max(1, abs(value)) for value in values]
    assert all(same(got, expected, tolerance) for got, expected in zip(kinds_of(near), kinds_of(values), strict=True))


@law
@given(lists, st.floats(1.1, 50), st.sampled_from([-1, 1]), st.sampled_from([1e-6, 1e-4, 1e-2]), st.integers(0, 4))
def test_law_one_difference_beyond_the_tolerance_counts(values, share, sign, tolerance, place):
    place = place % len(values)
    far = list(values)
    far[place] += sign * share * tolerance * max(1, abs(values[place]))
    pairs = zip(kinds_of(far)[: 4 if place else 6], kinds_of(values)[: 4 if place else 6], strict=True)
    assert not any(same(got, expected, tolerance) for got, expected in pairs)


@law
@given(wholes, st.integers(0, 4))
def test_law_whole_numbers_are_the_same_or_they_are_not(values, place):
    x = torch.tensor(values)
    off = x.clone()
    off[place % len(values)] += 1
    assert same(x.clone(), x) and not same(off, x)


@law
@given(st.lists(st.sampled_from([math.nan, math.inf, -math.inf, 0.0, 1.0]), min_size=1, max_size=4), st.data())
def test_law_what_is_not_finite_equals_itself_alone(values, data):
    other = data.draw(st.lists(st.sampled_from([math.nan, math.inf, -math.inf, 0.0, 1.0]), min_size=len(values), max_size=len(values)))
    equal = all(a == b or (a != a and b != b) for a, b in zip(values, other, strict=True))
    assert all(same(got, expected) is equal for got, expected in zip(kinds_of(other)[:3], kinds_of(values)[:3], strict=True))
