"""/jobs: what long work is doing."""

from bson import ObjectId
from flask import Response

from app.infra.blueprint import ApiBlueprint
from app.infra.conditional import answer_resource, precondition
from app.infra.documentation import PAGE, RESOURCE
from app.infra.identity import scope
from app.infra.pagination import cut_page, decode_cursor
from app.jobs import answers, service
from app.jobs.schemas import JobListQuery, JobOut, JobPage, job_out

blp = ApiBlueprint("jobs", __name__, url_prefix="/api/v1/jobs", description="Long work and its progress.")

# Of a stream, OpenAPI 3.1 describes one event; OpenAPI 3.2 says the same with `itemSchema`.
_EVENT = {
    "type": "object",
    "properties": {
        "event": {"type": "string", "enum": ["progress", "end"]},
        "data": {"type": "string", "contentMediaType": "application/json", "description": "The job, as JSON."},
        "retry": {"type": "integer", "description": "Milliseconds before the next try."},
    },
}


@blp.route("")
@blp.query(JobListQuery)
@blp.response(200, JobPage, headers=PAGE)
def list_jobs(query: dict) -> Response:
    """List jobs, newest first."""
    before = decode_cursor(query["cursor"], "-id", [ObjectId])[0] if query["cursor"] else None
    found = service.list_jobs(scope(), before, query["state"], query["limit"])
    return cut_page(found, query["limit"], job_out, "-id", lambda job: [str(job["_id"])])


@blp.route("/<oid:job_id>")
@blp.response(200, JobOut, headers=RESOURCE)
def get_job(job_id: str) -> Response:
    """Read a job."""
    job = service.get(scope(), ObjectId(job_id))
    return answer_resource(job, job_out(job))


@blp.route("/<oid:job_id>", methods=["DELETE"])
@blp.response(202, JobOut, headers=RESOURCE)
def cancel_job(job_id: str) -> Response:
    """Cancel a job. What its finished batches committed stays."""
    job = service.cancel(scope(), ObjectId(job_id), precondition())
    return answer_resource(job, job_out(job), 202)


@blp.route("/<oid:job_id>/events")
@blp.response(
    200,
    _EVENT,
    content_type="text/event-stream",
    description="Server-sent events: `progress` at each change, `end` at the end. The data of each is the job.",
    example='retry: 1000\n\nevent: progress\ndata: {"id": "6740a1b2c3d4e5f601234567", "state": "running", …}\n\n',
)
def stream_job(job_id: str) -> Response:
    """Follow a job's progress as server-sent events, for 25 s at a time."""
    return answers.event_stream(ObjectId(job_id))
