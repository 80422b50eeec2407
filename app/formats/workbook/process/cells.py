"""Convert the values of a spreadsheet to cells: text, or a number that is not formatted yet."""

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass

Cell = str | int | float

_EXACT = 2**53  # integers beyond it cannot be distinguished in a spreadsheet


class SheetError(Exception):
    """A spreadsheet that cannot be read: `code` for programs, the text for people."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet and its rows, to be read once and before the next sheet."""

    name: str
    hidden: bool
    rows: Iterator[list[Cell]]


def cell_of(value: object) -> Cell:
    """A value of a spreadsheet as text or number: days as ISO 8601, durations as hours, whole numbers as integers."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "seconds")
    if isinstance(value, dt.timedelta):
        return _duration(value)
    return "" if value is None else str(value)


def _number(value: float) -> Cell:
    if not math.isfinite(value):
        return str(value)
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


def _duration(value: dt.timedelta) -> str:
    seconds = int(abs(value.total_seconds()))
    return f"{'-' * (value.days < 0)}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
