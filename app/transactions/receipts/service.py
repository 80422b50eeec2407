"""Receipts as transactions: one that waits to be read, is filled in, or gives its file to the transaction it is of.

Everything here runs inside a transaction of MongoDB (`Scope.transact`).
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bson import ObjectId

from app.infra.database import files
from app.infra.database.mongo import Scope
from app.infra.problems import Conflict, Invalid, NotFound, found_at
from app.merchants.similarity import similarity
from app.rules import service as rules
from app.transactions import store
from app.transactions.documents import (
    KNOWN,
    Actor,
    Transaction,
    manual_fingerprint,
    new_document,
    processing_document,
)
from app.transactions.references import account_at
from app.transactions.writing.changes import get
from app.transactions.writing.edits import filled
from app.transactions.writing.posting import post_batch, remove, rewrite

# The bank may book so many days after the purchase, or before the day that a receipt names.
WITHIN = timedelta(days=5)
_UNREAD = "Receipt"


class Purchase(NamedTuple):
    """What a receipt told: signed minor units, the day (None where it names none), and what stands for it then."""

    amount_minor: int
    currency: str
    day: datetime | None
    today: datetime
    merchant: str | None


class SeveralMatches(Conflict):
    """More than one transaction can be the receipt's."""

    code, title = "several_matches", "Several transactions match"


def open_receipt(tx: Scope, receipt_id: ObjectId, account_id: ObjectId | None, currency: str) -> None:
    """Post the processing transaction of a receipt under the receipt's own id; raises UnknownReference."""
    if account_id is not None:
        currency = account_at(tx, account_id)["currency"]
    waiting = processing_document(receipt_id, _UNREAD, account_id, currency, datetime.now(UTC), source="receipt")
    post_batch(tx, [{**waiting, "receipt_id": receipt_id}])


def attach_receipt(
    tx: Scope, transaction_id: ObjectId, receipt_id: ObjectId, account_id: ObjectId | None, actor: Actor
) -> None:
    """Give a transaction a receipt, in place of the one it may have.

    Raises UnknownReference at /transaction_id, Conflict `still_processing` while something else is read for it, Invalid
    `account_mismatch` at /account_id where it is of another account.
    """
    before = found_at("/transaction_id", get, tx, transaction_id)
    if before["status"] == "processing":
        raise Conflict.at("/transaction_id", "It is still being read; try again in a moment.", code="still_processing")
    named = account_at(tx, account_id)["_id"] if account_id else None
    if named and before["status"] in KNOWN and before["account_id"] != named:
        raise Invalid.at("/account_id", "The transaction is of another account.", code="account_mismatch")
    if earlier := before.get("receipt_id"):
        files.remove_file(tx, earlier)
    rewrite(tx, [(before, {**before, "receipt_id": receipt_id})], actor)


def find_of_receipt(scope: Scope, receipt_id: ObjectId) -> Transaction:
    """The transaction that has a receipt; raises NotFound, as after its deletion."""
    found = store.find_of_receipt(scope, receipt_id)
    if found is None:
        raise NotFound("The transaction of the receipt was deleted.")
    return found


def find_match(scope: Scope, mine: Transaction, purchase: Purchase) -> Transaction | None:
    """The only transaction that the receipt of a processing one can be of; None for none.

    Of several those that name the same merchant are left. Raises SeveralMatches for more than one.
    """
    if purchase.day is None or mine["status"] in KNOWN:
        return None
    days = purchase.day - WITHIN, purchase.day + WITHIN
    found = store.find_like(scope, purchase.amount_minor, purchase.currency, days)
    account_id: ObjectId | None = mine["account_id"]
    likely = [each for each in found if account_id in (None, each["account_id"])]
    if len(likely) > 1:
        likely = [each for each in likely if is_alike(purchase.merchant, each)] or likely
    if len(likely) > 1:
        raise SeveralMatches(
            "Several transactions have this amount within 5 days; send the receipt again with transaction_id, or set "
            "the amount of this one.",
            transaction_ids=[str(each["_id"]) for each in likely],
        )
    return likely[0] if likely else None


def is_alike(merchant: str | None, document: Transaction) -> bool:
    """Whether a transaction's texts share a word with a merchant's name."""
    return merchant is not None and similarity(merchant, merchant, document) > 0


def hand_over(tx: Scope, mine: Transaction, theirs: Transaction, actor: Actor) -> None:
    """Give the receipt of a processing transaction to the one it is of, which stays as it is; the former is gone."""
    receipt_id = mine.get("receipt_id")
    remove(tx, [mine], actor, may_return=True, matched=theirs["_id"])
    rewrite(tx.reserve(1), [(theirs, {**theirs, "receipt_id": receipt_id})], actor)


def fill_in_receipt(tx: Scope, mine: Transaction, purchase: Purchase, account_id: ObjectId, actor: Actor) -> None:
    """Make a processing transaction the one that its receipt tells of."""
    merchant = purchase.merchant
    candidate = rules.Candidate(
        merchant or _UNREAD, purchase.amount_minor, purchase.currency, account_id=account_id, merchant=merchant or ""
    )
    fresh = new_document(
        transaction_id=mine["_id"],
        account_id=account_id,
        date=purchase.day or purchase.today,
        amount_minor=purchase.amount_minor,
        currency=purchase.currency,
        description=merchant or _UNREAD,
        filing=rules.kept_categoriser(tx).file(candidate),
        source=mine["source"],
        fingerprint=manual_fingerprint(mine["_id"]),
        now=datetime.now(UTC),
    )
    rewrite(tx, [(mine, filled(mine, {**fresh, "receipt_id": mine.get("receipt_id")}))], actor)


def mark_unread(tx: Scope, receipt_id: ObjectId) -> None:
    """Mark the processing transaction of a receipt that could not be read as failed; its file stays."""
    before = store.find_of_receipt(tx, receipt_id)
    if before is not None and before["status"] == "processing":
        rewrite(tx, [(before, {**before, "status": "failed"})], {"type": "engine", "id": "local"})
