"""MongoDB's side of lists by creation: sort order, index, conditions of the next page (cursors: infra/pagination.py).

By `created_at` and then `_id`: of two things made within a millisecond the ids tell the order (database/ids.py).
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel

from app.infra.database.documents import AnyDocument, Document

OLDEST_FIRST = [("created_at", ASCENDING), ("_id", ASCENDING)]
NEWEST_FIRST = [("created_at", DESCENDING), ("_id", DESCENDING)]
# Read backwards it serves the newest first too.
BY_CREATION = IndexModel([("workspace_id", ASCENDING), *OLDEST_FIRST])

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LAST = datetime(9999, 12, 31, tzinfo=UTC)


class Place(NamedTuple):
    """Where something stands in a list by creation."""

    created_at: datetime
    id: ObjectId


def place_of(document: AnyDocument) -> list[Any]:
    """Returns the place of a document as the key of a cursor."""
    return [(document["created_at"] - _EPOCH) // _MILLISECOND, str(document["_id"])]


def _moment(part: Any) -> datetime:
    """A time in a cursor; raises ValueError or OverflowError for what is none."""
    if not isinstance(part, int) or isinstance(part, bool):
        raise ValueError("not a time")  # noqa: TRY004 - what a cursor holds is no type error of ours
    moment = _EPOCH + timedelta(milliseconds=part)
    if moment > _LAST:
        raise ValueError("not a time of ours")
    return moment


# How the parts of a key are read.
PLACE: Sequence[Callable[[Any], Any]] = (_moment, ObjectId)


def younger_than(place: Place | None) -> Document:
    """Returns the condition for what was made after a place; everything without one."""
    return _beyond(place, "$gt") if place else {}


def older_than(place: Place | None) -> Document:
    """Returns the condition for what was made before a place; everything without one."""
    return _beyond(place, "$lt") if place else {}


def _beyond(place: Place, beyond: str) -> Document:
    """The outer bound lets MongoDB start in the index at that place."""
    at, row_id = place
    return {"created_at": {f"{beyond}e": at}, "$or": [{"created_at": {beyond: at}}, {"_id": {beyond: row_id}}]}
