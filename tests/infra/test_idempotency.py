"""A client that retries a POST gets the first answer again, and nothing is made twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

ACCOUNT = {"name": "Everyday", "type": "checking", "currency": "USD"}


@pytest.fixture
def keyed(user):
    """A user whose POSTs carry one key."""
    return user.with_headers(Idempotency_Key="retry-1")


def record_of(user):
    return {"_id": {"$regex": f"^{user.get('/auth/me').json['id']}:"}}


def names(user):
    return [account["name"] for account in user.get("/accounts").json["data"]]


def test_a_repeated_post_gets_the_first_answer_again(user, keyed):
    first, again = keyed.post("/accounts", ACCOUNT), keyed.post("/accounts", ACCOUNT)
    assert (first.status, again.status) == (201, 201)
    assert first.json == again.json
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]
    assert names(user) == ["Everyday"]


def test_a_key_belongs_to_one_request(keyed):
    keyed.post("/accounts", ACCOUNT)
    answer = keyed.post("/accounts", {**ACCOUNT, "name": "Other"})
    assert (answer.status, answer.code) == (422, "idempotency_key_reused")


def test_a_key_belongs_to_one_user(keyed, another_user):
    keyed.post("/accounts", ACCOUNT)
    other = another_user.with_headers(Idempotency_Key="retry-1").post("/accounts", ACCOUNT)
    assert other.status == 201
    assert "Idempotent-Replayed" not in other.headers


def test_requests_at_once_with_one_key_make_one_thing(user, keyed):
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: keyed.post("/accounts", ACCOUNT), range(6)))
    assert {a.status for a in answers} <= {201, 409}
    assert {a.code for a in answers if a.status == 409} <= {"idempotency_in_flight"}
    assert names(user) == ["Everyday"]


REFUSED = [
    ("/accounts", {"type": "checking"}, ACCOUNT, 422),
    ("/accounts", {**ACCOUNT, "opening_balance": "1.234"}, ACCOUNT, 422),
    ("/categories", {"name": "Groceries"}, {"name": "Groceries abroad"}, 409),
    ("/transactions/bulk", {"operations": [{"op": "delete", "id": "0" * 24}]}, {"operations": []}, 422),
]


@pytest.mark.parametrize(("path", "wrong", "_", "status"), REFUSED)
def test_a_refusal_is_not_kept_and_found_anew(keyed, path, wrong, _, status):
    first, again = keyed.post(path, wrong), keyed.post(path, wrong)
    assert (first.status, again.status) == (status, status)
    assert "Idempotent-Replayed" not in again.headers


@pytest.mark.parametrize(("path", "wrong", "corrected", "_"), REFUSED[:3])
def test_a_corrected_request_may_use_the_key_of_the_refused_one(keyed, path, wrong, corrected, _):
    assert keyed.post(path, wrong).status >= 400
    made, again = keyed.post(path, corrected), keyed.post(path, corrected)
    assert (made.status, again.status) == (201, 201), made.json
    assert made.json == again.json
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_request_that_changed_something_keeps_its_key_though_parts_of_it_failed(user, keyed):
    account = user.post("/accounts", ACCOUNT).json["id"]
    tea = {"account_id": account, "amount": "-3.00", "date": "2026-10-04", "description": "TEA"}
    operations = [{"op": "create", "fields": tea}, {"op": "delete", "id": "0" * 24}]
    body = {"atomic": False, "operations": operations}
    first, again = keyed.post("/transactions/bulk", body), keyed.post("/transactions/bulk", body)
    assert first.json["applied"] == 1
    assert (again.json, again.headers["Idempotent-Replayed"]) == (first.json, "true")
    reused = keyed.post("/transactions/bulk", {**body, "operations": operations[1:]})
    assert (reused.status, reused.code) == (422, "idempotency_key_reused")


def test_who_asks_while_the_first_request_runs_is_told_when_to_ask_again(db, keyed):
    keyed.post("/accounts", ACCOUNT)
    running = {"$unset": {"answer": ""}, "$set": {"leased_until": datetime.now(UTC) + timedelta(seconds=30)}}
    db["idempotency_keys"].update_one(record_of(keyed), running)
    answer = keyed.post("/accounts", ACCOUNT)
    assert (answer.status, answer.code) == (409, "idempotency_in_flight")
    assert answer.headers["Retry-After"] == "1"


def test_a_retry_after_a_crash_finds_what_the_first_request_made(db, user, keyed):
    first = keyed.post("/accounts", ACCOUNT)
    died = {"$unset": {"answer": ""}, "$set": {"leased_until": datetime.now(UTC) - timedelta(seconds=1)}}
    db["idempotency_keys"].update_one(record_of(user), died)
    again = keyed.post("/accounts", ACCOUNT)
    assert (again.status, again.json["id"]) == (201, first.json["id"])
    assert names(user) == ["Everyday"]


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_of_the_wrong_length_is_refused(user, key):
    answer = user.with_headers(Idempotency_Key=key).post("/accounts", ACCOUNT)
    assert (answer.status, answer.code) == (422, "invalid_idempotency_key")
    assert names(user) == []


def test_no_secret_is_kept(db, api):
    body = {"email": "key@example.com", "password": "correct horse battery"}
    api.with_headers(Idempotency_Key="secret-1").post("/auth/register", body)
    assert db["idempotency_keys"].count_documents({"_id": {"$regex": "secret-1"}}) == 0
