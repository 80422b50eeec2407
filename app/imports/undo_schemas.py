"""What the undoing of an import looks like on the wire."""

from marshmallow import fields

from app.infra.fields import Id, StrictSchema

_ID = {"example": "6740a1b2c3d4e5f601234567"}


class UndoQuery(StrictSchema):
    """What to undo."""

    force = fields.Boolean(
        load_default=False,
        truthy={"true"},
        falsy={"false"},
        metadata={"description": "Remove what users changed since, too.", "example": False},
    )


class ChangedSinceOut(StrictSchema):
    """A transaction of another source that the import changed, and a user after it."""

    transaction_id = Id(required=True, metadata=_ID)
    # Not `fields`: that is a property of schemas; data_key gives the wire its name.
    fields_ = fields.List(
        fields.String(),
        required=True,
        data_key="fields",
        metadata={"description": "What stays as it was set since.", "example": ["category_id"]},
    )


class UndoneOut(StrictSchema):
    """What became of an import that was undone."""

    at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-06T08:00:00.000Z"})
    job_id = Id(required=True, metadata=_ID)
    force = fields.Boolean(
        required=True, metadata={"description": "Whether what users changed went too.", "example": False}
    )
    removed = fields.Integer(required=True, metadata={"description": "Transactions that went.", "example": 409})
    handed_over = fields.Integer(
        required=True, metadata={"description": "Those that another import states too, now of that one.", "example": 2}
    )
    reverted = fields.Integer(
        required=True, metadata={"description": "Transactions of other sources whose change went.", "example": 0}
    )
    kept = fields.List(
        Id(),
        required=True,
        metadata={
            "description": "Transactions that users changed since, at most 100; GET /transactions?import_id= has all.",
            "example": [_ID["example"]],
        },
    )
    kept_count = fields.Integer(required=True, metadata={"description": "How many those are.", "example": 1})
    changed_since = fields.List(fields.Nested(ChangedSinceOut), required=True, metadata={"description": "At most 100."})
