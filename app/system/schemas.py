"""The JSON of / and /health."""

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


class LinksOut(StrictSchema):
    """Where to go from here, as paths of this host."""

    docs = fields.String(required=True, metadata={"description": "The API to try out.", "example": "/docs/"})
    redoc = fields.String(required=True, metadata={"description": "The API to read.", "example": "/redoc"})
    openapi = fields.String(
        required=True, metadata={"description": "The OpenAPI document.", "example": "/openapi.json"}
    )
    health = fields.String(required=True, metadata={"description": "Whether it works.", "example": "/health"})
    api = fields.String(required=True, metadata={"description": "Where every path begins.", "example": "/api/v1"})


class RootOut(StrictSchema):
    """What this server is."""

    name = fields.String(required=True, metadata={"description": "The product's name.", "example": "Finsight"})
    version = fields.String(required=True, metadata={"description": "Its version.", "example": "0.1.0"})
    links = fields.Nested(LinksOut, required=True, metadata={"description": "Where to go from here."})
