"""Where a transaction would go, without one being there."""

import pytest

BLUE_BOTTLE = {"description": "POS PURCHASE BLUE BOTTLE COFFEE 0123 OAKLAND CA", "amount": "-4.50"}


def suggest(user, *rows):
    answer = user.post("/categories/suggest", {"transactions": list(rows)})
    assert answer.status == 200, answer.json
    return answer.json["data"]


def test_suggestions_come_in_the_order_asked(user):
    rows = [
        {"description": "WHOLE FOODS MARKET"},
        {"description": "zzkqv 8812 xxyplo"},
        {"description": "STARBUCKS STORE 01234", "amount": -4.5, "currency": "USD"},
    ]
    found = suggest(user, *rows)
    assert [row["category"] for row in found] == ["groceries", None, "coffee"]
    assert [row["tier"] for row in found] == ["local", "none", "local"]
    assert found[1]["confidence"] is None
    assert found[0]["confidence"] >= 0.6


def test_a_users_rule_comes_before_everything_else(user):
    slugs = {category["slug"]: category["id"] for category in user.all("/categories")}
    conditions = [{"field": "merchant", "op": "contains", "value": "blue bottle"}]
    user.post("/rules", {"conditions": conditions, "actions": {"category_id": slugs["business"]}})
    business = {"category_id": slugs["business"], "category": "business"}
    assert suggest(user, BLUE_BOTTLE) == [{**business, "confidence": 1.0, "tier": "rule"}]


def test_what_a_correction_taught_is_known_at_once(user, another_user):
    account = user.post("/accounts", {"name": "Everyday"}).json
    slugs = {category["slug"]: category["id"] for category in user.all("/categories")}
    posted = user.post("/transactions", {**BLUE_BOTTLE, "account_id": account["id"], "date": "2026-10-05"}).json
    user.patch(f"/transactions/{posted['id']}", {"category_id": slugs["business"]})
    [found] = suggest(user, {**BLUE_BOTTLE, "description": "BLUE BOTTLE COFFEE 0999 BERKELEY CA"})
    assert (found["category"], found["tier"]) == ("business", "learned")
    [theirs] = suggest(another_user, BLUE_BOTTLE)
    assert theirs["tier"] == "local"


def teach(user, description, slug):
    account = user.post("/accounts", {"name": f"Account of {slug}"}).json
    slugs = {category["slug"]: category["id"] for category in user.all("/categories")}
    row = {"description": description, "amount": "-4.50", "account_id": account["id"], "date": "2026-10-05"}
    posted = user.post("/transactions", row).json
    user.patch(f"/transactions/{posted['id']}", {"category_id": slugs[slug]})
    return posted


def test_what_corrections_taught_is_known_in_every_row_of_a_long_list(user):
    teach(user, "ZZYVEX ALDER", "coffee")
    teach(user, "ZZYVEX TONDRA", "business")
    rows = [{"description": f"QUIVENDALE {chr(65 + n // 26)}{chr(65 + n % 26)}ORN"} for n in range(120)]
    found = suggest(user, {"description": "ZZYVEX TONDRA"}, *rows, {"description": "ZZYVEX ALDER"})
    assert [row["tier"] for row in (found[0], found[-1])] == ["learned", "learned"]
    assert "learned" not in {row["tier"] for row in found[1:-1]}


def test_a_new_category_does_not_inherit_what_was_taught_of_a_deleted_one(user):
    hobby = user.post("/categories", {"name": "Kites"}).json
    posted = teach(user, "ZZYVEX TONDRA", hobby["slug"])
    user.delete(f"/transactions/{posted['id']}")
    assert user.delete(f"/categories/{hobby['id']}").status == 204
    user.post("/categories", {"name": "Kites"})
    [found] = suggest(user, {"description": "ZZYVEX TONDRA"})
    assert found["category"] is None


def test_a_deleted_category_is_not_suggested(user):
    coffee = next(row for row in user.all("/categories") if row["slug"] == "coffee")
    user.delete(f"/categories/{coffee['id']}")
    [found] = suggest(user, {"description": "STARBUCKS STORE 01234"})
    assert (found["category"], found["tier"]) == (None, "none")


@pytest.mark.parametrize(
    ("row", "pointer"),
    [
        ({}, "/transactions/0/description"),
        ({"description": {"$gt": ""}}, "/transactions/0/description"),
        ({"description": "x", "amount": "much"}, "/transactions/0/amount"),
        ({"description": "x", "amount": "1.005"}, "/transactions/0/amount"),
        ({"description": "x", "currency": "euro"}, "/transactions/0/currency"),
        ({"description": "x", "colour": "red"}, "/transactions/0/colour"),
        ("x", "/transactions/0"),
    ],
)
def test_a_row_that_cannot_be_read_is_pointed_at(user, row, pointer):
    refused = user.post("/categories/suggest", {"transactions": [row]})
    assert (refused.status, refused.pointers) == (422, {pointer})


@pytest.mark.parametrize("rows", [[], [{"description": "x"}] * 501, "x", None])
def test_one_to_five_hundred_rows_are_taken(user, rows):
    refused = user.post("/categories/suggest", {"transactions": rows})
    assert (refused.status, refused.pointers) == (422, {"/transactions"})
