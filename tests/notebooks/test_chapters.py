"""What a chapter builds from scratch, and what the package gives the later ones: the same."""

import ast

import pytest
import torch
from torch import nn

from course.chapters import NOTEBOOKS, code, read
from d2lhelpers import accuracy, batches, evaluate, fit, k_folds, standardize, synthetic_linear


def definition(stem: str, name: str):
    """A function as a chapter defines it, with what the chapter's first code cell imports."""
    path = next(p for p in NOTEBOOKS if p.stem.startswith(stem))
    cells = [cell.source for cell in code(read(path))]
    names: dict = {}
    exec(cells[0], names)
    for source in cells:
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                exec(compile(ast.Module([node], []), stem, "exec"), names)
                return names[name]
    raise AssertionError(f"{path.name} defines no {name}")


def test_chapter_02_makes_the_data_that_the_package_makes():
    make = definition("02", "make_linear_data")
    w = torch.tensor([2.0, -3.4])
    own = make(w, 4.2, 50, 0.1, torch.Generator().manual_seed(1))
    packaged = synthetic_linear(w, 4.2, 50, 0.1, torch.Generator().manual_seed(1))
    assert all(torch.equal(a, b) for a, b in zip(own, packaged, strict=True))


def test_chapter_02_iterates_as_the_package_does():
    iterate = definition("02", "iterate_batches")
    X, y = torch.randn(11, 3), torch.randn(11, 1)
    own, packaged = torch.Generator().manual_seed(1), torch.Generator().manual_seed(1)
    ready = batches(X, y, batch_size=4, shuffle=True, generator=packaged)
    for _ in range(2):
        pairs = list(zip(iterate(4, X, y, own), ready, strict=True))
        assert len(pairs) == len(ready)
        for (a, b), (c, d) in pairs:
            assert torch.equal(a, c) and torch.equal(b, d)


def test_chapter_03_counts_right_answers_as_the_package_does():
    own = definition("03", "accuracy")
    scores, labels = torch.randn(40, 5), torch.randint(5, (40,))
    assert float(own(scores, labels)) == float(accuracy(scores, labels))


def test_chapter_03_evaluates_ragged_batches_as_the_package_does():
    own = definition("03", "evaluate_accuracy")
    model, data = nn.Linear(4, 3), batches(torch.randn(11, 4), torch.randint(3, (11,)), batch_size=4)
    packaged = evaluate(model, nn.functional.cross_entropy, data, {"accuracy": accuracy})
    assert own(model, data) == pytest.approx(packaged["accuracy"])


def test_chapter_03_trains_as_fit_does():
    epoch, step = definition("03", "train_epoch"), definition("03", "sgd_step")
    epoch.__globals__["sgd_step"] = step
    X, y = torch.randn(50, 4), torch.randint(3, (50,))
    model = nn.Linear(4, 3)
    W, b = model.weight.detach().T.clone().requires_grad_(), model.bias.detach().clone().requires_grad_()
    data = batches(X, y, batch_size=16, shuffle=True, generator=torch.Generator().manual_seed(0))
    for _ in range(3):
        epoch(W, b, data, 0.1, nn.functional.cross_entropy)
    data = batches(X, y, batch_size=16, shuffle=True, generator=torch.Generator().manual_seed(0))
    fit(model, nn.functional.cross_entropy, torch.optim.SGD(model.parameters(), lr=0.1), data, epochs=3)
    assert torch.allclose(W, model.weight.T, atol=1e-6) and torch.allclose(b, model.bias, atol=1e-6)


def test_chapter_09_folds_as_the_package_does():
    own = definition("09", "fold_ends")
    for n, k in ((8, 3), (10, 5), (11, 4)):
        held_out = [rows.tolist() for _, rows in k_folds(n, k)]
        assert [list(range(start, end)) for start, end in own(n, k)] == held_out


def test_standardize_is_what_scikit_learn_does():
    from sklearn.preprocessing import StandardScaler

    train, test = torch.randn(30, 4, dtype=torch.float64) * 3 + 1, torch.randn(9, 4, dtype=torch.float64)
    scaler = StandardScaler().fit(train.numpy())
    for own, part in zip(standardize(train, test), (train, test), strict=True):
        assert torch.allclose(own, torch.from_numpy(scaler.transform(part.numpy())))
