"""The history of a transaction: its birth, every change with what it changed, its end."""

from collections.abc import Mapping, Sequence
from typing import Any

from bson import ObjectId

from app.infra.mongo import Scope
from app.infra.problems import NotFound
from app.transactions import store
from app.transactions.documents import Document
from app.transactions.wire import transaction_out

Entry = dict[str, Any]

# They move with every change and say nothing about it.
_BOOKKEEPING = frozenset({"revision", "updated_at"})


def history(scope: Scope, transaction_id: ObjectId) -> list[Entry]:
    """What happened to a transaction, first to last; that of a deleted one ends with its deletion.

    Entries of {type: created | modified | deleted, at, actor {type, id}, revision, source, import_id, import_row,
    changes}, where changes are {field, before, after} as clients are shown them. Raises NotFound.
    """
    events = store.find_events(scope, transaction_id)
    present = store.find(scope, transaction_id)
    if present is None and not (events and events[-1]["type"] == "deleted"):
        raise NotFound("There is no such transaction.")
    state, entries = present or {}, []
    for event in reversed(events):
        state, entry = _taken_back(state, event)
        entries.append(entry)
    return [_birth(state), *reversed(entries)]


def _taken_back(after: Document, event: Mapping[str, Any]) -> tuple[Document, Entry]:
    """The transaction as it was before an event, and the event's entry."""
    entry = _entry(event["type"], event["at"], event["actor"])
    if event["type"] == "deleted":
        return event["before"], entry
    # An event names what it changed; the revision moves by one with each.
    before = {**after, **event["before"], "revision": after["revision"] - 1}
    changes = _changes(transaction_out(before), transaction_out(after))
    return before, {**entry, "revision": after["revision"], "changes": changes}


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
