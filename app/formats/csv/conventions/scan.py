"""Scan a whole table once, in bounded memory: evidence for dates and numbers column by column."""

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.formats.common.amounts import pattern_of, shapes_of
from app.formats.common.date_order import OrderEvidence
from app.formats.csv.columns.profiles import is_empty
from app.formats.interface import MAX_COLUMNS, ReadError

MAX_PATTERNS = 4096  # distinct ways of writing kept per column; a real file has some dozens
_MAX_BELOW = 20  # lines of a footer looked at for balances
_SHORTEST_DAY = 5  # `1.10.`; what is shorter may be a placeholder
_MAX_UNVALUED = 100  # lines without a value date kept; more of them are no sign
_ENDS = 3
_MAX_RARE = 200  # lines with a minus kept beyond the sample, where the sample has none


@dataclass
class Scan:
    """Evidence of all lines below the header; `last` is the number of the last one that has a date."""

    dates: dict[int, OrderEvidence]
    patterns: dict[int, Counter[str]]
    serials: set[int]
    last: int = 0
    lines: int = 0
    nuls: bool = False
    negatives: list[list[str]] = field(default_factory=list)
    below: list[list[str]] = field(default_factory=list)  # undated lines behind the last dated one
    first_dated: list[list[str]] = field(default_factory=list)  # some lines at either end
    last_dated: deque[list[str]] = field(default_factory=lambda: deque(maxlen=_ENDS))
    dated: int = 0
    value_date: int | None = None  # its column
    unvalued: list[tuple[int, list[str]]] = field(default_factory=list)  # dated lines without it, counted from 1

    def shapes(self, columns: Iterable[int]) -> Counter[str]:
        """Shapes of the numbers in these columns together."""
        return shapes_of(sum((self.patterns[i] for i in columns if i in self.patterns), Counter()))


def scan_records(
    records: Iterable[list[str]],
    first: int,
    date_columns: Sequence[int],
    money: Sequence[int],
    serials: set[int],
    value_date: int | None = None,
) -> Scan:
    """Gather evidence from the record number `first` (1-based) on. Raises ReadError `too_many_columns`."""
    scan = Scan(
        {i: OrderEvidence() for i in date_columns}, {i: Counter() for i in money}, serials, value_date=value_date
    )
    for number, cells in enumerate(records, 1):
        if len(cells) > MAX_COLUMNS:
            raise ReadError(
                "too_many_columns", f"Line {number} has {len(cells)} columns; at most {MAX_COLUMNS} are read."
            )
        scan.lines = number
        if number >= first:
            _take(scan, number, cells)
    return scan


def _take(scan: Scan, number: int, cells: list[str]) -> None:
    width, dated = len(cells), False
    for i, evidence in scan.dates.items():
        if i < width and cells[i] and evidence.add(cells[i], i in scan.serials):
            dated = True
    if not dated:
        if len(scan.below) < _MAX_BELOW:
            scan.below.append(cells)
        return
    scan.last = number
    scan.dated += 1
    (scan.first_dated if scan.dated <= _ENDS else scan.last_dated).append(cells)
    if scan.below:
        scan.below.clear()
    value = scan.value_date
    if value is not None and (value >= width or len(cells[value]) < _SHORTEST_DAY):
        _look_for_value_date(scan, value, cells)
    _count_numbers(scan, cells)


def _look_for_value_date(scan: Scan, column: int, cells: list[str]) -> None:
    if (column >= len(cells) or is_empty(cells[column])) and len(scan.unvalued) < _MAX_UNVALUED:
        scan.unvalued.append((scan.dated, cells))


def _count_numbers(scan: Scan, cells: list[str]) -> None:
    for i, patterns in scan.patterns.items():
        if i < len(cells) and (cell := cells[i]):
            pattern = pattern_of(cell)
            if pattern in patterns or len(patterns) < MAX_PATTERNS:
                patterns[pattern] += 1
            if "-" in cell and len(scan.negatives) < _MAX_RARE:
                scan.negatives.append(cells)
