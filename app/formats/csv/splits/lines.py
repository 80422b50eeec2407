"""The lines of a table day by day, with what tells whether one of them is the sum of others."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.formats.csv.columns.profiles import is_empty
from app.formats.csv.layout import CsvLayout
from app.formats.csv.repairs.chain import build_repair
from app.formats.csv.rows import CsvRowReader
from app.formats.interface import Rejected, Row

Records = Callable[[], Iterable[list[str]]]  # all records of the table; asked for more than once


@dataclass(frozen=True, slots=True)
class Line:
    """One line with money; one without a day of its own is `dated` False and has that of the lines above it."""

    number: int
    cells: list[str]
    day: date
    amount: Decimal
    currency: str
    account: str | None
    balance: Decimal | None
    dated: bool


Day = list[Line]


def days_of(layout: CsvLayout, records: Records) -> Iterator[Day]:
    """The lines that follow each other on one day. Any other record between them ends it."""
    day: Day = []
    for line in _lines(layout, records):
        if line and day and line.day == day[-1].day:
            day.append(line)
            continue
        if day:
            yield day
        day = [line] if line else []
    if day:
        yield day


def _lines(layout: CsvLayout, records: Records) -> Iterator[Line | None]:
    reader, repair, column = CsvRowReader(layout), build_repair(layout), layout.columns["date"]
    last = ""
    for number, raw in enumerate(records(), 1):
        cells = repair(list(raw)) if repair and number >= layout.first_row else raw
        found, dated = reader.read(number, raw), True
        if isinstance(found, Rejected) and found.code == "no_date" and last and not repair:
            found, dated = reader.read(number, [*cells[:column], last, *cells[column + 1 :]]), False
        elif isinstance(found, Row) and column < len(cells) and not is_empty(cells[column]):
            last = cells[column]
        yield _line(found, cells, dated=dated) if isinstance(found, Row) else None


def _line(row: Row, cells: list[str], *, dated: bool) -> Line:
    return Line(row.row, cells, row.date, row.amount, row.currency, row.account, row.balance, dated)
