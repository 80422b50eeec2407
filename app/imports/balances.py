"""Balance proof: where a statement states balances, its amounts must lead from one to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.imports.readers.base import Row
from app.money import MoneyError, to_minor

NOT_STATED, PROVED = "not stated", "proved"

_SIDES = ("opening", "closing")

Key = tuple[str | None, str]


@dataclass(slots=True)
class _Chain:
    """The rows of one account and currency, read as oldest first and as newest first at once."""

    # What the account held before the first row, if that is the oldest.
    before: Decimal = Decimal(0)
    balance: Decimal | None = None
    since: Decimal = Decimal(0)
    last: Decimal = Decimal(0)
    steps: int = 0
    breaks: list[int | None] = field(default_factory=lambda: [None, None])

    def add(self, row: Row) -> None:
        if row.balance is None:
            self.since += row.amount
            return
        if self.balance is None:
            self.before = row.balance - row.amount - self.since
        else:
            self.steps += 1
            oldest_first = self.balance + self.since + row.amount
            newest_first = self.balance - self.last - self.since
            for way, expected in enumerate((oldest_first, newest_first)):
                if self.breaks[way] is None and row.balance != expected:
                    self.breaks[way] = row.row
        self.balance, self.last, self.since = row.balance, row.amount, Decimal(0)

    def broken_at(self) -> int | None:
        """The row at which the order that holds longest breaks; None when one of the two never does."""
        oldest_first, newest_first = self.breaks
        return None if oldest_first is None or newest_first is None else max(oldest_first, newest_first)

    def opening(self) -> Decimal | None:
        """What the account held before the oldest row; None unless the balances prove the amounts."""
        if not self.steps or self.balance is None or None not in self.breaks:
            return None
        return self.before if self.breaks[0] is None else self.balance - self.last - self.since


class BalanceProof:
    """Follows the rows of a file in their order; pending rows stand outside the balance.

    `stated` are the balances the file gives outside its rows, `opening` and `closing` as decimal strings: they
    count where the rows carry none themselves and are all of one account and currency.
    """

    def __init__(self, stated: Mapping[str, str] | None = None) -> None:
        self._chains: dict[Key, _Chain] = {}
        self._stated = {side: Decimal(amount) for side, amount in (stated or {}).items()}

    def add(self, row: Row) -> None:
        """The next row of the file."""
        if row.pending:
            return
        key = (row.account, row.currency)
        chain = self._chains.get(key)
        if chain is None:
            chain = self._chains[key] = _Chain()
        chain.add(row)

    def openings(self) -> dict[Key, int]:
        """What accounts held before their oldest row, where the file tells, in minor units of the currency."""
        alone = self._alone()
        amounts = {
            key: self._stated_opening(chain) if chain is alone else chain.opening()
            for key, chain in self._chains.items()
        }
        found = {key: _minor(amount, key[1]) for key, amount in amounts.items()}
        return {key: opening for key, opening in found.items() if opening is not None}

    def verdict(self) -> str | dict[str, Any]:
        """`proved`, `not stated`, the first row at which the better of the two orders breaks, or both closings."""
        alone = self._alone()
        if alone is not None and len(self._stated) == len(_SIDES):
            computed, closing = self._stated["opening"] + alone.since, self._stated["closing"]
            return PROVED if computed == closing else {"closing": str(closing), "computed": str(computed)}
        chains = [chain for chain in self._chains.values() if chain.steps]
        if not chains:
            return NOT_STATED
        broken = [row for chain in chains if (row := chain.broken_at()) is not None]
        return {"breaks_at": min(broken)} if broken else PROVED

    def _alone(self) -> _Chain | None:
        """The one chain that the stated balances are about, if its rows carry none."""
        chains = list(self._chains.values())
        return chains[0] if self._stated and len(chains) == 1 and chains[0].balance is None else None

    def _stated_opening(self, chain: _Chain) -> Decimal:
        """The opening balance, or what must have stood there for the rows to lead to the closing one."""
        return self._stated["opening"] if "opening" in self._stated else self._stated["closing"] - chain.since


def _minor(amount: Decimal | None, currency: str) -> int | None:
    """Minor units; None for a balance with more decimals than the currency has, which proves nothing to the cent."""
    try:
        return None if amount is None else to_minor(amount, currency)
    except MoneyError:
        return None
