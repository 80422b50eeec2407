"""The delta feed: which transactions of a workspace were added, changed and deleted since a client last asked.

Every change takes a number (`seq`) from the workspace's counter, which each writing MongoDB transaction moves first: so
numbers follow the order of commits, and once the counter is read, everything up to it is committed. A page holds the
changes between the client's position and the counter, by number. A transaction is on it once, as it is now; one that is
changed again while the page is read has a higher number and comes on a later page.
"""

from collections.abc import Iterable
from heapq import merge
from typing import NamedTuple, TypedDict

from orjson import Fragment

from app.infra.database.mongo import Scope
from app.infra.pagination import Taken, decode_cursor, encode_cursor, take, whole_number
from app.infra.untyped import JsonObject
from app.transactions import store
from app.transactions.documents import Transaction
from app.transactions.event_documents import Removed
from app.transactions.listing.query import SHOWN
from app.transactions.serialise import transaction_out

NOW = "now"
_NAME = "changes"
_FIELDS = (*SHOWN, "seq", "first_seq")


class Position(NamedTuple):
    """How far a client has read: up to `seq`; `base` is where its present round of pages began.

    What was created after `base` is new to it. Deletions up to `quiet` are left out: it never had what they deleted.
    """

    seq: int
    base: int
    quiet: int


class _Rows(TypedDict):
    added: list[Fragment]
    modified: list[Fragment]
    removed: list[Fragment]


class ChangesPage(_Rows):
    """A page of the feed (ChangesOut)."""

    next_cursor: str
    has_more: bool


def changes_since(scope: Scope, cursor: str | None, limit: int) -> ChangesPage:
    """The next page of the feed after a cursor.

    Without one the feed starts from the beginning; after NOW there is only what is still to come. Raises Invalid for
    what is no cursor of the feed.
    """
    last = scope.last_seq()
    at = _position(cursor, last)
    documents = store.find_changed(scope, at.seq, last, limit + 1, _FIELDS)
    deletions = store.find_deletions(scope, max(at.seq, at.quiet), last, limit + 1)
    changes: Iterable[Transaction | Removed] = merge(documents, deletions, key=lambda each: each["seq"])
    taken = take(changes, limit, _out)
    following = Position(taken.shown[-1]["seq"], at.base, at.quiet) if taken.more else _caught_up(last)
    return {**_sorted(taken, at.base), "next_cursor": encode_cursor(_NAME, following), "has_more": taken.more}


def _out(each: Transaction | Removed) -> JsonObject:
    return {"id": each["transaction_id"], "at": each["at"]} if "transaction_id" in each else transaction_out(each)


def _sorted(taken: Taken[Transaction | Removed], base: int) -> _Rows:
    page: _Rows = {"added": [], "modified": [], "removed": []}
    for each, row in zip(taken.shown, taken.rows, strict=True):
        if "transaction_id" in each:
            page["removed"].append(row)
        # One without a first number is older than the feed.
        elif each.get("first_seq", 1) > base:
            page["added"].append(row)
        else:
            page["modified"].append(row)
    return page


def _position(cursor: str | None, last: int) -> Position:
    if cursor is None:
        return Position(0, 0, quiet=last)
    return _caught_up(last) if cursor == NOW else Position(*decode_cursor(cursor, _NAME, [whole_number] * 3))


def _caught_up(seq: int) -> Position:
    return Position(seq, seq, seq)
