"""Answers are bounded in bytes: a list of large rows ends early, with a cursor to go on."""

import pytest
from bson import ObjectId

from app.infra.pagination import PAGE_BYTES, take
from tests.transactions.builders import a_body, an_account

MOST = PAGE_BYTES + 10_000  # the frame of a page, and its members beside `data`


def fatten(db, user, collection, fields):
    """What a workspace kept before there were limits to what it may keep."""
    workspace = ObjectId(user.get("/workspaces").json["data"][0]["id"])
    assert db[collection].update_many({"workspace_id": workspace}, {"$set": fields}).matched_count


def pages(user, path, **query):
    """Every page of a list, each within the bound."""
    found, cursor = [], None
    while True:
        answer = user.get(path, **query, **({"cursor": cursor} if cursor else {}))
        assert (answer.status, len(answer.body) <= MOST) == (200, True)
        found.append(answer.json)
        if not answer.json["has_more"]:
            return found
        cursor = answer.json["next_cursor"]


@pytest.fixture
def large_rows(db, user):
    """Forty transactions of 50 parts with notes of 2,000 characters each, some of them in four bytes."""
    account = an_account(user)
    creates = [{"op": "create", "fields": a_body(account)} for _ in range(40)]
    ids = [result["id"] for result in user.post("/transactions/bulk", {"operations": creates}).json["results"]]
    part = {"amount_minor": -9, "category_id": None, "category": None, "kind": "expense", "count": 0}
    fatten(db, user, "transactions", {"splits": [{**part, "notes": "🎉" * 500 + "n" * 1500}] * 50})
    return ids


@pytest.mark.parametrize("query", [{}, {"sort": "amount"}, {"uncategorised": "true"}])
def test_a_list_of_large_transactions_is_told_in_pages_of_two_mebibytes(user, large_rows, query):
    found = pages(user, "/transactions", limit=200, **query)
    assert sorted(row["id"] for page in found for row in page["data"]) == sorted(large_rows)
    assert len(found) == 4
    assert all(len(page["data"]) > 1 for page in found[:-1])


def test_the_delta_feed_is_told_in_pages_of_two_mebibytes(user, large_rows):
    found = pages(user, "/transactions/changes", limit=200)
    told = [row["id"] for page in found for row in [*page["added"], *page["modified"]]]
    assert sorted(told) == sorted(large_rows)
    assert len(found) == 4


def test_a_history_of_large_changes_is_told_in_pages_of_two_mebibytes(db, user, large_rows):
    path = f"/transactions/{large_rows[0]}"
    for step in range(20):
        assert user.patch(path, {"tags": [f"step {step}"]}).status == 200
    before = db["transactions"].find_one({"_id": ObjectId(large_rows[0])})["splits"]
    workspace = ObjectId(user.get("/workspaces").json["data"][0]["id"])
    db["transaction_events"].update_many({"workspace_id": workspace}, {"$set": {"before.splits": before}})
    for event in db["transaction_events"].find({"workspace_id": workspace, "seq": {"$mod": [2, 0]}}):
        db["transaction_events"].update_one({"_id": event["_id"]}, {"$set": {"before.splits": []}})
    found = pages(user, f"{path}/history", limit=200)
    entries = [entry for page in found for entry in page["data"]]
    assert [entry["type"] for entry in entries] == ["created", *["modified"] * 20]
    assert [entry["revision"] for entry in entries] == list(range(1, 22))
    assert len(found) == 2
    assert entries == user.all(f"{path}/history", limit=3)


def test_one_row_larger_than_a_page_is_shown_by_itself():
    taken = take(["a", "b" * PAGE_BYTES * 2, "c"], 50, lambda text: text)
    assert (taken.shown, taken.more) == (["a"], True)
    taken = take(["b" * PAGE_BYTES * 2, "c"], 50, lambda text: text)
    assert (len(taken.shown), taken.more) == (1, True)


def test_what_a_page_does_not_show_is_not_read():
    asked = []

    def rows():
        for number in range(1000):
            asked.append(number)
            yield "x" * (PAGE_BYTES // 4)

    assert len(take(rows(), 200, lambda text: text).rows) == 3
    assert len(asked) == 4


def test_lists_of_large_accounts_categories_rules_imports_and_jobs_end_early_too(db, user, worker):
    for number in range(5):  # and one that the import opens
        an_account(user, name=f"Account {number}")
    rule = {"conditions": [{"field": "description", "op": "contains", "value": "x"}], "actions": {"tags": ["x"]}}
    for _ in range(6):
        user.post("/rules", rule)
        user.imported(b"Date,Description,Amount\n2026-10-01,Kiosk,-4.50\n")
    large = "n" * 600_000
    fatten(db, user, "accounts", {"institution": large})
    fatten(db, user, "rules", {"name": large})
    fatten(db, user, "imports", {"file_name": large})
    fatten(db, user, "jobs", {"result.text": large})
    for name in ("accounts", "rules", "imports", "jobs"):
        found = pages(user, f"/{name}", limit=200)
        assert len(found) == 2, name
        ids = [row["id"] for page in found for row in page["data"]]
        assert len(ids) == len(set(ids)) == 6, name
