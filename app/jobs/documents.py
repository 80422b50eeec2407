"""The documents of jobs and of the slots that long jobs hold."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NotRequired, TypedDict

from bson import ObjectId

# What the domain of a job gave it and gets back, by the kind of the job; `results` describes the latter for the API.
Payload = Mapping[str, Any]
Result = Mapping[str, Any]


class Progress(TypedDict):
    """How many of how many steps (rows, transactions) are done."""

    done: int
    total: int


class WaitingJob(TypedDict):
    """What is read of a job to decide who comes next and to send it to a worker."""

    _id: ObjectId
    kind: str
    lane: str
    state: str
    workspace_id: ObjectId
    created_at: datetime
    sent_at: datetime


class Job(WaitingJob):
    """A job; `owner` and `lease_until` say which worker holds it, `problem` is a problem document (RFC 9457)."""

    subject_id: ObjectId | None
    progress: Progress
    payload: Payload
    result: Result | None
    problem: Mapping[str, Any] | None  # as JSON: its members depend on the problem
    attempts: int
    revision: int
    finished_at: datetime | None
    started_at: NotRequired[datetime]
    owner: NotRequired[str | None]
    lease_until: NotRequired[datetime]
    cancel_requested: NotRequired[bool]


class Holder(TypedDict):
    """A job that holds a slot of its workspace until its lease ends; without an owner while it is postponed."""

    job_id: ObjectId
    owner: str | None
    until: datetime


class Slots(TypedDict):
    """Which jobs of a workspace hold the slots of a lane, and when the last one was given."""

    workspace_id: ObjectId
    lane: str
    holders: list[Holder]
    served_at: datetime | None
