"""MongoDB for transactions and their events."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import cast

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING

from app.infra.database.indexes import Indexes, index
from app.infra.database.mongo import Document, Scope
from app.transactions.documents import COUNTED, OPEN, Actor, Change, Payment, RepeatedPayment, Transaction
from app.transactions.event_documents import Deletion, Modification, Removed
from app.transactions.totals.aggregations import SPLIT, WHOLE

# Amounts come in no order: a batch touches a page for nearly each of its rows, and a page is written whole. With pages
# of 4 KB instead of 16 MongoDB's work per row grows by an eighth over a million rows, not by a third.
_SMALL_PAGES = {"wiredTiger": {"configString": "leaf_page_max=4KB"}}

_MOST_LIKE = 200
_RARE_STATUSES = ["pending", "lapsed", "processing", "failed"]
_RARE: Document = {"status": {"$in": _RARE_STATUSES}}

# Every order of the list ends in _id, so that a page starts where the last one ended. Each index slows an
# import: only what a filter narrows well has one.
INDEXES: Indexes = {
    "transactions": [
        index("fingerprint", unique=True),
        index("date", "_id"),
        index("category_id", "date", "_id"),
        index("account_id", "date", "_id"),
        index("merchant_key", "date", "_id"),
        index("amount_minor", "_id", storageEngine=_SMALL_PAGES),
        # These hold the few that are not as most: a page of the others is found in the order of dates at once.
        index("kind", "date", "_id", partialFilterExpression={"kind": {"$in": ["income", "transfer"]}}),
        index("status", "date", "_id", partialFilterExpression=_RARE),
        index("external_id", "account_id", partialFilterExpression={"external_id": {"$gt": ""}}),
        index("tags", "date", "_id", partialFilterExpression={"tags": {"$gt": ""}}),
        index("splits.category_id", "date", "_id", partialFilterExpression=SPLIT),
        index("splits.kind", "date", "_id", partialFilterExpression=SPLIT),
        index("seq"),
        index("import_id", "import_row"),
        index("receipt_id", partialFilterExpression={"receipt_id": {"$exists": True}}),
    ],
    "transaction_events": [
        index("seq", unique=True),
        index("transaction_id", "seq"),
        index("fingerprint", partialFilterExpression={"fingerprint": {"$exists": True}}),
        index("type", "seq", partialFilterExpression={"type": "deleted"}),
    ],
}


def find(scope: Scope, transaction_id: ObjectId) -> Transaction | None:
    """A transaction by its id."""
    return cast("Transaction | None", scope["transactions"].find_one({"_id": transaction_id}))


def find_many(scope: Scope, transaction_ids: Iterable[ObjectId]) -> list[Transaction]:
    """Those of some transactions that exist, in no order."""
    wanted = list(transaction_ids)
    found = list(scope["transactions"].find({"_id": {"$in": wanted}})) if wanted else []
    return cast("list[Transaction]", found)


def each(scope: Scope, transaction_ids: Sequence[ObjectId]) -> Iterator[Transaction]:
    """Those of some transactions that exist, in no order, read as they are asked for."""
    return cast("Iterator[Transaction]", scope["transactions"].each({"_id": {"$in": list(transaction_ids)}}))


def with_status(statuses: Sequence[str]) -> Document:
    """The condition that a transaction has one of these statuses.

    The index of rare ones serves a query for several only if that says, as the index does, that it asks for no others.
    """
    if len(statuses) == 1:
        return {"status": statuses[0]}
    asked: Document = {"status": {"$in": list(statuses)}}
    return {"$and": [asked, _RARE]} if set(statuses) <= set(_RARE_STATUSES) else asked


def find_of_receipt(scope: Scope, receipt_id: ObjectId) -> Transaction | None:
    """The transaction that has a receipt."""
    return cast("Transaction | None", scope["transactions"].find_one({"receipt_id": receipt_id}))


def find_like(scope: Scope, amount_minor: int, currency: str, days: tuple[datetime, datetime]) -> list[Transaction]:
    """The counted transactions of an amount without a receipt, between two days; so many of one price are enough."""
    query: Document = {"amount_minor": amount_minor, "currency": currency, "date": {"$gte": days[0], "$lte": days[1]}}
    query |= {"status": {"$in": COUNTED}, "receipt_id": None}
    return cast("list[Transaction]", list(scope["transactions"].find(query, limit=_MOST_LIKE)))


def find_open(scope: Scope, account_ids: Sequence[ObjectId]) -> list[Transaction]:
    """The imported transactions of some accounts that are pending or lapsed; not those whose status a user set."""
    query = {**with_status(OPEN), "account_id": {"$in": list(account_ids)}}
    found = scope["transactions"].find({**query, "import_id": {"$ne": None}, "locked": {"$ne": "status"}})
    return cast("list[Transaction]", list(found))


def find_page(
    scope: Scope,
    conditions: Sequence[Document],
    order: list[tuple[str, int]],
    limit: int,
    fields: Sequence[str],
) -> Iterator[Transaction]:
    """The first `limit` transactions that meet all conditions, in an order, with only some fields.

    Their datetimes are UTC without a time zone. They are read as they are asked for.
    """
    query: Document = {"$and": list(conditions)} if conditions else {}
    found = scope["transactions"].with_naive_dates().each(query, fields, sort=order, limit=limit)
    return cast("Iterator[Transaction]", found)


def find_changed(scope: Scope, after: int, until: int, limit: int, fields: Sequence[str]) -> Iterator[Transaction]:
    """The first transactions whose last change has a number behind `after` and up to `until`, by that number.

    Their datetimes are UTC without a time zone. They are read as they are asked for.
    """
    query = {"seq": {"$gt": after, "$lte": until}}
    found = scope["transactions"].with_naive_dates().each(query, fields, sort=[("seq", ASCENDING)], limit=limit)
    return cast("Iterator[Transaction]", found)


def find_deletions(scope: Scope, after: int, until: int, limit: int) -> Iterator[Removed]:
    """The first deletions with a number behind `after` and up to `until`, by that number."""
    query = {"type": "deleted", "seq": {"$gt": after, "$lte": until}}
    shown = {"_id": False, "transaction_id": True, "at": True, "seq": True}
    found = scope["transaction_events"].each(query, shown, sort=[("seq", ASCENDING)], limit=limit)
    return cast("Iterator[Removed]", found)


def find_by_external_ids(scope: Scope, wanted: Iterable[tuple[str, ObjectId, str]]) -> list[Transaction]:
    """The transactions that have one of some (fingerprint, account, external_id), with what is compared of them."""
    wanted = list(wanted)
    query = {
        "$or": [
            {"fingerprint": {"$in": [fingerprint for fingerprint, _, _ in wanted]}},
            *({"external_id": external_id, "account_id": account_id} for _, account_id, external_id in wanted),
        ]
    }
    return cast("list[Transaction]", list(scope["transactions"].find(query, _COMPARED)))


_COMPARED = ("fingerprint", "account_id", "external_id", "date", "amount_minor", "currency", "description", "locked")


def insert(tx: Scope, documents: Sequence[Transaction]) -> None:
    """Insert new transactions; AlreadyThere when an id or fingerprint is taken."""
    tx["transactions"].insert_many(cast("Sequence[Document]", documents))


def replace(tx: Scope, changes: Iterable[Change]) -> None:
    """Write of changed transactions, given as (before, after), the fields that differ."""
    tx["transactions"].set_in_many((after["_id"], _differing(before, after)) for before, after in changes)


def _differing(before: Transaction, after: Transaction) -> Document:
    return {name: value for name, value in after.items() if before.get(name) != value}


def delete(tx: Scope, transaction_ids: Sequence[ObjectId]) -> None:
    """Delete transactions."""
    tx["transactions"].delete_many({"_id": {"$in": list(transaction_ids)}})


def insert_events(tx: Scope, events: Sequence[Modification | Deletion]) -> None:
    """Record what happened to transactions."""
    if events:
        tx["transaction_events"].insert_many(cast("Sequence[Document]", events))


def each_event_back(scope: Scope, transaction_id: ObjectId, until: int | None) -> Iterator[Modification | Deletion]:
    """What happened to a transaction up to a number, last to first, read as it is asked for."""
    events = scope["transaction_events"].each(_events_of(transaction_id, until), sort=[("seq", DESCENDING)])
    return cast("Iterator[Modification | Deletion]", events)


def count_events(scope: Scope, transaction_id: ObjectId, until: int | None) -> int:
    """How many changes and deletions a transaction has up to a number."""
    return scope["transaction_events"].count(_events_of(transaction_id, until))


def _events_of(transaction_id: ObjectId, until: int | None) -> Document:
    return {"transaction_id": transaction_id, **({} if until is None else {"seq": {"$lte": until}})}


def count_events_of(scope: Scope, actor: Actor) -> int:
    """How many changes and deletions an actor made; reads all the workspace's events."""
    return scope["transaction_events"].count({"actor": dict(actor)})


