"""MongoDB for transactions, their events and their totals."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import add
from typing import Any

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel

from app.infra.database.mongo import Scope
from app.transactions.documents import COUNTED
from app.transactions.provenance import fingerprint_store
from app.transactions.totals.aggregations import SPLIT, WHOLE, pipelines
from app.transactions.totals.ledger import MERCHANT_FIELDS, TOTAL_FIELDS, Key, Ledger, Sums

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
    **fingerprint_store.INDEXES,
    "transaction_events": [
        _index("seq", unique=True),
        _index("transaction_id", "seq"),
        _index("fingerprint", partialFilterExpression={"fingerprint": {"$exists": True}}),
        _index("type", "seq", partialFilterExpression={"type": "deleted"}),
    ],
    "month_totals": [_index(*TOTAL_FIELDS, unique=True)],
    "month_merchants": [_index(*MERCHANT_FIELDS, unique=True)],
}


def find(scope: Scope, transaction_id: ObjectId) -> Document | None:
    """A transaction by its id."""
    return scope["transactions"].find_one({"_id": transaction_id})


def find_many(scope: Scope, transaction_ids: Sequence[ObjectId]) -> list[Document]:
    """Those of some transactions that are there, in no order."""
    return list(scope["transactions"].find({"_id": {"$in": list(transaction_ids)}}))


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
    """Insert new transactions; DuplicateKeyError when an id or fingerprint is there already."""
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


def add_totals(tx: Scope, ledger: Ledger) -> None:
    """Move month_totals and month_merchants by what a ledger holds; totals of nothing vanish."""
    tx["month_totals"].add_to_many(_increments(TOTAL_FIELDS, ledger.totals))
    tx["month_merchants"].add_to_many(_increments(MERCHANT_FIELDS, ledger.merchants))
    if ledger.has_emptied():
        # A part may stand in a total without being counted in it, but never without money.
        emptied = {"month": {"$in": sorted({key[0] for key in ledger.totals})}, "count": 0, "in": 0, "out": 0}
        tx["month_totals"].delete_many(emptied)
        tx["month_merchants"].delete_many(emptied)


def _increments(fields: Sequence[str], sums: Sums) -> Iterable[tuple[Document, Document]]:
    for key, (money_in, money_out, count) in sums.items():
        if money_in or money_out or count:
            yield dict(zip(fields, key, strict=True)), {"in": money_in, "out": money_out, "count": count}


def find_totals(scope: Scope, first_month: str, last_month: str) -> list[Document]:
    """The month totals of a range of months `YYYY-MM`, both included."""
    return list(scope["month_totals"].find({"month": {"$gte": first_month, "$lte": last_month}}, _NO_IDS))


def sum_days(scope: Scope, account_ids: Sequence[ObjectId], first: datetime, last: datetime) -> list[Document]:
    """What the transactions of some accounts add up to by day, kind and currency."""
    query = {"account_id": {"$in": list(account_ids)}, "date": {"$gte": first, "$lte": last}}
    key = ("date", "kind", "currency")
    days = _summed(scope, query, key, {field: f"${field}" for field in key})
    return [
        {**dict(zip(key, day, strict=True)), "in": sums[0], "out": sums[1], "count": sums[2]}
        for day, sums in days.items()
    ]


def latest_month(scope: Scope, until: str) -> str | None:
    """The latest month `YYYY-MM` up to one that has a transaction."""
    query = {"month": {"$lte": until}, "count": {"$gt": 0}}
    found = scope["month_totals"].find_one(query, {"month": True}, sort=[("month", -1)])
    return found["month"] if found else None


def find_merchants(scope: Scope, month: str) -> list[Document]:
    """The totals by merchant of one month `YYYY-MM`."""
    return list(scope["month_merchants"].find({"month": month}, _NO_IDS))


_NO_IDS = {"_id": False, "workspace_id": False}


def stored_sums(scope: Scope) -> tuple[Sums, Sums]:
    """month_totals and month_merchants as they are kept, keyed as a Ledger keys them."""
    return (
        {_key(TOTAL_FIELDS, doc): _sums(doc) for doc in scope["month_totals"].find()},
        {_key(MERCHANT_FIELDS, doc): _sums(doc) for doc in scope["month_merchants"].find()},
    )


def computed_sums(scope: Scope) -> tuple[Sums, Sums]:
    """The same sums, added up from the transactions themselves by MongoDB."""
    return _grouped(scope, TOTAL_FIELDS, {}), _grouped(scope, MERCHANT_FIELDS, {"merchant": {"$nin": [None, ""]}})


def _grouped(scope: Scope, fields: Sequence[str], only: Document) -> Sums:
    month = {"$dateToString": {"format": "%Y-%m", "date": "$date"}}
    key = {field: month if field == "month" else f"${field}" for field in fields}
    return _summed(scope, only, fields, key)


def _summed(scope: Scope, query: Document, fields: Sequence[str], key: Document) -> Sums:
    """What the counted transactions a query finds add up to, by the fields of a key."""
    found: Sums = defaultdict(lambda: [0, 0, 0])
    for pipeline in pipelines({**query, "status": {"$in": COUNTED}}, key):
        for row in scope["transactions"].aggregate(pipeline):
            sums = found[_key(fields, row["_id"])]
            sums[:] = map(add, sums, _sums(row))
    return dict(found)


def _key(fields: Sequence[str], document: Mapping[str, Any]) -> Key:
    return tuple(document.get(field) for field in fields)


def _sums(document: Mapping[str, Any]) -> list[int]:
    return [document["in"], document["out"], document["count"]]


def replace_totals(tx: Scope, totals: Sums, merchants: Sums) -> None:
    """Write all totals of the workspace anew."""
    for name, fields, sums in (
        ("month_totals", TOTAL_FIELDS, totals),
        ("month_merchants", MERCHANT_FIELDS, merchants),
    ):
        tx[name].delete_many({})
        tx[name].add_to_many(_increments(fields, sums))
