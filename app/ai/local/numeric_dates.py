"""Dates in digits: `2024-03-04`, `03/04/2024`, `5.12`, `20170302`."""

import re
from datetime import date
from typing import Any

from app.ai.local import calendar_rules as rules
from app.ai.local.calendar_words import DIGIT_DAY, WEEKDAY, YEAR_DIGITS, read_year
from app.ai.local.date_rule import MODE, WEEKS, Rule, Setting, looks_ahead, rule

_NUMBER = r"\d{1,2}"
# A weekday in front of a date adds nothing: "this monday 6/3".
_WEEKDAY = rf"(?:(?:(?:{'|'.join(WEEKS)})\s+)?{WEEKDAY}\.?,?\s+(?:the\s+)?)?"


def _year_month_day(match: Any, _setting: Setting) -> date | None:
    year, first, second = (int(match.group(name)) for name in ("y", "a", "b"))
    return rules.make_date(year, first, second) or rules.make_date(year, second, first)


def _day_month_year(match: Any, setting: Setting) -> date | None:
    first, second = int(match.group("a")), int(match.group("b"))
    year = read_year(match.group("y"), setting.reference.year)
    day_first = setting.day_first or match.group("sep") == "."
    day, month = (first, second) if day_first else (second, first)
    return rules.make_date(year, month, day) or rules.make_date(year, day, month)


def _day_month_numbers(match: Any, setting: Setting) -> date | None:
    first, second = int(match.group("a")), int(match.group("b"))
    day, month = (first, second) if setting.day_first else (second, first)
    ahead = looks_ahead(match, setting)
    found = rules.nearest_year(setting.reference, month, day, ahead)
    return found or rules.nearest_year(setting.reference, day, month, ahead)


RULES: list[Rule] = [
    rule(
        rf"(?P<y>{YEAR_DIGITS})\s?(?:-|/|\.)\s?(?P<a>{_NUMBER})\s?(?:-|/|\.)\s?(?P<b>{_NUMBER})(?:t\d\d)?",
        _year_month_day,
    ),
    rule(rf"(?P<y>{YEAR_DIGITS})年\s?(?P<a>{_NUMBER})月\s?(?P<b>{_NUMBER})日?", _year_month_day),
    rule(rf"(?P<y>{YEAR_DIGITS}) (?P<a>{_NUMBER}) (?P<b>{_NUMBER})", _year_month_day, 2),
    rule(r"(?P<y>(?:19|20)\d\d)(?P<a>0[1-9]|1[0-2])(?P<b>0[1-9]|[12]\d|3[01])", _year_month_day, 2),
    rule(
        rf"(?P<a>{_NUMBER})\s?(?P<sep>-|/|\.)\s?(?P<b>{_NUMBER})\s?(?:-|/|\.|,)\s?(?P<y>{YEAR_DIGITS}|\d\d)",
        _day_month_year,
    ),
    rule(rf"(?:{_WEEKDAY}|{MODE})(?P<a>{DIGIT_DAY})\s?/\s?(?P<b>{DIGIT_DAY})", _day_month_numbers, 2),
    rule(
        rf"(?:(?:{'|'.join(WEEKS)})\s+)?{WEEKDAY}\.?,?\s+(?P<a>{DIGIT_DAY})\.(?P<b>{DIGIT_DAY})", _day_month_numbers, 2
    ),
    rule(
        rf"{MODE}(?:on|by|due|since|dated)\s+(?P<a>{DIGIT_DAY})(?:-|\.)(?P<b>{DIGIT_DAY})\.?",
        _day_month_numbers,
        1,
    ),
]

# Full dates in digits, for those that no reading may turn into another day.
_YEAR_FIRST = re.compile(r"(?<![\d.,/-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d.,/-]*\d)", re.ASCII)
_YEAR_LAST = re.compile(r"(?<![\d.,/-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?![\d.,/-]*\d)", re.ASCII)


def impossible_date(text: str) -> str | None:
    """The first full date in digits that is no day in any order of day and month; None if there is none."""
    for found in _YEAR_FIRST.finditer(text):
        if not _is_day(found[1], found[3], found[4]):
            return found[0]
    for found in _YEAR_LAST.finditer(text):
        if not _is_day(found[4], found[3], found[1]) and not _is_day(found[4], found[1], found[3]):
            return found[0]
    return None


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
