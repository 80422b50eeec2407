"""Wherever a body names a category, it may do so by its id or by its slug."""

import pytest

from tests.transactions.builders import a_body, a_transaction, an_account, category_id

NOWHERE = "no-such-category"
REST = {"amount": "-11.50", "category": None}
ROW = {"date": "2026-10-04", "amount": "-1.00", "description": "Tea", "category_id": "ID"}
RULE = {"conditions": [{"field": "merchant", "op": "contains", "value": "blue bottle"}]}


@pytest.fixture
def account(user):
    return an_account(user)


@pytest.fixture
def coffee(user):
    return category_id(user, "coffee")


def filed(answer):
    return answer.json["category_id"], answer.json["category"]


def test_a_transaction_is_created_and_corrected_by_slug(user, account, coffee):
    created = user.post("/transactions", a_body(account, category="coffee"))
    assert (created.status, *filed(created)) == (201, coffee, "coffee")
    assert "category" in created.json["locked"]
    path = f"/transactions/{created.json['id']}"
    assert filed(user.patch(path, {"category": "dining"})) == (category_id(user, "dining"), "dining")
    assert filed(user.patch(path, {"category": None})) == (None, None)


def test_a_correction_by_slug_teaches_and_offers_the_past(user, account):
    first, second = (a_transaction(user, account, merchant="Qwzx Shop", amount=amount) for amount in ("-5.00", "-6.00"))
    patched = user.patch(f"/transactions/{first['id']}", {"category": "pets"}).json
    assert patched["offer"] == {"merchant": "Qwzx Shop", "category_id": category_id(user, "pets"), "count": 1}
    third = user.post("/transactions", a_body(account, merchant="Qwzx Shop")).json
    assert (third["category"], third["category_tier"]) == ("pets", "learned")
    assert second["category"] != "pets"


def test_parts_of_a_split_name_categories_by_slug(user, account, coffee):
    whole = a_transaction(user, account, amount="-10.00")
    parts = [{"amount": "-4.00", "category": "coffee"}, {"amount": "-6.00", "category": None}]
    answer = user.post(f"/transactions/{whole['id']}/split", {"splits": parts})
    assert [(part["category_id"], part["category"]) for part in answer.json["splits"]] == [
        (coffee, "coffee"),
        (None, None),
    ]


def test_a_bulk_names_categories_by_slug(user, account, coffee):
    old = a_transaction(user, account, merchant="Qwzx Shop")
    operations = [
        {"op": "create", "fields": a_body(account, category="coffee")},
        {"op": "update", "id": old["id"], "fields": {"category": "pets"}},
        {"op": "update", "id": old["id"], "fields": {"category": NOWHERE}},
    ]
    results = user.post("/transactions/bulk", {"operations": operations, "atomic": False}).json["results"]
    assert results[0]["transaction"]["category_id"] == coffee
    assert results[1]["transaction"]["category"] == "pets"
    assert results[2]["problem"]["errors"][0]["pointer"] == "/operations/2/fields/category"
    assert user.post("/transactions", a_body(account, merchant="Qwzx Shop")).json["category_tier"] == "learned"


def test_a_rule_files_by_slug_and_keeps_its_other_actions(user, coffee):
    rule = user.post("/rules", {**RULE, "actions": {"category": "coffee", "tags": ["treat"]}}).json
    assert rule["actions"]["category_id"] == coffee
    changed = user.patch(f"/rules/{rule['id']}", {"actions": {"category": "dining"}}).json["actions"]
    assert (changed["category"], changed["tags"]) == ("dining", ["treat"])
    by_id = user.patch(f"/rules/{rule['id']}", {"actions": {"category_id": coffee}}).json["actions"]
    assert by_id["category"] == "coffee"
    untouched = user.patch(f"/rules/{rule['id']}", {"priority": 5}).json["actions"]
    assert untouched["category_id"] == coffee


def test_the_past_of_a_merchant_is_filed_by_slug(user, account, worker):
    old = a_transaction(user, account, merchant="Qwzx Shop")
    asked = {"merchant": "Qwzx Shop", "category": "pets"}
    assert user.post("/rules/preview", asked).json["changing"] == 1
    job = user.finished(user.post("/rules/apply", asked))
    assert (job["state"], job["result"]["changed"]) == ("succeeded", 1)
    assert user.get(f"/transactions/{old['id']}").json["category"] == "pets"


