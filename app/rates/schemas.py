"""The JSON of exchange rates: requests and responses."""

from datetime import datetime

from marshmallow import fields

from app.infra.fields import Currency, Day, StrictSchema
from app.rates.conversion import Loaded, Rate

_DAY = {"description": "The day it was published.", "example": "2026-10-02", "format": "date"}
_ASKED = "The last published day on or before this one counts; default today."


class RatesUpload(StrictSchema):
    """The form of a table of rates."""

    file = fields.Raw(
        required=True,
        metadata={
            "type": "string",
            "format": "binary",
            "description": "A CSV of the ECB, or a zip that holds one.",
        },
    )


class RatesLoaded(StrictSchema):
    """What was loaded from a file."""

    days = fields.Integer(required=True, metadata={"description": "How many days.", "example": 7012})
    first = fields.String(required=True, metadata={"format": "date", "example": "1999-01-04"})
    last = fields.String(required=True, metadata={"format": "date", "example": "2026-10-02"})
    currencies = fields.List(fields.String(), required=True, metadata={"example": ["CHF", "USD"]})


class RatesQuery(StrictSchema):
    """Which rates."""

    date = Day(load_default=None, metadata={"description": _ASKED, "example": "2026-10-04"})
    base = Currency(load_default=None, metadata={"description": "Default the workspace's currency.", "example": "EUR"})


class RatesOut(StrictSchema):
    """What one unit of the base bought."""

    base = fields.String(required=True, metadata={"example": "EUR"})
    date = fields.String(
        required=True, allow_none=True, metadata={**_DAY, "description": "The day they were published; null for none."}
    )
    rates = fields.Dict(
        keys=fields.String(), values=fields.String(), required=True, metadata={"example": {"USD": "1.0872"}}
    )
    source = fields.String(required=True, metadata={"example": "ECB euro foreign exchange reference rates"})


class RateOut(StrictSchema):
    """A rate that was used."""

    currency = fields.String(required=True, metadata={"description": "What was converted.", "example": "USD"})
    date = fields.String(required=True, metadata=_DAY)
    rate = fields.String(required=True, metadata={"description": "What one unit of it was worth.", "example": "0.9198"})


SOURCE = "ECB euro foreign exchange reference rates"


def loaded_out(loaded: Loaded) -> dict[str, object]:
    """Returns the JSON form of a loaded table of rates."""
    return {
        "days": loaded.days,
        "first": day_out(loaded.first),
        "last": day_out(loaded.last),
        "currencies": loaded.currencies,
    }


def rates_out(base: str, published: datetime | None, rates: dict[str, Rate]) -> dict[str, object]:
    """Returns the JSON form of a day's rates."""
    shown = {code: f"{found.rate:f}" for code, found in rates.items()}
    return {"base": base, "date": day_out(published) if published else None, "rates": shown, "source": SOURCE}


def rate_out(rate: Rate) -> dict[str, object]:
    """Returns the JSON form of a rate that was used."""
    return {"currency": rate.source, "date": day_out(rate.published), "rate": f"{rate.rate:f}"}


def day_out(day: datetime) -> str:
    """Returns a day as `YYYY-MM-DD`."""
    return day.date().isoformat()
