"""Responses about jobs: 202 with a job, `Prefer: wait=N`, and progress as server-sent events."""

import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from itertools import chain

from bson import ObjectId
from flask import Response

from app.infra import waiting
from app.infra.blueprint import answer
from app.infra.database.mongo import Scope
from app.infra.identity import caller, scope
from app.infra.json import dumps
from app.infra.problems import Unavailable
from app.infra.untyped import JsonObject
from app.jobs import service
from app.jobs.documents import Job
from app.jobs.schemas import job_out
from app.jobs.store import UNFINISHED

STREAM_SECONDS = 25.0
# From quick to gentle: short jobs are seen at once, long ones cost two reads a second.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 0.5


def accepted(job: Job, more: Callable[[], JsonObject] = dict) -> Response:
    """Returns 202 with the job, or 200 with the finished one if the caller prefers to wait and it comes in time.

    `more` returns what else the body contains; it is called after the waiting.
    """
    seconds = waiting.preferred_wait()
    with waiting.waits.place(caller().user_id) if seconds else nullcontext(False) as granted:
        final = [job, *_changes(scope(), job["_id"], seconds)][-1] if granted else job
    done = final["state"] not in UNFINISHED
    headers = {"Location": f"/api/v1/jobs/{job['_id']}"}
    if not done:
        headers["Retry-After"] = "1"
    if granted:
        headers["Preference-Applied"] = f"wait={seconds}"
    return answer({"job": job_out(final), **more()}, 200 if done else 202, headers=headers)


def ended_within(job: Job, seconds: float) -> Job | None:
    """Returns the job once it is over; None if that takes longer, or if no place to wait is left for this caller."""
    with waiting.waits.place(caller().user_id) as granted:
        final = [job, *_changes(scope(), job["_id"], seconds)][-1] if granted else job
    return None if final["state"] in UNFINISHED else final


def _changes(scope: Scope, job_id: ObjectId, seconds: float) -> Iterator[Job]:
    """The job whenever it changed, until it ends, the time is over, the client leaves or the process stops."""
    return _watch(scope, job_id, seconds, waiting.client_watch())


def _watch(scope: Scope, job_id: ObjectId, seconds: float, client_left: Callable[[], bool]) -> Iterator[Job]:
    deadline, pause, revision = time.monotonic() + seconds, _FIRST_PAUSE, -1
    while True:
        job = service.get(scope, job_id)
        if job["revision"] != revision:
            revision = job["revision"]
            yield job
        if job["state"] not in UNFINISHED or time.monotonic() + pause > deadline:
            return
        if waiting.shutting_down.wait(pause) or client_left():
            return
        pause = min(pause * 1.5, _LONGEST_PAUSE)


def event_stream(job_id: ObjectId) -> Response:
    """Returns the job's progress as `text/event-stream`: an event each change, closed after 25 s with a retry hint."""
    mine, me = scope(), caller().user_id
    service.get(mine, job_id)
    if not waiting.waits.take(me):
        raise Unavailable("Too many requests wait already; read the job instead.", code="too_many_waiting")
    response = Response(_events(mine, job_id), mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})
    # Not in the generator: one that was never started would not give the place back.
    response.call_on_close(lambda: waiting.waits.leave(me))
    return response


def _events(scope: Scope, job_id: ObjectId) -> Iterator[bytes]:
    return chain([b"retry: 1000\n\n"], map(_event, _changes(scope, job_id, STREAM_SECONDS)))


def _event(job: Job) -> bytes:
    kind = b"progress" if job["state"] in UNFINISHED else b"end"
    return b"event: " + kind + b"\ndata: " + dumps(job_out(job)) + b"\n\n"
