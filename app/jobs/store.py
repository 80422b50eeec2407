"""Jobs in MongoDB. The document is the truth; a message only says "look at this job"."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast

from bson import ObjectId
from pymongo import ASCENDING, IndexModel, ReturnDocument

from app.infra.connections import mongo
from app.infra.database.documents import Document, Filter
from app.infra.database.keyset import BY_CREATION, NEWEST_FIRST
from app.infra.database.mongo import Scope
from app.infra.queues.lanes import LANES
from app.jobs.documents import Job, WaitingJob

UNFINISHED = ("queued", "running")
# Of a million jobs only the few that are not over are ever looked for.
_UNFINISHED = {"state": {"$in": UNFINISHED}}
_QUEUES = [("state", ASCENDING), ("lane", ASCENDING), ("workspace_id", ASCENDING), ("created_at", ASCENDING)]

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "jobs": [
        IndexModel([("state", ASCENDING), ("lease_until", ASCENDING)], partialFilterExpression=_UNFINISHED),
        IndexModel(_QUEUES, partialFilterExpression=_UNFINISHED),
        BY_CREATION,
    ]
}

# What is read of a job that is to be sent.
_TO_SEND = dict.fromkeys(("_id", "kind", "lane", "state", "workspace_id", "created_at", "sent_at"), True)
_MOST_ABANDONED = 100


def insert(scope: Scope, job: Job) -> None:
    """Write a new job of the scope's workspace."""
    scope["jobs"].insert_one(cast(Document, job))


def find(scope: Scope, job_id: ObjectId) -> Job | None:
    """Returns a job of this workspace, None if there is none."""
    return _job(scope["jobs"].find_one({"_id": job_id}))


def _job(document: Document | None) -> Job | None:
    return cast(Job | None, document)


def find_many(scope: Scope, job_ids: Sequence[ObjectId]) -> list[Job]:
    """Returns those of some jobs that exist, in no order."""
    return cast(list[Job], list(scope["jobs"].find({"_id": {"$in": list(job_ids)}})))


def page(scope: Scope, query: Filter, limit: int) -> Iterator[Job]:
    """Returns jobs newest first, read as they are asked for."""
    return cast(Iterator[Job], scope["jobs"].each(query, sort=NEWEST_FIRST, limit=limit))


def claim(job_id: ObjectId, lane: str, owner: str, now: datetime, until: datetime) -> Job | None:
    """Take a queued job, or one whose worker died, in one atomic step; None when there is nothing to take."""
    taken = {
        "$set": {"state": "running", "lane": lane, "owner": owner, "lease_until": until, "started_at": now},
        "$inc": {"attempts": 1, "revision": 1},
    }
    return _job(mongo.db["jobs"].find_one_and_update(_free(job_id, now), taken, return_document=ReturnDocument.AFTER))


def extend(job_id: ObjectId, owner: str, until: datetime) -> Job | None:
    """Prolong a lease; None when the job is no longer this owner's."""
    held = {"_id": job_id, "owner": owner, "state": "running"}
    change = {"$set": {"lease_until": until}}
    return _job(mongo.db["jobs"].find_one_and_update(held, change, return_document=ReturnDocument.AFTER))


def checkpoint(tx: Scope, job_id: ObjectId, owner: str, done: int, total: int) -> Job | None:
    """Record progress inside the batch's transaction, which so commits only while the job is still this owner's.

    A batch that commits is progress, so the attempts start again.
    """
    held = {"_id": job_id, "owner": owner, "state": "running"}
    change = {"$set": {"progress": {"done": done, "total": total}, "attempts": 0}, "$inc": {"revision": 1}}
    return _job(tx["jobs"].find_one_and_update(held, change))


def finish(job_id: ObjectId, owner: str, outcome: Mapping[str, object]) -> bool:
    """End a job that is still this owner's; `outcome` sets state, result or problem, and finished_at."""
    held = {"_id": job_id, "owner": owner, "state": "running"}
    ended = mongo.db["jobs"].update_one(
        held, {"$set": dict(outcome), "$unset": {"lease_until": ""}, "$inc": {"revision": 1}}
    )
    return ended.matched_count == 1


def go_on(job_id: ObjectId, owner: str, kind: str, lane: str, now: datetime) -> bool:
    """Queue a job that is still this owner's as one of another kind; its attempts start again."""
    queued = {"state": "queued", "kind": kind, "lane": lane, "owner": None, "attempts": 0, "sent_at": now}
    change = {"$set": queued, "$unset": {"lease_until": ""}, "$inc": {"revision": 1}}
    return mongo.db["jobs"].update_one({"_id": job_id, "owner": owner, "state": "running"}, change).matched_count == 1


def release(job_id: ObjectId, owner: str, until: datetime, *, spent: bool) -> None:
    """Let the sweeper take the job again after `until`; unless it is `spent` the attempt does not count."""
    change: Document = {"$set": {"lease_until": until, "owner": None}}
    if not spent:
        change["$inc"] = {"attempts": -1}
    mongo.db["jobs"].update_one({"_id": job_id, "owner": owner}, change)


