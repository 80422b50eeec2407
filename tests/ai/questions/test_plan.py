from datetime import date
from decimal import Decimal

import pytest

from app.ai.questions import CategoryName, Filters, ImpossiblePlan, Names, Plan, Vocabulary, plan_json, read_plan

VOCABULARY = Vocabulary(
    categories=[CategoryName("dining", "Dining"), CategoryName("groceries", "Groceries")],
    merchants=["Rewe", "Café Nero", "Shell 12", "Shell Station", "McDonald's"],
    accounts={"a1": "Checking", "a2": "Savings"},
    tags=["Work trip"],
)
WHOLE = Plan(
    measure="average",
    kind="income",
    currency="EUR",
    filters=Filters(("dining", "groceries"), ("Rewe",), ("a1",), ("Work trip",), "bonus", "weekend", Decimal("1.50")),
    exclude=Names(merchant=("Shell 12",)),
    from_=date(2026, 1, 1),
    to=date(2026, 3, 31),
    group_by="month",
    compare_from=date(2025, 1, 1),
    compare_to=date(2025, 3, 31),
    per="week",
    limit=5,
    order="asc",
)


@pytest.mark.parametrize("plan", [Plan(), WHOLE, Plan(measure="balance", filters=Filters(account_id=("a1", "a2")))])
def test_a_plan_is_read_back_from_its_json(plan):
    assert read_plan(plan_json(plan), VOCABULARY) == plan


def test_the_json_of_a_plan_has_all_its_names():
    assert plan_json(Plan(filters=Filters(category=("dining",), amount_min=Decimal(100)))) == {
        "measure": "sum", "kind": "expense", "currency": None, "filters": {"category": "dining", "amount_min": "100"},
        "from": None, "to": None, "group_by": "none", "compare_from": None, "compare_to": None, "per": "none",
        "limit": None, "order": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"measure": "forecast"}, "measure"),
        ({"kind": "EXPENSE"}, "kind"),
        ({"group_by": ["month"]}, "group_by"),
        ({"filters": {"category": "holidays"}}, "not one of this workspace"),
        ({"filters": {"account_id": ["a3"]}}, "not one of this workspace"),
        ({"filters": {"tag": "none"}}, "not one of this workspace"),
        ({"filters": {"merchant": ["x" * 121]}}, "merchant"),
        ({"filters": {"merchant": {"$ne": 1}}}, "merchant"),
        ({"filters": {"weekday": "someday"}}, "weekday"),
        ({"filters": {"amount_min": "-5"}}, "amount_min"),
        ({"filters": {"amount_min": "NaN"}}, "amount_min"),
        ({"filters": {"amount_min": "9", "amount_max": "3"}}, "amount_min"),
        ({"filters": "dining"}, "objects"),
        ({"from": "2026-02-30"}, "from"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "after"),
        ({"from": 20260101}, "from"),
        ({"to": "9999-01-01"}, "to"),
        ({"compare_from": "2026-01-01"}, "both"),
        ({"compare_from": "2026-02-01", "compare_to": "2026-01-01"}, "after"),
        ({"limit": 0}, "limit"),
        ({"limit": 201}, "limit"),
        ({"limit": "5"}, "limit"),
        ({"limit": True}, "limit"),
        ({"order": "newest"}, "order"),
        ({"currency": "euro"}, "currency"),
        ({"currency": "XXQ"}, "currency"),
        ({"measure": "balance", "filters": {"category": "dining"}}, "accounts"),
        ({"measure": "last_date", "group_by": "month"}, "groups"),
        ({"measure": "median", "per": "month"}, "per"),
    ],
)  # fmt: skip
def test_an_impossible_plan_is_refused_with_its_reason(change, problem):
    with pytest.raises(ImpossiblePlan, match=problem):
        read_plan({**plan_json(Plan()), **change}, VOCABULARY)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("rewe", ("Rewe",)),
        ("CAFE NERO", ("Café Nero",)),
        ("mcdonalds", ("McDonald's",)),
        ("shell", ("Shell 12", "Shell Station")),
        ("shell 12", ("Shell 12",)),
        ("hell", ()),
        ("", ()),
        (".*", ()),
    ],
)
def test_a_merchants_name_means_the_whole_name_before_a_part_of_one(name, meant):
    assert VOCABULARY.merchants_meant(name) == meant
