"""Placeholders: what stays readable, what is put back, and what a user or a model may do with them."""

import pytest

from app.ai.redaction import Redactor, TooLong
from tests.privacy import assert_nothing_private, leaked

READABLE = [
    "coffee 4.50 at Pret yesterday",
    "Coffee 4.50 in March",
    "2024-11-03 12 coffee 4.50",
    "2 tickets at 12.50 each, half each",
    "groceries 1,234.56 and 12.345,67 and 1 234 567,89",
    "taxi 7.80 between 10:30 and 11:45",
    "ticket 12.50 order 4.50 tax 20,00 card 15.00",
    "spent ₹250000 on the car, 12000 rent",
    "5kg rice? 1.5k, 14Sep26, 9am, Q3, 20eur, EUR12.50",
    "How much did I spend on groceries in May compared to April?",
    "Wie viel habe ich im Mai für Lebensmittel ausgegeben?",
    "Einkauf im Supermarkt 23,40 am 15.11.",
    "j'ai dépensé 12,50 € pour le déjeuner hier",
    "¿cuánto gasté en comida en marzo?",
    "zapłaciłem 45 zł za obiad wczoraj",
    "betalade 120 kr för lunch igår",
    "shopping 120, Parkplatz 5, paid via card 20, tickets 300-400",
    "skickade 50 kr igår",
    "kal chai 20 rs aur sabzi 150 rs",
]


@pytest.mark.parametrize("text", READABLE)
def test_amounts_days_and_common_words_stay_readable(text):
    words = Redactor(["Zofia Kowalczyk"], "GB").redact(text)
    assert words.replace("‹w1›", "rice") == text


def test_names_become_placeholders_that_stay_the_same_and_are_put_back():
    redactor = Redactor()
    first, second = redactor.redact("lunch with zofia 12"), redactor.redact("Zofia owes me 12")
    assert first == "lunch with ‹w1› 12"
    assert second == "‹w1› owes me 12"
    assert redactor.restore("Lunch with ‹w1›") == "Lunch with zofia"


@pytest.mark.parametrize("written", ["will young", "Will Young", "WILL YOUNG", "young", "Will's", "Will-Young", "wıll"])
def test_a_known_name_of_common_words_is_masked_wherever_it_stands(written):
    assert_nothing_private([Redactor(["Will Young"]).redact(f"coffee {written} 4.50")], ["Will Young"])


@pytest.mark.parametrize("written", ["Müller", "MUELLER", "muller", "Müllers", "Anna-Müller"])
def test_a_known_name_is_found_in_each_of_its_spellings(written):
    assert leaked(Redactor(["Jörg Müller"]).redact(f"rent from {written}"), [written]) == []


@pytest.mark.parametrize(
    "text",
    [
        "dinner with bill 20",
        "zelle from april",
        "rent to June Carter",
        "paid Will 20",
        "lent jan 50",
        "coffee with mark",
        "Price 20 from Grace",
        "Geschenk für Ernst Klein",
    ],
)
def test_words_that_are_names_too_do_not_leave_where_a_name_stands(text):
    names = ["bill", "april", "June Carter", "Will", "jan", "mark", "Grace", "Ernst Klein"]
    assert leaked(Redactor().redact(text), names) == []


def test_what_looks_like_a_placeholder_is_masked_itself():
    redactor = Redactor()
    sent = redactor.redact("lunch with zofia, then ‹w1› and ‹name7›")
    assert sent.count("‹") == len(set(sent.split("‹"))) - 1
    assert redactor.restore(sent) == "lunch with zofia, then ‹w1› and ‹name7›"


def test_placeholders_that_were_never_given_out_are_left_out():
    redactor = Redactor()
    redactor.redact("lunch with zofia")
    assert redactor.restore("‹w1› and ‹w2›, ‹ W1 ›") == "zofia and , zofia"
    assert redactor.is_known("‹w1›")
    assert not redactor.is_known("‹w2›")


def test_json_is_redacted_and_restored_string_by_string():
    redactor = Redactor()
    sent = redactor.redact_data({"rows": [{"text": "lunch with zofia", "amount": 12, "paid": True, "note": None}]})
    assert sent == {"rows": [{"text": "lunch with ‹w1›", "amount": 12, "paid": True, "note": None}]}
    assert redactor.restore_data({"who": ["‹w1›"]}) == {"who": ["zofia"]}


def test_what_was_masked_is_counted_by_kind():
    redactor = Redactor(["Zofia Kowalczyk"])
    redactor.redact("zofia@example.com and Zofia paid ulrika")
    assert redactor.counts == {"email": 1, "name": 1, "w": 1}


@pytest.mark.parametrize("text", ["a" * 20_001, "ﷺ" * 2_000])
def test_a_text_that_is_too_long_does_not_leave_at_all(text):
    with pytest.raises(TooLong):
        Redactor().redact(text)


def test_a_canary_is_found_however_it_is_written():
    assert leaked('{"t": "M\\u00fcller"}', ["Müller"])
    assert leaked("4111-1111 11", ["4111 1111 1111 1111"])
    assert not leaked("coffee 4.50", ["Müller", "4111 1111 1111 1111"])


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("Miss Price and Señora Flores, 20", ["Price", "Flores"]),
        ("gift for larissa van der leek", ["larissa van der leek"]),
        ("Checking 4242, Visa ending in 4242, #48213", ["4242", "48213"]),
        ("wifi password: correct horse battery staple", ["correct horse battery staple"]),
        ("plate b mw 1234", ["1234"]),
        ("statement_Zofia_DE89370400440532013000.csv", ["Zofia", "DE89370400440532013000"]),
        ("N 52° 31.2 E 13° 24.5 and 52.52001, 13.40495", ["52001", "40495", "31.2"]),
        ("born in 1985, 3rd May 1985", ["1985"]),
        ("sort code 12-11-10", ["12-11-10"]),
    ],
)
def test_what_words_around_it_give_away_does_not_leave(text, private):
    assert leaked(Redactor().redact(text), private) == []
