"""The examples of the document, sent in its order to a fresh workspace as somebody would who pastes them."""

import re

import pytest

from app.infra.documentation import examples as fixed
from tests.api.test_answers import faults
from tests.api.walk import examples, operations, resolved, send
from tests.client import Client
from tests.models.builders import a_call
from tests.transactions.builders import workspace_of

SIGN_OUT = re.compile(r"/logout(-all)?$")
PATH_PARAMETER = re.compile(r"\{(\w+)\}")

# What a reader keeps of an answer: by operation and example, the fixed id it stands for and where the real one is.
KEPT = {
    ("register", ""): {fixed.USER_ID: ("user", "id"), fixed.REFRESH_TOKEN: ("refresh_token",)},
    ("login", ""): {fixed.REFRESH_TOKEN: ("refresh_token",)},
    ("list_workspaces", ""): {fixed.WORKSPACE_ID: ("data", 0, "id")},
    ("create_account", "everyday"): {fixed.ACCOUNT_ID: ("id",)},
    ("create_account", "savings"): {fixed.SAVINGS_ID: ("id",)},
    ("import_transactions", "statement"): {fixed.IMPORT_ID: ("import", "id"), fixed.JOB_ID: ("job", "id")},
    ("list_import_mappings", ""): {fixed.MAPPING_ID: ("data", 0, "id")},
    ("create_transaction", "by_fields"): {fixed.TRANSACTION_ID: ("id",)},
    ("create_transaction", "money_out"): {fixed.MONEY_OUT_ID: ("id",)},
    ("create_transaction", "money_in"): {fixed.MONEY_IN_ID: ("id",)},
    ("list_transaction_matches", ""): {fixed.IMPORTED_ID: ("data", 0, "imported", "id")},
    ("create_category", "own"): {fixed.CATEGORY_ID: ("id",)},
    ("create_rule", "merchant"): {fixed.RULE_ID: ("id",)},
    ("ask_question", "question"): {fixed.QUERY_ID: ("query_id",)},
}


class Reader:
    """Somebody who goes through the document from its top, and remembers ids as they come."""

    def __init__(self, document, api):
        self.document = document
        self.client = api
        self.real = {}

    def send(self, operation, body):
        """One example, or a request without a body; the answer."""
        answer = send(self.client, operation, self.url(operation), body, self.real)
        assert 200 <= answer.status < 300, (operation.method, operation.path, body, answer.body)
        assert faults(self.document, operation, answer) == [], (operation.path, body)
        for fixed_id, path in KEPT.get((operation.spec["operationId"], body[1] if body else ""), {}).items():
            self.real[fixed_id] = at(answer.json, path)
        if "access_token" in (answer.body or b"").decode(errors="ignore"):
            self.client = Client(self.client.app, answer.json, Prefer="wait=20")
            # Nobody asks a model here, and there is a call to read.
            self.real[fixed.AI_CALL_ID] = a_call(workspace_of(self.client))
        return answer

    def url(self, operation):
        shown = {p["name"]: p.get("example") for p in operation.spec["parameters"] if p["in"] == "path"}
        return PATH_PARAMETER.sub(lambda found: self.real[shown[found[1]]], operation.path)

    def query(self, operation, parameter):
        """A list asked with the example of one of its parameters."""
        schema = parameter["schema"]
        value = schema.get("example", resolved(self.document, schema).get("example"))
        shown = ",".join(value) if isinstance(value, list) else str(value).lower() if value is True else value
        answer = self.client.get(self.url(operation), **{parameter["name"]: self.real.get(shown, shown)})
        assert answer.status == 200, (operation.path, parameter["name"], answer.body)


def at(value, path):
    for part in path:
        value = value[part]
    return value


@pytest.fixture
def reader(document, api, worker, db):
    db["users"].delete_many({"email": "ada@example.com"})
    yield Reader(document, api)
    db["users"].delete_many({"email": "ada@example.com"})


def in_order(document):
    """Making and reading first, then taking away what was made, backwards; signing out last."""
    found = [o for o in operations(document) if o.path.startswith("/api/")]
    going = [o for o in found if SIGN_OUT.search(o.path)]
    removing = [o for o in found if o.method == "DELETE"]
    return [o for o in found if o not in going and o not in removing], removing[::-1], going


def test_the_examples_pasted_in_their_order_all_succeed(document, reader):
    making, removing, going = in_order(document)
    sent = 0
    for operation in making:
        for body in list(examples(operation)) or [None]:
            reader.send(operation, body)
            sent += 1
        for parameter in operation.spec["parameters"]:
            if parameter["in"] == "query" and parameter["name"] != "cursor":
                reader.query(operation, parameter)
    assert sent > 70
    for operation in removing:
        # A job that is over cannot be cancelled, nor an account be deleted that is in use.
        if operation.spec["operationId"] not in ("cancel_job", "delete_account", "delete_category"):
            reader.send(operation, None)
    reader.send(next(o for o in going if o.path.endswith("logout-all")), None)


def test_what_is_written_is_shown_in_several_examples(document):
    """Sentences, uploads, creations, corrections and bulk changes, each with a sentence about it."""
    several = {}
    for operation in operations(document):
        for kind, media in operation.spec.get("requestBody", {}).get("content", {}).items():
            told = media.get("examples", {})
            several[operation.spec["operationId"], kind] = len(told)
            assert all(example["summary"] for example in told.values()), operation.path
    few = {name for (name, kind), count in several.items() if count < 2 and kind == "application/json"}
    assert few == {"register", "login", "refresh", "update_me", "import_transactions", "pair_transfer"}
    assert several["import_transactions", "multipart/form-data"] > 1


def test_an_id_in_an_example_stands_for_one_kind_of_thing(document):
    """The same id wherever the same thing is meant, and no other id anywhere."""
    known = {value for name, value in vars(fixed).items() if name.endswith("_ID")}
    found = set(re.findall(r"\b[0-9a-f]{24}\b", str(document)))
    assert found <= known
    assert len(known) == len([name for name in vars(fixed) if name.endswith("_ID")])
