"""A worker's pass over one statement: batches, each committed whole with its checkpoint."""

import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from app.accounts import service as accounts
from app.imports import store
from app.imports.balances import BalanceProof
from app.imports.batches import Batch, Preparation
from app.imports.entries import Entry, Line
from app.imports.targets import target_documents
from app.infra.mongo import Document, Scope
from app.jobs.lease import Lease, LeaseLost
from app.transactions import service as transactions

BATCH_LINES = 1000
# The gap left to other writers of the workspace; with it an editor beside an import kept p95 under 50 ms.
YIELD_SECONDS = 0.020


class ImportRun:
    """Commits the lines of one file, from the import's checkpoint on."""

    def __init__(self, lease: Lease, document: Document, preparation: Preparation) -> None:
        self._lease = lease
        self._scope: Scope = lease.scope
        self._import_id: ObjectId = document["_id"]
        self._done: int = document["lines"]
        self._total: int = document["layout"]["details"].get("lines", 0)
        self._preparation = preparation
        self._numbered = _number_to_teach(document)
        self._last_seq: int | None = None
        self.proof = BalanceProof()

    def run(self, lines: Iterable[Line]) -> None:
        """Take all lines of the file, in order; those before the checkpoint are only remembered."""
        rest = iter(lines)
        for batch in _batches(islice(rest, self._done)):
            self._lease.refuse_if_stopped()
            self._preparation.replay(batch)
            self._prove(batch)
        for batch in _batches(rest):
            self._lease.refuse_if_stopped()
            self._commit(batch)
            self._prove(batch)

    def _prove(self, lines: Iterable[Line]) -> None:
        for line in lines:
            if isinstance(line, Entry):
                self.proof.add(line.row)

    def _commit(self, lines: list[Line]) -> None:
        try:
            batch, seq = self._transact(lines, self._prepared(lines))
        except DuplicateKeyError:
            # Somebody posted one of these rows between the look and the insert. Inside the transaction, whose
            # first step keeps all other writers of the workspace out, the look is final.
            batch, seq = self._transact(lines, None)
        self._preparation.keep(batch)
        self._done += len(lines)
        self._yield_to_others(seq, len(lines))

    def _prepared(self, lines: list[Line]) -> Batch | None:
        """The batch, made outside the transaction to keep that short; None where accounts must be opened in it."""
        if self._preparation.needs_accounts(lines):
            return None
        return self._preparation.prepare(self._scope, lines)

    def _transact(self, lines: list[Line], prepared: Batch | None) -> tuple[Batch, int]:
        def change(tx: Scope) -> tuple[Batch, int]:
            batch = prepared or self._preparation.prepare(tx, lines)
            self._write(tx, batch)
            return batch, tx.seq

        return self._scope.transact(change, numbers=len(lines))

    def _write(self, tx: Scope, batch: Batch) -> None:
        done = self._done + len(batch.lines)
        self._lease.checkpoint(tx, done, max(done, self._total))
        if not store.advance(tx, self._import_id, self._done, batch.counts(), target_documents(batch.found)):
            raise LeaseLost
        transactions.post_batch(tx, batch.documents)
        store.insert_rows(tx, batch.rows)
        if self._done == 0 and self._numbered and batch.documents:
            accounts.remember_identifier(tx, *self._numbered)

    def _yield_to_others(self, seq: int, numbers: int) -> None:
        """Pause if anybody else wrote in this workspace since the last batch."""
        alone = self._last_seq in (None, seq - numbers)
        self._last_seq = seq
        if not alone:
            time.sleep(YIELD_SECONDS)


def _number_to_teach(document: Document) -> tuple[ObjectId, str] | None:
    """The account the user named and the number the statement gives it, so that the next statement finds it alone."""
    numbers = document["layout"]["accounts"]
    return (document["account_id"], numbers[0]) if document["account_id"] and len(numbers) == 1 else None


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    source = iter(lines)
    while batch := list(islice(source, BATCH_LINES)):
        yield batch


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
