"""Amounts and currencies in sentences."""

from datetime import date
from decimal import Decimal

import pytest

from app.ai.local import parse_text

TODAY = date(2024, 3, 13)


def amounts_in(text, **options):
    return [(abs(one.amount), one.currency) for one in parse_text(text, TODAY, **options)]


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("umbrella $18.40", "18.40", "USD"),
        ("umbrella 18.40$", "18.40", "USD"),
        ("tea € 3", "3", "EUR"),
        ("tea 3€", "3", "EUR"),
        ("museum GBP 22", "22", "GBP"),
        ("museum 22 gbp", "22", "GBP"),
        ("hostel C$ 61.25", "61.25", "CAD"),
        ("hostel us$61", "61", "USD"),
        ("ferry A$14", "14", "AUD"),
        ("ferry R$ 14,50", "14.50", "BRL"),
        ("fika 85 kr", "85", "SEK"),
        ("obiad 42 zł", "42", "PLN"),
        ("noodles ¥900", "900", "JPY"),
        ("a taxi for forty pounds", "40", "GBP"),
        ("lamp for fifteen quid", "15", "GBP"),
        ("rickshaw 120 rupees", "120", "INR"),
        ("sauna 30 Swiss francs", "30", "CHF"),
        ("boots 80 Canadian dollars", "80", "CAD"),
        ("massage 400 Thai baht", "400", "THB"),
        ("tent 90 new zealand dollars", "90", "NZD"),
        ("kebab 210 Turkish lira", "210", "TRY"),
        ("book 12 us dollars", "12", "USD"),
        ("$7 CAD for parking", "7", "CAD"),
    ],
)
def test_a_currency_is_read_before_and_behind_the_number(text, amount, currency):
    assert amounts_in(text) == [(Decimal(amount), currency)]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("sold the flat for $1.2 million", "1200000"),
        ("a grant of 3 lakh rupees", "300000"),
        ("land for 2 crore rupees", "20000000"),
        ("invested 4k euros", "4000"),
        ("won half a million dollars", "500000"),
        ("raised a quarter million dollars", "250000"),
        ("raised two and a half million euros", "2500000"),
        ("a loan of three thousand four hundred and ten dollars", "3410"),
        ("twenty-two bucks for a hat", "22"),
        ("nineteen dollars and five cents for a mug", "19.05"),
        ("a mug for 6 dollars 30 cents", "6.30"),
        ("the mug cost seven dollars sixty", "7.60"),
        ("a sticker for 75 cents", "0.75"),
        ("a scone for 80p", "0.80"),
        ("one hundred euros to the plumber", "100"),
        ("one million two hundred thousand three hundred and four dollars for a yacht", "1200304"),
        ("hundred and fifty dollars for a coat", "150"),
        ("a 20-million-dollar yacht", "20000000"),
        ("10 K USD for a car", "10000"),
        ("gum $.50", "0.50"),
        ("budget of 12 MUSD", "12000000"),
    ],
)
def test_magnitudes_number_words_and_cents_give_exact_values(text, amount):
    assert [value for value, _ in amounts_in(text)] == [Decimal(amount)]


@pytest.mark.parametrize(
    ("text", "locale", "amount"),
    [
        ("Miete 1.234,50 €", "de-DE", "1234.50"),
        ("Miete 1.234 €", "de-DE", "1234"),
        ("rent $1,234", "en-US", "1234"),
        ("rent $1,234,567.80", "en-US", "1234567.80"),
        ("rent ₹1,23,456", "en-IN", "123456"),
        ("loyer 1 234,50 €", "fr-FR", "1234.50"),
        ("Miete CHF 1'234.50", "de-CH", "1234.50"),
        ("tea 3,20 €", "en-US", "3.20"),
    ],
)
def test_decimal_and_thousands_marks_follow_the_locale(text, locale, amount):
    assert amounts_in(text, locale=locale)[0][0] == Decimal(amount)


@pytest.mark.parametrize(
    ("default", "text", "currency"),
    [
        ("AUD", "pie for 6 dollars", "AUD"),
        ("EUR", "pie for 6 dollars", "USD"),
        ("NOK", "bun 40 kr", "NOK"),
        ("PHP", "mango 60 pesos", "PHP"),
        ("EUR", "gum 90 cents", "EUR"),
        ("EUR", "pie 6.20", "EUR"),
    ],
)
def test_shared_words_and_plain_numbers_mean_the_callers_currency(default, text, currency):
    assert [found for _, found in amounts_in(text, currency=default)] == [currency]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("pizza 13", "13"),
        ("13 pizza", "13"),
        ("paid 16 for 4 tickets", "16"),
        ("picnic with 5 friends 38", "38"),
        ("room 7 at the inn 64.00", "64.00"),
        ("cinema at 8:30 pm 11", "11"),
        ("cinema at 8 p.m. 11", "11"),
        ("24/7 gym 30", "30"),
        ("order #55812 27.10", "27.10"),
        ("in 2021 I paid 90 for a desk", "90"),
        ("12% tip, paid 33.60", "33.60"),
        ("sushi friday 29", "29"),
        ("spent 6.11 on stamps", "6.11"),
        ("bought 3 kg of flour for 5", "5"),
    ],
)
def test_the_price_is_told_from_other_numbers(text, amount):
    assert [value for value, _ in amounts_in(text)] == [Decimal(amount)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "good morning",
        "3 coffees",
        "meet at 5pm",
        "15% off",
        "call 555-010-1234",
        "see you on March 3",
        "in 2024",
        "A4",
    ],
)
def test_without_an_amount_nothing_is_read(text):
    assert parse_text(text, TODAY) == []


def test_several_purchases_give_several_readings():
    readings = parse_text("stamps 6.20, taxi 14 and soup 8.50 at Noodle Bar", TODAY)

    assert [one.amount for one in readings] == [Decimal("-6.20"), Decimal(-14), Decimal("-8.50")]
    assert readings[2].merchant == "Noodle Bar"
    assert [one.description for one in readings] == ["stamps 6.20", "taxi 14", "soup 8.50 at Noodle Bar"]


def test_currencies_may_differ_within_a_sentence():
    assert amounts_in("soap 4 euros and bread 3 Swiss francs") == [(Decimal(4), "EUR"), (Decimal(3), "CHF")]
    assert amounts_in("chf 9 eur 8") == [(Decimal(9), "CHF"), (Decimal(8), "EUR")]
