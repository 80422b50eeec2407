"""A client that retries a POST gets the first answer again, and nothing is made twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

ACCOUNT = {"name": "Everyday", "type": "checking", "currency": "USD"}


@pytest.fixture
def keyed(user):
    """A user whose POSTs carry one key."""
    return user.with_headers(Idempotency_Key="retry-1")


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


def test_a_refusal_is_repeated_too(keyed):
    first, again = keyed.post("/accounts", {}), keyed.post("/accounts", {})
    assert (first.status, again.status) == (422, 422)
    assert first.body == again.body


def test_a_retry_after_a_crash_finds_what_the_first_request_made(db, user, keyed):
    first = keyed.post("/accounts", ACCOUNT)
    died = {"$unset": {"answer": ""}, "$set": {"leased_until": datetime.now(UTC) - timedelta(seconds=1)}}
    db["idempotency_keys"].update_one(
        {"_id": {"$regex": "retry-1$", "$options": ""}, "answer": {"$exists": True}}, died
    )
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
