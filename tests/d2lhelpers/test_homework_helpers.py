"""What tests of homework are made of: packing, forbidden names, and the two ways of reaching an answer."""

import json
import sys
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from d2lhelpers.homework import Answer, AnswerError, ForbiddenError, PackError, expect_equal, forbid, leaderboard, pack, submission, unpack
from d2lhelpers.homework.packing import DTYPES
from d2lhelpers.homework.places import THIS_NOTEBOOK

VALUES = [
    None,
    True,
    -7,
    10**30,
    2.5,
    float("inf"),
    "naïve 李",
    [1, [2.0, "x"]],
    (1, None),
    {"a": [1], 3: (2,)},
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_plain_values_come_back_as_they_went(value):
    back = unpack(pack(value))
    assert back == value and type(back) is type(value)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.int64, torch.bool, torch.complex64, torch.uint8, torch.float16])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 1, 4)])
def test_tensors_come_back_with_shape_dtype_and_numbers(shape, dtype):
    x = torch.randn(shape).to(dtype)
    back = unpack(pack(x))
    assert back.dtype == dtype and torch.equal(back, x)
    back[...] = 0  # not read-only


def test_gradients_are_asked_for_and_views_are_packed_by_their_numbers():
    x = torch.arange(6.0).reshape(2, 3).requires_grad_()
    assert unpack(pack(x)).requires_grad
    assert torch.equal(unpack(pack(x.detach().T[1:])), x.detach().T[1:])


def test_arrays_and_frames_come_back():
    array = np.arange(6, dtype=np.int16).reshape(2, 3)
    assert np.array_equal(unpack(pack(array)), array) and unpack(pack(np.float64(2.5))) == 2.5
    frame = pd.DataFrame({"n": [1, 2], "x": [0.5, np.nan], "s": ["a", None], "b": [True, False]})
    pd.testing.assert_frame_equal(unpack(pack(frame)), frame)


class Odd:
    pass


@pytest.mark.parametrize(
    "value", [Odd(), {1, 2}, object, len, b"bytes", [Odd()], torch.nn.Linear(1, 1), torch.ones(2).bfloat16(), np.array(["a"])]
)
def test_what_cannot_be_handed_over_is_refused_by_its_kind(value):
    with pytest.raises(PackError, match="cannot be handed over"):
        pack(value)


@pytest.mark.parametrize(
    "text",
    ["", "[1]", "{}", "[" * 100_000, '{"tensor": 1}', '{"dict": [1]}', '{"pickle": "x"}', '{"dict": [[{"list": []}, 1]]}']
    + [
        json.dumps({"array": {"dtype": dtype, "shape": shape, "data": data}})
        for dtype, shape, data in [
            ("object", [1], "AAAAAAAAAAA="),
            ("float32", [10**9], "AAAA"),
            ("float32", [2], "!"),
            ("<U5", [1], "AAAA"),
            ("float32", "x", "AAAA"),
            ("float32", [10**9, 0], ""),
            ("float32", [-1], "AAAA"),
        ]
    ],
    ids=lambda text: text[:40],
)
def test_text_that_pack_did_not_make_is_refused(text):
    with pytest.raises(PackError):
        unpack(text)


def nested(depth: int) -> list:
    value: list = []
    for _ in range(depth):
        value = [value]
    return value


TOO_MUCH = {
    "depth": nested(101),
    "itself": (itself := [], itself.append(itself))[0],
    "values": [0] * 1_000_001,
    "columns": pd.DataFrame([range(1001)]),
    "colliding keys": {k * (2**61 - 1): 0 for k in range(1, 1002)},
    "tuples as keys": {(k,): 0 for k in range(1001)},
    "digits": 10**5000,
}


