"""Flatten JSON objects to the rows of a table: keys are headers, nested ones joined by dots."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.formats.interface import MAX_COLUMNS, MAX_FIELD, JsonObject, ReadError
from app.formats.json.stream import Found, Path

Cell = str | int | float | Decimal

_MAX_DEPTH = 8  # of objects in a row
_MAX_LISTS = 100
_MAX_OTHERS = 100_000  # values that are no objects of a list
_MAX_SINGLE = 50  # values beside the lists that may name an account or a currency
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def flatten(value: JsonObject, prefix: str = "", depth: int = 0) -> dict[str, Cell]:
    """Cells by key: `{"amount": {"value": 1}}` becomes `{"amount.value": 1}`. Raises ReadError `bad_json`."""
    if depth > _MAX_DEPTH:
        raise ReadError("bad_json", "An object of the file is nested too deep.")
    cells: dict[str, Cell] = {}
    for name, inner in value.items():
        key = f"{prefix}{replace_lone_surrogates(name)}"
        if isinstance(inner, dict):
            cells |= flatten(inner, f"{key}.", depth + 1)
        elif isinstance(inner, list):
            cells[key] = " ".join(str(cell_of(item)) for item in inner if not isinstance(item, dict | list))
        else:
            cells[key] = cell_of(inner)
    return cells


def cell_of(value: Any) -> Cell:
    """A single value as text or number."""
    if isinstance(value, str):
        return replace_lone_surrogates(value)[:MAX_FIELD]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, Decimal) else ""


def replace_lone_surrogates(text: str) -> str:
    """The text without halves of surrogate pairs, which JSON can escape and no encoding can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def key_as_header(key: str) -> str:
    """A key as the words of a header: `transactionAmount.value` becomes `transaction Amount value`."""
    return _HUMP.sub(" ", key).replace(".", " ").replace("_", " ")


@dataclass(slots=True)
class ObjectList:
    """A list of objects in a document: how many there are, and how many of them have each key."""

    path: Path
    count: int = 0
    keys: Counter[str] = field(default_factory=Counter)

    def add(self, cells: Mapping[str, Cell]) -> None:
        """Count one object."""
        self.count += 1
        self.keys.update(list(cells))
        if len(self.keys) > MAX_COLUMNS:
            raise ReadError("too_many_columns", f"The objects of the file have more than {MAX_COLUMNS} keys.")

    def has_all(self, names: Iterable[str]) -> bool:
        """Whether each object has all of these keys."""
        return all(self.keys[name] == self.count for name in names)

    def is_like(self, other: "ObjectList") -> bool:
        """Whether most keys of this list occur in the other too, as for booked and pending transactions."""
        return 2 * len(self.keys & other.keys) >= len(self.keys)


@dataclass(slots=True)
class Contents:
    """The contents of a document: its lists of objects, the longest first, and single values beside them."""

    lists: list[ObjectList]
    singles: list[tuple[str, Cell]]


def contents_of(found: Iterable[Found]) -> Contents:
    """The lists of objects and single values of a document. Raises ReadError."""
    lists: dict[Path, ObjectList] = {}
    singles: list[tuple[str, Cell]] = []
    others = 0
    for path, value, listed in found:
        others += not listed
        if others > _MAX_OTHERS:
            raise ReadError("not_a_statement", "The JSON holds other things than lists of objects.")
        if listed and isinstance(value, dict):
            if len(lists) > _MAX_LISTS:
                raise ReadError("bad_json", f"The file has more than {_MAX_LISTS} lists of objects.")
            lists.setdefault(path, ObjectList(path)).add(flatten(value))
        elif path and len(singles) < _MAX_SINGLE and (cell := cell_of(value)) != "":
            singles.append((key_as_header(path[-1]), cell))
    return Contents(sorted(lists.values(), key=lambda found: -found.count), singles)


def objects_in(found: Iterable[Found], paths: frozenset[Path]) -> Iterator[tuple[Path, JsonObject]]:
    """The objects of some lists, in the order of the document."""
    for path, value, listed in found:
        if listed and path in paths and isinstance(value, dict):
            yield path, value
