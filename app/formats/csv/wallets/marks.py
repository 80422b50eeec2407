"""Read what a line of a wallet itself says of its movement: that it moves no money, or only the owner's own."""

import re
from collections.abc import Sequence

from app.formats.common.direction_words import flag_value
from app.formats.common.status_words import is_yes
from app.formats.csv.columns.profiles import is_empty
from app.formats.csv.layout import CsvLayout
from app.formats.csv.wallets.words import Movement, is_fee, leaves_balance, movement_of, tells_conversion
from app.formats.interface import Row

_MEMORY = 4096  # cells of one file; kinds are some dozens
NO_MONEY_MOVED, HELD = "moves no money", "hold"

# `11:31:00`: two legs booked in one second, beside the words for a conversion, are of one.
_TO_THE_SECOND = re.compile(r"\d{1,2}:\d\d:\d\d")
_DAY = re.compile(r"\d[-/. ]\w+[-/. ]")


class _Known(dict[str, Movement | None]):
    """What cells say, looked up for each line of a file."""

    def __init__(self, layout: CsvLayout) -> None:
        super().__init__()
        self._by_wallet, self._in_currencies = layout.is_wallet, "currency" in layout.columns

    def __missing__(self, cell: str) -> Movement | None:
        if len(self) > _MEMORY:
            self.clear()
        found = movement_of(cell, by_wallet=self._by_wallet, in_currencies=self._in_currencies)
        self[cell] = found
        return found


def tells_movements(layout: CsvLayout) -> bool:
    """Whether the columns of a file say anything of movements."""
    return bool(layout.kinds) or layout.impact is not None or layout.conversions_in is not None


class RowMovements:
    """Marks the rows of one file."""

    def __init__(self, layout: CsvLayout) -> None:
        self._kinds = layout.kinds
        self._known = _Known(layout)
        self._impact = layout.impact
        self._alone = layout.kinds[0] if len(layout.kinds) == 1 and layout.impact is None else None
        self._unmoved = frozenset(layout.unmoved)
        self._related = layout.related
        self._partners = layout.partners
        self._id = layout.line_ids
        self._told_in = layout.conversions_in

    def mark(self, row: Row, cells: Sequence[str]) -> str | None:
        """Mark a row between own accounts; returns why a line that moves no money is ignored."""
        alone = self._alone
        if alone is not None and alone < len(cells) and self._known[cells[alone]] is None:
            return None  # nearly all lines of nearly all files
        if self._impact is not None and self._impact < len(cells):
            told = cells[self._impact].strip().casefold()
            if told in self._unmoved or leaves_balance(told):
                return NO_MONEY_MOVED
            # What touches the balance is booked, though the bank may not have paid yet.
            row.pending = row.pending and not (flag_value(told, {}) or is_yes(told))
        movement = self._movement(cells)
        if movement is Movement.HOLD:
            return HELD
        if movement in (Movement.CONVERSION, Movement.OWN_BANK) and not is_fee(row.description):
            self._mark_transfer(row, movement, cells)
        return None

    def _mark_transfer(self, row: Row, movement: Movement | None, cells: Sequence[str]) -> None:
        row.is_transfer = True
        if movement is Movement.CONVERSION:
            row.reference = self._reference(row, cells)
        elif self._partners is not None:
            row.counterparty_account = _cell(cells, self._partners)

    def is_order(self, cells: Sequence[str]) -> bool:
        """Whether a line is an order, which the payment for it tells again."""
        return self._movement(cells) is Movement.ORDER

    def _movement(self, cells: Sequence[str]) -> Movement | None:
        for i in self._kinds:
            if i < len(cells) and (found := self._known[cells[i]]):
                return found
        if self._told_in is not None and tells_conversion(_cell(cells, self._told_in)):
            return Movement.CONVERSION
        return None

    def _reference(self, row: Row, cells: Sequence[str]) -> str:
        """What both legs of a conversion share: the line they refer to, the second they were booked in, or their id."""
        if self._related is not None and (related := _cell(cells, self._related)):
            return related
        moments = (cell for cell in cells if _TO_THE_SECOND.search(cell))
        if moment := next(moments, None):
            day = "" if _DAY.search(moment) else f"{row.date} "
            return day + " ".join(moment.split())
        return _cell(cells, self._id)


def _cell(cells: Sequence[str], column: int | None) -> str:
    cell = cells[column].strip() if column is not None and column < len(cells) else ""
    return "" if is_empty(cell) else cell
