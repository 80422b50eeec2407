"""The periods in a question: months, years, days, the last so many, ranges of them, since and until."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from app.ai.questions import spans
from app.ai.questions.marks import Mark
from app.ai.questions.period_words import is_dated, span_of
from app.ai.questions.phrases import Meaning
from app.ai.questions.spans import Span
from app.ai.questions.vocabulary import Setting

_YEAR_UNIT = "year"


class Period(NamedTuple):
    """A period said in marks[start:end]; `meaning` is there while its year may still follow."""

    start: int
    end: int
    span: Span | None
    meaning: Meaning | None = None


Item = Mark | Period


def read_periods(marks: Sequence[Mark], setting: Setting) -> list[Item]:
    """Returns the marks of a question with its periods in the places of their words.

    A period whose span is None is no possible one (30 February, the future).
    """
    items: list[Item] = [_said(place, mark) for place, mark in enumerate(marks)]
    items = _with_years(items, setting)
    items = _ranges(items, setting)
    items = [_resolved(item, setting) for item in items]
    items = _with_cues(items, setting)
    return _met(items)


def _said(place: int, mark: Mark) -> Item:
    meaning = mark.get("period")
    return Period(place, place + 1, None, meaning) if meaning else mark


def _with_years(items: list[Item], setting: Setting) -> list[Item]:
    """Joins months, quarters and days with the year before or behind them: October last year."""
    joined: list[Item] = []
    for item in items:
        behind = _before_link(joined)
        if isinstance(item, Period) and behind is not None and (both := _dated(joined[behind], item, setting)):
            del joined[behind:]
            joined.append(both)
        else:
            joined.append(item)
    return joined


def _before_link(items: list[Item]) -> int | None:
    """The place of the period before the `of` or `in` at the end of a row."""
    for place in range(len(items) - 1, max(-1, len(items) - 4), -1):
        item = items[place]
        if isinstance(item, Period):
            return place
        if not item.get("in") or item.get("and", "to", "or"):
            return None
    return None


def _dated(first: Item, second: Period, setting: Setting) -> Period | None:
    """Both as one, if one of them is a year and the other lacks one."""
    if not isinstance(first, Period):
        return None
    for undated, year in ((first, second), (second, first)):
        said = _year_of(year, setting)
        if said and undated.meaning and is_dated(undated.meaning) and undated.span is None:
            span = span_of(undated.meaning, setting, said)
            return Period(first.start, second.end, span, None if span else undated.meaning)
    return None


def _year_of(period: Period, setting: Setting) -> int | None:
    meaning = period.meaning
    if meaning is None or period.span:
        return None
    if meaning.value == "year":
        return int(meaning.slot("year")[0])
    if meaning.value in ("this", "last") and meaning.slot("unit") == [_YEAR_UNIT]:
        return setting.today.year - int(meaning.value == "last")
    return None


def _ranges(items: list[Item], setting: Setting) -> list[Item]:
    """Joins two periods with `to` between them, or `and` behind `between`, to the days from one to the other."""
    joined: list[Item] = []
    for item in items:
        place = _range_start(joined) if isinstance(item, Period) else None
        if place is None or not isinstance(item, Period):
            joined.append(item)
            continue
        first = joined[place]
        start = place - 1 if place and _is_mark(joined[place - 1], "between") else place
        if not isinstance(first, Period) or _compares(joined[:start]):
            del joined[start:place]
            joined.append(item)
            continue
        begin = joined[start].start if isinstance(joined[start], Period) else first.start - 1
        joined[start:] = [Period(begin, item.end, _from_to(first, item, setting))]
    return joined


def _compares(items: Sequence[Item]) -> bool:
    return any(_is_mark(item, "compare") for item in items)


def _is_mark(item: Item, *concepts: str) -> bool:
    return isinstance(item, Mark) and item.get(*concepts) is not None


def _range_start(items: list[Item]) -> int | None:
    """The place of the period from which a range leads to what follows the row."""
    place = len(items) - 1
    while place >= 0 and _is_mark(items[place], "in") and not _is_mark(items[place], "to", "and"):
        place -= 1
    if place < 1 or not isinstance(items[place - 1], Period):
        # Two months side by side: Jan-Mar.
        side_by_side = place >= 0 and isinstance(items[place], Period) and place == len(items) - 1
        return place if side_by_side and _is_name_of(items[place]) else None
    between = place > 1 and _is_mark(items[place - 2], "between") and _is_mark(items[place], "and")
    to = _is_mark(items[place], "to") and not _is_mark(items[place], "and")
    return place - 1 if between or to else None


def _is_name_of(item: Item) -> bool:
    return isinstance(item, Period) and item.meaning is not None and item.meaning.value == "month"


def _from_to(first: Period, second: Period, setting: Setting) -> Span | None:
    """The days from the beginning of one to the end of another; a year said once is that of both."""
    end = second.span or (second.meaning and span_of(second.meaning, setting))
    if not end or not end.to:
        return None
    begin = first.span
    if begin is None and first.meaning:
        dated = is_dated(first.meaning)
        begin = _latest_before(first.meaning, setting, end.to) if dated else span_of(first.meaning, setting)
    if begin is None or begin.from_ is None or begin.from_ > end.to:
        return None
    return spans.until_today(Span(begin.from_, end.to), setting.today)


def _latest_before(meaning: Meaning, setting: Setting, end: date) -> Span | None:
    for year in (end.year, end.year - 1):
        span = span_of(meaning, setting, year)
        if span and span.from_ and span.from_ <= end:
            return span
    return None


def _resolved(item: Item, setting: Setting) -> Item:
    if isinstance(item, Period) and item.span is None and item.meaning:
        return item._replace(span=span_of(item.meaning, setting))
    return item


def _with_cues(items: list[Item], setting: Setting) -> list[Item]:
    """Opens the periods behind since, until, before and after."""
    joined: list[Item] = []
    for item in items:
        opened = _opened(joined[-1], item, setting) if joined and isinstance(item, Period) else None
        if opened:
            joined[-1] = opened
        else:
            joined.append(item)
    return joined


def _opened(cue: Item, period: Period, setting: Setting) -> Period | None:
    concept = next((each for each in _CUES if _is_mark(cue, each)), None)
    if concept is None or period.span is None:
        return None
    return Period(period.start - 1, period.end, _CUES[concept](period.span, setting.today))


def _since(span: Span, today: date) -> Span | None:
    return Span(span.from_, today) if span.from_ and span.from_ <= today else None


def _until(span: Span, _today: date) -> Span:
    return Span(None, span.to)


def _before(span: Span, _today: date) -> Span | None:
    return Span(None, spans.add_days(span.from_, -1)) if span.from_ else None


def _after(span: Span, today: date) -> Span | None:
    return _since(Span(spans.add_days(span.to, 1), None), today) if span.to else None


_CUES: dict[str, Callable[[Span, date], Span | None]] = {
    "since": _since,
    "until": _until,
    "before": _before,
    "after": _after,
}


def _met(items: list[Item]) -> list[Item]:
    """Joins `after 3 March and before 5 April` to the days that both leave."""
    joined: list[Item] = []
    for item in items:
        place = len(joined) - (2 if joined and _is_mark(joined[-1], "and") else 1)
        first = joined[place] if place >= 0 else None
        if isinstance(item, Period) and isinstance(first, Period) and (both := _meeting(first.span, item.span)):
            joined[place:] = [Period(first.start, item.end, both)]
        else:
            joined.append(item)
    return joined


def _meeting(first: Span | None, second: Span | None) -> Span | None:
    if not first or not second or not first.from_ or first.from_ == first.to:
        return None
    opens = second.from_ is None and second.to is not None
    return Span(first.from_, second.to) if opens and second.to and first.from_ <= second.to else None
