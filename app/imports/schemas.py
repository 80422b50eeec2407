"""The JSON form of imports: uploads, the import itself, and what became of its lines."""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from app.categories.schemas import BY_ID, CategoryOnce, slug
from app.imports.documents import ImportRow, ImportWithJob, account_ids
from app.imports.layouts.schemas import FORMAT, ReadingOut, read_mapping, reading_out
from app.imports.store import OUTCOMES
from app.infra.documentation.examples import ACCOUNT_ID, IMPORT_ID, IMPORTED_ID, JOB_ID, UNDO_JOB_ID
from app.infra.fields import (
    Amount,
    Choice,
    Choices,
    Currency,
    Day,
    Either,
    Flag,
    Id,
    StrictSchema,
    Text,
    Vocabulary,
)
from app.infra.pagination import ListOut, PageQuery
from app.jobs.results import DATE_ORDER, UndoCounts, balance_proof
from app.jobs.schemas import STATE, ImportJob, UndoJob
from app.money import format_amount

# What 16 MB of JSON hold at most when each row is as short as can be is far more; a file is the way for those.
MAX_JSON_ROWS = 50_000

OUTCOME = Vocabulary("LineOutcome", "What became of a line of a file.", OUTCOMES)

_ACCOUNT = {"example": ACCOUNT_ID}
_COUNT = {"example": 412}
_RESTORE = {"description": "Whether deleted transactions come back; they stay away without it.", "example": False}
PROOF = "Whether the balances fit, or where they break; null until that is known."
_STRINGS = validate.Length(max=20)


class ImportForm(StrictSchema):
    """What may stand in the form beside the file; nothing is required."""

    account_id = Id(metadata={"description": "Where all rows go; without it, by the statement.", **_ACCOUNT})
    format = Choice(FORMAT, metadata={"description": "Recognised without it.", "example": "csv"})
    currency = Currency(metadata={"description": "Where the statement names none.", "example": "EUR"})
    date_order = Choice(DATE_ORDER, metadata={"description": "How the file writes days.", "example": "dmy"})
    mapping = fields.Function(
        deserialize=read_mapping,
        metadata={
            "type": "string",
            "description": "JSON text: which column (header or index from 0) holds which field, and how its cells are "
            "written; the `mapping` of a preview. Saved for files with this header; `{}` deletes it.",
            "example": '{"date": "Posted", "amount": "Value", "description": ["Payee", "Memo"], "date_order": "dmy"}',
        },
    )
    restore_deleted = Flag(metadata={"in_query": True, **_RESTORE})


class ImportUpload(ImportForm):
    """The whole form, as it is documented; files come apart from the other fields."""

    file = fields.Raw(required=True, metadata={"type": "string", "format": "binary", "description": "The statement."})


class ImportRowIn(CategoryOnce):
    """A transaction as another program knows it; what it says beyond a bank's line counts as set by the user."""

    date = Day(required=True, metadata={"description": "The booking date.", "example": "2026-10-04"})
    amount = Amount(required=True, metadata={"description": "Signed; negative is money out.", "example": "-12.50"})
    description = Text(required=True, least=1, most=1000, metadata={"example": "BLUE BOTTLE COFFEE 0123"})
    currency = Currency(metadata={"description": "Without it, the account's or the workspace's.", "example": "USD"})
    merchant = Text(least=1, most=200, metadata={"example": "Blue Bottle Coffee"})
    category_id = Id(metadata=BY_ID)
    category = slug()
    external_id = Text(least=1, most=300, metadata={"description": "The source's own id.", "example": "20261004-17"})
    value_date = Day(metadata={"example": "2026-10-05"})
    transaction_date = Day(metadata={"example": "2026-10-03"})
    notes = Text(most=2000, metadata={"example": "with Grace"})
    tags = fields.List(Text(least=1, most=50), validate=_STRINGS, metadata={"example": ["holiday"]})


class JsonImport(StrictSchema):
    """Transactions as JSON; one that is wrong refuses them all."""

    transactions = fields.List(fields.Nested(ImportRowIn), required=True, validate=validate.Length(1, MAX_JSON_ROWS))
    account_id = Id(metadata={"description": "Where all rows go.", **_ACCOUNT})
    restore_deleted = Flag(metadata=_RESTORE)

    @ma.pre_load
    def _refuse_too_many(self, data: Any, **_: Any) -> Any:
        """Before each row is looked at, which takes seconds for so many."""
        rows = data.get("transactions") if isinstance(data, dict) else None
        if isinstance(rows, list) and len(rows) > MAX_JSON_ROWS:
            raise ma.ValidationError({"transactions": [f"Send at most {MAX_JSON_ROWS} rows, or a file."]})
        return data


class UndoneOut(UndoCounts):
    """What became of an import that was undone."""

    at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-06T08:00:00.000Z"})
    job_id = Id(required=True, metadata={"description": "The job that did it.", "example": UNDO_JOB_ID})
    force = fields.Boolean(
        required=True, metadata={"description": "Whether what users changed went too.", "example": False}
    )


