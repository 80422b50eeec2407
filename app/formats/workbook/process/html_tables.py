"""Unpack the tables of a web page, which many banks send under the name .xls."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import BinaryIO

from app.formats.common.encoding import detect_encoding, open_lines
from app.formats.workbook.process.cells import Cell, Sheet, SheetError

_CHUNK = 1 << 16
_MAX_PENDING = 1 << 17  # characters of a tag that never ends
_MAX_SPAN = 500
_UNSEEN = frozenset(["script", "style"])


class _Tables(HTMLParser):
    """Collects the rows of all tables in their order. A table inside a cell ends the row it stands in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._rows: list[list[Cell]] = []
        self._row: list[Cell] | None = None
        self._text: list[str] | None = None
        self._span = 1
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a cell or row; the one before it need not be closed."""
        if tag in ("td", "th"):
            self._end_cell()
            self._text, self._span = [], _span_of(dict(attrs).get("colspan"))
        elif tag in ("tr", "table"):
            self._end_row()
        elif tag == "br":
            self.handle_data(" ")
        self._unseen += tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        """End a cell, a row or a table."""
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()
        elif tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)

    def handle_data(self, data: str) -> None:
        """Keep text inside cells only."""
        if self._text is not None and not self._unseen:
            self._text.append(data)

    def _end_cell(self) -> None:
        if self._text is None:
            return
        text, self._text = " ".join("".join(self._text).split()), None
        self._row = self._row if self._row is not None else []
        self._row += [text, *[""] * (self._span - 1)]

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self._rows.append(self._row)
            self._row = None

    def take_rows(self) -> list[list[Cell]]:
        """The rows complete since the last call."""
        if len(self.rawdata) > _MAX_PENDING:
            raise SheetError("damaged_workbook", "The page has a tag that does not end.")
        rows, self._rows = self._rows, []
        return rows


def _span_of(value: str | None) -> int:
    return min(max(int(value), 1), _MAX_SPAN) if value and value.isascii() and value.isdigit() else 1


def sheets(path: str) -> Iterator[Sheet]:
    """All tables of the page as one sheet: the lines above the transactions are often a table of their own."""
    with Path(path).open("rb") as file:
        yield Sheet("", hidden=False, rows=_rows(file))


def _rows(file: BinaryIO) -> Iterator[list[Cell]]:
    parser = _Tables()
    text = open_lines(file, detect_encoding(file, longest_line=None).name)
    while part := text.read(_CHUNK):
        parser.feed(part)
        yield from parser.take_rows()
    parser.close()
    parser.handle_endtag("table")  # of a page that was cut
    yield from parser.take_rows()
