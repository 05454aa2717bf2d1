"""pyproject.toml, constraints.txt, environment.yml and the Makefile tell the same story."""

import re
import subprocess
import tomllib
from itertools import chain

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from course.chapters import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
NEEDED = {canonicalize_name(r.name): r for r in map(Requirement, chain(PROJECT["dependencies"], *EXTRAS.values()))}
LINES = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if line and not line.startswith("#")]
PINNED = {canonicalize_name(r.name): r for r in map(Requirement, LINES)}
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text())
CONDA_NAMES = {"pytorch": "torch"}  # conda-forge's name for a package of another name


def conda_requirements() -> dict[str, Requirement]:
    plain = [line for line in CONDA["dependencies"] if isinstance(line, str)]
    found = map(Requirement, plain)
    return {canonicalize_name(CONDA_NAMES.get(r.name, r.name)): r for r in found}


def test_everything_needed_is_pinned_to_a_release_that_is_allowed():
    for name, requirement in NEEDED.items():
        assert name in PINNED, f"{name} is missing in constraints.txt"
        (pin,) = PINNED[name].specifier
        assert pin.operator == "=="
        assert requirement.specifier.contains(Version(pin.version)), f"{name} {pin.version} is not {requirement}"


def test_constraints_pin_nothing_loosely_and_nothing_local():
    for line in LINES:
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!]+", line), line


def test_torch_is_pinned_to_the_release_of_the_committed_outputs():
    assert str(PINNED["torch"].specifier) == "==2.13.0"


def test_environment_yml_asks_for_the_same_as_pyproject():
    conda = conda_requirements()
    python = conda.pop("python")
    assert str(python.specifier) == PROJECT["requires-python"]
    conda.pop("pip", None)
    assert {name: str(r.specifier) for name, r in conda.items()} == {name: str(r.specifier) for name, r in NEEDED.items()}
    assert CONDA["channels"] == ["conda-forge"]


def test_what_is_installed_is_what_is_pinned():
    from importlib.metadata import version

    for name in NEEDED:
        (pin,) = PINNED[name].specifier
        assert Version(version(name)).public == pin.version


def test_make_help_lists_every_command():
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for command in ("lab", "test", "outputs", "slides", "pdf", "live", "handouts", "bench", "seeds", "browser"):
        assert re.search(rf"^make {command} +\S", listed, re.M)
