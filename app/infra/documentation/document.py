"""The OpenAPI 3.1 document, at /openapi.json, and the pages that show it."""

from functools import cache
from typing import Any

import marshmallow as ma
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from flask import Flask, Response
from flask_smorest import Api
from werkzeug.routing import BaseConverter

from app.infra.documentation.operations import (
    FAULT,
    HEADERS,
    OTHER_OBJECT,
    PARAMETERS,
    PROBLEM,
    complete,
    problem_responses,
)
from app.infra.documentation.pages import serve_pages
from app.infra.fields import FIELD_TYPES, Choice, Choices, Either, FormsSchema, Text, Vocabulary
from app.infra.json import dumps
from app.infra.untyped import JsonObject

VERSION = "0.1.0"

_DESCRIPTION = """
Send the traces of your money, get back categorised transactions and totals you can trace.

Amounts are decimal strings, negative = money out. Errors are RFC 9457 problem documents with a stable `code`.
Long work answers 202 with a job; `Prefer: wait=N` waits up to 30 s for it.

A user may send 1,200 requests a minute, an address that is not signed in as many; every answer tells in `RateLimit-*`
what is left. Wrong passwords are counted apart: ten a minute for an account from an address. Beyond a limit the answer
is 429 with `Retry-After`. `/health`, `/metrics` and the documentation do not count.
"""


class ObjectIdConverter(BaseConverter):
    """A path id; what is not 24 hex digits is no path of ours, hence 404."""

    regex = "[0-9a-fA-F]{24}"


class _Converter(OpenAPIConverter):
    """Schemas with their docstrings as descriptions; a body of several forms as one of them."""

    def schema2jsonschema(self, schema: Any) -> JsonObject:
        if isinstance(schema, FormsSchema):
            forms = [self.resolve_nested_schema(form) for form in schema.FORMS]  # type: ignore[no-untyped-call]
            if schema.REFUSES_OTHERS:
                return {"description": type(schema).__doc__, "oneOf": forms, **_discriminator(schema, forms)}
            return {
                "description": type(schema).__doc__,
                "anyOf": [*forms, {"$ref": "#/components/schemas/OtherObject"}],
            }
        described: JsonObject = super().schema2jsonschema(schema)  # type: ignore[no-untyped-call]
        for part in described["properties"].values():
            _tell_default(part)
        return {"description": type(schema).__doc__, **described, **getattr(schema, "DOCUMENTED", {})}

    def field2property(self, field: ma.fields.Field[Any]) -> JsonObject:
        described: JsonObject = super().field2property(field)
        if described.get("default", ma.missing) is None:
            del described["default"]
        if isinstance(field, Choice | Either):
            return self._referring(field, described)
        if len(described.get("enum", ())) == 1:
            described["const"] = described.pop("enum")[0]
        return described

    def _field2parameter(self, field: ma.fields.Field[Any], *, name: str, location: str) -> JsonObject:
        parameter: JsonObject = super()._field2parameter(field, name=name, location=location)
        parameter["schema"] = _without_null(parameter["schema"])
        return parameter

    def _referring(self, field: Choice | Either, described: JsonObject) -> JsonObject:
        """References to the components of a field's shapes, with what is said of this field alone."""
        shapes = field.shapes if isinstance(field, Either) else (field.vocabulary,)
        ways: list[JsonObject] = [*map(self._component, shapes), *([{"type": "null"}] if field.allow_none else [])]
        beside: JsonObject = {
            name: described[name] for name in ("description", "example", "default") if name in described
        }
        return {**beside, "anyOf": ways} if len(ways) > 1 else {**beside, **ways[0]}

    def _component(self, shape: Vocabulary | type[ma.Schema] | str) -> JsonObject:
        if isinstance(shape, Vocabulary):
            self._declare(shape)
            shape = shape.name
        if isinstance(shape, str):
            return {"$ref": f"#/components/schemas/{shape}"}
        reference: JsonObject = self.resolve_nested_schema(shape)  # type: ignore[no-untyped-call]
        return reference

    def _declare(self, vocabulary: Vocabulary) -> None:
        schema = {"type": "string", "enum": list(vocabulary.words), "description": vocabulary.description}
        if self.spec.components.schemas.setdefault(vocabulary.name, schema) != schema:
            raise ValueError(f"Two vocabularies have the name {vocabulary.name}.")


