"""From the cells of one record to a row, under a layout judged before: nothing is guessed here."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from app.imports.readers.amounts import AmountError, NumberStyle, amount_reader, fit_decimals
from app.imports.readers.base import Ignored, Layout, Record, Rejected, Row
from app.imports.readers.currencies import currency_of
from app.imports.readers.dates import date_reader
from app.imports.readers.dialect import BrokenRecord
from app.imports.readers.line_text import words_of
from app.imports.readers.pending import is_pending, is_void
from app.imports.readers.profiles import is_empty
from app.imports.readers.signs import line_direction
from app.imports.readers.word_lists import pattern_of_section
from app.money import exponent

MAX_RAW = 500  # characters of a record kept for showing it
MAX_DESCRIPTION = 1000
MAX_BALANCE_TEXT = 60  # `Closing balance as of 31 December 2024` and the like

_TOTAL = pattern_of_section("line_words.txt", "total", r"\s*")
# Dated lines that state a balance: nothing follows but a date or the account. Matched against case-folded text,
# as a pattern that ignores case takes five times as long, and this one is tried on every line.
_BALANCE = pattern_of_section(
    "line_words.txt", "balance line", "", r"(?:\W+(?:as of|at|au|al|am|per|vom|em|on)\b.*|[\W\d]*)$", 0
)

# (number, whether its sign is written, the line's cells) -> signed amount
Sign = Callable[[Decimal, bool, list[str]], Decimal]


def raw_of(cells: list[str], delimiter: str) -> str:
    """The record as one short text."""
    return delimiter.join(cells)[:MAX_RAW].replace("\0", "␀")


def _bare(cell: str) -> str | None:
    return cell.strip().strip("'\"") or None


class RowMaker:
    """Reads the records of one file."""

    def __init__(self, layout: Layout) -> None:
        columns, details = layout.columns, layout.details
        self._layout = layout
        self._delimiter = layout.delimiter
        self._begin: int = details["first"]
        self._last: int = details["last"]
        self._width: int = details["width"]
        self._nuls: bool = details.get("nuls", False)
        self._expected: str = details["expected"]
        self._currency: str = layout.currency or self._expected
        self._date: int = columns["date"]
        self._read_date = self._date_reader("date")
        self._read = amount_reader(NumberStyle(layout.decimal_mark, layout.thousands_mark), self._expected)
        self._money = self._pair if "debit" in columns or "credit" in columns else self._single
        self._amount: int | None = columns.get("amount")
        self._debit: int | None = columns.get("debit")
        self._credit: int | None = columns.get("credit")
        self._sign: Sign = self._sign_of(layout.sign_convention)
        self._needed = 1 + max(i for i in (self._date, self._amount, self._debit, self._credit) if i is not None)
        if self._money == self._pair:  # a line may end behind its debit when it has no credit
            self._needed = 1 + min(i for i in (self._debit, self._credit) if i is not None)
        self._description: list[int] = columns.get("description", [])
        self._kind: int | None = columns.get("type")
        self._extras = self._extra_fields()
        self._owner: str | None = layout.accounts[0] if layout.accounts else None
        self._status: int | None = columns.get("status")
        self._currencies: int | None = columns.get("currency")
        # Most files have one currency: only amounts with more decimals than it has need a closer look.
        self._fine = 0 if self._currencies is not None else -exponent(self._currency)

    def _date_reader(self, name: str) -> Callable[[str], date | None]:
        order = self._layout.date_formats.get(name, "ymd")
        anchor = self._layout.details.get("anchor")
        return date_reader(order.removesuffix(" serial"), tuple(anchor) if anchor else None, order.endswith("serial"))

    def _extra_fields(self) -> list[tuple[str, int, Callable[[str], Any]]]:
        """(field of Row, column, reader) for what a row may have besides date, amount and text."""
        readers: dict[str, Callable[[str], Any]] = {
            "balance": self._number,
            "original_amount": self._number,
            "original_currency": lambda cell: currency_of(cell, self._expected),
            "external_id": _bare,
            "account": _bare,
            "status": is_pending,
        }
        for name in ("value_date", "transaction_date"):
            if name in self._layout.columns:
                read = self._date_reader(name)
                readers[name] = read
        columns = self._layout.columns
        return [
            ("pending" if name == "status" else name, columns[name], read)
            for name, read in readers.items()
            if name in columns
        ]

    def read(self, number: int, cells: list[str]) -> Record:
        """What the record of this number is."""
        if number < self._begin:
            return self._ignored(number, "header" if number == self._layout.header_row else "preamble", cells)
        if self._nuls and any("\0" in cell for cell in cells):
            return self._rejected(number, "nul_byte", "The line holds NUL bytes.", cells)
        day = self._read_date(cells[self._date]) if len(cells) > self._date else None
        if day is None:
            return self._undated(number, cells)
        if not self._needed <= len(cells) <= self._width and (odd := self._misshapen(number, cells)):
            return odd
        try:
            return self._row(number, day, cells)
        except AmountError as error:
            return self._rejected(number, error.code, str(error), cells)

    def _row(self, number: int, day: date, cells: list[str]) -> Record:
        money = self._money(cells) or self._fee_alone(cells)
        if money is None:
            return self._without_amount(number, cells)
        amount, named = money
        currency = named or self._currency
        if named or amount.as_tuple().exponent < self._fine:  # type: ignore[operator] # the readers let finite numbers only pass
            amount = fit_decimals(amount, currency)
        text = self._text(cells)
        if self._is_balance(text, cells):
            return self._ignored(number, "balance line", cells)
        if not text and number == self._last and len(cells) < self._width - 1:
            return self._ignored(number, "closing line", cells)
        row = Row(number, day, amount, currency, text)
        row.account, row.words = self._owner, words_of(cells)
        for name, i, read in self._extras:
            if i < len(cells) and cells[i]:
                setattr(row, name, read(cells[i]))
        return row if self._status is None else self._void(number, cells) or row

    def _is_balance(self, text: str, cells: list[str]) -> bool:
        if len(text) <= MAX_BALANCE_TEXT and _BALANCE.match(text.casefold()):
            return True
        kind = self._kind
        return kind is not None and kind < len(cells) and bool(_BALANCE.match(cells[kind].casefold()))

    def _void(self, number: int, cells: list[str]) -> Ignored | None:
        if self._status is None or self._status >= len(cells):
            return None
        void = is_void(cells[self._status], self._flag(cells))
        return self._ignored(number, "not carried out", cells) if void else None

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
        """A secondary number; one that cannot be read (masked balances) does not spoil the line."""
        try:
            parsed = self._read(cell)
        except AmountError:
            return None
        return parsed[0] if parsed else None

    # -- amounts

    def _currency_of(self, cells: list[str], in_cell: str | None) -> str | None:
        i = self._currencies
        if i is None or i >= len(cells) or is_empty(cells[i]):
            return in_cell
        if found := currency_of(cells[i], self._expected):
            return found
        if in_cell or self._layout.details.get("mixed_currency_column"):
            return in_cell
        raise AmountError("unknown_currency", f"{cells[i].strip()[:20]!r} is no known currency.")

    def _single(self, cells: list[str]) -> tuple[Decimal, str | None] | None:
        assert self._amount is not None  # noqa: S101 - chosen in __init__
        parsed = self._read(cells[self._amount])
        if parsed is None:
            return None
        value, written, in_cell = parsed
        return self._sign(value, written, cells), self._currency_of(cells, in_cell)

    def _pair(self, cells: list[str]) -> tuple[Decimal, str | None] | None:
        factors = self._layout.details["factors"]
        sides = [(self._debit, factors[0]), (self._credit, factors[1])]
        parsed = [(self._read(cells[i]), factor) for i, factor in sides if i is not None and i < len(cells)]
        found = [(value, factor) for value, factor in parsed if value is not None]
        if not found:
            return None
        total = sum((value[0] * factor for value, factor in found), Decimal(0))
        return total, self._currency_of(cells, next((v[2] for v, _ in found if v[2]), None))

    def _fee_alone(self, cells: list[str]) -> tuple[Decimal, str | None] | None:
        """A line that has a fee and no other amount: money out."""
        i = self._layout.columns.get("fee")
        fee = self._number(cells[i]) if i is not None and i < len(cells) else None
        return (-abs(fee), self._currency_of(cells, None)) if fee else None

    # -- signs

    def _sign_of(self, convention: str) -> Sign:
        return {
            "signed": lambda value, _written, _cells: value,
            "inverted": lambda value, _written, _cells: -value,
            "marked": lambda value, written, _cells: value if written else -value,
            "flag": self._by_flag,
            "words": self._by_words,
            "debit_credit": lambda value, _written, _cells: value,
        }[convention]

    def _flag(self, cells: list[str]) -> int | None:
        i = self._layout.columns.get("flag")
        if i is None or i >= len(cells):
            return None
        table: dict[str, int] = self._layout.details["flags"]
        return table.get(cells[i].strip().casefold(), self._layout.details.get("unflagged"))

    def _by_flag(self, value: Decimal, written: bool, cells: list[str]) -> Decimal:
        flag = self._flag(cells)
        return value * flag if flag else self._by_words(value, written, cells)

    def _by_words(self, value: Decimal, _written: bool, cells: list[str]) -> Decimal:
        texts = [cells[i] for i in self._layout.details.get("texts", self._description) if i < len(cells)]
        direction = line_direction(" ".join(texts), bool(self._layout.details.get("card")))
        return value if direction > 0 else -value

    # -- lines that are no transactions

    def _ignored(self, number: int, reason: str, cells: list[str]) -> Ignored:
        return Ignored(number, reason, raw_of(cells, self._delimiter))

    def _rejected(self, number: int, code: str, message: str, cells: list[str]) -> Rejected:
        return Rejected(number, code, message, raw_of(cells, self._delimiter))

    def _without_amount(self, number: int, cells: list[str]) -> Record:
        i = self._layout.columns.get("balance")
        if i is not None and i < len(cells) and self._number(cells[i]) is not None:
            return self._ignored(number, "balance line", cells)
        return self._rejected(number, "no_amount", "The line has no amount.", cells)

    def _misshapen(self, number: int, cells: list[str]) -> Rejected | None:
        """A dated record with too few or too many cells; None if the surplus is empty."""
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
        if reason := self._harmless(full, text, number):
            return self._ignored(number, reason, cells)
        if not text:
            return self._rejected(number, "no_date", "The line has no date.", cells)
        return self._rejected(number, "bad_date", f"{text[:40]!r} is no date in the way this file writes dates.", cells)

    def _harmless(self, full: list[str], text: str, number: int) -> str | None:
        if not full:
            return "empty"
        if full == [header for header in self._layout.headers if header]:
            return "header"
        if any(_TOTAL.match(cell) for cell in full[:2]):
            return "total"
        if is_pending(text):
            return "pending"
        if len(full) == 1 and not text[:1].isdigit():
            return "text"
        return "footer" if number > self._last and not self._priced(full) else None

    def _priced(self, full: list[str]) -> bool:
        return any(self._number(cell) is not None for cell in full)
