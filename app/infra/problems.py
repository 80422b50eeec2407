"""Exceptions that services raise; app/infra/errors.py turns them into problem documents (RFC 9457).

Services raise them, so this module knows nothing of Flask.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ParamSpec, Self, TypeVar

from app.infra.untyped import JsonObject

T = TypeVar("T")
P = ParamSpec("P")


class Problem(Exception):
    """Something the caller can be told: an HTTP status, a stable machine word and a sentence."""

    status = 500
    code = "internal_error"
    title = "Internal error"

    def __init__(
        self,
        detail: str = "",
        *,
        code: str | None = None,
        errors: Iterable[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or f"{self.title}."
        self.code = code or type(self).code
        self.errors = [dict(error) for error in errors]
        self.headers = dict(headers or {})
        self.extra = extra

    def document(self) -> JsonObject:
        """Returns the members of RFC 9457, with our `code` and `errors`; a request adds its own."""
        document: JsonObject = {
            "type": f"urn:finsight:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            **self.extra,
        }
        return {**document, "errors": self.errors} if self.errors else document

    @classmethod
    def at(cls, pointer: str, message: str, code: str | None = None) -> Self:
        """Returns the problem with one place in the body, at a JSON pointer (RFC 6901); empty for the whole body."""
        return cls(message, code=code, errors=[{"pointer": pointer, "message": message}])


class Malformed(Problem):
    """The request cannot be read at all: broken JSON, an unknown query parameter."""

    status, code, title = 400, "malformed_request", "Malformed request"


class Unauthorized(Problem):
    """No valid credentials."""

    status, code, title = 401, "unauthorized", "Authentication required"

    def __init__(self, detail: str = "", **kwargs: Any) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"}, **kwargs)


class Forbidden(Problem):
    """The caller is known, belongs here, and may still not do this."""

    status, code, title = 403, "forbidden", "Not allowed"


class NotFound(Problem):
    """There is no such thing, or it is not the caller's: both look the same."""

    status, code, title = 404, "not_found", "Not found"


class Conflict(Problem):
    """The request contradicts the present state."""

    status, code, title = 409, "conflict", "Conflict"


class PreconditionFailed(Problem):
    """If-Match names another revision than the present one."""

    status, code, title = 412, "precondition_failed", "The resource has changed"


class TooLarge(Problem):
    """The body is larger than this endpoint takes."""

    status, code, title = 413, "body_too_large", "Body too large"


class UnsupportedMediaType(Problem):
    """The body is of a kind this endpoint does not take."""

    status, code, title = 415, "unsupported_media_type", "Unsupported media type"


class Invalid(Problem):
    """Well-formed and still wrong; `errors` point at what."""

    status, code, title = 422, "validation_failed", "Invalid request"

    @classmethod
    def parameter(cls, name: str, message: str, code: str | None = None) -> Self:
        """Returns the problem with one query parameter."""
        return cls(message, code=code, errors=[{"parameter": name, "message": message}])


class UnknownReference(Invalid):
    """The body or a filter names something that is not there, or is not the caller's: both look the same."""

    code, title = "unknown_reference", "Unknown reference"


def found_at(pointer: str, get: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Returns what `get` finds of a thing that the body names at `pointer`; NotFound becomes UnknownReference there."""
    try:
        return get(*args, **kwargs)
    except NotFound as missing:
        raise UnknownReference.at(pointer, missing.detail) from None


class TooManyRequests(Problem):
    """A rate limit is used up."""

    status, code, title = 429, "rate_limited", "Too many requests"


class Unavailable(Problem):
    """MongoDB, Redis or a free place is missing for the moment."""

    status, code, title = 503, "unavailable", "Temporarily unavailable"

    def __init__(self, detail: str = "", *, retry_after: int = 2, **kwargs: Any) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)}, **kwargs)


class RequestTimeout(Problem):
    """The client took too long to send its request."""

    status, code, title = 408, "request_timeout", "Request timeout"


class AddressTooLong(Problem):
    """The request line is longer than the server reads."""

    status, code, title = 414, "uri_too_long", "Address too long"


class HeadersTooLarge(Problem):
    """The headers are larger, or more, than the server reads."""

    status, code, title = 431, "headers_too_large", "Headers too large"


class NotImplementedHere(Problem):
    """A part of HTTP that this server does not speak."""

    status, code, title = 501, "not_implemented", "Not implemented"


class VersionNotSupported(Problem):
    """A version of HTTP that this server does not speak."""

    status, code, title = 505, "http_version_not_supported", "HTTP version not supported"
