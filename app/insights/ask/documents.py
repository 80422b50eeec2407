"""The document of a question that was answered, as MongoDB keeps it."""

from datetime import datetime
from typing import NotRequired, TypedDict

from bson import ObjectId

from app.ai.questions import PlanJson
from app.insights.ask.wording import Number


class NamedDay(TypedDict):
    """A day that was found, such as that of the last visit."""

    name: str
    date: str


class Query(TypedDict):
    """A question with its plan and answer; `key` is what the answer depends on beside the data at `seq`."""

    _id: ObjectId
    question: str
    plan: PlanJson
    answer: str
    numbers: list[Number]
    dates: list[NamedDay]
    transaction_ids: list[ObjectId]
    rows: int
    engine: str
    key: str
    seq: int
    created_at: datetime
    # Of one that is answered again as it was: not kept.
    cached: NotRequired[bool]
