"""What is read in a receipt, and the documents of its job."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypedDict

from bson import ObjectId

MOST_ITEMS = 200
MOST_NAME = 200


class Item(NamedTuple):
    """One line of a receipt; its amount is that of the whole line, negative for a discount."""

    name: str
    quantity: Decimal
    amount: Decimal


class Caution(NamedTuple):
    """Something that the user should check: a stable word and a sentence."""

    code: str
    message: str


class Setting(NamedTuple):
    """What a receipt leaves open: the day it came, and the workspace's locale and currency."""

    today: date
    locale: str
    currency: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A receipt as it was read; `total` is not negative, `refund` says which way the money went."""

    merchant: str | None
    day: date | None
    total: Decimal
    currency: str
    tax: Decimal | None
    items: Sequence[Item]
    refund: bool
    cautions: Sequence[Caution]


class Unread(Exception):
    """Nothing in it says what was paid, or in amounts that its currency does not have."""


class Payload(TypedDict):
    """What the job of a receipt keeps of the request."""

    account_id: ObjectId | None
    user_id: ObjectId
    media_type: str
    locale: str
    today: str


class ItemResult(TypedDict):
    """An item in the job's result."""

    name: str
    quantity: str
    amount: str


class CautionResult(TypedDict):
    """A caution in the job's result."""

    code: str
    message: str


class ReceiptResult(TypedDict):
    """The result of the job of a receipt."""

    transaction_id: str
    attached: bool
    merchant: str | None
    date: str | None
    total: str
    currency: str
    tax: str | None
    refund: bool
    items: list[ItemResult]
    engine: str
    warnings: list[CautionResult]
