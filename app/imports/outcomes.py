"""The row ledger as a list: every line of a file, once, with what became of it."""

from bson import ObjectId

from app.imports import store
from app.infra.mongo import Document, Scope


def list_rows(scope: Scope, document: Document, after: int, outcome: str | None, limit: int) -> list[Document]:
    """Lines after a row number, one more than `limit` if there are more; `outcome` narrows them.

    A created line is its transaction. One whose transaction was deleted or undone since is a gap between the numbers:
    the lines of a file are counted without one, so it is known all the same.
    """
    wanted = limit + 1
    if outcome not in (None, "created"):
        return store.find_rows(scope, document["_id"], after, outcome=outcome, limit=wanted)
    rows: list[Document] = []
    span = wanted
    while len(rows) < wanted and after < document["lines"]:
        until = min(after + span, document["lines"])
        rows += _span(scope, document["_id"], (after, until), wanted, only_created=outcome is not None)
        # Where most lines created nothing, few looks find the next that did.
        after, span = until, 2 * span
    return rows[:wanted]


def _span(
    scope: Scope, import_id: ObjectId, span: tuple[int, int], wanted: int, *, only_created: bool
) -> list[Document]:
    """The lines behind one row number up to another, or at least as many of them as wanted."""
    after, last = span
    created = [_created(found) for found in store.find_created(scope, import_id, after, last, wanted)]
    if len(created) == wanted:
        last = created[-1]["row"]
    others = [] if only_created else store.find_rows(scope, import_id, after, last)
    taken = {row["row"] for row in others} or store.row_numbers(scope, import_id, after, last)
    taken.update(row["row"] for row in created)
    gone = [_deleted(number) for number in range(after + 1, last + 1) if number not in taken]
    return sorted([*created, *others, *gone], key=lambda row: int(row["row"]))


def _created(transaction: Document) -> Document:
    shown = {name: transaction[name] for name in ("date", "amount_minor", "currency", "description")}
    return {"row": transaction["import_row"], "outcome": "created", "transaction_id": transaction["_id"], **shown}


def _deleted(row: int) -> Document:
    return {"row": row, "outcome": "created", "transaction_id": None}
