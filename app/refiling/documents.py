"""What a refiling is asked for, which its job keeps as payload, what a preview finds, and what the job results in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from bson import ObjectId

from app.infra.database.mongo import Document
from app.rules.documents import GivenActions, GivenCondition


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


@dataclass(slots=True)
class Preview:
    """What a request would change: how many transactions it matches and how many of them would change.

    `examined` are the newest transactions, all of them if `complete`; `examples` are (before, after).
    """

    matching: int = 0
    changing: int = 0
    examined: int = 0
    complete: bool = True
    examples: list[tuple[Document, Document]] = field(default_factory=list)


class Applied(TypedDict):
    """The result of a job: how many transactions were examined and how many of them changed."""

    examined: int
    changed: int
