"""Somebody who knows another user's ids, cursors and keys learns and moves nothing with them."""

from concurrent.futures import ThreadPoolExecutor

import pytest


def spend(user, account_id, **more):
    body = {"account_id": account_id, "amount": "-5.00", "date": "2026-10-01", "description": "Rent"}
    return user.post("/transactions", {**body, **more})


def open_account(user):
    return user.post("/accounts", {"name": "Everyday"}).json["id"]


def test_a_cursor_of_somebody_else_leads_to_no_row_of_theirs(user, another_user):
    theirs = open_account(another_user)
    for _ in range(3):
        spend(another_user, theirs)
    cursor = another_user.get("/transactions", limit=1).json["next_cursor"]

    assert user.get("/transactions", cursor=cursor).json["data"] == []


def test_an_idempotency_key_of_somebody_else_answers_nothing_of_theirs(user, another_user):
    theirs = open_account(another_user)
    assert spend(another_user.with_headers(Idempotency_Key="rent"), theirs).status == 201

    assert spend(user.with_headers(Idempotency_Key="rent"), theirs).status == 422
    assert another_user.get(f"/accounts/{theirs}").json["balance"] == "-5.00"


@pytest.mark.parametrize("written", ["{}", "[{}]", "../{}", "{0},{0}"])
def test_no_way_of_writing_it_opens_a_foreign_workspace(user, another_user, written):
    theirs = another_user.get("/workspaces").json["data"][0]["id"]

    for name in (theirs, theirs.upper()):
        assert user.with_headers(X_Workspace_Id=written.format(name)).get("/transactions").status == 404


def test_twenty_creations_with_one_key_spend_once(user):
    account = open_account(user)
    eager = user.with_headers(Idempotency_Key="rent")
    with ThreadPoolExecutor(20) as pool:
        answers = [made.result() for made in [pool.submit(spend, eager, account) for _ in range(20)]]

    assert {answer.status for answer in answers} <= {201, 409}
    assert user.get(f"/accounts/{account}").json["balance"] == "-5.00"


@pytest.mark.parametrize("field", ["seq", "revision", "workspace_id", "locked", "source", "currency", "$set"])
def test_what_the_server_owns_cannot_be_patched(user, field):
    spent = spend(user, open_account(user)).json

    assert user.patch(f"/transactions/{spent['id']}", {field: "x"}).pointers == {f"/{field}"}
