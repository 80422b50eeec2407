"""Decides the outcome of every line of a batch: a new transaction, a duplicate, rejected or ignored."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypedDict, cast

from bson import ObjectId

from app.formats.interface import Ignored, Rejected, Row
from app.formats.json.api_rows import FORMAT as JSON_ROWS
from app.formats.native.rows import FullRow
from app.imports.dedup.resolve import Resolution, resolve_lines
from app.imports.dedup.statement_kind import Source
from app.imports.documents import ImportRow
from app.imports.drafting.drafts import Batch, Draft
from app.imports.drafting.lines import MAX_EXTERNAL_ID, midnight, optional_minor
from app.infra.database.ids import fresh_id
from app.infra.database.mongo import Scope
from app.transactions.bank_ids import is_by_id
from app.transactions.documents import Alias, Change, Transaction, new_document
from app.transactions.provenance import service as transactions

# The code of a duplicate by its id that has another amount, day or text than the transaction.
OTHER_FACTS = "other_facts"
# Banks word and date a line anew from one statement to the next, and mean the same.
_BANK_FACTS = ("amount",)


class _SecondaryFields(TypedDict):
    value_date: datetime | None
    transaction_date: datetime | None
    original_amount_minor: int | None
    original_currency: str | None
    external_id: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """New transactions, and a document for each line that becomes none; together one for every line.

    `settled` are pending transactions that lines post, before and after; `aliases` are fingerprints to store with them.
    """

    documents: list[Transaction]
    rows: list[ImportRow]
    settled: list[Change] = field(default_factory=list)
    aliases: list[Alias] = field(default_factory=list)

    @property
    def differing(self) -> int:
        """Returns how many lines have the id of a transaction and other facts."""
        return sum(row.get("code") == OTHER_FACTS for row in self.rows)

    def counts(self) -> dict[str, int]:
        """Returns how many lines had which outcome."""
        return {**Counter(row["outcome"] for row in self.rows), "created": len(self.documents)}


def decide_outcomes(scope: Scope, source: Source, batch: Batch) -> Outcome:
    """Returns the outcome of every line. It writes nothing, and can be called again inside the final transaction."""
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
    """Add a message to lines whose id is known if the transaction has other facts; the transaction is not changed."""
    by_id = {draft.entry.row.row for draft in batch.drafts if is_by_id(draft.fingerprint)}
    repeated = [
        (transaction_id, row)
        for row in outcome.rows
        if row["row"] in by_id and "message" not in row and (transaction_id := row.get("transaction_id"))
    ]
    if not repeated:
        return
    compared = transactions.COMPARED if source.kind == JSON_ROWS else _BANK_FACTS
    found = transactions.find_many(scope, {transaction_id for transaction_id, _ in repeated})
    documents = {document["_id"]: document for document in found}
    for transaction_id, row in repeated:
        document = documents.get(transaction_id)
        differs = document and transactions.differences(cast("transactions.ComparedFields", row), document, compared)
        if differs:
            row["code"] = OTHER_FACTS
            row["message"] = f"The transaction of this id says otherwise and stays: {', '.join(differs.values())}."


def _post_pending(outcome: Outcome, source: Source, resolution: Resolution, draft: Draft, now: datetime) -> None:
    """Post the pending transaction of a line, if the line is the posted one of it."""
    row = draft.entry.row.row
    if pending := resolution.settling.get(row):
        posted = _document(source.import_id, draft, resolution.fingerprints.get(row, draft.fingerprint), now)
        outcome.settled.append((pending, transactions.settled(pending, posted, draft.filing, source.import_id)))
        outcome.rows[-1]["message"] = "The pending transaction was posted."


def _document(import_id: ObjectId, draft: Draft, fingerprint: str, now: datetime) -> Transaction:
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
        status=_status(row),
        import_id=import_id,
        import_row=row.row,
        locked=draft.locked,
        **_secondary_fields(row),
    )
    if (balance := optional_minor(row.balance, row.currency)) is not None:
        document["balance_minor"] = balance
    if draft.parts:
        document["splits"] = list(draft.parts)
    if document["status"] == "lapsed":
        document["told_lapsed"] = True
    _add_transfer_facts(document, row)
    return document


def _is_lapsed(row: Row) -> bool:
    return isinstance(row, FullRow) and row.lapsed


def _status(row: Row) -> str:
    if _is_lapsed(row):
        return "lapsed"
    return "pending" if row.pending else "posted"


def _add_transfer_facts(document: Transaction, row: Row) -> None:
    """Add what the line says of the other leg, which few lines do."""
    if row.is_transfer:
        document["told_transfer"] = True
    if row.counterparty_account:
        document["counterparty_account"] = row.counterparty_account[:MAX_EXTERNAL_ID]
    if row.reference:
        document["reference"] = row.reference[:MAX_EXTERNAL_ID]


def _secondary_fields(row: Row) -> _SecondaryFields:
    """Returns the fields of a line beside its day, amount and words; None where it has none."""
    return {
        "value_date": midnight(row.value_date) if row.value_date else None,
        "transaction_date": midnight(row.transaction_date) if row.transaction_date else None,
        "original_amount_minor": optional_minor(row.original_amount, row.original_currency),
        "original_currency": row.original_currency,
        "external_id": row.external_id,
    }


def _duplicate(import_id: ObjectId, draft: Draft, transaction_id: ObjectId) -> ImportRow:
    row = draft.entry.row
    fields = {
        "import_id": import_id,
        "row": row.row,
        "outcome": "duplicate",
        "transaction_id": transaction_id,
        "date": draft.entry.day,
        "amount_minor": draft.entry.amount_minor,
        "currency": row.currency,
        "description": row.description,
        "pending": row.pending or None,
        "lapsed": _is_lapsed(row) or None,
        **_secondary_fields(row),
        "balance_minor": optional_minor(row.balance, row.currency),
        "payee": row.payee or None,
    }
    return cast(ImportRow, {name: value for name, value in fields.items() if value is not None})


def _unposted(import_id: ObjectId, line: Rejected | Ignored) -> ImportRow:
    if isinstance(line, Ignored):
        return {"import_id": import_id, "row": line.row, "outcome": "ignored", "message": line.reason, "raw": line.raw}
    return {
        "import_id": import_id,
        "row": line.row,
        "outcome": "rejected",
        "code": line.code,
        "message": line.message,
        "raw": line.raw,
    }
