"""Undoes what an import did to transactions: removes those it created, reverts its changes to others.

Everything here runs inside a transaction of MongoDB (`Scope.transact`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from bson import ObjectId

from app.infra.database.mongo import Scope
from app.transactions.documents import ENTERED, ORIGIN, Actor, Change, Transaction, with_fields
from app.transactions.event_documents import Modification
from app.transactions.provenance import undo_store as store
from app.transactions.store import find_many
from app.transactions.writing.posting import remove, rewrite
from app.transactions.writing.reverting import reverted


def remove_without_trace(tx: Scope, documents: Sequence[Transaction], actor: Actor) -> None:
    """Delete transactions in such a way that another statement with the same lines brings them back."""
    if documents:
        remove(tx.reserve(len(documents)), documents, actor, may_return=True)
        store.forget_aliases(tx, [document["_id"] for document in documents])


def unmatched(scope: Scope, documents: Sequence[Transaction]) -> list[Change]:
    """Transactions that a person entered and matched with imported ones, before and after the match is taken back.

    What was changed since the match stays.
    """
    events = store.find_matchings(scope, [document["_id"] for document in documents])
    return [(document, _unmatched(document, events[document["_id"]])) for document in documents]


def _unmatched(document: Transaction, event: Modification) -> Transaction:
    origin = {name: event["before"].get(name) for name in ORIGIN if name in event["after"]}
    return with_fields(reverted(document, event)[0], origin)


def is_entered(document: Transaction) -> bool:
    """Whether a person entered the transaction, even if it was matched with an imported one since."""
    return document["source"] in ENTERED


def write_changes(tx: Scope, changes: Sequence[Change], actor: Actor) -> None:
    """Write transactions, given as (before, after), that become another import's or nobody's."""
    if changes:
        rewrite(tx.reserve(len(changes)), changes, actor)


class KeptFields(TypedDict):
    """The fields of a transaction that were changed again since, and so are not reverted."""

    transaction_id: ObjectId
    fields: list[str]


@dataclass(frozen=True, slots=True)
class Reverted:
    """How many transactions of a batch of changes were reverted, and which fields were not."""

    count: int
    kept: list[KeptFields]


def revert_changes(
    tx: Scope, import_id: ObjectId, events: Sequence[Modification], owners: Mapping[ObjectId, ObjectId], actor: Actor
) -> Reverted:
    """Revert changes that an import made to transactions of other sources, given as events, newest first.

    Fields that were changed again since stay. `owners` are other imports with the same lines, by transaction: where the
    import posted a pending transaction, that becomes the change of the owner. A transfer stays whose leg was handed
    over to another import.
    """
    before = {found["_id"]: found for found in find_many(tx, [event["transaction_id"] for event in events])}
    others = _of_others(tx, import_id, before, events)
    passed = [event for event in others if "settled_by" in event["after"] and event["transaction_id"] in owners]
    for event in passed:
        store.pass_on(tx, event, owners[event["transaction_id"]])
    after, kept = _reverted(before, [event for event in others if event not in passed])
    for event in passed:
        key = event["transaction_id"]
        after[key] = {**after.get(key, before[key]), "settled_by": owners[key]}
    changes = [(before[key], document) for key, document in after.items() if document != before[key]]
    write_changes(tx, changes, actor)
    stays = [KeptFields(transaction_id=key, fields=sorted(names)) for key, names in kept.items() if names]
    return Reverted(len(changes) - len(passed), stays)


def _of_others(
    tx: Scope, import_id: ObjectId, documents: Mapping[ObjectId, Transaction], events: Sequence[Modification]
) -> list[Modification]:
    """The events about existing transactions that are not, and were not, the import's own."""
    meant = {key for event in events for key in (event["transaction_id"], event["after"].get("transfer_id")) if key}
    handed = store.find_handed_over(tx, import_id, list(meant))
    partners = {event["before"].get("transfer_id") for event in events if _breaks_transfer(event)}
    lapsed = store.find_lapsed_by(tx, import_id, [partner for partner in partners if partner])
    return [
        event
        for event in events
        if (not _breaks_transfer(event) or event["before"].get("transfer_id") in lapsed)
        and (document := documents.get(event["transaction_id"])) is not None
        and document["import_id"] != import_id
        and handed.isdisjoint((event["transaction_id"], event["after"].get("transfer_id")))
    ]


def _breaks_transfer(event: Modification) -> bool:
    """Whether an event took a leg out of a transfer: those that lost it to a better partner are paired anew."""
    return bool(event["before"].get("transfer_id")) and "status" not in event["after"]


def _reverted(
    documents: Mapping[ObjectId, Transaction], events: Sequence[Modification]
) -> tuple[dict[ObjectId, Transaction], dict[ObjectId, set[str]]]:
    """The documents as they were before the events, and which fields of each stay."""
    after: dict[ObjectId, Transaction] = {}
    kept: dict[ObjectId, set[str]] = {}
    for event in events:
        key = event["transaction_id"]
        after[key], stays = reverted(after.get(key, documents[key]), event)
        kept.setdefault(key, set()).update(stays)
    return after, kept
