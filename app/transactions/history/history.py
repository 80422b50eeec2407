"""The history of a transaction: its creation, every change with the changed fields, its deletion."""

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict, cast

from bson import ObjectId
from orjson import Fragment

from app.infra.database.mongo import Scope
from app.infra.json import dumps
from app.infra.pagination import PAGE_BYTES
from app.infra.problems import NotFound
from app.transactions import store
from app.transactions.documents import Actor, Transaction
from app.transactions.event_documents import Deletion, Modification
from app.transactions.serialise import transaction_out


class FieldChange(TypedDict):
    """A changed field, as clients are shown it."""

    field: str
    before: object
    after: object


class Entry(TypedDict):
    """Something that happened to a transaction (HistoryEntryOut)."""

    type: str
    at: datetime
    actor: Actor
    revision: int | None
    source: str | None
    import_id: ObjectId | None
    import_row: int | None
    changes: list[FieldChange]


# They move with every change and say nothing about it.
_BOOKKEEPING = frozenset({"revision", "updated_at"})


def history(scope: Scope, transaction_id: ObjectId, start: int, limit: int) -> tuple[list[Fragment], bool]:
    """A page of what happened to a transaction, first to last, as JSON entries, and whether there is more.

    The first entry is number 0; the history of a deleted transaction ends with its deletion. Raises NotFound.

    Earlier states are found by going back from the present one, event by event: only the entries of the page are kept
    meanwhile.
    """
    found = store.find(scope, transaction_id)
    # Of a deleted one empty: the first event on the way back is its deletion, which has the whole state.
    state = found or cast("Transaction", {})
    until = state.get("seq")  # what happens while this is read is on a later page
    last, page = store.count_events(scope, transaction_id, until), _Window(start, start + limit)
    if found is None and not last:
        raise NotFound("There is no such transaction.")
    events = store.each_event_back(scope, transaction_id, until)
    for number, event in zip(range(last, 0, -1), events, strict=False):
        before = _state_before(state, event)
        if page.holds(number):
            page.put(dumps(_entry_of(before, event, state)))
        state = before
    if page.holds(0):
        page.put(dumps(_creation(state)))
    return page.rows(), last + 1 > start + len(page)


class _Window:
    """The entries of one page, put in from the last to the first: beyond PAGE_BYTES the last ones give way."""

    def __init__(self, start: int, end: int) -> None:
        self._span = range(start, end)
        self._rows: deque[bytes] = deque()
        self._size = 0

    def __len__(self) -> int:
        return len(self._rows)

    def holds(self, number: int) -> bool:
        return number in self._span

    def put(self, row: bytes) -> None:
        self._rows.appendleft(row)
        self._size += len(row)
        while self._size > PAGE_BYTES and len(self._rows) > 1:
            self._size -= len(self._rows.pop())

    def rows(self) -> list[Fragment]:
        return [Fragment(row) for row in self._rows]


def _state_before(after: Transaction, event: Modification | Deletion) -> Transaction:
    """The transaction as it was before an event, which names what it changed; the revision moves by one with each."""
    if event["type"] == "deleted":
        return event["before"]
    return {**after, **event["before"], "revision": after["revision"] - 1}


def _entry_of(before: Transaction, event: Modification | Deletion, after: Transaction) -> Entry:
    entry = _entry(event["type"], event["at"], event["actor"])
    if event["type"] == "deleted":
        return entry
    changes = _changes(transaction_out(before), transaction_out(after))
    return {**entry, "revision": after["revision"], "changes": changes}


def _changes(before: Mapping[str, object], after: Mapping[str, object]) -> list[FieldChange]:
    return [
        {"field": name, "before": before[name], "after": after[name]}
        for name in after
        if name not in _BOOKKEEPING and before[name] != after[name]
    ]


def _creation(document: Transaction) -> Entry:
    """The entry of the creation, from the transaction as it was created."""
    imported = document["import_id"]
    actor: Actor = {"type": "import", "id": imported} if imported else {"type": "user", "id": None}
    return {
        **_entry("created", document["created_at"], actor),
        "revision": document["revision"],
        "source": document["source"],
        "import_id": imported,
        "import_row": document["import_row"],
    }


def _entry(what: str, at: datetime, actor: Actor) -> Entry:
    return {
        "type": what,
        "at": at,
        "actor": actor,
        "revision": None,
        "source": None,
        "import_id": None,
        "import_row": None,
        "changes": [],
    }
