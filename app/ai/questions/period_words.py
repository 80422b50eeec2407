"""What the words for periods mean in days: the month of a name, the last so many weeks, a feast day."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from dateutil.easter import easter  # type: ignore[import-untyped]

from app.ai.questions import spans
from app.ai.questions.phrases import Meaning
from app.ai.questions.slots import DayOfYear
from app.ai.questions.spans import ALL_TIME, Span
from app.ai.questions.vocabulary import Setting

# Days of the year that a word list names by month and day.
_FEAST_DAY = re.compile(r"(\d{1,2})-(\d{1,2})")
# Days behind the fourth Thursday of November.
_THANKSGIVING = {"thanksgiving": 0, "black_friday": 1, "cyber_monday": 4}
# With a year of their own these are one period; without one the latest that has begun is meant.
_DATED = frozenset([
    "month", "past_month", "quarter", "half", "season", "month_half", "month_week", "week_of", "date", "days",
    "easter",
    *_THANKSGIVING,
])  # fmt: skip
# How far back a day of the calendar is looked for (29 February).
_YEARS_BACK = 9


def span_of(meaning: Meaning, setting: Setting, year: int | None = None) -> Span | None:
    """Returns the days of a period; the latest that has begun where no year is said; None for an impossible one."""
    span = _latest(meaning, setting.today) if year is None and is_dated(meaning) else None
    span = span or _reader(meaning)(meaning, setting, year)
    return span and spans.until_today(span, setting.today)


def _latest(meaning: Meaning, today: date) -> Span | None:
    """The latest of the months, quarters or days of a name that has begun."""
    for year in range(today.year, today.year - _YEARS_BACK, -1):
        span = _reader(meaning)(meaning, Setting(today), year)
        over = span and span.to and meaning.value == "past_month" and span.to >= today
        if span and span.from_ and span.from_ <= today and not over:
            return span
    return None


def is_dated(meaning: Meaning) -> bool:
    """Whether a year may stand beside it, and without one the latest is meant."""
    return meaning.value in _DATED or _FEAST_DAY.fullmatch(str(meaning.value)) is not None


def _reader(meaning: Meaning) -> Callable[..., Span | None]:
    feast = _FEAST_DAY.fullmatch(str(meaning.value))
    return _feast(int(feast[1]), int(feast[2])) if feast else _READERS[str(meaning.value)]


def _unit(meaning: Meaning) -> str:
    return str(meaning.slot("unit")[0])


def _calendar(steps: int) -> Callable[..., Span]:
    def read(meaning: Meaning, setting: Setting, _year: Any) -> Span:
        unit = _unit(meaning)
        # The last weekend is one that is over, on a weekend too.
        return spans.calendar_span(unit, setting.today, steps, setting.first_weekday)

    return read


def _fixed_unit(unit: str) -> Callable[..., Span]:
    return lambda _meaning, setting, _year: spans.calendar_span(unit, setting.today)


def _near(days: int) -> Callable[..., Span]:
    return lambda _meaning, setting, _year: spans.calendar_span("day", setting.today, days)


def _rolling(meaning: Meaning, setting: Setting, _year: Any) -> Span:
    counts, unit = meaning.slot("n"), _unit(meaning)
    if unit == "weekend" and not counts:
        return spans.calendar_span(unit, setting.today, -1)
    return spans.rolling_span(unit, counts[0] if counts else 1, setting.today)


def _ago(meaning: Meaning, setting: Setting, _year: Any) -> Span:
    counts = meaning.slot("n") or [1]
    return spans.calendar_span(_unit(meaning), setting.today, -counts[0], setting.first_weekday)


def _months(unit: str, months: int, slot: str) -> Callable[..., Span | None]:
    def read(meaning: Meaning, setting: Setting, year: int | None) -> Span | None:
        place = (meaning.slot(slot) or meaning.slot("ord") or meaning.slot("n"))[0]
        month = place if unit == "season" or months == 1 else (place - 1) * months + 1
        fits = 1 <= month <= 12
        return spans.month_span(year or setting.today.year, month, months, unit) if fits else None

    return read


def _part_of_month(starts: tuple[int, ...]) -> Callable[..., Span | None]:
    """Reads the first half or the second week of a month; parts begin on these days."""

    def read(meaning: Meaning, setting: Setting, year: int | None) -> Span | None:
        part = meaning.slot("ord")[0]
        whole = spans.month_span(year or setting.today.year, meaning.slot("month")[0])
        if not 1 <= part < len(starts) or whole.from_ is None or whole.to is None:
            return None
        last = min(starts[part] - 1, whole.to.day)
        return Span(whole.from_.replace(day=starts[part - 1]), whole.to.replace(day=last))

    return read


def _date(meaning: Meaning, setting: Setting, year: int | None) -> Span | None:
    days = meaning.slot("date")
    said = days[0] if days else DayOfYear(None, meaning.slot("month")[0], meaning.slot("d")[0])
    return _day(said.year or year or setting.today.year, said.month, said.day)


def _week_of(meaning: Meaning, setting: Setting, year: int | None) -> Span | None:
    day = _date(meaning, setting, year)
    if day is None or day.from_ is None:
        return None
    return spans.calendar_span("week", day.from_, 0, setting.first_weekday)


def _day(year: int, month: int, day: int) -> Span | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Span(found, found, "day")


def _days(meaning: Meaning, setting: Setting, year: int | None) -> Span | None:
    first, last = (_day(year or setting.today.year, meaning.slot("month")[0], day) for day in meaning.slot("d"))
    return Span(first.from_, last.to) if first and last and str(first.from_) <= str(last.to) else None


def _day_of_month(meaning: Meaning, setting: Setting, _year: Any) -> Span | None:
    for back in range(3):
        month = spans.add_months(setting.today.replace(day=1), -back)
        found = _day(month.year, month.month, meaning.slot("nth")[0])
        if found and str(found.from_) <= str(setting.today):
            return found
    return None


def _weekday(meaning: Meaning, setting: Setting, _year: Any) -> Span:
    """The latest such day before today."""
    back = (setting.today.weekday() - meaning.slot("weekday")[0]) % 7 or 7
    return spans.calendar_span("day", setting.today, -back)


def _feast(month: int, day: int) -> Callable[..., Span | None]:
    return lambda _meaning, setting, year: _day(year or setting.today.year, month, day)


def _easter(_meaning: Meaning, setting: Setting, year: int | None) -> Span:
    day = easter(year or setting.today.year)
    return Span(day, day, "day")


def _thanksgiving(days: int) -> Callable[..., Span]:
    def read(_meaning: Meaning, setting: Setting, year: int | None) -> Span:
        first = date(year or setting.today.year, 11, 1)
        day = spans.add_days(first, (3 - first.weekday()) % 7 + 21 + days)
        return Span(day, day, "day")

    return read


_READERS: dict[str, Callable[..., Span | None]] = {
    "today": _near(0),
    "yesterday": _near(-1),
    "day_before_yesterday": _near(-2),
    "this": _calendar(0),
    "last": _calendar(-1),
    "before_last": _calendar(-2),
    "rolling": _rolling,
    "ago": _ago,
    "ytd": _fixed_unit("year"),
    "mtd": _fixed_unit("month"),
    "month": _months("month", 1, "month"),
    "past_month": _months("month", 1, "month"),
    "quarter": _months("quarter", 3, "q"),
    "half": _months("half", 6, "h"),
    "season": _months("season", 3, "season"),
    "month_half": _part_of_month((1, 16, 32)),
    "month_week": _part_of_month((1, 8, 15, 22, 29)),
    "half_year": lambda _meaning, setting, _year: spans.rolling_span("month", 6, setting.today),
    "year": lambda meaning, _setting, _year: spans.month_span(meaning.slot("year")[0], 1, 12, "year"),
    "date": _date,
    "week_of": _week_of,
    "days": _days,
    "day_of_month": _day_of_month,
    "weekday": _weekday,
    "easter": _easter,
    "all": lambda _meaning, _setting, _year: ALL_TIME,
    **{name: _thanksgiving(days) for name, days in _THANKSGIVING.items()},
}
