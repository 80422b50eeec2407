"""Leases: one worker claims a job for 15 s and prolongs that every 5 s; if it dies, another takes the job over."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import structlog
from bson import ObjectId

from app.infra.connections import mongo
from app.infra.database.errors import DatabaseError
from app.infra.database.mongo import Scope
from app.infra.queues.lanes import AT_ONCE, LONG_LANES
from app.jobs import slot_store, store
from app.jobs.documents import Job, WaitingJob
from app.jobs.kinds import KINDS

LEASE_SECONDS = 15.0
HEARTBEAT_SECONDS = 5.0

log = structlog.get_logger()


class LeaseLost(Exception):
    """Another worker has the job, or it ended; what this one has not committed must not be committed."""


class JobCancelled(Exception):
    """The user asked to stop; what was committed stays."""


@dataclass(frozen=True, slots=True)
class GoesOn:
    """Returned instead of a result: the rest is the work of another kind of job, in the lane of that."""

    kind: str


class Lease:
    """A claimed job. Its work calls `checkpoint` inside every transaction that changes anything."""

    def __init__(self, job: Job, owner: str) -> None:
        self.job = job
        self.scope: Scope = mongo.scope(job["workspace_id"])
        self._owner = owner
        self._stopped: type[Exception] | None = None

    @property
    def subject_id(self) -> ObjectId:
        """Returns the id of what the job is about; raises LookupError for a job about a whole workspace."""
        found = self.job["subject_id"]
        if found is None:
            raise LookupError(f"A job of kind {self.job['kind']} is about nothing in particular.")
        return found

    def checkpoint(self, tx: Scope, done: int, total: int) -> None:
        """Record progress with the batch; raises LeaseLost or JobCancelled, which abort the transaction."""
        job = store.checkpoint(tx, self.job["_id"], self._owner, done, total)
        if job is None:
            raise LeaseLost
        if job.get("cancel_requested"):
            raise JobCancelled

    def refuse_if_stopped(self) -> None:
        """Raise LeaseLost or JobCancelled if the last heartbeat learned of it; costs nothing."""
        if self._stopped is not None:
            raise self._stopped

    def leave_slot(self) -> None:
        """Let another job of the workspace run."""
        if self.job["lane"] in LONG_LANES:
            slot_store.leave(self.job, self._owner)

    def finish(self, state: str, **outcome: object) -> bool:
        """End the job, unless it is no longer ours."""
        return store.finish(self.job["_id"], self._owner, {"state": state, "finished_at": datetime.now(UTC), **outcome})

    def go_on_as(self, kind: str) -> bool:
        """Queue the job again, as one of another kind; False when it is no longer ours."""
        return store.go_on(self.job["_id"], self._owner, kind, KINDS[kind].lane, datetime.now(UTC))

    def release(self, seconds: float) -> None:
        """Give the job back after a failure, to be taken again after a while; another job may run meanwhile."""
        store.release(self.job["_id"], self._owner, store.lease_end(datetime.now(UTC), seconds), spent=True)

    def postpone(self, seconds: float) -> None:
        """Give the job back without a failure: the attempt does not count, and its slot waits for it.

        Were the slot free, another job would take it, and then one too many would run.
        """
        again = store.lease_end(datetime.now(UTC), seconds)
        if self.job["lane"] in LONG_LANES:
            # As long as a sweep may need to find it.
            slot_store.keep(self.job, self._owner, store.lease_end(again, LEASE_SECONDS))
        store.release(self.job["_id"], self._owner, again, spent=False)

    def beat(self) -> None:
        """Prolong the lease once, and learn whether the job is still ours and wanted."""
        try:
            job = self._prolong(store.lease_end(datetime.now(UTC), LEASE_SECONDS))
        except DatabaseError as error:
            # Not fatal by itself: the next beat may get through, and without one the lease runs out by design.
            log.warning("heartbeat_failed", job_id=str(self.job["_id"]), error=type(error).__name__)
            return
        if job is None:
            self._stopped = LeaseLost
        elif job.get("cancel_requested"):
            self._stopped = JobCancelled

    def _prolong(self, until: datetime) -> Job | None:
        job = store.extend(self.job["_id"], self._owner, until)
        if job is not None and self.job["lane"] in LONG_LANES:
            slot_store.prolong(self.job, self._owner, until)
        return job


def claim(job_id: str) -> Lease | None:
    """Take the job if it is free; None when it is over, held by another worker, or unknown.

    None also where the workspace has as many long jobs running as it may: whoever ends one of them takes the next.
    Between slot and job a worker may die: the slot is free again with the end of its lease.
    """
    now, owner = datetime.now(UTC), uuid4().hex
    until = store.lease_end(now, LEASE_SECONDS)
    found = store.find_free(ObjectId(job_id), now)
    if found is None or not _take_slot(found, owner, now, until):
        return None
    job = store.claim(found["_id"], KINDS[found["kind"]].lane, owner, now, until)
    if job is None and found["lane"] in LONG_LANES:
        slot_store.leave(found, owner)
    return Lease(job, owner) if job else None


def _take_slot(job: WaitingJob, owner: str, now: datetime, until: datetime) -> bool:
    """Whether the job may run now; it holds a slot then, if its lane has any. Taking over is never refused."""
    job["lane"] = KINDS[job["kind"]].lane
    if job["lane"] not in LONG_LANES:
        return True
    if job["state"] == "running":
        slot_store.take_over(job, owner, now, until)
        return True
    return slot_store.take(job, owner, now, until, AT_ONCE)


@contextmanager
def heartbeat(lease: Lease) -> Iterator[None]:
    """Prolong the lease from a thread for as long as the block runs."""
    over = threading.Event()

    def keep_alive() -> None:
        while not over.wait(HEARTBEAT_SECONDS):
            lease.beat()

    thread = threading.Thread(target=keep_alive, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
