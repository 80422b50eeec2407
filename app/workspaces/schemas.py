"""Schemas of the bodies and answers of /workspaces."""

import re
from decimal import Decimal
from typing import ClassVar
from zoneinfo import available_timezones

import marshmallow as ma
from babel import Locale, UnknownLocaleError
from marshmallow import fields

from app.infra.documentation.examples import WORKSPACE_ID, named
from app.infra.fields import Choice, Currency, Flag, Id, StrictSchema, Text, Vocabulary
from app.infra.pagination import ListOut
from app.workspaces.documents import MemberWorkspace


def check_locale(value: str) -> None:
    """Refuse what is no BCP 47 language tag that CLDR knows, such as `de-DE`."""
    try:
        Locale.parse(value, sep="-")
    except (ValueError, UnknownLocaleError):
        raise ma.ValidationError("Not a locale we know; send one like en-US or de-DE.") from None


# What the IANA database calls an area; it also holds old names (GMT0, US/Pacific) and none (Factory, localtime).
_AREAS = "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Etc|Europe|Indian|Pacific"
TIME_ZONE = rf"^(UTC|({_AREAS})/[A-Za-z0-9_+/-]+)$"
_NAMED_BY_AREA = re.compile(TIME_ZONE)

ROLE = Vocabulary(
    "WorkspaceRole",
    "What a member may do: an owner everything, an editor change data, a viewer read it.",
    ("owner", "editor", "viewer"),
)

_A_TIME_ZONE = {
    "description": "A name of the IANA time zone database, by its area, or UTC.",
    "pattern": TIME_ZONE,
    "example": "Europe/Berlin",
}


def check_time_zone(value: str) -> None:
    """Refuse what is no time zone of the IANA database under its name of today."""
    if not _NAMED_BY_AREA.fullmatch(value) or value not in available_timezones():
        raise ma.ValidationError("Not a time zone; send one like Europe/Berlin.")


ENGINE = Vocabulary(
    "Engine", "What reads and answers: rules and word lists of this machine, or Gemini.", ("local", "gemini")
)
_DOLLARS = re.compile(r"[0-9]{1,4}(\.[0-9]{1,6})?")
_MOST_A_DAY = Decimal(1000)


def check_cap(value: str) -> None:
    """Refuse what is no amount, and more than a workspace may spend on models a day."""
    if not _DOLLARS.fullmatch(value):
        raise ma.ValidationError("Not an amount such as 1.00.")
    if Decimal(value) > _MOST_A_DAY:
        raise ma.ValidationError(f"At most {_MOST_A_DAY} US dollars a day.")


class AiIn(StrictSchema):
    """What language models are allowed; only fields that are sent change."""

    enabled = Flag(metadata={"description": "Whether models are asked at all.", "example": True})
    daily_cap = Text(
        validate=check_cap,
        metadata={"description": "The most that they may cost in a day (UTC), in US dollars.", "example": "1.00"},
    )
    engine = Choice(ENGINE, allow_none=True, metadata={"description": "null: the best configured.", "example": None})
    share_merchants = Flag(
        metadata={"description": "Whether names of businesses may leave, to be categorised.", "example": True}
    )


class AiOut(StrictSchema):
    """What language models are allowed."""

    enabled = fields.Boolean(required=True, metadata={"example": True})
    daily_cap = fields.String(required=True, metadata={"example": "1.00"})
    engine = Choice(ENGINE, required=True, allow_none=True, metadata={"example": None})
    share_merchants = fields.Boolean(required=True, metadata={"example": True})


class WorkspacePatch(StrictSchema):
    """What may change."""

    EXAMPLES: ClassVar = named(
        name=("Another name", {"name": "Household"}),
        place=("Where you live", {"currency": "USD", "locale": "en-US", "time_zone": "America/New_York"}),
    )

    name = Text(least=1, most=100, metadata={"example": "Household"})
    currency = Currency(metadata={"description": "The base currency of totals.", "example": "EUR"})
    locale = Text(
        most=20,
        validate=check_locale,
        metadata={"description": "Decides between readings of ambiguous dates.", "example": "de-DE"},
    )
    time_zone = fields.String(validate=check_time_zone, metadata=_A_TIME_ZONE)
    ai = fields.Nested(AiIn, metadata={"description": "What language models are allowed."})


class WorkspaceOut(StrictSchema):
    """A workspace and the caller's role in it."""

    id = Id(required=True, metadata={"example": WORKSPACE_ID})
    name = fields.String(required=True, metadata={"example": "Personal"})
    personal = fields.Boolean(required=True, metadata={"description": "The one made at registration.", "example": True})
    role = Choice(ROLE, required=True, metadata={"description": "The caller's.", "example": "owner"})
    currency = Currency(required=True, metadata={"description": "The base currency of totals.", "example": "USD"})
    locale = fields.String(required=True, metadata={"example": "en-US"})
    time_zone = fields.String(required=True, metadata={"example": "UTC"})
    ai = fields.Nested(AiOut, required=True)
    created_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})


class WorkspacePage(ListOut):
    """All workspaces of the caller; there are few, so there is one page."""

    data = fields.List(fields.Nested(WorkspaceOut), required=True)


def workspace_out(workspace: MemberWorkspace) -> dict[str, object]:
    """Returns the JSON form of a workspace with the caller's role."""
    return {
        "id": workspace["_id"],
        "name": workspace["name"],
        "personal": workspace["personal"],
        "role": workspace["role"],
        "currency": workspace["currency"],
        "locale": workspace["locale"],
        "time_zone": workspace["time_zone"],
        "ai": workspace["ai_settings"],
        "created_at": workspace["created_at"],
    }
