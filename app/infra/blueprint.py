"""The blueprint of every domain: authenticated unless said otherwise, arguments checked, errors documented.

flask-smorest builds the OpenAPI document from the decorators. Its reading of arguments and its errors are replaced
(app/infra/arguments.py): it accepts unknown query parameters, answers 422 to a wrong content type and reads numbers
through float.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import marshmallow as ma
from flask import Response
from flask_smorest import Blueprint

from app.infra.arguments import read_body, read_query
from app.infra.json import dumps

View = Callable[..., Any]

# What may happen to any request, and what only some methods can meet.
_ALWAYS = (400, 429, 503)
_SIGNED_IN = (401, 404)
_BY_METHOD = {
    "GET": (422,),
    "POST": (403, 409, 413, 415, 422),
    "PATCH": (403, 409, 412, 413, 415, 422),
    "DELETE": (403, 409, 412),
}
_TEXTS = {
    400: "The request cannot be read, or names an unknown query parameter.",
    401: "No valid access token.",
    403: "The caller's role does not allow this.",
    404: "There is no such thing, or it is not the caller's.",
    409: "The request contradicts the present state.",
    412: "If-Match names another revision than the present one.",
    413: "The body is too large.",
    415: "The body is of the wrong kind.",
    422: "The request is well-formed and still wrong; `errors` point at what.",
    429: "A rate limit is used up; see Retry-After.",
    503: "MongoDB, Redis or a free place is missing for the moment; see Retry-After.",
}


class ApiBlueprint(Blueprint):  # type: ignore[misc]  # flask-smorest carries no types
    """A domain's routes.

    `access` of a route: `read` or `write` (by method), `public`, `user` (signed in, no workspace) or `admin`.
    """

    def route(self, rule: str, *, access: str | None = None, **options: Any) -> Callable[[View], View]:
        """Register a view with who may call it; the default lets readers GET and editors do the rest."""
        method = options.get("methods", ["GET"])[0]
        access = access or ("read" if method == "GET" else "write")
        parameters = [*(options.pop("parameters", None) or []), *_header_parameters(method, access)]
        register = super().route(rule, parameters=parameters, **options)

        def decorator(view: View) -> View:
            view.access = access  # type: ignore[attr-defined]
            view.takes_query = any(p["in"] == "query" for p in _documented_arguments(view))  # type: ignore[attr-defined]
            _document_problems(view, method, access)
            register(view)
            return view

        return decorator

    def query(self, schema: type[ma.Schema]) -> Callable[[View], View]:
        """The query parameters, passed to the view as one dict."""
        return _reading(read_query, schema(), {"in": "query", "required": False})

    def body(self, schema: type[ma.Schema], **documented: Any) -> Callable[[View], View]:
        """The JSON body, passed to the view as one dict."""
        return _reading(read_body, schema(), {"in": "json", "required": True, **documented})


def _reading(
    read: Callable[[ma.Schema], dict[str, Any]], schema: ma.Schema, documented: dict[str, Any]
) -> Callable[[View], View]:
    """A decorator that reads arguments by a schema, made once, and documents them as flask-smorest does."""

    def decorator(view: View) -> View:
        @wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            return view(read(schema), *args, **kwargs)

        arguments = wrapper.__dict__.setdefault("_apidoc", {}).setdefault("arguments", {"parameters": []})
        arguments["parameters"].append({**documented, "schema": schema})
        return wrapper

    return decorator


def _documented_arguments(view: View) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", [])
    return found


def _header_parameters(method: str, access: str) -> list[Any]:
    names = ["WorkspaceId"] if access in ("read", "write") else []
    if method == "POST" and access != "public":
        names.append("IdempotencyKey")
    if method in ("PATCH", "DELETE"):
        names.append("IfMatch")
    return names


def _document_problems(view: View, method: str, access: str) -> None:
    statuses = [
        *_ALWAYS,
        *_BY_METHOD[method],
        *(() if access == "public" else _SIGNED_IN),
        *((403,) if access == "admin" else ()),
    ]
    apidoc = view.__dict__.setdefault("_apidoc", {})
    manual = apidoc.setdefault("manual_doc", {})
    responses = manual.setdefault("responses", {})
    for status in statuses:
        responses.setdefault(str(status), problem_response_doc(status))
    manual.setdefault("security", [] if access == "public" else [{"bearer": []}])


def problem_response_doc(status: int) -> dict[str, Any]:
    """The documentation of one error status."""
    return {
        "description": _TEXTS[status],
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def answer(
    payload: Any, status: int = 200, *, etag: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """A JSON answer from plain values, by orjson."""
    response = Response(dumps(payload), status, mimetype="application/json")
    if etag is not None:
        response.headers["ETag"] = etag
    if headers:
        response.headers.update(headers)
    return response


def no_content() -> Response:
    """204."""
    return Response(status=204)
