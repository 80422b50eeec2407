from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.insights.figures import (
    by_category,
    change,
    month_figures,
    rate,
    top_merchants,
    totals,
    uncategorised,
)
from app.insights.months import last_months
from tests.insights.rows import CATEGORIES, a_row

MONTHS = last_months("2026-03", 12)


def test_transfers_are_neither_income_nor_expense_but_are_counted():
    found = totals(
        [
            a_row(kind="income", category_id="salary", money_in=300000),
            a_row(out=40000, count=3),
            a_row(kind="transfer", category_id="transfer", money_in=5000, out=90000, count=2),
        ]
    )
    assert (found.income, found.expense, found.net, found.transactions) == (300000, 40000, 260000, 6)


def test_a_refund_reduces_what_was_spent():
    assert totals([a_row(money_in=1500, out=4000, count=2)]).expense == 2500


@pytest.mark.parametrize(
    ("income", "expense", "expected"),
    [(300000, 230000, "0.2333"), (100000, 150000, "-0.5000"), (0, 100, None), (2000000, 2000001, "0.0000")],
)
def test_the_savings_rate_is_what_was_left_of_the_income(income, expense, expected):
    found = totals([a_row(kind="income", money_in=income), a_row(out=expense)]).savings_rate
    assert found == (None if expected is None else Decimal(expected))
    assert expected is None or f"{found:f}" == expected


@pytest.mark.parametrize(("part", "expected"), [(5, "0.0000"), (15, "0.0002"), (25, "0.0002"), (35, "0.0004")])
def test_rates_are_rounded_half_even(part, expected):
    assert f"{rate(part, 100000):f}" == expected


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**15))
def test_a_rate_is_the_nearest_with_four_decimals(part, whole):
    assert abs(Fraction(rate(part, whole)) - Fraction(part, whole)) <= Fraction(1, 20000)


def test_there_is_no_change_from_nothing():
    assert change(100, 0) is None
    assert change(100, -50) is None
    assert change(150, 100) == Decimal("50.0")


def test_categories_come_biggest_first_beside_the_month_before():
    now = [a_row(out=10000), a_row(out=5000, money_in=1000), a_row(category_id="dining", out=30000)]
    dining, groceries = by_category(now, [a_row(out=20000)], "expense", CATEGORIES)
    assert (dining.slug, dining.amount, dining.previous, dining.change) == ("dining", 30000, 0, None)
    assert (groceries.name, groceries.amount, groceries.change) == ("Groceries", 14000, Decimal("-0.3000"))
    assert (dining.share, groceries.share) == (Decimal("0.6818"), Decimal("0.3182"))


def test_what_has_no_category_is_listed_without_one():
    [found] = by_category([a_row(category_id=None, out=500)], [], "expense", CATEGORIES)
    assert (found.category_id, found.slug, found.name) == (None, None, "Uncategorised")


def test_uncategorised_counts_both_directions():
    rows = [
        a_row(category_id=None, out=500, count=2),
        a_row(category_id=None, kind="income", money_in=700),
        a_row(out=1),
    ]
    found = uncategorised(rows)
    assert (found.count, found.amount) == (3, 1200)


def test_merchants_are_added_up_over_accounts_and_categories():
    rows = [
        a_row(merchant="Blue Bottle", out=450, count=1),
        a_row(merchant="Blue Bottle", out=900, count=2, category_id="dining"),
        a_row(merchant="Shop", out=5000, money_in=5000, count=2),
        a_row(merchant="Employer", kind="income", money_in=300000),
    ]
    assert [(found.merchant, found.amount, found.count) for found in top_merchants(rows, 10)] == [
        ("Blue Bottle", 1350, 3)
    ]


def test_only_the_biggest_merchants_are_shown():
    rows = [a_row(merchant=f"Shop {number}", out=100 * number) for number in range(1, 20)]
    assert [found.merchant for found in top_merchants(rows, 2)] == ["Shop 19", "Shop 18"]


def test_currencies_are_never_added_up():
    figures = month_figures([a_row(out=100), a_row(currency="EUR", out=70)], MONTHS, "USD", CATEGORIES)
    assert figures.totals.expense == 100
    assert figures.others["EUR"].expense == 70


def test_the_trend_has_every_month_the_empty_ones_too():
    figures = month_figures([a_row(out=100), a_row("2025-04", out=30)], MONTHS, "USD", CATEGORIES)
    assert [month for month, _ in figures.trend] == MONTHS
    assert [found.expense for _, found in figures.trend] == [30, *[0] * 10, 100]
    assert figures.previous.transactions == 0


AMOUNTS = st.integers(0, 10**12)
ROWS = st.lists(
    st.builds(
        a_row,
        month=st.sampled_from(MONTHS[-3:]),
        kind=st.sampled_from(["income", "expense", "transfer"]),
        currency=st.sampled_from(["USD", "EUR", "JPY"]),
        category_id=st.sampled_from([None, *CATEGORIES]),
        money_in=AMOUNTS,
        out=AMOUNTS,
        count=st.integers(1, 1000),
    )
)


@given(ROWS)
def test_the_categories_add_up_to_the_totals(rows):
    figures = month_figures(rows, MONTHS, "USD", CATEGORIES)
    assert sum(figure.amount for figure in figures.expenses) == figures.totals.expense
    assert sum(figure.amount for figure in figures.incomes) == figures.totals.income
    assert figures.trend[-1][1] == figures.totals
