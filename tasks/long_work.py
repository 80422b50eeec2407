"""Long jobs in a worker: a child that may do them goes on with those that wait, fair between workspaces."""

from collections.abc import Callable, Mapping

import structlog
from celery import Task

from app.imports import service as imports
from app.imports.undo import service as undo
from app.infra.queues.children import children
from app.infra.queues.lanes import BULK
from app.insights.ask import service as questions
from app.insights.coach import service as coach
from app.insights.summaries import service as summaries
from app.jobs import service as jobs
from app.receipts import service as receipts
from app.refiling import service as refiling
from app.transactions import service as transactions

# What does a job of a kind; it returns whether there was anything to do.
WORK: Mapping[str, Callable[[str], bool]] = {
    "import": imports.run_import,
    "undo": undo.run_undo,
    "refile": refiling.run_refile,
    "summarize": summaries.run_one,
    "summarize_many": summaries.run_many,
    "ask": questions.run_ask,
    "coach": coach.run_coach,
    "categorise": refiling.run_categorise,
    "capture_ai": transactions.run_unsure,
    "receipt": receipts.run_receipt,
}

# How long what beat asked for waits for a child, again and again.
_LATER_SECONDS = 30


def work_on(kind: str, job_id: str) -> None:
    """Do a long job, and then what else waits.

    Where all children of its lane do long work already, nothing is done: the first of them that is ready takes the job,
    or the next sweep sends it to a worker that has more room.
    """
    lane = jobs.lane_of(kind)
    with children.place(lane) as free:
        if not free:
            return
        WORK[kind](job_id)
        while not children.stopping and _next(lane):
            pass


def _next(lane: str) -> bool:
    """Do the job of the lane whose turn it is; False when none waits that may run."""
    structlog.contextvars.bind_contextvars(request_id=None)
    waiting = (job for job in jobs.next_long_jobs() if job["lane"] == lane and job["kind"] in WORK)
    return any(WORK[job["kind"]](str(job["_id"])) for job in waiting)


def when_there_is_room(task: Task, work: Callable[[], int]) -> int:
    """Do work that is no job and takes long; later, where all children of its lane do such work already."""
    with children.place(BULK) as free:
        if free:
            return work()
    raise task.retry(countdown=_LATER_SECONDS)
