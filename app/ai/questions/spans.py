"""Periods of days around today: calendar units, the last so many days, what came before."""

import calendar
from datetime import date, timedelta
from typing import NamedTuple

_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_FIRST, _LAST = date(1900, 1, 1), date(2200, 12, 31)


class Span(NamedTuple):
    """Days from `from_` to `to`, both included, None where open; `unit` is the kind of period that was said."""

    from_: date | None
    to: date | None
    unit: str = "days"


ALL_TIME = Span(None, None, "all")


def add_days(day: date, days: int) -> date:
    """Returns the day so many days later, within the years that are counted with."""
    return date.fromordinal(min(max(day.toordinal() + days, _FIRST.toordinal()), _LAST.toordinal()))


def add_months(day: date, months: int) -> date:
    """Returns the same day so many months later, or the last of that month if it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not _FIRST.year <= year <= _LAST.year:
        return _FIRST if year < _FIRST.year else _LAST
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def calendar_span(unit: str, day: date, steps: int = 0, first_weekday: int = 0) -> Span:
    """Returns the whole unit (day, week, weekend, month, quarter, half, year) around a day, or `steps` later."""
    if unit == "day":
        return Span(add_days(day, steps), add_days(day, steps), unit)
    if unit in ("week", "weekend"):
        monday = add_days(day, -((day.weekday() - (first_weekday if unit == "week" else 0)) % 7) + 7 * steps)
        first = add_days(monday, 5) if unit == "weekend" else monday
        return Span(first, add_days(first, 1 if unit == "weekend" else 6), unit)
    months = _MONTHS[unit]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    first = add_months(first, months * steps)
    return Span(first, add_days(add_months(first, months), -1), unit)


def rolling_span(unit: str, count: int, today: date) -> Span:
    """Returns the last so many units up to today, today included: 7 days, 3 months."""
    if unit in _MONTHS:
        first = add_days(add_months(today, -count * _MONTHS[unit]), 1)
    else:
        first = add_days(today, 1 - count * (7 if unit in ("week", "weekend") else 1))
    return Span(first, today, "days")


def until_today(span: Span, today: date) -> Span:
    """Returns the part of a running period that is over."""
    running = span.from_ is not None and span.to is not None and span.from_ <= today < span.to
    return span._replace(to=today) if running else span


def month_span(year: int, month: int, months: int = 1, unit: str = "month") -> Span:
    """Returns so many whole months from the first of one."""
    first = date(year, month, 1)
    return Span(first, add_days(add_months(first, months), -1), unit)


def span_before(span: Span, first_weekday: int = 0) -> Span | None:
    """Returns the period right before one: the month before a month, else as many days; None for an open one."""
    if span.from_ is None or span.to is None:
        return None
    if span.unit in ("day", "week", "weekend", "month", "quarter", "half", "year"):
        return calendar_span(span.unit, span.from_, -1, first_weekday)
    days = (span.to - span.from_).days + 1
    return Span(add_days(span.from_, -days), add_days(span.from_, -1), span.unit)


def year_before(span: Span) -> Span | None:
    """Returns the same days a year earlier; None for an open period."""
    if span.from_ is None or span.to is None:
        return None
    to = add_months(span.to, -12)
    if span.unit != "day" and add_days(span.to, 1).day == 1:
        to = add_days(add_months(add_days(span.to, 1), -12), -1)
    return Span(add_months(span.from_, -12), to, span.unit)


def unit_of(from_: date | None, to: date | None, today: date) -> str:
    """Returns the calendar unit that two days are the whole of, up to today; `days` for others."""
    if from_ is None or to is None:
        return "all" if from_ is None and to is None else "days"
    for unit in ("day", "month", "quarter", "half", "year"):
        whole = calendar_span(unit, from_)
        if from_ == whole.from_ and to in (whole.to, until_today(whole, today).to):
            return unit
    week = (to - from_) == timedelta(days=6) or (to == today and (to - from_).days < 6)
    return "week" if week else "days"
