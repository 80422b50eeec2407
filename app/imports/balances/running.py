"""Collects the balances that a file states for one account, beside its rows and around them, for proof.py to check."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.formats.interface import Row

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Break:
    """A row at which the amounts lead to another balance than the stated one; they agreed last at the row `after`.

    With `at_end` the stated balance is the one after all rows.
    """

    row: int
    after: int
    expected: Decimal
    stated: Decimal
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """The balances and days that a statement states outside its rows; None where it states none."""

    opening: Decimal | None = None
    closing: Decimal | None = None
    begin: date | None = None
    end: date | None = None

    @classmethod
    def of(cls, stated: Mapping[str, str | None]) -> "Period":
        """Returns the period of decimal strings and ISO days (as in a StatementDocument)."""
        opening, closing, begin, end = (stated.get(name) for name in ("opening", "closing", "from", "to"))
        return cls(
            opening=None if opening is None else Decimal(opening),
            closing=None if closing is None else Decimal(closing),
            begin=date.fromisoformat(begin) if begin else None,
            end=date.fromisoformat(end) if end else None,
        )

    def opening_of(self, moved: Decimal) -> Decimal | None:
        """Returns the opening balance, or the one from which the amounts lead to the closing balance."""
        if self.opening is not None:
            return self.opening
        return None if self.closing is None else self.closing - moved


@dataclass(slots=True)
class Chain:
    """The rows of one account and currency, read as oldest first and as newest first at once."""

    rows: int = 0
    total: Decimal = _ZERO
    first_day: date = date.max
    last_day: date = date.min
    last_row: int = 0
    # The balance last stated, the row and amount beside it, and what followed.
    balance: Decimal | None = None
    at: int = 0
    last: Decimal = _ZERO
    since: Decimal = _ZERO
    steps: int = 0
    # The first balance stated, its row, and what the rows up to it add up to.
    first: tuple[int, Decimal, Decimal] | None = None
    breaks: list[Break | None] = field(default_factory=lambda: [None, None])

    def add(self, row: Row) -> None:
        """Take the next row of the file."""
        self.rows += 1
        self.total += row.amount
        self.first_day, self.last_day = min(self.first_day, row.date), max(self.last_day, row.date)
        self.last_row = row.row
        if row.balance is None:
            self.since += row.amount
        else:
            self._step(row, row.balance)

    def _step(self, row: Row, stated: Decimal) -> None:
        if self.balance is None:
            self.first = (row.row, stated, self.total)
        else:
            self.steps += 1
            oldest_first = self.balance + self.since + row.amount
            newest_first = self.balance - self.last - self.since
            for way, expected in enumerate((oldest_first, newest_first)):
                if self.breaks[way] is None and stated != expected:
                    self.breaks[way] = Break(row.row, self.at, expected, stated)
        self.balance, self.at, self.last, self.since = stated, row.row, row.amount, _ZERO

    def broken(self) -> Break | None:
        """Returns the break of the order that is right for longest; None when one of the two never breaks."""
        found = [broken for broken in self.breaks if broken is not None]
        return max(found, key=lambda broken: broken.row) if len(found) == len(self.breaks) else None

    def is_determined(self) -> bool:
        """Whether the rows have enough balances, none of them broken, to know the balance before the oldest row."""
        return self.balance is not None and (self.steps > 0 or self.rows == 1) and self.broken() is None

    def opening(self) -> Decimal | None:
        """Returns the balance before the oldest row; None where it is not determined."""
        if self.first is None or self.balance is None or not self.is_determined():
            return None
        _, balance, moved = self.first
        return balance - moved if self.breaks[0] is None else self.balance - self.last - self.since

    def broken_from(self, opening: Decimal) -> Break | None:
        """Returns a break if the first running balance does not follow from an opening one."""
        if self.first is None or self.breaks[0] is not None:
            return None
        row, stated, moved = self.first
        return None if opening + moved == stated else Break(row, 0, opening + moved, stated)

    def broken_end(self, opening: Decimal, closing: Decimal | None) -> Break | None:
        """Returns a break, at the last row, if the rows do not lead from an opening to a closing balance."""
        expected = opening + self.total
        if closing is None or expected == closing:
            return None
        return Break(self.last_row, self.at, expected, closing, at_end=True)


class Periods:
    """The rows of several statements of one account, one after the other: the last row of each carries its closing."""

    def __init__(self, stated: Sequence[Period]) -> None:
        self.stated = stated
        self.complete = all(None not in (period.opening, period.closing) for period in stated)
        self._rest = deque(stated)
        self._since = _ZERO
        self._after = 0
        self._broken: Break | None = None

    def add(self, row: Row) -> None:
        """Take the next row of the account."""
        self._since += row.amount
        if row.balance is not None and len(self.stated) > 1 and self.complete:
            self._close(row, row.balance)

    def _close(self, row: Row, closing: Decimal) -> None:
        while len(self._rest) > 1 and self._rest[0].closing != closing and _is_empty(self._rest[0]):
            self._rest.popleft()
        period = self._rest.popleft() if self._rest else Period()
        expected = (period.opening or _ZERO) + self._since
        if self._broken is None and not expected == closing == period.closing:
            self._broken = Break(row.row, self._after, expected, closing)
        self._since, self._after = _ZERO, row.row

    def broken_at(self, last_row: int) -> Break | None:
        """Returns the first period whose rows do not lead to its closing balance; those after the last count as one."""
        moved = sum((_moved(period) for period in self._rest), _ZERO)
        if self._broken is not None or self._since == moved:
            return self._broken
        closing = self.stated[-1].closing or _ZERO
        return Break(last_row, self._after, closing - moved + self._since, closing, at_end=True)

    def are_contiguous(self) -> bool:
        """Whether each period opens with what the one before it closed with."""
        return all(before.closing == after.opening for before, after in zip(self.stated, self.stated[1:], strict=False))


def _is_empty(period: Period) -> bool:
    return period.opening == period.closing


def _moved(period: Period) -> Decimal:
    return (period.closing or _ZERO) - (period.opening or _ZERO)
