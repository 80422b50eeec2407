"""Reads the picture that advice is computed from: month totals, and the payments of few merchants."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bson import ObjectId

from app.categories import service as categories
from app.infra.database.mongo import Scope
from app.insights.coach.advice import Advice
from app.insights.coach.picture import MerchantMonth, Picture, Repeated
from app.insights.months import last_months, shifted, span_of
from app.insights.rows import MonthRow
from app.transactions import service as transactions
from app.transactions.documents import Payment

_YEAR = 12
# Merchants that may be paid in a rhythm, the largest of them, and their newest payments.
_MOST_MERCHANTS, _MOST_PAYMENTS = 150, 5_000
_LEAST_PAYMENTS, _MOST_A_MONTH = 2, 6
# What is charged twice by mistake and worth a word: a hundredth of what a month costs.
_MATTERS, _MOST_REPEATED = 100, 3
_EVIDENCE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """How many months advice looks at, and whose: the workspace's currency and locale, and its today."""

    months: int
    currency: str
    locale: str
    today: date


def read_picture(scope: Scope, asked: Asked) -> Picture | None:
    """Returns what advice is computed from, in one currency; None without any transaction."""
    this_month = f"{asked.today:%Y-%m}"
    last = transactions.latest_month(scope, this_month)
    if last is None:
        return None
    months, known = last_months(last, asked.months), last_months(last, asked.months + _YEAR)
    rows = transactions.read_totals(scope, known[0], last)
    currency = _currency(rows, months, asked.currency)
    own = [row for row in rows if row["currency"] == currency]
    there = {row["month"] for row in own}
    merchants = transactions.read_merchants_of(scope, min(shifted(last, -_YEAR), months[0]), last, currency)
    picture = Picture(
        currency=currency,
        locale=asked.locale,
        months=months,
        whole=[month for month in months if month < this_month and month in there] or months,
        earlier=[month for month in known[:_YEAR] if month in there],
        rows=own,
        merchants=merchants,
        payments=_payments(scope, merchants, currency),
        repeated=(),
        categories=categories.known(scope),
        today=asked.today,
    )
    return _with_repeated(scope, picture)


def _currency(rows: Sequence[MonthRow], months: Sequence[str], usual: str) -> str:
    """The workspace's currency; where the months have nothing in it, that of most transactions."""
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        if row["month"] in months and row["kind"] != "transfer":
            counts[row["currency"]] += row["count"]
    return usual if usual in counts or not counts else max(counts, key=lambda each: counts[each])


def _payments(scope: Scope, merchants: Sequence[MerchantMonth], currency: str) -> dict[str, list[Payment]]:
    """The payments to merchants that are not paid all the time, oldest first."""
    wanted = _seldom(merchants)
    if not wanted:
        return {}
    since = span_of(min(row["month"] for row in merchants))[0]
    found: dict[str, list[Payment]] = defaultdict(list)
    names: dict[str, str] = {}
    for payment in transactions.payments_of(scope, wanted, since, _MOST_PAYMENTS):
        key = payment["merchant_key"] or ""
        if payment["currency"] == currency and payment["kind"] == "expense" and payment["amount_minor"] < 0:
            found[names.setdefault(key, payment["merchant"] or key)].append(payment)
    return {name: own[::-1] for name, own in found.items()}


def _seldom(merchants: Sequence[MerchantMonth]) -> list[str]:
    """The merchants that got some money in several months, and not often in one; the largest first."""
    months: dict[str, set[str]] = defaultdict(set)
    counts: dict[str, int] = defaultdict(int)
    spent: dict[str, int] = defaultdict(int)
    for row in merchants:
        if row["kind"] == "expense":
            months[row["merchant"]].add(row["month"])
            counts[row["merchant"]] += row["count"]
            spent[row["merchant"]] += row["out"]
    seldom = [
        each for each in spent if _LEAST_PAYMENTS <= counts[each] <= _MOST_A_MONTH * len(months[each]) and spent[each]
    ]
    return sorted(seldom, key=lambda each: (-spent[each], each))[:_MOST_MERCHANTS]


def _with_repeated(scope: Scope, picture: Picture) -> Picture:
    """The picture with what was paid several times on a day."""
    first, last = picture.span
    least = max(1, picture.month_expense // _MATTERS)
    found = transactions.repeated_payments(scope, first, last, picture.currency, least, _MOST_REPEATED)
    repeated = [
        Repeated(each["merchant"], each["date"].date(), -each["amount_minor"], each["transaction_ids"])
        for each in found
    ]
    return replace(picture, repeated=repeated)


def transaction_ids(scope: Scope, advice: Advice) -> Sequence[ObjectId]:
    """Returns the transactions behind a piece of advice, the newest."""
    return advice.transaction_ids or transactions.newest_of(scope, advice.filters, _EVIDENCE)
