"""The orders a list of transactions may have, and where a page starts in each: behind the key of the last row seen."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from heapq import merge
from typing import Any

from bson import ObjectId

DEFAULT_SORT = "-date"
SORTS = (DEFAULT_SORT, "date", "-amount", "amount")


def index_order(sort: str) -> list[tuple[str, int]]:
    """The order as MongoDB takes it; it ends in _id, so that no two rows are equal in it."""
    field, direction = _parts(sort)
    return [(field, direction), ("_id", direction)]


def key_of(document: Mapping[str, Any], sort: str) -> list[Any]:
    """The key of a row, of what JSON can hold."""
    value = document[_parts(sort)[0]]
    return [value.date().isoformat() if isinstance(value, datetime) else value, str(document["_id"])]


def key_kinds(sort: str) -> Sequence[Callable[[Any], Any]]:
    """How the parts of a key are read; they raise ValueError or TypeError for what is no key."""
    return _day if _parts(sort)[0] == "date" else _minor, ObjectId


def after(sort: str, key: Sequence[Any]) -> dict[str, Any]:
    """The condition for what comes behind a key. Its outer bound lets MongoDB start in the index at that row.

    What that bound lets through too many is named by `$nor`: of an `$or` beside an `$elemMatch` MongoDB makes plans
    that ask the condition on an element of the document itself, and rows are lost.
    """
    (field, direction), (value, row_id) = _parts(sort), key
    beyond, before = ("$gte", "$lte") if direction > 0 else ("$lte", "$gte")
    return {field: {beyond: value}, "$nor": [{field: value, "_id": {before: row_id}}]}


def merging(streams: Sequence[Iterable[dict[str, Any]]], sort: str) -> Iterable[dict[str, Any]]:
    """Rows of several streams, each in the order, in the order, as they are asked for."""
    if len(streams) == 1:
        return streams[0]
    field, direction = _parts(sort)
    return merge(*streams, key=lambda row: (row[field], row["_id"]), reverse=direction < 0)


def _parts(sort: str) -> tuple[str, int]:
    field = "amount_minor" if sort.endswith("amount") else "date"
    return field, -1 if sort.startswith("-") else 1


def _day(part: Any) -> datetime:
    return datetime.strptime(part, "%Y-%m-%d").replace(tzinfo=UTC)


def _minor(part: Any) -> int:
    if not isinstance(part, int) or abs(part) >= 2**63:
        raise ValueError("not an amount")
    return part
