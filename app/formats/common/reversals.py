"""Decide by the balances of a statement which of its reversals are marked the other way round.

The standards mark a reversal by its own direction (CAMT) or by that of what it takes back (MT940); some banks do the
opposite, and only opening and closing balances tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from app.formats.interface import Layout

# Among more reversals than this, chance would find a sum that fits.
_MOST = 10

# The number of a line or entry in its file, and its signed amount.
Reversal = tuple[int, Decimal]
# The opening and the closing balance; None where none is stated.
Sides = tuple[Decimal | None, Decimal | None]


def turned_among(reversals: Sequence[Reversal], missing: Decimal) -> tuple[int, ...] | None:
    """The numbers of the reversals to turn so that the amounts change by `missing`; None where not exactly one choice
    does. None of them and all of them come before any other choice.
    """
    if not missing:
        return ()
    numbers = tuple(number for number, _ in reversals)
    if missing == -2 * sum(amount for _, amount in reversals):
        return numbers
    if len(reversals) > _MOST:
        return None
    fitting = [
        tuple(number for number, _ in chosen)
        for size in range(1, len(reversals))
        for chosen in combinations(reversals, size)
        if missing == -2 * sum(amount for _, amount in chosen)
    ]
    return fitting[0] if len(fitting) == 1 else None


@dataclass(slots=True)
class ReversalSigns:
    """The reversals of one file, judged statement by statement."""

    turned: list[int] = field(default_factory=list)
    stays: bool = False
    _open: list[int] = field(default_factory=list)

    def judge(
        self, reversals: Sequence[Reversal], total: Decimal, sides: tuple[Decimal | None, Decimal | None]
    ) -> None:
        """Take the reversals of a statement, the sum of all its booked lines, and its opening and closing balance."""
        opening, closing = sides
        if not reversals:
            return
        if opening is None or closing is None:
            self._open += [number for number, _ in reversals]
            return
        found = turned_among(reversals, closing - opening - total)
        self.turned += found or ()
        self.stays = self.stays or (found is not None and len(found) < len(reversals))

    def settle(self, layout: Layout) -> list[int]:
        """The numbers of all reversals to turn: a statement without balances is read as the others of its file are.

        Where there is none to tell, that is warned of.
        """
        if self._open and self.turned and not self.stays:
            return [*self.turned, *self._open]
        if self._open and (self.turned or not self.stays):
            layout.warn("assumed_sign", "The file has reversals and no balances that prove which way their money goes.")
        return self.turned
