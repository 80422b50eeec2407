"""How a statement is read: as its sender says, else as lines like these were read before, else by the file alone."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any, BinaryIO

from bson import ObjectId

from app.accounts import service as accounts
from app.formats.common.column_mapping import is_column
from app.formats.interface import CorrectedLinesReader, Hints, Layout, Reader, Rejected, TableReader
from app.formats.native.rejects_columns import rejected_import_id
from app.imports import store
from app.imports.drafting.account_names import signature_of
from app.imports.drafting.lines import Entry, Line, read_line
from app.imports.layouts import formats
from app.imports.layouts.mappings import has_one_table, header_signature, is_table, mapping_of, reusable
from app.infra.database.mongo import Document, Scope
from app.infra.problems import Invalid

GIVEN, REMEMBERED, JUDGED = SOURCES = ("given", "remembered", "judged")

# Lines looked at to see whether a remembered reading still fits.
_CHECKED_LINES = 1000
_SHOWN = 5


def infer_layout(scope: Scope, reader: Reader, file: BinaryIO, document: Document) -> Document:
    """How an import's file is read, as fields of its document: `layout`, `signature`, `header`, `mapping_source`.

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
    return {
        "layout": layout.to_document(),
        "signature": origin["signature"] if origin else signature_of(layout),
        "header": signature,
        "mapping_source": source,
        **(_origin_fields(scope, origin) if origin else {}),
    }


def only_currency(document: Mapping[str, Any]) -> str | None:
    """The only currency the rows may have: that of the account the user named."""
    return document["default_currency"] if document["account_id"] else None


def lines_of(reader: Reader, file: BinaryIO, layout: Layout, document: Mapping[str, Any]) -> Iterator[Line]:
    """Every line of the file as it would be posted, or why it is not."""
    only = only_currency(document)
    file.seek(0)
    with formats.as_problems():
        for record in reader.records(file, layout):
            yield read_line(record, only)


def refuse_without_transactions(lines: Iterable[Line], mapping: Mapping[str, Any] | None) -> None:
    """Raise Invalid `no_transactions` if there are lines with content and none of them can be read.

    A statement of a quiet month, without any, is none to refuse.
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
    """Lets a refusal show the columns there are: with a mapping the file may be readable."""
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


def _origin(scope: Scope, headers: list[str]) -> Document | None:
    """The import that rejected these lines, where they are such, and are the workspace's own."""
    found = rejected_import_id(headers)
    origin = store.find(scope, ObjectId(found)) if found else None
    return origin if origin and origin["layout"] else None


def _origin_fields(scope: Scope, origin: Document) -> Document:
    """Mended lines go where their statement went."""
    standing = {account["_id"] for account in accounts.list_accounts(scope)}
    targets = [target for target in origin["targets"] if target["account_id"] in standing]
    return {"origin": origin["_id"], "account_name": origin["account_name"], "origin_targets": targets}


def _read_again(
    scope: Scope, reader: Reader, file: BinaryIO, document: Document, origin: Document
) -> tuple[Layout, str]:
    """The reading of the statement in which the lines were rejected.

    A spreadsheet that saved them may have written all days and amounts anew; then they are judged as they are.
    """
    layout = Layout.from_document(origin["layout"])
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
    scope: Scope, reader: Reader, file: BinaryIO, document: Document, signature: str | None
) -> tuple[Layout, str]:
    given = document["options"]["mapping"]
    if given:
        layout = formats.infer_layout(reader, file, _hints(document, given))
        _refuse_columns_without_table(layout, given)
        return layout, GIVEN
    remembered = store.find_mapping(scope, signature) if signature and given is None else None
    if remembered is None:
        return formats.infer_layout(reader, file, _hints(document, None)), JUDGED
    if fitting := _fitting(reader, file, document, remembered["mapping"]):
        return fitting, REMEMBERED
    layout = formats.infer_layout(reader, file, _hints(document, None))
    layout.warn("mapping_outdated", "The mapping remembered for this header does not fit this file and was left out.")
    return layout, JUDGED


def _fitting(reader: Reader, file: BinaryIO, document: Document, mapping: Mapping[str, Any]) -> Layout | None:
    """The layout by a remembered mapping; None where the file contradicts it or most of its lines do."""
    try:
        layout = formats.infer_layout(reader, file, _hints(document, mapping))
    except Invalid:
        return None
    return layout if _reads_most(lines_of(reader, file, layout, document)) else None


def _reads_most(lines: Iterable[Line]) -> bool:
    kinds = [type(line) for line in islice(lines, _CHECKED_LINES)]
    return kinds.count(Rejected) <= kinds.count(Entry)


def _hints(document: Document, mapping: Mapping[str, Any] | None) -> Hints:
    """What the sender says, the form's own fields before the mapping's."""
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


def _refuse_columns_without_table(layout: Layout, mapping: Mapping[str, Any]) -> None:
    columns = [field for field, value in mapping.items() if is_column(field, value)]
    if columns and not is_table(layout):
        message = f"A file of the format {layout.format} has no columns to name."
        raise Invalid.at(f"/mapping/{columns[0]}", message, code="unknown_column")
