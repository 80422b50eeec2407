"""Rate limits, counted in Redis; with Redis away each process counts for itself."""

import time

from flask import Flask, Response, g, request
from flask_limiter import Limiter, RequestLimit

from app.addresses import household
from app.config import Settings
from app.infra.documentation.pages import DOCS, OPENAPI, REDOC
from app.infra.errors import rate_limited

# Probes, scrapers and pages that load themselves are no client's requests.
_UNCOUNTED = ("/health", "/metrics", DOCS, REDOC, OPENAPI)
# One person with an eager script; far below what a process can serve.
_UNUSED = "X-RateLimit-Retry-After"
DEFAULT_LIMIT = "1200 per minute"


def _who() -> str:
    """The signed-in user, else the household of the address."""
    return str(g.caller.user_id) if "caller" in g else household(request.remote_addr or "")


def _breach(limit: RequestLimit) -> Response:
    return rate_limited(int(limit.reset_at - time.time()) + 1, f"{limit.limit.amount:,} {_window(limit)}")


def _window(limit: RequestLimit) -> str:
    return "a minute" if limit.limit.get_expiry() == 60 else f"in {limit.limit.get_expiry()} seconds"


limiter = Limiter(
    key_func=_who,
    default_limits=[DEFAULT_LIMIT],
    on_breach=_breach,
    headers_enabled=True,
    in_memory_fallback_enabled=True,
    strategy="fixed-window",
)


@limiter.request_filter
def _is_uncounted() -> bool:
    return request.path.startswith(_UNCOUNTED)


def limit_requests(app: Flask, settings: Settings) -> None:
    """Install the limiter; `RATE_LIMITS=off` is for load tests."""
    app.config.update(
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_STORAGE_URI=settings.redis_url,
        RATELIMIT_HEADER_LIMIT="RateLimit-Limit",
        RATELIMIT_HEADER_REMAINING="RateLimit-Remaining",
        RATELIMIT_HEADER_RESET="RateLimit-Reset",
        # flask-limiter puts one on every answer, over the one of a job; `rate_limited` sets that of a 429.
        RATELIMIT_HEADER_RETRY_AFTER=_UNUSED,
    )
    app.after_request(_tidy_headers)
    limiter.init_app(app)


def _tidy_headers(response: Response) -> Response:
    """flask-limiter tells when the window ends; the header is defined as seconds from now."""
    response.headers.pop(_UNUSED, None)
    end = response.headers.get("RateLimit-Reset")
    if end:
        response.headers["RateLimit-Reset"] = str(max(0, int(end) - int(time.time())))
    return response
