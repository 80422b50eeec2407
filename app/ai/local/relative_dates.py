"""Dates relative to today: `yesterday`, `3 days ago`, `on the 5th`, `last week`, `end of the month`."""

from datetime import date
from typing import Any

import re2

from app.ai.local import calendar_rules as rules
from app.ai.local.calendar_words import (
    CARDINAL,
    DIGIT_DAY,
    DIGIT_ORDINAL,
    ORDINAL,
    WEEKDAY,
    WEEKDAYS,
    read_number,
)
from app.ai.local.date_rule import MODE_WORD, PHRASE_END, WEEKS, Rule, Setting, rule

_NEAR = {
    "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "earlier today": 0,
    "yesterday": -1, "last night": -1, "yest": -1, "ystd": -1, "the previous day": -1, "the day before": -1,
    "tomorrow": 1, "tmr": 1, "tmrw": 1, "tmw": 1, "tomorow": 1, "tommorow": 1,
    "the next day": 1, "next day": 1,
    "the following day": 1, "the day after": 1, "the last day": -1, "previous day": -1,
    "heute": 0, "gestern": -1, "vorgestern": -2, "morgen": 1,
    "aujourd'hui": 0, "hier": -1, "avant-hier": -2, "demain": 1,
    "hoy": 0, "ayer": -1, "anteayer": -2, "mañana": 1,
    "oggi": 0, "ieri": -1, "l'altro ieri": -2, "domani": 1,
    "hoje": 0, "ontem": -1, "anteontem": -2, "amanhã": 1,
}  # fmt: skip


def _near_today(match: Any, setting: Setting) -> date | None:
    return rules.add_days(setting.reference, _NEAR[match.group("word")])


def _day_of_month(match: Any, setting: Setting) -> date | None:
    day, mode = read_number(match.group("d")), match.group("mode")
    if not mode:
        return rules.day_of_month(setting.reference, day, setting.future)
    month = rules.add_months(setting.reference, WEEKS.get(mode, 0))
    return month and rules.make_date(month.year, month.month, day)


def _period(match: Any, setting: Setting) -> date | None:
    """A week or month around today stands for the same day of it; a weekend for its Saturday."""
    steps, unit = WEEKS.get(match.group("mode"), -1), match.group("unit")
    if unit == "weekend":
        return rules.weekday_in_week(setting.reference, 5, steps)
    return rules.add_units(setting.reference, steps, unit)


def _edge_of_month(match: Any, setting: Setting) -> date | None:
    steps = WEEKS.get(match.group("mode") or "this", 0)
    first = rules.add_months(setting.reference.replace(day=1), steps)
    if first is None or match.group("edge") in {"start", "beginning", "first day"}:
        return first
    following = rules.add_months(first, 1)
    return following and rules.add_days(following, -1)


_UNITS = {
    "day": "day", "week": "week", "wk": "week", "fortnight": "fortnight", "month": "month", "mo": "month",
    "mth": "month", "quarter": "quarter", "year": "year", "yr": "year", "decade": "decade",
    "business day": "workday", "working day": "workday", "work day": "workday", "workday": "workday",
}  # fmt: skip
_COUNTS = {"a": 1, "an": 1, "the": 1, "couple": 2, "few": 3, "several": 3, "": 1}
_UNIT = rf"(?:{'|'.join(sorted(_UNITS, key=len, reverse=True))})"
_QUANTITY = rf"(?:\d{{1,4}}|{CARDINAL}|(?:a )?couple(?: of)?|(?:a )?few|several|an?|the)"
_DISTANCE = rf"(?:{_QUANTITY}[\s-]+)?{_UNIT}s?"
DISTANCES = rf"(?:{_DISTANCE}(?:(?:,|\s+and|,\s+and)?\s+{_QUANTITY}\s+{_UNIT}s?){{0,3}})"
_ONE_DISTANCE = re2.compile(rf"(?:(?P<n>{_QUANTITY})[\s-]+)?(?P<unit>{_UNIT})s?\b")


def _count(text: str | None) -> int:
    words = (text or "").removeprefix("a ").removesuffix(" of").strip()
    return _COUNTS[words] if words in _COUNTS else read_number(words)


def shift(start: date, distances: str, sign: int) -> date | None:
    """`start` moved by spoken distances such as `1 year 2 months and 3 days`."""
    day: date | None = start
    for match in _ONE_DISTANCE.finditer(distances):
        day = day and rules.add_units(day, sign * _count(match.group("n")), _UNITS[match.group("unit")])
    return day


def _distance(match: Any, setting: Setting) -> date | None:
    ago = match.group("dir") in {"ago", "back", "earlier", "before", "prior", "previously"}
    day = shift(setting.reference, match.group("far"), -1 if ago else 1)
    weekday = match.group("w")
    # "in 5 days on Monday" counts loosely: the first Monday from one day less on.
    if day and weekday and "week" in match.group("far"):
        return rules.weekday_in_week(day, WEEKDAYS[weekday], 0)
    loose = rules.add_days(day, -1) if day and weekday else day
    return rules.weekday_from(loose, WEEKDAYS[weekday]) if loose and weekday else day


_AGO = "ago|back|earlier|previously|prior|before"
_AHEAD = "later|from now|hence|afterwards|from today|after"
_ON_WEEKDAY = rf"(?:\s+(?:on\s+)?(?P<w>{WEEKDAY}))?"
_THE_MONTH = r"(?:of\s+)?(?:(?P<mode>this|last|next|previous|past|current|following)|the)\s+month"

RULES: list[Rule] = [
    rule(rf"(?P<word>{'|'.join(sorted(_NEAR, key=len, reverse=True))})", _near_today, 2),
    rule(rf"(?:on|by|since|from|until)\s+(?:the\s+)?(?P<d>{DIGIT_ORDINAL})(?P<mode>)", _day_of_month, 2),
    rule(rf"the\s+(?P<d>{DIGIT_ORDINAL})(?P<mode>)", _day_of_month, 1),
    rule(rf"(?:on|by|since)\s+the\s+(?P<d>{ORDINAL})(?P<mode>){PHRASE_END}", _day_of_month, 1),
    rule(rf"(?P<d>{DIGIT_ORDINAL}|(?:twenty|thirty)[- ]{ORDINAL})(?P<mode>){PHRASE_END}", _day_of_month, 1),
    rule(
        rf"(?:on|by|since)\s+(?:the\s+)?(?P<d>{DIGIT_DAY})\s+(?P<mode>this|last|next|previous)\s+month",
        _day_of_month,
    ),
    rule(rf"(?P<d>{DIGIT_ORDINAL}|{ORDINAL})\s+(?:day\s+)?{_THE_MONTH}", _day_of_month),
    rule(rf"{MODE_WORD}\s+(?P<unit>week|month|year|quarter|weekend)", _period, 1),
    rule(rf"(?P<edge>start|beginning|end|first day|last day)\s+{_THE_MONTH}", _edge_of_month, 2),
    rule(rf"(?P<far>{DISTANCES})\s+(?P<dir>{_AGO}|{_AHEAD}){_ON_WEEKDAY}", _distance),
    rule(rf"(?P<dir>in)\s+(?P<far>{DISTANCES})(?:'s?)?(?:\s+time)?{_ON_WEEKDAY}", _distance, 2),
]
