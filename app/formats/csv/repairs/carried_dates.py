"""Dates stated only in the first line of each day: the lines below get the date from above."""

import itertools
from collections.abc import Sequence

from app.formats.common.amounts import looks_like_amount
from app.formats.common.dates import date_parts
from app.formats.common.word_lists import pattern_of_section
from app.formats.csv.layout import CarriedDates
from app.formats.interface import Columns

_TOTAL = pattern_of_section("line_words.txt", "total", r"\s*")
_SUMS = ("amount", "debit", "credit")
_OTHER_DATES = ("value_date", "transaction_date")
_LEAST = 2  # lines without a date; one may be anything


def find_carried_dates(records: Sequence[Sequence[str]], columns: Columns) -> CarriedDates | None:
    """The columns in question where undated lines belong to the day above them; None where they do not.

    That is certain only where they state a balance, as every other line does; without balances they may be the parts of
    the amount above.
    """
    sums = [columns[field] for field in _SUMS if field in columns]
    if "balance" not in columns or not sums:
        return None
    carried = CarriedDates(date=columns["date"], sums=sums)
    lines = list(itertools.dropwhile(lambda cells: not _day(cells, carried), records))
    bare = [place for place, cells in enumerate(lines) if _is_undated(cells, carried, columns)]
    if len(bare) < _LEAST or not any(_day(cells, carried) for cells in lines[bare[0] :]):
        return None
    balance = columns["balance"]
    stated = [balance < len(lines[place]) and looks_like_amount(lines[place][balance].strip()) for place in bare]
    return carried if all(stated) else None


class DayCarrier:
    """Puts the last day into the lines that have none; it must see all lines, in order."""

    def __init__(self, carried: CarriedDates) -> None:
        self._carried = carried
        self._last = ""

    def fill(self, cells: list[str]) -> list[str]:
        """The cells, with the carried day if the line has none."""
        date = self._carried["date"]
        if day := _day(cells, self._carried):
            self._last = day
        elif self._last and _is_undated(cells, self._carried, {}):
            return [*cells[:date], self._last, *cells[date + 1 :]]
        return cells


def _day(cells: Sequence[str], carried: CarriedDates) -> str:
    date = carried["date"]
    return cells[date] if date < len(cells) and date_parts(cells[date].strip()) else ""


def _is_undated(cells: Sequence[str], carried: CarriedDates, columns: Columns) -> bool:
    """Whether a line has an amount and no date, and is not a total."""
    dates = [carried["date"], *(columns[field] for field in _OTHER_DATES if field in columns)]
    if any(i >= len(cells) or cells[i].strip() for i in dates):
        return False
    priced = any(i < len(cells) and looks_like_amount(cells[i].strip()) for i in carried["sums"])
    return priced and not any(_TOTAL.match(cell) for cell in [cell for cell in cells if cell.strip()][:2])
