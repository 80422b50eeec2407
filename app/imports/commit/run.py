"""Commits the lines of one statement in batches, each in one transaction with its checkpoint."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from itertools import groupby, islice
from operator import attrgetter
from typing import TypeVar

from bson import ObjectId

from app.accounts import service as accounts
from app.formats.interface import LayoutWarning, Rejected
from app.formats.native.reader import is_export
from app.imports import store
from app.imports.balances.exported_accounts import ExportedAccounts
from app.imports.balances.proof import BalanceProof
from app.imports.commit.left_out import LeftOut
from app.imports.commit.outcomes import OTHER_FACTS, Outcome, decide_outcomes
from app.imports.commit.pacing import Pace
from app.imports.dedup.statement_kind import Source
from app.imports.documents import Days, ImportDocument, ImportResult, account_ids, layout_of, target_documents
from app.imports.drafting.accounts import Targets
from app.imports.drafting.drafts import Batch, Drafter
from app.imports.drafting.lines import Entry, Line
from app.infra.database.mongo import Scope
from app.jobs.lease import Lease, LeaseLost
from app.transactions.provenance import service as transactions

T = TypeVar("T")

BATCH_LINES = 1000


class ImportRun:
    """Commits the lines of one file, from the import's checkpoint on."""

    def __init__(self, lease: Lease, document: ImportDocument, drafting: Drafter, source: Source) -> None:
        self._lease = lease
        self._scope: Scope = lease.scope
        self._source = source
        self._import_id: ObjectId = document["_id"]
        self._done: int = document["lines"]
        layout = layout_of(document)
        self._total = layout.lines
        self._drafter = drafting
        self._new_identifier = new_identifier(document)
        self._pace = Pace(BATCH_LINES)
        # The first and the last day of the rows, as midnight UTC; None for a file without any.
        self.span: tuple[datetime, datetime] | None = None
        self.proof = BalanceProof.of(layout)
        # What the file says of its accounts, if it is an export of ours.
        self.exported = ExportedAccounts() if is_export(layout) else None
        self.left_out = LeftOut()

    def run(self, lines: Iterable[Line]) -> None:
        """Take all lines of the file, in order; those before the checkpoint are only counted."""
        rest = iter(lines)
        for known in _batches(islice(rest, self._done)):
            self._lease.refuse_if_stopped()
            self._drafter.replay(self._checked(known))
        # A run that resumes inside a batch ends it first: what is decided does not depend on where a worker died.
        drafted = (self._drafter.draft(self._checked(lines)) for lines in _batches(rest, self._done % BATCH_LINES))
        with closing(_prefetched(_with_lookahead(drafted))) as batches:
            for batch in batches:
                self._lease.refuse_if_stopped()
                for part in batch.parts(self._pace.size()):
                    self._commit(part)

    def open_empty_accounts(self, targets: Targets) -> None:
        """Open the accounts that an export of ours has no rows of; those there are stay as they are."""
        for target, account in self.exported.without_rows() if self.exported else ():
            if why := targets.open_empty(target, account.name, account.facts):
                self.left_out.add_account(why)

    def _checked(self, lines: list[Line]) -> list[Line]:
        for line in lines:
            if self.exported:
                self.exported.add(line)
            if isinstance(line, Entry):
                self.proof.add(line.row)
                first, last = self.span or (line.day, line.day)
                self.span = min(first, line.day), max(last, line.day)
            elif isinstance(line, Rejected):
                self.proof.reject(line.row)
            else:
                self.left_out.add(line)
        return lines

    def _commit(self, batch: Batch) -> None:
        """Decide outside the transaction, to keep that short; again inside it if anybody else wrote meanwhile.

        There the look is final: a transaction's first step keeps all other writers of the workspace out.
        """
        numbers = len(batch.lines)
        outcome = decide_outcomes(self._scope, self._source, batch)

        def write(tx: Scope) -> int:
            unmoved = self._pace.continues(tx.seq - numbers + 1)
            return self._write(tx, batch, outcome if unmoved else decide_outcomes(tx, self._source, batch))

        seq = self._scope.transact(write, numbers=numbers)
        self._done += numbers
        self._pace.committed(seq - numbers + 1, seq)

    def _write(self, tx: Scope, batch: Batch, outcome: Outcome) -> int:
        done = self._done + len(batch.lines)
        self._lease.checkpoint(tx, done, max(done, self._total))
        targets = target_documents(batch.targets)
        if not store.advance(
            tx, self._import_id, self._done, outcome.counts(), targets, _days_of(batch), outcome.differing
        ):
            raise LeaseLost
        transactions.post_batch(tx, outcome.documents)
        transactions.settle(tx, outcome.settled, self._import_id, tx.seq - len(outcome.documents))
        transactions.insert_aliases(tx, outcome.aliases)
        store.insert_rows(tx, outcome.rows)
        if self._done == 0 and self._new_identifier:
            accounts.remember_identifier(tx, *self._new_identifier)
        return tx.seq


