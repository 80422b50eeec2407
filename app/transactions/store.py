"""MongoDB for transactions and their events."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel

from app.infra.database.mongo import Scope
from app.transactions.documents import COUNTED
from app.transactions.totals.aggregations import SPLIT, WHOLE

Document = dict[str, Any]


def _index(*fields: str, **options: Any) -> IndexModel:
    return IndexModel([(field, ASCENDING) for field in ("workspace_id", *fields)], **options)


# Amounts come in no order: a batch touches a page for nearly each of its rows, and a page is written whole. With pages
# of 4 KB instead of 16 MongoDB's work per row grows by an eighth over a million rows, not by a third.
_SMALL_PAGES = {"wiredTiger": {"configString": "leaf_page_max=4KB"}}

RARE_STATUSES = ["pending", "processing", "failed"]

# Every order of the list ends in _id, so that a page starts where the last one ended. Each index slows an
# import: only what a filter narrows well has one.
INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "transactions": [
        _index("fingerprint", unique=True),
        _index("date", "_id"),
        _index("category_id", "date", "_id"),
        _index("account_id", "date", "_id"),
        _index("merchant_key", "date", "_id"),
        _index("amount_minor", "_id", storageEngine=_SMALL_PAGES),
        # These hold the few that are not as most: a page of the others is found in the order of dates at once.
        _index("kind", "date", "_id", partialFilterExpression={"kind": {"$in": ["income", "transfer"]}}),
        _index("status", "date", "_id", partialFilterExpression={"status": {"$in": RARE_STATUSES}}),
        _index("external_id", "account_id", partialFilterExpression={"external_id": {"$gt": ""}}),
        _index("tags", "date", "_id", partialFilterExpression={"tags": {"$gt": ""}}),
        _index("splits.category_id", "date", "_id", partialFilterExpression=SPLIT),
        _index("splits.kind", "date", "_id", partialFilterExpression=SPLIT),
        _index("seq"),
        _index("import_id", "import_row"),
    ],
    "transaction_events": [
        _index("seq", unique=True),
        _index("transaction_id", "seq"),
        _index("fingerprint", partialFilterExpression={"fingerprint": {"$exists": True}}),
        _index("type", "seq", partialFilterExpression={"type": "deleted"}),
    ],
}


def find(scope: Scope, transaction_id: ObjectId) -> Document | None:
    """A transaction by its id."""
    return scope["transactions"].find_one({"_id": transaction_id})


def find_many(scope: Scope, transaction_ids: Iterable[ObjectId]) -> list[Document]:
    """Those of some transactions that are there, in no order."""
    wanted = list(transaction_ids)
    return list(scope["transactions"].find({"_id": {"$in": wanted}})) if wanted else []


def each(scope: Scope, transaction_ids: Sequence[ObjectId]) -> Iterator[Document]:
    """Those of some transactions that are there, in no order, read as they are asked for."""
    return scope["transactions"].each({"_id": {"$in": list(transaction_ids)}})


def find_page(
    scope: Scope,
    conditions: Sequence[Document],
    order: list[tuple[str, int]],
    limit: int,
    fields: Sequence[str],
) -> Iterator[Document]:
    """The first `limit` transactions that meet all conditions, in an order, with only some fields.

    Their datetimes are UTC without saying so. They are read as they are asked for.
    """
    query: Document = {"$and": list(conditions)} if conditions else {}
    return scope["transactions"].with_naive_dates().each(query, fields, sort=order, limit=limit)


def find_changed(scope: Scope, after: int, until: int, limit: int, fields: Sequence[str]) -> Iterator[Document]:
    """The first transactions whose last change has a number behind `after` and up to `until`, by that number.

    Their datetimes are UTC without saying so. They are read as they are asked for.
    """
    query = {"seq": {"$gt": after, "$lte": until}}
    return scope["transactions"].with_naive_dates().each(query, fields, sort=[("seq", ASCENDING)], limit=limit)


def find_deletions(scope: Scope, after: int, until: int, limit: int) -> Iterator[Document]:
    """The first deletions with a number behind `after` and up to `until`, as {transaction_id, at, seq}."""
    query = {"type": "deleted", "seq": {"$gt": after, "$lte": until}}
    shown = {"_id": False, "transaction_id": True, "at": True, "seq": True}
    return scope["transaction_events"].each(query, shown, sort=[("seq", ASCENDING)], limit=limit)


def find_by_external_ids(scope: Scope, told: Iterable[tuple[str, ObjectId, str]]) -> list[Document]:
    """The transactions that are known under one of some (fingerprint, account, external_id)."""
    told = list(told)
    query = {
        "$or": [
            {"fingerprint": {"$in": [fingerprint for fingerprint, _, _ in told]}},
            *({"external_id": external_id, "account_id": account_id} for _, account_id, external_id in told),
        ]
    }
    return list(scope["transactions"].find(query, _TOLD_BY_ID))


_TOLD_BY_ID = ("fingerprint", "account_id", "external_id", "date", "amount_minor", "currency", "description", "locked")


def insert(tx: Scope, documents: Sequence[Document]) -> None:
    """Insert new transactions; AlreadyThere when an id or fingerprint is there already."""
    tx["transactions"].insert_many(documents)


def replace(tx: Scope, changes: Iterable[tuple[Document, Document]]) -> None:
    """Write of changed transactions, given as (before, after), the fields that differ."""
    tx["transactions"].set_in_many((after["_id"], _differing(before, after)) for before, after in changes)


def _differing(before: Document, after: Document) -> Document:
    return {name: value for name, value in after.items() if before.get(name) != value}


def delete(tx: Scope, transaction_ids: Sequence[ObjectId]) -> None:
    """Delete transactions."""
    tx["transactions"].delete_many({"_id": {"$in": list(transaction_ids)}})


def insert_events(tx: Scope, events: Sequence[Document]) -> None:
    """Record what happened to transactions."""
    if events:
        tx["transaction_events"].insert_many(events)


def each_event_back(scope: Scope, transaction_id: ObjectId, until: int | None) -> Iterator[Document]:
    """What happened to a transaction up to a number, last to first, read as it is asked for."""
    return scope["transaction_events"].each(_events_of(transaction_id, until), sort=[("seq", DESCENDING)])


def count_events(scope: Scope, transaction_id: ObjectId, until: int | None) -> int:
    """How much happened to a transaction after its birth and up to a number."""
    return scope["transaction_events"].count(_events_of(transaction_id, until))


def _events_of(transaction_id: ObjectId, until: int | None) -> Document:
    return {"transaction_id": transaction_id, **({} if until is None else {"seq": {"$lte": until}})}


def count_events_of(scope: Scope, actor: Mapping[str, Any]) -> int:
    """How many changes and deletions an actor made; reads all the workspace's events."""
    return scope["transaction_events"].count({"actor": dict(actor)})


