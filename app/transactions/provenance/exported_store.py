"""MongoDB for the transactions that rows of our own export are, by the ids in the file."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bson import ObjectId

from app.infra.database.mongo import Document, Scope


class ExportedTransaction(NamedTuple):
    """A transaction by its id. `deleted`: by a user, for good."""

    transaction_id: ObjectId
    deleted: bool = False


def find_by_ids(
    scope: Scope, rows: Iterable[tuple[ObjectId, int, str]]
) -> dict[tuple[ObjectId, int, str], ExportedTransaction]:
    """Which of some rows, given as (id, amount in minor units, currency), are transactions of this workspace.

    A row is the transaction of its id if that has this amount, or had it before an edit: a row that was copied and
    given another amount is a new transaction. A transaction that a user matched with another became that other one.
    """
    wanted = set(rows)
    ids = {transaction_id for transaction_id, _, _ in wanted}
    states = _states(scope, ids)
    changed = {transaction_id for transaction_id, amount, _ in wanted if amount not in states.amounts[transaction_id]}
    _add_earlier(scope, changed & states.found.keys(), states.amounts)
    return {
        row: states.found[row[0]]
        for row in wanted
        if row[0] in states.found and row[1] in states.amounts[row[0]] and row[2] == states.currencies[row[0]]
    }


class _States(NamedTuple):
    found: dict[ObjectId, ExportedTransaction]
    amounts: Mapping[ObjectId, set[int]]
    currencies: dict[ObjectId, str]


def _states(scope: Scope, ids: set[ObjectId]) -> _States:
    """The present state of transactions, and the last one of those that were deleted and may not return."""
    states = _States({}, defaultdict(set), {})
    for document in scope["transactions"].find({"_id": {"$in": list(ids)}}, ("amount_minor", "currency")):
        _add(states, document, ExportedTransaction(document["_id"]))
    gone: Document = {"transaction_id": {"$in": list(ids - states.found.keys())}, "type": "deleted"}
    known = {"$or": [{"fingerprint": {"$exists": True}}, {"matched": {"$exists": True}}]}
    shown = ("before._id", "before.amount_minor", "before.currency", "matched")
    for event in scope["transaction_events"].find({**gone, **known}, shown):
        before, matched = event["before"], event.get("matched")
        _add(states, before, ExportedTransaction(matched or before["_id"], deleted=not matched))
    return states


def _add(states: _States, document: Document, exported: ExportedTransaction) -> None:
    states.found[document["_id"]] = exported
    states.amounts[document["_id"]].add(document["amount_minor"])
    states.currencies[document["_id"]] = document["currency"]


def _add_earlier(scope: Scope, ids: set[ObjectId], amounts: Mapping[ObjectId, set[int]]) -> None:
    if not ids:
        return
    query = {"transaction_id": {"$in": list(ids)}, "before.amount_minor": {"$exists": True}}
    for event in scope["transaction_events"].find(query, ("transaction_id", "before.amount_minor")):
        amounts[event["transaction_id"]].add(event["before"]["amount_minor"])
