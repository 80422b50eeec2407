"""Security headers of every response, and no cookies."""

from flask import Flask, Request, Response, request
from flask.sessions import NullSession, SessionInterface, SessionMixin

from app.config import Settings
from app.infra.documentation.pages import PAGES_POLICY, is_page

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
        """Returns an empty session that refuses to be written."""
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
