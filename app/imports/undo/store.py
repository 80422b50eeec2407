"""Undoing imports in MongoDB: the progress of an undo, and which other imports contain the same transactions.

An import that is undone, or is being undone, has `fallen`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import cast

from bson import ObjectId

from app.imports.documents import ChangedSince, ImportRow, SourceFields, Undone, UndoPlace, UndoProgress
from app.infra.database.keyset import OLDEST_FIRST
from app.infra.database.mongo import Document, Scope

NOT_UNDONE = {"fallen": {"$ne": True}}

# So many of the transactions that an undo kept are listed; all are counted.
NAMED = 100


def begin(tx: Scope, import_id: ObjectId, undo: UndoProgress) -> None:
    """Record that an import is being undone, and by which job; from here on other imports ignore it."""
    tx["imports"].update_one(
        {"_id": import_id}, {"$set": {"undo": dict(undo), "fallen": True}, "$inc": {"revision": 1}}
    )


def advance(
    tx: Scope,
    import_id: ObjectId,
    place: UndoPlace,
    counted: Mapping[str, int],
    named: Mapping[str, Sequence[ObjectId | ChangedSince]],
) -> None:
    """Move the checkpoint with a batch: to its `place`, by what it `counted`; the first NAMED of each are kept."""
    change: Document = {
        "$set": {f"undo.{name}": value for name, value in place.items()},
        "$inc": {"revision": 1, **{f"undo.{name}": count for name, count in counted.items()}},
        "$push": {f"undo.{name}": {"$each": list(found), "$slice": NAMED} for name, found in named.items()},
    }
    tx["imports"].update_one({"_id": import_id}, change)


def progress(tx: Scope, import_id: ObjectId) -> UndoProgress:
    """Returns how far the undo of an import is."""
    found = tx["imports"].find_one({"_id": import_id}, {"undo": True}) or {}
    return cast(UndoProgress, found["undo"])


def finish(tx: Scope, import_id: ObjectId, undone: Undone) -> None:
    """Record that an import is undone, and what came of it."""
    tx["imports"].update_one({"_id": import_id}, {"$set": {"undone": dict(undone)}, "$inc": {"revision": 1}})


def find_lines_repeating(
    tx: Scope, import_id: ObjectId, transaction_ids: Sequence[ObjectId], *, booked: bool = False
) -> dict[ObjectId, ImportRow]:
    """Returns for each transaction the line that repeats it in the oldest other import that is not undone.

    Booked lines come before pending ones; with `booked`, only those count.
    """
    fallen = tx["imports"].distinct("_id", {"fallen": True})
    ids = {"transaction_id": {"$in": list(transaction_ids)}, "import_id": {"$nin": [import_id, *fallen]}}
    lines = {**ids, "pending": {"$ne": True}} if booked else ids
    age = {"age": {"$indexOfArray": [_oldest_first(tx, tx["import_rows"].distinct("import_id", lines)), "$import_id"]}}
    order = {"transaction_id": 1, "pending": 1, "age": 1, "row": 1}
    first = {"_id": "$transaction_id", "line": {"$first": "$_id"}}
    found = tx["import_rows"].aggregate([{"$match": lines}, {"$set": age}, {"$sort": order}, {"$group": first}])
    chosen = tx["import_rows"].find({"_id": {"$in": [each["line"] for each in found]}})
    return {line["transaction_id"]: cast(ImportRow, line) for line in chosen}


def _oldest_first(tx: Scope, import_ids: Sequence[ObjectId]) -> list[ObjectId]:
    return [document["_id"] for document in find_source_fields(tx, import_ids)]


def find_imports_containing(
    tx: Scope, import_id: ObjectId, transaction_ids: Sequence[ObjectId]
) -> dict[ObjectId, set[ObjectId]]:
    """Returns the other imports, not undone, that created or repeat some transactions; by transaction."""
    fallen = tx["imports"].distinct("_id", {"fallen": True})
    its, others = {"$in": list(transaction_ids)}, {"import_id": {"$nin": [None, import_id, *fallen]}}
    found: dict[ObjectId, set[ObjectId]] = {}
    for line in tx["import_rows"].find({"transaction_id": its, **others}, ("transaction_id", "import_id")):
        found.setdefault(line["transaction_id"], set()).add(line["import_id"])
    for document in tx["transactions"].find({"_id": its, **others}, ("import_id",)):
        found.setdefault(document["_id"], set()).add(document["import_id"])
    return found


def find_source_fields(tx: Scope, import_ids: Sequence[ObjectId]) -> list[SourceFields]:
    """Returns of some imports what says their kind of statement, the oldest first."""
    found = tx["imports"].find({"_id": {"$in": list(import_ids)}}, ("reader", "signature"), sort=OLDEST_FIRST)
    return cast(list[SourceFields], list(found))


def mark_lines_as_created(tx: Scope, lines: Sequence[ImportRow]) -> None:
    """Let lines that repeated a transaction count as those that created it."""
    tx["import_rows"].delete_many({"_id": {"$in": [line["_id"] for line in lines]}})
    moved: dict[ObjectId, Counter[str]] = {}
    for line in lines:
        counts = moved.setdefault(line["import_id"], Counter())
        counts["counts.created"] += 1
        counts[f"counts.{line['outcome']}"] -= 1
    for import_id, counts in moved.items():
        tx["imports"].update_one({"_id": import_id}, {"$inc": {**counts, "revision": 1}})


def find_oldest_import_of(tx: Scope, import_id: ObjectId, account_id: ObjectId) -> ObjectId | None:
    """Returns the oldest other import, not undone, that wrote to an account."""
    query = {**_other(import_id), "targets.account_id": account_id}
    found = tx["imports"].find_one(query, {"_id": True}, sort=OLDEST_FIRST)
    return found["_id"] if found else None


def is_numbered_elsewhere(tx: Scope, import_id: ObjectId, account_id: ObjectId, identifier: str) -> bool:
    """Whether another import, not undone, gives an account this number."""
    target = {"targets": {"$elemMatch": {"account_id": account_id, "identifier": identifier}}}
    given = {"account_id": account_id, "layout.accounts": [identifier]}
    return tx["imports"].find_one({**_other(import_id), "$or": [target, given]}, {"_id": True}) is not None


def _other(import_id: ObjectId) -> Document:
    return {"_id": {"$ne": import_id}, **NOT_UNDONE}
