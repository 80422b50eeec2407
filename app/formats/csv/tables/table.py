"""Find where the table begins: preamble, header, first line of data."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.formats.common.amounts import looks_like_amount
from app.formats.common.dates import date_parts, looks_like_date
from app.formats.common.header_words import DATED_MONEY, header_weight, roles_of
from app.formats.interface import ReadError
from app.formats.native.rejects_columns import rejected_import_id

# A header names at least two fields, one of them a date or a sum of money.
MIN_HEADER_WEIGHT = 3.4
_DEEPEST_HEADER = 200  # records of preamble; real ones have up to some dozens
_MAX_LIKE_DATA = 2  # records of a preamble that hold a date and a number, as data do
_REQUIRED_ROLES = frozenset((*DATED_MONEY, "other_amount"))

Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """Where a table is: `header` and `first` are 0-based indexes of records; `header` is None without one."""

    header: int | None
    first: int
    width: int
    headers: list[str]


def find_table(records: Sequence[Cells]) -> Table:
    """The table in the first records of a file."""
    dated = [is_data(cells) for cells in records]
    data = dated.index(True) if any(dated) else None
    header = _header(records, dated)
    if header is None and data:
        header = _unknown_header(records, data)
    return _table(records, header, data)


def table_at(records: Sequence[Cells], row: int | None) -> Table:
    """The table below the header of this number, or without a header for None. Raises ReadError `no_such_row`."""
    if row is not None and not 0 < row < len(records):
        raise ReadError("no_such_row", f"There is no header and line below it at {row}.", field="header_row")
    data = next((i for i, cells in enumerate(records) if is_data(cells)), None)
    return _table(records, None if row is None else row - 1, data)


def _table(records: Sequence[Cells], header: int | None, data: int | None) -> Table:
    first = _first_alike(records, data or 0) if header is None else header + 1
    headers = [cell.strip() for cell in records[header]] if header is not None else []
    widths = Counter(len(cells) for cells in records[first:] if is_data(cells) or data is None)
    modal = widths.most_common(1)[0][0] if widths else 0
    if headers and modal > len(headers):  # the last column goes on in as many more as it needs
        modal = max(widths)
    return Table(header, first, max(modal, len(headers)), headers)


def header_of(records: Sequence[Cells]) -> list[str]:
    """The header among the first records of a file; empty where there is none."""
    if not records:
        return []
    return list(records[0]) if rejected_import_id(records[0]) else find_table(records).headers


def is_data(cells: Cells) -> bool:
    """Whether a record has a cell that is a date and another that is an amount."""
    dates = [cell for cell in cells if looks_like_date(cell)]
    return bool(dates) and any(looks_like_amount(cell) for cell in cells if cell not in dates)


def is_loose_data(cells: Cells) -> bool:
    """Like `is_data`, with dates that lack the year too."""
    dates = [cell for cell in cells if date_parts(cell.strip())]
    return bool(dates) and any(looks_like_amount(cell) for cell in cells if cell not in dates)


def is_header(cells: Cells) -> bool:
    """Whether a record reads like the header of a statement's table."""
    return _weight(cells) >= MIN_HEADER_WEIGHT


def _header(records: Sequence[Cells], dated: Sequence[bool]) -> int | None:
    """The index of the record that reads most like a header, above the data but for a line or two of a preamble that
    look like data.
    """
    above = 0
    weighed = [(0.0, 0)]
    for i, cells in enumerate(records[:_DEEPEST_HEADER]):
        if above > _MAX_LIKE_DATA or (above and 2 * above >= sum(dated)):
            break
        weighed.append((_weight(cells), -i))
        above += dated[i]
    best = max(weighed)
    return -best[1] if best[0] >= MIN_HEADER_WEIGHT else None


def _first_alike(records: Sequence[Cells], data: int) -> int:
    """The first line of a table without a header: its dates stand where, and as, those of most lines do."""
    shapes = [_date_shape(cells) for cells in records[data : data + 50]]
    usual, count = Counter(shapes).most_common(1)[0] if shapes else ((), 0)
    odd = shapes.index(usual) if shapes else 0
    return data + odd if odd <= _MAX_LIKE_DATA and count > odd and 2 * count > len(shapes) else data


def _date_shape(cells: Cells) -> tuple[str, ...]:
    """Where the dates of a record stand, and whether their first number is a year."""
    return tuple(
        f"{i} {bool(re.match(r'[^0-9]*[0-9]{4}(?![0-9])', cell))}"
        for i, cell in enumerate(cells)
        if looks_like_date(cell)
    )


def _weight(cells: Cells) -> float:
    """How much a record reads like a header; values among the cells speak against it."""
    full = [cell for cell in cells if cell.strip()]
    named = {role for cell in full for role in roles_of(cell.strip())}
    if len(full) < 2 or not named & _REQUIRED_ROLES:
        return 0.0
    values = sum(looks_like_date(cell) or looks_like_amount(cell) for cell in full)
    return 0.0 if values > 0.3 * len(full) else header_weight(list(full)) - 2 * values


def _unknown_header(records: Sequence[Cells], data: int) -> int | None:
    """A line of words in an unknown language, right above the data and as wide as they are."""
    above, below = records[data - 1], records[data]
    words = [cell for cell in above if cell.strip()]
    alike = abs(len(above) - len(below)) <= 1 and len(words) >= max(2, len(below) // 2)
    return data - 1 if alike and not any(c.isdigit() for cell in words for c in cell) else None
