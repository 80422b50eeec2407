"""Which days a question is about, and which it compares them with."""

from app.ai.questions.draft import Draft
from app.ai.questions.spans import ALL_TIME, Span, calendar_span, span_before, until_today, year_before
from app.ai.questions.vocabulary import Setting

_LARGER = ("day", "week", "month", "quarter", "half", "season", "year")
_UNITS = frozenset(["day", "week", "month", "quarter", "half", "year"])


class ImpossiblePeriod(Exception):
    """The days of a question are none, or too many to be one period; the reason's name."""


def compared(draft: Draft, setting: Setting, previous: Span | None = None) -> tuple[Span, Span | None]:
    """Returns the days asked about and those to compare with, None without a comparison.

    `previous` are the days of the question before, where this one follows it.
    """
    said = _spans(draft, setting)
    cued = draft.has("compare", "than", "more")
    if len(said) > 2:
        return _union(said), None
    if len(said) == 2:
        return _two(draft, said, cued=cued)
    if relative := draft.said.get("relative"):
        return _relative(draft, said[0] if said else previous, str(relative[0].value), setting)
    if said and _is_behind_cue(draft):
        return _behind_cue(said[0], previous, setting)
    if draft.has("compare", "than") and not _sets_names(draft):
        raise ImpossiblePeriod("compare")
    if draft.has("more") and not _sets_names(draft) and not draft.has("most", "least"):
        raise ImpossiblePeriod("compare")
    return said[0] if said else previous or ALL_TIME, None


def _spans(draft: Draft, setting: Setting) -> list[Span]:
    said = []
    for period in draft.periods:
        if period.span is None:
            raise ImpossiblePeriod("period")
        if period.span.from_ and period.span.from_ > setting.today:
            raise ImpossiblePeriod("future")
        said.append(period.span)
    narrow = [span for span in said if span != ALL_TIME]
    return narrow or said[:1]


def _two(draft: Draft, said: list[Span], *, cued: bool) -> tuple[Span, Span | None]:
    if not cued and not draft.has("or"):
        return _union(said), None
    if said[1].from_ is None or said[1].to is None:
        raise ImpossiblePeriod("compare")
    return said[0], said[1]


def _union(said: list[Span]) -> Span:
    """Periods that follow each other as one: October and November."""
    joined, *rest = sorted(said, key=lambda span: str(span.from_))
    for span in rest:
        follows = joined.to and span.from_ and (span.from_ - joined.to).days == 1
        if not follows:
            raise ImpossiblePeriod("periods")
        joined = Span(joined.from_, span.to)
    return joined


def _relative(draft: Draft, main: Span | None, way: str, setting: Setting) -> tuple[Span, Span | None]:
    """The period before, or a year before: compared with if the question compares, else asked about."""
    if main is None:
        raise ImpossiblePeriod("compare")
    unit = [str(unit) for each in draft.said["relative"] for unit in each.slot("unit")]
    back = _back(main, way, unit[0] if unit else "", setting)
    if back is None:
        raise ImpossiblePeriod("compare")
    if draft.periods or draft.has("compare", "than", "more"):
        return main, back
    return back, None


def _back(main: Span, way: str, unit: str, setting: Setting) -> Span | None:
    earlier = year_before(main)
    if way == "same_unit" and earlier and earlier.from_:
        return calendar_span(unit, earlier.from_, 0, setting.first_weekday)
    return earlier if way == "year_before" or unit == "year" else span_before(main, setting.first_weekday)


def _is_behind_cue(draft: Draft) -> bool:
    """Whether the one period stands behind `than` or `compared with`, and is what is compared with."""
    cues = [*draft.places.get("compare", ()), *draft.places.get("than", ())]
    return any(cue < draft.places["period"][0] for cue in cues) and not _sets_names(draft)


def _sets_names(draft: Draft) -> bool:
    return any(len(getattr(draft.names, kind)) > 1 for kind in draft.names.kinds())


def _behind_cue(other: Span, main: Span | None, setting: Setting) -> tuple[Span, Span]:
    """The running period of the same kind beside one that is over; a month beside a year means that month in it."""
    if other.from_ is None or other.to is None or other.to >= setting.today:
        raise ImpossiblePeriod("compare")
    if main is None:
        if other.unit not in _UNITS:
            raise ImpossiblePeriod("compare")
        main = until_today(calendar_span(other.unit, setting.today, 0, setting.first_weekday), setting.today)
    elif main.unit in _LARGER and other.unit == "year" and main.unit != "year":
        earlier = year_before(main)
        return main, earlier or other
    return main, other
