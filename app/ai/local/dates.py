"""The dates a sentence names, with their places: each rule's matches, told relative to one another where they chain."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import re2  # type: ignore[import-untyped]

from app.ai.local import named_dates, numeric_dates, relative_dates, weekday_dates
from app.ai.local.calendar_words import YEAR_DIGITS
from app.ai.local.date_rule import WHOLE, Rule, Setting, rule
from app.ai.local.relative_dates import DISTANCES, shift
from app.ai.local.tokens import fold

FILLER = "\x1f"


class FoundDate(NamedTuple):
    """A date said in text[start:end]; `day` is None if the calendar has no such day (30 February)."""

    day: date | None
    start: int
    end: int
    strength: int


def _year_start(match: Any, setting: Setting) -> date | None:
    return date(int(match.group("y")), 1, 1)


# A year alone is no day, but days can be counted from it.
_ANCHOR_ONLY = rule(rf"(?:the\s+)?year\s+(?P<y>{YEAR_DIGITS})", _year_start, 0)
_RULES: list[Rule] = [
    *numeric_dates.RULES,
    *named_dates.RULES,
    *weekday_dates.RULES,
    *relative_dates.RULES,
    _ANCHOR_ONLY,
]
_COUNTED_FROM = re2.compile(
    rf"(?:^|[^a-z0-9])(?P<far>{DISTANCES})\s+(?P<dir>before|prior to|ahead of|after|from|since|following|past)"
    r"\s+(?:the\s+)?"
)
_TIMES = re2.compile(
    r"\b(?:\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]\.?\s?m\b\.?)?|\d{1,2}(?:[.:]\d\d)?\s?(?:[ap]\.?\s?m\b\.?|o'?\s?clock\b|uhr\b)"
    r"|\d{1,2}[ap]\b|\d{1,2}h\d\d\b)"
)
_AHEAD = re2.compile(r"\b(?:will|shall|gonna|going to|due)\b|'ll\b")


def mask_times(text: str) -> str:
    """The folded text with the times of day (`8:30`, `9 am`, `4 o'clock`) blanked out, lengths kept."""
    return mask(fold(text), ((match.start(), match.end()) for match in _TIMES.finditer(fold(text))))


def mask(text: str, spans: Iterator[tuple[int, int]]) -> str:
    """The text with the spans blanked out by a sign no pattern knows, lengths kept."""
    for start, end in spans:
        text = text[:start] + FILLER * (end - start) + text[end:]
    return text


def find_dates(masked: str, reference: date, day_first: bool) -> list[FoundDate]:
    """The dates of a masked text in order, none overlapping."""
    setting = Setting(reference, day_first, future=bool(_AHEAD.search(masked)))
    all_matches = sorted(_matches(masked), key=_rank)
    chained = _chains(masked, all_matches, setting)
    matches = _free_of_overlap(all_matches)
    plain = [FoundDate(r.read(m, setting), *m.span(WHOLE), r.strength) for m, r in matches if r.strength]
    taken = _free_of(chained, plain)
    return sorted([*chained, *taken], key=lambda found: found.start)


def _matches(masked: str) -> Iterator[tuple[Any, Rule]]:
    for each in _RULES:
        at = 0
        while match := each.pattern.search(masked, at):
            yield match, each
            # The sign behind one date may be the one before the next, so it is searched again.
            at = match.end(WHOLE)


def _rank(pair: tuple[Any, Rule]) -> tuple[int, int]:
    """Longer matches first; of equally long ones the surer."""
    start, end = pair[0].span(WHOLE)
    return start - end, -pair[1].strength


def _free_of_overlap(ranked: list[tuple[Any, Rule]]) -> list[tuple[Any, Rule]]:
    """Of overlapping matches the first one."""
    kept: list[tuple[Any, Rule]] = []
    taken: set[int] = set()
    for match, each in ranked:
        places = range(*match.span(WHOLE))
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append((match, each))
    return kept


def _chains(masked: str, anchors: list[tuple[Any, Rule]], setting: Setting) -> list[FoundDate]:
    """Dates counted from another one: `two days before yesterday`, `2 weeks from January 15`."""
    by_start = {match.start(WHOLE): (match, each) for match, each in reversed(anchors)}
    chains = []
    for offset in _COUNTED_FROM.finditer(masked):
        match, each = by_start.get(offset.end()) or (None, None)
        if match and each:
            day = _shifted(offset, match, each, setting)
            chains.append(FoundDate(day, offset.start(WHOLE), match.end(WHOLE), 3))
    return chains


def _shifted(offset: Any, match: Any, each: Rule, setting: Setting) -> date | None:
    sign = -1 if offset.group("dir") in {"before", "prior to", "ahead of"} else 1
    anchor = each.read(match, setting)
    return anchor and shift(anchor, offset.group("far"), sign)


def _free_of(chained: list[FoundDate], plain: list[FoundDate]) -> list[FoundDate]:
    """The plain dates that no chain overlaps."""
    return [d for d in plain if all(d.end <= chain.start or chain.end <= d.start for chain in chained)]
