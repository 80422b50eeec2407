"""Dates split over cells: day, month and year in three columns, or the year only in another date of the line."""

import itertools
import re
from collections.abc import Callable, Sequence

from app.formats.common.dates import date_parts, resolve
from app.formats.common.header_words import normalised, roles_of
from app.formats.common.word_lists import read_sections
from app.formats.csv.layout import CsvLayout

_UNITS = {unit: frozenset(map(normalised, read_sections("line_words.txt")[unit])) for unit in ("year", "month", "day")}
_IN_BRACKETS = re.compile(r"[(（]\s*([^()（）]+?)\s*[)）]\s*$")
_CJK = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
_LIMITS = {"year": (1, 2700), "month": (1, 12), "day": (1, 31)}

Repair = Callable[[list[str]], list[str]]


def date_columns_in(headers: Sequence[str]) -> list[list[int]]:
    """[year, month, day] indexes of each date whose three parts stand side by side."""
    units = [_unit(header) for header in headers]
    return [
        [start + units[start : start + 3].index(unit) for unit in ("year", "month", "day")]
        for start in range(len(units) - 2)
        if {"year", "month", "day"} == set(units[start : start + 3])
    ]


def _unit(header: str) -> str | None:
    """Whether a header names a year, month or day: `Year`, `Jahr`, `取扱日付（年）`."""
    inside = _IN_BRACKETS.search(header)
    word = normalised(inside[1] if inside else header)
    last = word[-1:] if _CJK.search(word) else ""  # 取扱年
    return next((unit for unit, words in _UNITS.items() if word in words or last in words), None)


def find_split_dates(records: Sequence[Sequence[str]]) -> list[list[int]]:
    """The split dates of the first header that names some, if numbers stand below it."""
    for above, below in itertools.pairwise(records):
        if (found := date_columns_in(above)) and all(_are_parts(below, places) for places in found[:1]):
            return found
    return []


def dated_headers(headers: Sequence[str], parts: Sequence[Sequence[int]]) -> list[str]:
    """The headers, in which a column that gets the joined date is called a date: `Year` becomes `Date`."""
    years = {places[0] for places in parts}
    bare = {i for i in years if i < len(headers) and not any("date" in role for role in roles_of(headers[i]))}
    return ["Date" if i in bare else header for i, header in enumerate(headers)]


def _are_parts(cells: Sequence[str], places: Sequence[int]) -> bool:
    if max(places) >= len(cells):
        return False
    values = [cells[i].strip() for i in places]
    limits = [_LIMITS[unit] for unit in ("year", "month", "day")]
    return all(v.isdecimal() and low <= int(v) <= high for v, (low, high) in zip(values, limits, strict=True))


def build_date_repair(layout: CsvLayout) -> Repair | None:
    """A function that puts whole dates into the cells of a record; None where they are whole already."""
    if parts := layout.split_dates:
        return lambda cells: _joined(cells, parts)
    if beside := layout.year_beside:
        return lambda cells: _with_year(cells, *beside)
    return None


def _joined(cells: list[str], parts: Sequence[Sequence[int]]) -> list[str]:
    whole = list(cells)
    for places in parts:
        if _are_parts(cells, places):
            whole[places[0]] = "-".join(cells[i].strip() for i in places)
    return whole


def _with_year(cells: list[str], short: int, full: int) -> list[str]:
    """`28.03.` with the year that brings it nearest to the full date beside it."""
    if max(short, full) >= len(cells):
        return cells
    parts, other = date_parts(cells[short]), date_parts(cells[full])
    if not parts or parts.kind != "short" or not other:
        return cells
    near = [day for order in ("dmy", "mdy", "ymd") if (day := resolve(other, order))]
    tried = [
        (abs((day - known).days), known.year + shift)
        for known in near
        for shift in (-1, 0, 1)
        for order in ("dmy", "mdy")
        if (day := resolve(parts, order, (known.year + shift, 12)))
    ]
    if not tried:
        return cells
    text = cells[short].strip()
    mark = next((c for c in text if not c.isalnum()), ".")
    return [*cells[:short], f"{text.rstrip('./- ')}{mark}{min(tried)[1]}", *cells[short + 1 :]]
