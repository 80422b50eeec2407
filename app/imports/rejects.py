"""Rejected lines as a CSV file that can be corrected in a spreadsheet and imported again."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePath
from typing import BinaryIO

from app.formats.interface import Layout, TableReader
from app.formats.native.rejects_columns import escape_cell, rejects_header
from app.imports import store
from app.imports.documents import ImportDocument, ImportRow, layout_of
from app.imports.drafting.accounts import Targets
from app.imports.drafting.lines import Entry
from app.imports.layouts import formats
from app.imports.layouts.choose import lines_of
from app.imports.layouts.mappings import has_one_table
from app.infra.database import files
from app.infra.database.mongo import Scope

# A file of corrected lines may have rejected lines again; nobody goes on for so long.
_MAX_ORIGINS = 20
_PART_BYTES = 1 << 16


def file_name(document: ImportDocument) -> str:
    """Returns the name of the file, which is that of the statement with an ending."""
    return f"{PurePath(document['file_name']).stem or 'statement'}-rejects.csv"


def to_csv(scope: Scope, document: ImportDocument) -> Iterator[bytes]:
    """Returns the rejected lines below the statement's own header, their cells whole and in their columns, in UTF-8.

    Before them stand the line's number, and why it was rejected; the reader takes these columns off again. Lines of
    formats without columns are given as they are shown. Spreadsheets know the encoding by the mark at the beginning.
    """
    layout = layout_of(document)
    rows = store.iterate_rejected(scope, document["_id"])
    records = _records(scope, document, layout, rows)
    return _encoded(records, layout.delimiter if layout.delimiter in (",", ";") else ",")


def rows_of_origins(scope: Scope, document: ImportDocument, targets: Targets) -> Iterator[Iterator[Entry]]:
    """Returns the rows of the statement that corrected lines come from, and of that one's, oldest first.

    Of two equal lines of one statement the corrected one is the second, as if it had been right at once.
    """
    for origin in _origins(scope, document):
        with _opened(scope, origin) as file:
            reader, layout = formats.reader_of(origin["reader"]), layout_of(origin)
            lines = lines_of(reader, file, layout, origin)
            yield (line for line in lines if isinstance(line, Entry) and targets.adopt_from_origin(line))


def _origins(scope: Scope, document: ImportDocument) -> list[ImportDocument]:
    found: list[ImportDocument] = []
    current: ImportDocument | None = document
    while current and (origin := current.get("origin")) and len(found) < _MAX_ORIGINS:
        current = store.find(scope, origin)
        found += [current] if current else []
    return found[::-1]


@contextmanager
def _opened(scope: Scope, document: ImportDocument) -> Iterator[BinaryIO]:
    with tempfile.TemporaryFile() as file:
        files.copy_file(scope, document["_id"], file)
        yield file


def _records(
    scope: Scope, document: ImportDocument, layout: Layout, rows: Iterable[ImportRow]
) -> Iterator[list[str | int]]:
    reader = formats.reader_of(document["reader"])
    if not has_one_table(layout) or not isinstance(reader, TableReader):
        yield ["row", "code", "message", "raw"]
        yield from ([*_notes(row), row["raw"]] for row in rows)
        return
    yield [*rejects_header(str(document["_id"])), *_header(layout)]
    if not document["counts"]["rejected"]:
        return  # nor need there be a file: once it is undone, one without rejected lines goes
    with _opened(scope, document) as file:
        records = enumerate(reader.cells(file, layout), 1)
        for row in rows:
            cells: Sequence[str] = next((found for number, found in records if number == row["row"]), [])
            yield [*_notes(row), *cells]


def _notes(row: ImportRow) -> list[str | int]:
    return [row["row"], row["code"], row["message"]]


def _header(layout: Layout) -> list[str]:
    """The statement's header, as wide as its table; columns without one are numbered."""
    width = max(len(layout.headers), layout.width)
    if not layout.headers:
        return [f"column {place}" for place in range(1, width + 1)]
    return [*layout.headers, *[""] * (width - len(layout.headers))]


def _encoded(records: Iterable[list[str | int]], delimiter: str) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    text.write("\ufeff")
    for record in records:
        writer.writerow([_cell(value) for value in record])
        if text.tell() >= _PART_BYTES:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _cell(value: str | int) -> str:
    """On one line, so that a broken quotation swallows no other; white space makes no difference between lines."""
    return escape_cell(" ".join(str(value).splitlines()))
