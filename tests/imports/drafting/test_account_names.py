"""How imported accounts are named after files."""

from datetime import date
from decimal import Decimal

import pytest

from app.formats.interface import Row
from app.imports.drafting.account_names import account_key, account_name, account_number, name_for


@pytest.mark.parametrize(
    ("file_name", "expected"),
    [
        ("checking.csv", "checking"),
        ("giro_2024-01 (2).csv", "giro"),
        ("Visa Gold 31.12.2025.txt", "Visa Gold"),
        ("C:\\Downloads\\savings.csv", "savings"),
        ("20240131.csv", "20240131"),
        ("", "Statement"),
    ],
)
def test_an_account_is_named_after_the_file_without_its_date(file_name, expected):
    assert account_name(file_name) == expected


def a_row(source="", **more):
    row = Row(1, date(2024, 1, 5), Decimal(-1), "EUR", "Coffee")
    row.source = source
    for name, value in more.items():
        setattr(row, name, value)
    return row


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", "bank"),
        ("Giro", "Giro"),
        ("Giro_2024-01.csv", "Giro"),
        ("2024-01.csv", "bank"),
        ("January 2024", "bank"),
        ("März", "bank"),
        ("Sheet1", "bank"),
        ("Tabelle 2", "bank"),
        ("Savings/2024-01.csv", "Savings"),
        ("../../Savings/Sheet1.xlsx", "Savings"),
    ],
)
def test_an_account_is_named_after_a_part_that_says_something(source, expected):
    assert name_for(a_row(source), "bank") == expected


def test_the_name_its_owner_gave_an_account_comes_first():
    assert name_for(a_row("Giro.csv", account_name="Mine"), "bank") == "Mine"


def test_a_row_belongs_to_its_number_before_its_part():
    assert account_key(a_row("Giro.csv", account="123")) == "123"
    assert account_key(a_row()) is None
    assert account_key(a_row("Giro.csv")) not in (None, account_key(a_row("Visa.csv")))
    assert [account_number(owner) for owner in ("123", account_key(a_row("Giro.csv")), None)] == ["123", None, None]
