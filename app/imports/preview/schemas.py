"""The JSON form of a preview."""

from collections.abc import Iterator, Mapping

from marshmallow import fields

from app.formats.interface import Layout, Rejected
from app.imports.balances.proof import minor_or_none
from app.imports.layouts.mappings import has_one_table
from app.imports.layouts.schemas import ReadingOut, reading_out
from app.imports.preview.service import Preview, PreviewRow
from app.imports.schemas import PROOF
from app.infra.documentation.examples import ACCOUNT_ID
from app.infra.fields import Choice, Id, StrictSchema, Vocabulary
from app.jobs.results import DATE_ORDER, balance_proof
from app.money import format_amount

JUDGED = Vocabulary("JudgedBy", "head: a large table was judged by its first 2 MiB.", ("whole", "head"))
_SHARE = {"description": "How sure that is, from 0 to 1.", "example": 0.97}


class ColumnOut(StrictSchema):
    """A column of the file."""

    index = fields.Integer(required=True, metadata={"description": "Its place, from 0.", "example": 0})
    header = fields.String(required=True, allow_none=True, metadata={"example": "Buchungstag"})
    field = fields.String(
        required=True, allow_none=True, metadata={"description": "What it is read as.", "example": "date"}
    )
    confidence = fields.Float(required=True, allow_none=True, metadata=_SHARE)
    samples = fields.List(
        fields.String(), required=True, metadata={"description": "Up to three of its cells.", "example": ["05.01.2026"]}
    )


class ImportPreviewRowOut(StrictSchema):
    """A row as it would be posted."""

    row = fields.Integer(required=True, metadata={"description": "Its line, from 1.", "example": 2})
    date = fields.String(required=True, metadata={"format": "date", "example": "2026-01-05"})
    value_date = fields.String(required=True, allow_none=True, metadata={"format": "date", "example": "2026-01-06"})
    amount = fields.String(required=True, metadata={"example": "-12.50"})
    currency = fields.String(required=True, metadata={"example": "EUR"})
    description = fields.String(required=True, metadata={"example": "BLUE BOTTLE COFFEE 0123"})
    account = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The number the statement gives.", "example": "DE02120300000000202051"},
    )
    account_id = Id(
        required=True,
        allow_none=True,
        metadata={"description": "Null where an account would be opened.", "example": ACCOUNT_ID},
    )
    external_id = fields.String(required=True, allow_none=True, metadata={"example": "20260105-17"})
    balance = fields.String(
        required=True, allow_none=True, metadata={"description": "What the statement says is left.", "example": "95.50"}
    )
    pending = fields.Boolean(required=True, metadata={"example": False})
    merchant = fields.String(required=True, allow_none=True, metadata={"example": "Blue Bottle Coffee"})
    category = fields.String(required=True, allow_none=True, metadata={"example": "coffee"})
    duplicate_of = Id(
        required=True, allow_none=True, metadata={"description": "The transaction it repeats.", "example": None}
    )


class LineProblemOut(StrictSchema):
    """A line that would be rejected, and why."""

    row = fields.Integer(required=True, metadata={"example": 17})
    code = fields.String(required=True, metadata={"example": "no_date"})
    message = fields.String(required=True, metadata={"example": "The line has no date."})
    raw = fields.String(required=True, metadata={"description": "The line.", "example": ";Coffee;-4,50"})


class LineCountsOut(StrictSchema):
    """How many lines of the file are what."""

    rows = fields.Integer(required=True, metadata={"example": 412})
    rejected = fields.Integer(required=True, metadata={"example": 1})
    ignored = fields.Integer(required=True, metadata={"example": 2})


class SurvivingOut(StrictSchema):
    """A reading that the file leaves open: what would be sent to choose it, and what it makes of an example."""

    date_order = Choice(DATE_ORDER, metadata={"description": "Of days.", "example": "dmy"})
    decimal_mark = fields.String(metadata={"description": "Of amounts.", "example": ","})
    sign_convention = fields.String(metadata={"description": "Of amounts.", "example": "signed"})
    example = fields.List(
        fields.String(allow_none=True),
        required=True,
        metadata={
            "description": "As the file has it, and as it is then read.",
            "example": ["03/04/2026", "2026-04-03"],
        },
    )


