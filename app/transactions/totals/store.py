"""MongoDB for month totals: kept as transactions are written, read by the dashboard, and summed anew to compare."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import add
from typing import Any

from bson import ObjectId
from pymongo import ASCENDING, IndexModel

from app.infra.database.mongo import Document, Scope
from app.transactions.documents import COUNTED
from app.transactions.totals.aggregations import pipelines
from app.transactions.totals.ledger import MERCHANT_FIELDS, TOTAL_FIELDS, Key, Ledger, Sums


def _unique(*fields: str) -> IndexModel:
    return IndexModel([(field, ASCENDING) for field in ("workspace_id", *fields)], unique=True)


INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "month_totals": [_unique(*TOTAL_FIELDS)],
    "month_merchants": [_unique(*MERCHANT_FIELDS)],
}


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
