"""The demo's page of text."""

from decimal import Decimal

import pytest

from stack.dashboard import bar, covered_from, figures, shortened, totals, transaction_line


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


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Lidl", "Lidl"),
        ("Friseursalon", "Friseursalon"),
        ("Friseursalon Haarspalter", "Friseursalo…"),
        ("A long  one more", "A long  one…"),
    ],
)
def test_what_is_cut_off_ends_in_an_ellipsis(text, shown):
    assert shortened(text, 12) == shown


def test_a_row_tells_what_the_merchant_does_not():
    row = {"date": "2026-10-27", "category": "dining", "amount": "18.50", "currency": "EUR"}
    friend = transaction_line({**row, "merchant": "Mira Okonkwo", "description": "Mira Okonkwo Pizza"})
    assert friend == "  2026-10-27 Mira Okonkwo       Pizza               dining             18.50 EUR"
    nobody = transaction_line({**row, "merchant": None, "description": "INTEREST PAYMENT", "category": None})
    assert nobody == "  2026-10-27 INTEREST PAYMENT                       -                  18.50 EUR"
    assert len(friend) == len(nobody) == 80


def test_a_currency_is_covered_from_where_the_last_of_its_accounts_begins():
    def account(currency, *days):
        return {"currency": currency, "coverage": {"statements": [{"from": day} for day in days]}}

    accounts = [account("EUR", "2026-03-01", "2026-02-12"), account("EUR", "2025-09-02"), account("USD", "2026-10-01")]
    assert covered_from(accounts, "EUR") == "2026-02-12"
    assert covered_from([*accounts, account("EUR")], "EUR") == "2026-02-12"
    assert covered_from(accounts, "GBP") == ""
