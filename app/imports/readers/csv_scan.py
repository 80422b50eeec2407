"""The pass over a whole delimited file that gathers evidence column by column, in bounded memory."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.imports.readers.amounts import MAX_SHAPES, shape_of
from app.imports.readers.base import MAX_COLUMNS, ReadError
from app.imports.readers.date_order import OrderEvidence
from app.imports.readers.dates import date_parts, serial_parts

_MAX_RARE = 200  # lines with a minus kept beyond the sample, where the sample has none


@dataclass
class Scan:
    """Evidence of all lines below the header; `last` is the number of the last one that has a date."""

    dates: dict[int, OrderEvidence]
    shapes: dict[int, Counter[str]]
    serials: set[int]
    last: int = 0
    lines: int = 0
    nuls: bool = False
    negatives: list[list[str]] = field(default_factory=list)


def scan_records(records: Iterable[list[str]], first: int, date_columns: Sequence[int], money: Sequence[int], serials: set[int]) -> Scan:
    """Gather evidence from the record number `first` (1-based) on. Raises ReadError `too_many_columns`."""
    scan = Scan({i: OrderEvidence() for i in date_columns}, {i: Counter() for i in money}, serials)
    for number, cells in enumerate(records, 1):
        if len(cells) > MAX_COLUMNS:
            raise ReadError("too_many_columns", f"Line {number} has {len(cells)} columns; at most {MAX_COLUMNS} are read.")
        scan.lines = number
        if number >= first:
            _take(scan, number, cells)
    return scan


def _take(scan: Scan, number: int, cells: list[str]) -> None:
    width, dated = len(cells), False
    for i, evidence in scan.dates.items():
        if i < width and cells[i]:
            serial = i in scan.serials
            evidence.add(cells[i], serial)
            dated = dated or date_parts(cells[i]) is not None or (serial and serial_parts(cells[i]) is not None)
    if not dated:
        return
    scan.last = number
    for i, shapes in scan.shapes.items():
        if i < width and (cell := cells[i]):
            _count(shapes, cell)
            if "-" in cell and len(scan.negatives) < _MAX_RARE:
                scan.negatives.append(cells)


def _count(shapes: Counter[str], cell: str) -> None:
    shape = shape_of(cell)
    if shape and (shape in shapes or len(shapes) < MAX_SHAPES):
        shapes[shape] += 1
