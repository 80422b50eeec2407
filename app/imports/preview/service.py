"""How a statement would be read, shown before it is imported; nothing is kept."""

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from bson import ObjectId

from app.accounts import service as accounts
from app.formats.interface import Ignored, Layout, Reader, Rejected, TableReader
from app.imports.balances.proof import BalanceProof
from app.imports.dedup.exported_rows import known_by_ids
from app.imports.drafting.accounts import TargetKey, Targets
from app.imports.drafting.categorise import RowCategoriser
from app.imports.drafting.drafts import Draft, Drafter
from app.imports.drafting.lines import Entry, Line, find_reused_ids
from app.imports.layouts import choose, formats
from app.imports.layouts.mappings import is_table
from app.infra.database.mongo import Document, Scope
from app.transactions.provenance import service as transactions

ROWS = 20
PROBLEMS = 20
SAMPLES = 3
MAX_SAMPLE = 200
# Of a larger file so many lines are looked at; the first rows and faults are among them, or far away.
_LINES_LOOKED_AT = 1000
# Formats of which a beginning is a smaller file of the same kind.
_CUT_AT_LINES = frozenset(["csv"])


@dataclass
class Lines:
    """What is shown of the lines of a file, and what is counted over those that were looked at."""

    proof: BalanceProof
    first: list[Entry] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def take(self, lines: Iterable[Line]) -> None:
        """Go through the lines."""
        for line in lines:
            if isinstance(line, Ignored):
                self.counts["ignored"] += 1
            elif isinstance(line, Rejected):
                self.counts["rejected"] += 1
                self.proof.reject(line.row)
                self.rejected += [line][: PROBLEMS - len(self.rejected)]
            else:
                self.counts["rows"] += 1
                self.proof.add(line.row)
                self.first += [line][: ROWS - len(self.first)]


class KnownTargets(Targets):
    """Finds the accounts of a statement's rows and opens none; rows for new accounts get an id that stands for none."""

    def __init__(self, scope: Scope, document: Document) -> None:
        super().__init__(scope, document)
        self._new: set[ObjectId] = set()

    def _find_or_open_named(self, target: TargetKey, name: str) -> ObjectId:
        identifier, currency = target
        if found := accounts.find_for_statement(self._scope, identifier, name, currency):
            return ObjectId(found["_id"])
        return self._none_yet()

    def _none_yet(self) -> ObjectId:
        account_id = ObjectId()
        self._new.add(account_id)
        return account_id

    def _find_or_open_exported(self, exported_id: str, currency: str, name: str) -> ObjectId:
        if found := accounts.find_for_export(self._scope, exported_id, name, currency):
            return ObjectId(found["_id"])
        return self._none_yet()

    def _remember(self, account_id: ObjectId, number: str) -> None:
        """Nothing is kept."""

    def _claim(self, target: TargetKey, account_id: ObjectId) -> bool:  # noqa: ARG002
        """Nothing is noted."""
        return True

    def standing(self, account_id: ObjectId) -> ObjectId | None:
        """The id of an account that is there."""
        return None if account_id in self._new else account_id


def preview(scope: Scope, reader: Reader, file: BinaryIO, document: Document) -> Document:
    """The reading of a file: the import's document as it would be, `layout` and all, and what it holds.

    A large table is judged by its beginning, `judged` is then `head`; nothing is counted of a large file. Raises
    Invalid where the file cannot be understood.
    """
    small = document["size"] <= formats.MAX_INFERRED_AT_UPLOAD
    part = file if small or reader.format not in _CUT_AT_LINES else _head(file)
    document = {**document, **choose.infer_layout(scope, reader, part, document)}
    layout = Layout.from_document(document["layout"])
    most = None if small else _LINES_LOOKED_AT
    lines = Lines(BalanceProof.of(document["layout"]))
    lines.take(islice(choose.lines_of(reader, part, layout, document), most))
    return {
        **document,
        "judged": "whole" if part is file else "head",
        "samples": _samples(reader, part, layout, lines.first),
        "entries": lines.first,
        "rows": list(_rows(scope, document, lines.first, _reused_ids(reader, part, layout, most))),
        "problems": lines.rejected,
        "counts": {name: lines.counts[name] for name in ("rows", "rejected", "ignored")} if small else None,
        "balance_proof": lines.proof.verdict() if small else None,
        "confidence": _confidence(layout, lines),
    }


def _head(file: BinaryIO) -> BinaryIO:
    """The beginning of a file, up to the end of a line; of UTF-16 too, where a zero byte may follow."""
    file.seek(0)
    head = file.read(formats.MAX_INFERRED_AT_UPLOAD)
    end = head.rfind(b"\n") + 1 or len(head)
    return io.BytesIO(head[: end + (head[end : end + 1] == b"\0")])


def _reused_ids(reader: Reader, file: BinaryIO, layout: Layout, most: int | None) -> frozenset[tuple[str | None, str]]:
    if "external_id" not in layout.columns:
        return frozenset()
    file.seek(0)
    return find_reused_ids(islice(reader.records(file, layout), most))


def _rows(
    scope: Scope, document: Document, entries: list[Entry], reused_ids: frozenset[tuple[str | None, str]]
) -> Iterator[Document]:
    """The rows as they would be posted, with the transaction that each repeats."""
    targets = KnownTargets(scope, document)
    drafts = Drafter(targets, reused_ids, RowCategoriser(scope)).draft(entries).drafts
    known = transactions.known_fingerprints(scope, [draft.fingerprint for draft in drafts])
    known |= {
        fingerprint: known_as.transaction_id
        for fingerprint, known_as in known_by_ids(scope, drafts, document["reader"]).items()
    }
    for draft in drafts:
        yield _row(draft, targets.standing(draft.account_id), known.get(draft.fingerprint))


def _row(draft: Draft, account_id: ObjectId | None, duplicate_of: ObjectId | None) -> Document:
    return {
        "amount_minor": draft.entry.amount_minor,
        "account_id": account_id,
        "merchant": draft.filing.merchant,
        "category": draft.filing.category,
        "duplicate_of": duplicate_of,
    }


def _samples(reader: Reader, file: BinaryIO, layout: Layout, entries: Sequence[Entry]) -> dict[int, list[str]]:
    """What stands in the columns, by their places: different cells of the first rows."""
    samples: dict[int, list[str]] = {}
    if not is_table(layout) or not isinstance(reader, TableReader):
        return samples
    numbers = {entry.row.row for entry in entries} or set(range(1, ROWS + 1))
    for number, cells in enumerate(islice(reader.cells(file, layout), max(numbers)), 1):
        for place, cell in enumerate(cells if number in numbers else []):
            found, text = samples.setdefault(place, []), cell.strip()[:MAX_SAMPLE]
            if text and text not in found and len(found) < SAMPLES:
                found.append(text)
    return samples


def _confidence(layout: Layout, lines: Lines) -> float:
    """How sure the reading is as a whole, from 0 to 1: as sure as its least sure column.

    Where two readings survive it is an even bet at most; what reads no line of those there are is none.
    """
    if not lines.first and lines.rejected:
        return 0.0
    return min(0.5 if layout.ambiguities else 1.0, *layout.confidence.values(), 1.0)
