"""Lists the lines of an import: every line of its file, once, with what became of it."""

from collections.abc import Collection, Iterator

from bson import ObjectId

from app.imports import store
from app.imports.documents import CreatedRow, ImportDocument, ImportRow
from app.infra.database.mongo import Scope

# Lines looked at together: they are read as they are asked for, so that lines of any length fill a page.
_SPAN = 51


def list_rows(
    scope: Scope, document: ImportDocument, after: int, outcomes: Collection[str] | None, limit: int
) -> Iterator[ImportRow]:
    """Returns lines after a row number, at least one more than `limit` if there are more; `outcomes` narrow them.

    A created line is its transaction. One whose transaction was deleted or undone since is a gap between the numbers:
    the lines of a file are counted without one, so it is known all the same.
    """
    kinds = frozenset(outcomes or store.OUTCOMES)
    if "created" not in kinds:
        yield from store.find_rows(scope, document["_id"], after, outcomes=sorted(kinds), limit=limit + 1)
        return
    span, left = _SPAN, limit + 1
    while left > 0 and after < document["lines"]:
        until = min(after + span, document["lines"])
        rows = _span(scope, document["_id"], (after, until), min(left, _SPAN), kinds)
        yield from rows
        left -= len(rows)
        after = rows[-1]["row"] if len(rows) >= _SPAN else until
        # Where most lines created nothing, few looks find the next that did.
        span = 2 * span if outcomes else span


def _span(
    scope: Scope, import_id: ObjectId, span: tuple[int, int], wanted: int, kinds: frozenset[str]
) -> list[ImportRow]:
    """Returns the lines behind one row number up to another, or at least as many of them as wanted."""
    after, last = span
    created = [_created(found) for found in store.find_created(scope, import_id, after, last, wanted)]
    if len(created) == wanted:
        last = created[-1]["row"]
    others = [] if kinds == {"created"} else list(store.find_rows(scope, import_id, after, last))
    taken = {row["row"] for row in others} or store.row_numbers(scope, import_id, after, last)
    taken.update(row["row"] for row in created)
    gone = [_deleted(number) for number in range(after + 1, last + 1) if number not in taken]
    shown = [row for row in others if row["outcome"] in kinds]
    return sorted([*created, *shown, *gone], key=lambda row: row["row"])


def _created(transaction: CreatedRow) -> ImportRow:
    return {
        "row": transaction["import_row"],
        "outcome": "created",
        "transaction_id": transaction["_id"],
        "date": transaction["date"],
        "amount_minor": transaction["amount_minor"],
        "currency": transaction["currency"],
        "description": transaction["description"],
    }


def _deleted(row: int) -> ImportRow:
    return {"row": row, "outcome": "created", "transaction_id": None}
