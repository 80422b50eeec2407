"""The checked fields of requests to apply rules, as schemas.py loads them; a job keeps them as its payload."""

from collections.abc import Sequence
from typing import TypedDict

from bson import ObjectId

from app.rules.requests import GivenActions, GivenCondition


class Request(TypedDict, total=False):
    """What to apply: one rule {rule_id}, a rule that is not saved {conditions, actions}, a category for a merchant
    {merchant, category_id}, or all enabled rules {}.
    """

    rule_id: ObjectId
    merchant: str
    category_id: ObjectId
    category: str
    conditions: Sequence[GivenCondition]
    actions: GivenActions
