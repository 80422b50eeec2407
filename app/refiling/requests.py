"""The checked fields of requests to apply rules, as schemas.py loads them; a job keeps them as its payload."""

from collections.abc import Sequence
from typing import TypedDict

from bson import ObjectId

from app.rules.requests import GivenActions, GivenCondition


class Request(TypedDict, total=False):
    """Which rules to apply.

    {rule_id}: one rule; {conditions, actions}: a rule that is not saved (preview only); {merchant, category_id}: a
    category for a merchant; {}: all enabled rules.
    """

    rule_id: ObjectId
    merchant: str
    category_id: ObjectId
    category: str
    conditions: Sequence[GivenCondition]
    actions: GivenActions
