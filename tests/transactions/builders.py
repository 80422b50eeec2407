"""Accounts and transactions to tell stories about, made through the public API."""

from datetime import UTC, datetime

from bson import ObjectId

from app.infra.connections import mongo
from app.transactions.documents import merchant_fields


def an_account(user, name="Checking", currency="USD", **fields):
    answer = user.post("/accounts", {"name": name, "type": "checking", "currency": currency, **fields})
    assert answer.status == 201, answer.json
    return answer.json


def a_body(account, **fields):
    """The body of a transaction that is fine."""
    fine = {
        "account_id": account["id"],
        "amount": "-4.50",
        "date": "2026-10-04",
        "description": "BLUE BOTTLE COFFEE",
    }
    return {**fine, **fields}


def a_transaction(user, account, **fields):
    answer = user.post("/transactions", a_body(account, **fields))
    assert answer.status == 201, answer.json
    return answer.json


def category_id(user, slug):
    [found] = [row["id"] for row in user.all("/categories") if row["slug"] == slug]
    return found


def balance(user, account):
    return user.get(f"/accounts/{account['id']}").json["balance"]


def workspace_of(user):
    """The scope of a user's personal workspace."""
    return mongo.scope(ObjectId(user.get("/workspaces").json["data"][0]["id"]))


def a_document(amount_minor=-450, **fields):
    """A stored transaction, for the pure parts."""
    return {
        "_id": ObjectId("6740a1b2c3d4e5f601234567"),
        "account_id": "checking",
        "date": datetime(2026, 10, 4, tzinfo=UTC),
        "amount_minor": amount_minor,
        "currency": "USD",
        "description": "BLUE BOTTLE COFFEE",
        **merchant_fields("Blue Bottle"),
        "category_id": None,
        "category": None,
        "category_tier": "none",
        "confidence": None,
        "kind": "expense",
        "status": "posted",
        "tags": [],
        "notes": None,
        "locked": [],
        "revision": 1,
        **fields,
    }
