"""The use cases of transactions: the door through which routes, tasks and other domains come."""

from collections.abc import Sequence
from typing import Any

from bson import ObjectId

from app.infra.mongo import Scope
from app.transactions import store
from app.transactions.capture import fill_in
from app.transactions.capture import start as start_capture
from app.transactions.changes import delete, get, offer, patch
from app.transactions.creation import create
from app.transactions.invariant import recompute_totals, verify
from app.transactions.listing import list_transactions
from app.transactions.posting import post_batch, reassign, remove
from app.transactions.reading import Context, read

__all__ = [
    "Context",
    "create",
    "delete",
    "fill_in",
    "get",
    "known_fingerprints",
    "list_transactions",
    "offer",
    "patch",
    "post_batch",
    "read",
    "read_merchants",
    "read_totals",
    "reassign",
    "recompute_totals",
    "remove",
    "start_capture",
    "verify",
]


def known_fingerprints(scope: Scope, fingerprints: Sequence[str]) -> dict[str, ObjectId]:
    """Which of the fingerprints belong to a transaction, present or deleted by a user, and to which."""
    return store.find_fingerprints(scope, fingerprints)


def read_totals(scope: Scope, first_month: str, last_month: str) -> list[dict[str, Any]]:
    """The month totals of a range of months `YYYY-MM`, both included.

    Rows of {month, account_id, category_id, kind, currency, in, out, count}; `in` and `out` are magnitudes in
    minor units.
    """
    return store.find_totals(scope, first_month, last_month)


def latest_month(scope: Scope, until: str) -> str | None:
    """The latest month `YYYY-MM` up to one that has a posted or pending transaction; None without any."""
    return store.latest_month(scope, until)


def read_merchants(scope: Scope, month: str) -> list[dict[str, Any]]:
    """The totals of one month by merchant: rows as those of read_totals, with `merchant`."""
    return store.find_merchants(scope, month)
