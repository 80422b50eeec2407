"""/jobs: list, read, cancel and follow jobs."""

from collections.abc import Iterable

from bson import ObjectId
from flask import Response

from app.infra.blueprint import ApiBlueprint
from app.infra.conditional import answer_resource, precondition
from app.infra.database.keyset import Place
from app.infra.documentation.examples import JOB_ID
from app.infra.documentation.operations import PAGE, RESOURCE
from app.infra.identity import scope
from app.infra.pagination import NEWEST_FIRST, Query, paginated
from app.jobs import answers, service
from app.jobs.documents import Job
from app.jobs.schemas import JobListQuery, JobOut, JobPage, job_out

blp = ApiBlueprint("jobs", __name__, url_prefix="/api/v1/jobs", tag="Jobs")

# OpenAPI 3.1 knows the whole stream as one text; 3.2 will describe its events with `itemSchema`.
_STREAM = {
    "type": "string",
    "description": "Events of the HTML standard: `retry`, then for each change `event` and `data`, the job as JSON.",
}


@blp.route("")
@blp.query(JobListQuery)
@blp.response(200, JobPage, headers=PAGE)
@paginated(NEWEST_FIRST, job_out)
def list_jobs(query: Query, before: Place | None) -> Iterable[Job]:
    """List jobs, newest first.

    Imports, undoings, sentences, refilings and summaries; `kind` tells which, and so what `result` holds.
    """
    return service.list_jobs(scope(), before, query["state"], query["limit"])


@blp.route("/<oid:job_id>")
@blp.response(200, JobOut, headers=RESOURCE)
def get_job(job_id: str) -> Response:
    """Read a job.

    Ask until `state` is succeeded, failed or cancelled, or follow its events. `problem` says why it failed.
    """
    job = service.get(scope(), ObjectId(job_id))
    return answer_resource(job, job_out(job))


@blp.route("/<oid:job_id>", methods=["DELETE"])
@blp.response(202, JobOut, headers=RESOURCE)
def cancel_job(job_id: str) -> Response:
    """Cancel a job.

    A queued one ends at once, a running one after its present batch; what finished batches committed stays. One
    that is over answers 409.
    """
    job = service.cancel(scope(), ObjectId(job_id), precondition())
    return answer_resource(job, job_out(job), 202)


@blp.route("/<oid:job_id>/events")
@blp.response(
    200,
    _STREAM,
    content_type="text/event-stream",
    description="Server-sent events: `progress` at each change, `end` at the end. The data of each is the job.",
    example='retry: 1000\n\nevent: progress\ndata: {"id": "' + JOB_ID + '", "state": "running", …}\n\n',
)
def stream_job(job_id: str) -> Response:
    """Follow a job as server-sent events.

    An event `progress` at each change and `end` at the end, each with the job as JSON. The stream closes after
    25 s; connect again for more.
    """
    return answers.event_stream(ObjectId(job_id))
