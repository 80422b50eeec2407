"""Infer the order of day, month and year from whole columns of dates, then from hints, then from the locale."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from app.formats.common.dates import FIXED, date_parts, resolve, serial_parts
from app.formats.interface import DATE_ORDERS, Hints, ReadError, Reading

# A reading survives if it leaves fewer than this share of the column unreadable: one broken line must not
# decide.
TOLERATED = 0.02
_MAX_YEARS = 64
_STREWN = 3  # times as many months as under the other order
_FAR = 3  # years a statement does not span, while the days of a month taken for years do
# Countries that write the month first, and those that write the year first (CLDR short date patterns).
_MONTH_FIRST = frozenset(["US", "PH", "PW", "FM", "MH", "AS", "GU", "PR", "VI", "UM", "MP"])
_YEAR_FIRST = frozenset(["CN", "JP", "KR", "TW", "HU", "LT", "MN", "IR", "SE", "CA"])


@dataclass
class OrderEvidence:
    """Evidence for the order of a date column's parts, gathered cell by cell in bounded memory."""

    total: int = 0
    open: int = 0  # cells whose order is not plain from the cell itself
    readable: dict[str, int] = field(default_factory=lambda: dict.fromkeys(DATE_ORDERS, 0))
    turns: dict[str, int] = field(default_factory=lambda: dict.fromkeys(DATE_ORDERS, 0))
    years: dict[str, set[int]] = field(default_factory=lambda: {order: set() for order in DATE_ORDERS})
    months: dict[str, set[tuple[int, int]]] = field(default_factory=lambda: {order: set() for order in DATE_ORDERS})
    days: int = 0
    short: int = 0  # cells without a year
    example: str = ""
    differs: bool = False  # whether day and month first give different days anywhere
    _last: dict[str, date] = field(default_factory=dict)
    _way: dict[str, int] = field(default_factory=dict)

    def add(self, text: str, serial: bool = False) -> bool:
        """Count one cell; whether it can be a date."""
        reading = _reading(text, serial)
        if reading is None:
            return False
        self.total += 1
        self.short += reading.kind == "short"
        if not reading.open or not reading.days:
            return True
        self.open += 1
        if not self.differs:
            self._exemplify(text, reading.days)
        for order, day in reading.days.items():
            self.readable[order] += 1
            if day != self._last.get(order):
                self._follow(order, day)
        return True

    def _exemplify(self, text: str, days: dict[str, date]) -> None:
        """Keep a cell as the example to show; preferably one that day first and month first read differently."""
        self.differs = "dmy" in days and "mdy" in days and days["dmy"] != days["mdy"]
        if self.differs or not self.example:
            self.example = text.strip()

    def _follow(self, order: str, day: date) -> None:
        """Count how often the dates change direction: under the true order a statement runs one way."""
        if len(self.years[order]) < _MAX_YEARS:
            self.years[order].add(day.year)
        if len(self.months[order]) < _MAX_YEARS:
            self.months[order].add((day.year, day.month))
        last = self._last.get(order, day)
        way = (day > last) - (day < last)
        if way:
            self.days += order == "dmy"
            if self._way.get(order, way) != way:
                self.turns[order] += 1
            self._way[order] = way
        self._last[order] = day


class _Reading(NamedTuple):
    kind: str
    open: bool  # whether the cell leaves the order open
    days: dict[str, date]


@lru_cache(maxsize=32768)
def _reading(text: str, serial: bool) -> _Reading | None:
    parts = (serial_parts(text) if serial else None) or date_parts(text)
    if parts is None:
        return None
    if parts.kind in (*FIXED, "serial") or (parts.kind == "short" and parts.a == 0):
        return _Reading(parts.kind, False, {})
    anchor = (2000, 12)  # a leap year, so that 29 February is possible
    tried = {order: resolve(parts, order, anchor) for order in DATE_ORDERS}
    return _Reading(parts.kind, True, {order: day for order, day in tried.items() if day})


