"""Reads bodies, forms and query strings by their schemas, and turns what a schema refuses into a problem."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import marshmallow as ma
from flask import Flask, current_app, request

from app.infra.fields import Choices
from app.infra.json import loads
from app.infra.problems import Invalid, Malformed, UnsupportedMediaType
from app.infra.untyped import Loaded

# A list of 50,000 wrong rows would make an answer larger than the request; the first faults tell enough.
MAX_FAULTS = 100


def read_body(schema: ma.Schema) -> Loaded:
    """Returns the JSON body; raises UnsupportedMediaType, Malformed, or Invalid with JSON pointers."""
    if not request.is_json:
        raise UnsupportedMediaType.at("", "Send the body as application/json.")
    return _load(schema, loads(request.get_data(cache=True)), "pointer")


def read_form(schema: ma.Schema) -> Loaded:
    """Returns the text fields of a form; raises Invalid with JSON pointers to them."""
    return _load(schema, request.form.to_dict(), "pointer")


def read_query(schema: ma.Schema) -> Loaded:
    """Returns the query; raises Malformed for unknown or repeated parameters, else Invalid with parameter names."""
    given = request.args
    known = {field.data_key or name: field for name, field in schema.load_fields.items()}
    refuse_unknown_parameters(set(known))
    for name, values in given.lists():
        if len(values) > 1 and not isinstance(known[name], Choices):
            raise Invalid.parameter(name, "The parameter is given more than once.")
    return _load(schema, {name: ",".join(values) for name, values in given.lists()}, "parameter")


def _load(schema: ma.Schema, values: Any, kind: str) -> Loaded:
    try:
        loaded: Loaded = schema.load(values)
    except ma.ValidationError as error:
        raise invalid(error, kind) from None
    return loaded


def invalid(error: ma.ValidationError, kind: str, path: tuple[str, ...] = ()) -> Invalid:
    """Returns the problem with what a schema refused, with pointers (or `parameter` names) from `path` on."""
    errors = list(islice(_faults(error.messages, path, kind), MAX_FAULTS))
    detail = errors[0]["message"] if len(errors) == 1 else "Several fields are wrong."
    return Invalid(detail, errors=errors)


def _faults(messages: Any, path: tuple[str, ...], kind: str) -> Iterator[dict[str, str]]:
    """Marshmallow's nested messages as flat {pointer | parameter, message}."""
    if isinstance(messages, Mapping):
        for key, below in messages.items():
            yield from _faults(below, path if key == "_schema" else (*path, str(key)), kind)
        return
    where = "/".join(path) if kind == "parameter" else "".join(f"/{_escaped(part)}" for part in path)
    for message in messages:
        yield {kind: where, "message": str(message)}


def _escaped(part: str) -> str:
    """A token of a JSON pointer (RFC 6901)."""
    return part.replace("~", "~0").replace("/", "~1")


def refuse_unknown_parameters(known: set[str]) -> None:
    """400 for a query parameter the endpoint does not have: a misspelt filter must not look like a match."""
    unknown = sorted(request.args.keys() - known)
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
