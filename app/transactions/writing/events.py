"""What happened to a transaction after its birth, as documents of transaction_events."""

from datetime import UTC, datetime
from typing import Any

from app.transactions.documents import Document

# They move with every change and say nothing about what changed.
_BOOKKEEPING = frozenset({"seq", "revision", "updated_at"})


def modification(before: Document, after: Document, actor: dict[str, Any]) -> Document:
    """The event of a change: the changed fields before and after, and who changed them."""
    changed = [name for name in after if name not in _BOOKKEEPING and before.get(name) != after[name]]
    return {
        **_event("modified", after, after["seq"], actor),
        "before": {name: before.get(name) for name in changed},
        "after": {name: after[name] for name in changed},
    }


def deletion(document: Document, seq: int, actor: dict[str, Any], *, may_return: bool) -> Document:
    """The event of a deletion: the whole last state, and the fingerprint unless it may come back."""
    event = {**_event("deleted", document, seq, actor), "before": document, "after": None}
    return event if may_return else {**event, "fingerprint": document["fingerprint"]}


def _event(what: str, document: Document, seq: int, actor: dict[str, Any]) -> Document:
    return {
        "seq": seq,
        "type": what,
        "transaction_id": document["_id"],
        "actor": actor,
        "at": datetime.now(UTC),
    }
