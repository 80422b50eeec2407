"""Changes some transactions as they are by then, with all that follows."""

from collections.abc import Callable, Sequence

from bson import ObjectId

from app.infra.database.mongo import Scope
from app.transactions import store as transactions
from app.transactions.documents import Actor, Change, Transaction
from app.transactions.writing.posting import rewrite

Refile = Callable[[Transaction], Transaction]


def rewrite_each(scope: Scope, ids: Sequence[ObjectId], change: Refile, actor: Actor) -> int:
    """Change some transactions as they are now, with all that follows; returns how many did change."""

    def write(tx: Scope) -> int:
        changes: list[Change] = []
        for before in transactions.find_many(tx, ids):
            after = change(before)
            if after != before:
                changes.append((before, after))
        if changes:
            rewrite(tx, changes, actor)
        return len(changes)

    return scope.transact(write, numbers=len(ids)) if ids else 0
