"""The documents of transactions, their parts and aliases: the one place that names their fields.

Stores cast what MongoDB returns to these types once; a misspelt field is then an error of mypy.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NotRequired, TypedDict, cast, final

from bson import ObjectId

from app.merchants.names import merchant_key
from app.rules.filing import Filing

# What a category change moves together; both names are shown to clients, so both are locked together.
CATEGORY_FIELDS = ("category_id", "category")

# Totals and balances count these; a sentence still being read, or one that could not be, has no amount yet.
COUNTED = ("posted", "pending")

# What the bank has not booked yet, or no longer lists: a booked line of a statement may be it.
OPEN = ("pending", "lapsed")

# These have a day and an amount; a pending one that lapsed is shown, and counts nowhere.
KNOWN = (*COUNTED, "lapsed")

# The sources of what a person entered.
ENTERED = ("manual", "text", "receipt")

# The fields that say which line of which statement a transaction came from, and under what id.
ORIGIN = ("import_id", "import_row", "external_id", "fingerprint", "balance_minor", "settled_by")

# Rules may each add some; a list of transactions shows them all.
MAX_TAGS = 20


class Part(TypedDict):
    """A part of a split transaction, in minor units of its currency."""

    amount_minor: int
    category_id: ObjectId | None
    category: str | None
    kind: str
    notes: str | None
    # 1 for one part and 0 for the others, so that a split transaction counts once.
    count: int


class BeforeTransfer(TypedDict):
    """How a leg of a transfer was categorised before it became one."""

    kind: str
    category_id: ObjectId | None
    category: str | None
    category_tier: str
    confidence: float | None


class MerchantFields(TypedDict):
    """A merchant's name, and the folded form it is searched and remembered by."""

    merchant: str | None
    merchant_key: str | None


@final
class FiledFields(MerchantFields):
    """The fields that rules, merchant memory and lexicon decide."""

    category_id: ObjectId | None
    category: str | None
    category_tier: str
    confidence: float | None
    kind: str


class Leg(TypedDict):
    """What is read of a transaction to find out whether it is a leg of a transfer."""

    _id: ObjectId
    account_id: ObjectId
    date: datetime
    amount_minor: int
    currency: str
    description: str
    merchant: str | None
    category: str | None
    kind: str
    category_tier: str
    locked: list[str]
    fingerprint: str
    transfer_id: NotRequired[ObjectId | None]
    splits: NotRequired[list[Part]]
    # What its statement says of the movement: that it is one between own accounts, the number or name of the other
    # account, and a reference that both legs carry.
    told_transfer: NotRequired[bool]
    told_lapsed: NotRequired[bool]  # as the export of ours that created it says
    counterparty_account: NotRequired[str]
    reference: NotRequired[str]


@final
class Transaction(Leg):
    """A transaction as MongoDB keeps it.

    Days are midnight UTC datetimes, amounts signed minor units of their currency (negative: money out). Only one that
    a worker has yet to read, or could not, may have the account None; it is not counted and in no transfer.
    """

    value_date: datetime | None
    transaction_date: datetime | None
    original_amount_minor: int | None
    original_currency: str | None
    merchant_key: str | None
    category_id: ObjectId | None
    confidence: float | None
    # posted, pending, lapsed, processing or failed
    status: str
    tags: list[str]
    notes: str | None
    # manual, text, receipt or import
    source: str
    import_id: ObjectId | None
    import_row: int | None
    external_id: str | None
    revision: int
    created_at: datetime
    updated_at: datetime
    # Set as it is written. `seq` is the number of the last change, `first_seq` that of the creation.
    workspace_id: NotRequired[ObjectId]
    seq: NotRequired[int]
    first_seq: NotRequired[int]
    # The balance of the account after it, according to its statement.
    balance_minor: NotRequired[int | None]
    # The import whose line posted a pending transaction.
    settled_by: NotRequired[ObjectId | None]
    before_transfer: NotRequired[BeforeTransfer | None]
    # A line about it, made on request (insights/summaries) from what it and its merchant's others were then.
    summary: NotRequired[str | None]
    # The file of its receipt; what was read in it is in the job of that id.
    receipt_id: NotRequired[ObjectId | None]


class Payment(TypedDict):
    """What is read of a transaction to see in which rhythm, and at what price, its merchant is paid."""

    _id: ObjectId
    date: datetime
    amount_minor: int
    currency: str
    merchant: str | None
    merchant_key: str | None
    category_id: ObjectId | None
    category: str | None
    kind: str


