"""Finds a request's client behind trusted proxies, and refuses remote ones while secrets are generated defaults."""

from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import WSGIEnvironment

from flask import Flask, request

from app.addresses import TrustedProxies, comes_from_nearby, is_forwarded, is_loopback
from app.config import Settings
from app.infra.problems import Forbidden

_PEER = "finsight.peer"
_NOT_CONFIGURED = (
    "This server is not configured for others yet, so it serves its own machine and private networks only: set "
    "SECRET_KEY and JWT_SECRET_KEY to two random texts of 32 characters or more, without FLASK_DEBUG."
)

Wsgi = Callable[[WSGIEnvironment, Any], Iterable[bytes]]


def know_clients(app: Flask, settings: Settings) -> None:
    """Let `request.remote_addr` be the client's address, as far as trusted proxies tell it."""
    app.wsgi_app = _behind(settings.trusted_proxies, app.wsgi_app)  # type: ignore[method-assign,assignment]


def _behind(proxies: TrustedProxies, wsgi_app: Wsgi) -> Wsgi:
    def application(environ: WSGIEnvironment, start_response: Any) -> Iterable[bytes]:
        peer = environ.get("REMOTE_ADDR") or ""
        environ[_PEER] = peer
        environ["REMOTE_ADDR"] = proxies.client_of(peer, environ.get("HTTP_X_FORWARDED_FOR", ""))
        return wsgi_app(environ, start_response)

    return application


def refuse_strangers(app: Flask, settings: Settings) -> None:
    """Without real secrets, answer 403 to whoever is not on this machine or its private network."""

    def check() -> None:
        if not comes_from_nearby(_peer(), request.headers):
            raise Forbidden(_NOT_CONFIGURED, code="not_configured")

    if not settings.open_to_all:
        app.before_request(check)


def is_this_machine() -> bool:
    """Whether the present request was made on this machine and by nobody else through it."""
    return is_loopback(_peer()) and not is_forwarded(request.headers)


def _peer() -> str:
    """The other end of the connection, whatever headers say."""
    return str(request.environ.get(_PEER, ""))
