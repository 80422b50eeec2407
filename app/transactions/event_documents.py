"""The documents of transaction_events: what happened to transactions after they were created."""

from datetime import datetime
from typing import Literal, NotRequired, TypedDict, final

from bson import ObjectId

from app.transactions.documents import Actor, Changes, Transaction


class Event(TypedDict):
    """Something that happened to a transaction after it was created."""

    _id: NotRequired[ObjectId]
    workspace_id: NotRequired[ObjectId]
    seq: int
    transaction_id: ObjectId
    actor: Actor
    at: datetime


class Modification(Event):
    """A change: the fields it changed, before and after."""

    type: Literal["modified"]
    before: Changes
    after: Changes


class Deletion(Event):
    """A deletion: the whole last state; `fingerprint` unless it may come back, `matched` if it became another."""

    type: Literal["deleted"]
    before: Transaction
    after: None
    fingerprint: NotRequired[str]
    matched: NotRequired[ObjectId]


@final
class Removed(TypedDict):
    """What the delta feed reads of a deletion."""

    transaction_id: ObjectId
    at: datetime
    seq: int
