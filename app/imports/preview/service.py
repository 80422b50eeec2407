"""Preview of an import: how a file would be read and what its first rows would become; nothing is stored."""

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from bson import ObjectId

from app.formats.interface import Ignored, Layout, Reader, Record, Rejected, TableReader
from app.imports.balances.proof import BalanceProof, Verdict
from app.imports.dedup.exported_rows import known_by_ids
from app.imports.documents import ImportDocument, layout_of
from app.imports.drafting.account_finders import PreviewFinder
from app.imports.drafting.accounts import Targets
from app.imports.drafting.categorise import RowCategoriser
from app.imports.drafting.drafts import Drafter
from app.imports.drafting.fingerprint import ReusedIds
from app.imports.drafting.lines import Entry, Line, read_line
from app.imports.drafting.prescan import Prescan, add_id
from app.imports.layouts import choose, formats
from app.imports.layouts.mappings import is_table
from app.infra.database.mongo import Scope
from app.transactions.provenance import service as provenance

ROWS = 20
PROBLEMS = 20
SAMPLES = 3
MAX_SAMPLE = 200
# Of a larger file so many lines are read; the first rows and problems are among them, or far away.
_LINES_LOOKED_AT = 1000
# Formats of which a beginning is a smaller file of the same kind.
_CUT_AT_LINES = frozenset(["csv"])


@dataclass(slots=True)
class PreviewRow:
    """A row as it would be posted; without `account_id` an account would be opened for it."""

    entry: Entry
    account_id: ObjectId | None
    merchant: str | None
    category: str | None
    duplicate_of: ObjectId | None


@dataclass(slots=True)
class Preview:
    """How a file would be read: the import as it would be, and what the file holds.

    `judged` says by how much of it: `whole` or `head`; `samples` are cells by the places of their columns.
    """

    document: ImportDocument
    layout: Layout
    judged: str
    samples: dict[int, list[str]]
    rows: list[PreviewRow]
    problems: list[Rejected]
    counts: dict[str, int] | None
    balance_proof: Verdict | None
    confidence: float


@dataclass(slots=True)
class _Lines:
    """What is shown of the lines of a file, and what is counted over those that were looked at."""

    proof: BalanceProof
    first: list[Entry] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    reused: ReusedIds = field(default_factory=ReusedIds)

    def take(self, records: Iterable[Record], only_currency: str | None, *, ids: bool) -> None:
        """Go through the records, and count their `ids` if the file has any."""
        for record in records:
            self._count(read_line(record, only_currency))
            if ids and isinstance(entry := read_line(record), Entry):
                add_id(self.reused, entry)

    def _count(self, line: Line) -> None:
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


def preview(scope: Scope, reader: Reader, file: BinaryIO, document: ImportDocument) -> Preview:
    """Returns how a file would be read, with its first rows and problems.

    A large table is read by its beginning, `judged` is then `head`; nothing is counted of a large file. Raises Invalid
    where the file cannot be understood.
    """
    small = document["size"] <= formats.MAX_INFERRED_AT_UPLOAD
    part = file if small or reader.format not in _CUT_AT_LINES else _head(file)
    document = {**document, **choose.infer_layout(scope, reader, part, document)}
    layout = layout_of(document)
    lines = _looked_through(reader, part, layout, document, None if small else _LINES_LOOKED_AT)
    return Preview(
        document,
        layout,
        judged="whole" if part is file else "head",
        samples=_samples(reader, part, layout, lines.first),
        rows=list(_rows(scope, document, lines)),
        problems=lines.rejected,
        counts={name: lines.counts[name] for name in ("rows", "rejected", "ignored")} if small else None,
        balance_proof=lines.proof.verdict() if small else None,
        confidence=_confidence(layout, lines),
    )


def _looked_through(
    reader: Reader, file: BinaryIO, layout: Layout, document: ImportDocument, most: int | None
) -> _Lines:
    lines = _Lines(BalanceProof.of(layout))
    records = islice(choose.records_of(reader, file, layout), most)
    lines.take(records, choose.only_currency(document), ids="external_id" in layout.columns)
    return lines


def _head(file: BinaryIO) -> BinaryIO:
    """Returns the beginning of a file, up to the end of a line; of UTF-16 too, where a zero byte may follow."""
    file.seek(0)
    head = file.read(formats.MAX_INFERRED_AT_UPLOAD)
    end = head.rfind(b"\n") + 1 or len(head)
    return io.BytesIO(head[: end + (head[end : end + 1] == b"\0")])


def _rows(scope: Scope, document: ImportDocument, lines: _Lines) -> Iterator[PreviewRow]:
    finder = PreviewFinder(scope)
    targets = Targets(scope, document, finder, Prescan())
    drafts = Drafter(targets, frozenset(lines.reused.found), RowCategoriser(scope)).draft(lines.first).drafts
    known: dict[str, ObjectId] = provenance.known_fingerprints(scope, [draft.fingerprint for draft in drafts])
    exported = known_by_ids(scope, drafts, document["reader"])
    known |= {fingerprint: found.transaction_id for fingerprint, found in exported.items()}
    for draft in drafts:
        merchant, category = draft.filing.merchant, draft.filing.category
        account_id = finder.existing(draft.account_id)
        yield PreviewRow(draft.entry, account_id, merchant, category, known.get(draft.fingerprint))


def _samples(reader: Reader, file: BinaryIO, layout: Layout, entries: Sequence[Entry]) -> dict[int, list[str]]:
    """Returns up to SAMPLES different cells of the first rows, by the places of their columns."""
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


def _confidence(layout: Layout, lines: _Lines) -> float:
    """Returns how certain the layout is as a whole, from 0 to 1: as its least certain column.

    Where two readings survive it is an even bet at most; what reads no line of those there are is none.
    """
    if not lines.first and lines.rejected:
        return 0.0
    return min(0.5 if layout.ambiguities else 1.0, *layout.confidence.values(), 1.0)
