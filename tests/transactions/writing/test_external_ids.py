"""A program's own id of a transaction: once in an account, found again, and never another transaction in silence."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.transactions.totals.invariant import verify
from tests.transactions.builders import a_body, a_transaction, an_account, workspace_of


@pytest.fixture
def account(user):
    return an_account(user)


def a_create(account, **fields):
    return {"op": "create", "fields": a_body(account, **fields)}


def test_an_external_id_is_kept_shown_and_found_by(user, account):
    made = a_transaction(user, account, external_id="2026-17")
    a_transaction(user, account, external_id="2026-18")
    a_transaction(user, account)
    assert made["external_id"] == "2026-17"
    assert [row["id"] for row in user.all("/transactions", external_id="2026-17")] == [made["id"]]
    assert user.all("/transactions", external_id="2026") == []
    assert sorted(str(row["external_id"]) for row in user.all("/transactions")) == ["2026-17", "2026-18", "None"]


def test_the_same_id_again_is_refused_and_names_the_one_that_stands(user, account):
    made = a_transaction(user, account, external_id="17")
    again = user.post("/transactions", a_body(account, external_id="17"))
    assert (again.status, again.code, again.pointers) == (409, "duplicate_external_id", {"/external_id"})
    assert (again.json["transaction_id"], again.json["differs"]) == (made["id"], [])
    assert len(user.all("/transactions")) == 1


def test_the_same_id_with_other_facts_says_which(user, account):
    a_transaction(user, account, external_id="17")
    other = a_body(account, external_id="17", amount="-5.00", date="2026-10-05")
    again = user.post("/transactions", other)
    assert (again.status, again.json["differs"]) == (409, ["date", "amount"])
    assert "amount -4.50, not -5.00" in again.json["detail"]
    assert user.all("/transactions")[0]["amount"] == "-4.50"


def test_an_id_is_of_one_account(user, account):
    a_transaction(user, account, external_id="17")
    a_transaction(user, an_account(user, "Savings"), external_id="17")
    assert len(user.all("/transactions", external_id="17")) == 2


def test_an_id_goes_with_its_transaction_to_another_account(user, account):
    savings = an_account(user, "Savings")
    made = a_transaction(user, account, external_id="17")
    user.patch(f"/transactions/{made['id']}", {"account_id": savings["id"]})
    for where in (account, savings):
        again = user.post("/transactions", a_body(where, external_id="17"))
        assert (again.status, again.json["transaction_id"]) == (409, made["id"])


def test_what_a_user_corrected_is_no_difference(user, account):
    made = a_transaction(user, account, external_id="17")
    user.patch(f"/transactions/{made['id']}", {"amount": "-4.60"})
    assert user.post("/transactions", a_body(account, external_id="17")).json["differs"] == []


def test_a_deleted_one_may_be_created_again(user, account):
    made = a_transaction(user, account, external_id="17")
    user.delete(f"/transactions/{made['id']}")
    assert a_transaction(user, account, external_id="17")["id"] != made["id"]


def test_a_retry_with_its_key_is_no_duplicate(user, account):
    keyed = user.with_headers(Idempotency_Key="sync-17")
    body = a_body(account, external_id="17")
    assert keyed.post("/transactions", body).json == keyed.post("/transactions", body).json


def test_of_many_at_once_one_is_created(user, account):
    with ThreadPoolExecutor(8) as pool:
        bodies = [a_body(account, external_id="17") for _ in range(8)]
        statuses = sorted(pool.map(lambda body: user.post("/transactions", body).status, bodies))
    assert statuses == [201, *[409] * 7]
    assert verify(workspace_of(user)) == []


def test_a_bulk_refuses_what_stands_and_what_it_names_twice(user, account):
    made = a_transaction(user, account, external_id="17")
    operations = [a_create(account, external_id=name) for name in ("17", "18", "18", "19")]
    answer = user.post("/transactions/bulk", {"atomic": False, "operations": operations}).json
    assert [result["status"] for result in answer["results"]] == [409, 201, 409, 201]
    first, second, third, _ = answer["results"]
    assert (first["id"], third["id"]) == (made["id"], second["id"])
    assert first["problem"]["code"] == "duplicate_external_id"
    assert first["problem"]["errors"][0]["pointer"] == "/operations/0/fields/external_id"
    assert len(user.all("/transactions")) == 3
    assert verify(workspace_of(user)) == []


def test_an_atomic_bulk_with_an_id_that_stands_changes_nothing(user, account):
    a_transaction(user, account, external_id="17")
    operations = [a_create(account, external_id=name) for name in ("18", "17")]
    answer = user.post("/transactions/bulk", {"operations": operations})
    assert (answer.status, answer.code) == (422, "bulk_failed")
    assert len(user.all("/transactions")) == 1


@pytest.mark.parametrize("external_id", ["", " ", "\u200b", "x" * 301, 17, None])
def test_what_is_no_id_is_refused(user, account, external_id):
    answer = user.post("/transactions", a_body(account, external_id=external_id))
    assert (answer.status, answer.pointers) == (422, {"/external_id"})


def test_a_dry_run_promises_no_id(user, account):
    body = {"operations": [a_create(account, external_id="17")], "dry_run": True}
    (tried,) = user.post("/transactions/bulk", body).json["results"]
    assert (tried["status"], tried["id"], tried["transaction"]["id"]) == (201, None, None)
    assert tried["transaction"]["external_id"] == "17"
    (done,) = user.post("/transactions/bulk", {**body, "dry_run": False}).json["results"]
    assert done["id"] == done["transaction"]["id"] == user.all("/transactions")[0]["id"]
