"""What an import looks like on the wire."""

import json
from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from bson import ObjectId
from marshmallow import fields, validate

from app.imports.judging import SOURCES
from app.imports.mappings import dialect_of, faults_of, mapping_of
from app.imports.readers.base import DATE_ORDERS, Layout
from app.imports.run import account_ids
from app.imports.statements import FORMATS
from app.imports.store import OUTCOMES
from app.imports.undo_schemas import UndoneOut
from app.infra.fields import Amount, Currency, Day, Flag, Id, StrictSchema, Text
from app.infra.pagination import ListOut, PageQuery
from app.jobs.schemas import STATES, JobStarted
from app.money import format_amount

# What 16 MB of JSON hold at most when each row is as short as can be is far more; a file is the way for those.
MAX_JSON_ROWS = 50_000
MAX_MAPPING = 20_000

_ID = {"example": "6740a1b2c3d4e5f601234567"}
_COUNT = {"example": 412}
_RESTORE = {"description": "Whether deleted transactions come back; they stay away without it.", "example": False}
PROOF = {
    "description": "Whether the balances fit: `proved`, `not stated`, or where they break; null until that is known.",
    "example": "proved",
}
_STRINGS = validate.Length(max=20)


def read_mapping(value: Any) -> dict[str, Any]:
    """The mapping from fields to columns out of its JSON text; a column is a header's text or an index from 0."""
    if not isinstance(value, str) or len(value) > MAX_MAPPING:
        raise ma.ValidationError(f"Not a mapping; send JSON text of at most {MAX_MAPPING} characters.")
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        raise ma.ValidationError("Not a mapping; the text is no JSON.") from None
    if not isinstance(found, dict):
        raise ma.ValidationError('Not a mapping; send JSON such as {"date": "Buchungstag", "amount": 3}.')
    if faults := faults_of(found):
        raise ma.ValidationError({name: [message] for name, message in faults.items()})
    return found


class ImportForm(StrictSchema):
    """What may stand in the form beside the file; nothing is required."""

    account_id = Id(metadata={"description": "Where all rows go; without it, by the statement.", **_ID})
    format = fields.String(
        validate=validate.OneOf(FORMATS), metadata={"description": "Recognised without it.", "example": "csv"}
    )
    currency = Currency(metadata={"description": "Where the statement names none.", "example": "EUR"})
    date_order = fields.String(
        validate=validate.OneOf(DATE_ORDERS), metadata={"description": "How the file writes days.", "example": "dmy"}
    )
    mapping = fields.Function(
        deserialize=read_mapping,
        metadata={
            "type": "string",
            "description": "JSON text: which column (header or index from 0) holds which field, and how its cells are "
            "written; the `mapping` of a preview. Remembered for files with this header; `{}` forgets it.",
            "example": '{"date": "Posted", "amount": "Value", "description": ["Payee", "Memo"], "date_order": "dmy"}',
        },
    )
    restore_deleted = Flag(metadata={"in_query": True, **_RESTORE})


class ImportUpload(ImportForm):
    """The whole form, as it is documented; files come apart from the other fields."""

    file = fields.Raw(required=True, metadata={"type": "string", "format": "binary", "description": "The statement."})


class ImportRowIn(StrictSchema):
    """A transaction as another program knows it; what it says beyond a bank's line counts as the user's word."""

    date = Day(required=True, metadata={"description": "The booking date.", "example": "2026-10-04"})
    amount = Amount(required=True, metadata={"description": "Signed; negative is money out.", "example": "-12.50"})
    description = Text(required=True, least=1, most=1000, metadata={"example": "BLUE BOTTLE COFFEE 0123"})
    currency = Currency(metadata={"description": "Without it, the account's or the workspace's.", "example": "USD"})
    merchant = Text(least=1, most=200, metadata={"example": "Blue Bottle Coffee"})
    category = Text(least=1, most=100, metadata={"description": "A category's slug.", "example": "coffee"})
    external_id = Text(least=1, most=300, metadata={"description": "The source's own id.", "example": "20261004-17"})
    value_date = Day(metadata={"example": "2026-10-05"})
    transaction_date = Day(metadata={"example": "2026-10-03"})
    notes = Text(most=2000, metadata={"example": "with Grace"})
    tags = fields.List(Text(least=1, most=50), validate=_STRINGS, metadata={"example": ["holiday"]})


class JsonImport(StrictSchema):
    """Transactions as JSON; one that is wrong refuses them all."""

    transactions = fields.List(fields.Nested(ImportRowIn), required=True, validate=validate.Length(1, MAX_JSON_ROWS))
    account_id = Id(metadata={"description": "Where all rows go.", **_ID})
    restore_deleted = Flag(metadata=_RESTORE)

    @ma.pre_load
    def _refuse_too_many(self, data: Any, **_: Any) -> Any:
        """Before each row is looked at, which takes seconds for so many."""
        rows = data.get("transactions") if isinstance(data, dict) else None
        if isinstance(rows, list) and len(rows) > MAX_JSON_ROWS:
            raise ma.ValidationError({"transactions": [f"Send at most {MAX_JSON_ROWS} rows, or a file."]})
        return data


class WarningOut(StrictSchema):
    """Something the user should know about how the file was read."""

    code = fields.String(required=True, metadata={"example": "ambiguous_date_order"})
    message = fields.String(required=True, metadata={"description": "A sentence for people."})


class DialectOut(StrictSchema):
    """How the cells of a table are told apart and written."""

    delimiter = fields.String(required=True, metadata={"example": ";"})
    decimal_mark = fields.String(required=True, metadata={"example": ","})
    thousands_mark = fields.String(
        required=True, metadata={"description": "The marks that may group digits.", "example": "."}
    )
    header_row = fields.Integer(
        required=True, allow_none=True, metadata={"description": "The header's line; null without one.", "example": 1}
    )


