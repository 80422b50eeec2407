"""The use cases of insights: the summary and the dashboard of a month, from the totals that transactions keep.

The cost depends on months, categories and merchants, never on how many transactions there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.accounts import service as accounts
from app.categories import service as categories
from app.infra.database.mongo import Scope
from app.insights.base_totals import BaseTotals, convert_totals
from app.insights.figures import MonthFigures, month_figures, top_merchants
from app.insights.months import last_months, span_of
from app.insights.narrative import narrate
from app.insights.overview import Dashboard, Summary
from app.insights.rows import MonthRow
from app.rates import service as rates
from app.transactions import service as transactions

TREND_MONTHS = 12
TOP_MERCHANTS = 10


@dataclass(frozen=True, slots=True)
class MonthRequest:
    """Which month is asked for: without `month` it is `this_month`, or when that is empty the latest that is not."""

    month: str | None
    currency: str
    this_month: str


def summarise(scope: Scope, asked: MonthRequest) -> Summary:
    """Returns the month's figures against the month before, with the text of the local engine."""
    rows, months = _rows(scope, asked)
    by_id = {category["_id"]: category for category in categories.by_slug(scope).values()}
    figures = month_figures(rows, months, asked.currency, by_id)
    return Summary(figures, narrate(figures), _in_one_currency(scope, figures))


def build_dashboard(scope: Scope, asked: MonthRequest) -> Dashboard:
    """Returns the summary, the merchants that got the most, and the accounts as they are now."""
    summary = summarise(scope, asked)
    rows = transactions.read_merchants(scope, summary.figures.month)
    own = (row for row in rows if row["currency"] == asked.currency)
    return Dashboard(summary, top_merchants(own, TOP_MERCHANTS), accounts.list_accounts(scope))


def _in_one_currency(scope: Scope, figures: MonthFigures) -> BaseTotals:
    """The month over all currencies; only transactions in others are read, summed up by day."""
    if not figures.others:
        return BaseTotals(figures.totals, [], {}, stale=False)
    first, last = span_of(figures.month)
    foreign = [account["_id"] for account in accounts.list_accounts(scope) if account["currency"] in figures.others]
    table = rates.table(scope, (figures.currency, *figures.others), first, last)
    days = transactions.read_days(scope, foreign, first, last)
    return convert_totals(figures.totals, days, figures.currency, table)


def _rows(scope: Scope, asked: MonthRequest) -> tuple[Sequence[MonthRow], list[str]]:
    """The totals of the asked month and the eleven before it, and those months."""
    months = last_months(asked.month or asked.this_month, TREND_MONTHS)
    rows = _totals(scope, months)
    if asked.month or any(row["month"] == months[-1] for row in rows):
        return rows, months
    latest = transactions.latest_month(scope, until=asked.this_month)
    if latest is None:
        return rows, months
    months = last_months(latest, TREND_MONTHS)
    return _totals(scope, months), months


def _totals(scope: Scope, months: Sequence[str]) -> Sequence[MonthRow]:
    return transactions.read_totals(scope, months[0], months[-1])
