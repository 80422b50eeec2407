"""The life of a job: written before its message is sent, claimed once, recovered by one sweeper."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from bson import ObjectId

from app.infra.database.ids import fresh_id
from app.infra.database.keyset import Place, older_than
from app.infra.database.mongo import Document, Scope, WorkspaceBusy
from app.infra.observability.sentry import report
from app.infra.preconditions import ANY, Precondition
from app.infra.problems import Conflict, NotFound, Problem
from app.infra.queues import send as queue
from app.infra.queues.lanes import LONG_LANES
from app.infra.quotas import QUEUED_JOBS
from app.jobs import fairness, store
from app.jobs.documents import Job, Payload, Result, WaitingJob
from app.jobs.kinds import KINDS
from app.jobs.lease import GoesOn, JobCancelled, Lease, LeaseLost, claim, heartbeat

log = structlog.get_logger()

MAX_ATTEMPTS = 5
# A queued job whose message is this old is sent again; a message too many costs one failed claim.
RESEND_AFTER = timedelta(seconds=15)
# A child is free to look at a message at once: one of a long job that may run and is this old was lost, or found a
# worker without room.
RESEND_LONG_AFTER = timedelta(seconds=5)
RETRY_SECONDS = (1.0, 2.0, 5.0, 10.0)
SWEEP_AT_MOST = 500
# Long jobs that may run and are not taken: those who end a job look for them too, so a sweep need not send many.
SWEEP_LONG_AT_MOST = 50

Work = Callable[[Lease], Result | GoesOn]


def create(
    scope: Scope,
    kind: str,
    subject_id: ObjectId | None,
    payload: Payload | None = None,
    total: int = 0,
    job_id: ObjectId | None = None,
) -> Job:
    """Write a queued job; inside a transaction it appears with everything else of it. Send it with `enqueue` after.

    Raises QueueFull when the workspace has as many jobs queued as it may.
    """
    refuse_when_full(scope)
    now = datetime.now(UTC)
    job: Job = {
        "_id": job_id or fresh_id(),
        "workspace_id": scope.workspace_id,
        "kind": kind,
        "lane": KINDS[kind].lane,
        "subject_id": subject_id,
        "state": "queued",
        "progress": {"done": 0, "total": total},
        "payload": dict(payload or {}),
        "result": None,
        "problem": None,
        "attempts": 0,
        "created_at": now,
        "finished_at": None,
        "sent_at": now,
        "revision": 0,
    }
    store.insert(scope, job)
    return job


def refuse_when_full(scope: Scope) -> None:
    """Raise QueueFull when the workspace has as many jobs queued as it may; before anything is stored for one more."""
    most = QUEUED_JOBS.most
    QUEUED_JOBS.refuse_beyond(store.count_queued(scope, most) + 1)


def enqueue(job: WaitingJob) -> None:
    """Tell the workers about a committed job."""
    kind = KINDS[job["kind"]]
    queue.send(kind.task, kind.lane, str(job["_id"]))


def get(scope: Scope, job_id: ObjectId) -> Job:
    """Returns a job of this workspace; raises NotFound."""
    job = store.find(scope, job_id)
    if job is None:
        raise NotFound("There is no such job.")
    return job


def is_queued(scope: Scope, kind: str) -> bool:
    """Returns whether a job of this kind waits in the workspace."""
    return store.is_queued(scope, kind, lane_of(kind))


def is_second(lease: Lease) -> bool:
    """Returns whether a job of the same kind runs in the workspace that began before this one."""
    return store.runs_before(lease.scope, lease.job, datetime.now(UTC))


def is_over(state: str) -> bool:
    """Returns whether a job in this state will do nothing more."""
    return state not in store.UNFINISHED


def get_many(scope: Scope, job_ids: Sequence[ObjectId]) -> dict[ObjectId, Job]:
    """Returns some jobs of this workspace, by their ids."""
    return {job["_id"]: job for job in store.find_many(scope, job_ids)}


def list_jobs(scope: Scope, before: Place | None, states: Sequence[str] | None, limit: int) -> Iterator[Job]:
    """Returns jobs older than `before`, newest first, one more than `limit` if there are more."""
    query: Document = older_than(before)
    if states:
        query["state"] = {"$in": list(states)}
    return store.page(scope, query, limit + 1)


def cancel(scope: Scope, job_id: ObjectId, match: Precondition = ANY) -> Job:
    """Cancel a queued job, ask a running one to stop after its batch; Conflict when it is already over."""
    match.check(get(scope, job_id))
    job = store.ask_to_cancel(scope, job_id, datetime.now(UTC))
    if job is None:
        raise Conflict("The job is already over.", code="job_finished")
    return job


def run(job_id: str, work: Work) -> bool:
    """Claim a job and do its work; every way it can end is written on the job, where the user sees it.

    A message that is lost, doubled or late does no harm: an unclaimable job is left alone, and False returned.
    """
    lease = claim(job_id)
    if lease is None:
        return False
    try:
        _run(lease, work)
    finally:
        lease.leave_slot()
    return True


def _run(lease: Lease, work: Work) -> None:
    if lease.job["attempts"] > MAX_ATTEMPTS:
        lease.finish("failed", problem=_gave_up())
        return
    with heartbeat(lease):
        _work(lease, work)


def _work(lease: Lease, work: Work) -> None:
    job_id = str(lease.job["_id"])
    try:
        _end(lease, work(lease))
    except LeaseLost:
        log.warning("lease_lost", job_id=job_id)
    except JobCancelled:
        lease.finish("cancelled")
    except WorkspaceBusy:
        # Others wrote all the time: nothing is wrong with the job.
        log.info("job_postponed", job_id=job_id)
        lease.postpone(RETRY_SECONDS[0])
    except Problem as problem:
        if problem.status >= 500:
            _retry(lease, problem)
        else:
            lease.finish("failed", problem=problem.document())
    except Exception as error:  # noqa: BLE001 - whatever it is, the job must say so
        _retry(lease, error)


def _end(lease: Lease, outcome: Result | GoesOn) -> None:
    """End the job with its result, or queue it again as the kind that it goes on as."""
    if not isinstance(outcome, GoesOn):
        lease.finish("succeeded", result=dict(outcome))
    elif lease.go_on_as(outcome.kind):
        lease.job["kind"] = outcome.kind
        enqueue(lease.job)


def _retry(lease: Lease, error: Exception) -> None:
    """Leave an unexpected failure to the sweeper, a little later each time; the last attempt says so on the job."""
    attempts = lease.job["attempts"]
    log.error("job_attempt_failed", job_id=str(lease.job["_id"]), attempts=attempts, exc_info=error)
    report(error)
    if attempts >= MAX_ATTEMPTS:
        lease.finish("failed", problem=_gave_up())
    else:
        lease.release(RETRY_SECONDS[min(attempts, len(RETRY_SECONDS)) - 1])


def _gave_up() -> Document:
    detail = "The work failed several times; nothing of an unfinished batch was kept."
    return Problem(detail, code="job_failed").document()


def lane_of(kind: str) -> str:
    """Returns the lane that jobs of a kind queue in."""
    return KINDS[kind].lane


def next_long_jobs() -> list[WaitingJob]:
    """Returns the long jobs that may run now, the one whose turn it is first."""
    return fairness.next_long_jobs(datetime.now(UTC))


def sweep() -> int:
    """Send lost jobs again: queued ones nobody picked up, running ones whose worker died. Returns how many."""
    now = datetime.now(UTC)
    found = store.lost(now, now - RESEND_AFTER, LONG_LANES, SWEEP_AT_MOST) + _long_untaken(now, now - RESEND_LONG_AFTER)
    # One that an earlier or later version left, and nobody here can do, must not keep the others from being sent.
    known = [job for job in found if job["kind"] in KINDS]
    for job in known:
        store.mark_sent(job["_id"], now)
        enqueue(job)
    return len(known)


def _long_untaken(now: datetime, unsent_since: datetime) -> list[WaitingJob]:
    """Queued long jobs that could run: their messages were lost, or found a worker without room."""
    waiting = fairness.next_long_jobs(now)
    return [job for job in waiting if job["state"] == "queued" and job["sent_at"] < unsent_since][:SWEEP_LONG_AT_MOST]
