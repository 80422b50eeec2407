"""A worker's pass over one statement: batches, each committed whole with its checkpoint."""

import time
from collections.abc import Generator, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import islice
from typing import Any, TypeVar

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from app.accounts import service as accounts
from app.imports import store
from app.imports.balances import BalanceProof
from app.imports.batches import Outcome, decide
from app.imports.drafts import Batch, Drafting
from app.imports.entries import Entry, Line
from app.imports.targets import target_documents
from app.infra.mongo import Document, Scope
from app.jobs.lease import Lease, LeaseLost
from app.transactions import service as transactions

T = TypeVar("T")

BATCH_LINES = 1000
# While others write in the workspace, they wait for smaller transactions, and a gap follows each.
SHARED_LINES = 200
YIELD_SECONDS = 0.020


class ImportRun:
    """Commits the lines of one file, from the import's checkpoint on."""

    def __init__(self, lease: Lease, document: Document, drafting: Drafting) -> None:
        self._lease = lease
        self._scope: Scope = lease.scope
        self._import_id: ObjectId = document["_id"]
        self._done: int = document["lines"]
        self._total: int = document["layout"]["details"].get("lines", 0)
        self._drafting = drafting
        self._numbered = _number_to_teach(document)
        self._last_seq: int | None = None
        self._alone = True
        self.proof = BalanceProof(document["layout"]["details"].get("stated_balances", {}))

    def run(self, lines: Iterable[Line]) -> None:
        """Take all lines of the file, in order; those before the checkpoint are only counted."""
        rest = iter(lines)
        for known in _batches(islice(rest, self._done)):
            self._lease.refuse_if_stopped()
            self._drafting.replay(self._proved(known))
        with closing(_one_ahead(self._drafting.draft(self._proved(batch)) for batch in _batches(rest))) as batches:
            for batch in batches:
                self._lease.refuse_if_stopped()
                most, self._alone = BATCH_LINES if self._alone else SHARED_LINES, True
                for part in batch.parts(most):
                    self._commit(part)

    def _proved(self, lines: list[Line]) -> list[Line]:
        for line in lines:
            if isinstance(line, Entry):
                self.proof.add(line.row)
        return lines

    def _commit(self, batch: Batch) -> None:
        """Decide outside the transaction, to keep that short; again inside it if somebody posted a row meanwhile.

        There the look is final: a transaction's first step keeps all other writers of the workspace out.
        """
        outcome = decide(self._scope, self._import_id, batch)
        try:
            seq = self._scope.transact(lambda tx: self._write(tx, batch, outcome), numbers=len(batch.lines))
        except DuplicateKeyError:
            seq = self._scope.transact(
                lambda tx: self._write(tx, batch, decide(tx, self._import_id, batch)), numbers=len(batch.lines)
            )
        self._done += len(batch.lines)
        self._yield_to_others(seq, len(batch.lines))

    def _write(self, tx: Scope, batch: Batch, outcome: Outcome) -> int:
        done = self._done + len(batch.lines)
        self._lease.checkpoint(tx, done, max(done, self._total))
        if not store.advance(tx, self._import_id, self._done, outcome.counts(), target_documents(batch.targets)):
            raise LeaseLost
        transactions.post_batch(tx, outcome.documents)
        store.insert_rows(tx, outcome.rows)
        if self._done == 0 and self._numbered:
            accounts.remember_identifier(tx, *self._numbered)
        return tx.seq

    def _yield_to_others(self, seq: int, numbers: int) -> None:
        """Pause if anybody else wrote in this workspace since the last commit; larger batches return with quiet."""
        quiet = self._last_seq in (None, seq - numbers)
        self._last_seq = seq
        if not quiet:
            self._alone = False
            time.sleep(YIELD_SECONDS)


def _number_to_teach(document: Document) -> tuple[ObjectId, str] | None:
    """The account the user named and the number the statement gives it, so that the next statement finds it alone."""
    numbers = document["layout"]["accounts"]
    return (document["account_id"], numbers[0]) if document["account_id"] and len(numbers) == 1 else None


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    source = iter(lines)
    while batch := list(islice(source, BATCH_LINES)):
        yield batch


def _one_ahead(items: Iterable[T]) -> Generator[T, None, None]:
    """The items, each made in a thread while the one before it is being committed: MongoDB's time is not lost."""
    source = iter(items)
    with ThreadPoolExecutor(1, thread_name_prefix="drafts") as pool:
        coming = pool.submit(next, source, None)
        while (item := coming.result()) is not None:
            coming = pool.submit(next, source, None)
            yield item


def result_of(document: Document, proof: BalanceProof) -> dict[str, Any]:
    """The result of a finished import, as its job shows it."""
    layout = document["layout"]
    return {
        "import_id": document["_id"],
        "account_ids": account_ids(document),
        "format": layout["format"],
        "lines": document["lines"],
        **document["counts"],
        "date_order": layout["date_order"],
        "balance_proof": proof.verdict(),
        "warnings": layout["warnings"],
    }


def account_ids(document: Mapping[str, Any]) -> list[ObjectId]:
    """The accounts an import feeds, each once."""
    return list(dict.fromkeys(target["account_id"] for target in document["targets"]))
