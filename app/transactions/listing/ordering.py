"""The sort orders of lists of transactions, and what goes into the cursor of each."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from heapq import merge
from typing import Any

from bson import ObjectId

from app.infra.database.mongo import Document
from app.infra.pagination import Order, Query
from app.transactions.documents import Transaction

DEFAULT_SORT = "-date"
SORTS = (DEFAULT_SORT, "date", "-amount", "amount")


def order_of(query: Query) -> Order[Sequence[Any]]:
    """The order that a request asks for, with the cursors of its pages."""
    sort = query["sort"]
    return Order(sort, lambda row: key_of(row, sort), key_kinds(sort), lambda *key: key)


def index_order(sort: str) -> list[tuple[str, int]]:
    """A sort order for MongoDB; it ends in _id, so that no two rows are equal in it."""
    field, direction = _parts(sort)
    return [(field, direction), ("_id", direction)]


def key_of(document: Transaction, sort: str) -> list[str | int]:
    """The key of a row in an order, for a cursor."""
    value = document["amount_minor"] if sort.endswith("amount") else document["date"].date().isoformat()
    return [value, str(document["_id"])]


def key_kinds(sort: str) -> Sequence[Callable[[Any], Any]]:
    """The functions that read the parts of a key; they raise ValueError or TypeError for what is no key."""
    return _day if _parts(sort)[0] == "date" else _minor, ObjectId


def after(sort: str, key: Sequence[Any]) -> Document:
    """The condition for rows after a key. Its outer bound lets MongoDB start in the index at that row.

    Rows that this bound lets through in excess are excluded by `$nor`: with an `$or` beside an `$elemMatch` MongoDB
    makes plans that test the condition of an element on the document itself, and rows are lost.
    """
    (field, direction), (value, row_id) = _parts(sort), key
    beyond, before = ("$gte", "$lte") if direction > 0 else ("$lte", "$gte")
    return {field: {beyond: value}, "$nor": [{field: value, "_id": {before: row_id}}]}


def merging(streams: Sequence[Iterable[Transaction]], sort: str) -> Iterable[Transaction]:
    """Merges streams of rows that are each in the same order, reading them as they are asked for."""
    if len(streams) == 1:
        return streams[0]
    backwards = _parts(sort)[1] < 0
    if sort.endswith("amount"):
        return merge(*streams, key=lambda row: (row["amount_minor"], row["_id"]), reverse=backwards)
    return merge(*streams, key=lambda row: (row["date"], row["_id"]), reverse=backwards)


def _parts(sort: str) -> tuple[str, int]:
    field = "amount_minor" if sort.endswith("amount") else "date"
    return field, -1 if sort.startswith("-") else 1


def _day(part: Any) -> datetime:
    return datetime.strptime(part, "%Y-%m-%d").replace(tzinfo=UTC)


def _minor(part: Any) -> int:
    if not isinstance(part, int) or abs(part) >= 2**63:
        raise ValueError("not an amount")
    return part
