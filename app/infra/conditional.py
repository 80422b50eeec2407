"""Conditional requests: responses with ETags, 304 for If-None-Match, the request's If-Match."""

from typing import Any

from flask import Response, request
from werkzeug.http import parse_etags

from app.infra.blueprint import answer
from app.infra.database.documents import AnyDocument
from app.infra.preconditions import ANY, Precondition, etag_of

__all__ = ["ANY", "Precondition", "answer_resource", "etag_of", "precondition"]


def answer_resource(document: AnyDocument, payload: Any, status: int = 200, **headers: str) -> Response:
    """Returns the resource with its ETag, or 304 when If-None-Match already names it."""
    etag = etag_of(document)
    if request.method == "GET" and parse_etags(request.headers.get("If-None-Match")).contains_weak(etag.strip('"')):
        return Response(status=304, headers={"ETag": etag})
    return answer(payload, status, etag=etag, headers=headers)


def precondition() -> Precondition:
    """Returns the present request's If-Match."""
    return Precondition(request.headers.get("If-Match"))
