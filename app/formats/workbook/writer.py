"""Write an export as a workbook: XLSX (ECMA-376)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import Any, Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.formats.native.cells import account_cells, escape_xml, row_cells
from app.formats.native.columns import COLUMNS
from app.formats.native.fields import ExportAccount, ExportRow
from app.money import exponent

_PART_BYTES = 1 << 16
# A sheet has 1,048,576 rows (ECMA-376 part 1, 18.3.1.73); one is the header's.
SHEET_ROWS = 1_048_575
# A transaction, or an account without any: its fields, and its cells as they stand in a table.
_Line = tuple[Mapping[str, Any], Iterable[Any]]


def to_xlsx(rows: Iterable[ExportRow], accounts: Iterable[ExportAccount] = ()) -> Iterator[bytes]:
    """The workbook in parts, by way of a temporary file, as a zip file's directory comes last.

    Amounts and days are numbers as Excel has them, with all their digits; texts are texts, never formulas.
    """
    with TemporaryFile() as file:
        with Workbook(file, {"constant_memory": True, "strings_to_urls": False}) as book:
            lines = ((row, row_cells(row, escape_xml)) for row in rows)
            told = ((account, account_cells(account, escape_xml)) for account in accounts)
            _fill(book, chain(lines, told))
        file.seek(0)
        yield from iter(lambda: file.read(_PART_BYTES), b"")


def _fill(book: Workbook, rows: Iterator[_Line]) -> None:
    """Write as many sheets as needed, each with the header; one for no rows."""
    formats = _Formats(book)
    for number, first in enumerate(chain([next(rows, None)], rows), 1):
        sheet = book.add_worksheet("Transactions" if number == 1 else f"Transactions {number}")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, COLUMNS)
        sheet.set_column(1, len(COLUMNS) - 1, 14)
        for place, line in enumerate(chain([first] if first else [], islice(rows, SHEET_ROWS - 1)), 1):
            _write(sheet, place, *line, formats)


class _Formats:
    """The number formats of days and amounts."""

    def __init__(self, book: Workbook) -> None:
        self.day: Format = book.add_format({"num_format": "yyyy-mm-dd"})
        shown = {0: "0", 2: "0.00", 3: "0.000", 4: "0.0000"}
        self._amounts = {digits: book.add_format({"num_format": text}) for digits, text in shown.items()}

    def amount(self, currency: str) -> Format:
        """The format of amounts of a currency."""
        return self._amounts[exponent(currency)]


_PLACES = {name: place for place, name in enumerate(COLUMNS)}
_DAYS: tuple[Literal["date", "value_date", "transaction_date"], ...] = ("date", "value_date", "transaction_date")
_AMOUNTS: tuple[
    tuple[Literal["amount", "original_amount", "opening_balance"], Literal["currency", "original_currency"]], ...
] = (
    ("amount", "currency"),
    ("original_amount", "original_currency"),
    ("opening_balance", "currency"),
)
_NUMBER_COLUMNS = frozenset(_PLACES[name] for name in (*_DAYS, *(name for name, _ in _AMOUNTS)))
# Excel counts days from here, and a 29 February 1900 among them: days before March 1900 stay text.
_DAY_ZERO, _FIRST_COUNTED = date(1899, 12, 30), "1900-03-01"


def _write(sheet: Worksheet, place: int, row: Mapping[str, Any], cells: Iterable[Any], formats: _Formats) -> None:
    """Write one row; a double holds every amount that can be stored."""
    for name in _DAYS:
        if text := row.get(name):
            _write_day(sheet, place, _PLACES[name], text, formats.day)
    for amount, currency in _AMOUNTS:
        if text := row.get(amount):
            sheet.write_number(place, _PLACES[amount], float(text), formats.amount(str(row[currency])))
    for column, text in enumerate(cells):
        if text and column not in _NUMBER_COLUMNS:
            sheet.write_string(place, column, text)


def _write_day(sheet: Worksheet, place: int, column: int, day: str, shown: Format) -> None:
    if day < _FIRST_COUNTED:
        sheet.write_string(place, column, day)
    else:
        sheet.write_number(place, column, _days_counted(day), shown)


@lru_cache(maxsize=65536)
def _days_counted(day: str) -> int:
    return (date.fromisoformat(day) - _DAY_ZERO).days
