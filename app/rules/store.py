"""Rules, learned merchants (the merchant memory) and what models said about merchants, in MongoDB."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import cast

from bson import ObjectId
from pymongo import ASCENDING, IndexModel
from pymongo.database import Database

from app.categories.documents import FILING
from app.infra.database.indexes import Indexes, index
from app.infra.database.keyset import OLDEST_FIRST, Place, younger_than
from app.infra.database.mongo import Document, Scope, revise
from app.rules.documents import LearnedCategory, LearnedMerchant, Rule, ToldMerchant

# In the order in which rules are tried: of equal priority the older first.
_ORDER = [("priority", ASCENDING), *OLDEST_FIRST]

# Merchants whose category is remembered: an import reads them all. With one more the oldest is forgotten.
MOST_LEARNED = 10_000

INDEXES: Indexes = {
    "rules": [IndexModel([("workspace_id", ASCENDING), *_ORDER])],
    "merchant_memory": [index("merchant_key", unique=True)],
    "told_merchants": [index("merchant_key", unique=True)],
}


def find(scope: Scope, rule_id: ObjectId) -> Rule | None:
    """Returns a rule by its id."""
    return cast(Rule | None, scope["rules"].find_one({"_id": rule_id}))


def find_all(scope: Scope) -> list[Rule]:
    """Returns every rule, in the order in which they are tried."""
    return cast(list[Rule], list(scope["rules"].find(sort=_ORDER)))


def find_page(scope: Scope, after: tuple[int, Place] | None, limit: int) -> Iterator[Rule]:
    """Returns the first `limit` rules tried after the one of this priority and place."""
    query: Document = {}
    if after:
        priority, place = after
        query = {"$or": [{"priority": {"$gt": priority}}, {"priority": priority, **younger_than(place)}]}
    return cast(Iterator[Rule], scope["rules"].each(query, sort=_ORDER, limit=limit))


def count(scope: Scope) -> int:
    """Returns how many rules there are."""
    return scope["rules"].count()


def insert(tx: Scope, rule: Rule) -> None:
    """Insert a rule."""
    tx["rules"].insert_one(cast(Document, rule))
    tx.revise(FILING)


def update(tx: Scope, rule_id: ObjectId, fields: Mapping[str, object]) -> Rule | None:
    """Set fields of a rule; returns the rule as it is then."""
    change = {"$set": fields, "$inc": {"revision": 1}}
    tx.revise(FILING)
    return cast(Rule | None, tx["rules"].find_one_and_update({"_id": rule_id}, change))


def delete(tx: Scope, rule_id: ObjectId) -> None:
    """Delete a rule."""
    tx["rules"].delete_one({"_id": rule_id})
    tx.revise(FILING)


def recall(scope: Scope, merchant_key: str) -> ObjectId | None:
    """Returns the category that a correction gave a merchant."""
    found = scope["merchant_memory"].find_one({"merchant_key": merchant_key}, {"category_id": True})
    return found["category_id"] if found else None


def recall_all(scope: Scope) -> Iterator[tuple[str, ObjectId]]:
    """Returns the key of every learned merchant, with its category."""
    rows = scope["merchant_memory"].find({}, {"_id": False, "merchant_key": True, "category_id": True})
    return ((row["merchant_key"], row["category_id"]) for row in rows)


def renew_keys(database: Database[Document], key_of: Callable[[str], str]) -> None:
    """Store every learned merchant under its present key too, unless another was learned under that key."""
    memory = database["merchant_memory"]
    for learned in cast(Iterator[LearnedMerchant], memory.find({})):
        key = key_of(learned["merchant"])
        if key and key != learned["merchant_key"]:
            present = {"workspace_id": learned["workspace_id"], "merchant_key": key}
            kept = {name: value for name, value in learned.items() if name not in ("_id", *present)}
            if memory.update_one(present, {"$setOnInsert": kept}, upsert=True).upserted_id is not None:
                revise(database["workspace_counters"], learned["workspace_id"], FILING)


def remember(tx: Scope, merchant_key: str, learned: LearnedCategory, now: datetime) -> None:
    """Keep the category of a merchant in place of an earlier one."""
    change = {"$set": {**learned, "updated_at": now}, "$setOnInsert": {"created_at": now}}
    kept = tx["merchant_memory"].update_one({"merchant_key": merchant_key}, change, upsert=True)
    if kept.upserted_id is not None and tx["merchant_memory"].count() > MOST_LEARNED:
        _forget_oldest(tx)
    tx.revise(FILING)


def _forget_oldest(tx: Scope) -> None:
    oldest = tx["merchant_memory"].find_one({}, {"_id": True}, sort=[("updated_at", ASCENDING), ("_id", ASCENDING)])
    if oldest:
        tx["merchant_memory"].delete_one({"_id": oldest["_id"]})


def recall_many(scope: Scope, keys: Collection[str]) -> set[str]:
    """Returns which of some merchants were learned."""
    rows = scope["merchant_memory"].find({"merchant_key": {"$in": list(keys)}}, {"merchant_key": True})
    return {row["merchant_key"] for row in rows}


def told(scope: Scope, key: str) -> ToldMerchant | None:
    """Returns what a model said about a merchant."""
    return cast(ToldMerchant | None, scope["told_merchants"].find_one({"merchant_key": key}))


def each_told(scope: Scope, keys: Collection[str] | None = None) -> Iterator[ToldMerchant]:
    """Returns what models said about all merchants, or some."""
    query: Document = {} if keys is None else {"merchant_key": {"$in": list(keys)}}
    return cast(Iterator[ToldMerchant], iter(scope["told_merchants"].find(query)))


def told_by(scope: Scope, job_id: ObjectId) -> list[ToldMerchant]:
    """Returns what a model said as a job asked it."""
    return cast(list[ToldMerchant], list(scope["told_merchants"].find({"job_id": job_id})))


def keep_told(tx: Scope, merchants: Sequence[ToldMerchant]) -> None:
    """Keep what a model said about some merchants, in place of what it said earlier."""
    for merchant in merchants:
        change = {"$set": dict(merchant)}
        tx["told_merchants"].update_one({"merchant_key": merchant["merchant_key"]}, change, upsert=True)
    surplus = tx["told_merchants"].count() - MOST_LEARNED
    if surplus > 0:
        oldest = tx["told_merchants"].find({}, {"_id": True}, sort=[("asked_at", ASCENDING)], limit=surplus)
        tx["told_merchants"].delete_many({"_id": {"$in": [each["_id"] for each in oldest]}})
    tx.revise(FILING)
