"""The history of a transaction: its birth, every change with what it changed, its end."""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from bson import ObjectId
from orjson import Fragment

from app.infra.database.mongo import Scope
from app.infra.json import dumps
from app.infra.pagination import PAGE_BYTES
from app.infra.problems import NotFound
from app.transactions import store
from app.transactions.documents import Document
from app.transactions.serialise import transaction_out

Entry = dict[str, Any]

# They move with every change and say nothing about it.
_BOOKKEEPING = frozenset({"revision", "updated_at"})


def history(scope: Scope, transaction_id: ObjectId, start: int, limit: int) -> tuple[list[Fragment], bool]:
    """A page of what happened to a transaction, first to last, as JSON, and whether there is more.

    Entries of {type: created | modified | deleted, at, actor {type, id}, revision, source, import_id, import_row,
    changes}, where changes are {field, before, after} as clients are shown them. The first is number 0; that of a
    deleted transaction ends with its deletion. Raises NotFound.

    What was is found by going back from what is, event by event: only the entries of the page are kept meanwhile.
    """
    state = store.find(scope, transaction_id) or {}
    until = state.get("seq")  # what happens while this is read is told next time
    last, page = store.count_events(scope, transaction_id, until), _Window(start, start + limit)
    if not state and not last:
        raise NotFound("There is no such transaction.")
    events = store.each_event_back(scope, transaction_id, until)
    for number, event in zip(range(last, 0, -1), events, strict=False):
        before = _taken_back(state, event)
        if page.holds(number):
            page.put(dumps(_told(before, event, state)))
        state = before
    if page.holds(0):
        page.put(dumps(_birth(state)))
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


def _taken_back(after: Document, event: Mapping[str, Any]) -> Document:
    """The transaction as it was before an event, which names what it changed; the revision moves by one with each."""
    if event["type"] == "deleted":
        return dict(event["before"])
    return {**after, **event["before"], "revision": after["revision"] - 1}


def _told(before: Document, event: Mapping[str, Any], after: Document) -> Entry:
    """The entry of an event."""
    entry = _entry(event["type"], event["at"], event["actor"])
    if event["type"] == "deleted":
        return entry
    changes = _changes(transaction_out(before), transaction_out(after))
    return {**entry, "revision": after["revision"], "changes": changes}


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [
        {"field": name, "before": before[name], "after": after[name]}
        for name in after
        if name not in _BOOKKEEPING and before[name] != after[name]
    ]


def _birth(document: Document) -> Entry:
    """The entry of a birth, from the transaction as it was born."""
    imported = document["import_id"]
    actor = {"type": "import", "id": imported} if imported else {"type": "user", "id": None}
    born = {name: document[name] for name in ("source", "import_id", "import_row")}
    return {**_entry("created", document["created_at"], actor), **born, "revision": document["revision"]}


def _entry(what: str, at: Any, actor: Mapping[str, Any]) -> Entry:
    unsaid = dict.fromkeys(("revision", "source", "import_id", "import_row"))
    return {"type": what, "at": at, "actor": actor, **unsaid, "changes": []}
