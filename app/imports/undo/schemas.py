"""The query parameters of a request that undoes an import."""

from marshmallow import fields

from app.infra.fields import StrictSchema


class UndoQuery(StrictSchema):
    """What to undo."""

    force = fields.Boolean(
        load_default=False,
        truthy={"true"},
        falsy={"false"},
        metadata={"description": "Remove what users changed since, too.", "example": False},
    )
