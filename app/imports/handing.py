"""A transaction whose import is undone, and which another import states too."""

from collections.abc import Mapping
from typing import Any

from app.infra.mongo import Document
from app.rules.categoriser import Categoriser
from app.transactions import service as transactions

# A line's fields, and as what a user locks them.
_TOLD = {"date": "date", "amount_minor": "amount", "description": "description"}


def handed_over(document: Document, line: Mapping[str, Any], categoriser: Categoriser) -> Document:
    """The transaction as of the other import's line: in its words, but for what a user set.

    Lines that are the same by the bank's own id may word it differently; then it is filed by the new words.
    """
    told = {name: line[name] for name, lock in _TOLD.items() if lock not in document["locked"] and name in line}
    if document.get("settled_by"):
        # A pending one that became posted: the line may be the pending one again.
        told = {}
    after = {**document, **told, "import_id": line["import_id"], "import_row": line["row"]}
    if after["description"] == document["description"]:
        return after
    filing = categoriser.file(after["description"], after["amount_minor"], after["currency"], after["account_id"])
    return transactions.refiled(after, filing)
