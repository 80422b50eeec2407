"""Refuse files that contain two tables, or a table and a statement of another format.

The second would be read by the columns and marks of the first.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from app.formats.common.column_mapping import DELIMITERS
from app.formats.common.header_words import normalised, roles_of
from app.formats.csv.layout import CsvLayout
from app.formats.csv.tables.dialect import UnclosedRecord
from app.formats.csv.tables.table import is_data, is_header
from app.formats.interface import ReadError

# How statements of other formats begin: OFX, QIF, XML, SWIFT.
_BEGINNINGS = {
    b"OFXHEADER:": "OFX",
    b"<OFX>": "OFX",
    b"!Type:": "QIF",
    b"<?xml": "XML",
    b"{1:F01": "SWIFT",
    b"\n:20:": "SWIFT",
}
_LATER = re.compile(rb"(?<=[\r\n])[ \t]*(?:" + b"|".join(re.escape(mark.lstrip()) for mark in _BEGINNINGS) + rb")")
_CHUNK = 1 << 20
_SOME = 2  # lines of a table without its header; a single one is a preamble with a day and a sum in it
_CANDIDATES = 20  # lines without a digit that are looked at; a table has one header, sections of it some more
_USED = ("date", "value_date", "transaction_date", "amount", "debit", "credit", "balance")


def refuse_other_formats(file: BinaryIO) -> None:
    """Raise ReadError `mixed_formats` if a statement of another format begins at a line of this text."""
    file.seek(0)
    before = b"\n"
    while part := file.read(_CHUNK):
        chunk = before + part
        for mark, name in _BEGINNINGS.items():
            if mark in chunk and re.search(rb"[\r\n][ \t]*" + re.escape(mark.lstrip()), chunk):
                raise ReadError("mixed_formats", f"The file is a table and {name} in one; send the two apart.")
        before = chunk[-32:]
    file.seek(0)


def refuse_table_before(head: bytes) -> None:
    """Raise ReadError `mixed_formats` if lines of a table stand before another format begins: its reader would skip
    them as the noise that some banks put there.
    """
    found = _LATER.search(head)
    if found and _holds_lines(head[: found.start()].decode("latin-1").splitlines()):
        raise ReadError("mixed_formats", "The file is a table and a statement of another format; send the two apart.")


def refuse_table_above(sample: Sequence[Sequence[str]], layout: CsvLayout) -> None:
    """Raise ReadError `mixed_formats` if lines of a table in another dialect stand above the one that is read."""
    above = sample[: (layout.header_row or layout.first_row) - 1]
    if _holds_lines([layout.delimiter.join(cells) for cells in above], layout.delimiter):
        raise ReadError("mixed_formats", "The file holds two tables that are written differently; send the two apart.")


def _holds_lines(lines: Iterable[str], besides: str = "") -> bool:
    """Whether some lines are a table with another delimiter than `besides`: its header, or data."""
    tables = [[line.split(mark) for mark in DELIMITERS if mark != besides] for line in lines]
    return any(any(map(is_header, ways)) for ways in tables) or sum(any(map(is_data, ways)) for ways in tables) >= _SOME


class SecondTableWatch:
    """Collects records that could be the header of a second table, during another pass over the file."""

    def __init__(self) -> None:
        self._candidates: list[tuple[int, list[str]]] = []
        self.last: list[str] = []
        self.unclosed: int | None = None  # the first record with a quotation mark that nothing closes

    def observed(self, records: Iterable[list[str]]) -> Iterator[list[str]]:
        """The records unchanged, while they are observed."""
        self._candidates, self.last = [], []
        for number, cells in enumerate(records, 1):
            if cells and not cells[0][:1].isdigit() and len(self._candidates) < _CANDIDATES and _is_wordy(cells):
                self._candidates.append((number, cells))
            if self.unclosed is None and isinstance(cells, UnclosedRecord):
                self.unclosed = number
            yield cells
            self.last = cells

    def warn_of_unclosed(self, layout: CsvLayout) -> None:
        """Warn of a quotation mark that begins a cell and is not closed."""
        if self.unclosed is not None:
            message = f"Line {self.unclosed} opens a quotation mark that nothing closes; it was read as a character."
            layout.warn("unclosed_quote", message)

    def refuse_second_table(self, layout: CsvLayout) -> None:
        """Raise ReadError `mixed_formats` if a header with other names for the columns in use stands below the first
        line of the table.
        """
        for number, cells in self._candidates:
            if number > layout.first_row and _is_other(cells, layout):
                detail = f"Line {number} begins another table, with other columns; send the two apart."
                raise ReadError("mixed_formats", detail)


def _is_wordy(cells: Sequence[str]) -> bool:
    text = "".join(cells)
    return len(text) > 8 and not any(character.isdigit() for character in text)


def _is_other(cells: Sequence[str], layout: CsvLayout) -> bool:
    """Whether the cells are a header, in this or another dialect, that does not fit the columns in use."""
    if len([cell for cell in cells if cell]) <= 1:
        text = "".join(cells)
        return any(is_header(text.split(delimiter)) for delimiter in DELIMITERS if text.count(delimiter) >= 2)
    dated = any("date" in role for cell in cells for role in roles_of(cell))  # a summary of balances has no days
    return dated and is_header(cells) and not _names_the_same(cells, layout)


def _names_the_same(cells: Sequence[str], layout: CsvLayout) -> bool:
    used = [layout.columns[field] for field in _USED if isinstance(layout.columns.get(field), int)]
    headers = layout.headers
    return bool(headers) and all(
        i < min(len(cells), len(headers)) and normalised(cells[i]) == normalised(headers[i]) for i in used
    )
