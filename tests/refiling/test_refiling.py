"""Rules and corrections applied to existing transactions."""

import pytest
from bson import ObjectId

from app.infra.connections import mongo
from app.transactions import service as transactions

COFFEE = [{"field": "merchant", "op": "contains", "value": "Blue Bottle"}]


@pytest.fixture
def slugs(user):
    return {category["slug"]: category["id"] for category in user.all("/categories")}


@pytest.fixture
def post(user):
    account = user.post("/accounts", {"name": "Everyday"}).json

    def posted(description="BLUE BOTTLE COFFEE 0123 OAKLAND CA", **fields):
        body = {"account_id": account["id"], "amount": "-4.50", "date": "2026-10-05", "description": description}
        answer = user.post("/transactions", body | fields)
        assert answer.status == 201, answer.json
        return answer.json

    return posted


@pytest.fixture
def rule(user, slugs):
    actions = {"category_id": slugs["business"], "tags": ["cup"], "merchant": "Blue Bottle"}
    return user.post("/rules", {"conditions": COFFEE, "actions": actions}).json


def apply(user, body):
    job = user.finished(user.post("/rules/apply", body))
    assert job["state"] == "succeeded", job
    return job["result"]


def of(user, posted):
    return user.get(f"/transactions/{posted['id']}").json


def differences(user):
    workspace = user.get("/workspaces").json["data"][0]["id"]
    return transactions.verify(mongo.scope(ObjectId(workspace)))


def test_a_preview_shows_what_would_change_and_changes_nothing(user, slugs, post):
    coffee, _ = post(), post("WHOLE FOODS MARKET")
    body = {"conditions": COFFEE, "actions": {"category_id": slugs["business"], "notes": "work"}}
    preview = user.post("/rules/preview", body).json
    numbers = {name: preview[name] for name in ("matching", "changing", "examined", "complete")}
    assert numbers == {"matching": 1, "changing": 1, "examined": 2, "complete": True}
    [change] = preview["transactions"]
    assert (change["id"], change["amount"], change["date"]) == (coffee["id"], "-4.50", "2026-10-05")
    assert (change["before"]["category"], change["after"]["category"]) == ("coffee", "business")
    assert (change["before"]["notes"], change["after"]["notes"]) == (None, "work")
    assert of(user, coffee) == user.get(f"/transactions/{coffee['id']}").json
    assert of(user, coffee)["category"] == "coffee"


def test_a_preview_shows_at_most_twenty_examples(user, slugs, post):
    for _ in range(22):
        post()
    body = {"merchant": "blue bottle coffee", "category_id": slugs["business"]}
    preview = user.post("/rules/preview", body).json
    assert (preview["changing"], len(preview["transactions"])) == (22, 20)


def test_a_saved_rule_can_be_previewed_even_when_it_is_disabled(user, post, slugs):
    post()
    body = {"conditions": COFFEE, "actions": {"category_id": slugs["business"]}, "enabled": False}
    saved = user.post("/rules", body).json
    assert user.post("/rules/preview", {"rule_id": saved["id"]}).json["changing"] == 1


def test_applying_a_rule_files_the_past_anew(user, worker, post, slugs):
    coffee, food = post(), post("WHOLE FOODS MARKET")
    actions = {"category_id": slugs["business"], "tags": ["cup"]}
    rule = user.post("/rules", {"conditions": COFFEE, "actions": actions}).json
    assert apply(user, {"rule_id": rule["id"]}) == {"examined": 2, "changed": 1}
    filed = of(user, coffee)
    assert (filed["category"], filed["category_tier"], filed["tags"]) == ("business", "rule", ["cup"])
    assert of(user, food)["category"] == "groceries"
    assert differences(user) == []


def test_applying_a_rule_twice_changes_nothing_the_second_time(user, worker, post, slugs):
    coffee = post()
    body = {"conditions": COFFEE, "actions": {"category_id": slugs["business"]}}
    rule = user.post("/rules", body).json
    apply(user, {"rule_id": rule["id"]})
    once = of(user, coffee)
    assert apply(user, {"rule_id": rule["id"]})["changed"] == 0
    assert of(user, coffee) == once


def test_what_a_user_set_stays(user, worker, post, slugs):
    by_hand, renamed = post(category_id=slugs["gifts-donations"]), post(merchant="Blue Bottle on Mint Plaza")
    actions = {"category_id": slugs["business"], "merchant": "Blue Bottle"}
    user.post("/rules", {"conditions": COFFEE, "actions": actions})
    apply(user, {})
    assert (of(user, by_hand)["category"], of(user, by_hand)["category_tier"]) == ("gifts-donations", "user")
    assert (of(user, renamed)["merchant"], of(user, renamed)["category"]) == ("Blue Bottle on Mint Plaza", "business")
    assert differences(user) == []


