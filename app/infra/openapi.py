"""The OpenAPI 3.1 document, at /openapi.json, and the pages that show it."""

from typing import Any

import marshmallow as ma
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from flask import Flask, Response
from flask_smorest import Api
from werkzeug.routing import BaseConverter

from app.infra.blueprint import answer
from app.infra.documentation import HEADERS, PARAMETERS, PROBLEM, complete, problem_responses
from app.infra.fields import FIELD_TYPES, FormsSchema, Text
from app.infra.pages import serve_pages

VERSION = "0.1.0"

_DESCRIPTION = """
Send the traces of your money, get back categorised transactions and totals you can trace.

Amounts are decimal strings, negative = money out. Errors are RFC 9457 problem documents with a stable `code`.
Long work answers 202 with a job; `Prefer: wait=N` waits up to 30 s for it.
"""


class ObjectIdConverter(BaseConverter):
    """A path id; what is not 24 hex digits is no path of ours, hence 404."""

    regex = "[0-9a-fA-F]{24}"


class _Converter(OpenAPIConverter):
    """Schemas with their docstrings as descriptions; a body of several forms as one of them."""

    def schema2jsonschema(self, schema: Any) -> dict[str, Any]:
        if isinstance(schema, FormsSchema):
            forms = [self.resolve_nested_schema(form) for form in schema.FORMS]  # type: ignore[no-untyped-call]
            if schema.REFUSES_OTHERS:
                return {"description": type(schema).__doc__, "oneOf": forms}
            return {"description": type(schema).__doc__, "anyOf": [*forms, {"type": "object"}]}
        described: dict[str, Any] = super().schema2jsonschema(schema)  # type: ignore[no-untyped-call]
        return {"description": type(schema).__doc__, **described, **getattr(schema, "DOCUMENTED", {})}


class _Plugin(MarshmallowPlugin):
    Converter = _Converter


class FinsightApi(Api):  # type: ignore[misc]
    """flask-smorest without its error answers, which are ours."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        pass

    def _register_responses(self) -> None:
        pass

    def _register_pagination_header(self) -> None:
        pass


def build_api(app: Flask) -> Api:
    """The Api object of an app: spec at /openapi.json and /openapi, its pages at /docs and /redoc."""
    app.config.update(API_TITLE="Finsight", API_VERSION=VERSION, OPENAPI_VERSION="3.1.0", OPENAPI_URL_PREFIX=None)
    app.url_map.converters["oid"] = ObjectIdConverter
    about = {"description": _DESCRIPTION, "license": {"name": "MIT", "identifier": "MIT"}}
    api = FinsightApi(app, spec_kwargs={"info": about, "marshmallow_plugin": _Plugin()})
    _describe(api)
    _serve(app, api)
    return api


def _describe(api: Api) -> None:
    spec = api.spec
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    spec.components.schema("Problem", PROBLEM)
    for name, parameter in PARAMETERS.items():
        spec.components.parameter(name, parameter["in"], parameter)
    for name, header in HEADERS.items():
        spec.components.header(name, header)
    for name, response in problem_responses():
        spec.components.response(name, response)
    api.register_converter(ObjectIdConverter, lambda _: {"type": "string", "pattern": "^[0-9a-fA-F]{24}$"})
    api.ma_plugin.converter.add_attribute_function(_field_type)


def _field_type(_converter: Any, field: ma.fields.Field[Any], **_: Any) -> dict[str, Any]:
    """The schema of our own fields, nullable ones in the way of JSON Schema 2020-12."""
    for kind, described in FIELD_TYPES.items():
        if isinstance(field, kind):
            return _or_null(described) if field.allow_none else dict(described)
    return {"pattern": r"^[^\x00]*$"} if _is_any_text(field) else {}


def _is_any_text(field: ma.fields.Field[Any]) -> bool:
    """Whether the field takes every text without NUL, as far as no pattern of its own says more."""
    own = "pattern" in field.metadata or any(isinstance(check, ma.validate.Regexp) for check in field.validators)
    return isinstance(field, Text) and not own


def _or_null(described: dict[str, Any]) -> dict[str, Any]:
    if "oneOf" in described:
        return {"oneOf": [*described["oneOf"], {"type": "null"}]}
    return {**described, "type": [described["type"], "null"]}


def _serve(app: Flask, api: Api) -> None:
    def openapi_document() -> Response:
        return answer(complete(api.spec.to_dict()))

    app.add_url_rule("/openapi.json", "openapi_json", openapi_document)
    app.add_url_rule("/openapi", "openapi", openapi_document)
    serve_pages(app)
