"""Reader of spreadsheets: XLSX, XLSM, XLSB, XLS, ODS, and the web pages and XML that banks send as .xls."""

import itertools
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from app.formats.common.encoding import encoding_of_bom, utf16_without_bom
from app.formats.common.size_limit import opened_zip, refuse_bomb
from app.formats.containers import (
    NO_STATEMENT_CODES,
    Part,
    combine_layouts,
    has_several,
    nothing_read_error,
    parts_of,
    renumbered,
    with_source,
)
from app.formats.csv.typed_cells import (
    CsvLayout,
    cells_as_text,
    header_of_rows,
    infer_table_layout,
    read_table,
    table_cells,
)
from app.formats.interface import Hints, Ignored, Layout, ReadError, Record, Row, raw_of
from app.formats.workbook.process.cells import SheetError
from app.formats.workbook.process.unfold import UnfoldedSheet, unfolded

HEAD = 1 << 16
# A million rows of eight columns are some 500 MB of XML.
MAX_UNPACKED = 1 << 30
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_SPREADSHEET_XML = "urn:schemas-microsoft-com:office:spreadsheet"
_PAGE = ("<!doctype html", "<html", "<head", "<body", "<table", "<meta", "<style", "<div", "<title", "<script", "<link")
# What may stand before the first element of a page (HTML 13.1, XHTML 1.0 appendix C).
_BEFORE_PAGE = re.compile(r"(?:(?:<!--.*?-->|<\?xml[^>]*\?>)\s*)+", re.DOTALL)
_WEB_PAGE = (
    "The file is a web page, perhaps of a login or an error, and holds no statement. Download the statement itself "
    "from the bank's site: as CSV, OFX, MT940 or CAMT."
)
# How the first member of a workbook is called (ECMA-376 part 2, OpenDocument 1.2 part 3); archives of files differ.
_MEMBERS = ("[Content_Types].xml", "_rels/", "docProps/", "xl/", "customXml/", "mimetype")
# Sheets with fewer rows may be alike by chance, such as two accounts with one fee each.
_ENOUGH = 3


class WorkbookReader:
    """Reads every visible sheet that is a statement; lines of the others are ignored."""

    format = "workbook"

    def identify(self, head: bytes, name: str) -> float:  # noqa: ARG002 - the contents tell
        """0.95 for a spreadsheet by its first bytes, else 0."""
        return 0.95 if _kind_of(head) else 0.0

    def infer(self, file: BinaryIO, hints: Hints) -> Layout:
        """The layout of all sheets; raises ReadError where none can be understood."""
        with _sheets(file) as (format_name, sheets):
            parts = _infer_parts(sheets, hints, format_name)
            _omit_copies(sheets, parts)
        for part in parts:
            if part.layout:
                part.layout.format = format_name
        return combine_layouts(format_name, parts, sum(sheet.count for sheet in sheets))

    def headers(self, file: BinaryIO) -> list[str]:
        """The header of the first sheet that has one."""
        with _sheets(file) as (_, sheets):
            shown = (sheet for sheet in sheets if sheet.count and not sheet.hidden)
            found = (header_of_rows(sheet.rows()) for sheet in shown)
            return next((headers for headers in found if headers), [])

    def cells(self, file: BinaryIO, layout: Layout) -> Iterator[list[str]]:
        """The cells of every row of every sheet, in order."""
        with _sheets(file) as (_, sheets):
            for sheet, part in zip(sheets, parts_of(layout), strict=True):
                yield from table_cells(sheet.rows(), _mark_of(part))

    def records(self, file: BinaryIO, layout: Layout, start: int = 0) -> Iterator[Record]:
        """Every row of every sheet after the first `start`, in order; empty rows do not count."""
        parts = parts_of(layout)
        apart = has_several(parts)
        with _sheets(file) as (_, sheets):
            records = (_records(sheet, part, apart=apart) for sheet, part in zip(sheets, parts, strict=True))
            yield from itertools.islice(renumbered(itertools.chain.from_iterable(records)), start, None)


def _kind_of(head: bytes) -> str | None:
    """The kind of file for the unpacking process; None for what is no spreadsheet."""
    if head.startswith(_OLE) or (head.startswith(_ZIP) and _first_member(head).startswith(_MEMBERS)):
        return "workbook"
    text = head[:HEAD].decode(encoding_of_bom(head) or utf16_without_bom(head[:4096]) or "latin-1", "replace")
    text = text.removeprefix("ï»¿").lstrip("\ufeff \t\r\n").lower()
    if text.startswith(("<?xml", "<workbook", "<ss:workbook")) and _SPREADSHEET_XML in text:
        return "xml"
    before = _BEFORE_PAGE.match(text)
    if text.startswith(_PAGE, before.end() if before else 0) or (text.startswith("<") and "<table" in text):
        return "html"
    return None


