"""The OpenAPI 3.1 document and Swagger UI, both served without any other host."""

from typing import Any

import marshmallow as ma
from flask import Flask, Response
from flask_smorest import Api
from flask_swagger_ui import get_swaggerui_blueprint
from werkzeug.routing import BaseConverter

from app.infra.blueprint import answer
from app.infra.fields import FIELD_TYPES

VERSION = "0.1.0"

_DESCRIPTION = """
Send the traces of your money, get back categorised transactions and totals you can trace.

Amounts are decimal strings, negative = money out. Errors are RFC 9457 problem documents with a stable `code`.
Long work answers 202 with a job; `Prefer: wait=N` waits up to 30 s for it.
"""

_PARAMETERS: dict[str, dict[str, Any]] = {
    "WorkspaceId": {
        "in": "header",
        "name": "X-Workspace-Id",
        "schema": {"type": "string", "pattern": "^[0-9a-f]{24}$"},
        "description": "The workspace to act in; without it, the personal one.",
    },
    "IdempotencyKey": {
        "in": "header",
        "name": "Idempotency-Key",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
        "description": "A repeated request with this key gets the first answer again, for 24 hours.",
    },
    "IfMatch": {
        "in": "header",
        "name": "If-Match",
        "schema": {"type": "string"},
        "description": "Change the resource only if its ETag is still this one.",
    },
}

_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:finsight:problem:not_found"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string", "examples": ["not_found"]},
        "request_id": {"type": ["string", "null"]},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["message"],
                "properties": {
                    "pointer": {"type": "string", "examples": ["/amount"]},
                    "parameter": {"type": "string", "examples": ["date_from"]},
                    "message": {"type": "string"},
                },
            },
        },
    },
}


class ObjectIdConverter(BaseConverter):
    """A path id; what is not 24 hex digits is no path of ours, hence 404."""

    regex = "[0-9a-fA-F]{24}"


class FinsightApi(Api):  # type: ignore[misc]
    """flask-smorest without its error answers, which are ours."""

    def _register_error_handlers(self) -> None:
        pass


def build_api(app: Flask) -> Api:
    """The Api object of an app: spec at /openapi.json and /openapi, Swagger UI at /docs."""
    app.config.update(API_TITLE="Finsight", API_VERSION=VERSION, OPENAPI_VERSION="3.1.0", OPENAPI_URL_PREFIX=None)
    app.url_map.converters["oid"] = ObjectIdConverter
    api = FinsightApi(app, spec_kwargs={"info": {"description": _DESCRIPTION, "license": {"name": "MIT"}}})
    _describe(api)
    _serve(app, api)
    return api


def _describe(api: Api) -> None:
    spec = api.spec
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    spec.components.schema("Problem", _PROBLEM)
    for name, parameter in _PARAMETERS.items():
        spec.components.parameter(name, parameter["in"], parameter)
    api.register_converter(ObjectIdConverter, lambda _: {"type": "string", "pattern": "^[0-9a-fA-F]{24}$"})
    api.ma_plugin.converter.add_attribute_function(_field_type)


def _field_type(_converter: Any, field: ma.fields.Field[Any], **_: Any) -> dict[str, Any]:
    """The schema of our own fields, nullable ones in the way of JSON Schema 2020-12."""
    for kind, described in FIELD_TYPES.items():
        if isinstance(field, kind):
            return _or_null(described) if field.allow_none else dict(described)
    return {}


def _or_null(described: dict[str, Any]) -> dict[str, Any]:
    if "oneOf" in described:
        return {"oneOf": [*described["oneOf"], {"type": "null"}]}
    return {**described, "type": [described["type"], "null"]}


def _serve(app: Flask, api: Api) -> None:
    def openapi_document() -> Response:
        return answer(api.spec.to_dict())

    app.add_url_rule("/openapi.json", "openapi_json", openapi_document)
    app.add_url_rule("/openapi", "openapi", openapi_document)
    app.register_blueprint(get_swaggerui_blueprint("/docs", "/openapi.json", config={"app_name": "Finsight API"}))
