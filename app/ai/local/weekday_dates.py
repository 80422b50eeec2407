"""Weekdays: `last friday`, `tuesday of next week`, `friday the 13th`, `the first friday of july`."""

from datetime import date
from typing import Any

from app.ai.local import calendar_rules as rules
from app.ai.local.calendar_words import (
    CARDINAL,
    DIGIT_DAY,
    DIGIT_ORDINAL,
    MONTH,
    MONTHS,
    ORDINAL,
    SURE_WEEKDAY,
    WEEKDAY,
    WEEKDAYS,
    read_number,
)
from app.ai.local.date_rule import (
    MODE,
    MODE_WORD,
    OPTIONAL_YEAR,
    PHRASE_END,
    WEEKS,
    Rule,
    Setting,
    rule,
    year_in,
)


def _weekday(match: Any, setting: Setting) -> date | None:
    """A weekday; `last`, `this`, `next` count calendar weeks, `past` and `coming` the days around today."""
    mode, weekday = match.group("mode") or "", WEEKDAYS[match.group("w")]
    if mode == "past":
        return rules.weekday_until(rules.add_days(setting.reference, -1) or setting.reference, weekday)
    if mode in {"coming", "upcoming"}:
        return rules.weekday_from(rules.add_days(setting.reference, 1) or setting.reference, weekday)
    if mode:
        return rules.weekday_in_week(setting.reference, weekday, WEEKS[mode])
    if setting.future:
        return rules.weekday_from(setting.reference, weekday)
    return rules.weekday_until(setting.reference, weekday)


def _weekday_of_week(match: Any, setting: Setting) -> date | None:
    return rules.weekday_in_week(setting.reference, WEEKDAYS[match.group("w")], WEEKS.get(match.group("mode"), -1))


def _weekday_beyond(match: Any, setting: Setting) -> date | None:
    """`monday after next`, `friday before last`."""
    weeks = 2 if match.group("mode").startswith("after") else -2
    return rules.weekday_in_week(setting.reference, WEEKDAYS[match.group("w")], weeks)


def _weekday_and_day(match: Any, setting: Setting) -> date | None:
    weekday, day = WEEKDAYS[match.group("w")], read_number(match.group("d"))
    return rules.weekday_with_day(setting.reference, weekday, day, setting.future)


def _counted_weekday(match: Any, setting: Setting) -> date | None:
    """`two fridays ago`, `3 mondays from now`."""
    count, weekday = read_number(match.group("n")), WEEKDAYS[match.group("w")]
    ago = match.group("dir") in {"ago", "back", "earlier"}
    if ago:
        start = rules.weekday_until(rules.add_days(setting.reference, -1) or setting.reference, weekday)
    else:
        start = rules.weekday_from(rules.add_days(setting.reference, 1) or setting.reference, weekday)
    return start and rules.add_days(start, (-7 if ago else 7) * (count - 1))


def _nth_weekday(match: Any, setting: Setting) -> date | None:
    n = -1 if match.group("n") == "last" else read_number(match.group("n"))
    weekday = WEEKDAYS[match.group("w")]
    if match.group("m"):
        year, month_said = year_in(match, setting), MONTHS[match.group("m")]
        if year is None:
            return _nearest_nth_weekday(setting, month_said, weekday, n)
        return rules.nth_weekday(year, month_said, weekday, n)
    month = rules.add_months(setting.reference, WEEKS.get(match.group("mode") or "this", 0))
    return month and rules.nth_weekday(month.year, month.month, weekday, n)


def _nearest_nth_weekday(setting: Setting, month: int, weekday: int, n: int) -> date | None:
    year = setting.reference.year
    for candidate in (year, year + 1) if setting.future else (year, year - 1):
        found = rules.nth_weekday(candidate, month, weekday, n)
        if found and (found >= setting.reference if setting.future else found <= setting.reference):
            return found
    return None


def _weekday_of_nth_week(match: Any, setting: Setting) -> date | None:
    """`1st week of October on Friday`; the first week has most of its days in the month (as in ISO 8601)."""
    month, weekday = MONTHS[match.group("m")], WEEKDAYS[match.group("w")]
    found = rules.nearest_year(setting.reference, month, 4, setting.future)
    year = year_in(match, setting) or (found.year if found else setting.reference.year)
    middle = rules.make_date(year, month, 4)
    return middle and rules.weekday_in_week(middle, weekday, read_number(match.group("n")) - 1)


_NTH = rf"(?:{ORDINAL}|{DIGIT_ORDINAL}|last)"
_OF_MONTH = rf"(?:(?P<m>{MONTH}){OPTIONAL_YEAR}|(?P<mode>the|this|last|next|previous)\s+month)"

RULES: list[Rule] = [
    rule(rf"{MODE}(?P<w>{SURE_WEEKDAY})", _weekday, 2),
    rule(rf"(?:{MODE_WORD}|on)\s+(?P<w>{WEEKDAY})", _weekday, 2),
    rule(rf"(?P<w>{WEEKDAY})(?P<mode>){PHRASE_END}", _weekday, 1),
    rule(rf"{MODE_WORD}\s*week(?:'s)?\s*(?:[-,]\s*|\s)(?:on\s+)?(?P<w>{WEEKDAY})", _weekday_of_week),
    rule(rf"(?P<w>{WEEKDAY})\s+(?:of\s+|in\s+)?(?:the\s+)?{MODE_WORD}\s*week", _weekday_of_week),
    rule(rf"{MODE}(?P<w>{WEEKDAY}),?\s+(?:the\s+)?(?P<d>{DIGIT_ORDINAL}|{ORDINAL})", _weekday_and_day),
    rule(rf"(?:on\s+)?(?P<w>{WEEKDAY}),?\s+(?P<d>{DIGIT_DAY})", _weekday_and_day, 1),
    rule(rf"(?P<w>{WEEKDAY})\s+(?P<mode>after\s+next|before\s+last)", _weekday_beyond),
    rule(
        rf"(?P<n>\d{{1,2}}|{CARDINAL})\s+(?P<w>{WEEKDAY})s?\s+(?P<dir>ago|back|from now|later|hence)",
        _counted_weekday,
    ),
    rule(rf"(?:the\s+)?(?P<n>{_NTH})\s+(?P<w>{WEEKDAY})\s+(?:of|in)\s+{_OF_MONTH}", _nth_weekday),
    rule(
        rf"(?:the\s+)?(?P<n>{ORDINAL}|{DIGIT_ORDINAL})\s+week\s+(?:of"
        rf"|in)\s+(?P<m>{MONTH})\.?{OPTIONAL_YEAR},?\s+(?:on\s+)?(?P<w>{WEEKDAY})",
        _weekday_of_nth_week,
    ),
]
