"""Gaps and overlaps between the statements of an account: where one is missing, which days two of them share."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, islice

from bson import ObjectId

from app.accounts.documents import Gap, Overlap

# Gaps or overlaps of one account at most; more would only repeat the message.
MOST = 100

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of one account: the days of its rows, the period it names if wider, and its proved balances.

    `repeats` says that some of its lines were known from elsewhere, or that others were known from it, `from_export`
    that it is none of a bank.
    """

    import_id: ObjectId
    first_day: date
    last_day: date
    opening_minor: int | None = None
    closing_minor: int | None = None
    covers_from: date | None = None
    covers_to: date | None = None
    repeats: bool = False
    from_export: bool = False


def gaps(statements: Sequence[Statement]) -> list[Gap]:
    """Returns where a statement is missing, the newest MOST gaps in the order of days.

    Where both balances are known they decide: `balance` is a gap between the last day of one and the first of the
    next, however near, and equal balances are none, however far. Else `missing_month` names whole calendar months
    between two statements in which no statement has a row.
    """
    return list(_gaps(_in_order(statements)))[-MOST:]


def _gaps(statements: Iterable[Statement]) -> Iterator[Gap]:
    # `reach` is the statement that goes furthest, `until` the last day that any statement says it covers.
    reach, until = None, date.min
    for statement in statements:
        if reach is not None and statement.first_day >= reach.last_day:
            yield from _gap_between(reach, until, statement)
        if reach is None or statement.last_day >= reach.last_day:
            reach = statement
        until = max(until, statement.last_day, statement.covers_to or date.min)


def _gap_between(before: Statement, until: date, after: Statement) -> Iterator[Gap]:
    if before.closing_minor is not None and after.opening_minor is not None:
        if before.closing_minor != after.opening_minor and not _may_share_rows(before, after):
            yield {"from": before.last_day, "to": after.first_day, "reason": "balance"}
        return
    first = _next_month(until)
    last = min(after.first_day, after.covers_from or date.max).replace(day=1) - _ONE_DAY
    if first < last:
        yield {"from": first, "to": last, "reason": "missing_month"}


def _may_share_rows(before: Statement, after: Statement) -> bool:
    """Whether both may have the same rows of the day on which they meet, so that their balances need not meet."""
    return before.last_day == after.first_day and (before.repeats or after.repeats)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def overlaps(statements: Sequence[Statement]) -> list[Overlap]:
    """Returns the days that two statements share, the newest MOST in the order of days.

    Statements that only meet on a day do not overlap.
    """
    return list(islice(_overlaps(list(_in_order(statements))[::-1]), MOST))[::-1]


def _overlaps(newest_first: list[Statement]) -> Iterator[Overlap]:
    for index, later in enumerate(newest_first):
        for earlier in newest_first[index + 1 :]:
            last = min(earlier.last_day, later.last_day)
            if later.first_day < last:
                ids = [earlier.import_id, later.import_id]
                yield {"from": later.first_day, "to": last, "import_ids": ids}


def opening_of(statements: Sequence[Statement]) -> Statement | None:
    """Returns the earliest statement whose opening balance is known."""
    return next((statement for statement in _in_order(statements) if statement.opening_minor is not None), None)


def _in_order(statements: Sequence[Statement]) -> Iterator[Statement]:
    """By days; those of one single day as their balances lead from one to the next."""
    by_days = sorted(statements, key=lambda each: (each.first_day, each.last_day, each.import_id))
    for (first, last), group in groupby(by_days, key=lambda each: (each.first_day, each.last_day)):
        together = list(group)
        yield from _chained(together) if first == last else together


def _chained(statements: list[Statement]) -> Iterator[Statement]:
    """Statements of one day: each after the one that closes where it opens, if any does."""
    closing: int | None = None
    while statements:
        follows = [each for each in statements if closing is not None and each.opening_minor == closing]
        closings = {each.closing_minor for each in statements}
        starts = [each for each in statements if each.opening_minor not in closings]
        chosen = (follows or starts or statements)[0]
        statements.remove(chosen)
        closing = chosen.closing_minor
        yield chosen
