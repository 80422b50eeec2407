"""The code under test as text: its files, the modules they are, and what each imports."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "tasks")


@cache
def files():
    """Every Python file of the product, but for tests and tools."""
    return tuple(sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")))


@cache
def tree(path):
    return ast.parse(path.read_text())


def place_of(path):
    """The file as messages name it."""
    return str(path.relative_to(ROOT))


@cache
def modules():
    """{name by which it is imported: file}."""
    return {_module_of(path): path for path in files()}


def _module_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_by(path):
    """The names of what a file imports, anywhere in it; a module out of a package is that module alone."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name if name in modules() else node.module for name in names)


def is_ours(module):
    return module.partition(".")[0] in PACKAGES


def libraries():
    """The modules of others that the files import."""
    return sorted({name for path in files() for name in imported_by(path) if not is_ours(name)})


def functions():
    """Every function and method, with its file."""
    for path in files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node
