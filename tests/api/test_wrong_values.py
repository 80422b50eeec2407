"""Wrong values at every place the document names: refused, pointed at, nothing stored."""

import json

import pytest

from tests.api.bodies import SAMPLES, Place, places, wrong_types
from tests.api.walk import operations

# A text of a query may be any text; it is only ever compared with, never run.
FREE_TEXTS = {"merchant", "tag", "q", "external_id"}


def send(owner, ids, place: Place, value):
    return owner.request(place.operation.method, place.operation.url(ids), json=place.filled(value))


def complaint(place: Place, answer):
    """What is not as it should be, or None."""
    fine = answer.status == 422 and any(pointer.startswith(place.pointer) for pointer in answer.pointers)
    return None if fine else f"{place.operation.method} {place.operation.path} {place.pointer}: {answer.body[:300]}"


def complaints(owner, ids, document, values):
    found = [
        complaint(place, send(owner, ids, place, value)) for place in places(document) for value in values(place.schema)
    ]
    assert len(found) > 10
    return [each for each in found if each]


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_value_of_another_type_is_pointed_at_wherever_it_stands(owner, document, ids, counts, kind):
    before = counts(owner)
    wrong = complaints(owner, ids, document, lambda schema: [SAMPLES[kind]] if kind in wrong_types(schema) else [])
    assert wrong == []
    assert counts(owner) == before


def test_a_nul_is_refused_in_every_text(owner, document, ids, counts):
    before = counts(owner)
    assert (
        complaints(owner, ids, document, lambda schema: ["a\x00b"] if "string" not in wrong_types(schema) else []) == []
    )
    assert counts(owner) == before


def test_an_unknown_field_is_refused_in_every_object(owner, document, ids, counts):
    before = counts(owner)
    found = []
    for place in places(document):
        beside = Place(place.operation, place.body, (*place.path[:-1], "surprise"), {})
        found.append(complaint(beside, send(owner, ids, beside, {"$where": "1"})))
    assert [each for each in found if each] == []
    assert counts(owner) == before


def with_bodies(document):
    bodies = [(o, o.spec.get("requestBody", {}).get("content", {})) for o in operations(document)]
    return [operation for operation, content in bodies if "application/json" in content]


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"", "application/json", 400, "invalid_json"),
        (b"{", "application/json", 400, "invalid_json"),
        (b"[{}]", "application/json", 422, "validation_failed"),
        (b"null", "application/json", 422, "validation_failed"),
        (b'{"name": NaN}', "application/json", 400, "invalid_json"),
        (b'{"surprise": 1e400}', "application/json", 422, "validation_failed"),
        (b'{"surprise": "\\ud800"}', "application/json", 400, "invalid_json"),
        (b"[" * 50 + b"]" * 50, "application/json", 400, "json_too_deep"),
        (b"name=Ada", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        (b"{}", None, 415, "unsupported_media_type"),
        (b"x" * 17_000_000, "application/json", 413, "body_too_large"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_everywhere(  # noqa: PLR0917 - fixtures and a table
    owner, document, ids, counts, body, content_type, status, code
):
    before = counts(owner)
    for operation in with_bodies(document):
        answer = owner.request(operation.method, operation.url(ids), data=body, content_type=content_type)
        assert (answer.status, answer.code) == (status, code), (operation.path, answer.body)
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert counts(owner) == before


def queries(document):
    for operation in operations(document):
        for parameter in operation.spec["parameters"]:
            if parameter["in"] == "query":
                yield operation, parameter["name"]


def is_empty(answer):
    """A list of nothing, or a table of a header alone."""
    return (
        answer.body.count(b"\n") == 1
        if answer.headers["Content-Type"].startswith("text/csv")
        else not answer.json["data"]
    )


def _is_amount(name, value):
    return name.startswith("amount_") and value == "-1"


@pytest.mark.parametrize("value", ['{"$gt": ""}', "[]", "a\x00b", "-1", "1e400", "NaN", "9" * 40, "", "x" * 5000])
def test_a_wrong_query_is_named(owner, document, ids, value):
    for operation, name in queries(document):
        answer = owner.request(operation.method, operation.url(ids), query_string={name: value})
        if name in FREE_TEXTS and 0 < len(value) <= 50 and "\x00" not in value:
            assert answer.status == 200
            assert is_empty(answer), (operation.path, answer.body)
        elif answer.status != 200 or not _is_amount(name, value):
            assert (answer.status, answer.pointers) == (422, {name}), (operation.path, name, answer.body)


def test_an_operator_in_a_querys_name_is_unknown(owner, document, ids):
    for operation, name in queries(document):
        answer = owner.get(operation.url(ids), **{f"{name}[$ne]": "1"})
        assert (answer.status, answer.code) == (400, "unknown_parameter")


def test_a_path_that_holds_no_id_is_not_there(owner, document):
    for operation in operations(document):
        if "{" in operation.path:
            for wrong in ("1", "nonsense", "6740a1b2c3d4e5f60123456g", '{"$ne":null}', "%00"):
                answer = owner.request(operation.method, operation.path.replace(operation.path.split("/")[4], wrong))
                assert (answer.status, answer.code) == (404, "not_found"), operation.path


def test_a_workspace_that_is_none_is_not_there(owner, document, ids):
    for wrong in ("", "nonsense", json.dumps({"$gt": ""})):
        lost = owner.with_headers(X_Workspace_Id=wrong)
        for operation in operations(document):
            if operation.needs_workspace and operation.method == "GET":
                assert lost.get(operation.url(ids)).status == 404, operation.path