_LEG = (
    "account_id", "date", "amount_minor", "currency", "description", "kind", "category_tier", "confidence", "locked",
    "transfer_id", "splits",
)  # fmt: skip
_UNPAIRED: Mapping[str, Any] = {"transfer_id": None, "status": {"$in": COUNTED}}


def find_transfer_seeds(scope: Scope, first: datetime, last: datetime) -> Iterator[Document]:
    """What may be a leg of a transfer by itself, earliest first: deposits that count as income, and filed transfers."""
    query: Document = {"kind": {"$in": ["income", "transfer"]}, "date": {"$gte": first, "$lte": last}, **_UNPAIRED}
    query["$or"] = [{"kind": "transfer"}, {"amount_minor": {"$gt": 0}}]
    return iter(scope["transactions"].find(query, _LEG, sort=[("date", ASCENDING), ("_id", ASCENDING)]))


def find_amounts(scope: Scope, amounts: Iterable[int], first: datetime, last: datetime) -> list[Document]:
    """Unpaired transactions of some amounts within some days, as legs."""
    query = {"amount_minor": {"$in": sorted(amounts)}, "date": {"$gte": first, "$lte": last}, **_UNPAIRED}
    return list(scope["transactions"].find(query, _LEG))


def find_amount_range(
    scope: Scope, currency: str, amounts: tuple[int, int], days: tuple[datetime, datetime]
) -> list[Document]:
    """Unpaired transactions of one currency between two amounts and two days, as legs."""
    query: Document = {"currency": currency, "amount_minor": {"$gte": amounts[0], "$lte": amounts[1]}}
    return list(scope["transactions"].find({**query, "date": {"$gte": days[0], "$lte": days[1]}, **_UNPAIRED}, _LEG))


def iterate(scope: Scope, merchant_keys: Sequence[str] | None) -> Iterator[Document]:
    """Every counted transaction, or those of a merchant, newest first, read as they are asked for."""
    return iter(scope["transactions"].find(_of_merchant(merchant_keys), sort=[("date", -1), ("_id", -1)]))


def count(scope: Scope, merchant_keys: Sequence[str] | None) -> int:
    """How many transactions `iterate` passes."""
    return scope["transactions"].count(_of_merchant(merchant_keys))


def _of_merchant(merchant_keys: Sequence[str] | None) -> Document:
    counted: Document = {"status": {"$in": COUNTED}}
    return counted if merchant_keys is None else {**counted, "merchant_key": {"$in": list(merchant_keys)}}


def count_refilable(scope: Scope, merchant_key: str, category_id: ObjectId | None) -> int:
    """How many transactions of a merchant stand elsewhere than in a category and may be moved there."""
    return scope["transactions"].count(
        {
            "merchant_key": merchant_key,
            "category_id": {"$ne": category_id},
            "locked": {"$ne": "category"},
            "status": {"$in": COUNTED},
            **WHOLE,
        }
    )
