"""MongoDB for measuring: pipelines over whole transactions, and over split ones by their parts."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from app.infra.database.mongo import Document, Scope
from app.transactions.measuring.figures import Direction, Key, Picked, Ranking, Spread, Sums, added
from app.transactions.measuring.months import Cut, first_of
from app.transactions.measuring.selection import Selection, of_totals, split, whole

_FIELDS: dict[Key, Any] = {
    "none": None,
    "month": {"$dateTrunc": {"date": "$date", "unit": "month"}},
    "category": "$category_id",
    "merchant": "$merchant",
    "day": "$date",
    "account": "$account_id",
    "tag": "$tags",
}
_AMOUNT = "$amount_minor"
_MAGNITUDE = {"$abs": _AMOUNT}
_DIRECTIONS: dict[Direction, Document] = {
    -1: {"amount_minor": {"$lt": 0}},
    0: {},
    1: {"amount_minor": {"$gt": 0}},
}
_SHOWN = dict.fromkeys(("date", "amount_minor", "currency", "merchant", "description"), True)
# Longer ones are of statements, and a sentence names no more of it.
_DESCRIPTION = {"$substrCP": ["$description", 0, 200]}


def sums(scope: Scope, selection: Selection, key: Key) -> list[Sums]:
    """What the transactions of a selection add up to by a key and currency."""
    accumulated = {
        "in": {"$sum": {"$max": [_AMOUNT, 0]}},
        "out": {"$sum": {"$max": [{"$subtract": [0, _AMOUNT]}, 0]}},
        "count": {"$sum": 1},
    }
    return added(_sums(row) for row in _grouped(scope, selection, key, accumulated))


def extremes(scope: Scope, selection: Selection, key: Key, direction: Direction) -> list[Sums]:
    """The greatest and least magnitude by a key and currency, of what moves in a direction; with how many there are."""
    accumulated = {"largest": {"$max": _MAGNITUDE}, "smallest": {"$min": _MAGNITUDE}, "count": {"$sum": 1}}
    return added(_sums(row) for row in _grouped(scope, selection, key, accumulated, direction))


def _sums(row: Document) -> Sums:
    """A group with what was accumulated of it; a group by what a transaction has not is that of None."""
    group = row["_id"]
    figures = (row.get(name) for name in ("largest", "smallest"))
    return Sums(
        group.get("key") or None, group["currency"], row.get("in", 0), row.get("out", 0), row["count"], *figures
    )


def spread(scope: Scope, selection: Selection, key: Key, direction: Direction) -> Iterator[Spread]:
    """How often each magnitude occurs by a key and currency, of what moves in a direction; in no order."""
    extra = {"magnitude": _MAGNITUDE}
    for row in _grouped(scope, selection, key, {"count": {"$sum": 1}}, direction, extra):
        group = row["_id"]
        yield Spread(group.get("key") or None, group["currency"], group["magnitude"], row["count"])


def _grouped(
    scope: Scope,
    selection: Selection,
    key: Key,
    accumulated: Document,
    direction: Direction = 0,
    extra: Document | None = None,
) -> Iterator[Document]:
    group = {"$group": {"_id": {"key": _FIELDS[key], "currency": "$currency", **(extra or {})}, **accumulated}}
    moving = {"$match": _DIRECTIONS[direction]}
    unwound = [{"$unwind": "$tags"}] if key == "tag" else []
    parts = _BY_CATEGORY if key == "category" else []
    for found in (whole(selection), [*split(selection), *parts]):
        yield from scope["transactions"].aggregate([*found, moving, *unwound, group])


# The parts of a transaction that are of one category are one.
_BY_CATEGORY: list[Document] = [
    {"$unwind": "$splits"},
    {
        "$group": {
            "_id": {"transaction": "$_id", "category_id": "$splits.category_id"},
            "currency": {"$first": "$currency"},
            "amount_minor": {"$sum": "$splits.amount_minor"},
        }
    },
    {"$set": {"category_id": "$_id.category_id"}},
]


def pick(scope: Scope, selection: Selection, ranking: Ranking, limit: int, direction: Direction = 0) -> list[Picked]:
    """The first transactions of a selection in an order, of those moving in a direction; of equals the newer first."""
    order = _order(ranking, direction)
    rows = [
        scope["transactions"].aggregate(
            [*found, {"$match": _DIRECTIONS[direction]}, *order, {"$limit": limit}, {"$project": _PICKED}]
        )
        for found in (whole(selection), split(selection))
    ]
    picked = [_picked(row) for found in rows for row in found]
    return sorted(picked, key=lambda each: _rank(each, ranking))[:limit]


_PICKED = {**_SHOWN, "description": _DESCRIPTION}


def _order(ranking: Ranking, direction: Direction) -> list[Document]:
    """The stages that sort; without a direction the magnitude is no field, and no index has it."""
    if ranking in ("newest", "oldest"):
        towards = -1 if ranking == "newest" else 1
        return [{"$sort": {"date": towards, "_id": towards}}]
    down = -1 if ranking == "largest" else 1
    if direction:
        return [{"$sort": {"amount_minor": down * direction, "date": -1, "_id": -1}}]
    return [{"$set": {"magnitude": _MAGNITUDE}}, {"$sort": {"magnitude": down, "date": -1, "_id": -1}}]


def _rank(picked: Picked, ranking: Ranking) -> tuple[Any, ...]:
    """The key of a transaction in an order: dates and ids as numbers, so that they can be turned round."""
    age = picked.date.timestamp(), int(str(picked.id), 16)
    if ranking == "oldest":
        return age
    newest = tuple(-part for part in age)
    if ranking == "newest":
        return newest
    return (abs(picked.amount_minor) * (-1 if ranking == "largest" else 1), *newest)


def _picked(row: Document) -> Picked:
    merchant, description = row.get("merchant"), row["description"]
    return Picked(row["_id"], row["date"], row["amount_minor"], row["currency"], merchant, description)


def split_surplus(scope: Scope, selection: Selection) -> dict[str, int]:
    """How many more, by currency, month totals count of the split transactions of a selection than there are.

    They count a split transaction with one of its parts, which may not be one that the selection has.
    """
    surplus = {"$sum": {"$subtract": [{"$sum": "$splits.count"}, 1]}}
    counted = {"$group": {"_id": "$currency", "surplus": surplus}}
    found = scope["transactions"].aggregate([*split(selection), counted])
    return {each["_id"]: int(each["surplus"]) for each in found}


def total_sums(scope: Scope, selection: Selection, months: Cut, key: Key) -> list[Sums]:
    """What the month totals of whole months add up to by a key and currency, or those by merchant."""
    first, last = months.months
    query = {"$and": [{"month": {"$gte": first, "$lte": last}}, *of_totals(selection)]}
    field = "$month" if key == "month" else _FIELDS[key]
    total = {name: {"$sum": f"${name}"} for name in ("in", "out", "count")}
    group = {"$group": {"_id": {"key": field, "currency": "$currency"}, **total}}
    rows = scope["month_merchants" if key == "merchant" else "month_totals"].aggregate([{"$match": query}, group])
    return [replace(found, key=first_of(found.key)) if key == "month" else found for found in map(_sums, rows)]


def merchants(scope: Scope) -> list[str]:
    """The names of merchants in month totals, those with the most transactions first."""
    group = {"$group": {"_id": "$merchant", "count": {"$sum": "$count"}}}
    found = scope["month_merchants"].aggregate([group, {"$sort": {"count": -1, "_id": 1}}])
    return [row["_id"] for row in found]


def tags(scope: Scope) -> list[str]:
    """The tags that transactions have."""
    return [tag for tag in scope["transactions"].distinct("tags", {"tags": {"$gt": ""}}) if tag]
