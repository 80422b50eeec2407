"""Finds dates in digits that do not exist (31/02/2026), so that no reading turns one into another day."""

import re
from datetime import date

_YEAR_FIRST = re.compile(r"(?<![\d.,/-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d.,/-]*\d)", re.ASCII)
_YEAR_LAST = re.compile(r"(?<![\d.,/-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?![\d.,/-]*\d)", re.ASCII)


def impossible_date(text: str) -> str | None:
    """The first full date in digits that is no day in any order of day and month; None if there is none."""
    for found in _YEAR_FIRST.finditer(text):
        if not _is_day(found[1], found[3], found[4]):
            return found[0]
    for found in _YEAR_LAST.finditer(text):
        if not _is_day(found[4], found[3], found[1]) and not _is_day(found[4], found[1], found[3]):
            return found[0]
    return None


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
