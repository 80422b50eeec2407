"""What a request for summaries and its job are given, and what the job gives back."""

from collections.abc import Sequence
from typing import TypedDict

from bson import ObjectId


class Given(TypedDict, total=False):
    """The body of a request for many: one of the two."""

    import_id: ObjectId
    transaction_ids: list[ObjectId]


class Work(TypedDict):
    """What a job is to summarise, and for whom it writes numbers."""

    transaction_ids: Sequence[ObjectId]
    # Of an import with more than are summarised at once: how many of its transactions are not among them.
    left_out: int
    locale: str


class Summarised(TypedDict):
    """The summary of one transaction, with the category that it has or that a model suggests, and why."""

    summary: str
    category: str | None
    confidence: float | None
    reason: str
    engine: str
    dropped: int


class ManySummarised(TypedDict):
    """How many transactions have a summary now, and how many have none: those without an amount, gone, or too many."""

    summarised: int
    skipped: int
    engine: str
    dropped: int
