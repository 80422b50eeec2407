"""What a hostile client may try without gaining anything by it."""

import time
from uuid import uuid4

import pytest
import structlog
from bson import ObjectId

from app.config import load_settings
from app.factory import build_app
from app.infra import idempotency
from tests.client import Client


@pytest.fixture
def account(user):
    return user.post("/accounts", {"name": "Everyday", "type": "checking", "currency": "USD"}).json


def spending(account, amount):
    return {"account_id": account["id"], "amount": amount, "date": "2026-10-01", "description": "Rent"}


def test_a_retry_after_a_failure_behind_the_commit_spends_once(user, account, monkeypatch):
    """The answer of the first request is lost with a 503 after its transaction was committed."""
    keyed = user.with_headers(Idempotency_Key="pay-rent")
    lost = iter([True])

    def finish(response):
        response.status_code = 503 if next(lost, False) else response.status_code
        return idempotency._finish(response)

    hooks = [finish if hook is idempotency._finish else hook for hook in user.app.after_request_funcs[None]]
    monkeypatch.setattr(user.app, "after_request_funcs", {None: hooks})
    first = keyed.post("/transactions", spending(account, "-100.00"))
    again = keyed.post("/transactions", spending(account, "-100.00"))
    assert (first.status, again.status) == (503, 201)
    assert user.get(f"/accounts/{account['id']}").json["balance"] == "-100.00"


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"email": "\\ud800@example.com", "password": "x"}', b"\xff"])
def test_a_login_that_cannot_be_read_is_refused_and_counted(limited, body):
    answer = limited.post("/auth/login", body)
    assert answer.status == 400
    assert answer.headers["RateLimit-Remaining"] == "299"


def test_unreadable_logins_do_not_reset_an_accounts_limit(limited):
    guess = {"email": f"{uuid4().hex}@example.com", "password": "guess"}
    statuses = []
    for _ in range(12):
        limited.post("/auth/login", b'{"email": "\\ud800@example.com", "password": "x"}')
        statuses.append(limited.post("/auth/login", guess).status)
    assert statuses.count(401) == 10
    assert statuses[-2:] == [429, 429]


def test_a_job_says_itself_when_to_come_back(limited, user):
    limited.headers = dict(user.headers)
    assert limited.post("/transactions", {"text": "coffee 4.50"}).headers["Retry-After"] == "1"


@pytest.mark.parametrize("number", [b"1e99999999999999999999999", b"1e999999999", b"-1e-999999999"])
def test_numbers_beyond_all_bounds_cost_nothing(user, number):
    category = user.get("/categories").json["data"][0]["id"].encode()
    rule = b'{"conditions": [{"field": "amount", "op": "gt", "value": %b}], "actions": {"category_id": "%b"}}'
    started = time.process_time()
    assert user.post("/rules", rule % (number, category)).status in (400, 422)
    assert time.process_time() - started < 1


def test_a_balance_beyond_64_bits_is_refused_and_nothing_changes(user, account, db):
    db["accounts"].update_one({"_id": ObjectId(account["id"])}, {"$set": {"balance_minor": 2**63 - 1}})
    answer = user.post("/transactions", spending(account, "10.00"))
    assert (answer.status, answer.code) == (422, "amount_out_of_range")
    assert user.get("/transactions").json["data"] == []


def test_invented_methods_are_one_series(api):
    for number in range(3):
        api.request(f"EVIL{number}", "/health/live")
    assert "EVIL" not in api.get("/metrics").body.decode()


def test_the_documentation_redirects_within_this_host(api):
    answer = api.with_headers(Host="evil.example").get("/docs")
    assert (answer.status, answer.headers["Location"]) == (308, "docs/")


@pytest.mark.usefixtures("app")
def test_logs_name_an_error_and_none_of_its_values(capfd):
    error = ValueError("paid 4.50 for coffee")
    structlog.get_logger("test").error("failed", exc_info=error)
    logged = capfd.readouterr().err
    assert "builtins.ValueError" in logged
    assert "coffee" not in logged


def test_behind_a_trusted_proxy_each_address_has_its_own_limit(limited, environment):
    proxied = Client(build_app(load_settings({**environment, "RATE_LIMITS": "on", "TRUSTED_PROXIES": "1"})))
    left = [
        proxied.with_headers(X_Forwarded_For=address).post("/auth/refresh", {"refresh_token": "x"})
        for address in ("203.0.113.1", "203.0.113.2", "203.0.113.1")
    ]
    assert [answer.headers["RateLimit-Remaining"] for answer in left] == ["119", "119", "118"]


def test_without_a_proxy_a_client_cannot_choose_its_address(limited):
    left = [
        limited.with_headers(X_Forwarded_For=address).post("/auth/refresh", {"refresh_token": "x"})
        for address in ("203.0.113.1", "203.0.113.2")
    ]
    assert [answer.headers["RateLimit-Remaining"] for answer in left] == ["119", "118"]
