"""How imported accounts are named after files."""

import pytest

from app.imports.names import account_name


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
