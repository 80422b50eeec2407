"""Somebody who has one of everything, and the document to walk by."""

from pathlib import Path

import pytest

from tests.client import eventually
from tests.models.builders import a_call
from tests.receipts.builders import a_pdf
from tests.served import served
from tests.transactions.builders import workspace_of

ROOT = Path(__file__).parent.parent.parent

# The newest row has the amount of the examples.
STATEMENT = (
    b"Date,Description,Amount\n2026-10-01,Coffee,-4.50\n2026-10-02,Rent,-900.00\n2026-10-13,Salary,2500.00\n"
    b"2026-10-14,Socks,-12.50\n"
)


@pytest.fixture
def document(api):
    return api.get("/openapi.json").json


@pytest.fixture
def owner(user, worker):
    """Somebody who has one of everything."""
    return user


@pytest.fixture
def ids(owner):
    """The real ids of the owner, by the names of path parameters."""
    imported = owner.imported(STATEMENT, mapping='{"date": "Date", "amount": "Amount"}')
    account = imported["account_ids"][0]
    category = owner.post("/categories", {"name": "Board games", "kind": "expense"}).json
    rule = {
        "conditions": [{"field": "description", "op": "contains", "value": "coffee"}],
        "actions": {"category_id": category["id"]},
    }
    other = owner.post("/accounts", {"name": "Savings", "type": "savings", "currency": "USD"}).json["id"]
    deposit = {"account_id": other, "date": "2026-10-14", "amount": "12.50", "description": "Deposit"}
    transaction = owner.get("/transactions", account_id=account).json["data"][0]["id"]
    read = owner.upload(a_pdf(), "receipt.pdf", "/transactions/receipt", transaction_id=transaction).json["job"]["id"]
    eventually(lambda: owner.get(f"/jobs/{read}").json["state"] == "succeeded")
    return {
        "account_id": account,
        "other_id": owner.post("/transactions", deposit).json["id"],
        "import_id": imported["import_id"],
        "mapping_id": owner.get("/imports/mappings").json["data"][0]["id"],
        "transaction_id": transaction,
        "job_id": owner.get("/jobs").json["data"][0]["id"],
        "category_id": category["id"],
        "rule_id": owner.post("/rules", rule).json["id"],
        "call_id": a_call(workspace_of(owner)),
        "workspace_id": owner.get("/workspaces").json["data"][0]["id"],
    }


@pytest.fixture
def base_url(app, environment, tmp_path):
    """The API under gunicorn, as it is deployed."""
    with served(environment, tmp_path / "api.log", 2) as (port, _):
        yield f"http://127.0.0.1:{port}"
