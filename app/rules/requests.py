"""The checked fields of requests about rules, as schemas.py loads them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NotRequired, TypedDict

from bson import ObjectId


class GivenCondition(TypedDict):
    """A condition; its value may still be a number."""

    field: str
    op: str
    value: str | int | Decimal


class GivenActions(TypedDict, total=False):
    """Actions: a category by its id or its slug, None for an action to take away."""

    category_id: ObjectId | None
    category: str | None
    merchant: str | None
    tags: list[str] | None
    notes: str | None
    kind: str | None


class GivenRule(TypedDict):
    """A rule to save."""

    name: NotRequired[str | None]
    conditions: Sequence[GivenCondition]
    actions: GivenActions
    priority: int
    enabled: bool


class RuleChanges(TypedDict, total=False):
    """The fields of a rule that a request changes."""

    name: str | None
    conditions: Sequence[GivenCondition]
    actions: GivenActions
    priority: int
    enabled: bool


class GivenTransaction(TypedDict):
    """A transaction for which a request asks a category; it need not exist."""

    description: str
    amount: Decimal
    currency: str | None
    merchant: str | None


class GivenSuggestions(TypedDict):
    """Transactions for which categories are asked."""

    transactions: list[GivenTransaction]
