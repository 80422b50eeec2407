"""The rules by which dates are read: a pattern, its meaning, and the setting (reference date, order, tense)."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import re2

from app.ai.local.calendar_words import YEAR, read_year


class Setting(NamedTuple):
    """What a date is read against: reference date, order of 03/04, and the tense of the sentence.

    `says_ahead`: it speaks of the future at all (`will`); `future`: and of no payment already made.
    """

    reference: date
    day_first: bool = False
    future: bool = False
    says_ahead: bool = False


# A match (of RE2, which has no types) and the setting give the date, or None if the calendar has no such day.
Reader = Callable[[Any, Setting], date | None]


# The group of a rule's pattern that holds its own words. (RE2 gives places by number only.)
WHOLE = 1


class Rule(NamedTuple):
    """A pattern and its meaning. `strength`: 3 names a day, 2 points at one, 1 may well be something else."""

    pattern: Any
    read: Reader
    strength: int


_OTHER = r"[^a-z0-9À-ɏ\p{Devanagari}]"


def rule(pattern: str, read: Reader, strength: int = 3) -> Rule:
    """A rule for whole words: no letter or digit stands right before or behind them. RE2 keeps it linear."""
    return Rule(re2.compile(rf"(?:^|{_OTHER})({pattern})(?:{_OTHER}|$)"), read, strength)


# Weeks or months to go for the words in front of a weekday, week or month.
WEEKS = {"last": -1, "previous": -1, "prior": -1, "past": -1, "this": 0, "current": 0}
WEEKS |= {"next": 1, "following": 1, "coming": 1, "upcoming": 1}
MODE_WORD = rf"(?P<mode>{'|'.join(WEEKS)})"
MODE = rf"(?:{MODE_WORD}\s+)?"
_BEFORE_YEAR = r"\s*[-/,.]?\s*(?:of\s+|de\s+|del\s+|in\s+(?:the\s+year\s+)?)?"
OPTIONAL_YEAR = (
    rf"(?:{_BEFORE_YEAR}(?P<y>{YEAR})|(?:\s+of\s+|\s*[-/]\s*)(?P<y2>\d\d)"
    r"|,?\s+(?:of\s+)?(?P<ry>last|previous|this|next)\s+year)?"
)


# Where a phrase ends: RE2 knows no lookahead, so this is the last part of a pattern.
PHRASE_END = r"(?:\s*(?:[.,;!?)\x1f]|$)|\s+(?:for|at|to|with|from|and|in|\x1f)\b)"


def year_in(match: Any, setting: Setting) -> int | None:
    """The year said in a match of OPTIONAL_YEAR: `2019`, `of '87`, `last year`."""
    groups = match.groupdict()
    if groups.get("ry"):
        return setting.reference.year + WEEKS[groups["ry"]]
    said = groups.get("y") or groups.get("y2")
    return read_year(said, setting.reference.year) if said else None


def looks_ahead(match: Any, setting: Setting) -> bool:
    """Whether a day without a year means the next one: by its own words, or by the whole sentence."""
    steps = WEEKS.get(match.groupdict().get("mode") or "this", 0)
    return steps > 0 or (setting.future and steps == 0)
