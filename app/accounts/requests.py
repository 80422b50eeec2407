"""The checked fields of requests about accounts, as schemas.py loads them."""

from decimal import Decimal
from typing import TypedDict


class GivenAccount(TypedDict):
    """A new account; without a currency it has the workspace's."""

    name: str
    type: str
    currency: str | None
    institution: str | None
    opening_balance: Decimal


class AccountChanges(TypedDict, total=False):
    """The fields of an account that a request changes."""

    name: str
    type: str
    institution: str | None
    opening_balance: Decimal
