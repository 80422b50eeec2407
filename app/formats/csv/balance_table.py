"""The lines of a table by account, with the balances beside and among them, for settling.py to walk through."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from app.formats.common.balance_fit import MIN_STEPS
from app.formats.csv.conventions.balance_walk import Lines, Walk
from app.formats.csv.layout import CsvLayout
from app.formats.csv.rows import BALANCE_LINE, CsvRowReader
from app.formats.interface import Ignored, Record, Row

_ENOUGH = 0.5  # of the steps between balances must be those of the amounts, one way or the other

Key = tuple[str | None, str]
Records = Callable[[], Iterable[list[str]]]  # all records of the table; asked for more than once


@dataclass(frozen=True, slots=True)
class Source:
    """The records with their numbers, from 1."""

    records: Records

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        return enumerate(self.records(), 1)

    def read(self, layout: CsvLayout, most: int | None = None) -> Iterator[tuple[list[str], Record]]:
        """The first records, read by the layout."""
        reader = CsvRowReader(layout)
        for number, cells in enumerate(islice(self.records(), most), 1):
            yield cells, reader.read(number, cells)


@dataclass(slots=True)
class Account:
    """The lines of one account, and what the balances say of them."""

    lines: Lines = field(default_factory=Lines)
    walk: Walk = field(default_factory=lambda: Walk(bytearray()))

    def rows(self, *ways: int) -> Iterator[int]:
        """The numbers of the rows of which the balances say one of these."""
        return (number for number, way in zip(self.lines.numbers, self.walk.ways, strict=True) if way in ways)


@dataclass(slots=True)
class Table:
    """The lines of a table by account and currency, and balances stated among them."""

    accounts: dict[Key, Account] = field(default_factory=dict)
    first: Decimal | None = None
    last: Decimal | None = None
    pending: list[int] = field(default_factory=list)
    positive: bool = False
    negative: bool = False

    @property
    def fit(self) -> int:
        """The steps between balances that are those of the amounts."""
        return sum(account.walk.fit for account in self.accounts.values())

    @property
    def misfits(self) -> int:
        """The other steps."""
        return sum(account.walk.misfits for account in self.accounts.values())

    def rows(self, *ways: int) -> list[int]:
        """The numbers of the rows of which the balances say one of these."""
        return [number for account in self.accounts.values() for number in account.rows(*ways)]

    def is_proved(self) -> bool:
        """Whether so many balances follow from each other that this is no chance."""
        enough = self.fit >= MIN_STEPS or (self.fit and not self.misfits)
        return bool(enough) and self.fit >= _ENOUGH * (self.fit + self.misfits)


def gather(layout: CsvLayout, source: Source, most: int | None = None) -> Table:
    """The lines of the table, as columns and words sign them."""
    table = Table()
    for cells, record in source.read(layout, most):
        if isinstance(record, Row):
            _take(table, record)
        elif isinstance(record, Ignored) and record.reason == BALANCE_LINE:
            table.last = CsvRowReader(layout).stated_balance(cells)
            if not table.accounts:
                table.first = table.last
    return table


def _take(table: Table, row: Row) -> None:
    if row.pending:
        table.pending.append(row.row)
        return
    key = (row.account, row.currency)
    account = table.accounts.get(key)
    if account is None:
        account = table.accounts[key] = Account()
    account.lines.add(row.row, row.date, row.amount, row.balance)
    table.last = None
    if row.amount > 0:
        table.positive = True
    elif row.amount:
        table.negative = True


def cells_of(source: Source, rows: set[int]) -> dict[int, list[str]]:
    """The cells of these rows."""
    return {number: cells for number, cells in source if number in rows}
