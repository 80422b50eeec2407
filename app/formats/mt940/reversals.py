"""Find the reversals of MT940 messages, and which of them go the other way than their marks say."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from app.formats.common.reversals import Reversal, ReversalSigns
from app.formats.common.stated_periods import Statement
from app.formats.mt940.line import LineError, StatementLine, read_line
from app.formats.mt940.messages import Booking, Messages

_MARK = re.compile(r"\s*\d[\d ]*R[CD]", re.IGNORECASE | re.ASCII)


def is_reversal(booking: Booking) -> bool:
    """Whether the mark of a line is RC or RD."""
    return _MARK.match(booking.line[0]) is not None


def judge_reversals(messages: Messages) -> ReversalSigns:
    """The reversals of all statements, judged by the balances of each."""
    bookings = list(enumerate(messages, 1))
    signs, rest = ReversalSigns(), iter(bookings)
    for statement in messages.statements:
        _judge(signs, statement, [next(rest) for _ in range(statement.rows)])
    return signs


def _judge(signs: ReversalSigns, statement: Statement, bookings: Iterable[tuple[int, Booking]]) -> None:
    total, reversals, is_whole = Decimal(0), list[Reversal](), True
    for number, booking, line in _booked(bookings):
        if line is None:
            is_whole = False
            continue
        total += line.amount
        if is_reversal(booking):
            reversals.append((number, line.amount))
    signs.judge(reversals, total, (statement.opening, statement.closing) if is_whole else (None, None))


def _booked(bookings: Iterable[tuple[int, Booking]]) -> Iterator[tuple[int, Booking, StatementLine | None]]:
    """The lines that are booked; None for one that cannot be read."""
    for number, booking in bookings:
        try:
            line = read_line(booking.line)
        except LineError:
            yield number, booking, None
            continue
        if not line.expected:
            yield number, booking, line
