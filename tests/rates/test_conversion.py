"""Cross rates of the last published day."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.rates.conversion import RateTable, rounded_minor

FRIDAY = datetime(2026, 10, 2, tzinfo=UTC)
TABLE = RateTable(
    {
        FRIDAY: {"USD": "1.08", "JPY": "160"},
        FRIDAY - timedelta(days=1): {"USD": "1.10", "JPY": "150", "RUB": "90"},
    }
)


def test_a_weekend_takes_fridays_rate_and_says_so():
    rate = TABLE.find("USD", "EUR", FRIDAY + timedelta(days=2))
    assert rate.published == FRIDAY
    assert rate.convert(Decimal(108)).quantize(Decimal("0.01")) == Decimal("100.00")


def test_two_currencies_meet_over_the_euro():
    assert TABLE.find("USD", "JPY", FRIDAY).rate == Decimal("148.1481481")


def test_a_currency_no_longer_quoted_takes_its_last_day_and_is_stale_later():
    rate = TABLE.find("EUR", "RUB", FRIDAY)
    assert (rate.rate, rate.published) == (Decimal(90), FRIDAY - timedelta(days=1))
    assert not rate.is_stale_on(FRIDAY)
    assert rate.is_stale_on(FRIDAY + timedelta(days=30))


def test_before_the_first_day_and_for_unknown_currencies_there_is_none():
    assert TABLE.find("USD", "EUR", FRIDAY - timedelta(days=2)) is None
    assert TABLE.find("KWD", "EUR", FRIDAY) is None


def test_a_currency_is_worth_itself():
    assert TABLE.find("KWD", "KWD", FRIDAY).rate == 1


def test_amounts_are_rounded_half_even_to_the_currency():
    assert rounded_minor(Decimal("0.125"), "EUR") == 12
    assert rounded_minor(Decimal("0.135"), "EUR") == 14
    assert rounded_minor(Decimal("2.5"), "JPY") == 2
    assert rounded_minor(Decimal("-1.0005"), "KWD") == -1000


@given(st.decimals("0.0001", "100000", places=4), st.integers(-(10**12), 10**12))
def test_there_and_back_is_the_same_within_the_digits_of_a_rate(rate, minor):
    table = RateTable({FRIDAY: {"USD": str(rate)}})
    amount = Decimal(minor).scaleb(-2)
    there = table.find("EUR", "USD", FRIDAY).convert(amount)
    back = table.find("USD", "EUR", FRIDAY).convert(there)
    assert abs(back - amount) <= abs(amount) * Decimal("1e-9")
