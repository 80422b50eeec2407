"""The checked fields of requests to /transactions, as schemas.py loads them: what the use cases take."""

from datetime import datetime
from decimal import Decimal
from typing import NotRequired, TypedDict

from bson import ObjectId


class PartFields(TypedDict):
    """A part of a split; without a `kind` it has that of its category."""

    amount: Decimal
    category_id: ObjectId | None
    kind: NotRequired[str | None]
    notes: NotRequired[str | None]


class NewFields(TypedDict):
    """A transaction to create from fields."""

    account_id: ObjectId
    amount: Decimal
    date: datetime
    description: str
    currency: NotRequired[str]
    merchant: NotRequired[str]
    category_id: NotRequired[ObjectId]
    # By its slug, in place of the id.
    category: NotRequired[str]
    value_date: NotRequired[datetime]
    transaction_date: NotRequired[datetime]
    notes: NotRequired[str]
    tags: NotRequired[list[str]]
    kind: NotRequired[str]
    status: NotRequired[str]
    external_id: NotRequired[str]
    original_amount: NotRequired[Decimal]
    original_currency: NotRequired[str]


class PatchFields(TypedDict, total=False):
    """What a user changes of a transaction; None clears."""

    account_id: ObjectId
    amount: Decimal
    date: datetime
    value_date: datetime | None
    transaction_date: datetime | None
    merchant: str | None
    category_id: ObjectId | None
    category: str | None
    kind: str
    status: str
    tags: list[str] | None
    notes: str | None
    splits: list[PartFields] | None


class TextFields(TypedDict):
    """A sentence to read."""

    text: str
    reference_date: NotRequired[datetime]
    locale: NotRequired[str]
    account_id: NotRequired[ObjectId]
    currency: NotRequired[str]


class Selection(TypedDict, total=False):
    """The filters of the list and of exports; all that are given must hold."""

    account_id: ObjectId
    category_id: ObjectId
    category: str
    kind: list[str]
    status: list[str]
    import_id: ObjectId
    external_id: str
    merchant: str
    tag: str
    date_from: datetime
    date_to: datetime
    amount_min: Decimal
    amount_max: Decimal
    q: str
    uncategorised: bool


class ListFields(Selection):
    """A page of the list."""

    sort: str
    limit: int
    cursor: str | None


class ExportFields(Selection):
    """A file of transactions."""

    sort: str
    format: str


class PageFields(TypedDict):
    """A page of a list without filters."""

    limit: int
    cursor: str | None


class TransferFields(TypedDict):
    """The other leg of a transfer."""

    transaction_id: ObjectId


class MatchFields(TransferFields):
    """The imported transaction that is, or is not, the hand-entered one."""

    reject: bool


class OperationFields(TypedDict):
    """One operation of a bulk: `create` has `given`, `update` both, `delete` the `id`."""

    op: str
    id: NotRequired[ObjectId]
    # An ETag, or a revision alone.
    if_match: NotRequired[str | int]
    given: NotRequired[NewFields | PatchFields]
