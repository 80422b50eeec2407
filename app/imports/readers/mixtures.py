"""Files glued together: a statement of another format, or another table, behind the first one.

The second would be read by the columns and marks of the first. So such a file is refused as a whole.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from app.imports.readers.base import Layout, ReadError
from app.imports.readers.dialect import DELIMITERS
from app.imports.readers.header_words import normalised
from app.imports.readers.table import is_header

# How statements of other formats begin: OFX, QIF, XML, SWIFT.
_BEGINNINGS = {
    b"OFXHEADER:": "OFX",
    b"<OFX>": "OFX",
    b"!Type:": "QIF",
    b"<?xml": "XML",
    b"{1:F01": "SWIFT",
    b"\n:20:": "SWIFT",
}
_CHUNK = 1 << 20
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


class Watch:
    """Notes records that could be the header of a second table while they pass by."""

    def __init__(self) -> None:
        self._candidates: list[tuple[int, list[str]]] = []
        self.last: list[str] = []

    def passing(self, records: Iterable[list[str]]) -> Iterator[list[str]]:
        """The records themselves."""
        self._candidates, self.last = [], []
        for number, cells in enumerate(records, 1):
            if cells and not cells[0][:1].isdigit() and len(self._candidates) < _CANDIDATES and _is_wordy(cells):
                self._candidates.append((number, cells))
            yield cells
            self.last = cells

    def refuse_second_table(self, layout: Layout) -> None:
        """Raise ReadError `mixed_formats` if a header that names the columns in use otherwise stands below the first
        line of the table.
        """
        for number, cells in self._candidates:
            if number > layout.details["first"] and _is_other(cells, layout):
                detail = f"Line {number} begins another table, with other columns; send the two apart."
                raise ReadError("mixed_formats", detail)


def _is_wordy(cells: Sequence[str]) -> bool:
    text = "".join(cells)
    return len(text) > 8 and not any(character.isdigit() for character in text)


def _is_other(cells: Sequence[str], layout: Layout) -> bool:
    """Whether the cells are a header, in this or another dialect, that does not fit the columns in use."""
    if len([cell for cell in cells if cell]) <= 1:
        text = "".join(cells)
        return any(is_header(text.split(delimiter)) for delimiter in DELIMITERS if text.count(delimiter) >= 2)
    return is_header(cells) and not _names_the_same(cells, layout)


def _names_the_same(cells: Sequence[str], layout: Layout) -> bool:
    used = [layout.columns[field] for field in _USED if isinstance(layout.columns.get(field), int)]
    headers = layout.headers
    return bool(headers) and all(
        i < min(len(cells), len(headers)) and normalised(cells[i]) == normalised(headers[i]) for i in used
    )