def new_identifier(document: ImportDocument) -> tuple[ObjectId, str] | None:
    """Returns the account the user named and the number the statement gives it, by which the next one is recognised."""
    numbers = layout_of(document).accounts
    return (document["account_id"], numbers[0]) if document["account_id"] and len(numbers) == 1 else None


def _days_of(batch: Batch) -> dict[ObjectId, Days]:
    """Returns the first and the last day of the rows of a batch, by account."""
    found: dict[ObjectId, set[datetime]] = {}
    for account_id, drafts in groupby(batch.drafts, attrgetter("account_id")):
        found.setdefault(account_id, set()).update(draft.entry.day for draft in drafts)
    return {account_id: (min(days), max(days)) for account_id, days in found.items()}


def _batches(lines: Iterable[Line], begun: int = 0) -> Iterator[list[Line]]:
    """Returns the lines in batches; the first is short by as many as are `begun`, committed by an earlier run."""
    source = iter(lines)
    while batch := list(islice(source, BATCH_LINES - begun)):
        begun = 0
        yield batch


def _with_lookahead(batches: Iterable[Batch]) -> Iterator[Batch]:
    """Returns the batches, each with the rows of the next one as its lookahead."""
    source = iter(batches)
    current = next(source, None)
    while current is not None:
        following = next(source, None)
        yield current.with_lookahead(following)
        current = following


def _prefetched(items: Iterable[T]) -> Generator[T, None, None]:
    """Returns the items, each made in a thread while the one before it is committed: nobody waits for MongoDB."""
    source = iter(items)
    with ThreadPoolExecutor(1, thread_name_prefix="drafts") as pool:
        coming = pool.submit(next, source, None)
        while (item := coming.result()) is not None:
            coming = pool.submit(next, source, None)
            yield item


def differing_facts_warnings(scope: Scope, document: ImportDocument) -> list[LayoutWarning]:
    """Returns a warning if lines of an import have the id of a transaction, but another amount, day or text."""
    count = document.get("differing", 0)
    first = store.find_first_with_code(scope, document["_id"], OTHER_FACTS) if count else None
    if first is None:
        return []
    lines = "One line has" if count == 1 else f"{count} lines have"
    message = f"{lines} the id of a transaction that says otherwise. Line {first['row']}: {first['message']}"
    return [{"code": OTHER_FACTS, "message": message}]


def result_of(
    document: ImportDocument,
    proof: BalanceProof,
    warnings: Sequence[LayoutWarning],
    *,
    matched: int,
    matches: int,
    transfers: int,
    lapsed: int,
) -> ImportResult:
    """Returns the result of a finished import, as its job shows it; `warnings` are those beside the layout's."""
    layout = layout_of(document)
    return {
        "import_id": document["_id"],
        "account_ids": account_ids(document),
        "format": layout.format,
        "lines": document["lines"],
        **document["counts"],
        "date_order": layout.date_order,
        "balance_proof": proof.verdict(),
        "matched": matched,
        "matches": matches,
        "transfers": transfers,
        "lapsed": lapsed,
        "warnings": [*layout.warnings, *warnings],
    }
