"""Walks the OpenAPI document: every operation, with a valid request for it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from tests.client import Answer, Client

STATEMENT = b"Date,Description,Amount\n2026-10-01,Coffee,-4.50\n"
PATH_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Operation:
    """One method of one path of the document."""

    method: str
    path: str
    spec: Mapping[str, Any]

    @property
    def is_public(self) -> bool:
        return self.spec.get("security") == []

    @property
    def needs_workspace(self) -> bool:
        return any(parameter.get("name") == "X-Workspace-Id" for parameter in self.spec["parameters"])

    def url(self, ids: Mapping[str, str]) -> str:
        """The path with real ids; every path parameter must be known."""
        return PATH_PARAMETER.sub(lambda found: ids[found[1]], self.path)


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Every operation, with the parameters of its path and with references followed."""
    for path, item in document["paths"].items():
        shared = item.get("parameters", [])
        for method in ("get", "post", "patch", "delete", "put"):
            if method in item:
                parameters = [resolved(document, each) for each in [*shared, *item[method].get("parameters", [])]]
                yield Operation(method.upper(), path, {**item[method], "parameters": parameters})


def resolved(document: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    """The node a `$ref` stands for."""
    while "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def call(client: Client, operation: Operation, document: Mapping[str, Any], ids: Mapping[str, str]) -> Answer:
    """The operation with the document's example as body, and real ids wherever it names some."""
    return client.request(operation.method, operation.url(ids), **_arguments(operation, ids))


def _arguments(operation, ids):
    content = operation.spec.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        return {"data": {"file": (BytesIO(_file_of(operation)), "file.csv")}}
    return {"json": _with_ids(content["application/json"]["example"], ids)} if content else {}


def _file_of(operation):
    """A table of rates for /rates, a statement everywhere else."""
    return b"Date,USD\n2026-10-02,1.0872\n" if operation.path.endswith("/rates") else STATEMENT


def _with_ids(example, ids):
    if isinstance(example, list):
        return [_with_ids(item, ids) for item in example]
    if isinstance(example, dict):
        return {name: ids.get(name, _with_ids(value, ids)) for name, value in example.items()}
    return example
