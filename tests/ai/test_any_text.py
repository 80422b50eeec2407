"""What holds for every text: no error, bounded time, and exact amounts and dates where they were written."""

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ai.local import parse_text
from app.money import CURRENCIES

TODAY = date(2024, 3, 13)
WORDS = """
paid 12 $ € usd dollars cents and half a million twenty five first of may friday last next week ago 3 days the
on at from to . , - / : ' % 2024
03/04 1,234.50 kr £ point year before after yesterday will in 9999 christmas k lakh
"""

amounts = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(999_999), places=2)
days = st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 12, 31))


@given(st.text(max_size=2_000), st.sampled_from(["en-US", "de-DE", "fr-FR", "", "?"]), st.dates())
def test_any_text_is_read_without_an_error(text, locale, reference):
    for reading in parse_text(text, reference, locale=locale):
        assert reading.amount is not None
        assert reading.words in text


@given(st.lists(st.sampled_from(WORDS.split()), max_size=60), st.booleans(), st.dates())
def test_any_jumble_of_money_words_is_read_without_an_error(words, spaced, reference):
    for reading in parse_text((" " if spaced else "").join(words), reference):
        assert reading.amount.is_finite()
        assert 0 <= reading.confidence <= 1


@given(amounts, st.sampled_from(sorted(CURRENCIES)), st.booleans())
def test_a_written_amount_comes_back_exactly(amount, currency, grouped):
    written = f"{amount:,.2f}" if grouped else f"{amount:.2f}"
    (reading,) = parse_text(f"lamp {written} {currency}", TODAY)

    assert (reading.amount, reading.currency) == (-amount, currency)


@given(amounts)
def test_a_german_amount_comes_back_exactly(amount):
    written = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
    (reading,) = parse_text(f"Lampe {written} €", TODAY, locale="de-DE")

    assert reading.amount == -amount


@given(
    days,
    st.sampled_from(["%Y-%m-%d", "%B %d, %Y", "%d %B %Y", "%m/%d/%Y", "%b %d %Y", "%A, %B %d %Y", "%Y/%m/%d"]),
)
def test_a_written_date_comes_back(day, form):
    (reading,) = parse_text(f"paid 10 USD on {day.strftime(form)}", TODAY)

    assert reading.date == day


@given(days, days)
def test_a_day_without_a_year_is_the_latest_one_until_today(day, today):
    (reading,) = parse_text(f"paid 10 USD on {day.strftime('%B %d')}", today)

    assert (reading.date.month, reading.date.day) == (day.month, day.day)
    assert reading.date <= today


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "$1 ",
        "1 and ",
        "1/2/",
        "may 1 ",
        "two days before ",
        "twenty ",
        "1.",
        "million ",
        "a week and ",
        "-",
        "my share ",
        "split 5 ways ",
        "between 1 and ",
        "avl bal 1 ",
        "1 234 ",
        "2 x 3 ",
        "at A ",
        "दो सौ ",
        "zweihundert",
        "quatre-vingt ",
        "vor 3 tagen ",
    ],
)
@pytest.mark.parametrize("locale", ["en-US", "de-DE", "fr-FR", "hi-IN"])
def test_a_hostile_text_costs_bounded_time(piece, locale):
    started = time.process_time()
    parse_text(piece * (2_000 // len(piece)), TODAY, locale)

    # A hundred times what a sentence takes, far below what a backtracking pattern would.
    assert time.process_time() - started < 1
