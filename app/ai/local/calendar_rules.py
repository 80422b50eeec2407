"""Date arithmetic of everyday speech. Pure functions; None where no such date exists."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

DAYS_OF = {"day": 1, "week": 7, "fortnight": 14}
MONTHS_OF = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
_LEAP_YEARS_APART = 9


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, or None if the calendar has none such."""
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def add_days(start: date, days: int) -> date | None:
    """The date that many days away, or None outside the calendar."""
    try:
        return start + timedelta(days=days)
    except OverflowError:
        return None


def add_months(start: date, months: int) -> date | None:
    """The same day in another month, or that month's last day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def add_units(start: date, count: int, unit: str) -> date | None:
    """`count` days, weeks, fortnights, months, quarters, years or business days (`workday`) away."""
    if abs(count) > 100_000:
        return None
    if unit == "workday":
        return _add_workdays(start, count)
    if unit in DAYS_OF:
        return add_days(start, count * DAYS_OF[unit])
    return add_months(start, count * MONTHS_OF[unit])


def _add_workdays(start: date, count: int) -> date | None:
    weeks, rest = divmod(abs(count), 5)
    step = 1 if count >= 0 else -1
    day = add_days(start, step * weeks * 7)
    while day and (rest or day.weekday() > 4):
        day = add_days(day, step)
        rest -= bool(day and rest and day.weekday() < 5)
    return day


def weekday_in_week(start: date, weekday: int, weeks: int) -> date | None:
    """That weekday (Monday 0) in the week, Monday to Sunday, `weeks` after the one of `start`."""
    return add_days(start, weekday - start.weekday() + 7 * weeks)


def weekday_until(start: date, weekday: int) -> date | None:
    """The latest such weekday not after `start`."""
    return add_days(start, -((start.weekday() - weekday) % 7))


def weekday_from(start: date, weekday: int) -> date | None:
    """The first such weekday not before `start`."""
    return add_days(start, (weekday - start.weekday()) % 7)


def nearest_year(reference: date, month: int, day: int, future: bool) -> date | None:
    """The latest such day of the year until `reference`, or with `future` the first one from it on."""
    step = 1 if future else -1
    for years in range(_LEAP_YEARS_APART):
        found = make_date(reference.year + step * years, month, day)
        if found and (found >= reference if future else found <= reference):
            return found
    return None


def day_of_month(reference: date, day: int, future: bool) -> date | None:
    """The latest month's such day until `reference`, or with `future` the first one from it on."""
    for found in _days_of_months(reference, day, 1 if future else -1):
        if found >= reference if future else found <= reference:
            return found
    return None


def weekday_with_day(reference: date, weekday: int, day: int, future: bool) -> date | None:
    """`Friday the 13th`: in this month if it fits, else the nearest month in which it does."""
    for found in _days_of_months(reference, day, 1 if future else -1):
        if found.weekday() == weekday:
            return found
    return None


def _days_of_months(reference: date, day: int, step: int) -> Iterator[date]:
    first = reference.replace(day=1)
    for months in range(0, 40 * step, step):
        month = add_months(first, months)
        found = make_date(month.year, month.month, day) if month else None
        if found:
            yield found


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date | None:
    """The n-th such weekday of a month; counted from the end for negative n."""
    if n > 0:
        first = make_date(year, month, 1)
        day = first and weekday_from(first, weekday)
        found = day and add_days(day, 7 * (n - 1))
    else:
        last = make_date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else None
        day = last and weekday_until(last, weekday)
        found = day and add_days(day, 7 * (n + 1))
    return found if found and found.month == month else None
