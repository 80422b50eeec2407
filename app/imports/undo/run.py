"""A worker's pass over an import that is undone: batches, each committed whole with its checkpoint.

First what the import created, in the order of its file, then what it changed of others, the newest change first; then
as what else it knew transactions, and what it told accounts. Killed at any point and run again, it goes on behind the
last committed batch.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId

from app.accounts import service as accounts
from app.imports import file_store
from app.imports.commit.pacing import Pace
from app.imports.commit.run import account_ids, new_identifier
from app.imports.drafting.account_names import account_number
from app.imports.layouts import saved_mappings
from app.imports.undo import store as undo_store
from app.imports.undo.hand_over import find_alias_owners, reassign
from app.infra.database.mongo import Document, Scope
from app.jobs.lease import Lease
from app.rules import service as rules
from app.transactions.provenance import service as transactions

BATCH_ROWS = 1000

# Lines that say a transaction is booked.
BOOKED = {"pending": {"$ne": True}}

# What an undo counts, and what it names.
COUNTED = ("removed", "handed_over", "reverted", "kept_count")
NAMED = ("kept", "changed_since")


# A batch inside a transaction, of at most so many: how many it took, and the place from which to go on.
Step = Callable[[Scope, int], tuple[int, dict[str, Any]]]


@dataclass(slots=True)
class _Batch:
    """What is to become of a batch of transactions."""

    reassigned: list[tuple[Document, Document]] = field(default_factory=list)
    entered: list[Document] = field(default_factory=list)
    kept: list[ObjectId] = field(default_factory=list)
    removed: list[Document] = field(default_factory=list)


class UndoRun:
    """Undoes one import, from its checkpoint on. With `force`, what users changed goes too."""

    def __init__(self, lease: Lease, document: Document) -> None:
        self._lease = lease
        self._scope: Scope = lease.scope
        self._document = document
        self._import_id: ObjectId = document["_id"]
        self._actor = {"type": "undo", "id": self._import_id}
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
        self._scope.transact(self._finish)

    def _commit(self, step: Step) -> bool:
        """Do one batch of a step in one transaction; answers whether there was anything left to do."""
        most = self._pace.size()

        def write(tx: Scope) -> tuple[int, int, int, dict[str, Any]]:
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

    def _remove_created(self, tx: Scope, most: int) -> tuple[int, dict[str, Any]]:
        """Remove, keep or hand over the next of the import's transactions; one a person entered is that only again."""
        found = transactions.find_created_by(tx, self._import_id, self._after, most)
        if not found:
            return 0, {}
        lines = undo_store.find_lines_repeating(tx, self._import_id, [document["_id"] for document in found])
        batch = self._classify(tx, found, lines)
        freed = transactions.unmatched(tx, batch.entered)
        transactions.write_changes(tx, [*batch.reassigned, *freed], self._actor)
        undo_store.mark_lines_as_created(tx, list(lines.values()))
        transactions.remove_without_trace(tx, batch.removed, self._actor)
        place = {"after": found[-1]["import_row"]}
        counted = {
            "removed": len(batch.removed),
            "handed_over": len(batch.reassigned),
            "kept_count": len(batch.kept),
            "reverted": len(freed),
        }
        undo_store.advance(tx, self._import_id, place, counted, {"kept": batch.kept})
        return len(found), place

    def _classify(self, tx: Scope, found: Sequence[Document], lines: Mapping[ObjectId, Document]) -> _Batch:
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

    def _revert_changes(self, tx: Scope, most: int) -> tuple[int, dict[str, Any]]:
        """Take back the next of the import's changes to transactions it did not create."""
        events = transactions.find_changes_by(tx, self._import_id, self._below, most)
        if not events:
            return 0, {}
        lines = undo_store.find_lines_repeating(
            tx, self._import_id, [event["transaction_id"] for event in events], BOOKED
        )
        owners = {transaction_id: line["import_id"] for transaction_id, line in lines.items()}
        batch = transactions.revert_changes(tx, self._import_id, events, owners, self._actor)
        place = {"below": events[-1]["seq"]}
        undo_store.advance(tx, self._import_id, place, {"reverted": batch.count}, {"changed_since": batch.kept})
        return len(events), place

    def _remove_aliases(self, tx: Scope, most: int) -> tuple[int, dict[str, Any]]:
        """Forget what else the import knew transactions as, or leave it to one of its kind that states them too."""
        aliases = transactions.find_aliases_of(tx, self._import_id, most)
        if aliases:
            transactions.hand_over_aliases(tx, aliases, find_alias_owners(tx, self._import_id, aliases))
        return len(aliases), {}

    def _finish(self, tx: Scope) -> None:
        """What the import told accounts and later imports goes with it; then it is undone."""
        self._checkpoint(tx, 0)
        saved_mappings.forget(tx, self._document)
        for account_id in account_ids(self._document):
            self._detach_account(tx, account_id)
        undo = undo_store.progress(tx, self._import_id)
        undone = {name: undo[name] for name in ("job_id", "force", *COUNTED, *NAMED)}
        undo_store.finish(tx, self._import_id, {"at": datetime.now(UTC), **undone})
        if not self._document["counts"]["rejected"]:
            file_store.remove_file(tx, self._import_id)  # nobody can ask for rejected lines of it

    def _detach_account(self, tx: Scope, account_id: ObjectId) -> None:
        for identifier in _numbers(self._document, account_id):
            if not undo_store.is_numbered_elsewhere(tx, self._import_id, account_id, identifier):
                accounts.forget_identifier(tx, account_id, identifier)
        next_import = undo_store.find_oldest_import_of(tx, self._import_id, account_id)
        if not accounts.undo_opening(tx, account_id, self._import_id, next_import):
            accounts.forget_statement(tx, account_id, self._import_id)


def _numbers(document: Document, account_id: ObjectId) -> set[str]:
    """The numbers under which an import knew an account, and which it taught it."""
    if document["account_id"]:
        identified = new_identifier(document) if document["layout"] else None
        return {identified[1]} if identified else set()
    targets = (each for each in document["targets"] if each["account_id"] == account_id)
    return {number for each in targets if (number := account_number(each["identifier"]))}


def result_of(document: Document) -> dict[str, Any]:
    """The result of a finished undo, as its job shows it."""
    undone = document["undone"]
    return {"import_id": document["_id"], **{name: undone[name] for name in (*COUNTED, *NAMED)}}
