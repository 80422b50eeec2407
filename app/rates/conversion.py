"""Exact conversion of amounts by the rates of a day: cross rates over the euro, with the day they were published."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Context, Decimal

from app.money import exponent

BASE = "EUR"
# A cross rate is kept and shown with as many digits as it is computed with: what is shown is what was used.
_RATE = Context(prec=10)
_WIDE = Context(prec=60)
# Over Easter and Christmas five days pass without a rate; after ten the currency is no longer quoted, or rates are not
# loaded, and the user should know.
STALE_AFTER = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Rate:
    """The rate from `source` to `target`, published on a day (midnight UTC) on or before the one asked for."""

    source: str
    target: str
    rate: Decimal
    published: datetime

    def convert(self, amount: Decimal) -> Decimal:
        """Returns the amount in the target currency, not rounded."""
        return _WIDE.multiply(amount, self.rate)

    def is_stale_on(self, day: datetime) -> bool:
        """Whether the rate is too old to be used for the day without telling the user."""
        return day - self.published > STALE_AFTER


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded from a file: how many days, the first and the last of them, and the currencies quoted."""

    days: int
    first: datetime
    last: datetime
    currencies: list[str]


class RateTable:
    """The rates of some days: {day: {currency: units of it that one euro buys}}."""

    def __init__(self, days: Mapping[datetime, Mapping[str, str]]) -> None:
        self._rates = days
        self._days = sorted(days)

    def find(self, source: str, target: str, day: datetime) -> Rate | None:
        """Returns the rate of the last day on or before one that quotes both currencies; None when there is none."""
        if source == target:
            return Rate(source, target, Decimal(1), day)
        for published in reversed(self._days[: bisect_right(self._days, day)]):
            rates = {BASE: "1", **self._rates[published]}
            if source in rates and target in rates:
                rate = _RATE.divide(Decimal(rates[target]), Decimal(rates[source]))
                return Rate(source, target, rate, published)
        return None


def rounded_minor(amount: Decimal, currency: str) -> int:
    """Returns a converted amount in minor units, rounded half-even."""
    return int(_WIDE.scaleb(amount, exponent(currency)).to_integral_value(context=_WIDE))
