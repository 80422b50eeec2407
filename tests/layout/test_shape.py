"""The house stays small: folders, functions and untyped documents have a measure."""

import ast
import statistics
from collections import Counter

from tests.layout import source

MOST_MODULES = 28
# Where a flat hall once was.
MOST_MODULES_IN_A_ROOM = 18
ROOMS = ("app/formats", "app/merchants", "app/rules", "app/imports", "app/transactions")

MEDIAN_LINES, P90_LINES, MOST_LINES = 7, 14, 50

# Each has its reason beside it; a document that several modules read is a TypedDict.
MOST_UNTYPED = 40


def folders():
    """How many modules each folder holds; its `__init__` is none."""
    return Counter(path.parent for path in source.files() if not path.name.startswith("__"))


def most_of(folder):
    inside = any(folder.is_relative_to(source.ROOT / room) for room in ROOMS)
    return MOST_MODULES_IN_A_ROOM if inside else MOST_MODULES


def test_no_folder_is_a_flat_hall():
    full = {source.place_of(folder): count for folder, count in folders().items() if count > most_of(folder)}
    assert not full


def lines(function):
    """How many lines a function takes from its `def` on, its docstring included."""
    return function.end_lineno - function.lineno + 1


def test_functions_are_short():
    all_lines = [lines(function) for _, function in source.functions()]
    assert statistics.median(all_lines) <= MEDIAN_LINES
    assert statistics.quantiles(all_lines, n=10)[-1] <= P90_LINES


def test_no_function_is_long():
    long = [(source.place_of(path), each.name) for path, each in source.functions() if lines(each) > MOST_LINES]
    assert not long


def is_untyped(node):
    """Whether it is the type of a document of which nothing is known: `dict[str, Any]` or `Mapping[str, Any]`."""
    return isinstance(node, ast.Subscript) and ast.unparse(node) in ("dict[str, Any]", "Mapping[str, Any]")


def untyped():
    """How many such types each file names, in annotations as strings, too."""
    for path in source.files():
        for node in ast.walk(source.tree(path)):
            if is_untyped(node):
                yield source.place_of(path)


def test_documents_are_typed():
    found = Counter(untyped())
    assert found.total() <= MOST_UNTYPED, found.most_common(10)
