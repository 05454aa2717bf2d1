"""What an answer uses is told by the functions themselves, and a learner's own names are the learner's."""

import functools
import operator
import sys

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from d2lhelpers import watching
from d2lhelpers.watching import among, reached, watch

X = torch.tensor([[1.0, 2.0], [3.0, 5.0]])
another_name = torch.softmax


def _imports(x):
    from torch.nn.functional import softmax as f

    return f(x, 1)


def _imports_a_module(x):
    import torch.nn.functional as G

    return G.softmax(x, 1)


def _alias(x):
    f = F.softmax
    return f(x, 1)


def _module_alias(x):
    M = torch.special
    return M.softmax(x, 1)


def _helper(x):
    return another_name(x, 1)


def _default(x, f=F.softmax):
    return f(x, 1)


def _inside(x):
    def inner(row):
        return F.softmax(row, 0)

    return torch.stack([inner(row) for row in x])


class Answer:
    def __call__(self, x):
        return self.turn(x)

    @staticmethod
    def turn(x):
        return torch.softmax(x, 1)


def closed():
    f = F.log_softmax
    return lambda x: f(x, 1).exp()


READ = {
    "a global": lambda x: another_name(x, 1),
    "an attribute": lambda x: nn.functional.softmax(x, 1),
    "an import": _imports,
    "an import of a module": _imports_a_module,
    "a local name": _alias,
    "a local name of a module": _module_alias,
    "a helper": lambda x: _helper(x),
    "a default": _default,
    "an inner function": _inside,
    "a closure": closed(),
    "a partial function": functools.partial(torch.softmax, dim=1),
    "a layer": nn.Sequential(nn.Linear(2, 2), nn.Softmax(dim=1)),
    "a layer made inside": lambda x: nn.Softmax(dim=1)(x),
    "an object": Answer(),
    "a branch that is not taken": lambda x: torch.softmax(x, 1) if len(x) == 99 else x,
    "a decorated function": torch.no_grad()(_alias),
    "a method of the class": lambda x: Tensor.softmax(x, 1),
}

CALLED = {
    **{name: answer for name, answer in READ.items() if name != "a branch that is not taken"},
    "getattr": lambda x: getattr(F, "soft" + "max")(x, 1),
    "a method": lambda x: x.softmax(1),
    "an operation": lambda x: torch.ops.aten.softmax(x, 1),
    "an attribute getter": lambda x: operator.attrgetter("softmax")(torch)(x, 1),
    "a method caller": lambda x: operator.methodcaller("softmax", 1)(x),
    "globals": lambda x: globals()["another_name"](x, 1),
    "a text that is run": lambda x: eval("F.softmax(x, 1)", {"F": F, "x": x}),
    "map": lambda x: list(map(functools.partial(torch.softmax, dim=1), [x])),
    "its logarithm": lambda x: x.log_softmax(1).exp(),
}


@pytest.mark.parametrize("way", READ)
def test_a_function_is_found_in_the_code_whatever_leads_to_it(way):
    assert among(reached(READ[way]), ["softmax"])


@pytest.mark.parametrize("way", CALLED)
def test_a_function_is_seen_when_it_is_called_whatever_leads_to_it(way):
    with watch() as called:
        CALLED[way](X)
    assert among(called, ["softmax"])


def softmax(x):
    """A learner's own."""
    e = (x - x.amax(1, keepdim=True)).exp()
    return e / e.sum(1, keepdim=True)


def backward(x):
    return x.flip(0)


class Softmax(nn.Module):
    def forward(self, x):
        return softmax(x)


OWN = {
    "a function": softmax,
    "a function that calls it": lambda x: backward(softmax(x)),
    "a layer": Softmax(),
    "a layer made inside": lambda x: Softmax()(x),
    "a parameter": lambda x, softmax=softmax: softmax(x),
    "a text": lambda x: (x, "softmax", "backward"),
}