class RepeatedPayment(TypedDict):
    """Payments of one amount to one merchant on one day, the newest of them."""

    merchant: str
    date: datetime
    amount_minor: int
    transaction_ids: list[ObjectId]


class Changes(TypedDict, total=False):
    """Some fields of a transaction: those that a change sets, or an event kept."""

    account_id: ObjectId
    date: datetime
    value_date: datetime | None
    transaction_date: datetime | None
    amount_minor: int
    currency: str
    original_amount_minor: int | None
    original_currency: str | None
    description: str
    merchant: str | None
    merchant_key: str | None
    category_id: ObjectId | None
    category: str | None
    category_tier: str
    confidence: float | None
    kind: str
    status: str
    tags: list[str]
    notes: str | None
    locked: list[str]
    splits: list[Part]
    import_id: ObjectId | None
    import_row: int | None
    external_id: str | None
    fingerprint: str
    balance_minor: int | None
    settled_by: ObjectId | None
    transfer_id: ObjectId | None
    before_transfer: BeforeTransfer | None
    summary: str | None
    receipt_id: ObjectId | None


# A transaction before and after it was changed.
Change = tuple[Transaction, Transaction]


class Actor(TypedDict):
    """Who changed a transaction: a user, an import, its undoing, a job; `id` says which, where there are several."""

    type: str
    id: NotRequired[ObjectId | str | None]


class Alias(TypedDict):
    """A further fingerprint of a transaction (see provenance/fingerprint_store.py)."""

    _id: NotRequired[ObjectId]
    fingerprint: str
    transaction_id: ObjectId
    import_id: ObjectId | None
    kind: str
    pending: bool


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
) -> Transaction:
    """A new transaction, without what posting adds; only one that is processing may lack its account."""
    return {
        "_id": transaction_id,
        "account_id": cast("ObjectId", account_id),
        "date": date,
        "value_date": value_date,
        "transaction_date": transaction_date,
        "amount_minor": amount_minor,
        "currency": currency,
        "original_amount_minor": original_amount_minor,
        "original_currency": original_currency,
        "description": description,
        **filed_fields(filing),  # type: ignore[typeddict-item]  # it cannot have the optional fields
        "tags": list(dict.fromkeys(filing.tags)),
        "notes": filing.notes,
        "status": status,
        "source": source,
        "import_id": import_id,
        "import_row": import_row,
        "external_id": external_id,
        "fingerprint": fingerprint,
        "locked": list(locked),
        "revision": 1,
        "created_at": now,
        "updated_at": now,
    }


def processing_document(
    transaction_id: ObjectId,
    text: str,
    account_id: ObjectId | None,
    currency: str,
    now: datetime,
    source: str = "text",
) -> Transaction:
    """The transaction of a sentence, or of a receipt, that a worker has yet to read.

    It is kept with today's date and amount 0, so that it has its place in every order; clients are shown neither until
    it is filled in.
    """
    return new_document(
        transaction_id=transaction_id,
        account_id=account_id,
        date=datetime(now.year, now.month, now.day, tzinfo=UTC),
        amount_minor=0,
        currency=currency,
        description=text,
        filing=Filing(),
        source=source,
        fingerprint=manual_fingerprint(transaction_id),
        now=now,
        status="processing",
    )


def with_fields(document: Transaction, *fields: Mapping[str, object]) -> Transaction:
    """The transaction with some fields set that are only known by name as it runs."""
    merged: dict[str, object] = {**document}
    for each in fields:
        merged.update(each)
    return cast("Transaction", merged)


def some_fields(document: Mapping[str, object], names: Iterable[str]) -> dict[str, object]:
    """Some fields of a document that are only known by name as it runs; it has all of them."""
    return {name: document[name] for name in names}


def filed_fields(filing: Filing) -> FiledFields:
    """The fields a filing decides."""
    return {
        **merchant_fields(filing.merchant),
        "category_id": filing.category_id,
        "category": filing.category,
        "category_tier": filing.tier,
        "confidence": filing.confidence,
        "kind": filing.kind,
    }


def merchant_fields(merchant: str | None) -> MerchantFields:
    """A merchant's name beside the folded form it is searched and remembered by."""
    return {"merchant": merchant, "merchant_key": merchant_key(merchant) if merchant else None}


def manual_fingerprint(transaction_id: ObjectId) -> str:
    """The fingerprint of what a person entered: equal only to itself, since two equal coffees are two."""
    return f"m:{transaction_id}"


def parts_of(document: Transaction) -> Sequence[Part]:
    """The parts of a transaction; one that is not split is its own only part, without a `count`."""
    return document.get("splits") or (cast("Part", document),)
