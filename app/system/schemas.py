"""What /health answers."""

from marshmallow import fields

from app.infra.fields import StrictSchema


class HealthOut(StrictSchema):
    """The state of the process and of what it needs."""

    status = fields.String(required=True, metadata={"example": "ok"})
    checks = fields.Dict(
        required=True,
        keys=fields.String(),
        values=fields.String(),
        metadata={"example": {"mongodb": "ok", "redis": "ok"}},
    )