class ReadingOut(StrictSchema):
    """How a statement is read; null until it was judged."""

    format = fields.String(required=True, allow_none=True, metadata={"example": "csv"})
    encoding = fields.String(required=True, allow_none=True, metadata={"example": "utf-8"})
    dialect = fields.Nested(
        DialectOut, required=True, allow_none=True, metadata={"description": "Null for formats without columns."}
    )
    date_order = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(DATE_ORDERS),
        metadata={"description": "How its days were read.", "example": "dmy"},
    )
    currency = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Of the rows that name none themselves.", "example": "EUR"},
    )
    mapping = fields.Dict(
        required=True,
        allow_none=True,
        metadata={
            "description": "The reading as it can be sent back with the file; empty for formats without columns.",
            "example": {"date": "Buchungstag", "amount": "Betrag", "description": ["Text"], "date_order": "dmy"},
        },
    )
    mapping_source = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(SOURCES),
        metadata={"description": "Who chose the columns: the sender, an earlier one, the file.", "example": "judged"},
    )
    warnings = fields.List(fields.Nested(WarningOut), required=True)


class ImportOut(ReadingOut):
    """An import: what was sent, how it was read, and what became of its lines."""

    id = Id(required=True, metadata=_ID)
    job_id = Id(required=True, metadata=_ID)
    state = fields.String(required=True, validate=validate.OneOf(STATES), metadata={"example": "succeeded"})
    file_name = fields.String(required=True, metadata={"example": "october.csv"})
    size = fields.Integer(required=True, metadata={"description": "Bytes.", "example": 48211})
    account_ids = fields.List(
        Id(), required=True, metadata={"description": "The accounts it feeds.", "example": [_ID["example"]]}
    )
    lines = fields.Integer(
        required=True, metadata={"description": "Records done; blank ones are none.", "example": 415}
    )
    created = fields.Integer(required=True, metadata=_COUNT)
    duplicate = fields.Integer(required=True, metadata={"example": 0})
    rejected = fields.Integer(required=True, metadata={"example": 1})
    ignored = fields.Integer(required=True, metadata={"example": 2})
    balance_proof = fields.Raw(required=True, allow_none=True, metadata=PROOF)
    problem = fields.Dict(
        required=True, allow_none=True, metadata={"description": "Why it failed: a problem document.", "example": None}
    )
    created_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})
    undone = fields.Nested(
        UndoneOut, required=True, allow_none=True, metadata={"description": "Null while the import stands."}
    )


class ImportStarted(JobStarted):
    """The job of an import or of its undoing, and the import."""

    # Not `import`: that is a word of Python; data_key gives the wire its name.
    import_ = fields.Nested(ImportOut, required=True, data_key="import")


class ImportPage(ListOut):
    """One page of imports, newest first."""

    data = fields.List(fields.Nested(ImportOut), required=True)


class RowQuery(PageQuery):
    """Which lines to show."""

    outcome = fields.String(
        load_default=None,
        validate=validate.OneOf(OUTCOMES),
        metadata={"description": "Only these.", "example": "rejected"},
    )


class ImportRowOut(StrictSchema):
    """A line of the file and what became of it."""

    row = fields.Integer(required=True, metadata={"description": "Its number, from 1.", "example": 17})
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES), metadata={"example": "duplicate"})
    transaction_id = Id(
        required=True,
        allow_none=True,
        metadata={"description": "What it became or repeats; null when that is deleted.", **_ID},
    )
    date = fields.String(required=True, allow_none=True, metadata={"format": "date", "example": "2026-10-04"})
    amount = fields.String(required=True, allow_none=True, metadata={"example": "-12.50"})
    currency = fields.String(required=True, allow_none=True, metadata={"example": "USD"})
    description = fields.String(required=True, allow_none=True, metadata={"example": "BLUE BOTTLE COFFEE 0123"})
    code = fields.String(
        required=True, allow_none=True, metadata={"description": "Why it was rejected.", "example": "no_date"}
    )
    message = fields.String(required=True, allow_none=True, metadata={"example": "There is no date in this line."})
    raw = fields.String(
        required=True, allow_none=True, metadata={"description": "The line, where it is no transaction."}
    )


class ImportRowPage(ListOut):
    """One page of lines, in the order of the file."""

    data = fields.List(fields.Nested(ImportRowOut), required=True)


def import_out(document: Mapping[str, Any]) -> dict[str, Any]:
    """The wire form of an import with its `state`."""
    return {
        "id": document["_id"],
        "job_id": document["job_id"],
        "state": document["state"],
        "file_name": document["file_name"],
        "size": document["size"],
        **reading_out(document),
        "account_ids": account_ids(document),
        "lines": document["lines"],
        **document["counts"],
        "balance_proof": document["balance_proof"],
        "problem": document["problem"],
        "created_at": document["created_at"],
        "undone": document.get("undone"),
    }


def reading_out(document: Mapping[str, Any]) -> dict[str, Any]:
    """The wire form of how an import is read."""
    stored = document["layout"]
    layout = Layout.from_document(stored) if stored else None
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


def import_row_out(row: Mapping[str, Any]) -> dict[str, Any]:
    """The wire form of one line's outcome."""
    amount = row.get("amount_minor")
    names = ("currency", "description", "code", "message", "raw")
    transaction_id: ObjectId | None = row.get("transaction_id")
    return {
        "row": row["row"],
        "outcome": row["outcome"],
        "transaction_id": transaction_id,
        "date": row["date"].strftime("%Y-%m-%d") if row.get("date") else None,
        "amount": None if amount is None else format_amount(amount, row["currency"]),
        **{name: row.get(name) for name in names},
    }
