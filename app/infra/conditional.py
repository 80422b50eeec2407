"""Conditional requests (RFC 9110 §13): strong ETags from a resource's id and revision."""

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from werkzeug.http import parse_etags

from app.infra.blueprint import answer
from app.infra.problems import PreconditionFailed


def etag_of(document: Mapping[str, Any]) -> str:
    """The strong ETag of a stored resource; its `revision` moves with every change a client can see."""
    return f'"{document["_id"]}.{document.get("revision", 0)}"'


def answer_resource(document: Mapping[str, Any], payload: Any, status: int = 200, **headers: str) -> Response:
    """The resource with its ETag, or 304 when If-None-Match already names it."""
    etag = etag_of(document)
    if request.method == "GET" and parse_etags(request.headers.get("If-None-Match")).contains_weak(etag.strip('"')):
        return Response(status=304, headers={"ETag": etag})
    return answer(payload, status, etag=etag, headers=headers)


class Precondition:
    """The If-Match header of a request, for a service to hold against the document it is about to change."""

    def __init__(self, header: str | None = None) -> None:
        self._etags = parse_etags(header) if header is not None else None

    def check(self, document: Mapping[str, Any]) -> None:
        """Raise PreconditionFailed when If-Match was sent and does not name this revision."""
        if self._etags is None or self._etags.star_tag:
            return
        if not self._etags.is_strong(etag_of(document).strip('"')):
            raise PreconditionFailed("The resource changed since you read it; read it again.")


ANY = Precondition()


def precondition() -> Precondition:
    """The present request's If-Match."""
    return Precondition(request.headers.get("If-Match"))
