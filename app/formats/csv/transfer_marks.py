"""Read what a line of a table says of being a transfer between own accounts, by the marks its layout knows."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from app.formats.common.currencies import currency_of
from app.formats.common.kind_words import Kind, account_in, kind_of, truth_of
from app.formats.csv.columns.profiles import is_empty
from app.formats.csv.layout import CsvLayout
from app.formats.interface import Row


class TransferMarkReader:
    """Marks the rows of one file; what their own account is may depend on it."""

    def __init__(self, layout: CsvLayout, number: Callable[[str], Decimal | None]) -> None:
        assert layout.transfers is not None  # noqa: S101 - the caller's check
        self._marks = layout.transfers
        self._number = number
        self._expected = layout.expected_currency
        self._account: int | None = layout.columns.get("account")
        self._names = frozenset(self._marks["names"])

    def mark(self, row: Row, cells: Sequence[str]) -> None:
        """Set whether the row is a transfer, its other account, and the account it belongs to."""
        kind = self._kind(cells)
        first, other = _cell(cells, self._account), _cell(cells, self._marks["other"])
        if self._is_transfer(kind, first, other, cells):
            self._read_amounts(row, cells)
            self._as_transfer(row, kind, first, other)
        elif self._marks["paired"]:
            self._as_payment(row, kind, first, other)
        if kind is None and not row.is_transfer and self._marks["texts"]:
            self._by_text(row, cells)
        if self._marks["numbers"]:
            row.counterparty_account = _cell(cells, self._marks["numbers"][row.amount < 0])

    def _kind(self, cells: Sequence[str]) -> Kind | None:
        marks = self._marks
        return (
            None if marks["kinds"] is None else kind_of(_cell(cells, marks["kinds"]), beside_accounts=marks["paired"])
        )

    def _is_transfer(self, kind: Kind | None, first: str, other: str, cells: Sequence[str]) -> bool:
        marks = self._marks
        if marks["truth"] is not None and truth_of(_cell(cells, marks["truth"])):
            return True
        if kind is not None:
            return kind.name in ("transfer", "adjustment")
        if not marks["by_account"] or not other or other == first:
            return False
        # Without a word for it, what both sides name has to be an account that the file has other lines of.
        return not marks["paired"] or (bool(first) and other.casefold() in self._names)

    def _read_amounts(self, row: Row, cells: Sequence[str]) -> None:
        """Read what only transfers tell: their own amount, and what arrived."""
        marks = self._marks
        if moved := self._number(_cell(cells, marks["amount"])):
            row.amount = moved
        if arrived := self._number(_cell(cells, marks["arrived"])):
            row.original_amount = arrived
            row.original_currency = currency_of(_cell(cells, marks["arrived_currency"]), self._expected) or row.currency

    def _as_transfer(self, row: Row, kind: Kind | None, first: str, other: str) -> None:
        marks = self._marks
        row.is_transfer = True
        moved = kind is None or kind.name == "transfer"
        if moved and other != first:
            row.counterparty_account = other
        if moved and (marks["paired"] or (marks["way"] < 0 and kind is not None and not kind.way)):
            row.amount = -abs(row.amount)

    def _as_payment(self, row: Row, kind: Kind | None, first: str, other: str) -> None:
        """Take the own account of a line that names the other party where transfers name the other account."""
        second = not first or (kind is not None and kind.name == "income" and self._marks["own_second"])
        own, party = (other, first) if second else (first, other)
        row.account, row.account_name = own or None, own
        if kind is None and first != other:
            row.amount = abs(row.amount) if second else -abs(row.amount)
        if self._marks["payees"]:
            row.payee = party

    def _by_text(self, row: Row, cells: Sequence[str]) -> None:
        """Believe a payee or category that names another own account."""
        marks = self._marks
        uncategorised = not _cell(cells, marks["category"])
        for i in marks["texts"]:
            name, how = account_in(_cell(cells, i))
            known = name.casefold() in self._names and name != row.account
            if known and (uncategorised or how != "named"):
                break
            if how == "told" and self._is_believed(cells, i, uncategorised):
                break
        else:
            return
        row.is_transfer, row.counterparty_account = True, name

    def _is_believed(self, cells: Sequence[str], column: int, uncategorised: bool) -> bool:
        """Whether a name that no line of the sample belongs to is an own account's: programs write `[Savings]` for a
        category, or leave that empty beside `Transfer : Savings`.
        """
        if column == self._marks["category"]:
            return cells[column].strip().endswith("]")
        return uncategorised and bool(self._names)


def _cell(cells: Sequence[str], column: int | None) -> str:
    if column is None or column >= len(cells) or is_empty(cells[column]):
        return ""
    return cells[column].strip()
