"""Jobs in MongoDB. The document is the truth; a message only says "look at this job"."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from pymongo import ASCENDING, IndexModel, ReturnDocument

from app.extensions import mongo
from app.infra.keyset import BY_CREATION, NEWEST_FIRST
from app.infra.mongo import Document, Scope

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "jobs": [
        IndexModel([("state", ASCENDING), ("lease_until", ASCENDING)]),
        BY_CREATION,
    ]
}

UNFINISHED = ("queued", "running")


def insert(scope: Scope, job: Document) -> None:
    """Write a new job of the scope's workspace."""
    scope["jobs"].insert_one(job)


def find(scope: Scope, job_id: ObjectId) -> Document | None:
    """A job of this workspace."""
    return scope["jobs"].find_one({"_id": job_id})


def find_many(scope: Scope, job_ids: Sequence[ObjectId]) -> list[Document]:
    """Those of some jobs that are there, in no order."""
    return list(scope["jobs"].find({"_id": {"$in": list(job_ids)}}))


def page(scope: Scope, query: Mapping[str, Any], limit: int) -> Iterator[Document]:
    """Newest first, read as they are asked for."""
    return scope["jobs"].each(query, sort=NEWEST_FIRST, limit=limit)


def claim(job_id: ObjectId, owner: str, now: datetime, until: datetime) -> Document | None:
    """Take a queued job, or one whose worker died, in one atomic step; None when there is nothing to take."""
    free = {
        "_id": job_id,
        "$or": [{"state": "queued"}, {"state": "running", "lease_until": {"$lt": now}}],
    }
    taken = {
        "$set": {"state": "running", "owner": owner, "lease_until": until, "started_at": now},
        "$inc": {"attempts": 1, "revision": 1},
    }
    return mongo.db["jobs"].find_one_and_update(free, taken, return_document=ReturnDocument.AFTER)


def extend(job_id: ObjectId, owner: str, until: datetime) -> Document | None:
    """Prolong a lease; None when the job is no longer this owner's."""
    held = {"_id": job_id, "owner": owner, "state": "running"}
    return mongo.db["jobs"].find_one_and_update(
        held, {"$set": {"lease_until": until}}, return_document=ReturnDocument.AFTER
    )


def checkpoint(tx: Scope, job_id: ObjectId, owner: str, done: int, total: int) -> Document | None:
    """Record progress inside the batch's transaction, which so commits only while the job is still this owner's.

    A batch that commits is progress, so the attempts start again.
    """
    held = {"_id": job_id, "owner": owner, "state": "running"}
    change = {"$set": {"progress": {"done": done, "total": total}, "attempts": 0}, "$inc": {"revision": 1}}
    return tx["jobs"].find_one_and_update(held, change)


def finish(job_id: ObjectId, owner: str, outcome: Mapping[str, Any]) -> bool:
    """End a job that is still this owner's; `outcome` sets state, result or problem, and finished_at."""
    held = {"_id": job_id, "owner": owner, "state": "running"}
    ended = mongo.db["jobs"].update_one(
        held, {"$set": dict(outcome), "$unset": {"lease_until": ""}, "$inc": {"revision": 1}}
    )
    return ended.matched_count == 1


def release(job_id: ObjectId, owner: str, until: datetime) -> None:
    """Let the sweeper take the job again after `until`."""
    mongo.db["jobs"].update_one({"_id": job_id, "owner": owner}, {"$set": {"lease_until": until, "owner": None}})


def ask_to_cancel(scope: Scope, job_id: ObjectId, now: datetime) -> Document | None:
    """Cancel a queued job at once, ask a running one to stop; None when it is already over."""
    ended = {"state": "cancelled", "finished_at": now}
    cancelled = scope["jobs"].find_one_and_update(
        {"_id": job_id, "state": "queued"}, {"$set": ended, "$inc": {"revision": 1}}
    )
    return cancelled or scope["jobs"].find_one_and_update(
        {"_id": job_id, "state": "running"}, {"$set": {"cancel_requested": True}, "$inc": {"revision": 1}}
    )


def lost(now: datetime, unsent_since: datetime, most: int) -> list[Document]:
    """Jobs that nobody works on: queued ones whose message may be lost, running ones whose lease ran out."""
    query = {
        "$or": [
            {"state": "queued", "sent_at": {"$lt": unsent_since}},
            {"state": "running", "lease_until": {"$lt": now}},
        ]
    }
    return list(mongo.db["jobs"].find(query, {"kind": 1, "attempts": 1}).sort("_id", ASCENDING).limit(most))


def mark_sent(job_id: ObjectId, now: datetime) -> None:
    """Remember when the last message went out."""
    mongo.db["jobs"].update_one({"_id": job_id}, {"$set": {"sent_at": now}})


def lease_end(now: datetime, seconds: float) -> datetime:
    """When a lease taken now runs out."""
    return now + timedelta(seconds=seconds)
