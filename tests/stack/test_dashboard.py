"""The demo's page of text."""

from decimal import Decimal

import pytest

from stack.dashboard import bar, figures, totals


@pytest.mark.parametrize(
    ("part", "drawn"),
    [("0", "    "), ("-3", "    "), ("50", "██  "), ("62.5", "██▌ "), ("100", "████"), ("200", "████")],
)
def test_a_bar_is_as_long_as_its_part(part, drawn):
    assert bar(Decimal(part), Decimal(100), width=4) == drawn


def test_nothing_to_draw_is_no_line():
    assert figures([]) == []


def test_a_month_without_income_has_no_savings_rate():
    lines = totals({"income": "0.00", "expense": "12.50", "net": "-12.50", "savings_rate": None})
    assert lines[-1] == "  Net -12.50, savings rate -"
