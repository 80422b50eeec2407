"""Days of a named month (`March 3`, `3 March 2024`, `Oct/2`), months alone, and holidays."""

from datetime import date
from typing import Any

import re2

from app.ai.local import calendar_rules as rules
from app.ai.local.calendar_words import (
    DAY,
    DIGIT_DAY,
    DIGIT_ORDINAL,
    MONTH,
    MONTHS,
    ORDINAL,
    YEAR_DIGITS,
    read_number,
)
from app.ai.local.date_rule import MODE, OPTIONAL_YEAR, Rule, Setting, looks_ahead, rule, year_in
from app.ai.local.holidays import HOLIDAYS


def _named_month(match: Any, setting: Setting) -> date | None:
    month, day = MONTHS[match.group("m")], read_number(match.group("d"))
    if year := year_in(match, setting):
        return rules.make_date(year, month, day)
    return rules.nearest_year(setting.reference, month, day, looks_ahead(match, setting))


def _whole_month(match: Any, setting: Setting) -> date | None:
    """A month alone stands for its first day, or for today in the running month."""
    month = MONTHS[match.group("m")]
    if year := year_in(match, setting):
        return rules.make_date(year, month, 1)
    if month == setting.reference.month:
        return setting.reference
    return rules.nearest_year(setting.reference, month, 1, looks_ahead(match, setting))


def _holiday(match: Any, setting: Setting) -> date | None:
    day_in = next(day_in for words, day_in in _HOLIDAY_RULES if words.fullmatch(match.group("h")))
    if said := year_in(match, setting):
        return day_in(said)
    ahead, reference = looks_ahead(match, setting), setting.reference
    for year in (reference.year, reference.year + 1 if ahead else reference.year - 1):
        day = day_in(year)
        if day and (day >= reference if ahead else day <= reference):
            return day
    return None


_HOLIDAY_RULES = [(re2.compile(words), day_in) for words, day_in in HOLIDAYS.items()]
_ANY_HOLIDAY = "|".join(HOLIDAYS)
_LEADS = r"(?:in|of|for|since|during)"
_GAP = r"\s?(?:\.|,|-|/)?\s?"

RULES: list[Rule] = [
    rule(
        rf"{MODE}(?P<d>{DAY})(?:\s+day)?{_GAP}(?:of\s+(?:the\s+)?|de\s+)?(?P<m>{MONTH})\.?{OPTIONAL_YEAR}",
        _named_month,
    ),
    # As long as the rule for a month alone, which begins with the same words.
    rule(rf"(?:{_LEADS}\s+)?{MODE}(?P<m>{MONTH})\s?\.?{_GAP}(?:the\s+)?(?P<d>{DAY}){OPTIONAL_YEAR}", _named_month),
    rule(rf"(?P<y>{YEAR_DIGITS})[-/., ]+(?P<m>{MONTH})[-/., ]+(?P<d>{DAY})", _named_month),
    rule(rf"(?P<y>{YEAR_DIGITS})[-/](?P<d>{DAY})[-/](?P<m>{MONTH})", _named_month),
    rule(rf"(?P<d>{DIGIT_DAY})(?P<m>{MONTH})(?P<y2>\d\d)", _named_month),
    rule(rf"(?P<m>{MONTH})\s+(?P<d>{ORDINAL}|{DIGIT_ORDINAL})\s+(?P<y2>\d\d)", _named_month, 1),
    rule(rf"(?P<m>{MONTH})[-/](?P<y>{YEAR_DIGITS})[-/](?P<d>{DAY})", _named_month),
    rule(rf"(?P<d>{DAY})[-/](?P<y>{YEAR_DIGITS})[-/](?P<m>{MONTH})", _named_month),
    rule(rf"{_LEADS}\s+{MODE}(?P<m>{MONTH})(?:,?\s+(?P<y>{YEAR_DIGITS}))?", _whole_month, 1),
    rule(rf"{MODE}(?P<h>{_ANY_HOLIDAY}){OPTIONAL_YEAR}", _holiday),
]
