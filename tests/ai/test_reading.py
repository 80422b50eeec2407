"""Who was paid, and which way the money went."""

from datetime import date
from decimal import Decimal

import pytest

from app.ai.local import parse_text

TODAY = date(2024, 3, 13)


def read(text, **options):
    (reading,) = parse_text(text, TODAY, **options)
    return reading


@pytest.mark.parametrize(
    ("text", "merchant"),
    [
        ("flat white 4.50 at Corner Roasters yesterday", "Corner Roasters"),
        ("flat white 4.50 @ corner roasters", "Corner Roasters"),
        ("spotify 10.99", "Spotify"),
        ("Whole Foods 84.12 the day before yesterday", "Whole Foods"),
        ("spent $45 on gas at Shell last friday", "Shell"),
        ("received 200 from Maria on the 5th", "Maria"),
        ("paid 50 to Alice for dinner", "Alice"),
        ("paid Netflix 15.99", "Netflix"),
        ("ordered socks from Amazon.com for 18", "Amazon.com"),
        ("bread 3 at Marks & Spencer", "Marks & Spencer"),
        ("12,50 € bei Rewe", "Rewe"),
        ("milk 2 at 7-Eleven", "7-Eleven"),
        ("a novel on Kindle for 9", "Kindle"),
        ("$12.99 Spotify subscription", "Spotify"),
        ("lunch 12", None),
        ("moved 500 to savings", None),
        ("worked at home, coffee 3", None),
    ],
)
def test_the_payee_stands_behind_a_small_word_or_leads_the_note(text, merchant):
    assert read(text).merchant == merchant


@pytest.mark.parametrize(
    ("text", "kind", "amount"),
    [
        ("paid 30 for gas", "expense", "-30"),
        ("taxi 18", "expense", "-18"),
        ("got lunch for 12", "expense", "-12"),
        ("gave 40 to charity", "expense", "-40"),
        ("got paid 2500 today", "income", "2500"),
        ("got 50 from mom", "income", "50"),
        ("salary 3000", "income", "3000"),
        ("refund of 30 from the shoe shop I paid", "income", "30"),
        ("sold my bike for 150", "income", "150"),
        ("earned 75 tutoring", "income", "75"),
        ("+50 birthday", "income", "50"),
        ("-50 birthday", "expense", "-50"),
        ("transferred 500 to my savings", "transfer", "-500"),
        ("moved 200 from savings", "transfer", "200"),
    ],
)
def test_words_tell_which_way_the_money_went(text, kind, amount):
    reading = read(text)

    assert (reading.kind, reading.amount) == (kind, Decimal(amount))


def test_the_description_is_the_text_and_the_words_are_the_amount():
    reading = read("  coffee €4.50 at Blue Door yesterday ")

    assert reading.description == "coffee €4.50 at Blue Door yesterday"
    assert reading.words == "€4.50"


def test_confidence_rises_with_what_the_text_says():
    texts = ("zorb 4", "zorb $4", "paid $4 for a zorb")
    bare, currency, verb = (read(text).confidence for text in texts)

    assert bare < currency < verb <= 1


def test_money_that_is_no_currency_of_iso_4217_is_read_with_low_confidence():
    assert read("sold 2 bitcoins").confidence < 0.5


def test_an_unknown_locale_is_read_as_american_english():
    assert read("tea 4 on 03/04/2024", locale="xx-nowhere").date == date(2024, 3, 4)
