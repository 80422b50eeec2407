"""MongoDB for undoing an import: its progress, and what other imports state beside it.

An import that is undone, or is being undone, has `fallen`; one that has not stands.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bson import ObjectId

from app.infra.database.mongo import Document, Scope
from app.infra.keyset import OLDEST_FIRST

NOT_UNDONE: Mapping[str, Any] = {"fallen": {"$ne": True}}

# Of what an undo kept, so many are named; all are counted.
NAMED = 100


def begin(tx: Scope, import_id: ObjectId, undo: Document) -> None:
    """Note that an import is being undone, and by which job; from here on it states nothing."""
    tx["imports"].update_one({"_id": import_id}, {"$set": {"undo": undo, "fallen": True}, "$inc": {"revision": 1}})


def advance(
    tx: Scope,
    import_id: ObjectId,
    place: Mapping[str, Any],
    counted: Mapping[str, int],
    named: Mapping[str, Sequence[Any]],
) -> None:
    """Move the checkpoint with a batch: to its `place`, by what it `counted`; the first NAMED of each are kept."""
    change: Document = {
        "$set": {f"undo.{name}": value for name, value in place.items()},
        "$inc": {"revision": 1, **{f"undo.{name}": count for name, count in counted.items()}},
        "$push": {f"undo.{name}": {"$each": list(found), "$slice": NAMED} for name, found in named.items()},
    }
    tx["imports"].update_one({"_id": import_id}, change)


def progress(tx: Scope, import_id: ObjectId) -> Document:
    """How far the undoing of an import is."""
    found: Document = (tx["imports"].find_one({"_id": import_id}, {"undo": True}) or {})["undo"]
    return found


def finish(tx: Scope, import_id: ObjectId, undone: Document) -> None:
    """Note that an import is undone, and what came of it."""
    tx["imports"].update_one({"_id": import_id}, {"$set": {"undone": undone}, "$inc": {"revision": 1}})


def find_lines_repeating(
    tx: Scope, import_id: ObjectId, transaction_ids: Sequence[ObjectId], such: Mapping[str, Any] | None = None
) -> dict[ObjectId, Document]:
    """The line of the oldest other standing import that states a transaction too, for each that has one.

    Lines that say it is booked come before pending ones. Only `such` lines count, by a query.
    """
    fallen = tx["imports"].distinct("_id", {"fallen": True})
    ids = {"transaction_id": {"$in": list(transaction_ids)}, "import_id": {"$nin": [import_id, *fallen]}}
    lines = {**(such or {}), **ids}
    age = {"age": {"$indexOfArray": [_oldest_first(tx, tx["import_rows"].distinct("import_id", lines)), "$import_id"]}}
    order = {"transaction_id": 1, "pending": 1, "age": 1, "row": 1}
    first = {"_id": "$transaction_id", "line": {"$first": "$_id"}}
    found = tx["import_rows"].aggregate([{"$match": lines}, {"$set": age}, {"$sort": order}, {"$group": first}])
    chosen = tx["import_rows"].find({"_id": {"$in": [each["line"] for each in found]}})
    return {line["transaction_id"]: line for line in chosen}


def _oldest_first(tx: Scope, import_ids: Sequence[ObjectId]) -> list[ObjectId]:
    return [document["_id"] for document in find_source_fields(tx, import_ids)]


def find_imports_containing(
    tx: Scope, import_id: ObjectId, transaction_ids: Sequence[ObjectId]
) -> dict[ObjectId, set[ObjectId]]:
    """The other standing imports that state some transactions, be it that they created them; by transaction."""
    fallen = tx["imports"].distinct("_id", {"fallen": True})
    its, others = {"$in": list(transaction_ids)}, {"import_id": {"$nin": [None, import_id, *fallen]}}
    found: dict[ObjectId, set[ObjectId]] = {}
    for line in tx["import_rows"].find({"transaction_id": its, **others}, ("transaction_id", "import_id")):
        found.setdefault(line["transaction_id"], set()).add(line["import_id"])
    for document in tx["transactions"].find({"_id": its, **others}, ("import_id",)):
        found.setdefault(document["_id"], set()).add(document["import_id"])
    return found


def find_source_fields(tx: Scope, import_ids: Sequence[ObjectId]) -> list[Document]:
    """What makes some imports statements of their kind, the oldest first."""
    found = tx["imports"].find({"_id": {"$in": list(import_ids)}}, ("reader", "signature"), sort=OLDEST_FIRST)
    return list(found)


def mark_lines_as_created(tx: Scope, lines: Sequence[Document]) -> None:
    """Lines that repeated a transaction are those that created it from now on."""
    tx["import_rows"].delete_many({"_id": {"$in": [line["_id"] for line in lines]}})
    moved: dict[ObjectId, Document] = {}
    for line in lines:
        counts = moved.setdefault(line["import_id"], {"counts.created": 0})
        counts["counts.created"] += 1
        counts[f"counts.{line['outcome']}"] = counts.get(f"counts.{line['outcome']}", 0) - 1
    for import_id, counts in moved.items():
        tx["imports"].update_one({"_id": import_id}, {"$inc": {**counts, "revision": 1}})


def find_oldest_import_of(tx: Scope, import_id: ObjectId, account_id: ObjectId) -> ObjectId | None:
    """The oldest other standing import that fed an account."""
    query = {**_other(import_id), "targets.account_id": account_id}
    found = tx["imports"].find_one(query, {"_id": True}, sort=OLDEST_FIRST)
    return found["_id"] if found else None


def is_numbered_elsewhere(tx: Scope, import_id: ObjectId, account_id: ObjectId, identifier: str) -> bool:
    """Whether another standing import gives an account this number."""
    target = {"targets": {"$elemMatch": {"account_id": account_id, "identifier": identifier}}}
    given = {"account_id": account_id, "layout.accounts": [identifier]}
    return tx["imports"].find_one({**_other(import_id), "$or": [target, given]}, {"_id": True}) is not None


def _other(import_id: ObjectId) -> Document:
    return {"_id": {"$ne": import_id}, **NOT_UNDONE}
