"""Writes transactions together with all that follows from them: events, month totals and balances.

Everything here runs inside a transaction of MongoDB (`Scope.transact`), so the invariant holds at every
moment: totals equal the sums of the transactions, a balance the opening balance plus its transactions.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import cast

from bson import ObjectId

from app.accounts import service as accounts
from app.infra.database import files
from app.infra.database.mongo import Scope
from app.rules.filing import Filing
from app.transactions import store
from app.transactions.documents import COUNTED, Actor, Change, Transaction
from app.transactions.event_documents import Deletion, Modification
from app.transactions.totals import store as totals_store
from app.transactions.totals.ledger import Ledger
from app.transactions.writing.edits import refiled, without_stale_summary
from app.transactions.writing.events import deletion, modification
from app.transactions.writing.splits import without_broken_split
from app.transactions.writing.transfer_links import is_parted, unlinked, without_broken_transfer


def post_batch(tx: Scope, documents: Sequence[Transaction]) -> None:
    """Insert new transactions (documents.new_document) with their totals and balances.

    `tx` must have reserved a number for each; they are given out in order, the last one being `tx.seq`. The first
    number of a transaction stays as `first_seq`.
    Raises AlreadyThere when a fingerprint is taken, NotFound when an account is gone.
    """
    if not documents:
        return
    for seq, document in enumerate(documents, tx.seq - len(documents) + 1):
        document["seq"] = document["first_seq"] = seq
    store.insert(tx, documents)
    _write_sums(tx, Ledger(documents))


def rewrite(tx: Scope, changes: Sequence[Change], actor: Actor, last_seq: int | None = None) -> None:
    """Write changed transactions, given as (before, after), with events that name the actor.

    Numbers are given out in order up to `last_seq` (default: `tx.seq`). `after` gets its `seq`, next revision
    and time of change here, and loses a split that no longer adds up and a transfer it no longer is a leg of.
    """
    first = (tx.seq if last_seq is None else last_seq) - len(changes) + 1
    ledger, events, now = Ledger(), list[Modification | Deletion](), datetime.now(UTC)
    for seq, (before, after) in enumerate(changes, first):
        _complete(before, after, seq, now)
        events.append(modification(before, after, actor))
        ledger.replace(before, after)
    store.replace(tx, changes)
    store.insert_events(tx, events)
    _write_sums(tx, ledger)
    _free_other_legs(tx, [before for before, after in changes if is_parted(before, after)], actor)


def _complete(before: Transaction, after: Transaction, seq: int, now: datetime) -> None:
    """Set what every change sets, and take away what no longer fits."""
    follows = {**without_broken_split(after), **without_broken_transfer(before, after)}
    after.update(cast("Transaction", follows))
    after.update(cast("Transaction", without_stale_summary(before, after)))
    after.update({"seq": seq, "revision": before["revision"] + 1, "updated_at": now})


def remove(
    tx: Scope,
    documents: Sequence[Transaction],
    actor: Actor,
    *,
    may_return: bool = False,
    matched: ObjectId | None = None,
) -> None:
    """Delete transactions; each leaves an event with its whole last state and uses up one number.

    Unless it `may_return`, the event keeps the fingerprint, so that importing its statement again does not bring it
    back. `matched` is the transaction that they were found to be the same as; the files of their receipts are its then,
    and otherwise deleted.
    """
    ledger, events = Ledger(), list[Modification | Deletion]()
    for seq, document in enumerate(documents, tx.seq - len(documents) + 1):
        event = deletion(document, seq, actor, may_return=may_return)
        if matched:
            event["matched"] = matched
        events.append(event)
        ledger.add(document, times=-1)
    store.delete(tx, [document["_id"] for document in documents])
    store.insert_events(tx, events)
    if matched is None:
        _delete_receipts(tx, documents)
    _write_sums(tx, ledger)
    _free_other_legs(tx, documents, actor)


def _delete_receipts(tx: Scope, documents: Sequence[Transaction]) -> None:
    for receipt_id in filter(None, (document.get("receipt_id") for document in documents)):
        files.remove_file(tx, receipt_id)


def _free_other_legs(tx: Scope, gone: Sequence[Transaction], actor: Actor) -> None:
    """Unlink the other legs of transfers that lost one, and categorise them as before."""
    others = {other: document["_id"] for document in gone if (other := document.get("transfer_id"))}
    found = store.find_many(tx, others)
    left = [leg for leg in found if leg.get("transfer_id") == others[leg["_id"]]]
    if left:
        rewrite(tx.reserve(len(left)), [(leg, unlinked(leg)) for leg in left], actor)


def reassign(
    tx: Scope, transaction_ids: Sequence[ObjectId], file: Callable[[Transaction], Filing], actor: Actor
) -> int:
    """Categorise past transactions anew, as `file` decides on each; what a user set stays.

    `tx` must have reserved a number for each id. Returns how many changed.
    """
    changes = []
    for before in store.find_many(tx, transaction_ids):
        after = refiled(before, file(before)) if _may_be_refiled(before) else before
        if after != before:
            changes.append((before, after))
    if changes:
        rewrite(tx, changes, actor)
    return len(changes)


def _may_be_refiled(document: Transaction) -> bool:
    """Whether the transaction has an amount and is no leg of a transfer, which its other leg categorises."""
    return document["status"] in COUNTED and not document.get("transfer_id")


def _write_sums(tx: Scope, ledger: Ledger) -> None:
    totals_store.add_totals(tx, ledger)
    if ledger.balances:
        accounts.add_to_balances(tx, ledger.balances)
