"""The slots of a workspace in a lane of long work: one document says which of its jobs hold them, and until when.

A slot is held under the job's lease and prolonged with it: that of a worker that died is free when the lease is over.
Holders are told apart by the owner of the lease and counted by job: two workers may claim one job at the same moment.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from bson import ObjectId

from app.infra.connections import mongo
from app.infra.database.documents import Document
from app.jobs.documents import Slots, WaitingJob


def take(job: WaitingJob, owner: str, now: datetime, until: datetime, at_once: int) -> bool:
    """Take a slot for a job in one atomic step; False when `at_once` others hold one."""
    if _take(job, owner, now, until, {"$expr": {"$lt": [_number_of_others(job, now), at_once]}}):
        return True
    # MongoDB allows no $expr beside an upsert, so a workspace's first job makes the document and asks again.
    made = mongo.db["job_slots"].update_one({"_id": _key(job)}, {"$setOnInsert": _fresh(job)}, upsert=True)
    return made.upserted_id is not None and take(job, owner, now, until, at_once)


def take_over(job: WaitingJob, owner: str, now: datetime, until: datetime) -> None:
    """Take the slot of a job whose worker died, or one more: what was begun is not kept waiting."""
    mongo.db["job_slots"].update_one({"_id": _key(job)}, {"$setOnInsert": _fresh(job)}, upsert=True)
    _take(job, owner, now, until, {})


def prolong(job: WaitingJob, owner: str, until: datetime) -> None:
    """Hold a slot longer."""
    mine = {"_id": _key(job), "holders.owner": owner}
    mongo.db["job_slots"].update_one(mine, {"$set": {"holders.$.until": until}})


def keep(job: WaitingJob, owner: str, until: datetime) -> None:
    """Let the slot wait for the job, which gives it back for a moment and is claimed again by whoever comes first."""
    mine = {"_id": _key(job), "holders.owner": owner}
    mongo.db["job_slots"].update_one(mine, {"$set": {"holders.$.until": until, "holders.$.owner": None}})


def leave(job: WaitingJob, owner: str) -> None:
    """Give a slot back; nothing happens when it is not held."""
    mongo.db["job_slots"].update_one({"_id": _key(job)}, {"$pull": {"holders": {"owner": owner}}})


def find(lane: str, workspace_ids: Iterable[ObjectId]) -> dict[ObjectId, Slots]:
    """Returns the slots of some workspaces in a lane, by workspace; one that never had a job there is missing."""
    keys = [f"{workspace_id}:{lane}" for workspace_id in workspace_ids]
    found = cast(Iterable[Slots], mongo.db["job_slots"].find({"_id": {"$in": keys}}))
    return {each["workspace_id"]: each for each in found}


def _key(job: WaitingJob) -> str:
    return f"{job['workspace_id']}:{job['lane']}"


def _fresh(job: WaitingJob) -> Document:
    return {"workspace_id": job["workspace_id"], "lane": job["lane"], "holders": [], "served_at": None}


def _holders(job: WaitingJob, now: datetime) -> Document:
    """Returns an expression: the holders whose time is not over, without those that only keep a place for this job."""
    kept_for_job = {"$and": [{"$eq": ["$$this.job_id", job["_id"]]}, {"$eq": ["$$this.owner", None]}]}
    counts = {"$and": [{"$gte": ["$$this.until", now]}, {"$not": [kept_for_job]}]}
    return {"$filter": {"input": "$holders", "cond": counts}}


def _number_of_others(job: WaitingJob, now: datetime) -> Document:
    """Returns an expression: how many other jobs hold a slot."""
    jobs = {"$map": {"input": _holders(job, now), "in": "$$this.job_id"}}
    return {"$size": {"$setDifference": [jobs, [job["_id"]]]}}


def _take(job: WaitingJob, owner: str, now: datetime, until: datetime, if_there_is: Document) -> bool:
    # Beside, not in place of, another worker that claims the same job at this moment: whichever of the two loses
    # leaves its own hold alone.
    mine = [{"job_id": job["_id"], "owner": owner, "until": until}]
    change = {"holders": {"$concatArrays": [_holders(job, now), mine]}, "served_at": now}
    taken = mongo.db["job_slots"].update_one({"_id": _key(job), **if_there_is}, [{"$set": change}])
    return taken.matched_count == 1
