"""Whether two files of one archive tell the same movements in two formats, as banks pack a month as CSV and as OFX."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.formats.interface import Record, Row

# Fewer equal rows may be two accounts with the same fees.
_TELLING = 3


@dataclass(slots=True)
class Movements:
    """The movements of a file in any order: how many there are, a sum of their hashes, and whose they are."""

    format: str
    count: int = 0
    sum_of_hashes: int = 0
    accounts: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, format_name: str, records: Iterable[Record]) -> "Movements":
        """Those of the records of a file in some format."""
        movements = cls(format_name)
        for record in records:
            if isinstance(record, Row):
                movements._add(record.date, record.amount, record.account)
        return movements

    def _add(self, day: date, amount: Decimal, account: str | None) -> None:
        self.count += 1
        # Without the currency: a table may leave it to be assumed.
        self.sum_of_hashes += hash((day, amount))
        if account:
            self.accounts.add(account)

    def same_as(self, other: "Movements") -> bool:
        """Whether another file tells the very same days and amounts in another format, not of another account."""
        if self.format == other.format or self.count < _TELLING:
            return False
        others = self.accounts and other.accounts and self.accounts.isdisjoint(other.accounts)
        return (self.count, self.sum_of_hashes) == (other.count, other.sum_of_hashes) and not others
