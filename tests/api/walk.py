"""Walks the OpenAPI document: every operation, with a valid request for it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.infra.documentation.examples import BY_PARAMETER, IMPORTED_ID, MONEY_IN_ID, SAVINGS_ID
from tests.client import Answer, Client

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


def examples(operation: Operation) -> Iterator[tuple[str, str, Any]]:
    """The documented bodies of an operation: content type, name and value."""
    for kind, media in operation.spec.get("requestBody", {}).get("content", {}).items():
        told = media.get("examples", {"": {"value": media.get("example")}})
        for name, example in told.items():
            yield kind, name, example["value"]


def call(client: Client, operation: Operation, document: Mapping[str, Any], ids: Mapping[str, str]) -> Answer:
    """The operation with the document's first example as body, and real ids in place of those in the examples."""
    real = {fixed: ids[name] for name, fixed in BY_PARAMETER.items()}
    real |= {IMPORTED_ID: ids["transaction_id"], MONEY_IN_ID: ids["other_id"], SAVINGS_ID: ids["account_id"]}
    body = next(examples(operation), None)
    return send(client, operation, operation.url(ids), body, real)


def send(
    client: Client, operation: Operation, url: str, body: tuple[str, str, Any] | None, real: Mapping[str, str]
) -> Answer:
    """The operation with a documented body, the ids in it replaced."""
    kind, _, value = body or (None, None, None)
    if kind == "multipart/form-data":
        form = {name: real.get(part, part) for name, part in value.items()}
        return client.upload(form.pop("file").encode(), "file.csv", f"{url}", **form)
    return client.request(operation.method, url, **({"json": with_ids(value, real)} if kind else {}))


def with_ids(example: Any, real: Mapping[str, str]) -> Any:
    """An example with real ids, and whatever else only the server can tell."""
    if isinstance(example, list):
        return [with_ids(item, real) for item in example]
    if isinstance(example, dict):
        return {name: with_ids(value, real) for name, value in example.items()}
    return real.get(example, example) if isinstance(example, str) else example
