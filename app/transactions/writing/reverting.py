"""Taking a change of a transaction back, field by field."""

from collections.abc import Mapping
from typing import Any

from app.transactions.documents import Document


def reverted(document: Document, event: Mapping[str, Any]) -> tuple[Document, list[str]]:
    """The document without what an event (events.modification) changed, and the fields that were changed since.

    A field goes back to what it was before if it is still what the event made it; else it stays.
    """
    before, after = event["before"], event["after"]
    moved = [name for name in after if document.get(name) != before.get(name)]
    restored = {name: before.get(name) for name in moved if document.get(name) == after[name]}
    return {**document, **restored}, [name for name in moved if name not in restored]
