"""The shape of a transaction's document: the one place that names its fields."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypedDict

from bson import ObjectId

from app.merchants.names import merchant_key
from app.rules.filing import Filing

Document = dict[str, Any]


class Part(TypedDict):
    """A part of a split transaction, in minor units of its currency."""

    amount_minor: int
    category_id: ObjectId | None
    category: str | None
    kind: str
    notes: str | None
    # 1 for one part and 0 for the others, so that a split transaction counts once.
    count: int


# What a category change moves together; both names are shown to clients, so both are locked together.
CATEGORY_FIELDS = ("category_id", "category")

# Totals and balances count these; a sentence still being read, or one that could not be, has no amount yet.
COUNTED = ("posted", "pending")

# The sources of what a person entered.
ENTERED = ("manual", "text")

# The fields that say which line of which statement a transaction came from, and under what id.
ORIGIN = ("import_id", "import_row", "external_id", "fingerprint", "balance_minor", "settled_by")

# Rules may each add some; a list of transactions shows them all.
MAX_TAGS = 20


def new_document(  # noqa: PLR0913 - a transaction has this many facts, and each is named at the call
    *,
    transaction_id: ObjectId,
    account_id: ObjectId | None,
    date: datetime,
    amount_minor: int,
    currency: str,
    description: str,
    filing: Filing,
    source: str,
    fingerprint: str,
    now: datetime,
    status: str = "posted",
    value_date: datetime | None = None,
    transaction_date: datetime | None = None,
    original_amount_minor: int | None = None,
    original_currency: str | None = None,
    import_id: ObjectId | None = None,
    import_row: int | None = None,
    external_id: str | None = None,
    locked: Iterable[str] = (),
) -> Document:
    """A transaction as MongoDB keeps it, but for `workspace_id` and `seq`, which posting adds.

    Days are midnight UTC datetimes, amounts signed minor units of their currency (negative: money out).
    `source` is manual, text or import; `status` posted or pending. Only a processing one may lack its account.
    """
    return {
        "_id": transaction_id,
        "account_id": account_id,
        "date": date,
        "value_date": value_date,
        "transaction_date": transaction_date,
        "amount_minor": amount_minor,
        "currency": currency,
        "original_amount_minor": original_amount_minor,
        "original_currency": original_currency,
        "description": description,
        **_filing_fields(filing),
        "status": status,
        "source": source,
        "import_id": import_id,
        "import_row": import_row,
        "external_id": external_id,
        "fingerprint": fingerprint,
        "locked": list(locked),
        **_born(now),
    }


def _filing_fields(filing: Filing) -> Document:
    return {**filed_fields(filing), "tags": list(dict.fromkeys(filing.tags)), "notes": filing.notes}


def _born(now: datetime) -> Document:
    return {"revision": 1, "created_at": now, "updated_at": now}


def processing_document(
    transaction_id: ObjectId, text: str, account_id: ObjectId | None, currency: str, now: datetime
) -> Document:
    """The transaction of a sentence that a worker has yet to read.

    It is kept with the day it was told and amount 0, so that it has its place in every order; clients are
    shown neither until it is filled in.
    """
    return new_document(
        transaction_id=transaction_id,
        account_id=account_id,
        date=datetime(now.year, now.month, now.day, tzinfo=UTC),
        amount_minor=0,
        currency=currency,
        description=text,
        filing=Filing(),
        source="text",
        fingerprint=manual_fingerprint(transaction_id),
        now=now,
        status="processing",
    )


def filed_fields(filing: Filing) -> Document:
    """The fields a filing decides."""
    return {
        **merchant_fields(filing.merchant),
        "category_id": filing.category_id,
        "category": filing.category,
        "category_tier": filing.tier,
        "confidence": filing.confidence,
        "kind": filing.kind,
    }


def merchant_fields(merchant: str | None) -> Document:
    """A merchant's name beside the folded form it is searched and remembered by."""
    return {"merchant": merchant, "merchant_key": merchant_key(merchant) if merchant else None}


def manual_fingerprint(transaction_id: ObjectId) -> str:
    """The fingerprint of what a person entered: equal only to itself, since two equal coffees are two."""
    return f"m:{transaction_id}"


def parts_of(document: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The parts of a transaction; one that is not split is its own only part."""
    return document.get("splits") or (document,)
