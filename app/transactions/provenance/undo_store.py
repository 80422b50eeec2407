"""MongoDB for undoing an import: what it created, changed, and which aliases it found."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING

from app.infra.database.indexes import Indexes, index
from app.infra.database.mongo import Document, Scope
from app.transactions.documents import Alias, Transaction
from app.transactions.event_documents import Modification

INDEXES: Indexes = {
    "transaction_events": [
        index(
            "actor.id",
            "seq",
            partialFilterExpression={"actor.type": "import"},
        )
    ]
}

_BY_TRANSACTION = [("workspace_id", ASCENDING), ("transaction_id", ASCENDING), ("seq", ASCENDING)]


def find_created_by(scope: Scope, import_id: ObjectId, after_row: int, most: int) -> list[Transaction]:
    """The first existing transactions that an import created, after a row of its file."""
    query = {"import_id": import_id, "import_row": {"$gt": after_row}}
    found = scope["transactions"].find(query, sort=[("import_row", ASCENDING)], limit=most)
    return cast("list[Transaction]", list(found))


def count_created_by(scope: Scope, import_id: ObjectId) -> int:
    """How many of the transactions that an import created exist."""
    return scope["transactions"].count({"import_id": import_id})


def find_changed_by_users(scope: Scope, transaction_ids: Sequence[ObjectId]) -> set[ObjectId]:
    """Which of some transactions a user changed since they were created."""
    query = {"transaction_id": {"$in": list(transaction_ids)}, "actor.type": "user"}
    # The index is named: where users changed nothing, a trial of the others finds nothing that speaks against them.
    events = scope["transaction_events"].find(query, {"transaction_id": True}, hint=_BY_TRANSACTION)
    return {event["transaction_id"] for event in events}


def find_changes_by(scope: Scope, import_id: ObjectId, below: int | None, most: int) -> list[Modification]:
    """The newest of an import's changes to transactions, before event `below`."""
    query: Document = {"actor.type": "import", "actor.id": import_id, "type": "modified"}
    if below is not None:
        query["seq"] = {"$lt": below}
    found = scope["transaction_events"].find(query, sort=[("seq", DESCENDING)], limit=most)
    return cast("list[Modification]", list(found))


def days_of_broken_transfers(scope: Scope, import_id: ObjectId) -> list[datetime]:
    """The days of the transactions that an import took out of transfers for better partners."""
    query: Document = {"actor.type": "import", "actor.id": import_id, "type": "modified"}
    query |= {"before.transfer_id": {"$type": "objectId"}, "after.status": {"$exists": False}}
    ids = [event["transaction_id"] for event in scope["transaction_events"].find(query, {"transaction_id": True})]
    found = scope["transactions"].find({"_id": {"$in": ids}}, {"date": True}) if ids else ()
    return [document["date"] for document in found]


def find_lapsed_by(scope: Scope, import_id: ObjectId, transaction_ids: Sequence[ObjectId]) -> set[ObjectId]:
    """Those of some transactions that an import let lapse."""
    if not transaction_ids:
        return set()
    query: Document = {"transaction_id": {"$in": list(transaction_ids)}, "after.status": "lapsed"}
    query |= {"actor.type": "import", "actor.id": import_id}
    return {event["transaction_id"] for event in scope["transaction_events"].find(query, {"transaction_id": True})}


def count_lapsed_by(scope: Scope, import_id: ObjectId) -> int:
    """How many pending transactions an import let lapse."""
    query = {"actor.type": "import", "actor.id": import_id, "after.status": "lapsed"}
    return scope["transaction_events"].count(query)


def find_matchings(scope: Scope, transaction_ids: Sequence[ObjectId]) -> dict[ObjectId, Modification]:
    """The last event by which each of some entered transactions was matched with an imported one."""
    query = {"transaction_id": {"$in": list(transaction_ids)}, "type": "modified"}
    matched = {"before.import_id": None, "after.import_id": {"$type": "objectId"}}
    events = scope["transaction_events"].find({**query, **matched}, sort=[("seq", ASCENDING)])
    return {event["transaction_id"]: cast("Modification", event) for event in events}


def find_handed_over(scope: Scope, import_id: ObjectId, transaction_ids: Sequence[ObjectId]) -> set[ObjectId]:
    """Which of some transactions were handed from an import that is undone to another that contains them too."""
    query = {"transaction_id": {"$in": list(transaction_ids)}, "actor": {"type": "undo", "id": import_id}}
    events = scope["transaction_events"].find({**query, "type": "modified"}, {"transaction_id": True})
    return {event["transaction_id"] for event in events}


def pass_on(tx: Scope, event: Modification, owner: ObjectId) -> None:
    """Make another import the one that posted a pending transaction, and that has its earlier fingerprint."""
    change = {"actor.id": owner, "after.settled_by": owner}
    tx["transaction_events"].update_one({"_id": event["_id"]}, {"$set": change})
    known = {"transaction_id": event["transaction_id"], "import_id": event["actor"].get("id")}
    tx["transaction_aliases"].update_many(known, {"$set": {"import_id": owner}})


def find_aliases_of(tx: Scope, import_id: ObjectId, most: int) -> list[Alias]:
    """Some of the aliases that an import found."""
    return cast("list[Alias]", list(tx["transaction_aliases"].find({"import_id": import_id}, limit=most)))


def hand_over_aliases(tx: Scope, aliases: Sequence[Alias], owners: Mapping[ObjectId, ObjectId]) -> None:
    """Make aliases those of other imports, given by alias; delete those without one."""
    orphans = [alias["_id"] for alias in aliases if alias["_id"] not in owners]
    tx["transaction_aliases"].delete_many({"_id": {"$in": orphans}})
    for owner in set(owners.values()):
        left = [alias_id for alias_id, each in owners.items() if each == owner]
        tx["transaction_aliases"].update_many({"_id": {"$in": left}}, {"$set": {"import_id": owner}})


def forget_aliases(tx: Scope, transaction_ids: Sequence[ObjectId]) -> None:
    """Delete the aliases of transactions that were removed without a trace."""
    tx["transaction_aliases"].delete_many({"transaction_id": {"$in": list(transaction_ids)}})
