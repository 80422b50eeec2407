"""Large answers to what was done: bounded when they are told, shortened when they are kept, never a failure."""

from datetime import UTC, datetime

import pytest
from bson import ObjectId

from app.infra.idempotency import KEPT_BYTES, KEPT_BYTES_AN_HOUR
from app.infra.pagination import PAGE_BYTES
from tests.transactions.builders import a_body, a_transaction, an_account

NOTES = "n" * 2000


def creates(account, count, **fields):
    return {"operations": [{"op": "create", "fields": a_body(account, **fields)} for _ in range(count)]}


@pytest.fixture
def fat(db, user):
    """A hundred transactions as they may stand from before there were limits, 300 KB each."""
    results = user.post("/transactions/bulk", creates(an_account(user), 100)).json["results"]
    ids = [result["id"] for result in results]
    part = {"amount_minor": -9, "category_id": None, "category": None, "kind": "expense", "count": 0}
    db["transactions"].update_many(
        {"_id": {"$in": [ObjectId(each) for each in ids]}}, {"$set": {"splits": [{**part, "notes": "é" * 3000}] * 50}}
    )
    return ids


def test_a_bulk_of_large_transactions_is_told_in_two_mebibytes(user, fat):
    body = {"operations": [{"op": "update", "id": each, "fields": {"tags": ["x"]}} for each in fat]}
    told = user.post("/transactions/bulk", body)
    assert told.status == 200
    assert len(told.body) < PAGE_BYTES + 100_000
    shown = [result for result in told.json["results"] if result["transaction"]]
    assert 1 <= len(shown) < 10
    assert [result["id"] for result in told.json["results"]] == fat
    assert told.json["transactions_left_out"] == 100 - len(shown)
    assert all(result["status"] == 200 for result in told.json["results"])
    assert user.get(f"/transactions/{fat[-1]}").json["tags"] == ["x"]


def test_a_small_bulk_leaves_nothing_out(user):
    told = user.post("/transactions/bulk", creates(an_account(user), 3)).json
    assert told["transactions_left_out"] == 0
    assert all(result["transaction"] for result in told["results"])


def test_a_bulk_whose_answer_is_too_large_to_keep_is_told_again_in_short_and_done_once(user):
    account = an_account(user)
    keyed = user.with_headers(Idempotency_Key="large")
    first = keyed.post("/transactions/bulk", creates(account, 300, notes=NOTES))
    assert (first.status, first.json["applied"], len(first.body) > KEPT_BYTES) == (200, 300, True)
    again = keyed.post("/transactions/bulk", creates(account, 300, notes=NOTES))
    assert (again.status, again.headers["Idempotent-Replayed"]) == (200, "shortened")
    for name in ("index", "op", "status", "id", "problem"):
        assert [r[name] for r in again.json["results"]] == [r[name] for r in first.json["results"]]
    assert {result["transaction"] for result in again.json["results"]} == {None}
    assert (again.json["applied"], again.json["transactions_left_out"]) == (300, 300)
    assert len(again.body) < KEPT_BYTES
    assert len(user.all("/transactions", limit=200)) == 300


def test_any_other_answer_too_large_to_keep_is_told_again_by_its_id(user, db):
    row = a_transaction(user, an_account(user), amount="-2.00")
    db["transactions"].update_one({"_id": ObjectId(row["id"])}, {"$set": {"description": "n" * KEPT_BYTES}})
    parts = [{"amount": "-1.00", "category_id": None}] * 2
    keyed = user.with_headers(Idempotency_Key="one")
    first, again = (keyed.post(f"/transactions/{row['id']}/split", {"splits": parts}) for _ in range(2))
    assert (first.status, again.status) == (200, 200), first.json
    assert len(first.body) > KEPT_BYTES
    assert again.headers["Idempotent-Replayed"] == "shortened"
    assert again.json == {"id": row["id"]}
    assert again.headers["ETag"] == first.headers["ETag"]


def test_what_is_kept_of_many_keys_is_bounded_by_the_hour(user, db):
    account = an_account(user)
    workspace = user.get("/workspaces").json["data"][0]["id"]
    body = creates(account, 30)
    assert keyed_twice(user, "first", body).headers["Idempotent-Replayed"] == "true"
    counted = {"_id": {"$regex": f"^{workspace}:"}}
    assert db["idempotency_volumes"].update_one(counted, {"$set": {"bytes": KEPT_BYTES_AN_HOUR}}).matched_count == 1
    assert keyed_twice(user, "second", body).headers["Idempotent-Replayed"] == "shortened"
    small = keyed_twice(user, "third", creates(account, 1))
    assert small.headers["Idempotent-Replayed"] == "true"


def keyed_twice(user, key, body):
    keyed = user.with_headers(Idempotency_Key=key)
    return [keyed.post("/transactions/bulk", body) for _ in range(2)][1]


def test_a_committed_change_is_told_though_its_answer_cannot_be_kept(user, db):
    """The database takes nothing into its collection of answers any more: as if it went away after the commit."""
    account = an_account(user)
    keyed = user.with_headers(Idempotency_Key="lost")
    validator = {"$jsonSchema": {"not": {"required": ["answer"]}}}
    db.command("collMod", "idempotency_keys", validator=validator)
    try:
        told = keyed.post("/transactions", a_body(account))
    finally:
        db.command("collMod", "idempotency_keys", validator={})
    assert told.status == 201
    db["idempotency_keys"].update_many({"_id": {"$regex": ":lost$"}}, {"$set": {"leased_until": told_long_ago()}})
    again = keyed.post("/transactions", a_body(account))
    assert (again.status, again.json["id"]) == (201, told.json["id"])
    assert len(user.all("/transactions")) == 1


def told_long_ago():
    return datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("text", ["n" * 330, "é" * 165, "🎉" * 83])
def test_the_notes_of_all_parts_together_are_bounded_in_bytes(user, text):
    account = an_account(user)
    row = a_transaction(user, account, amount="-50.00")
    parts = [{"amount": "-1.00", "category_id": None, "notes": text} for _ in range(50)]
    body = {"splits": parts}
    for refused in (
        user.post(f"/transactions/{row['id']}/split", body),
        user.patch(f"/transactions/{row['id']}", body),
    ):
        assert (refused.status, refused.pointers) == (422, {"/splits"})
        assert "16 KiB" in refused.json["detail"]
    for part in parts[::2]:
        part["notes"] = "short"
    assert user.post(f"/transactions/{row['id']}/split", body).status == 200
