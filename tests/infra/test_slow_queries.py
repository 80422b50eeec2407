"""No query of a person may keep MongoDB busy for long."""

import pytest
from bson import ObjectId
from pymongo.errors import ExecutionTimeout

from app.infra.connections import mongo
from tests.transactions.builders import a_transaction, an_account

ROWS = 20_000


@pytest.fixture
def many_rows(db, user):
    """So many transactions that looking through all of them takes MongoDB longer than a millisecond."""
    made = a_transaction(user, an_account(user))
    row = db["transactions"].find_one({"_id": ObjectId(made["id"])}, {"_id": False})
    db["transactions"].insert_many([{**row, "fingerprint": f"x:{number}", "seq": number} for number in range(ROWS)])


@pytest.mark.parametrize("query", [{"q": "nowhere"}, {"q": "nowhere", "kind": "expense", "sort": "amount"}])
def test_a_search_that_takes_too_long_is_stopped_and_says_so(user, many_rows, monkeypatch, query):
    assert user.get("/transactions", **query).json["data"] == []
    monkeypatch.setattr(mongo, "query_ms", 1)
    stopped = user.get("/transactions", **query)
    assert (stopped.status, stopped.code) == (503, "query_too_slow")
    assert int(stopped.headers["Retry-After"]) > 0


def test_counts_sums_and_different_values_have_the_limit_too(user, many_rows, monkeypatch):
    monkeypatch.setattr(mongo, "query_ms", 1)
    rows = mongo.scope_of_a_person(ObjectId(user.get("/workspaces").json["data"][0]["id"]))["transactions"]
    slow = {"notes": {"$not": {"$regex": "(a|b|ab)*c"}}, "description": {"$regex": "C.*C.*E.*E$"}}
    for ask in (
        lambda: rows.count(slow),
        lambda: rows.distinct("description", slow),
        lambda: list(rows.aggregate([{"$match": slow}, {"$group": {"_id": "$description", "n": {"$sum": 1}}}])),
        lambda: list(rows.find(slow)),
    ):
        with pytest.raises(ExecutionTimeout):
            ask()


def test_a_worker_takes_the_time_it_needs(user, many_rows, monkeypatch):
    monkeypatch.setattr(mongo, "query_ms", 1)
    rows = mongo.scope(ObjectId(user.get("/workspaces").json["data"][0]["id"]))["transactions"]
    assert rows.count({"description": {"$regex": "coffee", "$options": "i"}}) == ROWS + 1
