"""The blueprint of every domain: authenticated unless said otherwise, arguments checked, errors documented.

flask-smorest builds the OpenAPI document from the decorators. Its reading of arguments and its errors are replaced:
it accepts unknown query parameters, answers 422 to a wrong content type and reads numbers through float.
"""

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import marshmallow as ma
from flask import Flask, Request, Response, current_app, request
from flask_smorest import Blueprint
from webargs.flaskparser import FlaskParser
from webargs.multidictproxy import MultiDictProxy

from app.infra.json import dumps, loads
from app.infra.problems import Invalid, Malformed, UnsupportedMediaType

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


class ProblemParser(FlaskParser):
    """Reads JSON exactly, and turns what schemas refuse into problems that point at the fault."""

    def load_json(self, req: Request, schema: ma.Schema) -> Any:
        """The body's JSON, numbers exact."""
        if not req.is_json:
            raise UnsupportedMediaType("Send the body as application/json.")
        return loads(req.get_data(cache=True))

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:
        """The query, if it names only known parameters, each once."""
        known = {field.data_key or name for name, field in schema.load_fields.items()}
        refuse_unknown_parameters(known)
        for name in known:
            if len(req.args.getlist(name)) > 1:
                raise Invalid.parameter(name, "The parameter is given more than once.")
        return MultiDictProxy(req.args, schema)

    def handle_error(self, error: ma.ValidationError, req: Request, schema: ma.Schema, **_: Any) -> NoReturn:
        """Raise the problem that points at everything wrong."""
        [(location, messages)] = (
            error.messages.items() if isinstance(error.messages, dict) else [("json", error.messages)]
        )
        kind = "parameter" if location in ("query", "querystring") else "pointer"
        errors = list(_faults(messages, () if kind == "pointer" else None, kind))
        raise Invalid(errors[0]["message"] if len(errors) == 1 else f"{len(errors)} fields are wrong.", errors=errors)


def _faults(messages: Any, path: tuple[str, ...] | None, kind: str) -> Any:
    """Marshmallow's nested messages as flat {pointer | parameter, message}."""
    if isinstance(messages, Mapping):
        for key, below in messages.items():
            if path is None:
                yield from _faults(below, (str(key),), kind)
            else:
                yield from _faults(below, path if key == "_schema" else (*path, str(key)), kind)
        return
    where = "/".join(path or ()) if kind == "parameter" else "".join(f"/{_escaped(part)}" for part in path or ())
    for message in messages:
        yield {kind: where, "message": str(message)}


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def refuse_unknown_parameters(known: set[str]) -> None:
    """400 for a query parameter the endpoint does not have: a misspelt filter must not look like a match."""
    unknown = sorted(set(request.args) - known)
    if unknown:
        raise Malformed(
            f"There is no query parameter {unknown[0]!r} here.",
            code="unknown_parameter",
            errors=[{"parameter": name, "message": "Unknown parameter."} for name in unknown],
        )


def refuse_stray_queries(app: Flask) -> None:
    """400 for any query parameter at a route that takes none; the others check theirs while reading them."""

    def check() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        if request.args and not getattr(view, "takes_query", True):
            refuse_unknown_parameters(set())

    app.before_request(check)


class ApiBlueprint(Blueprint):  # type: ignore[misc]  # flask-smorest carries no types
    """A domain's routes.

    `access` of a route: `read` or `write` (by method), `public`, `user` (signed in, no workspace) or `admin`.
    """

    ARGUMENTS_PARSER = ProblemParser()

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
            return register(view)

        return decorator

    def query(self, schema: type[ma.Schema]) -> Callable[[View], View]:
        """The query parameters, passed to the view as one dict."""
        # An instance: a class would be made one, fields and all, for each request.
        decorator: Callable[[View], View] = self.arguments(schema(), location="query")
        return decorator

    def body(self, schema: type[ma.Schema], **documented: Any) -> Callable[[View], View]:
        """The JSON body, passed to the view as one dict."""
        decorator: Callable[[View], View] = self.arguments(schema(), location="json", **documented)
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
    apidoc.get("arguments", {}).pop("responses", None)  # smorest's own 422, in a shape we do not answer
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
