"""What importing costs: nothing heavy comes in before it is used."""

import ast
import graphlib
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import d2lhelpers

HEAVY = ("torch", "pandas", "matplotlib", "sklearn", "pooch", "tqdm", "requests", "IPython")
STUB = ast.parse((Path(d2lhelpers.__file__).parent / "__init__.pyi").read_text())
NAMES = [alias.asname for node in STUB.body if isinstance(node, ast.ImportFrom) for alias in node.names]


def loaded_by(statement: str) -> set[str]:
    code = f"{statement}\nimport sys; print(*[name for name in {HEAVY} if name in sys.modules])"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def test_importing_the_package_loads_nothing_heavy():
    assert loaded_by("import d2lhelpers") == set()


def test_importing_what_a_chapter_imports_loads_torch_alone():
    assert loaded_by(f"from d2lhelpers import {', '.join(NAMES)}") == loaded_by("import torch")


def test_training_loads_nothing_more():
    code = """import torch
from d2lhelpers import batches, fit, accuracy
m = torch.nn.Linear(2, 2); b = batches(torch.randn(4, 2), torch.tensor([0, 1, 0, 1]), batch_size=2)
fit(m, torch.nn.functional.cross_entropy, torch.optim.SGD(m.parameters(), lr=.1), b, b, epochs=2, metrics={'accuracy': accuracy})"""
    assert loaded_by(code) == loaded_by("import torch")


def test_the_stub_names_what_chapters_import():
    assert {"batches", "datasets", "fit", "evaluate", "checks", "claim", "progress", "show", "seed_everything"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_the_stub_resolves_and_is_documented(name):
    assert getattr(d2lhelpers, name).__doc__ and name in dir(d2lhelpers)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError):
        _ = d2lhelpers.no_such_name


def test_an_unknown_chapter_of_checks_names_those_there_are():
    with pytest.raises(AttributeError, match="the chapters are"):
        _ = d2lhelpers.checks.no_such_chapter


def imported_by(path: Path, names: dict[Path, str]) -> set[str]:
    """The modules of the package that one imports anywhere in it, but for types alone."""
    found, package = set(), names[path].split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    tree = ast.parse(path.read_text())
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level and id(node) not in for_types:
            base = [*package[: len(package) - node.level + 1], *(node.module.split(".") if node.module else [])]
            modules = {".".join([*base, alias.name]) for alias in node.names} & set(names.values())
            found |= modules or {".".join(base)}  # `from . import sibling` needs the sibling, not its package
    return found & set(names.values()) - {names[path], "d2lhelpers"}


def test_no_modules_import_each_other_in_a_circle():
    root = Path(d2lhelpers.__file__).parent
    names = {
        path: ".".join(("d2lhelpers", *path.relative_to(root).with_suffix("").parts)).removesuffix(".__init__")
        for path in root.rglob("*.py")
    }
    order = list(graphlib.TopologicalSorter({name: imported_by(path, names) for path, name in names.items()}).static_order())
    assert order.index("d2lhelpers.history") < order.index("d2lhelpers.training") and len(order) == len(names)


def test_the_version_is_that_of_pyproject():
    project = tomllib.loads((Path(d2lhelpers.__file__).parent.parent / "pyproject.toml").read_text())["project"]
    assert d2lhelpers.__version__ == project["version"]
    assert loaded_by("import d2lhelpers; d2lhelpers.__version__") == set()
