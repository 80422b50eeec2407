"""The balance proof of an import: the amounts must lead from one stated balance to the next."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from math import inf
from typing import cast

from app.formats.interface import Layout, Row, StatementDocument
from app.imports.balances.direction import Break
from app.imports.balances.periods import Period, Periods
from app.imports.balances.running import Chain
from app.imports.drafting.account_names import account_key, account_number
from app.money import MoneyError, format_amount, to_minor

NOT_STATED, PROVED = "not stated", "proved"

# The account the rows name (see account_key), and their currency.
Key = tuple[str | None, str]
_Stated = Mapping[str, str | None]
# `proved`, `not stated`, or what to show of the row at which the balances break.
Verdict = str | dict[str, int | str | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """The result for one account and currency: proved, broken or neither.

    The balances before and after its rows are None where none is stated or the stated ones break. They are `certain`
    unless they only follow from one stated balance and the rows.
    """

    chain: Chain
    broken: Break | None = None
    proved: bool = False
    certain: bool = False
    opening: Decimal | None = None

    @property
    def closing(self) -> Decimal | None:
        """Returns the balance after the newest row."""
        return None if self.opening is None else self.opening + self.chain.total


class BalanceProof:
    """Follows the rows of a file in their order; pending rows stand outside the balance.

    `stated` are balances that the file states outside its rows without naming an account, `opening` and `closing` as
    decimal strings: they count where the rows carry none themselves and are all of one account and currency.
    `statements` are those it states by account (Layout.statements).
    """

    def __init__(self, stated: Mapping[str, str] | None = None, statements: Iterable[StatementDocument] = ()) -> None:
        self._stated = Period.of(cast(_Stated, stated)) if stated else None
        self._statements: dict[tuple[str | None, str | None], list[Period]] = {}
        for statement in statements:
            key = (statement["account"], statement["currency"])
            self._statements.setdefault(key, []).append(Period.of(cast(_Stated, statement)))
        self._chains: dict[Key, Chain] = {}
        self._periods: dict[Key, Periods] = {}
        self._rejected: list[int] = []

    @classmethod
    def of(cls, layout: Layout) -> "BalanceProof":
        """Returns the proof for a file of this layout."""
        return cls(layout.stated_balances, layout.statements)

    def add(self, row: Row) -> None:
        """Take the next row of the file."""
        if row.pending:
            return
        key = (account_key(row), row.currency)
        chain = self._chains.get(key)
        if chain is None:
            chain = self._chains[key] = Chain()
            self._periods[key] = Periods(self.periods_of(key))
        self._periods[key].add(row)
        chain.add(row)
        if self._stated or self._periods[key].stated:
            chain.amounts.add(row)

    def reject(self, row: int) -> None:
        """Take a rejected record of the file: its amount is missing in the balances that follow."""
        self._rejected.append(row)

    def periods_of(self, key: Key) -> list[Period]:
        """Returns the periods that the file states for an account and currency."""
        number = account_number(key[0])
        return self._statements.get((number, key[1])) or self._statements.get((number, None)) or []

    def findings(self) -> dict[Key, Finding]:
        """Returns the results, by account and currency."""
        return {key: self._find(key, chain) for key, chain in self._chains.items()}

    def verdict(self) -> Verdict:
        """Returns `proved`, `not stated`, or the row at which the better of two directions breaks, `breaks_at`.

        Beside it stand the balance `expected` there and the one `stated`, as decimal strings, `explained_by` where one
        thing explains the difference, and `account` and `currency` in a file with several. Where rejected lines stand
        before that row, the first of them is named.
        """
        findings = self.findings()
        broken = [(self._explained(found.broken), key) for key, found in findings.items() if found.broken]
        if not broken:
            return PROVED if any(found.proved for found in findings.values()) else NOT_STATED
        found, key = min(broken, key=lambda each: each[0].row)
        of_several = {"account": account_number(key[0]), "currency": key[1]} if len(findings) > 1 else {}
        reason = {"explained_by": found.explained_by} if found.explained_by else {}
        return {"breaks_at": found.row, **of_several, **_amounts(found, key[1]), **reason}

    def _explained(self, broken: Break) -> Break:
        """Returns the break at the rejected row that explains it: one since the balances last agreed."""
        first = bisect_right(self._rejected, broken.after)
        until = inf if broken.at_end else broken.until
        if broken.explained_by or first == len(self._rejected) or self._rejected[first] >= until:
            return broken
        return replace(broken, row=self._rejected[first])

    def _find(self, key: Key, chain: Chain) -> Finding:
        periods = self._periods[key]
        if len(periods.stated) > 1 and periods.complete:
            return _by_periods(chain, periods)
        alone = self._stated if len(self._chains) == 1 else None
        if alone and chain.is_running() and len(periods.stated) != 1:
            return _by_opening(chain, alone.opening)
        period = periods.stated[0] if len(periods.stated) == 1 else alone
        return _by_period(chain, period or Period(closing=chain.repeated_balance()))


def _by_periods(chain: Chain, periods: Periods) -> Finding:
    broken = periods.broken_at(chain.last_row)
    opening = None if broken else periods.stated[0].opening
    # Between periods that do not meet something is missing: what the last one closes with does not follow.
    return Finding(chain, broken, proved=broken is None, certain=periods.are_contiguous(), opening=opening)


def _by_period(chain: Chain, period: Period) -> Finding:
    """Checks rows between an opening and a closing balance; one of the two alone proves nothing.

    But rows that add up to the closing balance from nothing are proved: that comes out by chance in no other file.
    """
    running = chain.broken()
    opening = period.opening_of(chain.total)
    if opening is None or running is not None:
        return _by_rows(chain)
    if None in (period.opening, period.closing):
        found = _by_rows(chain)
        from_zero = period.opening is None and not opening and bool(chain.total)
        return found if found.proved else Finding(chain, proved=from_zero, opening=opening)
    broken = chain.broken_from(opening) or chain.broken_end(opening, period.closing)
    return Finding(chain, broken, broken is None, broken is None, None if broken else opening)


def _by_opening(chain: Chain, opening: Decimal | None) -> Finding:
    """Checks running balances, the first one by the opening balance too.

    One that does not fit is that of something else, unless the sign of the oldest row explains it.
    """
    found = _by_rows(chain)
    if opening is None or found.opening is None:
        return found
    broken = chain.broken_from(opening)
    if broken is None:
        return replace(found, proved=True)
    return Finding(chain, broken) if broken.explained_by else found


def _by_rows(chain: Chain) -> Finding:
    """Checks rows with running balances. One balance alone proves nothing, but gives the opening of a single row."""
    broken = chain.broken()
    if broken is not None:
        return Finding(chain, broken)
    return Finding(chain, proved=chain.is_proved(), certain=chain.is_determined(), opening=chain.opening())


def minor_or_none(amount: Decimal | None, currency: str) -> int | None:
    """Returns minor units; None for a balance with more decimals than the currency has."""
    try:
        return None if amount is None else to_minor(amount, currency)
    except MoneyError:
        return None


def _amounts(broken: Break, currency: str) -> dict[str, str]:
    sides = {"expected": broken.expected, "stated": broken.stated}
    return {name: _shown_amount(amount, currency) for name, amount in sides.items()}


def _shown_amount(amount: Decimal, currency: str) -> str:
    minor = minor_or_none(amount, currency)
    return f"{amount:f}" if minor is None else format_amount(minor, currency)
