"""The currency is taken from where it stands; amounts from the columns of the account, whatever they are called."""

from decimal import Decimal
from itertools import product

import pytest
from babel.numbers import get_currency_name

from tests.formats.csv.test_reader import amounts, infer, rows

LINES = "01.10.2026;Bakery;-4,00\n02.10.2026;Cinema;-5,50\n14.10.2026;Kiosk;-1,20\n"
WORDS = {
    "Amounts in Swiss francs": "CHF",
    "Alle Beträge in EUR": "EUR",
    "Montants en euros": "EUR",
    "Importi in euro": "EUR",
    "All figures are British pounds": "GBP",
    "Суммы в рублях": "RUB",
    "Account UA11111111 (UAH)": "UAH",
    "Kwoty podano w PLN": "PLN",
    "Belopp i svenska kronor": "SEK",
    "Částky v Kč": "CZK",
    "金额单位：人民币": "CNY",
    "All figures in New Zealand dollars": "NZD",
    "Alle Beträge in Schweizer Franken": "CHF",
    "Montants en dollars canadiens": "CAD",
}


def currencies(text):
    return {row.currency for row in rows(text)}, infer(text)[2].currency_assumed


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("place", ["above", "below"])
def test_a_currency_named_beside_the_table_is_the_files(words, place):
    table = f"Date;Description;Amount\n{LINES}"
    text = f"{words};;\n{table}" if place == "above" else f"{table}{words};;\n"
    assert currencies(text) == ({WORDS[words]}, False)


LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sv", "ru", "uk", "tr", "fi", "hu", "ja"]
NAMED = ["USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD", "SEK", "PLN", "CZK", "BRL", "MXN", "ZAR", "INR"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", ["above", "below"])
def test_it_may_be_named_in_words_of_any_language(language, place):
    names = {code: plural(language, code) for code in NAMED}
    table = f"Date;Description;Amount\n{LINES}"
    for code, name in names.items():
        text = f"Extrakt ({name});;\n{table}" if place == "above" else f"{table}Extrakt: {name};;\n"
        assert currencies(text) == ({code}, False), name


def plural(language, code):
    """A currency's name behind a number."""
    return get_currency_name(code, count=100, locale=language)


@pytest.mark.parametrize("written", [("€{}", "EUR"), ("{} EUR", "EUR"), ("£{}", "GBP"), ("{} zł", "PLN")])
@pytest.mark.parametrize("place", ["balance", "sibling", "footer"])
def test_a_currency_beside_another_number_is_the_files(written, place):
    shape, code = written
    moved = [
        ("2026-10-02", "-4.20", "95.80"),
        ("2026-10-05", "1900.00", "1995.80"),
        ("2026-10-14", "-18.00", "1977.80"),
    ]
    if place == "footer":
        lines = "".join(f"{day},Shop {day},{amount}\n" for day, amount, _ in moved)
        text = f"Date,Description,Amount\n{lines}Total,,{shape.format('1977.80')}\n"
    else:
        beside = {"balance": 2, "sibling": 1}[place]
        lines = "".join(f"{row[0]},Shop {row[0]},{row[1]},{shape.format(row[beside])}\n" for row in moved)
        text = f"Date,Description,Amount,{'Balance' if place == 'balance' else 'As shown'}\n{lines}"
    assert currencies(text) == ({code}, False)


@pytest.mark.parametrize("words", ["", "All accounts", "CUP FINAL TOP LIST", "crowns", "EUR and USD accounts"])
def test_where_none_or_several_are_named_the_workspaces_is_assumed(words):
    assert currencies(f"{words};;\nDate;Description;Amount\n{LINES}") == ({"USD"}, True)


PAIRS = {
    "Приход": "Разход", "Einnahmen": "Verbrauch", "Ingresos": "Salidas varias", "Entrate": "Esborsi", "Credit": "Zzyzx",
    "Gutschrift": "Abgang", "Inkomsten": "Kosten", "Recettes": "Décaissements",
}  # fmt: skip


@pytest.mark.parametrize("known", PAIRS)
@pytest.mark.parametrize("empty", ["0,00", "", "0"])
@pytest.mark.parametrize("swapped", [False, True])
def test_the_unknown_column_of_a_pair_is_the_other_side(known, empty, swapped):
    table = [("03.02.2026", empty, "4,10"), ("20.02.2026", empty, "14,10"), ("28.02.2026", "50,00", empty)]
    order = (0, 2, 1) if swapped else (0, 1, 2)
    header = ("Datum", known, PAIRS[known])
    text = "".join(";".join((*(row[i] for i in order), f"Text {n}")) + "\n" for n, row in enumerate([header, *table]))
    assert amounts(text.replace("Text 0", "Beschreibung")) == [Decimal("-4.10"), Decimal("-14.10"), Decimal("50.00")]


OPERATION = ["Operation amount", "Сумма операции", "Betrag", "Montant de l'opération", "Importo operazione"]
ACCOUNT = [
    "Amount recalculated into the account currency",
    "Сумма пересчитанная в валюту счета",
    "Betrag in Kontowährung",
    "Montant en devise du compte",
    "Importo in valuta conto",
    "Billing amount",
    "Settled amount",
    "Kwota w walucie rachunku",
]


@pytest.mark.parametrize(("operation", "account"), list(product(OPERATION, ACCOUNT)))
@pytest.mark.parametrize("lines", [1, 3])
def test_the_amount_of_the_account_is_taken_not_that_of_the_operation(operation, account, lines):
    header = f"Date;Description;{operation};Currency;{account}\n"
    text = header + "".join(f"2026-10-0{n};Hotel {n};-100,00;USD;-92,50\n" for n in range(1, lines + 1))
    assert set(amounts(text)) == {Decimal("-92.50")}


@pytest.mark.parametrize("mark", ["|", ">> ", "* ", "# ", "-- "])
@pytest.mark.parametrize("label", ["SALDO FINALE", "Closing balance", "Endsaldo", "Solde final", "Saldo final"])
def test_a_balance_behind_a_mark_is_no_money(mark, label):
    text = (
        f"Date,Description,Amount\n2026-06-15,Bar Roma,-4.00\n2026-06-16,Conad,-6.00\n2026-06-17,{mark}{label},90.00\n"
    )
    assert amounts(text) == [-4, -6]
