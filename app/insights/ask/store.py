"""Questions and their answers in MongoDB: the newest of a workspace, for a while."""

from collections.abc import Iterator
from typing import cast

from bson import ObjectId
from pymongo import ASCENDING, IndexModel

from app.infra.database.indexes import Indexes, index
from app.infra.database.keyset import BY_CREATION, NEWEST_FIRST, Place, older_than
from app.infra.database.mongo import Document, Scope
from app.insights.ask.documents import Query

MOST_KEPT, KEPT_DAYS = 1_000, 90

INDEXES: Indexes = {
    "insight_queries": [
        BY_CREATION,
        index("key", "seq"),
        IndexModel([("created_at", ASCENDING)], expireAfterSeconds=KEPT_DAYS * 86_400),
    ]
}


def insert(scope: Scope, query: Query) -> None:
    """Keep a question, and forget the oldest beyond MOST_KEPT."""
    scope["insight_queries"].insert_one(cast(Document, query))
    last = scope["insight_queries"].find_one({}, {"created_at": True}, sort=NEWEST_FIRST, skip=MOST_KEPT)
    if last:
        scope["insight_queries"].delete_many({"created_at": {"$lte": last["created_at"]}})


def find(scope: Scope, query_id: ObjectId) -> Query | None:
    """Returns a question by its id."""
    return cast("Query | None", scope["insight_queries"].find_one({"_id": query_id}))


def find_answered(scope: Scope, key: str, seq: int) -> Query | None:
    """Returns the same question if it was answered when the workspace was as it is."""
    return cast("Query | None", scope["insight_queries"].find_one({"key": key, "seq": seq}))


def find_page(scope: Scope, before: Place | None, limit: int) -> Iterator[Query]:
    """Returns the first `limit` questions asked before a place, newest first."""
    found = scope["insight_queries"].each(older_than(before), sort=NEWEST_FIRST, limit=limit)
    return cast("Iterator[Query]", found)
