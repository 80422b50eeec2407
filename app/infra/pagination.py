"""Pages of all lists: a cursor is the sort key of the last row seen, so rows added meanwhile shift nothing."""

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from itertools import chain, islice
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import urlencode

import orjson
from bson.errors import InvalidId
from flask import Response, request
from marshmallow import fields, validate

from app.infra.blueprint import answer
from app.infra.database.keyset import PLACE, Place, place_of
from app.infra.fields import QueryInteger, StrictSchema, Text
from app.infra.json import dumps
from app.infra.problems import Invalid
from app.infra.untyped import Loaded

T = TypeVar("T")
P = TypeVar("P")
Query = Loaded
View = Callable[..., Any]

MAX_LIMIT = 200
# A page of large rows ends here, with a cursor to go on: 200 rows may hold anything from 100 KB to 10 MB.
PAGE_BYTES = 2 << 20
_WRITTEN_AT_ONCE = 50


class PageQuery(StrictSchema):
    """The parameters every list takes."""

    limit = QueryInteger(
        load_default=50,
        validate=validate.Range(1, MAX_LIMIT),
        metadata={"description": "Rows a page.", "example": 50},
    )
    cursor = Text(
        least=1,
        most=400,
        load_default=None,
        metadata={"description": "`next_cursor` of the page before.", "pattern": "^[A-Za-z0-9_-]+$"},
    )


class ShortListQuery(PageQuery):
    """The parameters of a list that is short in most workspaces, so that one page usually holds it all."""

    limit = QueryInteger(
        load_default=MAX_LIMIT,
        validate=validate.Range(1, MAX_LIMIT),
        metadata={"description": "Rows a page.", "example": 50},
    )


class ListOut(StrictSchema):
    """What every page of a list says beside its `data`."""

    next_cursor = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The `cursor` of the next page; null on the last.", "example": None},
    )
    has_more = fields.Boolean(
        required=True, metadata={"description": "Whether there is a next page.", "example": False}
    )


def encode_cursor(sort: str, key: Sequence[Any]) -> str:
    """Returns an opaque cursor of a sort order and the last row's key (strings and integers)."""
    return base64.urlsafe_b64encode(orjson.dumps([sort, *key])).decode().rstrip("=")


def decode_cursor(cursor: str, sort: str, kinds: Sequence[Callable[[Any], Any]]) -> list[Any]:
    """Returns the key inside a cursor, each part read by its kind; raises Invalid for a cursor of another list."""
    try:
        of_sort, *key = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        found = [kind(part) for kind, part in zip(kinds, key, strict=True)]
    except (ValueError, TypeError, OverflowError, binascii.Error, InvalidId):
        of_sort, found = None, []
    if of_sort != sort:
        raise Invalid.parameter("cursor", "Not a cursor of this list in this order.", code="invalid_cursor")
    return found


@dataclass(frozen=True, slots=True)
class Order(Generic[P]):
    """The order of a list: its name, the key of a row, how each part of a key is read, and what place they make."""

    name: str
    key: Callable[[Any], Sequence[Any]]
    kinds: Sequence[Callable[[Any], Any]]
    place: Callable[..., P]

    def place_in(self, cursor: str | None) -> P | None:
        """Returns the place that a cursor names; None without one. Raises Invalid for one of another list or order."""
        return self.place(*decode_cursor(cursor, self.name, self.kinds)) if cursor else None


OLDEST_FIRST = Order("created", place_of, PLACE, Place)
NEWEST_FIRST = Order("-created", place_of, PLACE, Place)


def paginated(order: Order[Any] | Callable[[Query], Order[Any]], out: Callable[[Any], Any]) -> Callable[[View], View]:
    """A list route, below its `query`: the view returns rows, which become a page with a cursor and a Link header.

    The view is called with the query and with the place its cursor names (None for the first page), and returns the
    rows behind it, one more than `limit` if there are more. `out` makes JSON of a row. An order that the query names is
    given as a function of the query. A cursor holds for this list alone: the name of the view is part of it.
    """

    def decorator(view: View) -> View:
        @wraps(view)
        def wrapper(query: Query, *args: Any, **kwargs: Any) -> Response:
            asked = order if isinstance(order, Order) else order(query)
            asked = replace(asked, name=f"{view.__name__} {asked.name}")
            found = view(query, asked.place_in(query["cursor"]), *args, **kwargs)
            return cut_page(found, query["limit"], out, asked.name, asked.key)

        return wrapper

    return decorator


def whole_number(part: Any) -> int:
    """A part of a cursor that counts something; raises ValueError for what cannot."""
    if not isinstance(part, int) or isinstance(part, bool) or not 0 <= part < 1 << 63:
        raise ValueError("not a whole number")
    return part


def cut_page(
    found: Iterable[T], limit: int, out: Callable[[T], Any], sort: str, key: Callable[[T], Sequence[Any]]
) -> Response:
    """Returns the list response from documents, one more than `limit` if there are more.

    Documents are asked for as they are shown: a page that has PAGE_BYTES ends early, and what would follow is not read.
    """
    documents: Iterator[T] = iter(found)
    shown, parts, room = list[T](), list[orjson.Fragment](), PAGE_BYTES
    while room > 0 and (some := list(islice(documents, min(_WRITTEN_AT_ONCE, limit - len(shown))))):
        # Several rows in one go, which is quicker than one by one; inside a list they are one piece of JSON.
        body = dumps([out(document) for document in some])
        if len(body) > room:
            taken = take(some, limit, out, room, least=0 if shown else 1)
            some, parts, documents = taken.shown, [*parts, *taken.rows], chain(some[len(taken.shown) :], documents)
        else:
            parts.append(orjson.Fragment(body[1:-1]))
        shown += some
        room = room - len(body)
    more = next(documents, None) is not None
    return page(parts, encode_cursor(sort, key(shown[-1])) if more else None)


class Taken(NamedTuple, Generic[T]):
    """What a page shows, each as JSON beside what it was made of, and whether there is more."""

    shown: list[T]
    rows: list[orjson.Fragment]
    more: bool


def take(found: Iterable[T], limit: int, out: Callable[[T], Any], most: int = PAGE_BYTES, least: int = 1) -> Taken[T]:
    """What a page shows of things asked for one by one: up to `limit` and `most` bytes, but at least `least` if any."""
    shown, rows, size = list[T](), list[orjson.Fragment](), 0
    for each in found:
        if len(rows) == limit:
            return Taken(shown, rows, more=True)
        row = dumps(out(each))
        size += len(row)
        if size > most and len(rows) >= least:
            return Taken(shown, rows, more=True)
        shown.append(each)
        rows.append(orjson.Fragment(row))
    return Taken(shown, rows, more=False)


def page(rows: Sequence[Any], next_cursor: str | None) -> Response:
    """Returns the list response with its Link header (RFC 8288)."""
    body = {"data": rows, "next_cursor": next_cursor, "has_more": next_cursor is not None}
    return answer(body, headers=_next_link(next_cursor) if next_cursor else None)


def _next_link(cursor: str) -> Mapping[str, str]:
    query = urlencode({**request.args.to_dict(), "cursor": cursor})
    return {"Link": f'<{request.path}?{query}>; rel="next"'}
