"""What becomes of a batch's lines, by what the workspace holds already."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId

from app.imports.drafts import Batch, Draft
from app.imports.entries import midnight, optional_minor
from app.imports.readers.base import Ignored, Rejected
from app.infra.mongo import Document, Scope
from app.transactions import service as transactions
from app.transactions.documents import new_document


@dataclass(frozen=True, slots=True)
class Outcome:
    """New transactions, and a document for each line that becomes none; together one for every line."""

    documents: list[Document]
    rows: list[Document]

    def counts(self) -> dict[str, int]:
        """How many lines had which outcome."""
        return {**Counter(row["outcome"] for row in self.rows), "created": len(self.documents)}


def decide(scope: Scope, import_id: ObjectId, batch: Batch) -> Outcome:
    """The outcome of every line. It changes nothing and can be asked again, inside a transaction for good."""
    taken = transactions.known_fingerprints(scope, [draft.fingerprint for draft in batch.drafts])
    outcome, now = Outcome([], []), datetime.now(UTC)
    for line in batch.lines:
        if not isinstance(line, Draft):
            outcome.rows.append(_unposted(import_id, line))
        elif line.fingerprint in taken:
            outcome.rows.append(_duplicate(import_id, line, taken[line.fingerprint]))
        else:
            document = _document(import_id, line, now)
            taken[line.fingerprint] = document["_id"]
            outcome.documents.append(document)
    return outcome


def _document(import_id: ObjectId, draft: Draft, now: datetime) -> Document:
    row = draft.entry.row
    return new_document(
        transaction_id=ObjectId(),
        account_id=draft.account_id,
        date=draft.entry.day,
        amount_minor=draft.entry.amount_minor,
        currency=row.currency,
        description=row.description,
        filing=draft.filing,
        source="import",
        fingerprint=draft.fingerprint,
        now=now,
        status="pending" if row.pending else "posted",
        value_date=midnight(row.value_date) if row.value_date else None,
        transaction_date=midnight(row.transaction_date) if row.transaction_date else None,
        original_amount_minor=optional_minor(row.original_amount, row.original_currency),
        original_currency=row.original_currency,
        import_id=import_id,
        import_row=row.row,
        external_id=row.external_id,
        locked=draft.locked,
    )


def _duplicate(import_id: ObjectId, draft: Draft, transaction_id: ObjectId) -> Document:
    row = draft.entry.row
    return {
        **_row(import_id, row.row, "duplicate"),
        "transaction_id": transaction_id,
        "date": draft.entry.day,
        "amount_minor": draft.entry.amount_minor,
        "currency": row.currency,
        "description": row.description,
    }


def _unposted(import_id: ObjectId, line: Rejected | Ignored) -> Document:
    if isinstance(line, Rejected):
        return {**_row(import_id, line.row, "rejected"), "code": line.code, "message": line.message, "raw": line.raw}
    return {**_row(import_id, line.row, "ignored"), "message": line.reason, "raw": line.raw}


def _row(import_id: ObjectId, row: int, outcome: str) -> dict[str, Any]:
    return {"import_id": import_id, "row": row, "outcome": outcome}
