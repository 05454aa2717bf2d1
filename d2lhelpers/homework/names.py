"""What a function uses, read from a notebook's code without running it."""

import ast
from collections.abc import Iterable

INDIRECT = {"getattr", "eval", "exec", "compile", "globals", "vars", "builtins", "__import__", "import_module", ".import_module"}
INDIRECT |= {".__dict__", ".__getattribute__", ".__getattr__"}  # an attribute is written with its dot: net.eval() is no eval()


def names_reached(sources: Iterable[str], name: str) -> dict[str, str]:
    """What a function uses, and what is used by whatever of the notebook it uses, read from the code without running it.

    Parameters
    ----------
    sources: the code cells in their order; where several define a name, the last one counts. Cells that cannot be parsed are passed over.
    name: the function's name.

    Returns
    -------
    each name used, attributes with a dot before them, and the name of the notebook in whose definition it stands.
    """
    meaning: dict[str, ast.stmt] = {}
    for source in sources:
        for statement in _statements(source):
            meaning |= dict.fromkeys(_bound(statement), statement)
    reached: dict[str, str] = {}
    to_read = [name]
    while to_read:
        through = to_read.pop()
        statement = meaning.pop(through, None)
        if statement is not None:
            names = _names(statement)
            to_read += names
            reached = dict.fromkeys(names | _attributes(statement), through) | reached
    return reached


def _statements(source: str) -> list[ast.stmt]:
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        return ast.parse(TransformerManager().transform_cell(source)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _bound(statement: ast.stmt) -> set[str]:
    """The names that a statement gives a meaning to."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    nodes = list(ast.walk(statement))
    names = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    names |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return names | {(node.asname or node.name).split(".")[0] for node in nodes if isinstance(node, ast.alias)}


def _names(statement: ast.stmt) -> set[str]:
    """The names that a statement takes from outside of itself."""
    nodes = list(ast.walk(statement))
    own = {node.arg for node in nodes if isinstance(node, ast.arg)}
    own |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    own |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    return {node.id for node in nodes if isinstance(node, ast.Name)} - own


def _attributes(statement: ast.stmt) -> set[str]:
    """The attributes that a statement mentions, with a dot before them, and what it imports."""
    found: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Attribute):
            found.add(f".{node.attr}")
        elif isinstance(node, ast.alias):
            found |= set(node.name.split("."))
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= set(node.module.split("."))
    return found
