"""Calls of models in MongoDB, kept for 90 days."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import cast

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel

from app.infra.database.mongo import Document, Scope
from app.models.documents import Call, DayUsage

KEPT_DAYS = 90
INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "ai_calls": [
        IndexModel([("workspace_id", ASCENDING), ("created_at", DESCENDING), ("_id", DESCENDING)]),
        IndexModel([("created_at", ASCENDING)], expireAfterSeconds=KEPT_DAYS * 86_400),
    ]
}


def insert(scope: Scope, call: Call) -> None:
    """Write a call."""
    scope["ai_calls"].insert_one(dict(call))


def find(scope: Scope, call_id: ObjectId) -> Call | None:
    """Returns a call by its id."""
    return cast("Call | None", scope["ai_calls"].find_one({"_id": call_id}))


def page(scope: Scope, query: Document, limit: int) -> Iterator[Call]:
    """Yields calls, newest first."""
    order = [("created_at", DESCENDING), ("_id", DESCENDING)]
    return cast("Iterator[Call]", scope["ai_calls"].each(query, sort=order, limit=limit))


def usage(scope: Scope, since: datetime) -> DayUsage:
    """Returns the sums of the calls since a moment."""
    sums = {name: {"$sum": f"${name}"} for name in ("tokens_in", "tokens_out", "cost_micro")}
    found = list(
        scope["ai_calls"].aggregate(
            [{"$match": {"created_at": {"$gte": since}}}, {"$group": {"_id": None, "calls": {"$sum": 1}, **sums}}]
        )
    )
    empty: DayUsage = {"calls": 0, "tokens_in": 0, "tokens_out": 0, "cost_micro": 0}
    return cast("DayUsage", {name: found[0][name] for name in empty}) if found else empty