def ask_to_cancel(scope: Scope, job_id: ObjectId, now: datetime) -> Job | None:
    """Cancel a queued job at once, ask a running one to stop; None when it is already over."""
    ended = {"state": "cancelled", "finished_at": now}
    cancelled = scope["jobs"].find_one_and_update(
        {"_id": job_id, "state": "queued"}, {"$set": ended, "$inc": {"revision": 1}}
    )
    asked = {"$set": {"cancel_requested": True}, "$inc": {"revision": 1}}
    return _job(cancelled or scope["jobs"].find_one_and_update({"_id": job_id, "state": "running"}, asked))


def abandoned(lanes: Sequence[str], now: datetime) -> list[WaitingJob]:
    """Running jobs of these lanes whose lease ran out, the longest ago first."""
    query = {"state": "running", "lease_until": {"$lt": now}, "lane": {"$in": list(lanes)}}
    found = mongo.db["jobs"].find(query, _TO_SEND).sort("lease_until", ASCENDING).limit(_MOST_ABANDONED)
    return cast(list[WaitingJob], list(found))


def oldest_queued(lane: str) -> list[WaitingJob]:
    """Returns the oldest queued job of each workspace that has one in this lane."""
    return cast(list[WaitingJob], list(mongo.db["jobs"].aggregate(oldest_queued_pipeline(lane))))


def oldest_queued_pipeline(lane: str) -> list[Document]:
    """Returns the pipeline that finds them."""
    # Of single fields, so that MongoDB leaps from workspace to workspace in the index (DISTINCT_SCAN).
    first = {name: {"$first": f"${name}"} for name in _TO_SEND if name != "_id"}
    return [
        {"$match": {"state": "queued", "lane": lane}},
        {"$sort": {"workspace_id": ASCENDING, "created_at": ASCENDING}},
        {"$group": {"_id": "$workspace_id", "job_id": {"$first": "$_id"}, **first}},
        {"$set": {"_id": "$job_id"}},
    ]


def lost(now: datetime, unsent_since: datetime, long_lanes: Sequence[str], most: int) -> list[WaitingJob]:
    """Returns jobs that nobody works on: queued ones whose message may be lost, running ones whose lease ran out.

    Workspaces take turns, so that the thousand jobs of one hide nobody's. What is queued in a long lane may wait as
    long as it must, and is not among them.
    """
    quiet = {"state": "queued", "lane": {"$nin": list(long_lanes)}, "sent_at": {"$lt": unsent_since}}
    dead = {"state": "running", "lease_until": {"$lt": now}}
    turn = {"partitionBy": "$workspace_id", "sortBy": {"created_at": 1}, "output": {"turn": {"$documentNumber": {}}}}
    pipeline: list[Document] = [
        {"$match": {"$or": [quiet, dead]}},
        {"$project": _TO_SEND},
        {"$setWindowFields": turn},
        {"$sort": {"turn": ASCENDING, "created_at": ASCENDING}},
        {"$limit": most},
    ]
    return cast(list[WaitingJob], list(mongo.db["jobs"].aggregate(pipeline)))


def count_queued(scope: Scope, most: int) -> int:
    """Returns how many jobs of this workspace are queued, counted to `most`."""
    query = {"state": "queued", "lane": {"$in": list(LANES)}}
    return scope["jobs"].count(query, limit=most, hint=_QUEUES)


def is_queued(scope: Scope, kind: str, lane: str) -> bool:
    """Returns whether a job of this kind is queued."""
    return scope["jobs"].find_one({"state": "queued", "lane": lane, "kind": kind}, {"_id": True}) is not None


def runs_before(scope: Scope, job: Job, now: datetime) -> bool:
    """Returns whether another job of a running job's kind runs that began earlier."""
    running = {"state": "running", "lane": job["lane"], "kind": job["kind"], "lease_until": {"$gte": now}}
    began = job["started_at"]
    earlier = [{"started_at": {"$lt": began}}, {"started_at": began, "_id": {"$lt": job["_id"]}}]
    return scope["jobs"].find_one({**running, "$or": earlier}, {"_id": True}) is not None


def find_free(job_id: ObjectId, now: datetime) -> WaitingJob | None:
    """Returns a job that may be claimed: a queued one, or one whose worker died."""
    return cast(WaitingJob | None, mongo.db["jobs"].find_one(_free(job_id, now), _TO_SEND))


def _free(job_id: ObjectId, now: datetime) -> Document:
    return {"_id": job_id, "$or": [{"state": "queued"}, {"state": "running", "lease_until": {"$lt": now}}]}


def mark_sent(job_id: ObjectId, now: datetime) -> None:
    """Remember when the last message went out."""
    mongo.db["jobs"].update_one({"_id": job_id}, {"$set": {"sent_at": now}})


def lease_end(now: datetime, seconds: float) -> datetime:
    """Returns when a lease taken now runs out."""
    return now + timedelta(seconds=seconds)
