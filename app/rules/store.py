"""Rules and the memory of merchants in MongoDB."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ASCENDING, IndexModel
from pymongo.database import Database

from app.categories.store import FILING
from app.infra.database.mongo import Document, Scope, revise
from app.infra.keyset import OLDEST_FIRST, Place, younger_than

# In the order in which rules are asked: of equal priority the older first.
_ORDER = [("priority", ASCENDING), *OLDEST_FIRST]

# Merchants whose category is remembered: an import reads them all. With one more the oldest is forgotten.
MOST_LEARNED = 10_000

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "rules": [IndexModel([("workspace_id", ASCENDING), *_ORDER])],
    "merchant_memory": [IndexModel([("workspace_id", ASCENDING), ("merchant_key", ASCENDING)], unique=True)],
}


def find(scope: Scope, rule_id: ObjectId) -> Document | None:
    """A rule by its id."""
    return scope["rules"].find_one({"_id": rule_id})


def find_all(scope: Scope) -> list[Document]:
    """Every rule, in the order in which they are asked."""
    return list(scope["rules"].find(sort=_ORDER))


def find_page(scope: Scope, after: tuple[int, Place] | None, limit: int) -> Iterator[Document]:
    """The first `limit` rules asked after the one of this priority and place."""
    query: Document = {}
    if after:
        priority, place = after
        query = {"$or": [{"priority": {"$gt": priority}}, {"priority": priority, **younger_than(place)}]}
    return scope["rules"].each(query, sort=_ORDER, limit=limit)


def count(scope: Scope) -> int:
    """How many rules there are."""
    return scope["rules"].count()


def insert(tx: Scope, rule: Document) -> None:
    """Insert a rule."""
    tx["rules"].insert_one(rule)
    tx.revise(FILING)


def update(tx: Scope, rule_id: ObjectId, fields: Mapping[str, Any]) -> Document | None:
    """Set fields; answers the rule as it is then."""
    change = {"$set": dict(fields), "$inc": {"revision": 1}}
    tx.revise(FILING)
    return tx["rules"].find_one_and_update({"_id": rule_id}, change)


def delete(tx: Scope, rule_id: ObjectId) -> None:
    """Delete a rule."""
    tx["rules"].delete_one({"_id": rule_id})
    tx.revise(FILING)


def recall(scope: Scope, merchant_key: str) -> ObjectId | None:
    """The category a correction gave a merchant."""
    found = scope["merchant_memory"].find_one({"merchant_key": merchant_key}, {"category_id": True})
    return found["category_id"] if found else None


def recall_all(scope: Scope) -> Iterator[tuple[str, ObjectId]]:
    """Every merchant key a correction taught, with its category."""
    rows = scope["merchant_memory"].find({}, {"_id": False, "merchant_key": True, "category_id": True})
    return ((row["merchant_key"], row["category_id"]) for row in rows)


def renew_keys(database: Database[Document], key_of: Callable[[str], str]) -> None:
    """Let every merchant learned be known by the key it has today too; what was learned under that key stands."""
    memory = database["merchant_memory"]
    for learned in memory.find({}):
        key = key_of(learned["merchant"])
        if key and key != learned["merchant_key"]:
            today = {"workspace_id": learned["workspace_id"], "merchant_key": key}
            kept = {name: value for name, value in learned.items() if name not in ("_id", *today)}
            memory.update_one(today, {"$setOnInsert": kept}, upsert=True)
            revise(database["workspace_counters"], learned["workspace_id"], FILING)


def remember(tx: Scope, merchant_key: str, fields: Mapping[str, Any], now: datetime) -> None:
    """Keep the category of a merchant in place of an earlier one."""
    change = {"$set": {**fields, "updated_at": now}, "$setOnInsert": {"created_at": now}}
    kept = tx["merchant_memory"].update_one({"merchant_key": merchant_key}, change, upsert=True)
    if kept.upserted_id is not None and tx["merchant_memory"].count() > MOST_LEARNED:
        _forget_oldest(tx)
    tx.revise(FILING)


def _forget_oldest(tx: Scope) -> None:
    oldest = tx["merchant_memory"].find_one({}, {"_id": True}, sort=[("updated_at", ASCENDING), ("_id", ASCENDING)])
    if oldest:
        tx["merchant_memory"].delete_one({"_id": oldest["_id"]})
