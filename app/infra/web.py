"""What every answer and every body has in common: security headers and size limits."""

import time

from flask import Flask, Request, Response, request
from flask.sessions import NullSession, SessionInterface, SessionMixin
from werkzeug.exceptions import RequestEntityTooLarge

from app.config import Settings
from app.infra.errors import problem_response
from app.infra.pages import PAGES_POLICY, is_page
from app.infra.problems import TooLarge

JSON_BYTES = 1 << 20
JSON_IMPORT_BYTES = 16 << 20
FILE_BYTES = 128 << 20
RATES_BYTES = 16 << 20
# What is read and thrown away of a body that is too large, so that the client reads the answer and not a broken pipe.
_DRAINED_BYTES = 256 << 20
_DRAINING_SECONDS = 20

_SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_API_POLICY = "default-src 'none'; frame-ancestors 'none'"


class NoSessions(SessionInterface):
    """This API sets no cookie and reads none: a request is known by its token alone."""

    def open_session(self, _app: Flask, _request: Request) -> SessionMixin:
        """An empty session that refuses to be written."""
        return NullSession()

    def save_session(self, _app: Flask, _session: SessionMixin, _response: Response) -> None:
        """Nothing to save."""


def secure_answers(app: Flask, settings: Settings) -> None:
    """Install security headers; switch cookies off."""

    def add_headers(response: Response) -> Response:
        for name, value in _SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["Content-Security-Policy"] = PAGES_POLICY if is_page(request.path) else _API_POLICY
        if settings.production:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response

    app.session_interface = NoSessions()
    app.after_request(add_headers)


def limit_bodies(app: Flask) -> None:
    """Refuse bodies that are too large before anything reads them."""

    def check() -> None:
        most = _most_bytes()
        request.max_content_length = most
        if (request.content_length or 0) > most:
            drain_body()
            raise _too_large()

    app.before_request(check)
    app.register_error_handler(RequestEntityTooLarge, _drained_refusal)


def _drained_refusal(_: RequestEntityTooLarge) -> Response:
    drain_body()
    return problem_response(_too_large())


def _too_large() -> TooLarge:
    pointer = "/file" if request.mimetype == "multipart/form-data" else ""
    return TooLarge.at(pointer, f"The body may have at most {_most_bytes() >> 20} MiB here.")


def _most_bytes() -> int:
    if request.path == "/api/v1/rates":
        return RATES_BYTES
    if not request.path.startswith("/api/v1/transactions/import"):
        return JSON_BYTES
    return FILE_BYTES if request.mimetype == "multipart/form-data" else JSON_IMPORT_BYTES


def drain_body() -> None:
    """Read what is left of the body, within bounds."""
    stream, left = request.environ["wsgi.input"], min(request.content_length or 0, _DRAINED_BYTES)
    deadline = time.monotonic() + _DRAINING_SECONDS
    while left > 0 and time.monotonic() < deadline:
        chunk = stream.read(min(left, 1 << 20))
        if not chunk:
            return
        left -= len(chunk)
