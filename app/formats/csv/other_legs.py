"""The other legs of transfers that a program tells in one line: money from one account of the file to another.

The second leg is a row of its own, numbered behind all lines of the file. A program that writes both lines is told by
these lines themselves.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from app.formats.csv.balance_table import Source
from app.formats.csv.layout import CsvLayout, TransferMarks
from app.formats.interface import OtherLeg, Record, Row

_MOST = 50_000  # transfers of one file
_SEVERAL = 2
_MOST_DAYS = 5


@dataclass(slots=True)
class _Transfer:
    """A transfer of the file, names case-folded."""

    row: int
    account: str
    other: str
    day: int
    way: int
    amount: Decimal
    currency: str
    arrived: str | None  # the currency of what arrived, where the line tells it

    def mirrors(self) -> Iterator[tuple[str, str, int, int]]:
        """What its other line would be; a bank may have booked it some days sooner or later."""
        days = range(self.day - _MOST_DAYS, self.day + _MOST_DAYS + 1)
        return ((self.other, self.account, day, -self.way) for day in days)


@dataclass(slots=True)
class _Transfers:
    """The transfers of a file, and the currencies of its accounts by their lines."""

    found: list[_Transfer] = field(default_factory=list)
    currencies: dict[str, set[str]] = field(default_factory=dict)
    arrivals: bool = False  # whether the lines tell what arrived

    def add(self, row: Row) -> None:
        account = (row.account or "").casefold()
        self.currencies.setdefault(account, set()).add(row.currency)
        if row.is_transfer and row.counterparty_account and row.amount and len(self.found) <= _MOST:
            other, way = row.counterparty_account.casefold(), 1 if row.amount > 0 else -1
            arrived = row.original_currency if self.arrivals and row.original_amount else None
            self.found.append(
                _Transfer(row.row, account, other, row.date.toordinal(), way, row.amount, row.currency, arrived or None)
            )

    def are_told_twice(self) -> bool:
        """Whether the program writes a line for either account: most transfers between the file's have both."""
        lines = {(t.account, t.other, t.day, t.way) for t in self.found}
        between = [t for t in self.found if t.other in self.currencies]
        return 2 * sum(not lines.isdisjoint(t.mirrors()) for t in between) >= len(between) > 0

    def second_lines(self) -> list[int]:
        """The second of two lines without any direction, one for either account, if all transfers have two."""
        waiting: Counter[tuple[str, str, int, Decimal]] = Counter()
        found = []
        between = [t for t in self.found if t.other in self.currencies]
        for t in between:
            first = t.other, t.account, t.day, t.amount
            if waiting[first]:
                waiting[first] -= 1
                found.append(t.row)
            else:
                waiting[t.account, t.other, t.day, t.amount] += 1
        return found if 2 * len(found) == len(between) else []

    def lacking(self) -> Iterator[_Transfer]:
        """The transfers whose other account is the file's; a file of several accounts tells all that they have."""
        several = len(self.currencies) >= _SEVERAL
        return (t for t in self.found if t.other != t.account and (several or t.other in self.currencies))

    def fits(self, transfer: _Transfer) -> bool:
        """Whether what arrived is known: the line tells it, or both accounts have one currency."""
        known = self.currencies.get(transfer.other)
        return transfer.arrived is not None or not known or transfer.currency in known


def find_other_legs(layout: CsvLayout, source: Source, *, corrected: bool = False) -> None:
    """Set which transfers of the table have their other leg in the same line. `corrected` lines of such a table do."""
    marks = layout.transfers
    if layout.sides:
        _find_conversions(layout, source)
    elif marks and "account" in layout.columns and (marks["other"] is not None or marks["texts"]):
        _find_transfers(layout, source, marks, corrected=corrected)


def _find_transfers(layout: CsvLayout, source: Source, marks: TransferMarks, *, corrected: bool) -> None:
    """Set the transfers between accounts that have one line."""
    transfers = _Transfers(arrivals=marks["arrived"] is not None)
    if corrected:
        transfers.currencies = {name: set() for name in marks["names"]}
    for _, record in source.read(layout):
        if isinstance(record, Row):
            transfers.add(record)
    if len(transfers.found) > _MOST:
        layout.warn("too_many_transfers", f"The file has more than {_MOST} transfers; their other legs were not added.")
    elif not corrected and marks["way"] < 0 and (second := transfers.second_lines()):
        _turn_second(layout, second)
    elif corrected or not transfers.are_told_twice():
        _add_legs(layout, transfers)


def _add_legs(layout: CsvLayout, transfers: _Transfers) -> None:
    lacking = list(transfers.lacking())
    layout.add_other_legs(each.row for each in lacking if transfers.fits(each))
    if unknown := [each for each in lacking if not transfers.fits(each)]:
        layout.warn(
            "other_leg_unknown",
            f"Line {unknown[0].row} moves money to an account in another currency and does not say what arrived there.",
        )


def _find_conversions(layout: CsvLayout, source: Source) -> None:
    """Set the lines that move money between two currencies of one account: each tells what arrived in the other."""
    rows = (record for _, record in source.read(layout) if isinstance(record, Row))
    layout.add_other_legs(row.row for row in rows if row.is_transfer and row.original_amount)


def _turn_second(layout: CsvLayout, rows: list[int]) -> None:
    """Read the second lines as what came in, which the file does not say."""
    bits = layout.turned_bits()
    turned = (row for row in range(8 * len(bits)) if bits[row >> 3] >> (row & 7) & 1)
    layout.turn({*turned, *rows})
    layout.warn(
        "assumed_transfer_direction",
        "The file tells each transfer in two lines without saying which way they go; the first was read as money out.",
    )


def with_other_legs(records: Iterable[Record], layout: CsvLayout) -> Iterator[Record]:
    """The records, and behind them the other legs of those that have one."""
    bits, legs = layout.other_leg_bits(), list[OtherLeg]()
    marks = layout.transfers
    arrivals = bool(layout.sides) or (marks is not None and marks["arrived"] is not None)
    for record in records:
        number = record.row
        if number >> 3 < len(bits) and bits[number >> 3] >> (number & 7) & 1 and isinstance(record, Row):
            legs.append(_other_leg(record, layout.lines + len(legs) + 1, arrivals=arrivals))
        yield record
    yield from legs


def _other_leg(row: Row, number: int, *, arrivals: bool) -> OtherLeg:
    told = arrivals and bool(row.original_amount and row.original_currency)
    moved = abs(row.original_amount) if told and row.original_amount else abs(row.amount)
    currency = (row.original_currency if told else None) or row.currency
    leg = OtherLeg(number, row.date, moved if row.amount < 0 else -moved, currency, row.description)
    leg.account = row.counterparty_account or row.account
    leg.account_name, leg.reference = row.counterparty_account or row.account_name, row.reference
    leg.counterparty_account, leg.is_transfer = row.account or "", True
    leg.value_date, leg.transaction_date = row.value_date, row.transaction_date
    leg.external_id, leg.words, leg.pending = row.external_id, row.words, row.pending
    return leg
