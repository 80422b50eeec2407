"""The JSON of insights: amounts as decimal strings, expenses as positive magnitudes."""

from decimal import Decimal
from typing import Any

from marshmallow import fields

from app.accounts.documents import Account
from app.accounts.schemas import TYPE
from app.infra.documentation.examples import ACCOUNT_ID, CATEGORY_ID
from app.infra.fields import Choice, Currency, Id, Month, StrictSchema
from app.insights.base_totals import BaseTotals
from app.insights.figures import RATE_DIGITS, CategoryFigure, MonthFigures, Totals
from app.insights.overview import Dashboard, Summary
from app.money import format_amount
from app.rates.schemas import RateOut, rate_out

SUMMARY_CATEGORIES = 5

_TEXT = (
    "In March 2026 3200.00 USD came in and 2461.70 USD were spent, which leaves 738.30 USD, a savings "
    "rate of 23.1 %. Spending rose by 4.2 % against February 2026 (2362.48 USD)."
)
_NUMBERS = {
    "month_year": "2026",
    "income": "3200.00",
    "expense": "2461.70",
    "net": "738.30",
    "savings_percent": "23.1",
    "before_year": "2026",
    "expense_change": "4.2",
    "previous_expense": "2362.48",
}


def _note(description: str, example: object = None) -> dict[str, object]:
    return {"description": description} if example is None else {"description": description, "example": example}


def _word(description: str, example: str) -> fields.String:
    return fields.String(required=True, metadata=_note(description, example))


def _many(schema: type[StrictSchema], description: str) -> fields.List[Any]:
    return fields.List(fields.Nested(schema), required=True, metadata=_note(description))


def _rate(description: str, example: str) -> fields.String:
    rounding = f"a fraction with {RATE_DIGITS} decimals, rounded half-even; null unless that is positive."
    text = f"{description}, {rounding}"
    return fields.String(required=True, allow_none=True, metadata=_note(text, example))


class InsightQuery(StrictSchema):
    """Which month, and in which currency."""

    month = Month(
        load_default=None,
        metadata=_note(
            "The month, YYYY-MM. Default: the present one in the workspace's time zone, or when that has no "
            "transactions the latest before it that has.",
            "2026-03",
        ),
    )
    currency = Currency(
        load_default=None, metadata=_note("Only amounts in this currency; default the workspace's.", "USD")
    )


class TotalsOut(StrictSchema):
    """A month in one currency. Transfers are neither income nor expense."""

    income = _word("What came in as income.", "3200.00")
    expense = _word("What was spent, as a positive magnitude; refunds reduce it.", "2461.70")
    net = _word("Income minus expense.", "738.30")
    savings_rate = _rate("Net as part of the income", "0.2307")
    transactions = fields.Integer(
        required=True, metadata=_note("How many are posted or pending, transfers too; a split one is one.", 84)
    )


class CategoryFigureOut(StrictSchema):
    """One category's month."""

    category_id = Id(required=True, allow_none=True, metadata=_note("Null without a category.", CATEGORY_ID))
    category = fields.String(required=True, allow_none=True, metadata=_note("The slug.", "groceries"))
    name = _word("The category's name.", "Groceries")
    amount = _word("A positive magnitude; negative when more was given back.", "412.30")
    previous_amount = _word("The same in the month before.", "366.50")
    change = fields.String(
        required=True,
        allow_none=True,
        metadata=_note(
            f"Change against the month before, a fraction with {RATE_DIGITS} decimals, rounded half-even; "
            "null unless that was positive.",
            "0.1250",
        ),
    )
    share = _rate("Part of all expenses (or of all income)", "0.1675")


class UncategorisedOut(StrictSchema):
    """Transactions without a category."""

    count = fields.Integer(required=True, metadata=_note("How many transactions.", 3))
    amount = _word("The sum of their magnitudes, in and out.", "61.20")


class CurrencyTotalsOut(TotalsOut):
    """The month in another currency; never added up with the others."""

    currency = _word("ISO 4217.", "EUR")


class BaseTotalsOut(TotalsOut):
    """The month over all currencies."""

    currency = _word("The currency of the amounts.", "USD")
    rates = _many(RateOut, "The rates used: for each day the last published on or before it.")
    unconverted = _many(CurrencyTotalsOut, "What is left out because no rate is known.")
    stale = fields.Boolean(
        required=True, metadata=_note("Whether some rate was published more than ten days before its use.", False)
    )


class SummaryOut(StrictSchema):
    """A month in figures and sentences."""

    month = Month(required=True, metadata=_note("The month shown.", "2026-03"))
    currency = _word("The currency of all amounts.", "USD")
    totals = fields.Nested(TotalsOut, required=True, metadata=_note("The month."))
    previous = fields.Nested(TotalsOut, required=True, metadata=_note("The month before."))
    by_category = _many(CategoryFigureOut, "Expenses, biggest first; the summary shows five.")
    uncategorised = fields.Nested(UncategorisedOut, required=True, metadata=_note("What has no category yet."))
    other_currencies = _many(CurrencyTotalsOut, "The month in the other currencies.")
    base_totals = fields.Nested(
        BaseTotalsOut, required=True, metadata=_note("The month with the other currencies converted, day by day.")
    )
    text = _word("Two to five sentences; every number in them is also in `numbers`.", _TEXT)
    numbers = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata=_note("The computed figures the text uses, by name.", _NUMBERS),
    )
    engine = _word("What wrote the text.", "local")


