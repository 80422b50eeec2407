import csv
import string
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.merchants import lexicon
from app.merchants.names import MAX_LENGTH, clean_merchant, keys_of, merchant_key, merchant_of

NAMES = Path(__file__).with_name("merchant_names.tsv")


def named_lines() -> list[tuple[str, str, str]]:
    """Lines as banks of many countries write them: description, payee, the merchant a person would name."""
    with NAMES.open(encoding="utf-8", newline="") as file:
        return [(text, payee, name) for text, payee, name in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def test_the_merchant_of_a_line_is_the_one_a_person_would_name():
    lines = named_lines()
    wrong = [line for line in lines if merchant_key(merchant_of(*line[:2])) != merchant_key(line[2])]
    assert len(wrong) <= 0.05 * len(lines), wrong


def test_the_spellings_of_a_merchant_have_one_key():
    keys = defaultdict(set)
    for text, payee, name in named_lines():
        keys[name].add(merchant_key(merchant_of(text, payee)))
    several = {name: found for name, found in keys.items() if len(found) > 1}
    assert len(several) <= 0.02 * len(keys), several


def test_the_name_of_every_known_merchant_is_clean():
    names = {entry.name for _, entry in lexicon.file_entries("brands.txt")}
    assert {name for name in names if merchant_key(clean_merchant(name)) != merchant_key(name)} == set()


@pytest.mark.parametrize(
    ("description", "merchant"),
    [
        ("POS PURCHASE STARBUCKS STORE 01234 SEATTLE WA", "Starbucks"),
        ("POS Purchase KFC Umhlanga Ridge * 11 Nov", "KFC"),
        ("AMZN Mktp US*2K3R45 Amzn.com/bill WA", "Amazon"),
        ("UBER *EATS HELP.UBER.COM", "Uber Eats"),
        ("UBER *TRIP HELP.UBER.COM", "Uber"),
        ("H & M 0455 BARCELONA", "H&M"),
        ("IKEA LTD CROYDON 144", "IKEA"),
        ("MCDONALD S 4421 BONN", "McDonald's"),
        ("BASIC-FIT NEDERLAND B.V. HOOFDDORP", "Basic-Fit"),
        ("7-ELEVEN 34512 DENVER CO", "7-Eleven"),
        ("LIDL DANKT 0871 K2 03.02. 17:10", "Lidl"),
    ],
)
def test_a_known_merchant_gets_its_usual_spelling(description, merchant):
    assert clean_merchant(description) == merchant


@pytest.mark.parametrize(
    ("description", "merchant"),
    [
        ("SQ *JOE'S GARAGE", "Joe's Garage"),
        ("PAYPAL *LUISENHOF", "Luisenhof"),
        ("TST* THE RUSTIC SPOON AUSTIN TX", "The Rustic Spoon"),
        ("SumUp  *Blumen Petersen", "Blumen Petersen"),
        ("GOOGLE *Pixel Garden g.co/helppay#", "Pixel Garden"),
        ("支付宝-山西面馆", "山西面馆"),
    ],
)
def test_payment_processors_are_not_the_merchant(description, merchant):
    assert clean_merchant(description) == merchant


@pytest.mark.parametrize(
    ("description", "merchant"),
    [
        ("CARD PURCHASE 10/04 ACORN HILL FRAMING DENVER CO", "Acorn Hill Framing"),
        ("ACORN HILL FRAMING #221 DENVER CO", "Acorn Hill Framing"),
        ("ACORN HILL FRAMING XXXX1234", "Acorn Hill Framing"),
        ("ACORN HILL FRAMING K7HJ2P 14MAR", "Acorn Hill Framing"),
        ("POS 60,36 AT K2 21.09. 09:05 BLATTGOLD 8620/ KREMS 3500", "Blattgold"),
        ("Drechslerei Moser GmbH Rechnung 4471", "Drechslerei Moser"),
        ("Drechslerei Moser Kartenzahlung VISA Debitkartenumsatz vom 03.02.2026", "Drechslerei Moser"),
        ("SEPA-Überweisung Max Mustermann SVWZ+Danke EREF+123", "Max Mustermann"),
        ("VERA LIND ATELIER LONDON GB", "Vera Lind Atelier"),
    ],
)
def test_card_words_numbers_dates_and_places_go(description, merchant):
    assert clean_merchant(description) == merchant


def test_names_in_mixed_case_stay_as_they_are():
    assert clean_merchant("Atelier du Marais") == "Atelier du Marais"


def test_shouted_names_get_capitals_but_abbreviations_do_not():
    assert clean_merchant("BÜRO FÜR GESTALTUNG") == "Büro Für Gestaltung"
    assert clean_merchant("NYC GARDEN OF WONDERS") == "NYC Garden of Wonders"


@pytest.mark.parametrize(
    "description",
    [
        *["Monthly fee", "ATM withdrawal", "INTEREST PAID", "TRANSFER TO SAVINGS ACCOUNT 4471", "CHECK #118"],
        *["Kontoführungsentgelt 03/2026", "Bargeldauszahlung GA NR0012 Ulm", "FRAIS TENUE DE COMPTE", "Canone mensile"],
        *["Kosten betaalpakket", "UTTAG BANKOMAT", "利息", "1234567", "***", "XXXX", "POS 12.03."],
    ],
)
def test_no_merchant_is_invented_for_the_banks_own_business(description):
    assert clean_merchant(description) == ""


@pytest.mark.parametrize(
    ("description", "merchant"),
    [
        ("CASH CONVERTERS 4471", "Cash Converters"),
        ("TRANSFER SOLUTIONS BV", "Transfer Solutions"),
        ("BALANCE YOGA STUDIO", "Balance Yoga Studio"),
        ("CB LA BOULANGE DU COIN", "La Boulange du Coin"),
        ("NATIONAL WINDSCREENS 0412", "National Windscreens"),
        ("JAN LINDERS 0412", "Jan Linders"),
    ],
)
def test_a_name_may_begin_with_a_word_of_banks(description, merchant):
    assert clean_merchant(description) == merchant


@pytest.mark.parametrize(
    ("description", "merchant"),
    [
        ("SQ *BLUE DOOR BAKERY NATICK MA", "Blue Door Bakery"),
        ("KEBAB AND SONS DRYTOWN CA", "Kebab and Sons"),
        ("HOTEL BERLIN", "Hotel Berlin"),
        ("CAF DE PARIS", "CAF de Paris"),
        ("PHARMACIE DE LA GARE RENNES", "Pharmacie de la Gare"),
    ],
)
def test_a_place_goes_unless_the_name_needs_it(description, merchant):
    assert clean_merchant(description).casefold() == merchant.casefold()


@pytest.mark.parametrize(
    ("description", "payee", "merchant"),
    [
        ("Dinner last night", "Tom O'Brien", "Tom O'Brien"),
        ("Rechnung 4471 Dachziegel", "DRECHSLEREI MOSER GMBH", "Drechslerei Moser"),
        (
            "PP.4471.PP . HUTLADEN MEIER, Ihr Einkauf bei HUTLADEN MEIER",
            "PayPal Europe S.a.r.l. et Cie",
            "Hutladen Meier",
        ),
        ("Bestellung 4471", "Klarna Bank AB (publ)", "Klarna"),
        ("PAYPAL *EBAY 4471", "PAYPAL *EBAY", "eBay"),
        ("LIDL SAGT DANKE", "", "Lidl"),
        ("Spotify P0F1A2", "4471", "Spotify"),
    ],
)
def test_the_payee_is_the_merchant_unless_it_only_passes_the_money_on(description, payee, merchant):
    assert merchant_of(description, payee) == merchant


texts = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from([word for line in named_lines() for word in line[0].split()]), max_size=9).map(" ".join),
)


