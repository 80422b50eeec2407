"""Summaries of transactions: a line about each, kept with it until what it is about changes."""

from collections.abc import Mapping

from bson import ObjectId

from app.infra.database.mongo import Scope
from app.transactions import store
from app.transactions.documents import Actor, Transaction
from app.transactions.writing.posting import rewrite


def set_summaries(tx: Scope, lines: Mapping[ObjectId, str], actor: Actor) -> None:
    """Write the lines of transactions by their ids; those that are gone are left out, those that stay cost no revision.

    `tx` must have reserved a number for each.
    """
    changes = []
    for before in store.find_many(tx, lines):
        if before.get("summary") != lines[before["_id"]]:
            after: Transaction = {**before, "summary": lines[before["_id"]]}
            changes.append((before, after))
    if changes:
        rewrite(tx, changes, actor)