def iterate(scope: Scope, merchant_keys: Sequence[str] | None) -> Iterator[Transaction]:
    """Every counted transaction, or those of a merchant, newest first, read as they are asked for."""
    found = scope["transactions"].find(_of_merchant(merchant_keys), sort=[("date", -1), ("_id", -1)])
    return cast("Iterator[Transaction]", iter(found))


def find_payments(scope: Scope, merchant_keys: Sequence[str], since: datetime | None, limit: int) -> list[Payment]:
    """The newest counted transactions of some merchants since a day, newest first."""
    query = _of_merchant(merchant_keys)
    if since is not None:
        query["date"] = {"$gte": since}
    found = scope["transactions"].find(query, _OF_PAYMENTS, sort=[("date", -1), ("_id", -1)], limit=limit)
    return cast("list[Payment]", list(found))


_OF_PAYMENTS = ("date", "amount_minor", "currency", "merchant", "merchant_key", "category_id", "category", "kind")


def find_repeated(
    scope: Scope, first: datetime, last: datetime, currency: str, least_minor: int, limit: int
) -> list[RepeatedPayment]:
    """Expenses of one amount, at least so large, that a merchant got several times on a day; the largest first."""
    query = {"date": {"$gte": first, "$lte": last}, "amount_minor": {"$lte": -least_minor}, "currency": currency}
    query |= {"kind": "expense", "status": {"$in": COUNTED}, "merchant_key": {"$gt": ""}, **WHOLE}
    alike = {"merchant_key": "$merchant_key", "date": "$date", "amount_minor": "$amount_minor"}
    newest = {"$firstN": {"input": "$_id", "n": _MOST_REPEATED}}
    pipeline: list[Document] = [
        {"$match": query},
        {"$group": {"_id": alike, "merchant": {"$first": "$merchant"}, "transaction_ids": newest}},
        {"$match": {"transaction_ids.1": {"$exists": True}}},
        {"$sort": {"_id.amount_minor": ASCENDING, "_id.date": DESCENDING}},
        {"$limit": limit},
        {"$project": {"_id": False, "merchant": True, "transaction_ids": True, **_ALIKE}},
    ]
    return cast("list[RepeatedPayment]", list(scope["transactions"].aggregate(pipeline)))