@pytest.mark.parametrize("way", OWN)
def test_a_learners_own_function_is_not_taken_for_the_librarys(way):
    with watch() as called:
        OWN[way](X)
    assert among(called | reached(OWN[way]), ["softmax", "derivative"]) == []


def _graph():
    x = X.clone().requires_grad_()
    return x, (x**2).sum()


def _backward_of_autograd():
    torch.autograd.backward(_graph()[1])


def _grad():
    x, y = _graph()
    return torch.autograd.grad(y, x)


DERIVATIVES = {
    "backward": lambda: _graph()[1].backward(),
    "autograd.backward": _backward_of_autograd,
    "autograd.grad": _grad,
    "func.grad": lambda: torch.func.grad(lambda x: (x**2).sum())(X),
    "jacrev": lambda: torch.func.jacrev(lambda x: (x**2).sum())(X),
    "jacfwd": lambda: torch.func.jacfwd(lambda x: (x**2).sum())(X),
    "jacobian": lambda: torch.autograd.functional.jacobian(lambda x: (x**2).sum(), X),
    "vjp": lambda: torch.func.vjp(lambda x: (x**2).sum(), X)[1](torch.tensor(1.0)),
}


@pytest.mark.parametrize("way", DERIVATIVES)
def test_every_way_to_a_derivative_is_seen(way):
    with watch() as called:
        DERIVATIVES[way]()
    assert among(called, ["derivative"])


FAMILIES = {
    "deviation": [X.std, lambda: torch.std_mean(X), lambda: X.var(0), lambda: np.std(X.numpy()), lambda: X.numpy().std()],
    "norm": [X.norm, lambda: torch.linalg.vector_norm(X), lambda: nn.utils.clip_grad_norm_([nn.Parameter(X)], 1.0)],
    "cross_entropy": [
        lambda: F.cross_entropy(X, torch.tensor([0, 1])),
        lambda: nn.CrossEntropyLoss()(X, torch.tensor([0, 1])),
        lambda: F.nll_loss(X, torch.tensor([0, 1])),
    ],
    "eigenvalues": [lambda: torch.linalg.eigvalsh(X @ X.T), lambda: torch.svd(X), lambda: np.linalg.eigvals(X.numpy())],
    "xavier_uniform": [lambda: nn.init.xavier_uniform_(X.clone())],
    "torch.optim": [lambda: torch.optim.SGD([nn.Parameter(X)], lr=0.1)],
    "torch": [lambda: X + 1, lambda: X @ X, lambda: torch.zeros(2)],
    "sum": [X.sum, lambda: torch.sum(X), lambda: X.numpy().sum()],
}


@pytest.mark.parametrize(("family", "call"), [(family, call) for family, calls in FAMILIES.items() for call in calls])
def test_the_members_of_a_family_are_seen(family, call):
    with watch() as called:
        call()
    assert among(called, [family])


def test_what_is_allowed_is_not_found():
    def answer(x):
        return (x - x.mean(0)) / ((x - x.mean(0)) ** 2).mean(0).sqrt()

    with watch() as called:
        answer(X)
    assert among(called | reached(answer), [*watching.FAMILIES, "torch.optim"]) == []
    assert among(called, ["mean"]) == ["Tensor.mean"]


def test_a_loss_does_not_count_as_the_softmax_inside_it():
    with watch() as called:
        F.cross_entropy(X, torch.tensor([0, 1]))
    assert among(called, ["softmax"]) == []


def test_functions_are_named_as_they_are_written():
    assert among(reached(lambda x: torch.softmax(x, 1)), ["softmax"]) == ["torch.softmax"]
    assert among(reached(nn.Softmax(1)), ["softmax"]) == ["activation.Softmax"]


def test_an_exception_leaves_no_watching_behind():
    before = sys.getprofile()
    with pytest.raises(ZeroDivisionError), watch() as called:
        torch.softmax(X, 1)
        1 / 0  # noqa: B018
    assert sys.getprofile() is before and among(called, ["softmax"])
    size = len(called)
    torch.logsumexp(X, 1)
    assert len(called) == size
