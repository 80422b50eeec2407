"""Detect a file that breaks off in the middle of its last line, and reject that line.

A last line without a line end is no proof by itself: many programs write none. It is cut if it is shorter than all
others, or if its last cell is shorter than that cell is in all others.
"""

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from app.formats.common.amounts import split_amount
from app.formats.csv.layout import CsvLayout
from app.formats.csv.tables.table import is_data
from app.formats.interface import Record, Rejected, Row, raw_of

MONEY = ("amount", "debit", "credit", "balance", "original_amount")
_FEW = 2  # lines that agree on the number of decimals; fewer are chance
_MANY = 5  # lines that agree on the length of a cell


def lacks_final_newline(file: BinaryIO) -> bool:
    """Whether the file's last line has no line end, in any encoding."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 4))
    tail = file.read().rstrip(b" \t\0")
    return bool(tail) and not tail.endswith((b"\n", b"\r"))


def is_cut_off(last: Sequence[str], others: Iterable[Sequence[str]], layout: CsvLayout) -> bool:
    """Whether the last record of a file without a final line end is incomplete, compared with its other records."""
    lines = [cells for cells in others if is_data(cells)]
    if len(lines) < _FEW or not last:
        return False
    if len(last) < min(map(len, lines)):
        return True
    place = len(last) - 1
    column = [cells[place] for cells in lines if len(cells) > place and cells[place]]
    if place in [layout.columns.get(field) for field in MONEY]:
        return _lacks_decimals(last[place], column)
    lengths = {len(cell) for cell in column}
    return len(column) >= _MANY and len(lengths) == 1 and 0 < len(last[place]) < lengths.pop()


def _lacks_decimals(cell: str, column: Sequence[str]) -> bool:
    """Whether all other amounts have the same number of decimals, and this one fewer."""
    usual = {_decimals(other) for other in column}
    return len(column) >= _FEW and len(usual) == 1 and bool(cell) and _decimals(cell) < usual.pop()


def _decimals(cell: str) -> int:
    """The number of characters behind the decimal mark of an amount; -1 for no amount."""
    split = split_amount(cell)
    if split is None:
        return -1
    number = split[1]
    place = max(number.rfind("."), number.rfind(","))
    return len(number) - place - 1 if place >= 0 else 0


def reject_cut_off(record: Record, cells: list[str], layout: CsvLayout) -> Record:
    """The rejection of an incomplete record; anything but a row stays what it is."""
    if not isinstance(record, Row):
        return record
    message = "The file ends in the middle of this line; download it again, or complete the line."
    return Rejected(record.row, "cut_off", message, raw_of(cells, layout.delimiter))
