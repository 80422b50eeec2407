"""MongoDB for matching: hand-entered transactions, imported ones like them, and rejected matches."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypedDict, cast

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel

from app.infra.database.indexes import Indexes, index
from app.infra.database.mongo import Document, Scope
from app.transactions.documents import COUNTED, ENTERED, MerchantFields, Transaction
from app.transactions.listing import ordering


class Compared(MerchantFields):
    """What is read of an imported transaction to compare it with hand-entered ones."""

    _id: ObjectId
    account_id: ObjectId
    amount_minor: int
    currency: str
    date: datetime
    description: str
    import_id: ObjectId | None
    fingerprint: str


class _Rejection(TypedDict):
    transaction_id: ObjectId
    fingerprint: str


_COMPARED = tuple(Compared.__annotations__)
# So many coffees of one price bear no comparison.
_MOST_COMPARED = 10_000

INDEXES: Indexes = {
    # Only what a person entered is in it: an import pays nothing for it.
    "transactions": [
        IndexModel(
            [("workspace_id", ASCENDING), ("source", ASCENDING), ("date", DESCENDING), ("_id", DESCENDING)],
            partialFilterExpression={"source": {"$in": list(ENTERED)}},
        )
    ],
    "match_rejections": [index("transaction_id", "fingerprint", unique=True)],
}


def find_entered(
    scope: Scope,
    behind: Sequence[Any] | None,
    limit: int,
    days: tuple[datetime, datetime] | None,
    sources: Sequence[str] = ENTERED,
) -> list[Transaction]:
    """Hand-entered transactions without an imported one, newest first, after a (date, id); of some days if given."""
    query: Document = {"source": {"$in": sources}, "import_id": None, "status": {"$in": COUNTED}}
    if days:
        query["date"] = {"$gte": days[0], "$lte": days[1]}
    conditions = [query, ordering.after("-date", behind)] if behind else [query]
    found = scope["transactions"].find({"$and": conditions}, sort=ordering.index_order("-date"), limit=limit)
    return cast("list[Transaction]", list(found))


def find_imported(scope: Scope, amounts: Iterable[int], first: datetime, last: datetime) -> list[Compared]:
    """The imported transactions of some amounts within some days, with what is compared of them."""
    query = {"amount_minor": {"$in": list(amounts)}, "date": {"$gte": first, "$lte": last}, "source": "import"}
    found = scope["transactions"].find({**query, "status": {"$in": COUNTED}}, _COMPARED, limit=_MOST_COMPARED)
    return cast("list[Compared]", list(found))


def accounts_of_imports(scope: Scope, import_ids: Iterable[ObjectId]) -> dict[ObjectId, set[ObjectId]]:
    """The accounts of some imports."""
    found = scope["imports"].find({"_id": {"$in": list(import_ids)}}, {"targets.account_id": True})
    return {document["_id"]: {target["account_id"] for target in document["targets"]} for document in found}


def find_rejections(scope: Scope, transaction_ids: Iterable[ObjectId]) -> set[tuple[ObjectId, str]]:
    """The rejected matches of some entered transactions, as (transaction, fingerprint of the imported one)."""
    found = scope["match_rejections"].find({"transaction_id": {"$in": list(transaction_ids)}})
    return {(rejection["transaction_id"], rejection["fingerprint"]) for rejection in found}


def reject(tx: Scope, transaction_id: ObjectId, fingerprint: str) -> None:
    """Remember that an entered and an imported transaction are not the same."""
    pair: _Rejection = {"transaction_id": transaction_id, "fingerprint": fingerprint}
    tx["match_rejections"].update_one(pair, {"$setOnInsert": dict(pair)}, upsert=True)


def move_rows(tx: Scope, transaction_id: ObjectId, to: ObjectId) -> None:
    """Make the recorded lines of statements that repeat one transaction point to another."""
    tx["import_rows"].update_many({"transaction_id": transaction_id}, {"$set": {"transaction_id": to}})
