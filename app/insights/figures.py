"""The figures of a month, computed exactly from rows of totals: income, expense, categories, merchants, trend."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bson import ObjectId

from app.categories.documents import Category
from app.insights.rows import MerchantRow, MonthRow, Row

RATE_DIGITS = 4
PERCENT_DIGITS = 1


@dataclass(frozen=True, slots=True)
class Totals:
    """A month in one currency, in minor units.

    `transactions` counts transfers too; the amounts leave them out.
    """

    income: int = 0
    expense: int = 0
    transactions: int = 0

    @property
    def net(self) -> int:
        """What was left over; negative when more was spent than came in."""
        return self.income - self.expense

    @property
    def savings_rate(self) -> Decimal | None:
        """The part of the income that was left over; None without income."""
        return rate(self.net, self.income)


@dataclass(frozen=True, slots=True)
class CategoryFigure:
    """One category's month beside its month before.

    Amounts are magnitudes in the category's own direction, in minor units.
    """

    category_id: ObjectId | None
    slug: str | None
    name: str
    amount: int
    previous: int
    share: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """The change against the month before as a fraction; None unless that was positive."""
        return rate(self.amount - self.previous, self.previous)

    @property
    def rise(self) -> int:
        """How much more it was than in the month before, in minor units."""
        return self.amount - self.previous


@dataclass(frozen=True, slots=True)
class MerchantFigure:
    """What was spent at one merchant in a month, refunds taken off, in minor units."""

    merchant: str
    amount: int
    count: int


@dataclass(frozen=True, slots=True)
class Uncategorised:
    """Transactions without a category: how many, and the sum of their magnitudes in minor units."""

    count: int = 0
    amount: int = 0


def rate(part: int, whole: int) -> Decimal | None:
    """Returns the fraction part / whole, rounded half-even from the exact quotient to 4 decimals.

    None unless the whole is positive.
    """
    return _rounded(Fraction(part, whole), RATE_DIGITS) if whole > 0 else None


def change(now: int, before: int) -> Decimal | None:
    """Returns the change in percent with 1 decimal; None unless the amount before was positive."""
    return percent(now - before, before)


def percent(part: int, whole: int) -> Decimal | None:
    """Returns 100 × part / whole with 1 decimal, rounded half-even; None unless the whole is positive."""
    return _rounded(Fraction(100 * part, whole), PERCENT_DIGITS) if whole > 0 else None


def _rounded(value: Fraction, digits: int) -> Decimal:
    """round() of a Fraction is exact and half-even; dividing Decimals first would round twice."""
    return Decimal(round(value * 10**digits)).scaleb(-digits)


def totals(rows: Iterable[Row]) -> Totals:
    """Returns income, expense and count of rows of one currency.

    Refunds reduce expense, pay that was clawed back reduces income.
    """
    income = expense = count = 0
    for row in rows:
        count += row["count"]
        if row["kind"] == "income":
            income += row["in"] - row["out"]
        elif row["kind"] == "expense":
            expense += row["out"] - row["in"]
    return Totals(income, expense, count)


def totals_by_currency(rows: Iterable[Row]) -> dict[str, Totals]:
    """Returns the totals of each currency, by its code in alphabetical order."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["currency"]].append(row)
    return {currency: totals(found[currency]) for currency in sorted(found)}


def trend(rows: Iterable[MonthRow], months: Sequence[str]) -> list[tuple[str, Totals]]:
    """Returns the totals of each of the months; one without rows has zeros."""
    found: dict[str, list[MonthRow]] = defaultdict(list)
    for row in rows:
        found[row["month"]].append(row)
    return [(month, totals(found.get(month, ()))) for month in months]


def by_category(
    rows: Iterable[MonthRow], before: Iterable[MonthRow], kind: str, categories: Mapping[ObjectId, Category]
) -> list[CategoryFigure]:
    """Returns the month's categories of one kind (`income` or `expense`), biggest first, beside the month before.

    `categories` are the category documents by id. `share` is the part of the kind's total, None unless that
    is positive.
    """
    amounts, previous = _amounts(rows, kind), _amounts(before, kind)
    whole = sum(amounts.values())
    figures = [
        _category_figure(key, categories.get(key) if key else None, amount, previous.get(key, 0), rate(amount, whole))
        for key, amount in amounts.items()
    ]
    return sorted(figures, key=lambda figure: (-figure.amount, figure.name, str(figure.category_id)))


def _amounts(rows: Iterable[MonthRow], kind: str) -> dict[ObjectId | None, int]:
    found: dict[ObjectId | None, int] = defaultdict(int)
    sign = 1 if kind == "income" else -1
    for row in rows:
        if row["kind"] == kind:
            found[row["category_id"]] += sign * (row["in"] - row["out"])
    return found


def _category_figure(
    category_id: ObjectId | None, category: Category | None, amount: int, previous: int, share: Decimal | None
) -> CategoryFigure:
    slug, name = (category["slug"], category["name"]) if category else (None, "Uncategorised")
    return CategoryFigure(category_id, slug, name, amount, previous, share)


def top_merchants(rows: Iterable[MerchantRow], most: int) -> list[MerchantFigure]:
    """Returns the merchants that got the most money, biggest first.

    Those that gave back as much as they got are left out.
    """
    amounts: dict[str, int] = defaultdict(int)
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        if row["kind"] == "expense" and row["merchant"]:
            amounts[row["merchant"]] += row["out"] - row["in"]
            counts[row["merchant"]] += row["count"]
    spent = [MerchantFigure(name, amount, counts[name]) for name, amount in amounts.items() if amount > 0]
    return sorted(spent, key=lambda figure: (-figure.amount, figure.merchant))[:most]


def uncategorised(rows: Iterable[MonthRow]) -> Uncategorised:
    """Returns how many of the rows' transactions have no category, and how much money they moved either way."""
    without = [row for row in rows if row["category_id"] is None]
    return Uncategorised(sum(row["count"] for row in without), sum(row["in"] + row["out"] for row in without))


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """All figures of one month in one currency."""

    month: str
    currency: str
    totals: Totals
    previous: Totals
    expenses: list[CategoryFigure]
    incomes: list[CategoryFigure]
    uncategorised: Uncategorised
    others: dict[str, Totals]
    trend: list[tuple[str, Totals]]


def month_figures(
    rows: Sequence[MonthRow], months: Sequence[str], currency: str, categories: Mapping[ObjectId, Category]
) -> MonthFigures:
    """Returns the figures of the last of `months` in one currency, from the rows of all of them in all currencies."""
    own = [row for row in rows if row["currency"] == currency]
    this = [row for row in own if row["month"] == months[-1]]
    before = [row for row in own if row["month"] == months[-2]]
    present = totals_by_currency(row for row in rows if row["month"] == months[-1])
    return MonthFigures(
        month=months[-1],
        currency=currency,
        totals=totals(this),
        previous=totals(before),
        expenses=by_category(this, before, "expense", categories),
        incomes=by_category(this, before, "income", categories),
        uncategorised=uncategorised(this),
        others={code: found for code, found in present.items() if code != currency},
        trend=trend(own, months),
    )
