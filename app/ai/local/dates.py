"""Finds the dates in a sentence, with their places; chained ones (`two days before yesterday`) are counted."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import re2

from app.ai.local import foreign_dates, named_dates, numeric_dates, relative_dates, weekday_dates
from app.ai.local.calendar_words import YEAR_DIGITS
from app.ai.local.date_rule import WHOLE, Rule, Setting, rule
from app.ai.local.relative_dates import DISTANCES, shift
from app.ai.local.tokens import fold

FILLER = "\x1f"
_WITH_YEAR = re2.compile(r"(?:19|20)\d\d|\d\d?\D\d\d?\D{1,2}\d\d(?:\D|$)")
_SHORT_YEAR = 3  # characters, where a rule reads day and month alone: vom 05.11.26


class FoundDate(NamedTuple):
    """A date said in text[start:end]; `day` is None if the calendar has no such day (30 February)."""

    day: date | None
    start: int
    end: int
    strength: int
    # Whether day and month could change places: 03/04.
    is_ambiguous: bool = False


def _year_start(match: Any, _setting: Setting) -> date | None:
    return date(int(match.group("y")), 1, 1)


# A year alone is no day, but days can be counted from it.
_ANCHOR_ONLY = rule(rf"(?:the\s+)?year\s+(?P<y>{YEAR_DIGITS})", _year_start, 0)
_RULES: list[Rule] = [
    *numeric_dates.RULES,
    *named_dates.RULES,
    *weekday_dates.RULES,
    *relative_dates.RULES,
    *foreign_dates.RULES,
    _ANCHOR_ONLY,
]
_COUNTED_FROM = re2.compile(
    rf"(?:^|[^a-z0-9])(?P<far>{DISTANCES})"
    r"\s+(?P<dir>before|prior to|ahead of|after|from|since|following|past)\s+(?:the\s+)?"
)
_DIRECTION = 2
_MONTHS = 12
_TIMES = re2.compile(
    r"\b(?:\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]\.?\s?m\b\.?)?|\d{1,2}(?:[.:]\d\d)?\s?(?:[ap]\.?\s?m\b\.?|o'?\s?clock\b"
    r"|uhr\b)"
    r"|24/7\b|at \d{1,2}[ap]\b|\d{1,2}h\d\d\b)"
)
_PAID = re2.compile(r"\b(?:paid|spent|bought|got|received|sold|earned|ordered|cost)\b")
_AHEAD = re2.compile(r"\b(?:will|shall|gonna|going to|due)\b|'ll\b")


def mask_times(text: str) -> str:
    """The folded text with the times of day (`8:30`, `9 am`, `4 o'clock`) blanked out, lengths kept."""
    return mask(fold(text), ((match.start(), match.end()) for match in _TIMES.finditer(fold(text))))


def mask(text: str, spans: Iterator[tuple[int, int]]) -> str:
    """The text with the spans blanked out by a sign no pattern knows, lengths kept."""
    for start, end in spans:
        text = text[:start] + FILLER * (end - start) + text[end:]
    return text


def written_days(text: str, reference: date, *, day_first: bool) -> Iterator[tuple[date, int]]:
    """Yields the days that are written out in a text with their years, in digits or words, and where they stand."""
    for found in find_dates(mask_times(text), reference, day_first, weakest=2):
        if found.day is not None and _WITH_YEAR.search(text[found.start : found.end + _SHORT_YEAR]):
            yield found.day, found.start


def find_dates(masked: str, reference: date, day_first: bool, weakest: int = 1) -> list[FoundDate]:
    """The dates of a masked text in order, none overlapping; rules weaker than `weakest` are left out.

    Of overlapping ones the longest stays (`friday the 13th`, not `friday`), of equally long ones the surer.
    """
    ahead = bool(_AHEAD.search(masked))
    setting = Setting(reference, day_first, ahead and not _PAID.search(masked), says_ahead=ahead)
    matches = [(match, each) for match, each in _matches(masked) if each.strength >= weakest or not each.strength]
    found = [_found(match, each.read(match, setting), each.strength) for match, each in matches if each.strength]
    found += _chains(masked, matches, setting)
    found.sort(key=lambda one: (one.start - one.end, -one.strength))
    return sorted(_without_overlaps(found), key=lambda one: one.start)


def _found(match: Any, day: date | None, strength: int) -> FoundDate:
    groups = match.groupdict()
    first, second = groups.get("a"), groups.get("b")
    may_swap = bool(first and second and first != second and int(first) <= _MONTHS and int(second) <= _MONTHS)
    return FoundDate(
        day, match.start(WHOLE), match.end(WHOLE), strength, may_swap and not match.group(WHOLE)[:4].isdecimal()
    )


def _matches(masked: str) -> Iterator[tuple[Any, Rule]]:
    for each in _RULES:
        at = 0
        while match := each.pattern.search(masked, at):
            yield match, each
            # The sign behind one date may be the one before the next, so it is searched again.
            at = match.end(WHOLE)


def _without_overlaps(ranked: list[FoundDate]) -> list[FoundDate]:
    """Of overlapping dates the first one."""
    kept: list[FoundDate] = []
    taken: set[int] = set()
    for found in ranked:
        places = range(found.start, found.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(found)
    return kept


def _chains(masked: str, anchors: list[tuple[Any, Rule]], setting: Setting) -> list[FoundDate]:
    """Dates counted from another one: `two days before yesterday`, `3 weeks from June 2`."""
    by_start: dict[int, tuple[Any, Rule]] = {}
    for match, each in anchors:
        longest = by_start.get(match.start(WHOLE))
        if longest is None or longest[0].end(WHOLE) < match.end(WHOLE):
            by_start[match.start(WHOLE)] = (match, each)
    chains = []
    for offset in _COUNTED_FROM.finditer(masked):
        anchor = by_start.get(offset.end()) or by_start.get(offset.end(_DIRECTION) + 1)
        if anchor:
            day = _counted_from(offset, *anchor, setting)
            chains.append(FoundDate(day, offset.start(WHOLE), anchor[0].end(WHOLE), 3))
    return chains


def _counted_from(offset: Any, match: Any, each: Rule, setting: Setting) -> date | None:
    """The day counted from the anchor, whose year is the nearest if the sentence looks ahead."""
    sign = -1 if offset.group("dir") in {"before", "prior to", "ahead of"} else 1
    anchors = {each.read(match, setting._replace(future=future)) for future in {False, setting.says_ahead}}
    days = [day for anchor in anchors if anchor and (day := shift(anchor, offset.group("far"), sign))]
    return min(days, key=lambda day: abs(day - setting.reference), default=None)
