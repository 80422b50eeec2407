"""MongoDB for month totals: moved in the transaction of each write, read by the dashboard, summed anew to compare."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import add
from typing import cast

from bson import ObjectId

from app.infra.database.indexes import Indexes, index
from app.infra.database.mongo import Document, Scope
from app.transactions.documents import COUNTED
from app.transactions.totals.aggregations import pipelines
from app.transactions.totals.documents import DayTotal, MerchantTotal, MonthTotal
from app.transactions.totals.ledger import MERCHANT_FIELDS, TOTAL_FIELDS, Key, Ledger, Sums

INDEXES: Indexes = {
    "month_totals": [index(*TOTAL_FIELDS, unique=True)],
    "month_merchants": [index(*MERCHANT_FIELDS, unique=True)],
}


def add_totals(tx: Scope, ledger: Ledger) -> None:
    """Add the sums of a ledger to month_totals and month_merchants; totals without transactions are deleted."""
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


def find_totals(scope: Scope, first_month: str, last_month: str) -> list[MonthTotal]:
    """The month totals of a range of months `YYYY-MM`, both included."""
    found = scope["month_totals"].find({"month": {"$gte": first_month, "$lte": last_month}}, _NO_IDS)
    return cast("list[MonthTotal]", list(found))


def sum_days(scope: Scope, account_ids: Sequence[ObjectId], first: datetime, last: datetime) -> list[DayTotal]:
    """What the transactions of some accounts add up to by day, kind and currency."""
    query = {"account_id": {"$in": list(account_ids)}, "date": {"$gte": first, "$lte": last}}
    key = ("date", "kind", "currency")
    days = _summed(scope, query, key, {field: f"${field}" for field in key})
    return [
        {"date": date, "kind": kind, "currency": currency, "in": sums[0], "out": sums[1], "count": sums[2]}
        for (date, kind, currency), sums in days.items()
    ]


def sum_before(scope: Scope, account_id: ObjectId, day: datetime) -> int:
    """What the counted transactions of an account before a day, midnight UTC, add up to in minor units."""
    month = day.replace(day=1)
    whole = {"account_id": account_id, "month": {"$lt": f"{day.year:04d}-{day.month:02d}"}}
    begun = {"account_id": account_id, "date": {"$gte": month, "$lt": day}, "status": {"$in": list(COUNTED)}}
    net = {"$subtract": ["$in", "$out"]}
    return _sum(scope, "month_totals", whole, net) + _sum(scope, "transactions", begun, "$amount_minor")


def _sum(scope: Scope, collection: str, query: Document, summed: object) -> int:
    pipeline = [{"$match": query}, {"$group": {"_id": None, "sum": {"$sum": summed}}}]
    return sum(int(found["sum"]) for found in scope[collection].aggregate(pipeline))


def sums_before(scope: Scope, day: datetime) -> dict[ObjectId, int]:
    """What the counted transactions of each account before a day, midnight UTC, add up to in minor units."""
    whole: Document = {"month": {"$lt": f"{day.year:04d}-{day.month:02d}"}}
    begun: Document = {"date": {"$gte": day.replace(day=1), "$lt": day}, "status": {"$in": list(COUNTED)}}
    found: dict[ObjectId, int] = defaultdict(int)
    for collection, query, summed in (
        ("month_totals", whole, {"$subtract": ["$in", "$out"]}),
        ("transactions", begun, "$amount_minor"),
    ):
        for row in scope[collection].aggregate(
            [{"$match": query}, {"$group": {"_id": "$account_id", "sum": {"$sum": summed}}}]
        ):
            found[row["_id"]] += int(row["sum"])
    return dict(found)


def latest_month(scope: Scope, until: str) -> str | None:
    """The latest month `YYYY-MM` up to one that has a transaction."""
    query = {"month": {"$lte": until}, "count": {"$gt": 0}}
    found = scope["month_totals"].find_one(query, {"month": True}, sort=[("month", -1)])
    return cast("str", found["month"]) if found else None


def find_merchants(scope: Scope, month: str) -> list[MerchantTotal]:
    """The totals by merchant of one month `YYYY-MM`."""
    return cast("list[MerchantTotal]", list(scope["month_merchants"].find({"month": month}, _NO_IDS)))


def find_merchants_of(scope: Scope, first_month: str, last_month: str, currency: str) -> list[MerchantTotal]:
    """The totals by merchant of a range of months `YYYY-MM`, both included, in one currency."""
    query = {"month": {"$gte": first_month, "$lte": last_month}, "currency": currency}
    return cast("list[MerchantTotal]", list(scope["month_merchants"].find(query, _NO_IDS)))


_NO_IDS = {"_id": False, "workspace_id": False}


def stored_sums(scope: Scope) -> tuple[Sums, Sums]:
    """month_totals and month_merchants as they are stored, by the keys of a Ledger."""
    return (
        {_key(TOTAL_FIELDS, doc): _sums(doc) for doc in scope["month_totals"].find()},
        {_key(MERCHANT_FIELDS, doc): _sums(doc) for doc in scope["month_merchants"].find()},
    )


def computed_sums(scope: Scope) -> tuple[Sums, Sums]:
    """The same sums, added up anew from the transactions."""
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


def _key(fields: Sequence[str], document: Document) -> Key:
    return tuple(document.get(field) for field in fields)


def _sums(document: Document) -> list[int]:
    return [document["in"], document["out"], document["count"]]


def replace_totals(tx: Scope, totals: Sums, merchants: Sums) -> None:
    """Replace all totals of the workspace."""
    for name, fields, sums in (
        ("month_totals", TOTAL_FIELDS, totals),
        ("month_merchants", MERCHANT_FIELDS, merchants),
    ):
        tx[name].delete_many({})
        tx[name].add_to_many(_increments(fields, sums))