def _discriminator(schema: FormsSchema, forms: list[JsonObject]) -> JsonObject:
    name = schema.DISCRIMINATOR
    if name is None:
        return {}
    words = [form._declared_fields[name].metadata["example"] for form in schema.FORMS]  # noqa: SLF001 - marshmallow's
    mapping = {word: form["$ref"] for word, form in zip(words, forms, strict=True)}
    return {"discriminator": {"propertyName": name, "mapping": mapping}}


def _without_null(described: JsonObject) -> JsonObject:
    """Of a parameter: what its default None says is that it may be missing, which no value can say."""
    ways = [way for way in described.get("anyOf", []) if way != {"type": "null"}]
    rest = {name: value for name, value in described.items() if name != "anyOf"}
    if isinstance(rest.get("type"), list):
        rest["type"] = next(kind for kind in rest["type"] if kind != "null")
    return {**rest, **(ways[0] if len(ways) == 1 else {"anyOf": ways} if ways else {})}


def _tell_default(described: JsonObject) -> None:
    """Say a default in words: as a keyword it makes generators demand the property of those who send it."""
    if "default" in described:
        default = described.pop("default")
        words = dumps(default).decode().strip('"')
        described["description"] = f"{described.get('description', '')} Default: {words}.".lstrip()


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
    for name, schema in (("Problem", PROBLEM), ("Fault", FAULT), ("OtherObject", OTHER_OBJECT)):
        spec.components.schema(name, schema)
    for name, parameter in PARAMETERS.items():
        spec.components.parameter(name, parameter["in"], parameter)
    for name, header in HEADERS.items():
        spec.components.header(name, header)
    for name, response in problem_responses():
        spec.components.response(name, response)
    api.register_converter(ObjectIdConverter, lambda _: {"type": "string", "pattern": "^[0-9a-fA-F]{24}$"})
    api.ma_plugin.converter.add_attribute_function(_field_type)
    api.ma_plugin.converter.add_parameter_attribute_function(_list_style)


def _field_type(_converter: Any, field: ma.fields.Field[Any], **_: Any) -> JsonObject:
    """The schema of our own fields, nullable ones in the way of JSON Schema 2020-12."""
    for kind, described in FIELD_TYPES.items():
        if isinstance(field, kind):
            return _or_null(described) if field.allow_none else dict(described)
    return {"pattern": r"^[^\x00]*$"} if _is_any_text(field) else {}


def _list_style(_converter: Any, field: ma.fields.Field[Any], **_: Any) -> JsonObject:
    """Lists in a query stand in one parameter, separated by commas."""
    return {"style": "form", "explode": False} if isinstance(field, Choices) else {}


def _is_any_text(field: ma.fields.Field[Any]) -> bool:
    """Whether the field takes every text without NUL, as far as no pattern of its own says more."""
    own = "pattern" in field.metadata or any(isinstance(check, ma.validate.Regexp) for check in field.validators)
    return isinstance(field, Text) and not own


def _or_null(described: JsonObject) -> JsonObject:
    if "oneOf" in described:
        return {"oneOf": [*described["oneOf"], {"type": "null"}]}
    return {**described, "type": [described["type"], "null"]}


def _serve(app: Flask, api: Api) -> None:
    @cache
    def document() -> bytes:
        """Made on first use, when all domains are there; it never changes after."""
        return dumps(complete(api.spec.to_dict()))

    def openapi_document() -> Response:
        return Response(document(), mimetype="application/json")

    app.add_url_rule("/openapi.json", "openapi_json", openapi_document)
    app.add_url_rule("/openapi", "openapi", openapi_document)
    serve_pages(app)
