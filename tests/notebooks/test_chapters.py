"""The chapters as files: executed in order, described, tagged, and equal to the package they lead to."""

import ast
import re
import statistics

import pytest
import torch
from torch import nn

from course.chapters import NOTEBOOKS, code, read, tags
from d2lhelpers import accuracy, batches, evaluate, fit, k_folds, standardize, synthetic_linear

SLIDES = {"slide", "subslide", "fragment", "-", "skip"}
TAGS = {"exercise", "check", "solution", "live", "hide-input", "hide-on-slide"}
TAGS |= {"full-size", "real-data", "gpu", "nbval-ignore-output", "raises-exception"}
MOST_LINES, MEDIAN_LINES = 20, 5  # of a code cell, without empty lines and comments
FORBIDDEN = {
    "manual_seed": "take randomness from seed_everything, so that make seeds can shift it",
    "plt.show": "end a figure with show(fig, alt=…)",
    "warnings.filter": "mend the cause of a warning",
}
each_chapter = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


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


def test_there_are_chapters():
    assert [path.stem[:2] for path in NOTEBOOKS] == [f"{i:02d}" for i in range(len(NOTEBOOKS))]
    assert len(NOTEBOOKS) >= 4


@each_chapter
def test_a_chapter_was_run_from_top_to_bottom_in_a_fresh_kernel(path):
    counts = [cell.execution_count for cell in code(read(path))]
    assert counts == list(range(1, len(counts) + 1))


@each_chapter
def test_a_chapter_keeps_no_error_no_warning_no_timing_and_no_folder(path):
    for cell in code(read(path)):
        assert "execution" not in cell.metadata
        for output in cell.outputs:
            assert output.output_type != "error" or "raises-exception" in tags(cell), cell.source
            assert output.get("name") != "stderr", output.text
            plain = re.sub(r"\x1b\[[\d;]*m", "", "\n".join(output.get("traceback", [])))
            assert not re.search(r"(?<![\w.])/[\w./-]+site-packages", plain), "a folder of one machine: make outputs"


@each_chapter
def test_every_cell_has_an_id_a_slide_type_and_known_tags(path):
    cells = read(path).cells
    assert len({cell.id for cell in cells}) == len(cells)
    for cell in cells:
        assert cell.metadata.get("slideshow", {}).get("slide_type") in SLIDES, cell.source
        assert tags(cell) <= TAGS, tags(cell)


@each_chapter
def test_a_cell_holds_one_idea(path):
    sizes = [
        sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in cell.source.splitlines()) for cell in code(read(path))
    ]
    assert max(sizes) <= MOST_LINES, code(read(path))[sizes.index(max(sizes))].source
    assert statistics.median(size for size in sizes if size) <= MEDIAN_LINES


@each_chapter
def test_what_only_draws_is_folded_and_what_claims_is_not(path):
    for cell in code(read(path)):
        folded = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        assert folded == ("hide-input" in tags(cell)), cell.source
        assert not (folded and "claim(" in cell.source), cell.source


@each_chapter
def test_every_figure_has_a_text_for_those_who_cannot_see_it(path):
    for cell in code(read(path)):
        for output in cell.outputs:
            data = output.get("data", {})
            assert not any(kind.startswith("image/") for kind in data), f"not shown by show(): {cell.source}"
            for image in re.findall(r"<img[^>]*>", data.get("text/html", "")):
                assert re.search(r'alt="[^"]{20,}"', image), cell.source


@each_chapter
@pytest.mark.parametrize("word", FORBIDDEN)
def test_no_cell_does_what_the_rules_forbid(path, word):
    for cell in code(read(path)):
        assert word not in cell.source, FORBIDDEN[word]


@each_chapter
def test_full_size_cells_run_only_where_the_data_are(path):
    cells = [cell for cell in code(read(path)) if "full-size" in tags(cell)]
    for cell in cells[1:]:
        assert cell.source.startswith("if full_size:"), cell.source


@each_chapter
def test_the_committed_full_size_outputs_come_from_the_real_data(path):
    cells = [cell for cell in code(read(path)) if "full-size" in tags(cell)]
    printed = "".join(output.get("text", "") for cell in cells for output in cell.outputs)
    assert "passed over" not in printed


# What a chapter builds from scratch, and what the package gives the later ones


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
