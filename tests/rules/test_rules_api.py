"""Rules, as their owner sees them."""

import pytest

COFFEE = [{"field": "merchant", "op": "contains", "value": "Blue Bottle"}]


@pytest.fixture
def slugs(user):
    return {category["slug"]: category["id"] for category in user.all("/categories")}


@pytest.fixture
def rule(user, slugs):
    return user.post(
        "/rules",
        {"name": "Coffee", "conditions": COFFEE, "actions": {"category_id": slugs["dining"], "tags": ["cup"]}},
    ).json


@pytest.fixture
def account(user):
    return user.post("/accounts", {"name": "Everyday"}).json


def post(user, account, description="BLUE BOTTLE COFFEE 0123 OAKLAND CA", **fields):
    body = {"account_id": account["id"], "amount": "-4.50", "date": "2026-10-05", "description": description}
    return user.post("/transactions", body | fields).json


def test_a_rule_is_shown_as_it_was_made(user, slugs):
    added = user.post("/rules", {"conditions": COFFEE, "actions": {"category_id": slugs["dining"]}})
    assert added.status == 201
    shown = dict(added.json)
    assert shown.pop("created_at") == shown.pop("updated_at")
    assert shown == {
        "id": added.headers["Location"].rsplit("/", 1)[1],
        "name": None,
        "conditions": COFFEE,
        "actions": {
            "category_id": slugs["dining"],
            "category": "dining",
            "merchant": None,
            "tags": [],
            "notes": None,
            "kind": None,
        },
        "priority": 100,
        "enabled": True,
    }
    assert user.get(added.headers["Location"]).json == added.json


def test_a_rule_files_what_comes_from_then_on(user, account, slugs, rule):
    filed = post(user, account)
    assert (filed["category"], filed["category_tier"], filed["confidence"]) == ("dining", "rule", 1.0)
    assert filed["tags"] == ["cup"]
    user.delete(f"/rules/{rule['id']}")
    assert post(user, account)["category_tier"] == "local"


def test_the_rule_of_the_lower_priority_is_asked_first(user, account, slugs, rule):
    body = {"conditions": COFFEE, "actions": {"category_id": slugs["business"]}, "priority": 5}
    first = user.post("/rules", body).json
    assert [found["id"] for found in user.get("/rules").json["data"]] == [first["id"], rule["id"]]
    assert post(user, account)["category"] == "business"
    user.patch(f"/rules/{first['id']}", {"enabled": False})
    assert post(user, account)["category"] == "dining"


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"field": "amount", "op": "lt", "value": "-4"}, True),
        ({"field": "amount", "op": "lt", "value": -4.25}, True),
        ({"field": "amount_abs", "op": "gte", "value": 5}, False),
        ({"field": "description", "op": "matches", "value": "bottle .* 0[0-9]{3}"}, True),
        ({"field": "currency", "op": "equals", "value": "EUR"}, False),
    ],
)
def test_conditions_look_at_the_whole_transaction(user, account, condition, holds):
    user.post("/rules", {"conditions": [condition], "actions": {"tags": ["hit"]}})
    assert post(user, account)["tags"] == (["hit"] if holds else [])


def test_a_rule_can_mean_one_account(user, account):
    other = user.post("/accounts", {"name": "Other"}).json
    condition = {"field": "account_id", "op": "equals", "value": other["id"].upper()}
    added = user.post("/rules", {"conditions": [condition], "actions": {"kind": "transfer", "merchant": "Me"}})
    assert added.json["conditions"][0]["value"] == other["id"]
    moved = post(user, other)
    assert (moved["kind"], moved["merchant"]) == ("transfer", "Me")
    assert post(user, account)["kind"] == "expense"


