"""Lines: a reader's row with its amount in minor units, or why it is rejected."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.formats.interface import Ignored, Rejected, Row
from app.imports.drafting.lines import Entry, read_line


def a_row(amount="-4.50", currency="USD", day=date(2026, 1, 5)):
    return Row(7, day, Decimal(amount), currency, "Coffee")


def test_a_row_becomes_minor_units_and_midnight():
    entry = read_line(a_row())
    assert isinstance(entry, Entry)
    assert (entry.amount_minor, entry.day) == (-450, datetime(2026, 1, 5, tzinfo=UTC))


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (a_row("-4.505"), "too_many_decimals"),
        (a_row("10.5", "JPY"), "too_many_decimals"),
        (a_row("1e17"), "amount_out_of_range"),
        (a_row("NaN"), "bad_amount"),
        (a_row(currency="XYZ"), "unknown_currency"),
        (a_row(day=date(1066, 10, 14)), "date_out_of_range"),
    ],
)
def test_what_cannot_be_kept_exactly_is_rejected_with_its_reason(row, code):
    rejected = read_line(row)
    assert isinstance(rejected, Rejected)
    assert (rejected.row, rejected.code) == (7, code)


def test_an_account_takes_rows_of_its_currency_only():
    assert isinstance(read_line(a_row(), "USD"), Entry)
    assert read_line(a_row(), "EUR").code == "currency_mismatch"


def test_other_records_pass():
    header = Ignored(1, "header", "Date,Amount")
    assert read_line(header) is header