def _first_member(head: bytes) -> str:
    """The name of a zip file's first member (APPNOTE 4.3.7)."""
    length = int.from_bytes(head[26:28], "little")
    return head[30 : 30 + length].decode("latin-1")


@contextmanager
def _sheets(file: BinaryIO) -> Iterator[tuple[str, list[UnfoldedSheet]]]:
    """The format's name and the sheets of a spreadsheet. Raises ReadError."""
    file.seek(0)
    head = file.read(HEAD)
    kind = _kind_of(head) or "workbook"
    format_name = _format_of(file, head, kind)
    try:
        with unfolded(file, kind) as sheets:
            yield format_name, sheets
    except SheetError as error:
        raise ReadError(error.code, str(error)) from error


def _format_of(file: BinaryIO, head: bytes, kind: str) -> str:
    """The format's name by the file's contents; a zipped one is checked against bombs here."""
    if not head.startswith(_ZIP):
        return "xls" if kind == "workbook" else kind
    refuse_bomb(file, MAX_UNPACKED)
    with opened_zip(file) as archive:
        names = frozenset(archive.namelist())
    if "xl/workbook.bin" in names:
        return "xlsb"
    return "ods" if "content.xml" in names else "xlsx"


def _infer_parts(sheets: Sequence[UnfoldedSheet], hints: Hints, format_name: str) -> list[Part]:
    """Each sheet with its layout. Raises ReadError where no sheet is a statement, or one is and cannot be read."""
    parts, errors = [], []
    for sheet in sheets:
        part = Part(sheet.name)
        parts.append(part)
        if sheet.hidden:
            part.reason = "the sheet is hidden"
        elif sheet.count:
            try:
                part.layout = infer_table_layout(sheet.rows, hints)
            except ReadError as error:
                if error.code not in NO_STATEMENT_CODES:
                    raise
                part.reason = error.detail.rstrip(".")
                errors.append(error)
    if not any(part.layout for part in parts):
        refusal = nothing_read_error(parts, errors)
        raise _in_web_page(refusal, errors) if format_name == "html" else refusal
    return parts


def _in_web_page(error: ReadError, errors: Sequence[ReadError]) -> ReadError:
    """The error for a page; one without any table is blamed itself, not its rows."""
    if not errors:
        return ReadError("not_a_statement", _WEB_PAGE)
    return ReadError(error.code, f"The file is a web page. {error.detail}", error.readings, field=error.field)


def _omit_copies(sheets: Sequence[UnfoldedSheet], parts: Sequence[Part]) -> None:
    """Leave out a sheet with the rows of an earlier one, in whatever form: it would count everything twice."""
    if not has_several(parts):
        return
    seen: dict[tuple[int, int], str] = {}
    for sheet, part in zip(sheets, parts, strict=True):
        if part.layout:
            count, digest = _contents(sheet, part.layout)
            original = seen.setdefault((count, digest), part.name)
            if original != part.name and count >= _ENOUGH:
                part.layout, part.reason = None, f"it repeats {original[:80]!r}"


def _contents(sheet: UnfoldedSheet, layout: Layout) -> tuple[int, int]:
    """The number of rows, and a sum of hashes that does not depend on their order."""
    rows = [record for record in read_table(sheet.rows(), CsvLayout.of(layout)) if isinstance(record, Row)]
    return len(rows), sum(hash((row.date, row.amount, row.currency, row.description)) for row in rows)


def _records(sheet: UnfoldedSheet, part: Part, *, apart: bool) -> Iterator[Record]:
    if part.layout is None:
        for number, cells in enumerate(cells_as_text(sheet.rows(), "."), 1):
            yield Ignored(number, "other sheet", raw_of([cell for cell in cells if cell], "\t"))
        return
    records = read_table(sheet.rows(), CsvLayout.of(part.layout))
    yield from with_source(records, part.name) if apart else records


def _mark_of(part: Part) -> str:
    """The decimal mark that the numbers of a sheet are written with."""
    return (CsvLayout.of(part.layout).cell_mark if part.layout else None) or "."
