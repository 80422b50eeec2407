"""Cross-origin requests (CORS, Fetch standard section 3.3): which pages of other origins a browser lets use this API.

A preflight is answered before anything else: it carries no token, and a browser that gets an error for it hides the
real answer from its page. Every other answer, errors too, tells an allowed origin that it may read it.
"""

from collections.abc import Sequence

from flask import Flask, Response, request

from app.config import Settings

# PUT is no method of ours; a page that tries it is to read the 405 and its Allow, not a network error.
METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
# Below the API's own, what libraries for fetching, event streams and tracing add by themselves.
REQUEST_HEADERS = (
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Prefer, X-Workspace-Id, X-Request-ID, "
    "Last-Event-ID, Cache-Control, X-Requested-With, traceparent, tracestate, baggage, sentry-trace"
)
# By name: a wildcard within a name means nothing, and a lone one not the same in every browser.
EXPOSED_HEADERS = (
    "Content-Disposition, ETag, Idempotent-Replayed, Link, Location, Preference-Applied, RateLimit-Limit, "
    "RateLimit-Remaining, RateLimit-Reset, Retry-After, WWW-Authenticate, X-Request-ID"
)
# The longest that Chromium keeps one.
PREFLIGHT_SECONDS = 7200


def allow_origins(app: Flask, settings: Settings) -> None:
    """Answer preflights, and tell the browser which origins may read what is answered."""
    allowed = settings.cors_origins

    def answer_preflight() -> Response | None:
        if not _is_preflight():
            return None
        return Response(status=204, headers=preflight_headers(_origin(), allowed))

    def add_headers(response: Response) -> Response:
        response.headers.update(answer_headers(_origin(), allowed))
        response.vary.add("Origin")
        # It guards requests without CORS, which carry no token: open to whoever may be told more with one.
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin" if allowed else "same-origin"
        return response

    app.before_request(answer_preflight)
    app.after_request(add_headers)


def _origin() -> str:
    return request.headers.get("Origin", "")


def _is_preflight() -> bool:
    return request.method == "OPTIONS" and bool(_origin()) and "Access-Control-Request-Method" in request.headers


def answer_headers(origin: str, allowed: Sequence[str]) -> dict[str, str]:
    """Returns the CORS headers of a response; none for an origin that is not allowed."""
    if not is_allowed(origin, allowed):
        return {}
    readers = "*" if "*" in allowed else origin
    return {"Access-Control-Allow-Origin": readers, "Access-Control-Expose-Headers": EXPOSED_HEADERS}


def preflight_headers(origin: str, allowed: Sequence[str]) -> dict[str, str]:
    """Returns the CORS headers of a preflight, the same at every path; none for an origin that is not allowed."""
    if not is_allowed(origin, allowed):
        return {}
    return {
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": REQUEST_HEADERS,
        "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
    }


def is_allowed(origin: str, allowed: Sequence[str]) -> bool:
    """Whether one of the allowed origins is meant: itself, any at all (`*`), or any port of a host (`:*`)."""
    host, _, port = origin.rpartition(":")
    any_port = f"{host if port.isdigit() else origin}:*"
    return bool(origin) and not {"*", origin, any_port}.isdisjoint(allowed)
