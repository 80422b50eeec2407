"""A month in one currency although several were used: each day's sums by the rate of that day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.insights.figures import Totals, totals, totals_by_currency
from app.money import from_minor
from app.rates.service import Rate, RateTable, rounded_minor

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BaseTotals:
    """A month's totals over all currencies, in minor units of one.

    `rates` are those that were used; `unconverted` holds what no rate was known for, by currency, which the totals
    leave out.
    """

    totals: Totals
    rates: list[Rate]
    unconverted: dict[str, Totals]
    stale: bool


def convert_totals(own: Totals, days: Iterable[Row], currency: str, table: RateTable) -> BaseTotals:
    """Add to the totals of one currency what happened in others.

    `days` sum the transactions of one day (`date`), kind and currency, as rows of month_totals do. Sums are rounded
    once, at the end: half-even, to the currency's minor unit.
    """
    income = expense = Decimal(0)
    count, stale = own.transactions, False
    used: dict[tuple[str, datetime], Rate] = {}
    without: list[Row] = []
    for row in days:
        rate = table.find(row["currency"], currency, row["date"])
        if rate is None:
            without.append(row)
            continue
        used[rate.source, rate.published] = rate
        stale = stale or rate.is_stale_on(row["date"])
        count += row["count"]
        day = totals([row])
        income += rate.convert(from_minor(day.income, row["currency"]))
        expense += rate.convert(from_minor(day.expense, row["currency"]))
    together = Totals(
        own.income + rounded_minor(income, currency), own.expense + rounded_minor(expense, currency), count
    )
    return BaseTotals(together, [used[key] for key in sorted(used)], totals_by_currency(without), stale)
