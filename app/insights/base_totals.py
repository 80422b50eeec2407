"""Converts a month's totals into one currency: each day's sums by the rate of that day."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.insights.figures import Totals, totals, totals_by_currency
from app.insights.rows import DayRow
from app.money import from_minor
from app.rates.service import Rate, RateTable, rounded_minor


@dataclass(frozen=True, slots=True)
class BaseTotals:
    """A month's totals over all currencies, in minor units of one.

    `rates` are those that were used; `unconverted` are the totals, by currency, for which no rate was known and which
    are left out. `stale` says that a rate was published long before the day it was used for.
    """

    totals: Totals
    rates: list[Rate]
    unconverted: dict[str, Totals]
    stale: bool


def convert_totals(own: Totals, days: Iterable[DayRow], currency: str, table: RateTable) -> BaseTotals:
    """Returns the totals of one currency with those of other currencies, by day, converted and added.

    Sums are rounded once, at the end: half-even, to the currency's minor unit.
    """
    found = [(row, table.find(row["currency"], currency, row["date"])) for row in days]
    rated = [(row, rate) for row, rate in found if rate is not None]
    used = {(rate.source, rate.published): rate for _, rate in rated}
    return BaseTotals(
        totals=Totals(
            own.income + _converted_sum(rated, "income", currency),
            own.expense + _converted_sum(rated, "expense", currency),
            own.transactions + sum(row["count"] for row, _ in rated),
        ),
        rates=[used[key] for key in sorted(used)],
        unconverted=totals_by_currency(row for row, rate in found if rate is None),
        stale=any(rate.is_stale_on(row["date"]) for row, rate in rated),
    )


def _converted_sum(rated: Iterable[tuple[DayRow, Rate]], name: str, currency: str) -> int:
    """The sum of the days' `income` or `expense`, in minor units of the currency."""
    amounts = (rate.convert(from_minor(getattr(totals([row]), name), row["currency"])) for row, rate in rated)
    return rounded_minor(sum(amounts, Decimal(0)), currency)
