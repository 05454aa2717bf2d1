"""What a code cell defines and names, read from its text without running it."""

import ast
import re
import symtable


def without_magic(code: str) -> str:
    """The code without IPython's own lines: a `%%time` above it, and `!pip` or `%matplotlib` lines in it."""
    lines = code.lstrip("\n").splitlines()
    if lines and re.match(r"\s*%%(time|timeit|capture|prun)\b", lines[0]):
        lines = lines[1:]
    return "\n".join(re.sub(r"^(\s*)[!%].*", r"\1pass", line) for line in lines)


def is_code(text: str) -> bool:
    """Whether a text is Python, with something in it besides comments and bare words."""
    return any(not isinstance(line, ast.Expr) for line in _lines(text))


def defines(code: str) -> set[str]:
    """The names that a cell gives a meaning to, outside of functions."""
    return {name for line in _lines(code) for name in _bound(line)}


def names(code: str) -> set[str]:
    """The names that a cell takes from the cells before it, as far as one can tell."""
    used, own = set[str](), set[str]()
    for line in _lines(code):
        if isinstance(line, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            used |= _outer(symtable.symtable(ast.unparse(line), "<cell>", "exec")) - own
        else:
            used |= {node.id for node in ast.walk(line) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)} - own
        own |= _bound(line)
    return used


def _outer(table: symtable.SymbolTable) -> set[str]:
    """The names that a function or class takes from outside of itself."""
    here = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global() or (symbol.is_referenced() and not symbol.is_local())}
    return here.union(*map(_outer, table.get_children()))


def asked(test: str) -> set[str]:
    """The answers that a test asks for: `submission("softmax")`."""
    calls = [node for line in _lines(test) for node in ast.walk(line) if isinstance(node, ast.Call) and node.args]
    asking = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "submission"]
    return {name.value for name in asking if isinstance(name, ast.Constant) and isinstance(name.value, str)}


def _lines(code: str) -> list[ast.stmt]:
    try:
        return ast.parse(without_magic(code)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _bound(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    nodes = list(ast.walk(statement))
    found = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    found |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return found | {(node.asname or node.name).split(".")[0] for node in nodes if isinstance(node, ast.alias)}
