"""The document agrees with what is really answered, which is dumped by hand."""

import re

from jsonschema import Draft202012Validator

from tests.api.walk import call, operations, resolved

# Removing last, parts before what they are parts of, and signing out not at all: each would take away what the
# others ask for.
ORDER = ("GET", "POST", "PATCH", "DELETE")
SIGN_OUT = re.compile(r"/logout(-all)?$")


def walk(document):
    found = [o for o in operations(document) if not SIGN_OUT.search(o.path)]
    return sorted(found, key=lambda o: (ORDER.index(o.method), -len(o.path) if o.method == "DELETE" else 0))


def faults(document, operation, answer):
    """Where an answer differs from what is documented for its status."""
    documented = operation.spec["responses"].get(str(answer.status))
    if documented is None:
        return [f"{answer.status} is not documented"]
    content = resolved(document, documented).get("content", {})
    if not content:
        return [] if answer.body == b"" else ["a body is not documented"]
    kind = answer.headers["Content-Type"].partition(";")[0]
    if not kind.endswith("json"):
        return [] if kind in content else [f"{kind} is not documented"]
    schema = {**content[kind]["schema"], "components": document["components"]}
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(answer.json)]


def test_every_example_is_answered_as_documented(owner, document, ids):
    for operation in walk(document):
        answer = call(owner, operation, document, ids)
        assert faults(document, operation, answer) == [], (operation.method, operation.path)
        # A category of the example's name and transactions in the account are there by then, hence 409.
        if operation.needs_workspace and answer.status != 409:
            assert answer.status < 300, (operation.method, operation.path, answer.body)


def test_refusals_are_answered_as_documented(api, owner, document, ids):
    for operation in walk(document):
        for client, place in ((api, ids), (owner, dict.fromkeys(ids, "6740a1b2c3d4e5f601234567"))):
            answer = call(client, operation, document, place)
            assert faults(document, operation, answer) == [], (operation.method, operation.path)


def test_documented_headers_of_answers_come(owner, document, ids):
    for operation in walk(document):
        answer = call(owner, operation, document, ids)
        promised = operation.spec["responses"][str(answer.status)].get("headers", {}).keys()
        for name in promised & {"ETag", "X-Request-ID"}:
            assert name in answer.headers, (operation.method, operation.path, name)
