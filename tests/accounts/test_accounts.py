"""Accounts, as their owner sees them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from bson import ObjectId


@pytest.fixture
def account(user):
    return user.post("/accounts", {"name": "Everyday", "currency": "EUR", "opening_balance": "100.50"}).json


def test_a_new_account_starts_with_its_opening_balance(user):
    opened = user.post(
        "/accounts",
        {
            "name": "Everyday",
            "type": "checking",
            "currency": "EUR",
            "institution": "Hill Bank",
            "opening_balance": "100.5",
        },
    )
    assert opened.status == 201
    assert opened.headers["Location"] == f"/api/v1/accounts/{opened.json['id']}"
    shown = {
        name: opened.json[name] for name in ("name", "type", "currency", "institution", "opening_balance", "balance")
    }
    assert shown == {
        "name": "Everyday",
        "type": "checking",
        "currency": "EUR",
        "institution": "Hill Bank",
        "opening_balance": "100.50",
        "balance": "100.50",
    }
    assert user.get(f"/accounts/{opened.json['id']}").json == opened.json


def test_only_a_name_is_needed(user):
    opened = user.post("/accounts", {"name": "Purse"}).json
    assert (opened["type"], opened["currency"], opened["balance"]) == ("checking", "USD", "0.00")


@pytest.mark.parametrize(
    ("currency", "given", "shown"), [("JPY", 1200, "1200"), ("KWD", "1.250", "1.250"), ("USD", -0.1, "-0.10")]
)
def test_an_opening_balance_has_the_decimals_of_its_currency(user, currency, given, shown):
    opened = user.post("/accounts", {"name": "Trip", "currency": currency, "opening_balance": given}).json
    assert opened["balance"] == shown


@pytest.mark.parametrize(("currency", "given"), [("JPY", "1.5"), ("USD", "0.001"), ("USD", 0.001)])
def test_an_opening_balance_with_more_decimals_is_refused(user, currency, given):
    refused = user.post("/accounts", {"name": "Trip", "currency": currency, "opening_balance": given})
    assert (refused.status, refused.code, refused.pointers) == (422, "too_many_decimals", {"/opening_balance"})


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "   "}, "/name"),
        ({"name": "x" * 101}, "/name"),
        ({"name": {"$gt": ""}}, "/name"),
        ({"name": None}, "/name"),
        ({"currency": "EURO"}, "/currency"),
        ({"currency": "eur"}, "/currency"),
        ({"type": "mattress"}, "/type"),
        ({"opening_balance": "12,50"}, "/opening_balance"),
        ({"opening_balance": True}, "/opening_balance"),
        ({"balance": "9.00"}, "/balance"),
    ],
)
def test_what_cannot_be_an_account_is_refused_where_it_is_wrong(user, wrong, pointer):
    refused = user.post("/accounts", {"name": "Everyday", **wrong})
    assert (refused.status, refused.pointers) == (422, {pointer})
    assert user.get("/accounts").json["data"] == []


def test_accounts_are_listed_oldest_first_page_by_page(user):
    names = [f"Account {number}" for number in range(5)]
    for name in names:
        user.post("/accounts", {"name": name})
    first = user.get("/accounts", limit=2)
    assert [account["name"] for account in first.json["data"]] == names[:2]
    assert first.json["has_more"]
    assert first.json["next_cursor"] in first.headers["Link"]
    assert [account["name"] for account in user.all("/accounts", limit=2)] == names


def test_a_new_opening_balance_moves_the_balance_by_the_difference(user, account):
    user.post(
        "/transactions",
        {"account_id": account["id"], "amount": "-20.25", "date": "2026-10-05", "description": "Greengrocer"},
    )
    changed = user.patch(f"/accounts/{account['id']}", {"opening_balance": "200.00"})
    assert (changed.status, changed.json["opening_balance"], changed.json["balance"]) == (200, "200.00", "179.75")


def test_patching_changes_only_what_is_sent(user, account):
    changed = user.patch(f"/accounts/{account['id']}", {"name": "Household", "institution": "Hill Bank"}).json
    assert {**account, "name": "Household", "institution": "Hill Bank", "updated_at": changed["updated_at"]} == changed
    assert user.patch(f"/accounts/{account['id']}", {"institution": None}).json["institution"] is None


@pytest.mark.parametrize("body", [{"currency": "USD"}, {"name": None}, {"opening_balance": None}, {"balance": "1.00"}])
def test_currency_and_balance_cannot_be_patched(user, account, body):
    refused = user.patch(f"/accounts/{account['id']}", body)
    assert (refused.status, refused.pointers) == (422, {f"/{next(iter(body))}"})


def test_an_account_that_changed_meanwhile_is_not_overwritten(user, account):
    path = f"/accounts/{account['id']}"
    seen = user.get(path).headers["ETag"]
    assert user.with_headers(If_None_Match=seen).get(path).status == 304
    assert user.with_headers(If_Match=seen).patch(path, {"name": "First"}).status == 200
    stale = user.with_headers(If_Match=seen)
    assert stale.patch(path, {"name": "Second"}).status == 412
    assert stale.delete(path).status == 412
    assert user.get(path).json["name"] == "First"


def test_changing_nothing_keeps_the_etag(user, account):
    path = f"/accounts/{account['id']}"
    seen = user.get(path).headers["ETag"]
    assert user.patch(path, {"name": "Everyday"}).headers["ETag"] == seen


def test_an_account_with_transactions_cannot_be_deleted(user, account):
    posted = user.post(
        "/transactions",
        {"account_id": account["id"], "amount": "-20.25", "date": "2026-10-05", "description": "Greengrocer"},
    ).json
    refused = user.delete(f"/accounts/{account['id']}")
    assert (refused.status, refused.code) == (409, "account_in_use")
    user.delete(f"/transactions/{posted['id']}")
    assert user.delete(f"/accounts/{account['id']}").status == 204
    assert user.get(f"/accounts/{account['id']}").status == 404


def test_a_repeated_request_opens_one_account(user):
    retrying = user.with_headers(Idempotency_Key="open-it")
    first, second = (retrying.post("/accounts", {"name": "Everyday"}) for _ in range(2))
    assert first.json == second.json
    assert len(user.get("/accounts").json["data"]) == 1


def test_nobody_elses_account_can_be_seen_changed_or_deleted(account, another_user):
    path = f"/accounts/{account['id']}"
    assert another_user.get(path).status == 404
    assert another_user.patch(path, {"name": "Mine now"}).status == 404
    assert another_user.delete(path).status == 404
    assert another_user.get("/accounts").json["data"] == []


@pytest.mark.parametrize("account_id", ["nonsense", "6740a1b2c3d4e5f60123456", "6740a1b2c3d4e5f601234567", "{}"])
def test_what_is_no_account_is_not_found(user, account_id):
    assert user.get(f"/accounts/{account_id}").status == 404


def test_deleting_an_account_while_posting_to_it_leaves_no_orphan(user, db):
    for _ in range(5):
        account = user.post("/accounts", {"name": "Everyday"}).json
        body = {"account_id": account["id"], "amount": "-1.00", "date": "2026-10-05", "description": "Greengrocer"}
        with ThreadPoolExecutor(4) as pool:
            posts = [pool.submit(user.post, "/transactions", body) for _ in range(3)]
            deleted = pool.submit(user.delete, f"/accounts/{account['id']}").result().status
        posted = [post.result().status for post in posts]
        kept = db["transactions"].count_documents({"account_id": ObjectId(account["id"])})
        assert kept == posted.count(201)
        assert deleted == (409 if kept else 204)
