"""Turns a pending transaction into the posted one, in place; imports/dedup finds which one a posted line is."""

from collections.abc import Mapping, Sequence

from bson import ObjectId

from app.infra.database.mongo import Scope
from app.rules.filing import Filing
from app.transactions import store
from app.transactions.documents import Change, Transaction, with_fields
from app.transactions.writing.edits import refiled
from app.transactions.writing.posting import rewrite
from app.transactions.writing.transfer_links import unlinked

# The fields that the bank may correct as it posts, each with the name under which a user locks it.
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
_IDENTITY = ("external_id", "fingerprint", "balance_minor", "told_transfer", "counterparty_account", "reference")


def settled(pending: Transaction, posted: Transaction, filing: Filing, import_id: ObjectId) -> Transaction:
    """The pending transaction with the facts of the posted line; locked fields stay.

    `posted` is the document that the line would have become, `filing` its categorisation, `import_id` the import of the
    line. The transaction stays that of the import that created it.
    """
    line: Mapping[str, object] = posted
    facts = {name: line[name] for name, lock in FACTS.items() if lock not in pending["locked"]}
    facts |= {name: line[name] for name in _IDENTITY if line.get(name) is not None}
    return refiled(with_fields(pending, facts, {"settled_by": import_id}), filing)


def settle(tx: Scope, changes: Sequence[Change], import_id: ObjectId, last_seq: int) -> None:
    """Write pending transactions that lines of an import posted, given as (before, after), as changes of that import.

    Numbers are given out up to `last_seq`; a line that settles has reserved one.
    """
    if changes:
        rewrite(tx, changes, {"type": "import", "id": import_id}, last_seq)


def find_open(scope: Scope, account_ids: Sequence[ObjectId]) -> list[Transaction]:
    """The imported transactions of some accounts that are pending or lapsed, but those whose status a user set."""
    return store.find_open(scope, account_ids)


def lapsed(pending: Transaction) -> Transaction:
    """A pending transaction that its bank no longer lists: it counts nowhere, and is no leg of a transfer."""
    alone = unlinked(pending) if pending.get("transfer_id") else pending
    return with_fields(alone, {"status": "lapsed"})


def pending_again(lapsed: Transaction) -> Transaction:
    """A lapsed transaction that its bank lists once more."""
    return with_fields(lapsed, {"status": "pending"})
