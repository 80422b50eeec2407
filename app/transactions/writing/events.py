"""The events of a transaction's history: changes and deletions, as documents of transaction_events."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast

from app.transactions.documents import Actor, Changes, Transaction, some_fields
from app.transactions.event_documents import Deletion, Modification

# They move with every change and say nothing about what changed.
_BOOKKEEPING = frozenset({"seq", "revision", "updated_at"})


def modification(before: Transaction, after: Transaction, actor: Actor) -> Modification:
    """The event of a change: the changed fields before and after, and who changed them."""
    new: Mapping[str, object] = after
    changed = [name for name in new if name not in _BOOKKEEPING and before.get(name) != new[name]]
    return {
        "seq": after["seq"],
        "type": "modified",
        "transaction_id": after["_id"],
        "actor": actor,
        "at": datetime.now(UTC),
        "before": cast("Changes", {name: before.get(name) for name in changed}),
        "after": cast("Changes", some_fields(after, changed)),
    }


def deletion(document: Transaction, seq: int, actor: Actor, *, may_return: bool) -> Deletion:
    """The event of a deletion: the whole last state, and the fingerprint unless it may come back."""
    event: Deletion = {
        "seq": seq,
        "type": "deleted",
        "transaction_id": document["_id"],
        "actor": actor,
        "at": datetime.now(UTC),
        "before": document,
        "after": None,
    }
    if not may_return:
        event["fingerprint"] = document["fingerprint"]
    return event
