"""Who is paid decides what a row is, not the rail that carried the money."""

from itertools import product

import pytest

from app.categories.taxonomy import KIND_OF_SLUG
from app.merchants.guesses import guess
from app.merchants.names import clean_merchant
from app.rules.filing import kind_of

# A rail or a bank's words for a transfer, as they stand before the other party.
RAILS = (
    "TWINT", "SWISH", "Swish betalning", "VIPPS*", "VIPPS", "MobilePay", "BIZUM", "Bizum a", "VENMO *",
    "Venmo payment", "CASH APP*", "Zelle payment to", "Zelle from", "UPI-", "PIX", "Pix enviado", "PAYPAL *",
    "Faster Payment", "FPS", "Interac e-Transfer to", "Interac", "BLIK", "MB WAY", "Transfer to", "TRANSFER FROM",
    "Online transfer to", "Wire transfer to", "Incoming wire", "Überweisung", "SEPA-Überweisung", "Dauerauftrag an",
    "VIR", "VIREMENT", "Virement de", "Bonifico a favore di", "Bonifico", "Transferencia a", "Transferencia de",
    "Transferência para", "Przelew", "Overboeking naar", "Overboeking van", "Överföring till", "Overføring til",
    "Overførsel til", "Tilisiirto", "Převod", "Havale", "Перевод",
    "TransferWise", "Payconiq", "Satispay", "Tikkie", "Lydia *", "PayNow to", "NEFT-", "IMPS/",
)  # fmt: skip

SHOPS = {
    "MIGROS ZUERICH": "groceries",
    "Lidl 0417": "groceries",
    "STARBUCKS": "coffee",
    "ZALANDO SE": "clothing",
    "Shell": "fuel",
    "IKEA": "household",
    "QUORNBY PIZZERIA": "dining",
    "Zzyvex Apotheke": "pharmacy",
    "BRENDLE ELECTRICITY COMPANY": "utilities",
    "Vaxomil Insurance": "insurance",
    "NORTHBURY FITNESS": "fitness",
    "Splenthor Hotel": "lodging",
}
FIRMS = ("Blorptronix Ltd", "QUIVENDALE WERKE GMBH", "Ostravane Tile S.r.l.", "Mirrowab Supplies", "Drovanik AG")
PEOPLE = ("Anna Schmidt", "NADIA STONE", "Pierre Dupont", "MARIA LOPEZ", "Jan Kowalski", "Lars Berg", "Rahul Sharma")


def guessed(text, amount):
    return guess(clean_merchant(text), text, amount)


def joined(rail, party):
    return f"{rail}{party}" if rail[-1] in "*-/" else f"{rail} {party}"


def kind_guessed(text, amount):
    found = guessed(text, amount)
    return kind_of(KIND_OF_SLUG[found.category] if found else None, amount)


@pytest.mark.parametrize("rail", RAILS)
def test_a_shop_is_filed_as_if_it_had_been_paid_by_card(rail):
    found = {shop: guessed(joined(rail, shop), -100) for shop in SHOPS}
    assert {shop: each and each.category for shop, each in found.items()} == SHOPS


@pytest.mark.parametrize("rail", RAILS)
def test_nobody_else_is_paid_by_a_transfer(rail):
    texts = [joined(rail, party) for party in (*SHOPS, *FIRMS, *PEOPLE)]
    assert {kind_guessed(text, -100) for text in texts} == {"expense"}
    assert {kind_guessed(joined(rail, party), 100) for party in (*FIRMS, *PEOPLE)} == {"income"}


@pytest.mark.parametrize("rail", RAILS)
def test_firms_are_no_people(rail):
    found = {guessed(joined(rail, firm), amount) for firm, amount in product(FIRMS, (-100, 100))}
    assert not {each.category for each in found if each} & {"payments-to-people", "payments-from-people"}


@pytest.mark.parametrize("rail", RAILS)
def test_people_are_paid_and_pay(rail):
    out = {person: guessed(joined(rail, person), -100) for person in PEOPLE}
    into = {person: guessed(joined(rail, person), 100) for person in PEOPLE}
    for found, category in ((out, "payments-to-people"), (into, "payments-from-people")):
        named = [person for person, each in found.items() if each]
        assert {found[person].category for person in named} == {category}, found
        # A name that is a month's, or that no list of given names holds, may stay without a category.
        assert len(named) >= len(PEOPLE) - 2, found


@pytest.mark.parametrize("rail", RAILS)
@pytest.mark.parametrize("amount", [-100, 100])
def test_a_rail_alone_is_no_transfer(rail, amount):
    for text in (rail, f"{rail} 12345", f"{rail} 4471 REF 0099"):
        assert kind_guessed(text, amount) == ("expense" if amount < 0 else "income")


@pytest.mark.parametrize("rail", ["Zelle from", "Venmo payment", "Tikkie", "BIZUM", "Interac e-Transfer to"])
@pytest.mark.parametrize("person", ["Tim Bolt", "Grace Target", "Karl Shell", "Amy Gap"])
def test_a_brand_behind_a_given_name_is_a_family_name(rail, person):
    assert guessed(joined(rail, person), 100).category == "payments-from-people"
    assert guessed(joined(rail, person), -100).category == "payments-to-people"


@pytest.mark.parametrize(
    ("party", "category"),
    [("Tom Dental", "medical"), ("Tommy Hilfiger", "clothing"), ("Lucy Yoga Studio", "fitness")],
)
def test_a_trade_or_a_brand_of_two_words_is_none(party, category):
    assert guessed(f"Zelle payment to {party}", -100).category == category


@pytest.mark.parametrize("own", ["Tagesgeld", "Sparkonto", "Livret A", "cuenta ahorro", "Savings"])
@pytest.mark.parametrize(
    ("claim", "amount", "category"),
    [
        *(("Zinsen {}", 500, "interest-income"), ("Interest {}", 500, "interest-income")),
        *(("Transfer fee {}", -200, "bank-fees"), ("Kapitalertragsteuer {}", -200, "taxes")),
    ],
)
def test_what_a_bank_pays_or_takes_for_an_own_account_is_no_transfer(own, claim, amount, category):
    text = claim.format(own)
    assert guess(clean_merchant(text), text, amount).category == category
