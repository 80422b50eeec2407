"""Reverting one change of a transaction, field by field."""

from collections.abc import Mapping

from app.transactions.documents import Transaction, with_fields
from app.transactions.event_documents import Modification


def reverted(document: Transaction, event: Modification) -> tuple[Transaction, list[str]]:
    """The document without what an event changed, and the fields that were changed again since.

    A field goes back to what it was before if it still is what the event made it; else it stays.
    """
    now: Mapping[str, object] = document
    before: Mapping[str, object] = event["before"]
    after: Mapping[str, object] = event["after"]
    moved = [name for name in after if now.get(name) != before.get(name)]
    restored = {name: before.get(name) for name in moved if now.get(name) == after[name]}
    return with_fields(document, restored), [name for name in moved if name not in restored]
