"""The row ledger as a list: every line of a file, once, with what became of it."""

from bson import ObjectId

from app.imports import store
from app.infra.mongo import Document, Scope


def list_rows(scope: Scope, document: Document, after: int, outcome: str | None, limit: int) -> list[Document]:
    """Lines after a row number, one more than `limit` if there are more; `outcome` narrows them.

    A created line is its transaction. One whose transaction was deleted since is a gap between the numbers: the lines
    of a file are counted without one, so it is known all the same.
    """
    wanted = limit + 1
    if outcome in (None, "created"):
        rows = _with_created(scope, document, after, outcome, wanted)
    else:
        rows = store.find_rows(scope, document["_id"], after, outcome=outcome, limit=wanted)
    return rows[:wanted]


def _with_created(scope: Scope, document: Document, after: int, outcome: str | None, wanted: int) -> list[Document]:
    import_id: ObjectId = document["_id"]
    created = [_created(found) for found in store.find_created(scope, import_id, after, wanted)]
    last = created[-1]["row"] if len(created) == wanted else document["lines"]
    if outcome is None:
        last = min(last, after + wanted)
        others = store.find_rows(scope, import_id, after, last)
        taken = {row["row"] for row in others}
    else:
        others, taken = [], store.row_numbers(scope, import_id, after, last)
    taken.update(row["row"] for row in created)
    gone = [_deleted(number) for number in range(after + 1, last + 1) if number not in taken]
    listed = [row for row in (*created, *others, *gone) if row["row"] <= last]
    return sorted(listed, key=lambda row: int(row["row"]))


def _created(transaction: Document) -> Document:
    shown = {name: transaction[name] for name in ("date", "amount_minor", "currency", "description")}
    return {"row": transaction["import_row"], "outcome": "created", "transaction_id": transaction["_id"], **shown}


def _deleted(row: int) -> Document:
    return {"row": row, "outcome": "created", "transaction_id": None}
