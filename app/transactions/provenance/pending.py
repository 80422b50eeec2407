"""A pending transaction becomes the posted one in place."""

from collections.abc import Sequence

from bson import ObjectId

from app.infra.database.mongo import Scope
from app.rules.filing import Filing
from app.transactions.documents import Document
from app.transactions.writing.edits import refiled
from app.transactions.writing.posting import Change, rewrite

# What the bank knows better once it has posted; with the name under which a user's word locks it.
FACTS = {
    "date": "date",
    "value_date": "value_date",
    "transaction_date": "transaction_date",
    "amount_minor": "amount",
    "original_amount_minor": "original_amount",
    "original_currency": "original_amount",
    "description": "description",
    "status": "status",
}
_IDENTITY = ("external_id", "fingerprint", "balance_minor")


def settled(pending: Document, posted: Document, filing: Filing, import_id: ObjectId) -> Document:
    """The pending transaction with the facts of the posted line; what a user set of it stays.

    `posted` is the document that the line would have become, `filing` where it belongs, `import_id` the import that
    settles. The transaction stays that of the import that told it first.
    """
    facts = {name: posted[name] for name, lock in FACTS.items() if lock not in pending["locked"]}
    facts |= {name: posted[name] for name in _IDENTITY if posted.get(name) is not None}
    return refiled({**pending, **facts, "settled_by": import_id}, filing)


def settle(tx: Scope, changes: Sequence[Change], import_id: ObjectId, last_seq: int) -> None:
    """Write pending transactions that an import's lines settled, given as (before, after), as changes of that import.

    Numbers are given out up to `last_seq`; a line that settles has reserved one.
    """
    if changes:
        rewrite(tx, changes, {"type": "import", "id": import_id}, last_seq)
