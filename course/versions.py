"""The lowest releases of numpy, pandas, matplotlib and scikit-learn that pyproject.toml allows: `make versions`.

Builds an environment of its own in `.venv-lowest`, everything else as pinned, and runs the package's tests and every chapter
there: each claim must hold. (The newest releases are those pinned in constraints.txt; `make test` runs with them.)
"""

import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

from .chapters import NOTEBOOKS, ROOT

LOWEST = ("matplotlib", "numpy", "pandas", "scikit-learn")
FOLDER = ROOT / ".venv-lowest"
PACKAGE_TESTS = ["d2lhelpers", "checks/test_frame.py"]


def constraints() -> list[str]:
    """constraints.txt with the lower bounds of pyproject.toml in place of its newest releases."""
    needed = map(Requirement, tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"])
    lowest = {r.name: next(s.version for s in r.specifier if s.operator == ">=") for r in needed if r.name in LOWEST}
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return [line for line in lines if line.split("==")[0] not in lowest] + [f"{name}=={version}" for name, version in lowest.items()]


def build() -> Path:
    """Build the environment, unless it is there with these releases; return its Python."""
    python, wanted = FOLDER / "bin" / "python", "\n".join(constraints()) + "\n"
    file = FOLDER / "constraints.txt"
    if file.exists() and file.read_text() == wanted:
        return python
    subprocess.run([sys.executable, "-m", "venv", "--clear", FOLDER], check=True)
    beside = FOLDER / "wanted.txt"
    beside.write_text(wanted)
    install = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--constraint",
        str(beside),
        "--editable",
        ".[test]",
    ]
    subprocess.run(install, check=True, cwd=ROOT)
    beside.rename(file)  # only a finished environment has the file
    return python


def run_chapters() -> int:
    """Run every chapter with the Python that runs this; print which claims hold; 1 where one failed."""
    from .seeds import run

    failures = 0
    for path in NOTEBOOKS:
        confirmed, failure = run(path, 0)
        print(f"{path.stem:32}{failure or f'{len(confirmed)} claims hold'}", flush=True)
        failures += bool(failure)
    return bool(failures)


def main() -> int:
    """Build, test, run; 1 where something failed."""
    python = build()
    tests = [str(ROOT / "tests" / name) for name in PACKAGE_TESTS]
    failed = subprocess.run([python, "-m", "pytest", "-q", "-W", "ignore::DeprecationWarning", *tests], cwd=ROOT, check=False).returncode
    return int(bool(subprocess.run([python, "-m", "course.versions", "chapters"], cwd=ROOT, check=False).returncode or failed))


if __name__ == "__main__":
    sys.exit(run_chapters() if sys.argv[1:] == ["chapters"] else main())
