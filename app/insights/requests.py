"""The checked parameters of requests to /insights, as schemas.py loads them."""

from datetime import datetime
from typing import NotRequired, TypedDict

from bson import ObjectId


class InsightParameters(TypedDict):
    """The month and currency to show; None for the defaults."""

    month: str | None
    currency: str | None


class GivenQuestion(TypedDict):
    """A question about the workspace's money; the day it is asked on and a currency where they are given."""

    question: str
    query_id: NotRequired[ObjectId]
    reference_date: NotRequired[datetime]
    currency: NotRequired[str]
