"""Writes numbers as a workspace's locale does, and keeps every number that was written. Pure."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal, TypedDict

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from app.money import exponent, format_amount, from_minor

Unit = Literal["amount", "count", "percent", "day", "month", "year", "name"]


class Number(TypedDict):
    """A number of a text: `value` is a decimal string or an integer; only an amount has a currency.

    `day`, `month` and `year` are parts of a day that it tells, `name` is a part of a name.
    """

    name: str
    value: str | int
    currency: str | None
    unit: Unit


class Numbers:
    """The numbers of one text."""

    def __init__(self, locale: str, names: Iterable[str] = ()) -> None:
        """`names` are those of merchants and the like that the text tells; what numbers are in them is kept too."""
        self._locale = locale_of(locale)
        self.kept: list[Number] = []
        for number in re.findall(r"[0-9]+(?:[.,][0-9]+)*", " ".join(names)):
            self._keep("name", number, "name")

    def amount(self, name: str, minor: int, currency: str) -> str:
        """Returns an amount of minor units with its currency, such as `1,234.50 USD`."""
        self._keep(name, format_amount(minor, currency), "amount", currency)
        return f"{self._decimal(from_minor(minor, currency), exponent(currency))} {currency}"

    def count(self, name: str, value: int) -> str:
        """Returns a whole number."""
        self._keep(name, value, "count")
        return self._decimal(Decimal(value), 0)

    def percent(self, name: str, value: Decimal) -> str:
        """Returns a percentage with its digits, such as `7.5 %`."""
        self._keep(name, f"{value:f}", "percent")
        return f"{self._decimal(value, max(0, -int(value.as_tuple().exponent)))} %"

    def day(self, name: str, day: date) -> str:
        """Returns a day."""
        for unit, value in _parts(day).items():
            self._keep(f"{name}_{unit}", value, unit)
        return format_date(day, "long", locale=self._locale)

    def month(self, name: str, day: date) -> str:
        """Returns the month of a day, with its year."""
        self._keep(f"{name}_month", day.month, "month")
        self._keep(f"{name}_year", day.year, "year")
        return format_skeleton("yMMMM", day, locale=self._locale)

    def _keep(self, name: str, value: str | int, unit: Unit, currency: str | None = None) -> None:
        number: Number = {"name": name, "value": value, "currency": currency, "unit": unit}
        if number not in self.kept:
            self.kept.append(number)

    def _decimal(self, value: Decimal, digits: int) -> str:
        pattern = re.sub(r"\.[#0]+", f".{'0' * digits}" if digits else "", self._locale.decimal_formats[None].pattern)
        return format_decimal(value, format=pattern, locale=self._locale)


def _parts(day: date) -> dict[Unit, int]:
    return {"day": day.day, "month": day.month, "year": day.year}


def locale_of(name: str) -> Locale:
    """Returns the locale of a workspace; English where Babel does not know it."""
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_US")