class MerchantFigureOut(StrictSchema):
    """What was spent at one merchant, refunds taken off."""

    merchant = _word("The merchant.", "Blue Bottle")
    amount = _word("A positive magnitude.", "54.00")
    count = fields.Integer(required=True, metadata=_note("How many transactions.", 12))


class TrendMonthOut(StrictSchema):
    """One month of the trend."""

    month = Month(required=True, metadata=_note("The month.", "2026-02"))
    income = _word("Income.", "3200.00")
    expense = _word("Expense, a positive magnitude.", "2362.48")
    net = _word("Income minus expense.", "837.52")


class AccountBalanceOut(StrictSchema):
    """An account with its present balance."""

    id = Id(required=True, metadata=_note("The account.", ACCOUNT_ID))
    name = _word("Its name.", "Everyday")
    type = Choice(TYPE, required=True, metadata=_note("Its type.", "checking"))
    balance = _word("Its balance in its own currency.", "1840.25")
    currency = _word("ISO 4217.", "USD")


class DashboardOut(SummaryOut):
    """Everything one screen shows of a month."""

    by_category = _many(CategoryFigureOut, "Expenses, biggest first.")
    income_by_category = _many(CategoryFigureOut, "Income, biggest first.")
    top_merchants = _many(MerchantFigureOut, "The ten merchants with the highest amounts.")
    trend = _many(TrendMonthOut, "Twelve months up to this one, earliest first.")
    accounts = _many(AccountBalanceOut, "All accounts, in every currency.")


def summary_out(summary: Summary, most_categories: int | None = SUMMARY_CATEGORIES) -> dict[str, object]:
    """Returns the JSON form of a summary with its biggest categories, all of them for None."""
    figures, currency = summary.figures, summary.figures.currency
    left = figures.uncategorised
    return {
        "month": figures.month,
        "currency": currency,
        "totals": _totals_out(figures.totals, currency),
        "previous": _totals_out(figures.previous, currency),
        "by_category": [_category_out(figure, currency) for figure in figures.expenses[:most_categories]],
        "uncategorised": {"count": left.count, "amount": format_amount(left.amount, currency)},
        "other_currencies": [{"currency": code, **_totals_out(other, code)} for code, other in figures.others.items()],
        "base_totals": _base_out(summary.base, currency),
        "text": summary.story.text,
        "numbers": summary.story.numbers,
        "engine": "local",
    }


def dashboard_out(dashboard: Dashboard) -> dict[str, object]:
    """Returns the JSON form of a dashboard."""
    figures = dashboard.summary.figures
    return {
        **summary_out(dashboard.summary, None),
        "income_by_category": [_category_out(figure, figures.currency) for figure in figures.incomes],
        "top_merchants": [
            {
                "merchant": figure.merchant,
                "amount": format_amount(figure.amount, figures.currency),
                "count": figure.count,
            }
            for figure in dashboard.merchants
        ],
        "trend": _trend_out(figures),
        "accounts": [_account_out(account) for account in dashboard.accounts],
    }


def _totals_out(totals: Totals, currency: str) -> dict[str, object]:
    return {
        **_flows(totals, currency),
        "savings_rate": _digits(totals.savings_rate),
        "transactions": totals.transactions,
    }


def _base_out(base: BaseTotals, currency: str) -> dict[str, object]:
    return {
        "currency": currency,
        **_totals_out(base.totals, currency),
        "rates": [rate_out(rate) for rate in base.rates],
        "unconverted": [{"currency": code, **_totals_out(left, code)} for code, left in base.unconverted.items()],
        "stale": base.stale,
    }


def _flows(totals: Totals, currency: str) -> dict[str, str]:
    return {name: format_amount(getattr(totals, name), currency) for name in ("income", "expense", "net")}


def _category_out(figure: CategoryFigure, currency: str) -> dict[str, object]:
    return {
        "category_id": figure.category_id,
        "category": figure.slug,
        "name": figure.name,
        "amount": format_amount(figure.amount, currency),
        "previous_amount": format_amount(figure.previous, currency),
        "change": _digits(figure.change),
        "share": _digits(figure.share),
    }


def _trend_out(figures: MonthFigures) -> list[dict[str, str]]:
    return [{"month": month, **_flows(totals, figures.currency)} for month, totals in figures.trend]


def _account_out(account: Account) -> dict[str, object]:
    return {
        "id": account["_id"],
        "name": account["name"],
        "type": account["type"],
        "balance": format_amount(account["balance_minor"], account["currency"]),
        "currency": account["currency"],
    }


def _digits(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
