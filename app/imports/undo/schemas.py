"""What the undoing of an import looks like on the wire."""

from marshmallow import fields

from app.infra.documentation.examples import UNDO_JOB_ID
from app.infra.fields import Id, StrictSchema
from app.jobs.results import UndoCounts


class UndoQuery(StrictSchema):
    """What to undo."""

    force = fields.Boolean(
        load_default=False,
        truthy={"true"},
        falsy={"false"},
        metadata={"description": "Remove what users changed since, too.", "example": False},
    )


class UndoneOut(UndoCounts):
    """What became of an import that was undone."""

    at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-06T08:00:00.000Z"})
    job_id = Id(required=True, metadata={"description": "The job that did it.", "example": UNDO_JOB_ID})
    force = fields.Boolean(
        required=True, metadata={"description": "Whether what users changed went too.", "example": False}
    )
