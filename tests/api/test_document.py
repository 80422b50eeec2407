"""The OpenAPI document: valid, and complete enough to work from."""

from collections import Counter

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.infra.documentation.operations import example_of
from tests.api.walk import operations, resolved


@pytest.fixture(scope="module")
def document(app):
    return app.test_client().get("/openapi.json").json


def test_it_is_a_valid_openapi_3_1_document(document):
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_it_has_no_answer_for_everything(document):
    assert not [o.path for o in operations(document) if "default" in o.spec["responses"]]


def test_operations_have_a_tag_and_an_id_of_their_own(document):
    tags = [tag["name"] for tag in document["tags"]]
    assert all(len(o.spec["tags"]) == 1 for o in operations(document))
    assert list(dict.fromkeys(o.spec["tags"][0] for o in operations(document))) == tags
    ids = Counter(o.spec["operationId"] for o in operations(document))
    assert [name for name, times in ids.items() if times > 1] == []


def test_operations_are_described_beyond_their_summary(document):
    for operation in operations(document):
        summary, described = operation.spec["summary"], operation.spec.get("description", "")
        assert summary.endswith("."), operation.path
        assert len(described) > 20, (operation.method, operation.path)
        assert summary not in described


def test_every_parameter_is_described(document):
    found = {(o.path, p["name"]): p.get("description") for o in operations(document) for p in o.spec["parameters"]}
    assert [where for where, description in found.items() if not description] == []


def test_headers_belong_to_the_methods_that_heed_them(document):
    heeded = {
        "If-Match": {"PATCH", "DELETE", "POST"},
        "If-None-Match": {"GET"},
        "Idempotency-Key": {"POST"},
        "Prefer": {"POST", "DELETE"},
    }
    for operation in operations(document):
        for parameter in operation.spec["parameters"]:
            assert operation.method in heeded.get(parameter["name"], {operation.method}), operation.path


def test_bodies_and_answers_have_examples(document):
    for operation in operations(document):
        answers = [resolved(document, answer) for answer in operation.spec["responses"].values()]
        for part in [operation.spec.get("requestBody", {}), *answers]:
            for media in part.get("content", {}).values():
                assert "example" in media or media["examples"], operation.path


def test_errors_are_problems_and_carry_their_headers(document):
    for operation in operations(document):
        for status, answer in operation.spec["responses"].items():
            if status >= "400" and not operation.path.startswith("/health"):
                assert list(resolved(document, answer)["content"]) == ["application/problem+json"]
    for status in (429, 503):
        assert "Retry-After" in document["components"]["responses"][f"Problem{status}"]["headers"]


def test_schemas_and_their_fields_are_described(document):
    for name, schema in document["components"]["schemas"].items():
        assert schema.get("description"), name
        for field, described in schema.get("properties", {}).items():
            refers = "$ref" in described or "$ref" in described.get("items", {})
            assert refers or {"description", "example"} & described.keys(), f"{name}.{field}"


def test_an_example_is_made_of_the_parts_examples():
    schema = {
        "type": "object",
        "properties": {"tags": {"type": "array", "items": {"$ref": "#/components/schemas/Tag"}}},
    }
    document = {"components": {"schemas": {"Tag": {"oneOf": [{"type": "string", "example": "holiday"}]}}}}
    assert example_of(document, schema) == {"tags": ["holiday"]}
