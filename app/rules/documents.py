"""The documents of rules and of the merchant memory, as MongoDB keeps them, and what rules read of a transaction."""

from datetime import datetime
from typing import TypedDict

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


class ToldMerchant(TypedDict):
    """What a language model said about one merchant of a workspace; without a category it does not know it.

    `job_id` is the job that asked.
    """

    merchant_key: str
    category_id: ObjectId | None
    confidence: float
    job_id: ObjectId
    asked_at: datetime


class SavedTransaction(TypedDict):
    """The fields of an existing transaction from which rules decide, and those that they decide about."""

    account_id: ObjectId
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
