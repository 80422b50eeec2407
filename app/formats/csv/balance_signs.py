"""Give the amounts of a table without signs the sign by which the running balance moves, line by line."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from app.formats.csv.layout import CsvLayout
from app.formats.interface import Record, Row

# Records that wait for an older line below them; only lines without a balance make it grow.
_MOST_WAITING = 1000


def signed_by_balances(records: Iterable[Record], layout: CsvLayout) -> Iterator[Record]:
    """Returns the records with the signs that their balances prove; a line they do not reach keeps its own.

    `layout.balance_way` is 1 for the oldest line first, -1 for the newest first; without it nothing changes.
    """
    opening = layout.stated_balances.get("opening")
    before = None if opening is None else Decimal(opening)
    if layout.balance_way == 1:
        return _oldest_first(records, before)
    return _newest_first(records, before) if layout.balance_way == -1 else iter(records)


def _oldest_first(records: Iterable[Record], before: Decimal | None) -> Iterator[Record]:
    for record in records:
        if isinstance(record, Row) and record.balance is not None:
            _sign(record, before, record.balance)
            before = record.balance
        yield record


def _newest_first(records: Iterable[Record], before: Decimal | None) -> Iterator[Record]:
    waiting: list[Record] = []
    for record in records:
        if isinstance(record, Row) and record.balance is not None:
            _sign_first(waiting, record.balance)
            yield from waiting
            waiting.clear()
        waiting.append(record)
        if len(waiting) > _MOST_WAITING:
            yield waiting.pop(0)
    _sign_first(waiting, before)
    yield from waiting


def _sign_first(waiting: list[Record], before: Decimal | None) -> None:
    first = waiting[0] if waiting else None
    if isinstance(first, Row) and first.balance is not None:
        _sign(first, before, first.balance)


def _sign(row: Row, before: Decimal | None, after: Decimal) -> None:
    """Sign an amount by the step of the balance; without a balance before it, by what that would have been.

    An account that starts with its first line starts at zero, and few start overdrawn.
    """
    size = abs(row.amount)
    if before is None:
        if after == size:
            row.amount = size
        elif after < size:
            row.amount = -size
    elif after - before in (size, -size):
        row.amount = after - before
