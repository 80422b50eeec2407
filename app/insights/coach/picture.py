"""What advice is computed from: the months' totals, those of merchants, and payments that come in a rhythm. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property

from bson import ObjectId

from app.categories.documents import Category
from app.insights.figures import Totals, totals
from app.insights.months import span_of
from app.insights.numbers import Numbers
from app.insights.payments import Series, day_of
from app.insights.rows import MonthRow
from app.transactions.documents import Payment


class MerchantMonth(MonthRow):
    """The total of a merchant in a month."""

    merchant: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """Several payments of one amount, in minor units, to one merchant on one day."""

    merchant: str
    day: date
    amount: int
    transaction_ids: Sequence[ObjectId]


@dataclass(frozen=True)
class Picture:
    """A workspace's money in one currency: the months asked about, and up to a year before them.

    `months` are those asked about; `whole` those of them that are over, or all where none is. `earlier` are the
    months before with transactions.
    """

    currency: str
    locale: str
    months: Sequence[str]
    whole: Sequence[str]
    earlier: Sequence[str]
    rows: Sequence[MonthRow]
    merchants: Sequence[MerchantMonth]
    payments: Mapping[str, Sequence[Payment]]
    repeated: Sequence[Repeated]
    categories: Mapping[ObjectId, Category]
    today: date

    def numbers(self, *names: str) -> Numbers:
        """Returns what writes the numbers of one text, with those in the names that it tells."""
        return Numbers(self.locale, names)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The first and the last day of the months asked about."""
        return span_of(self.months[0])[0], span_of(self.months[-1])[1]

    @property
    def last_day(self) -> date:
        """Up to when transactions may be known."""
        return min(self.span[1].date(), self.today)

    @cached_property
    def window(self) -> Totals:
        """Income and expense of the months that are over."""
        return totals(row for row in self.rows if row["month"] in self.whole)

    @property
    def month_expense(self) -> int:
        """What a month costs on average."""
        return max(1, self.window.expense // len(self.whole))

    @cached_property
    def spent(self) -> Mapping[ObjectId | None, Mapping[str, int]]:
        """What was spent in each category, month by month, refunds taken off."""
        found: dict[ObjectId | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for row in self.rows:
            if row["kind"] == "expense":
                found[row["category_id"]][row["month"]] += row["out"] - row["in"]
        return found

    def spent_in(self, category_id: ObjectId | None, months: Sequence[str]) -> int:
        """Returns what was spent in a category in some months."""
        return sum(self.spent.get(category_id, {}).get(month, 0) for month in months)

    def a_year(self, minor: int) -> int:
        """Returns what an amount of the months that are over comes to in a year."""
        return round(Fraction(minor * 12, len(self.whole)))

    def slug(self, category_id: ObjectId | None) -> str:
        """Returns the slug of a category; empty for none."""
        found = self._category(category_id)
        return found["slug"] if found else ""

    def name(self, category_id: ObjectId | None) -> str:
        """Returns the name of a category."""
        found = self._category(category_id)
        return found["name"] if found else ""

    def _category(self, category_id: ObjectId | None) -> Category | None:
        return self.categories.get(category_id) if category_id else None

    def is_active(self, series: Series) -> bool:
        """Returns whether the next payment of a series is not long overdue."""
        cadence = series.cadence
        if cadence is None:
            return False
        quiet = (self.last_day - day_of(series.payments[-1])).days
        return quiet <= 1.5 * cadence.days + cadence.tolerance


def a_month(series: Series) -> Fraction:
    """Returns what the payments of a series come to in a month, by the latest."""
    return Fraction(series.amounts[-1] * (series.cadence.per_year if series.cadence else 0), 12)


def by_merchant(
    rows: Sequence[MerchantMonth], months: Sequence[str]
) -> Iterator[tuple[str, int, int, ObjectId | None]]:
    """Yields each merchant with what it got in some months, refunds taken off, how often, and for what category."""
    found: dict[str, list[MerchantMonth]] = defaultdict(list)
    for row in rows:
        if row["kind"] == "expense" and row["month"] in months:
            found[row["merchant"]].append(row)
    for merchant, own in found.items():
        biggest = max(own, key=lambda row: row["out"])
        yield merchant, sum(row["out"] - row["in"] for row in own), sum(r["count"] for r in own), biggest["category_id"]


def average(values: Sequence[int]) -> int:
    """Returns the mean of amounts, rounded half-even."""
    return round(Fraction(sum(values), len(values))) if values else 0