@pytest.mark.parametrize(
    ("condition", "pointer"),
    [
        ({"field": "colour", "op": "equals", "value": "red"}, "/conditions/0/field"),
        ({"field": "amount", "op": "contains", "value": "4"}, "/conditions/0/op"),
        ({"field": "amount", "op": "gt", "value": "many"}, "/conditions/0/value"),
        ({"field": "merchant", "op": "equals", "value": ""}, "/conditions/0/value"),
        ({"field": "merchant", "op": "equals", "value": 5}, "/conditions/0/value"),
        ({"field": "merchant", "op": "equals", "value": {"$gt": ""}}, "/conditions/0/value"),
        ({"field": "merchant", "op": "equals", "value": ["a"]}, "/conditions/0/value"),
        ({"field": "merchant", "op": {"$ne": 1}, "value": "a"}, "/conditions/0/op"),
        ({"field": "merchant", "op": "matches", "value": "(unclosed"}, "/conditions/0/value"),
        ({"field": "merchant", "op": "matches", "value": "(x{500}){500}"}, "/conditions/0/value"),
        ({"field": "merchant", "op": "equals", "value": "a", "not": True}, "/conditions/0/not"),
        ({"field": "merchant", "op": "equals"}, "/conditions/0/value"),
        ({"field": "currency", "op": "equals", "value": "euro"}, "/conditions/0/value"),
        ({"field": "account_id", "op": "equals", "value": "mine"}, "/conditions/0/value"),
        ("merchant = coffee", "/conditions/0"),
    ],
)
def test_a_wrong_condition_is_pointed_at(user, condition, pointer):
    refused = user.post("/rules", {"conditions": [condition], "actions": {"tags": ["hit"]}})
    assert (refused.status, refused.pointers) == (422, {pointer})


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"conditions": []}, "/conditions"),
        ({"conditions": COFFEE * 21}, "/conditions"),
        ({"conditions": {"$exists": True}}, "/conditions"),
        ({"actions": {}}, "/actions"),
        ({"actions": {"tags": [], "merchant": None}}, "/actions"),
        ({"actions": {"category_id": "dining"}}, "/actions/category_id"),
        ({"actions": {"kind": "loss"}}, "/actions/kind"),
        ({"actions": {"colour": "red"}}, "/actions/colour"),
        ({"actions": {"tags": [""]}}, "/actions/tags/0"),
        ({"priority": "high"}, "/priority"),
        ({"priority": 1.5}, "/priority"),
        ({"priority": True}, "/priority"),
        ({"priority": 10**30}, "/priority"),
        ({"enabled": "yes"}, "/enabled"),
        ({"owner": "me"}, "/owner"),
    ],
)
def test_a_wrong_rule_is_pointed_at(user, wrong, pointer):
    refused = user.post("/rules", {"conditions": COFFEE, "actions": {"tags": ["hit"]}, **wrong})
    assert (refused.status, refused.pointers) == (422, {pointer})
    assert user.get("/rules").json["data"] == []


def test_what_a_rule_refers_to_must_be_there_and_ones_own(user, another_user):
    theirs = another_user.get("/categories").json["data"][0]["id"]
    for category_id in (theirs, "6740a1b2c3d4e5f601234567"):
        refused = user.post("/rules", {"conditions": COFFEE, "actions": {"category_id": category_id}})
        assert (refused.status, refused.pointers) == (422, {"/actions/category_id"})
    account = another_user.post("/accounts", {"name": "Theirs"}).json
    condition = {"field": "account_id", "op": "equals", "value": account["id"]}
    refused = user.post("/rules", {"conditions": [condition], "actions": {"tags": ["hit"]}})
    assert (refused.status, refused.pointers) == (422, {"/conditions/0/value"})


def test_patching_merges_actions_and_replaces_conditions(user, slugs, rule):
    path = f"/rules/{rule['id']}"
    changed = user.patch(path, {"actions": {"notes": "out", "tags": None}}).json["actions"]
    assert (changed["category"], changed["notes"], changed["tags"]) == ("dining", "out", [])
    conditions = [{"field": "description", "op": "equals", "value": "x"}]
    assert user.patch(path, {"conditions": conditions}).json["conditions"] == conditions
    emptied = user.patch(path, {"actions": {"category_id": None, "notes": None}})
    assert (emptied.status, emptied.code, emptied.pointers) == (422, "no_action", {"/actions"})


def test_changing_nothing_keeps_the_etag_and_a_stale_change_is_refused(user, rule):
    path = f"/rules/{rule['id']}"
    seen = user.get(path).headers["ETag"]
    assert user.with_headers(If_None_Match=seen).get(path).status == 304
    assert user.patch(path, {"priority": 100}).headers["ETag"] == seen
    stale = user.with_headers(If_Match=seen)
    assert stale.patch(path, {"priority": 1}).status == 200
    assert stale.patch(path, {"priority": 2}).status == 412
    assert stale.delete(path).status == 412


def test_rules_are_paged_in_the_order_in_which_they_are_asked(user):
    for priority in (30, 10, 20, 10):
        user.post("/rules", {"conditions": COFFEE, "actions": {"tags": ["hit"]}, "priority": priority})
    assert [rule["priority"] for rule in user.all("/rules", limit=1)] == [10, 10, 20, 30]


@pytest.mark.parametrize("cursor", ["x", "WyJwcmlvcml0eSIsMSwyXQ", "WyJwcmlvcml0eSIsOTk5OTk5OTk5OTk5LCJhIl0"])
def test_a_made_up_cursor_is_refused(user, cursor):
    refused = user.get("/rules", cursor=cursor)
    assert (refused.status, refused.pointers) == (422, {"cursor"})


def test_a_workspace_holds_two_thousand_rules(user, db, rule):
    stored = db["rules"].find_one({}, {"_id": False}, sort=[("_id", -1)])
    db["rules"].insert_many([dict(stored) for _ in range(1999)])
    refused = user.post("/rules", {"conditions": COFFEE, "actions": {"tags": ["hit"]}})
    assert (refused.status, refused.code) == (422, "quota_exceeded")
    assert (refused.json["quota"], refused.json["limit"]) == ("rules", 2000)


def test_nobody_elses_rule_can_be_seen_changed_or_deleted(rule, another_user):
    path = f"/rules/{rule['id']}"
    assert another_user.get(path).status == 404
    assert another_user.patch(path, {"enabled": False}).status == 404
    assert another_user.delete(path).status == 404
    assert another_user.get("/rules").json["data"] == []
