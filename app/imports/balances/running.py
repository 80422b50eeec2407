"""Follows the running balances beside the rows of one account, for proof.py to check."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.formats.interface import Row
from app.imports.balances.day_order import Step
from app.imports.balances.direction import SIGN, Break, Direction, is_same_line
from app.imports.balances.explanations import Amounts

_ZERO = Decimal(0)
# Steps by which one direction must fit better than the other for that one to be given up.
_SURE = 25
_LONGEST_DAY = 2000  # lines put in order together


@dataclass(slots=True)
class Chain:
    """The rows of one account and currency, read as oldest day first and as newest day first at once."""

    rows: int = 0
    total: Decimal = _ZERO
    first_day: date = date.max
    last_day: date = date.min
    last_row: int = 0
    # Rows with a balance: how many, the first balance, the last row.
    stated: int = 0
    balance: Decimal | None = None
    at: int = 0
    amounts: Amounts = field(default_factory=Amounts)
    _varies: bool = False  # whether there are others
    _differ: bool = False  # whether the rows that state the same balance are different ones
    _first: Row | None = None
    _began: date | None = None
    _day: date | None = None
    _of_day: list[Row] = field(default_factory=list)
    _ways: list[Direction] = field(default_factory=lambda: [Direction(forward=True), Direction(forward=False)])

    def add(self, row: Row) -> None:
        """Take the next row of the file."""
        self.rows += 1
        self.total += row.amount
        self.last_row = row.row
        if row.date != self._day or len(self._of_day) >= _LONGEST_DAY:
            self._next_day(row.date)
        if row.balance is not None:
            self._state(row, row.balance)
        elif self.balance is None:
            return
        self._of_day.append(row)

    def _next_day(self, day: date) -> None:
        self._end_day()
        self._day, self._began = day, self._began or day
        self.first_day, self.last_day = min(self.first_day, day), max(self.last_day, day)

    def _state(self, row: Row, balance: Decimal) -> None:
        self.stated += 1
        self.at = row.row
        if self._first is None:
            self._first, self.balance = row, balance
            for way in self._ways:
                way.moved = self.total - row.amount
        elif not self._varies:
            self._varies = balance != self.balance
            self._differ = self._differ or not is_same_line(Step.of(row), Step.of(self._first))

    def _end_day(self) -> None:
        """Take the lines of the day in both directions, as long as neither is sure."""
        if not self._of_day:
            return
        ways = self._ways
        for way in ways:
            way.take(self._of_day)
        if len(ways) > 1 and abs(ways[0].steps - ways[1].steps) > _SURE:
            self._ways = [max(ways, key=lambda way: way.steps)]
        self._of_day = []

    def _way(self) -> Direction:
        """Returns the direction that fits: it never breaks, else it has more steps, else it is that of the days."""
        self._end_day()
        forward = self._began is None or self._day is None or self._began <= self._day
        return max(self._ways, key=lambda way: (way.broken is None, way.steps, way.forward == forward))

    def is_running(self) -> bool:
        """Whether the balances beside the rows are those after each row, and not one repeated on all of them."""
        if self.balance is None or self._varies or self.stated < 2 or not self._differ:
            return self.balance is not None
        return self._way().broken is None

    def broken(self) -> Break | None:
        """Returns the break of the direction that fits best; None when it never breaks."""
        return self._way().broken if self.is_running() else None

    def is_proved(self) -> bool:
        """Whether balances follow from each other."""
        way = self._way()
        return self.is_running() and way.steps > 0 and way.broken is None

    def is_determined(self) -> bool:
        """Whether the rows have enough balances, none of them broken, to know the balance before the oldest row."""
        return self.is_running() and (self.rows == 1 or self.is_proved())

    def opening(self) -> Decimal | None:
        """Returns the balance before the oldest row; None where it is not determined."""
        if not self.is_determined():
            return None
        way = self._way()
        return way.start if way.forward else way.state

    def repeated_balance(self) -> Decimal | None:
        """Returns the balance that all rows state, which is the one after all of them; None where they run."""
        return None if self.is_running() else self.balance

    def broken_from(self, opening: Decimal) -> Break | None:
        """Returns a break, at the oldest row, if its running balance does not follow from an opening one."""
        follows, way = self.opening(), self._way()
        oldest = self._first if way.forward else way.last
        if follows is None or follows == opening or oldest is None or oldest.balance is None:
            return None
        missing = opening - follows
        reason = SIGN if oldest.amount and missing == 2 * oldest.amount else None
        expected = oldest.balance + missing
        return Break(oldest.row, 0, self.last_row, expected, oldest.balance, explained_by=reason)

    def broken_end(self, opening: Decimal, closing: Decimal | None) -> Break | None:
        """Returns a break if the rows do not lead from an opening to a closing balance.

        It is at the row that explains it, else at the last one.
        """
        expected = opening + self.total
        if closing is None or expected == closing:
            return None
        row, reason = self.amounts.explain(expected - closing) or (self.last_row, None)
        return Break(row, self.at, row, expected, closing, at_end=True, explained_by=reason)
