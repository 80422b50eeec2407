"""The balances that a file states around the rows of one account, by period, and how the rows fit them."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.formats.interface import Row
from app.imports.balances.direction import Break

_ZERO = Decimal(0)


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
            self._broken = Break(row.row, self._after, row.row, expected, closing)
        self._since, self._after = _ZERO, row.row

    def broken_at(self, last_row: int) -> Break | None:
        """Returns the first period whose rows do not lead to its closing balance; those after the last count as one."""
        moved = sum((_moved(period) for period in self._rest), _ZERO)
        if self._broken is not None or self._since == moved:
            return self._broken
        closing = self.stated[-1].closing or _ZERO
        return Break(last_row, self._after, last_row, closing - moved + self._since, closing, at_end=True)

    def are_contiguous(self) -> bool:
        """Whether each period opens with what the one before it closed with."""
        return all(before.closing == after.opening for before, after in zip(self.stated, self.stated[1:], strict=False))


def _is_empty(period: Period) -> bool:
    return period.opening == period.closing


def _moved(period: Period) -> Decimal:
    return (period.closing or _ZERO) - (period.opening or _ZERO)
