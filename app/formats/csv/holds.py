"""Holds of a wallet: those that a later payment tells again, and balances between a hold and its release."""

from decimal import Decimal

from app.formats.csv.balance_table import Records, Source
from app.formats.csv.conventions.signs import number_reader
from app.formats.csv.layout import CsvLayout
from app.formats.csv.row_amounts import RowAmountReader
from app.formats.csv.wallets.marks import HELD, RowMovements
from app.formats.interface import Ignored, Row

# The id of a line, whether it is money in, and its currency: a payment goes the way of its hold, a refund does not.
_Key = tuple[str, bool, str]


def forget_balances_of_holds(layout: CsvLayout, records: Records) -> None:
    """Take no balances from lines between a hold and its release: they are short of a sum that never left."""
    if layout.impact is None or "balance" not in layout.columns:
        return
    amounts = RowAmountReader(layout, number_reader(layout))
    waiting: dict[tuple[Decimal, str | None], list[int]] = {}
    short: set[int] = set()
    for cells, record in Source(records).read(layout):
        if not isinstance(record, Ignored) or record.reason != HELD or (money := amounts.read(cells)) is None:
            continue
        if begun := waiting.get((-money[0], money[1])):
            short.update(range(begun.pop() + 1, record.row))
        else:
            waiting.setdefault(money, []).append(record.row)
    layout.forget_balances(short)


def leave_out_settled_holds(layout: CsvLayout, records: Records) -> None:
    """Add to the lines told twice those not booked to which a booked one refers, if the file tells what refers."""
    ids, related = layout.line_ids, layout.related
    if ids is None or related is None:
        return
    movements = RowMovements(layout)
    holds: dict[_Key, int] = {}
    booked: set[_Key] = set()
    for cells, record in Source(records).read(layout):
        if not isinstance(record, Row) or max(ids, related) >= len(cells):
            continue
        way = record.amount > 0, record.currency
        if record.pending or movements.is_order(cells):
            holds[(cells[ids].strip(), *way)] = record.row
        else:
            booked.add((cells[related].strip(), *way))
    settled = {row for key, row in holds.items() if key in booked}
    layout.told_twice = sorted(settled.union(layout.told_twice))
