"""The JSON form of how a statement is read: its format, its columns, and mappings that were saved."""

import json
from typing import Any

import marshmallow as ma
from marshmallow import fields

from app.formats.common.column_mapping import FIELDS
from app.formats.interface import ColumnMapping
from app.imports.documents import ImportDocument, SavedMapping, layout_of
from app.imports.layouts.choose import SOURCES
from app.imports.layouts.formats import FORMATS
from app.imports.layouts.mappings import dialect_of, mapping_errors, mapping_of
from app.infra.documentation.examples import MAPPING_ID
from app.infra.fields import Choice, Id, StrictSchema, Vocabulary
from app.infra.pagination import ListOut
from app.jobs.results import DATE_ORDER, WarningOut

MAX_MAPPING = 20_000

FORMAT = Vocabulary("StatementFormat", "A statement format that the sender can name.", FORMATS)
SOURCE = Vocabulary("MappingSource", "Who chose the columns: the sender, an earlier sender, the file.", SOURCES)


def read_mapping(value: Any) -> ColumnMapping:
    """Returns the mapping from fields to columns in a JSON text; a column is a header's text or an index from 0."""
    if not isinstance(value, str) or len(value) > MAX_MAPPING:
        raise ma.ValidationError(f"Not a mapping; send JSON text of at most {MAX_MAPPING} characters.")
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        raise ma.ValidationError("Not a mapping; the text is no JSON.") from None
    if not isinstance(found, dict):
        raise ma.ValidationError('Not a mapping; send JSON such as {"date": "Buchungstag", "amount": 3}.')
    if errors := mapping_errors(found):
        raise ma.ValidationError({name: [message] for name, message in errors.items()})
    return found


class DialectOut(StrictSchema):
    """How the cells of a table are separated and written."""

    delimiter = fields.String(required=True, metadata={"example": ";"})
    decimal_mark = fields.String(required=True, metadata={"example": ","})
    thousands_mark = fields.String(
        required=True, metadata={"description": "The marks that may group digits.", "example": "."}
    )
    header_row = fields.Integer(
        required=True, allow_none=True, metadata={"description": "The header's line; null without one.", "example": 1}
    )


_PLACE: dict[str, object] = {"oneOf": [{"type": "string"}, {"type": "integer"}]}
_A_COLUMN = {**_PLACE, "description": "The column of that field.", "example": 3}
_COLUMNS: dict[str, fields.Field[Any]] = {
    name: fields.Raw(metadata=_A_COLUMN) for name in FIELDS if name not in ("currency", "description")
}
_Columns: type[ma.Schema] = StrictSchema.from_dict(_COLUMNS, name="Columns")


class MappingOut(_Columns):  # type: ignore[misc, valid-type]
    """Which column holds which field, by its header or its place from 0, and how cells are written."""

    description = fields.List(
        fields.Raw(metadata=_PLACE),
        metadata={"description": "Columns whose texts are joined.", "example": ["Payee", "Memo"]},
    )
    currency = fields.Raw(metadata={**_PLACE, "description": "A currency, or the column of it.", "example": "EUR"})
    date_order = Choice(DATE_ORDER, metadata={"description": "How days are written.", "example": "dmy"})
    decimal_mark = fields.String(metadata={"description": "A point or a comma.", "example": ","})
    thousands_mark = fields.String(metadata={"description": "The marks that may group digits.", "example": "."})
    sign_convention = fields.String(metadata={"description": "How amounts say what is money out.", "example": "signed"})
    header_row = fields.Integer(allow_none=True, metadata={"description": "The header's line, from 1.", "example": 1})
    delimiter = fields.String(metadata={"description": "The separator of cells.", "example": ";"})


class ReadingOut(StrictSchema):
    """How a statement is read; null until its layout was inferred."""

    format = fields.String(required=True, allow_none=True, metadata={"example": "csv"})
    encoding = fields.String(required=True, allow_none=True, metadata={"example": "utf-8"})
    dialect = fields.Nested(
        DialectOut, required=True, allow_none=True, metadata={"description": "Null for formats without columns."}
    )
    date_order = Choice(
        DATE_ORDER,
        required=True,
        allow_none=True,
        metadata={"description": "How its days were read.", "example": "dmy"},
    )
    currency = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Of the rows that name none themselves.", "example": "EUR"},
    )
    mapping = fields.Nested(
        MappingOut,
        required=True,
        allow_none=True,
        metadata={
            "description": "The reading as it can be sent back with the file; empty for formats without columns.",
            "example": {"date": "Buchungstag", "amount": "Betrag", "description": ["Text"], "date_order": "dmy"},
        },
    )
    mapping_source = Choice(
        SOURCE,
        required=True,
        allow_none=True,
        metadata={"description": "Who chose the columns: the sender, an earlier one, the file.", "example": "judged"},
    )
    warnings = fields.List(fields.Nested(WarningOut), required=True)


class ImportMappingOut(StrictSchema):
    """A saved mapping; files with the same header are read by it."""

    id = Id(required=True, metadata={"example": MAPPING_ID})
    format = fields.String(required=True, metadata={"example": "csv"})
    headers = fields.List(fields.String(), required=True, metadata={"example": ["Buchungstag", "Text", "Betrag"]})
    mapping = fields.Nested(
        MappingOut, required=True, metadata={"example": {"date": "Buchungstag", "amount": "Betrag"}}
    )
    created_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})
    updated_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})


class ImportMappingPage(ListOut):
    """One page of saved mappings, newest first."""

    data = fields.List(fields.Nested(ImportMappingOut), required=True)


def reading_out(document: ImportDocument) -> dict[str, object]:
    """Returns the JSON form of how an import is read."""
    layout = layout_of(document) if document["layout"] else None
    return {
        "format": layout.format if layout else document["reader"] if document["reader"] in FORMATS else None,
        "encoding": layout and layout.encoding,
        "dialect": layout and dialect_of(layout),
        "date_order": layout and layout.date_order,
        "currency": layout and layout.currency,
        "mapping": None if layout is None else mapping_of(layout),
        "mapping_source": document.get("mapping_source"),
        "warnings": layout.warnings if layout else [],
    }


def mapping_out(document: SavedMapping) -> dict[str, object]:
    """Returns the JSON form of a saved mapping."""
    return {
        "id": document["_id"],
        "format": document["format"],
        "headers": document["headers"],
        "mapping": document["mapping"],
        "created_at": document["created_at"],
        "updated_at": document["updated_at"],
    }
