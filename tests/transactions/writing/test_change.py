import pytest
from bson import ObjectId

from tests.transactions.builders import a_transaction, an_account, balance, category_id


@pytest.fixture
def account(user):
    return an_account(user, opening_balance="100.00")


@pytest.fixture
def coffee(user, account):
    return a_transaction(user, account, description="XQJ KIOSK 81", merchant="Kiosk")


def change(user, transaction, **fields):
    answer = user.patch(f"/transactions/{transaction['id']}", fields)
    assert answer.status == 200, answer.json
    return answer.json


@pytest.mark.parametrize(
    ("fields", "locked"),
    [
        ({"merchant": "The Kiosk"}, "merchant"),
        ({"notes": "with Grace"}, "notes"),
        ({"tags": ["a", "b"]}, "tags"),
        ({"date": "2026-11-05"}, "date"),
        ({"value_date": "2026-11-06"}, "value_date"),
        ({"amount": "-5.25"}, "amount"),
        ({"kind": "transfer"}, "kind"),
        ({"status": "pending"}, "status"),
    ],
)
def test_a_change_is_kept_and_locked(user, coffee, fields, locked):
    changed = change(user, coffee, **fields)
    assert {name: changed[name] for name in fields} == fields
    assert locked in changed["locked"]
    read = user.get(f"/transactions/{coffee['id']}").json
    assert {**read, "offer": None} == changed


def test_a_category_is_kept_and_locked(user, coffee):
    changed = change(user, coffee, category_id=category_id(user, "coffee"))
    assert (changed["category"], changed["category_tier"], changed["confidence"]) == ("coffee", "user", 1.0)
    assert "category" in changed["locked"]


@pytest.mark.parametrize(
    ("field", "cleared"), [("merchant", None), ("notes", None), ("category_id", None), ("tags", [])]
)
def test_null_clears(user, account, field, cleared):
    groceries = category_id(user, "groceries")
    created = a_transaction(user, account, merchant="M", notes="n", tags=["t"], category_id=groceries)
    assert change(user, created, **{field: None})[field] == cleared


def test_the_balance_follows_the_amount(user, account, coffee):
    change(user, coffee, amount="-5.25")
    assert balance(user, account) == "94.75"


def test_a_transaction_moves_between_accounts(user, account, coffee):
    savings = an_account(user, name="Savings")
    change(user, coffee, account_id=savings["id"])
    assert (balance(user, account), balance(user, savings)) == ("100.00", "-4.50")


def test_a_transaction_does_not_move_to_another_currency(user, coffee):
    yen = an_account(user, currency="JPY")
    answer = user.patch(f"/transactions/{coffee['id']}", {"account_id": yen["id"]})
    assert (answer.status, answer.code, answer.pointers) == (422, "currency_mismatch", {"/account_id"})


def test_nothing_moves_to_somebody_elses_account_or_category(user, another_user, coffee):
    theirs = an_account(another_user)
    answer = user.patch(f"/transactions/{coffee['id']}", {"account_id": theirs["id"]})
    assert (answer.status, answer.pointers) == (422, {"/account_id"})
    answer = user.patch(f"/transactions/{coffee['id']}", {"category_id": category_id(another_user, "coffee")})
    assert (answer.status, answer.pointers) == (422, {"/category_id"})


def test_an_empty_change_changes_nothing(user, coffee):
    before = user.get(f"/transactions/{coffee['id']}")
    answer = user.patch(f"/transactions/{coffee['id']}", {})
    assert answer.headers["ETag"] == before.headers["ETag"]


def test_a_correction_teaches_the_merchant(user, account, coffee):
    change(user, coffee, category_id=category_id(user, "pets"))
    later = a_transaction(user, account, description="XQJ KIOSK 82", merchant="Kiosk")
    assert (later["category"], later["category_tier"]) == ("pets", "learned")


def test_a_correction_offers_to_refile_the_past(user, account, coffee):
    pets = category_id(user, "pets")
    for _ in range(2):
        a_transaction(user, account, description="XQJ KIOSK 81", merchant="Kiosk")
    a_transaction(user, account, merchant="Kiosk", category_id=category_id(user, "cash"))
    assert change(user, coffee, category_id=pets)["offer"] == {
        "merchant": "Kiosk",
        "category_id": pets,
        "count": 2,
    }


def test_a_stale_change_is_refused(user, coffee):
    path = f"/transactions/{coffee['id']}"
    etag = user.get(path).headers["ETag"]
    change(user, coffee, notes="first")
    stale = user.with_headers(If_Match=etag)
    assert stale.patch(path, {"notes": "second"}).status == 412
    assert stale.delete(path).status == 412
    assert user.get(path).json["notes"] == "first"


def test_the_etag_of_a_change_is_the_present_one(user, coffee):
    path = f"/transactions/{coffee['id']}"
    etag = user.patch(path, {"notes": "x"}).headers["ETag"]
    assert user.get(path).headers["ETag"] == etag
    assert user.with_headers(If_Match=etag).delete(path).status == 204


def test_a_deleted_transaction_is_gone_and_its_money_too(user, account, coffee):
    assert user.delete(f"/transactions/{coffee['id']}").status == 204
    assert user.get(f"/transactions/{coffee['id']}").status == 404
    assert user.delete(f"/transactions/{coffee['id']}").status == 404
    assert user.all("/transactions") == []
    assert balance(user, account) == "100.00"


def test_changes_leave_events_that_say_who_did_what(user, coffee, db):
    change(user, coffee, amount="-5.00")
    user.delete(f"/transactions/{coffee['id']}")
    modified, deleted = db["transaction_events"].find({"transaction_id": ObjectId(coffee["id"])}).sort("seq", 1)
    assert (modified["before"]["amount_minor"], modified["after"]["amount_minor"]) == (-450, -500)
    assert str(modified["actor"]["id"]) == user.get("/auth/me").json["id"]
    assert deleted["before"]["amount_minor"] == -500
    assert deleted["fingerprint"] == f"m:{coffee['id']}"
    assert deleted["seq"] > modified["seq"]
