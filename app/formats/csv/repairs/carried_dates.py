"""Days that are said once, in the first line of each: the lines below it have an amount and no date."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from app.formats.common.amounts import looks_like_amount
from app.formats.common.dates import date_parts
from app.formats.common.word_lists import pattern_of_section

_TOTAL = pattern_of_section("line_words.txt", "total", r"\s*")
_SUMS = ("amount", "debit", "credit")
_OTHER_DATES = ("value_date", "transaction_date")
_LEAST = 2  # lines without a date; one may be anything


def find_carried_dates(records: Sequence[Sequence[str]], columns: Mapping[str, Any]) -> dict[str, Any] | None:
    """{"date", "sums"}, the columns in question, where undated lines belong to the day above them; else None.

    That is certain only where they state the balance after them, as every other line does; without balances they may
    be the parts of the amount above.
    """
    sums = [columns[field] for field in _SUMS if field in columns]
    if "balance" not in columns or not sums:
        return None
    told = {"date": columns["date"], "sums": sums}
    lines = list(itertools.dropwhile(lambda cells: not _day(cells, told), records))
    bare = [place for place, cells in enumerate(lines) if _is_undated(cells, told, columns)]
    if len(bare) < _LEAST or not any(_day(cells, told) for cells in lines[bare[0] :]):
        return None
    balance = columns["balance"]
    stated = [balance < len(lines[place]) and looks_like_amount(lines[place][balance].strip()) for place in bare]
    return told if all(stated) else None


class DayCarrier:
    """Puts the last day into the lines that have none; it must see all lines, in order."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._told = told
        self._last = ""

    def fill(self, cells: list[str]) -> list[str]:
        """The cells, with a day if the line is one of its own."""
        date = self._told["date"]
        if day := _day(cells, self._told):
            self._last = day
        elif self._last and _is_undated(cells, self._told, {}):
            return [*cells[:date], self._last, *cells[date + 1 :]]
        return cells


def _day(cells: Sequence[str], told: Mapping[str, Any]) -> str:
    date = told["date"]
    return cells[date] if date < len(cells) and date_parts(cells[date].strip()) else ""


def _is_undated(cells: Sequence[str], told: Mapping[str, Any], columns: Mapping[str, Any]) -> bool:
    """Whether a line has an amount and nothing where dates stand, and is no total."""
    dates = [told["date"], *(columns[field] for field in _OTHER_DATES if field in columns)]
    if any(i >= len(cells) or cells[i].strip() for i in dates):
        return False
    priced = any(i < len(cells) and looks_like_amount(cells[i].strip()) for i in told["sums"])
    return priced and not any(_TOTAL.match(cell) for cell in [cell for cell in cells if cell.strip()][:2])
