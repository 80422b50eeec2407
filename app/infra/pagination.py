"""Keyset pagination: a cursor is the sort key of the last row seen, so rows added meanwhile shift nothing."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import orjson
from bson.errors import InvalidId
from flask import Response, request
from marshmallow import fields, validate

from app.infra.blueprint import answer
from app.infra.fields import StrictSchema, Text
from app.infra.problems import Invalid

MAX_LIMIT = 200


class PageQuery(StrictSchema):
    """The parameters every list takes."""

    limit = fields.Integer(
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

    limit = fields.Integer(
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
    """An opaque cursor of a sort order and the last row's key (strings and integers)."""
    return base64.urlsafe_b64encode(orjson.dumps([sort, *key])).decode().rstrip("=")


def decode_cursor(cursor: str, sort: str, kinds: Sequence[Callable[[Any], Any]]) -> list[Any]:
    """The key inside a cursor, each part read by its kind; Invalid when it is not one of this list and order."""
    try:
        of_sort, *key = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        found = [kind(part) for kind, part in zip(kinds, key, strict=True)]
    except (ValueError, TypeError, OverflowError, binascii.Error, InvalidId):
        of_sort, found = None, []
    if of_sort != sort:
        raise Invalid.parameter("cursor", "Not a cursor of this list in this order.", code="invalid_cursor")
    return found


def whole_number(part: Any) -> int:
    """A part of a cursor that counts something; raises ValueError for what cannot."""
    if not isinstance(part, int) or isinstance(part, bool) or not 0 <= part < 1 << 63:
        raise ValueError("not a whole number")
    return part


def cut_page(
    found: Sequence[Mapping[str, Any]],
    limit: int,
    out: Callable[[Mapping[str, Any]], Any],
    sort: str,
    key: Callable[[Mapping[str, Any]], Sequence[Any]],
) -> Response:
    """The list answer from documents, one more than `limit` if there are more; the cursor is the last one's key."""
    shown = found[:limit]
    cursor = encode_cursor(sort, key(shown[-1])) if len(found) > limit else None
    return page([out(document) for document in shown], cursor)


def page(rows: list[Any], next_cursor: str | None) -> Response:
    """The list answer with its Link header (RFC 8288)."""
    body = {"data": rows, "next_cursor": next_cursor, "has_more": next_cursor is not None}
    return answer(body, headers=_next_link(next_cursor) if next_cursor else None)


def _next_link(cursor: str) -> Mapping[str, str]:
    query = urlencode({**request.args.to_dict(), "cursor": cursor})
    return {"Link": f'<{request.path}?{query}>; rel="next"'}
