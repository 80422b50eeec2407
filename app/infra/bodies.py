"""Size limits of request bodies: each route declares its own, the server asks for it before it reads the body."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from app.addresses import TrustedProxies
from app.config import Settings
from app.infra.errors import problem_response
from app.infra.problems import Problem, TooLarge, Unauthorized
from app.infra.serving.answer import REFUSAL
from app.infra.serving.parser import POLICY, BodyBound, Head

JSON_BYTES = 1 << 20
JSON_IMPORT_BYTES = 16 << 20
FILE_BYTES = 128 << 20
RATES_BYTES = 16 << 20
RECEIPT_BYTES = (10 << 20) + (64 << 10)  # the file, and the form around it

_FORM = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Limit:
    """The most bytes of a form, and of any other body."""

    form: int = JSON_BYTES
    other: int = JSON_BYTES

    def of(self, content_type: str) -> int:
        """Returns the limit of one content type."""
        return self.form if content_type.lower().startswith(_FORM) else self.other


_USUAL = Limit()


def takes_up_to(*, form: int = JSON_BYTES, other: int = JSON_BYTES) -> Callable[[Any], Any]:
    """Declare that a view takes bodies larger than usual."""

    def decorator(view: Any) -> Any:
        view.body_limit = Limit(form, other)
        return view

    return decorator


class Bodies:
    """The server's policy: what it may let in of the body of a request whose head it has read."""

    def __init__(self, app: Flask, proxies: TrustedProxies) -> None:
        self._app, self._proxies = app, proxies
        self._map = app.url_map.bind("")

    def bound(self, head: Head) -> BodyBound:
        """Returns the limit its route declares; raises Unauthorized for a large body without a token."""
        most = self._limit(head).of(head.content_type)
        if most > JSON_BYTES and not head.authorization:
            raise Unauthorized("Send an access token: Authorization: Bearer <token>.")
        return BodyBound(most, upload=most > JSON_BYTES)

    def too_large(self, head: Head, bound: BodyBound) -> Problem:
        """Returns the problem that names the limit."""
        return _too_large(head.content_type, bound.most_bytes)

    def client_of(self, peer: str, forwarded: str) -> str:
        """Returns the client's address, as far as trusted proxies name it."""
        return self._proxies.client_of(peer, forwarded)

    def _limit(self, head: Head) -> Limit:
        try:
            endpoint, _ = self._map.match(head.path, head.method)
        except HTTPException:
            return _USUAL
        return _limit_of_view(self._app, endpoint)


def _limit_of_view(app: Flask, endpoint: str | None) -> Limit:
    found: Limit = getattr(app.view_functions.get(endpoint or ""), "body_limit", _USUAL)
    return found


def _too_large(content_type: str, most: int) -> TooLarge:
    pointer = "/file" if content_type.lower().startswith(_FORM) else ""
    return TooLarge.at(pointer, f"The body may have at most {most >> 20} MiB here.")


def answer_refusals(app: Flask) -> None:
    """Answer what the server refused as every other problem: with its id, its headers, its line in the log."""

    def refuse() -> None:
        problem = request.environ.get(REFUSAL)
        if problem is not None:
            raise problem

    app.before_request(refuse)


def limit_bodies(app: Flask, settings: Settings) -> None:
    """Install the policy; other servers than ours are held to it when the view reads the body."""

    def check() -> None:
        request.max_content_length = most = _limit_of_view(app, request.endpoint).of(request.mimetype)
        if (request.content_length or 0) > most:
            raise _too_large(request.mimetype, most)

    app.before_request(check)
    app.register_error_handler(RequestEntityTooLarge, _refused)
    app.extensions[POLICY] = Bodies(app, settings.trusted_proxies)


def _refused(_: RequestEntityTooLarge) -> Response:
    return problem_response(_too_large(request.mimetype, request.max_content_length or 0))
