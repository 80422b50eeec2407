"""Undoes one import in batches, each in one transaction with its checkpoint.

First the transactions it created, in the order of its file; then its changes to other transactions, the newest first;
then its alias fingerprints, its saved mapping and what it recorded on accounts. Killed at any point and run again, it
goes on behind the last committed batch.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from bson import ObjectId

from app.accounts import service as accounts
from app.imports.commit.pacing import Pace
from app.imports.commit.run import new_identifier
from app.imports.dedup.lapse import reconsider
from app.imports.documents import (
    ImportDocument,
    ImportRow,
    UndoCounts,
    Undone,
    UndoPlace,
    UndoProgress,
    UndoResult,
    account_ids,
)
from app.imports.drafting.account_names import account_number
from app.imports.layouts import saved_mappings
from app.imports.undo import store as undo_store
from app.imports.undo.hand_over import find_alias_owners, reassign
from app.infra.database import files
from app.infra.database.mongo import Scope
from app.jobs.lease import Lease
from app.rules import service as rules
from app.transactions.documents import Actor, Change, Transaction
from app.transactions.provenance import service as transactions
from app.transactions.service import pair_transfers

BATCH_ROWS = 1000

# A batch inside a transaction, of at most so many: how many it took, and the place from which to go on.
Step = Callable[[Scope, int], tuple[int, UndoPlace]]


@dataclass(slots=True)
class _Batch:
    """What is to become of a batch of transactions."""

    reassigned: list[Change] = field(default_factory=list)
    entered: list[Transaction] = field(default_factory=list)
    kept: list[ObjectId] = field(default_factory=list)
    removed: list[Transaction] = field(default_factory=list)


class UndoRun:
    """Undoes one import, from its checkpoint on. With `force`, what users changed goes too."""

    def __init__(self, lease: Lease, document: ImportDocument) -> None:
        self._lease = lease
        self._scope: Scope = lease.scope
        self._document = document
        self._import_id: ObjectId = document["_id"]
        self._actor: Actor = {"type": "undo", "id": self._import_id}
        self._force: bool = document["undo"]["force"]
        self._after: int = document["undo"]["after"]
        self._below: int | None = document["undo"]["below"]
        self._done: int = lease.job["progress"]["done"]
        self._total: int = lease.job["progress"]["total"]
        self._categoriser = rules.load_categoriser(self._scope)
        self._pace = Pace(BATCH_ROWS)

    def run(self) -> None:
        """Undo all that is left to undo."""
        while self._commit(self._remove_created):
            self._lease.refuse_if_stopped()
        while self._commit(self._revert_changes):
            self._lease.refuse_if_stopped()
        while self._commit(self._remove_aliases):
            self._lease.refuse_if_stopped()
        self._pair_again()
        self._scope.transact(self._finish)

    def _pair_again(self) -> None:
        """Pair what was in transfers before the import had better partners for it; done again it finds no more."""
        if days := transactions.days_of_broken_transfers(self._scope, self._import_id):
            pair_transfers(self._scope, min(days), max(days), self._actor)

    def _commit(self, step: Step) -> bool:
        """Do one batch of a step in one transaction; returns whether there was anything left to do."""
        most = self._pace.size()

        def write(tx: Scope) -> tuple[int, int, int, UndoPlace]:
            taken, place = step(tx, most)
            self._checkpoint(tx, taken)
            # What is removed may free other transactions, with numbers of its own: reserving none tells the last.
            return tx.seq, tx.reserve(0).seq, taken, place

        first_seq, last_seq, taken, place = self._scope.transact(write)
        self._after, self._below = place.get("after", self._after), place.get("below", self._below)
        self._done += taken
        if taken:
            self._pace.committed(first_seq, last_seq)
        return taken > 0

    def _checkpoint(self, tx: Scope, taken: int) -> None:
        done = self._done + taken
        self._lease.checkpoint(tx, done, max(done, self._total))

    def _remove_created(self, tx: Scope, most: int) -> tuple[int, UndoPlace]:
        """Remove, keep or hand over the next of the import's transactions; those a person entered are unmatched."""
        found = transactions.find_created_by(tx, self._import_id, self._after, most)
        if not found:
            return 0, {}
        lines = undo_store.find_lines_repeating(tx, self._import_id, [document["_id"] for document in found])
        batch = self._classify(tx, found, lines)
        freed = transactions.unmatched(tx, batch.entered)
        transactions.write_changes(tx, [*batch.reassigned, *freed], self._actor)
        undo_store.mark_lines_as_created(tx, list(lines.values()))
        transactions.remove_without_trace(tx, batch.removed, self._actor)
        place: UndoPlace = {"after": cast(int, found[-1]["import_row"])}  # what an import created has one
        counted = {
            "removed": len(batch.removed),
            "handed_over": len(batch.reassigned),
            "kept_count": len(batch.kept),
            "reverted": len(freed),
        }
        undo_store.advance(tx, self._import_id, place, counted, {"kept": batch.kept})
        return len(found), place

    def _classify(self, tx: Scope, found: Sequence[Transaction], lines: Mapping[ObjectId, ImportRow]) -> _Batch:
        changed = set() if self._force else transactions.find_changed_by_users(tx, [each["_id"] for each in found])
        batch = _Batch()
        for document in found:
            if line := lines.get(document["_id"]):
                batch.reassigned.append((document, reassign(document, line, self._import_id, self._categoriser)))
            elif transactions.is_entered(document):
                batch.entered.append(document)
            elif document["_id"] in changed:
                batch.kept.append(document["_id"])
            else:
                batch.removed.append(document)
        return batch

    def _revert_changes(self, tx: Scope, most: int) -> tuple[int, UndoPlace]:
        """Revert the next of the import's changes to transactions it did not create."""
        events = transactions.find_changes_by(tx, self._import_id, self._below, most)
        if not events:
            return 0, {}
        changed = [event["transaction_id"] for event in events]
        lines = undo_store.find_lines_repeating(tx, self._import_id, changed, booked=True)
        owners = {transaction_id: line["import_id"] for transaction_id, line in lines.items()}
        batch = transactions.revert_changes(tx, self._import_id, events, owners, self._actor)
        place: UndoPlace = {"below": events[-1]["seq"]}
        undo_store.advance(
            tx,
            self._import_id,
            place,
            {"reverted": batch.count},
            {"changed_since": batch.kept},
        )
        return len(events), place

    def _remove_aliases(self, tx: Scope, most: int) -> tuple[int, UndoPlace]:
        """Delete the import's alias fingerprints, or hand them over to another import of the same source."""
        aliases = transactions.find_aliases_of(tx, self._import_id, most)
        if aliases:
            transactions.hand_over_aliases(tx, aliases, find_alias_owners(tx, self._import_id, aliases))
        return len(aliases), {}

    def _finish(self, tx: Scope) -> None:
        """Remove what the import left on accounts and for later imports, and record that it is undone."""
        self._checkpoint(tx, 0)
        saved_mappings.restore_earlier_mapping(tx, self._document)
        for account_id in account_ids(self._document):
            self._detach_account(tx, account_id)
        reconsider(tx, account_ids(self._document), self._actor)
        undo_store.finish(tx, self._import_id, _undone(undo_store.progress(tx, self._import_id)))
        if not self._document["counts"]["rejected"]:
            files.remove_file(tx, self._import_id)  # nobody can ask for rejected lines of it

    def _detach_account(self, tx: Scope, account_id: ObjectId) -> None:
        for identifier in _numbers(self._document, account_id):
            elsewhere = undo_store.is_numbered_elsewhere(tx, self._import_id, account_id, identifier)
            if not elsewhere and not accounts.is_number_stated(tx, account_id, self._import_id, identifier):
                accounts.forget_identifier(tx, account_id, identifier)
        next_import = undo_store.find_oldest_import_of(tx, self._import_id, account_id)
        if not accounts.undo_opening(tx, account_id, self._import_id, next_import):
            accounts.forget_statement(tx, account_id, self._import_id)


def _undone(undo: UndoProgress) -> Undone:
    return {"at": datetime.now(UTC), "job_id": undo["job_id"], "force": undo["force"], **_counts(undo)}


def _counts(undo: UndoCounts) -> UndoCounts:
    return {
        "removed": undo["removed"],
        "handed_over": undo["handed_over"],
        "reverted": undo["reverted"],
        "kept_count": undo["kept_count"],
        "kept": undo["kept"],
        "changed_since": undo["changed_since"],
    }


def _numbers(document: ImportDocument, account_id: ObjectId) -> set[str]:
    """Returns the numbers by which an import found an account, or which it added to the account."""
    if document["account_id"]:
        identified = new_identifier(document) if document["layout"] else None
        return {identified[1]} if identified else set()
    targets = (each for each in document["targets"] if each["account_id"] == account_id)
    return {number for each in targets if (number := account_number(each["identifier"]))}


def result_of(document: ImportDocument) -> UndoResult:
    """Returns the result of a finished undo, as its job shows it."""
    return {"import_id": document["_id"], **_counts(document["undone"])}
