"""Whether a learner has begun: a stub is a body that does nothing."""

import dis
import inspect
from types import FunctionType
from typing import Any

NOTHING = {
    "RESUME",
    "LOAD_CONST",
    "RETURN_VALUE",
    "RETURN_CONST",
    "NOP",
    "COPY_FREE_VARS",
    "LOAD_COMMON_CONSTANT",
    "NOT_TAKEN",
}


def is_stub(value: Any) -> bool:
    """Whether a value is `...`, or a function, or every method of a class beside its `__init__`, still does nothing."""
    if value is Ellipsis:
        return True
    if isinstance(value, type):
        methods = {
            name: part for name, part in vars(value).items() if isinstance(part, FunctionType)
        }
        own = [part for name, part in methods.items() if name != "__init__"] or list(
            methods.values()
        )
        return bool(own) and all(map(is_stub, own))
    function = (
        inspect.unwrap(value) if isinstance(value, FunctionType) else None
    )  # beneath decorators such as @torch.no_grad()
    if not isinstance(function, FunctionType):
        return False
    steps = list(dis.get_instructions(function))
    values = [
        step.argval
        for step in steps
        if step.opname in ("LOAD_CONST", "RETURN_CONST", "LOAD_COMMON_CONSTANT")
    ]
    return all(step.opname in NOTHING for step in steps) and all(
        value is None or value is Ellipsis for value in values
    )
