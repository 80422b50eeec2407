"""What only imports may do with transactions: post lines, settle pending ones, keep aliases, and undo an import.

The door of app/imports. Routes, tasks and other domains come through `app.transactions.service`.
"""

from collections.abc import Sequence

from bson import ObjectId

from app.infra.database.mongo import Scope
from app.transactions.provenance import fingerprint_store
from app.transactions.provenance.exported_store import find_by_ids
from app.transactions.provenance.fingerprint_store import count_aliases_of_import, insert_aliases
from app.transactions.provenance.pending import FACTS, find_open, lapsed, pending_again, settle, settled
from app.transactions.provenance.undo import (
    is_entered,
    remove_without_trace,
    revert_changes,
    unmatched,
    write_changes,
)
from app.transactions.provenance.undo_store import (
    count_created_by,
    count_lapsed_by,
    days_of_broken_transfers,
    find_aliases_of,
    find_changed_by_users,
    find_changes_by,
    find_created_by,
    hand_over_aliases,
)
from app.transactions.requests import PartFields
from app.transactions.store import find_many
from app.transactions.writing.edits import refiled
from app.transactions.writing.external_ids import COMPARED, ComparedFields, differences
from app.transactions.writing.posting import post_batch
from app.transactions.writing.splits import split_up

__all__ = [
    "COMPARED",
    "FACTS",
    "ComparedFields",
    "PartFields",
    "count_aliases_of_import",
    "count_created_by",
    "count_lapsed_by",
    "days_of_broken_transfers",
    "differences",
    "find_aliases_of",
    "find_by_ids",
    "find_changed_by_users",
    "find_changes_by",
    "find_created_by",
    "find_many",
    "find_open",
    "hand_over_aliases",
    "insert_aliases",
    "is_entered",
    "known_fingerprints",
    "lapsed",
    "pending_again",
    "post_batch",
    "refiled",
    "remove_without_trace",
    "revert_changes",
    "settle",
    "settled",
    "split_up",
    "unmatched",
    "write_changes",
]


def known_fingerprints(scope: Scope, fingerprints: Sequence[str]) -> dict[str, ObjectId]:
    """Which of the fingerprints belong to a transaction, present or deleted by a user, and to which."""
    known = fingerprint_store.find_known(scope, fingerprints)
    return {fingerprint: found.transaction_id for fingerprint, found in known.items()}