class ImportOut(ReadingOut):
    """An import: what was sent, how it was read, and what became of its lines."""

    id = Id(required=True, metadata={"example": IMPORT_ID})
    job_id = Id(required=True, metadata={"description": "The job that imports it.", "example": JOB_ID})
    state = Choice(STATE, required=True, metadata={"description": "That of its job.", "example": "succeeded"})
    file_name = fields.String(required=True, metadata={"example": "october.csv"})
    size = fields.Integer(required=True, metadata={"description": "Bytes.", "example": 48211})
    account_ids = fields.List(
        Id(), required=True, metadata={"description": "The accounts it feeds.", "example": [ACCOUNT_ID]}
    )
    lines = fields.Integer(
        required=True, metadata={"description": "Records done; blank ones are none.", "example": 415}
    )
    created = fields.Integer(required=True, metadata=_COUNT)
    duplicate = fields.Integer(required=True, metadata={"example": 0})
    rejected = fields.Integer(required=True, metadata={"example": 1})
    ignored = fields.Integer(required=True, metadata={"example": 2})
    balance_proof = balance_proof(PROOF)
    problem = Either(
        "Problem", required=True, allow_none=True, metadata={"description": "Why it failed.", "example": None}
    )
    created_at = fields.String(required=True, metadata={"format": "date-time", "example": "2026-10-05T08:00:00.000Z"})
    undone = fields.Nested(
        UndoneOut, required=True, allow_none=True, metadata={"description": "Null unless the import was undone."}
    )


class ImportStarted(StrictSchema):
    """The job of an import, and the import."""

    job = fields.Nested(ImportJob, required=True)
    # Not `import`: that is a word of Python; data_key gives the wire its name.
    import_ = fields.Nested(ImportOut, required=True, data_key="import")


class UndoStarted(StrictSchema):
    """The job that undoes an import, and the import."""

    job = fields.Nested(UndoJob, required=True)
    import_ = fields.Nested(ImportOut, required=True, data_key="import")


class ImportPage(ListOut):
    """One page of imports, newest first."""

    data = fields.List(fields.Nested(ImportOut), required=True)


class RowQuery(PageQuery):
    """Which lines to show."""

    outcome = Choices(
        OUTCOME,
        load_default=None,
        metadata={"description": "Only lines with these outcomes, separated by commas.", "example": ["rejected"]},
    )


class ImportRowOut(StrictSchema):
    """A line of the file and what became of it."""

    row = fields.Integer(required=True, metadata={"description": "Its number, from 1.", "example": 17})
    outcome = Choice(OUTCOME, required=True, metadata={"example": "duplicate"})
    transaction_id = Id(
        required=True,
        allow_none=True,
        metadata={"description": "What it became or repeats; null when that is deleted.", "example": IMPORTED_ID},
    )
    date = fields.String(required=True, allow_none=True, metadata={"format": "date", "example": "2026-10-04"})
    amount = fields.String(required=True, allow_none=True, metadata={"example": "-12.50"})
    currency = fields.String(required=True, allow_none=True, metadata={"example": "USD"})
    description = fields.String(required=True, allow_none=True, metadata={"example": "BLUE BOTTLE COFFEE 0123"})
    code = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "Why it was rejected; `other_facts` if a duplicate by id differs from its transaction.",
            "example": "no_date",
        },
    )
    message = fields.String(required=True, allow_none=True, metadata={"example": "There is no date in this line."})
    raw = fields.String(
        required=True, allow_none=True, metadata={"description": "The line, where it is no transaction."}
    )


class ImportRowPage(ListOut):
    """One page of lines, in the order of the file."""

    data = fields.List(fields.Nested(ImportRowOut), required=True)


def import_out(document: ImportWithJob) -> dict[str, object]:
    """Returns the JSON form of an import with its `state`."""
    return {
        "id": document["_id"],
        "job_id": document["job_id"],
        "state": document["state"],
        "file_name": document["file_name"],
        "size": document["size"],
        **_reading(document),
        "account_ids": account_ids(document),
        "lines": document["lines"],
        **document["counts"],
        "balance_proof": document["balance_proof"],
        "problem": document["problem"],
        "created_at": document["created_at"],
        "undone": document.get("undone"),
    }


def _reading(document: ImportWithJob) -> dict[str, object]:
    """Returns how an import is read, with all warnings of its job once that has finished."""
    reading = reading_out(document)
    return {**reading, "warnings": document["warnings"] or reading["warnings"]}


def import_row_out(row: ImportRow) -> dict[str, object]:
    """Returns the JSON form of one line's outcome."""
    amount = row.get("amount_minor")
    return {
        "row": row["row"],
        "outcome": row["outcome"],
        "transaction_id": row.get("transaction_id"),
        "date": row["date"].strftime("%Y-%m-%d") if row.get("date") else None,
        "amount": None if amount is None else format_amount(amount, row["currency"]),
        "currency": row.get("currency"),
        "description": row.get("description"),
        "code": row.get("code"),
        "message": row.get("message"),
        "raw": row.get("raw"),
    }
