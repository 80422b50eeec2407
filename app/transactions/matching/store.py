"""MongoDB for hand-entered transactions and the imported ones they may be."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel

from app.infra.database.mongo import Document, Scope
from app.transactions.documents import COUNTED, ENTERED
from app.transactions.listing import ordering

_COMPARED = (
    *("account_id", "amount_minor", "currency", "date", "description", "merchant", "merchant_key"),
    *("import_id", "fingerprint"),
)
# So many coffees of one price bear no comparison.
_MOST_COMPARED = 10_000

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    # Only what a person entered is in it: an import pays nothing for it.
    "transactions": [
        IndexModel(
            [("workspace_id", ASCENDING), ("source", ASCENDING), ("date", DESCENDING), ("_id", DESCENDING)],
            partialFilterExpression={"source": {"$in": list(ENTERED)}},
        )
    ],
    "match_rejections": [
        IndexModel(
            [("workspace_id", ASCENDING), ("transaction_id", ASCENDING), ("fingerprint", ASCENDING)], unique=True
        )
    ],
}


def find_entered(
    scope: Scope, behind: Sequence[Any] | None, limit: int, days: tuple[datetime, datetime] | None
) -> list[Document]:
    """What people entered and no statement told yet, newest first, behind a (date, id); of some days only, if given."""
    query: Document = {"source": {"$in": ENTERED}, "import_id": None, "status": {"$in": COUNTED}}
    if days:
        query["date"] = {"$gte": days[0], "$lte": days[1]}
    conditions = [query, ordering.after("-date", behind)] if behind else [query]
    return list(scope["transactions"].find({"$and": conditions}, sort=ordering.index_order("-date"), limit=limit))


def find_imported(scope: Scope, amounts: Iterable[int], first: datetime, last: datetime) -> list[Document]:
    """The imported transactions of some amounts within some days: what tells whether they are the same."""
    query = {"amount_minor": {"$in": list(amounts)}, "date": {"$gte": first, "$lte": last}, "source": "import"}
    return list(scope["transactions"].find({**query, "status": {"$in": COUNTED}}, _COMPARED, limit=_MOST_COMPARED))


def accounts_of_imports(scope: Scope, import_ids: Iterable[ObjectId]) -> dict[ObjectId, set[ObjectId]]:
    """The accounts that imports fed."""
    found = scope["imports"].find({"_id": {"$in": list(import_ids)}}, {"targets.account_id": True})
    return {document["_id"]: {target["account_id"] for target in document["targets"]} for document in found}


def find_rejections(scope: Scope, transaction_ids: Iterable[ObjectId]) -> set[tuple[ObjectId, str]]:
    """Which pairs of an entered transaction and an imported fingerprint are known to be different."""
    found = scope["match_rejections"].find({"transaction_id": {"$in": list(transaction_ids)}})
    return {(rejection["transaction_id"], rejection["fingerprint"]) for rejection in found}


def reject(tx: Scope, transaction_id: ObjectId, fingerprint: str) -> None:
    """Remember that two are different."""
    pair: Mapping[str, Any] = {"transaction_id": transaction_id, "fingerprint": fingerprint}
    tx["match_rejections"].update_one(pair, {"$setOnInsert": dict(pair)}, upsert=True)


def move_rows(tx: Scope, transaction_id: ObjectId, to: ObjectId) -> None:
    """Let the lines of statements that repeat one transaction name another."""
    tx["import_rows"].update_many({"transaction_id": transaction_id}, {"$set": {"transaction_id": to}})
