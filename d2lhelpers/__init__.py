"""What the chapters import once the learner has written it: data, training, plotting, checks.

Importing this package loads nothing heavy. A name is fetched from its module when it is first used;
`__init__.pyi` lists the names and where they live.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
