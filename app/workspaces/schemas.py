"""What a workspace looks like on the wire."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

import marshmallow as ma
from babel import Locale, UnknownLocaleError
from marshmallow import fields, validate

from app.infra.fields import Currency, Id, StrictSchema, Text
from app.infra.pagination import ListOut


def check_locale(value: str) -> None:
    """Refuse what is no BCP 47 language tag that CLDR knows, such as `de-DE`."""
    try:
        Locale.parse(value, sep="-")
    except (ValueError, UnknownLocaleError):
        raise ma.ValidationError("Not a locale we know; send one like en-US or de-DE.") from None


_TIME_ZONES = validate.OneOf(sorted(available_timezones()), error="Not a time zone; send one like Europe/Berlin.")


class WorkspacePatch(StrictSchema):
    """What may change."""

    name = Text(least=1, most=100, metadata={"example": "Household"})
    currency = Currency(metadata={"description": "The base currency of totals.", "example": "EUR"})
    locale = Text(
        most=20,
        validate=check_locale,
        metadata={"description": "Decides between readings of ambiguous dates.", "example": "de-DE"},
    )
    time_zone = fields.String(
        validate=_TIME_ZONES, metadata={"description": "A name of the IANA database.", "example": "Europe/Berlin"}
    )


class WorkspaceOut(StrictSchema):
    """A workspace and the caller's role in it."""

    id = Id(required=True, metadata={"example": "6740a1b2c3d4e5f601234567"})
    name = fields.String(required=True, metadata={"example": "Personal"})
    personal = fields.Boolean(required=True, metadata={"description": "The one made at registration.", "example": True})
    role = fields.String(
        required=True, validate=validate.OneOf(["owner", "editor", "viewer"]), metadata={"example": "owner"}
    )
    currency = fields.String(required=True, metadata={"example": "USD"})
    locale = fields.String(required=True, metadata={"example": "en-US"})
    time_zone = fields.String(required=True, metadata={"example": "UTC"})
    created_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})


class WorkspacePage(ListOut):
    """All workspaces of the caller; there are few, so there is one page."""

    data = fields.List(fields.Nested(WorkspaceOut), required=True)


def workspace_out(workspace: Mapping[str, Any]) -> dict[str, Any]:
    """The wire form of a workspace with the caller's role."""
    names = ("name", "personal", "role", "currency", "locale", "time_zone", "created_at")
    return {"id": workspace["_id"], **{name: workspace[name] for name in names}}
