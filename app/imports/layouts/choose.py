"""Chooses the layout of a file: as its sender says, else by a saved mapping, else inferred from the file alone."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import BinaryIO

from bson import ObjectId

from app.accounts import service as accounts
from app.formats.common.column_mapping import is_column
from app.formats.interface import (
    ColumnMapping,
    CorrectedLinesReader,
    Hints,
    Layout,
    Reader,
    Record,
    Rejected,
    TableReader,
)
from app.formats.native.rejects_columns import rejected_import_id
from app.imports import store
from app.imports.documents import ImportDocument, LayoutFields, Target, layout_of
from app.imports.drafting.account_names import signature_of
from app.imports.drafting.lines import Entry, Line, read_line
from app.imports.layouts import formats
from app.imports.layouts.known_balances import is_open, openings_for
from app.imports.layouts.mappings import has_one_table, header_signature, is_table, mapping_of, reusable
from app.infra.database.mongo import Scope
from app.infra.problems import Invalid

GIVEN, REMEMBERED, INFERRED = SOURCES = ("given", "remembered", "judged")

# Lines that are read to see whether a saved mapping still fits.
_CHECKED_LINES = 1000
_SHOWN = 5


def infer_layout(scope: Scope, reader: Reader, file: BinaryIO, document: ImportDocument) -> LayoutFields:
    """Returns how an import's file is read, as fields of its document.

    Raises Invalid where the file cannot be understood, or not as its sender says.
    """
    headers = _headers(reader, file)
    origin = _origin(scope, headers)
    signature = None if origin else header_signature(reader.format, headers)
    with _showing(headers):
        if origin and not document["options"]["mapping"]:
            layout, source = _read_again(scope, reader, file, document, origin)
        else:
            layout, source = _read(scope, reader, file, document, signature)
    if layout.currency_assumed:
        layout.warn("assumed_currency", f"The file names no currency; the workspace's, {layout.currency}, was taken.")
    found: LayoutFields = {
        "layout": layout.to_document(),
        "signature": signature_of(layout),
        "header": signature,
        "mapping_source": source,
    }
    return _of_origin(scope, found, origin) if origin else found


def infer_readable_layout(scope: Scope, reader: Reader, file: BinaryIO, document: ImportDocument) -> LayoutFields:
    """As infer_layout; raises Invalid also where none of the lines can be read so."""
    inferred = infer_layout(scope, reader, file, document)
    lines = lines_of(reader, file, Layout.from_document(inferred["layout"]), document)
    refuse_without_transactions(lines, document["options"]["mapping"])
    return inferred


def only_currency(document: ImportDocument) -> str | None:
    """Returns the only currency the rows may have: that of the account the user named."""
    return document["default_currency"] if document["account_id"] else None


def records_of(reader: Reader, file: BinaryIO, layout: Layout) -> Iterator[Record]:
    """Returns every record of the file, from its beginning."""
    file.seek(0)
    with formats.as_problems():
        yield from reader.records(file, layout)


def lines_of(reader: Reader, file: BinaryIO, layout: Layout, document: ImportDocument) -> Iterator[Line]:
    """Returns every line of the file as it would be posted, or why it is not."""
    only = only_currency(document)
    file.seek(0)
    with formats.as_problems():
        for record in reader.records(file, layout):
            yield read_line(record, only)


def refuse_without_transactions(lines: Iterable[Line], mapping: ColumnMapping | None) -> None:
    """Raise Invalid `no_transactions` if there are lines with content and none of them can be read.

    A statement without any lines is not refused.
    """
    rejected = []
    for line in lines:
        if isinstance(line, Entry):
            return
        if isinstance(line, Rejected):
            rejected.append(line)
    if rejected:
        first = rejected[0]
        detail = f"None of the {len(rejected)} lines can be read as a transaction. Line {first.row}: {first.message}"
        errors = [{"pointer": "/mapping" if mapping else "/file", "message": detail}]
        shown = [{"row": each.row, "code": each.code, "message": each.message} for each in rejected[:_SHOWN]]
        raise Invalid(detail, code="no_transactions", errors=errors, rejected=shown)


@contextmanager
def _showing(headers: list[str]) -> Iterator[None]:
    """Adds the columns of the file to a refusal: with a mapping the file may be readable."""
    try:
        yield
    except Invalid as problem:
        if headers:
            problem.extra["headers"] = headers
        raise


def _headers(reader: Reader, file: BinaryIO) -> list[str]:
    if not isinstance(reader, TableReader):
        return []
    file.seek(0)
    with formats.as_problems():
        return reader.headers(file)


def _origin(scope: Scope, headers: list[str]) -> ImportDocument | None:
    """Returns the import of this workspace that rejected these lines, if one did."""
    found = rejected_import_id(headers)
    origin = store.find(scope, ObjectId(found)) if found else None
    return origin if origin and origin["layout"] else None


def _of_origin(scope: Scope, found: LayoutFields, origin: ImportDocument) -> LayoutFields:
    """Returns the fields for corrected lines, which go to the accounts of the statement they come from."""
    existing = {account["_id"] for account in accounts.list_accounts(scope)}
    targets: list[Target] = [target for target in origin["targets"] if target["account_id"] in existing]
    return {
        **found,
        "signature": origin["signature"] or found["signature"],
        "origin": origin["_id"],
        "account_name": origin["account_name"],
        "origin_targets": targets,
    }


def _read_again(
    scope: Scope, reader: Reader, file: BinaryIO, document: ImportDocument, origin: ImportDocument
) -> tuple[Layout, str]:
    """Returns the layout of the statement in which the lines were rejected, and who chose it.

    A spreadsheet that saved them may have written all days and amounts anew; then the layout is inferred again.
    """
    layout = layout_of(origin)
    same = (
        reader.infer_like(file, layout) if isinstance(reader, CorrectedLinesReader) and has_one_table(layout) else None
    )
    if same and _reads_any(lines_of(reader, file, same, document)):
        return same, REMEMBERED
    if fitting := _fitting(reader, file, document, reusable(mapping_of(layout))):
        return fitting, REMEMBERED
    try:
        return _read(scope, reader, file, document, None)
    except Invalid:
        if same is None:
            raise
        return same, REMEMBERED


def _reads_any(lines: Iterable[Line]) -> bool:
    return any(isinstance(line, Entry) for line in islice(lines, _CHECKED_LINES))


def _read(
    scope: Scope, reader: Reader, file: BinaryIO, document: ImportDocument, signature: str | None
) -> tuple[Layout, str]:
    given = document["options"]["mapping"]
    if given:
        layout = formats.infer_layout(reader, file, _hints(document, given))
        _refuse_columns_without_table(layout, given)
        return layout, GIVEN
    saved = store.find_mapping(scope, signature) if signature and given is None else None
    if saved is None:
        return _inferred(scope, reader, file, document), INFERRED
    if fitting := _fitting(reader, file, document, saved["mapping"]):
        return fitting, REMEMBERED
    layout = formats.infer_layout(reader, file, _hints(document, None))
    layout.warn("mapping_outdated", "The mapping remembered for this header does not fit this file and was left out.")
    return layout, INFERRED


def _inferred(scope: Scope, reader: Reader, file: BinaryIO, document: ImportDocument) -> Layout:
    """Returns the layout by the file; by the balances of its accounts before it too, where it leaves signs open."""
    hints = _hints(document, None)
    layout = formats.infer_layout(reader, file, hints)
    openings = openings_for(scope, layout, document["account_id"]) if is_open(layout) else {}
    return formats.infer_layout(reader, file, replace(hints, openings=openings)) if openings else layout


def _fitting(reader: Reader, file: BinaryIO, document: ImportDocument, mapping: ColumnMapping) -> Layout | None:
    """Returns the layout by a saved mapping; None where the file contradicts it or most of its lines do."""
    try:
        layout = formats.infer_layout(reader, file, _hints(document, mapping))
    except Invalid:
        return None
    return layout if _reads_most(lines_of(reader, file, layout, document)) else None


def _reads_most(lines: Iterable[Line]) -> bool:
    kinds = [type(line) for line in islice(lines, _CHECKED_LINES)]
    return kinds.count(Rejected) <= kinds.count(Entry)


def _hints(document: ImportDocument, mapping: ColumnMapping | None) -> Hints:
    """Returns what the sender says, the form's own fields before the mapping's."""
    options, mapped = document["options"], mapping or {}
    named = mapped.get("currency")
    code = None if named is None or is_column("currency", named) else named
    only = only_currency(document)
    if options["mapping"] and code and only and code != only:
        raise Invalid.at("/mapping/currency", f"The account is kept in {only}.", code="currency_mismatch")
    return Hints(
        locale=document["locale"],
        currency=options["currency"] or only or code,
        date_order=options["date_order"] or mapped.get("date_order"),
        mapping=mapping,
        file_name=document["file_name"],
        default_currency=document["default_currency"],
        format=options.get("format"),
    )


def _refuse_columns_without_table(layout: Layout, mapping: ColumnMapping) -> None:
    columns = [field for field, value in mapping.items() if is_column(field, value)]
    if columns and not is_table(layout):
        message = f"A file of the format {layout.format} has no columns to name."
        raise Invalid.at(f"/mapping/{columns[0]}", message, code="unknown_column")
