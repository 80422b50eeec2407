"""Cuts a period into its whole months, which month totals sum up, and the days before and after them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_DAY = timedelta(days=1)
# Before and after every month there can be.
_FIRST, _LAST = "0000-00", "9999-99"


@dataclass(frozen=True, slots=True)
class Cut:
    """The first and last day of whole months, None where they are open, and the spans of days that are in none."""

    first: datetime | None
    last: datetime | None
    rest: tuple[tuple[datetime, datetime], ...] = ()

    @property
    def months(self) -> tuple[str, str]:
        """The first and the last whole month `YYYY-MM`."""
        return _name(self.first, _FIRST), _name(self.last, _LAST)


def cut(first: datetime | None, last: datetime | None) -> Cut | None:
    """Returns a period's whole months and its other days; None if it has no whole month. Without a day it is open."""
    begins = first and (first if first.day == 1 else _next_month(first))
    ends = last and (last if (last + _DAY).day == 1 else last.replace(day=1) - _DAY)
    if begins and ends and begins > ends:
        return None
    rest = [(first, begins - _DAY)] if first and begins and begins != first else []
    rest += [(ends + _DAY, last)] if last and ends and ends != last else []
    return Cut(begins, ends, tuple(rest))


def first_of(month: str) -> datetime:
    """Returns the first day of a month `YYYY-MM`, midnight UTC."""
    return datetime(int(month[:4]), int(month[5:]), 1, tzinfo=UTC)


def _next_month(day: datetime) -> datetime:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _name(day: datetime | None, otherwise: str) -> str:
    return f"{day.year:04d}-{day.month:02d}" if day else otherwise
