"""The use cases of rates: load a table, look rates up, convert."""

import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import BinaryIO
from urllib.request import urlopen

from app.infra.connections import mongo
from app.infra.database.mongo import Scope
from app.infra.problems import Invalid
from app.infra.quotas import RATE_DAYS
from app.rates import store
from app.rates.conversion import BASE, Loaded, Rate, RateTable, rounded_minor
from app.rates.ecb import MAX_BYTES, DayRates, RatesError, read_rates

__all__ = [
    "Loaded",
    "Rate",
    "RateTable",
    "RatesError",
    "fetch_shared",
    "load",
    "load_shared",
    "rates_of",
    "rounded_minor",
    "table",
]

_FETCH_SECONDS = 30


def load(scope: Scope, file: BinaryIO) -> Loaded:
    """Load the rates of a file of the ECB for this workspace, in place of those it has of the same days.

    Raises Invalid at `/file`, with the code of what is wrong, and QuotaExceeded.
    """
    try:
        days = read_rates(file)
    except RatesError as error:
        raise Invalid.at("/file", str(error), code=error.code) from None

    def write(tx: Scope) -> None:
        store.replace_own(tx, days)
        RATE_DAYS.refuse_beyond(store.count_own(tx), "/file")

    scope.transact(write)
    return _loaded(days)


def load_shared(file: BinaryIO) -> Loaded:
    """Load the rates of a file for every workspace; raises RatesError. For the operator and the nightly task."""
    days = read_rates(file)
    store.replace_shared(mongo.db, days)
    return _loaded(days)


def fetch_shared(url: str) -> Loaded:
    """Load the rates at a URL for every workspace; raises OSError when it does not respond, and RatesError."""
    with urlopen(url, timeout=_FETCH_SECONDS) as answer:  # noqa: S310 - the operator's URL, checked by the configuration
        return load_shared(io.BytesIO(answer.read(MAX_BYTES)))


def _loaded(days: Mapping[datetime, DayRates]) -> Loaded:
    return Loaded(len(days), min(days), max(days), sorted(set().union(*days.values())))


def table(scope: Scope, currencies: Iterable[str], first: datetime, last: datetime) -> RateTable:
    """Returns the rates of a span of days, and of the earlier days that its first days need for these currencies."""
    before = [store.last_before(scope, currency, first) for currency in currencies if currency != BASE]
    start = min([day for day in before if day is not None], default=first)
    return RateTable(store.find_days(scope, start, last))


def rates_of(scope: Scope, base: str, day: datetime) -> tuple[datetime | None, dict[str, Rate]]:
    """Returns the last published day on or before one that quotes the base, and its rates from the base."""
    published = store.last_before(scope, "USD" if base == BASE else base, day)
    if published is None:
        return None, {}
    days = store.find_days(scope, published, published)
    known = RateTable(days)
    found = {code: known.find(base, code, published) for code in sorted({BASE, *days[published]} - {base})}
    return published, {code: rate for code, rate in found.items() if rate}
