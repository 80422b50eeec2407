"""Imports in MongoDB: the imports, the lines that became no transaction, and the saved mappings."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import cast

from bson import ObjectId
from pymongo import ASCENDING

from app.imports.documents import (
    CreatedRow,
    Days,
    ImportDocument,
    ImportRow,
    LayoutFields,
    MappingFields,
    SavedMapping,
    SourceFields,
    Target,
)
from app.infra.database.indexes import Indexes, index
from app.infra.database.keyset import BY_CREATION, NEWEST_FIRST, Place, older_than
from app.infra.database.mongo import Document, Scope

INDEXES: Indexes = {
    "imports": [
        BY_CREATION,
        index("fallen", partialFilterExpression={"fallen": True}),
        index("targets.account_id"),
    ],
    "import_rows": [
        index("import_id", "row", unique=True),
        index(
            "transaction_id",
            "import_id",
            "row",
            partialFilterExpression={"transaction_id": {"$exists": True}},
        ),
    ],
    "import_mappings": [
        index("signature", unique=True),
        BY_CREATION,
    ],
}

# Lines keep what they said, of any length.
_ROWS_AT_ONCE = 51
# A file of all rejected lines may have a million of them.
_ALL_ROWS_MS = 300_000

OUTCOMES = ("created", "duplicate", "rejected", "ignored")


def insert(tx: Scope, document: ImportDocument) -> None:
    """Insert a new import."""
    tx["imports"].insert_one(dict(document))


def find(scope: Scope, import_id: ObjectId) -> ImportDocument | None:
    """Returns an import by its id."""
    return cast(ImportDocument | None, scope["imports"].find_one({"_id": import_id}))


def find_page(scope: Scope, before: Place | None, limit: int) -> Iterator[ImportDocument]:
    """Returns imports older than one, newest first."""
    found = scope["imports"].each(older_than(before), sort=NEWEST_FIRST, limit=limit)
    return cast(Iterator[ImportDocument], found)


def set_layout(scope: Scope, import_id: ObjectId, fields: LayoutFields) -> None:
    """Store how the file is read, for runs to come."""
    scope["imports"].update_one({"_id": import_id}, {"$set": dict(fields), "$inc": {"revision": 1}})


def find_accounts_of_kind(scope: Scope, signature: str) -> list[ObjectId]:
    """Returns the accounts that earlier statements of the same kind went to, but for those that were undone."""
    return scope["imports"].distinct("targets.account_id", {"signature": signature, "fallen": {"$ne": True}})


def advance(
    tx: Scope,
    import_id: ObjectId,
    done: int,
    counts: Mapping[str, int],
    targets: Sequence[Target],
    days: Mapping[ObjectId, Days],
    differing: int,
) -> bool:
    """Move the checkpoint from `done` lines on, by the outcomes of a batch; False when it stands elsewhere.

    `days` are the first and the last day of its rows in each account; `differing` is how many differ from the
    transaction of their id.
    """
    moved: Document = {f"counts.{outcome}": count for outcome, count in counts.items()}
    moved["differing"] = differing
    change: Document = {"$inc": {**moved, "lines": sum(counts.values()), "revision": 1}}
    # Added, not set: the lines behind this batch may have claimed accounts already.
    change["$addToSet"] = {"targets": {"$each": list(targets)}}
    if days:
        change |= _widened(days)
    return tx["imports"].update_one({"_id": import_id, "lines": done}, change).matched_count == 1


def _widened(days: Mapping[ObjectId, Days]) -> Document:
    """Returns the change by which the days of an import, and of its accounts, come to span others."""
    first = {f"days.{account_id}.first": each[0] for account_id, each in days.items()}
    last = {f"days.{account_id}.last": each[1] for account_id, each in days.items()}
    return {
        "$min": {**first, "first_day": min(first.values())},
        "$max": {**last, "last_day": max(last.values())},
    }


def add_target(tx: Scope, import_id: ObjectId, target: Target) -> None:
    """Record an account that an import writes to."""
    tx["imports"].update_one({"_id": import_id}, {"$addToSet": {"targets": target}})


def find_other_imports(scope: Scope, account_ids: Sequence[ObjectId], but: ObjectId) -> list[SourceFields]:
    """Returns the other imports that wrote to some accounts, undone ones too: of each its kind and its days."""
    query = {"targets.account_id": {"$in": list(account_ids)}, "_id": {"$ne": but}}
    found = scope["imports"].find(query, ("reader", "signature", "first_day", "last_day"))
    return cast(list[SourceFields], list(found))


def find_standing_imports(scope: Scope, account_ids: Sequence[ObjectId]) -> dict[ObjectId, SourceFields]:
    """Returns the imports that wrote to some accounts and are not undone: of each its kind, its days, its accounts."""
    query = {"targets.account_id": {"$in": list(account_ids)}, "fallen": {"$ne": True}}
    shown = ("reader", "signature", "first_day", "last_day", "days", "created_at", "targets", "is_whole")
    return {each["_id"]: cast(SourceFields, each) for each in scope["imports"].find(query, shown)}


def find_imports_repeating(scope: Scope, transaction_ids: Sequence[ObjectId]) -> dict[ObjectId, dict[ObjectId, bool]]:
    """Returns the imports that have lines of some transactions which others created, by transaction.

    Of each whether its line says that the transaction has lapsed.
    """
    found: dict[ObjectId, dict[ObjectId, bool]] = {}
    query = {"transaction_id": {"$in": list(transaction_ids)}}
    for line in scope["import_rows"].find(query, ("transaction_id", "import_id", "lapsed")):
        found.setdefault(line["transaction_id"], {})[line["import_id"]] = line.get("lapsed", False)
    return found


def accounts_of(fields: SourceFields) -> set[ObjectId]:
    """Returns the accounts an import wrote to."""
    return {target["account_id"] for target in fields.get("targets", [])}


def mark_whole(tx: Scope, import_id: ObjectId, *, is_whole: bool) -> None:
    """Record that all of a bank's statement is in, or that the rows are none."""
    tx["imports"].update_one({"_id": import_id}, {"$set": {"is_whole": is_whole}})


