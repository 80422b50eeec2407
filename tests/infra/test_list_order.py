"""Lists are in the order in which things were made, page by page, whatever their ids say."""

from datetime import UTC, datetime, timedelta

import pytest
from bson import ObjectId

from tests.transactions.builders import an_account

NOON = datetime(2026, 10, 4, 12, tzinfo=UTC)
# Milliseconds by place: two processes may write so within a second; two are of the same millisecond.
MADE_AT = (30, 10, 40, 10, 20)
STATEMENT = "Date,Description,Amount\n2026-10-0{0},BLUE BOTTLE,-4.50\n2026-10-0{0},TEA,-3.00\n"
RULE = {"conditions": [{"field": "description", "op": "contains", "value": "coffee"}], "actions": {"notes": "x"}}


def _mapping(db, user, number):
    workspace = ObjectId(user.get("/workspaces").json["data"][0]["id"])
    fields = {
        "mapping": {},
        "format": "csv",
        "headers": ["Date"],
        "updated_at": NOON,
        "created_at": NOON,
        "revision": 1,
    }
    db["import_mappings"].insert_one({"workspace_id": workspace, "signature": str(number), **fields})


# Where the list is and what it shows, how one more of them is made, and whether the newest comes first.
LISTS = {
    "accounts": ("/accounts", lambda _, user, n: an_account(user, f"Account {n}"), False),
    "rules": ("/rules", lambda _, user, n: user.post("/rules", {**RULE, "name": str(n)}), False),
    "imports": ("/imports", lambda _, user, n: user.upload(STATEMENT.format(n + 1).encode()), True),
    "jobs": ("/jobs", lambda _, user, n: user.upload(STATEMENT.format(n + 1).encode()), True),
    "import_mappings": ("/imports/mappings", _mapping, True),
}


@pytest.mark.parametrize("collection", LISTS)
@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_a_list_goes_by_when_things_were_made(db, user, collection, limit):
    path, make, newest_first = LISTS[collection]
    for number in range(len(MADE_AT)):
        make(db, user, number)
    ids = sorted(row["id"] for row in user.all(path))
    moments = [NOON + timedelta(milliseconds=at) for at in MADE_AT]
    for row_id, moment in zip(ids, moments, strict=True):
        db[collection].update_one({"_id": ObjectId(row_id)}, {"$set": {"created_at": moment}})

    expected = [row_id for _, row_id in sorted(zip(moments, ids, strict=True), reverse=newest_first)]
    assert [row["id"] for row in user.all(path, limit=limit)] == expected


def test_the_default_categories_keep_their_order_and_own_ones_follow(user):
    default = [row["slug"] for row in user.all("/categories")]
    user.post("/categories", {"name": "Aardvarks"})
    assert [row["slug"] for row in user.all("/categories", limit=7)] == [*default, "aardvarks"]


def test_of_two_rules_of_equal_priority_the_older_one_decides(db, user):
    def decided():
        rows = [{"description": "coffee", "amount": "-4.50"}]
        return user.post("/categories/suggest", {"transactions": rows}).json["data"][0]["category"]

    categories = {row["slug"]: row["id"] for row in user.all("/categories")}
    older, _ = (
        user.post("/rules", {**RULE, "actions": {"category_id": categories[slug]}}).json["id"]
        for slug in ("pets", "car")
    )
    assert decided() == "pets"
    db["rules"].update_one({"_id": ObjectId(older)}, {"$set": {"created_at": datetime.now(UTC) + timedelta(seconds=5)}})
    user.post("/rules", {**RULE, "priority": 500})  # a change of the rules, so that they are read anew
    assert decided() == "car"


def test_what_one_request_creates_on_one_day_is_listed_in_its_order(user):
    account = an_account(user)
    told = [f"line {number}" for number in range(30)]
    fields = {"account_id": account["id"], "amount": "-1.00", "date": "2026-10-04"}
    operations = [{"op": "create", "fields": {**fields, "description": text}} for text in told]
    assert user.post("/transactions/bulk", {"operations": operations}).json["applied"] == 30
    assert [row["description"] for row in user.all("/transactions", limit=7)] == told[::-1]
    assert [row["description"] for row in user.all("/transactions", limit=7, sort="date")] == told


def test_the_rows_of_one_day_of_a_statement_keep_its_order(user, worker):
    lines = [f"2026-10-0{1 + number // 10},line {number},-1.0{number % 10}" for number in range(30)]
    user.imported("\n".join(["Date,Description,Amount", *lines]).encode())
    told = [row["description"] for row in user.all("/transactions", sort="date")]
    assert told == [f"line {number}" for number in range(30)]


def test_the_oldest_import_that_states_a_line_inherits_it(db, user, worker):
    statement = STATEMENT.format(1).encode()
    first, second, third = (user.imported(statement, f"giro-{number}.csv")["import_id"] for number in range(3))
    db["imports"].update_one({"_id": ObjectId(third)}, {"$set": {"created_at": NOON - timedelta(days=9)}})
    job = user.finished(user.delete(f"/imports/{first}"))
    assert job["result"]["handed_over"] == 2
    assert {row["import_id"] for row in user.all("/transactions")} == {third}
    assert second != third


def test_a_cursor_holds_for_its_own_list_alone(user):
    for name in ("Everyday", "Savings"):
        user.post("/accounts", {"name": name, "type": "checking", "currency": "USD"})
    cursor = user.get("/accounts", limit=1).json["next_cursor"]
    assert user.get("/accounts", cursor=cursor).status == 200
    assert user.get("/categories", cursor=cursor).code == "invalid_cursor"
