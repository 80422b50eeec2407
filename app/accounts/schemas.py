"""What an account looks like on the wire."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import fields, validate

from app.infra.fields import Amount, Currency, Id, StrictSchema, Text, not_blank
from app.infra.pagination import ListOut
from app.money import format_amount

TYPES = ("checking", "savings", "credit_card", "cash", "loan", "investment", "other")

_A_TYPE: dict[str, Any] = {
    "validate": validate.OneOf(TYPES),
    "metadata": {"description": "What kind of account it is.", "example": "checking"},
}
_AN_INSTITUTION = {"description": "The bank that keeps it.", "example": "First National"}
_AN_OPENING = {"description": "What was in it before the first transaction.", "example": "120.00"}


class AccountIn(StrictSchema):
    """A new account. Its currency cannot change later."""

    name = Text(least=1, most=100, validate=not_blank, required=True, metadata={"example": "Everyday"})
    type = fields.String(load_default="checking", **_A_TYPE)
    currency = Currency(
        load_default=None, metadata={"description": "Default: the workspace's currency.", "example": "EUR"}
    )
    institution = Text(least=1, most=100, load_default=None, allow_none=True, metadata=_AN_INSTITUTION)
    opening_balance = Amount(load_default=Decimal(0), metadata=_AN_OPENING)


class AccountPatch(StrictSchema):
    """What may change."""

    name = Text(least=1, most=100, validate=not_blank, metadata={"example": "Everyday"})
    type = fields.String(**_A_TYPE)
    institution = Text(least=1, most=100, allow_none=True, metadata=_AN_INSTITUTION)
    opening_balance = Amount(metadata=_AN_OPENING)


class AccountOut(StrictSchema):
    """An account with its balance: the opening balance and all its transactions."""

    id = Id(required=True, metadata={"example": "6740a1b2c3d4e5f601234567"})
    name = fields.String(required=True, metadata={"example": "Everyday"})
    type = fields.String(required=True, **_A_TYPE)
    currency = fields.String(required=True, metadata={"example": "EUR"})
    institution = fields.String(required=True, allow_none=True, metadata=_AN_INSTITUTION)
    opening_balance = fields.String(required=True, metadata=_AN_OPENING)
    balance = fields.String(required=True, metadata={"example": "845.10"})
    created_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})
    updated_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})


class AccountPage(ListOut):
    """One page of accounts."""

    data = fields.List(fields.Nested(AccountOut), required=True)


def account_out(account: Mapping[str, Any]) -> dict[str, Any]:
    """The wire form of an account document."""
    currency = account["currency"]
    return {
        "id": account["_id"],
        "name": account["name"],
        "type": account["type"],
        "currency": currency,
        "institution": account["institution"],
        "opening_balance": format_amount(account["opening_balance_minor"], currency),
        "balance": format_amount(account["balance_minor"], currency),
        "created_at": account["created_at"],
        "updated_at": account["updated_at"],
    }
