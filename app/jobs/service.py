"""The life of a job: written before its message is sent, claimed once, recovered by one sweeper."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from bson import ObjectId

from app.infra import queue
from app.infra.ids import fresh_id
from app.infra.keyset import Place, older_than
from app.infra.mongo import Document, Scope
from app.infra.preconditions import ANY, Precondition
from app.infra.problems import Conflict, NotFound, Problem
from app.infra.sentry import report
from app.jobs import store
from app.jobs.lease import JobCancelled, Lease, LeaseLost, claim, heartbeat

log = structlog.get_logger()

TASKS = {
    "import": "tasks.import_statement",
    "undo": "tasks.undo_import",
    "capture": "tasks.capture_text",
    "refile": "tasks.apply_rules",
}

MAX_ATTEMPTS = 5
# A queued job whose message is this old is sent again; a message too many costs one failed claim.
RESEND_AFTER = timedelta(seconds=15)
RETRY_SECONDS = (1.0, 2.0, 5.0, 10.0)
SWEEP_AT_MOST = 500

Work = Callable[[Lease], Mapping[str, Any]]


def create(
    scope: Scope,
    kind: str,
    subject_id: ObjectId | None,
    payload: Mapping[str, Any] | None = None,
    total: int = 0,
    job_id: ObjectId | None = None,
) -> Document:
    """Write a queued job; inside a transaction it appears with everything else of it. Send it with `enqueue` after."""
    now = datetime.now(UTC)
    job: Document = {
        "_id": job_id or fresh_id(),
        "kind": kind,
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


def enqueue(job: Mapping[str, Any]) -> None:
    """Tell the workers about a committed job."""
    queue.send(TASKS[job["kind"]], str(job["_id"]))


def get(scope: Scope, job_id: ObjectId) -> Document:
    """A job of this workspace; NotFound."""
    job = store.find(scope, job_id)
    if job is None:
        raise NotFound("There is no such job.")
    return job


def is_over(state: str) -> bool:
    """Whether a job in this state will do nothing more."""
    return state not in store.UNFINISHED


def get_many(scope: Scope, job_ids: Sequence[ObjectId]) -> dict[ObjectId, Document]:
    """Some jobs of this workspace, by their ids."""
    return {job["_id"]: job for job in store.find_many(scope, job_ids)}


def list_jobs(scope: Scope, before: Place | None, states: Sequence[str] | None, limit: int) -> Iterator[Document]:
    """Jobs older than `before`, newest first, one more than `limit` if there are more."""
    query: Document = older_than(before)
    if states:
        query["state"] = {"$in": list(states)}
    return store.page(scope, query, limit + 1)


def cancel(scope: Scope, job_id: ObjectId, match: Precondition = ANY) -> Document:
    """Cancel a queued job, ask a running one to stop after its batch; Conflict when it is already over."""
    match.check(get(scope, job_id))
    job = store.ask_to_cancel(scope, job_id, datetime.now(UTC))
    if job is None:
        raise Conflict("The job is already over.", code="job_finished")
    return job


def run(job_id: str, work: Work) -> None:
    """Claim a job and do its work; every way it can end is written on the job, where the user sees it.

    A message that is lost, doubled or late does no harm: an unclaimable job is left alone.
    """
    lease = claim(job_id)
    if lease is None:
        return
    if lease.job["attempts"] > MAX_ATTEMPTS:
        lease.finish("failed", problem=_gave_up())
        return
    with heartbeat(lease):
        _work(lease, work)


def _work(lease: Lease, work: Work) -> None:
    job_id = str(lease.job["_id"])
    try:
        lease.finish("succeeded", result=dict(work(lease)))
    except LeaseLost:
        log.warning("lease_lost", job_id=job_id)
    except JobCancelled:
        lease.finish("cancelled")
    except Problem as problem:
        if problem.status >= 500:
            _retry(lease, problem)
        else:
            lease.finish("failed", problem=problem.document())
    except Exception as error:  # noqa: BLE001 - whatever it is, the job must say so
        _retry(lease, error)


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


def sweep() -> int:
    """Send lost jobs again: queued ones nobody picked up, running ones whose worker died. Answers how many."""
    now = datetime.now(UTC)
    found = store.lost(now, now - RESEND_AFTER, SWEEP_AT_MOST)
    for job in found:
        store.mark_sent(job["_id"], now)
        enqueue(job)
    return len(found)
