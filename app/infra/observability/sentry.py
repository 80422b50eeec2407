"""Error reports to Sentry, if SENTRY_DSN is set. What a user wrote and what they paid never leaves."""

from typing import Any

import sentry_sdk

from app.config import Settings

# Places of an event where request bodies, query strings, local variables and log lines would carry users' data.
_REQUEST_KEYS = ("data", "query_string", "cookies", "headers", "env")


def configure_sentry(settings: Settings) -> None:
    """Start reporting from the API or a worker; does nothing without a DSN."""
    if settings.sentry_dsn:
        sentry_sdk.init(
            settings.sentry_dsn,
            include_local_variables=False,
            max_request_body_size="never",
            max_breadcrumbs=0,
            before_send=scrub,
            environment="production" if settings.production else "development",
        )


def report(error: BaseException) -> None:
    """Send an error that is answered or retried, and so never reaches Sentry's own hooks."""
    sentry_sdk.capture_exception(error)


def scrub(event: Any, _hint: Any) -> Any:
    """Keep where and what kind of error it was; drop every value that could be an amount or a text."""
    for key in _REQUEST_KEYS:
        event.get("request", {}).pop(key, None)
    for key in ("extra", "breadcrumbs", "user"):
        event.pop(key, None)
    for exception in event.get("exception", {}).get("values", []):
        exception["value"] = "scrubbed"
    if "logentry" in event:
        event["logentry"] = {"message": event["logentry"].get("message", "")}
    event.get("contexts", {}).pop("celery-job", None)
    return event
