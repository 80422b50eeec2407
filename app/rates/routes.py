"""/rates: exchange rates of a day, and loading a table of them."""

from datetime import UTC, datetime
from typing import BinaryIO, cast
from zoneinfo import ZoneInfo

from flask import Response

from app.infra.blueprint import ApiBlueprint, answer
from app.infra.bodies import RATES_BYTES, takes_up_to
from app.infra.documentation.examples import named
from app.infra.identity import caller, scope
from app.infra.uploads import the_file
from app.rates import service
from app.rates.requests import RatesParameters
from app.rates.schemas import (
    RatesLoaded,
    RatesOut,
    RatesQuery,
    RatesUpload,
    loaded_out,
    rates_out,
)

blp = ApiBlueprint("rates", __name__, url_prefix="/api/v1/rates", tag="Exchange rates")

_EXAMPLES = named(table=("Two days", {"file": "Date,USD,CHF\n2026-10-02,1.0872,0.9310\n2026-10-01,1.0841,0.9322\n"}))
_FORM = {"schema": RatesUpload, "examples": _EXAMPLES}


@blp.route("")
@blp.query(RatesQuery)
@blp.response(200, RatesOut)
def get_rates(query: RatesParameters) -> Response:
    """Read the rates of a day.

    How much of each currency one unit of the base bought, by the reference rates of `date` or the last day before it
    that has rates.
    """
    base = query["base"] or caller().currency
    published, rates = service.rates_of(scope(), base, _day(query))
    return answer(rates_out(base, published, rates))


@blp.route("", methods=["POST"])
@blp.doc(requestBody={"required": True, "content": {"multipart/form-data": _FORM}})
@blp.response(200, RatesLoaded)
@takes_up_to(form=RATES_BYTES)
def load_rates() -> Response:
    """Load reference rates for this workspace.

    The CSV of the European Central Bank, or a zip of it; days that are loaded already are replaced.
    """
    return answer(loaded_out(service.load(scope(), cast(BinaryIO, the_file().stream))))


def _day(query: RatesParameters) -> datetime:
    if query["date"]:
        return query["date"]
    today = datetime.now(ZoneInfo(caller().time_zone))
    return datetime(today.year, today.month, today.day, tzinfo=UTC)
