"""Recognise exports of ours in any format, and read their records field by field; nothing is inferred.

OFX and QIF carry each transaction as JSON beside the elements of those formats.
"""

import csv
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import orjson

from app.formats.containers import parts_of
from app.formats.interface import MAX_FIELD, MAX_RAW, Ignored, JsonObject, Layout, ReadError, Record, Rejected, raw_of
from app.formats.native.cells import parse_list, unescape_formula, unescape_xml
from app.formats.native.columns import COLUMNS, EARLIER_COLUMNS, OPENING, QIF_LETTER
from app.formats.native.rows import transaction_record

L = TypeVar("L", bound=Layout)

_HEADERS = (COLUMNS, EARLIER_COLUMNS)
_BEGINNINGS = tuple(",".join(columns).encode() for columns in _HEADERS)
_LISTS = ("tags", "locked", "account_numbers", "splits")


def is_export(layout: Layout) -> bool:
    """Whether a file is an export of ours throughout, not a bank's statement, and therefore categorised already."""
    parts = [part.layout for part in parts_of(layout) if part.layout]
    return layout.is_export or (bool(parts) and all(part.is_export for part in parts))


def exported_format(head: bytes) -> str | None:
    """The format of an export of ours that is text, by how it begins; None for other files."""
    head = head.removeprefix(BOM_UTF8)
    if head.startswith(_BEGINNINGS):
        return "csv"
    if head.startswith(b'{"transactions":[\n{"id":"'):
        return "json"
    if head.startswith(b"<?xml") and b"<FI><ORG>Finsight</ORG></FI>" in head[:1024]:
        return "ofx"
    return "qif" if head.startswith(b"!Account\n") and f'\n{QIF_LETTER}{{"id":"'.encode() in head else None


def is_export_header(cells: Sequence[Any]) -> bool:
    """Whether a table is an export of ours, by its first line."""
    return _columns_of(cells) is not None


def _columns_of(cells: Sequence[Any]) -> Sequence[str] | None:
    """The columns that a header of an export names, as of now or of earlier ones; None for any other line."""
    fit = (names for names in _HEADERS if tuple(cells[: len(names)]) == names and not any(cells[len(names) :]))
    return next(fit, None)


def export_layout(kind: type[L], format_name: str, lines: int, header: Sequence[Any] = ()) -> L:
    """The layout of an export, of its format's class; the ids of its transactions are their external ids."""
    layout = kind(
        format_name, headers=list(_columns_of(header) or COLUMNS), columns={"external_id": "id"}, date_order="ymd"
    )
    layout.is_export, layout.lines = True, lines
    return layout


def mark_export(layout: Layout) -> None:
    """Mark the layout of an OFX or QIF file as an export: each transaction carries its own account."""
    layout.is_export = True
    layout.columns["external_id"] = "id"
    layout.accounts, layout.statements, layout.warnings = [], [], []


def export_cells(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """The cells of each record of a delimited export, exactly (RFC 4180)."""
    try:
        yield from filter(None, csv.reader(lines, delimiter=delimiter))
    except csv.Error as error:
        raise ReadError("field_too_long", f"A field of the export has more than {MAX_FIELD} characters.") from error


def export_records(records: Iterable[list[str]], start: int = 0) -> Iterator[Record]:
    """The records of a delimited export after the first `start`, in order."""
    return _numbered(records, unescape_formula, start)


def export_sheet_records(rows: Iterable[list[str]]) -> Iterator[Record]:
    """The records of a sheet of an exported workbook."""
    return _numbered(rows, unescape_xml, 0)


def _numbered(rows: Iterable[list[str]], text_of: Callable[[str], str], start: int) -> Iterator[Record]:
    lines = iter(rows)
    header = next(lines, [])
    columns = _columns_of(header) or COLUMNS
    if header and not start:
        yield Ignored(1, "header", raw_of(header, ","))
    for number, cells in enumerate(islice(lines, max(start - 1, 0), None), max(start, 1) + 1):
        yield _read(number, cells, columns, text_of)


def _read(number: int, cells: list[str], columns: Sequence[str], text_of: Callable[[str], str]) -> Record:
    raw = raw_of(cells, ",")
    if len(cells) < len(columns):
        return Rejected(number, "too_few_columns", f"The line has {len(cells)} columns of {len(columns)}.", raw)
    try:
        return transaction_record(number, _fields(cells, columns, text_of), raw)
    except ValueError:
        return Rejected(number, "bad_field", "A cell of the line is not as it was exported.", raw)


def _fields(cells: Sequence[str], columns: Sequence[str], text_of: Callable[[str], str]) -> JsonObject:
    """The fields by name. Splits that do not fit into the last cell continue in the cells behind it."""
    last = len(columns) - 1
    texts = dict(zip(columns, map(text_of, cells[:last]), strict=False))
    texts["splits"] = "".join(map(text_of, cells[last:]))
    return {**texts, **{name: parse_list(texts[name]) for name in _LISTS if name in texts}}


def embedded_record(number: int, text: str | None) -> Record | None:
    """The record that a line of an OFX or QIF export carries as JSON; None where it carries none."""
    if not text:
        return None
    try:
        fields = orjson.loads(text)
    except ValueError:
        return None
    if isinstance(fields, Mapping) and tuple(fields) == (OPENING,):
        return Ignored(number, "opening balance", text[:MAX_RAW])
    return transaction_record(number, fields, text[:MAX_RAW]) if isinstance(fields, Mapping) else None
