"""The text of receipts in several languages: merchant, day, total, tax and items, and what is said to be unsure."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.receipts.documents import Setting, Unread
from app.receipts.grammar import read_lines

TODAY = date(2026, 11, 29)
RECEIPTS = {
    "english": (
        """Corner Bakery
        12 Main Street
        Springfield, IL 62704
        Tel: 217-555-0134
        11/14/2026 3:22 PM
        2 x Croissant   5.00
        Latte   4.50
        Subtotal   9.50
        Sales Tax 8%   0.76
        Total   $10.26
        VISA ****1234   10.26
        Thank you!""",
        ("Corner Bakery", date(2026, 11, 14), "10.26", "USD", "0.76", 2),
    ),
    "german": (
        """REWE Markt GmbH
        Hauptstr. 12
        10115 Berlin
        UID Nr.: DE812706034
        MILCH 3,5%  1,19 B
        BROT  2,49 B
        2 Stk x 0,85
        JOGHURT  1,70 B
        PFAND  0,25 A
        RABATT  -0,50 B
        SUMME  EUR  5,13
        Geg. Bar  EUR  10,00
        Rückgeld  EUR  4,87
        Steuer % Netto Steuer Brutto
        B= 7,0%  4,56  0,32  4,88
        A= 19,0%  0,21  0,04  0,25
        Gesamtbetrag 4,77 0,36 5,13
        12.11.2026 14:32 Bon-Nr.:1234""",
        ("REWE Markt GmbH", date(2026, 11, 12), "5.13", "EUR", "0.36", 5),
    ),
    "french": (
        """FACTURE
        Café de Flore
        172 Boulevard Saint-Germain
        75006 Paris
        Le 3 novembre 2026 à 12:10
        1 Café crème 4,60
        2 Croissant 6,40
        Total HT 10,00
        TVA 10% 1,00
        Total TTC 11,00 €
        CB 11,00
        Merci de votre visite""",
        ("Café de Flore", date(2026, 11, 3), "11.00", "EUR", "1.00", 2),
    ),
    "spanish": (
        """SuperMercado Día
        Calle Mayor 5, 28013 Madrid
        NIF A28164754
        Fecha: 25/11/2026 18:03
        Pan de molde 1,35
        Aceite oliva 1L 8,95
        Tomate
        0,452 kg x 1,99 €/kg 0,90
        TOTAL A PAGAR 11,20 €
        TARJETA 11,20
        IVA 4% 10,77 0,43""",
        ("SuperMercado Día", date(2026, 11, 25), "11.20", "EUR", "0.43", 3),
    ),
    "dutch": (
        """Albert Heijn
        Damrak 1
        Datum 23-11-2026
        2 APPELS 3,00
        KAAS 5,49
        SUBTOTAAL 8,49
        TOTAAL € 8,49
        PINPAS 8,49
        BTW 9% 0,70""",
        ("Albert Heijn", date(2026, 11, 23), "8.49", "EUR", "0.70", 2),
    ),
    "italian": (
        """RISTORANTE DA MARIO
        Via Roma 12
        00184 Roma
        P.IVA 01234567890
        COPERTO 2 x 2,00 4,00
        PIZZA MARGHERITA 8,50
        ACQUA 2,50
        TOTALE COMPLESSIVO € 15,00
        di cui IVA 1,36
        CONTANTI 20,00
        RESTO 5,00
        21/11/2026 20:14""",
        ("RISTORANTE DA MARIO", date(2026, 11, 21), "15.00", "EUR", "1.36", 3),
    ),
    "polish": (
        """Biedronka
        ul. Wawelska 5
        01-034 Warszawa
        Chleb 1 x 4,99 4,99
        Masło 2 x 7,49 14,98
        SUMA PLN 19,97
        2026-11-02 10:11""",
        ("Biedronka", date(2026, 11, 2), "19.97", "PLN", None, 2),
    ),
    "japanese": (
        """スターマート
        2026年11月5日
        おにぎり ¥150
        お茶 ¥130
        合計 ¥280""",
        ("スターマート", date(2026, 11, 5), "280", "JPY", None, 2),
    ),
    "an invoice": (
        """Your receipt from Lumen Cloud Ltd
        Invoice number INV-2231
        Date paid November 5, 2026
        Pro plan (monthly)  £12.00
        VAT 20%  £2.40
        Amount paid  £14.40""",
        ("Lumen Cloud Ltd", date(2026, 11, 5), "14.40", "GBP", "2.40", 1),
    ),
}


def lines_of(text):
    return [line.strip() for line in text.splitlines()]


def reading_of(text, locale="en-US", currency="USD"):
    return read_lines(lines_of(text), Setting(TODAY, locale, currency))


@pytest.mark.parametrize(("text", "expected"), RECEIPTS.values(), ids=RECEIPTS)
def test_a_receipt_is_read_in_its_language(text, expected):
    found = reading_of(text)
    tax = None if found.tax is None else str(found.tax)
    assert (found.merchant, found.day, str(found.total), found.currency, tax, len(found.items)) == expected
    assert found.cautions == []


@pytest.mark.parametrize(
    ("line", "quantity", "name"),
    [
        ("2 x Coffee  7.00", "2", "Coffee"),
        ("2x Coffee  7.00", "2", "Coffee"),
        ("Coffee x2  7.00", "2", "Coffee"),
        ("Coffee 2 x 3.50  7.00", "2", "Coffee"),
        ("2 x 3.50 Coffee  7.00", "2", "Coffee"),
        ("Coffee 2 @ $3.50  $7.00", "2", "Coffee"),
        ("2 Coffee 3.50 7.00", "2", "Coffee"),
        ("Coffee 2 3.50 7.00", "2", "Coffee"),
        ("2 Coffee 7.00", "2", "Coffee"),
        ("Coffee  7.00", "1", "Coffee"),
        ("7UP  7.00", "1", "7UP"),
        ("Coffee  $7.00 T", "1", "Coffee"),
    ],
)
def test_how_many_is_read_wherever_it_stands(line, quantity, name):
    [item] = reading_of(f"Tea House\n{line}\nTotal  $7.00").items
    assert (str(item.quantity), item.name, str(item.amount)) == (quantity, name, "7.00")


@pytest.mark.parametrize(
    "lines",
    [
        "Subtotal 10.00\nTax 0.80\nTOTAL 10.80\nCash 20.00\nChange 9.20",
        "Total items 3\nTotal 10.80\nYou saved 30.00",
        "Total before discount 15.00\nDiscount -4.20\nTotal due 10.80",
        "Zwischensumme 9,08\nGesamt 10,80\nGegeben 50,00\nRückgeld 39,20",
        "Total\n10.80",
        "Importe 10.80 EUR",
        "Total excl. VAT 9.00\nVAT 1.80\nTotal incl. VAT 10.80",
    ],
)
def test_the_total_is_what_was_paid(lines):
    assert reading_of(f"Tea House\nSomething  10.80\n{lines}").total == Decimal("10.80")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Tea House\n2026-11-20\nTea 4.00\nTotal $5.00", "items_do_not_add_up"),
        ("Tea House\nTea 4.00\nTotal $4.00", "no_date_found"),
        ("Tea House\n2026-11-20\nTea 4.00\nTotal 4.00", "currency_assumed"),
        ("Tea House\n03/04/2026\nTea 4.00\nTotal $4.00", "ambiguous_date"),
        ("2026-11-20\nTotal $4.00", "no_merchant_found"),
        ("Tea House\n2031-11-20\nTea 4.00\nTotal $4.00", "no_date_found"),
    ],
)
def test_what_is_unsure_is_said(text, code):
    assert code in {caution.code for caution in reading_of(text).cautions}


def test_a_day_that_only_one_order_allows_is_sure():
    found = reading_of("Tea House\n11/12/2026\nTea 4.00\nTotal £4.00")
    assert (found.day, found.cautions) == (date(2026, 11, 12), [])


@pytest.mark.parametrize("text", ["", "Tea House\nTea 4.00", "Total 0.00", "Total\nnothing", "Thank you"])
def test_without_a_total_nothing_is_read(text):
    with pytest.raises(Unread):
        reading_of(text)


PRICES = st.decimals("0.01", "999.99", places=2)


@given(prices=st.lists(PRICES, min_size=1, max_size=12), comma=st.booleans(), label=st.sampled_from(["TOTAL", "Summe"]))
def test_items_that_are_printed_are_read_and_add_up(prices, comma, label):
    def written(amount):
        return str(amount).replace(".", ",") if comma else str(amount)

    names = [f"Thing {chr(65 + number)}" for number in range(len(prices))]
    lines = [f"{name}  {written(price)}" for name, price in zip(names, prices, strict=True)]
    total = sum(prices)
    found = reading_of("\n".join(["Tea House", "2026-11-20", *lines, f"{label}  € {written(total)}"]))
    assert [(item.name, item.amount) for item in found.items] == list(zip(names, prices, strict=True))
    assert (found.total, found.cautions) == (total, [])


@given(st.lists(st.text(max_size=60), max_size=30))
def test_any_text_is_read_or_refused(lines):
    with suppress(Unread):
        read_lines([*lines, "Total 12.50"], Setting(TODAY, "de-DE", "EUR"))