def merge_evidence(columns: Iterable[OrderEvidence]) -> OrderEvidence:
    """Evidence of several date columns of one file; the order of lines is that of the first."""
    merged = OrderEvidence()
    for place, column in enumerate(columns):
        merged.total += column.total
        merged.open += column.open
        merged.short += column.short
        if column.differs > merged.differs or not merged.example:
            merged.example, merged.differs = column.example, column.differs
        for order in DATE_ORDERS:
            merged.readable[order] += column.readable[order]
            merged.years[order] |= column.years[order]
            merged.months[order] |= column.months[order]
        if place == 0:
            merged.turns, merged.days = dict(column.turns), column.days
    return merged


def decide_date_order(
    evidence: OrderEvidence, hints: Hints, clue: str | None, proved: str | None = None
) -> tuple[str, str | None]:
    """(order, warning text or None).

    Where its dates are ambiguous, `proved` is the order that the rest of the file shows, and `clue` the one that other
    signs of it suggest. Raises ReadError
    `date_order_contradicted` where an explicit hint does not fit the file and `ambiguous_date_order` where the file
    contradicts itself.
    """
    if evidence.open == 0:
        return "ymd", None
    left = _surviving(evidence)
    if hints.date_order:
        return _hinted(evidence, hints.date_order, left), None
    place = _place_of_year(evidence, left)
    if place == "first":
        return "ymd", _doubt(evidence, "ymd", left, "") if len(left) > 1 else None
    others = [order for order in left if order != "ymd"]
    settled = len(others) == 1 or not evidence.differs  # 05/05 is the same day either way
    known = proved if proved in others else None
    if sure := others[0] if settled else _by_chronology(evidence, others) or known:
        return sure, _doubt(evidence, sure, left, "") if place is None else None
    if clue in others:
        return clue, _doubt(evidence, clue, others, ", as in most files of its kind")
    return _guessed(evidence, others, hints.locale)


def _place_of_year(evidence: OrderEvidence, left: list[str]) -> str | None:
    """Whether two-digit years stand `first` or `last`; None where the file leaves it open.

    22.02.18 may be 2018 or 2022. The years of one statement are few, its days are many, and its lines run one way.
    """
    others = [order for order in left if order != "ymd"]
    if "ymd" not in left or not others:
        return "last" if others else "first"
    span = {order: max(years) - min(years) for order in left if (years := evidence.years[order])}
    least = min(span[order] for order in others)
    straight = [order for order in left if evidence.turns[order] == 0]
    if (least <= 1 and span["ymd"] >= _FAR) or (straight and "ymd" not in straight and evidence.turns["ymd"] > 1):
        return "last"
    if (span["ymd"] <= 1 and least >= _FAR) or (straight == ["ymd"] and min(evidence.turns[o] for o in others) > 1):
        return "first"
    return None


def _doubt(evidence: OrderEvidence, order: str, left: list[str], reason: str) -> str:
    return f"{evidence.example} was read {_words(order)}{reason}; {_other(order, left)}."


def date_readings(evidence: OrderEvidence) -> list[Reading]:
    """The orders a column leaves open, each with an example as it is written and as a day."""
    left = _surviving(evidence)
    last = _place_of_year(evidence, left) == "last"
    readings = _readings(evidence, [order for order in left if order != "ymd" or not last])
    return [{"date_order": each["date_order"], "example": [each["text"], each["date"]]} for each in readings]


def _other(order: str, left: list[str]) -> str:
    other = next(o for o in left if o != order)
    return f"{_words(other)} is possible too"


def _guessed(evidence: OrderEvidence, left: list[str], locale: str) -> tuple[str, str]:
    if close := _by_months(evidence, left):
        return close, _doubt(evidence, close, left, ", as the lines then lie close together")
    return _by_locale(evidence, left, locale)


