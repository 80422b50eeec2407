"""How many months, weeks or days a period has, and its days one by one: pure arithmetic of the calendar."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

_DAY = timedelta(days=1)
# Of the Gregorian calendar: 146,097 days in 4,800 months.
_DAYS_OF_A_MONTH = Fraction(146_097, 4_800)


def length(first: date, last: date, unit: str) -> Fraction:
    """Returns how many days, weeks or months a period has, both days included.

    Months are those of the calendar if it begins with one, else those from day to same day; a rest is a part of one.
    """
    days = (last - first).days + 1
    if unit == "day":
        return Fraction(days)
    if unit == "week":
        return Fraction(days, 7)
    return _months(first, last, days)


def _months(first: date, last: date, days: int) -> Fraction:
    after = last + _DAY
    whole = (after.year - first.year) * 12 + after.month - first.month
    if first.day == 1:
        return Fraction(whole + (after.day > 1))
    return Fraction(whole) if after.day == first.day and whole else days / _DAYS_OF_A_MONTH


def begun(day: date, unit: str, first_weekday: int = 0) -> date:
    """Returns the first day of the day's month or week (whose first weekday is given, Monday 0), or the day itself."""
    if unit == "month":
        return day.replace(day=1)
    return day - timedelta(days=(day.weekday() - first_weekday) % 7) if unit == "week" else day


def each(first: date, last: date, unit: str, first_weekday: int = 0) -> Iterator[date]:
    """Yields the first day of each month, week or day of a period."""
    day = begun(first, unit, first_weekday)
    while day <= last:
        yield day
        day = begun(day + timedelta(days=32), unit) if unit == "month" else day + _DAY * (7 if unit == "week" else 1)
