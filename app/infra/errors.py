"""Maps what code raises to RFC 9457 problem documents, in this one place."""

import structlog
from flask import Flask, Response, current_app, g, has_request_context, request
from pymongo.errors import ConnectionFailure, ExecutionTimeout, PyMongoError, WTimeoutError
from redis.exceptions import RedisError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from app.infra.json import dumps
from app.infra.observability.sentry import report
from app.infra.problems import Problem, TooManyRequests, Unavailable

log = structlog.get_logger()

_NO_SUCH_PATH = "There is nothing at this path; /docs describes the API."
_AN_ID = "0" * 24
# Longer paths than any of ours are not looked through.
_MOST_PARTS = 8
# What werkzeug and Flask raise themselves, as stable machine words.
_HTTP_CODES = {
    400: "malformed_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media_type",
    429: "rate_limited",
}


def register_error_handlers(app: Flask) -> None:
    """Answer every failure with a problem document; unknown ones are logged and answered without detail."""
    app.register_error_handler(Problem, problem_response)
    app.register_error_handler(HTTPException, _http_problem)
    app.register_error_handler(PyMongoError, _store_problem)
    app.register_error_handler(ExecutionTimeout, _too_slow)
    app.register_error_handler(RedisError, _store_problem)
    app.register_error_handler(Exception, _unknown_problem)


def problem_document(problem: Problem) -> dict[str, object]:
    """Returns the problem as JSON, with what the present request adds."""
    document = problem.document()
    if has_request_context():
        document |= {"instance": request.path, "request_id": g.get("request_id")}
    return document


def problem_response(problem: Problem) -> Response:
    """Returns the problem as an HTTP response."""
    body = dumps(problem_document(problem))
    answer = Response(body, problem.status, mimetype="application/problem+json")
    answer.headers.update(problem.headers)
    return answer


def _http_problem(error: HTTPException) -> Response:
    if isinstance(error.response, Response):
        return error.response
    status = error.code or 500
    detail = (_malformed_id() or _NO_SUCH_PATH) if status == 404 else error.description
    problem = Problem(detail or error.name, code=_HTTP_CODES.get(status, "http_error"))
    problem.status, problem.title = status, error.name.capitalize()
    answer = problem_response(problem)
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            answer.headers[name] = value
    return answer


def _malformed_id() -> str | None:
    """Which part of the path would have to be an id and is none; None where no id would make it a path of ours."""
    parts = request.path.split("/")
    if request.url_rule is not None or len(parts) > _MOST_PARTS:
        return None
    for place, part in enumerate(parts):
        if part and _is_route("/".join([*parts[:place], _AN_ID, *parts[place + 1 :]])):
            return f"{part[:40]!r} in the path is no id; ids are 24 hex digits."
    return None


def _is_route(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, method=request.method)
    except MethodNotAllowed:
        return True
    except (NotFound, RequestRedirect):
        return False
    return True


def rate_limited(seconds: int, limit: str) -> Response:
    """Returns the 429 response, for the rate limiter; `limit` says how many requests in which time."""
    return problem_response(
        TooManyRequests(
            f"The limit of {limit} is used up; wait {max(1, seconds)} s before the next try.",
            headers={"Retry-After": str(max(1, seconds))},
        )
    )


def _store_problem(error: PyMongoError | RedisError) -> Response:
    log.error("store_unavailable", error=type(error).__name__, exc_info=error)
    report(error)
    if isinstance(error, RedisError) or _is_connection_trouble(error):
        return problem_response(Unavailable("A part of the service does not answer; try again in a moment."))
    return problem_response(Problem("The service failed; the request id helps us find out why."))


def _too_slow(error: ExecutionTimeout) -> Response:
    """MongoDB stopped a query at its time limit (ScopedCollection)."""
    log.warning("query_too_slow", code=error.code)
    message = "This takes too long to look up; ask for less at once, such as fewer days."
    return problem_response(Unavailable(message, code="query_too_slow", retry_after=10))


def _is_connection_trouble(error: PyMongoError) -> bool:
    return isinstance(error, ConnectionFailure | WTimeoutError) or error.has_error_label("TransientTransactionError")


def _unknown_problem(error: Exception) -> Response:
    log.error("unhandled_error", exc_info=error)
    report(error)
    return problem_response(Problem("The service failed; the request id helps us find out why."))