class AmbiguityOut(StrictSchema):
    """Where two readings survive."""

    field = fields.String(required=True, metadata={"description": "What is open.", "example": "date_order"})
    chosen = fields.String(required=True, metadata={"description": "The reading that was taken.", "example": "dmy"})
    readings = fields.List(fields.Nested(SurvivingOut), required=True)


class ImportPreviewOut(ReadingOut):
    """How a file would be read. Nothing of it is kept."""

    sign_convention = fields.String(
        required=True, metadata={"description": "How amounts say what is money out.", "example": "signed"}
    )
    accounts = fields.List(
        fields.String(), required=True, metadata={"description": "Account numbers it names.", "example": []}
    )
    columns = fields.List(fields.Nested(ColumnOut), required=True)
    rows = fields.List(fields.Nested(ImportPreviewRowOut), required=True)
    problems = fields.List(fields.Nested(LineProblemOut), required=True)
    ambiguities = fields.List(
        fields.Nested(AmbiguityOut), required=True, metadata={"description": "Where two readings survive."}
    )
    counts = fields.Nested(
        LineCountsOut, required=True, allow_none=True, metadata={"description": "Null for a large file."}
    )
    balance_proof = balance_proof(PROOF)
    confidence = fields.Float(required=True, metadata={**_SHARE, "description": "How sure the reading is as a whole."})
    judged = Choice(JUDGED, required=True, metadata={"description": "By how much of it.", "example": "whole"})


def preview_out(found: Preview) -> dict[str, object]:
    """Returns the JSON form of a preview."""
    layout = found.layout
    return {
        **reading_out(found.document),
        "sign_convention": layout.sign_convention,
        "accounts": layout.accounts,
        "columns": list(_columns(layout, found.samples)) if has_one_table(layout) else [],
        "rows": [_row(row) for row in found.rows],
        "problems": [_line_problem(line) for line in found.problems],
        "ambiguities": layout.ambiguities,
        "counts": found.counts,
        "balance_proof": found.balance_proof,
        "confidence": found.confidence,
        "judged": found.judged,
    }


def _columns(layout: Layout, samples: Mapping[int, list[str]]) -> Iterator[dict[str, object]]:
    read_as = _fields_by_place(layout)
    width = 1 + max([len(layout.headers) - 1, *read_as, *samples])
    for place in range(width):
        name = read_as.get(place)
        yield {
            "index": place,
            "header": layout.headers[place] or None if place < len(layout.headers) else None,
            "field": name,
            "confidence": layout.confidence.get(name) if name else None,
            "samples": samples.get(place, []),
        }


def _fields_by_place(layout: Layout) -> dict[int, str]:
    """Returns the field of each column; one that also is part of the description counts as the other field."""
    parts = {i: name for name, column in layout.columns.items() if isinstance(column, list) for i in column}
    return parts | {column: name for name, column in layout.columns.items() if isinstance(column, int)}


def _row(found: PreviewRow) -> dict[str, object]:
    row = found.entry.row
    balance = None if row.balance is None else minor_or_none(row.balance, row.currency)
    return {
        "row": row.row,
        "date": row.date.isoformat(),
        "value_date": row.value_date.isoformat() if row.value_date else None,
        "amount": format_amount(found.entry.amount_minor, row.currency),
        "currency": row.currency,
        "description": row.description,
        "account": row.account,
        "account_id": found.account_id,
        "external_id": row.external_id,
        "balance": None if balance is None else format_amount(balance, row.currency),
        "pending": row.pending,
        "merchant": found.merchant,
        "category": found.category,
        "duplicate_of": found.duplicate_of,
    }


def _line_problem(line: Rejected) -> dict[str, object]:
    return {"row": line.row, "code": line.code, "message": line.message, "raw": line.raw}