def test_a_correction_can_be_applied_to_the_whole_merchant(user, worker, post, slugs):
    first, second, other = post(), post(amount="-6.00"), post("WHOLE FOODS MARKET")
    corrected = user.patch(f"/transactions/{first['id']}", {"category_id": slugs["business"]}).json
    offer = corrected["offer"]
    assert offer["count"] == 1
    apply(user, {"merchant": offer["merchant"], "category_id": offer["category_id"]})
    assert (of(user, second)["category"], of(user, second)["category_tier"]) == ("business", "learned")
    assert of(user, other)["category"] == "groceries"
    assert differences(user) == []


def test_a_merchants_category_is_remembered_for_what_comes_next(user, worker, post, slugs):
    post()
    apply(user, {"merchant": "Blue Bottle Coffee", "category_id": slugs["business"]})
    assert (post()["category"], post()["category_tier"]) == ("business", "learned")


def test_a_rule_may_change_only_the_kind(user, worker, post):
    coffee = post()
    rule = user.post("/rules", {"conditions": COFFEE, "actions": {"kind": "transfer"}}).json
    apply(user, {"rule_id": rule["id"]})
    assert (of(user, coffee)["kind"], of(user, coffee)["category"]) == ("transfer", "coffee")
    assert differences(user) == []


def test_all_rules_are_applied_in_their_order(user, worker, post, slugs):
    coffee = post()
    for priority, slug in ((2, "business"), (1, "dining")):
        body = {"conditions": COFFEE, "actions": {"category_id": slugs[slug]}, "priority": priority}
        user.post("/rules", body)
    assert apply(user, {}) == {"examined": 1, "changed": 1}
    assert of(user, coffee)["category"] == "dining"


def test_more_rows_than_a_batch_are_all_filed(user, worker, post, slugs):
    account = post()["account_id"]
    rows = [
        {"date": "2026-10-01", "amount": f"-{number}.00", "description": "BLUE BOTTLE COFFEE"}
        for number in range(1, 601)
    ]
    imported = user.finished(user.post("/transactions/import", {"account_id": account, "transactions": rows}))
    assert imported["state"] == "succeeded", imported
    body = {"conditions": COFFEE, "actions": {"category_id": slugs["business"]}}
    rule = user.post("/rules", body).json
    assert apply(user, {"rule_id": rule["id"]}) == {"examined": 601, "changed": 601}
    assert len(user.all("/transactions", category_id=slugs["business"], limit=200)) == 601
    assert differences(user) == []


def test_a_repeated_request_starts_one_job(user, slugs, worker):
    retrying = user.with_headers(Idempotency_Key="once")
    body = {"merchant": "Blue Bottle", "category_id": slugs["coffee"]}
    first, second = (retrying.post("/rules/apply", body) for _ in range(2))
    assert first.json["job"]["id"] == second.json["job"]["id"]
    assert first.headers["Location"] == f"/api/v1/jobs/{first.json['job']['id']}"


@pytest.mark.parametrize("path", ["/rules/apply", "/rules/preview"])
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"merchant": "Blue Bottle"}, "/category_id"),
        ({"category_id": "6740a1b2c3d4e5f601234567"}, "/merchant"),
        ({"rule_id": "{}"}, "/rule_id"),
        ({"rule_id": {"$gt": ""}}, "/rule_id"),
        ({"merchant": {"$gt": ""}, "category_id": "6740a1b2c3d4e5f601234567"}, "/merchant"),
        ({"everything": True}, "/everything"),
        (
            {"rule_id": "6740a1b2c3d4e5f601234567", "merchant": "x", "category_id": "6740a1b2c3d4e5f601234567"},
            "/merchant",
        ),
    ],
)
def test_a_request_that_means_nothing_is_pointed_at(user, path, body, pointer):
    refused = user.post(path, body)
    assert refused.status == 422
    assert pointer in refused.pointers


def test_an_empty_preview_asks_for_a_rule(user):
    refused = user.post("/rules/preview", {})
    assert (refused.status, refused.pointers) == (422, {"/conditions", "/actions"})


@pytest.mark.parametrize("path", ["/rules/apply", "/rules/preview"])
def test_nobody_elses_rules_and_categories_can_be_applied(user, another_user, path, rule, slugs):
    refused = another_user.post(path, {"rule_id": rule["id"]})
    assert (refused.status, refused.pointers) == (422, {"/rule_id"})
    refused = another_user.post(path, {"merchant": "Blue Bottle", "category_id": slugs["business"]})
    assert (refused.status, refused.pointers) == (422, {"/category_id"})
