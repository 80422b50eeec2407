"""Writes numbers and days in a workspace's locale, and keeps every number that was written."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, TypedDict

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from app.ai.questions import Plan
from app.money import exponent, format_amount, from_minor

Unit = Literal["amount", "count", "days", "weeks", "months", "percent", "fraction", "day", "month", "year", "name"]


_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)


class Number(TypedDict):
    """A number of an answer: `value` is a decimal string or an integer; only an amount has a currency."""

    name: str
    value: str | int
    currency: str | None
    unit: Unit


class Wording:
    """The numbers of one answer. What is written of a plan's days and its limit need not be among them."""

    def __init__(self, locale: str, plan: Plan) -> None:
        self._locale = locale_of(locale)
        self._planned = {number for day in _days_of(plan) for number in (day.day, day.month, day.year)}
        self.numbers: list[Number] = []

    def keep(self, name: str, value: str | int, unit: Unit, currency: str | None = None) -> None:
        """Add a number, unless it is there."""
        number: Number = {"name": name, "value": value, "currency": currency, "unit": unit}
        if number not in self.numbers:
            self.numbers.append(number)

    def amount(self, name: str, minor: int, currency: str) -> str:
        """Returns an amount of minor units with its currency, such as `1,234.50 USD`."""
        self.keep(name, format_amount(minor, currency), "amount", currency)
        return f"{self._decimal(from_minor(minor, currency), exponent(currency))} {currency}"

    def count(self, name: str, value: int, unit: Unit = "count") -> str:
        """Returns a whole number."""
        self.keep(name, value, unit)
        return self._decimal(Decimal(value), 0)

    def decimal(self, name: str, value: Decimal, unit: Unit) -> str:
        """Returns a decimal number with its digits."""
        self.keep(name, f"{value:f}", unit)
        return self._decimal(value, max(0, -int(value.as_tuple().exponent)))

    def _decimal(self, value: Decimal, digits: int) -> str:
        pattern = re.sub(r"\.[#0]+", f".{'0' * digits}" if digits else "", self._locale.decimal_formats[None].pattern)
        return format_decimal(value, format=pattern, locale=self._locale)

    def named(self, name: str) -> str:
        """Returns a name as it is; the numbers that are part of it are kept."""
        for found in _NUMBER.findall(name):
            self.keep("name", found, "name")
        return name

    def day(self, name: str, day: date) -> str:
        """Returns a day; its numbers are kept where they are not the plan's."""
        self._keep_parts(name, {"day": day.day, "month": day.month, "year": day.year})
        return format_date(day, "long", locale=self._locale)

    def month(self, name: str, day: date) -> str:
        """Returns the month of a day, with its year."""
        self._keep_parts(name, {"month": day.month, "year": day.year})
        return format_skeleton("yMMMM", day, locale=self._locale)

    def _keep_parts(self, name: str, parts: dict[Unit, int]) -> None:
        if not self._planned.issuperset(parts.values()):
            for unit, value in parts.items():
                self.keep(f"{name}_{unit}", value, unit)

    def period(self, first: date | None, last: date | None) -> str:
        """Returns when something was: ` in March 2026`, ` from … to …`; nothing for a period open on both sides."""
        if first is None or last is None:
            return self._open(first, last)
        if first == last:
            return f" on {self.day('from', first)}"
        after = last + timedelta(days=1)
        if first.day == after.day == 1 and _months(first, after) == 1:
            return f" in {self.month('from', first)}"
        if first.day == first.month == after.day == after.month == 1 and _months(first, after) == 12:
            return f" in {format_skeleton('y', first, locale=self._locale)}"
        return f" from {self.day('from', first)} to {self.day('to', last)}"

    def _open(self, first: date | None, last: date | None) -> str:
        if first:
            return f" since {self.day('from', first)}"
        return f" up to {self.day('to', last)}" if last else ""


def _months(first: date, after: date) -> int:
    return (after.year - first.year) * 12 + after.month - first.month


def _days_of(plan: Plan) -> list[date]:
    return [day for day in (plan.from_, plan.to, plan.compare_from, plan.compare_to) if day]


def locale_of(name: str) -> Locale:
    """Returns the locale of a workspace; English where Babel does not know it."""
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_US")


def listed(words: Sequence[str], last: str = "and") -> str:
    """Returns `A`, `A and B`, `A, B and C`."""
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end
