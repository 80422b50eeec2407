"""MongoDB for what imports did to transactions."""

from collections.abc import Mapping, Sequence

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel

from app.infra.database.mongo import Document, Scope

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "transaction_events": [
        IndexModel(
            [("workspace_id", ASCENDING), ("actor.id", ASCENDING), ("seq", ASCENDING)],
            partialFilterExpression={"actor.type": "import"},
        )
    ]
}

_BY_TRANSACTION = [("workspace_id", ASCENDING), ("transaction_id", ASCENDING), ("seq", ASCENDING)]


def find_created_by(scope: Scope, import_id: ObjectId, after_row: int, most: int) -> list[Document]:
    """The first of the transactions an import created that are there, from behind a row of its file on."""
    query = {"import_id": import_id, "import_row": {"$gt": after_row}}
    return list(scope["transactions"].find(query, sort=[("import_row", ASCENDING)], limit=most))


def count_created_by(scope: Scope, import_id: ObjectId) -> int:
    """How many of the transactions an import created are there."""
    return scope["transactions"].count({"import_id": import_id})


def find_changed_by_users(scope: Scope, transaction_ids: Sequence[ObjectId]) -> set[ObjectId]:
    """Which of some transactions a user changed since they were created."""
    query = {"transaction_id": {"$in": list(transaction_ids)}, "actor.type": "user"}
    # Told which index: where users changed nothing, a trial of the others finds nothing that speaks against them.
    events = scope["transaction_events"].find(query, {"transaction_id": True}, hint=_BY_TRANSACTION)
    return {event["transaction_id"] for event in events}


def find_changes_by(scope: Scope, import_id: ObjectId, below: int | None, most: int) -> list[Document]:
    """The newest of an import's changes to transactions, before event `below`."""
    query: Document = {"actor.type": "import", "actor.id": import_id, "type": "modified"}
    if below is not None:
        query["seq"] = {"$lt": below}
    return list(scope["transaction_events"].find(query, sort=[("seq", DESCENDING)], limit=most))


def find_matchings(scope: Scope, transaction_ids: Sequence[ObjectId]) -> dict[ObjectId, Document]:
    """By what event transactions that a person entered became those of an import, for each the last."""
    query = {"transaction_id": {"$in": list(transaction_ids)}, "type": "modified"}
    matched = {"before.import_id": None, "after.import_id": {"$type": "objectId"}}
    events = scope["transaction_events"].find({**query, **matched}, sort=[("seq", ASCENDING)])
    return {event["transaction_id"]: event for event in events}


def find_handed_over(scope: Scope, import_id: ObjectId, transaction_ids: Sequence[ObjectId]) -> set[ObjectId]:
    """Which of some transactions went from an import that is undone to another that states them too."""
    query = {"transaction_id": {"$in": list(transaction_ids)}, "actor": {"type": "undo", "id": import_id}}
    events = scope["transaction_events"].find({**query, "type": "modified"}, {"transaction_id": True})
    return {event["transaction_id"] for event in events}


def pass_on(tx: Scope, event: Document, heir: ObjectId) -> None:
    """Make a pending transaction's posting another import's, with the fingerprint it had before."""
    change = {"actor.id": heir, "after.settled_by": heir}
    tx["transaction_events"].update_one({"_id": event["_id"]}, {"$set": change})
    known = {"transaction_id": event["transaction_id"], "import_id": event["actor"]["id"]}
    tx["transaction_aliases"].update_many(known, {"$set": {"import_id": heir}})


def find_aliases_of(tx: Scope, import_id: ObjectId, most: int) -> list[Document]:
    """Some of the other fingerprints under which an import knew transactions."""
    return list(tx["transaction_aliases"].find({"import_id": import_id}, limit=most))


def hand_over_aliases(tx: Scope, aliases: Sequence[Document], heirs: Mapping[ObjectId, ObjectId]) -> None:
    """Make aliases those of other imports, given by alias; forget those without an heir."""
    orphans = [alias["_id"] for alias in aliases if alias["_id"] not in heirs]
    tx["transaction_aliases"].delete_many({"_id": {"$in": orphans}})
    for heir in set(heirs.values()):
        left = [alias_id for alias_id, each in heirs.items() if each == heir]
        tx["transaction_aliases"].update_many({"_id": {"$in": left}}, {"$set": {"import_id": heir}})


def forget_known_as(tx: Scope, transaction_ids: Sequence[ObjectId]) -> None:
    """Forget under which other fingerprints transactions were known that are gone as if they had never been."""
    tx["transaction_aliases"].delete_many({"transaction_id": {"$in": list(transaction_ids)}})
