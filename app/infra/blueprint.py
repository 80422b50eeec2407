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
from app.infra.documentation.operations import RESOURCE, problem_ref
from app.infra.json import dumps
from app.infra.untyped import JsonObject, Loaded

View = Callable[..., Any]

# What may happen to any request, and what only some methods can meet.
_ALWAYS = (400, 403, 429, 503)
_SIGNED_IN = (401, 404)
_BY_METHOD = {
    "GET": (422,),
    "POST": (409, 413, 415, 422),
    "PATCH": (409, 412, 413, 415, 422),
    "DELETE": (409, 412),
}


class ApiBlueprint(Blueprint):  # type: ignore[misc]  # flask-smorest carries no types
    """A domain's routes.

    `access` of a route: `read` or `write` (by method), `public`, `user` (signed in, no workspace) or `admin`.
    """

    def __init__(self, *names: Any, tag: str, **options: Any) -> None:
        """`tag` is the group of the document in which a reader looks for its operations (documentation.TAGS)."""
        super().__init__(*names, **options)
        self.tag = tag

    def route(self, rule: str, *, access: str | None = None, **options: Any) -> Callable[[View], View]:
        """Register a view with who may call it; the default lets readers GET and editors do the rest."""
        method = options.get("methods", ["GET"])[0]
        access = access or ("read" if method == "GET" else "write")
        register = super().route(rule, **{"tags": [self.tag], **options})

        def decorator(view: View) -> View:
            view.access = access  # type: ignore[attr-defined]
            view.takes_query = any(p["in"] == "query" for p in _documented_arguments(view))  # type: ignore[attr-defined]
            _document_operation(view, method, access)
            register(view)
            return view

        return decorator

    def query(self, schema: type[ma.Schema]) -> Callable[[View], View]:
        """The query parameters, passed to the view as one dict."""
        return _reading(read_query, schema(), {"in": "query", "required": False})

    def body(self, schema: type[ma.Schema], **documented: Any) -> Callable[[View], View]:
        """The JSON body, passed to the view as one dict."""
        examples = getattr(schema, "EXAMPLES", None)
        shown = {"examples": dict(examples)} if examples else {}
        return _reading(read_body, schema(), {"in": "json", "required": True, **shown, **documented})


def _reading(read: Callable[[ma.Schema], Loaded], schema: ma.Schema, documented: JsonObject) -> Callable[[View], View]:
    """A decorator that reads arguments by a schema, made once, and documents them as flask-smorest does."""

    def decorator(view: View) -> View:
        @wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            return view(read(schema), *args, **kwargs)

        arguments = wrapper.__dict__.setdefault("_apidoc", {}).setdefault("arguments", {"parameters": []})
        arguments["parameters"].append({**documented, "schema": schema})
        return wrapper

    return decorator


def _documented_arguments(view: View) -> list[JsonObject]:
    found: list[JsonObject] = getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", [])
    return found


def _header_parameters(view: View, method: str, access: str) -> list[str]:
    wanted = {
        "WorkspaceId": access in ("read", "write"),
        "IdempotencyKey": method == "POST" and access != "public",
        "IfMatch": method in ("PATCH", "DELETE") or "412" in _documented_problems(view),
        "IfNoneMatch": method == "GET" and "ETag" in _answered_headers(view),
        "Prefer": "Preference-Applied" in _answered_headers(view),
    }
    return [name for name, is_wanted in wanted.items() if is_wanted]


def _answered_headers(view: View) -> set[str]:
    """The headers that the view's own answers are documented with."""
    answers = getattr(view, "_apidoc", {}).get("response", {}).get("responses", {})
    return {name for each in answers.values() for answer in each for name in answer.get("headers", {})}


def _documented_problems(view: View) -> set[str]:
    """The statuses of problems that the view documents itself."""
    return set(getattr(view, "_apidoc", {}).get("manual_doc", {}).get("responses", {}))


def _document_operation(view: View, method: str, access: str) -> None:
    """The operation's id, its problems and its security, where the view does not say them itself."""
    statuses = [
        *_ALWAYS,
        *_BY_METHOD[method],
        *(() if access == "public" else _SIGNED_IN),
    ]
    apidoc = view.__dict__.setdefault("_apidoc", {})
    arguments = apidoc.setdefault("arguments", {"parameters": []})
    arguments["parameters"] += _header_parameters(view, method, access)
    manual = apidoc.setdefault("manual_doc", {})
    manual["operationId"] = view.__name__
    responses = manual.setdefault("responses", {})
    for status in statuses:
        responses.setdefault(str(status), problem_ref(status))
    if method == "GET" and "ETag" in _answered_headers(view):
        responses["304"] = {"description": "The resource is still what If-None-Match names.", "headers": RESOURCE}
    manual.setdefault("security", [] if access == "public" else [{"bearer": []}])


def answer(
    payload: Any, status: int = 200, *, etag: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Returns a JSON response made from plain values."""
    response = Response(dumps(payload), status, mimetype="application/json")
    if etag is not None:
        response.headers["ETag"] = etag
    if headers:
        response.headers.update(headers)
    return response


def no_content() -> Response:
    """Returns an empty response (204)."""
    return Response(status=204)
