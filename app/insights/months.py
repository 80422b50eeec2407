"""Calendar months as `YYYY-MM` strings, which sort like the months they name."""

import calendar
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def month_of(moment: datetime, time_zone: str) -> str:
    """Returns the month of an aware datetime on the calendars of a time zone (IANA name)."""
    return moment.astimezone(ZoneInfo(time_zone)).strftime("%Y-%m")


def shifted(month: str, by: int) -> str:
    """Returns the month that many months later: `"2026-01", -1` gives `"2025-12"`."""
    year, index = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + by, 12)
    return f"{year:04d}-{index + 1:02d}"


def last_months(month: str, count: int) -> list[str]:
    """Returns the months up to and with this one, earliest first."""
    return [shifted(month, by) for by in range(1 - count, 1)]


def span_of(month: str) -> tuple[datetime, datetime]:
    """Returns the first and the last day of a month, as midnight UTC."""
    first = datetime(int(month[:4]), int(month[5:]), 1, tzinfo=UTC)
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def month_name(month: str) -> str:
    """Returns the month's English name, without its year."""
    return calendar.month_name[int(month[5:])]
