"""Two files of one archive that state the same month in two formats (CSV and OFX): only one of them is read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.formats.interface import Record, Row

# Fewer equal rows may be two accounts with the same fees.
_ENOUGH = 3


@dataclass(slots=True)
class Movements:
    """A fingerprint of a file's movements in any order: their number, a sum of hashes, and the accounts."""

    format: str
    count: int = 0
    sum_of_hashes: int = 0
    accounts: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, format_name: str, records: Iterable[Record]) -> "Movements":
        """The fingerprint of the records of a file of this format."""
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
        """Whether another file has exactly these days and amounts in another format, and not of other accounts."""
        if self.format == other.format or self.count < _ENOUGH:
            return False
        others = self.accounts and other.accounts and self.accounts.isdisjoint(other.accounts)
        return (self.count, self.sum_of_hashes) == (other.count, other.sum_of_hashes) and not others
