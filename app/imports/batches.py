"""One batch of lines: what becomes of each, and its commit together with the checkpoint."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId

from app.imports.entries import Entry, Line, external_id_of, midnight, optional_minor
from app.imports.filing import Filer
from app.imports.fingerprint import by_content, by_id, content_digest
from app.imports.readers.base import Ignored, Rejected
from app.imports.targets import Slot, Targets
from app.infra.mongo import Document, Scope
from app.transactions import service as transactions
from app.transactions.documents import new_document


@dataclass(slots=True)
class Batch:
    """What a batch will write: transactions, outcomes of the other lines, and the accounts all of it goes to."""

    lines: Sequence[Line]
    found: dict[Slot, ObjectId]
    digests: list[bytes]
    documents: list[Document] = field(default_factory=list)
    rows: list[Document] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many lines had which outcome."""
        return {**Counter(row["outcome"] for row in self.rows), "created": len(self.documents)}


class Preparation:
    """Turns lines into batches. It remembers the identical rows of the file; feed it every line once, in order."""

    def __init__(self, import_id: ObjectId, targets: Targets, false_ids: frozenset[Any], filer: Filer) -> None:
        self._import_id = import_id
        self._targets = targets
        self._false_ids = false_ids
        self._filer = filer
        self._seen: dict[bytes, int] = {}

    def needs_accounts(self, lines: Iterable[Line]) -> bool:
        """Whether accounts must be found or opened for these lines, which only a transaction may do."""
        return bool(self._targets.missing(_entries(lines)))

    def prepare(self, scope: Scope, lines: Sequence[Line]) -> Batch:
        """Decide on every line by what the database holds now. Keeps nothing, so that it can be done again."""
        entries = _entries(lines)
        found = self._targets.with_found(scope, entries)
        marks, digests = self._fingerprints(entries, found)
        taken = transactions.known_fingerprints(scope, marks)
        batch, now, mark = Batch(lines, found, digests), datetime.now(UTC), iter(marks)
        for line in lines:
            if not isinstance(line, Entry):
                batch.rows.append(self._unposted(line))
                continue
            fingerprint = next(mark)
            if fingerprint in taken:
                batch.rows.append(self._duplicate(line, taken[fingerprint]))
                continue
            document = self._document(line, found[self._targets.slot(line)], fingerprint, now)
            taken[fingerprint] = document["_id"]
            batch.documents.append(document)
        return batch

    def keep(self, batch: Batch) -> None:
        """Remember a batch that is committed."""
        self._targets.keep(batch.found)
        self._count(batch.digests)

    def replay(self, lines: Iterable[Line]) -> None:
        """Remember lines that an earlier run committed; their accounts stand with the import."""
        entries = _entries(lines)
        self._count(self._fingerprints(entries, self._targets.known())[1])

    def _count(self, digests: Iterable[bytes]) -> None:
        seen = self._seen
        for digest in digests:
            seen[digest] = seen.get(digest, 0) + 1

    def _fingerprints(self, entries: Iterable[Entry], found: dict[Slot, ObjectId]) -> tuple[list[str], list[bytes]]:
        """A fingerprint for each row, and the digests of those that are told apart by their ordinal."""
        marks, digests, here = [], [], Counter[bytes]()
        keys = {slot: account_id.binary for slot, account_id in found.items()}
        for entry in entries:
            row, key = entry.row, keys[self._targets.slot(entry)]
            external_id = external_id_of(row)
            if external_id and (row.account, external_id) not in self._false_ids:
                marks.append(by_id(key, external_id))
                continue
            digest = content_digest(key, row.date, entry.amount_minor, row.currency, row.description)
            marks.append(by_content(digest, self._seen.get(digest, 0) + here[digest]))
            here[digest] += 1
            digests.append(digest)
        return marks, digests

    def _document(self, entry: Entry, account_id: ObjectId, fingerprint: str, now: datetime) -> Document:
        row = entry.row
        filing, locked = self._filer.file(entry, account_id)
        return new_document(
            transaction_id=ObjectId(),
            account_id=account_id,
            date=entry.day,
            amount_minor=entry.amount_minor,
            currency=row.currency,
            description=row.description,
            filing=filing,
            source="import",
            fingerprint=fingerprint,
            now=now,
            status="pending" if row.pending else "posted",
            value_date=midnight(row.value_date) if row.value_date else None,
            transaction_date=midnight(row.transaction_date) if row.transaction_date else None,
            original_amount_minor=optional_minor(row.original_amount, row.original_currency),
            original_currency=row.original_currency,
            import_id=self._import_id,
            import_row=row.row,
            external_id=row.external_id,
            locked=locked,
        )

    def _duplicate(self, entry: Entry, transaction_id: ObjectId) -> Document:
        row = entry.row
        shown = {"date": entry.day, "amount_minor": entry.amount_minor, "currency": row.currency}
        return self._outcome(row.row, "duplicate", transaction_id=transaction_id, description=row.description, **shown)

    def _unposted(self, line: Rejected | Ignored) -> Document:
        if isinstance(line, Rejected):
            return self._outcome(line.row, "rejected", code=line.code, message=line.message, raw=line.raw)
        return self._outcome(line.row, "ignored", code=None, message=line.reason, raw=line.raw)

    def _outcome(self, row: int, outcome: str, **facts: Any) -> Document:
        return {"import_id": self._import_id, "row": row, "outcome": outcome, **facts}


def _entries(lines: Iterable[Line]) -> list[Entry]:
    return [line for line in lines if isinstance(line, Entry)]
