"""Finds the row that explains why rows do not add up to the balance stated after them."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from decimal import Decimal

from app.formats.interface import Row
from app.imports.balances.direction import REPEATED, SIGN

_MOST_ROWS = 20_000  # rows remembered; in longer files some amount explains any difference

_SEVERAL = 0


@dataclass(slots=True)
class Amounts:
    """The rows by their amounts, and those that equal an earlier row of the file."""

    _rows: dict[Decimal, int] = field(default_factory=dict)
    _repeated: dict[Decimal, int] = field(default_factory=dict)
    _seen: set[Hashable] = field(default_factory=set)
    _count: int = 0

    def add(self, row: Row) -> None:
        """Take the next row of the file."""
        self._count += 1
        if self._count > _MOST_ROWS or not row.amount:
            return
        _note(self._rows, row)
        line = (row.date, row.amount, row.words or row.description)
        if line in self._seen:
            _note(self._repeated, row)
        self._seen.add(line)

    def explain(self, surplus: Decimal) -> tuple[int, str] | None:
        """Returns the only row that makes the sum too large by so much, by its sign or by being told twice."""
        if self._count > _MOST_ROWS:
            return None
        found = [(self._rows.get(surplus / 2), SIGN), (self._repeated.get(surplus), REPEATED)]
        known = [(row, reason) for row, reason in found if row is not None]
        return known[0] if len(known) == 1 and known[0][0] != _SEVERAL else None


def _note(rows: dict[Decimal, int], row: Row) -> None:
    rows[row.amount] = _SEVERAL if row.amount in rows else row.row
