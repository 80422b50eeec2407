"""What an import did to transactions, and taking it back: those it created, and its changes to others.

Everything here runs inside a transaction of MongoDB (`Scope.transact`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from app.infra.database.mongo import Document, Scope
from app.transactions.documents import ENTERED, ORIGIN
from app.transactions.provenance import undo_store as store
from app.transactions.store import find_many
from app.transactions.writing.posting import Actor, remove, rewrite
from app.transactions.writing.reverting import reverted


def remove_without_trace(tx: Scope, documents: Sequence[Document], actor: Actor) -> None:
    """Delete transactions that may come back by the next statement that states them."""
    if documents:
        remove(tx.reserve(len(documents)), documents, actor, may_return=True)
        store.forget_known_as(tx, [document["_id"] for document in documents])


def unmatched(scope: Scope, documents: Sequence[Document]) -> list[tuple[Document, Document]]:
    """Transactions that a person entered and a statement told too, before and after they are only entered again.

    What was changed since the two were made one stays.
    """
    events = store.find_matchings(scope, [document["_id"] for document in documents])
    return [(document, _unmatched(document, events[document["_id"]])) for document in documents]


def _unmatched(document: Document, event: Mapping[str, Any]) -> Document:
    origin = {name: event["before"].get(name) for name in ORIGIN if name in event["after"]}
    return {**reverted(document, event)[0], **origin}


def is_entered(document: Mapping[str, Any]) -> bool:
    """Whether a person entered the transaction, be it matched with an imported one since."""
    return document["source"] in ENTERED


def write_changes(tx: Scope, changes: Sequence[tuple[Document, Document]], actor: Actor) -> None:
    """Write transactions, given as (before, after), whose source changes."""
    if changes:
        rewrite(tx.reserve(len(changes)), changes, actor)


@dataclass(frozen=True, slots=True)
class Reverted:
    """How many transactions of a batch of changes went back, and which fields of others stay."""

    count: int
    kept: list[Document]


def revert_changes(
    tx: Scope, import_id: ObjectId, events: Sequence[Document], heirs: Mapping[ObjectId, ObjectId], actor: Actor
) -> Reverted:
    """Take back changes that an import made to transactions that are not its own, given as events, newest first.

    Fields that were changed since stay, and are told as {transaction_id, fields}. The posting of a pending transaction
    that another import states too becomes a change of that one, its heir. A transfer stays whose leg was handed over.
    """
    before = {found["_id"]: found for found in find_many(tx, [event["transaction_id"] for event in events])}
    others = _of_others(tx, import_id, before, events)
    passed = [event for event in others if "settled_by" in event["after"] and event["transaction_id"] in heirs]
    for event in passed:
        store.pass_on(tx, event, heirs[event["transaction_id"]])
    after, kept = _reverted(before, [event for event in others if event not in passed])
    for event in passed:
        key = event["transaction_id"]
        after[key] = {**after.get(key, before[key]), "settled_by": heirs[key]}
    changes = [(before[key], document) for key, document in after.items() if document != before[key]]
    if changes:
        rewrite(tx.reserve(len(changes)), changes, actor)
    told = [{"transaction_id": key, "fields": sorted(fields)} for key, fields in kept.items() if fields]
    return Reverted(len(changes) - len(passed), told)


def _of_others(
    tx: Scope, import_id: ObjectId, documents: Mapping[ObjectId, Document], events: Sequence[Document]
) -> list[Document]:
    """The events about transactions that are there and of another source, and were before the import was undone."""
    meant = {key for event in events for key in (event["transaction_id"], event["after"].get("transfer_id")) if key}
    handed = store.find_handed_over(tx, import_id, list(meant))
    return [
        event
        for event in events
        if (document := documents.get(event["transaction_id"])) is not None
        and document["import_id"] != import_id
        and handed.isdisjoint((event["transaction_id"], event["after"].get("transfer_id")))
    ]


def _reverted(
    documents: Mapping[ObjectId, Document], events: Sequence[Mapping[str, Any]]
) -> tuple[dict[ObjectId, Document], dict[ObjectId, set[str]]]:
    """The documents as they were before the events, and which fields of each stay."""
    after: dict[ObjectId, Document] = {}
    kept: dict[ObjectId, set[str]] = {}
    for event in events:
        key = event["transaction_id"]
        after[key], stays = reverted(after.get(key, documents[key]), event)
        kept.setdefault(key, set()).update(stays)
    return after, kept
