"""Structured logs with a request id that travels into tasks."""

import logging
import re
import sys
import threading
import time
import traceback
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
import structlog
from flask import Flask, Response, g, request

from app.config import Settings
from app.infra.untyped import LogFields

_QUERY = re.compile(r"( [^ ?\"]*)\?[^ \"]*(?= HTTP/)")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")


def configure_logging(settings: Settings) -> None:
    """One line an event on standard error, JSON in production. Amounts and texts of users are never logged."""
    logging.setLogRecordFactory(PrivateRecord)
    if threading.excepthook is threading.__excepthook__:  # or whoever watches over threads already
        threading.excepthook = _log_thread
    level = logging.getLevelNamesMapping()[settings.log_level]
    renderer = structlog.processors.JSONRenderer(_dumps) if settings.log_format == "json" else _console()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _frames_only,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
        logger_factory=structlog.PrintLoggerFactory(file=open(2, "w", closefd=False, buffering=1)),  # noqa: SIM115 - lives as long as the process
    )


class PrivateRecord(logging.LogRecord):
    """A record of a library's own logging, without what an exception says: MongoDB's hold whole documents.

    Flask, the servers and Celery write tracebacks themselves when all else failed.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.exc_info and isinstance(self.exc_info[1], BaseException):
            # Formatters take this one for the text they would write.
            self.exc_text = "".join(_frames(self.exc_info[1])).rstrip("\n")

    def getMessage(self) -> str:  # noqa: N802 - the name is the library's
        """The message, its exceptions by their kind only and a request's address without its query."""
        message, args = str(self.msg), self.args
        if isinstance(args, Mapping):
            message %= {name: _kind(value) for name, value in _without_error(args).items()}
        elif args:
            message %= tuple(map(_kind, args))
        return _QUERY.sub(r"\1?…", message) if self.name == "werkzeug" else message


def _kind(value: Any) -> Any:
    return f"{type(value).__module__}.{type(value).__qualname__}" if isinstance(value, BaseException) else value


def _without_error(arguments: LogFields) -> LogFields:
    """Returns what Celery logs of a failed task without the message of the error."""
    if not {"exc", "traceback"} <= arguments.keys():
        return arguments
    return {**arguments, "exc": str(arguments["exc"]).partition("(")[0], "traceback": ""}


def _dumps(event: Any, **_: Any) -> str:
    return orjson.dumps(event, default=str).decode()


def _console() -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)


def _frames_only(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Where an exception came from and what kind it is, without its message: MongoDB's hold whole documents."""
    error = event.pop("exc_info", None)
    if error is True:  # of `log.exception`: the one that is being handled
        error = sys.exception()
    if isinstance(error, BaseException):
        event["exception"] = "".join(_frames(error))
    return event


def _frames(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield from traceback.format_tb(error.__traceback__)
        yield f"{type(error).__module__}.{type(error).__qualname__}\n"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _log_thread(failed: threading.ExceptHookArgs) -> None:
    """A thread ended by an exception; Python would write all that it says."""
    structlog.get_logger().error("thread_failed", exc_info=failed.exc_value)


def trace_requests(app: Flask) -> None:
    """Give every request an id (taken from X-Request-ID or made), return it, and log one line at the end."""
    log = structlog.get_logger()

    def begin() -> None:
        sent = request.headers.get("X-Request-ID", "")
        g.request_id = sent if _REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex
        g.started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    def finish(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.request_id
        elapsed = round((time.perf_counter() - g.started) * 1000, 1)
        log.info(
            "request",
            method=request.method,
            route=str(request.url_rule),
            status=response.status_code,
            ms=elapsed,
        )
        return response

    app.before_request(begin)
    app.after_request(finish)