def _by_locale(evidence: OrderEvidence, left: list[str], locale: str) -> tuple[str, str]:
    """The order the locale writes, with a warning; where it writes neither, the file is refused."""
    order = locale_order(locale)
    if order not in left:
        raise _ambiguous(evidence, "Nothing says whether the dates of this file are day first or month first.")
    return order, _doubt(evidence, order, left, f" as in {locale}")


def _surviving(evidence: OrderEvidence) -> list[str]:
    best = max(evidence.readable.values())
    if best == 0:
        return ["dmy", "mdy"]
    close = [o for o in DATE_ORDERS if evidence.readable[o] >= best - max(1, TOLERATED * best) * (best > 20)]
    if best < 0.8 * evidence.open:
        raise _ambiguous(evidence, "Some dates of this file can only be read day first, others only month first.")
    return close


def _hinted(evidence: OrderEvidence, order: str, left: list[str]) -> str:
    if evidence.readable[order] < 0.8 * max(evidence.readable.values()):
        raise ReadError(
            "date_order_contradicted",
            f"The dates of this file cannot all be read {_words(order)}; they are written {_words(left[0])}.",
            _readings(evidence, [order, left[0]]),
        )
    return order


def _by_chronology(evidence: OrderEvidence, left: list[str]) -> str | None:
    """The order under which the lines are sorted by date, if under the others they are not."""
    straight = [order for order in left if evidence.turns[order] == 0]
    if len(straight) != 1 or evidence.days < 3:
        return None
    return straight[0] if all(evidence.turns[o] >= 2 for o in left if o != straight[0]) else None


def _by_months(evidence: OrderEvidence, left: list[str]) -> str | None:
    """The order under which the lines fall into few months, if the others scatter them over many.

    01/03, 02/03, 03/03 and 05/03 are days of March rather than the third of four months.
    """
    fewest, *others = sorted(left, key=lambda order: len(evidence.months[order]))
    few = len(evidence.months[fewest])
    return fewest if all(len(evidence.months[o]) >= _STREWN * few for o in others) else None


def chronology_of(texts: Iterable[str]) -> int:
    """1 where the dates of the lines run from old to new, -1 from new to old, 0 where that is unclear."""
    parts = [found for text in texts if (found := date_parts(text))]
    ways = [_way([resolve(p, order, (2000, 12)) for p in parts]) for order in DATE_ORDERS]
    known = {way for way in ways if way is not None}
    return known.pop() if len(known) == 1 else 0


def _way(days: list[date | None]) -> int | None:
    """1, -1 or 0 as in `chronology_of`, for days under one order; None if that order does not fit."""
    if any(day is None for day in days):
        return None
    known = [day for day in days if day]
    steps = [(b > a) - (b < a) for a, b in pairwise(known) if a != b]
    if not steps or abs(sum(steps)) < 0.8 * len(steps):
        return 0
    return 1 if sum(steps) > 0 else -1


def locale_order(locale: str) -> str:
    """The order a locale writes dates in; day first where nothing else is known of it."""
    language, _, country = locale.replace("_", "-").partition("-")
    country = country.upper()
    if country in _MONTH_FIRST or (not country and language == "en"):
        return "mdy"
    return "ymd" if country in _YEAR_FIRST or language in ("zh", "ja", "ko", "hu", "lt") else "dmy"


def _ambiguous(evidence: OrderEvidence, detail: str) -> ReadError:
    return ReadError("ambiguous_date_order", detail, _readings(evidence, ["dmy", "mdy"]))


def _readings(evidence: OrderEvidence, orders: list[str]) -> list[Reading]:
    parts = date_parts(evidence.example) if evidence.example else None
    found = [(order, resolve(parts, order, (2000, 12)) if parts else None) for order in orders]
    return [{"date_order": o, "text": evidence.example, "date": day.isoformat() if day else None} for o, day in found]


def _words(order: str) -> str:
    return {"dmy": "day first", "mdy": "month first", "ymd": "year first"}[order]
