"""The delta feed: what became of a workspace's transactions since a client last asked.

Every change takes a number (`seq`) from the workspace's counter, which each writing MongoDB transaction moves first: so
numbers follow the order of commits, and once the counter is read, everything up to it stands. A page holds what lies
between the client's position and the counter, by number. A transaction is told once, as it is now; what moves away from
the page while it is read has a higher number and is told later.
"""

from heapq import merge
from typing import Any, NamedTuple

from app.infra.database.mongo import Document, Scope
from app.infra.pagination import Taken, decode_cursor, encode_cursor, take, whole_number
from app.transactions import store
from app.transactions.listing.query import SHOWN
from app.transactions.serialise import transaction_out

NOW = "now"
_NAME = "changes"
_FIELDS = (*SHOWN, "seq", "first_seq")


class Position(NamedTuple):
    """How far a client is: `seq` was told; `base` is where its present round of pages began.

    What was born after `base` is new to it. Deletions up to `quiet` are not told: it never had what they deleted.
    """

    seq: int
    base: int
    quiet: int


def changes_since(scope: Scope, cursor: str | None, limit: int) -> dict[str, Any]:
    """The next page {added, modified, removed, next_cursor, has_more} behind a cursor.

    Without one the feed starts from the beginning; behind NOW there is only what is still to come. Raises Invalid for
    what is no cursor of the feed.
    """
    last = scope.last_seq()
    at = _position(cursor, last)
    documents = store.find_changed(scope, at.seq, last, limit + 1, _FIELDS)
    deletions = store.find_deletions(scope, max(at.seq, at.quiet), last, limit + 1)
    told = take(merge(documents, deletions, key=lambda each: each["seq"]), limit, _told)
    following = Position(told.shown[-1]["seq"], at.base, at.quiet) if told.more else _caught_up(last)
    return {**_sorted(told, at.base), "next_cursor": encode_cursor(_NAME, following), "has_more": told.more}


def _told(each: Document) -> dict[str, Any]:
    return {"id": each["transaction_id"], "at": each["at"]} if "transaction_id" in each else transaction_out(each)


def _sorted(told: Taken[Document], base: int) -> dict[str, list[Any]]:
    page: dict[str, list[Any]] = {"added": [], "modified": [], "removed": []}
    for each, row in zip(told.shown, told.rows, strict=True):
        if "transaction_id" in each:
            page["removed"].append(row)
        else:
            # One without a first number is older than the feed.
            page["added" if each.get("first_seq", 1) > base else "modified"].append(row)
    return page


def _position(cursor: str | None, last: int) -> Position:
    if cursor is None:
        return Position(0, 0, quiet=last)
    return _caught_up(last) if cursor == NOW else Position(*decode_cursor(cursor, _NAME, [whole_number] * 3))


def _caught_up(seq: int) -> Position:
    return Position(seq, seq, seq)
