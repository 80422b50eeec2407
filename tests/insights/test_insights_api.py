"""GET /insights/summary and /insights/dashboard as a user sees them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.insights.schemas import DashboardOut, SummaryOut


@pytest.fixture
def checking(user):
    """An account in USD."""
    return user.post("/accounts", {"name": "Everyday", "type": "checking", "currency": "USD"}).json["id"]


@pytest.fixture
def category_ids(user):
    """Category ids by slug."""
    return {category["slug"]: category["id"] for category in user.all("/categories", limit=200)}


@pytest.fixture
def book(user, checking, category_ids):
    """Books a transaction on the account in USD."""

    def add(date, amount, category=None, **more):
        body = {"account_id": checking, "date": date, "amount": amount, "description": "Xqzw", **more}
        if category:
            body["category_id"] = category_ids[category]
        booked = user.post("/transactions", body)
        assert booked.status == 201, booked.json
        return booked.json

    return add


@pytest.fixture
def a_spring(book):
    """Two months of a life."""
    book("2026-02-01", "3000.00", "salary")
    book("2026-02-10", "-200.00", "groceries")
    book("2026-03-01", "3200.00", "salary")
    book("2026-03-05", "-250.50", "groceries", merchant="Corner Shop")
    book("2026-03-06", "50.50", "groceries", merchant="Corner Shop")
    book("2026-03-07", "-600.00", "dining", merchant="Chez Nous")
    book("2026-03-08", "-1000.00", "transfer")


def test_a_month_shows_its_totals_beside_the_month_before(user, a_spring):
    shown = user.get("/insights/summary", month="2026-03").json
    assert shown["totals"] == {
        "income": "3200.00",
        "expense": "800.00",
        "net": "2400.00",
        "savings_rate": "0.7500",
        "transactions": 5,
    }
    assert (shown["previous"]["income"], shown["previous"]["expense"]) == ("3000.00", "200.00")


def test_categories_come_biggest_first_with_their_change_and_share(user, a_spring, category_ids):
    dining, groceries = user.get("/insights/dashboard", month="2026-03").json["by_category"]
    assert (dining["category"], dining["amount"], dining["change"], dining["share"]) == (
        "dining",
        "600.00",
        None,
        "0.7500",
    )
    assert groceries == {
        "category_id": category_ids["groceries"],
        "category": "groceries",
        "name": "Groceries",
        "amount": "200.00",
        "previous_amount": "200.00",
        "change": "0.0000",
        "share": "0.2500",
    }


def test_the_dashboard_shows_merchants_trend_and_balances(user, a_spring, checking):
    shown = user.get("/insights/dashboard", month="2026-03").json
    assert shown["top_merchants"][:2] == [
        {"merchant": "Chez Nous", "amount": "600.00", "count": 1},
        {"merchant": "Corner Shop", "amount": "200.00", "count": 2},
    ]
    assert [month["month"] for month in shown["trend"]][::11] == ["2025-04", "2026-03"]
    assert shown["trend"][-2] == {
        "month": "2026-02",
        "income": "3000.00",
        "expense": "200.00",
        "net": "2800.00",
    }
    [account] = shown["accounts"]
    assert (account["id"], account["balance"], account["currency"]) == (checking, "4200.00", "USD")


def test_what_has_no_category_is_counted(user, book):
    book("2026-03-05", "-12.00", category=None)
    assert user.get("/insights/dashboard", month="2026-03").json["uncategorised"] == {
        "count": 1,
        "amount": "12.00",
    }


def test_other_currencies_are_listed_and_not_added_up(user, a_spring):
    euros = user.post("/accounts", {"name": "Berlin", "type": "checking", "currency": "EUR"}).json["id"]
    body = {"account_id": euros, "date": "2026-03-09", "amount": "-40.00", "description": "Xqzw"}
    assert user.post("/transactions", body).status == 201
    shown = user.get("/insights/dashboard", month="2026-03").json
    assert shown["totals"]["expense"] == "800.00"
    assert [(other["currency"], other["expense"]) for other in shown["other_currencies"]] == [("EUR", "40.00")]
    in_euros = user.get("/insights/dashboard", month="2026-03", currency="EUR").json
    assert (in_euros["currency"], in_euros["totals"]["expense"]) == ("EUR", "40.00")


def test_without_a_month_the_present_one_is_shown(user, book):
    today = datetime.now(UTC)
    book("2026-03-05", "-12.00", "groceries")
    book(f"{today:%Y-%m-%d}", "-5.00", "groceries")
    assert user.get("/insights/summary").json["month"] in (
        f"{today:%Y-%m}",
        f"{datetime.now(UTC):%Y-%m}",
    )


def test_without_a_month_and_with_nothing_in_it_the_latest_is_shown(user, a_spring):
    shown = user.get("/insights/summary").json
    assert (shown["month"], shown["totals"]["income"]) == ("2026-03", "3200.00")


def test_a_new_workspace_has_an_empty_month(user):
    shown = user.get("/insights/dashboard").json
    assert shown["totals"]["transactions"] == 0
    assert shown["text"].startswith("There are no transactions in USD")


def test_both_answers_are_as_documented(user, a_spring):
    assert SummaryOut().validate(user.get("/insights/summary").json) == {}
    assert DashboardOut().validate(user.get("/insights/dashboard").json) == {}


def test_a_deleted_transaction_leaves_the_month(user, a_spring, book):
    booked = book("2026-03-20", "-99.00", "dining")
    assert user.delete(f"/transactions/{booked['id']}").status == 204
    assert user.get("/insights/summary", month="2026-03").json["totals"]["expense"] == "800.00"


@pytest.mark.parametrize("month", ["2026-13", "2026-3", "March", "2026-03-01", "", "0000-01"])
def test_a_month_that_is_none_is_refused(user, month):
    refused = user.get("/insights/dashboard", month=month)
    assert (refused.status, refused.pointers) == (422, {"month"})


def test_a_currency_that_is_none_is_refused(user):
    refused = user.get("/insights/summary", currency="XXQ")
    assert (refused.status, refused.pointers) == (422, {"currency"})


def test_an_unknown_parameter_is_refused(user):
    refused = user.get("/insights/summary", mnth="2026-03")
    assert (refused.status, refused.pointers) == (400, {"mnth"})


def test_a_stranger_sees_their_own_month_only(another_user, a_spring):
    assert Decimal(another_user.get("/insights/summary", month="2026-03").json["totals"]["income"]) == 0


def test_insights_need_a_user(api):
    assert api.get("/insights/dashboard").status == 401