def find_numbers_of_kind(scope: Scope, signature: str) -> dict[ObjectId, set[str | None]]:
    """Returns the accounts that statements of a kind went to, and under which numbers, but for those undone."""
    found: dict[ObjectId, set[str | None]] = {}
    for document in scope["imports"].find({"signature": signature, "fallen": {"$ne": True}}, ("targets",)):
        for target in document["targets"]:
            found.setdefault(target["account_id"], set()).add(target["identifier"])
    return found


def has_other_imports(scope: Scope, import_id: ObjectId) -> bool:
    """Whether there is any other import."""
    return scope["imports"].find_one({"_id": {"$ne": import_id}}, {"_id": True}) is not None


def insert_rows(tx: Scope, rows: Sequence[ImportRow]) -> None:
    """Insert the lines that became no transaction."""
    if rows:
        tx["import_rows"].insert_many(cast(Sequence[Document], rows))


def find_rows(
    scope: Scope,
    import_id: ObjectId,
    after: int,
    until: int | None = None,
    outcomes: Sequence[str] | None = None,
    limit: int = 0,
) -> Iterator[ImportRow]:
    """Returns lines that became no transaction, from after one row number on (up to another), in file order."""
    span = {"$gt": after} if until is None else {"$gt": after, "$lte": until}
    query: Document = {"import_id": import_id, "row": span}
    if outcomes:
        query["outcome"] = {"$in": list(outcomes)}
    order = [("row", ASCENDING)]
    found = scope["import_rows"].each(query, sort=order, limit=limit, batch_size=_ROWS_AT_ONCE)
    return cast(Iterator[ImportRow], found)


def find_first_with_code(scope: Scope, import_id: ObjectId, code: str) -> ImportRow | None:
    """Returns the first line with a code, in the order of the file."""
    found = scope["import_rows"].find_one({"import_id": import_id, "code": code}, sort=[("row", ASCENDING)])
    return cast(ImportRow | None, found)


def iterate_rejected(scope: Scope, import_id: ObjectId) -> Iterator[ImportRow]:
    """Returns every rejected line, in the order of the file."""
    query = {"import_id": import_id, "outcome": "rejected"}
    order = [("row", ASCENDING)]
    found = scope["import_rows"].each(query, sort=order, batch_size=1000, max_time_ms=_ALL_ROWS_MS)
    return cast(Iterator[ImportRow], found)


def row_numbers(scope: Scope, import_id: ObjectId, after: int, until: int) -> set[int]:
    """Returns the numbers of lines that became no transaction in a span, from the index alone."""
    query = {"import_id": import_id, "row": {"$gt": after, "$lte": until}}
    return {row["row"] for row in scope["import_rows"].find(query, {"_id": False, "row": True})}


def find_created(scope: Scope, import_id: ObjectId, after: int, until: int, limit: int) -> list[CreatedRow]:
    """Returns the first of the transactions that a span of an import's lines created and that still exist."""
    query = {"import_id": import_id, "import_row": {"$gt": after, "$lte": until}}
    fields = ("import_row", "date", "amount_minor", "currency", "description")
    found = scope["transactions"].find(query, fields, sort=[("import_row", ASCENDING)], limit=limit)
    return cast(list[CreatedRow], list(found))


def find_mapping(scope: Scope, signature: str) -> SavedMapping | None:
    """Returns the mapping saved for a header, by the header's signature."""
    return cast(SavedMapping | None, scope["import_mappings"].find_one({"signature": signature}))


def keep_mapping(scope: Scope, signature: str, fields: MappingFields, now: datetime) -> None:
    """Save the mapping for a header, in place of an earlier one."""
    change = {"$set": {**fields, "updated_at": now}, "$setOnInsert": {"created_at": now}, "$inc": {"revision": 1}}
    scope["import_mappings"].update_one({"signature": signature}, change, upsert=True)


def delete_mapping_of(scope: Scope, signature: str) -> None:
    """Delete the mapping saved for a header."""
    scope["import_mappings"].delete_one({"signature": signature})


def find_mapping_by_id(scope: Scope, mapping_id: ObjectId) -> SavedMapping | None:
    """Returns a saved mapping by its id."""
    return cast(SavedMapping | None, scope["import_mappings"].find_one({"_id": mapping_id}))


def page_of_mappings(scope: Scope, before: Place | None, limit: int) -> Iterator[SavedMapping]:
    """Returns saved mappings older than one, newest first."""
    found = scope["import_mappings"].each(older_than(before), sort=NEWEST_FIRST, limit=limit)
    return cast(Iterator[SavedMapping], found)


def delete_mapping(scope: Scope, mapping_id: ObjectId) -> None:
    """Delete a saved mapping."""
    scope["import_mappings"].delete_one({"_id": mapping_id})


def find_mapped(scope: Scope, header: str, but: ObjectId) -> ImportDocument | None:
    """Returns the newest import, but one and those undone, whose sender named the columns below a header."""
    query = {"_id": {"$ne": but}, "fallen": {"$ne": True}, "header": header, "mapping_source": "given"}
    return cast(ImportDocument | None, scope["imports"].find_one(query, sort=NEWEST_FIRST))
