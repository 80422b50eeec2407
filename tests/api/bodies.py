"""JSON bodies out of the document: a valid one for each form, and where a value of a wrong type can be put into it."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from app.infra.documentation.operations import example_of
from tests.api.walk import Operation, operations, resolved

# By JSON type; a string that is an operator shows that no text reaches a query.
SAMPLES: Mapping[str, Any] = {
    "null": None,
    "boolean": True,
    "number": 1.5,
    "string": "\x00",
    "array": [{"$gt": ""}],
    "object": {"$gt": ""},
}


@dataclass(frozen=True)
class Place:
    """A property somewhere in an operation's body."""

    operation: Operation
    body: Any
    path: tuple[str | int, ...]
    schema: Mapping[str, Any]

    @property
    def pointer(self) -> str:
        return "".join(f"/{part}" for part in self.path)

    def filled(self, value: Any) -> Any:
        """The body with another value there."""
        body = deepcopy(self.body)
        inner = body
        for part in self.path[:-1]:
            inner = inner[part]
        inner[self.path[-1]] = value
        return body


def places(document: Mapping[str, Any]) -> Iterator[Place]:
    """Every property of every JSON body."""
    for operation in operations(document):
        content = operation.spec.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            for form in _forms(document, content["application/json"]["schema"]):
                body = example_of(document, form)
                for path, schema in _properties(document, form, ()):
                    yield Place(operation, body, path, schema)


def _forms(document, schema):
    found = resolved(document, schema)
    return [resolved(document, form) for form in found.get("oneOf", [found])]


def _properties(document, schema, path):
    for name, part in schema.get("properties", {}).items():
        found = resolved(document, part)
        yield (*path, name), found
        yield from _properties(document, found, (*path, name))
        items = resolved(document, found.get("items", {}))
        yield from _properties(document, items, (*path, name, 0))


def wrong_types(schema: Mapping[str, Any]) -> list[str]:
    """The JSON types a property does not take."""
    return [kind for kind in SAMPLES if kind not in _types(schema)]


def _types(schema):
    ways = schema.get("oneOf", schema.get("anyOf"))
    if ways:
        return {kind for way in ways for kind in _types(way)}
    if "$ref" in schema:
        # What stands beside other ways is a word of a vocabulary.
        return {"string"}
    kinds = schema.get("type", [])
    kinds = {kinds} if isinstance(kinds, str) else set(kinds)
    return kinds | {"number"} if "integer" in kinds else kinds