_MOST_REPEATED = 20
_ALIKE = {"date": "$_id.date", "amount_minor": "$_id.amount_minor"}


def ids_of_import(scope: Scope, import_id: ObjectId, limit: int) -> list[ObjectId]:
    """The ids of an import's transactions in the order of its lines, so many at most."""
    found = scope["transactions"].find({"import_id": import_id}, {"_id": True}, sort=_BY_LINE, limit=limit)
    return [row["_id"] for row in found]


_BY_LINE = [("import_id", ASCENDING), ("import_row", ASCENDING)]


def count_of_import(scope: Scope, import_id: ObjectId) -> int:
    """How many transactions an import has."""
    return scope["transactions"].count({"import_id": import_id})


def count_summarised(scope: Scope, transaction_ids: Sequence[ObjectId]) -> int:
    """How many of some transactions have a summary."""
    return scope["transactions"].count({"_id": {"$in": list(transaction_ids)}, "summary": {"$gt": ""}})


def count(scope: Scope, merchant_keys: Sequence[str] | None) -> int:
    """How many transactions `iterate` passes."""
    return scope["transactions"].count(_of_merchant(merchant_keys))


def _of_merchant(merchant_keys: Sequence[str] | None) -> Document:
    counted: Document = {"status": {"$in": COUNTED}}
    return counted if merchant_keys is None else {**counted, "merchant_key": {"$in": list(merchant_keys)}}


def count_refilable(scope: Scope, merchant_key: str, category_id: ObjectId | None) -> int:
    """How many transactions of a merchant are in other categories than this one and may be moved to it."""
    return scope["transactions"].count(
        {
            "merchant_key": merchant_key,
            "category_id": {"$ne": category_id},
            "locked": {"$ne": "category"},
            "status": {"$in": COUNTED},
            **WHOLE,
        }
    )
