"""A split transaction in the figures of its month: each part under its own category, one transaction all the same."""

import pytest


@pytest.fixture
def category_ids(user):
    return {category["slug"]: category["id"] for category in user.all("/categories", limit=200)}


@pytest.fixture
def receipt(user, category_ids):
    account = user.post("/accounts", {"name": "Everyday", "type": "checking", "currency": "USD"}).json["id"]
    body = {"account_id": account, "date": "2026-03-05", "description": "Costco", "merchant": "Costco"}
    body |= {"amount": "-100.00", "category_id": category_ids["groceries"]}
    return user.post("/transactions", body).json


def split(user, transaction, **parts):
    ids = {category["slug"]: category["id"] for category in user.all("/categories", limit=200)} | {"none": None}
    body = {"splits": [{"amount": a, "category_id": ids[slug.replace("_", "-")]} for slug, a in parts.items()]}
    assert user.post(f"/transactions/{transaction['id']}/split", body).status == 200


def board(user):
    return user.get("/insights/dashboard", month="2026-03").json


def test_each_part_stands_under_its_own_category(user, receipt):
    split(user, receipt, groceries="-60.00", clothing="-30.00", pets="-10.00")
    shown = board(user)
    assert {row["category"]: row["amount"] for row in shown["by_category"]} == {
        "groceries": "60.00",
        "clothing": "30.00",
        "pets": "10.00",
    }
    assert (shown["totals"]["expense"], shown["totals"]["transactions"]) == ("100.00", 1)
    assert shown["top_merchants"] == [{"merchant": "Costco", "amount": "100.00", "count": 1}]
    assert shown["accounts"][0]["balance"] == "-100.00"


def test_cash_taken_along_is_a_transfer_and_a_refund_is_taken_off(user, receipt):
    split(user, receipt, groceries="-70.00", transfer="-40.00", clothing="10.00")
    shown = board(user)
    assert (shown["totals"]["expense"], shown["totals"]["income"]) == ("60.00", "0.00")
    assert {row["category"]: row["amount"] for row in shown["by_category"]} == {
        "groceries": "70.00",
        "clothing": "-10.00",
    }


def test_a_part_without_a_category_is_told_as_left_over(user, receipt):
    split(user, receipt, groceries="-88.00", none="-12.00")
    assert board(user)["uncategorised"] == {"count": 1, "amount": "12.00"}


def test_parts_in_another_currency_count_in_the_base_currency_by_their_kind(user, category_ids):
    euros = user.post("/accounts", {"name": "Berlin", "type": "checking", "currency": "EUR"}).json["id"]
    body = {"account_id": euros, "date": "2026-03-09", "amount": "-40.00", "description": "Xqzw"}
    abroad = user.post("/transactions", body).json
    split(user, abroad, groceries="-30.00", transfer="-10.00")
    [other] = board(user)["other_currencies"]
    assert (other["currency"], other["expense"], other["transactions"]) == ("EUR", "30.00", 1)
