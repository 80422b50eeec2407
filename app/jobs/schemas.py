"""What a job looks like on the wire."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from app.infra.fields import Id, StrictSchema
from app.infra.pagination import ListOut, PageQuery

STATES = ("queued", "running", "succeeded", "failed", "cancelled")


class ProgressOut(StrictSchema):
    """How far a job is; `total` is 0 until it is known."""

    done = fields.Integer(required=True, metadata={"example": 400})
    total = fields.Integer(required=True, metadata={"example": 600})


class JobOut(StrictSchema):
    """A piece of long work."""

    id = Id(required=True, metadata={"example": "6740a1b2c3d4e5f601234567"})
    kind = fields.String(required=True, metadata={"example": "import"})
    state = fields.String(required=True, validate=validate.OneOf(STATES), metadata={"example": "running"})
    progress = fields.Nested(ProgressOut, required=True)
    result = fields.Dict(required=True, allow_none=True, metadata={"description": "What came of it, once succeeded."})
    problem = fields.Dict(
        required=True, allow_none=True, metadata={"description": "The problem document of a failed job."}
    )
    created_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})
    finished_at = fields.String(
        required=True, allow_none=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"}
    )


class JobStarted(StrictSchema):
    """The answer that starts a job; more about what it works on stands beside it."""

    job = fields.Nested(JobOut, required=True)


class JobPage(ListOut):
    """One page of jobs."""

    data = fields.List(fields.Nested(JobOut), required=True)


class JobListQuery(PageQuery):
    """Filters of the list."""

    state = fields.String(
        validate=validate.OneOf(STATES),
        load_default=None,
        metadata={"description": "Only jobs in this state."},
    )


def job_out(job: Mapping[str, Any]) -> dict[str, Any]:
    """The wire form of a job document."""
    return {
        "id": job["_id"],
        "kind": job["kind"],
        "state": job["state"],
        "progress": job["progress"],
        "result": job["result"],
        "problem": job["problem"],
        "created_at": job["created_at"],
        "finished_at": job["finished_at"],
    }
