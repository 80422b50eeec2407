from decimal import Decimal

import pytest

from app.transactions.listing.amount_filter import amount_condition


def test_one_currency_is_a_plain_range():
    assert amount_condition(Decimal("-12.5"), Decimal(3), ["USD", "EUR"]) == {
        "amount_minor": {"$gte": -1250, "$lte": 300}
    }


def test_each_number_of_decimals_has_its_own_range():
    assert amount_condition(Decimal("1.5"), None, ["USD", "JPY", "KWD"]) == {
        "$or": [
            {"currency": {"$in": ["JPY"]}, "amount_minor": {"$gte": 2}},
            {"currency": {"$in": ["KWD"]}, "amount_minor": {"$gte": 1500}},
            {"currency": {"$in": ["USD"]}, "amount_minor": {"$gte": 150}},
        ]
    }


@pytest.mark.parametrize(("bound", "expected"), [("1.001", 101), ("-1.001", -100)])
def test_a_lower_bound_between_two_cents_takes_the_upper_one(bound, expected):
    assert amount_condition(Decimal(bound), None, ["USD"]) == {"amount_minor": {"$gte": expected}}


@pytest.mark.parametrize(("bound", "expected"), [("1.009", 100), ("-1.001", -101)])
def test_an_upper_bound_between_two_cents_takes_the_lower_one(bound, expected):
    assert amount_condition(None, Decimal(bound), ["USD"]) == {"amount_minor": {"$lte": expected}}


def test_a_bound_beyond_every_amount_stays_inside_what_mongodb_can_compare():
    condition = amount_condition(Decimal(-999999999999999999), Decimal(999999999999999999), ["USD"])
    assert condition["amount_minor"]["$gte"] > -(2**63)
    assert condition["amount_minor"]["$lte"] < 2**63
