"""What becomes of a batch's lines, by what the workspace holds already."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId

from app.formats.interface import Ignored, Rejected, Row
from app.formats.json.api_rows import FORMAT as JSON_ROWS
from app.imports.dedup.resolve import Resolution, resolve_lines
from app.imports.dedup.statement_kind import Source
from app.imports.drafting.drafts import Batch, Draft
from app.imports.drafting.lines import midnight, optional_minor
from app.infra.database.ids import fresh_id
from app.infra.database.mongo import Document, Scope
from app.transactions.bank_ids import is_by_id
from app.transactions.documents import new_document
from app.transactions.provenance import service as transactions

# A duplicate by its id that tells another amount, day or text than the transaction has.
OTHER_FACTS = "other_facts"
# Banks word and date a line anew from one statement to the next, and mean the same.
_BANK_FACTS = ("amount",)


@dataclass(frozen=True, slots=True)
class Outcome:
    """New transactions, and a document for each line that becomes none; together one for every line.

    `settled` are the pending transactions that lines settle, before and after; `aliases` what else to remember.
    """

    documents: list[Document]
    rows: list[Document]
    settled: list[transactions.Change] = field(default_factory=list)
    aliases: list[Document] = field(default_factory=list)

    @property
    def differing(self) -> int:
        """How many lines tell other facts of a transaction than it has."""
        return sum(row.get("code") == OTHER_FACTS for row in self.rows)

    def counts(self) -> dict[str, int]:
        """How many lines had which outcome."""
        return {**Counter(row["outcome"] for row in self.rows), "created": len(self.documents)}


def decide_outcomes(scope: Scope, source: Source, batch: Batch) -> Outcome:
    """The outcome of every line. It changes nothing and can be asked again, inside a transaction for good."""
    resolution = resolve_lines(scope, source, batch)
    outcome, now = Outcome([], [], aliases=list(resolution.aliases.values())), datetime.now(UTC)
    taken: dict[str, ObjectId] = {}
    for line in batch.lines:
        if not isinstance(line, Draft):
            outcome.rows.append(_unposted(source.import_id, line))
            continue
        row = line.entry.row.row
        fingerprint = resolution.fingerprints.get(row, line.fingerprint)
        if (same := resolution.known.get(row) or taken.get(fingerprint)) is not None:
            outcome.rows.append(_duplicate(source.import_id, line, same))
            _post_pending(outcome, source, resolution, line, now)
        else:
            document = _document(source.import_id, line, fingerprint, now)
            taken[fingerprint] = document["_id"]
            outcome.documents.append(document)
    _report_differences(scope, source, batch, outcome)
    return outcome


def _report_differences(scope: Scope, source: Source, batch: Batch, outcome: Outcome) -> None:
    """Say of lines whose id is known what else the transaction of that id says: it stays as it is."""
    by_id = {draft.entry.row.row for draft in batch.drafts if is_by_id(draft.fingerprint)}
    repeated = [row for row in outcome.rows if row["row"] in by_id and "transaction_id" in row and "message" not in row]
    if not repeated:
        return
    found = transactions.find_many(scope, {row["transaction_id"] for row in repeated})
    documents = {document["_id"]: document for document in found}
    for row in repeated:
        document = documents.get(row["transaction_id"])
        differs = document and transactions.differences(
            row, document, transactions.COMPARED if source.kind == JSON_ROWS else _BANK_FACTS
        )
        if differs:
            row["code"] = OTHER_FACTS
            row["message"] = f"The transaction of this id says otherwise and stays: {', '.join(differs.values())}."


def _post_pending(outcome: Outcome, source: Source, resolution: Resolution, draft: Draft, now: datetime) -> None:
    """The line is the posted one of a pending transaction, if it is."""
    row = draft.entry.row.row
    if pending := resolution.settling.get(row):
        posted = _document(source.import_id, draft, resolution.fingerprints.get(row, draft.fingerprint), now)
        outcome.settled.append((pending, transactions.settled(pending, posted, draft.filing, source.import_id)))
        outcome.rows[-1]["message"] = "The pending transaction was posted."


def _document(import_id: ObjectId, draft: Draft, fingerprint: str, now: datetime) -> Document:
    row = draft.entry.row
    document = new_document(
        transaction_id=fresh_id(),
        account_id=draft.account_id,
        date=draft.entry.day,
        amount_minor=draft.entry.amount_minor,
        currency=row.currency,
        description=row.description,
        filing=draft.filing,
        source="import",
        fingerprint=fingerprint,
        now=now,
        status="pending" if row.pending else "posted",
        import_id=import_id,
        import_row=row.row,
        locked=draft.locked,
        **_secondary_fields(row),
    )
    if (balance := optional_minor(row.balance, row.currency)) is not None:
        document["balance_minor"] = balance
    if draft.parts:
        document["splits"] = list(draft.parts)
    return document


def _secondary_fields(row: Row) -> dict[str, Any]:
    """What a line says beside its day, amount and words; None where it says nothing."""
    return {
        "value_date": midnight(row.value_date) if row.value_date else None,
        "transaction_date": midnight(row.transaction_date) if row.transaction_date else None,
        "original_amount_minor": optional_minor(row.original_amount, row.original_currency),
        "original_currency": row.original_currency,
        "external_id": row.external_id,
    }


def _duplicate(import_id: ObjectId, draft: Draft, transaction_id: ObjectId) -> Document:
    row = draft.entry.row
    more = {
        **_secondary_fields(row),
        "balance_minor": optional_minor(row.balance, row.currency),
        "payee": row.payee or None,
    }
    return {
        **_row(import_id, row.row, "duplicate"),
        "transaction_id": transaction_id,
        "date": draft.entry.day,
        "amount_minor": draft.entry.amount_minor,
        "currency": row.currency,
        "description": row.description,
        **({"pending": True} if row.pending else {}),
        **{name: value for name, value in more.items() if value is not None},
    }


def _unposted(import_id: ObjectId, line: Rejected | Ignored) -> Document:
    if isinstance(line, Rejected):
        return {**_row(import_id, line.row, "rejected"), "code": line.code, "message": line.message, "raw": line.raw}
    return {**_row(import_id, line.row, "ignored"), "message": line.reason, "raw": line.raw}


def _row(import_id: ObjectId, row: int, outcome: str) -> dict[str, Any]:
    return {"import_id": import_id, "row": row, "outcome": outcome}