@pytest.mark.parametrize("value", TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_is_too_much_is_refused(value):
    with pytest.raises(PackError, match="cannot be handed over"):
        pack(value)


@pytest.mark.parametrize("value", [nested(99), [0] * 900_000, dict.fromkeys(range(100_000)), {str(k): k for k in range(100_000)}], ids=len)
def test_what_is_much_but_not_too_much_is_handed_over(value):
    assert unpack(pack(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        '{"list": [' * 150 + "]}" * 150,
        '{"list": [' + "0," * 1_000_001 + "0]}",
        "[" + "{}," * 5_000_000 + "0]",
        json.dumps({"dict": [[{"tuple": [k]}, 0] for k in range(1001)]}),
        json.dumps({"dict": [[k * (2**61 - 1), 0] for k in range(1, 1002)]}),
        json.dumps({"frame": [[str(k), "int64", [1]] for k in range(1001)]}),
        json.dumps({"frame": [["a", "object", [[1]]]]}),
    ],
    ids=["depth", "values", "parts", "tuples", "keys", "columns", "lists in a frame"],
)
def test_text_with_too_much_in_it_is_refused(text):
    with pytest.raises(PackError):
        unpack(text)


def test_halves_of_characters_become_question_marks():
    assert unpack(pack(["\ud800a", {"\udfff": 1}])) == ["?a", {"?": 1}]


def test_a_tensor_of_ones_own_class_is_handed_over_by_its_numbers():
    class Lazy(torch.Tensor):
        def detach(self):
            raise AssertionError("it computes")

        @classmethod
        def __torch_function__(cls, *_, **__):
            raise AssertionError("it computes")

    x = torch.arange(3.0)
    assert torch.equal(unpack(pack(x.as_subclass(Lazy))), x)


@pytest.fixture
def here(monkeypatch):
    """A notebook: names of `__main__`, and the cells that were run."""

    def run(*cells: str) -> None:
        main = sys.modules["__main__"]
        names = {"torch": torch}
        for cell in cells:
            exec(cell, names)
        for name, value in (names | {"In": ["", *cells]}).items():
            monkeypatch.setattr(main, name, value, raising=False)

    return run


def test_in_a_notebook_a_submission_is_the_students_function_called_on_copies(here):
    here("def double(x, times=2):\n    x *= times\n    return x")
    x = torch.ones(2)
    assert torch.equal(submission("double")(x, times=3), torch.full((2,), 3.0)) and torch.equal(x, torch.ones(2))


def test_in_a_notebook_a_students_own_error_comes_through(here):
    here("def broken(x):\n    return 1 / 0", "number = 3")
    with pytest.raises(ZeroDivisionError):
        submission("broken")(1)
    with pytest.raises(AnswerError, match="missing is not defined: run the cell"):
        submission("missing")(1)
    with pytest.raises(AnswerError, match="number is a int, not a function"):
        submission("number")()


FORBIDDEN = {
    "directly": ["def answer(X):\n    return torch.softmax(X, dim=1)"],
    "as a method": ["def answer(X):\n    return X.softmax(1)"],
    "under another name": ["from torch import softmax as s", "def answer(X):\n    return s(X, 1)"],
    "by a name of the notebook": ["s = torch.softmax", "def answer(X):\n    return s(X, 1)"],
    "through a helper": ["def help(X):\n    return X.softmax(1)", "def answer(X):\n    return help(X)"],
    "through a class": ["class S:\n    def __call__(self, X):\n        return X.softmax(1)", "def answer(X):\n    return S()(X)"],
    "inside a branch": ["if True:\n    def answer(X):\n        return X.softmax(1)"],
    "in a branch that is not taken": ["def answer(X):\n    return X.exp() if len(X) else torch.softmax(X, 0)"],
    "by a string": ["def answer(X):\n    return getattr(torch, 'soft' + 'max')(X, 1)"],
    "by evaluating": ["def answer(X):\n    return eval('torch.softmax(X, 1)')"],
    "and an error after it": ["def answer(X):\n    getattr(X, 'soft' + 'max')(1)\n    raise ValueError"],
    "behind a watch that is switched off": ["import sys\ndef answer(X):\n    getattr(sys, 'setpro' + 'file')(None)\n    return X"],
}
ALLOWED = {
    "elsewhere": ["def answer(X):\n    return X.exp()", "torch.softmax(torch.ones(2), 0)"],
    "in an earlier attempt": ["def answer(X):\n    return X.softmax(1)", "def answer(X):\n    return X.exp()"],
    "a variable of that name": ["def answer(X):\n    softmax = X.exp()\n    return softmax"],
    "a function of one's own": ["def softmax(X):\n    return X.exp()", "def answer(X):\n    return softmax(X)"],
    "a method of one's own": ["class A:\n    def softmax(self, X):\n        return X", "def answer(X):\n    return A().softmax(X)"],
    "an attribute like a global": ["T = torch.softmax(torch.ones(2), 0)", "def answer(X):\n    return X.T"],
    "a network set to its eval mode": ["import torch\ndef answer(X):\n    net = torch.nn.Linear(2, 1)\n    return net.eval()(X)"],
    "recursion": [
        "def even(n):\n    return n == 0 or odd(n - 1)",
        "def odd(n):\n    return n > 0 and even(n - 1)",
        "def answer(X):\n    return even(len(X))",
    ],
    "getattr": ["def answer(X):\n    return getattr(X, 'ex' + 'p')()"],
}


def asked(name: str, *forbidden: str) -> Answer:
    answer = submission(name)
    forbid(answer, *forbidden)
    return answer


@pytest.mark.parametrize("cells", FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_forbidden_function_is_found(here, cells):
    here(*cells)
    with pytest.raises(ForbiddenError, match=r"answer uses .*: this question asks you to write it without"):
        asked("answer", "softmax")(torch.ones(2, 2))


@pytest.mark.parametrize("cells", ALLOWED.values(), ids=ALLOWED)
def test_what_is_allowed_is_not_accused(here, cells):
    here(*cells)
    asked("answer", "softmax", "log_softmax")(torch.ones(2, 2))


def test_forbidden_data_and_modules_are_found(here):
    here("houses = torch.ones(3)", "def answer():\n    return helper()", "def helper():\n    return houses.sum()")
    with pytest.raises(ForbiddenError, match="answer uses houses"):
        asked("answer", "houses")()
    with pytest.raises(ForbiddenError, match="answer uses torch"):
        asked("answer", "torch")()
    assert asked("answer", "torch.optim", "prices")() == 3


def test_an_exception_of_an_answer_comes_through_under_watch(here):
    here("def answer(X):\n    return 1 / 0")
    with pytest.raises(ZeroDivisionError):
        asked("answer", "softmax")(torch.ones(2))


def test_a_visible_test_shows_both_values_and_a_hidden_one_neither(monkeypatch):
    with pytest.raises(AssertionError, match=r"the sum of 1 and 2\n.*got +4\n.*expected +3"):
        expect_equal(4, 3, "the sum of 1 and 2")
    monkeypatch.setattr(THIS_NOTEBOOK, "hidden", True)
    with pytest.raises(AssertionError) as failure:
        expect_equal(4, 3, "another sum")
    assert str(failure.value) == "another sum"


def test_a_number_for_the_leaderboard_is_shown_and_must_be_finite(capsys):
    leaderboard("log-RMSE", 0.125)
    assert capsys.readouterr().out == "log-RMSE: 0.1250\n"
    with pytest.raises(AssertionError, match="not a finite number"):
        leaderboard("log-RMSE", float("nan"))


# Laws that hold for every value

text = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | text
keys = st.booleans() | st.integers(-(2**59), 2**59) | text
values = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple) | st.dictionaries(keys, inner)
)
shapes = st.lists(st.integers(0, 4), max_size=3)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(values)
def test_law_a_value_comes_back_as_it_went(value):
    assert repr(unpack(pack(value))) == repr(value)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(shapes, st.sampled_from(sorted(DTYPES)), st.integers(0, 2**32))
def test_law_a_tensor_comes_back_bit_for_bit(shape, dtype, seed):
    x = (100 * torch.randn(shape, generator=torch.Generator().manual_seed(seed))).to(getattr(torch, dtype))
    back = unpack(pack([x]))[0]
    assert back.dtype == x.dtype and back.shape == x.shape and torch.equal(back, x)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=30) | values.map(json.dumps))
def test_law_a_text_is_unpacked_or_refused_and_nothing_else(text):
    with suppress(PackError):
        pack(unpack(text))
