"""Which long job comes next: that of the workspace that was served longest ago."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bson import ObjectId

from app.infra.queues.lanes import AT_ONCE, LONG_LANES
from app.jobs import slot_store, store
from app.jobs.documents import Slots, WaitingJob

_NEVER = datetime.min.replace(tzinfo=UTC)


def next_long_jobs(now: datetime) -> list[WaitingJob]:
    """Returns the long jobs that may run now, the fairest first; of each workspace and lane the oldest.

    Those whose worker died come before all others: they were begun.
    """
    begun = store.abandoned(LONG_LANES, now)
    return begun + [job for lane in LONG_LANES for job in _waiting(lane, now)]


def _waiting(lane: str, now: datetime) -> list[WaitingJob]:
    oldest = store.oldest_queued(lane)
    slots = slot_store.find(lane, [job["workspace_id"] for job in oldest]) if oldest else {}
    return fairest(oldest, slots, now)


def fairest(oldest: Sequence[WaitingJob], slots: Mapping[ObjectId, Slots], now: datetime) -> list[WaitingJob]:
    """Returns those of the jobs, one a workspace, for which a slot is free: who was served longest ago comes first."""
    free = [job for job in oldest if _held(slots.get(job["workspace_id"]), now) < AT_ONCE]
    return sorted(free, key=lambda job: (_served_at(slots.get(job["workspace_id"])), job["created_at"]))


def _held(slots: Slots | None, now: datetime) -> int:
    return len({holder["job_id"] for holder in slots["holders"] if holder["until"] >= now}) if slots else 0


def _served_at(slots: Slots | None) -> datetime:
    return (slots and slots["served_at"]) or _NEVER
