"""The fields of one transaction in an export, in any of its formats."""

from typing import NotRequired, TypedDict


class ExportPart(TypedDict):
    """A part of a split transaction; `category` is a slug."""

    amount: str
    category: str | None
    kind: str
    notes: str | None


class AccountFields(TypedDict):
    """What an export says of an account (columns.ACCOUNT_COLUMNS).

    `opening_balance` is the balance before its first transaction of the export; None where that is not known.
    """

    account_type: str
    account_numbers: list[str]
    institution: str | None
    opening_balance: str | None


class ExportAccount(AccountFields):
    """An account without transactions, by the columns of an export.

    `opening_balance` is the one before the day `date`, which is None where the account has not had a transaction.
    """

    date: str | None
    currency: str
    account: str
    account_id: str


class ExportRow(TypedDict):
    """A transaction by the columns of an export (columns.COLUMNS), in their order.

    The first of each account has the AccountFields too.

    Days are ISO 8601, amounts decimal strings, ids 24 hex digits; what there is none of is None.
    """

    id: str
    date: str
    amount: str
    currency: str
    description: str
    merchant: str | None
    category: str | None
    tags: list[str]
    notes: str | None
    account: str
    account_id: str
    value_date: str | None
    transaction_date: str | None
    original_amount: str | None
    original_currency: str | None
    kind: str
    status: str
    external_id: str | None
    transfer_id: str | None
    category_tier: str
    confidence: float | None
    locked: list[str]
    account_type: NotRequired[str]
    account_numbers: NotRequired[list[str]]
    institution: NotRequired[str | None]
    opening_balance: NotRequired[str | None]
    splits: list[ExportPart]
