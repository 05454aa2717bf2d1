"""What the chapters import once the learner has written it: data, training, plotting, checks.

Importing this package loads nothing heavy. A name is fetched from its module when it is first used;
`__init__.pyi` lists the names and where they live.
"""

from typing import Any

import lazy_loader

_attached, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> Any:
    if name == "__version__":  # pyproject.toml holds it; reading it costs too much for every import
        from importlib.metadata import version

        return version(__name__)
    return _attached(name)
