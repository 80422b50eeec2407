"""Read the lines of a table that gives each movement on both sides: the account's own is the one money moved at."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from app.formats.common.amounts import AmountError, Parsed
from app.formats.common.currencies import currency_of
from app.formats.common.direction_words import flag_value
from app.formats.csv.columns.profiles import is_empty
from app.formats.csv.layout import CsvLayout, SideColumns
from app.formats.csv.wallets.words import is_given_back
from app.formats.interface import Row

Money = tuple[Decimal, str | None]


class TwoSidedReader:
    """Reads amounts as row_amounts.RowAmountReader does, and completes rows by the other side."""

    def __init__(self, layout: CsvLayout, number: Callable[[str], Parsed | None]) -> None:
        assert layout.sides is not None  # noqa: S101 - the caller's check
        self._number = number
        self._expected = layout.expected_currency
        self._source, self._target = layout.sides["source"], layout.sides["target"]
        self._direction, self._ways = layout.sides["direction"], layout.sides["ways"]
        self._status: int | None = layout.columns.get("status")
        self._id: int | None = layout.columns.get("external_id")
        self.needed = 1 + min(self._source["amount"], self._target["amount"])

    def read(self, cells: list[str]) -> Money | None:
        """The amount of the account's own side: what left it with the fee on top, or what arrived."""
        if self._way(cells) > 0:
            return self._amount(cells, self._target)
        money = self._amount(cells, self._source)
        return money and (-abs(money[0]) - self._fee(cells, self._source), money[1])

    def fee_alone(self, cells: list[str]) -> Money | None:
        """The amount of a line that has only a fee."""
        fee = self._fee(cells, self._source)
        return (-fee, self._currency(cells, self._source["currency"])) if fee else None

    def flag(self, cells: list[str]) -> int | None:
        """+1 in, -1 out, 0 neither."""
        return self._way(cells)

    def complete(self, row: Row, cells: Sequence[str]) -> str | None:
        """Set the other side's amount and name, and transfers; returns why a line that came back is ignored."""
        way = self._way(cells)
        if way < 0 and is_given_back(_cell(cells, self._status)):
            return "not carried out"
        other = self._source if way > 0 else self._target
        money = self._amount(cells, other)
        row.original_amount, row.original_currency = None, None
        if money and money[1] not in (None, row.currency):
            row.original_amount, row.original_currency = abs(money[0]).copy_sign(row.amount), money[1]
        self._name(row, _cell(cells, other["name"]))
        if way == 0:
            row.is_transfer, row.reference = True, _cell(cells, self._id)
        return None

    def _name(self, row: Row, party: str) -> None:
        if party:
            row.payee = party
            row.description = " ".join(dict.fromkeys(filter(None, [party, row.description])))

    def _way(self, cells: Sequence[str]) -> int:
        if self._direction is not None:
            word = _cell(cells, self._direction).casefold()
            return self._ways[word] if word in self._ways else flag_value(word, {}) or 0
        source, target = (bool(_cell(cells, side["amount"])) for side in (self._source, self._target))
        return target - source

    def _amount(self, cells: Sequence[str], side: SideColumns) -> Money | None:
        parsed = self._number(_cell(cells, side["amount"]))
        return (abs(parsed[0]), self._currency(cells, side["currency"]) or parsed[2]) if parsed else None

    def _currency(self, cells: Sequence[str], column: int) -> str | None:
        cell = _cell(cells, column)
        found = currency_of(cell, self._expected) if cell else None
        if cell and not found:
            raise AmountError("unknown_currency", f"{cell[:20]!r} is no known currency.")
        return found

    def _fee(self, cells: Sequence[str], side: SideColumns) -> Decimal:
        """The fee that comes on top of the amount; one in another currency is not taken from this account."""
        parsed = self._number(_cell(cells, side["fee"]))
        charged = _cell(cells, side["fee_currency"])
        if not parsed or (charged and charged != _cell(cells, side["currency"])):
            return Decimal(0)
        return abs(parsed[0])


def _cell(cells: Sequence[str], column: int | None) -> str:
    cell = cells[column].strip() if column is not None and column < len(cells) else ""
    return "" if is_empty(cell) else cell