def test_rows_of_a_json_import_name_categories_by_id(user, account, coffee, worker):
    row = {"date": "2026-10-04", "amount": "-4.50", "description": "Espresso", "category_id": coffee}
    started = user.post("/transactions/import", {"transactions": [row], "account_id": account["id"]})
    assert user.finished(started)["result"]["created"] == 1
    [found] = user.get("/transactions").json["data"]
    assert (found["category"], found["category_id"]) == ("coffee", coffee)


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/transactions", {"category": NOWHERE}, "/category"),
        ("/transactions", {"category": ""}, "/category"),
        ("/transactions", {"category": "coffee", "category_id": "ID"}, "/category"),
        ("/transactions/ID/split", {"splits": [{"amount": "-1"}, REST]}, "/splits/0/category_id"),
        ("/transactions/ID/split", {"splits": [{"amount": "-1", "category": NOWHERE}, REST]}, "/splits/0/category"),
        ("/rules", {**RULE, "actions": {"category": NOWHERE}}, "/actions/category"),
        ("/rules/apply", {"merchant": "Blue Bottle", "category": NOWHERE}, "/category"),
        ("/rules/preview", {"merchant": "Blue Bottle"}, "/category_id"),
        ("/transactions/import", {"transactions": [ROW]}, "/transactions/0/category_id"),
    ],
)  # fmt: skip
def test_a_category_that_is_not_there_or_told_twice_is_pointed_at(user, account, path, body, pointer):
    standing = a_transaction(user, account)
    if path == "/transactions":
        body = {**a_body(account), **body}
    sent = {**body, "category_id": standing["id"]} if body.get("category_id") == "ID" else body
    if "transactions" in sent:
        sent = {"transactions": [{**row, "category_id": standing["id"]} for row in sent["transactions"]]}
    refused = user.post(path.replace("ID", standing["id"]), sent)
    assert (refused.status, refused.pointers) == (422, {pointer}), refused.json


def test_a_strangers_slug_is_none_of_mine(user, account, another_user):
    another_user.post("/categories", {"name": "Board games"})
    assert user.post("/transactions", a_body(account, category="board-games")).status == 422


def test_suggestions_name_the_category_by_both(user, coffee):
    body = {"transactions": [{"description": "STARBUCKS 1234", "amount": "-4.50"}]}
    [suggested] = user.post("/categories/suggest", body).json["data"]
    assert (suggested["category"], suggested["category_id"]) == ("coffee", coffee)


def test_the_list_and_the_export_are_filtered_by_slug(user, account):
    a_transaction(user, account, category="coffee", description="espresso")
    a_transaction(user, account, category="dining", description="pizza")
    found = user.get("/transactions", category="coffee").json["data"]
    assert [row["description"] for row in found] == ["espresso"]
    parent = next(c for c in user.get("/categories").json["data"] if c["slug"] == "coffee")["parent_id"]
    assert len(user.get("/transactions", category_id=parent).json["data"]) == 2
    exported = user.get("/transactions/export", category="dining", format="json").json["transactions"]
    assert [row["description"] for row in exported] == ["pizza"]
    for path in ("/transactions", "/transactions/export"):
        unknown = user.get(path, category=NOWHERE)
        assert (unknown.status, unknown.pointers) == (422, {"category"})
        twice = user.get(path, category="coffee", category_id=parent)
        assert (twice.status, twice.pointers) == (422, {"category"})


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"date_from": "2026-10-02", "date_to": "2026-10-01"}, "date_to"),
        ({"amount_min": "-1.00", "amount_max": "-1.01"}, "amount_max"),
    ],
)
@pytest.mark.parametrize("path", ["/transactions", "/transactions/export"])
def test_a_span_that_ends_before_it_begins_is_named(user, account, path, query, parameter):
    refused = user.get(path, **query)
    assert (refused.status, refused.pointers) == (422, {parameter})
    same = dict.fromkeys(query, next(iter(query.values())))
    assert user.get(path, **same).status == 200
