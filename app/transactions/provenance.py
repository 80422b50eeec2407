"""What an import did to transactions, and taking it back: those it created, and its changes to others.

Everything here runs inside a transaction of MongoDB (`Scope.transact`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from app.infra.mongo import Document, Scope
from app.transactions import provenance_store as store
from app.transactions.posting import Actor, remove, rewrite
from app.transactions.reverting import reverted
from app.transactions.store import find_many

count_created_by = store.count_created_by
find_created_by = store.find_created_by
find_changed_by_users = store.find_changed_by_users
forget_aliases = store.forget_aliases


def remove_without_trace(tx: Scope, documents: Sequence[Document], actor: Actor) -> None:
    """Delete transactions that may come back by the next statement that states them."""
    if documents:
        remove(tx.reserve(len(documents)), documents, actor, may_return=True)
        store.forget_known_as(tx, [document["_id"] for document in documents])


def hand_over(tx: Scope, changes: Sequence[tuple[Document, Document]], actor: Actor) -> None:
    """Write transactions, given as (before, after), that another import is the source of from now on."""
    if changes:
        rewrite(tx.reserve(len(changes)), changes, actor)


@dataclass(frozen=True, slots=True)
class Reverted:
    """What came of a batch of events: how many transactions went back, which fields of others stay, where to go on.

    `below` is the number of the last event looked at; None when none is left.
    """

    looked_at: int
    count: int
    kept: list[Document]
    below: int | None


def revert_changes(tx: Scope, import_id: ObjectId, actor: Actor, below: int | None, most: int) -> Reverted:
    """Take back the newest of an import's changes to transactions that are not its own, before event `below`.

    Fields that were changed since stay, and are told as {transaction_id, fields}.
    """
    events = store.find_changes_by(tx, import_id, below, most)
    before = {found["_id"]: found for found in find_many(tx, [event["transaction_id"] for event in events])}
    after, kept = _reverted(before, [event for event in events if _is_other(before, event, import_id)])
    changes = [(before[key], document) for key, document in after.items() if document != before[key]]
    if changes:
        rewrite(tx.reserve(len(changes)), changes, actor)
    told = [{"transaction_id": key, "fields": sorted(fields)} for key, fields in kept.items() if fields]
    return Reverted(len(events), len(changes), told, events[-1]["seq"] if events else None)


def _is_other(documents: Mapping[ObjectId, Document], event: Document, import_id: ObjectId) -> bool:
    document = documents.get(event["transaction_id"])
    return document is not None and document["import_id"] != import_id


def _reverted(
    documents: Mapping[ObjectId, Document], events: Sequence[Mapping[str, Any]]
) -> tuple[dict[ObjectId, Document], dict[ObjectId, set[str]]]:
    """The documents as they were before the events, which come newest first, and which fields of each stay."""
    after: dict[ObjectId, Document] = {}
    kept: dict[ObjectId, set[str]] = {}
    for event in events:
        key = event["transaction_id"]
        after[key], stays = reverted(after.get(key, documents[key]), event)
        kept.setdefault(key, set()).update(stays)
    return after, kept
