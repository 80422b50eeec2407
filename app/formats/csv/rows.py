"""Turn the cells of a record into a row, by the layout; nothing is guessed here."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from app.formats.common.amounts import AmountError, NumberStyle, amount_reader, fit_decimals
from app.formats.common.currencies import currency_of
from app.formats.common.dates import date_reader
from app.formats.common.line_words import words_of
from app.formats.common.status_words import (
    days_beside,
    is_marked_pending,
    is_pending,
    is_void,
    pending_reader,
    status_of,
)
from app.formats.common.word_lists import pattern_of_section
from app.formats.csv.columns.account import is_account_number
from app.formats.csv.columns.profiles import is_empty
from app.formats.csv.conventions.balance_words import EITHER, LONGEST, balance_side, may_state_balance
from app.formats.csv.layout import CsvLayout
from app.formats.csv.repairs.chain import build_repair
from app.formats.csv.row_amounts import RowAmountReader
from app.formats.csv.tables.dialect import BrokenRecord
from app.formats.csv.transfer_marks import TransferMarkReader
from app.formats.csv.wallets.marks import RowMovements, tells_movements
from app.formats.csv.wallets.two_sided import TwoSidedReader
from app.formats.interface import MAX_DESCRIPTION, UNDATED, Ignored, Record, Rejected, Row, raw_of
from app.money import exponent

BALANCE_LINE = "balance line"  # why a line that states a balance is ignored
PART_OF_OTHER = "part of a split"  # why a line is ignored that another one counts
# Conventions by which the sign of an amount hangs on the other cells of its line, which no balance has.
_BY_LINE = ("words", "marked", "balances")
_OTHER_DATES = ("transaction_date", "value_date")

_TOTAL = pattern_of_section("line_words.txt", "total", r"[\W_]*")
# Dated lines that state a balance: nothing follows but a date or the account. Matched against case-folded text,
# as a pattern that ignores case takes five times as long, and this one is tried on every line.
_BALANCE = pattern_of_section(
    "line_words.txt", "balance line", r"\W*", r"(?:\W+(?:as of|at|au|al|am|per|vom|em|on)\b.*|[\W\d]*)$", 0
)


def _is_set(bits: bytes, row: int) -> bool:
    return row >> 3 < len(bits) and bool(bits[row >> 3] >> (row & 7) & 1)


def _states_balance(text: str) -> bool:
    if len(text) > LONGEST:
        return False
    return bool(_BALANCE.match(text.casefold()) or (may_state_balance(text) and balance_side(text)))


def _bare(cell: str) -> str | None:
    return cell.strip().strip("'\"") or None


@lru_cache(maxsize=1024)
def _account_name(cell: str) -> str:
    """What the owner calls an account; nothing where the cell is a number."""
    return "" if is_account_number(cell) else _bare(cell) or ""


def _other_account(cell: str) -> str:
    return "" if is_empty(cell) else _bare(cell) or ""


def _one_line(cell: str) -> str:
    return "" if is_empty(cell) else " ".join(cell.split())[:MAX_DESCRIPTION]


def _header_at(layout: CsvLayout, column: int) -> str:
    return layout.headers[column] if column < len(layout.headers) else ""


class CsvRowReader:
    """Reads the records of one file in order."""

    def __init__(self, layout: CsvLayout) -> None:
        columns = layout.columns
        self._layout = layout
        self._delimiter = layout.delimiter
        self._first = layout.first_row
        self._last = layout.last_row
        self._width = layout.width
        self._nuls = layout.nuls
        self._expected = layout.expected_currency
        self._currency: str = layout.currency or self._expected
        self._date: int = columns["date"]
        self._read_date = self._date_reader("date")
        self._read = amount_reader(NumberStyle(layout.decimal_mark, layout.thousands_mark), self._expected)
        self._money = TwoSidedReader(layout, self._read) if layout.sides else RowAmountReader(layout, self._read)
        self._needed = max(1 + self._date, self._money.needed)
        self._description: list[int] = columns.get("description", [])
        self._kind: int | None = columns.get("type")
        self._status: int | None = columns.get("status")
        self._extras = self._extra_fields()
        self._movements = RowMovements(layout) if tells_movements(layout) else None
        plain = self._status is None and not layout.sides
        self._why_unmoved = (self._movements and self._movements.mark) if plain else self._unmoved
        self._owner: str | None = layout.accounts[0] if layout.accounts else None
        self._newest = date.fromisoformat(layout.newest_day) if layout.newest_day else None
        self._valued = layout.booked_if_filled
        self._mark = TransferMarkReader(layout, self._number).mark if layout.transfers else None
        self._repair = build_repair(layout)
        self._turned = layout.turned_bits()
        self._told_twice = frozenset(layout.told_twice)
        self._left_out = layout.left_out_bits()
        self._without_balance = layout.without_balance_bits()
        self._settles = bool(self._turned or self._told_twice or self._without_balance)
        # Most files have one currency: only amounts with more decimals than it has need a closer look.
        self._fine = 0 if "currency" in columns else -exponent(self._currency)

    def _date_reader(self, name: str) -> Callable[[str], date | None]:
        order = self._layout.date_formats.get(name, "ymd")
        anchor = (self._layout.anchor[0], self._layout.anchor[1]) if self._layout.anchor else None
        return date_reader(order.removesuffix(" serial"), anchor, order.endswith("serial"))

    def _extra_fields(self) -> list[tuple[str, int, Callable[[str], Any]]]:
        """(field of Row, column, reader) for all fields but date, amount and description."""
        readers: dict[str, Callable[[str], Any]] = {
            "balance": self._number,
            "original_amount": self._number,
            "original_currency": lambda cell: currency_of(cell, self._expected),
            "external_id": _bare,
            "account": _bare,
            "account_name": _account_name,
            "counterparty_account": _other_account,
            "payee": _one_line,
        }
        if self._status is not None:
            readers["pending"] = pending_reader(_header_at(self._layout, self._status))
        for name in _OTHER_DATES:
            if name in self._layout.columns:
                read = self._date_reader(name)
                readers[name] = read
        columns = self._layout.columns
        places = {**columns, "pending": columns.get("status")}
        if "account" in columns:
            places["account_name"] = columns["account"]
        return [(name, i, read) for name, read in readers.items() if (i := places.get(name)) is not None]

    def pass_over(self, number: int, cells: list[str]) -> None:
        """Skip a record; its day may be carried to later ones."""
        if self._repair and number >= self._first:
            self._repair(cells)

    def read(self, number: int, cells: list[str]) -> Record:
        """The row, or why the record is ignored or rejected."""
        if number < self._first:
            return self._ignored(number, "header" if number == self._layout.header_row else "preamble", cells)
        if self._repair:
            cells = self._repair(cells)
        if self._left_out and _is_set(self._left_out, number):
            return self._ignored(number, PART_OF_OTHER, cells)
        if self._nuls and any("\0" in cell for cell in cells):
            return self._rejected(number, "nul_byte", "The line holds NUL bytes.", cells)
        day = self._read_date(cells[self._date]) if len(cells) > self._date else None
        if day is None:
            return self._undated(number, cells)
        text = cells[self._date]
        if not (text[0].isdigit() and text[-1].isdigit()) and is_pending(text):
            return self._unbooked(number, day, cells)
        return self._dated(number, day, cells)

    def _dated(self, number: int, day: date, cells: list[str]) -> Record:
        if not self._needed <= len(cells) <= self._width and (odd := self._misshapen(number, cells)):
            return odd
        try:
            record = self._row(number, day, cells)
        except AmountError as error:
            return self._rejected(number, error.code, str(error), cells)
        return self._settled(record, cells) if self._settles else record

    def _settled(self, record: Record, cells: list[str]) -> Record:
        """The record as the balances around it have decided."""
        number = record.row
        if not isinstance(record, Row):
            return record
        if number in self._told_twice:
            return self._ignored(number, "told twice", cells)
        if _is_set(self._without_balance, number):
            record.balance = None
        if _is_set(self._turned, number):
            record.amount = -record.amount
        return record

    def _row(self, number: int, day: date, cells: list[str]) -> Record:
        money = self._money.read(cells) or self._money.fee_alone(cells)
        if money is None:
            return self._without_amount(number, cells)
        amount, named = money
        currency = named or self._currency
        if named or amount.as_tuple().exponent < self._fine:  # type: ignore[operator] # the readers let finite numbers only pass
            amount = fit_decimals(amount, currency)
        text = self._text(cells)
        if self._is_balance(text, cells):
            return self._ignored(number, BALANCE_LINE, cells)
        if not text and number == self._last and len(cells) < self._width - 1:
            return self._ignored(number, "closing line", cells)
        return self._completed(Row(number, day, amount, currency, text), cells)

    def _completed(self, row: Row, cells: list[str]) -> Record:
        """The row with all that stands beside its day, amount and text; ignored where it was not carried out."""
        row.account, row.account_name, row.words = self._owner, self._layout.wallet, words_of(cells)
        for name, i, read in self._extras:
            if i < len(cells) and cells[i]:
                setattr(row, name, read(cells[i]))
        if self._mark:
            self._mark(row, cells)
        if self._status is None:
            row.pending = self._is_unvalued(cells) or is_marked_pending(row.description)
        unmoved = self._why_unmoved(row, cells) if self._why_unmoved else None
        return self._ignored(row.row, unmoved, cells) if unmoved else row

    def _is_unvalued(self, cells: list[str]) -> bool:
        i = self._valued
        return i is not None and (i >= len(cells) or is_empty(cells[i]))

    def _is_balance(self, text: str, cells: list[str]) -> bool:
        if _states_balance(text):
            return True
        if not any(map(str.isalpha, text)) and not self._layout.sides:  # the label stands in another column
            return any(map(_states_balance, filter(None, cells)))
        kind = self._kind
        return kind is not None and kind < len(cells) and _states_balance(cells[kind])

    def _unmoved(self, row: Row, cells: list[str]) -> str | None:
        """Why a line that moves no money is ignored: by its status, or by what its kind says of the movement."""
        i = self._status
        if i is not None and i < len(cells) and is_void(cells[i], self._money.flag(cells)):
            return "not carried out"
        if isinstance(self._money, TwoSidedReader):
            return self._money.complete(row, cells)
        return self._movements.mark(row, cells) if self._movements else None

    def _text(self, cells: list[str]) -> str:
        if len(self._description) == 1 and self._description[0] < len(cells):
            text = " ".join(cells[self._description[0]].split())
            if len(text) >= 6 or not is_empty(text):
                return text[:MAX_DESCRIPTION]
        parts = [cells[i].strip() for i in self._description if i < len(cells)]
        full = list(dict.fromkeys([part for part in parts if not is_empty(part)]))
        if not full and self._kind is not None and self._kind < len(cells):
            full = [cells[self._kind]]
        return " ".join(" ".join(full).split())[:MAX_DESCRIPTION]

    def _number(self, cell: str) -> Decimal | None:
        """A number beside the amount; one that cannot be read (masked balances) is left out."""
        try:
            parsed = self._read(cell)
        except AmountError:
            return None
        return parsed[0] if parsed else None

    def stated_balance(self, cells: list[str]) -> Decimal | None:
        """The balance that a line without a transaction states: in its column, else in that of the amounts."""
        columns = self._layout.columns
        places = [columns[name] for name in ("balance", "amount", "credit", "debit") if name in columns]
        found = (self._number(cells[i]) for i in places if i < len(cells))
        return next((number for number in found if number is not None), None)

    def day_of(self, cells: list[str]) -> date | None:
        """The day of a line; None for one without."""
        return self._read_date(cells[self._date]) if len(cells) > self._date else None

    def dated_balance(self, cells: list[str]) -> tuple[date, str, Decimal] | None:
        """(day, which, balance) of a dated line that states the balance before or after the transactions; None for
        other lines. `which` is `opening`, `closing`, or `balance` where words leave it open.
        """
        day = self.day_of(cells)
        record = self._dated(0, day, cells) if day else None
        if day is None or not isinstance(record, Ignored) or record.reason != BALANCE_LINE:
            return None
        which = next((side for cell in cells if (side := balance_side(cell.strip()))), None)
        if which is None and self._text(cells):
            return None  # what is available, a turnover
        amount = self._signed_balance(cells)
        return None if amount is None else (day, which or EITHER, amount)

    def _signed_balance(self, cells: list[str]) -> Decimal | None:
        """The balance of such a line, which in the column of amounts may have the sign of its flag or side."""
        i = self._layout.columns.get("balance")
        beside = self._number(cells[i]) if i is not None and i < len(cells) else None
        if beside is not None or self._layout.sign_convention in _BY_LINE:
            return self.stated_balance(cells)
        money = self._money.read(cells)
        return money and money[0]

    # -- lines that are no transactions

    def _ignored(self, number: int, reason: str, cells: list[str]) -> Ignored:
        return Ignored(number, reason, raw_of(cells, self._delimiter))

    def _rejected(self, number: int, code: str, message: str, cells: list[str]) -> Rejected:
        return Rejected(number, code, message, raw_of(cells, self._delimiter))

    def _without_amount(self, number: int, cells: list[str]) -> Record:
        i = self._layout.columns.get("balance")
        if i is not None and i < len(cells) and self._number(cells[i]) is not None:
            return self._ignored(number, BALANCE_LINE, cells)
        return self._rejected(number, "no_amount", "The line has no amount.", cells)

    def _misshapen(self, number: int, cells: list[str]) -> Rejected | None:
        """The rejection of a dated record with too few or too many cells; None if the surplus is empty."""
        if len(cells) < self._needed:
            return self._rejected(
                number, "too_few_columns", f"The line has {len(cells)} columns of {self._width}.", cells
            )
        if any(cell.strip() for cell in cells[self._width :]):
            return self._rejected(
                number, "too_many_columns", f"The line has {len(cells)} columns, not {self._width}.", cells
            )
        return None

    def _undated(self, number: int, cells: list[str]) -> Record:
        if isinstance(cells, BrokenRecord):
            return self._rejected(number, "field_too_long", "The line has a field that is too long to be read.", cells)
        full = [cell.strip() for cell in cells if not is_empty(cell)]
        text = cells[self._date].strip() if len(cells) > self._date else ""
        reason = self._harmless(full, text, number)
        if reason in (None, UNDATED) and (not text or reason) and (day := self._unbooked_day(text, cells)):
            return self._unbooked(number, day, cells)
        if reason:
            return self._ignored(number, reason, cells)
        if not text:
            return self._rejected(number, "no_date", "The line has no date.", cells)
        return self._rejected(number, "bad_date", f"{text[:40]!r} is no date in the way this file writes dates.", cells)

    def _unbooked_day(self, text: str, cells: list[str]) -> date | None:
        """The day of a line that is not booked yet: what its cell tells beside the words, else another day of it."""
        return self._day_beside(text) or self._other_day(cells)

    def _day_beside(self, text: str) -> date | None:
        order = self._layout.date_formats.get("date", "ymd").removesuffix(" serial")
        anchor = (self._newest.year, self._newest.month) if self._newest else None
        read = date_reader(order, anchor)
        return next((day for each in days_beside(text) if (day := read(each))), None)

    def _other_day(self, cells: list[str]) -> date | None:
        """The day of a line that is not booked yet: that of its transaction, or its value date."""
        tried = (read(cells[i]) for name, i, read in self._extras if name in _OTHER_DATES and i < len(cells))
        return next((day for day in tried if day), None)

    def _unbooked(self, number: int, day: date, cells: list[str]) -> Record:
        record = self._dated(number, day, cells)
        if isinstance(record, Row) and not self._is_said_to_be_booked(cells):
            record.pending = True
        return record

    def _is_said_to_be_booked(self, cells: list[str]) -> bool:
        i = self._status
        return i is not None and i < len(cells) and status_of(cells[i]) == "booked"

    def _harmless(self, full: list[str], text: str, number: int) -> str | None:
        if not full:
            return "empty"
        if full == [header for header in self._layout.headers if header]:
            return "header"
        if any(_TOTAL.match(cell) for cell in full[:2]):
            return "total"
        if is_pending(text):
            return UNDATED
        if len(full) == 1 and not text[:1].isdigit():
            return "text"
        return "footer" if number > self._last and not self._priced(full) else None

    def _priced(self, full: list[str]) -> bool:
        return any(self._number(cell) is not None for cell in full)
