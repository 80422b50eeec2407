"""The line about one transaction, by what its merchant got before."""

from datetime import UTC, date, datetime, timedelta

import pytest
from bson import ObjectId

from app.insights.summaries.lines import Known, line_of
from tests.transactions.builders import a_document


def paid(amounts, every=30.44, *, start=date(2025, 9, 1), **fields):
    """Payments of some amounts in minor units, so many days apart."""
    days = [start + timedelta(round(number * every)) for number in range(len(amounts))]
    return [
        a_document(
            -amount, _id=ObjectId(f"{number:024x}"), date=datetime(day.year, day.month, day.day, tzinfo=UTC), **fields
        )
        for number, (day, amount) in enumerate(zip(days, amounts, strict=True))
    ]


def line(rows, **known):
    """The line about the last of some payments."""
    return line_of(rows[-1], Known(rows, **known)).text


STORIES = {
    "Monthly, 11th time, 2 % more than usual": paid([5000] * 10 + [5100]),
    "Monthly, 3rd time, always 12.99 USD since September 2025": paid([1299] * 3),
    "Monthly, 8th time, always 13.99 USD since January 2026": paid([1299] * 4 + [1399] * 4),
    "Monthly, 5th time, 8 % more than usual": paid([1299] * 4 + [1399]),
    "Every 2 weeks, 4th time, always 9.00 USD since September 2025": paid([900] * 4, every=14),
    "Weekly, 22nd time, always 9.00 USD since September 2025": paid([900] * 22, every=7),
    "Yearly, 2nd time, 99.00 USD as usual": paid([9900, 9900], every=365),
    "Quarterly, 3rd time, 50.00 USD as usual": paid([5200, 5000, 5000], every=91),
    "First time at this merchant, 25.99 USD": paid([2599]),
    "2nd time, last on September 1, 2025, 50 % less than usual": paid([1000, 500], every=3),
    "4th time, last on September 9, 2025, 4.50 USD as usual": paid([450] * 4, every=4),
    "2nd time, again on the same day, 199.00 USD as usual": paid([19900, 19900], every=0),
    "2nd time, last on September 1, 2025, 500.00 USD where 10.00 USD is usual": paid([1000, 50000], every=3),
}


@pytest.mark.parametrize("told", STORIES)
def test_the_line_says_how_often_in_what_rhythm_and_at_what_price(told):
    assert line(STORIES[told]) == told


def test_a_shop_that_is_visited_every_few_days_has_no_rhythm_by_chance():
    rows = paid([2500 + 1700 * (number * 7 % 4) for number in range(40)], every=6)
    assert line(rows).startswith("40th time, last on ")


def test_what_comes_monthly_at_any_amount_is_monthly():
    assert line(paid([2000, 9000, 4000, 7000, 5000])) == "Monthly, 5th time, 25 % more than usual"


def test_two_subscriptions_at_one_merchant_are_told_apart():
    music, storage = paid([1099] * 6), paid([299] * 6, start=date(2025, 9, 11))
    rows = sorted([*music, *storage], key=lambda row: row["date"])
    assert line(rows).startswith("Monthly, 6th time, always 2.99 USD")


def test_numbers_are_written_as_the_workspace_does():
    rows = paid([123450] * 3, currency="EUR")
    assert line(rows, locale="de-DE") == "Monthly, 3rd time, always 1.234,50 EUR since September 2025"
    assert line(rows, locale="nonsense").endswith("1,234.50 EUR since September 2025")


def test_only_what_came_before_counts():
    rows = paid([1299] * 5)
    assert line_of(rows[0], Known(rows)).text == "First time at this merchant, 12.99 USD"
    assert line_of(rows[2], Known(rows)).text.startswith("Monthly, 3rd time")


def test_where_older_payments_are_not_read_the_line_does_not_claim_a_number():
    rows = paid([450 + number % 7 for number in range(500)], every=2)
    assert line(rows, complete=False).startswith("One of more than 499, last on")
    assert line(rows[:1], complete=False) == "4.50 USD, one of many at this merchant"


def test_a_refund_names_the_payment_it_belongs_to_if_it_is_known():
    paid_before = paid([2599, 1000])
    refund = a_document(2599, _id=ObjectId("f" * 24), date=datetime(2026, 1, 9, tzinfo=UTC))
    assert line([*paid_before, refund]) == "Refund of the 25.99 USD paid on September 1, 2025"
    part = {**refund, "amount_minor": 500}
    assert line([*paid_before, part]) == "Refund of 5.00 USD, part of an earlier payment"
    assert line([refund]) == "Refund of 25.99 USD; the payment it belongs to is not known"


def test_a_transfer_names_the_other_account():
    out = a_document(-20000, kind="transfer")
    assert line_of(out, Known(other_account="Savings")).text == "Transfer to Savings"
    back = a_document(20000, kind="transfer")
    assert line_of(back, Known(other_account="Savings")).text == "Transfer from Savings"
    assert line_of(out, Known()).text == "Transfer to an account that is not known here"


def test_without_a_merchant_the_line_says_no_more_than_is_known():
    fee = a_document(-300, merchant=None, merchant_key=None)
    assert line_of(fee, Known(category="Bank fees and interest")).text == "Bank fees and interest, 3.00 USD paid"
    assert line_of(fee, Known()).text == "3.00 USD paid; the other party is not known"


def test_income_has_its_rhythm_too():
    rows = [{**row, "amount_minor": -row["amount_minor"], "kind": "income"} for row in paid([250000] * 4)]
    assert line(rows) == "Monthly, 4th time, always 2,500.00 USD since September 2025"
    assert line(rows[:1]) == "First time from this payer, 2,500.00 USD"


@pytest.mark.parametrize("name", ["x" * 500, "two\nlines\tand\x00more"])
def test_a_line_is_one_line_and_short(name):
    text = line_of(a_document(kind="transfer"), Known(other_account=name)).text
    assert len(text) <= 160
    assert "\n" not in text