@given(texts)
def test_a_clean_name_is_short_and_stays_as_it_is(text):
    merchant = clean_merchant(text)
    assert len(merchant) <= MAX_LENGTH
    assert "\n" not in merchant
    assert clean_merchant(merchant) == merchant


@given(texts, texts)
def test_any_payee_and_description_have_a_merchant_or_none(description, payee):
    assert len(merchant_of(description, payee)) <= MAX_LENGTH


@given(st.text(alphabet=string.ascii_letters + " '&-", min_size=1))
def test_the_key_ignores_case_and_punctuation(merchant):
    assert merchant_key(merchant.upper()) == merchant_key(f"  {merchant.lower()}!")


def test_the_key_is_that_of_a_bank_that_writes_no_accents_or_apostrophes():
    assert merchant_key("Bäckerei Martha's") == merchant_key("BAECKEREI MARTHAS")


def test_a_merchant_is_found_under_the_key_it_had_with_accents():
    assert keys_of("Café Nero") == ("cafe nero", "café nero")
    assert keys_of("Lidl") == ("lidl",)


def test_the_key_keeps_letters_and_digits_of_any_script():
    assert merchant_key("Café Nero № 5") == "cafe nero no 5"
    assert merchant_key("１２３ 山西·面馆") == "123 山西 面馆"
