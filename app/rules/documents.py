"""The documents of rules and of the merchant memory, and what requests give for a rule."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NotRequired, TypedDict

from bson import ObjectId


class Condition(TypedDict):
    """One comparison; `value` is a text, for amounts a decimal string."""

    field: str
    op: str
    value: str


class Actions(TypedDict, total=False):
    """What a rule sets; `category` is the slug of `category_id`."""

    category_id: ObjectId
    category: str
    merchant: str
    tags: list[str]
    notes: str
    kind: str


class RuleFields(TypedDict):
    """What a user decides about a rule: all conditions must hold, rules of lower priority come first."""

    name: str | None
    conditions: list[Condition]
    actions: Actions
    priority: int
    enabled: bool


class Rule(RuleFields):
    """A rule of a workspace."""

    _id: ObjectId
    created_at: datetime
    updated_at: datetime
    revision: int


class LearnedCategory(TypedDict):
    """A merchant and the category that a user's correction gave it; `category` is its slug."""

    merchant: str
    category_id: ObjectId
    category: str


class LearnedMerchant(LearnedCategory):
    """One merchant in the merchant memory of a workspace."""

    _id: ObjectId
    workspace_id: ObjectId
    merchant_key: str
    created_at: datetime
    updated_at: datetime


class GivenCondition(TypedDict):
    """A condition as a request gives it."""

    field: str
    op: str
    value: str | int | Decimal


class GivenActions(TypedDict, total=False):
    """Actions as a request gives them: a category by its id or its slug, None for an action taken away."""

    category_id: ObjectId | None
    category: str | None
    merchant: str | None
    tags: list[str] | None
    notes: str | None
    kind: str | None


class GivenRule(TypedDict):
    """A rule as a request gives it."""

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


class SavedTransaction(TypedDict):
    """The fields of an existing transaction from which rules decide, and those that they decide about."""

    account_id: ObjectId | None
    description: str
    amount_minor: int
    currency: str
    notes: str | None
    merchant: str | None
    merchant_key: str | None
    category_id: ObjectId | None
    category: str | None
    category_tier: str
    confidence: float | None
    kind: str
