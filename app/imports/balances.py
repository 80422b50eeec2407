"""Balance proof: where a statement carries running balances, its amounts must lead from one to the next."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.imports.readers.base import Row
from app.money import MoneyError, to_minor

NOT_STATED, PROVED = "not stated", "proved"

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

    def opening(self) -> Decimal | None:
        """What the account held before the oldest row; None unless the balances prove the amounts."""
        if not self.steps or self.balance is None or None not in self.breaks:
            return None
        return self.before if self.breaks[0] is None else self.balance - self.last - self.since


class BalanceProof:
    """Follows the rows of a file in their order; pending rows stand outside the balance."""

    def __init__(self) -> None:
        self._chains: dict[Key, _Chain] = {}

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
        """What proved accounts held before their oldest row, in minor units of the currency."""
        found = {key: _minor(chain.opening(), key[1]) for key, chain in self._chains.items()}
        return {key: opening for key, opening in found.items() if opening is not None}

    def verdict(self) -> str | dict[str, Any]:
        """`proved`, `not stated`, or the first row at which the better of the two orders breaks."""
        chains = [chain for chain in self._chains.values() if chain.steps]
        if not chains:
            return NOT_STATED
        # A way that never breaks is None; a chain is only as good as the way that holds longest.
        broken = [max(chain.breaks) for chain in chains if None not in chain.breaks]  # type: ignore[type-var]
        return {"breaks_at": min(broken)} if broken else PROVED  # type: ignore[type-var]


def _minor(amount: Decimal | None, currency: str) -> int | None:
    """Minor units; None for a balance with more decimals than the currency has, which proves nothing to the cent."""
    try:
        return None if amount is None else to_minor(amount, currency)
    except MoneyError:
        return None
